/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-private.h"

#include "otk-error.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* Pages of the log, 4 KiB each, from which it is begun anew once it is written back. */
#define LONG_LOG 4096
/* Requests that follow a renamed customer in one go: a few milliseconds. */
#define FOLLOW_AT_ONCE 20
#define BULK_KEY "bulk"

/* A walk over all facts, root by root. */
typedef struct
{
  OtkSqlite *store;
  gboolean check_only;
  OtkReport report;
  gpointer data;
  gint64 differences;
  gint64 counts[OTK_N_ENTITIES]; /* rows that facts made */

  OtkId root;          /* whose facts are being folded */
  GHashTable *records; /* of that root: key → Folded */
} Rebuild;

typedef struct
{
  OtkEntityType entity;
  OtkId id;
  OtkRecord *record; /* NULL once deleted */
  gint64 x;
} Folded;

static guint
folded_hash (gconstpointer data)
{
  return otk_id_hash (&((const Folded *) data)->id);
}

static gboolean
folded_equal (gconstpointer a, gconstpointer b)
{
  const Folded *x = a, *y = b;

  return x->entity == y->entity && otk_id_equal (&x->id, &y->id);
}

static void
folded_free (gpointer data)
{
  Folded *self = data;

  g_clear_pointer (&self->record, otk_record_unref);
  g_free (self);
}

static void
differ (Rebuild *self, const char *table, const OtkId *id, const char *what)
{
  char text[OTK_ID_STRING_LENGTH + 1];
  g_autofree char *line = g_strdup_printf ("%s %s: %s", table, otk_id_print (id, text), what);

  self->differences++;
  if (self->report != NULL)
    self->report (line, self->data);
}

static const char *
first_difference (const OtkRecord *a, const OtkRecord *b)
{
  const OtkEntity *entity = otk_record_entity (a);

  for (guint i = 0; i < entity->n_fields; i++)
    if (!otk_value_equal (otk_record_get (a, i), otk_record_get (b, i)))
      return entity->fields[i].name;
  return "root";
}

/* The timers on disk, for comparing with what the request asks for. */
static gboolean
timers_stand (Rebuild *self, const OtkRecord *request)
{
  OtkTimer wanted[OTK_MAX_TIMERS];
  guint n = otk_timers_of (request, wanted), found = 0;
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self->store,
                              "SELECT kind, due FROM timer WHERE request = ?", NULL))
    return FALSE;
  otk_statement_bind_int (&statement, 1, otk_record_rowid (request));
  for (; otk_statement_step (&statement, NULL) == 1; found++)
    {
      gboolean same = FALSE;

      for (guint i = 0; i < n; i++)
        same |= (gint64) wanted[i].kind == otk_statement_int (&statement, 0)
                && wanted[i].due == otk_statement_int (&statement, 1);
      if (!same)
        return FALSE;
    }
  return found == n;
}

static gboolean
rewrite_timers (Rebuild *self, const OtkRecord *request, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self->store, "DELETE FROM timer WHERE request = ?",
                              error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, otk_record_rowid (request));
  return otk_statement_run (&statement, error)
         && otk_sqlite_put_timers (self->store, NULL, request, error);
}

static gboolean
compare (Rebuild *self, Folded *folded, GError **error)
{
  const char *table = otk_entity (folded->entity)->table;
  GError *failure = NULL;
  g_autoptr (OtkRecord) row = otk_sqlite_read (self->store, folded->entity, &folded->id, &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (folded->record == NULL && row == NULL)
    return TRUE;
  if (folded->record == NULL)
    {
      differ (self, table, &folded->id, "is there, but was deleted");
      return self->check_only || otk_sqlite_delete (self->store, row, error);
    }
  if (row != NULL || !self->check_only)
    self->counts[folded->entity]++;
  if (row == NULL)
    {
      differ (self, table, &folded->id, "is missing");
      if (!self->check_only && !otk_sqlite_insert (self->store, folded->record, folded->x, error))
        return FALSE;
    }
  else
    {
      otk_record_set_rowid (folded->record, otk_record_rowid (row));
      if (!otk_record_equal (row, folded->record))
        {
          differ (self, table, &folded->id, first_difference (row, folded->record));
          if (!self->check_only
              && !otk_sqlite_update (self->store, row, folded->record, folded->x, error))
            return FALSE;
        }
    }
  if (folded->entity == OTK_ENTITY_REQUEST && otk_record_rowid (folded->record) != 0
      && !timers_stand (self, folded->record))
    {
      differ (self, "timer", &folded->id, "differs");
      return self->check_only || rewrite_timers (self, folded->record, error);
    }
  return TRUE;
}

static gboolean
finish_root (Rebuild *self, GError **error)
{
  GHashTableIter iter;
  gpointer folded;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, &folded, NULL))
    if (!compare (self, folded, error))
      return FALSE;
  g_hash_table_remove_all (self->records);
  return TRUE;
}

static gboolean
fold_fact (Rebuild *self, const OtkFact *fact, gint64 x, GError **error)
{
  Folded key = { .entity = fact->entity, .id = fact->row };
  Folded *folded;

  if (!otk_id_equal (&self->root, &fact->root))
    {
      if (!finish_root (self, error))
        return FALSE;
      self->root = fact->root;
    }
  folded = g_hash_table_lookup (self->records, &key);
  if (folded == NULL)
    {
      folded = g_memdup2 (&key, sizeof key);
      g_hash_table_add (self->records, folded);
    }
  folded->record = otk_fact_fold (folded->record, fact);
  folded->x = x;
  return TRUE;
}

static gboolean
fold_row (Rebuild *self, OtkStatement *statement, GError **error)
{
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);

  if (!otk_sqlite_take_facts (self->store, statement, facts, error))
    return FALSE;
  for (guint i = 0; i < facts->len; i++)
    if (!fold_fact (self, facts->pdata[i], otk_statement_int (statement, 7), error))
      return FALSE;
  return TRUE;
}

static gboolean
fold_all (Rebuild *self, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  /* By root along its index, so that only one root's records are in memory. */
  if (!otk_statement_prepare (&statement, self->store, OTK_SQLITE_FACT_ROWS "ORDER BY f.root, f.n",
                              error))
    return FALSE;
  while ((found = otk_statement_step (&statement, error)) == 1)
    if (!fold_row (self, &statement, error))
      return FALSE;
  return found == 0 && finish_root (self, error);
}

static gboolean
fact_made (Rebuild *self, const OtkRecord *record)
{
  g_autoptr (GPtrArray) facts =
      otk_sqlite_facts (&self->store->parent, otk_record_root (record), NULL);

  for (guint i = 0; facts != NULL && i < facts->len; i++)
    {
      const OtkFact *fact = facts->pdata[i];

      if (fact->kind == OTK_FACT_CREATE && fact->entity == otk_record_type (record)
          && otk_id_equal (&fact->row, otk_record_id (record)))
        return TRUE;
    }
  return FALSE;
}

/* Rows that no fact made: found by counting, since every row that a fact made was looked at. */
static gboolean
drop_strays (Rebuild *self, OtkEntityType type, GError **error)
{
  const OtkEntity *entity = otk_entity (type);
  g_autofree char *count = g_strconcat ("SELECT count (*) FROM ", entity->table, NULL);
  g_autofree char *list = g_strconcat ("SELECT id FROM ", entity->table, NULL);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (otk_sqlite_number (self->store, count, 0) == self->counts[type])
    return TRUE;
  if (!otk_statement_prepare (&statement, self->store, list, error))
    return FALSE;
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      OtkId id = otk_statement_id (&statement, 0);
      g_autoptr (OtkRecord) record = otk_sqlite_read (self->store, type, &id, NULL);

      if (record == NULL || fact_made (self, record))
        continue;
      differ (self, entity->table, &id, "no fact made it");
      if (!self->check_only && !otk_sqlite_delete (self->store, record, error))
        return FALSE;
    }
  return found == 0;
}

/* Those of requests that are there have been compared already. */
static gboolean
check_timers (Rebuild *self, GError **error)
{
  gint64 strays = otk_sqlite_number (
      self->store, "SELECT count (*) FROM timer WHERE request NOT IN (SELECT rowid FROM request)",
      0);

  for (gint64 i = 0; i < strays; i++)
    differ (self, "timer", &OTK_ID_NONE, "belongs to no request");
  return self->check_only
         || otk_sqlite_exec (self->store,
                             "DELETE FROM timer WHERE request NOT IN (SELECT rowid FROM request)",
                             error);
}

static gboolean
rebuild_all (Rebuild *self, GError **error)
{
  gint64 indexes;

  if (!fold_all (self, error))
    return FALSE;
  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    if (!drop_strays (self, i, error))
      return FALSE;
  if (!check_timers (self, error))
    return FALSE;
  indexes = otk_sqlite_check_index (self->store, self->report, self->data);
  self->differences += indexes;
  if (!self->check_only && (indexes > 0 || self->differences > 0))
    return otk_sqlite_make_index (self->store, error);
  return TRUE;
}

gint64
otk_sqlite_rebuild (OtkStore *store, gboolean check_only, OtkReport report, gpointer data,
                    GError **error)
{
  Rebuild self = {
    .store = OTK_SQLITE (store), .check_only = check_only, .report = report, .data = data
  };
  gboolean done;

  if (!otk_sqlite_transact (store, OTK_TRANSACTION_BEGIN, error))
    return -1;
  self.records = g_hash_table_new_full (folded_hash, folded_equal, folded_free, NULL);
  done = rebuild_all (&self, error);
  g_hash_table_unref (self.records);
  otk_sqlite_forget_all (self.store);
  if (!done || check_only)
    otk_sqlite_transact (store, OTK_TRANSACTION_ROLLBACK, NULL);
  else
    done = otk_sqlite_transact (store, OTK_TRANSACTION_COMMIT, error);
  return done ? self.differences : -1;
}

static gboolean
sync_file (const char *path)
{
  int file = open (path, O_RDONLY | O_CLOEXEC);
  gboolean done = file >= 0 && fsync (file) == 0;

  if (file >= 0)
    close (file);
  return done;
}

gboolean
otk_sqlite_backup (OtkStore *store, const char *path, GCancellable *cancellable, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  gboolean done = FALSE;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("There is a file %s already"), path);
  g_unlink (part);
  /* One reading transaction: the copy is of one moment, whatever is written meanwhile. A connection
     for reading would not let it write even its copy. */
  if (!self->writer && !otk_sqlite_exec (self, "PRAGMA query_only = OFF", error))
    return FALSE;
  if (otk_statement_prepare (&statement, self, "VACUUM INTO ?", error))
    {
      otk_statement_bind_text (&statement, 1, part);
      otk_sqlite_watch (self, cancellable, 0);
      done = otk_statement_run (&statement, error);
      otk_sqlite_watch (self, NULL, 0);
    }
  if (!self->writer && !otk_sqlite_exec (self, "PRAGMA query_only = ON", done ? error : NULL))
    done = FALSE;
  if (done && (!sync_file (part) || g_rename (part, path) != 0))
    done = otk_refuse (error, OTK_ERROR_NOT_ALLOWED, N_ ("The file %s cannot be written"), path);
  if (!done)
    g_unlink (part);
  return done;
}

void
otk_sqlite_write_back (OtkSqlite *self)
{
  /* RESTART would wait for readers: it tries once, they may be long. */
  sqlite3_busy_timeout (self->db, 0);
  sqlite3_wal_checkpoint_v2 (self->db, NULL,
                             self->wal_pages > LONG_LOG ? SQLITE_CHECKPOINT_RESTART
                                                        : SQLITE_CHECKPOINT_PASSIVE,
                             NULL, NULL);
  sqlite3_busy_timeout (self->db, OTK_SQLITE_BUSY_MS);
  self->wal_pages = 0;
}

static gboolean
care_idle (OtkSqlite *self)
{
  if (!self->writer || !sqlite3_get_autocommit (self->db))
    return FALSE;
  if (self->stale)
    {
      if (!otk_sqlite_transact (&self->parent, OTK_TRANSACTION_BEGIN, NULL))
        return FALSE;
      if (otk_sqlite_follow_people (self, FOLLOW_AT_ONCE, NULL) < 0)
        {
          otk_sqlite_transact (&self->parent, OTK_TRANSACTION_ROLLBACK, NULL);
          self->stale = FALSE;
          return FALSE;
        }
      otk_sqlite_transact (&self->parent, OTK_TRANSACTION_COMMIT, NULL);
      return TRUE;
    }
  if (self->wal_pages > 0)
    otk_sqlite_write_back (self);
  return FALSE;
}

static gboolean
care_bulk (OtkSqlite *self, gboolean begin, GError **error)
{
  if (begin)
    {
      if (!otk_sqlite_put_local (&self->parent, OTK_LOCAL_META, BULK_KEY, "1", 0, error))
        return FALSE;
      self->bulk = TRUE;
      return otk_sqlite_exec (self, "PRAGMA cache_size = -131072", error);
    }
  self->bulk = FALSE;
  if (!otk_sqlite_transact (&self->parent, OTK_TRANSACTION_BEGIN, error))
    return FALSE;
  if (!otk_sqlite_make_index (self, error)
      || !otk_sqlite_put_local (&self->parent, OTK_LOCAL_META, BULK_KEY, NULL, 0, error))
    {
      otk_sqlite_transact (&self->parent, OTK_TRANSACTION_ROLLBACK, NULL);
      return FALSE;
    }
  return otk_sqlite_transact (&self->parent, OTK_TRANSACTION_COMMIT, error)
         && otk_sqlite_exec (self, "ANALYZE; PRAGMA cache_size = -16384", error);
}

gboolean
otk_sqlite_care (OtkStore *store, OtkCare what, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  g_autofree char *bulk = NULL;

  switch (what)
    {
    case OTK_CARE_OPENED:
      self->stale = otk_sqlite_number (self, "SELECT count (*) FROM people_stale", 0) > 0;
      bulk = otk_store_meta (store, BULK_KEY, NULL);
      return bulk == NULL || care_bulk (self, FALSE, error);
    case OTK_CARE_IDLE:
      return care_idle (self);
    case OTK_CARE_BULK_BEGIN:
    case OTK_CARE_BULK_END:
    default:
      return care_bulk (self, what == OTK_CARE_BULK_BEGIN, error);
    }
}
