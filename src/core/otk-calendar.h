/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-zone.h"

G_BEGIN_DECLS

/**
 * OtkCalendar:
 *
 * The working hours of a service schedule (product.md §1.5): any number of intervals for each
 * weekday, dates that have hours of their own, and holidays, on the wall clock of a time zone.
 * Immutable and reference counted; any thread may use it.
 *
 * An interval is half open. It may run past midnight and then belongs to the date of its opening. A
 * holiday closes its date from 00:00 to 24:00, also for a shift that came over midnight. The ends
 * of an interval become instants once per date, see otk_zone_localize(); an interval that a clock
 * change leaves nothing of is dropped, and a date that the zone left out altogether has no hours.
 * Elapsed time is real time, not what the wall clock shows.
 */
typedef struct _OtkCalendar OtkCalendar;

/**
 * OtkPause:
 * @from: when the clock was stopped
 * @to: when it went on, or OTK_TIME_NONE where it still stands
 *
 * Time that does not count, half open. Where an array of pauses is asked for, they may overlap and
 * stand in any order; one that ends before it begins is passed over.
 */
typedef struct
{
  OtkTime from;
  OtkTime to;
} OtkPause;

/**
 * OtkOpenSpan:
 *
 * Time that counts, without a break.
 */
typedef struct
{
  gint32 date; /* of the zone, see otk_date_split() */
  OtkTime from;
  OtkTime to;
} OtkOpenSpan;

/**
 * otk_calendar_parse:
 * @spec: the hours as text, one line each, in any order:
 *
 *   tz Europe/Moscow                             exactly once
 *   mon 09:00-12:00 13:00-18:00                  mon … sun; without a line the day is off
 *   sat off
 *   2026-06-11 09:00-17:00 # Shortened day       instead of the weekday's hours; "off": none
 *   2026-06-12 holiday # Day of Russia
 *
 * An end is HH:MM or HH:MM:SS; a close may be 24:00. A close before its open is on the next day,
 * and so is one written as 24:01 … 47:59; a close equal to its open makes nothing. What stands
 * behind
 * "#" names an exception and is a mere comment elsewhere.
 *
 * Where a date has both hours and a holiday, the holiday counts.
 *
 * Returns: (transfer full) (nullable): NULL and OTK_ERROR_INVALID that names the line
 */
OtkCalendar *otk_calendar_parse (const char *spec, GError **error);

/**
 * otk_calendar_recall:
 * @spec: what otk_calendar_print() gave: the text of a version that a request has frozen
 *
 * As otk_calendar_parse(), but the few versions in use are read only once in a process: every
 * decision about a request asks for one. Threads: any.
 *
 * Returns: (transfer full) (nullable): NULL for a text that is no calendar
 */
OtkCalendar *otk_calendar_recall (const char *spec);

/**
 * otk_calendar_print:
 *
 * The canonical text: equal calendars give equal texts, and parsing gives the same calendar again.
 *
 * Returns: (transfer full)
 */
char *otk_calendar_print (const OtkCalendar *self);

OtkCalendar *otk_calendar_ref (OtkCalendar *self);
void otk_calendar_unref (OtkCalendar *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkCalendar, otk_calendar_unref)

/** otk_calendar_round_the_clock: Returns: (transfer full) (nullable): 00:00-24:00 on every day;
 * NULL where there is no zone called @zone. */
OtkCalendar *otk_calendar_round_the_clock (const char *zone);

const OtkZone *otk_calendar_zone (const OtkCalendar *self);

/** otk_calendar_is_empty: TRUE where it never opens: everything is due never (with a warning to the
 * people who keep it, never round the clock). */
gboolean otk_calendar_is_empty (const OtkCalendar *self);

/**
 * otk_calendar_nominal_day:
 *
 * What a norm in days counts as (product.md §2.3 R-T1): the most common length of a weekday that is
 * not off, the longer where two are equally common.
 *
 * Returns: seconds; 86400 where every weekday is off
 */
gint64 otk_calendar_nominal_day (const OtkCalendar *self);

/** otk_calendar_exception_name: Returns: (nullable) (transfer none): what the spec calls the
 * exception on @date, NULL where it has no name or there is no exception. */
const char *otk_calendar_exception_name (const OtkCalendar *self, gint32 date);
/** otk_calendar_is_holiday: Whether @date is closed as a holiday. */
gboolean otk_calendar_is_holiday (const OtkCalendar *self, gint32 date);
/** otk_calendar_has_exception: Whether @date has hours of its own or is a holiday. */
gboolean otk_calendar_has_exception (const OtkCalendar *self, gint32 date);

/**
 * otk_calendar_due:
 * @start: where counting begins; it may be closed or paused then
 * @budget: open time to be used up, in milliseconds
 * @pauses: (array length=n_pauses) (nullable): what does not count
 *
 * The instant at which the open time since @start that is not paused reaches @budget. A budget used
 * up exactly at the end of an interval is due at that end; a budget of 0 (or less) is due at
 * @start. The cost does not grow with the length of a pause or, but for exceptions and clock
 * changes, with the budget.
 *
 * Returns: the instant, or OTK_TIME_NONE where it never comes (or comes after the year 9999): the
 * calendar does not open often enough, or a pause is still open
 */
OtkTime otk_calendar_due (const OtkCalendar *self, OtkTime start, gint64 budget,
                          const OtkPause *pauses, gsize n_pauses);

/**
 * otk_calendar_back:
 *
 * Like otk_calendar_due(), towards the past: the latest instant from which @budget of open time is
 * left until @end.
 *
 * Returns: the instant, or OTK_TIME_NONE where there never was so much
 */
OtkTime otk_calendar_back (const OtkCalendar *self, OtkTime end, gint64 budget,
                           const OtkPause *pauses, gsize n_pauses);

/** otk_calendar_elapsed: Returns: milliseconds of open time in [@from, @to) that is not paused; 0
 * where @to is not later than @from. */
gint64 otk_calendar_elapsed (const OtkCalendar *self, OtkTime from, OtkTime to,
                             const OtkPause *pauses, gsize n_pauses);

/** otk_calendar_next_open: Returns: the first instant at or after @from that is open and not
 * paused, or OTK_TIME_NONE. */
OtkTime otk_calendar_next_open (const OtkCalendar *self, OtkTime from, const OtkPause *pauses,
                                gsize n_pauses);

/** otk_calendar_open_at: Whether the calendar is open and not paused at @at. */
gboolean otk_calendar_open_at (const OtkCalendar *self, OtkTime at, const OtkPause *pauses,
                               gsize n_pauses);

/** otk_calendar_localize: Returns: the instant of a wall time, see otk_zone_localize(). Parts
 * beyond their range carry over (hour 24 is the next day's 0). */
OtkTime otk_calendar_localize (const OtkCalendar *self, int year, int month, int day, int hour,
                               int minute, int second);

/** otk_calendar_wall: What the calendar's clocks show at @at. */
void otk_calendar_wall (const OtkCalendar *self, OtkTime at, OtkWall *wall);

/**
 * otk_calendar_days:
 *
 * The time that counts in [@from, @to), date by date: a shift over midnight is cut there, pauses
 * are cut out. For explanations; unlike the functions above it walks over every day.
 *
 * Returns: (transfer full) (element-type OtkOpenSpan): in ascending order
 */
GArray *otk_calendar_days (const OtkCalendar *self, OtkTime from, OtkTime to,
                           const OtkPause *pauses, gsize n_pauses);

G_END_DECLS
