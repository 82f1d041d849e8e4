/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-private.h"

#include "otk-error.h"
#include "otk-replica.h"
#include "otk-touched.h"

gboolean
otk_sqlite_append_facts (OtkSqlite *self, GPtrArray *facts, guint first, guint n, gint64 place,
                         OtkTime at, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  g_autoptr (GBytes) changes = otk_pack_facts (&self->terms, facts, first, n, at);

  /* What is there already is the same: an answer that came twice. */
  if (!otk_statement_prepare (&statement, self,
                              "INSERT INTO fact (n, root, changes) VALUES (?, ?, ?)"
                              " ON CONFLICT DO NOTHING",
                              error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, place);
  otk_statement_bind_id (&statement, 2, &((OtkFact *) facts->pdata[first])->root);
  otk_statement_bind_bytes (&statement, 3, changes);
  return otk_statement_run (&statement, error);
}

/* A row of the log holds facts of one root that follow each other in the command. */
static gboolean
append_facts (OtkSqlite *self, GPtrArray *facts, gint64 command, OtkTime at, GError **error)
{
  guint first = 0;

  if (facts->len > 1 << OTK_PACK_FACT_BITS)
    return otk_refuse (error, OTK_ERROR_LIMIT, N_ ("The content is too large"), NULL);
  for (guint i = 1; i <= facts->len; i++)
    {
      const OtkFact *fact = facts->pdata[i - 1], *next = i < facts->len ? facts->pdata[i] : NULL;

      if (next != NULL && otk_id_equal (&next->root, &fact->root))
        continue;
      if (!otk_sqlite_append_facts (self, facts, first, i - first,
                                    command << OTK_PACK_FACT_BITS | first, at, error))
        return FALSE;
      first = i;
    }
  return TRUE;
}

/* That a new one is there already is found out when its row is inserted. */
static OtkRecord *
find_before (gpointer store, OtkEntityType type, const OtkId *id, gboolean created, GError **error)
{
  return created ? otk_memory_find (&((OtkSqlite *) store)->memory, type, id)
                 : otk_sqlite_find (store, type, id, error);
}

static gboolean
write_row (OtkSqlite *self, OtkTouched *record, gint64 x, GError **error)
{
  gboolean done = TRUE;

  if (record->before != NULL && record->after != NULL)
    {
      otk_record_set_rowid (record->after, otk_record_rowid (record->before));
      if (otk_record_equal (record->before, record->after))
        return TRUE;
    }
  if (self->replica && !otk_sqlite_touch_here (self, record->before, record->after, error))
    return FALSE;
  if (record->after == NULL && record->before != NULL)
    done = otk_sqlite_delete (self, record->before, error);
  else if (record->before == NULL && record->after != NULL)
    done = otk_sqlite_insert (self, record->after, x, error);
  else if (record->after != NULL)
    done = otk_sqlite_update (self, record->before, record->after, x, error);
  if (!done)
    return FALSE;
  otk_memory_forget_lists (&self->memory, record->entity);
  if (record->after != NULL)
    otk_sqlite_remember (self, record->after);
  else
    otk_memory_forget (&self->memory, record->entity, &record->id);
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
  OtkIndexing own = { NULL };
  OtkIndexing *indexing = otk_sqlite_indexing (self, &own);
  gboolean done = TRUE;

  for (guint i = 0; done && i < touched->len; i++)
    {
      OtkTouched *record = touched->pdata[i];
      done = otk_sqlite_unindex (self, indexing, record->before, record->after, error);
    }
  for (guint i = 0; done && i < touched->len; i++)
    {
      OtkTouched *record = touched->pdata[i];

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
      OtkTouched *record = touched->pdata[i];
      done = otk_sqlite_reindex (self, indexing, record->before, record->after, error);
    }
  return otk_sqlite_finish_index (self, &own, done, error);
}

/* The place of a command that the server has not seen: behind all of the server's. */
static gint64
pending_place (OtkSqlite *self)
{
  gint64 last = otk_sqlite_number (self, "SELECT max (n) FROM command", 0);

  return MAX (last + 1, OTK_REPLICA_FIRST_PENDING);
}

gboolean
otk_sqlite_append (OtkStore *store, const OtkCommand *command, const OtkDecision *decision,
                   GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  g_autoptr (GPtrArray) touched = NULL;
  const OtkFact *first = decision->facts->len > 0 ? decision->facts->pdata[0] : NULL;
  /* A decision is later than its command where a clock had jumped back. */
  OtkTime at = MAX (command->at, decision->at);
  gint64 n = self->replica ? pending_place (self) : 0;

  n = otk_sqlite_append_command (self, n, command, at, first, error);
  if (n < 0)
    return FALSE;
  touched = otk_touched_fold (decision->facts, find_before, store, error);
  return touched != NULL && append_facts (self, decision->facts, n, at, error)
         && apply (self, touched, self->replica ? OTK_REPLICA_UNSENT : n, error)
         && (!self->feed || otk_sqlite_keep_tokens (self, touched, n, error));
}

gboolean
otk_sqlite_take_facts (OtkSqlite *self, OtkStatement *statement, GPtrArray *facts, GError **error)
{
  OtkFact common = { .n = otk_statement_int (statement, 0) };
  const void *changes = sqlite3_column_blob (statement->stmt, 2);

  common.root = otk_statement_id (statement, 1);
  common.command = otk_statement_id (statement, 3);
  common.batch =
      otk_statement_is_null (statement, 4) ? common.command : otk_statement_id (statement, 4);
  common.actor = otk_statement_id (statement, 5);
  common.at = otk_statement_int (statement, 6);
  return otk_unpack_facts (&self->terms, changes, (gsize) sqlite3_column_bytes (statement->stmt, 2),
                           &common, facts, error);
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
    if (!otk_sqlite_take_facts (self, &statement, facts, error))
      return NULL;
  return found == 0 ? g_steal_pointer (&facts) : NULL;
}

GPtrArray *
otk_sqlite_facts (OtkStore *store, const OtkId *root, GError **error)
{
  return read_facts (OTK_SQLITE (store), OTK_SQLITE_FACT_ROWS "WHERE f.root = ? ORDER BY f.n", root,
                     error);
}

GPtrArray *
otk_sqlite_facts_of (OtkSqlite *self, const OtkId *command_or_batch, GError **error)
{
  return read_facts (self,
                     "SELECT " OTK_SQLITE_FACT_COLUMNS " FROM command c CROSS JOIN fact f"
                     " ON f.n >= c.n << 20 AND f.n < (c.n + 1) << 20"
                     " WHERE c.id = ?1 OR c.batch = ?1 ORDER BY f.n",
                     command_or_batch, error);
}
