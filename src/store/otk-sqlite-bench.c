/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-store-bench.h"

#include "otk-sqlite-private.h"

#include <time.h>

/* The tables that requests and their log grow by; whatever else a command changes are rows that
 * were there, so that the bare figure is rather too small. */
static const struct
{
  const char *name, *key;
} tables[] = {
  { "command", "rowid" }, { "fact", "rowid" },   { "known_id", "rowid" }, { "request", "rowid" },
  { "message", "rowid" }, { "notice", "rowid" }, { "timer", "request" },
};

struct _OtkBenchMark
{
  gint64 last[G_N_ELEMENTS (tables)];
};

typedef struct
{
  GPtrArray *values; /* of sqlite3_value: row after row */
  int columns;
} Added;

static void
free_value (gpointer value)
{
  sqlite3_value_free (value);
}

static void
added_clear (gpointer data)
{
  g_ptr_array_unref (((Added *) data)->values);
}

static gboolean
read_added (OtkSqlite *self, guint table, gint64 after, GArray *all, GError **error)
{
  g_autofree char *sql = g_strconcat ("SELECT * FROM ", tables[table].name, " WHERE ",
                                      tables[table].key, " > ?", NULL);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  Added added = { g_ptr_array_new_with_free_func (free_value), 0 };
  int found = -1;

  if (otk_statement_prepare (&statement, self, sql, error))
    {
      added.columns = sqlite3_column_count (statement.stmt);
      otk_statement_bind_int (&statement, 1, after);
      while ((found = otk_statement_step (&statement, error)) == 1)
        for (int i = 0; i < added.columns; i++)
          g_ptr_array_add (added.values,
                           sqlite3_value_dup (sqlite3_column_value (statement.stmt, i)));
    }
  g_array_append_val (all, added);
  return found == 0;
}

static gboolean
write_added (OtkSqlite *self, const char *table, const Added *added, guint *rows, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (added->values->len == 0)
    return TRUE;
  g_string_append (sql, "INSERT INTO ");
  g_string_append (sql, table);
  g_string_append (sql, " VALUES (?");
  for (int i = 1; i < added->columns; i++)
    g_string_append (sql, ", ?");
  g_string_append_c (sql, ')');
  if (!otk_statement_prepare (&statement, self, sql->str, error))
    return FALSE;
  for (guint at = 0; at < added->values->len; at += (guint) added->columns, (*rows)++)
    {
      for (int i = 0; i < added->columns; i++)
        sqlite3_bind_value (statement.stmt, i + 1, added->values->pdata[at + (guint) i]);
      if (!otk_statement_run (&statement, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_all (OtkSqlite *self, GArray *all, guint *rows, GError **error)
{
  if (!otk_sqlite_exec (self, "BEGIN IMMEDIATE", error))
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    if (!write_added (self, tables[i].name, &g_array_index (all, Added, i), rows, error))
      return FALSE;
  return TRUE;
}

OtkBenchMark *
otk_bench_mark (OtkStore *store)
{
  OtkSqlite *self = OTK_SQLITE (store);
  OtkBenchMark *mark;

  if (store->klass != &otk_sqlite_class)
    return NULL;
  mark = g_new0 (OtkBenchMark, 1);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *sql =
          g_strconcat ("SELECT max (", tables[i].key, ") FROM ", tables[i].name, NULL);

      mark->last[i] = otk_sqlite_number (self, sql, 0);
    }
  self->bulk = TRUE;
  return mark;
}

double
otk_bench_bare (OtkStore *store, OtkBenchMark *mark, guint *rows, GError **error)
{
  g_autofree OtkBenchMark *owned = mark;
  OtkSqlite *self = OTK_SQLITE (store);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Added));
  gboolean done = TRUE;
  clock_t began;
  double worked;

  *rows = 0;
  g_array_set_clear_func (all, added_clear);
  for (guint i = 0; done && i < G_N_ELEMENTS (tables); i++)
    done = read_added (self, i, owned->last[i], all, error);
  otk_store_rollback (store);
  self->bulk = FALSE;
  if (!done)
    return -1;
  began = clock ();
  done = write_all (self, all, rows, error);
  worked = (double) (clock () - began) * 1000 / CLOCKS_PER_SEC;
  otk_sqlite_exec (self, "ROLLBACK", NULL);
  return done ? worked : -1;
}
