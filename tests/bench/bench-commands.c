/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-organisation.h"
#include "otk-store.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <locale.h>
#include <time.h>

/*
 * bench-commands [COMMANDS]: what a submitted command costs, beside the same rows written by bare
 * SQLite statements on a copy of the same database: each command a durable transaction of its own,
 * as people give them, then all of them in one, where the disk counts for nothing. The full-text
 * index has no bare rows, so the comparison leaves it out and a further figure tells what it adds.
 */

#define NOW G_GINT64_CONSTANT (1780900000000)
#define BEFORE 100 /* so that an employee has some tens of them in work, as people do */
#define TARGET 1.5

/* Milliseconds. */
typedef struct
{
  double decide, all;
} Times;

typedef struct
{
  sqlite3_stmt *statement;
  GPtrArray *rows; /* of arrays of sqlite3_value */
} Table;

static void
check (gboolean done, GError *error)
{
  if (!done)
    g_error ("%s", error != NULL ? error->message : "failed");
}

static void
check_sql (sqlite3 *db, int code)
{
  if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
    g_error ("%s", sqlite3_errmsg (db));
}

static void
run_sql (sqlite3 *db, const char *sql)
{
  check_sql (db, sqlite3_exec (db, sql, NULL, NULL, NULL));
}

static OtkStore *
open_store (const char *path)
{
  g_autoptr (GError) error = NULL;
  OtkStore *store = otk_store_open (path, OTK_STORE_WRITE | OTK_STORE_CREATE, &error);
  check (store != NULL, error);
  return store;
}

/* What the processor did, so that other programs at work do not count. */
static double
used_ms (void)
{
  return (double) clock () * 1000 / CLOCKS_PER_SEC;
}

static double
passed_ms (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

static void
give (OtkStore *store, OtkCommand *command, Times *times)
{
  g_autoptr (GError) error = NULL;
  double began = used_ms ();
  g_autoptr (OtkDecision) decision = otk_decide (otk_store_state (store), command, &error);
  double decided = used_ms ();
  check (decision != NULL, error);
  check (otk_store_append (store, command, decision, &error), error);
  times->decide += decided - began;
}

static void
found_organisation (OtkStore *store)
{
  const char *source = g_getenv ("OTK_TEST_SRCDIR");
  g_autofree char *path =
      g_build_filename (source != NULL ? source : ".", "data", "sample.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  Times times = { 0 };
  check (g_file_get_contents (path, &text, &length, &error), error);
  g_autoptr (OtkOrganisation) wanted =
      otk_organisation_read (otk_store_state (store), text, length, NULL, NOW, &error);
  check (wanted != NULL, error);
  for (guint i = 0; i < wanted->commands->len; i++)
    give (store, g_ptr_array_index (wanted->commands, i), &times);
}

static const OtkId *
first_of (OtkStore *store, OtkEntityType type)
{
  static OtkId id;
  g_autoptr (GPtrArray) records = otk_store_list (store, type, -1, NULL, NULL);
  id = *otk_record_id (g_ptr_array_index (records, 0));
  return &id;
}

/* Requests are registered: the command that writes the most. */
static Times
register_requests (OtkStore *store, int n, gboolean each)
{
  const OtkId actor = *first_of (store, OTK_ENTITY_EMPLOYEE);
  const OtkId type = *first_of (store, OTK_ENTITY_REQUEST_TYPE);
  const OtkId service = *first_of (store, OTK_ENTITY_SERVICE);
  const OtkId customer = *first_of (store, OTK_ENTITY_CUSTOMER);
  g_autoptr (GError) error = NULL;
  Times times = { 0 };
  double began = each ? passed_ms () : used_ms ();
  for (int i = 0; i < n; i++)
    {
      g_autoptr (OtkCommand) command = otk_command_new (OTK_COMMAND_CREATE, &actor, NULL, NOW + i);
      otk_command_with_id (command, "type", &type);
      otk_command_with_id (command, "service", &service);
      otk_command_with_id (command, "customer", &customer);
      otk_command_with_text (command, "subject", "Не входит в личный кабинет");
      otk_command_with_text (command, "text", "После ввода пароля страница открывается заново.");
      if (each || i == 0)
        check (otk_store_begin (store, &error), error);
      give (store, command, &times);
      if (each || i == n - 1)
        check (otk_store_commit (store, &error), error);
    }
  times.all = (each ? passed_ms () : used_ms ()) - began;
  return times;
}

static char *
copy_of (OtkStore *store, const char *folder, const char *name)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, name, NULL);
  check (otk_store_backup (store, path, NULL, &error), error);
  return path;
}

static Times
measure_ours (const char *path, int n, gboolean indexed, gboolean each)
{
  g_autoptr (OtkStore) store = open_store (path);
  g_autoptr (GError) error = NULL;
  if (!indexed)
    check (otk_store_bulk_begin (store, &error), error);
  Times times = register_requests (store, n, each);
  while (otk_store_idle (store))
    ;
  return times;
}

static void
free_row (gpointer row)
{
  g_ptr_array_unref (row);
}

static void
free_value (gpointer value)
{
  sqlite3_value_free (value);
}

static Table *
read_new_rows (sqlite3 *db, const char *name)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT * FROM after.\"%s\" EXCEPT SELECT * FROM main.\"%s\"", name, name);
  sqlite3_stmt *select = NULL;
  Table *table = g_new0 (Table, 1);
  g_autoptr (GString) insert = g_string_new (NULL);
  table->rows = g_ptr_array_new_with_free_func (free_row);
  check_sql (db, sqlite3_prepare_v2 (db, sql, -1, &select, NULL));
  int columns = sqlite3_column_count (select);
  while (sqlite3_step (select) == SQLITE_ROW)
    {
      GPtrArray *row = g_ptr_array_new_with_free_func (free_value);
      for (int i = 0; i < columns; i++)
        g_ptr_array_add (row, sqlite3_value_dup (sqlite3_column_value (select, i)));
      g_ptr_array_add (table->rows, row);
    }
  sqlite3_finalize (select);
  g_string_append_printf (insert, "REPLACE INTO main.\"%s\" VALUES (?", name);
  for (int i = 1; i < columns; i++)
    g_string_append (insert, ", ?");
  g_string_append_c (insert, ')');
  check_sql (db, sqlite3_prepare_v2 (db, insert->str, -1, &table->statement, NULL));
  return table;
}

/* Every ordinary table; the search index and what belongs to it are left out. */
static GPtrArray *
read_all_new_rows (sqlite3 *db)
{
  static const char *const sql =
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT "
      "LIKE 'sqlite_%'";
  GPtrArray *tables = g_ptr_array_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *list = NULL;
  check_sql (db, sqlite3_prepare_v2 (db, sql, -1, &list, NULL));
  while (sqlite3_step (list) == SQLITE_ROW)
    g_ptr_array_add (names, g_strdup ((const char *) sqlite3_column_text (list, 0)));
  sqlite3_finalize (list);
  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (tables, read_new_rows (db, g_ptr_array_index (names, i)));
  return tables;
}

/* The rows of one part of @parts: they come in the order of their commands. */
static guint
write_part (sqlite3 *db, GPtrArray *tables, guint part, guint parts)
{
  guint n = 0;
  run_sql (db, "BEGIN IMMEDIATE");
  for (guint t = 0; t < tables->len; t++)
    {
      Table *table = g_ptr_array_index (tables, t);
      guint end = table->rows->len * (part + 1) / parts;
      for (guint r = table->rows->len * part / parts; r < end; r++, n++)
        {
          GPtrArray *row = g_ptr_array_index (table->rows, r);
          for (guint i = 0; i < row->len; i++)
            sqlite3_bind_value (table->statement, (int) i + 1, g_ptr_array_index (row, i));
          check_sql (db, sqlite3_step (table->statement));
          sqlite3_reset (table->statement);
        }
    }
  run_sql (db, "COMMIT");
  return n;
}

static guint
write_rows (sqlite3 *db, GPtrArray *tables, guint parts)
{
  guint n = 0;
  for (guint part = 0; part < parts; part++)
    n += write_part (db, tables, part, parts);
  return n;
}

static void
close_tables (sqlite3 *db, GPtrArray *tables)
{
  for (guint t = 0; t < tables->len; t++)
    {
      Table *table = g_ptr_array_index (tables, t);
      sqlite3_finalize (table->statement);
      g_ptr_array_unref (table->rows);
      g_free (table);
    }
  g_ptr_array_unref (tables);
  sqlite3_close (db);
}

/* The store sorts names by an order of its own; a bare program has no better one at hand. */
static int
compare_bytes (void *data, int a_size, const void *a, int b_size, const void *b)
{
  int order = memcmp (a, b, (size_t) MIN (a_size, b_size));
  return order != 0 ? order : a_size - b_size;
}

static void
collation_needed_cb (void *data, sqlite3 *db, int encoding, const char *name)
{
  sqlite3_create_collation (db, name, SQLITE_UTF8, NULL, compare_bytes);
}

static double
measure_bare (const char *path, const char *after, guint parts, guint *rows)
{
  sqlite3 *db = NULL;
  g_autofree char *attach = g_strdup_printf ("ATTACH '%s' AS after", after);
  check_sql (db, sqlite3_open (path, &db));
  sqlite3_collation_needed (db, NULL, collation_needed_cb);
  run_sql (db,
           "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
           "PRAGMA foreign_keys = OFF; PRAGMA cache_size = -16384");
  run_sql (db, attach);
  GPtrArray *tables = read_all_new_rows (db);
  double began = parts > 1 ? passed_ms () : used_ms ();
  *rows = write_rows (db, tables, parts);
  double ms = (parts > 1 ? passed_ms () : used_ms ()) - began;
  close_tables (db, tables);
  return ms;
}

static void
print_ratio (const char *what, int n, double ms, double bare, gboolean aimed)
{
  g_print ("  %-28s %8.1f µs  ×%.2f", what, ms * 1000 / n, ms / bare);
  if (aimed)
    g_print ("  target < ×%.1f  %s", TARGET, ms / bare < TARGET ? "met" : "MISSED");
  g_print ("\n");
}

static void
measure_each (OtkStore *store, const char *folder, int n)
{
  g_autofree char *ours = copy_of (store, folder, "each.db");
  g_autofree char *indexed = copy_of (store, folder, "each-indexed.db");
  g_autofree char *bare = copy_of (store, folder, "each-bare.db");
  guint rows = 0;
  double ours_ms = measure_ours (ours, n, FALSE, TRUE).all;
  double indexed_ms = measure_ours (indexed, n, TRUE, TRUE).all;
  double bare_ms = measure_bare (bare, ours, (guint) n, &rows);
  g_print ("%d requests registered, each durable by itself (time that passes), %u rows\n", n, rows);
  print_ratio ("bare statements", n, bare_ms, bare_ms, FALSE);
  print_ratio ("decide, append, commit", n, ours_ms, bare_ms, TRUE);
  print_ratio ("the same with its index", n, indexed_ms, bare_ms, FALSE);
}

static void
measure_together (OtkStore *store, const char *folder, int n)
{
  g_autofree char *plain = copy_of (store, folder, "plain.db");
  g_autofree char *indexed = copy_of (store, folder, "indexed.db");
  g_autofree char *bare = copy_of (store, folder, "bare.db");
  guint rows = 0;
  Times ours = measure_ours (plain, n, FALSE, FALSE);
  Times with_index = measure_ours (indexed, n, TRUE, FALSE);
  double bare_ms = measure_bare (bare, plain, 1, &rows);
  g_print ("%d requests registered in one transaction (processor time), %u rows\n", n, rows);
  print_ratio ("bare statements", n, bare_ms, bare_ms, FALSE);
  print_ratio ("append, commit", n, ours.all - ours.decide, bare_ms, TRUE);
  print_ratio ("decide", n, ours.decide, bare_ms, FALSE);
  print_ratio ("decide, append, commit", n, ours.all, bare_ms, FALSE);
  print_ratio ("the same with its index", n, with_index.all, bare_ms, FALSE);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  int n = argc > 1 ? atoi (argv[1]) : 300;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("otk-bench-XXXXXX", &error);
  check (folder != NULL && n > 0, error);
  g_autofree char *path = g_build_filename (folder, "first.db", NULL);
  OtkStore *store = open_store (path);
  check (otk_store_begin (store, &error), error);
  found_organisation (store);
  check (otk_store_commit (store, &error), error);
  register_requests (store, BEFORE, FALSE);
  measure_each (store, folder, n);
  measure_together (store, folder, n);
  otk_store_close (store);
  g_autofree char *remove = g_strdup_printf ("rm -r '%s'", folder);
  return g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL) ? 0 : 1;
}
