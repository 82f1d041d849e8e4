/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-private.h"

/* The small number of an id that recurs in the log; 0 for none, -1 on error. */
static gint64
number_of (OtkSqlite *self, const OtkId *id, GError **error)
{
  g_auto (OtkStatement) insert = OTK_STATEMENT_INIT, select = OTK_STATEMENT_INIT;
  gint64 *known, n;

  if (otk_id_is_none (id))
    return 0;
  known = g_hash_table_lookup (self->known_ids, id);
  if (known != NULL)
    return *known;
  if (!otk_statement_prepare (&insert, self, "INSERT OR IGNORE INTO known_id (id) VALUES (?)",
                              error))
    return -1;
  otk_statement_bind_id (&insert, 1, id);
  if (!otk_statement_run (&insert, error)
      || !otk_statement_prepare (&select, self, "SELECT n FROM known_id WHERE id = ?", error))
    return -1;
  otk_statement_bind_id (&select, 1, id);
  if (otk_statement_step (&select, error) != 1)
    return -1;
  n = otk_statement_int (&select, 0);
  g_hash_table_insert (self->known_ids, g_memdup2 (id, sizeof *id), g_memdup2 (&n, sizeof n));
  return n;
}

static void
bind_number (OtkStatement *statement, int at, gint64 number)
{
  if (number > 0)
    otk_statement_bind_int (statement, at, number);
}

static GBytes *
packed (OtkSqlite *self, const OtkCommand *command, OtkTime at, const OtkValues *values)
{
  return otk_pack_values (&self->terms, values, &command->root, at);
}

gint64
otk_sqlite_append_command (OtkSqlite *self, gint64 n, const OtkCommand *command, OtkTime at,
                           const OtkFact *first, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  g_autoptr (GBytes) args = NULL, base = NULL;
  gint64 actor = number_of (self, &command->actor, error);
  gint64 device = actor >= 0 ? number_of (self, &command->device, error) : -1;

  if (device < 0
      || !otk_statement_prepare (&statement, self,
                                 "INSERT INTO command (id, batch, kind, actor, device, root, at,"
                                 " args, base, n) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                 error))
    return -1;
  if (otk_values_size (command->args) > 0)
    args = packed (self, command, at, command->args);
  if (command->base != NULL)
    base = packed (self, command, at, command->base);
  otk_statement_bind_id (&statement, 1, &command->id);
  if (!otk_id_equal (&command->id, &command->batch))
    otk_statement_bind_id (&statement, 2, &command->batch);
  otk_statement_bind_int (&statement, 3, command->kind);
  bind_number (&statement, 4, actor);
  bind_number (&statement, 5, device);
  if (first == NULL || !otk_id_equal (&first->root, &command->root))
    sqlite3_bind_blob (statement.stmt, 6, command->root.bytes, sizeof command->root.bytes,
                       SQLITE_STATIC);
  otk_statement_bind_int (&statement, 7, at);
  otk_statement_bind_bytes (&statement, 8, args);
  otk_statement_bind_bytes (&statement, 9, base);
  bind_number (&statement, 10, n);
  return otk_statement_run (&statement, error) ? sqlite3_last_insert_rowid (self->db) : -1;
}

static OtkValues *
values_in (OtkSqlite *self, OtkStatement *statement, int column, const OtkCommand *command,
           GError **error)
{
  const void *bytes = sqlite3_column_blob (statement->stmt, column);

  return otk_unpack_values (&self->terms, bytes,
                            (gsize) sqlite3_column_bytes (statement->stmt, column), &command->root,
                            command->at, error);
}

static OtkCommand *
command_read (OtkSqlite *self, OtkStatement *statement, GError **error)
{
  OtkId actor = otk_statement_id (statement, 3), root = otk_statement_id (statement, 5);
  g_autoptr (OtkCommand) command =
      otk_command_new ((OtkCommandKind) otk_statement_int (statement, 2), &actor, &root,
                       otk_statement_int (statement, 6));

  command->id = otk_statement_id (statement, 0);
  command->batch =
      otk_statement_is_null (statement, 1) ? command->id : otk_statement_id (statement, 1);
  command->actor = actor;
  command->root = root;
  command->device = otk_statement_id (statement, 4);
  if (!otk_statement_is_null (statement, 7))
    {
      OtkValues *args = values_in (self, statement, 7, command, error);

      if (args == NULL)
        return NULL;
      otk_values_unref (command->args);
      command->args = args;
    }
  if (!otk_statement_is_null (statement, 8))
    {
      command->base = values_in (self, statement, 8, command, error);
      if (command->base == NULL)
        return NULL;
    }
  return g_steal_pointer (&command);
}

#define SELECT_COMMAND                                                                             \
  "SELECT c.id, c.batch, c.kind, (SELECT id FROM known_id WHERE n = c.actor),"                     \
  " (SELECT id FROM known_id WHERE n = c.device),"                                                 \
  " ifnull (c.root, (SELECT f.root FROM fact f WHERE f.n = c.n << 20)), c.at, c.args, c.base"      \
  " FROM command c "

OtkCommand *
otk_sqlite_command_at (OtkSqlite *self, gint64 n, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self, SELECT_COMMAND "WHERE c.n = ?", error))
    return NULL;
  otk_statement_bind_int (&statement, 1, n);
  return otk_statement_step (&statement, error) == 1 ? command_read (self, &statement, error)
                                                     : NULL;
}

#define ACTOR "c.actor = (SELECT n FROM known_id WHERE id = ?1)"

static const char *
commands_sql (const OtkCommandQuery *query)
{
  if (query->id != NULL)
    return SELECT_COMMAND "WHERE c.id = ?1";
  if (query->actor == NULL)
    return SELECT_COMMAND "WHERE c.at >= ?2 ORDER BY c.n DESC LIMIT ?3";
  /* The unary plus keeps the latest of many from being sorted, the other way finds few fast. */
  return query->since == OTK_TIME_NONE
             ? SELECT_COMMAND "WHERE +" ACTOR " AND c.at >= ?2 ORDER BY c.n DESC LIMIT ?3"
             : SELECT_COMMAND "WHERE " ACTOR " AND c.at >= ?2 ORDER BY c.n DESC LIMIT ?3";
}

GPtrArray *
otk_sqlite_commands (OtkStore *store, const OtkCommandQuery *query, GError **error)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) otk_command_unref);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store), commands_sql (query), error))
    return NULL;
  otk_statement_bind_id (&statement, 1, query->id != NULL ? query->id : query->actor);
  if (query->id == NULL)
    {
      otk_statement_bind_int (&statement, 2, query->since);
      otk_statement_bind_int (&statement, 3, query->limit);
    }
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      OtkCommand *command = command_read (OTK_SQLITE (store), &statement, error);

      if (command == NULL)
        return NULL;
      g_ptr_array_add (commands, command);
    }
  return found == 0 ? g_steal_pointer (&commands) : NULL;
}
