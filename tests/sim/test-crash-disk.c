/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-crash-disk.h"

#include <sqlite3.h>

/* The disk must lose what a real one loses: what sync.md §2.4 found of each mode shows here too. */

#define CUTS 400
#define PATH "/counter.db"

static sqlite3 *
open_database (OtkCrashDisk *disk, const char *synchronous)
{
  g_autofree char *settings = g_strdup_printf ("PRAGMA journal_mode = WAL;"
                                               "PRAGMA wal_autocheckpoint = 20;"
                                               "PRAGMA synchronous = %s;"
                                               "CREATE TABLE IF NOT EXISTS line (n INTEGER"
                                               " PRIMARY KEY, text TEXT);",
                                               synchronous);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (PATH, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                    otk_crash_disk_name (disk)),
                   ==, SQLITE_OK);
  if (sqlite3_exec (db, settings, NULL, NULL, NULL) != SQLITE_OK)
    {
      sqlite3_close (db);
      return NULL;
    }
  return db;
}

static gint64
number (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  gint64 value = -1;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) == SQLITE_OK
      && sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return value;
}

static gboolean
is_sound (sqlite3 *db)
{
  sqlite3_stmt *statement = NULL;
  gboolean sound = FALSE;

  if (sqlite3_prepare_v2 (db, "PRAGMA integrity_check", -1, &statement, NULL) == SQLITE_OK
      && sqlite3_step (statement) == SQLITE_ROW)
    sound = g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") == 0;
  sqlite3_finalize (statement);
  return sound;
}

/* Writes lines until the disk dies. Returns: how many were acknowledged in all. */
static gint64
write_lines (sqlite3 *db, gint64 from)
{
  while (
      sqlite3_exec (db, "INSERT INTO line (text) VALUES (hex (randomblob (150)))", NULL, NULL, NULL)
      == SQLITE_OK)
    from++;
  return from;
}

typedef struct
{
  guint damaged, lost;
} Harvest;

static Harvest
cut_often (const char *synchronous, guint64 seed)
{
  g_autoptr (OtkCrashDisk) disk = otk_crash_disk_new (seed);
  g_autoptr (GRand) chance = g_rand_new_with_seed ((guint32) seed);
  Harvest harvest = { 0 };
  gint64 written = 0;

  for (guint i = 0; i < CUTS; i++)
    {
      sqlite3 *db = open_database (disk, synchronous);

      if (db == NULL || !is_sound (db))
        {
          harvest.damaged++;
          sqlite3_close (db);
          return harvest;
        }
      harvest.lost += number (db, "SELECT count(*) FROM line") < written;
      written = number (db, "SELECT count(*) FROM line");
      otk_crash_disk_fail_at (disk, OTK_CRASH_FAULT_DEAD,
                              (guint64) g_rand_int_range (chance, 1, 200));
      written = write_lines (db, written);
      sqlite3_close (db);
      otk_crash_disk_cut (disk, (OtkCrashLoss) g_rand_int_range (chance, 0, OTK_CRASH_N_LOSSES));
    }
  return harvest;
}

static void
test_full (void)
{
  Harvest harvest = cut_often ("FULL", 1);

  g_assert_cmpuint (harvest.damaged, ==, 0);
  g_assert_cmpuint (harvest.lost, ==, 0);
}

static void
test_normal (void)
{
  Harvest harvest = cut_often ("NORMAL", 2);

  g_assert_cmpuint (harvest.damaged, ==, 0);
  g_assert_cmpuint (harvest.lost, >, CUTS / 10);
}

static void
test_off (void)
{
  guint damaged = 0;

  for (guint64 seed = 3; seed < 8; seed++)
    damaged += cut_often ("OFF", seed).damaged;
  g_assert_cmpuint (damaged, >, 0);
}

static void
test_full_disk (void)
{
  g_autoptr (OtkCrashDisk) disk = otk_crash_disk_new (9);
  sqlite3 *db = open_database (disk, "FULL");
  gint64 written;

  otk_crash_disk_fail_at (disk, OTK_CRASH_FAULT_FULL, 50);
  written = write_lines (db, 0);
  g_assert_cmpint (sqlite3_errcode (db) & 0xff, ==, SQLITE_FULL);
  g_assert_true (otk_crash_disk_struck (disk));
  g_assert_cmpint (number (db, "SELECT count(*) FROM line"), ==, written);
  otk_crash_disk_lift (disk);
  g_assert_cmpint (sqlite3_exec (db, "INSERT INTO line (text) VALUES ('room')", NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
test_two_connections (void)
{
  g_autoptr (OtkCrashDisk) disk = otk_crash_disk_new (10);
  sqlite3 *a = open_database (disk, "FULL"), *b = open_database (disk, "FULL");
  gint64 seen;

  sqlite3_exec (a, "BEGIN IMMEDIATE; INSERT INTO line (text) VALUES ('one')", NULL, NULL, NULL);
  g_assert_cmpint (sqlite3_exec (b, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_BUSY);
  seen = number (b, "SELECT count(*) FROM line");
  g_assert_cmpint (seen, ==, 0);
  sqlite3_exec (a, "COMMIT", NULL, NULL, NULL);
  seen = number (b, "SELECT count(*) FROM line");
  g_assert_cmpint (seen, ==, 1);
  sqlite3_close (a);
  sqlite3_close (b);
}

static void
test_image (void)
{
  g_autoptr (OtkCrashDisk) disk = otk_crash_disk_new (11);
  g_autoptr (OtkCrashDisk) other = otk_crash_disk_new (12);
  sqlite3 *db = open_database (disk, "FULL");
  gint64 there;

  sqlite3_exec (db, "INSERT INTO line (text) VALUES ('one')", NULL, NULL, NULL);
  sqlite3_close (db);
  otk_crash_disk_copy (other, disk);
  db = open_database (other, "FULL");
  there = number (db, "SELECT count(*) FROM line");
  g_assert_cmpint (there, ==, 1);
  sqlite3_close (db);
  g_assert_true (otk_crash_disk_flip (other, PATH, 8 * 4096 + 77));
  g_assert_false (otk_crash_disk_flip (other, "/none", 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crash-disk/full", test_full);
  g_test_add_func ("/crash-disk/normal", test_normal);
  g_test_add_func ("/crash-disk/off", test_off);
  g_test_add_func ("/crash-disk/full-disk", test_full_disk);
  g_test_add_func ("/crash-disk/two-connections", test_two_connections);
  g_test_add_func ("/crash-disk/image", test_image);
  return g_test_run ();
}
