/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-decide-private.h"

#include "otk-conflict.h"
#include "otk-message.h"
#include "otk-setting.h"
#include "otk-status.h"

#define REASON_MAX 4000
#define SOLUTION_MAX 200000

/* Nobody means to wait longer than ten years. */
#define WAIT_MAX (3650 * OTK_DAY)

static gboolean
check_pause (OtkPlan *plan, const char *reason, OtkTime until, GError **error)
{
  if (reason == NULL)
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("Give the reason for the pause"), NULL);
  if (until != OTK_TIME_NONE && (until <= plan->now || until - plan->now > WAIT_MAX))
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("The waiting has to end later than now, within ten years"), NULL);
  return TRUE;
}

/* The administrator may have decided for everybody (K11). */
static gboolean
tells_customer (OtkPlan *plan)
{
  OtkState *state = otk_plan_state (plan);

  if (otk_setting_is (state, OTK_KEY_PAUSE_TELL, "always"))
    return TRUE;
  return !otk_setting_is (state, OTK_KEY_PAUSE_TELL, "never")
         && otk_values_get_int (plan->command->args, "tell_customer", 0) != 0;
}

static void
tell_customer (OtkPlan *plan, OtkRecord *request, const char *reason)
{
  OtkRecord *message = otk_message_make (plan, request, OTK_MESSAGE_PUBLIC, reason);

  otk_record_set_flag (message, OTK_MESSAGE_SUPPORT, TRUE);
  otk_record_set_flag (message, OTK_MESSAGE_KEEP_INDICATOR, TRUE);
  otk_record_set_id (message, OTK_MESSAGE_EMPLOYEE, otk_plan_actor_id (plan));
  otk_record_take (message, OTK_MESSAGE_CHANNEL,
                   otk_value_copy (otk_record_get (request, OTK_REQUEST_CHANNEL)));
  otk_record_set_int (request, OTK_REQUEST_MESSAGES,
                      otk_record_int (request, OTK_REQUEST_MESSAGES) + 1);
  otk_record_set_time (request, OTK_REQUEST_LAST_MESSAGE_AT, plan->now);
}

static void
write_solution (OtkPlan *plan, OtkRecord *request, const char *solution)
{
  const OtkField *field = &otk_entity (OTK_ENTITY_REQUEST)->fields[OTK_REQUEST_SOLUTION];
  const OtkValue *seen = otk_conflict_seen (plan, field);
  const OtkValue *now = otk_record_get (request, OTK_REQUEST_SOLUTION);
  g_auto (OtkValue) given = otk_value_text (solution);

  if (seen == NULL || otk_value_equal (seen, now) || otk_value_equal (&given, now))
    otk_record_set_text (request, OTK_REQUEST_SOLUTION, solution);
  else if (!otk_value_equal (seen, &given))
    otk_conflict_field (plan, request, OTK_REQUEST_SOLUTION, &given);
}

/* Finishes the work. Where the customer had written and its author could not know, it goes on at
 * once (sync.md §4.3). */
static void
finish (OtkPlan *plan, OtkRecord *request, OtkStatus status)
{
  gboolean unread = otk_conflict_unread (plan, request);

  otk_status_enter (plan, request, status);
  if (unread)
    otk_conflict_reopen (plan, request);
}

static gboolean
put_solution (OtkPlan *plan, OtkRecord *request, GError **error)
{
  const OtkId *article = otk_values_get_id (plan->command->args, "article");
  g_autoptr (OtkRecord) known = otk_state_find (otk_plan_state (plan), OTK_ENTITY_ARTICLE, article);
  g_autofree char *solution = NULL;

  if (!otk_arg_text (plan, "solution", SOLUTION_MAX, TRUE, &solution, error))
    return FALSE;
  if (article != NULL && known == NULL)
    return otk_refuse (error, OTK_ERROR_NOT_FOUND,
                       N_ ("The article does not exist any more: choose another"), NULL);
  if (solution != NULL)
    write_solution (plan, request, solution);
  if (article != NULL)
    otk_record_set_id (request, OTK_REQUEST_ARTICLE, article);
  return TRUE;
}

static gboolean
put_comment (OtkPlan *plan, OtkRecord *request, GError **error)
{
  g_autofree char *comment = NULL;

  if (!otk_arg_text (plan, "comment", REASON_MAX, TRUE, &comment, error))
    return FALSE;
  otk_message_comment (plan, request, comment);
  return TRUE;
}

/* By number, or by name as files and the command line give it. */
static gint64
wanted_status (const OtkPlan *plan)
{
  const OtkChoice *choice =
      otk_choice_by_name (otk_status_choices, otk_values_get_text (plan->command->args, "status"));

  return choice != NULL ? choice->value : otk_values_get_int (plan->command->args, "status", 0);
}

gboolean
otk_decide_start (OtkPlan *plan, OtkRecord *request, GError **error)
{
  if (!put_comment (plan, request, error))
    return FALSE;
  /* Who starts the work answers for it (T6, K14). */
  if (plan->actor != NULL)
    otk_status_hand_over (request, otk_plan_actor_id (plan));
  otk_status_enter (plan, request, OTK_STATUS_IN_WORK);
  return TRUE;
}

gboolean
otk_decide_pause (OtkPlan *plan, OtkRecord *request, GError **error)
{
  const OtkValues *args = plan->command->args;
  gint64 planned = otk_values_get_int (args, "planned", 0);
  OtkTime until = otk_values_get_int (args, "until", OTK_TIME_NONE);
  g_autofree char *reason = NULL;

  if (planned < 0 || planned > WAIT_MAX / OTK_SECOND)
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("The waiting has to end later than now, within ten years"), NULL);
  if (until == OTK_TIME_NONE && planned > 0)
    until = plan->now + planned * OTK_SECOND;
  if (!otk_arg_text (plan, "reason", REASON_MAX, TRUE, &reason, error)
      || !check_pause (plan, reason, until, error))
    return FALSE;
  otk_record_set_text (request, OTK_REQUEST_PENDING_REASON, reason);
  otk_record_set_time (request, OTK_REQUEST_PENDING_UNTIL, until);
  if (until != OTK_TIME_NONE)
    otk_record_set_int (request, OTK_REQUEST_PENDING_PLANNED, (until - plan->now) / OTK_SECOND);
  otk_status_enter (plan, request, OTK_STATUS_WAITING);
  if (tells_customer (plan))
    tell_customer (plan, request, reason);
  return TRUE;
}

gboolean
otk_decide_resume (OtkPlan *plan, OtkRecord *request, GError **error)
{
  otk_status_enter (plan, request, OTK_STATUS_IN_WORK);
  return TRUE;
}

gboolean
otk_decide_complete (OtkPlan *plan, OtkRecord *request, GError **error)
{
  if (!put_solution (plan, request, error))
    return FALSE;
  /* From В ожидании the work first goes on (R-S2). */
  if (otk_record_int (request, OTK_REQUEST_STATUS) == OTK_STATUS_WAITING)
    otk_status_enter (plan, request, OTK_STATUS_IN_WORK);
  finish (plan, request, OTK_STATUS_DONE);
  return TRUE;
}

gboolean
otk_decide_close (OtkPlan *plan, OtkRecord *request, GError **error)
{
  if (!put_solution (plan, request, error) || !put_comment (plan, request, error))
    return FALSE;
  finish (plan, request, OTK_STATUS_CLOSED);
  return TRUE;
}

gboolean
otk_decide_reopen (OtkPlan *plan, OtkRecord *request, GError **error)
{
  if (!put_comment (plan, request, error))
    return FALSE;
  otk_status_enter (plan, request, OTK_STATUS_IN_WORK);
  return TRUE;
}

gboolean
otk_decide_set_status (OtkPlan *plan, OtkRecord *request, GError **error)
{
  gint64 status = wanted_status (plan);

  if (status == otk_record_int (request, OTK_REQUEST_STATUS))
    return TRUE;
  if (!otk_status_allowed (otk_plan_state (plan), request, (OtkStatus) status, plan->actor, error)
      || !put_comment (plan, request, error))
    return FALSE;
  /* The arrow with the same end does what it does by its own button (T14, R-S7). */
  if (status == OTK_STATUS_WAITING)
    return otk_decide_pause (plan, request, error);
  if (status == OTK_STATUS_DONE)
    return otk_decide_complete (plan, request, error);
  if (status == OTK_STATUS_ACCEPTED
      && otk_record_int (request, OTK_REQUEST_STATUS) == OTK_STATUS_CLASSIFICATION)
    return otk_decide_classify (plan, request, error);
  if (status == OTK_STATUS_CLOSED)
    finish (plan, request, OTK_STATUS_CLOSED);
  else
    otk_status_enter (plan, request, (OtkStatus) status);
  return TRUE;
}

static int
compare_marks (gconstpointer a, gconstpointer b)
{
  const OtkRecord *x = *(OtkRecord *const *) a, *y = *(OtkRecord *const *) b;
  gint64 left = otk_record_int (x, OTK_DICTIONARY_SORT);
  gint64 right = otk_record_int (y, OTK_DICTIONARY_SORT);

  if (left != right)
    return left < right ? -1 : 1;
  return otk_id_compare (otk_record_id (x), otk_record_id (y));
}

/* The coarser rating: the first mark of the dictionary for 5 and 4, the last for 2 and 1, the one
 * behind the first for 3 (R-F6). */
static void
put_mark (OtkPlan *plan, OtkRecord *request, gint64 rating)
{
  OtkValue kind = otk_value_int (OTK_DICTIONARY_MARK);
  g_autoptr (GPtrArray) marks =
      otk_state_list (otk_plan_state (plan), OTK_ENTITY_DICTIONARY, OTK_DICTIONARY_KIND, &kind);
  guint i = 0;

  if (marks->len == 0)
    return;
  g_ptr_array_sort (marks, compare_marks);
  if (rating < 4)
    i = rating == 3 ? MIN (1, marks->len - 1) : marks->len - 1;
  otk_record_set_id (request, OTK_REQUEST_MARK, otk_record_id (g_ptr_array_index (marks, i)));
}

gboolean
otk_decide_rate (OtkPlan *plan, OtkRecord *request, GError **error)
{
  const OtkValues *args = plan->command->args;
  gint64 rating = otk_values_get_int (args, "rating", 0);
  gboolean solved = otk_values_get_int (args, "solved", 0) != 0;
  g_autofree char *text = NULL;

  if (!otk_values_has (args, "solved") || rating < 0 || rating > 5 || (solved && rating == 0))
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("Say whether the request is solved and rate it from 1 to 5"), NULL);
  if (otk_record_is_null (request, OTK_REQUEST_FEEDBACK_UNTIL)
      || otk_record_time (request, OTK_REQUEST_FEEDBACK_UNTIL) < plan->now) /* R-F5 */
    return otk_refuse (error, OTK_ERROR_WRONG_STATUS,
                       N_ ("No feedback is awaited for this request"), NULL);
  if (!otk_arg_text (plan, "text", REASON_MAX, TRUE, &text, error))
    return FALSE;
  if (text == NULL && (rating <= 3 || !solved)) /* R-F2 */
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("Write what was not right"), NULL);
  if (rating > 0)
    {
      otk_record_set_int (request, OTK_REQUEST_RATING, rating);
      put_mark (plan, request, rating);
    }
  otk_record_set_text (request, OTK_REQUEST_RATING_TEXT, text);
  otk_status_enter (plan, request, solved ? OTK_STATUS_CLOSED : OTK_STATUS_IN_WORK);
  return TRUE;
}
