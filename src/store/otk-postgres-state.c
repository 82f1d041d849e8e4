/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-private.h"

static OtkPostgres *
postgres_of (OtkState *state)
{
  return (OtkPostgres *) (gpointer) ((char *) state - G_STRUCT_OFFSET (OtkPostgres, state));
}

/* Where a failure goes: the first one is kept until the transaction's end. */
static GError **
failure_of (OtkPostgres *self)
{
  return self->state_error == NULL ? &self->state_error : NULL;
}

static OtkRecord *
state_find (OtkState *state, OtkEntityType type, const OtkId *id)
{
  OtkPostgres *self = postgres_of (state);

  return otk_postgres_find (&self->parent, type, id, failure_of (self));
}

/* What a decision of this transaction has listed: the next command asks for the same again. */
static GPtrArray *
state_list (OtkState *state, OtkEntityType type, int field, const OtkValue *value)
{
  OtkPostgres *self = postgres_of (state);
  GPtrArray *found = self->open ? otk_memory_list (&self->memory, type, field, value) : NULL;

  if (found != NULL)
    return found;
  found = otk_postgres_list (&self->parent, type, field, value, failure_of (self));
  if (found == NULL)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) otk_record_unref);
  if (self->open)
    otk_memory_keep_list (&self->memory, type, field, value, found);
  return found;
}

static OtkWorkload
state_workload (OtkState *state, const OtkId *employee)
{
  OtkPostgres *self = postgres_of (state);
  OtkWorkload workload = { 0, OTK_TIME_NONE };
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;

  otk_params_add_id (&params, employee);
  found = otk_postgres_query (self,
                              "SELECT (SELECT count (*) FROM request WHERE responsible = $1"
                              " AND status IN (3, 4) AND status < 6 AND deleted_at IS NULL),"
                              " (SELECT max (assigned_at) FROM request WHERE responsible = $1"
                              " AND assigned_at IS NOT NULL)",
                              &params, failure_of (self));
  if (found == NULL)
    return workload;
  workload.in_work = otk_row_int (found, 0, 0);
  if (!otk_row_is_null (found, 0, 1))
    workload.last_assigned = otk_row_int (found, 0, 1);
  return workload;
}

static OtkCompleted
state_completed (OtkState *state, const OtkId *sla, OtkTime from, OtkTime to)
{
  OtkPostgres *self = postgres_of (state);
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;

  otk_params_add_id (&params, sla);
  otk_params_add_int (&params, from);
  otk_params_add_int (&params, to);
  found = otk_postgres_query (self,
                              "SELECT count (*), count (*) FILTER (WHERE"
                              " coalesce (overdue_reaction, 0) = 0"
                              " AND coalesce (overdue_resolution, 0) = 0) FROM request"
                              " WHERE done_at >= $2 AND done_at < $3 AND sla = $1"
                              " AND deleted_at IS NULL",
                              &params, failure_of (self));
  if (found == NULL)
    return (OtkCompleted){ 0, 0 };
  return (OtkCompleted){ otk_row_int (found, 0, 0), otk_row_int (found, 0, 1) };
}

static gint64
state_next_number (OtkState *state)
{
  OtkPostgres *self = postgres_of (state);
  /* A reader only looks what the next would be: a preview takes none. */
  g_autoptr (PGresult) found = otk_postgres_query (
      self,
      self->writer ? "UPDATE counter SET value = value + 1 WHERE name = 'number' RETURNING value"
                   : "SELECT value + 1 FROM counter WHERE name = 'number'",
      NULL, failure_of (self));

  return found != NULL && PQntuples (found) == 1 ? otk_row_int (found, 0, 0) : 1;
}

static GPtrArray *
state_facts_of (OtkState *state, const OtkId *command_or_batch)
{
  OtkPostgres *self = postgres_of (state);
  GPtrArray *facts = otk_postgres_facts_of (self, command_or_batch, failure_of (self));

  return facts != NULL ? facts : g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);
}

const OtkStateClass otk_postgres_state_class = {
  .find = state_find,
  .list = state_list,
  .workload = state_workload,
  .completed = state_completed,
  .next_number = state_next_number,
  .facts_of = state_facts_of,
};
