/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-migrate.h"
#include "otk-postgres-sync.h"

#include "otk-error.h"

#define OLDEST_SERVER 150000

static int
newest_version (void)
{
  return (int) g_strv_length ((char **) otk_postgres_migrations ());
}

static gboolean
check_server (OtkPostgres *self, GError **error)
{
  const char *encoding = PQparameterStatus (self->conn, "server_encoding");

  if (PQserverVersion (self->conn) < OLDEST_SERVER)
    return otk_refuse (error, OTK_ERROR_PROTOCOL,
                       N_ ("The database server %s is too old: PostgreSQL 15 or newer is needed"),
                       self->shown);
  if (g_strcmp0 (encoding, "UTF8") != 0)
    return otk_refuse (error, OTK_ERROR_PROTOCOL,
                       N_ ("The database %s is not in UTF-8: make it with ENCODING UTF8"),
                       self->shown);
  return TRUE;
}

static gboolean
check_version (OtkPostgres *self, OtkStoreFlags flags, GError **error)
{
  int version = otk_postgres_version (self, error);

  if (version < 0)
    return FALSE;
  if (version > newest_version ())
    return otk_refuse (
        error, OTK_ERROR_PROTOCOL,
        N_ ("The database %s was made by a newer version of Otklik: update the program"),
        self->shown);
  if (version == 0 && !(flags & OTK_STORE_CREATE))
    return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("There is no database %s"), self->shown);
  if (self->writer)
    return version == newest_version ()
           || otk_postgres_migrate (self, otk_postgres_migrations (), error);
  if (version < newest_version ())
    return otk_refuse (error, OTK_ERROR_PROTOCOL,
                       N_ ("The database %s is of an older form: open it for writing once"),
                       self->shown);
  return TRUE;
}

static gboolean
load_terms (OtkPostgres *self, GError **error)
{
  g_autoptr (PGresult) terms =
      otk_postgres_query_once (self, "SELECT n, entity, field FROM term", NULL, NULL, error);

  for (int i = 0; terms != NULL && i < PQntuples (terms); i++)
    otk_terms_learn (&self->terms, (int) otk_row_int (terms, i, 0), otk_row_text (terms, i, 1),
                     otk_row_text (terms, i, 2));
  return terms != NULL;
}

static gboolean
send_term (OtkPostgres *self, const char *entity, const char *field, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  otk_params_add_text (&params, entity);
  otk_params_add_text (&params, field);
  return otk_postgres_send (
      self, "INSERT INTO term (entity, field) VALUES ($1, $2) ON CONFLICT DO NOTHING", &params,
      error);
}

static gboolean
complete_terms (OtkPostgres *self, GError **error)
{
  if (!load_terms (self, error))
    return FALSE;
  if (otk_terms_are_complete (&self->terms))
    return TRUE;
  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    {
      const OtkEntity *entity = otk_entity (i);

      if (!send_term (self, entity->name, "", error))
        return FALSE;
      for (guint j = 0; j < entity->n_fields; j++)
        if (!send_term (self, entity->name, entity->fields[j].name, error))
          return FALSE;
    }
  return otk_postgres_sync (self, NULL, error) && load_terms (self, error);
}

static gboolean
open_database (OtkPostgres *self, OtkStoreFlags flags, GError **error)
{
  if (!otk_postgres_connect (self, error) || !check_server (self, error)
      || !check_version (self, flags, error))
    return FALSE;
  if (!self->writer)
    return load_terms (self, error);
  self->feed =
      otk_postgres_number (self, "SELECT 1 FROM meta WHERE key = '" OTK_POSTGRES_EPOCH_KEY "'", 0)
      == 1;
  return complete_terms (self, error) && otk_postgres_care (&self->parent, OTK_CARE_OPENED, error);
}

OtkStore *
otk_postgres_open (const char *uri, OtkStoreFlags flags, GError **error)
{
  OtkPostgres *self = g_new0 (OtkPostgres, 1);

  self->parent.klass = &otk_postgres_class;
  self->state.klass = &otk_postgres_state_class;
  self->uri = g_strdup (uri);
  self->writer = (flags & OTK_STORE_WRITE) != 0;
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_queue_init (&self->sent);
  if (!open_database (self, flags, error))
    {
      otk_store_close (&self->parent);
      return NULL;
    }
  return &self->parent;
}
