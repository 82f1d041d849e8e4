/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-explain.h"

static void
clear_day (gpointer data)
{
  OtkExplainDay *day = data;

  g_array_unref (day->spans);
  g_free (day->exception_name);
}

static GArray *
plain_pauses (const OtkExplainInput *input)
{
  GArray *pauses = g_array_new (FALSE, FALSE, sizeof (OtkPause));

  for (gsize i = 0; i < input->n_pauses; i++)
    g_array_append_val (pauses, input->pauses[i].span);
  return pauses;
}

/* Where the days to be shown end: at the deadline, else where the pause that is open began. */
static OtkTime
find_end (const OtkExplainInput *input, OtkTime due)
{
  OtkTime end = due;

  for (gsize i = 0; i < input->n_pauses && due == OTK_TIME_NONE; i++)
    {
      OtkPause pause = input->pauses[i].span;

      if (pause.to == OTK_TIME_NONE && (end == OTK_TIME_NONE || pause.from < end))
        end = pause.from;
    }
  return end != OTK_TIME_NONE && end >= input->start ? end : OTK_TIME_NONE;
}

static gint32
date_of (const OtkCalendar *calendar, OtkTime at)
{
  OtkWall wall;

  otk_calendar_wall (calendar, at, &wall);
  return otk_date_from (wall.year, wall.month, wall.day);
}

static void
add_day (GArray *days, const OtkCalendar *calendar, gint32 date)
{
  OtkExplainDay day = { .date = date,
                        .weekday = otk_date_weekday (date),
                        .spans = g_array_new (FALSE, FALSE, sizeof (OtkOpenSpan)),
                        .exception = otk_calendar_has_exception (calendar, date),
                        .holiday = otk_calendar_is_holiday (calendar, date),
                        .exception_name = g_strdup (otk_calendar_exception_name (calendar, date)) };

  g_array_append_val (days, day);
}

/* The dates first … last with what counted on each between from and to. */
static void
add_days (OtkExplain *self, const OtkExplainInput *input, gint32 first, gint32 last, OtkTime from,
          OtkTime to)
{
  g_autoptr (GArray) pauses = plain_pauses (input);
  g_autoptr (GArray) spans =
      otk_calendar_days (input->calendar, from, to, (const OtkPause *) (gpointer) pauses->data,
                         pauses->len);
  guint next = 0;

  for (gint32 date = first; date <= last; date++)
    {
      OtkExplainDay *day;

      add_day (self->days, input->calendar, date);
      day = &g_array_index (self->days, OtkExplainDay, self->days->len - 1);
      for (; next < spans->len && g_array_index (spans, OtkOpenSpan, next).date <= date; next++)
        {
          OtkOpenSpan span = g_array_index (spans, OtkOpenSpan, next);

          g_array_append_val (day->spans, span);
          day->counted += span.to - span.from;
        }
    }
}

static OtkTime
start_of (const OtkCalendar *calendar, gint32 date)
{
  return otk_zone_localize (otk_calendar_zone (calendar), (gint64) date * 86400) * OTK_SECOND;
}

/* All days, or the first and the last of them where there are too many. */
static void
fill_days (OtkExplain *self, const OtkExplainInput *input, OtkTime end)
{
  const OtkCalendar *calendar = input->calendar;
  gint32 first = date_of (calendar, input->start), last = date_of (calendar, end);
  gint32 half = OTK_EXPLAIN_DAYS / 2;
  g_autoptr (GArray) pauses = plain_pauses (input);
  OtkTime cut, join;

  if (last - first < OTK_EXPLAIN_DAYS)
    {
      add_days (self, input, first, last, input->start, end);
      return;
    }
  cut = start_of (calendar, first + half);
  join = start_of (calendar, last - half + 1);
  add_days (self, input, first, first + half - 1, input->start, cut);
  self->left_days = (guint) (last - first + 1 - 2 * half);
  self->left_counted =
      otk_calendar_elapsed (calendar, cut, join, (const OtkPause *) (gpointer) pauses->data,
                            pauses->len);
  add_days (self, input, last - half + 1, last, join, end);
}

OtkExplain *
otk_explain_new (const OtkExplainInput *input)
{
  OtkExplain *self;
  g_autoptr (GArray) pauses = NULL;
  OtkSlaClock clock;
  OtkTime end;

  g_return_val_if_fail (input != NULL, NULL);

  self = g_new0 (OtkExplain, 1);
  self->days = g_array_new (FALSE, FALSE, sizeof (OtkExplainDay));
  g_array_set_clear_func (self->days, clear_day);
  pauses = plain_pauses (input);
  clock = (OtkSlaClock){ .calendar = input->calendar,
                         .start = input->start,
                         .norm_s = input->norm_s,
                         .pauses = (const OtkPause *) (gpointer) pauses->data,
                         .n_pauses = pauses->len,
                         .stop = OTK_TIME_NONE };
  self->due = otk_sla_due (&clock);
  end = input->start != OTK_TIME_NONE ? find_end (input, self->due) : OTK_TIME_NONE;
  if (input->calendar != NULL && end != OTK_TIME_NONE)
    fill_days (self, input, end);
  return self;
}

void
otk_explain_free (OtkExplain *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->days);
  g_free (self);
}
