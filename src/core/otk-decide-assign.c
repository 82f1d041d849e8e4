/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-decide-private.h"

#include "otk-message.h"
#include "otk-route.h"
#include "otk-status.h"

#define COMMENT_MAX 4000

static gboolean
put_comment (OtkPlan *plan, OtkRecord *request, GError **error)
{
  g_autofree char *comment = NULL;

  if (!otk_arg_text (plan, "comment", COMMENT_MAX, TRUE, &comment, error))
    return FALSE;
  otk_message_comment (plan, request, comment);
  return TRUE;
}

static void
tell (OtkPlan *plan, const OtkRecord *request, const OtkId *before)
{
  if (!otk_record_refers (request, OTK_REQUEST_RESPONSIBLE, before))
    otk_plan_notice (plan, otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE),
                     OTK_NOTICE_ASSIGNED, request, NULL);
}

/* The level's least loaded operator; where it has none, its default responsible (R-R8). */
static void
assign_by_level (OtkPlan *plan, OtkRecord *request, const OtkRecord *level)
{
  g_autoptr (GArray) candidates = otk_route_of_level (otk_plan_state (plan), level, request);
  const OtkId *fallback = otk_record_ref_id (level, OTK_LEVEL_RESPONSIBLE);

  if (candidates->len > 0)
    {
      otk_record_set_id (request, OTK_REQUEST_RESPONSIBLE,
                         &g_array_index (candidates, OtkCandidate, 0).employee);
      otk_record_set_time (request, OTK_REQUEST_ASSIGNED_AT, plan->now);
    }
  else if (fallback != NULL && otk_route_works (otk_plan_state (plan), fallback))
    otk_status_hand_over (request, fallback);
  else
    plan->note = N_ ("The level has no operators: the responsible stays");
}

gboolean
otk_decide_set_level (OtkPlan *plan, OtkRecord *request, GError **error)
{
  const OtkValues *args = plan->command->args;
  const OtkId *level_id = otk_values_get_id (args, "level");
  const OtkId *holder = otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE);
  const OtkId before = holder != NULL ? *holder : OTK_ID_NONE;
  g_autoptr (OtkRecord) level = otk_state_find (otk_plan_state (plan), OTK_ENTITY_LEVEL, level_id);

  if (!otk_values_has (args, "level"))
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("A support level has to be chosen"), NULL);
  if (level_id != NULL && level == NULL)
    return otk_refuse (error, OTK_ERROR_NOT_FOUND,
                       N_ ("The support level does not exist any more: choose another"), NULL);
  if (!put_comment (plan, request, error))
    return FALSE;
  otk_record_set_id (request, OTK_REQUEST_LEVEL, level_id);
  if (level != NULL && !otk_values_get_int (args, "keep_responsible", 0)
      && !otk_plan_state (plan)->provisional)
    assign_by_level (plan, request, level);
  tell (plan, request, otk_id_is_none (&before) ? NULL : &before);
  return TRUE;
}

gboolean
otk_decide_assign (OtkPlan *plan, OtkRecord *request, GError **error)
{
  const OtkId *wanted = otk_values_get_id (plan->command->args, "responsible");
  const OtkId *holder = otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE);
  const OtkId before = holder != NULL ? *holder : OTK_ID_NONE;

  if (wanted != NULL && !otk_route_works (otk_plan_state (plan), wanted))
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("This employee does not handle requests: choose another"), NULL);
  if (!put_comment (plan, request, error))
    return FALSE;
  if (wanted != NULL)
    otk_status_hand_over (request, wanted);
  else
    otk_status_assign (plan, request);
  tell (plan, request, otk_id_is_none (&before) ? NULL : &before);
  return TRUE;
}
