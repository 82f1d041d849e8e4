/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-plan.h"

#include <string.h>

/* One record that the command touched. */
typedef struct
{
  OtkEntityType type;
  OtkId id;
  OtkRecord *before; /* (nullable): NULL where it did not exist */
  OtkRecord *now;    /* (nullable): NULL where it is gone */
  int born_field;    /* -1 where it comes to be as it is */
  gint64 born_value;
} Slot;

static guint
slot_hash (gconstpointer data)
{
  const Slot *slot = data;

  return otk_id_hash (&slot->id) * 31 + slot->type;
}

static gboolean
slot_equal (gconstpointer a, gconstpointer b)
{
  const Slot *x = a, *y = b;

  return x->type == y->type && otk_id_equal (&x->id, &y->id);
}

static void
slot_free (gpointer data)
{
  Slot *slot = data;

  g_clear_pointer (&slot->before, otk_record_unref);
  g_clear_pointer (&slot->now, otk_record_unref);
  g_free (slot);
}

static Slot *
find_slot (OtkPlan *self, OtkEntityType type, const OtkId *id)
{
  Slot key = { .type = type, .id = *id };

  return g_hash_table_lookup (self->slots, &key);
}

static Slot *
take_slot (OtkPlan *self, OtkEntityType type, const OtkId *id)
{
  Slot *slot = find_slot (self, type, id);

  if (slot != NULL)
    return slot;
  slot = g_new0 (Slot, 1);
  slot->type = type;
  slot->id = *id;
  slot->born_field = -1;
  slot->before = otk_state_find (self->state, type, id);
  if (slot->before != NULL)
    slot->now = otk_record_copy (slot->before);
  g_hash_table_add (self->slots, slot);
  g_ptr_array_add (self->order, slot);
  return slot;
}

static gboolean
belongs (const OtkRecord *record, int field, const OtkValue *value)
{
  return field < 0 || otk_value_equal (otk_record_get (record, (guint) field), value);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return otk_id_compare (otk_record_id (*(OtkRecord *const *) a),
                         otk_record_id (*(OtkRecord *const *) b));
}

static OtkRecord *
plan_find (OtkState *state, OtkEntityType type, const OtkId *id)
{
  OtkPlan *self = (OtkPlan *) state;
  Slot *slot = find_slot (self, type, id);

  if (slot == NULL)
    return otk_state_find (self->state, type, id);
  return slot->now != NULL ? otk_record_ref (slot->now) : NULL;
}

static GPtrArray *
plan_list (OtkState *state, OtkEntityType type, int field, const OtkValue *value)
{
  OtkPlan *self = (OtkPlan *) state;
  g_autoptr (GPtrArray) below = otk_state_list (self->state, type, field, value);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_record_unref);

  for (guint i = 0; i < below->len; i++)
    {
      OtkRecord *record = g_ptr_array_index (below, i);

      if (find_slot (self, type, otk_record_id (record)) == NULL)
        g_ptr_array_add (list, otk_record_ref (record));
    }
  for (guint i = 0; i < self->order->len; i++)
    {
      Slot *slot = g_ptr_array_index (self->order, i);

      if (slot->type == type && slot->now != NULL && belongs (slot->now, field, value))
        g_ptr_array_add (list, otk_record_ref (slot->now));
    }
  g_ptr_array_sort (list, compare_ids);
  return list;
}

static OtkWorkload
plan_workload (OtkState *state, const OtkId *employee)
{
  return otk_state_workload (((OtkPlan *) state)->state, employee);
}

static OtkCompleted
plan_completed (OtkState *state, const OtkId *sla, OtkTime from, OtkTime to)
{
  return otk_state_completed (((OtkPlan *) state)->state, sla, from, to);
}

static gint64
plan_next_number (OtkState *state)
{
  return otk_state_next_number (((OtkPlan *) state)->state);
}

static GPtrArray *
plan_facts_of (OtkState *state, const OtkId *command_or_batch)
{
  return otk_state_facts_of (((OtkPlan *) state)->state, command_or_batch);
}

static const OtkStateClass plan_class = {
  .find = plan_find,
  .list = plan_list,
  .workload = plan_workload,
  .completed = plan_completed,
  .next_number = plan_next_number,
  .facts_of = plan_facts_of,
};

static void
add_creation (GPtrArray *facts, const Slot *slot)
{
  g_autoptr (OtkRecord) first = NULL;
  guint field = (guint) slot->born_field;

  if (slot->born_field < 0)
    {
      g_ptr_array_add (facts, otk_fact_create (slot->now));
      return;
    }
  first = otk_record_copy (slot->now);
  otk_record_set_int (first, field, slot->born_value);
  g_ptr_array_add (facts, otk_fact_create (first));
  if (!otk_value_equal (otk_record_get (first, field), otk_record_get (slot->now, field)))
    g_ptr_array_add (facts, otk_fact_change (slot->now, field, otk_record_get (first, field),
                                             otk_record_get (slot->now, field)));
}

static void
add_changes (OtkPlan *self, GPtrArray *facts, Slot *slot)
{
  const OtkEntity *entity = otk_entity (slot->type);

  if (otk_record_equal (slot->before, slot->now))
    return;
  if (slot->type == OTK_ENTITY_REQUEST)
    otk_record_set_time (slot->now, OTK_REQUEST_CHANGED_AT,
                         MAX (self->now, otk_record_time (slot->before, OTK_REQUEST_CHANGED_AT)));
  for (guint field = 0; field < entity->n_fields; field++)
    {
      const OtkValue *before = otk_record_get (slot->before, field);
      const OtkValue *after = otk_record_get (slot->now, field);

      if (!otk_value_equal (before, after))
        g_ptr_array_add (facts, otk_fact_change (slot->now, field, before, after));
    }
}

static gboolean
already_told (OtkPlan *self, const OtkId *recipient, OtkNoticeKind kind, const OtkId *request)
{
  for (guint i = 0; i < self->order->len; i++)
    {
      const Slot *slot = g_ptr_array_index (self->order, i);

      if (slot->type == OTK_ENTITY_NOTICE && slot->before == NULL && slot->now != NULL
          && otk_record_int (slot->now, OTK_NOTICE_KIND) == kind
          && otk_record_refers (slot->now, OTK_NOTICE_RECIPIENT, recipient)
          && otk_record_refers (slot->now, OTK_NOTICE_REQUEST, request))
        return TRUE;
    }
  return FALSE;
}

OtkPlan *
otk_plan_new (OtkState *state, const OtkCommand *command)
{
  OtkPlan *self = g_new0 (OtkPlan, 1);

  self->parent.klass = &plan_class;
  self->parent.provisional = state->provisional;
  self->state = state;
  self->command = command;
  self->actor = otk_state_find (state, OTK_ENTITY_EMPLOYEE, &command->actor);
  self->now = command->at;
  self->subject = command->root;
  self->slots = g_hash_table_new (slot_hash, slot_equal);
  self->order = g_ptr_array_new_with_free_func (slot_free);
  return self;
}

void
otk_plan_free (OtkPlan *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->actor, otk_record_unref);
  g_clear_error (&self->refusal);
  g_hash_table_unref (self->slots);
  g_ptr_array_unref (self->order);
  g_free (self);
}

OtkState *
otk_plan_state (OtkPlan *self)
{
  return &self->parent;
}

OtkRecord *
otk_plan_edit (OtkPlan *self, OtkEntityType type, const OtkId *id)
{
  if (id == NULL || otk_id_is_none (id))
    return NULL;
  return take_slot (self, type, id)->now;
}

OtkRecord *
otk_plan_make (OtkPlan *self, OtkEntityType type, const OtkId *id)
{
  Slot *slot = take_slot (self, type, id);

  g_clear_pointer (&slot->now, otk_record_unref);
  slot->now = otk_record_new (type, id);
  return slot->now;
}

OtkRecord *
otk_plan_make_part (OtkPlan *self, OtkEntityType type)
{
  OtkId id = otk_id_derive (&self->command->id, ++self->parts);

  return otk_plan_make (self, type, &id);
}

void
otk_plan_remove (OtkPlan *self, OtkEntityType type, const OtkId *id)
{
  g_clear_pointer (&take_slot (self, type, id)->now, otk_record_unref);
}

void
otk_plan_born (OtkPlan *self, const OtkRecord *record, guint field, gint64 value)
{
  Slot *slot = find_slot (self, otk_record_type (record), otk_record_id (record));

  g_return_if_fail (slot != NULL && slot->before == NULL);
  slot->born_field = (int) field;
  slot->born_value = value;
}

void
otk_plan_notice (OtkPlan *self, const OtkId *recipient, OtkNoticeKind kind,
                 const OtkRecord *request, const char *detail)
{
  const OtkId *about = request != NULL ? otk_record_id (request) : NULL;
  OtkRecord *notice;

  if (recipient == NULL || already_told (self, recipient, kind, about))
    return;
  notice = otk_plan_make_part (self, OTK_ENTITY_NOTICE);
  otk_record_set_id (notice, OTK_NOTICE_RECIPIENT, recipient);
  otk_record_set_id (notice, OTK_NOTICE_REQUEST, about);
  otk_record_set_int (notice, OTK_NOTICE_KIND, kind);
  otk_record_set_text (notice, OTK_NOTICE_DETAIL, detail);
  otk_record_set_id (notice, OTK_NOTICE_ACTOR, otk_plan_actor_id (self));
  otk_record_set_time (notice, OTK_NOTICE_AT, self->now);
}

void
otk_plan_notice_administrators (OtkPlan *self, OtkNoticeKind kind, const OtkRecord *request,
                                const char *detail)
{
  OtkValue role = otk_value_int (OTK_ROLE_ADMINISTRATOR);
  g_autoptr (GPtrArray) people =
      otk_state_list (&self->parent, OTK_ENTITY_EMPLOYEE, OTK_EMPLOYEE_ROLE, &role);

  for (guint i = 0; i < people->len; i++)
    {
      const OtkRecord *person = g_ptr_array_index (people, i);

      if (otk_record_int (person, OTK_EMPLOYEE_ACTIVE))
        otk_plan_notice (self, otk_record_id (person), kind, request, detail);
    }
}

const OtkId *
otk_plan_actor_id (const OtkPlan *self)
{
  return self->actor != NULL ? otk_record_id (self->actor) : NULL;
}

OtkDecision *
otk_plan_finish (OtkPlan *self)
{
  OtkDecision *decision = g_new0 (OtkDecision, 1);

  decision->facts = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);
  decision->at = self->now;
  decision->subject = self->subject;
  decision->note = self->note;
  decision->merged = self->merged;
  decision->refusal = g_steal_pointer (&self->refusal);
  for (guint i = 0; i < self->order->len; i++)
    {
      Slot *slot = g_ptr_array_index (self->order, i);

      if (slot->before == NULL && slot->now != NULL)
        add_creation (decision->facts, slot);
      else if (slot->before != NULL && slot->now == NULL)
        g_ptr_array_add (decision->facts, otk_fact_delete (slot->before));
      else if (slot->before != NULL)
        add_changes (self, decision->facts, slot);
    }
  return decision;
}

void
otk_record_set_flag (OtkRecord *record, guint field, gboolean flag)
{
  otk_record_take (record, field, flag ? otk_value_int (1) : otk_value_null ());
}

void
otk_record_clear (OtkRecord *record, guint field)
{
  otk_record_take (record, field, otk_value_null ());
}

gboolean
otk_record_refers (const OtkRecord *record, guint field, const OtkId *id)
{
  const OtkId *held = otk_record_ref_id (record, field);

  return held != NULL && id != NULL ? otk_id_equal (held, id) : held == id;
}
