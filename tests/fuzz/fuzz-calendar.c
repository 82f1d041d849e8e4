/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-calendar.h"
#include "otk-error.h"
#include "otk-fuzz.h"

/* 2026-06-05 13:30 UTC. */
#define START G_GINT64_CONSTANT (1780666200000)

static void
check_refusal (const GError *error)
{
  g_autofree char *text = NULL;

  g_assert_error (error, OTK_ERROR, OTK_ERROR_INVALID);
  text = otk_error_text (error);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

/* The canonical text gives the same calendar and the same text again. */
static void
check_round_trip (const OtkCalendar *calendar)
{
  g_autofree char *print = otk_calendar_print (calendar), *again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkCalendar) parsed = otk_calendar_parse (print, &error);

  g_assert_no_error (error);
  again = otk_calendar_print (parsed);
  g_assert_cmpstr (print, ==, again);
  g_assert_cmpint (otk_calendar_nominal_day (calendar), ==, otk_calendar_nominal_day (parsed));
  g_assert_cmpint (otk_calendar_elapsed (calendar, START, START + 90 * OTK_DAY, NULL, 0), ==,
                   otk_calendar_elapsed (parsed, START, START + 90 * OTK_DAY, NULL, 0));
}

static void
check_arithmetic (const OtkCalendar *calendar)
{
  OtkPause pause = { .from = START + 3 * OTK_HOUR, .to = START + 30 * OTK_HOUR };
  gint64 budget = 40 * OTK_HOUR + 1;
  OtkTime due = otk_calendar_due (calendar, START, budget, &pause, 1);

  g_assert_cmpint (otk_calendar_nominal_day (calendar), >, 0);
  if (otk_calendar_is_empty (calendar))
    g_assert_cmpint (due, ==, OTK_TIME_NONE);
  if (due == OTK_TIME_NONE)
    return;
  g_assert_cmpint (otk_calendar_elapsed (calendar, START, due, &pause, 1), ==, budget);
  g_assert_true (otk_calendar_open_at (calendar, due - 1, &pause, 1));
  g_assert_cmpint (otk_calendar_back (calendar, due, budget, &pause, 1), ==,
                   otk_calendar_next_open (calendar, START, &pause, 1));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *spec = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkCalendar) calendar = otk_calendar_parse (spec, &error);

  if (calendar == NULL)
    check_refusal (error);
  else
    {
      g_assert_no_error (error);
      check_round_trip (calendar);
      check_arithmetic (calendar);
    }
  return 0;
}
