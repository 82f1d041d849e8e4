/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-access.h"
#include "otk-case-time.h"
#include "otk-history.h"
#include "otk-indicator.h"
#include "otk-scenario-private.h"
#include "otk-timer.h"

#include <string.h>

static OtkRecord *
find_or_fail (OtkStory *self, const char *handle)
{
  OtkRecord *record = otk_story_find (self, handle);

  if (record == NULL)
    otk_story_fail (self, "there is no record %s", handle);
  return record;
}

/* What stands behind "=" in @word; its field in @field. */
static const char *
split_word (OtkStory *self, const OtkEntity *entity, const char *word, guint *field)
{
  const char *sign = strchr (word, '=');
  g_autofree char *name = sign != NULL ? g_strndup (word, (gsize) (sign - word)) : NULL;
  int index = name != NULL ? otk_entity_field (entity, name) : -1;

  if (index < 0)
    otk_story_fail (self, "%s is no field of a %s", word, entity->name);
  *field = (guint) index;
  return sign + 1;
}

static void
check_fields (OtkStory *self, char **words)
{
  g_autoptr (OtkRecord) record = NULL;

  if (g_strcmp0 (words[1], "gone") == 0)
    {
      record = otk_story_find (self, words[0]);
      if (record != NULL)
        otk_story_fail (self, "%s is still there", words[0]);
      return;
    }
  record = find_or_fail (self, words[0]);
  for (int i = 1; words[i] != NULL; i++)
    {
      const OtkEntity *entity = otk_record_entity (record);
      guint field;
      const char *expected = split_word (self, entity, words[i], &field);
      g_autofree char *got =
          otk_story_print (self, &entity->fields[field], otk_record_get (record, field));

      if (g_strcmp0 (got, expected) != 0)
        otk_story_fail (self, "%s.%s: expected %s, got %s", words[0], entity->fields[field].name,
                        expected, got);
    }
}

static gboolean
has_fields (OtkStory *self, const OtkRecord *record, char **words)
{
  for (int i = 0; words[i] != NULL; i++)
    {
      const OtkEntity *entity = otk_record_entity (record);
      guint field;
      const char *expected = split_word (self, entity, words[i], &field);
      g_autofree char *got =
          otk_story_print (self, &entity->fields[field], otk_record_get (record, field));

      if (g_strcmp0 (got, expected) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
check_count (OtkStory *self, char **words)
{
  const OtkEntity *entity = otk_story_entity (self, words[1]);
  g_autoptr (GPtrArray) records =
      otk_state_list (otk_memory_state (self->memory), entity->type, -1, NULL);
  guint n = 0;

  for (guint i = 0; i < records->len; i++)
    n += has_fields (self, g_ptr_array_index (records, i), words + 2);
  if (n != (guint) g_ascii_strtoull (words[0], NULL, 10))
    otk_story_fail (self, "expected %s of %s, got %u", words[0], entity->name, n);
}

static GPtrArray *
facts_of_root (OtkStory *self, const char *handle)
{
  GPtrArray *all = otk_memory_state_facts (self->memory);
  GPtrArray *facts = g_ptr_array_new ();
  OtkId root = otk_story_id (self, handle);

  for (guint i = 0; i < all->len; i++)
    if (otk_id_equal (&((OtkFact *) g_ptr_array_index (all, i))->root, &root))
      g_ptr_array_add (facts, g_ptr_array_index (all, i));
  return facts;
}

static void
check_trail (OtkStory *self, char **words)
{
  g_autoptr (OtkRecord) record = find_or_fail (self, words[0]);
  const OtkEntity *entity = otk_record_entity (record);
  int field = otk_entity_field (entity, words[1]);
  g_autoptr (GPtrArray) facts = facts_of_root (self, words[0]);
  g_autofree char *expected = g_strjoinv (" ", words + 2);
  g_autoptr (GString) got = g_string_new (NULL);

  for (guint i = 0; i < facts->len; i++)
    {
      const OtkFact *fact = g_ptr_array_index (facts, i);
      const OtkValue *value = NULL;
      g_autofree char *text = NULL;

      if (!otk_id_equal (&fact->row, otk_record_id (record)))
        continue;
      if (fact->kind == OTK_FACT_CREATE)
        value = otk_values_get (fact->content, words[1]);
      else if (fact->kind == OTK_FACT_CHANGE && (int) fact->field == field)
        value = &fact->after;
      if (value == NULL)
        continue;
      text = otk_story_print (self, &entity->fields[field], value);
      g_string_append_printf (got, "%s%s", got->len > 0 ? " " : "", text);
    }
  if (!g_str_equal (got->str, expected))
    otk_story_fail (self, "expected the trail %s, got %s", expected, got->str);
}

static void
check_spent (OtkStory *self, char **words)
{
  g_autoptr (GPtrArray) facts = facts_of_root (self, words[0]);
  const OtkChoice *status = otk_choice_by_name (otk_status_choices, words[1]);
  gint64 seconds[OTK_STATUS_CLOSED + 1];
  g_autofree char *got = NULL;

  otk_history_time_in_status (facts, self->now, seconds);
  got = otk_case_print_duration (seconds[status->value] * OTK_SECOND);
  if (!g_str_equal (got, words[2]))
    otk_story_fail (self, "expected %s in %s, got %s", words[2], words[1], got);
}

static void
check_lamp (OtkStory *self, char **words)
{
  g_autoptr (OtkRecord) request = find_or_fail (self, words[0]);
  g_autoptr (OtkRecord) viewer = find_or_fail (self, words[1]);
  const char *got =
      otk_choice_by_value (otk_indicator_choices, otk_indicator_of (request, viewer))->name;

  if (!g_str_equal (got, words[2]))
    otk_story_fail (self, "expected the lamp to be %s for %s, got %s", words[2], words[1], got);
}

static void
check_answer (OtkStory *self, gboolean got, const char *expected)
{
  if (!g_str_equal (expected, got ? "yes" : "no"))
    otk_story_fail (self, "expected %s, got %s", expected, got ? "yes" : "no");
}

static void
check_sees (OtkStory *self, char **words)
{
  g_autoptr (OtkRecord) viewer = find_or_fail (self, words[0]);
  g_autoptr (OtkRecord) request = find_or_fail (self, words[1]);

  check_answer (self, otk_access_sees_request (otk_memory_state (self->memory), request, viewer),
                words[2]);
}

static void
check_offers (OtkStory *self, char **words)
{
  g_autoptr (OtkRecord) viewer = find_or_fail (self, words[0]);
  const OtkCommandInfo *info = otk_command_info_by_name (words[1]);
  g_autoptr (OtkRecord) request = find_or_fail (self, words[2]);

  if (info == NULL)
    otk_story_fail (self, "there is no command %s", words[1]);
  check_answer (self,
                otk_command_allowed (otk_memory_state (self->memory), info->kind, request, viewer,
                                     NULL),
                words[3]);
}

static void
check_moves (OtkStory *self, char **words)
{
  g_autoptr (OtkRecord) viewer = find_or_fail (self, words[0]);
  g_autoptr (OtkRecord) request = find_or_fail (self, words[1]);
  const OtkChoice *status = otk_choice_by_name (otk_status_choices, words[2]);

  check_answer (self,
                otk_status_allowed (otk_memory_state (self->memory), request,
                                    (OtkStatus) status->value, viewer, NULL),
                words[3]);
}

static void
check_timer (OtkStory *self, char **words)
{
  g_autoptr (OtkRecord) request = find_or_fail (self, words[0]);
  const OtkChoice *kind = otk_choice_by_name (otk_timer_choices, words[1]);
  g_autofree char *expected = g_strjoinv (" ", words + 2);
  g_autofree char *got = g_strdup ("-");
  OtkTimer timers[OTK_MAX_TIMERS];
  guint n = otk_timers_of (request, timers);

  if (kind == NULL)
    otk_story_fail (self, "there is no timer %s", words[1]);
  for (guint i = 0; i < n; i++)
    if ((int) timers[i].kind == kind->value)
      {
        g_free (got);
        got = otk_case_print_instant (self->zone, timers[i].due);
      }
  if (!g_str_equal (got, expected))
    otk_story_fail (self, "expected %s at %s, got %s", words[1], expected, got);
}

static const struct
{
  const char *name;
  void (*check) (OtkStory *self, char **words);
  guint n_words; /* at least */
  gboolean about_log;
} checks[] = {
  { "expect", check_fields, 2, FALSE }, { "count", check_count, 2, FALSE },
  { "trail", check_trail, 3, TRUE },    { "spent", check_spent, 3, TRUE },
  { "lamp", check_lamp, 3, FALSE },     { "sees", check_sees, 3, FALSE },
  { "offers", check_offers, 4, FALSE }, { "moves", check_moves, 4, FALSE },
  { "timer", check_timer, 3, FALSE },
};

gboolean
otk_story_check (OtkStory *self, char **words)
{
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      if (!g_str_equal (words[0], checks[i].name))
        continue;
      if (g_strv_length (words) <= checks[i].n_words)
        otk_story_fail (self, "%s needs more words", words[0]);
      /* The log of a story told twice is another. */
      if (!self->twice || !checks[i].about_log)
        checks[i].check (self, words + 1);
      return TRUE;
    }
  return FALSE;
}
