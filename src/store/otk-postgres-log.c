/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-sync.h"

#include "otk-error.h"
#include "otk-touched.h"

/* A row of the log holds facts of one root that follow each other in the command, whose number is
 * the last that its sequence gave to this connection. */
static gboolean
send_log_row (OtkPostgres *self, GPtrArray *facts, guint first, guint n, OtkTime at, GError **error)
{
  g_autoptr (GBytes) changes = otk_pack_facts (&self->terms, facts, first, n, at);
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  otk_params_add_int (&params, first);
  otk_params_add_id (&params, &((OtkFact *) facts->pdata[first])->root);
  otk_params_add_bytes (&params, changes);
  return otk_postgres_send (self,
                            "INSERT INTO fact (n, root, changes)"
                            " VALUES ((currval ('command_n_seq') << 20) + $1::bigint, $2, $3)",
                            &params, error);
}

static gboolean
send_facts (OtkPostgres *self, GPtrArray *facts, OtkTime at, GError **error)
{
  guint first = 0;

  if (facts->len > 1 << OTK_PACK_FACT_BITS)
    return otk_refuse (error, OTK_ERROR_LIMIT, N_ ("The content is too large"), NULL);
  for (guint i = 1; i <= facts->len; i++)
    {
      const OtkFact *fact = facts->pdata[i - 1], *next = i < facts->len ? facts->pdata[i] : NULL;

      if (next != NULL && otk_id_equal (&next->root, &fact->root))
        continue;
      if (!send_log_row (self, facts, first, i - first, at, error))
        return FALSE;
      first = i;
    }
  return TRUE;
}

static gboolean
send_command (OtkPostgres *self, const OtkCommand *command, OtkTime at, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (GBytes) args = NULL, base = NULL;

  if (otk_values_size (command->args) > 0)
    args = otk_pack_values (&self->terms, command->args, &command->root, at);
  if (command->base != NULL)
    base = otk_pack_values (&self->terms, command->base, &command->root, at);
  otk_params_add_id (&params, &command->id);
  otk_params_add_id (&params,
                     otk_id_equal (&command->id, &command->batch) ? NULL : &command->batch);
  otk_params_add_int (&params, command->kind);
  otk_params_add_id (&params, &command->actor);
  otk_params_add_id (&params, &command->device);
  otk_params_add_id (&params, &command->root);
  otk_params_add_int (&params, at);
  otk_params_add_bytes (&params, args);
  otk_params_add_bytes (&params, base);
  return otk_postgres_send (self,
                            "INSERT INTO command (id, batch, kind, actor, device, root, at, args,"
                            " base) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                            &params, error);
}

static gboolean
send_timer (OtkPostgres *self, const OtkId *request, const OtkTimer *timer, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  otk_params_add_id (&params, request);
  otk_params_add_int (&params, timer->kind);
  otk_params_add_int (&params, timer->due);
  return otk_postgres_send (self,
                            "INSERT INTO timer (request, kind, due)"
                            " SELECT rowid, $2::bigint, $3::bigint FROM request WHERE id = $1"
                            " ON CONFLICT (request, kind) DO UPDATE SET due = excluded.due",
                            &params, error);
}

static gboolean
send_no_timer (OtkPostgres *self, gint64 request, OtkTimerKind kind, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  otk_params_add_int (&params, request);
  otk_params_add_int (&params, kind);
  return otk_postgres_send (self, "DELETE FROM timer WHERE request = $1 AND kind = $2", &params,
                            error);
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
otk_postgres_send_timers (OtkPostgres *self, const OtkRecord *before, const OtkRecord *after,
                          GError **error)
{
  OtkTimer old[OTK_MAX_TIMERS], new[OTK_MAX_TIMERS];
  guint n_old = before != NULL ? otk_timers_of (before, old) : 0;
  guint n_new = after != NULL ? otk_timers_of (after, new) : 0;

  for (guint i = 0; i < n_old; i++)
    if (timer_of_kind (new, n_new, old[i].kind) == NULL
        && !send_no_timer (self, otk_record_rowid (before), old[i].kind, error))
      return FALSE;
  for (guint i = 0; i < n_new; i++)
    {
      const OtkTimer *same = timer_of_kind (old, n_old, new[i].kind);

      if ((same == NULL || same->due != new[i].due)
          && !send_timer (self, otk_record_id (after), &new[i], error))
        return FALSE;
    }
  return TRUE;
}

/* A number that came with a record (an import, the server) is not given a second time. */
static gboolean
send_number (OtkPostgres *self, const OtkRecord *request, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  otk_params_add_int (&params, otk_record_int (request, OTK_REQUEST_NUMBER));
  return otk_postgres_send (self,
                            "UPDATE counter SET value = $1 WHERE name = 'number' AND value < $1",
                            &params, error);
}

static gboolean
send_row (OtkPostgres *self, OtkTouched *record, GError **error)
{
  if (record->before == NULL)
    return record->after == NULL || otk_postgres_send_insert (self, record->after, error);
  if (record->after == NULL)
    return otk_postgres_send_delete (self, record->before, error);
  otk_record_set_rowid (record->after, otk_record_rowid (record->before));
  return otk_record_equal (record->before, record->after)
         || otk_postgres_send_update (self, record->before, record->after, error);
}

static gboolean
send_rows (OtkPostgres *self, GPtrArray *touched, GError **error)
{
  for (guint i = 0; i < touched->len; i++)
    {
      OtkTouched *record = touched->pdata[i];

      if (!send_row (self, record, error))
        return FALSE;
      if (record->entity == OTK_ENTITY_REQUEST
          && !otk_postgres_send_timers (self, record->before, record->after, error))
        return FALSE;
      if (record->entity == OTK_ENTITY_REQUEST && record->before == NULL && record->after != NULL
          && !send_number (self, record->after, error))
        return FALSE;
    }
  return TRUE;
}

/* Once the answers are there: what this transaction knows of the records. */
static gboolean
note_rows (OtkPostgres *self, GPtrArray *touched, GError **error)
{
  for (guint i = 0; i < touched->len; i++)
    {
      OtkTouched *record = touched->pdata[i];

      otk_memory_forget_lists (&self->memory, record->entity);
      if (record->after == NULL)
        otk_memory_forget (&self->memory, record->entity, &record->id);
      else if (otk_record_rowid (record->after) == 0)
        return otk_refuse (error, OTK_ERROR_STALE, N_ ("The record is there already"), NULL);
      else
        otk_postgres_remember (self, record->after);
    }
  return TRUE;
}

/* That a new one is there already is found out when its row is inserted. */
static OtkRecord *
find_before (gpointer store, OtkEntityType type, const OtkId *id, gboolean created, GError **error)
{
  return created ? otk_memory_find (&((OtkPostgres *) store)->memory, type, id)
                 : otk_postgres_find (store, type, id, error);
}

gboolean
otk_postgres_append (OtkStore *store, const OtkCommand *command, const OtkDecision *decision,
                     GError **error)
{
  OtkPostgres *self = OTK_POSTGRES (store);
  g_autoptr (GPtrArray) touched = otk_touched_fold (decision->facts, find_before, store, error);
  /* A decision is later than its command where a clock had jumped back. */
  OtkTime at = MAX (command->at, decision->at);

  if (touched == NULL)
    return FALSE;
  if (!send_command (self, command, at, error) || !send_facts (self, decision->facts, at, error)
      || !send_rows (self, touched, error) || !otk_postgres_send_index (self, touched, error))
    {
      otk_postgres_sync (self, NULL, NULL);
      return FALSE;
    }
  return otk_postgres_sync (self, NULL, error) && note_rows (self, touched, error)
         && (!self->feed || otk_postgres_keep_tokens (self, touched, error));
}

gboolean
otk_postgres_take_facts (OtkPostgres *self, const PGresult *result, int row, GPtrArray *facts,
                         GError **error)
{
  OtkFact common = { .n = otk_row_int (result, row, 0) };

  common.root = otk_row_id (result, row, 1);
  common.command = otk_row_id (result, row, 3);
  common.batch = otk_row_is_null (result, row, 4) ? common.command : otk_row_id (result, row, 4);
  common.actor = otk_row_id (result, row, 5);
  common.at = otk_row_int (result, row, 6);
  return otk_unpack_facts (&self->terms, (const guint8 *) PQgetvalue (result, row, 2),
                           (gsize) PQgetlength (result, row, 2), &common, facts, error);
}

static GPtrArray *
read_facts (OtkPostgres *self, const char *sql, const OtkId *id, GError **error)
{
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;

  otk_params_add_id (&params, id);
  found = otk_postgres_query (self, sql, &params, error);
  for (int i = 0; found != NULL && i < PQntuples (found); i++)
    if (!otk_postgres_take_facts (self, found, i, facts, error))
      return NULL;
  return found != NULL ? g_steal_pointer (&facts) : NULL;
}

GPtrArray *
otk_postgres_facts (OtkStore *store, const OtkId *root, GError **error)
{
  return read_facts (OTK_POSTGRES (store), OTK_POSTGRES_FACT_ROWS "WHERE f.root = $1 ORDER BY f.n",
                     root, error);
}

GPtrArray *
otk_postgres_facts_of (OtkPostgres *self, const OtkId *command_or_batch, GError **error)
{
  return read_facts (self,
                     "SELECT " OTK_POSTGRES_FACT_COLUMNS " FROM command c JOIN fact f"
                     " ON f.n >= c.n << 20 AND f.n < (c.n + 1) << 20"
                     " WHERE c.id = $1 OR c.batch = $1 ORDER BY f.n",
                     command_or_batch, error);
}
