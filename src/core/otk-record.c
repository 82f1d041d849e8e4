/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-record.h"

struct _OtkRecord
{
  gatomicrefcount refs;
  const OtkEntity *entity;
  gint64 rowid;
  OtkId id;
  OtkValue values[];
};

OtkRecord *
otk_record_new (OtkEntityType type, const OtkId *id)
{
  const OtkEntity *entity = otk_entity (type);
  OtkRecord *self = g_malloc0 (sizeof *self + entity->n_fields * sizeof (OtkValue));

  g_atomic_ref_count_init (&self->refs);
  self->entity = entity;
  self->id = *id;
  return self;
}

OtkRecord *
otk_record_copy (const OtkRecord *self)
{
  OtkRecord *copy = otk_record_new (self->entity->type, &self->id);

  copy->rowid = self->rowid;
  for (guint i = 0; i < self->entity->n_fields; i++)
    copy->values[i] = otk_value_copy (&self->values[i]);
  return copy;
}

OtkRecord *
otk_record_ref (OtkRecord *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
otk_record_unref (OtkRecord *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < self->entity->n_fields; i++)
    otk_value_clear (&self->values[i]);
  g_free (self);
}

const OtkEntity *
otk_record_entity (const OtkRecord *self)
{
  return self->entity;
}

OtkEntityType
otk_record_type (const OtkRecord *self)
{
  return self->entity->type;
}

const OtkId *
otk_record_id (const OtkRecord *self)
{
  return &self->id;
}

const OtkId *
otk_record_root (const OtkRecord *self)
{
  const OtkId *root = NULL;

  if (self->entity->root_field >= 0)
    root = otk_record_ref_id (self, (guint) self->entity->root_field);
  return root != NULL ? root : &self->id;
}

gint64
otk_record_rowid (const OtkRecord *self)
{
  return self->rowid;
}

void
otk_record_set_rowid (OtkRecord *self, gint64 rowid)
{
  self->rowid = rowid;
}

const OtkValue *
otk_record_get (const OtkRecord *self, guint field)
{
  g_return_val_if_fail (field < self->entity->n_fields, NULL);
  return &self->values[field];
}

gboolean
otk_record_is_null (const OtkRecord *self, guint field)
{
  return otk_value_is_null (otk_record_get (self, field));
}

const char *
otk_record_text (const OtkRecord *self, guint field)
{
  const OtkValue *value = otk_record_get (self, field);

  return value->type == OTK_VALUE_TEXT ? value->text : NULL;
}

gint64
otk_record_int (const OtkRecord *self, guint field)
{
  const OtkValue *value = otk_record_get (self, field);

  return value->type == OTK_VALUE_INT ? value->number : 0;
}

OtkTime
otk_record_time (const OtkRecord *self, guint field)
{
  const OtkValue *value = otk_record_get (self, field);

  return value->type == OTK_VALUE_INT ? value->number : OTK_TIME_NONE;
}

const OtkId *
otk_record_ref_id (const OtkRecord *self, guint field)
{
  const OtkValue *value = otk_record_get (self, field);

  return value->type == OTK_VALUE_ID ? &value->id : NULL;
}

const char *
otk_record_name (const OtkRecord *self)
{
  const char *name = otk_record_text (self, (guint) self->entity->name_field);

  return name != NULL ? name : "";
}

void
otk_record_take (OtkRecord *self, guint field, OtkValue value)
{
  g_return_if_fail (field < self->entity->n_fields);
  otk_value_clear (&self->values[field]);
  self->values[field] = value;
}

void
otk_record_set_text (OtkRecord *self, guint field, const char *text)
{
  otk_record_take (self, field, otk_value_text (text));
}

void
otk_record_set_int (OtkRecord *self, guint field, gint64 number)
{
  otk_record_take (self, field, otk_value_int (number));
}

void
otk_record_set_time (OtkRecord *self, guint field, OtkTime at)
{
  otk_record_take (self, field, otk_value_time (at));
}

void
otk_record_set_id (OtkRecord *self, guint field, const OtkId *id)
{
  otk_record_take (self, field, otk_value_id (id));
}

gboolean
otk_record_equal (const OtkRecord *a, const OtkRecord *b)
{
  if (a->entity != b->entity || otk_id_compare (&a->id, &b->id) != 0)
    return FALSE;
  for (guint i = 0; i < a->entity->n_fields; i++)
    if (!otk_value_equal (&a->values[i], &b->values[i]))
      return FALSE;
  return TRUE;
}

OtkValues *
otk_record_to_values (const OtkRecord *self)
{
  OtkValues *values = otk_values_new ();

  for (guint i = 0; i < self->entity->n_fields; i++)
    if (!otk_value_is_null (&self->values[i]))
      otk_values_take (values, self->entity->fields[i].name, otk_value_copy (&self->values[i]));
  return values;
}

OtkRecord *
otk_record_from_values (OtkEntityType type, const OtkId *id, const OtkValues *values)
{
  OtkRecord *self = otk_record_new (type, id);

  for (guint i = 0; i < otk_values_size (values); i++)
    {
      const char *name;
      const OtkValue *value = otk_values_nth (values, i, &name);
      int field = otk_entity_field (self->entity, name);

      if (field >= 0)
        otk_record_take (self, (guint) field, otk_value_copy (value));
    }
  return self;
}
