/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-ctl.h"

#include "otk-access.h"
#include "otk-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define META_ME "me"

static gboolean
check_exists (OtkCtl *ctl, GError **error)
{
  if (otk_store_is_shared (ctl->path) || g_file_test (ctl->path, G_FILE_TEST_EXISTS))
    return TRUE;
  return otk_refuse (error, OTK_ERROR_NOT_FOUND,
                     N_ ("There is no database %s: make one with otklikctl init"), ctl->path);
}

/* The user's own data folder is made where it is missing; a folder that was named must be there. */
static void
make_folder (OtkCtl *ctl)
{
  g_autofree char *folder = g_path_get_dirname (ctl->path);
  if (otk_ctl_option (ctl, "db") == NULL)
    g_mkdir_with_parents (folder, 0700);
}

static gboolean
find_login (OtkCtl *ctl, OtkId *id, GError **error)
{
  g_auto (OtkValue) login = otk_value_text (ctl->login);
  g_autoptr (GPtrArray) found =
      otk_store_list (ctl->store, OTK_ENTITY_EMPLOYEE, OTK_EMPLOYEE_LOGIN, &login, error);
  if (found == NULL)
    return FALSE;
  if (found->len != 1)
    return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("No employee has the login %s"), ctl->login);
  *id = *otk_record_id (g_ptr_array_index (found, 0));
  return TRUE;
}

static gboolean
find_administrator (OtkCtl *ctl, OtkId *id, GError **error)
{
  g_autoptr (GPtrArray) employees =
      otk_store_list (ctl->store, OTK_ENTITY_EMPLOYEE, -1, NULL, error);
  for (guint i = 0; employees != NULL && i < employees->len; i++)
    {
      const OtkRecord *employee = g_ptr_array_index (employees, i);
      if (!otk_record_int (employee, OTK_EMPLOYEE_ACTIVE)
          || otk_record_int (employee, OTK_EMPLOYEE_ROLE) != OTK_ROLE_ADMINISTRATOR)
        continue;
      *id = *otk_record_id (employee);
      return TRUE;
    }
  if (employees == NULL)
    return FALSE;
  return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("Nobody sits here: say who acts with --as"),
                     NULL);
}

/* By the field that names the kind; employees by their login as well. */
static GPtrArray *
list_named (OtkCtl *ctl, OtkEntityType type, const char *text, GError **error)
{
  g_auto (OtkValue) value = otk_value_text (text);
  GPtrArray *found = NULL;
  if (type == OTK_ENTITY_EMPLOYEE)
    found = otk_store_list (ctl->store, type, OTK_EMPLOYEE_LOGIN, &value, error);
  if (type == OTK_ENTITY_EMPLOYEE && (found == NULL || found->len > 0))
    return found;
  g_clear_pointer (&found, g_ptr_array_unref);
  return otk_store_list (ctl->store, type, otk_entity (type)->name_field, &value, error);
}

static gboolean
parse_hours (const char *text, gint64 *seconds)
{
  g_autofree char *point = g_strdelimit (g_strdup (text), ",", '.');
  char *end;
  double hours = g_ascii_strtod (point, &end);
  if (end == point || *end != '\0' || !(hours >= 0 && hours <= 24 * 366 * 10))
    return FALSE;
  *seconds = (gint64) (hours * 3600 + 0.5);
  return TRUE;
}

static gboolean
misuse (GError **error, const char *sentence, const OtkCtlOption *option)
{
  g_set_error (error, OTK_CTL_USAGE, 0, sentence, option->name);
  return FALSE;
}

static gboolean
convert (OtkCtl *ctl, const OtkCtlOption *option, const char *text, OtkValue *value, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  const OtkChoice *choice;
  gint64 number = 1;
  OtkId id;
  switch (option->kind)
    {
    case OTK_CTL_TEXT:
      *value = otk_value_text (text);
      return TRUE;
    case OTK_CTL_INT:
      if (!g_ascii_string_to_signed (text, 10, 0, G_MAXINT32, &number, NULL))
        return misuse (error, _ ("--%s takes a whole number"), option);
      break;
    case OTK_CTL_HOURS:
      if (!parse_hours (text, &number))
        return misuse (error, _ ("--%s takes a number of hours, as 1.5"), option);
      break;
    case OTK_CTL_TIME:
      if (!otk_iso_time_parse (text, zone, &number))
        return misuse (error, _ ("--%s takes a time as 2026-06-05T17:30:00+03:00"), option);
      break;
    case OTK_CTL_CHOICE:
      choice = otk_choice_by_name (option->choices, text);
      if (choice == NULL)
        return misuse (error, _ ("--%s takes another value: see --help"), option);
      number = choice->value;
      break;
    case OTK_CTL_REF:
      if (!otk_ctl_find_ref (ctl, option->target, text, &id, error))
        return FALSE;
      *value = otk_value_id (&id);
      return TRUE;
    case OTK_CTL_YES:
    case OTK_CTL_PLAIN:
    default:
      break;
    }
  *value = otk_value_int (number);
  return TRUE;
}

static char *
fill_in (const char *sentence, const char *number)
{
  g_auto (GStrv) parts = g_strsplit (sentence, "%s", 2);
  return g_strjoinv (number, parts);
}

static void
tell_json (const OtkCommand *command, const OtkOutcome *outcome, const OtkRecord *request)
{
  g_autoptr (OtkJsonWriter) json = otk_json_writer_new (TRUE);
  char id[OTK_ID_STRING_LENGTH + 1];
  otk_json_writer_begin_object (json, NULL);
  otk_json_writer_string (json, "command", otk_id_print (&command->id, id));
  otk_json_writer_string (json, "id", otk_id_print (&outcome->subject, id));
  if (request != NULL)
    {
      const OtkChoice *status =
          otk_choice_by_value (otk_status_choices, otk_record_int (request, OTK_REQUEST_STATUS));
      otk_json_writer_int (json, "number", otk_record_int (request, OTK_REQUEST_NUMBER));
      otk_json_writer_string (json, "status", status != NULL ? status->name : NULL);
    }
  otk_json_writer_bool (json, "changed", outcome->changed);
  otk_json_writer_string (json, "note", outcome->note != NULL ? _ (outcome->note) : NULL);
  otk_json_writer_end (json);
  g_print ("%s", otk_json_writer_text (json));
}

static void
tell (const OtkCommand *command, const OtkOutcome *outcome, const OtkRecord *request)
{
  const OtkCommandInfo *info = otk_command_info (command->kind);
  g_autofree char *number =
      request != NULL
          ? g_strdup_printf ("%" G_GINT64_FORMAT, otk_record_int (request, OTK_REQUEST_NUMBER))
          : g_strdup ("");
  if (!outcome->changed)
    g_print ("%s\n", _ ("Nothing had to be changed"));
  else if (command->kind == OTK_COMMAND_CREATE)
    g_print ("№%s\n", number);
  else if (info->done != NULL)
    {
      g_autofree char *sentence = fill_in (_ (info->done), number);
      g_print ("%s\n", sentence);
    }
  else
    g_print ("%s: %s\n", _ (info->label), _ ("done"));
  if (outcome->note != NULL)
    g_print ("%s\n", _ (outcome->note));
}

OtkTime
otk_ctl_now (OtkCtl *ctl)
{
  return otk_clock_now (ctl->clock);
}

gboolean
otk_ctl_open_store (OtkCtl *ctl, GError **error)
{
  if (ctl->store != NULL)
    return TRUE;
  if (!check_exists (ctl, error))
    return FALSE;
  ctl->store = otk_store_open (ctl->path, OTK_STORE_READ, error);
  return ctl->store != NULL;
}

gboolean
otk_ctl_open_desk (OtkCtl *ctl, gboolean create, GError **error)
{
  if (create)
    make_folder (ctl);
  else if (!check_exists (ctl, error))
    return FALSE;
  ctl->desk = otk_desk_open (ctl->path, ctl->clock, error);
  return ctl->desk != NULL && otk_ctl_open_store (ctl, error);
}

OtkStore *
otk_ctl_open_writer (OtkCtl *ctl, gboolean create, GError **error)
{
  if (create)
    make_folder (ctl);
  else if (!check_exists (ctl, error))
    return NULL;
  return otk_store_open (ctl->path, OTK_STORE_WRITE | OTK_STORE_CREATE, error);
}

static gboolean
find_actor (OtkCtl *ctl, OtkId *id, GError **error)
{
  g_autoptr (OtkRecord) sitting = NULL;
  if (ctl->login != NULL)
    return find_login (ctl, id, error);
  g_autofree char *text = otk_store_meta (ctl->store, META_ME, NULL);
  if (text != NULL && otk_id_parse (text, id))
    sitting = otk_store_find (ctl->store, OTK_ENTITY_EMPLOYEE, id, error);
  return sitting != NULL || find_administrator (ctl, id, error);
}

gboolean
otk_ctl_actor (OtkCtl *ctl, OtkId *id, GError **error)
{
  if (!find_actor (ctl, id, error))
    return FALSE;
  g_clear_pointer (&ctl->actor, otk_record_unref);
  ctl->actor = otk_store_find (ctl->store, OTK_ENTITY_EMPLOYEE, id, error);
  return ctl->actor != NULL;
}

gboolean
otk_ctl_find_ref (OtkCtl *ctl, OtkEntityType type, const char *text, OtkId *id, GError **error)
{
  if (type == OTK_ENTITY_REQUEST)
    {
      g_autoptr (OtkRecord) request = otk_ctl_request (ctl, text, error);
      if (request != NULL)
        *id = *otk_record_id (request);
      return request != NULL;
    }
  g_autoptr (OtkRecord) record =
      otk_id_parse (text, id) ? otk_store_find (ctl->store, type, id, error) : NULL;
  if (record != NULL)
    return TRUE;
  g_autoptr (GPtrArray) found = list_named (ctl, type, text, error);
  g_autofree char *detail = g_strdup_printf ("%s «%s»", _ (otk_entity (type)->label), text);
  if (found == NULL)
    return FALSE;
  if (found->len == 0)
    return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("There is no such record: %s"), detail);
  if (found->len > 1)
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("Several records have this name, give an id instead: %s"), detail);
  *id = *otk_record_id (g_ptr_array_index (found, 0));
  return TRUE;
}

OtkRecord *
otk_ctl_request (OtkCtl *ctl, const char *number, GError **error)
{
  const char *digits = g_str_has_prefix (number, "№") ? number + strlen ("№") : number;
  g_autoptr (GError) failure = NULL;
  gint64 n;
  OtkId id;
  g_autoptr (OtkRecord) request = NULL;
  if (ctl->actor == NULL && !otk_ctl_actor (ctl, &id, error))
    return NULL;
  if (otk_id_parse (digits, &id))
    request = otk_store_find (ctl->store, OTK_ENTITY_REQUEST, &id, &failure);
  else if (g_ascii_string_to_signed (digits, 10, 1, G_MAXINT64, &n, NULL))
    {
      g_auto (OtkValue) value = otk_value_int (n);
      g_autoptr (GPtrArray) found =
          otk_store_list (ctl->store, OTK_ENTITY_REQUEST, OTK_REQUEST_NUMBER, &value, &failure);
      if (found != NULL && found->len > 0)
        request = otk_record_ref (g_ptr_array_index (found, 0));
    }
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  else if (request != NULL
           && otk_access_sees_request (otk_store_state (ctl->store), request, ctl->actor))
    return g_steal_pointer (&request);
  else
    otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("There is no request %s"), number);
  return NULL;
}

char *
otk_ctl_name (OtkCtl *ctl, OtkEntityType type, const OtkId *id)
{
  g_autoptr (OtkRecord) record = id != NULL ? otk_store_find (ctl->store, type, id, NULL) : NULL;
  return g_strdup (record != NULL ? otk_record_name (record) : "");
}

gboolean
otk_ctl_arguments (OtkCtl *ctl, OtkCommand *command, GError **error)
{
  const OtkCtlOption *option = ctl->command->options;
  for (; option != NULL && option->name != NULL; option++)
    {
      const char *text = otk_ctl_option (ctl, option->name);
      OtkValue value = OTK_VALUE_INIT;
      if (text == NULL || option->kind == OTK_CTL_PLAIN)
        continue;
      if (!convert (ctl, option, text, &value, error))
        return FALSE;
      otk_values_take (command->args, option->argument != NULL ? option->argument : option->name,
                       value);
    }
  return TRUE;
}

gboolean
otk_ctl_submit (OtkCtl *ctl, OtkCommand *command, GError **error)
{
  g_autoptr (OtkOutcome) outcome = otk_desk_submit (ctl->desk, command, error);
  if (outcome == NULL)
    return FALSE;
  g_autoptr (OtkRecord) request =
      otk_store_find (ctl->store, OTK_ENTITY_REQUEST, &outcome->subject, NULL);
  if (ctl->json)
    tell_json (command, outcome, request);
  else
    tell (command, outcome, request);
  return TRUE;
}
