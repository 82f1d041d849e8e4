/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sla-figures.h"

#include "otk-format.h"

/* Where the fields of each norm stand in a request. */
typedef struct
{
  guint norm, from, due, spent, overdue, remind_at;

} Fields;

static const Fields fields[] = {
  [OTK_LIMIT_REACTION] = { OTK_REQUEST_REACTION_NORM, OTK_REQUEST_ACCEPTED_AT,
                           OTK_REQUEST_REACTION_DUE, OTK_REQUEST_REACTION_SPENT,
                           OTK_REQUEST_OVERDUE_REACTION, OTK_REQUEST_REACTION_REMIND_AT },
  [OTK_LIMIT_RESOLUTION] = { OTK_REQUEST_RESOLUTION_NORM, OTK_REQUEST_RESOLUTION_FROM,
                             OTK_REQUEST_RESOLUTION_DUE, OTK_REQUEST_RESOLUTION_SPENT,
                             OTK_REQUEST_OVERDUE_RESOLUTION, OTK_REQUEST_RESOLUTION_REMIND_AT },
  [OTK_LIMIT_ANSWER] = { OTK_REQUEST_ANSWER_NORM, OTK_REQUEST_ANSWER_FROM, OTK_REQUEST_ANSWER_DUE,
                         OTK_REQUEST_ANSWER_DUE, OTK_REQUEST_ANSWER_OVERDUE,
                         OTK_REQUEST_ANSWER_REMIND_AT },
};

static gboolean
has_ended (const OtkRecord *request, OtkLimit kind)
{
  OtkStatus status = otk_record_int (request, OTK_REQUEST_STATUS);

  switch (kind)
    {
    case OTK_LIMIT_REACTION:
      return !otk_record_is_null (request, OTK_REQUEST_REACTION_SPENT);
    case OTK_LIMIT_RESOLUTION:
      return status >= OTK_STATUS_DONE
             && !otk_record_is_null (request, OTK_REQUEST_RESOLUTION_SPENT);
    default:
      return FALSE;
    }
}

static OtkLook
running_look (const OtkSlaFigures *figures)
{
  if (figures->left < 0)
    return OTK_LOOK_OVER;
  if (figures->left * 10 < figures->norm)
    return OTK_LOOK_DANGER;
  if (figures->left * 4 < figures->norm)
    return OTK_LOOK_WARNING;
  return OTK_LOOK_CALM;
}

static void
count (OtkDossier *dossier, OtkLimit kind, OtkTime from, OtkTime now, OtkSlaFigures *figures)
{
  OtkTime remind_at = otk_record_time (dossier->request, fields[kind].remind_at);
  OtkSlaClock clock = { .calendar = dossier->calendar,
                        .start = from,
                        .norm_s = figures->norm / OTK_SECOND,
                        .stop = OTK_TIME_NONE };
  OtkSlaReading reading;

  /* Waiting stops the resolution alone (product.md §2.3 R-T5). */
  if (kind == OTK_LIMIT_RESOLUTION)
    {
      clock.pauses = (const OtkPause *) dossier->pauses->data;
      clock.n_pauses = dossier->pauses->len;
    }
  otk_sla_read (&clock, now, &reading);
  if (reading.state == OTK_SLA_OFF)
    return;
  figures->spent = reading.spent;
  figures->left = reading.left;
  if (remind_at != OTK_TIME_NONE)
    figures->reminder =
        otk_calendar_elapsed (dossier->calendar, from, remind_at, clock.pauses, clock.n_pauses);
  figures->look = running_look (figures);
  if (reading.state == OTK_SLA_PAUSED)
    figures->look = OTK_LOOK_PAUSED;
  else if (reading.state == OTK_SLA_OUTSIDE)
    {
      figures->opens = reading.next_open;
      if (figures->look != OTK_LOOK_OVER)
        figures->look = OTK_LOOK_CLOSED;
    }
}

void
otk_sla_figures (OtkDossier *dossier, OtkLimit kind, OtkTime now, OtkSlaFigures *figures)
{
  const OtkRecord *request = dossier->request;
  const Fields *f = &fields[kind];
  OtkTime from = otk_record_time (request, f->from);

  *figures = (OtkSlaFigures){ .look = OTK_LOOK_NONE,
                              .norm = otk_record_int (request, f->norm) * OTK_SECOND,
                              .reminder = -1,
                              .due = otk_record_time (request, f->due),
                              .opens = OTK_TIME_NONE };

  if (has_ended (request, kind))
    {
      figures->spent = otk_record_int (request, f->spent) * OTK_SECOND;
      figures->left = figures->norm - figures->spent;
      if (!otk_record_is_null (request, f->norm))
        figures->look = otk_record_int (request, f->overdue) || figures->left < 0 ? OTK_LOOK_MISSED
                                                                                  : OTK_LOOK_MET;
      return;
    }
  if (otk_record_is_null (request, f->norm) || from == OTK_TIME_NONE || !dossier->calendar)
    return;
  count (dossier, kind, from, now, figures);
}

/* "at 09:00" today, with the date on another day. */
static char *
opening_text (OtkTime opens, OtkTime now)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (opens / OTK_SECOND);
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now / OTK_SECOND);
  /* Translators: "%d %b" with the time, see strftime(3). */
  const char *format = g_date_time_get_day_of_year (at) == g_date_time_get_day_of_year (today)
                               && opens - now < OTK_DAY
                           ? "%H:%M"
                           : _ ("%d.%m, %H:%M");
  g_autofree char *when = g_date_time_format (at, format);

  /* Translators: outside service hours: when the countdown goes on, "the clock runs from 09:00". */
  return g_strdup_printf (_ ("the clock runs from %s"), when);
}

char *
otk_sla_text (const OtkSlaFigures *figures, OtkTime now, OtkTime *next)
{
  g_autofree char *time = NULL;
  OtkTime ignored;

  next = next ? next : &ignored;
  *next = OTK_TIME_NONE;
  switch (figures->look)
    {
    case OTK_LOOK_NONE:
      return g_strdup (figures->norm > 0 ? _ ("not counting now") : _ ("no norm"));
    case OTK_LOOK_MET:
      time = otk_format_duration (figures->spent / OTK_SECOND);
      return g_strdup_printf (_ ("in time, %s"), time);
    case OTK_LOOK_MISSED:
      time = otk_format_duration (-figures->left / OTK_SECOND);
      return g_strdup_printf (_ ("overdue by %s"), time);
    case OTK_LOOK_PAUSED:
      if (figures->left < 0)
        {
          time = otk_format_duration (-figures->left / OTK_SECOND);
          return g_strdup_printf (_ ("paused, overdue by %s"), time);
        }
      time = otk_format_duration (figures->left / OTK_SECOND);
      return g_strdup_printf (_ ("paused, %s left"), time);
    case OTK_LOOK_CLOSED:
      *next = figures->opens;
      if (figures->opens == OTK_TIME_NONE)
        return g_strdup (_ ("the schedule has no more hours"));
      return opening_text (figures->opens, now);
    default:
      *next = figures->opens != OTK_TIME_NONE ? figures->opens
                                              : now + otk_format_left_next (figures->left);
      return otk_format_left (figures->left);
    }
}

const char *
otk_sla_label (OtkLimit kind)
{
  switch (kind)
    {
    case OTK_LIMIT_REACTION:
      return _ ("Reaction time");
    case OTK_LIMIT_RESOLUTION:
      return _ ("Resolution time");
    default:
      return _ ("Answer time");
    }
}

const char *
otk_sla_class (OtkLook look)
{
  static const char *const classes[] = { "none",   "calm", "warning", "danger", "over",
                                         "paused", "off",  "met",     "missed" };

  return classes[look];
}
