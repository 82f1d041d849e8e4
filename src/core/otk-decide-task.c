/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-decide-private.h"

#include "otk-access.h"
#include "otk-route.h"

static OtkRecord *
find_task (OtkPlan *plan, GError **error)
{
  OtkRecord *task = otk_plan_edit (plan, OTK_ENTITY_TASK, &plan->command->root);

  if (task == NULL)
    otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("The task does not exist any more"), NULL);
  return task;
}

static gboolean
check_executor (OtkPlan *plan, const OtkRecord *task, GError **error)
{
  if (!otk_route_works (otk_plan_state (plan), otk_record_ref_id (task, OTK_TASK_EXECUTOR)))
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("The executor does not work here any more: choose another"), NULL);
  return TRUE;
}

static gboolean
check_share (OtkPlan *plan, const OtkRecord *task, GError **error)
{
  const OtkId *me = otk_plan_actor_id (plan);

  if (me == NULL || otk_record_int (plan->actor, OTK_EMPLOYEE_ROLE) >= OTK_ROLE_SUPERVISOR
      || otk_record_refers (task, OTK_TASK_EXECUTOR, me)
      || otk_record_refers (task, OTK_TASK_AUTHOR, me)
      || otk_ids_has (otk_record_text (task, OTK_TASK_PARTICIPANTS), me))
    return TRUE;
  return otk_refuse (error, OTK_ERROR_NOT_ALLOWED,
                     N_ ("Only its executor, participants and author may change the task"), NULL);
}

static OtkRecord *
find_request (OtkPlan *plan, const OtkRecord *task)
{
  return otk_state_find (otk_plan_state (plan), OTK_ENTITY_REQUEST,
                         otk_record_ref_id (task, OTK_TASK_REQUEST));
}

static void
tell_people (OtkPlan *plan, const OtkRecord *task)
{
  g_autoptr (OtkRecord) request = find_request (plan, task);
  g_autoptr (GArray) people = otk_ids_parse (otk_record_text (task, OTK_TASK_PARTICIPANTS));
  const char *subject = otk_record_text (task, OTK_TASK_SUBJECT);

  otk_plan_notice (plan, otk_record_ref_id (task, OTK_TASK_EXECUTOR), OTK_NOTICE_TASK, request,
                   subject);
  for (guint i = 0; i < people->len; i++)
    otk_plan_notice (plan, &g_array_index (people, OtkId, i), OTK_NOTICE_TASK, request, subject);
}

gboolean
otk_decide_task_add (OtkPlan *plan, OtkRecord *nothing, GError **error)
{
  const OtkId *id = &plan->command->root;
  const OtkId *request_id = otk_values_get_id (plan->command->args, "request");
  g_autoptr (OtkRecord) known = otk_state_find (otk_plan_state (plan), OTK_ENTITY_TASK, id);
  g_autoptr (OtkRecord) request =
      otk_state_find (otk_plan_state (plan), OTK_ENTITY_REQUEST, request_id);
  OtkRecord *task;

  if (known != NULL)
    return TRUE;
  if (request_id != NULL
      && (request == NULL
          || !otk_access_sees_request (otk_plan_state (plan), request, plan->actor)))
    return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("There is no such request"), NULL);
  task = otk_plan_make (plan, OTK_ENTITY_TASK, id);
  otk_record_set_id (task, OTK_TASK_REQUEST, request_id);
  otk_record_set_id (task, OTK_TASK_AUTHOR, otk_plan_actor_id (plan));
  otk_record_set_time (task, OTK_TASK_CREATED_AT, plan->now);
  otk_record_set_int (task, OTK_TASK_PRIORITY, OTK_PRIORITY_MEDIUM);
  if (!otk_take_fields (plan, task, TRUE, error) || !check_executor (plan, task, error))
    return FALSE;
  tell_people (plan, task);
  return TRUE;
}

gboolean
otk_decide_task_edit (OtkPlan *plan, OtkRecord *nothing, GError **error)
{
  OtkRecord *task = find_task (plan, error);
  g_autoptr (OtkRecord) before = NULL;
  g_autoptr (OtkRecord) request = NULL;

  if (task == NULL || !check_share (plan, task, error))
    return FALSE;
  before = otk_record_copy (task);
  if (!otk_take_fields (plan, task, TRUE, error))
    return FALSE;
  if (otk_value_equal (otk_record_get (before, OTK_TASK_EXECUTOR),
                       otk_record_get (task, OTK_TASK_EXECUTOR)))
    return TRUE;
  if (!check_executor (plan, task, error))
    return FALSE;
  request = find_request (plan, task);
  otk_plan_notice (plan, otk_record_ref_id (task, OTK_TASK_EXECUTOR), OTK_NOTICE_TASK, request,
                   otk_record_text (task, OTK_TASK_SUBJECT));
  return TRUE;
}

gboolean
otk_decide_task_done (OtkPlan *plan, OtkRecord *nothing, GError **error)
{
  OtkRecord *task = find_task (plan, error);

  if (task == NULL || !check_share (plan, task, error))
    return FALSE;
  if (otk_record_is_null (task, OTK_TASK_DONE_AT))
    otk_record_set_time (task, OTK_TASK_DONE_AT, plan->now);
  return TRUE;
}

gboolean
otk_decide_task_reopen (OtkPlan *plan, OtkRecord *nothing, GError **error)
{
  OtkRecord *task = find_task (plan, error);

  if (task == NULL || !check_share (plan, task, error))
    return FALSE;
  otk_record_clear (task, OTK_TASK_DONE_AT);
  return TRUE;
}
