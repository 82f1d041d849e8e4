/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-explain.h"

#include <glib/gi18n-lib.h>

static const char *
weekday_name (int weekday)
{
  static const char *const names[] = { NC_ ("weekday", "Mon"), NC_ ("weekday", "Tue"),
                                       NC_ ("weekday", "Wed"), NC_ ("weekday", "Thu"),
                                       NC_ ("weekday", "Fri"), NC_ ("weekday", "Sat"),
                                       NC_ ("weekday", "Sun") };

  return g_dpgettext2 (GETTEXT_PACKAGE, "weekday", names[weekday - 1]);
}

static char *
date_text (int weekday, int year, int month, int day)
{
  /* Translators: weekday, day, month, year: "Mon 08.06.2026". */
  return g_strdup_printf (_ ("%1$s %2$02d.%3$02d.%4$04d"), weekday_name (weekday), day, month,
                          year);
}

static char *
clock_text (const OtkWall *wall)
{
  if (wall->second != 0)
    return g_strdup_printf ("%02d:%02d:%02d", wall->hour, wall->minute, wall->second);
  return g_strdup_printf ("%02d:%02d", wall->hour, wall->minute);
}

static char *
instant_text (const OtkCalendar *calendar, OtkTime at)
{
  g_autofree char *date = NULL, *clock = NULL;
  OtkWall wall;

  otk_calendar_wall (calendar, at, &wall);
  date = date_text (wall.weekday, wall.year, wall.month, wall.day);
  clock = clock_text (&wall);
  return g_strdup_printf ("%s %s", date, clock);
}

/* "8 h", "1 h 30 min", "45 s". */
static char *
duration_text (gint64 milliseconds)
{
  gint64 seconds = milliseconds / OTK_SECOND;
  GString *text = g_string_new (NULL);

  if (seconds >= 3600)
    g_string_append_printf (text, _ ("%d h"), (int) (seconds / 3600));
  if (seconds / 60 % 60 != 0)
    {
      g_string_append (text, text->len > 0 ? " " : "");
      g_string_append_printf (text, _ ("%d min"), (int) (seconds / 60 % 60));
    }
  if (seconds % 60 != 0)
    {
      g_string_append (text, text->len > 0 ? " " : "");
      g_string_append_printf (text, _ ("%d s"), (int) (seconds % 60));
    }
  if (text->len == 0)
    g_string_append_printf (text, _ ("%d min"), 0);
  return g_string_free (text, FALSE);
}

G_GNUC_PRINTF (2, 3)
static void
add_line (GPtrArray *lines, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (lines, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static void
add_sources (GPtrArray *lines, const OtkExplainInput *input)
{
  if (input->sla != NULL)
    add_line (lines, _ ("SLA: %s"), input->sla);
  if (input->norm_s >= 0)
    {
      g_autofree char *norm = duration_text (input->norm_s * OTK_SECOND);

      if (input->norm != NULL)
        /* Translators: a norm's duration, then its name. */
        add_line (lines, _ ("Norm: %1$s (%2$s)"), norm, input->norm);
      else
        add_line (lines, _ ("Norm: %s"), norm);
    }
  if (input->why != NULL)
    add_line (lines, "%s", input->why);
  if (input->calendar == NULL)
    add_line (lines, "%s", _ ("The service schedule is gone, so the norm is not applied"));
  else if (input->schedule != NULL)
    /* Translators: a schedule's name, then its time zone. */
    add_line (lines, _ ("Service schedule: %1$s (%2$s)"), input->schedule,
              otk_zone_name (otk_calendar_zone (input->calendar)));
}

/* "09:00–12:00, 13:00–18:00". A midnight that ends a span is 24:00. */
static char *
spans_text (const OtkCalendar *calendar, const OtkExplainDay *day)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < day->spans->len; i++)
    {
      OtkOpenSpan span = g_array_index (day->spans, OtkOpenSpan, i);
      g_autofree char *from = NULL, *to = NULL;
      OtkWall open, close;

      otk_calendar_wall (calendar, span.from, &open);
      otk_calendar_wall (calendar, span.to, &close);
      from = clock_text (&open);
      to = otk_date_from (close.year, close.month, close.day) > day->date ? g_strdup ("24:00")
                                                                          : clock_text (&close);
      g_string_append_printf (text, "%s%s–%s", i > 0 ? ", " : "", from, to);
    }
  return g_string_free (text, FALSE);
}

/* What stands in brackets behind a date that is not as usual, or "". */
static char *
exception_text (const OtkExplainDay *day)
{
  if (day->exception_name != NULL)
    return g_strdup_printf (" (%s)", day->exception_name);
  if (day->holiday)
    return g_strdup_printf (" (%s)", _ ("holiday"));
  return day->exception ? g_strdup_printf (" (%s)", _ ("exception")) : g_strdup ("");
}

static void
add_day_line (GPtrArray *lines, const OtkExplainInput *input, const OtkExplainDay *day)
{
  g_autofree char *date = NULL, *exception = exception_text (day), *spans = NULL, *counted = NULL;
  int year, month, mday;

  otk_date_split (day->date, &year, &month, &mday);
  date = date_text (day->weekday, year, month, mday);
  if (day->spans->len == 0)
    {
      /* Translators: a date, then what is special about it in brackets, or nothing. */
      add_line (lines, _ ("%1$s%2$s: nothing counts"), date, exception);
      return;
    }
  spans = spans_text (input->calendar, day);
  counted = duration_text (day->counted);
  /* Translators: a date, what is special about it in brackets or nothing, hours, their sum. */
  add_line (lines, _ ("%1$s%2$s: %3$s — %4$s"), date, exception, spans, counted);
}

static void
add_days (GPtrArray *lines, const OtkExplain *self, const OtkExplainInput *input)
{
  for (guint i = 0; i < self->days->len; i++)
    {
      if (self->left_days > 0 && i == OTK_EXPLAIN_DAYS / 2)
        {
          g_autofree char *counted = duration_text (self->left_counted);

          /* Translators: a number of days, then the time that counted on them. */
          add_line (lines,
                    ngettext ("… %1$u more day: %2$s", "… %1$u more days: %2$s", self->left_days),
                    self->left_days, counted);
        }
      add_day_line (lines, input, &g_array_index (self->days, OtkExplainDay, i));
    }
}

static void
add_pauses (GPtrArray *lines, const OtkExplainInput *input)
{
  for (gsize i = 0; i < input->n_pauses; i++)
    {
      const OtkExplainPause *pause = &input->pauses[i];
      g_autofree char *from = instant_text (input->calendar, pause->span.from);
      g_autofree char *to = NULL, *line = NULL;

      if (pause->span.to == OTK_TIME_NONE)
        /* Translators: the beginning of a pause that has not ended. */
        line = g_strdup_printf (_ ("Paused since %s"), from);
      else
        {
          to = instant_text (input->calendar, pause->span.to);
          /* Translators: the beginning and the end of a pause. */
          line = g_strdup_printf (_ ("Paused from %1$s to %2$s"), from, to);
        }
      if (pause->reason != NULL && *pause->reason != '\0')
        add_line (lines, "%s: %s", line, pause->reason);
      else
        add_line (lines, "%s", line);
    }
}

static void
add_due (GPtrArray *lines, const OtkExplain *self, const OtkExplainInput *input)
{
  g_autofree char *due = NULL;

  if (self->due != OTK_TIME_NONE)
    {
      due = instant_text (input->calendar, self->due);
      add_line (lines, _ ("Deadline: %s"), due);
    }
  else if (otk_calendar_is_empty (input->calendar))
    add_line (lines, "%s",
              _ ("The service schedule has no working hours, so there is no deadline"));
  else if (self->days->len > 0)
    add_line (lines, "%s", _ ("The deadline is known when the pause ends"));
  else
    add_line (lines, "%s",
              _ ("The service schedule does not open long enough, so there is no deadline"));
}

char **
otk_explain_lines (const OtkExplain *self, const OtkExplainInput *input)
{
  GPtrArray *lines = g_ptr_array_new ();

  g_return_val_if_fail (self != NULL && input != NULL, NULL);

  add_sources (lines, input);
  if (input->norm_s < 0)
    add_line (lines, "%s", _ ("There is no norm, so there is no deadline"));
  else if (input->start == OTK_TIME_NONE)
    add_line (lines, "%s", _ ("Counting has not begun"));
  else if (input->calendar != NULL)
    {
      g_autofree char *start = instant_text (input->calendar, input->start);

      add_line (lines, _ ("Counted from %s"), start);
      add_days (lines, self, input);
      add_pauses (lines, input);
      add_due (lines, self, input);
    }
  g_ptr_array_add (lines, NULL);
  return (char **) g_ptr_array_free (lines, FALSE);
}
