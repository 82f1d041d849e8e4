/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-migrate.h"
#include "otk-sqlite-private.h"

#include "otk-error.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

static gboolean
connect_to (OtkSqlite *self, int flags, GError **error)
{
  int code = sqlite3_open_v2 (self->path, &self->db, flags | SQLITE_OPEN_NOMUTEX, self->vfs);

  if (code != SQLITE_OK)
    return otk_sqlite_fail (self, code, error);
  sqlite3_extended_result_codes (self->db, TRUE);
  sqlite3_busy_timeout (self->db, OTK_SQLITE_BUSY_MS);
  return otk_sqlite_add_tokenizer (self, error);
}

static void
disconnect (OtkSqlite *self)
{
  g_hash_table_remove_all (self->statements);
  sqlite3_close_v2 (self->db);
  self->db = NULL;
}

static int
newest_version (void)
{
  return (int) g_strv_length ((char **) otk_sqlite_migrations ());
}

/* Whether the file is ours and as this program knows it; @empty tells one that holds nothing. */
static gboolean
inspect (OtkSqlite *self, gboolean *empty, GError **error)
{
  gint64 tables, version, application;
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  /* Reads the schema, so that what is no database fails here and not later. */
  if (!otk_statement_prepare (&statement, self, "SELECT count(*) FROM sqlite_schema", error)
      || otk_statement_step (&statement, error) < 0)
    return FALSE;
  tables = otk_statement_int (&statement, 0);
  version = otk_sqlite_number (self, "PRAGMA user_version", -1);
  application = otk_sqlite_number (self, "PRAGMA application_id", -1);
  *empty = tables == 0 && version == 0 && application == 0;
  if (*empty)
    return TRUE;
  if (application != OTK_SQLITE_APPLICATION_ID || version < 1)
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("The file %s belongs to another program: choose another one"),
                       self->path);
  if (version > newest_version ())
    return otk_refuse (
        error, OTK_ERROR_PROTOCOL,
        N_ ("The database %s was made by a newer version of Otklik: update the program"),
        self->path);
  return TRUE;
}

static gboolean
check_folder (OtkSqlite *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    return otk_refuse (error, OTK_ERROR_NOT_FOUND,
                       N_ ("There is no folder %s: make it or choose another one"), folder);
  if (self->writer && access (folder, W_OK) != 0)
    return otk_refuse (error, OTK_ERROR_NOT_ALLOWED,
                       N_ ("Nothing can be written to the folder %s: check its rights"), folder);
  return TRUE;
}

/* Looks before anything is written: through a connection that cannot write. */
static gboolean
check_file (OtkSqlite *self, OtkStoreFlags flags, gboolean *empty, GError **error)
{
  gboolean sound;

  *empty = !g_file_test (self->path, G_FILE_TEST_EXISTS);
  if (*empty && !(flags & OTK_STORE_CREATE))
    return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("There is no database %s"), self->path);
  if (*empty)
    return TRUE;
  if (g_file_test (self->path, G_FILE_TEST_IS_DIR))
    return otk_refuse (error, OTK_ERROR_CORRUPT,
                       N_ ("The file %s is damaged or is no database: restore it from a backup"),
                       self->path);
  if (self->writer && access (self->path, W_OK) != 0)
    return otk_refuse (error, OTK_ERROR_NOT_ALLOWED,
                       N_ ("The database %s cannot be written: check the rights to its folder"),
                       self->path);
  sound = connect_to (self, SQLITE_OPEN_READONLY, error) && inspect (self, empty, error);
  if (sound && *empty && !(flags & OTK_STORE_CREATE))
    sound =
        otk_refuse (error, OTK_ERROR_INVALID,
                    N_ ("The file %s belongs to another program: choose another one"), self->path);
  disconnect (self);
  return sound;
}

/*
 * One program writes at a time. SQLite's own locks last for a transaction; this one lasts as long
 * as the program, and the kernel lets go of it however the program ends.
 */
static gboolean
lock (OtkSqlite *self, GError **error)
{
  g_autofree char *name = g_strconcat (self->path, ".lock", NULL);

  self->lock = open (name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->lock < 0)
    return otk_refuse (error, OTK_ERROR_NOT_ALLOWED,
                       N_ ("The database %s cannot be written: check the rights to its folder"),
                       self->path);
  if (flock (self->lock, LOCK_EX | LOCK_NB) != 0)
    return otk_refuse (error, OTK_ERROR_BUSY,
                       N_ ("Another program holds the database %s: close it and try again"),
                       self->path);
  return TRUE;
}

/*
 * FULL: what is acknowledged survives a power cut (sync.md §2.4). The log is written back by
 * otk_sqlite_care(), outside the path of commands (server.md §1). What a savepoint keeps must not
 * lie in memory: long commands would cost the square of their rows (sync.md §2.1).
 */
static const char writer_settings[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
    "PRAGMA foreign_keys = OFF; PRAGMA cache_size = -16384;";
static const char reader_settings[] =
    "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096;";

/* Every table that a kind of record lives in, with the columns it has. */
#define COLUMNS                                                                                    \
  "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info (m.name) c"                   \
  " WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY m.name"

static gboolean
has_fields (const OtkEntity *entity, GHashTable *columns)
{
  for (guint i = 0; i < entity->n_fields; i++)
    {
      g_autofree char *name = g_strconcat (entity->table, ".", entity->fields[i].name, NULL);

      if (!g_hash_table_contains (columns, name))
        return FALSE;
    }
  return TRUE;
}

/* A file of the same version that lacks columns (an unfinished program made it) would show empty
 * rows: better say so than lose what is typed into it. */
static gboolean
check_columns (OtkSqlite *self, GError **error)
{
  g_autoptr (GHashTable) columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, self, COLUMNS, error))
    return FALSE;
  while ((found = otk_statement_step (&statement, error)) == 1)
    g_hash_table_add (columns, g_strconcat (otk_statement_text (&statement, 0), ".",
                                            otk_statement_text (&statement, 1), NULL));
  if (found < 0)
    return FALSE;
  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    if (!has_fields (otk_entity (i), columns))
      return otk_refuse (error, OTK_ERROR_PROTOCOL,
                         N_ ("The database %s is of a form that this program does not know: open it"
                             " with the program that made it"),
                         self->path);
  return TRUE;
}

static gboolean
prepare_writer (OtkSqlite *self, gboolean empty, GError **error)
{
  int code;

  if (!otk_sqlite_exec (self, writer_settings, error))
    return FALSE;
  code = otk_sqlite_migrate (self->db, otk_sqlite_migrations ());
  if (code != SQLITE_OK)
    return otk_sqlite_fail (self, code, error);
  return check_columns (self, error);
}

static gboolean
prepare_reader (OtkSqlite *self, GError **error)
{
  if (!otk_sqlite_exec (self, reader_settings, error))
    return FALSE;
  if (otk_sqlite_number (self, "PRAGMA user_version", 0) < newest_version ())
    return otk_refuse (error, OTK_ERROR_PROTOCOL,
                       N_ ("The database %s is of an older form: open it for writing once"),
                       self->path);
  return TRUE;
}

static gboolean
add_term (OtkSqlite *self, const char *entity, const char *field, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self,
                              "INSERT OR IGNORE INTO term (entity, field) VALUES (?, ?)", error))
    return FALSE;
  otk_statement_bind_text (&statement, 1, entity);
  otk_statement_bind_text (&statement, 2, field);
  return otk_statement_run (&statement, error);
}

static gboolean
add_terms (OtkSqlite *self, GError **error)
{
  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    {
      const OtkEntity *entity = otk_entity (i);

      if (!add_term (self, entity->name, "", error))
        return FALSE;
      for (guint j = 0; j < entity->n_fields; j++)
        if (!add_term (self, entity->name, entity->fields[j].name, error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
load_terms (OtkSqlite *self, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, self, "SELECT n, entity, field FROM term", error))
    return FALSE;
  while ((found = otk_statement_step (&statement, error)) == 1)
    otk_terms_learn (&self->terms, (int) otk_statement_int (&statement, 0),
                     otk_statement_text (&statement, 1), otk_statement_text (&statement, 2));
  return found == 0;
}

static gboolean
complete_terms (OtkSqlite *self, GError **error)
{
  if (!load_terms (self, error))
    return FALSE;
  if (otk_terms_are_complete (&self->terms))
    return TRUE;
  return otk_sqlite_exec (self, "BEGIN IMMEDIATE", error) && add_terms (self, error)
         && otk_sqlite_exec (self, "COMMIT", error) && load_terms (self, error);
}

static int
count_log_pages (gpointer data, sqlite3 *db, const char *name, int pages)
{
  ((OtkSqlite *) data)->wal_pages = pages;
  return SQLITE_OK;
}

static gboolean
open_writer (OtkSqlite *self, gboolean empty, GError **error)
{
  if ((self->vfs == NULL && !lock (self, error))
      || !connect_to (self, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error)
      || !prepare_writer (self, empty, error) || !complete_terms (self, error))
    return FALSE;
  otk_sqlite_look_at_sync (self);
  sqlite3_wal_hook (self->db, count_log_pages, self);
  return otk_sqlite_care (&self->parent, OTK_CARE_OPENED, error);
}

static gboolean
open_reader (OtkSqlite *self, GError **error)
{
  if (!connect_to (self, SQLITE_OPEN_READWRITE, error) || !prepare_reader (self, error)
      || !load_terms (self, error))
    return FALSE;
  otk_sqlite_look_at_sync (self);
  return TRUE;
}

OtkStore *
otk_sqlite_open (const char *path, OtkStoreFlags flags, const char *vfs, GError **error)
{
  OtkSqlite *self = g_new0 (OtkSqlite, 1);
  gboolean empty = TRUE;

  self->parent.klass = &otk_sqlite_class;
  self->state.klass = &otk_sqlite_state_class;
  self->path = g_strdup (path);
  self->vfs = g_strdup (vfs);
  self->writer = (flags & OTK_STORE_WRITE) != 0;
  self->lock = -1;
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) (void (*) (void)) sqlite3_finalize);
  self->known_ids = g_hash_table_new_full (otk_id_hash, otk_id_equal, g_free, g_free);
  if ((vfs == NULL && (!check_folder (self, error) || !check_file (self, flags, &empty, error)))
      || !(self->writer ? open_writer (self, empty, error) : open_reader (self, error)))
    {
      otk_store_close (&self->parent);
      return NULL;
    }
  return &self->parent;
}
