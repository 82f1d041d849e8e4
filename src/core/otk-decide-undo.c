/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-decide-private.h"

#include "otk-access.h"

/* How long something can be taken back. */
#define UNDO_WINDOW OTK_DAY

static gboolean
refuse_newer (GError **error, const char *what)
{
  return otk_refuse (error, OTK_ERROR_STALE, N_ ("It cannot be taken back: «%s» was changed since"),
                     what);
}

/* What was removed for good stays so; what was merely read is not worth taking back. */
static gboolean
is_final (const OtkFact *fact)
{
  if (fact->kind == OTK_FACT_DELETE && fact->entity == OTK_ENTITY_REQUEST)
    return otk_values_has (fact->content, "deleted_at");
  return fact->kind == OTK_FACT_CHANGE && fact->entity == OTK_ENTITY_NOTICE;
}

static gboolean
check_fact (OtkPlan *plan, const OtkFact *fact, GError **error)
{
  if (plan->now - fact->at > UNDO_WINDOW)
    return otk_refuse (error, OTK_ERROR_STALE, N_ ("Only a day's actions can be taken back"), NULL);
  if (plan->actor != NULL && !otk_access_is_administrator (plan->actor)
      && !otk_id_equal (&fact->actor, otk_record_id (plan->actor)))
    return otk_refuse (error, OTK_ERROR_NOT_ALLOWED,
                       N_ ("Only an administrator takes back what others did"), NULL);
  if (is_final (fact))
    return otk_refuse (error, OTK_ERROR_NOT_ALLOWED, N_ ("This cannot be taken back"), NULL);
  return TRUE;
}

static gboolean
take_back_change (OtkPlan *plan, const OtkFact *fact, GError **error)
{
  const OtkEntity *entity = otk_entity (fact->entity);
  OtkRecord *record = otk_plan_edit (plan, fact->entity, &fact->row);

  if (record == NULL)
    return refuse_newer (error, _ (entity->label));
  /* When it was last changed is no content: taking back is a change too. */
  if (fact->entity == OTK_ENTITY_REQUEST && fact->field == OTK_REQUEST_CHANGED_AT)
    return TRUE;
  if (!otk_value_equal (otk_record_get (record, fact->field), &fact->after))
    return refuse_newer (error, _ (entity->fields[fact->field].label));
  otk_record_take (record, fact->field, otk_value_copy (&fact->before));
  return TRUE;
}

/* Whether records of others came to hang on the request since. */
static gboolean
has_followers (OtkPlan *plan, const OtkId *request)
{
  static const struct
  {
    OtkEntityType type;
    int field;
  } kinds[] = {
    { OTK_ENTITY_MESSAGE, OTK_MESSAGE_REQUEST },
    { OTK_ENTITY_ATTACHMENT, OTK_ATTACHMENT_REQUEST },
    { OTK_ENTITY_TASK, OTK_TASK_REQUEST },
    { OTK_ENTITY_REQUEST, OTK_REQUEST_MASTER },
  };
  OtkValue id = otk_value_id (request);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GPtrArray) followers =
          otk_state_list (otk_plan_state (plan), kinds[i].type, kinds[i].field, &id);

      if (followers->len > 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
take_back_creation (OtkPlan *plan, const OtkFact *fact, GError **error)
{
  const OtkEntity *entity = otk_entity (fact->entity);
  const OtkRecord *record = otk_plan_edit (plan, fact->entity, &fact->row);
  g_autoptr (OtkRecord) made = otk_record_from_values (fact->entity, &fact->row, fact->content);

  if (record == NULL)
    return refuse_newer (error, _ (entity->label));
  for (guint i = 0; i < entity->n_fields; i++)
    {
      gboolean passed_over = (fact->entity == OTK_ENTITY_REQUEST && i == OTK_REQUEST_CHANGED_AT)
                             || (fact->entity == OTK_ENTITY_NOTICE && i == OTK_NOTICE_READ_AT);

      if (!passed_over && !otk_value_equal (otk_record_get (record, i), otk_record_get (made, i)))
        return refuse_newer (error, _ (entity->fields[i].label));
    }
  if (fact->entity == OTK_ENTITY_REQUEST && has_followers (plan, &fact->row))
    return refuse_newer (error, _ (entity->label));
  otk_plan_remove (plan, fact->entity, &fact->row);
  return TRUE;
}

static gboolean
take_back_removal (OtkPlan *plan, const OtkFact *fact, GError **error)
{
  const OtkEntity *entity = otk_entity (fact->entity);
  g_autoptr (OtkRecord) was = otk_record_from_values (fact->entity, &fact->row, fact->content);
  OtkRecord *record;

  if (otk_plan_edit (plan, fact->entity, &fact->row) != NULL)
    return refuse_newer (error, _ (entity->label));
  record = otk_plan_make (plan, fact->entity, &fact->row);
  for (guint i = 0; i < entity->n_fields; i++)
    otk_record_take (record, i, otk_value_copy (otk_record_get (was, i)));
  return TRUE;
}

static gboolean
take_back (OtkPlan *plan, const OtkFact *fact, GError **error)
{
  switch (fact->kind)
    {
    case OTK_FACT_CREATE:
      /* Versions of schedules are for ever: others may have come to rely on one. */
      return fact->entity == OTK_ENTITY_CALENDAR || take_back_creation (plan, fact, error);
    case OTK_FACT_CHANGE:
      return take_back_change (plan, fact, error);
    case OTK_FACT_DELETE:
    default:
      return take_back_removal (plan, fact, error);
    }
}

gboolean
otk_decide_undo (OtkPlan *plan, OtkRecord *nothing, GError **error)
{
  const OtkId *target = otk_values_get_id (plan->command->args, "target");
  g_autoptr (GPtrArray) facts = NULL;

  if (target == NULL)
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("Say what to take back"), NULL);
  facts = otk_state_facts_of (otk_plan_state (plan), target);
  if (facts->len == 0)
    return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("There is nothing to take back"), NULL);
  for (guint i = 0; i < facts->len; i++)
    {
      const OtkFact *fact = g_ptr_array_index (facts, i);

      /* Where the clock jumped back, it is taken back at the moment it was done. */
      plan->now = MAX (plan->now, fact->at);
      if (!check_fact (plan, fact, error))
        return FALSE;
    }
  for (guint i = facts->len; i > 0; i--)
    if (!take_back (plan, g_ptr_array_index (facts, i - 1), error))
      return FALSE;
  plan->subject = ((const OtkFact *) g_ptr_array_index (facts, 0))->root;
  return TRUE;
}
