/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-migrate.h"

#include "otk-sqlite-private.h"
#include "otk-store-resources.h"

#define FOLDER "/org/otklik/sql/"

static const char *const names[] = {
  "0001-initial.sql",
  "0002-server.sql",
};

const char *const *
otk_sqlite_migrations (void)
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

static int
version_of (sqlite3 *db)
{
  sqlite3_stmt *stmt;
  int version = 0;

  if (sqlite3_prepare_v2 (db, "PRAGMA user_version", -1, &stmt, NULL) == SQLITE_OK
      && sqlite3_step (stmt) == SQLITE_ROW)
    version = sqlite3_column_int (stmt, 0);
  sqlite3_finalize (stmt);
  return version;
}

static int
migrate_once (sqlite3 *db, const char *migration, int version)
{
  /* PRAGMA takes no parameters; these are numbers of ours. */
  g_autofree char *marks = g_strdup_printf ("PRAGMA user_version = %d; PRAGMA application_id = %d",
                                            version, OTK_SQLITE_APPLICATION_ID);
  int code = sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_exec (db, migration, NULL, NULL, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_exec (db, marks, NULL, NULL, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
  if (code != SQLITE_OK)
    {
      code = sqlite3_extended_errcode (db);
      if (!sqlite3_get_autocommit (db))
        sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
    }
  return code;
}

int
otk_sqlite_migrate (sqlite3 *db, const char *const *migrations)
{
  for (int version = version_of (db); migrations[version] != NULL; version++)
    {
      int code = migrate_once (db, migrations[version], version + 1);
      if (code != SQLITE_OK)
        return code;
    }
  return SQLITE_OK;
}
