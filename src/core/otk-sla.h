/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-plan.h"

#include "otk-calendar.h"

G_BEGIN_DECLS

/* Why a norm was chosen: the criteria it matched, as a bit mask that is also its weight
 * (product.md §2.2). */
typedef enum
{
  OTK_NORM_BY_PRIORITY = 1,
  OTK_NORM_BY_TYPE = 2,
  OTK_NORM_BY_CATEGORY = 4,
  OTK_NORM_BY_COMPANY = 8,
} OtkNormMatch;

/** OtkScheduleSource: Whose schedule applies. */
typedef enum
{
  OTK_SCHEDULE_ROUND_THE_CLOCK = 1, /* none is set anywhere */
  OTK_SCHEDULE_OF_COMPANY,
  OTK_SCHEDULE_OF_CATEGORY,
  OTK_SCHEDULE_OF_SLA,
  OTK_SCHEDULE_MISSING, /* the SLA names one that is gone: the norm is not applied */
} OtkScheduleSource;

/**
 * OtkSlaChoice:
 * @match: OtkNormMatch of the norm; 0 for the SLA's own figures
 * @reaction: seconds; -1 where there is no such norm
 * @resolution: seconds; -1 where there is no such norm
 *
 * What the rules choose for a request (product.md §2.2).
 */
typedef struct
{
  OtkRecord *sla;      /* (nullable) */
  OtkRecord *norm;     /* (nullable) */
  OtkRecord *schedule; /* (nullable) */
  OtkScheduleSource source;
  guint match;
  gint64 reaction;
  gint64 resolution;
} OtkSlaChoice;

/** otk_sla_choose: What would apply to @request as it is. Free with otk_sla_choice_clear(). */
void otk_sla_choose (OtkState *state, const OtkRecord *request, OtkSlaChoice *choice);
void otk_sla_choice_clear (OtkSlaChoice *choice);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OtkSlaChoice, otk_sla_choice_clear)

/** otk_sla_category: Returns: (transfer full) (nullable): the client category of @request. */
OtkRecord *otk_sla_category (OtkState *state, const OtkRecord *request);

/** otk_sla_calendar: Returns: (transfer full) (nullable): the hours frozen in @request. */
OtkCalendar *otk_sla_calendar (OtkState *state, const OtkRecord *request);

/**
 * otk_sla_pauses:
 * @resolution: FALSE for what the reaction timer leaves out
 *
 * Returns: (transfer full) (element-type OtkPause)
 */
GArray *otk_sla_pauses (OtkState *state, const OtkRecord *request, gboolean resolution);

/** otk_sla_freeze: Chooses for @request and writes the choice into it (§2.2 rule 5), then refreshes
 * its deadlines. Tells the administrators where a norm cannot be applied. */
void otk_sla_freeze (OtkPlan *plan, OtkRecord *request);

/** otk_sla_refresh: Computes the deadlines, what is left and the reminders of @request anew from
 * what is frozen in it and its pauses (§2.3). */
void otk_sla_refresh (OtkPlan *plan, OtkRecord *request);

/** otk_sla_spent: Returns: seconds of service time from @from until now; 0 without a calendar. */
gint64 otk_sla_spent (OtkPlan *plan, const OtkRecord *request, OtkTime from, gboolean resolution);

/** otk_sla_break: The norm has run out: marks @request for ever and does what its SLA says
 * (R-T8). */
void otk_sla_break (OtkPlan *plan, OtkRecord *request, gboolean resolution);

/** otk_sla_settle: Breaks what ran out before now and no timer has told of yet. */
void otk_sla_settle (OtkPlan *plan, OtkRecord *request);

/** otk_calendar_ensure: Returns: the id of the immutable record that holds @calendar's text, made
 * where missing. */
OtkId otk_calendar_ensure (OtkPlan *plan, const OtkCalendar *calendar);

G_END_DECLS
