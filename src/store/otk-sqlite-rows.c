/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-private.h"

#include "otk-error.h"

/* The columns before an entity's fields. */
enum
{
  COLUMN_ROWID,
  COLUMN_ID,
  N_OWN_COLUMNS
};

static void
unref_if_any (gpointer record)
{
  if (record != NULL)
    otk_record_unref (record);
}

void
otk_sqlite_remember (OtkSqlite *self, OtkRecord *record)
{
  /* Of notices there are many, and hardly one is looked at again. */
  if (self->writer && otk_record_type (record) != OTK_ENTITY_NOTICE)
    otk_memory_keep (&self->memory, record);
}

void
otk_sqlite_forget_all (OtkSqlite *self)
{
  g_hash_table_remove_all (self->known_ids);
  g_clear_pointer (&self->token_numbers, g_hash_table_unref);
  otk_memory_clear (&self->memory);
}

static char *
select_all_from (const OtkEntity *entity)
{
  GString *sql = g_string_new ("SELECT rowid, id");

  for (guint i = 0; i < entity->n_fields; i++)
    {
      g_string_append (sql, ", ");
      g_string_append (sql, entity->fields[i].name);
    }
  g_string_append (sql, ", x FROM ");
  g_string_append (sql, entity->table);
  return g_string_free (sql, FALSE);
}

static GString *
select_from (const OtkEntity *entity)
{
  static char *made[OTK_N_ENTITIES];
  char **sql = &made[entity->type];

  if (g_once_init_enter (sql))
    g_once_init_leave (sql, select_all_from (entity));
  return g_string_new (*sql);
}

static OtkRecord *
record_in (OtkStatement *statement, const OtkEntity *entity)
{
  OtkId id = otk_statement_id (statement, COLUMN_ID);
  OtkRecord *record = otk_record_new (entity->type, &id);

  otk_record_set_rowid (record, otk_statement_int (statement, COLUMN_ROWID));
  for (guint i = 0; i < entity->n_fields; i++)
    if (!otk_statement_is_null (statement, N_OWN_COLUMNS + (int) i))
      otk_record_take (record, i, otk_statement_value (statement, N_OWN_COLUMNS + (int) i));
  return record;
}

OtkRecord *
otk_sqlite_read (OtkSqlite *self, OtkEntityType type, const OtkId *id, GError **error)
{
  const OtkEntity *entity = otk_entity (type);
  g_autoptr (GString) sql = select_from (entity);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  g_string_append (sql, " WHERE id = ?");
  if (!otk_statement_prepare (&statement, self, sql->str, error))
    return NULL;
  otk_statement_bind_id (&statement, 1, id);
  return otk_statement_step (&statement, error) == 1 ? record_in (&statement, entity) : NULL;
}

OtkRecord *
otk_sqlite_find (OtkStore *store, OtkEntityType type, const OtkId *id, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  OtkRecord *record = otk_memory_find (&self->memory, type, id);

  if (record != NULL)
    return record;
  record = otk_sqlite_read (self, type, id, error);
  if (record != NULL)
    otk_sqlite_remember (self, record);
  return record;
}

GPtrArray *
otk_sqlite_rows (OtkStore *store, OtkEntityType type, const gint64 *rowids, guint n, GError **error)
{
  const OtkEntity *entity = otk_entity (type);
  g_autoptr (GString) sql = select_from (entity);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_full (n, unref_if_any);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  g_string_append (sql, " WHERE rowid = ?");
  if (!otk_statement_prepare (&statement, OTK_SQLITE (store), sql->str, error))
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      int found;

      otk_statement_bind_int (&statement, 1, rowids[i]);
      found = otk_statement_step (&statement, error);
      if (found < 0)
        return NULL;
      g_ptr_array_add (rows, found == 1 ? record_in (&statement, entity) : NULL);
      sqlite3_reset (statement.stmt);
    }
  return g_steal_pointer (&rows);
}

GPtrArray *
otk_sqlite_read_all (OtkSqlite *self, OtkEntityType type, const char *where, const OtkValue *values,
                     guint n_values, GError **error)
{
  const OtkEntity *entity = otk_entity (type);
  g_autoptr (GString) sql = select_from (entity);
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify) otk_record_unref);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  g_string_append (sql, where);
  if (!otk_statement_prepare (&statement, self, sql->str, error))
    return NULL;
  for (guint i = 0; i < n_values; i++)
    otk_statement_bind (&statement, (int) i + 1, &values[i]);
  while ((found = otk_statement_step (&statement, error)) == 1)
    g_ptr_array_add (records, record_in (&statement, entity));
  return found == 0 ? g_steal_pointer (&records) : NULL;
}

GPtrArray *
otk_sqlite_list (OtkStore *store, OtkEntityType type, int field, const OtkValue *value,
                 GError **error)
{
  g_autoptr (GString) where = g_string_new (NULL);

  if (field >= 0)
    {
      g_string_append (where, " WHERE ");
      g_string_append (where, otk_entity (type)->fields[field].name);
      g_string_append (where, otk_value_is_null (value) ? " IS NULL" : " = ?");
    }
  g_string_append (where, " ORDER BY id");
  return otk_sqlite_read_all (OTK_SQLITE (store), type, where->str, value,
                              field >= 0 && !otk_value_is_null (value) ? 1 : 0, error);
}

gboolean
otk_sqlite_each (OtkSqlite *self, OtkEntityType type, const char *where, const OtkValue *values,
                 guint n_values, OtkEach each, gpointer data, GError **error)
{
  const OtkEntity *entity = otk_entity (type);
  g_autoptr (GString) sql = select_from (entity);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  g_string_append (sql, where);
  if (!otk_statement_prepare (&statement, self, sql->str, error))
    return FALSE;
  for (guint i = 0; i < n_values; i++)
    otk_statement_bind (&statement, (int) i + 1, &values[i]);
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      g_autoptr (OtkRecord) record = record_in (&statement, entity);
      gint64 x = otk_statement_int (&statement, N_OWN_COLUMNS + (int) entity->n_fields);

      if (!each (record, x, data, error))
        return FALSE;
    }
  return found == 0;
}

gboolean
otk_sqlite_insert (OtkSqlite *self, OtkRecord *record, gint64 x, GError **error)
{
  const OtkEntity *entity = otk_record_entity (record);
  g_autoptr (GString) sql = g_string_new ("INSERT INTO ");
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  g_string_append (sql, entity->table);
  g_string_append (sql, " (id, root, x, rowid");
  for (guint i = 0; i < entity->n_fields; i++)
    {
      g_string_append (sql, ", ");
      g_string_append (sql, entity->fields[i].name);
    }
  g_string_append (sql, ") VALUES (?, ?, ?, ?");
  for (guint i = 0; i < entity->n_fields; i++)
    g_string_append (sql, ", ?");
  g_string_append (sql, ")");

  if (!otk_statement_prepare (&statement, self, sql->str, error))
    return FALSE;
  otk_statement_bind_id (&statement, 1, otk_record_id (record));
  otk_statement_bind_id (&statement, 2, otk_record_root (record));
  otk_statement_bind_int (&statement, 3, x);
  for (guint i = 0; i < entity->n_fields; i++)
    otk_statement_bind (&statement, 5 + (int) i, otk_record_get (record, i));
  if (otk_record_rowid (record) != 0)
    otk_statement_bind_int (&statement, 4, otk_record_rowid (record));
  if (sqlite3_step (statement.stmt) != SQLITE_DONE)
    {
      int code = sqlite3_extended_errcode (self->db);

      return code == SQLITE_CONSTRAINT_UNIQUE
                 ? otk_refuse (error, OTK_ERROR_STALE, N_ ("The record is there already"), NULL)
                 : otk_sqlite_fail (self, code, error);
    }
  otk_record_set_rowid (record, sqlite3_last_insert_rowid (self->db));
  return TRUE;
}

gboolean
otk_sqlite_update (OtkSqlite *self, const OtkRecord *before, const OtkRecord *after, gint64 x,
                   GError **error)
{
  const OtkEntity *entity = otk_record_entity (after);
  g_autoptr (GString) sql = g_string_new ("UPDATE ");
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int at = 1;

  g_string_append (sql, entity->table);
  g_string_append (sql, " SET x = ?");
  for (guint i = 0; i < entity->n_fields; i++)
    if (!otk_value_equal (otk_record_get (before, i), otk_record_get (after, i)))
      {
        g_string_append (sql, ", ");
        g_string_append (sql, entity->fields[i].name);
        g_string_append (sql, " = ?");
      }
  g_string_append (sql, " WHERE rowid = ?");

  if (!otk_statement_prepare (&statement, self, sql->str, error))
    return FALSE;
  otk_statement_bind_int (&statement, at++, x);
  for (guint i = 0; i < entity->n_fields; i++)
    if (!otk_value_equal (otk_record_get (before, i), otk_record_get (after, i)))
      otk_statement_bind (&statement, at++, otk_record_get (after, i));
  otk_statement_bind_int (&statement, at, otk_record_rowid (before));
  return otk_statement_run (&statement, error);
}

gboolean
otk_sqlite_delete (OtkSqlite *self, const OtkRecord *record, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("DELETE FROM ");
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  g_string_append (sql, otk_record_entity (record)->table);
  g_string_append (sql, " WHERE rowid = ?");
  if (!otk_statement_prepare (&statement, self, sql->str, error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, otk_record_rowid (record));
  return otk_statement_run (&statement, error);
}
