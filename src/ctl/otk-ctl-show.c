/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-ctl-show.h"

#include "otk-access.h"
#include "otk-ctl-value.h"
#include "otk-status.h"

#include <glib/gi18n-lib.h>

#define N_STATUSES (OTK_STATUS_CLOSED + 1)

/* «Статусы по обращению»: wall-clock seconds in each status (product.md §1.2). */
static void
count_statuses (GPtrArray *facts, const OtkId *request, OtkTime now, gint64 seconds[N_STATUSES])
{
  gint64 status = 0;
  OtkTime since = now;
  for (guint i = 0; i <= facts->len; i++)
    {
      const OtkFact *fact = i < facts->len ? g_ptr_array_index (facts, i) : NULL;
      gint64 next = status;
      if (fact != NULL && !otk_id_equal (&fact->row, request))
        continue;
      if (fact != NULL && fact->kind == OTK_FACT_CREATE)
        next = otk_values_get_int (fact->content, "status", 0);
      else if (fact != NULL && fact->kind == OTK_FACT_CHANGE && fact->field == OTK_REQUEST_STATUS
               && fact->after.type == OTK_VALUE_INT)
        next = fact->after.number;
      else if (fact != NULL)
        continue;
      OtkTime at = fact != NULL ? fact->at : now;
      if (status > 0 && status < N_STATUSES && at > since)
        seconds[status] += (at - since) / OTK_SECOND;
      status = next;
      since = at;
    }
}

static gboolean
is_history (OtkCtl *ctl, const OtkFact *fact)
{
  const OtkEntity *entity = otk_entity (fact->entity);
  if (fact->kind != OTK_FACT_CHANGE)
    return fact->entity == OTK_ENTITY_REQUEST;
  if (!otk_access_sees_field (fact->entity, fact->field, ctl->actor))
    return FALSE;
  return fact->field < entity->n_fields && (entity->fields[fact->field].flags & OTK_FIELD_HISTORY);
}

static void
write_fact (OtkCtl *ctl, OtkJsonWriter *json, const OtkFact *fact)
{
  static const char *const actions[] = { "", "created", "changed", "deleted" };
  const OtkField *field = &otk_entity (fact->entity)->fields[fact->field];
  const OtkId *actor = otk_id_is_none (&fact->actor) ? NULL : &fact->actor;
  g_autofree char *name = otk_ctl_name (ctl, OTK_ENTITY_EMPLOYEE, actor);
  otk_json_writer_begin_object (json, NULL);
  otk_json_writer_time (json, "at", fact->at);
  otk_json_writer_string (json, "action", actions[fact->kind]);
  if (fact->entity != OTK_ENTITY_REQUEST)
    otk_json_writer_string (json, "of", otk_entity (fact->entity)->name);
  if (fact->kind == OTK_FACT_CHANGE)
    {
      otk_json_writer_string (json, "field", field->name);
      otk_ctl_write_value (ctl, json, "before", field, &fact->before);
      otk_ctl_write_value (ctl, json, "after", field, &fact->after);
    }
  otk_json_writer_string (json, "by", actor != NULL ? name : NULL);
  otk_json_writer_end (json);
}

static void
write_spent (OtkJsonWriter *json, const char *key, const OtkRecord *request, guint fact,
             const OtkSlaReading *reading)
{
  if (!otk_record_is_null (request, fact))
    otk_json_writer_int (json, key, otk_record_int (request, fact));
  else if (reading->state != OTK_SLA_OFF)
    otk_json_writer_int (json, key, reading->spent / OTK_SECOND);
  else
    otk_json_writer_null (json, key);
}

static void
write_statuses (OtkJsonWriter *json, GPtrArray *facts, const OtkRecord *request, OtkTime now)
{
  gint64 seconds[N_STATUSES] = { 0 };
  count_statuses (facts, otk_record_id (request), now, seconds);
  otk_json_writer_begin_object (json, "time_in_status_s");
  for (const OtkChoice *status = otk_status_choices; status->name != NULL; status++)
    otk_json_writer_int (json, status->name, seconds[status->value]);
  otk_json_writer_end (json);
}

static void
write_messages (OtkCtl *ctl, OtkJsonWriter *json, GPtrArray *messages)
{
  static const guint fields[] = { OTK_MESSAGE_AT,       OTK_MESSAGE_KIND,     OTK_MESSAGE_SUPPORT,
                                  OTK_MESSAGE_EMPLOYEE, OTK_MESSAGE_CUSTOMER, OTK_MESSAGE_BODY };
  otk_json_writer_begin_array (json, "conversation");
  for (guint i = 0; i < messages->len; i++)
    {
      const OtkRecord *message = g_ptr_array_index (messages, i);
      otk_json_writer_begin_object (json, NULL);
      for (guint f = 0; f < G_N_ELEMENTS (fields); f++)
        {
          const OtkField *field = &otk_record_entity (message)->fields[fields[f]];
          otk_ctl_write_value (ctl, json, field->name, field, otk_record_get (message, fields[f]));
        }
      otk_json_writer_end (json);
    }
  otk_json_writer_end (json);
}

/* Figures that are no fields, or are given under a name of their own. */
static void
write_clocks (OtkJsonWriter *json, const OtkRecord *request, const OtkCtlClocks *clocks)
{
  const OtkSlaReading *left = &clocks->resolution_now;
  write_spent (json, "reaction_spent_s", request, OTK_REQUEST_REACTION_SPENT,
               &clocks->reaction_now);
  write_spent (json, "resolution_spent_s", request, OTK_REQUEST_RESOLUTION_SPENT, left);
  if (left->state != OTK_SLA_OFF)
    otk_json_writer_int (json, "remaining_s", MAX (0, left->left / OTK_SECOND));
  else
    otk_json_writer_null (json, "remaining_s");
}

static gboolean
sees (OtkCtl *ctl, guint field)
{
  return otk_access_sees_field (OTK_ENTITY_REQUEST, field, ctl->actor);
}

static gboolean
is_always_written (guint field)
{
  switch (field)
    {
    case OTK_REQUEST_NUMBER:
    case OTK_REQUEST_STATUS:
    case OTK_REQUEST_RESPONSIBLE:
    case OTK_REQUEST_PRIORITY:
    case OTK_REQUEST_REACTION_DUE:
    case OTK_REQUEST_RESOLUTION_DUE:
    case OTK_REQUEST_PENDING_UNTIL:
      return TRUE;
    default:
      return FALSE;
    }
}

static void
write_fields (OtkCtl *ctl, OtkJsonWriter *json, const OtkRecord *request)
{
  const OtkEntity *entity = otk_record_entity (request);
  g_autofree char *id = otk_id_to_string (otk_record_id (request));
  otk_json_writer_string (json, "id", id);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      gboolean overdue = i == OTK_REQUEST_OVERDUE_REACTION || i == OTK_REQUEST_OVERDUE_RESOLUTION;
      if (overdue)
        otk_json_writer_bool (json, entity->fields[i].name, otk_record_int (request, i) != 0);
      else if (i != OTK_REQUEST_CALENDAR && sees (ctl, i)
               && (is_always_written (i) || !otk_record_is_null (request, i)))
        otk_ctl_write_value (ctl, json, entity->fields[i].name, &entity->fields[i],
                             otk_record_get (request, i));
    }
}

static void
show_json (OtkCtl *ctl, const OtkRecord *request, const OtkCtlClocks *clocks, GPtrArray *facts,
           GPtrArray *messages)
{
  g_autoptr (OtkJsonWriter) json = otk_json_writer_new (TRUE);
  otk_json_writer_begin_object (json, NULL);
  write_fields (ctl, json, request);
  write_clocks (json, request, clocks);
  write_statuses (json, facts, request, otk_ctl_now (ctl));
  write_messages (ctl, json, messages);
  otk_json_writer_begin_array (json, "history");
  for (guint i = 0; i < facts->len; i++)
    if (is_history (ctl, g_ptr_array_index (facts, i)))
      write_fact (ctl, json, g_ptr_array_index (facts, i));
  otk_json_writer_end (json);
  otk_json_writer_end (json);
  g_print ("%s", otk_json_writer_text (json));
}

static void
print_line (const char *label, const char *text)
{
  int width = (int) g_utf8_strlen (label, -1);
  if (*text != '\0')
    g_print ("%s:%*s%s\n", label, MAX (1, 30 - width), "", text);
}

static void
print_statuses (OtkCtl *ctl, const OtkRecord *request, GPtrArray *facts)
{
  OtkStatusSet set = otk_status_set (otk_store_state (ctl->store));
  gint64 seconds[N_STATUSES] = { 0 };
  count_statuses (facts, otk_record_id (request), otk_ctl_now (ctl), seconds);
  if (set == OTK_STATUS_SET_SIX) /* one name for both (K2) */
    seconds[OTK_STATUS_DONE] += seconds[OTK_STATUS_CLOSED];
  g_print ("\n%s\n", _ ("Time in each status:"));
  for (const OtkChoice *status = otk_status_choices; status->name != NULL; status++)
    {
      g_autofree char *span = otk_ctl_span (seconds[status->value]);
      if (otk_status_stage ((OtkStatus) status->value, set) != NULL)
        g_print ("  %s %s\n", span, _ (otk_status_set_label ((OtkStatus) status->value, set)));
    }
}

static void
show_text (OtkCtl *ctl, const OtkRecord *request, const OtkCtlClocks *clocks, GPtrArray *facts,
           GPtrArray *messages)
{
  const OtkEntity *entity = otk_record_entity (request);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      g_autofree char *text = otk_ctl_text (ctl, &entity->fields[i], otk_record_get (request, i));
      if (i != OTK_REQUEST_CALENDAR && sees (ctl, i))
        print_line (_ (entity->fields[i].label), text);
    }
  g_autofree char *left = otk_ctl_span (MAX (0, clocks->resolution_now.left / OTK_SECOND));
  if (clocks->resolution_now.state != OTK_SLA_OFF)
    print_line (_ ("Resolution time left"), left);
  print_statuses (ctl, request, facts);
  for (guint i = 0; i < messages->len; i++)
    {
      const OtkRecord *message = g_ptr_array_index (messages, i);
      g_autofree char *at = otk_ctl_time (otk_record_time (message, OTK_MESSAGE_AT));
      const OtkChoice *kind = otk_choice_by_value (otk_message_kind_choices,
                                                   otk_record_int (message, OTK_MESSAGE_KIND));
      g_print ("\n%s  %s\n%s\n", at, kind != NULL ? _ (kind->label) : "",
               otk_record_text (message, OTK_MESSAGE_BODY));
    }
}

static int
compare_messages (gconstpointer a, gconstpointer b)
{
  const OtkRecord *one = *(const OtkRecord *const *) a;
  const OtkRecord *two = *(const OtkRecord *const *) b;
  gint64 difference =
      otk_record_int (one, OTK_MESSAGE_ORDINAL) - otk_record_int (two, OTK_MESSAGE_ORDINAL);
  return difference < 0 ? -1 : difference > 0;
}

gboolean
otk_ctl_run_show (OtkCtl *ctl, GError **error)
{
  g_auto (OtkCtlClocks) clocks = { 0 };
  if (!otk_ctl_open_store (ctl, error))
    return FALSE;
  g_autoptr (OtkRecord) request = otk_ctl_request (ctl, g_ptr_array_index (ctl->words, 0), error);
  if (request == NULL || !otk_ctl_read_clocks (ctl, request, &clocks, error))
    return FALSE;
  g_auto (OtkValue) id = otk_value_id (otk_record_id (request));
  g_autoptr (GPtrArray) facts = otk_store_facts (ctl->store, otk_record_id (request), error);
  g_autoptr (GPtrArray) messages = facts != NULL ? otk_store_list (ctl->store, OTK_ENTITY_MESSAGE,
                                                                   OTK_MESSAGE_REQUEST, &id, error)
                                                 : NULL;
  if (messages == NULL)
    return FALSE;
  for (guint i = messages->len; i > 0; i--)
    if (!otk_access_sees_message (g_ptr_array_index (messages, i - 1), ctl->actor))
      g_ptr_array_remove_index (messages, i - 1);
  g_ptr_array_sort (messages, compare_messages);
  if (ctl->json)
    show_json (ctl, request, &clocks, facts, messages);
  else
    show_text (ctl, request, &clocks, facts, messages);
  return TRUE;
}
