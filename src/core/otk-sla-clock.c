/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sla-clock.h"

/* The longest norm that is reckoned with; a longer one is due never. */
#define NORM_MAX_S (G_GINT64_CONSTANT (20000) * 366 * 86400)

static gboolean
is_off (const OtkSlaClock *clock)
{
  return clock->calendar == NULL || clock->start == OTK_TIME_NONE || clock->norm_s < 0;
}

static gint64
norm_of (const OtkSlaClock *clock)
{
  return MIN (clock->norm_s, NORM_MAX_S) * OTK_SECOND;
}

static OtkSlaState
find_state (const OtkSlaClock *clock, OtkTime now)
{
  for (gsize i = 0; i < clock->n_pauses; i++)
    {
      const OtkPause *pause = &clock->pauses[i];

      if (pause->from <= now && (pause->to == OTK_TIME_NONE || pause->to > now))
        return OTK_SLA_PAUSED;
    }
  return otk_calendar_open_at (clock->calendar, now, NULL, 0) ? OTK_SLA_RUNNING : OTK_SLA_OUTSIDE;
}

OtkTime
otk_sla_due (const OtkSlaClock *clock)
{
  g_return_val_if_fail (clock != NULL, OTK_TIME_NONE);

  /* A schedule without hours is due never, even with a norm of nothing. */
  if (is_off (clock) || otk_calendar_is_empty (clock->calendar))
    return OTK_TIME_NONE;
  return otk_calendar_due (clock->calendar, clock->start, norm_of (clock), clock->pauses,
                           clock->n_pauses);
}

void
otk_sla_read (const OtkSlaClock *clock, OtkTime now, OtkSlaReading *reading)
{
  gboolean stopped;
  OtkTime until;

  g_return_if_fail (clock != NULL);
  g_return_if_fail (reading != NULL);

  *reading = (OtkSlaReading){ .due = OTK_TIME_NONE, .next_open = OTK_TIME_NONE };
  if (is_off (clock))
    return;
  stopped = clock->stop != OTK_TIME_NONE;
  until = stopped ? clock->stop : now;
  reading->due = otk_sla_due (clock);
  reading->spent =
      otk_calendar_elapsed (clock->calendar, clock->start, until, clock->pauses, clock->n_pauses);
  reading->left = norm_of (clock) - reading->spent;
  if (reading->due != OTK_TIME_NONE)
    reading->breached = stopped ? until > reading->due : until >= reading->due;
  reading->state = stopped ? OTK_SLA_STOPPED : find_state (clock, now);
  if (reading->state == OTK_SLA_OUTSIDE || reading->state == OTK_SLA_PAUSED)
    reading->next_open =
        otk_calendar_next_open (clock->calendar, now, clock->pauses, clock->n_pauses);
}

OtkTime
otk_sla_reminder (const OtkCalendar *calendar, OtkTime start, const OtkPause *pauses,
                  gsize n_pauses, gint64 norm_s, gint64 lead_s, int percent)
{
  gint64 norm, lead;
  OtkTime at;

  if (calendar == NULL || start == OTK_TIME_NONE || norm_s <= 0)
    return OTK_TIME_NONE;
  norm = MIN (norm_s, NORM_MAX_S) * OTK_SECOND;
  lead = percent > 0 ? norm / 100 * MIN (percent, 100) : MIN (lead_s, NORM_MAX_S) * OTK_SECOND;
  if (lead <= 0 || lead >= norm)
    return OTK_TIME_NONE;
  at = otk_calendar_due (calendar, start, norm - lead, pauses, n_pauses);
  return otk_calendar_next_open (calendar, at, pauses, n_pauses);
}

double
otk_sla_share (guint completed, guint in_time)
{
  return completed > 0 ? 100.0 * in_time / completed : 100.0;
}

gboolean
otk_sla_share_is_low (guint completed, guint in_time, double threshold)
{
  /* Without the division, so that 80 of 100 is not below 80 by rounding. */
  return completed > 0 && 100.0 * in_time < threshold * completed;
}
