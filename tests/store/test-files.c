/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What opening a database refuses, with which error, and that nothing is touched by it. */
#include "store-fixture.h"

#include "otk-error.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define OPEN_ALL (OTK_STORE_WRITE | OTK_STORE_CREATE)

static char *
read_bytes (const char *path, gsize *length)
{
  g_autoptr (GError) error = NULL;
  char *bytes;

  g_file_get_contents (path, &bytes, length, &error);
  g_assert_no_error (error);
  return bytes;
}

/* Opening @path is refused with @code, and the file stays as it is. */
static void
assert_refused (const char *path, OtkStoreFlags flags, OtkErrorCode code)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0, length_after = 0;
  gboolean exists = g_file_test (path, G_FILE_TEST_IS_REGULAR);
  g_autofree char *before = exists ? read_bytes (path, &length) : NULL, *after = NULL;
  g_autofree char *text = NULL;
  OtkStore *store = otk_store_open (path, flags, &error);

  g_assert_null (store);
  g_assert_error (error, OTK_ERROR, (int) code);
  text = otk_error_text (error);
  g_assert_cmpuint (strlen (text), >, 10);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR) == exists);
  if (exists)
    after = read_bytes (path, &length_after);
  g_assert_cmpmem (before, length, after, length_after);
}

/* A sound database with a few requests, closed. */
static StoreFixture *
closed_fixture (void)
{
  StoreFixture *f = store_fixture_new (otk_store_open);

  for (int i = 1; i <= 50; i++)
    store_fixture_request (f, i, "Тема обращения", "Текст обращения, в котором много слов");
  g_clear_pointer (&f->store, otk_store_close);
  return f;
}

static void
write_bytes (const char *path, gsize at, const char *bytes, gsize length)
{
  FILE *file = g_fopen (path, "r+b");

  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, (long) at, SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (bytes, 1, length, file), ==, length);
  g_assert_cmpint (fclose (file), ==, 0);
}

static void
test_missing (void)
{
  g_autoptr (StoreFixture) f = closed_fixture ();
  g_autofree char *other = g_build_filename (f->folder, "other.db", NULL);
  g_autofree char *folder = g_build_filename (f->folder, "none", "otklik.db", NULL);

  assert_refused (other, OTK_STORE_READ, OTK_ERROR_NOT_FOUND);
  assert_refused (other, OTK_STORE_WRITE, OTK_ERROR_NOT_FOUND);
  assert_refused (folder, OPEN_ALL, OTK_ERROR_NOT_FOUND);
  assert_refused (f->folder, OPEN_ALL, OTK_ERROR_CORRUPT);
}

static void
test_no_database (void)
{
  g_autoptr (StoreFixture) f = closed_fixture ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_build_filename (f->folder, "text.db", NULL);
  g_autofree char *long_text = g_strnfill (9000, 'x');
  OtkStore *store;

  g_file_set_contents (text, long_text, -1, &error);
  assert_refused (text, OPEN_ALL, OTK_ERROR_CORRUPT);
  assert_refused (text, OTK_STORE_READ, OTK_ERROR_CORRUPT);

  /* An empty file is what a program leaves that died before its first write. */
  g_file_set_contents (text, "", 0, &error);
  assert_refused (text, OTK_STORE_READ, OTK_ERROR_INVALID);
  store = otk_store_open (text, OPEN_ALL, &error);
  g_assert_no_error (error);
  otk_store_close (store);
}

static void
test_newer_program (void)
{
  g_autoptr (StoreFixture) f = closed_fixture ();

  /* user_version, then application_id, in the header of the file. */
  write_bytes (f->path, 60, "\0\0\x27\x0f", 4);
  assert_refused (f->path, OPEN_ALL, OTK_ERROR_PROTOCOL);
  assert_refused (f->path, OTK_STORE_READ, OTK_ERROR_PROTOCOL);
}

static void
test_other_program (void)
{
  g_autoptr (StoreFixture) f = closed_fixture ();

  write_bytes (f->path, 68, "ABCD", 4);
  assert_refused (f->path, OPEN_ALL, OTK_ERROR_INVALID);
}

static void
test_damaged_header (void)
{
  g_autoptr (StoreFixture) f = closed_fixture ();

  write_bytes (f->path, 0, "Not a data base", 15);
  assert_refused (f->path, OPEN_ALL, OTK_ERROR_CORRUPT);
  assert_refused (f->path, OTK_STORE_READ, OTK_ERROR_CORRUPT);
}

static void
test_damaged_schema (void)
{
  g_autoptr (StoreFixture) f = closed_fixture ();
  g_autofree char *junk = g_strnfill (3900, '\xa5');

  write_bytes (f->path, 100, junk, 3900);
  assert_refused (f->path, OPEN_ALL, OTK_ERROR_CORRUPT);
}

/* Damage further in shows when the page is read: as an error, never as other content. */
static void
test_damaged_page (void)
{
  g_autoptr (StoreFixture) f = closed_fixture ();
  g_autoptr (GError) error = NULL;
  g_autofree char *junk = g_strnfill (4096, '\xa5');
  gsize length;
  g_autofree char *bytes = read_bytes (f->path, &length);
  g_autoptr (OtkStore) store = NULL;

  for (gsize page = 4; page < length / 4096; page++)
    write_bytes (f->path, page * 4096, junk, 4096);
  store = otk_store_open (f->path, OTK_STORE_READ, &error);
  if (store != NULL)
    {
      g_autoptr (GPtrArray) all = otk_store_list (store, OTK_ENTITY_REQUEST, -1, NULL, &error);
      g_assert_null (all);
    }
  g_assert_error (error, OTK_ERROR, OTK_ERROR_CORRUPT);
}

static void
test_second_writer (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (GError) error = NULL;
  OtkId id = store_fixture_request (f, 1, "Первый", NULL);
  g_autoptr (OtkStore) other = NULL;
  g_autoptr (OtkStore) reader = NULL;
  g_autoptr (OtkRecord) found = NULL;

  other = otk_store_open (f->path, OPEN_ALL, &error);
  g_assert_null (other);
  g_assert_error (error, OTK_ERROR, OTK_ERROR_BUSY);
  g_clear_error (&error);

  /* The first goes on undisturbed, and readers do not count. */
  store_fixture_request (f, 2, "Второй", NULL);
  reader = otk_store_open (f->path, OTK_STORE_READ, &error);
  g_assert_no_error (error);
  found = otk_store_find (reader, OTK_ENTITY_REQUEST, &id, &error);
  g_assert_nonnull (found);

  g_clear_pointer (&f->store, otk_store_close);
  other = otk_store_open (f->path, OPEN_ALL, &error);
  g_assert_no_error (error);
}

/* Runs @func as somebody whom rights bind: root is not. */
static void
as_ordinary_user (void (*func) (StoreFixture *), StoreFixture *f)
{
  pid_t child;
  int status;

  if (geteuid () != 0)
    {
      func (f);
      return;
    }
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      if (setgid (65534) != 0 || setuid (65534) != 0)
        _exit (77);
      func (f);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
open_in_read_only_folder (StoreFixture *f)
{
  g_autofree char *other = g_build_filename (f->folder, "other.db", NULL);

  assert_refused (f->path, OPEN_ALL, OTK_ERROR_NOT_ALLOWED);
  assert_refused (other, OPEN_ALL, OTK_ERROR_NOT_ALLOWED);
}

static void
test_read_only_folder (void)
{
  g_autoptr (StoreFixture) f = closed_fixture ();

  g_chmod (f->path, 0444);
  g_chmod (f->folder, 0555);
  as_ordinary_user (open_in_read_only_folder, f);
  g_chmod (f->folder, 0755);
}

static void
open_read_only_file (StoreFixture *f)
{
  assert_refused (f->path, OPEN_ALL, OTK_ERROR_NOT_ALLOWED);
}

static void
test_read_only_file (void)
{
  g_autoptr (StoreFixture) f = closed_fixture ();

  g_chmod (f->path, 0444);
  g_chmod (f->folder, 0777);
  as_ordinary_user (open_read_only_file, f);
  g_chmod (f->folder, 0755);
}

/* The kernel refuses to let any file grow beyond @bytes: to a program that is a full disk. */
static void
limit_files (rlim_t bytes)
{
  struct rlimit limit;

  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes;
  setrlimit (RLIMIT_FSIZE, &limit);
}

static void
test_full_disk (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strnfill (100000, 'a');
  OtkId first = store_fixture_request (f, 1, "До", NULL);
  g_autoptr (OtkRecord) found = NULL;
  gboolean done = TRUE;

  limit_files (1500000);
  for (int i = 0; done && i < 100; i++)
    {
      OtkId id = otk_id_new (STORE_NOW);
      g_autoptr (OtkRecord) record = otk_record_new (OTK_ENTITY_REQUEST, &id);
      GPtrArray *facts = store_facts_new ();

      otk_record_set_text (record, OTK_REQUEST_TEXT, text);
      g_ptr_array_add (facts, otk_fact_create (record));
      done = otk_store_begin (f->store, &error);
      if (!done)
        {
          g_ptr_array_unref (facts);
          break;
        }
      done = store_append (f->store, STORE_NOW, facts, NULL, &error)
             && otk_store_commit (f->store, &error);
      if (!done)
        otk_store_rollback (f->store);
    }
  limit_files (RLIM_INFINITY);
  g_assert_false (done);
  g_assert_error (error, OTK_ERROR, OTK_ERROR_LIMIT);
  g_clear_error (&error);

  /* Room again: it goes on, and nothing is lost. */
  store_fixture_request (f, 2, "После", NULL);
  found = otk_store_find (f->store, OTK_ENTITY_REQUEST, &first, &error);
  g_assert_cmpstr (otk_record_text (found, OTK_REQUEST_SUBJECT), ==, "До");
  g_assert_cmpint (otk_store_rebuild (f->store, TRUE, NULL, NULL, &error), ==, 0);
}

static void
test_full_disk_at_creation (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("otk-store-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "otklik.db", NULL);
  OtkStore *store;

  limit_files (40000);
  store = otk_store_open (path, OPEN_ALL, &error);
  limit_files (RLIM_INFINITY);
  g_assert_null (store);
  g_assert_error (error, OTK_ERROR, OTK_ERROR_LIMIT);
  g_clear_error (&error);
  store = otk_store_open (path, OPEN_ALL, &error);
  g_assert_no_error (error);
  otk_store_close (store);
  store_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/files/missing", test_missing);
  g_test_add_func ("/files/no-database", test_no_database);
  g_test_add_func ("/files/newer-program", test_newer_program);
  g_test_add_func ("/files/other-program", test_other_program);
  g_test_add_func ("/files/damaged-header", test_damaged_header);
  g_test_add_func ("/files/damaged-schema", test_damaged_schema);
  g_test_add_func ("/files/damaged-page", test_damaged_page);
  g_test_add_func ("/files/second-writer", test_second_writer);
  g_test_add_func ("/files/read-only-folder", test_read_only_folder);
  g_test_add_func ("/files/read-only-file", test_read_only_file);
  g_test_add_func ("/files/full-disk", test_full_disk);
  g_test_add_func ("/files/full-disk-at-creation", test_full_disk_at_creation);
  return g_test_run ();
}
