/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-private.h"

#include "otk-error.h"

#include <string.h>

/*
 * A commit is acknowledged once it is on disk, whatever the server's own settings are; stronger
 * ones than that are left alone. Nobody waits for a lock for ever, and a program that hangs in a
 * transaction does not hold up the others for ever.
 */
static const char settings[] =
    "SET client_min_messages = error; SET TimeZone = 'UTC'; SET lock_timeout = '10s';"
    "SET idle_in_transaction_session_timeout = '60s'; SET standard_conforming_strings = on;"
    "SELECT set_config ('synchronous_commit', 'on', FALSE)"
    " WHERE current_setting ('synchronous_commit') IN ('off', 'local');";
static const char reader_settings[] = "SET default_transaction_read_only = on;";

/* Notices tell nothing that a person could act upon. */
static void
notice_received_cb (void *data, const char *message)
{
  g_debug ("PostgreSQL: %s", message);
}

static char *
shown_name (OtkPostgres *self)
{
  const char *host = PQhost (self->conn), *name = PQdb (self->conn);

  return g_strdup_printf ("postgresql://%s/%s", host == NULL || *host == '/' ? "" : host,
                          name != NULL ? name : "");
}

/* What comes before "dbname" gives way to what stands in the URI. */
static PGconn *
connection_to (const char *uri)
{
  const char *const keys[] = { "connect_timeout", "fallback_application_name", "dbname",
                               "client_encoding", NULL };
  const char *const values[] = { "10", "otklik", uri, "UTF8", NULL };

  return PQconnectdbParams (keys, values, TRUE);
}

static gboolean
refuse_connection (OtkPostgres *self, GError **error)
{
  g_autofree char *message = g_strstrip (g_strdup (PQerrorMessage (self->conn)));

  self->lost = TRUE;
  return otk_refuse (error, OTK_ERROR_OFFLINE, N_ ("The database server cannot be reached: %s"),
                     message);
}

gboolean
otk_postgres_connect (OtkPostgres *self, GError **error)
{
  if (self->conn == NULL)
    self->conn = connection_to (self->uri);
  else
    PQreset (self->conn);
  g_hash_table_remove_all (self->statements);
  if (PQstatus (self->conn) != CONNECTION_OK)
    return refuse_connection (self, error);
  self->lost = FALSE;
  PQsetNoticeProcessor (self->conn, notice_received_cb, NULL);
  g_free (self->shown);
  self->shown = shown_name (self);
  if (!PQenterPipelineMode (self->conn))
    return otk_postgres_fail (self, NULL, error);
  return otk_postgres_script (self, settings, error)
         && (self->writer || otk_postgres_script (self, reader_settings, error));
}

/* A keyword of the connection and its name in the environment. */
static const struct
{
  const char *keyword, *variable;
} variables[] = {
  { "host", "PGHOST" },
  { "hostaddr", "PGHOSTADDR" },
  { "port", "PGPORT" },
  { "dbname", "PGDATABASE" },
  { "user", "PGUSER" },
  { "password", "PGPASSWORD" },
  { "passfile", "PGPASSFILE" },
  { "service", "PGSERVICE" },
  { "options", "PGOPTIONS" },
  { "sslmode", "PGSSLMODE" },
  { "sslcert", "PGSSLCERT" },
  { "sslkey", "PGSSLKEY" },
  { "sslrootcert", "PGSSLROOTCERT" },
  { "sslcrl", "PGSSLCRL" },
  { "connect_timeout", "PGCONNECT_TIMEOUT" },
  { "target_session_attrs", "PGTARGETSESSIONATTRS" },
  { "channel_binding", "PGCHANNELBINDING" },
  { "krbsrvname", "PGKRBSRVNAME" },
};

char **
otk_postgres_environment (OtkPostgres *self)
{
  char **environment = g_get_environ ();
  PQconninfoOption *options = PQconninfoParse (self->uri, NULL);

  for (guint i = 0; options != NULL && options[i].keyword != NULL; i++)
    for (guint j = 0; j < G_N_ELEMENTS (variables); j++)
      if (options[i].val != NULL && strcmp (options[i].keyword, variables[j].keyword) == 0)
        environment = g_environ_setenv (environment, variables[j].variable, options[i].val, TRUE);
  PQconninfoFree (options);
  return environment;
}

gboolean
otk_postgres_has_password (const char *uri)
{
  PQconninfoOption *options = PQconninfoParse (uri, NULL);
  gboolean found = FALSE;

  for (guint i = 0; options != NULL && options[i].keyword != NULL; i++)
    found |= options[i].val != NULL && *options[i].val != '\0'
             && (strcmp (options[i].keyword, "password") == 0
                 || strcmp (options[i].keyword, "sslpassword") == 0);
  PQconninfoFree (options);
  return found;
}
