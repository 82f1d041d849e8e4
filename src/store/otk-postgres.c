/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-sync.h"

#include "otk-error.h"
#include "otk-postgres-views.h"

static void
postgres_close (OtkStore *store)
{
  OtkPostgres *self = OTK_POSTGRES (store);

  if (self->open)
    otk_postgres_transact (store, OTK_TRANSACTION_ROLLBACK, NULL);
  PQfinish (self->conn);
  otk_postgres_forget_all (self);
  g_clear_pointer (&self->statements, g_hash_table_unref);
  otk_terms_clear (&self->terms);
  g_clear_error (&self->state_error);
  g_free (self->shown);
  g_free (self->uri);
  g_free (self);
}

static OtkState *
postgres_state (OtkStore *store)
{
  return &OTK_POSTGRES (store)->state;
}

/*
 * Writers run beside each other; where two cross, PostgreSQL lets one fail and its caller runs it
 * again. One that failed so queues for a lock before it looks at anything, and so do the next few:
 * under contention the writers then follow each other instead of undoing each other's work.
 * LOCK comes before the snapshot is taken, so what they see is what the one before them left.
 */
static gboolean
begin (OtkPostgres *self, GError **error)
{
  g_clear_error (&self->state_error);
  otk_postgres_forget_all (self);
  if (!otk_postgres_send (self,
                          self->writer ? "BEGIN ISOLATION LEVEL SERIALIZABLE"
                                       : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                          NULL, error))
    return FALSE;
  self->open = TRUE;
  if (!self->writer || self->crossed == 0)
    return TRUE;
  self->crossed--;
  return otk_postgres_run (self, "LOCK TABLE writer_queue IN EXCLUSIVE MODE", NULL, error);
}

static gboolean
roll_back (OtkPostgres *self)
{
  gboolean done = TRUE;

  otk_postgres_forget_all (self);
  g_clear_error (&self->state_error);
  otk_postgres_sync (self, NULL, NULL);
  /* It ended with the connection. */
  if (self->open && !self->lost)
    done = otk_postgres_run (self, "ROLLBACK", NULL, NULL);
  self->open = FALSE;
  return done;
}

/* A transaction that failed inside ends with ROLLBACK, which counts as done. */
static gboolean
note_end (PGresult *result, gpointer committed)
{
  *(gboolean *) committed = g_str_equal (PQcmdStatus (result), "COMMIT");
  return FALSE;
}

static gboolean
commit (OtkPostgres *self, GError **error)
{
  gboolean committed = FALSE;

  if (self->state_error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->state_error));
  else if (otk_postgres_send_for (self, "COMMIT", NULL, note_end, &committed, error)
           && otk_postgres_sync (self, NULL, error) && !committed)
    otk_refuse (error, OTK_ERROR_RETRY,
                N_ ("Somebody else changed the same at that moment: try again"), NULL);
  if (!committed)
    roll_back (self);
  self->open = FALSE;
  otk_postgres_forget_all (self);
  return committed;
}

gboolean
otk_postgres_transact (OtkStore *store, OtkTransaction step, GError **error)
{
  OtkPostgres *self = OTK_POSTGRES (store);

  switch (step)
    {
    case OTK_TRANSACTION_BEGIN:
    case OTK_TRANSACTION_BEGIN_LAZY: /* a commit is durable here, whoever asks */
      return begin (self, error);
    case OTK_TRANSACTION_COMMIT:
      return commit (self, error);
    case OTK_TRANSACTION_ROLLBACK:
      return roll_back (self);
    case OTK_TRANSACTION_SAVE:
      return otk_postgres_send (self, "SAVEPOINT s", NULL, error);
    case OTK_TRANSACTION_KEEP:
      return otk_postgres_send (self, "RELEASE s", NULL, error);
    case OTK_TRANSACTION_UNDO:
    default:
      otk_postgres_forget_all (self);
      return otk_postgres_run (self, "ROLLBACK TO s", NULL, error)
             && otk_postgres_run (self, "RELEASE s", NULL, error);
    }
}

const OtkStoreClass otk_postgres_class = {
  .close = postgres_close,
  .transact = otk_postgres_transact,
  .state = postgres_state,
  .append = otk_postgres_append,
  .find = otk_postgres_find,
  .rows = otk_postgres_rows,
  .list = otk_postgres_list,
  .ids = otk_postgres_ids,
  .head = otk_postgres_head,
  .count = otk_postgres_count,
  .group_count = otk_postgres_group_count,
  .excerpt = otk_postgres_excerpt,
  .search = otk_postgres_search,
  .facts = otk_postgres_facts,
  .commands = otk_postgres_commands,
  .due = otk_postgres_due,
  .put_local = otk_postgres_put_local,
  .locals = otk_postgres_locals,
  .rebuild = otk_postgres_rebuild,
  .backup = otk_postgres_backup,
  .care = otk_postgres_care,
  .statement = otk_postgres_statement,
  .feed = &otk_postgres_feed_class,
  .dialect = &otk_postgres_dialect,
};
