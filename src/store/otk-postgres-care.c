/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-private.h"

#include "otk-error.h"
#include "otk-rebuild.h"

/* Requests that follow a renamed customer in one go: a few milliseconds. */
#define FOLLOW_AT_ONCE 20
#define BULK_KEY "bulk"
/* Rows of the log that a walk holds at a time. */
#define WALK_AT_ONCE "5000"

/* The version of a fact is its transaction; rows are stamped anew where they are put right. */
static gboolean
fold_rows (OtkPostgres *self, const PGresult *rows, OtkRebuild *rebuild, GError **error)
{
  for (int i = 0; i < PQntuples (rows); i++)
    {
      g_autoptr (GPtrArray) facts =
          g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);

      if (!otk_postgres_take_facts (self, rows, i, facts, error))
        return FALSE;
      for (guint j = 0; j < facts->len; j++)
        if (!otk_rebuild_fold (rebuild, facts->pdata[j], 0, error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
walk_facts (OtkStore *store, OtkRebuild *rebuild, GError **error)
{
  OtkPostgres *self = OTK_POSTGRES (store);

  if (!otk_postgres_run (self,
                         "DECLARE walk NO SCROLL CURSOR FOR " OTK_POSTGRES_FACT_ROWS
                         "ORDER BY f.root, f.n",
                         NULL, error))
    return FALSE;
  for (;;)
    {
      g_autoptr (PGresult) rows =
          otk_postgres_query_once (self, "FETCH FORWARD " WALK_AT_ONCE " FROM walk", NULL, NULL,
                                   error);

      if (rows == NULL || !fold_rows (self, rows, rebuild, error))
        return FALSE;
      if (PQntuples (rows) == 0)
        return otk_postgres_run (self, "CLOSE walk", NULL, error);
    }
}

static OtkRecord *
read_row (OtkStore *store, OtkEntityType type, const OtkId *id, GError **error)
{
  return otk_postgres_read (OTK_POSTGRES (store), type, id, error);
}

static gboolean
insert_row (OtkStore *store, OtkRecord *record, gint64 x, GError **error)
{
  return otk_postgres_send_insert (OTK_POSTGRES (store), record, error)
         && otk_postgres_sync (OTK_POSTGRES (store), NULL, error);
}

static gboolean
update_row (OtkStore *store, const OtkRecord *before, const OtkRecord *after, gint64 x,
            GError **error)
{
  return otk_postgres_send_update (OTK_POSTGRES (store), before, after, error)
         && otk_postgres_sync (OTK_POSTGRES (store), NULL, error);
}

static gboolean
remove_row (OtkStore *store, const OtkRecord *record, GError **error)
{
  return otk_postgres_send_delete (OTK_POSTGRES (store), record, error)
         && otk_postgres_sync (OTK_POSTGRES (store), NULL, error);
}

static GArray *
read_timers (OtkStore *store, const OtkRecord *request, GError **error)
{
  g_autoptr (GArray) timers = g_array_new (FALSE, FALSE, sizeof (OtkTimer));
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;

  otk_params_add_int (&params, otk_record_rowid (request));
  found = otk_postgres_query (OTK_POSTGRES (store),
                              "SELECT kind, due FROM timer WHERE request = $1", &params, error);
  for (int i = 0; found != NULL && i < PQntuples (found); i++)
    {
      OtkTimer timer = { (OtkTimerKind) otk_row_int (found, i, 0), otk_row_int (found, i, 1) };
      g_array_append_val (timers, timer);
    }
  return found != NULL ? g_steal_pointer (&timers) : NULL;
}

static gboolean
rewrite_timers (OtkStore *store, const OtkRecord *request, GError **error)
{
  OtkPostgres *self = OTK_POSTGRES (store);
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  otk_params_add_int (&params, otk_record_rowid (request));
  return otk_postgres_send (self, "DELETE FROM timer WHERE request = $1", &params, error)
         && otk_postgres_send_timers (self, NULL, request, error)
         && otk_postgres_sync (self, NULL, error);
}

static GArray *
ids_of (OtkStore *store, OtkEntityType type, gint64 expected, GError **error)
{
  OtkPostgres *self = OTK_POSTGRES (store);
  const OtkEntity *entity = otk_entity (type);
  g_autofree char *count = g_strconcat ("SELECT count (*) FROM ", entity->table, NULL);
  g_autofree char *list = g_strconcat ("SELECT id FROM ", entity->table, NULL);
  g_autoptr (PGresult) found = NULL;
  GArray *ids;

  if (otk_postgres_number (self, count, 0) == expected)
    return NULL;
  found = otk_postgres_query_once (self, list, NULL, NULL, error);
  if (found == NULL)
    return NULL;
  ids = g_array_new (FALSE, FALSE, sizeof (OtkId));
  for (int i = 0; i < PQntuples (found); i++)
    {
      OtkId id = otk_row_id (found, i, 0);
      g_array_append_val (ids, id);
    }
  return ids;
}

static gint64
stray_timers (OtkStore *store, gboolean check_only, GError **error)
{
  OtkPostgres *self = OTK_POSTGRES (store);
  gint64 strays =
      otk_postgres_number (self,
                           "SELECT count (*) FROM timer t"
                           " WHERE NOT EXISTS (SELECT FROM request r WHERE r.rowid = t.request)",
                           -1);

  if (check_only
      || otk_postgres_run (self,
                           "DELETE FROM timer t"
                           " WHERE NOT EXISTS (SELECT FROM request r WHERE r.rowid = t.request)",
                           NULL, error))
    return strays;
  return -1;
}

static const OtkRebuildClass rebuild_class = {
  .walk = walk_facts,
  .read = read_row,
  .insert = insert_row,
  .update = update_row,
  .remove = remove_row,
  .timers = read_timers,
  .rewrite_timers = rewrite_timers,
  .ids = ids_of,
  .stray_timers = stray_timers,
};

gint64
otk_postgres_rebuild (OtkStore *store, gboolean check_only, OtkReport report, gpointer data,
                      GError **error)
{
  OtkPostgres *self = OTK_POSTGRES (store);
  gint64 differences;

  /* The others wait, or the rows would be compared with facts of another moment. */
  self->crossed = MAX (self->crossed, 1);
  if (!otk_postgres_transact (store, OTK_TRANSACTION_BEGIN, error))
    return -1;
  differences = otk_rebuild_rows (store, &rebuild_class, check_only, report, data, error);
  if (differences >= 0)
    differences += otk_postgres_check_index (self, report, data);
  if (differences > 0 && !check_only && !otk_postgres_make_index (self, error))
    differences = -1;
  if (differences < 0 || check_only)
    otk_postgres_transact (store, OTK_TRANSACTION_ROLLBACK, NULL);
  else if (!otk_postgres_transact (store, OTK_TRANSACTION_COMMIT, error))
    return -1;
  return differences;
}

/* What does not come through now comes with the next idle moment. */
static gboolean
care_idle (OtkPostgres *self)
{
  int followed;

  if (!self->writer || self->open || !self->stale)
    return FALSE;
  if (!otk_postgres_transact (&self->parent, OTK_TRANSACTION_BEGIN, NULL))
    return FALSE;
  followed = otk_postgres_follow_people (self, FOLLOW_AT_ONCE, NULL);
  if (followed < 0)
    {
      otk_postgres_transact (&self->parent, OTK_TRANSACTION_ROLLBACK, NULL);
      return FALSE;
    }
  return otk_postgres_transact (&self->parent, OTK_TRANSACTION_COMMIT, NULL) && self->stale;
}

static gboolean
end_bulk (OtkPostgres *self, GError **error)
{
  self->bulk = FALSE;
  if (!otk_postgres_transact (&self->parent, OTK_TRANSACTION_BEGIN, error))
    return FALSE;
  if (!otk_postgres_make_index (self, error)
      || !otk_postgres_put_local (&self->parent, OTK_LOCAL_META, BULK_KEY, NULL, 0, error))
    {
      otk_postgres_transact (&self->parent, OTK_TRANSACTION_ROLLBACK, NULL);
      return FALSE;
    }
  return otk_postgres_transact (&self->parent, OTK_TRANSACTION_COMMIT, error)
         && otk_postgres_script (self, "ANALYZE", error);
}

gboolean
otk_postgres_care (OtkStore *store, OtkCare what, GError **error)
{
  OtkPostgres *self = OTK_POSTGRES (store);
  g_autofree char *bulk = NULL;

  switch (what)
    {
    case OTK_CARE_OPENED:
      self->stale = otk_postgres_number (self, "SELECT count (*) FROM people_stale", 0) > 0;
      bulk = otk_store_meta (store, BULK_KEY, NULL);
      return bulk == NULL || end_bulk (self, error);
    case OTK_CARE_IDLE:
      return care_idle (self);
    case OTK_CARE_BULK_BEGIN:
      self->bulk = otk_postgres_put_local (store, OTK_LOCAL_META, BULK_KEY, "1", 0, error);
      return self->bulk;
    case OTK_CARE_BULK_END:
    default:
      return end_bulk (self, error);
    }
}
