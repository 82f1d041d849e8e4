/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-calendar-private.h"

/*
 * Every answer is found by walking over dates. A date near an exception or a clock change is worked
 * out end point by end point; between those lie runs of plain days, where whole weeks are skipped
 * at once. Pauses cut the time line into stretches, each of which is walked without pauses.
 */

#define FIRST_TIME ((gint64) OTK_DATE_FIRST * OTK_DAY)
#define END_TIME (((gint64) OTK_DATE_LAST + 1) * OTK_DAY)

/* How far from a clock change a date must be, in days, that its hours cannot be touched by it. */
#define CHANGE_MARGIN 3

typedef struct
{
  OtkTime from;
  OtkTime to;
} Piece;

typedef struct
{
  const OtkCalendar *calendar;
  GArray *pieces;     /* Piece: the open time of one date, ascending, apart */
  gint32 plain_from;  /* the run of plain days that was looked up last */
  gint32 plain_until; /* exclusive */
  gint64 offset;      /* of the zone in that run, seconds */
} Walk;

static void
walk_init (Walk *walk, const OtkCalendar *calendar)
{
  *walk = (Walk){ .calendar = calendar };
  walk->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
}

static void
walk_clear (Walk *walk)
{
  g_array_unref (walk->pieces);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

static gint32
clamp_date (gint64 date)
{
  return (gint32) CLAMP (date, OTK_DATE_FIRST, (gint64) OTK_DATE_LAST + 1);
}

/* Whether date lies in a run of plain days; the run is remembered. */
static gboolean
walk_is_plain (Walk *walk, gint32 date)
{
  const OtkCalendar *calendar = walk->calendar;
  const OtkException *exceptions = (const OtkException *) (gpointer) calendar->exceptions->data;
  gint64 midnight = (gint64) date * OTK_DAY_S;
  gint64 last, next;
  guint i;

  if (date >= walk->plain_from && date < walk->plain_until)
    return TRUE;
  /* An exception reaches into the day after it. */
  i = otk_calendar_find_exception (calendar, date - 1);
  if (i < calendar->exceptions->len && exceptions[i].date <= date)
    return FALSE;
  last = otk_zone_last_change (calendar->zone, midnight + CHANGE_MARGIN * OTK_DAY_S);
  if (last > midnight - CHANGE_MARGIN * OTK_DAY_S)
    return FALSE;

  next = otk_zone_next_change (calendar->zone, midnight);
  walk->offset = otk_zone_offset (calendar->zone, midnight);
  walk->plain_from = clamp_date (otk_floor_div (last, OTK_DAY_S) + CHANGE_MARGIN + 1);
  walk->plain_until = clamp_date (otk_floor_div (next, OTK_DAY_S) - CHANGE_MARGIN + 1);
  if (i > 0)
    walk->plain_from = MAX (walk->plain_from, exceptions[i - 1].date + 2);
  if (i < calendar->exceptions->len)
    walk->plain_until = MIN (walk->plain_until, exceptions[i].date);
  return date >= walk->plain_from && date < walk->plain_until;
}

static OtkTime
start_of_date (const OtkCalendar *calendar, gint32 date)
{
  return otk_zone_localize (calendar->zone, (gint64) date * OTK_DAY_S) * OTK_SECOND;
}

static const GArray *
hours_of_date (const OtkCalendar *calendar, gint32 date)
{
  const OtkException *exception = otk_calendar_exception (calendar, date);

  return exception != NULL ? exception->hours : calendar->weekly[otk_date_weekday (date) - 1];
}

static gint
compare_pieces (gconstpointer a, gconstpointer b)
{
  const Piece *first = a, *second = b;

  return first->from < second->from ? -1 : first->from > second->from;
}

static void
unite_pieces (GArray *pieces)
{
  guint kept = 0;

  g_array_sort (pieces, compare_pieces);
  for (guint i = 0; i < pieces->len; i++)
    {
      Piece next = g_array_index (pieces, Piece, i);
      Piece *last = kept > 0 ? &g_array_index (pieces, Piece, kept - 1) : NULL;

      if (last != NULL && next.from <= last->to)
        last->to = MAX (last->to, next.to);
      else
        g_array_index (pieces, Piece, kept++) = next;
    }
  g_array_set_size (pieces, kept);
}

/* What the hours of the date owner leave open in the window. */
static void
add_pieces (Walk *walk, gint32 owner, OtkTime from, OtkTime to)
{
  const OtkCalendar *calendar = walk->calendar;
  const GArray *hours = hours_of_date (calendar, owner);
  gint64 midnight = (gint64) owner * OTK_DAY_S;

  /* A date that the zone left out has no hours. */
  if (start_of_date (calendar, owner) >= start_of_date (calendar, owner + 1))
    return;
  for (guint i = 0; i < hours->len; i++)
    {
      OtkHours one = g_array_index (hours, OtkHours, i);
      OtkTime open = otk_zone_localize (calendar->zone, midnight + one.open) * OTK_SECOND;
      OtkTime close = otk_zone_localize (calendar->zone, midnight + one.close) * OTK_SECOND;
      Piece piece = { .from = MAX (open, from), .to = MIN (close, to) };

      if (piece.from < piece.to)
        g_array_append_val (walk->pieces, piece);
    }
}

/* The open time of a date, into walk->pieces. */
static void
walk_open_date (Walk *walk, gint32 date)
{
  const OtkCalendar *calendar = walk->calendar;

  g_array_set_size (walk->pieces, 0);
  if (walk_is_plain (walk, date))
    {
      GArray *hours = calendar->plain[otk_date_weekday (date) - 1].hours;
      OtkTime midnight = ((gint64) date * OTK_DAY_S - walk->offset) * OTK_SECOND;

      for (guint i = 0; i < hours->len; i++)
        {
          OtkHours one = g_array_index (hours, OtkHours, i);
          Piece piece = { .from = midnight + one.open * OTK_SECOND,
                          .to = midnight + one.close * OTK_SECOND };

          g_array_append_val (walk->pieces, piece);
        }
    }
  else if (!otk_calendar_is_holiday (calendar, date))
    {
      OtkTime from = start_of_date (calendar, date), to = start_of_date (calendar, date + 1);

      /* A shift opens at most on the day before; a clock change may push its end a day further. */
      for (gint32 owner = date - 2; owner <= date; owner++)
        add_pieces (walk, owner, from, to);
      unite_pieces (walk->pieces);
    }
}

/* The open time of walk->pieces inside [from, to), in milliseconds. */
static gint64
sum_pieces (Walk *walk, OtkTime from, OtkTime to)
{
  gint64 sum = 0;

  for (guint i = 0; i < walk->pieces->len; i++)
    {
      Piece piece = g_array_index (walk->pieces, Piece, i);

      sum += MAX (0, MIN (piece.to, to) - MAX (piece.from, from));
    }
  return sum;
}

/* The date in whose 00:00-24:00 an instant lies. */
static gint32
find_date (const OtkCalendar *calendar, OtkTime at)
{
  gint64 unix_s = otk_floor_div (at, OTK_SECOND);
  gint32 date =
      (gint32) otk_floor_div (unix_s + otk_zone_offset (calendar->zone, unix_s), OTK_DAY_S);

  /* Where a clock goes back over midnight it shows yesterday's date for an hour of today. */
  while (at < start_of_date (calendar, date))
    date--;
  while (at >= start_of_date (calendar, date + 1))
    date++;
  return date;
}

static gint64
elapse (const OtkCalendar *calendar, OtkTime from, OtkTime to)
{
  g_auto (Walk) walk;
  gint64 sum = 0;
  gint32 first, last;

  walk_init (&walk, calendar);
  from = MAX (from, FIRST_TIME);
  to = MIN (to, END_TIME);
  if (from >= to)
    return 0;
  first = find_date (calendar, from);
  last = find_date (calendar, to);
  for (gint32 date = first; date <= last;)
    {
      gint32 weeks = 0;

      if (date > first && walk_is_plain (&walk, date))
        weeks = (MIN (walk.plain_until, last) - date) / 7;
      if (weeks > 0)
        {
          sum += weeks * calendar->plain_week * OTK_SECOND;
          date += weeks * 7;
          continue;
        }
      walk_open_date (&walk, date++);
      sum += sum_pieces (&walk, from, to);
    }
  return sum;
}

/* How many of the weeks at hand are used up before the rest of the budget. */
static gint32
count_weeks (const OtkCalendar *calendar, gint32 weeks, gint64 budget)
{
  if (weeks <= 0 || calendar->plain_week == 0)
    return MAX (weeks, 0);
  return (gint32) MIN (weeks, (budget - 1) / (calendar->plain_week * OTK_SECOND));
}

static OtkTime
find_due (const OtkCalendar *calendar, OtkTime start, gint64 budget)
{
  g_auto (Walk) walk;

  walk_init (&walk, calendar);
  start = MAX (start, FIRST_TIME);
  if (start >= END_TIME || otk_calendar_is_empty (calendar))
    return OTK_TIME_NONE;
  for (gint32 date = find_date (calendar, start); date <= OTK_DATE_LAST; date++)
    {
      walk_open_date (&walk, date);
      for (guint i = 0; i < walk.pieces->len; i++)
        {
          Piece piece = g_array_index (walk.pieces, Piece, i);
          gint64 length = piece.to - MAX (piece.from, start);

          if (length >= budget)
            return MAX (piece.from, start) + budget;
          budget -= MAX (length, 0);
        }
      if (walk_is_plain (&walk, date + 1))
        {
          gint32 weeks = count_weeks (calendar, (walk.plain_until - date - 1) / 7, budget);

          budget -= weeks * calendar->plain_week * OTK_SECOND;
          date += weeks * 7;
        }
    }
  return OTK_TIME_NONE;
}

static OtkTime
find_back (const OtkCalendar *calendar, OtkTime end, gint64 budget)
{
  g_auto (Walk) walk;

  walk_init (&walk, calendar);
  end = MIN (end, END_TIME);
  if (end <= FIRST_TIME || otk_calendar_is_empty (calendar))
    return OTK_TIME_NONE;
  for (gint32 date = find_date (calendar, end); date >= OTK_DATE_FIRST; date--)
    {
      walk_open_date (&walk, date);
      for (guint i = walk.pieces->len; i > 0; i--)
        {
          Piece piece = g_array_index (walk.pieces, Piece, i - 1);
          gint64 length = MIN (piece.to, end) - piece.from;

          if (length >= budget)
            return MIN (piece.to, end) - budget;
          budget -= MAX (length, 0);
        }
      if (walk_is_plain (&walk, date - 1))
        {
          gint32 weeks = count_weeks (calendar, (date - walk.plain_from) / 7, budget);

          budget -= weeks * calendar->plain_week * OTK_SECOND;
          date -= weeks * 7;
        }
    }
  return OTK_TIME_NONE;
}

/* The pauses as pieces, ascending and apart; one that is still open ends at G_MAXINT64. */
static GArray *
unite_pauses (const OtkPause *pauses, gsize n_pauses)
{
  GArray *united = g_array_new (FALSE, FALSE, sizeof (Piece));

  for (gsize i = 0; i < n_pauses; i++)
    {
      Piece piece = { .from = pauses[i].from,
                      .to = pauses[i].to == OTK_TIME_NONE ? G_MAXINT64 : pauses[i].to };

      if (piece.from < piece.to)
        g_array_append_val (united, piece);
    }
  unite_pieces (united);
  return united;
}

OtkTime
otk_calendar_due (const OtkCalendar *self, OtkTime start, gint64 budget, const OtkPause *pauses,
                  gsize n_pauses)
{
  g_autoptr (GArray) united = NULL;

  g_return_val_if_fail (self != NULL, OTK_TIME_NONE);

  if (start == OTK_TIME_NONE || budget <= 0)
    return start;
  united = unite_pauses (pauses, n_pauses);
  for (guint i = 0; i < united->len; i++)
    {
      Piece pause = g_array_index (united, Piece, i);
      gint64 open;

      if (pause.to <= start)
        continue;
      open = elapse (self, start, pause.from);
      if (open >= budget)
        break;
      if (pause.to == G_MAXINT64)
        return OTK_TIME_NONE;
      budget -= open;
      start = pause.to;
    }
  return find_due (self, start, budget);
}

OtkTime
otk_calendar_back (const OtkCalendar *self, OtkTime end, gint64 budget, const OtkPause *pauses,
                   gsize n_pauses)
{
  g_autoptr (GArray) united = NULL;

  g_return_val_if_fail (self != NULL, OTK_TIME_NONE);

  if (end == OTK_TIME_NONE || budget <= 0)
    return end;
  united = unite_pauses (pauses, n_pauses);
  for (guint i = united->len; i > 0; i--)
    {
      Piece pause = g_array_index (united, Piece, i - 1);
      gint64 open;

      if (pause.from >= end)
        continue;
      open = elapse (self, pause.to, end);
      if (open >= budget)
        break;
      budget -= open;
      end = pause.from;
    }
  return find_back (self, end, budget);
}

gint64
otk_calendar_elapsed (const OtkCalendar *self, OtkTime from, OtkTime to, const OtkPause *pauses,
                      gsize n_pauses)
{
  g_autoptr (GArray) united = NULL;
  gint64 sum = 0;

  g_return_val_if_fail (self != NULL, 0);

  if (from == OTK_TIME_NONE || to == OTK_TIME_NONE || from >= to)
    return 0;
  united = unite_pauses (pauses, n_pauses);
  for (guint i = 0; i < united->len && from < to; i++)
    {
      Piece pause = g_array_index (united, Piece, i);

      if (pause.to <= from)
        continue;
      sum += elapse (self, from, MIN (pause.from, to));
      from = pause.to;
    }
  return sum + elapse (self, from, to);
}

OtkTime
otk_calendar_next_open (const OtkCalendar *self, OtkTime from, const OtkPause *pauses,
                        gsize n_pauses)
{
  OtkTime first =
      from == OTK_TIME_NONE ? OTK_TIME_NONE : otk_calendar_due (self, from, 1, pauses, n_pauses);

  return first == OTK_TIME_NONE ? OTK_TIME_NONE : first - 1;
}

gboolean
otk_calendar_open_at (const OtkCalendar *self, OtkTime at, const OtkPause *pauses, gsize n_pauses)
{
  return at < END_TIME && otk_calendar_elapsed (self, at, at + 1, pauses, n_pauses) == 1;
}

/* What is left of [from, to) without the pauses, as spans of date. */
static void
add_spans (GArray *spans, gint32 date, OtkTime from, OtkTime to, GArray *pauses)
{
  for (guint i = 0; i < pauses->len && from < to; i++)
    {
      Piece pause = g_array_index (pauses, Piece, i);
      OtkOpenSpan span = { .date = date, .from = from, .to = MIN (pause.from, to) };

      if (pause.to <= from)
        continue;
      if (span.from < span.to)
        g_array_append_val (spans, span);
      from = pause.to;
    }
  if (from < to)
    {
      OtkOpenSpan span = { .date = date, .from = from, .to = to };

      g_array_append_val (spans, span);
    }
}

GArray *
otk_calendar_days (const OtkCalendar *self, OtkTime from, OtkTime to, const OtkPause *pauses,
                   gsize n_pauses)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (OtkOpenSpan));
  g_autoptr (GArray) united = unite_pauses (pauses, n_pauses);
  g_auto (Walk) walk;
  gint32 last;

  walk_init (&walk, self);
  from = MAX (from, FIRST_TIME);
  to = MIN (to, END_TIME);
  if (from >= to)
    return spans;
  last = find_date (self, to);
  for (gint32 date = find_date (self, from); date <= last; date++)
    {
      walk_open_date (&walk, date);
      for (guint i = 0; i < walk.pieces->len; i++)
        {
          Piece piece = g_array_index (walk.pieces, Piece, i);

          add_spans (spans, date, MAX (piece.from, from), MIN (piece.to, to), united);
        }
    }
  return spans;
}
