/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-case-time.h"
#include "otk-explain.h"

#include <stdlib.h>
#include <string.h>

static OtkTime
part_instant (const OtkCalendar *calendar, char **parts, const char *name)
{
  const char *text = otk_case_part (parts, name);

  return text != NULL ? otk_case_instant (calendar, text) : OTK_TIME_NONE;
}

static gint64
part_seconds (char **parts, const char *name)
{
  const char *text = otk_case_part (parts, name);

  if (text == NULL)
    return 0;
  return *text == '-' ? -otk_case_duration (text + 1) / OTK_SECOND
                      : otk_case_duration (text) / OTK_SECOND;
}

static guint
part_number (char **parts, const char *name)
{
  const char *text = otk_case_part (parts, name);

  return text != NULL ? (guint) atoi (text) : 0;
}

static char *
show_clock (const OtkCalendar *calendar, const OtkSlaClock *clock, char **parts)
{
  static const char *const states[] = { "off", "running", "outside", "paused", "stopped" };
  g_autofree char *due = NULL, *spent = NULL, *left = NULL, *next = NULL;
  OtkSlaReading reading;

  otk_sla_read (clock, part_instant (calendar, parts, "now"), &reading);
  g_assert_cmpint (reading.due, ==, otk_sla_due (clock));
  due = otk_case_print_instant (calendar, reading.due);
  spent = otk_case_print_duration (reading.spent);
  left = otk_case_print_duration (reading.left);
  next = otk_case_print_instant (calendar, reading.next_open);
  return g_strconcat (states[reading.state], ", due ", due, ", spent ", spent, ", left ", left,
                      reading.next_open != OTK_TIME_NONE ? ", next " : "",
                      reading.next_open != OTK_TIME_NONE ? next : "",
                      reading.breached ? ", breached" : "", NULL);
}

static char *
show_explanation (const OtkCalendar *calendar, const OtkSlaClock *clock)
{
  g_autofree OtkExplainPause *pauses = g_new0 (OtkExplainPause, clock->n_pauses);
  OtkExplainInput input = { .calendar = calendar,
                            .schedule = "Office",
                            .sla = "Access",
                            .norm = "VIP",
                            .why = "The client category matches",
                            .start = clock->start,
                            .norm_s = clock->norm_s,
                            .pauses = pauses,
                            .n_pauses = clock->n_pauses };
  g_autoptr (OtkExplain) explanation = NULL;
  g_auto (GStrv) lines = NULL;

  for (gsize i = 0; i < clock->n_pauses; i++)
    pauses[i] = (OtkExplainPause){ .span = clock->pauses[i], .reason = "waiting for a part" };
  explanation = otk_explain_new (&input);
  g_assert_cmpint (explanation->due, ==, otk_sla_due (clock));
  lines = otk_explain_lines (explanation, &input);
  return g_strjoinv (" | ", lines);
}

static char *
show_share (char **parts)
{
  guint completed = part_number (parts, "completed"), in_time = part_number (parts, "in-time");
  double threshold = g_ascii_strtod (otk_case_part (parts, "threshold"), NULL);

  return g_strdup_printf ("%g %%, %s", otk_sla_share (completed, in_time),
                          otk_sla_share_is_low (completed, in_time, threshold) ? "act"
                                                                               : "nothing to do");
}

static char *
run_case (const OtkCase *test_case, gpointer calendars)
{
  g_auto (GStrv) parts = otk_case_parts (test_case->input);
  g_autoptr (GArray) pauses = NULL;
  const OtkCalendar *calendar;
  OtkSlaClock clock;

  if (g_str_equal (test_case->program, "share"))
    return show_share (parts);
  calendar = otk_case_calendar (calendars, test_case);
  pauses = otk_case_pauses (calendar, parts);
  clock = (OtkSlaClock){ .calendar = calendar,
                         .start = part_instant (calendar, parts, "start"),
                         .norm_s = part_seconds (parts, "norm"),
                         .pauses = (const OtkPause *) (gpointer) pauses->data,
                         .n_pauses = pauses->len,
                         .stop = part_instant (calendar, parts, "stop") };
  if (g_str_has_prefix (test_case->program, "clock "))
    return show_clock (calendar, &clock, parts);
  if (g_str_has_prefix (test_case->program, "explain "))
    return show_explanation (calendar, &clock);
  if (g_str_has_prefix (test_case->program, "reminder "))
    {
      OtkTime at =
          otk_sla_reminder (calendar, clock.start, clock.pauses, clock.n_pauses, clock.norm_s,
                            part_seconds (parts, "lead"), (int) part_number (parts, "percent"));

      return otk_case_print_instant (calendar, at);
    }
  return g_strdup ("(no such program)");
}

static void
test_without_a_schedule (void)
{
  OtkSlaClock clock = { .calendar = NULL, .start = 0, .norm_s = 60, .stop = OTK_TIME_NONE };
  OtkExplainInput input = { .start = 0, .norm_s = 60 };
  g_autoptr (OtkExplain) explanation = otk_explain_new (&input);
  g_auto (GStrv) lines = otk_explain_lines (explanation, &input);
  OtkSlaReading reading;

  otk_sla_read (&clock, OTK_HOUR, &reading);
  g_assert_cmpint (reading.state, ==, OTK_SLA_OFF);
  g_assert_cmpint (reading.due, ==, OTK_TIME_NONE);
  g_assert_false (reading.breached);
  g_assert_cmpint (otk_sla_reminder (NULL, 0, NULL, 0, 60, 30, 0), ==, OTK_TIME_NONE);
  g_assert_cmpint (explanation->due, ==, OTK_TIME_NONE);
  g_assert_cmpstr (lines[0], ==, "Norm: 1 min");
  g_assert_cmpstr (lines[1], ==, "The service schedule is gone, so the norm is not applied");
}

/* A norm of a year is explained by its first and last days, and what is left out is summed up. */
static void
test_long_explanation (void)
{
  g_autoptr (OtkCalendar) calendar = otk_calendar_round_the_clock ("UTC");
  OtkExplainInput input = { .calendar = calendar, .start = 0, .norm_s = 365 * 86400 };
  g_autoptr (OtkExplain) explanation = otk_explain_new (&input);
  g_auto (GStrv) lines = otk_explain_lines (explanation, &input);
  gint64 sum = explanation->left_counted;

  for (guint i = 0; i < explanation->days->len; i++)
    sum += g_array_index (explanation->days, OtkExplainDay, i).counted;
  g_assert_cmpint (sum, ==, 365 * OTK_DAY);
  g_assert_cmpuint (explanation->days->len, ==, OTK_EXPLAIN_DAYS);
  g_assert_cmpuint (explanation->left_days, ==, 366 - OTK_EXPLAIN_DAYS);
  g_assert_cmpstr (lines[2 + OTK_EXPLAIN_DAYS / 2], ==, "… 306 more days: 7344 h");
  g_assert_cmpuint (g_strv_length (lines), ==, 2 + OTK_EXPLAIN_DAYS + 1 + 1);
}

int
main (int argc, char **argv)
{
  g_autoptr (GHashTable) calendars = NULL;

  g_test_init (&argc, &argv, NULL);
  calendars = otk_case_calendars ("calendar.txt");
  g_test_add_func ("/sla/without-a-schedule", test_without_a_schedule);
  g_test_add_func ("/sla/long-explanation", test_long_explanation);
  otk_cases_add ("sla.txt", run_case, calendars);
  return g_test_run ();
}
