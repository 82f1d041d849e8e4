/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-sync.h"

#include "otk-error.h"

void
otk_replica_free (OtkReplica *self)
{
  if (self == NULL)
    return;
  g_free (self->server);
  g_free (self->code);
  g_free (self->epoch);
  g_free (self->cookie);
  g_free (self->boot);
  g_free (self);
}

void
otk_replica_read_time (const OtkReplica *self, OtkServerTime *time)
{
  otk_server_time_init (time);
  time->base = self->time_base;
  time->mono = self->time_boot;
  time->offset = self->time_offset;
  g_strlcpy (time->boot, self->boot != NULL ? self->boot : "", sizeof time->boot);
}

void
otk_blob_free (OtkBlob *self)
{
  if (self == NULL)
    return;
  g_free (self->sha256);
  g_free (self->reason);
  g_free (self);
}

void
otk_pin_free (OtkPin *self)
{
  if (self == NULL)
    return;
  g_free (self->reason);
  g_free (self);
}

gboolean
otk_store_is_replica (OtkStore *store)
{
  /* The only driver that a client has. */
  return store->klass == &otk_sqlite_class && OTK_SQLITE (store)->replica;
}

gboolean
otk_replica_start (OtkStore *store, const OtkReplica *replica, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (otk_sqlite_number (self, "SELECT 1 FROM command LIMIT 1", 0) != 0)
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("The file has requests of its own: choose a new one"), NULL);
  if (!otk_statement_prepare (&statement, self,
                              "INSERT INTO replica (k, server, user, profile, device, code)"
                              " VALUES (1, ?, ?, ?, ?, ?)",
                              error))
    return FALSE;
  otk_statement_bind_text (&statement, 1, replica->server);
  otk_statement_bind_id (&statement, 2, &replica->user);
  otk_statement_bind_int (&statement, 3, replica->profile);
  otk_statement_bind_id (&statement, 4, &replica->device);
  otk_statement_bind_text (&statement, 5, replica->code);
  if (!otk_statement_run (&statement, error))
    return FALSE;
  otk_sqlite_look_at_sync (self);
  return TRUE;
}

static OtkReplica *
replica_in (OtkStatement *statement)
{
  OtkReplica *replica = g_new0 (OtkReplica, 1);

  replica->server = g_strdup (otk_statement_text (statement, 0));
  replica->user = otk_statement_id (statement, 1);
  replica->profile = (OtkProfile) otk_statement_int (statement, 2);
  replica->device = otk_statement_id (statement, 3);
  replica->code = g_strdup (otk_statement_text (statement, 4));
  replica->epoch = g_strdup (otk_statement_text (statement, 5));
  replica->cookie = g_strdup (otk_statement_text (statement, 6));
  replica->next_seq = otk_statement_int (statement, 7);
  replica->acked_seq = otk_statement_int (statement, 8);
  replica->time_base = otk_statement_int (statement, 9);
  replica->time_boot = otk_statement_int (statement, 10);
  replica->boot = g_strdup (otk_statement_text (statement, 11));
  replica->time_offset = otk_statement_int (statement, 12);
  return replica;
}

OtkReplica *
otk_replica_state (OtkStore *store, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store),
                              "SELECT server, user, profile, device, code, epoch, cookie, next_seq,"
                              " acked_seq, time_base, time_boot, boot, time_offset FROM replica",
                              error))
    return NULL;
  return otk_statement_step (&statement, error) == 1 ? replica_in (&statement) : NULL;
}

gboolean
otk_replica_put_state (OtkStore *store, const OtkReplica *replica, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store),
                              "UPDATE replica SET server = ?, profile = ?, code = ?, time_base = ?,"
                              " time_boot = ?, boot = ?, time_offset = ?",
                              error))
    return FALSE;
  otk_statement_bind_text (&statement, 1, replica->server);
  otk_statement_bind_int (&statement, 2, replica->profile);
  otk_statement_bind_text (&statement, 3, replica->code);
  otk_statement_bind_int (&statement, 4, replica->time_base);
  otk_statement_bind_int (&statement, 5, replica->time_boot);
  otk_statement_bind_text (&statement, 6, replica->boot);
  otk_statement_bind_int (&statement, 7, replica->time_offset);
  return otk_statement_run (&statement, error);
}

GHashTable *
otk_replica_unsent (OtkStore *store, GError **error)
{
  g_autoptr (GHashTable) roots = g_hash_table_new_full (otk_id_hash, otk_id_equal, g_free, NULL);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store), "SELECT DISTINCT root FROM image",
                              error))
    return NULL;
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      OtkId root = otk_statement_id (&statement, 0);
      g_hash_table_add (roots, g_memdup2 (&root, sizeof root));
    }
  return found == 0 ? g_steal_pointer (&roots) : NULL;
}

char *
otk_replica_next_alias (OtkStore *store, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  g_autoptr (OtkReplica) replica = otk_replica_state (store, error);
  gint64 number;

  if (replica == NULL || !otk_sqlite_exec (self, "UPDATE replica SET alias = alias + 1", error))
    return NULL;
  number = otk_sqlite_number (self, "SELECT alias FROM replica", 0);
  return g_strdup_printf ("%s-%04" G_GINT64_FORMAT, replica->code != NULL ? replica->code : "Ф",
                          number);
}

gboolean
otk_replica_put_blob (OtkStore *store, const OtkBlob *blob, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (
          &statement, OTK_SQLITE (store),
          "INSERT INTO blob_local (sha256, size, state, have, reason) VALUES (?, ?, ?, ?, ?)"
          " ON CONFLICT DO UPDATE SET size = excluded.size, state = excluded.state,"
          " have = excluded.have, reason = excluded.reason",
          error))
    return FALSE;
  otk_statement_bind_text (&statement, 1, blob->sha256);
  otk_statement_bind_int (&statement, 2, blob->size);
  otk_statement_bind_int (&statement, 3, blob->state);
  otk_statement_bind_int (&statement, 4, blob->have);
  otk_statement_bind_text (&statement, 5, blob->reason);
  return otk_statement_run (&statement, error);
}

static GPtrArray *
read_blobs (OtkSqlite *self, const char *sha256, OtkBlobState state, GError **error)
{
  g_autoptr (GPtrArray) blobs = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_blob_free);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, self,
                              sha256 != NULL
                                  ? "SELECT sha256, size, state, have, reason FROM blob_local"
                                    " WHERE sha256 = ?1"
                                  : "SELECT sha256, size, state, have, reason FROM blob_local"
                                    " WHERE ?2 = 0 OR state = ?2 ORDER BY sha256",
                              error))
    return NULL;
  if (sha256 != NULL)
    otk_statement_bind_text (&statement, 1, sha256);
  else
    otk_statement_bind_int (&statement, 2, state);
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      OtkBlob *blob = g_new0 (OtkBlob, 1);

      blob->sha256 = g_strdup (otk_statement_text (&statement, 0));
      blob->size = otk_statement_int (&statement, 1);
      blob->state = (OtkBlobState) otk_statement_int (&statement, 2);
      blob->have = otk_statement_int (&statement, 3);
      blob->reason = g_strdup (otk_statement_text (&statement, 4));
      g_ptr_array_add (blobs, blob);
    }
  return found == 0 ? g_steal_pointer (&blobs) : NULL;
}

OtkBlob *
otk_replica_blob (OtkStore *store, const char *sha256, GError **error)
{
  g_autoptr (GPtrArray) found = read_blobs (OTK_SQLITE (store), sha256, 0, error);

  return found != NULL && found->len > 0 ? g_ptr_array_steal_index (found, 0) : NULL;
}

GPtrArray *
otk_replica_blobs (OtkStore *store, OtkBlobState state, GError **error)
{
  return read_blobs (OTK_SQLITE (store), NULL, state, error);
}

gboolean
otk_replica_drop_blob (OtkStore *store, const char *sha256, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store),
                              "DELETE FROM blob_local WHERE sha256 = ?", error))
    return FALSE;
  otk_statement_bind_text (&statement, 1, sha256);
  return otk_statement_run (&statement, error);
}

gboolean
otk_replica_put_pin (OtkStore *store, const OtkPin *pin, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store),
                              "INSERT INTO pin (root, reason, until) VALUES (?, ?, ?)"
                              " ON CONFLICT DO UPDATE SET until = excluded.until",
                              error))
    return FALSE;
  otk_statement_bind_id (&statement, 1, &pin->root);
  otk_statement_bind_text (&statement, 2, pin->reason);
  if (pin->until != OTK_TIME_NONE)
    otk_statement_bind_int (&statement, 3, pin->until);
  return otk_statement_run (&statement, error);
}

gboolean
otk_replica_drop_pin (OtkStore *store, const OtkId *root, const char *reason, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store),
                              "DELETE FROM pin WHERE root = ? AND reason = ?", error))
    return FALSE;
  otk_statement_bind_id (&statement, 1, root);
  otk_statement_bind_text (&statement, 2, reason);
  return otk_statement_run (&statement, error);
}

GPtrArray *
otk_replica_pins (OtkStore *store, GError **error)
{
  g_autoptr (GPtrArray) pins = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_pin_free);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store),
                              "SELECT root, reason, until FROM pin ORDER BY root, reason", error))
    return NULL;
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      OtkPin *pin = g_new0 (OtkPin, 1);

      pin->root = otk_statement_id (&statement, 0);
      pin->reason = g_strdup (otk_statement_text (&statement, 1));
      pin->until =
          otk_statement_is_null (&statement, 2) ? OTK_TIME_NONE : otk_statement_int (&statement, 2);
      g_ptr_array_add (pins, pin);
    }
  return found == 0 ? g_steal_pointer (&pins) : NULL;
}
