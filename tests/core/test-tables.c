/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-command.h"
#include "otk-history.h"
#include "otk-memory-state.h"
#include "otk-status.h"
#include "otk-timer.h"

#include <string.h>

/* A toast has room for the number and nothing else. */
static guint
count_holes (const char *text)
{
  guint n = 0;

  for (const char *at = strchr (text, '%'); at != NULL; at = strchr (at + 1, '%'))
    {
      g_assert_cmpint (at[1], ==, 's');
      n++;
    }
  return n;
}

static void
test_commands_are_sound (void)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

  for (int kind = 1; kind < OTK_N_COMMANDS; kind++)
    {
      const OtkCommandInfo *info = otk_command_info (kind);

      g_assert_nonnull (info);
      g_assert_cmpint (info->kind, ==, kind);
      g_assert_nonnull (info->label);
      g_assert_true (otk_command_info_by_name (info->name) == info);
      if (info->done != NULL)
        g_assert_cmpuint (count_holes (info->done), <=, 1);
      if (info->keys != NULL)
        g_assert_true (g_hash_table_add (keys, (gpointer) info->keys));
      /* From nowhere means from anywhere only where no request is needed; timers check by
       * themselves. */
      if ((info->flags & OTK_COMMAND_ON_REQUEST) && kind != OTK_COMMAND_TIMER)
        g_assert_cmpuint (info->statuses, !=, 0);
    }
  g_assert_null (otk_command_info (0));
  g_assert_null (otk_command_info (OTK_N_COMMANDS));
  g_assert_null (otk_command_info_by_name ("nothing"));
}

/* K2: the same data under seven names or six. */
static void
test_status_sets (void)
{
  guint seven = 0, six = 0;

  for (int status = OTK_STATUS_NEW; status <= OTK_STATUS_CLOSED; status++)
    {
      seven += otk_status_stage (status, OTK_STATUS_SET_SEVEN) != NULL;
      six += otk_status_stage (status, OTK_STATUS_SET_SIX) != NULL;
    }
  g_assert_cmpuint (seven, ==, 7);
  g_assert_cmpuint (six, ==, 6);
  g_assert_cmpstr (otk_status_stage (OTK_STATUS_DONE, OTK_STATUS_SET_SEVEN), ==, "Completed");
  g_assert_cmpstr (otk_status_stage (OTK_STATUS_DONE, OTK_STATUS_SET_SIX), ==, "Resolved");
  g_assert_cmpstr (otk_status_stage (OTK_STATUS_ACCEPTED, OTK_STATUS_SET_SEVEN), ==,
                   "Accepted requests");
}

static OtkFact *
fact_at (OtkFact *fact, OtkTime at)
{
  fact->at = at;
  return fact;
}

static void
test_history_is_newest_first (void)
{
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);
  g_autoptr (OtkRecord) request = otk_record_new (OTK_ENTITY_REQUEST, &(OtkId){ { 1 } });
  g_autoptr (GPtrArray) lines = NULL;
  OtkValue accepted = otk_value_int (OTK_STATUS_ACCEPTED), made = otk_value_int (OTK_STATUS_NEW);
  const OtkHistoryLine *line;
  gint64 seconds[OTK_STATUS_CLOSED + 1];

  otk_record_set_int (request, OTK_REQUEST_STATUS, OTK_STATUS_NEW);
  g_ptr_array_add (facts, fact_at (otk_fact_create (request), 1000));
  g_ptr_array_add (facts,
                   fact_at (otk_fact_change (request, OTK_REQUEST_STATUS, &made, &accepted), 3000));
  /* When a request was last changed is no news. */
  g_ptr_array_add (
      facts, fact_at (otk_fact_change (request, OTK_REQUEST_CHANGED_AT, &made, &accepted), 3000));
  lines = otk_history_lines (facts);
  g_assert_cmpuint (lines->len, ==, 2);
  line = g_ptr_array_index (lines, 0);
  g_assert_cmpuint (line->number, ==, 2);
  g_assert_cmpint (line->action, ==, OTK_HISTORY_CHANGE);
  g_assert_cmpstr (otk_history_attribute (line), ==, "Change of status");
  g_assert_cmpint (line->before.number, ==, OTK_STATUS_NEW);
  g_assert_cmpint (line->after.number, ==, OTK_STATUS_ACCEPTED);
  line = g_ptr_array_index (lines, 1);
  g_assert_cmpuint (line->number, ==, 1);
  g_assert_cmpint (line->action, ==, OTK_HISTORY_CREATION);
  g_assert_cmpstr (otk_history_attribute (line), ==, "Request");
  otk_history_time_in_status (facts, 63000, seconds);
  g_assert_cmpint (seconds[OTK_STATUS_NEW], ==, 2);
  g_assert_cmpint (seconds[OTK_STATUS_ACCEPTED], ==, 60);
  g_assert_cmpint (seconds[OTK_STATUS_DONE], ==, 0);
}

static void
test_timers_have_one_id_each (void)
{
  const OtkId one = { { 1 } }, two = { { 2 } };
  OtkId id = otk_timer_command_id (&one, OTK_TIMER_RESUME, 5);
  OtkId same = otk_timer_command_id (&one, OTK_TIMER_RESUME, 5);
  OtkId later = otk_timer_command_id (&one, OTK_TIMER_RESUME, 6);
  OtkId other = otk_timer_command_id (&one, OTK_TIMER_FEEDBACK, 5);
  OtkId elsewhere = otk_timer_command_id (&two, OTK_TIMER_RESUME, 5);

  g_assert_true (otk_id_equal (&id, &same));
  g_assert_false (otk_id_equal (&id, &later));
  g_assert_false (otk_id_equal (&id, &other));
  g_assert_false (otk_id_equal (&id, &elsewhere));
}

/* The same command on the same state gives the same facts: a device and the server must agree. */
static void
test_decisions_repeat (void)
{
  g_autoptr (OtkMemoryState) memory = otk_memory_state_new ();
  g_autoptr (OtkCommand) command = otk_command_new (OTK_COMMAND_CREATE, NULL, NULL, 1000);
  g_autoptr (OtkDecision) first = NULL, second = NULL;
  g_autoptr (GError) error = NULL;

  otk_command_with_text (command, "subject", "Почта");
  otk_command_with_text (command, "status", "on_classification");
  first = otk_decide (otk_memory_state (memory), command, &error);
  g_assert_no_error (error);
  second = otk_decide (otk_memory_state (memory), command, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (first->facts->len, ==, second->facts->len);
  for (guint i = 0; i < first->facts->len; i++)
    {
      const OtkFact *a = g_ptr_array_index (first->facts, i);
      const OtkFact *b = g_ptr_array_index (second->facts, i);

      g_assert_cmpint (a->kind, ==, b->kind);
      g_assert_true (otk_id_equal (&a->row, &b->row));
      g_assert_true (otk_value_equal (&a->after, &b->after));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tables/commands", test_commands_are_sound);
  g_test_add_func ("/tables/status-sets", test_status_sets);
  g_test_add_func ("/tables/history", test_history_is_newest_first);
  g_test_add_func ("/tables/timers", test_timers_have_one_id_each);
  g_test_add_func ("/tables/decisions", test_decisions_repeat);
  return g_test_run ();
}
