/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-private.h"

static OtkSqlite *
sqlite_of (OtkState *state)
{
  return (OtkSqlite *) (gpointer) ((char *) state - G_STRUCT_OFFSET (OtkSqlite, state));
}

/* Where a failure goes: the first one is kept until the transaction's end. */
static GError **
failure_of (OtkSqlite *self)
{
  return self->state_error == NULL ? &self->state_error : NULL;
}

static OtkRecord *
state_find (OtkState *state, OtkEntityType type, const OtkId *id)
{
  OtkSqlite *self = sqlite_of (state);

  return otk_sqlite_find (&self->parent, type, id, failure_of (self));
}

/* Lists of few records that nearly every decision asks for again. */
static gboolean
is_listed_often (OtkEntityType type)
{
  return type == OTK_ENTITY_SETTING || type == OTK_ENTITY_NORM || type == OTK_ENTITY_SLA
         || type == OTK_ENTITY_SCHEDULE || type == OTK_ENTITY_SERVICE || type == OTK_ENTITY_LEVEL
         || type == OTK_ENTITY_GROUP || type == OTK_ENTITY_EMPLOYEE;
}

static GPtrArray *
state_list (OtkState *state, OtkEntityType type, int field, const OtkValue *value)
{
  OtkSqlite *self = sqlite_of (state);
  gboolean often = self->writer && is_listed_often (type);
  GPtrArray *found = often ? otk_memory_list (&self->memory, type, field, value) : NULL;

  if (found != NULL)
    return found;
  found = otk_sqlite_list (&self->parent, type, field, value, failure_of (self));
  if (found == NULL)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) otk_record_unref);
  if (often)
    otk_memory_keep_list (&self->memory, type, field, value, found);
  return found;
}

static OtkWorkload
state_workload (OtkState *state, const OtkId *employee)
{
  OtkSqlite *self = sqlite_of (state);
  OtkWorkload workload = { 0, OTK_TIME_NONE };
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (
          &statement, self,
          "SELECT (SELECT count(*) FROM request WHERE responsible = ?1 AND status IN (3, 4)"
          " AND status < 6 AND deleted_at IS NULL),"
          " (SELECT max(assigned_at) FROM request WHERE responsible = ?1"
          " AND assigned_at IS NOT NULL)",
          failure_of (self)))
    return workload;
  otk_statement_bind_id (&statement, 1, employee);
  if (otk_statement_step (&statement, failure_of (self)) == 1)
    {
      workload.in_work = otk_statement_int (&statement, 0);
      if (!otk_statement_is_null (&statement, 1))
        workload.last_assigned = otk_statement_int (&statement, 1);
    }
  return workload;
}

static OtkCompleted
state_completed (OtkState *state, const OtkId *sla, OtkTime from, OtkTime to)
{
  OtkSqlite *self = sqlite_of (state);
  OtkCompleted completed = { 0, 0 };
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self,
                              "SELECT count(*), total (ifnull (overdue_reaction, 0) = 0"
                              " AND ifnull (overdue_resolution, 0) = 0) FROM request"
                              " WHERE done_at >= ?1 AND done_at < ?2 AND sla = ?3"
                              " AND deleted_at IS NULL",
                              failure_of (self)))
    return completed;
  otk_statement_bind_int (&statement, 1, from);
  otk_statement_bind_int (&statement, 2, to);
  otk_statement_bind_id (&statement, 3, sla);
  if (otk_statement_step (&statement, failure_of (self)) == 1)
    completed =
        (OtkCompleted){ otk_statement_int (&statement, 0), otk_statement_int (&statement, 1) };
  return completed;
}

static gint64
state_next_number (OtkState *state)
{
  OtkSqlite *self = sqlite_of (state);
  g_auto (OtkStatement) select = OTK_STATEMENT_INIT, update = OTK_STATEMENT_INIT;
  gint64 number;

  if (self->replica)
    return 0;
  if (!otk_statement_prepare (&select, self, "SELECT value + 1 FROM counter WHERE name = 'number'",
                              failure_of (self))
      || otk_statement_step (&select, failure_of (self)) != 1)
    return 1;
  number = otk_statement_int (&select, 0);
  /* A reader only looks what the next would be: a preview takes none. Not by RETURNING: see
   * pass_on() of the search index for why. */
  if (self->writer
      && otk_statement_prepare (&update, self, "UPDATE counter SET value = ? WHERE name = 'number'",
                                failure_of (self)))
    {
      otk_statement_bind_int (&update, 1, number);
      otk_statement_run (&update, failure_of (self));
    }
  return number;
}

static GPtrArray *
state_facts_of (OtkState *state, const OtkId *command_or_batch)
{
  OtkSqlite *self = sqlite_of (state);
  GPtrArray *facts = otk_sqlite_facts_of (self, command_or_batch, failure_of (self));

  return facts != NULL ? facts : g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);
}

const OtkStateClass otk_sqlite_state_class = {
  .find = state_find,
  .list = state_list,
  .workload = state_workload,
  .completed = state_completed,
  .next_number = state_next_number,
  .facts_of = state_facts_of,
};
