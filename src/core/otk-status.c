/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-status.h"

#include "otk-access.h"
#include "otk-answer.h"
#include "otk-error.h"
#include "otk-master.h"
#include "otk-route.h"
#include "otk-setting.h"
#include "otk-sla.h"

/* Names of the columns and stages where they differ from those of the statuses. */
static const char *const stages[] = {
  [OTK_STATUS_NEW] = N_ ("New requests"),
  [OTK_STATUS_CLASSIFICATION] = N_ ("Being classified"),
  [OTK_STATUS_ACCEPTED] = N_ ("Accepted requests"),
  [OTK_STATUS_IN_WORK] = N_ ("In work"),
  [OTK_STATUS_WAITING] = N_ ("Waiting"),
  [OTK_STATUS_DONE] = N_ ("Completed"),
  [OTK_STATUS_CLOSED] = N_ ("Closed requests"),
};

/* Frozen as it is on arrival: a later edit of the setting does not touch who waits already. */
static void
await_classification (OtkPlan *plan, OtkRecord *request)
{
  gint64 minutes = otk_setting_int (otk_plan_state (plan), OTK_KEY_CLASSIFICATION_NORM);

  if (minutes > 0)
    otk_record_set_time (request, OTK_REQUEST_CLASSIFY_DUE, plan->now + minutes * OTK_MINUTE);
}

static void
accept (OtkPlan *plan, OtkRecord *request)
{
  if (!otk_record_is_null (request, OTK_REQUEST_ACCEPTED_AT))
    return;
  otk_record_set_time (request, OTK_REQUEST_ACCEPTED_AT, plan->now);
  otk_sla_freeze (plan, request);
  otk_answer_freeze (plan, request);
  if (otk_record_is_null (request, OTK_REQUEST_RESPONSIBLE))
    otk_status_assign (plan, request);
  otk_plan_notice (plan, otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE), OTK_NOTICE_ASSIGNED,
                   request, NULL);
}

static void
fix_reaction (OtkPlan *plan, OtkRecord *request)
{
  OtkTime accepted = otk_record_time (request, OTK_REQUEST_ACCEPTED_AT);

  if (accepted != OTK_TIME_NONE && otk_record_is_null (request, OTK_REQUEST_REACTION_SPENT))
    otk_record_set_int (request, OTK_REQUEST_REACTION_SPENT,
                        otk_sla_spent (plan, request, accepted, FALSE));
}

static void
start (OtkPlan *plan, OtkRecord *request)
{
  accept (plan, request);
  if (!otk_record_is_null (request, OTK_REQUEST_STARTED_AT))
    return;
  otk_record_set_time (request, OTK_REQUEST_STARTED_AT, plan->now);
  fix_reaction (plan, request);
  if (otk_record_is_null (request, OTK_REQUEST_RESOLUTION_FROM)
      && !otk_record_is_null (request, OTK_REQUEST_SLA))
    otk_record_set_time (request, OTK_REQUEST_RESOLUTION_FROM, plan->now);
}

static void
wait (OtkPlan *plan, OtkRecord *request)
{
  accept (plan, request);
  otk_record_set_time (request, OTK_REQUEST_PENDING_SINCE, plan->now);
  otk_status_pause (plan, request, OTK_PAUSE_WAITING,
                    otk_record_text (request, OTK_REQUEST_PENDING_REASON));
}

static void
stop_waiting (OtkPlan *plan, OtkRecord *request)
{
  otk_status_unpause (plan, request, OTK_PAUSE_WAITING);
  otk_record_clear (request, OTK_REQUEST_PENDING_SINCE);
  otk_record_clear (request, OTK_REQUEST_PENDING_REASON);
  otk_record_clear (request, OTK_REQUEST_PENDING_PLANNED);
  otk_record_clear (request, OTK_REQUEST_PENDING_UNTIL);
}

/* The resolution is fixed against the deadline as it stood. */
static void
finish (OtkPlan *plan, OtkRecord *request)
{
  OtkTime from = otk_record_time (request, OTK_REQUEST_RESOLUTION_FROM);

  if (!otk_record_is_null (request, OTK_REQUEST_DONE_AT))
    return;
  otk_record_set_time (request, OTK_REQUEST_DONE_AT, plan->now);
  fix_reaction (plan, request);
  if (from == OTK_TIME_NONE)
    from = otk_record_time (request, OTK_REQUEST_ACCEPTED_AT);
  otk_sla_refresh (plan, request);
  if (from != OTK_TIME_NONE)
    otk_record_set_int (request, OTK_REQUEST_RESOLUTION_SPENT,
                        otk_sla_spent (plan, request, from, TRUE));
  otk_status_pause (plan, request, OTK_PAUSE_CLOSED, NULL);
}

static void
ask_feedback (OtkPlan *plan, OtkRecord *request)
{
  gint64 minutes = otk_setting_int (otk_plan_state (plan), OTK_KEY_FEEDBACK_WAIT);

  if (otk_setting_is (otk_plan_state (plan), OTK_KEY_FEEDBACK_LINK, ""))
    return;
  otk_record_set_time (request, OTK_REQUEST_FEEDBACK_UNTIL, plan->now + minutes * OTK_MINUTE);
}

static void
close_request (OtkPlan *plan, OtkRecord *request)
{
  finish (plan, request);
  otk_record_set_time (request, OTK_REQUEST_CLOSED_AT, plan->now);
  otk_record_clear (request, OTK_REQUEST_FEEDBACK_UNTIL);
  otk_record_clear (request, OTK_REQUEST_AUTO_CLOSE_AT);
  otk_answer_stopped (request);
}

/* T13, T19: what was measured goes on from where it stopped. */
static void
bring_back (OtkPlan *plan, OtkRecord *request)
{
  otk_status_unpause (plan, request, OTK_PAUSE_CLOSED);
  otk_record_clear (request, OTK_REQUEST_DONE_AT);
  otk_record_clear (request, OTK_REQUEST_CLOSED_AT);
  otk_record_clear (request, OTK_REQUEST_RESOLUTION_SPENT);
  otk_record_clear (request, OTK_REQUEST_AUTO_CLOSED);
  otk_record_clear (request, OTK_REQUEST_AUTO_CLOSE_AT);
  otk_record_clear (request, OTK_REQUEST_FEEDBACK_UNTIL);
  otk_record_set_int (request, OTK_REQUEST_RETURNS,
                      otk_record_int (request, OTK_REQUEST_RETURNS) + 1);
  otk_answer_restarted (plan, request);
  otk_plan_notice (plan, otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE), OTK_NOTICE_RETURNED,
                   request, NULL);
}

static gboolean
is_next (OtkState *state, OtkStatus from, OtkStatus to)
{
  g_autofree char *key =
      g_strconcat (OTK_KEY_STATUS_NEXT, otk_choice_by_value (otk_status_choices, from)->name, NULL);
  g_autofree char *next = otk_setting_text (state, key);
  g_auto (GStrv) names = g_strsplit (next, " ", -1);

  if (g_str_equal (next, "any"))
    return TRUE;
  if (g_str_equal (next, "next"))
    return to == from + 1;
  return g_strv_contains ((const char *const *) names,
                          otk_choice_by_value (otk_status_choices, to)->name);
}

OtkStatusSet
otk_status_set (OtkState *state)
{
  return otk_setting_is (state, OTK_KEY_STATUS_SET, "6") ? OTK_STATUS_SET_SIX
                                                         : OTK_STATUS_SET_SEVEN;
}

const char *
otk_status_set_label (OtkStatus status, OtkStatusSet set)
{
  const OtkChoice *choice = otk_choice_by_value (otk_status_choices, status);

  if (set == OTK_STATUS_SET_SIX && otk_status_is_finished (status))
    return N_ ("Resolved");
  return choice != NULL ? choice->label : "";
}

const char *
otk_status_stage (OtkStatus status, OtkStatusSet set)
{
  if (status < OTK_STATUS_NEW || status > OTK_STATUS_CLOSED)
    return NULL;
  if (set == OTK_STATUS_SET_SIX && otk_status_is_finished (status))
    return status == OTK_STATUS_DONE ? N_ ("Resolved") : NULL;
  return stages[status];
}

gboolean
otk_status_is_finished (gint64 status)
{
  return status == OTK_STATUS_DONE || status == OTK_STATUS_CLOSED;
}

void
otk_status_enter (OtkPlan *plan, OtkRecord *request, OtkStatus to)
{
  OtkStatus from = (OtkStatus) otk_record_int (request, OTK_REQUEST_STATUS);

  if (from == to)
    return;
  otk_sla_settle (plan, request);
  if (from == OTK_STATUS_WAITING)
    stop_waiting (plan, request);
  otk_record_set_int (request, OTK_REQUEST_STATUS, to);
  otk_record_set_time (request, OTK_REQUEST_STATUS_SINCE, plan->now);
  otk_record_clear (request, OTK_REQUEST_CLASSIFY_DUE);
  if (otk_status_is_finished (from) && !otk_status_is_finished (to))
    bring_back (plan, request);
  if (to == OTK_STATUS_CLASSIFICATION)
    await_classification (plan, request);
  else if (to == OTK_STATUS_ACCEPTED)
    accept (plan, request);
  else if (to == OTK_STATUS_IN_WORK)
    start (plan, request);
  else if (to == OTK_STATUS_WAITING)
    wait (plan, request);
  else if (to == OTK_STATUS_DONE)
    {
      finish (plan, request);
      otk_record_clear (request, OTK_REQUEST_CLOSED_AT);
      ask_feedback (plan, request);
    }
  else if (to == OTK_STATUS_CLOSED)
    close_request (plan, request);
  otk_sla_refresh (plan, request);
  if (otk_status_is_finished (to))
    otk_master_finish_children (plan, request, to);
}

void
otk_status_assign (OtkPlan *plan, OtkRecord *request)
{
  OtkId chosen;

  /* Only the server knows who has how much to do (sync.md §4.3). */
  if (otk_plan_state (plan)->provisional)
    return;
  if (!otk_route_choose (otk_plan_state (plan), request, &chosen))
    {
      plan->note = N_ ("There is nobody to assign the request to: it waits under «Unassigned»");
      return;
    }
  otk_record_set_id (request, OTK_REQUEST_RESPONSIBLE, &chosen);
  otk_record_set_time (request, OTK_REQUEST_ASSIGNED_AT, plan->now);
}

void
otk_status_hand_over (OtkRecord *request, const OtkId *employee)
{
  if (otk_record_refers (request, OTK_REQUEST_RESPONSIBLE, employee))
    return;
  otk_record_set_id (request, OTK_REQUEST_RESPONSIBLE, employee);
  otk_record_clear (request, OTK_REQUEST_ASSIGNED_AT);
}

void
otk_status_pause (OtkPlan *plan, const OtkRecord *request, OtkPauseKind kind, const char *reason)
{
  OtkRecord *pause = otk_plan_make_part (plan, OTK_ENTITY_PAUSE);

  otk_record_set_id (pause, OTK_PAUSE_REQUEST, otk_record_id (request));
  otk_record_set_time (pause, OTK_PAUSE_FROM, plan->now);
  otk_record_set_int (pause, OTK_PAUSE_KIND, kind);
  otk_record_set_text (pause, OTK_PAUSE_REASON, reason);
}

void
otk_status_unpause (OtkPlan *plan, const OtkRecord *request, OtkPauseKind kind)
{
  OtkValue id = otk_value_id (otk_record_id (request));
  g_autoptr (GPtrArray) pauses =
      otk_state_list (otk_plan_state (plan), OTK_ENTITY_PAUSE, OTK_PAUSE_REQUEST, &id);

  for (guint i = 0; i < pauses->len; i++)
    {
      const OtkRecord *pause = g_ptr_array_index (pauses, i);

      if (otk_record_int (pause, OTK_PAUSE_KIND) == kind
          && otk_record_is_null (pause, OTK_PAUSE_TO))
        otk_record_set_time (otk_plan_edit (plan, OTK_ENTITY_PAUSE, otk_record_id (pause)),
                             OTK_PAUSE_TO, plan->now);
    }
}

gboolean
otk_status_allowed (OtkState *state, const OtkRecord *request, OtkStatus status,
                    const OtkRecord *actor, GError **error)
{
  OtkStatus from = (OtkStatus) otk_record_int (request, OTK_REQUEST_STATUS);

  if (!otk_command_allowed (state, OTK_COMMAND_SET_STATUS, request, actor, error))
    return FALSE;
  if (status == OTK_STATUS_NEW || otk_choice_by_value (otk_status_choices, status) == NULL)
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("No request can be put into this status"),
                       NULL);
  if (status == from || !is_next (state, from, status))
    return otk_refuse (error, OTK_ERROR_WRONG_STATUS,
                       N_ ("From this status the request cannot go to «%s»"),
                       _ (otk_status_set_label (status, otk_status_set (state))));
  return TRUE;
}
