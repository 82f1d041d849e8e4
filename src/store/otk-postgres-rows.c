/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-private.h"

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
otk_postgres_remember (OtkPostgres *self, OtkRecord *record)
{
  /* Outside a transaction others may change it at any moment. */
  if (self->open)
    otk_memory_keep (&self->memory, record);
}

void
otk_postgres_forget_all (OtkPostgres *self)
{
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
record_in (const PGresult *result, int row, const OtkEntity *entity)
{
  OtkId id = otk_row_id (result, row, COLUMN_ID);
  OtkRecord *record = otk_record_new (entity->type, &id);

  otk_record_set_rowid (record, otk_row_int (result, row, COLUMN_ROWID));
  for (guint i = 0; i < entity->n_fields; i++)
    if (!otk_row_is_null (result, row, N_OWN_COLUMNS + (int) i))
      otk_record_take (record, i, otk_row_value (result, row, N_OWN_COLUMNS + (int) i));
  return record;
}

OtkRecord *
otk_postgres_read (OtkPostgres *self, OtkEntityType type, const OtkId *id, GError **error)
{
  const OtkEntity *entity = otk_entity (type);
  g_autoptr (GString) sql = select_from (entity);
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;

  g_string_append (sql, " WHERE id = $1");
  otk_params_add_id (&params, id);
  found = otk_postgres_query (self, sql->str, &params, error);
  return found != NULL && PQntuples (found) == 1 ? record_in (found, 0, entity) : NULL;
}

OtkRecord *
otk_postgres_find (OtkStore *store, OtkEntityType type, const OtkId *id, GError **error)
{
  OtkPostgres *self = OTK_POSTGRES (store);
  OtkRecord *record = otk_memory_find (&self->memory, type, id);

  if (record != NULL)
    return record;
  record = otk_postgres_read (self, type, id, error);
  if (record != NULL)
    otk_postgres_remember (self, record);
  return record;
}

/* "{3,1,2}" */
static char *
array_of (const gint64 *rowids, guint n)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", rowids[i]);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

GPtrArray *
otk_postgres_rows (OtkStore *store, OtkEntityType type, const gint64 *rowids, guint n,
                   GError **error)
{
  const OtkEntity *entity = otk_entity (type);
  g_autoptr (GString) sql = select_from (entity);
  g_autofree char *array = array_of (rowids, n);
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;
  g_autoptr (GHashTable) places = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_full (n, unref_if_any);

  g_string_append (sql, " WHERE rowid = ANY ($1::bigint[])");
  otk_params_add_text (&params, array);
  found = otk_postgres_query (OTK_POSTGRES (store), sql->str, &params, error);
  if (found == NULL)
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      g_hash_table_insert (places, (gpointer) &rowids[i], GUINT_TO_POINTER (i));
      g_ptr_array_add (rows, NULL);
    }
  for (int i = 0; i < PQntuples (found); i++)
    {
      OtkRecord *record = record_in (found, i, entity);
      gint64 rowid = otk_record_rowid (record);
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, &rowid));

      rows->pdata[place] = record;
    }
  /* Somebody may ask for one twice. */
  for (guint i = 0; i < n; i++)
    {
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, &rowids[i]));

      if (place != i && rows->pdata[place] != NULL)
        rows->pdata[i] = otk_record_ref (rows->pdata[place]);
    }
  return g_steal_pointer (&rows);
}

/* A value of another type than the field's is in no row; PostgreSQL would refuse to compare. */
static gboolean
fits (const OtkField *field, const OtkValue *value)
{
  switch (field->type)
    {
    case OTK_TYPE_TEXT:
    case OTK_TYPE_LONGTEXT:
    case OTK_TYPE_REFS:
      return value->type == OTK_VALUE_TEXT;
    case OTK_TYPE_REF:
      return value->type == OTK_VALUE_ID;
    default:
      return value->type == OTK_VALUE_INT;
    }
}

GPtrArray *
otk_postgres_list (OtkStore *store, OtkEntityType type, int field, const OtkValue *value,
                   GError **error)
{
  const OtkEntity *entity = otk_entity (type);
  g_autoptr (GString) sql = select_from (entity);
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify) otk_record_unref);
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;
  gboolean empty = field >= 0 && otk_value_is_null (value);

  if (field >= 0 && !empty && !fits (&entity->fields[field], value))
    return g_steal_pointer (&records);
  if (field >= 0)
    {
      g_string_append (sql, " WHERE ");
      g_string_append (sql, entity->fields[field].name);
      g_string_append (sql, empty ? " IS NULL" : " = $1");
      if (!empty)
        otk_params_add (&params, value);
    }
  g_string_append (sql, " ORDER BY id");
  found = otk_postgres_query (OTK_POSTGRES (store), sql->str, &params, error);
  for (int i = 0; found != NULL && i < PQntuples (found); i++)
    g_ptr_array_add (records, record_in (found, i, entity));
  return found != NULL ? g_steal_pointer (&records) : NULL;
}

GPtrArray *
otk_postgres_read_all (OtkPostgres *self, OtkEntityType type, const char *where,
                       const OtkParams *params, GArray **versions, GError **error)
{
  const OtkEntity *entity = otk_entity (type);
  g_autoptr (GString) sql = select_from (entity);
  g_autoptr (PGresult) found = NULL;
  GPtrArray *records;

  g_string_append (sql, where);
  found = otk_postgres_query (self, sql->str, params, error);
  if (found == NULL)
    return NULL;
  records = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_record_unref);
  *versions = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (int i = 0; i < PQntuples (found); i++)
    {
      gint64 x = otk_row_int (found, i, N_OWN_COLUMNS + (int) entity->n_fields);

      g_ptr_array_add (records, record_in (found, i, entity));
      g_array_append_val (*versions, x);
    }
  return records;
}

static char *
insert_sql (const OtkEntity *entity)
{
  GString *sql = g_string_new ("INSERT INTO ");

  g_string_append (sql, entity->table);
  g_string_append (sql, " (id, root");
  for (guint i = 0; i < entity->n_fields; i++)
    {
      g_string_append (sql, ", ");
      g_string_append (sql, entity->fields[i].name);
    }
  g_string_append (sql, ") VALUES ($1, $2");
  for (guint i = 0; i < entity->n_fields; i++)
    g_string_append_printf (sql, ", $%u", i + 3);
  g_string_append (sql, ") ON CONFLICT (id) DO NOTHING RETURNING rowid");
  return g_string_free (sql, FALSE);
}

/* No row comes back where the id is there already. */
static gboolean
take_rowid (PGresult *result, gpointer record)
{
  otk_record_set_rowid (record, PQntuples (result) == 1 ? otk_row_int (result, 0, 0) : 0);
  return FALSE;
}

gboolean
otk_postgres_send_insert (OtkPostgres *self, OtkRecord *record, GError **error)
{
  const OtkEntity *entity = otk_record_entity (record);
  g_autofree char *sql = insert_sql (entity);
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  otk_params_add_id (&params, otk_record_id (record));
  otk_params_add_id (&params, otk_record_root (record));
  for (guint i = 0; i < entity->n_fields; i++)
    otk_params_add (&params, otk_record_get (record, i));
  return otk_postgres_send_for (self, sql, &params, take_rowid, record, error);
}

gboolean
otk_postgres_send_update (OtkPostgres *self, const OtkRecord *before, const OtkRecord *after,
                          GError **error)
{
  const OtkEntity *entity = otk_record_entity (after);
  g_autoptr (GString) sql = g_string_new ("UPDATE ");
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  guint n = 0;

  g_string_append (sql, entity->table);
  for (guint i = 0; i < entity->n_fields; i++)
    if (!otk_value_equal (otk_record_get (before, i), otk_record_get (after, i)))
      {
        g_string_append (sql, n == 0 ? " SET " : ", ");
        g_string_append_printf (sql, "%s = $%u", entity->fields[i].name, ++n);
        otk_params_add (&params, otk_record_get (after, i));
      }
  if (n == 0)
    return TRUE;
  g_string_append_printf (sql, " WHERE id = $%u", ++n);
  otk_params_add_id (&params, otk_record_id (after));
  return otk_postgres_send (self, sql->str, &params, error);
}

gboolean
otk_postgres_send_delete (OtkPostgres *self, const OtkRecord *record, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("DELETE FROM ");
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  g_string_append (sql, otk_record_entity (record)->table);
  g_string_append (sql, " WHERE id = $1");
  otk_params_add_id (&params, otk_record_id (record));
  return otk_postgres_send (self, sql->str, &params, error);
}
