/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-access.h"
#include "otk-answer.h"
#include "otk-conflict.h"
#include "otk-decide-private.h"
#include "otk-master.h"
#include "otk-message.h"
#include "otk-route.h"
#include "otk-sla.h"
#include "otk-status.h"

#include <string.h>

/* How much of the text becomes the subject where none is given (product.md §2.12). */
#define SUBJECT_FROM_TEXT 50

static gboolean
given (const OtkPlan *plan, const char *name)
{
  return otk_values_has (plan->command->args, name);
}

static void
fill_priority (OtkPlan *plan, OtkRecord *request)
{
  g_autoptr (OtkRecord) type = otk_state_find (otk_plan_state (plan), OTK_ENTITY_REQUEST_TYPE,
                                               otk_record_ref_id (request, OTK_REQUEST_TYPE));

  if (otk_values_get_int (plan->command->args, "priority", 0) != 0 || type == NULL)
    return;
  otk_record_set_int (request, OTK_REQUEST_PRIORITY,
                      otk_record_is_null (type, OTK_REQUEST_TYPE_PRIORITY)
                          ? OTK_PRIORITY_MEDIUM
                          : otk_record_int (type, OTK_REQUEST_TYPE_PRIORITY));
}

static void
fill_contact (OtkRecord *request, const OtkRecord *customer)
{
  const char *phone = otk_record_text (customer, OTK_CUSTOMER_PHONE);
  const char *mail = otk_record_text (customer, OTK_CUSTOMER_EMAIL);
  g_autofree char *both =
      g_strjoin (", ", phone != NULL ? phone : mail, phone != NULL ? mail : NULL, NULL);

  if (phone != NULL || mail != NULL)
    otk_record_set_text (request, OTK_REQUEST_CONTACT, both);
}

/* What the customer's record tells of the request, where nobody said otherwise. */
static void
fill_customer (OtkPlan *plan, OtkRecord *request)
{
  g_autoptr (OtkRecord) customer =
      otk_state_find (otk_plan_state (plan), OTK_ENTITY_CUSTOMER,
                      otk_record_ref_id (request, OTK_REQUEST_CUSTOMER));

  if (customer != NULL && !given (plan, "company")
      && otk_values_get_int (plan->command->args, "client_kind", 0) != OTK_CLIENT_PERSON)
    otk_record_set_id (request, OTK_REQUEST_COMPANY,
                       otk_record_ref_id (customer, OTK_CUSTOMER_COMPANY));
  if (!given (plan, "client_kind"))
    otk_record_set_int (request, OTK_REQUEST_CLIENT_KIND,
                        otk_record_is_null (request, OTK_REQUEST_COMPANY) ? OTK_CLIENT_PERSON
                                                                          : OTK_CLIENT_COMPANY);
  if (customer != NULL && !given (plan, "contact"))
    fill_contact (request, customer);
}

static void
fill_subject (OtkRecord *request)
{
  const char *text = otk_record_text (request, OTK_REQUEST_TEXT);
  g_autofree char *subject = NULL;

  if (text == NULL || !otk_record_is_null (request, OTK_REQUEST_SUBJECT))
    return;
  subject = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), SUBJECT_FROM_TEXT));
  g_strdelimit (subject, "\n\t", ' ');
  otk_record_set_text (request, OTK_REQUEST_SUBJECT, g_strstrip (subject));
}

/* A company is needed only for a legal entity (K23). */
static gboolean
check_company (const OtkRecord *request, GError **error)
{
  if (otk_record_int (request, OTK_REQUEST_CLIENT_KIND) == OTK_CLIENT_COMPANY
      && otk_record_is_null (request, OTK_REQUEST_COMPANY))
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("Choose the company: the requester is a legal entity"), NULL);
  return TRUE;
}

static gboolean
check_responsible (OtkPlan *plan, const OtkRecord *request, GError **error)
{
  const OtkId *responsible = otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE);

  if (responsible != NULL && !otk_route_works (otk_plan_state (plan), responsible))
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("This employee does not handle requests: choose another"), NULL);
  return TRUE;
}

/* The record that describes the customer @account: it has the same id, and is made where nobody
 * has entered it before. */
static OtkRecord *
own_customer (OtkPlan *plan, const OtkRecord *account)
{
  OtkRecord *customer = otk_plan_edit (plan, OTK_ENTITY_CUSTOMER, otk_record_id (account));

  if (customer != NULL)
    return customer;
  customer = otk_plan_make (plan, OTK_ENTITY_CUSTOMER, otk_record_id (account));
  otk_record_set_text (customer, OTK_CUSTOMER_NAME, otk_record_text (account, OTK_EMPLOYEE_NAME));
  otk_record_set_text (customer, OTK_CUSTOMER_PHONE, otk_record_text (account, OTK_EMPLOYEE_PHONE));
  otk_record_set_text (customer, OTK_CUSTOMER_EMAIL, otk_record_text (account, OTK_EMPLOYEE_EMAIL));
  return customer;
}

/* A customer asks in his own name, and for his own company. */
static gboolean
check_customer (OtkPlan *plan, OtkRecord *request, GError **error)
{
  const OtkId *named = otk_record_ref_id (request, OTK_REQUEST_CUSTOMER);
  const OtkRecord *customer;

  if (otk_access_is_staff (plan->actor))
    return TRUE;
  customer = own_customer (plan, plan->actor);
  if ((named != NULL && !otk_id_equal (named, otk_record_id (customer)))
      || (given (plan, "company")
          && !otk_record_refers (request, OTK_REQUEST_COMPANY,
                                 otk_record_ref_id (customer, OTK_CUSTOMER_COMPANY))))
    return otk_refuse (error, OTK_ERROR_NOT_ALLOWED,
                       N_ ("A request can be made only in your own name"), NULL);
  otk_record_set_id (request, OTK_REQUEST_CUSTOMER, otk_record_id (customer));
  return TRUE;
}

static OtkRecord *
make_request (OtkPlan *plan, const OtkId *id)
{
  OtkRecord *request = otk_plan_make (plan, OTK_ENTITY_REQUEST, id);
  gboolean customer = !otk_access_is_staff (plan->actor);

  otk_plan_born (plan, request, OTK_REQUEST_STATUS, OTK_STATUS_NEW);
  otk_record_set_int (request, OTK_REQUEST_STATUS, OTK_STATUS_NEW);
  otk_record_set_time (request, OTK_REQUEST_STATUS_SINCE, plan->now);
  otk_record_set_time (request, OTK_REQUEST_CREATED_AT, plan->now);
  otk_record_set_time (request, OTK_REQUEST_CHANGED_AT, plan->now);
  otk_record_set_id (request, OTK_REQUEST_CREATED_BY, otk_plan_actor_id (plan));
  otk_record_set_int (request, OTK_REQUEST_CHANNEL,
                      customer ? OTK_CHANNEL_PORTAL : OTK_CHANNEL_PHONE);
  return request;
}

/* The status a line asks for, by number or by name; others are accepted at once (R-S1). */
static gboolean
waits_for_classification (const OtkPlan *plan)
{
  const char *name = otk_values_get_text (plan->command->args, "status");

  return g_strcmp0 (name, "on_classification") == 0
         || otk_values_get_int (plan->command->args, "status", 0) == OTK_STATUS_CLASSIFICATION;
}

static gboolean
is_classified_anew (const OtkRecord *before, const OtkRecord *after)
{
  static const guint fields[] = { OTK_REQUEST_TYPE, OTK_REQUEST_SERVICE, OTK_REQUEST_PRIORITY };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (!otk_value_equal (otk_record_get (before, fields[i]), otk_record_get (after, fields[i])))
      return TRUE;
  return FALSE;
}

static gboolean
changed (const OtkRecord *before, const OtkRecord *after, guint field)
{
  return !otk_value_equal (otk_record_get (before, field), otk_record_get (after, field));
}

/* Whether the SLA wants its timers to begin again (R-S6). */
static void
restart_timers (OtkPlan *plan, OtkRecord *request)
{
  g_auto (OtkSlaChoice) choice = { 0 };

  otk_sla_choose (otk_plan_state (plan), request, &choice);
  if (choice.sla == NULL || !otk_record_int (choice.sla, OTK_SLA_RESTART))
    return;
  if (otk_record_is_null (request, OTK_REQUEST_STARTED_AT))
    otk_record_set_time (request, OTK_REQUEST_ACCEPTED_AT, plan->now);
  if (!otk_record_is_null (request, OTK_REQUEST_RESOLUTION_FROM))
    otk_record_set_time (request, OTK_REQUEST_RESOLUTION_FROM, plan->now);
}

/* The service's own people keep the request; otherwise it goes to the least loaded of them. */
static void
route_anew (OtkPlan *plan, OtkRecord *request)
{
  const OtkId *holder = otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE);
  g_autoptr (GArray) candidates = otk_route_of_service (otk_plan_state (plan), request);

  for (guint i = 0; holder != NULL && i < candidates->len; i++)
    if (otk_id_equal (&g_array_index (candidates, OtkCandidate, i).employee, holder))
      return;
  if (candidates->len > 0 || holder == NULL)
    otk_status_assign (plan, request);
}

static void
tell_responsible (OtkPlan *plan, const OtkRecord *before, const OtkRecord *after)
{
  if (changed (before, after, OTK_REQUEST_RESPONSIBLE))
    otk_plan_notice (plan, otk_record_ref_id (after, OTK_REQUEST_RESPONSIBLE), OTK_NOTICE_ASSIGNED,
                     after, NULL);
}

static void
measure_anew (OtkPlan *plan, OtkRecord *request)
{
  otk_sla_settle (plan, request);
  otk_sla_freeze (plan, request);
  otk_answer_freeze (plan, request);
}

/* The norm follows what it was chosen by; the start and the pauses stay (§2.2, §2.3). */
static void
follow_edit (OtkPlan *plan, const OtkRecord *before, OtkRecord *request)
{
  gboolean classified = is_classified_anew (before, request);

  if (otk_record_is_null (request, OTK_REQUEST_ACCEPTED_AT)
      || otk_status_is_finished (otk_record_int (request, OTK_REQUEST_STATUS)))
    return;
  if (changed (before, request, OTK_REQUEST_SERVICE) && !given (plan, "responsible"))
    route_anew (plan, request);
  if (classified)
    restart_timers (plan, request);
  if (classified || changed (before, request, OTK_REQUEST_COMPANY))
    measure_anew (plan, request);
  tell_responsible (plan, before, request);
}

/* The operator of the session, else whoever registered it, else those who keep order (E1-20). */
static void
tell_classifier (OtkPlan *plan, const OtkRecord *request)
{
  const OtkId *person = otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE);

  if (person == NULL)
    person = otk_plan_actor_id (plan);
  if (person != NULL)
    otk_plan_notice (plan, person, OTK_NOTICE_CLASSIFY, request, NULL);
  else
    otk_plan_notice_administrators (plan, OTK_NOTICE_CLASSIFY, request, NULL);
}

/* A replica's requests have no number yet; the name they go by until then stays theirs for ever:
 * «Ф12-0007» (sync.md §4.1). */
static gboolean
is_alias (const char *text)
{
  const char *at = text;
  guint letters = 0, digits = 0;

  for (; g_unichar_isalnum (g_utf8_get_char (at)); at = g_utf8_next_char (at))
    letters++;
  if (*at != '-')
    return FALSE;
  for (at++; g_ascii_isdigit (*at); at++)
    digits++;
  return *at == '\0' && letters > 0 && letters <= 8 && digits > 0 && digits <= 12;
}

static void
put_number (OtkPlan *plan, OtkRecord *request)
{
  const char *alias = otk_values_get_text (plan->command->args, "alias");
  gint64 number = otk_state_next_number (otk_plan_state (plan));

  if (number > 0)
    otk_record_set_int (request, OTK_REQUEST_NUMBER, number);
  if (alias != NULL && otk_access_is_staff (plan->actor) && is_alias (alias))
    otk_record_set_text (request, OTK_REQUEST_ALIAS, alias);
}

gboolean
otk_decide_create (OtkPlan *plan, OtkRecord *nothing, GError **error)
{
  const OtkId *id = &plan->command->root;
  g_autoptr (OtkRecord) known = otk_state_find (otk_plan_state (plan), OTK_ENTITY_REQUEST, id);
  gboolean line = waits_for_classification (plan);
  OtkRecord *request;

  if (known != NULL) /* sync.md §4.3 */
    return TRUE;
  request = make_request (plan, id);
  if (!otk_take_fields (plan, request, FALSE, error) || !check_customer (plan, request, error))
    return FALSE;
  line = line || plan->dropped;
  fill_priority (plan, request);
  fill_customer (plan, request);
  fill_subject (request);
  if (!check_responsible (plan, request, error)
      || (!line && (!otk_check_required (request, error) || !check_company (request, error))))
    return FALSE;
  put_number (plan, request);
  otk_status_enter (plan, request, line ? OTK_STATUS_CLASSIFICATION : OTK_STATUS_ACCEPTED);
  if (line)
    tell_classifier (plan, request);
  if (plan->dropped)
    {
      otk_message_system (plan, request,
                          N_ ("What the request named was removed before it arrived: it has to be "
                              "classified"),
                          NULL);
      otk_conflict_merged (plan, "dropped",
                           N_ ("Something that the request named does not exist any more: it waits "
                               "to be classified"));
    }
  return TRUE;
}

gboolean
otk_decide_edit (OtkPlan *plan, OtkRecord *request, GError **error)
{
  g_autoptr (OtkRecord) before = otk_record_copy (request);
  gint64 status = otk_record_int (request, OTK_REQUEST_STATUS);
  gboolean line = status <= OTK_STATUS_CLASSIFICATION;

  if (!otk_take_fields (plan, request, FALSE, error))
    return FALSE;
  if (changed (before, request, OTK_REQUEST_TYPE))
    fill_priority (plan, request);
  if (changed (before, request, OTK_REQUEST_CUSTOMER))
    fill_customer (plan, request);
  if (!line && (!otk_check_required (request, error) || !check_company (request, error)))
    return FALSE;
  if (changed (before, request, OTK_REQUEST_RESPONSIBLE))
    {
      otk_record_clear (request, OTK_REQUEST_ASSIGNED_AT);
      if (!check_responsible (plan, request, error))
        return FALSE;
    }
  if (is_classified_anew (before, request)
      && (status == OTK_STATUS_WAITING || otk_status_is_finished (status)))
    return otk_refuse (error, OTK_ERROR_WRONG_STATUS,
                       N_ ("Type, service and priority can be changed only while the request is "
                           "worked on: take it back to work first"),
                       NULL);
  follow_edit (plan, before, request);
  return TRUE;
}

/* It was accepted before and sent back: its clocks kept running, only what they run by changes. */
static void
classify_anew (OtkPlan *plan, const OtkRecord *before, OtkRecord *request)
{
  if (is_classified_anew (before, request))
    restart_timers (plan, request);
  measure_anew (plan, request);
  if (otk_record_is_null (request, OTK_REQUEST_RESPONSIBLE))
    otk_status_assign (plan, request);
  tell_responsible (plan, before, request);
}

gboolean
otk_decide_classify (OtkPlan *plan, OtkRecord *request, GError **error)
{
  g_autoptr (OtkRecord) before = otk_record_copy (request);

  if (!otk_take_fields (plan, request, FALSE, error))
    return FALSE;
  if (otk_record_is_null (request, OTK_REQUEST_PRIORITY) || given (plan, "type"))
    fill_priority (plan, request);
  if (!otk_check_required (request, error) || !check_company (request, error)
      || !check_responsible (plan, request, error))
    return FALSE;
  if (otk_values_get_id (plan->command->args, "responsible") == NULL)
    otk_record_clear (request, OTK_REQUEST_RESPONSIBLE);
  if (!otk_record_is_null (request, OTK_REQUEST_ACCEPTED_AT))
    classify_anew (plan, before, request);
  otk_status_enter (plan, request, OTK_STATUS_ACCEPTED);
  return TRUE;
}

gboolean
otk_decide_delete (OtkPlan *plan, OtkRecord *request, GError **error)
{
  otk_sla_settle (plan, request);
  otk_record_set_time (request, OTK_REQUEST_DELETED_AT, plan->now);
  otk_record_set_id (request, OTK_REQUEST_DELETED_BY, otk_plan_actor_id (plan));
  otk_status_pause (plan, request, OTK_PAUSE_DELETED, NULL);
  if (otk_master_dissolve (plan, request))
    plan->note = N_ ("The joined requests are separate again");
  otk_master_leave (plan, request);
  return TRUE;
}

gboolean
otk_decide_restore (OtkPlan *plan, OtkRecord *request, GError **error)
{
  otk_status_unpause (plan, request, OTK_PAUSE_DELETED);
  otk_record_clear (request, OTK_REQUEST_DELETED_AT);
  otk_record_clear (request, OTK_REQUEST_DELETED_BY);
  otk_sla_refresh (plan, request);
  return TRUE;
}

static void
remove_all (OtkPlan *plan, OtkEntityType type, int field, const OtkId *request)
{
  OtkValue id = otk_value_id (request);
  g_autoptr (GPtrArray) records = otk_state_list (otk_plan_state (plan), type, field, &id);

  for (guint i = 0; i < records->len; i++)
    otk_plan_remove (plan, type, otk_record_id (g_ptr_array_index (records, i)));
}

gboolean
otk_decide_purge (OtkPlan *plan, OtkRecord *request, GError **error)
{
  const OtkId id = *otk_record_id (request);

  otk_master_dissolve (plan, request);
  otk_master_leave (plan, request);
  remove_all (plan, OTK_ENTITY_NOTICE, OTK_NOTICE_REQUEST, &id);
  remove_all (plan, OTK_ENTITY_ATTACHMENT, OTK_ATTACHMENT_REQUEST, &id);
  remove_all (plan, OTK_ENTITY_MESSAGE, OTK_MESSAGE_REQUEST, &id);
  remove_all (plan, OTK_ENTITY_PAUSE, OTK_PAUSE_REQUEST, &id);
  remove_all (plan, OTK_ENTITY_TASK, OTK_TASK_REQUEST, &id);
  otk_plan_remove (plan, OTK_ENTITY_REQUEST, &id);
  return TRUE;
}
