/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "otk-error.h"
#include "otk-sqlite-migrate.h"
#include "otk-sqlite-private.h"

#include <string.h>

static sqlite3 *
open_file (const char *path)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  return db;
}

static gint64
number (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *stmt;
  gint64 value;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  return value;
}

static const char *
sql_type (OtkFieldType type)
{
  switch (type)
    {
    case OTK_TYPE_TEXT:
    case OTK_TYPE_LONGTEXT:
    case OTK_TYPE_REFS:
      return "TEXT";
    case OTK_TYPE_REF:
      return "BLOB";
    default:
      return "INTEGER";
    }
}

static gboolean
has_column (sqlite3 *db, const char *table, const char *column, const char *type)
{
  sqlite3_stmt *stmt;
  gboolean found;

  sqlite3_prepare_v2 (db, "SELECT 1 FROM pragma_table_info (?) WHERE name = ? AND type = ?", -1,
                      &stmt, NULL);
  sqlite3_bind_text (stmt, 1, table, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 2, column, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 3, type, -1, SQLITE_STATIC);
  found = sqlite3_step (stmt) == SQLITE_ROW;
  sqlite3_finalize (stmt);
  return found;
}

static guint
count_columns (sqlite3 *db, const char *table)
{
  sqlite3_stmt *stmt;
  guint n;

  sqlite3_prepare_v2 (db, "SELECT count(*) FROM pragma_table_info (?)", -1, &stmt, NULL);
  sqlite3_bind_text (stmt, 1, table, -1, SQLITE_STATIC);
  sqlite3_step (stmt);
  n = (guint) sqlite3_column_int (stmt, 0);
  sqlite3_finalize (stmt);
  return n;
}

static void
check_tables (const char *path)
{
  sqlite3 *db = open_file (path);

  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    {
      const OtkEntity *entity = otk_entity (i);

      for (guint j = 0; j < entity->n_fields; j++)
        if (!has_column (db, entity->table, entity->fields[j].name,
                         sql_type (entity->fields[j].type)))
          {
            g_test_message ("%s.%s is not in data/sql", entity->table, entity->fields[j].name);
            g_test_fail ();
          }
      g_assert_true (has_column (db, entity->table, "rowid", "INTEGER"));
      g_assert_true (has_column (db, entity->table, "id", "BLOB"));
      g_assert_true (has_column (db, entity->table, "root", "BLOB"));
      g_assert_true (has_column (db, entity->table, "x", "INTEGER"));
      g_assert_cmpuint (count_columns (db, entity->table), ==, entity->n_fields + 4);
    }
  sqlite3_close (db);
}

static void
test_tables_are_the_schema (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);

  check_tables (f->path);
}

/* A file of the first shipped version has all fields after it was opened once. */
static void
test_first_version_is_brought_up (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  const char *const first[] = { otk_sqlite_migrations ()[0], NULL };
  g_autofree char *path = g_strconcat (f->path, ".old", NULL);
  g_autoptr (OtkStore) store = NULL;
  g_autoptr (GError) error = NULL;
  OtkSqlite old = { .db = open_file (path) };

  g_clear_pointer (&f->store, otk_store_close);
  g_assert_true (otk_sqlite_add_tokenizer (&old, &error));
  g_assert_cmpint (otk_sqlite_migrate (old.db, first), ==, SQLITE_OK);
  sqlite3_close (old.db);
  store = otk_store_open (path, OTK_STORE_WRITE, &error);
  g_assert_no_error (error);
  check_tables (path);
}

/* The same version, but not the same columns: refused in plain words, and not touched. */
static void
test_other_columns_are_refused (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (GError) error = NULL;
  sqlite3 *db;

  g_clear_pointer (&f->store, otk_store_close);
  db = open_file (f->path);
  g_assert_cmpint (sqlite3_exec (db,
                                 "PRAGMA writable_schema = ON;"
                                 "UPDATE sqlite_schema SET sql ="
                                 " replace (sql, 'participants', 'others') WHERE name = 'task';",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);
  g_assert_null (otk_store_open (f->path, OTK_STORE_WRITE, &error));
  g_assert_error (error, OTK_ERROR, OTK_ERROR_PROTOCOL);
}

/* Small migrations of its own, so that the way from every version to the newest is walked however
 * many the program ships. */
static const char *const steps[] = {
  "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);",
  "ALTER TABLE a ADD COLUMN y TEXT; UPDATE a SET y = 'two';",
  "CREATE TABLE b AS SELECT x, y FROM a; INSERT INTO b VALUES (3, 'three');",
  NULL,
};

static void
test_from_every_version (void)
{
  for (guint start = 0; start < G_N_ELEMENTS (steps); start++)
    {
      const char *first[G_N_ELEMENTS (steps)] = { NULL };
      sqlite3 *db = open_file (":memory:");

      memcpy (first, steps, start * sizeof *first);
      g_assert_cmpint (otk_sqlite_migrate (db, first), ==, SQLITE_OK);
      g_assert_cmpint (number (db, "PRAGMA user_version"), ==, start);
      g_assert_cmpint (otk_sqlite_migrate (db, steps), ==, SQLITE_OK);
      g_assert_cmpint (number (db, "PRAGMA user_version"), ==, 3);
      g_assert_cmpint (number (db, "SELECT sum (x) FROM b WHERE y IS NOT NULL"), ==, 4);
      /* Once more does nothing. */
      g_assert_cmpint (otk_sqlite_migrate (db, steps), ==, SQLITE_OK);
      g_assert_cmpint (number (db, "SELECT count (*) FROM b"), ==, 2);
      sqlite3_close (db);
    }
}

static void
test_failed_step_leaves_nothing (void)
{
  static const char *const broken[] = {
    "CREATE TABLE a (x INTEGER);",
    "CREATE TABLE b (x INTEGER); INSERT INTO b VALUES (1); INSERT INTO none VALUES (1);",
    NULL,
  };
  sqlite3 *db = open_file (":memory:");

  g_assert_cmpint (otk_sqlite_migrate (db, broken), !=, SQLITE_OK);
  g_assert_cmpint (number (db, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (number (db, "SELECT count (*) FROM sqlite_schema WHERE name = 'b'"), ==, 0);
  g_assert_true (sqlite3_get_autocommit (db));
  sqlite3_close (db);
}

/* What ships carries all its marks, and opens again. */
static void
test_shipped_versions (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (GError) error = NULL;
  guint newest = g_strv_length ((char **) otk_sqlite_migrations ());
  sqlite3 *db;

  store_fixture_request (f, 1, "Старая", "Из прежней версии");
  g_clear_pointer (&f->store, otk_store_close);
  db = open_file (f->path);
  g_assert_cmpint (number (db, "PRAGMA user_version"), ==, newest);
  g_assert_cmpint (number (db, "PRAGMA application_id"), ==, 0x4f544b31);
  sqlite3_close (db);
  f->store = otk_store_open (f->path, OTK_STORE_WRITE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (otk_store_rebuild (f->store, TRUE, NULL, NULL, &error), ==, 0);
}

/* A field's place in the program's list may change: the log goes by names. */
static void
test_terms_are_names (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  sqlite3 *db;

  g_clear_pointer (&f->store, otk_store_close);
  db = open_file (f->path);
  g_assert_cmpint (number (db, "SELECT count (*) FROM term WHERE entity = 'request'"), ==,
                   OTK_N_REQUEST_FIELDS + 1);
  g_assert_cmpint (
      number (db, "SELECT count (*) FROM term WHERE entity = 'request' AND field = 'status'"), ==,
      1);
  sqlite3_close (db);
}

static void
count_line (const char *line, gpointer data)
{
  g_test_message ("%s", line);
  (*(int *) data)++;
}

/* What was changed behind the store's back is found, told, put right, and then no more found. */
static void
test_rebuild_puts_right (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkRecord) found = NULL;
  int lines = 0;
  OtkId id;
  sqlite3 *db;

  for (int i = 1; i <= 4; i++)
    {
      id = store_fixture_request (f, i, "Верно", "Текст");
      store_fixture_set (f, OTK_ENTITY_REQUEST, &id, OTK_REQUEST_AUTO_CLOSE_AT,
                         otk_value_time (STORE_NOW + OTK_DAY));
    }
  store_fixture_named (f, OTK_ENTITY_EMPLOYEE, "Анна");
  g_clear_pointer (&f->store, otk_store_close);
  db = open_file (f->path);
  g_assert_cmpint (sqlite3_exec (db,
                                 "UPDATE request SET channel = 3 WHERE number = 4;"
                                 "DELETE FROM employee;"
                                 "INSERT INTO product (id, root, x, name)"
                                 " VALUES (randomblob (16), x'00', 0, 'stray');"
                                 "DELETE FROM timer WHERE request = 1;"
                                 "INSERT INTO timer VALUES (999, 1, 1);",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);

  f->store = otk_store_open (f->path, OTK_STORE_WRITE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (otk_store_rebuild (f->store, TRUE, count_line, &lines, &error), ==, 5);
  g_assert_no_error (error);
  g_assert_cmpint (lines, ==, 5);
  g_assert_cmpint (otk_store_rebuild (f->store, FALSE, NULL, NULL, &error), ==, 5);
  g_assert_cmpint (otk_store_rebuild (f->store, TRUE, count_line, &lines, &error), ==, 0);
  found = otk_store_find (f->store, OTK_ENTITY_REQUEST, &id, &error);
  g_assert_true (otk_record_is_null (found, OTK_REQUEST_CHANNEL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/migrate/schema", test_tables_are_the_schema);
  g_test_add_func ("/migrate/first-version", test_first_version_is_brought_up);
  g_test_add_func ("/migrate/other-columns", test_other_columns_are_refused);
  g_test_add_func ("/migrate/every-version", test_from_every_version);
  g_test_add_func ("/migrate/failed-step", test_failed_step_leaves_nothing);
  g_test_add_func ("/migrate/shipped", test_shipped_versions);
  g_test_add_func ("/migrate/terms", test_terms_are_names);
  g_test_add_func ("/migrate/rebuild", test_rebuild_puts_right);
  return g_test_run ();
}
