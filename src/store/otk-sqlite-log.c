/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-private.h"

#include "otk-error.h"

/* A record that a command touches: as it was, as it is. Either may be NULL. */
typedef struct
{
  OtkEntityType entity;
  OtkId id;
  OtkRecord *before, *after;
} Touched;

static void
touched_free (gpointer data)
{
  Touched *self = data;

  g_clear_pointer (&self->before, otk_record_unref);
  g_clear_pointer (&self->after, otk_record_unref);
  g_free (self);
}

static gint64
append_command (OtkSqlite *self, const OtkCommand *command, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  g_autoptr (GBytes) args = NULL, base = NULL;

  if (!otk_statement_prepare (&statement, self,
                              "INSERT INTO command (id, batch, kind, actor, device, root, at, args,"
                              " base) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                              error))
    return -1;
  if (otk_values_size (command->args) > 0)
    args = otk_values_encode (command->args);
  if (command->base != NULL)
    base = otk_values_encode (command->base);
  otk_statement_bind_id (&statement, 1, &command->id);
  if (!otk_id_equal (&command->id, &command->batch))
    otk_statement_bind_id (&statement, 2, &command->batch);
  otk_statement_bind_int (&statement, 3, command->kind);
  otk_statement_bind_id (&statement, 4, &command->actor);
  otk_statement_bind_id (&statement, 5, &command->device);
  sqlite3_bind_blob (statement.stmt, 6, command->root.bytes, sizeof command->root.bytes,
                     SQLITE_STATIC);
  otk_statement_bind_int (&statement, 7, command->at);
  otk_statement_bind_bytes (&statement, 8, args);
  otk_statement_bind_bytes (&statement, 9, base);
  return otk_statement_run (&statement, error) ? sqlite3_last_insert_rowid (self->db) : -1;
}

static gboolean
append_fact (OtkSqlite *self, const OtkFact *fact, gint64 command, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  g_autoptr (GBytes) content = fact->content != NULL ? otk_values_encode (fact->content) : NULL;

  if (!otk_statement_prepare (&statement, self,
                              "INSERT INTO fact (command, kind, term, root, row, before, after,"
                              " content) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                              error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, command);
  otk_statement_bind_int (&statement, 2, fact->kind);
  otk_statement_bind_int (&statement, 3,
                          fact->kind == OTK_FACT_CHANGE
                              ? self->field_terms[fact->entity][fact->field]
                              : self->terms[fact->entity]);
  otk_statement_bind_id (&statement, 4, &fact->root);
  if (!otk_id_equal (&fact->row, &fact->root))
    otk_statement_bind_id (&statement, 5, &fact->row);
  otk_statement_bind (&statement, 6, &fact->before);
  otk_statement_bind (&statement, 7, &fact->after);
  otk_statement_bind_bytes (&statement, 8, content);
  return otk_statement_run (&statement, error);
}

static Touched *
touch (OtkSqlite *self, GPtrArray *touched, const OtkFact *fact, GError **error)
{
  Touched *record;
  GError *failure = NULL;

  for (guint i = 0; i < touched->len; i++)
    {
      record = touched->pdata[i];
      if (record->entity == fact->entity && otk_id_equal (&record->id, &fact->row))
        return record;
    }
  record = g_new0 (Touched, 1);
  g_ptr_array_add (touched, record);
  record->entity = fact->entity;
  record->id = fact->row;
  record->before = otk_sqlite_find (&self->parent, fact->entity, &fact->row, &failure);
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
fold (Touched *record, const OtkFact *fact, GError **error)
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

static gboolean
write_row (OtkSqlite *self, Touched *record, gint64 x, GError **error)
{
  gboolean done = TRUE;

  if (record->after == NULL && record->before != NULL)
    done = otk_sqlite_delete (self, record->before, error);
  else if (record->before == NULL && record->after != NULL)
    done = otk_sqlite_insert (self, record->after, x, error);
  else if (record->after != NULL)
    {
      otk_record_set_rowid (record->after, otk_record_rowid (record->before));
      if (!otk_record_equal (record->before, record->after))
        done = otk_sqlite_update (self, record->before, record->after, x, error);
    }
  if (!done)
    return FALSE;
  if (record->after != NULL)
    otk_sqlite_remember (self, record->after);
  else
    otk_sqlite_forget (self, record->entity, &record->id);
  return TRUE;
}

static gboolean
put_timer (OtkSqlite *self, gint64 request, const OtkTimer *timer, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self,
                              "INSERT INTO timer (request, kind, due) VALUES (?, ?, ?)"
                              " ON CONFLICT DO UPDATE SET due = excluded.due",
                              error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, request);
  otk_statement_bind_int (&statement, 2, timer->kind);
  otk_statement_bind_int (&statement, 3, timer->due);
  return otk_statement_run (&statement, error);
}

static gboolean
drop_timer (OtkSqlite *self, gint64 request, OtkTimerKind kind, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self, "DELETE FROM timer WHERE request = ? AND kind = ?",
                              error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, request);
  otk_statement_bind_int (&statement, 2, kind);
  return otk_statement_run (&statement, error);
}

static const OtkTimer *
timer_of_kind (const OtkTimer *timers, guint n, OtkTimerKind kind)
{
  for (guint i = 0; i < n; i++)
    if (timers[i].kind == kind)
      return &timers[i];
  return NULL;
}

gboolean
otk_sqlite_put_timers (OtkSqlite *self, const OtkRecord *before, const OtkRecord *after,
                       GError **error)
{
  OtkTimer old[OTK_MAX_TIMERS], new[OTK_MAX_TIMERS];
  guint n_old = before != NULL ? otk_timers_of (before, old) : 0;
  guint n_new = after != NULL ? otk_timers_of (after, new) : 0;
  gint64 request = otk_record_rowid (after != NULL ? after : before);

  for (guint i = 0; i < n_old; i++)
    if (timer_of_kind (new, n_new, old[i].kind) == NULL
        && !drop_timer (self, request, old[i].kind, error))
      return FALSE;
  for (guint i = 0; i < n_new; i++)
    {
      const OtkTimer *same = timer_of_kind (old, n_old, new[i].kind);
      if ((same == NULL || same->due != new[i].due) && !put_timer (self, request, &new[i], error))
        return FALSE;
    }
  return TRUE;
}

/* A number that came with a record (an import, the server) is not given a second time. */
static gboolean
keep_number (OtkSqlite *self, const OtkRecord *request, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self,
                              "UPDATE counter SET value = ?1 WHERE name = 'number' AND value < ?1",
                              error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, otk_record_int (request, OTK_REQUEST_NUMBER));
  return otk_statement_run (&statement, error);
}

static gboolean
apply (OtkSqlite *self, GPtrArray *touched, gint64 x, GError **error)
{
  OtkIndexing indexing = { NULL };
  gboolean done = TRUE;

  for (guint i = 0; done && i < touched->len; i++)
    {
      Touched *record = touched->pdata[i];
      done = otk_sqlite_unindex (self, &indexing, record->before, record->after, error);
    }
  for (guint i = 0; done && i < touched->len; i++)
    {
      Touched *record = touched->pdata[i];

      done = write_row (self, record, x, error);
      if (!done || record->entity != OTK_ENTITY_REQUEST)
        continue;
      if (record->before != NULL || record->after != NULL)
        done = otk_sqlite_put_timers (self, record->before, record->after, error);
      if (done && record->before == NULL && record->after != NULL)
        done = keep_number (self, record->after, error);
    }
  for (guint i = 0; done && i < touched->len; i++)
    {
      Touched *record = touched->pdata[i];
      done = otk_sqlite_reindex (self, &indexing, record->before, record->after, error);
    }
  return otk_sqlite_finish_index (self, &indexing, done, error);
}

gboolean
otk_sqlite_append (OtkStore *store, const OtkCommand *command, const OtkDecision *decision,
                   GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  g_autoptr (GPtrArray) touched = g_ptr_array_new_with_free_func (touched_free);
  gint64 n = append_command (self, command, error);

  if (n < 0)
    return FALSE;
  for (guint i = 0; i < decision->facts->len; i++)
    {
      const OtkFact *fact = decision->facts->pdata[i];
      Touched *record = touch (self, touched, fact, error);

      if (record == NULL || !fold (record, fact, error) || !append_fact (self, fact, n, error))
        return FALSE;
    }
  return apply (self, touched, n, error);
}

OtkFact *
otk_sqlite_fact_read (OtkSqlite *self, OtkStatement *statement, GError **error)
{
  gpointer found = g_hash_table_lookup (self->term_fields,
                                        GINT_TO_POINTER ((int) otk_statement_int (statement, 2)));
  g_autoptr (OtkFact) fact = g_new0 (OtkFact, 1);

  g_atomic_ref_count_init (&fact->refs);
  if (found == NULL)
    return NULL;
  fact->entity = (OtkEntityType) ((GPOINTER_TO_INT (found) >> 16) - 1);
  fact->field = (guint) MAX ((GPOINTER_TO_INT (found) & 0xffff) - 1, 0);
  fact->n = otk_statement_int (statement, 0);
  fact->kind = (OtkFactKind) otk_statement_int (statement, 1);
  fact->root = otk_statement_id (statement, 3);
  fact->row = otk_statement_is_null (statement, 4) ? fact->root : otk_statement_id (statement, 4);
  fact->before = otk_statement_value (statement, 5);
  fact->after = otk_statement_value (statement, 6);
  fact->command = otk_statement_id (statement, 8);
  fact->batch =
      otk_statement_is_null (statement, 9) ? fact->command : otk_statement_id (statement, 9);
  fact->actor = otk_statement_id (statement, 10);
  fact->at = otk_statement_int (statement, 11);
  if (fact->kind != OTK_FACT_CHANGE)
    {
      fact->content = otk_statement_values (statement, 7, error);
      if (fact->content == NULL)
        return NULL;
    }
  return g_steal_pointer (&fact);
}

static GPtrArray *
read_facts (OtkSqlite *self, const char *sql, const OtkId *id, GError **error)
{
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, self, sql, error))
    return NULL;
  otk_statement_bind_id (&statement, 1, id);
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      GError *failure = NULL;
      OtkFact *fact = otk_sqlite_fact_read (self, &statement, &failure);

      if (fact != NULL)
        g_ptr_array_add (facts, fact);
      if (failure != NULL)
        {
          g_propagate_error (error, failure);
          return NULL;
        }
    }
  return found == 0 ? g_steal_pointer (&facts) : NULL;
}

GPtrArray *
otk_sqlite_facts (OtkStore *store, const OtkId *root, GError **error)
{
  return read_facts (OTK_SQLITE (store), OTK_SQLITE_FACT "WHERE f.root = ? ORDER BY f.n", root,
                     error);
}

GPtrArray *
otk_sqlite_facts_of (OtkSqlite *self, const OtkId *command_or_batch, GError **error)
{
  return read_facts (self, OTK_SQLITE_FACT "WHERE c.id = ?1 OR c.batch = ?1 ORDER BY f.n",
                     command_or_batch, error);
}

static OtkCommand *
command_read (OtkStatement *statement, GError **error)
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
      g_clear_pointer (&command->args, otk_values_unref);
      command->args = otk_statement_values (statement, 7, error);
      if (command->args == NULL)
        {
          command->args = otk_values_new ();
          return NULL;
        }
    }
  if (!otk_statement_is_null (statement, 8))
    {
      command->base = otk_statement_values (statement, 8, error);
      if (command->base == NULL)
        return NULL;
    }
  return g_steal_pointer (&command);
}

#define SELECT_COMMAND "SELECT id, batch, kind, actor, device, root, at, args, base FROM command "

static const char *
commands_sql (const OtkCommandQuery *query)
{
  if (query->id != NULL)
    return SELECT_COMMAND "WHERE id = ?1";
  if (query->actor == NULL)
    return SELECT_COMMAND "WHERE at >= ?2 ORDER BY n DESC LIMIT ?3";
  /* The unary plus keeps the latest of many from being sorted, the other way finds few fast. */
  return query->since == OTK_TIME_NONE
             ? SELECT_COMMAND "WHERE +actor = ?1 AND at >= ?2 ORDER BY n DESC LIMIT ?3"
             : SELECT_COMMAND "WHERE actor = ?1 AND at >= ?2 ORDER BY n DESC LIMIT ?3";
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
      OtkCommand *command = command_read (&statement, error);

      if (command == NULL)
        return NULL;
      g_ptr_array_add (commands, command);
    }
  return found == 0 ? g_steal_pointer (&commands) : NULL;
}
