/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-answer.h"

#include "otk-message.h"
#include "otk-setting.h"
#include "otk-sla.h"

static void
clear_deadline (OtkRecord *request)
{
  otk_record_clear (request, OTK_REQUEST_ANSWER_DUE);
  otk_record_clear (request, OTK_REQUEST_ANSWER_REMIND_AT);
  otk_record_clear (request, OTK_REQUEST_ANSWER_NOTIFIED);
  otk_record_clear (request, OTK_REQUEST_ANSWER_OVERDUE);
}

static gboolean
is_open (const OtkRecord *request)
{
  return otk_record_int (request, OTK_REQUEST_STATUS) != OTK_STATUS_CLOSED;
}

static OtkTime
count_from (OtkPlan *plan, const OtkRecord *request, OtkTime from, gint64 seconds)
{
  g_autoptr (OtkCalendar) calendar = otk_sla_calendar (otk_plan_state (plan), request);
  g_autoptr (GArray) pauses = otk_sla_pauses (otk_plan_state (plan), request, FALSE);

  if (calendar == NULL || from == OTK_TIME_NONE)
    return OTK_TIME_NONE;
  return otk_calendar_due (calendar, from, seconds * OTK_SECOND,
                           (const OtkPause *) (gpointer) pauses->data, pauses->len);
}

static void
place_deadline (OtkPlan *plan, OtkRecord *request)
{
  OtkTime from = otk_record_time (request, OTK_REQUEST_ANSWER_FROM);
  gint64 norm = otk_record_int (request, OTK_REQUEST_ANSWER_NORM);
  gint64 warn = otk_record_int (request, OTK_REQUEST_ANSWER_WARN);
  OtkTime due = OTK_TIME_NONE, remind = OTK_TIME_NONE;

  if (otk_record_int (request, OTK_REQUEST_ANSWER_OVERDUE)) /* R-D5 */
    return;
  if (is_open (request) && norm > 0)
    due = count_from (plan, request, from, norm);
  if (due != OTK_TIME_NONE && warn > 0 && warn < norm)
    remind = count_from (plan, request, from, norm - warn);
  otk_record_set_time (request, OTK_REQUEST_ANSWER_DUE, due);
  if (!otk_record_int (request, OTK_REQUEST_ANSWER_NOTIFIED))
    otk_record_set_time (request, OTK_REQUEST_ANSWER_REMIND_AT, remind);
}

/* A shorter norm counts from now, but never makes the deadline later. */
static void
shorten (OtkPlan *plan, OtkRecord *request, OtkTime old_due)
{
  gint64 norm = otk_record_int (request, OTK_REQUEST_ANSWER_NORM);

  if (old_due != OTK_TIME_NONE && old_due <= count_from (plan, request, plan->now, norm))
    return;
  otk_record_set_time (request, OTK_REQUEST_ANSWER_FROM, plan->now);
  place_deadline (plan, request);
}

static OtkRecord *
find_asked (OtkPlan *plan, const OtkRecord *request)
{
  OtkValue id = otk_value_id (otk_record_id (request));
  g_autoptr (GPtrArray) messages =
      otk_state_list (otk_plan_state (plan), OTK_ENTITY_MESSAGE, OTK_MESSAGE_REQUEST, &id);
  OtkTime from = otk_record_time (request, OTK_REQUEST_ANSWER_FROM);
  const OtkRecord *asked = NULL;

  for (guint i = 0; i < messages->len; i++)
    {
      const OtkRecord *message = g_ptr_array_index (messages, i);

      if (otk_message_is_effective (message) && !otk_record_int (message, OTK_MESSAGE_SUPPORT)
          && otk_record_time (message, OTK_MESSAGE_AT) >= from
          && (asked == NULL
              || otk_record_int (message, OTK_MESSAGE_ORDINAL)
                     < otk_record_int (asked, OTK_MESSAGE_ORDINAL)))
        asked = message;
    }
  return asked != NULL ? otk_plan_edit (plan, OTK_ENTITY_MESSAGE, otk_record_id (asked)) : NULL;
}

/* "№3, Access, Anna": the message, the SLA and the responsible (R-D4). */
static char *
name_missed (OtkPlan *plan, const OtkRecord *request, const OtkRecord *asked)
{
  OtkState *state = otk_plan_state (plan);
  g_autoptr (OtkRecord) sla =
      otk_state_find (state, OTK_ENTITY_SLA, otk_record_ref_id (request, OTK_REQUEST_SLA));
  g_autoptr (OtkRecord) person =
      otk_state_find (state, OTK_ENTITY_EMPLOYEE,
                      otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE));
  GString *text = g_string_new (NULL);

  if (asked != NULL)
    g_string_append_printf (text, "№%" G_GINT64_FORMAT,
                            otk_record_int (asked, OTK_MESSAGE_ORDINAL));
  if (sla != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", otk_record_name (sla));
  if (person != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", otk_record_name (person));
  return g_string_free (text, FALSE);
}

void
otk_answer_freeze (OtkPlan *plan, OtkRecord *request)
{
  g_autoptr (OtkRecord) sla = otk_state_find (otk_plan_state (plan), OTK_ENTITY_SLA,
                                              otk_record_ref_id (request, OTK_REQUEST_SLA));
  gint64 old_norm = otk_record_int (request, OTK_REQUEST_ANSWER_NORM);
  gint64 norm = sla != NULL ? otk_record_int (sla, OTK_SLA_ANSWER) : 0;
  gint64 warn = sla != NULL ? otk_record_int (sla, OTK_SLA_ANSWER_WARN) : 0;
  OtkTime old_due = otk_record_time (request, OTK_REQUEST_ANSWER_DUE);

  otk_record_take (request, OTK_REQUEST_ANSWER_NORM,
                   norm > 0 ? otk_value_int (norm) : otk_value_null ());
  otk_record_take (request, OTK_REQUEST_ANSWER_WARN,
                   warn > 0 ? otk_value_int (warn) : otk_value_null ());
  if (norm == 0)
    {
      clear_deadline (request);
      return;
    }
  if (sla != NULL && otk_record_int (sla, OTK_SLA_ANSWER_FROM_CREATION)
      && !otk_record_int (request, OTK_REQUEST_EFFECTIVE_SUPPORT))
    otk_record_set_time (request, OTK_REQUEST_ANSWER_FROM,
                         otk_record_time (request, OTK_REQUEST_CREATED_AT));
  if (old_due != OTK_TIME_NONE && old_norm > 0 && norm < old_norm
      && !otk_record_int (request, OTK_REQUEST_ANSWER_OVERDUE))
    shorten (plan, request, old_due);
  else
    place_deadline (plan, request);
}

void
otk_answer_asked (OtkPlan *plan, OtkRecord *request)
{
  if (!otk_record_is_null (request, OTK_REQUEST_ANSWER_FROM))
    return;
  otk_record_set_time (request, OTK_REQUEST_ANSWER_FROM, plan->now);
  place_deadline (plan, request);
}

void
otk_answer_given (OtkRecord *request)
{
  clear_deadline (request);
  otk_record_clear (request, OTK_REQUEST_ANSWER_FROM);
}

void
otk_answer_restarted (OtkPlan *plan, OtkRecord *request)
{
  clear_deadline (request);
  otk_record_clear (request, OTK_REQUEST_ANSWER_FROM);
  if (otk_record_int (request, OTK_REQUEST_ANSWER_NORM) == 0)
    return;
  otk_record_set_time (request, OTK_REQUEST_ANSWER_FROM, plan->now);
  place_deadline (plan, request);
}

void
otk_answer_stopped (OtkRecord *request)
{
  otk_answer_given (request);
}

void
otk_answer_remind (OtkPlan *plan, OtkRecord *request)
{
  otk_record_set_flag (request, OTK_REQUEST_ANSWER_NOTIFIED, TRUE);
  otk_record_clear (request, OTK_REQUEST_ANSWER_REMIND_AT);
  otk_plan_notice (plan, otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE), OTK_NOTICE_REPLY_DUE,
                   request, NULL);
}

void
otk_answer_expire (OtkPlan *plan, OtkRecord *request)
{
  OtkRecord *asked = find_asked (plan, request);
  g_autofree char *detail = name_missed (plan, request, asked);

  otk_record_set_flag (request, OTK_REQUEST_ANSWER_OVERDUE, TRUE);
  otk_record_clear (request, OTK_REQUEST_ANSWER_REMIND_AT);
  otk_record_set_int (request, OTK_REQUEST_OVERDUE_MESSAGES,
                      otk_record_int (request, OTK_REQUEST_OVERDUE_MESSAGES) + 1);
  if (asked != NULL)
    otk_record_set_flag (asked, OTK_MESSAGE_OVERDUE, TRUE);
  otk_message_system (plan, request, N_ ("The reply is overdue: %s"), detail);
  otk_plan_notice (plan, otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE),
                   OTK_NOTICE_REPLY_OVERDUE, request, NULL);
}

void
otk_auto_close_place (OtkPlan *plan, OtkRecord *request)
{
  OtkTime last = otk_record_time (request, OTK_REQUEST_EFFECTIVE_AT);
  gint64 days = otk_record_is_null (request, OTK_REQUEST_AUTO_CLOSE_DAYS)
                    ? otk_setting_int (otk_plan_state (plan), OTK_KEY_AUTOCLOSE_DAYS)
                    : otk_record_int (request, OTK_REQUEST_AUTO_CLOSE_DAYS);

  if (days <= 0 || last == OTK_TIME_NONE || !is_open (request)
      || !otk_record_int (request, OTK_REQUEST_EFFECTIVE_SUPPORT))
    otk_record_clear (request, OTK_REQUEST_AUTO_CLOSE_AT);
  else
    otk_record_set_time (request, OTK_REQUEST_AUTO_CLOSE_AT, last + days * OTK_DAY);
}
