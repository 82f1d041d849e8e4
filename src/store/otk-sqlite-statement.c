/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-private.h"

#include "otk-error.h"

#include <errno.h>

/* SQLite's instructions between two looks at what may stop it: some tens of microseconds. */
#define WATCH_STEPS 500
#define MAX_STATEMENTS 200

/* SQLite names a full disk only where the system said just that; a quota or a limit of the file's
 * size comes as a write that failed, without being the disk's fault. */
static gboolean
disk_is_full (OtkSqlite *self, int code)
{
  return (code & 0xff) == SQLITE_FULL
         || ((code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_SHMSIZE)
             && sqlite3_system_errno (self->db) != EIO);
}

gboolean
otk_sqlite_fail (OtkSqlite *self, int code, GError **error)
{
  if (disk_is_full (self, code))
    return otk_refuse (error, OTK_ERROR_LIMIT,
                       N_ ("The disk is full: make room on it and try again"), NULL);
  switch (code & 0xff)
    {
    case SQLITE_INTERRUPT:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
      return FALSE;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return otk_refuse (error, OTK_ERROR_BUSY,
                         N_ ("Another program holds the database %s: close it and try again"),
                         self->path);
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return otk_refuse (error, OTK_ERROR_CORRUPT,
                         N_ ("The file %s is damaged or is no database: restore it from a backup"),
                         self->path);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return otk_refuse (error, OTK_ERROR_NOT_ALLOWED,
                         N_ ("The database %s cannot be written: check the rights to its folder"),
                         self->path);
    case SQLITE_TOOBIG:
    case SQLITE_NOMEM:
      return otk_refuse (error, OTK_ERROR_LIMIT, N_ ("The content is too large"), NULL);
    case SQLITE_CONSTRAINT:
      return otk_refuse (error, OTK_ERROR_INVALID, N_ ("The database refuses the change: %s"),
                         sqlite3_errmsg (self->db));
    default:
      return otk_refuse (error, OTK_ERROR_CORRUPT, N_ ("The database does not work: %s"),
                         sqlite3_errmsg (self->db));
    }
}

gboolean
otk_sqlite_exec (OtkSqlite *self, const char *sql, GError **error)
{
  int code = sqlite3_exec (self->db, sql, NULL, NULL, NULL);

  return code == SQLITE_OK || otk_sqlite_fail (self, sqlite3_extended_errcode (self->db), error);
}

gint64
otk_sqlite_number (OtkSqlite *self, const char *sql, gint64 fallback)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self, sql, NULL)
      || otk_statement_step (&statement, NULL) != 1)
    return fallback;
  return otk_statement_int (&statement, 0);
}

static int
look_cb (gpointer data)
{
  OtkSqlite *self = data;

  return (self->looks > 0 && --self->looks == 0) || g_cancellable_is_cancelled (self->watched);
}

void
otk_sqlite_watch (OtkSqlite *self, GCancellable *cancellable, guint looks)
{
  self->watched = cancellable;
  self->looks = looks;
  sqlite3_progress_handler (self->db, cancellable != NULL || looks > 0 ? WATCH_STEPS : 0, look_cb,
                            self);
}

static int
prepare (OtkSqlite *store, const char *sql, gboolean keep, sqlite3_stmt **stmt)
{
  return sqlite3_prepare_v3 (store->db, sql, -1, keep ? SQLITE_PREPARE_PERSISTENT : 0, stmt, NULL);
}

gboolean
otk_statement_prepare (OtkStatement *self, OtkSqlite *store, const char *sql, GError **error)
{
  sqlite3_stmt *cached = g_hash_table_lookup (store->statements, sql);

  g_return_val_if_fail (self->stmt == NULL, FALSE);
  self->store = store;
  self->own = cached != NULL && sqlite3_stmt_busy (cached);
  if (cached != NULL && !self->own)
    {
      self->stmt = cached;
      return TRUE;
    }
  if (prepare (store, sql, !self->own, &self->stmt) != SQLITE_OK)
    return otk_sqlite_fail (store, sqlite3_extended_errcode (store->db), error);
  if (!self->own && g_hash_table_size (store->statements) < MAX_STATEMENTS)
    g_hash_table_insert (store->statements, g_strdup (sql), self->stmt);
  else
    self->own = TRUE;
  return TRUE;
}

void
otk_statement_clear (OtkStatement *self)
{
  if (self->stmt == NULL)
    return;
  if (self->own)
    {
      sqlite3_finalize (self->stmt);
    }
  else
    {
      sqlite3_reset (self->stmt);
      sqlite3_clear_bindings (self->stmt);
    }
  self->stmt = NULL;
}

void
otk_statement_bind (OtkStatement *self, int at, const OtkValue *value)
{
  switch (value->type)
    {
    case OTK_VALUE_INT:
      sqlite3_bind_int64 (self->stmt, at, value->number);
      break;
    case OTK_VALUE_TEXT:
      sqlite3_bind_text (self->stmt, at, value->text, -1, SQLITE_STATIC);
      break;
    case OTK_VALUE_ID:
      sqlite3_bind_blob (self->stmt, at, value->id.bytes, sizeof value->id.bytes, SQLITE_STATIC);
      break;
    case OTK_VALUE_NULL:
    default:
      sqlite3_bind_null (self->stmt, at);
      break;
    }
}

void
otk_statement_bind_int (OtkStatement *self, int at, gint64 number)
{
  sqlite3_bind_int64 (self->stmt, at, number);
}

void
otk_statement_bind_id (OtkStatement *self, int at, const OtkId *id)
{
  if (id != NULL && !otk_id_is_none (id))
    sqlite3_bind_blob (self->stmt, at, id->bytes, sizeof id->bytes, SQLITE_STATIC);
  else
    sqlite3_bind_null (self->stmt, at);
}

void
otk_statement_bind_text (OtkStatement *self, int at, const char *text)
{
  sqlite3_bind_text (self->stmt, at, text, -1, SQLITE_STATIC);
}

void
otk_statement_bind_bytes (OtkStatement *self, int at, GBytes *bytes)
{
  /* No bytes have no address, which SQLite would take for null. */
  if (bytes != NULL && g_bytes_get_size (bytes) == 0)
    sqlite3_bind_zeroblob (self->stmt, at, 0);
  else if (bytes != NULL)
    sqlite3_bind_blob64 (self->stmt, at, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                         SQLITE_STATIC);
  else
    sqlite3_bind_null (self->stmt, at);
}

int
otk_statement_step (OtkStatement *self, GError **error)
{
  switch (sqlite3_step (self->stmt))
    {
    case SQLITE_ROW:
      return 1;
    case SQLITE_DONE:
      return 0;
    default:
      otk_sqlite_fail (self->store, sqlite3_extended_errcode (self->store->db), error);
      return -1;
    }
}

gboolean
otk_statement_run (OtkStatement *self, GError **error)
{
  gboolean done = otk_statement_step (self, error) >= 0;

  sqlite3_reset (self->stmt);
  return done;
}

OtkId
otk_statement_id (OtkStatement *self, int column)
{
  OtkId id = OTK_ID_NONE;
  const void *bytes = sqlite3_column_blob (self->stmt, column);

  if (bytes != NULL && sqlite3_column_bytes (self->stmt, column) == sizeof id.bytes)
    memcpy (id.bytes, bytes, sizeof id.bytes);
  return id;
}

OtkValue
otk_statement_value (OtkStatement *self, int column)
{
  OtkId id;
  const char *text;

  switch (sqlite3_column_type (self->stmt, column))
    {
    case SQLITE_INTEGER:
      return otk_value_int (sqlite3_column_int64 (self->stmt, column));
    case SQLITE_TEXT:
      text = otk_statement_text (self, column);
      if (text == NULL || !g_utf8_validate (text, -1, NULL))
        {
          /* Only another program can have written it. */
          g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
          return otk_value_text (valid);
        }
      return otk_value_text (text);
    case SQLITE_BLOB:
      id = otk_statement_id (self, column);
      return otk_value_id (&id);
    default:
      return otk_value_null ();
    }
}
