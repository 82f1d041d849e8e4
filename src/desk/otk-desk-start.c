/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-desk-private.h"

#include "otk-calendar.h"
#include "otk-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What an empty organisation starts with: the names the sources give as examples (product.md §1.3,
   §2.13, E0-53…55, E1-27, E1-28), in the language of whoever starts. */

static const struct
{
  const char *name;
  OtkPriority priority;
} types[] = {
  { N_ ("Question"), OTK_PRIORITY_LOW },
  { N_ ("Incident"), OTK_PRIORITY_HIGH },
  { N_ ("Complaint"), OTK_PRIORITY_MEDIUM },
  { N_ ("Suggestion for improvement"), OTK_PRIORITY_LOW },
};

static const char *const levels[] = { N_ ("First line"), N_ ("Second line") };

static const struct
{
  const char *name;
  const char *filter;
} folders[] = {
  { N_ ("High priority"), "priority=high" },
  { N_ ("I have in work"), "responsible=@me; status=in_work" },
  { N_ ("I am responsible (all statuses)"), "responsible=@me" },
};

static const struct
{
  OtkDictionaryKind kind;
  const char *name;
} entries[] = {
  { OTK_DICTIONARY_STATUS_KIND, N_ ("Under consideration") },
  { OTK_DICTIONARY_STATUS_KIND, N_ ("Being solved") },
  { OTK_DICTIONARY_STATUS_KIND, N_ ("Cannot be solved") },
  { OTK_DICTIONARY_STATUS_KIND, N_ ("Solved successfully") },
  { OTK_DICTIONARY_SEVERITY, N_ ("Low severity") },
  { OTK_DICTIONARY_SEVERITY, N_ ("Medium severity") },
  { OTK_DICTIONARY_SEVERITY, N_ ("High severity") },
  { OTK_DICTIONARY_DIFFICULTY, N_ ("Easy") },
  { OTK_DICTIONARY_DIFFICULTY, N_ ("Medium difficulty") },
  { OTK_DICTIONARY_DIFFICULTY, N_ ("Hard") },
  { OTK_DICTIONARY_CATEGORY, N_ ("Errors") },
  { OTK_DICTIONARY_CATEGORY, N_ ("Payment for orders") },
  { OTK_DICTIONARY_CATEGORY, N_ ("Delivery of orders") },
  { OTK_DICTIONARY_MARK, N_ ("The answer suits me") },
  { OTK_DICTIONARY_MARK, N_ ("The answer is incomplete") },
  { OTK_DICTIONARY_MARK, N_ ("The answer does not suit me") },
};

static OtkCommand *
add (GPtrArray *commands, OtkEntityType entity, const OtkId *actor, OtkTime at)
{
  OtkCommand *command = otk_command_new (OTK_COMMAND_SAVE, actor, NULL, at);

  otk_command_with_text (command, "entity", otk_entity (entity)->name);
  g_ptr_array_add (commands, command);
  return command;
}

static OtkCommand *
person (const char *name, OtkTime at)
{
  OtkCommand *command = otk_command_new (OTK_COMMAND_SAVE, NULL, NULL, at);

  otk_command_with_text (command, "entity", otk_entity (OTK_ENTITY_EMPLOYEE)->name);
  otk_command_with_text (command, "name", name);
  otk_command_with_text (command, "login", g_get_user_name ());
  otk_command_with_int (command, "role", OTK_ROLE_ADMINISTRATOR);
  return otk_command_with_int (command, "active", TRUE);
}

/* Monday to Friday with a lunch hour, on the clock of this machine. */
static void
add_schedule (GPtrArray *commands, const OtkId *actor, OtkTime at)
{
  static const char *const days[] = { "mon", "tue", "wed", "thu", "fri" };
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  const char *zone = g_time_zone_get_identifier (local);
  g_autoptr (GString) spec = g_string_new (NULL);
  g_autoptr (OtkCalendar) calendar = NULL;
  OtkCommand *schedule;

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    g_string_append_printf (spec, "%s 09:00-13:00 14:00-18:00\n", days[i]);
  g_string_prepend_c (spec, '\n');
  g_string_prepend (spec, zone);
  g_string_prepend (spec, "tz ");
  /* A machine may be set to an offset or a file that no other machine knows. */
  calendar = otk_calendar_parse (spec->str, NULL);
  if (calendar == NULL)
    {
      g_string_erase (spec, 0, (gssize) strlen ("tz ") + (gssize) strlen (zone));
      g_string_prepend (spec, "tz UTC");
    }
  schedule = add (commands, OTK_ENTITY_SCHEDULE, actor, at);
  otk_command_with_text (schedule, "name", _ ("Working days, 9–18"));
  otk_command_with_text (schedule, "spec", spec->str);
}

static void
add_directory (GPtrArray *commands, const OtkId *actor, OtkTime at)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      OtkCommand *type = add (commands, OTK_ENTITY_REQUEST_TYPE, actor, at);
      otk_command_with_text (type, "name", _ (types[i].name));
      otk_command_with_int (type, "priority", types[i].priority);
      otk_command_with_int (type, "sort", i);
    }
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      OtkCommand *level = add (commands, OTK_ENTITY_LEVEL, actor, at);
      otk_command_with_text (level, "name", _ (levels[i]));
      otk_command_with_int (level, "sort", i);
    }
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      OtkCommand *folder = add (commands, OTK_ENTITY_FOLDER, actor, at);
      otk_command_with_text (folder, "name", _ (folders[i].name));
      otk_command_with_text (folder, "filter", folders[i].filter);
      otk_command_with_int (folder, "sort", i);
    }
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      OtkCommand *entry = add (commands, OTK_ENTITY_DICTIONARY, actor, at);
      otk_command_with_int (entry, "kind", entries[i].kind);
      otk_command_with_text (entry, "name", _ (entries[i].name));
      otk_command_with_int (entry, "sort", i);
    }
}

static gboolean
all_done (GPtrArray *outcomes, GError **error)
{
  for (guint i = 0; outcomes != NULL && i < outcomes->len; i++)
    {
      OtkOutcome *outcome = g_ptr_array_index (outcomes, i);
      if (outcome->error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&outcome->error));
          return FALSE;
        }
    }
  return outcomes != NULL;
}

gboolean
otk_desk_start_empty (OtkDesk *self, const char *name, GError **error)
{
  OtkTime at = otk_desk_now (self);
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) otk_command_unref);
  g_autoptr (GPtrArray) outcomes = NULL;
  OtkId me;

  if (!otk_desk_is_empty (self))
    return otk_refuse (error, OTK_ERROR_STALE, N_ ("There are employees here already"), NULL);
  g_ptr_array_add (commands, person (name, at));
  me = ((OtkCommand *) g_ptr_array_index (commands, 0))->root;
  add_directory (commands, &me, at);
  add_schedule (commands, &me, at);
  outcomes = otk_desk_submit_all (self, commands, error);
  return all_done (outcomes, error) && otk_desk_set_me (self, &me, error);
}
