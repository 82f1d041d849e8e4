/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-calendar.h"

G_BEGIN_DECLS

/**
 * OtkSlaClock:
 * @calendar: (nullable): the frozen version of the schedule; without one the norm is not applied
 *   (product.md §2.2, 6)
 * @start: when counting began, OTK_TIME_NONE where it has not
 * @norm_s: the norm in seconds; a negative one says that there is none
 * @pauses: (array length=n_pauses) (nullable): what does not count, also the time between
 * completing and reopening
 * @n_pauses: how many
 * @stop: when the work was done, OTK_TIME_NONE while it is not
 *
 * All that one norm of one request is read off (product.md §2.3): a plain value, nothing is owned.
 * A change of priority, service or SLA changes @norm_s and @calendar; @start and @pauses stay.
 */
typedef struct
{
  const OtkCalendar *calendar;
  OtkTime start;
  gint64 norm_s;
  const OtkPause *pauses;
  gsize n_pauses;
  OtkTime stop;
} OtkSlaClock;

/**
 * OtkSlaState:
 * @OTK_SLA_OFF: there is no norm, no calendar or no start
 * @OTK_SLA_RUNNING: time counts
 * @OTK_SLA_OUTSIDE: not paused, but the schedule is closed
 * @OTK_SLA_PAUSED: inside a pause
 * @OTK_SLA_STOPPED: the work is done
 */
typedef enum
{
  OTK_SLA_OFF,
  OTK_SLA_RUNNING,
  OTK_SLA_OUTSIDE,
  OTK_SLA_PAUSED,
  OTK_SLA_STOPPED,
} OtkSlaState;

/**
 * OtkSlaReading:
 * @state: what the clock does
 * @due: the deadline; OTK_TIME_NONE where it is never, not known while a pause is open, or the
 * clock is off
 * @spent: counted so far, milliseconds
 * @left: norm minus @spent, milliseconds; below 0 when more was spent than allowed
 * @next_open: while outside or paused, when counting goes on by itself; OTK_TIME_NONE where that is
 *   never or not known, and in the other states
 * @breached: the deadline came before the work was done. What is done at the very deadline is in
 *   time; what is not done by then is late from that instant on
 *
 * What the clock shows.
 */
typedef struct
{
  OtkSlaState state;
  OtkTime due;
  gint64 spent;
  gint64 left;
  OtkTime next_open;
  gboolean breached;
} OtkSlaReading;

/**
 * otk_sla_read:
 * @clock: what is known
 * @now: the instant of reading; it does not matter once the clock has stopped
 * @reading: (out caller-allocates): what the clock shows then
 *
 * Threads: any.
 */
void otk_sla_read (const OtkSlaClock *clock, OtkTime now, OtkSlaReading *reading);

/**
 * otk_sla_due:
 *
 * The deadline alone.
 *
 * Returns: the instant, or OTK_TIME_NONE as in OtkSlaReading
 */
OtkTime otk_sla_due (const OtkSlaClock *clock);

/**
 * otk_sla_reminder:
 * @calendar: as in OtkSlaClock
 * @start: when counting began
 * @pauses: (array length=n_pauses) (nullable): what does not count
 * @norm_s: the norm in seconds
 * @lead_s: how long before the deadline, in counted seconds; it is used where @percent is 0
 * @percent: how long before the deadline, in percent of the norm, 0 where @lead_s says it
 *
 * The moment to remind (product.md §2.3 R-T7): that lead before the deadline, counted on the
 * schedule, so never at night for a deadline in the morning. A moment that falls on the end of an
 * interval is the next opening.
 *
 * Returns: the instant, or OTK_TIME_NONE where there is nothing to remind of: no lead, a lead as
 * long as the norm or longer, or a pause is open before that moment
 */
OtkTime otk_sla_reminder (const OtkCalendar *calendar, OtkTime start, const OtkPause *pauses,
                          gsize n_pauses, gint64 norm_s, gint64 lead_s, int percent);

/**
 * otk_sla_share:
 * @completed: how many requests were completed in the period
 * @in_time: how many of them without a breach
 *
 * The share for the daily check of an SLA (product.md §2.3 R-T9).
 *
 * Returns: percent; 100 where nothing was completed
 */
double otk_sla_share (guint completed, guint in_time);

/** otk_sla_share_is_low: Whether the check has to act: something was completed and the share is
 * below @threshold percent. */
gboolean otk_sla_share_is_low (guint completed, guint in_time, double threshold);

G_END_DECLS
