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

static GPtrArray *
state_list (OtkState *state, OtkEntityType type, int field, const OtkValue *value)
{
  OtkSqlite *self = sqlite_of (state);
  GPtrArray *found = otk_sqlite_list (&self->parent, type, field, value, failure_of (self));

  return found != NULL ? found : g_ptr_array_new_with_free_func ((GDestroyNotify) otk_record_unref);
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

static gint64
state_next_number (OtkState *state)
{
  OtkSqlite *self = sqlite_of (state);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  gint64 number = 1;

  /* A reader only looks what the next would be: a preview takes none. */
  if (otk_statement_prepare (&statement, self,
                             self->writer ? "UPDATE counter SET value = value + 1"
                                            " WHERE name = 'number' RETURNING value"
                                          : "SELECT value + 1 FROM counter WHERE name = 'number'",
                             failure_of (self))
      && otk_statement_step (&statement, failure_of (self)) == 1)
    number = otk_statement_int (&statement, 0);
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
  .next_number = state_next_number,
  .facts_of = state_facts_of,
};
