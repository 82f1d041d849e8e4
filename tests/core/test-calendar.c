/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-case-time.h"
#include "otk-error.h"

#include <string.h>

/* What stands before and after " + " or " - ". */
static void
read_sum (const OtkCalendar *calendar, const char *text, const char *sign, OtkTime *at,
          gint64 *duration)
{
  g_auto (GStrv) sides = g_strsplit (text, sign, 2);

  if (g_strv_length (sides) != 2)
    g_error ("not a sum: %s", text);
  *at = otk_case_instant (calendar, sides[0]);
  *duration = otk_case_duration (sides[1]);
}

static char *
print_days (const OtkCalendar *calendar, GArray *spans)
{
  GString *text = g_string_new (NULL);
  gint32 last = G_MININT32;

  for (guint i = 0; i < spans->len; i++)
    {
      OtkOpenSpan span = g_array_index (spans, OtkOpenSpan, i);
      g_autofree char *from = otk_case_print_instant (calendar, span.from);
      g_autofree char *to = otk_case_print_instant (calendar, span.to);

      if (span.date != last)
        {
          int year, month, day;

          otk_date_split (span.date, &year, &month, &day);
          g_string_append_printf (text, "%s%04d-%02d-%02d", text->len > 0 ? "; " : "", year, month,
                                  day);
        }
      last = span.date;
      g_string_append_printf (text, " %s-%s", from + strlen ("2026-06-05 "),
                              to + strlen ("2026-06-05 "));
    }
  return g_string_free (text->len > 0 ? text : g_string_append (text, "nothing"), FALSE);
}

/* The questions about time that counts: due, back, elapsed, next, open, days. */
static char *
answer (const char *op, const OtkCalendar *calendar, const char *input)
{
  g_auto (GStrv) parts = otk_case_parts (input);
  g_autoptr (GArray) array = otk_case_pauses (calendar, parts);
  const OtkPause *pauses = (const OtkPause *) (gpointer) array->data;
  OtkTime from, to;
  gint64 budget;

  if (g_str_has_prefix (op, "due "))
    {
      read_sum (calendar, parts[0], " + ", &from, &budget);
      to = otk_calendar_due (calendar, from, budget, pauses, array->len);
      return otk_case_print_instant (calendar, to);
    }
  if (g_str_has_prefix (op, "back "))
    {
      read_sum (calendar, parts[0], " - ", &to, &budget);
      from = otk_calendar_back (calendar, to, budget, pauses, array->len);
      return otk_case_print_instant (calendar, from);
    }
  if (g_str_has_prefix (op, "elapsed "))
    {
      otk_case_range (calendar, parts[0], &from, &to);
      return otk_case_print_duration (
          otk_calendar_elapsed (calendar, from, to, pauses, array->len));
    }
  if (g_str_has_prefix (op, "days "))
    {
      g_autoptr (GArray) spans = NULL;

      otk_case_range (calendar, parts[0], &from, &to);
      spans = otk_calendar_days (calendar, from, to, pauses, array->len);
      return print_days (calendar, spans);
    }
  from = otk_case_instant (calendar, parts[0]);
  if (g_str_has_prefix (op, "next "))
    return otk_case_print_instant (calendar,
                                   otk_calendar_next_open (calendar, from, pauses, array->len));
  if (g_str_has_prefix (op, "open "))
    return g_strdup (otk_calendar_open_at (calendar, from, pauses, array->len) ? "open" : "closed");
  return g_strdup ("(no such program)");
}

static char *
run_case (const OtkCase *test_case, gpointer calendars)
{
  const char *op = test_case->program;
  const OtkCalendar *calendar;

  if (g_str_has_prefix (op, "calendar ") || g_str_equal (op, "refuse"))
    {
      g_autofree char *spec = otk_case_lines (test_case->input);
      g_autofree char *print = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (OtkCalendar) parsed = otk_calendar_parse (spec, &error);

      if (parsed == NULL)
        return otk_error_text (error);
      print = otk_calendar_print (parsed);
      return otk_case_joined (print);
    }
  calendar = otk_case_calendar (calendars, test_case);
  if (g_str_has_prefix (op, "nominal "))
    return otk_case_print_duration (otk_calendar_nominal_day (calendar) * OTK_SECOND);
  if (g_str_has_prefix (op, "empty "))
    return g_strdup (otk_calendar_is_empty (calendar) ? "yes" : "no");
  if (g_str_has_prefix (op, "localize "))
    {
      OtkTime at = otk_case_instant (calendar, test_case->input);
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at / OTK_SECOND);

      return g_date_time_format (utc, "%Y-%m-%dT%H:%M:%SZ");
    }
  return answer (op, calendar, test_case->input);
}

static void
test_parse_is_the_inverse_of_print (void)
{
  g_autoptr (GHashTable) calendars = otk_case_calendars ("calendar.txt");
  GHashTableIter iter;
  gpointer calendar;

  g_hash_table_iter_init (&iter, calendars);
  while (g_hash_table_iter_next (&iter, NULL, &calendar))
    {
      g_autofree char *print = otk_calendar_print (calendar), *again = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (OtkCalendar) parsed = otk_calendar_parse (print, &error);

      g_assert_no_error (error);
      again = otk_calendar_print (parsed);
      g_assert_cmpstr (print, ==, again);
    }
}

static void
test_control_characters_and_bad_bytes (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL, *print = NULL;
  g_autoptr (OtkCalendar) calendar = otk_calendar_parse ("tz UTC\r\n2026-06-12 holiday # a\tb\x1f"
                                                         "c\r\n",
                                                         NULL);

  g_assert_nonnull (calendar);
  print = otk_calendar_print (calendar);
  g_assert_nonnull (strstr (print, "2026-06-12 holiday # a b c\n"));

  g_assert_null (otk_calendar_parse ("tz UTC\nmon \xff", &error));
  g_assert_error (error, OTK_ERROR, OTK_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (otk_calendar_parse ("tz UTC\nmon\x1fx", &error));
  text = otk_error_text (error);
  g_assert_nonnull (strstr (text, "Line 2 (mon x)"));
}

/* An instant that no date has must not end the program, nor an endless search begin. */
static void
test_ends_of_time (void)
{
  g_autoptr (OtkCalendar) calendar = otk_calendar_round_the_clock ("UTC");
  OtkPause always = { .from = OTK_TIME_NONE, .to = OTK_TIME_NONE };

  g_assert_null (otk_calendar_round_the_clock ("Mars/Base"));
  g_assert_cmpint (otk_calendar_due (calendar, 0, G_MAXINT64, NULL, 0), ==, OTK_TIME_NONE);
  g_assert_cmpint (otk_calendar_due (calendar, G_MAXINT64, 1, NULL, 0), ==, OTK_TIME_NONE);
  g_assert_cmpint (otk_calendar_due (calendar, OTK_TIME_NONE, 1, NULL, 0), ==, OTK_TIME_NONE);
  g_assert_cmpint (otk_calendar_due (calendar, 0, 1, &always, 1), ==, OTK_TIME_NONE);
  g_assert_cmpint (otk_calendar_back (calendar, 0, G_MAXINT64, NULL, 0), ==, OTK_TIME_NONE);
  g_assert_cmpint (otk_calendar_back (calendar, 0, 1, &always, 1), ==, OTK_TIME_NONE);
  g_assert_cmpint (otk_calendar_elapsed (calendar, 0, G_MAXINT64, NULL, 0), >, 0);
  g_assert_cmpint (otk_calendar_elapsed (calendar, 0, G_MAXINT64, &always, 1), ==, 0);
  g_assert_cmpint (otk_calendar_next_open (calendar, OTK_TIME_NONE, NULL, 0), ==, OTK_TIME_NONE);
  g_assert_false (otk_calendar_open_at (calendar, G_MAXINT64, NULL, 0));
  g_assert_false (otk_calendar_open_at (calendar, OTK_TIME_NONE, NULL, 0));
}

static void
test_dates (void)
{
  for (gint32 date = -800000; date < 3000000; date += 17)
    {
      int year, month, day;

      otk_date_split (date, &year, &month, &day);
      g_assert_cmpint (otk_date_from (year, month, day), ==, date);
    }
  g_assert_cmpint (otk_date_from (1970, 1, 1), ==, 0);
  g_assert_cmpint (otk_date_from (2000, 2, 29) + 1, ==, otk_date_from (2000, 3, 1));
  g_assert_cmpint (otk_date_weekday (otk_date_from (2026, 6, 5)), ==, 5);
  g_assert_cmpint (otk_date_weekday (otk_date_from (1969, 12, 28)), ==, 7);
}

int
main (int argc, char **argv)
{
  g_autoptr (GHashTable) calendars = NULL;

  g_test_init (&argc, &argv, NULL);
  calendars = otk_case_calendars ("calendar.txt");
  g_test_add_func ("/calendar/print-parse", test_parse_is_the_inverse_of_print);
  g_test_add_func ("/calendar/bad-bytes", test_control_characters_and_bad_bytes);
  g_test_add_func ("/calendar/ends-of-time", test_ends_of_time);
  g_test_add_func ("/calendar/dates", test_dates);
  otk_cases_add ("calendar.txt", run_case, calendars);
  return g_test_run ();
}
