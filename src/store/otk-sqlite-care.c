/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-private.h"

#include "otk-error.h"
#include "otk-rebuild.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* Pages of the log, 4 KiB each, from which it is begun anew once it is written back. */
#define LONG_LOG 4096
/* Requests that follow a renamed customer in one go: a few milliseconds. */
#define FOLLOW_AT_ONCE 20
#define BULK_KEY "bulk"

static gboolean
walk_facts (OtkStore *store, OtkRebuild *rebuild, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  /* By root along its index, so that only one root's records are in memory. */
  if (!otk_statement_prepare (&statement, OTK_SQLITE (store),
                              OTK_SQLITE_FACT_ROWS "ORDER BY f.root, f.n", error))
    return FALSE;
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      g_autoptr (GPtrArray) facts =
          g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);

      if (!otk_sqlite_take_facts (OTK_SQLITE (store), &statement, facts, error))
        return FALSE;
      for (guint i = 0; i < facts->len; i++)
        if (!otk_rebuild_fold (rebuild, facts->pdata[i], otk_statement_int (&statement, 7), error))
          return FALSE;
    }
  return found == 0;
}

static OtkRecord *
read_row (OtkStore *store, OtkEntityType type, const OtkId *id, GError **error)
{
  return otk_sqlite_read (OTK_SQLITE (store), type, id, error);
}

static gboolean
insert_row (OtkStore *store, OtkRecord *record, gint64 x, GError **error)
{
  return otk_sqlite_insert (OTK_SQLITE (store), record, x, error);
}

static gboolean
update_row (OtkStore *store, const OtkRecord *before, const OtkRecord *after, gint64 x,
            GError **error)
{
  return otk_sqlite_update (OTK_SQLITE (store), before, after, x, error);
}

static gboolean
remove_row (OtkStore *store, const OtkRecord *record, GError **error)
{
  return otk_sqlite_delete (OTK_SQLITE (store), record, error);
}

static GArray *
read_timers (OtkStore *store, const OtkRecord *request, GError **error)
{
  g_autoptr (GArray) timers = g_array_new (FALSE, FALSE, sizeof (OtkTimer));
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store),
                              "SELECT kind, due FROM timer WHERE request = ?", error))
    return NULL;
  otk_statement_bind_int (&statement, 1, otk_record_rowid (request));
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      OtkTimer timer = { (OtkTimerKind) otk_statement_int (&statement, 0),
                         otk_statement_int (&statement, 1) };
      g_array_append_val (timers, timer);
    }
  return found == 0 ? g_steal_pointer (&timers) : NULL;
}

static gboolean
rewrite_timers (OtkStore *store, const OtkRecord *request, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store), "DELETE FROM timer WHERE request = ?",
                              error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, otk_record_rowid (request));
  return otk_statement_run (&statement, error)
         && otk_sqlite_put_timers (OTK_SQLITE (store), NULL, request, error);
}

static GArray *
ids_of (OtkStore *store, OtkEntityType type, gint64 expected, GError **error)
{
  const OtkEntity *entity = otk_entity (type);
  g_autofree char *count = g_strconcat ("SELECT count (*) FROM ", entity->table, NULL);
  g_autofree char *list = g_strconcat ("SELECT id FROM ", entity->table, NULL);
  g_autoptr (GArray) ids = NULL;
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (otk_sqlite_number (OTK_SQLITE (store), count, 0) == expected
      || !otk_statement_prepare (&statement, OTK_SQLITE (store), list, error))
    return NULL;
  ids = g_array_new (FALSE, FALSE, sizeof (OtkId));
  while (otk_statement_step (&statement, error) == 1)
    {
      OtkId id = otk_statement_id (&statement, 0);
      g_array_append_val (ids, id);
    }
  return g_steal_pointer (&ids);
}

static gint64
stray_timers (OtkStore *store, gboolean check_only, GError **error)
{
  gint64 strays = otk_sqlite_number (
      OTK_SQLITE (store),
      "SELECT count (*) FROM timer WHERE request NOT IN (SELECT rowid FROM request)", 0);

  return check_only
                 || otk_sqlite_exec (
                     OTK_SQLITE (store),
                     "DELETE FROM timer WHERE request NOT IN (SELECT rowid FROM request)", error)
             ? strays
             : -1;
}

static const OtkRebuildClass rebuild_class = {
  .walk = walk_facts,
  .read = read_row,
  .insert = insert_row,
  .update = update_row,
  .remove = remove_row,
  .timers = read_timers,
  .rewrite_timers = rewrite_timers,
  .ids = ids_of,
  .stray_timers = stray_timers,
};

gint64
otk_sqlite_rebuild (OtkStore *store, gboolean check_only, OtkReport report, gpointer data,
                    GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  gint64 differences;

  if (!otk_sqlite_transact (store, OTK_TRANSACTION_BEGIN, error))
    return -1;
  differences = otk_rebuild_rows (store, &rebuild_class, check_only, report, data, error);
  if (differences >= 0)
    differences += otk_sqlite_check_index (self, report, data);
  if (differences > 0 && !check_only && !otk_sqlite_make_index (self, error))
    differences = -1;
  otk_sqlite_forget_all (self);
  if (differences < 0 || check_only)
    otk_sqlite_transact (store, OTK_TRANSACTION_ROLLBACK, NULL);
  else if (!otk_sqlite_transact (store, OTK_TRANSACTION_COMMIT, error))
    return -1;
  return differences;
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
