/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-touched.h"

#include "otk-error.h"

static void
touched_free (gpointer data)
{
  OtkTouched *self = data;

  g_clear_pointer (&self->before, otk_record_unref);
  g_clear_pointer (&self->after, otk_record_unref);
  g_free (self);
}

static OtkTouched *
touch (GPtrArray *touched, const OtkFact *fact, OtkFinder find, gpointer store, GError **error)
{
  OtkTouched *record;
  GError *failure = NULL;

  for (guint i = 0; i < touched->len; i++)
    {
      record = touched->pdata[i];
      if (record->entity == fact->entity && otk_id_equal (&record->id, &fact->row))
        return record;
    }
  record = g_new0 (OtkTouched, 1);
  g_ptr_array_add (touched, record);
  record->entity = fact->entity;
  record->id = fact->row;
  record->before = find (store, fact->entity, &fact->row, fact->kind == OTK_FACT_CREATE, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return NULL;
    }
  if (record->before != NULL)
    record->after = otk_record_copy (record->before);
  return record;
}

static gboolean
fold (OtkTouched *record, const OtkFact *fact, GError **error)
{
  const OtkEntity *entity = otk_entity (fact->entity);

  if (fact->kind != OTK_FACT_CREATE && record->after == NULL)
    return otk_refuse (error, OTK_ERROR_STALE, N_ ("The record is gone"), NULL);
  if (fact->kind == OTK_FACT_CREATE && record->after != NULL)
    return otk_refuse (error, OTK_ERROR_STALE, N_ ("The record is there already"), NULL);
  /* История, sync and rebuild go by roots, so a record keeps the one it was made for. */
  if (fact->kind == OTK_FACT_CHANGE && (int) fact->field == entity->root_field)
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("A record cannot move to another: %s"),
                       entity->name);
  record->after = otk_fact_fold (record->after, fact);
  return TRUE;
}

GPtrArray *
otk_touched_fold (GPtrArray *facts, OtkFinder find, gpointer store, GError **error)
{
  g_autoptr (GPtrArray) touched = g_ptr_array_new_with_free_func (touched_free);

  for (guint i = 0; i < facts->len; i++)
    {
      const OtkFact *fact = facts->pdata[i];
      OtkTouched *record = touch (touched, fact, find, store, error);

      if (record == NULL || !fold (record, fact, error))
        return NULL;
    }
  return g_steal_pointer (&touched);
}
