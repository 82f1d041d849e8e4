/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-private.h"

GArray *
otk_sqlite_due (OtkStore *store, OtkTime until, guint limit, GError **error)
{
  g_autoptr (GArray) timers = g_array_new (FALSE, FALSE, sizeof (OtkDueTimer));
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store),
                              "SELECT id, kind, due FROM (SELECT r.id, t.kind, t.due FROM timer t"
                              " JOIN request r ON r.rowid = t.request WHERE t.due <= ?1"
                              " ORDER BY t.due, t.request, t.kind LIMIT ?2)"
                              " UNION ALL SELECT id, ?3, check_due FROM sla WHERE check_due <= ?1"
                              " ORDER BY due LIMIT ?2",
                              error))
    return NULL;
  otk_statement_bind_int (&statement, 1, until);
  otk_statement_bind_int (&statement, 2, limit);
  otk_statement_bind_int (&statement, 3, OTK_TIMER_NORM_CHECK);
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      OtkDueTimer timer = { otk_statement_id (&statement, 0),
                            { (OtkTimerKind) otk_statement_int (&statement, 1),
                              otk_statement_int (&statement, 2) } };
      g_array_append_val (timers, timer);
    }
  return found == 0 ? g_steal_pointer (&timers) : NULL;
}

static const char *
put_sql (OtkLocal table, gboolean remove)
{
  if (table == OTK_LOCAL_DRAFT)
    return remove ? "DELETE FROM draft WHERE key = ?1"
                  : "INSERT INTO draft (key, text, changed) VALUES (?1, ?2, ?3)"
                    " ON CONFLICT DO UPDATE SET text = excluded.text, changed = excluded.changed";
  return remove ? "DELETE FROM meta WHERE key = ?1"
                : "INSERT INTO meta (key, value) VALUES (?1, ?2)"
                  " ON CONFLICT DO UPDATE SET value = excluded.value";
}

gboolean
otk_sqlite_put_local (OtkStore *store, OtkLocal table, const char *key, const char *text,
                      OtkTime at, GError **error)
{
  gboolean remove = text == NULL || *text == '\0';
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store), put_sql (table, remove), error))
    return FALSE;
  otk_statement_bind_text (&statement, 1, key);
  if (!remove)
    otk_statement_bind_text (&statement, 2, text);
  if (!remove && table == OTK_LOCAL_DRAFT)
    otk_statement_bind_int (&statement, 3, at);
  return otk_statement_run (&statement, error);
}

GPtrArray *
otk_sqlite_locals (OtkStore *store, OtkLocal table, const char *key, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_draft_free);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int step;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store),
                              table == OTK_LOCAL_DRAFT
                                  ? "SELECT key, text, changed FROM draft"
                                    " WHERE ?1 IS NULL OR key = ?1 ORDER BY changed DESC, key"
                                  : "SELECT key, value, 0 FROM meta"
                                    " WHERE ?1 IS NULL OR key = ?1 ORDER BY key",
                              error))
    return NULL;
  otk_statement_bind_text (&statement, 1, key);
  while ((step = otk_statement_step (&statement, error)) == 1)
    {
      OtkDraft *draft = g_new0 (OtkDraft, 1);

      draft->key = g_strdup (otk_statement_text (&statement, 0));
      draft->text = g_strdup (otk_statement_text (&statement, 1));
      draft->changed = otk_statement_int (&statement, 2);
      g_ptr_array_add (found, draft);
    }
  return step == 0 ? g_steal_pointer (&found) : NULL;
}

static GArray *
take_row (OtkStatement *statement)
{
  int columns = sqlite3_column_count (statement->stmt);
  GArray *row = g_array_sized_new (FALSE, TRUE, sizeof (OtkValue), (guint) columns);

  g_array_set_clear_func (row, (GDestroyNotify) otk_value_clear);
  for (int i = 0; i < columns; i++)
    {
      OtkValue value = otk_statement_value (statement, i);

      g_array_append_val (row, value);
    }
  return row;
}

GPtrArray *
otk_sqlite_statement (OtkStore *store, const char *sql, const OtkValue *values, guint n_values,
                      GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store), sql, error))
    return NULL;
  for (guint i = 0; i < n_values; i++)
    otk_statement_bind (&statement, (int) i + 1, &values[i]);
  while ((found = otk_statement_step (&statement, error)) == 1)
    g_ptr_array_add (rows, take_row (&statement));
  return found == 0 ? g_steal_pointer (&rows) : NULL;
}
