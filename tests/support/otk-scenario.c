/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-conflict.h"
#include "otk-scenario.h"

#include "otk-case-time.h"
#include "otk-cases.h"
#include "otk-error.h"
#include "otk-scenario-private.h"

#include <string.h>

#define TITLE "== "

/* A story's lines, with those of the world before them. */
typedef struct
{
  char *file;
  char **lines; /* of the whole file */
  int world;    /* where the world ends */
  int start, end;
  gboolean twice;
} Told;

static const struct
{
  const char *name;
  OtkErrorCode code;
} codes[] = {
  { "not_found", OTK_ERROR_NOT_FOUND },
  { "not_allowed", OTK_ERROR_NOT_ALLOWED },
  { "wrong_status", OTK_ERROR_WRONG_STATUS },
  { "stale", OTK_ERROR_STALE },
  { "limit", OTK_ERROR_LIMIT },
  { "invalid", OTK_ERROR_INVALID },
  { "protocol", OTK_ERROR_PROTOCOL },
  { "taken_by", OTK_ERROR_TAKEN },
  { "not_yours", OTK_ERROR_NOT_YOURS },
  { "already_done", OTK_ERROR_DONE },
  { "gone", OTK_ERROR_GONE },
  { "changed", OTK_ERROR_CHANGED },
};

/* A command given offline, and the words of its step. */
typedef struct
{
  OtkCommand *command;
  char **words;
  int line;
} Waiting;

static const char *
name_code (gint code)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if ((int) codes[i].code == code)
      return codes[i].name;
  return "?";
}

/* Which kind of record the command is about. */
static OtkEntityType
subject_of (OtkStory *self, OtkCommandKind kind, const char *entity)
{
  switch (kind)
    {
    case OTK_COMMAND_SAVE:
    case OTK_COMMAND_REMOVE:
      return otk_story_entity (self, entity)->type;
    case OTK_COMMAND_TASK_ADD:
    case OTK_COMMAND_TASK_EDIT:
    case OTK_COMMAND_TASK_DONE:
    case OTK_COMMAND_TASK_REOPEN:
      return OTK_ENTITY_TASK;
    case OTK_COMMAND_MESSAGE:
      return OTK_ENTITY_MESSAGE;
    default:
      return OTK_ENTITY_REQUEST;
    }
}

static void
put_argument (OtkStory *self, OtkCommand *command, OtkEntityType entity, const char *word)
{
  const char *sign = strchr (word, '=');
  g_autofree char *name = NULL;

  if (sign == NULL)
    otk_story_fail (self, "%s is no argument", word);
  name = g_strndup (word, (gsize) (sign - word));
  if (g_str_equal (name, "batch"))
    command->batch = otk_story_id (self, sign + 1);
  else
    otk_values_take (command->args, name,
                     otk_story_read (self, otk_story_argument (self, entity, name), sign + 1));
}

/* [NAME, KIND of record where it is a directory's, HANDLE, arguments …]; what is behind "->" is
 * left to the caller. */
static OtkCommand *
read_command (OtkStory *self, const char *actor, char **words)
{
  const OtkCommandInfo *info = words[0] != NULL ? otk_command_info_by_name (words[0]) : NULL;
  gboolean directory =
      info != NULL && (info->kind == OTK_COMMAND_SAVE || info->kind == OTK_COMMAND_REMOVE);
  g_autofree char *person = actor != NULL ? g_strndup (actor, strcspn (actor, "@")) : NULL;
  OtkId actor_id = person != NULL ? otk_story_id (self, person) : OTK_ID_NONE;
  OtkId root = OTK_ID_NONE;
  OtkEntityType entity;
  OtkCommand *command;
  int at = 1;

  if (info == NULL)
    otk_story_fail (self, "there is no command %s", words[0]);
  entity = subject_of (self, info->kind, directory ? words[at] : NULL);
  at += directory;
  if (words[at] != NULL && strchr (words[at], '=') == NULL && !g_str_equal (words[at], "->"))
    root = otk_story_id (self, words[at++]);
  command = otk_command_new (info->kind, actor != NULL ? &actor_id : NULL,
                             otk_id_is_none (&root) ? NULL : &root, self->now);
  if (directory)
    otk_command_with_text (command, "entity", otk_entity (entity)->name);
  for (; words[at] != NULL && !g_str_equal (words[at], "->"); at++)
    if (g_str_equal (words[at], "as") && words[at + 1] != NULL)
      {
        command->id = otk_story_id (self, words[++at]);
        command->batch = command->id;
      }
    else
      put_argument (self, command, entity, words[at]);
  return command;
}

/* The rows as text, but for when a request was last changed. */
static char *
print_rows (OtkStory *self)
{
  GString *out = g_string_new (NULL);

  for (int type = 0; type < OTK_N_ENTITIES; type++)
    {
      g_autoptr (GPtrArray) rows =
          otk_state_list (otk_memory_state (self->memory), (OtkEntityType) type, -1, NULL);

      for (guint i = 0; type != OTK_ENTITY_CALENDAR && i < rows->len; i++)
        {
          const OtkRecord *row = g_ptr_array_index (rows, i);
          const OtkEntity *entity = otk_record_entity (row);
          g_autofree char *id = otk_id_to_string (otk_record_id (row));

          g_string_append_printf (out, "%s %s", entity->name, id);
          for (guint field = 0; field < entity->n_fields; field++)
            {
              g_autofree char *value =
                  otk_story_print (self, &entity->fields[field], otk_record_get (row, field));

              if (type != OTK_ENTITY_REQUEST || field != OTK_REQUEST_CHANGED_AT)
                g_string_append_printf (out, " %s=%s", entity->fields[field].name, value);
            }
          g_string_append_c (out, '\n');
        }
    }
  return g_string_free (out, FALSE);
}

static void
undo (OtkStory *self, OtkId *target, const char *expected)
{
  g_autoptr (OtkCommand) command = otk_command_new (OTK_COMMAND_UNDO, NULL, NULL, self->now);
  g_autoptr (OtkDecision) decision = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *rows = NULL;

  otk_command_with_id (command, "target", target);
  decision = otk_memory_state_submit (self->memory, command, &error);
  if (decision == NULL)
    otk_story_fail (self, "taking back was refused: %s", error->message);
  rows = print_rows (self);
  if (!g_str_equal (rows, expected))
    otk_story_fail (self, "taking back left a difference:\n%s\n%s", expected, rows);
  *target = command->id;
}

/* Reads, timers and removals for good have no way back. */
static gboolean
has_way_back (const OtkCommand *command, const OtkDecision *decision)
{
  return (otk_command_info (command->kind)->flags & OTK_COMMAND_NO_UNDO) == 0
         && decision->facts->len > 0;
}

static void
check_refusal (OtkStory *self, const GError *error, const char *code)
{
  if (error == NULL)
    otk_story_fail (self, "expected a refusal");
  if (code != NULL && !g_str_equal (code, name_code (error->code)))
    otk_story_fail (self, "expected %s, got %s: %s", code, name_code (error->code), error->message);
}

static void
check_merged (OtkStory *self, const OtkDecision *decision, const char *code)
{
  if (g_strcmp0 (decision->merged, code) != 0)
    otk_story_fail (self, "expected to become %s, became %s", code, decision->merged);
}

static void
check_outcome (OtkStory *self, const OtkDecision *decision, const GError *error, char **words)
{
  const char *wanted = "done", *code = NULL;

  for (int i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], "->") && words[i + 1] != NULL)
      {
        wanted = words[i + 1];
        code = words[i + 2];
      }
  if (g_str_equal (wanted, "refused"))
    {
      check_refusal (self, error, code);
      return;
    }
  if (error != NULL)
    otk_story_fail (self, "refused as %s: %s", name_code (error->code), error->message);
  if (g_str_equal (wanted, "rejected"))
    check_refusal (self, decision->refusal, code);
  else if (decision->refusal != NULL)
    otk_story_fail (self, "rejected: %s", decision->refusal->message);
  if (g_str_equal (wanted, "nothing") && decision->facts->len > 0)
    otk_story_fail (self, "expected nothing to change");
  if (g_str_equal (wanted, "note") && decision->note == NULL)
    otk_story_fail (self, "expected a note");
  if (g_str_equal (wanted, "merged"))
    check_merged (self, decision, code);
}

static void
execute (OtkStory *self, OtkCommand *command, char **words)
{
  g_autofree char *before = self->twice ? print_rows (self) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkDecision) decision = otk_memory_state_submit (self->memory, command, &error);
  gboolean undoes = command->kind == OTK_COMMAND_UNDO;

  check_outcome (self, decision, error, words);
  if (decision != NULL && self->twice && !undoes && has_way_back (command, decision))
    {
      g_autofree char *after = print_rows (self);
      OtkId target = command->id;

      undo (self, &target, before);
      undo (self, &target, after);
    }
}

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  otk_command_unref (waiting->command);
  g_strfreev (waiting->words);
  g_free (waiting);
}

static void
submit (OtkStory *self, const char *actor, char **words)
{
  g_autoptr (OtkCommand) command = read_command (self, actor, words);
  GPtrArray *queue = actor != NULL ? g_hash_table_lookup (self->offline, actor) : NULL;
  Waiting *waiting;

  if (queue == NULL)
    {
      execute (self, command, words);
      return;
    }
  otk_conflict_look (otk_memory_state (self->memory), command);
  waiting = g_new0 (Waiting, 1);
  *waiting = (Waiting){ g_steal_pointer (&command), g_strdupv (words), self->line };
  g_ptr_array_add (queue, waiting);
}

static void
go_offline (OtkStory *self, const char *who)
{
  g_hash_table_replace (self->offline, g_strdup (who),
                        g_ptr_array_new_with_free_func (waiting_free));
}

static void
go_online (OtkStory *self, const char *who)
{
  g_autoptr (GPtrArray) queue = NULL;
  g_autofree char *key = NULL;

  if (!g_hash_table_steal_extended (self->offline, who, (gpointer *) &key, (gpointer *) &queue))
    otk_story_fail (self, "%s was not offline", who);
  for (guint i = 0; i < queue->len; i++)
    {
      Waiting *waiting = g_ptr_array_index (queue, i);

      self->line = waiting->line;
      execute (self, waiting->command, waiting->words);
    }
}

static void
tell_step (OtkStory *self, char **words)
{
  gsize length = strlen (words[0]);
  g_autofree char *rest = g_strjoinv (" ", words + 1);

  if (g_str_equal (words[0], "zone"))
    {
      g_clear_pointer (&self->zone, otk_calendar_unref);
      self->zone = otk_calendar_round_the_clock (rest);
    }
  else if (g_str_equal (words[0], "at"))
    self->now = otk_case_instant (self->zone, rest);
  else if (g_str_equal (words[0], "after"))
    self->now += otk_case_duration (rest);
  else if (g_str_equal (words[0], "offline"))
    go_offline (self, rest);
  else if (g_str_equal (words[0], "online"))
    go_online (self, rest);
  else if (g_str_equal (words[0], "tick"))
    otk_memory_state_tick (self->memory, self->now);
  else if (words[0][length - 1] == ':')
    {
      g_autofree char *actor = g_strndup (words[0], length - 1);
      submit (self, g_str_equal (actor, "program") ? NULL : actor, words + 1);
    }
  else if (g_str_equal (words[0], "save"))
    submit (self, NULL, words);
  else if (!otk_story_check (self, words))
    otk_story_fail (self, "cannot read the step %s", words[0]);
}

static void
tell_lines (OtkStory *self, char **lines, int from, int to)
{
  for (int i = from; i < to; i++)
    {
      g_autofree char *line = g_strstrip (g_strdup (lines[i]));
      g_auto (GStrv) words = NULL;
      g_autoptr (GError) error = NULL;

      self->line = i + 1;
      if (*line == '\0' || *line == '#')
        continue;
      if (!g_shell_parse_argv (line, NULL, &words, &error))
        otk_story_fail (self, "%s", error->message);
      tell_step (self, words);
    }
}

static void
tell (gconstpointer data)
{
  const Told *told = data;
  OtkStory story = { .file = told->file };

  story.memory = otk_memory_state_new ();
  story.zone = otk_calendar_round_the_clock ("UTC");
  story.ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  story.names = g_hash_table_new (otk_id_hash, otk_id_equal);
  story.offline =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  tell_lines (&story, told->lines, 0, told->world);
  story.twice = told->twice;
  tell_lines (&story, told->lines, told->start, told->end);
  g_hash_table_unref (story.offline);
  g_hash_table_unref (story.names);
  g_hash_table_unref (story.ids);
  otk_calendar_unref (story.zone);
  otk_memory_state_free (story.memory);
}

static void
free_told (gpointer data)
{
  Told *told = data;

  g_strfreev (told->lines);
  g_free (told->file);
  g_free (told);
}

static void
add_story (const char *file, char **lines, int world, int start, int end, int ways)
{
  const char *title = lines[start] + strlen (TITLE);
  g_autofree char *base = g_strndup (file, strcspn (file, "."));
  g_autofree char *safe = g_strdelimit (g_strdup (title), "/", '|');

  for (int twice = 0; twice < ways; twice++)
    {
      Told *told = g_new0 (Told, 1);
      g_autofree char *name =
          g_strdup_printf ("/%s/%s/%d %s", base, twice ? "taken back and done again" : "told",
                           start + 1, safe);

      *told = (Told){ g_strdup (file), g_strdupv (lines), world, start + 1, end, twice };
      g_test_add_data_func_full (name, told, tell, free_told);
    }
}

void
otk_story_fail (OtkStory *self, const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_error ("%s:%d: %s", self->file, self->line, text);
}

/* "m#1" is the first record that the command called m made. */
static OtkId
part_id (OtkStory *self, const char *handle)
{
  g_auto (GStrv) parts = g_strsplit (handle, "#", 2);
  OtkId command = otk_story_id (self, parts[0]);

  return otk_id_derive (&command, (guint) g_ascii_strtoull (parts[1], NULL, 10));
}

OtkId
otk_story_id (OtkStory *self, const char *handle)
{
  OtkId *known = g_hash_table_lookup (self->ids, handle);
  OtkId *id;
  char *name;
  guint n;

  if (known != NULL)
    return *known;
  if (strchr (handle, '#') != NULL)
    return part_id (self, handle);
  n = g_hash_table_size (self->ids) + 1;
  id = g_new0 (OtkId, 1);
  /* Ids made by commands begin with the time and are higher. */
  id->bytes[14] = (guint8) (n >> 8);
  id->bytes[15] = (guint8) n;
  name = g_strdup (handle);
  g_hash_table_insert (self->ids, name, id);
  g_hash_table_insert (self->names, id, name);
  return *id;
}

const OtkEntity *
otk_story_entity (OtkStory *self, const char *name)
{
  const OtkEntity *entity = otk_entity_by_name (name);

  if (entity == NULL)
    otk_story_fail (self, "there is no kind of record called %s", name);
  return entity;
}

OtkRecord *
otk_story_find (OtkStory *self, const char *handle)
{
  OtkId id = otk_story_id (self, handle);

  for (int type = 0; type < OTK_N_ENTITIES; type++)
    {
      OtkRecord *record =
          otk_state_find (otk_memory_state (self->memory), (OtkEntityType) type, &id);

      if (record != NULL)
        return record;
    }
  return NULL;
}

static void
add_stories (const char *file, int ways)
{
  g_autofree char *path = otk_cases_path (file);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  int world = -1, start = -1, i;

  if (!g_file_get_contents (path, &text, NULL, &error))
    g_error ("%s", error->message);
  lines = g_strsplit (text, "\n", -1);
  for (i = 0; lines[i] != NULL; i++)
    {
      if (!g_str_has_prefix (lines[i], TITLE))
        continue;
      if (world < 0)
        world = i;
      if (start >= 0)
        add_story (file, lines, world, start, i, ways);
      start = i;
    }
  if (start < 0)
    g_error ("%s has no stories", file);
  add_story (file, lines, world, start, i, ways);
}

void
otk_scenario_add (const char *file)
{
  add_stories (file, 2);
}

void
otk_scenario_add_told (const char *file)
{
  add_stories (file, 1);
}
