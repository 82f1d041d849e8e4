/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-memory.h"

/* Records, and lists of one entity, that are kept; beyond it starts afresh. */
#define MAX_RECORDS 4096
#define MAX_LISTS 64

/* Of a record that is kept, or of one that is looked for. */
typedef struct
{
  OtkEntityType type;
  OtkId id;
} Key;

typedef struct
{
  int field;
  OtkValue value;
  GPtrArray *records;
} Listed;

static guint
key_hash (gconstpointer key)
{
  return otk_id_hash (&((const Key *) key)->id);
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const Key *x = a, *y = b;

  return x->type == y->type && otk_id_equal (&x->id, &y->id);
}

static void
listed_free (gpointer data)
{
  Listed *self = data;

  otk_value_clear (&self->value);
  g_ptr_array_unref (self->records);
  g_free (self);
}

static GPtrArray *
copy_of (GPtrArray *records)
{
  return g_ptr_array_copy (records, (GCopyFunc) (void (*) (void)) otk_record_ref, NULL);
}

void
otk_memory_clear (OtkMemory *self)
{
  g_clear_pointer (&self->records, g_hash_table_unref);
  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    otk_memory_forget_lists (self, i);
}

OtkRecord *
otk_memory_find (OtkMemory *self, OtkEntityType type, const OtkId *id)
{
  Key key = { type, *id };
  OtkRecord *found = self->records != NULL ? g_hash_table_lookup (self->records, &key) : NULL;

  return found != NULL ? otk_record_ref (found) : NULL;
}

void
otk_memory_keep (OtkMemory *self, OtkRecord *record)
{
  Key key = { otk_record_type (record), *otk_record_id (record) };

  if (self->records == NULL)
    self->records =
        g_hash_table_new_full (key_hash, key_equal, g_free, (GDestroyNotify) otk_record_unref);
  else if (g_hash_table_size (self->records) >= MAX_RECORDS)
    g_hash_table_remove_all (self->records);
  g_hash_table_replace (self->records, g_memdup2 (&key, sizeof key), otk_record_ref (record));
}

void
otk_memory_forget (OtkMemory *self, OtkEntityType type, const OtkId *id)
{
  Key key = { type, *id };

  if (self->records != NULL)
    g_hash_table_remove (self->records, &key);
}

GPtrArray *
otk_memory_list (OtkMemory *self, OtkEntityType type, int field, const OtkValue *value)
{
  GPtrArray *lists = self->lists[type];

  for (guint i = 0; lists != NULL && i < lists->len; i++)
    {
      const Listed *listed = lists->pdata[i];

      if (listed->field == field && (field < 0 || otk_value_equal (&listed->value, value)))
        return copy_of (listed->records);
    }
  return NULL;
}

void
otk_memory_keep_list (OtkMemory *self, OtkEntityType type, int field, const OtkValue *value,
                      GPtrArray *records)
{
  Listed *listed = g_new0 (Listed, 1);

  if (self->lists[type] != NULL && self->lists[type]->len >= MAX_LISTS)
    otk_memory_forget_lists (self, type);
  if (self->lists[type] == NULL)
    self->lists[type] = g_ptr_array_new_with_free_func (listed_free);
  listed->field = field;
  if (field >= 0)
    listed->value = otk_value_copy (value);
  listed->records = copy_of (records);
  g_ptr_array_add (self->lists[type], listed);
}

void
otk_memory_forget_lists (OtkMemory *self, OtkEntityType type)
{
  g_clear_pointer (&self->lists[type], g_ptr_array_unref);
}
