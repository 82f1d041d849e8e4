/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-view.h"

static void
clear_value (gpointer value)
{
  otk_value_clear (value);
}

static OtkCondition *
condition_new (guint field, OtkOp op)
{
  OtkCondition *condition = g_new0 (OtkCondition, 1);

  condition->field = field;
  condition->op = op;
  condition->values = g_array_new (FALSE, FALSE, sizeof (OtkValue));
  g_array_set_clear_func (condition->values, clear_value);
  return condition;
}

static void
condition_take (OtkCondition *condition, OtkValue value)
{
  g_array_append_val (condition->values, value);
}

static OtkCondition *
condition_copy (const OtkCondition *condition)
{
  OtkCondition *copy = condition_new (condition->field, condition->op);

  for (guint i = 0; i < condition->values->len; i++)
    condition_take (copy, otk_value_copy (&g_array_index (condition->values, OtkValue, i)));
  return copy;
}

static void
condition_free (gpointer data)
{
  OtkCondition *condition = data;

  g_array_unref (condition->values);
  g_free (condition);
}

/* A field that lists ids holds each of them; one that says yes or no says no while it is empty. */
static gboolean
holds (const OtkField *field, const OtkValue *value, const OtkValue *wanted)
{
  if (field->type == OTK_TYPE_REFS && wanted->type == OTK_VALUE_ID)
    return value->type == OTK_VALUE_TEXT && otk_ids_has (value->text, &wanted->id);
  if (field->type == OTK_TYPE_BOOL && wanted->type == OTK_VALUE_INT)
    return (value->type == OTK_VALUE_INT && value->number != 0) == (wanted->number != 0);
  return otk_value_equal (value, wanted);
}

static gboolean
holds_any (const OtkCondition *condition, const OtkField *field, const OtkValue *value)
{
  for (guint i = 0; i < condition->values->len; i++)
    if (holds (field, value, &g_array_index (condition->values, OtkValue, i)))
      return TRUE;
  return FALSE;
}

static gboolean
condition_matches (const OtkCondition *condition, const OtkRecord *record, const OtkId *viewer)
{
  const OtkField *field = &otk_record_entity (record)->fields[condition->field];
  const OtkValue *value = otk_record_get (record, condition->field);
  const OtkValue *wanted =
      condition->values->len > 0 ? &g_array_index (condition->values, OtkValue, 0) : NULL;
  OtkValue me = otk_value_id (viewer);

  switch (condition->op)
    {
    case OTK_OP_EQ:
    case OTK_OP_IN:
      return holds_any (condition, field, value);
    case OTK_OP_NE:
      return !holds_any (condition, field, value);
    case OTK_OP_LT:
      return value->type == OTK_VALUE_INT && wanted != NULL && value->number < wanted->number;
    case OTK_OP_GE:
      return value->type == OTK_VALUE_INT && wanted != NULL && value->number >= wanted->number;
    case OTK_OP_EMPTY:
      return otk_value_is_null (value);
    case OTK_OP_FILLED:
      return !otk_value_is_null (value);
    case OTK_OP_ME:
      return viewer != NULL && holds (field, value, &me);
    }
  return FALSE;
}

OtkView *
otk_view_new (OtkEntityType entity)
{
  OtkView *self = g_new0 (OtkView, 1);

  self->entity = entity;
  self->conditions = g_ptr_array_new_with_free_func (condition_free);
  self->sort = -1;
  self->sort2 = -1;
  return self;
}

OtkView *
otk_view_copy (const OtkView *self)
{
  OtkView *copy = otk_view_new (self->entity);

  for (guint i = 0; i < self->conditions->len; i++)
    g_ptr_array_add (copy->conditions, condition_copy (g_ptr_array_index (self->conditions, i)));
  copy->search = g_strdup (self->search);
  copy->sort = self->sort;
  copy->descending = self->descending;
  copy->sort2 = self->sort2;
  copy->descending2 = self->descending2;
  return copy;
}

void
otk_view_free (OtkView *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->conditions);
  g_free (self->search);
  g_free (self);
}

OtkView *
otk_view_add (OtkView *self, guint field, OtkOp op, const OtkValue *value)
{
  OtkCondition *condition = condition_new (field, op);

  if (value != NULL)
    condition_take (condition, otk_value_copy (value));
  g_ptr_array_add (self->conditions, condition);
  return self;
}

OtkView *
otk_view_add_int (OtkView *self, guint field, OtkOp op, gint64 number)
{
  OtkValue value = otk_value_int (number);

  return otk_view_add (self, field, op, &value);
}

OtkView *
otk_view_add_ints (OtkView *self, guint field, guint n, const gint64 *numbers)
{
  OtkCondition *condition = condition_new (field, OTK_OP_IN);

  for (guint i = 0; i < n; i++)
    condition_take (condition, otk_value_int (numbers[i]));
  g_ptr_array_add (self->conditions, condition);
  return self;
}

OtkView *
otk_view_add_ids (OtkView *self, guint field, GArray *ids)
{
  OtkCondition *condition = condition_new (field, OTK_OP_IN);

  for (guint i = 0; i < ids->len; i++)
    condition_take (condition, otk_value_id (&g_array_index (ids, OtkId, i)));
  g_ptr_array_add (self->conditions, condition);
  return self;
}

OtkView *
otk_view_add_id (OtkView *self, guint field, OtkOp op, const OtkId *id)
{
  OtkValue value = otk_value_id (id);

  return otk_view_add (self, field, op, &value);
}

void
otk_view_drop (OtkView *self, guint field)
{
  for (guint i = self->conditions->len; i > 0; i--)
    {
      const OtkCondition *condition = g_ptr_array_index (self->conditions, i - 1);

      if (condition->field == field)
        g_ptr_array_remove_index (self->conditions, i - 1);
    }
}

gboolean
otk_view_matches (const OtkView *self, const OtkRecord *record, const OtkId *viewer)
{
  gboolean asks_for_deleted = FALSE;

  if (otk_record_type (record) != self->entity)
    return FALSE;
  for (guint i = 0; i < self->conditions->len; i++)
    {
      const OtkCondition *condition = g_ptr_array_index (self->conditions, i);

      if (self->entity == OTK_ENTITY_REQUEST && condition->field == OTK_REQUEST_DELETED_AT)
        asks_for_deleted = TRUE;
      if (!condition_matches (condition, record, viewer))
        return FALSE;
    }
  return self->entity != OTK_ENTITY_REQUEST || asks_for_deleted
         || otk_record_is_null (record, OTK_REQUEST_DELETED_AT);
}
