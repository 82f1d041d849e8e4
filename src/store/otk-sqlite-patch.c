/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-sync.h"

#include "otk-error.h"
#include "otk-mutant.h"
#include "otk-touched.h"

/* A row as it was when the patch was opened. */
typedef struct
{
  OtkEntityType entity; /* as in OtkStaged: both are keys */
  OtkId id;
  OtkRecord *before; /* (nullable) */
  gboolean unsent;
} Seen;

/* A row on its way to the tables. */
typedef struct
{
  OtkTouched touched;
  gint64 x_before, x_after;
} Write;

static guint
key_hash (gconstpointer key)
{
  return otk_id_hash (&((const OtkStaged *) key)->id);
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const OtkStaged *x = a, *y = b;

  return x->entity == y->entity && otk_id_equal (&x->id, &y->id);
}

static void
staged_free (gpointer data)
{
  OtkStaged *self = data;

  g_clear_pointer (&self->after, otk_record_unref);
  g_free (self);
}

static void
seen_free (gpointer data)
{
  Seen *self = data;

  g_clear_pointer (&self->before, otk_record_unref);
  g_free (self);
}

static void
write_free (gpointer data)
{
  Write *self = data;

  g_clear_pointer (&self->touched.before, otk_record_unref);
  g_clear_pointer (&self->touched.after, otk_record_unref);
  g_free (self);
}

void
otk_sqlite_open_patch (OtkSqlite *self)
{
  if (self->patch != NULL)
    return;
  self->patch = g_new0 (OtkPatch, 1);
  self->patch->staged = g_hash_table_new (key_hash, key_equal);
  self->patch->order = g_ptr_array_new_with_free_func (staged_free);
  self->patch->seen = g_hash_table_new (key_hash, key_equal);
  self->patch->seen_order = g_ptr_array_new_with_free_func (seen_free);
}

gboolean
otk_sqlite_close_patch (OtkSqlite *self, gboolean done, GError **error)
{
  OtkPatch *patch = g_steal_pointer (&self->patch);

  if (patch == NULL)
    return done;
  done = otk_sqlite_finish_index (self, &patch->indexing, done, error);
  g_hash_table_unref (patch->staged);
  g_ptr_array_unref (patch->order);
  g_hash_table_unref (patch->seen);
  g_ptr_array_unref (patch->seen_order);
  g_free (patch);
  return done;
}

OtkIndexing *
otk_sqlite_indexing (OtkSqlite *self, OtkIndexing *own)
{
  return self->patch != NULL ? &self->patch->indexing : own;
}

void
otk_sqlite_forget_staged (OtkSqlite *self)
{
  OtkPatch *patch = self->patch;

  g_clear_pointer (&patch->indexing.requests, g_hash_table_unref);
  g_hash_table_remove_all (patch->staged);
  g_ptr_array_set_size (patch->order, 0);
  g_hash_table_remove_all (patch->seen);
  g_ptr_array_set_size (patch->seen_order, 0);
  patch->reset = TRUE;
}

static void
note_seen (OtkSqlite *self, OtkEntityType entity, const OtkId *id, const OtkRecord *before,
           gboolean unsent)
{
  OtkStaged key = { .entity = entity, .id = *id };
  Seen *seen;

  if (self->patch == NULL || g_hash_table_contains (self->patch->seen, &key))
    return;
  seen = g_new0 (Seen, 1);
  seen->entity = entity;
  seen->id = *id;
  seen->before = before != NULL ? otk_record_copy (before) : NULL;
  seen->unsent = unsent;
  g_hash_table_add (self->patch->seen, seen);
  g_ptr_array_add (self->patch->seen_order, seen);
}

void
otk_sqlite_stage (OtkSqlite *self, OtkEntityType entity, const OtkId *id, OtkRecord *after,
                  gint64 x)
{
  OtkStaged key = { .entity = entity, .id = *id };
  OtkStaged *staged = g_hash_table_lookup (self->patch->staged, &key);

  if (staged == NULL)
    {
      staged = g_memdup2 (&key, sizeof key);
      g_hash_table_add (self->patch->staged, staged);
      g_ptr_array_add (self->patch->order, staged);
    }
  g_clear_pointer (&staged->after, otk_record_unref);
  staged->after = after != NULL ? otk_record_ref (after) : NULL;
  staged->x = x;
}

static gint64
version_of (OtkSqlite *self, const OtkRecord *record)
{
  g_autofree char *sql =
      g_strconcat ("SELECT x FROM ", otk_record_entity (record)->table, " WHERE rowid = ?", NULL);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self, sql, NULL))
    return 0;
  otk_statement_bind_int (&statement, 1, otk_record_rowid (record));
  return otk_statement_step (&statement, NULL) == 1 ? otk_statement_int (&statement, 0) : 0;
}

static gboolean
keep_image (OtkSqlite *self, const OtkRecord *before, const OtkRecord *any, gint64 x,
            GError **error)
{
  g_autoptr (OtkValues) values = before != NULL ? otk_record_to_values (before) : NULL;
  g_autoptr (GBytes) content = values != NULL ? otk_values_encode (values) : NULL;
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self,
                              "INSERT INTO image (entity, id, root, x, row, content)"
                              " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                              error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, self->terms.entities[otk_record_type (any)]);
  otk_statement_bind_id (&statement, 2, otk_record_id (any));
  otk_statement_bind_id (&statement, 3, otk_record_root (any));
  otk_statement_bind_int (&statement, 4, x);
  otk_statement_bind_int (&statement, 5, before != NULL ? otk_record_rowid (before) : 0);
  otk_statement_bind_bytes (&statement, 6, content);
  return otk_statement_run (&statement, error);
}

/* Behind the server's: its row number comes with its row, and a list shows the newest first. */
static gint64
next_local_row (OtkSqlite *self, OtkEntityType type)
{
  g_autofree char *sql = g_strconcat ("SELECT max (rowid) FROM ", otk_entity (type)->table, NULL);

  return MAX (otk_sqlite_number (self, sql, 0) + 1, OTK_REPLICA_FIRST_PENDING);
}

static gboolean
is_forgotten (const OtkRecord *before, const OtkRecord *after)
{
  return (before == NULL && OTK_MUTANT (OTK_MUTANT_NO_INSERT_IMAGE))
         || (after == NULL && OTK_MUTANT (OTK_MUTANT_NO_DELETE_IMAGE))
         || (before != NULL && after != NULL && OTK_MUTANT (OTK_MUTANT_NO_UPDATE_IMAGE));
}

gboolean
otk_sqlite_touch_here (OtkSqlite *self, const OtkRecord *before, OtkRecord *after, GError **error)
{
  const OtkRecord *any = before != NULL ? before : after;
  gint64 x;

  if (any == NULL)
    return TRUE;
  x = before != NULL ? version_of (self, before) : 0;
  note_seen (self, otk_record_type (any), otk_record_id (any), before, x == OTK_REPLICA_UNSENT);
  if (before == NULL)
    otk_record_set_rowid (after, next_local_row (self, otk_record_type (after)));
  if (is_forgotten (before, after))
    return TRUE;
  return x == OTK_REPLICA_UNSENT || keep_image (self, before, any, x, error);
}

static gboolean
keep_read_cb (const OtkRecord *record, gint64 x, gpointer data, GError **error)
{
  Write *write = data;

  write->touched.before = otk_record_copy (record);
  write->x_before = x;
  return TRUE;
}

/* The row as it is; before stays NULL where there is none. */
static Write *
write_new (OtkSqlite *self, OtkEntityType entity, const char *where, const OtkValue *value,
           GError **error)
{
  Write *write = g_new0 (Write, 1);

  write->touched.entity = entity;
  if (otk_sqlite_each (self, entity, where, value, 1, keep_read_cb, write, error))
    return write;
  write_free (write);
  return NULL;
}

/* Another row where this one has to be: the server has given its number away after it was deleted
 * there, which this device has not heard of yet. Rows that the answer moves away are left alone. */
static gboolean
evict (OtkSqlite *self, const OtkRecord *comes, GPtrArray *writes, GError **error)
{
  OtkValue rowid = otk_value_int (otk_record_rowid (comes));
  Write *write = write_new (self, otk_record_type (comes), " WHERE rowid = ?", &rowid, error);
  OtkStaged key = { .entity = otk_record_type (comes) };

  if (write == NULL)
    return FALSE;
  if (write->touched.before != NULL)
    key.id = *otk_record_id (write->touched.before);
  if (write->touched.before == NULL || g_hash_table_contains (self->patch->staged, &key))
    {
      write_free (write);
      return TRUE;
    }
  write->touched.id = key.id;
  g_ptr_array_add (writes, write);
  return TRUE;
}

static gboolean
plan_write (OtkSqlite *self, const OtkStaged *staged, GPtrArray *writes, GError **error)
{
  g_auto (OtkValue) id = otk_value_id (&staged->id);
  Write *write = write_new (self, staged->entity, " WHERE id = ?", &id, error);
  const OtkRecord *before;

  if (write == NULL)
    return FALSE;
  write->touched.id = staged->id;
  before = write->touched.before;
  g_ptr_array_add (writes, write);
  if (staged->after == NULL)
    return TRUE;
  /* One that moves goes first and comes again. */
  if (before != NULL && otk_record_rowid (before) != otk_record_rowid (staged->after))
    {
      write = g_new0 (Write, 1);
      write->touched.entity = staged->entity;
      write->touched.id = staged->id;
      g_ptr_array_add (writes, write);
      before = NULL;
    }
  write->touched.after = otk_record_ref (staged->after);
  write->x_after = staged->x;
  return before != NULL || evict (self, staged->after, writes, error);
}

static gboolean
write_one (OtkSqlite *self, Write *write, GError **error)
{
  OtkTouched *touched = &write->touched;
  gboolean done;

  if (touched->after == NULL)
    done = otk_sqlite_delete (self, touched->before, error);
  else if (touched->before == NULL)
    done = otk_sqlite_insert (self, touched->after, write->x_after, error);
  else
    done = otk_sqlite_update (self, touched->before, touched->after, write->x_after, error);
  if (!done)
    return FALSE;
  otk_memory_forget_lists (&self->memory, touched->entity);
  if (touched->after != NULL)
    otk_sqlite_remember (self, touched->after);
  else
    otk_memory_forget (&self->memory, touched->entity, &touched->id);
  return touched->entity != OTK_ENTITY_REQUEST
         || otk_sqlite_put_timers (self, touched->before, touched->after, error);
}

static gboolean
is_empty (const Write *write)
{
  return write->touched.before == NULL && write->touched.after == NULL;
}

static gboolean
write_rows (OtkSqlite *self, GPtrArray *writes, gboolean removals, GError **error)
{
  for (guint i = 0; i < writes->len; i++)
    {
      Write *write = writes->pdata[i];

      if (!is_empty (write) && (write->touched.after == NULL) == removals
          && !write_one (self, write, error))
        return FALSE;
    }
  return TRUE;
}

static void
add_to_sum (guint64 *sum, const Write *write)
{
  const OtkTouched *touched = &write->touched;

  if (touched->before != NULL)
    *sum ^= otk_feed_row_hash (touched->entity, &touched->id, write->x_before);
  if (touched->after != NULL)
    *sum ^= otk_feed_row_hash (touched->entity, &touched->id, write->x_after);
}

static gboolean
write_all (OtkSqlite *self, GPtrArray *writes, guint64 *sum, GError **error)
{
  OtkIndexing *indexing = &self->patch->indexing;

  for (guint i = 0; i < writes->len; i++)
    {
      const Write *write = writes->pdata[i];
      const OtkTouched *touched = &write->touched;

      note_seen (self, touched->entity, &touched->id, touched->before,
                 write->x_before == OTK_REPLICA_UNSENT);
      if (sum != NULL)
        add_to_sum (sum, write);
      if (!otk_sqlite_unindex (self, indexing, touched->before, touched->after, error))
        return FALSE;
    }
  /* Removals first: what comes may take their row numbers. */
  if (!write_rows (self, writes, TRUE, error) || !write_rows (self, writes, FALSE, error))
    return FALSE;
  for (guint i = 0; i < writes->len; i++)
    {
      const OtkTouched *touched = &((Write *) writes->pdata[i])->touched;

      if (!otk_sqlite_reindex (self, indexing, touched->before, touched->after, error))
        return FALSE;
    }
  return TRUE;
}

/* Along the tables: the newest come first over the line, and pages that are filled backwards stay
 * half empty. */
static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Write *x = *(Write *const *) a, *y = *(Write *const *) b;
  gint64 row_x = x->touched.after != NULL ? otk_record_rowid (x->touched.after) : 0;
  gint64 row_y = y->touched.after != NULL ? otk_record_rowid (y->touched.after) : 0;

  if (x->touched.entity != y->touched.entity)
    return x->touched.entity < y->touched.entity ? -1 : 1;
  return row_x < row_y ? -1 : row_x > row_y;
}

gboolean
otk_sqlite_write_staged (OtkSqlite *self, guint64 *sum, GError **error)
{
  OtkPatch *patch = self->patch;
  g_autoptr (GPtrArray) writes = g_ptr_array_new_with_free_func (write_free);

  for (guint i = 0; i < patch->order->len; i++)
    if (!plan_write (self, patch->order->pdata[i], writes, error))
      return FALSE;
  g_hash_table_remove_all (patch->staged);
  g_ptr_array_set_size (patch->order, 0);
  g_ptr_array_sort (writes, compare_places);
  return write_all (self, writes, sum, error);
}

static gboolean
has_changed (const Seen *seen, const OtkRecord *now, gboolean unsent)
{
  if (seen->before == NULL || now == NULL)
    return seen->before != now;
  return seen->unsent != unsent || otk_record_rowid (seen->before) != otk_record_rowid (now)
         || !otk_record_equal (seen->before, now);
}

GArray *
otk_replica_take_changes (OtkStore *store, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (OtkChange));
  OtkChange everything = { OTK_ENTITY_REQUEST, OTK_FACT_CHANGE, OTK_ID_NONE, OTK_ID_NONE, 0 };

  if (self->patch != NULL && self->patch->reset)
    g_array_append_val (changes, everything);
  for (guint i = 0; self->patch != NULL && !self->patch->reset && i < self->patch->seen_order->len;
       i++)
    {
      const Seen *seen = self->patch->seen_order->pdata[i];
      GError *failure = NULL;
      g_autoptr (OtkRecord) now = otk_sqlite_find (store, seen->entity, &seen->id, &failure);
      const OtkRecord *any = now != NULL ? now : seen->before;

      if (failure != NULL)
        {
          g_propagate_error (error, failure);
          return NULL;
        }
      if (has_changed (seen, now, now != NULL && version_of (self, now) == OTK_REPLICA_UNSENT))
        {
          OtkChange change = { seen->entity,
                               seen->before == NULL ? OTK_FACT_CREATE
                               : now == NULL        ? OTK_FACT_DELETE
                                                    : OTK_FACT_CHANGE,
                               seen->id, *otk_record_root (any), otk_record_rowid (any) };
          g_array_append_val (changes, change);
        }
    }
  return otk_sqlite_close_patch (self, TRUE, error) ? g_steal_pointer (&changes) : NULL;
}
