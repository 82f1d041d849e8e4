/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-message.h"

#include <string.h>

/* Between the sentence of a system record and its detail. */
#define DETAIL_MARK "\n"

static gint64
next_ordinal (OtkPlan *plan, const OtkRecord *request)
{
  OtkValue id = otk_value_id (otk_record_id (request));
  g_autoptr (GPtrArray) messages =
      otk_state_list (otk_plan_state (plan), OTK_ENTITY_MESSAGE, OTK_MESSAGE_REQUEST, &id);
  gint64 last = 0;

  for (guint i = 0; i < messages->len; i++)
    last = MAX (last, otk_record_int (g_ptr_array_index (messages, i), OTK_MESSAGE_ORDINAL));
  return last + 1;
}

gboolean
otk_message_is_effective (const OtkRecord *message)
{
  return otk_record_int (message, OTK_MESSAGE_KIND) == OTK_MESSAGE_PUBLIC
         && !otk_record_int (message, OTK_MESSAGE_KEEP_INDICATOR);
}

OtkRecord *
otk_message_make (OtkPlan *plan, const OtkRecord *request, OtkMessageKind kind, const char *body)
{
  gint64 ordinal = next_ordinal (plan, request);
  OtkRecord *message = otk_plan_make_part (plan, OTK_ENTITY_MESSAGE);

  otk_record_set_id (message, OTK_MESSAGE_REQUEST, otk_record_id (request));
  otk_record_set_int (message, OTK_MESSAGE_ORDINAL, ordinal);
  otk_record_set_int (message, OTK_MESSAGE_KIND, kind);
  otk_record_set_text (message, OTK_MESSAGE_BODY, body);
  otk_record_set_time (message, OTK_MESSAGE_AT, plan->now);
  return message;
}

void
otk_message_system (OtkPlan *plan, OtkRecord *request, const char *sentence, const char *detail)
{
  g_autofree char *body = g_strconcat (sentence, detail != NULL ? DETAIL_MARK : NULL, detail, NULL);

  otk_record_set_flag (otk_message_make (plan, request, OTK_MESSAGE_SYSTEM, body),
                       OTK_MESSAGE_KEEP_INDICATOR, TRUE);
}

char *
otk_message_text (const OtkRecord *message)
{
  const char *body = otk_record_text (message, OTK_MESSAGE_BODY);
  g_auto (GStrv) parts = NULL;
  const char *sentence, *hole;

  if (body == NULL || otk_record_int (message, OTK_MESSAGE_KIND) != OTK_MESSAGE_SYSTEM)
    return g_strdup (body != NULL ? body : "");
  parts = g_strsplit (body, DETAIL_MARK, 2);
  sentence = *parts[0] != '\0' ? _ (parts[0]) : "";
  hole = strstr (sentence, "%s");
  if (hole == NULL || parts[1] == NULL)
    return g_strdup (sentence);
  return g_strdup_printf ("%.*s%s%s", (int) (hole - sentence), sentence, parts[1], hole + 2);
}

void
otk_message_comment (OtkPlan *plan, OtkRecord *request, const char *text)
{
  OtkRecord *message;

  if (text == NULL || *text == '\0')
    return;
  message = otk_message_make (plan, request, OTK_MESSAGE_HIDDEN, text);
  otk_record_set_id (message, OTK_MESSAGE_EMPLOYEE, otk_plan_actor_id (plan));
  otk_record_set_flag (message, OTK_MESSAGE_SUPPORT, TRUE);
}
