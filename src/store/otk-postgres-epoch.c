/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-sync.h"

#include "otk-error.h"

char *
otk_postgres_epoch (OtkStore *store, GError **error)
{
  return otk_store_meta (store, OTK_POSTGRES_EPOCH_KEY, error);
}

/* What a restore into another server, a return to an earlier moment, or the promotion of a standby
 * changes. */
static char *
system_now (OtkPostgres *self, GError **error)
{
  g_autoptr (PGresult) found =
      otk_postgres_query (self,
                          "SELECT (SELECT system_identifier FROM pg_control_system ())::text || '.'"
                          " || (SELECT timeline_id FROM pg_control_checkpoint ())::text",
                          NULL, error);

  return found != NULL ? g_strdup (otk_row_text (found, 0, 0)) : NULL;
}

static gboolean
mark_system (OtkStore *store, GError **error)
{
  g_autofree char *system = system_now (OTK_POSTGRES (store), error);

  return system != NULL && otk_store_put_meta (store, OTK_POSTGRES_SYSTEM_KEY, system, error);
}

static gboolean
new_epoch (OtkStore *store, GError **error)
{
  g_autofree char *epoch = g_uuid_string_random ();

  return mark_system (store, error)
         && otk_store_put_meta (store, OTK_POSTGRES_EPOCH_KEY, epoch, error);
}

/*
 * In another server the transactions are counted from elsewhere: what was written there may seem to
 * be of the future here, and then hide what comes. So all of it becomes this transaction's.
 */
static gboolean
stamp_all (OtkPostgres *self, GError **error)
{
  static const char rest[] =
      "UPDATE command SET x = pg_current_xact_id (); UPDATE fact SET x = pg_current_xact_id ();"
      "UPDATE command_log SET x = pg_current_xact_id (); DELETE FROM moment;"
      "DELETE FROM acl WHERE rx IS NOT NULL; UPDATE acl SET ax = '2';"
      "DELETE FROM utoken WHERE rx IS NOT NULL; UPDATE utoken SET ax = '2';"
      "DELETE FROM meta WHERE key = '" OTK_POSTGRES_PRUNED_KEY "'";
  g_autoptr (GString) sql = g_string_new (NULL);

  if (otk_postgres_number (self,
                           "SELECT coalesce ((SELECT max (x) FROM command)"
                           " < pg_current_xact_id (), TRUE)",
                           0)
      == 1)
    return TRUE;
  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    {
      g_string_append (sql, "UPDATE ");
      g_string_append (sql, otk_entity (i)->table);
      /* The trigger gives it the right one. */
      g_string_append (sql, " SET x = '2';");
    }
  g_string_append (sql, rest);
  return otk_postgres_script (self, sql->str, error);
}

static gboolean
begin_anew (OtkStore *store, GError **error)
{
  if (!otk_postgres_transact (store, OTK_TRANSACTION_BEGIN, error))
    return FALSE;
  if (!stamp_all (OTK_POSTGRES (store), error) || !new_epoch (store, error))
    {
      otk_postgres_transact (store, OTK_TRANSACTION_ROLLBACK, NULL);
      return FALSE;
    }
  return otk_postgres_transact (store, OTK_TRANSACTION_COMMIT, error);
}

static gboolean
check_epoch (OtkStore *store, gboolean *renewed, GError **error)
{
  g_autofree char *epoch = otk_postgres_epoch (store, error);
  g_autofree char *system = epoch != NULL ? system_now (OTK_POSTGRES (store), error) : NULL;
  g_autofree char *known =
      epoch != NULL ? otk_store_meta (store, OTK_POSTGRES_SYSTEM_KEY, NULL) : NULL;

  if (system == NULL)
    return FALSE;
  *renewed = g_strcmp0 (system, known) != 0;
  return !*renewed || begin_anew (store, error);
}

gboolean
otk_postgres_set_epoch (OtkStore *store, OtkFeedEpoch what, gboolean *renewed, GError **error)
{
  switch (what)
    {
    case OTK_FEED_EPOCH_NEW:
      return new_epoch (store, error);
    case OTK_FEED_EPOCH_CHECK:
      return check_epoch (store, renewed, error);
    case OTK_FEED_EPOCH_MARK:
    default:
      /* The server itself knows how far it has come. */
      return TRUE;
    }
}

/* Whether the device's user may see the root, on whatever device. */
static gboolean
may_see (OtkPostgres *self, const OtkId *user, const OtkId *root)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;

  otk_params_add_id (&params, root);
  otk_params_add_id (&params, user);
  found = otk_postgres_query (self,
                              "SELECT FROM acl a JOIN utoken t ON " OTK_POSTGRES_SHARED
                              " WHERE a.root = $1 AND a.rx IS NULL AND t.owner = $2"
                              " AND t.profile = 1 AND t.rx IS NULL LIMIT 1",
                              &params, NULL);
  return found != NULL && PQntuples (found) > 0;
}

static gboolean
put_pin (OtkPostgres *self, const OtkId *device, OtkEntityType entity, const OtkId *root,
         gboolean pinned, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT, hold = OTK_PARAMS_INIT;

  otk_params_add_id (&params, root);
  otk_params_add_id (&params, device);
  otk_params_add_int (&params, self->terms.entities[entity]);
  otk_params_add_id (&hold, device);
  return otk_postgres_send (self,
                            "INSERT INTO utoken (owner, profile, kind, id, ax)"
                            " VALUES ($1, 0, 112, $1, '2') ON CONFLICT DO NOTHING",
                            &hold, error)
         && otk_postgres_send (self, "INSERT INTO moment DEFAULT VALUES ON CONFLICT DO NOTHING",
                               NULL, error)
         && otk_postgres_run (
             self,
             pinned ? "INSERT INTO acl (root, kind, id, ax, entity)"
                      " SELECT $1::uuid, 112, $2::uuid, pg_current_xact_id (), $3::bigint"
                      " WHERE NOT EXISTS (SELECT FROM acl WHERE root = $1 AND kind = 112"
                      " AND id = $2 AND rx IS NULL)"
                      " ON CONFLICT (root, kind, id, ax) DO UPDATE SET rx = NULL"
                    : "UPDATE acl SET rx = pg_current_xact_id () WHERE root = $1 AND kind = 112"
                      " AND id = $2 AND entity = $3 AND rx IS NULL",
             &params, error);
}

gboolean
otk_postgres_pin (OtkStore *store, const OtkId *device_id, OtkEntityType entity, const OtkId *root,
                  gboolean pinned, GError **error)
{
  OtkPostgres *self = OTK_POSTGRES (store);
  GError *failure = NULL;
  g_autoptr (OtkDevice) device = otk_feed_device (store, device_id, &failure);
  g_autoptr (OtkRecord) record = NULL;

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (device == NULL)
    return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("There is no such device"), NULL);
  record = otk_postgres_read (self, entity, root, NULL);
  if (pinned && record == NULL)
    return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("The record is gone"), NULL);
  if (pinned && !may_see (self, &device->user, root))
    return otk_refuse (error, OTK_ERROR_NOT_ALLOWED, N_ ("You may not see this request"), NULL);
  return put_pin (self, device_id, entity, root, pinned, error);
}

static gboolean
run_before (OtkPostgres *self, const char *sql, gint64 before, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  otk_params_add_int (&params, before);
  return otk_postgres_run (self, sql, &params, error);
}

static gboolean
forget_past (OtkPostgres *self, OtkTime before, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT, version = OTK_PARAMS_INIT;
  g_autoptr (PGresult) last = NULL, forgotten = NULL;
  g_autofree char *text = NULL;

  otk_params_add_int (&params, before);
  last = otk_postgres_query (self, "SELECT x FROM command WHERE at < $1 ORDER BY n DESC LIMIT 1",
                             &params, error);
  if (last == NULL || PQntuples (last) == 0)
    return last != NULL;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, otk_row_int (last, 0, 0));
  otk_params_add_text (&version, text);
  forgotten = otk_postgres_query (self,
                                  "WITH a AS (DELETE FROM acl WHERE rx <= $1 RETURNING 1),"
                                  " u AS (DELETE FROM utoken WHERE rx <= $1 RETURNING 1)"
                                  " SELECT (SELECT count (*) FROM a) + (SELECT count (*) FROM u)",
                                  &version, error);
  if (forgotten == NULL)
    return FALSE;
  /* Nothing was forgotten: older cookies are as good as before. */
  return otk_row_int (forgotten, 0, 0) == 0
         || otk_store_put_meta (&self->parent, OTK_POSTGRES_PRUNED_KEY, text, error);
}

gboolean
otk_postgres_prune (OtkStore *store, OtkTime receipts_before, OtkTime past_before, GError **error)
{
  OtkPostgres *self = OTK_POSTGRES (store);

  return run_before (self,
                     "DELETE FROM device_seq s USING command_log l"
                     " WHERE l.id = s.command AND l.received < $1",
                     receipts_before, error)
         && run_before (self, "DELETE FROM command_log WHERE received < $1", receipts_before, error)
         && forget_past (self, past_before, error);
}
