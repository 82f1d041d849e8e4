/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-decide-private.h"

#include "otk-access.h"
#include "otk-answer.h"
#include "otk-message.h"
#include "otk-setting.h"
#include "otk-status.h"

#include <string.h>

#define MINUTES_MAX (60 * 24 * 31)
#define AUTO_CLOSE_MAX 90
#define SHA256_DIGITS 64

/* The words the command and the settings agree on. */
typedef struct
{
  gboolean support, hidden, keep, hold_given, hold;
} Manner;

static Manner
read_manner (OtkPlan *plan)
{
  const OtkValues *args = plan->command->args;
  gboolean staff = otk_access_is_staff (plan->actor);
  Manner manner = { 0 };

  manner.support = staff && otk_values_get_int (args, "support", plan->actor != NULL) != 0;
  manner.hold_given = staff && otk_values_has (args, "hold");
  manner.hold = otk_values_get_int (args, "hold", 0) != 0;
  /* The setting presets what staff writes; a customer's words are hidden only where said so. */
  manner.hidden = staff
                  && otk_values_get_int (args, "hidden",
                                         manner.support ? otk_setting_int (otk_plan_state (plan),
                                                                           OTK_KEY_MESSAGE_HIDDEN)
                                                        : 0)
                         != 0;
  /* A deferred request keeps its lamp (K27). */
  manner.keep = (staff && otk_values_get_int (args, "keep_indicator", 0) != 0)
                || (manner.hold_given && manner.hold);
  return manner;
}

/* Days: 1…90, 0 for the workspace's default, −1 for never (K28). */
static gboolean
put_auto_close (OtkPlan *plan, OtkRecord *request, GError **error)
{
  const OtkValue *given = otk_values_get (plan->command->args, "auto_close_days");
  gint64 days = otk_values_get_int (plan->command->args, "auto_close_days", 0);

  if (given == NULL || !otk_access_is_staff (plan->actor))
    return TRUE;
  if (days < -1 || days > AUTO_CLOSE_MAX)
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("Automatic closing takes from 1 to 90 days, or never"), NULL);
  otk_record_take (request, OTK_REQUEST_AUTO_CLOSE_DAYS,
                   days == 0 ? otk_value_null () : otk_value_int (days));
  return TRUE;
}

static gboolean
put_minutes (OtkPlan *plan, OtkRecord *request, OtkRecord *message, GError **error)
{
  gint64 minutes = otk_values_get_int (plan->command->args, "task_minutes", 0);

  if (minutes < 0 || minutes > MINUTES_MAX)
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("The minutes spent have to be between 0 and a month"), NULL);
  if (minutes == 0)
    return TRUE;
  otk_record_set_int (message, OTK_MESSAGE_TASK_MINUTES, minutes);
  otk_record_set_int (request, OTK_REQUEST_TASK_MINUTES,
                      otk_record_int (request, OTK_REQUEST_TASK_MINUTES) + minutes);
  return TRUE;
}

static gboolean
put_channel (OtkPlan *plan, const OtkRecord *request, OtkRecord *message, GError **error)
{
  gint64 channel = otk_values_get_int (plan->command->args, "channel",
                                       otk_record_int (request, OTK_REQUEST_CHANNEL));

  if (channel == 0)
    return TRUE;
  if (otk_choice_by_value (otk_channel_choices, channel) == NULL)
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("There is no such channel"), NULL);
  otk_record_set_int (message, OTK_MESSAGE_CHANNEL, channel);
  return TRUE;
}

static void
count_effective (OtkPlan *plan, OtkRecord *request, gboolean support)
{
  otk_record_set_time (request, OTK_REQUEST_EFFECTIVE_AT, plan->now);
  otk_record_set_flag (request, OTK_REQUEST_EFFECTIVE_SUPPORT, support);
  otk_record_set_id (request, OTK_REQUEST_EFFECTIVE_BY, support ? otk_plan_actor_id (plan) : NULL);
  if (support)
    {
      otk_record_set_time (request, OTK_REQUEST_ANSWERED_AT, plan->now);
      otk_answer_given (request);
    }
  else
    otk_answer_asked (plan, request);
}

/* A customer's words bring a finished request back (T19). */
static void
hear_customer (OtkPlan *plan, OtkRecord *request)
{
  const OtkId *responsible = otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE);

  if (otk_status_is_finished (otk_record_int (request, OTK_REQUEST_STATUS)))
    otk_status_enter (plan, request, OTK_STATUS_IN_WORK);
  if (responsible != NULL && !otk_id_equal (responsible, &plan->command->actor))
    otk_plan_notice (plan, responsible, OTK_NOTICE_MESSAGE, request, NULL);
}

static void
count_message (OtkPlan *plan, OtkRecord *request, const OtkRecord *message)
{
  gboolean support = otk_record_int (message, OTK_MESSAGE_SUPPORT) != 0;

  if (otk_record_int (message, OTK_MESSAGE_KIND) != OTK_MESSAGE_PUBLIC)
    return;
  otk_record_set_int (request, OTK_REQUEST_MESSAGES,
                      otk_record_int (request, OTK_REQUEST_MESSAGES) + 1);
  otk_record_set_time (request, OTK_REQUEST_LAST_MESSAGE_AT, plan->now);
  if (!support)
    hear_customer (plan, request);
  if (otk_message_is_effective (message))
    count_effective (plan, request, support);
}

static OtkRecord *
make_message (OtkPlan *plan, const OtkRecord *request, const Manner *manner, const char *body)
{
  OtkRecord *message =
      otk_message_make (plan, request, manner->hidden ? OTK_MESSAGE_HIDDEN : OTK_MESSAGE_PUBLIC,
                        body);

  otk_record_set_flag (message, OTK_MESSAGE_SUPPORT, manner->support);
  otk_record_set_flag (message, OTK_MESSAGE_KEEP_INDICATOR, manner->keep);
  if (manner->support)
    otk_record_set_id (message, OTK_MESSAGE_EMPLOYEE, otk_plan_actor_id (plan));
  else
    otk_record_set_id (message, OTK_MESSAGE_CUSTOMER,
                       otk_record_ref_id (request, OTK_REQUEST_CUSTOMER));
  return message;
}

gboolean
otk_decide_message (OtkPlan *plan, OtkRecord *request, GError **error)
{
  gsize max = otk_entity (OTK_ENTITY_MESSAGE)->fields[OTK_MESSAGE_BODY].max;
  Manner manner = read_manner (plan);
  g_autofree char *body = NULL;
  OtkRecord *message;

  if (!otk_arg_text (plan, "body", max, TRUE, &body, error))
    return FALSE;
  if (body == NULL)
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("Write the message"), NULL);
  message = make_message (plan, request, &manner, body);
  if (!put_auto_close (plan, request, error) || !put_minutes (plan, request, message, error)
      || !put_channel (plan, request, message, error))
    return FALSE;
  if (manner.hold_given)
    otk_record_set_flag (request, OTK_REQUEST_HOLD, manner.hold);
  count_message (plan, request, message);
  if (otk_values_get_int (plan->command->args, "close", 0))
    otk_status_enter (plan, request, OTK_STATUS_CLOSED);
  otk_auto_close_place (plan, request);
  plan->subject = *otk_record_id (message);
  return TRUE;
}

static gboolean
is_sha256 (const char *text)
{
  return text != NULL && strlen (text) == SHA256_DIGITS
         && strspn (text, "0123456789abcdef") == SHA256_DIGITS;
}

/* A file of a hidden message is hidden too; only staff hides one that stands alone. */
static gboolean
is_file_hidden (OtkPlan *plan, const OtkRecord *message)
{
  if (message != NULL && otk_record_int (message, OTK_MESSAGE_KIND) != OTK_MESSAGE_PUBLIC)
    return TRUE;
  return otk_access_is_staff (plan->actor)
         && otk_values_get_int (plan->command->args, "hidden", 0) != 0;
}

static gboolean
check_message (OtkPlan *plan, const OtkRecord *request, const OtkRecord *message, GError **error)
{
  if (otk_values_get_id (plan->command->args, "message") == NULL)
    return TRUE;
  if (message != NULL && otk_record_refers (message, OTK_MESSAGE_REQUEST, otk_record_id (request))
      && otk_access_sees_message (message, plan->actor))
    return TRUE;
  return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("The message is not there any more"), NULL);
}

gboolean
otk_decide_attach (OtkPlan *plan, OtkRecord *request, GError **error)
{
  const OtkValues *args = plan->command->args;
  const char *sha256 = otk_values_get_text (args, "sha256");
  const OtkId *message_id = otk_values_get_id (args, "message");
  g_autoptr (OtkRecord) message =
      otk_state_find (otk_plan_state (plan), OTK_ENTITY_MESSAGE, message_id);
  g_autofree char *name = NULL, *media_type = NULL;
  OtkRecord *attachment;

  if (!otk_arg_text (plan, "name", 255, FALSE, &name, error)
      || !otk_arg_text (plan, "media_type", 255, FALSE, &media_type, error))
    return FALSE;
  if (name == NULL || !is_sha256 (sha256) || otk_values_get_int (args, "size", -1) < 0)
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("Choose the file again"), NULL);
  if (!check_message (plan, request, message, error))
    return FALSE;
  g_strdelimit (name, "/\\", '_');
  attachment = otk_plan_make_part (plan, OTK_ENTITY_ATTACHMENT);
  otk_record_set_id (attachment, OTK_ATTACHMENT_REQUEST, otk_record_id (request));
  otk_record_set_id (attachment, OTK_ATTACHMENT_MESSAGE, message_id);
  otk_record_set_text (attachment, OTK_ATTACHMENT_NAME, name);
  otk_record_set_text (attachment, OTK_ATTACHMENT_MEDIA_TYPE, media_type);
  otk_record_set_int (attachment, OTK_ATTACHMENT_SIZE, otk_values_get_int (args, "size", 0));
  otk_record_set_text (attachment, OTK_ATTACHMENT_SHA256, sha256);
  otk_record_set_flag (attachment, OTK_ATTACHMENT_HIDDEN, is_file_hidden (plan, message));
  otk_record_set_time (attachment, OTK_ATTACHMENT_AT, plan->now);
  plan->subject = *otk_record_id (attachment);
  return TRUE;
}

gboolean
otk_decide_detach (OtkPlan *plan, OtkRecord *request, GError **error)
{
  const OtkId *id = otk_values_get_id (plan->command->args, "attachment");
  const OtkRecord *attachment = otk_plan_edit (plan, OTK_ENTITY_ATTACHMENT, id);

  if (attachment == NULL
      || !otk_record_refers (attachment, OTK_ATTACHMENT_REQUEST, otk_record_id (request)))
    return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("The file is not there any more"), NULL);
  otk_plan_remove (plan, OTK_ENTITY_ATTACHMENT, id);
  return TRUE;
}

gboolean
otk_decide_notice_read (OtkPlan *plan, OtkRecord *request, GError **error)
{
  const OtkId *only = otk_values_get_id (plan->command->args, "notice");
  OtkValue me = otk_value_id (otk_plan_actor_id (plan));
  OtkValue about = otk_value_id (&plan->command->root);
  g_autoptr (GPtrArray) notices = NULL;

  if (only != NULL)
    {
      OtkRecord *notice = otk_plan_edit (plan, OTK_ENTITY_NOTICE, only);

      if (notice != NULL && otk_value_equal (&me, otk_record_get (notice, OTK_NOTICE_RECIPIENT))
          && otk_record_is_null (notice, OTK_NOTICE_READ_AT))
        otk_record_set_time (notice, OTK_NOTICE_READ_AT, plan->now);
      return TRUE;
    }
  notices = otk_state_list (otk_plan_state (plan), OTK_ENTITY_NOTICE, OTK_NOTICE_REQUEST, &about);
  for (guint i = 0; i < notices->len; i++)
    {
      const OtkRecord *notice = g_ptr_array_index (notices, i);

      if (otk_value_equal (&me, otk_record_get (notice, OTK_NOTICE_RECIPIENT))
          && otk_record_is_null (notice, OTK_NOTICE_READ_AT))
        otk_record_set_time (otk_plan_edit (plan, OTK_ENTITY_NOTICE, otk_record_id (notice)),
                             OTK_NOTICE_READ_AT, plan->now);
    }
  return TRUE;
}
