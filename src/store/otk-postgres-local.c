/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-private.h"

GArray *
otk_postgres_due (OtkStore *store, OtkTime until, guint limit, GError **error)
{
  g_autoptr (GArray) timers = g_array_new (FALSE, FALSE, sizeof (OtkDueTimer));
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;

  otk_params_add_int (&params, until);
  otk_params_add_int (&params, limit);
  otk_params_add_int (&params, OTK_TIMER_NORM_CHECK);
  found = otk_postgres_query (OTK_POSTGRES (store),
                              "SELECT id, kind, due FROM ("
                              "(SELECT r.id, t.kind, t.due, 0 place, t.request n FROM timer t"
                              " JOIN request r ON r.rowid = t.request WHERE t.due <= $1"
                              " ORDER BY t.due, t.request, t.kind LIMIT $2)"
                              " UNION ALL SELECT id, $3::bigint, check_due, 1, rowid FROM sla"
                              " WHERE check_due <= $1) waiting"
                              " ORDER BY due, place, n, kind LIMIT $2",
                              &params, error);
  for (int i = 0; found != NULL && i < PQntuples (found); i++)
    {
      OtkDueTimer timer = { otk_row_id (found, i, 0),
                            { (OtkTimerKind) otk_row_int (found, i, 1),
                              otk_row_int (found, i, 2) } };
      g_array_append_val (timers, timer);
    }
  return found != NULL ? g_steal_pointer (&timers) : NULL;
}

static const char *
put_sql (OtkLocal table, gboolean remove)
{
  if (table == OTK_LOCAL_DRAFT)
    return remove ? "DELETE FROM draft WHERE key = $1"
                  : "INSERT INTO draft (key, text, changed) VALUES ($1, $2, $3)"
                    " ON CONFLICT (key)"
                    " DO UPDATE SET text = excluded.text, changed = excluded.changed";
  return remove ? "DELETE FROM meta WHERE key = $1"
                : "INSERT INTO meta (key, value) VALUES ($1, $2)"
                  " ON CONFLICT (key) DO UPDATE SET value = excluded.value";
}

gboolean
otk_postgres_put_local (OtkStore *store, OtkLocal table, const char *key, const char *text,
                        OtkTime at, GError **error)
{
  gboolean remove = text == NULL || *text == '\0';
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  otk_params_add_text (&params, key);
  if (!remove)
    otk_params_add_text (&params, text);
  if (!remove && table == OTK_LOCAL_DRAFT)
    otk_params_add_int (&params, at);
  return otk_postgres_run (OTK_POSTGRES (store), put_sql (table, remove), &params, error);
}

GPtrArray *
otk_postgres_locals (OtkStore *store, OtkLocal table, const char *key, GError **error)
{
  g_autoptr (GPtrArray) locals = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_draft_free);
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;

  otk_params_add_text (&params, key);
  found = otk_postgres_query (OTK_POSTGRES (store),
                              table == OTK_LOCAL_DRAFT
                                  ? "SELECT key, text, changed FROM draft"
                                    " WHERE $1::text IS NULL OR key = $1"
                                    " ORDER BY changed DESC, key"
                                  : "SELECT key, value, 0::bigint FROM meta"
                                    " WHERE $1::text IS NULL OR key = $1 ORDER BY key",
                              &params, error);
  for (int i = 0; found != NULL && i < PQntuples (found); i++)
    {
      OtkDraft *draft = g_new0 (OtkDraft, 1);

      draft->key = g_strdup (otk_row_text (found, i, 0));
      draft->text = g_strdup (otk_row_text (found, i, 1));
      draft->changed = otk_row_int (found, i, 2);
      g_ptr_array_add (locals, draft);
    }
  return found != NULL ? g_steal_pointer (&locals) : NULL;
}

/* Parameters are $1 here and ?1 there. */
static char *
with_dollars (const char *sql)
{
  char *own = g_strdup (sql);

  for (char *at = own; *at != '\0'; at++)
    if (at[0] == '?' && g_ascii_isdigit (at[1]))
      *at = '$';
  return own;
}

GPtrArray *
otk_postgres_statement (OtkStore *store, const char *sql, const OtkValue *values, guint n_values,
                        GError **error)
{
  g_autofree char *own = with_dollars (sql);
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;
  GPtrArray *rows;

  for (guint i = 0; i < n_values; i++)
    otk_params_add (&params, &values[i]);
  found = otk_postgres_query (OTK_POSTGRES (store), own, &params, error);
  if (found == NULL)
    return NULL;
  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (int i = 0; i < PQntuples (found); i++)
    {
      GArray *row = g_array_new (FALSE, FALSE, sizeof (OtkValue));

      g_array_set_clear_func (row, (GDestroyNotify) otk_value_clear);
      for (int j = 0; j < PQnfields (found); j++)
        {
          OtkValue value = otk_row_value (found, i, j);
          g_array_append_val (row, value);
        }
      g_ptr_array_add (rows, row);
    }
  return rows;
}
