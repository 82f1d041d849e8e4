/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-fact.h"

static OtkFact *
fact_new (OtkFactKind kind, const OtkRecord *record)
{
  OtkFact *self = g_new0 (OtkFact, 1);

  g_atomic_ref_count_init (&self->refs);
  self->kind = kind;
  self->entity = otk_record_type (record);
  self->row = *otk_record_id (record);
  self->root = *otk_record_root (record);
  return self;
}

OtkFact *
otk_fact_create (const OtkRecord *record)
{
  OtkFact *self = fact_new (OTK_FACT_CREATE, record);

  self->content = otk_record_to_values (record);
  return self;
}

OtkFact *
otk_fact_change (const OtkRecord *record, guint field, const OtkValue *before,
                 const OtkValue *after)
{
  OtkFact *self = fact_new (OTK_FACT_CHANGE, record);

  self->field = field;
  self->before = otk_value_copy (before);
  self->after = otk_value_copy (after);
  return self;
}

OtkFact *
otk_fact_delete (const OtkRecord *record)
{
  OtkFact *self = fact_new (OTK_FACT_DELETE, record);

  self->content = otk_record_to_values (record);
  return self;
}

OtkFact *
otk_fact_ref (OtkFact *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
otk_fact_unref (OtkFact *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  otk_value_clear (&self->before);
  otk_value_clear (&self->after);
  g_clear_pointer (&self->content, otk_values_unref);
  g_free (self);
}

OtkRecord *
otk_fact_fold (OtkRecord *record, const OtkFact *fact)
{
  switch (fact->kind)
    {
    case OTK_FACT_CREATE:
      g_clear_pointer (&record, otk_record_unref);
      return otk_record_from_values (fact->entity, &fact->row, fact->content);
    case OTK_FACT_CHANGE:
      if (record != NULL)
        otk_record_take (record, fact->field, otk_value_copy (&fact->after));
      return record;
    case OTK_FACT_DELETE:
    default:
      g_clear_pointer (&record, otk_record_unref);
      return NULL;
    }
}
