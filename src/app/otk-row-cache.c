/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-row-cache.h"

/* Lines held at most beyond those that someone else holds. */
#define KEPT 8192

struct _OtkRowCache
{
  GHashTable *rows; /* gint64 (of an Entry) → OtkRow (borrowed): all alive */
  GQueue kept;      /* (element-type OtkRow): held, the latest read first */
};

/* Where a row that dies has to be struck off; its number, first, is the key of the table. */
typedef struct
{
  gint64 rowid;
  GHashTable *rows;
} Entry;

static void
row_died_cb (gpointer data, GObject *row)
{
  Entry *entry = data;

  /* Another line may stand for the same record by now. */
  if (g_hash_table_lookup (entry->rows, &entry->rowid) == (gpointer) row)
    g_hash_table_remove (entry->rows, &entry->rowid);
  g_hash_table_unref (entry->rows);
  g_free (entry);
}

OtkRowCache *
otk_row_cache_new (void)
{
  OtkRowCache *self = g_new0 (OtkRowCache, 1);

  self->rows = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_queue_init (&self->kept);
  return self;
}

void
otk_row_cache_free (OtkRowCache *self)
{
  otk_row_cache_let_go (self);
  g_hash_table_unref (self->rows);
  g_free (self);
}

OtkRow *
otk_row_cache_find (OtkRowCache *self, gint64 rowid)
{
  return g_hash_table_lookup (self->rows, &rowid);
}

void
otk_row_cache_add (OtkRowCache *self, gint64 rowid, OtkRecord *record)
{
  OtkRow *row = otk_row_new (rowid, record);
  Entry *entry = g_new (Entry, 1);

  entry->rows = g_hash_table_ref (self->rows);
  entry->rowid = rowid;
  g_hash_table_insert (self->rows, &entry->rowid, row);
  g_object_weak_ref (G_OBJECT (row), row_died_cb, entry);
  g_queue_push_head (&self->kept, row);
  while (self->kept.length > KEPT)
    g_object_unref (g_queue_pop_tail (&self->kept));
}

void
otk_row_cache_rewrite (OtkRowCache *self, const gint64 *from, const gint64 *to, guint n,
                       GPtrArray *records)
{
  g_autofree gpointer *entries = g_new0 (gpointer, n);
  g_autofree gpointer *rows = g_new0 (gpointer, n);

  /* All are taken out first: some numbers may be in both. */
  for (guint i = 0; i < n; i++)
    g_hash_table_steal_extended (self->rows, &from[i], &entries[i], &rows[i]);
  for (guint i = 0; i < n; i++)
    {
      Entry *entry = entries[i];

      if (entry == NULL)
        continue;
      entry->rowid = to[i];
      g_hash_table_replace (self->rows, &entry->rowid, rows[i]);
    }
  for (guint i = 0; i < n; i++)
    if (rows[i] != NULL)
      otk_row_become (rows[i], to[i],
                      records != NULL && i < records->len ? records->pdata[i] : NULL);
}

void
otk_row_cache_touch (OtkRowCache *self)
{
  g_autoptr (GList) rows = g_hash_table_get_values (self->rows);

  for (GList *link = rows; link != NULL; link = link->next)
    otk_row_touch (link->data);
}

void
otk_row_cache_let_go (OtkRowCache *self)
{
  g_queue_clear_full (&self->kept, g_object_unref);
}

guint
otk_row_cache_size (OtkRowCache *self)
{
  return g_hash_table_size (self->rows);
}
