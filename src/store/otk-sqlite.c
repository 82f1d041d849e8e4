/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-sync.h"

#include "otk-error.h"
#include "otk-mutant.h"

#include <unistd.h>

/* Pages of the log, 4 KiB each, that are written back in a commit because nothing was idle for so
 * long: 256 MiB, and 64 MiB where nobody waits for the answer. */
#define MAX_LOG_PAGES 65536
#define MAX_BULK_LOG_PAGES 16384

static void
sqlite_close (OtkStore *store)
{
  OtkSqlite *self = OTK_SQLITE (store);

  if (self->db != NULL && !sqlite3_get_autocommit (self->db))
    otk_sqlite_transact (store, OTK_TRANSACTION_ROLLBACK, NULL);
  g_clear_pointer (&self->statements, g_hash_table_unref);
  /* The last connection brings the log's pages back into the file. */
  sqlite3_close_v2 (self->db);
  if (self->lock >= 0)
    close (self->lock);
  otk_memory_clear (&self->memory);
  otk_terms_clear (&self->terms);
  g_clear_pointer (&self->known_ids, g_hash_table_unref);
  g_clear_pointer (&self->token_numbers, g_hash_table_unref);
  g_clear_error (&self->state_error);
  g_free (self->path);
  g_free (self->vfs);
  g_free (self);
}

static OtkState *
sqlite_state (OtkStore *store)
{
  return &OTK_SQLITE (store)->state;
}

static gboolean
begin (OtkSqlite *self, gboolean lazy, GError **error)
{
  g_clear_error (&self->state_error);
  lazy |= self->replica && OTK_MUTANT (OTK_MUTANT_NO_FULL);
  /* Not possible inside a transaction. */
  if (lazy != self->lazy
      && !otk_sqlite_exec (self, lazy ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL",
                           error))
    return FALSE;
  self->lazy = lazy;
  return otk_sqlite_exec (self, "BEGIN IMMEDIATE", error);
}

static gboolean
roll_back (OtkSqlite *self)
{
  gboolean done;

  otk_sqlite_forget_all (self);
  otk_sqlite_close_patch (self, FALSE, NULL);
  g_clear_error (&self->state_error);
  /* SQLite may have ended it already, for instance when the disk is full. */
  done = sqlite3_get_autocommit (self->db) || otk_sqlite_exec (self, "ROLLBACK", NULL);
  otk_sqlite_look_at_sync (self);
  return done;
}

static gboolean
commit (OtkSqlite *self, GError **error)
{
  gboolean sound = self->state_error == NULL;

  if (!sound)
    g_propagate_error (error, g_steal_pointer (&self->state_error));
  if (!otk_sqlite_close_patch (self, sound, error) || !otk_sqlite_exec (self, "COMMIT", error))
    {
      roll_back (self);
      return FALSE;
    }
  otk_sqlite_mark_feed (self);
  if (self->wal_pages > (self->bulk ? MAX_BULK_LOG_PAGES : MAX_LOG_PAGES))
    otk_sqlite_write_back (self);
  return TRUE;
}

gboolean
otk_sqlite_transact (OtkStore *store, OtkTransaction step, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);

  switch (step)
    {
    case OTK_TRANSACTION_BEGIN:
    case OTK_TRANSACTION_BEGIN_LAZY:
      return begin (self, step == OTK_TRANSACTION_BEGIN_LAZY, error);
    case OTK_TRANSACTION_COMMIT:
      return commit (self, error);
    case OTK_TRANSACTION_ROLLBACK:
      return roll_back (self);
    case OTK_TRANSACTION_SAVE:
      return otk_sqlite_exec (self, "SAVEPOINT s", error);
    case OTK_TRANSACTION_KEEP:
      return otk_sqlite_exec (self, "RELEASE s", error);
    case OTK_TRANSACTION_UNDO:
    default:
      otk_sqlite_forget_all (self);
      return otk_sqlite_exec (self, "ROLLBACK TO s; RELEASE s", error);
    }
}

const OtkStoreClass otk_sqlite_class = {
  .close = sqlite_close,
  .transact = otk_sqlite_transact,
  .state = sqlite_state,
  .append = otk_sqlite_append,
  .find = otk_sqlite_find,
  .rows = otk_sqlite_rows,
  .list = otk_sqlite_list,
  .ids = otk_sqlite_ids,
  .head = otk_sqlite_head,
  .count = otk_sqlite_count,
  .group_count = otk_sqlite_group_count,
  .excerpt = otk_sqlite_excerpt,
  .search = otk_sqlite_search,
  .facts = otk_sqlite_facts,
  .commands = otk_sqlite_commands,
  .due = otk_sqlite_due,
  .put_local = otk_sqlite_put_local,
  .locals = otk_sqlite_locals,
  .rebuild = otk_sqlite_rebuild,
  .backup = otk_sqlite_backup,
  .care = otk_sqlite_care,
  .statement = otk_sqlite_statement,
  .feed = &otk_sqlite_feed_class,
  .dialect = &otk_sqlite_dialect,
};
