/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-sync.h"

#include "otk-error.h"

void
otk_queued_free (OtkQueued *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->command, otk_command_unref);
  g_free (self->given.boot);
  g_free (self->doubt);
  g_free (self->code);
  g_free (self->detail);
  g_free (self);
}

/* Takes the number of the next command. -1 on error. */
static gint64
take_seq (OtkSqlite *self, GError **error)
{
  gint64 seq = otk_sqlite_number (self, "SELECT next_seq FROM replica", -1);

  if (seq < 0)
    {
      otk_refuse (error, OTK_ERROR_INVALID, N_ ("The database belongs to no server"), NULL);
      return -1;
    }
  return otk_sqlite_exec (self, "UPDATE replica SET next_seq = next_seq + 1", error) ? seq : -1;
}

gboolean
otk_replica_enqueue (OtkStore *store, const OtkCommand *command, const OtkGiven *given,
                     GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  g_autoptr (GBytes) args = otk_values_encode (command->args);
  g_autoptr (GBytes) base = command->base != NULL ? otk_values_encode (command->base) : NULL;
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  gint64 seq = take_seq (self, error);

  if (seq < 0
      || !otk_statement_prepare (
          &statement, self,
          "INSERT INTO outbox (command, seq, kind, batch, actor, root, at, args, base, quality,"
          " wall, mono, boot, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
          error))
    return FALSE;
  otk_statement_bind_id (&statement, 1, &command->id);
  otk_statement_bind_int (&statement, 2, seq);
  otk_statement_bind_text (&statement, 3, otk_command_info (command->kind)->name);
  otk_statement_bind_id (&statement, 4, &command->batch);
  otk_statement_bind_id (&statement, 5, &command->actor);
  sqlite3_bind_blob (statement.stmt, 6, command->root.bytes, sizeof command->root.bytes,
                     SQLITE_STATIC);
  otk_statement_bind_int (&statement, 7, command->at);
  otk_statement_bind_bytes (&statement, 8, args);
  otk_statement_bind_bytes (&statement, 9, base);
  otk_statement_bind_int (&statement, 10, given->quality);
  otk_statement_bind_int (&statement, 11, given->wall);
  otk_statement_bind_int (&statement, 12, given->mono);
  otk_statement_bind_text (&statement, 13, given->boot);
  return otk_statement_run (&statement, error);
}

#define SELECT_QUEUED                                                                              \
  "SELECT n, seq, command, kind, batch, actor, root, at, args, base, quality, wall, mono, boot,"   \
  " state, doubt, status, code, detail, received, effective FROM outbox "

static gboolean
take_values (OtkStatement *statement, int column, OtkValues **values, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (otk_statement_is_null (statement, column))
    return TRUE;
  bytes = g_bytes_new (sqlite3_column_blob (statement->stmt, column),
                       (gsize) sqlite3_column_bytes (statement->stmt, column));
  g_clear_pointer (values, otk_values_unref);
  *values = otk_values_decode (bytes, error);
  return *values != NULL;
}

static OtkCommand *
command_in (OtkStatement *statement, GError **error)
{
  const OtkCommandInfo *info = otk_command_info_by_name (otk_statement_text (statement, 3));
  OtkId actor = otk_statement_id (statement, 5), root = otk_statement_id (statement, 6);
  g_autoptr (OtkCommand) command = NULL;

  if (info == NULL)
    {
      otk_refuse (error, OTK_ERROR_PROTOCOL, N_ ("The outbox has a command of a newer program: %s"),
                  otk_statement_text (statement, 3));
      return NULL;
    }
  command = otk_command_new (info->kind, &actor, &root, otk_statement_int (statement, 7));
  command->id = otk_statement_id (statement, 2);
  command->batch = otk_statement_id (statement, 4);
  command->actor = actor;
  command->root = root;
  if (!take_values (statement, 8, &command->args, error)
      || !take_values (statement, 9, &command->base, error))
    return NULL;
  return g_steal_pointer (&command);
}

static OtkTime
time_in (OtkStatement *statement, int column)
{
  return otk_statement_is_null (statement, column) ? OTK_TIME_NONE
                                                   : otk_statement_int (statement, column);
}

static OtkQueued *
queued_in (OtkStatement *statement, GError **error)
{
  OtkCommand *command = command_in (statement, error);
  OtkQueued *queued;

  if (command == NULL)
    return NULL;
  queued = g_new0 (OtkQueued, 1);
  queued->command = command;
  queued->n = otk_statement_int (statement, 0);
  queued->seq = otk_statement_int (statement, 1);
  queued->given.at = command->at;
  queued->given.quality = (char) otk_statement_int (statement, 10);
  queued->given.wall = otk_statement_int (statement, 11);
  queued->given.mono = otk_statement_int (statement, 12);
  queued->given.boot = g_strdup (otk_statement_text (statement, 13));
  queued->state = (OtkQueueState) otk_statement_int (statement, 14);
  queued->doubt = g_strdup (otk_statement_text (statement, 15));
  queued->status = (OtkReceiptStatus) otk_statement_int (statement, 16);
  queued->code = g_strdup (otk_statement_text (statement, 17));
  queued->detail = g_strdup (otk_statement_text (statement, 18));
  queued->received = time_in (statement, 19);
  queued->effective = time_in (statement, 20);
  return queued;
}

static GPtrArray *
read_queue (OtkSqlite *self, const char *sql, OtkQueueState state, guint limit, GError **error)
{
  g_autoptr (GPtrArray) queue = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_queued_free);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, self, sql, error))
    return NULL;
  otk_statement_bind_int (&statement, 1, state);
  otk_statement_bind_int (&statement, 2, limit > 0 ? (gint64) limit : -1);
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      OtkQueued *queued = queued_in (&statement, error);

      if (queued == NULL)
        return NULL;
      g_ptr_array_add (queue, queued);
    }
  return found == 0 ? g_steal_pointer (&queue) : NULL;
}

GPtrArray *
otk_replica_pending (OtkStore *store, guint limit, GError **error)
{
  return read_queue (OTK_SQLITE (store), SELECT_QUEUED "WHERE state = ? ORDER BY n LIMIT ?",
                     OTK_QUEUE_PENDING, limit, error);
}

GPtrArray *
otk_replica_queue (OtkStore *store, OtkQueueState state, guint limit, GError **error)
{
  return read_queue (OTK_SQLITE (store), SELECT_QUEUED "WHERE state = ? ORDER BY n DESC LIMIT ?",
                     state, limit, error);
}

OtkQueued *
otk_replica_queued (OtkStore *store, const OtkId *command, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store), SELECT_QUEUED "WHERE command = ?",
                              error))
    return NULL;
  otk_statement_bind_id (&statement, 1, command);
  return otk_statement_step (&statement, error) == 1 ? queued_in (&statement, error) : NULL;
}

gint64
otk_replica_count (OtkStore *store, OtkQueueState state, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store),
                              "SELECT count (*) FROM outbox WHERE state = ?", error))
    return -1;
  otk_statement_bind_int (&statement, 1, state);
  return otk_statement_step (&statement, error) == 1 ? otk_statement_int (&statement, 0) : -1;
}

static gboolean
change_queued (OtkStore *store, const char *sql, const OtkId *command, const char *text,
               GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store), sql, error))
    return FALSE;
  otk_statement_bind_id (&statement, 1, command);
  otk_statement_bind_text (&statement, 2, text);
  return otk_statement_run (&statement, error);
}

gboolean
otk_replica_discard (OtkStore *store, const OtkId *command, GError **error)
{
  return change_queued (store,
                        "UPDATE outbox SET state = 3 WHERE command = ?1 AND state = 2 AND"
                        " ?2 IS NULL",
                        command, NULL, error);
}

gboolean
otk_replica_doubt (OtkStore *store, const OtkId *command, const char *why, GError **error)
{
  return change_queued (store,
                        "UPDATE outbox SET doubt = ?2 WHERE command = ?1 AND doubt IS NOT ?2",
                        command, why, error);
}

gboolean
otk_replica_prune (OtkStore *store, OtkTime before, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store),
                              "DELETE FROM outbox WHERE state IN (1, 3) AND received < ?", error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, before);
  return otk_statement_run (&statement, error);
}

gboolean
otk_replica_new_incarnation (OtkStore *store, const OtkId *device, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_sqlite_exec (self,
                        "UPDATE outbox SET seq = (SELECT count (*) FROM outbox o"
                        " WHERE o.state = 0 AND o.n <= outbox.n) WHERE state = 0",
                        error)
      || !otk_statement_prepare (&statement, self,
                                 "UPDATE replica SET device = ?, acked_seq = 0, next_seq ="
                                 " (SELECT count (*) + 1 FROM outbox WHERE state = 0)",
                                 error))
    return FALSE;
  otk_statement_bind_id (&statement, 1, device);
  return otk_statement_run (&statement, error);
}
