/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-decide-private.h"

#include "otk-answer.h"
#include "otk-message.h"
#include "otk-sla.h"
#include "otk-status.h"
#include "otk-timer.h"

/* A timer that was moved or taken away meanwhile does nothing. */
static gboolean
still_stands (const OtkRecord *request, OtkTimerKind kind, OtkTime due)
{
  OtkTimer timers[OTK_MAX_TIMERS];
  guint n = otk_timers_of (request, timers);

  for (guint i = 0; i < n; i++)
    if (timers[i].kind == kind && timers[i].due == due)
      return TRUE;
  return FALSE;
}

static void
remind (OtkPlan *plan, OtkRecord *request, guint field, OtkNoticeKind notice)
{
  otk_record_clear (request, field);
  otk_plan_notice (plan, otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE), notice, request,
                   NULL);
}

static void
resume (OtkPlan *plan, OtkRecord *request)
{
  otk_status_enter (plan, request, OTK_STATUS_IN_WORK);
  otk_plan_notice (plan, otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE), OTK_NOTICE_RESUMED,
                   request, NULL);
}

static void
auto_close (OtkPlan *plan, OtkRecord *request)
{
  otk_status_enter (plan, request, OTK_STATUS_CLOSED);
  otk_record_set_flag (request, OTK_REQUEST_AUTO_CLOSED, TRUE);
  otk_message_system (plan, request, N_ ("The request was closed: the requester did not answer"),
                      NULL);
  otk_plan_notice (plan, otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE),
                   OTK_NOTICE_AUTO_CLOSED, request, NULL);
  otk_plan_notice_administrators (plan, OTK_NOTICE_AUTO_CLOSED, request, NULL);
}

/* Whoever was told of it at first, and those who keep order. */
static void
tell_unclassified (OtkPlan *plan, OtkRecord *request)
{
  const OtkId *person = otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE);

  otk_record_clear (request, OTK_REQUEST_CLASSIFY_DUE);
  if (person == NULL)
    person = otk_record_ref_id (request, OTK_REQUEST_CREATED_BY);
  otk_plan_notice (plan, person, OTK_NOTICE_CLASSIFICATION_LATE, request, NULL);
  otk_plan_notice_administrators (plan, OTK_NOTICE_CLASSIFICATION_LATE, request, NULL);
}

static void
fire (OtkPlan *plan, OtkRecord *request, OtkTimerKind kind)
{
  switch (kind)
    {
    case OTK_TIMER_REACTION_REMINDER:
      remind (plan, request, OTK_REQUEST_REACTION_REMIND_AT, OTK_NOTICE_REACTION_REMINDER);
      break;
    case OTK_TIMER_RESOLUTION_REMINDER:
      remind (plan, request, OTK_REQUEST_RESOLUTION_REMIND_AT, OTK_NOTICE_RESOLUTION_REMINDER);
      break;
    case OTK_TIMER_REACTION_BREACH:
      otk_sla_break (plan, request, FALSE);
      break;
    case OTK_TIMER_RESOLUTION_BREACH:
      otk_sla_break (plan, request, TRUE);
      break;
    case OTK_TIMER_RESUME:
      resume (plan, request);
      break;
    case OTK_TIMER_AUTO_CLOSE:
      auto_close (plan, request);
      break;
    case OTK_TIMER_FEEDBACK:
      otk_status_enter (plan, request, OTK_STATUS_CLOSED);
      break;
    case OTK_TIMER_ANSWER_REMINDER:
      otk_answer_remind (plan, request);
      break;
    case OTK_TIMER_ANSWER_OVERDUE:
      otk_answer_expire (plan, request);
      break;
    case OTK_TIMER_CLASSIFICATION:
      tell_unclassified (plan, request);
      break;
    case OTK_TIMER_NORM_CHECK: /* of an SLA */
      break;
    }
}

gboolean
otk_decide_timer (OtkPlan *plan, OtkRecord *request, GError **error)
{
  const OtkValues *args = plan->command->args;
  const OtkChoice *timer =
      otk_choice_by_name (otk_timer_choices, otk_values_get_text (args, "timer"));

  if (timer == NULL)
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("There is no such timer"), NULL);
  if (still_stands (request, (OtkTimerKind) timer->value,
                    otk_values_get_int (args, "due", OTK_TIME_NONE)))
    fire (plan, request, (OtkTimerKind) timer->value);
  return TRUE;
}
