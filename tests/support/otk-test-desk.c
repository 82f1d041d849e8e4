/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-test-desk.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#define SCHEDULE_W                                                                                 \
  "tz Europe/Moscow\n"                                                                             \
  "mon 09:00-12:00 13:00-18:00\n"                                                                  \
  "tue 09:00-12:00 13:00-18:00\n"                                                                  \
  "wed 09:00-12:00 13:00-18:00\n"                                                                  \
  "thu 09:00-12:00 13:00-18:00\n"                                                                  \
  "fri 09:00-12:00 13:00-18:00\n"

static void
open_at (OtkTestDesk *self, OtkTime now)
{
  g_autoptr (GError) error = NULL;

  self->clock = otk_clock_new_at (now);
  self->desk = otk_desk_open (self->path, self->clock, &error);
  g_assert_no_error (error);
}

static void
close_desk (OtkTestDesk *self)
{
  otk_desk_close (self->desk);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&self->desk);
  g_clear_object (&self->clock);
}

static void
remove_folder (GFile *folder)
{
  g_autoptr (GFileEnumerator) entries =
      g_file_enumerate_children (folder,
                                 G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                                 G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFileInfo *info;
  GFile *child;

  while (entries != NULL && g_file_enumerator_iterate (entries, &info, &child, NULL, NULL)
         && info != NULL)
    {
      if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
        remove_folder (child);
      else
        g_file_delete (child, NULL, NULL);
    }
  g_file_delete (folder, NULL, NULL);
}

OtkTestDesk *
otk_test_desk_new (OtkTime now)
{
  OtkTestDesk *self = g_new0 (OtkTestDesk, 1);
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("otk-desk-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "otklik.db", NULL);
  open_at (self, now);
  g_assert_true (otk_desk_is_empty (self->desk));
  otk_desk_start_empty (self->desk, "Анна", &error);
  g_assert_no_error (error);
  return self;
}

void
otk_test_desk_reopen (OtkTestDesk *self, OtkTime now)
{
  close_desk (self);
  open_at (self, now);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  OtkTestDesk *self = data;
  g_autoptr (GError) error = NULL;

  self->desk = otk_desk_open_finish (result, &error);
  g_assert_no_error (error);
}

void
otk_test_desk_reopen_aside (OtkTestDesk *self, OtkTime now)
{
  close_desk (self);
  self->clock = otk_clock_new_at (now);
  otk_desk_open_async (self->path, self->clock, opened_cb, self);
  while (self->desk == NULL)
    g_main_context_iteration (NULL, TRUE);
}

void
otk_test_desk_free (OtkTestDesk *self)
{
  g_autoptr (GFile) folder = g_file_new_for_path (self->folder);

  close_desk (self);
  remove_folder (folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}

OtkId
otk_test_save_with (OtkTestDesk *self, OtkEntityType type, const char *name, OtkValues *more)
{
  const OtkEntity *entity = otk_entity (type);
  g_autoptr (OtkCommand) command = otk_desk_command (self->desk, OTK_COMMAND_SAVE, NULL);
  g_autoptr (OtkOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  otk_command_with_text (command, "entity", entity->name);
  otk_command_with_text (command, entity->fields[entity->name_field].name, name);
  for (guint i = 0; more != NULL && i < otk_values_size (more); i++)
    {
      const char *key;
      const OtkValue *value = otk_values_nth (more, i, &key);
      otk_values_take (command->args, key, otk_value_copy (value));
    }
  g_clear_pointer (&more, otk_values_unref);
  outcome = otk_desk_submit (self->desk, command, &error);
  g_assert_no_error (error);
  return outcome->subject;
}

OtkId
otk_test_save (OtkTestDesk *self, OtkEntityType type, const char *name)
{
  return otk_test_save_with (self, type, name, NULL);
}

OtkId
otk_test_service (OtkTestDesk *self, const OtkId *responsible, gint64 reaction, gint64 resolution)
{
  OtkValues *values = otk_values_new ();
  g_autofree char *person = otk_id_to_string (responsible);
  OtkId schedule, sla;

  otk_values_set_text (values, "spec", SCHEDULE_W);
  schedule = otk_test_save_with (self, OTK_ENTITY_SCHEDULE, "Будни", values);

  values = otk_values_new ();
  otk_values_set_id (values, "schedule", &schedule);
  otk_values_set_int (values, "reaction", reaction);
  otk_values_set_int (values, "resolution", resolution);
  otk_values_set_int (values, "reaction_remind", 1800);
  otk_values_set_int (values, "resolution_remind", 1800);
  otk_values_set_int (values, "reaction_breach", OTK_BREACH_SYSTEM);
  otk_values_set_int (values, "resolution_breach", OTK_BREACH_SYSTEM);
  otk_values_set_int (values, "breach_to_responsible", TRUE);
  sla = otk_test_save_with (self, OTK_ENTITY_SLA, "Доступ", values);

  values = otk_values_new ();
  otk_values_set_id (values, "sla", &sla);
  otk_values_set_text (values, "responsibles", person);
  return otk_test_save_with (self, OTK_ENTITY_SERVICE, "Доступ", values);
}

OtkId
otk_test_request (OtkTestDesk *self, const OtkId *service, const char *subject)
{
  g_autoptr (GPtrArray) types = otk_desk_all (self->desk, OTK_ENTITY_REQUEST_TYPE);
  g_autoptr (OtkCommand) command = otk_desk_command (self->desk, OTK_COMMAND_CREATE, NULL);
  g_autoptr (OtkOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;
  OtkId customer = otk_test_save (self, OTK_ENTITY_CUSTOMER, "Пётр Иванов");

  otk_command_with_id (command, "type", otk_record_id (g_ptr_array_index (types, 0)));
  otk_command_with_id (command, "service", service);
  otk_command_with_id (command, "customer", &customer);
  otk_command_with_int (command, "client_kind", OTK_CLIENT_PERSON);
  otk_command_with_int (command, "channel", OTK_CHANNEL_PHONE);
  otk_command_with_text (command, "subject", subject);
  outcome = otk_desk_submit (self->desk, command, &error);
  g_assert_no_error (error);
  return outcome->subject;
}

void
otk_test_do (OtkTestDesk *self, OtkCommandKind kind, const OtkId *root)
{
  g_autoptr (OtkCommand) command = otk_desk_command (self->desk, kind, root);
  g_autoptr (OtkOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  outcome = otk_desk_submit (self->desk, command, &error);
  g_assert_no_error (error);
}

OtkStatus
otk_test_status (OtkTestDesk *self, const OtkId *request)
{
  g_autoptr (OtkRecord) record = otk_desk_find (self->desk, OTK_ENTITY_REQUEST, request);

  g_assert_nonnull (record);
  return (OtkStatus) otk_record_int (record, OTK_REQUEST_STATUS);
}
