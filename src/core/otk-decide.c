/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-decide-private.h"

#include "otk-access.h"
#include "otk-conflict.h"
#include "otk-setting.h"
#include "otk-status.h"

static const OtkDecider deciders[OTK_N_COMMANDS] = {
  [OTK_COMMAND_CREATE] = otk_decide_create,
  [OTK_COMMAND_EDIT] = otk_decide_edit,
  [OTK_COMMAND_CLASSIFY] = otk_decide_classify,
  [OTK_COMMAND_START] = otk_decide_start,
  [OTK_COMMAND_PAUSE] = otk_decide_pause,
  [OTK_COMMAND_RESUME] = otk_decide_resume,
  [OTK_COMMAND_COMPLETE] = otk_decide_complete,
  [OTK_COMMAND_CLOSE] = otk_decide_close,
  [OTK_COMMAND_REOPEN] = otk_decide_reopen,
  [OTK_COMMAND_SET_STATUS] = otk_decide_set_status,
  [OTK_COMMAND_SET_LEVEL] = otk_decide_set_level,
  [OTK_COMMAND_ASSIGN] = otk_decide_assign,
  [OTK_COMMAND_MERGE] = otk_decide_merge,
  [OTK_COMMAND_UNLINK] = otk_decide_unlink,
  [OTK_COMMAND_DELETE] = otk_decide_delete,
  [OTK_COMMAND_RESTORE] = otk_decide_restore,
  [OTK_COMMAND_PURGE] = otk_decide_purge,
  [OTK_COMMAND_RATE] = otk_decide_rate,
  [OTK_COMMAND_MESSAGE] = otk_decide_message,
  [OTK_COMMAND_ATTACH] = otk_decide_attach,
  [OTK_COMMAND_DETACH] = otk_decide_detach,
  [OTK_COMMAND_TASK_ADD] = otk_decide_task_add,
  [OTK_COMMAND_TASK_EDIT] = otk_decide_task_edit,
  [OTK_COMMAND_TASK_DONE] = otk_decide_task_done,
  [OTK_COMMAND_TASK_REOPEN] = otk_decide_task_reopen,
  [OTK_COMMAND_SAVE] = otk_decide_save,
  [OTK_COMMAND_REMOVE] = otk_decide_remove,
  [OTK_COMMAND_NOTICE_READ] = otk_decide_notice_read,
  [OTK_COMMAND_TIMER] = otk_decide_timer,
  [OTK_COMMAND_UNDO] = otk_decide_undo,
  [OTK_COMMAND_NORM_CHECK] = otk_decide_norm_check,
};

/* What the customer may do with a request of his own (product.md §1.16). */
static gboolean
is_for_customers (OtkCommandKind kind)
{
  return kind == OTK_COMMAND_CREATE || kind == OTK_COMMAND_EDIT || kind == OTK_COMMAND_MESSAGE
         || kind == OTK_COMMAND_ATTACH || kind == OTK_COMMAND_RATE || kind == OTK_COMMAND_CLOSE
         || kind == OTK_COMMAND_REOPEN || kind == OTK_COMMAND_NOTICE_READ;
}

static gboolean
check_actor (const OtkCommandInfo *info, const OtkRecord *actor, GError **error)
{
  if (actor == NULL)
    return TRUE;
  if (info->flags & OTK_COMMAND_AUTHORITY)
    return otk_refuse (error, OTK_ERROR_NOT_ALLOWED, N_ ("Only the program itself does this"),
                       NULL);
  if (otk_access_is_operator (actor))
    {
      if ((info->flags & OTK_COMMAND_ADMIN_ONLY) && !otk_access_is_administrator (actor))
        return otk_refuse (error, OTK_ERROR_NOT_ALLOWED, N_ ("Only an administrator may do this"),
                           NULL);
      return TRUE;
    }
  if (!otk_access_is_staff (actor) && is_for_customers (info->kind)
      && otk_record_int (actor, OTK_EMPLOYEE_ROLE) == OTK_ROLE_CUSTOMER
      && otk_record_int (actor, OTK_EMPLOYEE_ACTIVE))
    return TRUE;
  return otk_refuse (error, OTK_ERROR_NOT_ALLOWED,
                     N_ ("You have no right to do this: ask an administrator"), NULL);
}

static gboolean
is_linked (const OtkRecord *request)
{
  return otk_record_int (request, OTK_REQUEST_IS_MASTER)
         || !otk_record_is_null (request, OTK_REQUEST_MASTER);
}

static gboolean
check_status (OtkState *state, const OtkCommandInfo *info, const OtkRecord *request, GError **error)
{
  gint64 status = otk_record_int (request, OTK_REQUEST_STATUS);
  gboolean deleted = !otk_record_is_null (request, OTK_REQUEST_DELETED_AT);
  gboolean for_deleted = info->kind == OTK_COMMAND_RESTORE || info->kind == OTK_COMMAND_PURGE;

  if (info->kind == OTK_COMMAND_NOTICE_READ)
    return TRUE;
  if (deleted && !for_deleted)
    return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("The request is deleted: restore it first"),
                       NULL);
  if (!deleted && for_deleted)
    return otk_refuse (error, OTK_ERROR_WRONG_STATUS, N_ ("The request is not deleted"), NULL);
  if (info->kind == OTK_COMMAND_UNLINK && !is_linked (request))
    return otk_refuse (error, OTK_ERROR_WRONG_STATUS, N_ ("The request is not joined with others"),
                       NULL);
  if (info->statuses != 0 && (info->statuses & (1u << status)) == 0)
    return otk_refuse (error, OTK_ERROR_WRONG_STATUS,
                       N_ ("This cannot be done with a request in the status «%s»"),
                       _ (otk_status_set_label ((OtkStatus) status, otk_status_set (state))));
  return TRUE;
}

static gboolean
check_request (OtkState *state, const OtkCommandInfo *info, const OtkRecord *request,
               const OtkRecord *actor, GError **error)
{
  if (!otk_access_sees_request (state, request, actor))
    return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("There is no such request"), NULL);
  if (!check_status (state, info, request, error))
    return FALSE;
  if (actor != NULL && (info->flags & OTK_COMMAND_RESPONSIBLE_ONLY)
      && !otk_record_refers (request, OTK_REQUEST_RESPONSIBLE, otk_record_id (actor)))
    return otk_refuse (error, OTK_ERROR_NOT_ALLOWED,
                       N_ ("Only the responsible may do this: take the request over first"), NULL);
  return TRUE;
}

/* A wish that came true already, perhaps by another's hand, is no mistake (sync.md §4.3). */
static gboolean
is_done_already (const OtkPlan *plan, const OtkRecord *request)
{
  gint64 status = otk_record_int (request, OTK_REQUEST_STATUS);
  gboolean deleted = !otk_record_is_null (request, OTK_REQUEST_DELETED_AT);

  switch (plan->command->kind)
    {
    case OTK_COMMAND_START:
      return !deleted && status == OTK_STATUS_IN_WORK
             && otk_record_refers (request, OTK_REQUEST_RESPONSIBLE, otk_plan_actor_id (plan));
    case OTK_COMMAND_RESUME:
      return !deleted && status == OTK_STATUS_IN_WORK;
    case OTK_COMMAND_COMPLETE:
      return !deleted && otk_status_is_finished (status);
    case OTK_COMMAND_CLOSE:
      return !deleted && status == OTK_STATUS_CLOSED;
    case OTK_COMMAND_DELETE:
      return deleted;
    case OTK_COMMAND_RESTORE:
      return !deleted;
    case OTK_COMMAND_UNLINK:
      return !deleted && !is_linked (request);
    default:
      return FALSE;
    }
}

static gboolean
decide (OtkPlan *plan, const OtkCommandInfo *info, GError **error)
{
  const OtkCommand *command = plan->command;
  OtkRecord *request = NULL;

  if (!otk_id_is_none (&command->actor) && plan->actor == NULL)
    return otk_refuse (error, OTK_ERROR_NOT_ALLOWED,
                       N_ ("You are not among the employees: ask an administrator"), NULL);
  if (info->flags & OTK_COMMAND_ON_REQUEST)
    {
      request = otk_plan_edit (plan, OTK_ENTITY_REQUEST, &command->root);
      if (request == NULL && command->base != NULL)
        return otk_conflict_settle (plan, NULL, error) == OTK_CONFLICT_SETTLED;
      if (request == NULL)
        return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("There is no such request"), NULL);
      /* A clock that jumped back makes nothing happen before what happened (sync.md §3.14, 8). */
      plan->now = MAX (plan->now, otk_record_time (request, OTK_REQUEST_STATUS_SINCE));
    }
  if (request != NULL && check_actor (info, plan->actor, NULL)
      && otk_access_sees_request (otk_plan_state (plan), request, plan->actor))
    {
      OtkConflict conflict =
          command->base != NULL ? otk_conflict_settle (plan, request, error) : OTK_CONFLICT_NONE;
      if (conflict != OTK_CONFLICT_NONE)
        return conflict == OTK_CONFLICT_SETTLED;
      if (is_done_already (plan, request))
        return TRUE;
    }
  if (!otk_command_allowed (otk_plan_state (plan), command->kind, request, plan->actor, error))
    return FALSE;
  return deciders[command->kind](plan, request, error);
}

gboolean
otk_command_allowed (OtkState *state, OtkCommandKind kind, const OtkRecord *request,
                     const OtkRecord *actor, GError **error)
{
  const OtkCommandInfo *info = otk_command_info (kind);

  if (!check_actor (info, actor, error))
    return FALSE;
  if (kind == OTK_COMMAND_SET_STATUS && actor != NULL
      && otk_setting_is (state, OTK_KEY_STATUS_MANUAL, "0"))
    return otk_refuse (error, OTK_ERROR_NOT_ALLOWED,
                       N_ ("Changing the status by hand is switched off in the settings"), NULL);
  return (info->flags & OTK_COMMAND_ON_REQUEST) == 0 || request == NULL
         || check_request (state, info, request, actor, error);
}

OtkDecision *
otk_decide (OtkState *state, const OtkCommand *command, GError **error)
{
  g_autoptr (OtkPlan) plan = otk_plan_new (state, command);
  const OtkCommandInfo *info = otk_command_info (command->kind);

  if (info == NULL || deciders[command->kind] == NULL)
    {
      otk_refuse (error, OTK_ERROR_PROTOCOL,
                  N_ ("This program does not know the command: update it"), NULL);
      return NULL;
    }
  return decide (plan, info, error) ? otk_plan_finish (plan) : NULL;
}

void
otk_decision_free (OtkDecision *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->facts);
  g_clear_error (&self->refusal);
  g_free (self);
}
