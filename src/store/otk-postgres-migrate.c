/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-migrate.h"

#include "otk-error.h"
#include "otk-store-resources.h"

#define FOLDER "/org/otklik/sql/postgres/"
/* "OTK1": the advisory lock of who changes the schema. */
#define LOCK "SELECT pg_advisory_xact_lock (1330924337)"

static const char *const names[] = {
  "0001-initial.sql",
  "0002-server.sql",
};

const char *const *
otk_postgres_migrations (void)
{
  static const char *texts[G_N_ELEMENTS (names) + 1];
  static gsize once;

  if (g_once_init_enter (&once))
    {
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        {
          g_autofree char *path = g_strconcat (FOLDER, names[i], NULL);
          g_autoptr (GBytes) bytes =
              g_resource_lookup_data (otk_store_get_resource (), path, 0, NULL);

          /* The resource ends with a NUL and lives as long as the program. */
          g_assert (bytes != NULL);
          texts[i] = g_bytes_get_data (bytes, NULL);
        }
      g_once_init_leave (&once, 1);
    }
  return texts;
}

int
otk_postgres_version (OtkPostgres *self, GError **error)
{
  g_autoptr (PGresult) tables = NULL, version = NULL;

  tables = otk_postgres_query_once (
      self,
      "SELECT to_regclass ('otklik') IS NOT NULL, (SELECT count (*) FROM pg_class"
      " WHERE relnamespace = current_schema ()::regnamespace AND relkind IN ('r', 'p', 'v'))",
      NULL, NULL, error);
  if (tables == NULL)
    return -1;
  if (otk_row_int (tables, 0, 0) == 0 && otk_row_int (tables, 0, 1) == 0)
    return 0;
  if (otk_row_int (tables, 0, 0) == 0)
    {
      otk_refuse (error, OTK_ERROR_PROTOCOL,
                  N_ ("The database %s belongs to another program: choose another one"),
                  self->shown);
      return -1;
    }
  version = otk_postgres_query_once (self, "SELECT version FROM otklik", NULL, NULL, error);
  return version != NULL && PQntuples (version) == 1 ? (int) otk_row_int (version, 0, 0) : -1;
}

static gboolean
migrate_once (OtkPostgres *self, const char *migration, int version, GError **error)
{
  OtkParams count = OTK_PARAMS_INIT;
  gboolean done;

  otk_params_add_int (&count, version);
  done = otk_postgres_script (self, migration, error)
         && otk_postgres_run (self, "UPDATE otklik SET version = $1", &count, error);
  otk_params_clear (&count);
  return done;
}

/* Under the lock it is looked again what is still to do. Returns: -1 on error, 0 where nothing is
 */
static int
migrate_next (OtkPostgres *self, const char *const *migrations, GError **error)
{
  int version;

  if (!otk_postgres_script (self, "BEGIN; " LOCK, error))
    return -1;
  version = otk_postgres_version (self, error);
  if (version < 0 || migrations[version] == NULL
      || !migrate_once (self, migrations[version], version + 1, error))
    {
      otk_postgres_script (self, "ROLLBACK", NULL);
      return version >= 0 && migrations[version] == NULL ? 0 : -1;
    }
  return otk_postgres_script (self, "COMMIT", error) ? 1 : -1;
}

gboolean
otk_postgres_migrate (OtkPostgres *self, const char *const *migrations, GError **error)
{
  int step;

  do
    step = migrate_next (self, migrations, error);
  while (step == 1);
  return step == 0;
}
