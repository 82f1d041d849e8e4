/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-private.h"

#include "otk-error.h"
#include "otk-search-text.h"
#include "otk-text.h"

#define SOURCE_COLUMNS "rowid, number, subject, text, solution, people, talk, hidden"
#define N_SOURCE_COLUMNS 8
#define SELECT_SOURCE "SELECT " SOURCE_COLUMNS " FROM request_search_source WHERE rowid = ?"
#define PUBLIC_COLUMNS "number subject text solution people talk"
#define TAKE_OUT                                                                                   \
  "INSERT INTO request_search (request_search, " SOURCE_COLUMNS                                    \
  ") VALUES ('delete', ?, ?, ?, ?, ?, ?, ?, ?)"
#define PUT_IN "INSERT INTO request_search (" SOURCE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
#define PUT_PEOPLE                                                                                 \
  "INSERT INTO request_people (rowid, people) VALUES (?, ?)"                                       \
  " ON CONFLICT DO UPDATE SET people = excluded.people"
#define PEOPLE                                                                                     \
  "SELECT r.rowid, ifnull (c.name, '') || char (10) || ifnull (o.name, '') FROM request r"         \
  " LEFT JOIN customer c ON c.id = r.customer LEFT JOIN company o ON o.id = r.company"

gboolean
otk_sqlite_has_index (OtkEntityType type)
{
  return type == OTK_ENTITY_CUSTOMER || type == OTK_ENTITY_COMPANY || type == OTK_ENTITY_ARTICLE;
}

static gboolean
run_on_row (OtkSqlite *self, const char *sql, gint64 rowid, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self, sql, error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, rowid);
  return otk_statement_run (&statement, error);
}

/* What @select gives for the row goes into @insert. As one statement, INSERT … SELECT, it would be
 * taken for one of many rows, before which the index writes out what it still holds in memory. */
static gboolean
pass_on (OtkSqlite *self, const char *select, const char *insert, gint64 rowid, GError **error)
{
  g_auto (OtkStatement) from = OTK_STATEMENT_INIT, to = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&from, self, select, error)
      || !otk_statement_prepare (&to, self, insert, error))
    return FALSE;
  otk_statement_bind_int (&from, 1, rowid);
  found = otk_statement_step (&from, error);
  if (found < 1)
    return found == 0;
  for (int i = 0; i < sqlite3_column_count (from.stmt); i++)
    sqlite3_bind_value (to.stmt, i + 1, sqlite3_column_value (from.stmt, i));
  return otk_statement_run (&to, error);
}

static gboolean
pass_request (OtkSqlite *self, const char *insert, gint64 rowid, GError **error)
{
  return pass_on (self, SELECT_SOURCE, insert, rowid, error);
}

static gboolean
differs (const OtkRecord *before, const OtkRecord *after, guint field)
{
  return before == NULL || after == NULL
         || !otk_value_equal (otk_record_get (before, field), otk_record_get (after, field));
}

static gboolean
search_fields_differ (const OtkRecord *before, const OtkRecord *after)
{
  const OtkEntity *entity = otk_record_entity (before != NULL ? before : after);

  for (guint i = 0; i < entity->n_fields; i++)
    if ((entity->fields[i].flags & OTK_FIELD_SEARCH) && differs (before, after, i))
      return TRUE;
  return FALSE;
}

static gboolean
request_differs (const OtkRecord *before, const OtkRecord *after)
{
  return search_fields_differ (before, after) || differs (before, after, OTK_REQUEST_CUSTOMER)
         || differs (before, after, OTK_REQUEST_COMPANY);
}

static gboolean
is_indexed_message (const OtkRecord *message)
{
  gint64 kind = message != NULL ? otk_record_int (message, OTK_MESSAGE_KIND) : 0;

  return kind == OTK_MESSAGE_PUBLIC || kind == OTK_MESSAGE_HIDDEN;
}

static gboolean
message_differs (const OtkRecord *before, const OtkRecord *after)
{
  if (!is_indexed_message (before) && !is_indexed_message (after))
    return FALSE;
  return differs (before, after, OTK_MESSAGE_BODY) || differs (before, after, OTK_MESSAGE_KIND);
}

/* What the index has of a request: the columns of the source, as they were. */
typedef struct
{
  sqlite3_value *columns[N_SOURCE_COLUMNS];
} OtkIndexed;

static void
indexed_free (gpointer data)
{
  OtkIndexed *self = data;

  if (self == NULL)
    return;
  for (guint i = 0; i < N_SOURCE_COLUMNS; i++)
    sqlite3_value_free (self->columns[i]);
  g_free (self);
}

/* FALSE on error; @indexed is NULL where the index has nothing of the request. */
static gboolean
read_source (OtkSqlite *self, gint64 rowid, OtkIndexed **indexed, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  *indexed = NULL;
  if (!otk_statement_prepare (&statement, self, SELECT_SOURCE, error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, rowid);
  found = otk_statement_step (&statement, error);
  if (found == 1)
    {
      *indexed = g_new0 (OtkIndexed, 1);
      for (int i = 0; i < N_SOURCE_COLUMNS; i++)
        (*indexed)->columns[i] = sqlite3_value_dup (sqlite3_column_value (statement.stmt, i));
    }
  return found >= 0;
}

static void
note_request (OtkIndexing *indexing, gint64 rowid, OtkIndexed *indexed)
{
  if (indexing->requests == NULL)
    indexing->requests = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, indexed_free);
  g_hash_table_insert (indexing->requests, g_memdup2 (&rowid, sizeof rowid), indexed);
}

static gboolean
is_noted (const OtkIndexing *indexing, gint64 rowid)
{
  return indexing->requests != NULL && g_hash_table_contains (indexing->requests, &rowid);
}

/* The index needs what it was told to take it out again, so that it can wait: of many changes one
 * after the other only the last matters, and often it is the first text again. */
static gboolean
take_out_request (OtkSqlite *self, OtkIndexing *indexing, gint64 rowid, GError **error)
{
  OtkIndexed *indexed;

  if (is_noted (indexing, rowid))
    return TRUE;
  if (!read_source (self, rowid, &indexed, error))
    return FALSE;
  note_request (indexing, rowid, indexed);
  return TRUE;
}

/* "INSERT INTO customer_search (…) SELECT …": for the indexes over a table itself. */
static char *
own_index_sql (const OtkEntity *entity, gboolean remove)
{
  g_autoptr (GString) columns = g_string_new ("rowid");
  GString *sql = g_string_new ("INSERT INTO ");

  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i].flags & OTK_FIELD_SEARCH)
      {
        g_string_append (columns, ", ");
        g_string_append (columns, entity->fields[i].name);
      }
  g_string_append (sql, entity->table);
  g_string_append (sql, "_search (");
  if (remove)
    {
      g_string_append (sql, entity->table);
      g_string_append (sql, "_search, ");
    }
  g_string_append (sql, columns->str);
  g_string_append (sql, remove ? ") SELECT 'delete', " : ") SELECT ");
  g_string_append (sql, columns->str);
  g_string_append (sql, " FROM ");
  g_string_append (sql, entity->table);
  g_string_append (sql, " WHERE rowid = ?");
  return g_string_free (sql, FALSE);
}

static gboolean
index_own (OtkSqlite *self, const OtkRecord *record, gboolean remove, GError **error)
{
  g_autofree char *sql = own_index_sql (otk_record_entity (record), remove);

  return run_on_row (self, sql, otk_record_rowid (record), error);
}

gboolean
otk_sqlite_unindex (OtkSqlite *self, OtkIndexing *indexing, const OtkRecord *before,
                    const OtkRecord *after, GError **error)
{
  const OtkRecord *any = before != NULL ? before : after;

  if (self->bulk || any == NULL)
    return TRUE;
  if (otk_record_type (any) == OTK_ENTITY_REQUEST)
    return before == NULL || !request_differs (before, after)
           || take_out_request (self, indexing, otk_record_rowid (before), error);
  if (otk_record_type (any) == OTK_ENTITY_MESSAGE && message_differs (before, after))
    {
      GError *failure = NULL;
      g_autoptr (OtkRecord) request =
          otk_sqlite_find (&self->parent, OTK_ENTITY_REQUEST, otk_record_root (any), &failure);

      if (failure != NULL)
        g_propagate_error (error, failure);
      /* A request that the same command makes comes in with its own row. */
      return failure == NULL
             && (request == NULL
                 || take_out_request (self, indexing, otk_record_rowid (request), error));
    }
  if (otk_sqlite_has_index (otk_record_type (any)) && before != NULL
      && search_fields_differ (before, after))
    return index_own (self, before, TRUE, error);
  return TRUE;
}

static gboolean
leave_requests_stale (OtkSqlite *self, const OtkRecord *renamed, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self,
                              "INSERT INTO people_stale (entity, row, before) VALUES (?, ?, 0)"
                              " ON CONFLICT DO UPDATE SET before = excluded.before",
                              error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, self->terms.entities[otk_record_type (renamed)]);
  otk_statement_bind_id (&statement, 2, otk_record_id (renamed));
  self->stale = TRUE;
  return otk_statement_run (&statement, error);
}

gboolean
otk_sqlite_reindex (OtkSqlite *self, OtkIndexing *indexing, const OtkRecord *before,
                    const OtkRecord *after, GError **error)
{
  const OtkRecord *any = before != NULL ? before : after;
  OtkEntityType type;

  if (self->bulk || any == NULL)
    return TRUE;
  type = otk_record_type (any);
  if (type == OTK_ENTITY_REQUEST && before == NULL
      && !is_noted (indexing, otk_record_rowid (after)))
    note_request (indexing, otk_record_rowid (after), NULL);
  if (!otk_sqlite_has_index (type) || !search_fields_differ (before, after))
    return TRUE;
  if (after != NULL && !index_own (self, after, FALSE, error))
    return FALSE;
  if (type != OTK_ENTITY_ARTICLE && before != NULL)
    return leave_requests_stale (self, any, error);
  return TRUE;
}

static gboolean
put_in_request (OtkSqlite *self, gint64 rowid, GError **error)
{
  return pass_on (self, PEOPLE " WHERE r.rowid = ?", PUT_PEOPLE, rowid, error)
         && pass_request (self, PUT_IN, rowid, error);
}

static gboolean
is_same_value (sqlite3_value *a, sqlite3_value *b)
{
  int size = sqlite3_value_bytes (a);

  if (sqlite3_value_type (a) != sqlite3_value_type (b) || size != sqlite3_value_bytes (b))
    return FALSE;
  return size == 0 || memcmp (sqlite3_value_blob (a), sqlite3_value_blob (b), (gsize) size) == 0;
}

static gboolean
is_same_source (const OtkIndexed *a, const OtkIndexed *b)
{
  /* The first is the row number. */
  for (guint i = 1; i < N_SOURCE_COLUMNS; i++)
    if (!is_same_value (a->columns[i], b->columns[i]))
      return FALSE;
  return TRUE;
}

static gboolean
pass_indexed (OtkSqlite *self, const char *insert, const OtkIndexed *indexed, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self, insert, error))
    return FALSE;
  for (int i = 0; i < N_SOURCE_COLUMNS; i++)
    sqlite3_bind_value (statement.stmt, i + 1, indexed->columns[i]);
  return otk_statement_run (&statement, error);
}

/* @was: (nullable): what the index has of the request, which may be gone. */
static gboolean
follow_request (OtkSqlite *self, gint64 rowid, const OtkIndexed *was, GError **error)
{
  OtkIndexed *is = NULL;
  gboolean done;

  if (!run_on_row (self,
                   "DELETE FROM request_people WHERE rowid = ?1"
                   " AND NOT EXISTS (SELECT 1 FROM request WHERE rowid = ?1)",
                   rowid, error)
      || !pass_on (self, PEOPLE " WHERE r.rowid = ?", PUT_PEOPLE, rowid, error)
      || !read_source (self, rowid, &is, error))
    return FALSE;
  done = (was != NULL && is != NULL && is_same_source (was, is))
         || ((was == NULL || pass_indexed (self, TAKE_OUT, was, error))
             && (is == NULL || pass_indexed (self, PUT_IN, is, error)));
  indexed_free (is);
  return done;
}

gboolean
otk_sqlite_finish_index (OtkSqlite *self, OtkIndexing *indexing, gboolean done, GError **error)
{
  GHashTableIter iter;
  gpointer rowid, was;

  if (indexing->requests == NULL)
    return done;
  g_hash_table_iter_init (&iter, indexing->requests);
  while (done && g_hash_table_iter_next (&iter, &rowid, &was))
    done = follow_request (self, *(gint64 *) rowid, was, error);
  g_clear_pointer (&indexing->requests, g_hash_table_unref);
  return done;
}

/* The next renamed record whose requests wait, and after which request to go on. */
static gboolean
next_stale (OtkSqlite *self, OtkEntityType *type, OtkId *id, gint64 *before)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self, "SELECT entity, row, before FROM people_stale",
                              NULL)
      || otk_statement_step (&statement, NULL) != 1)
    return FALSE;
  *type = otk_statement_int (&statement, 0) == self->terms.entities[OTK_ENTITY_CUSTOMER]
              ? OTK_ENTITY_CUSTOMER
              : OTK_ENTITY_COMPANY;
  *id = otk_statement_id (&statement, 1);
  *before = otk_statement_int (&statement, 2);
  return TRUE;
}

static GArray *
stale_requests (OtkSqlite *self, OtkEntityType type, const OtkId *id, gint64 before, guint limit,
                GError **error)
{
  g_autoptr (GArray) rowids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, self,
                              type == OTK_ENTITY_CUSTOMER
                                  ? "SELECT rowid FROM request WHERE customer = ? AND rowid < ?"
                                    " ORDER BY rowid DESC LIMIT ?"
                                  : "SELECT rowid FROM request WHERE company = ? AND rowid < ?"
                                    " ORDER BY rowid DESC LIMIT ?",
                              error))
    return NULL;
  otk_statement_bind_id (&statement, 1, id);
  otk_statement_bind_int (&statement, 2, before > 0 ? before : G_MAXINT64);
  otk_statement_bind_int (&statement, 3, limit);
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      gint64 rowid = otk_statement_int (&statement, 0);
      g_array_append_val (rowids, rowid);
    }
  return found == 0 ? g_steal_pointer (&rowids) : NULL;
}

static gboolean
mark_followed (OtkSqlite *self, OtkEntityType type, const OtkId *id, gint64 before, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (
          &statement, self,
          before > 0 ? "UPDATE people_stale SET before = ?3 WHERE entity = ?1 AND row = ?2"
                     : "DELETE FROM people_stale WHERE entity = ?1 AND row = ?2",
          error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, self->terms.entities[type]);
  otk_statement_bind_id (&statement, 2, id);
  if (before > 0)
    otk_statement_bind_int (&statement, 3, before);
  return otk_statement_run (&statement, error);
}

int
otk_sqlite_follow_people (OtkSqlite *self, guint limit, GError **error)
{
  OtkEntityType type;
  OtkId id;
  gint64 before;
  g_autoptr (GArray) rowids = NULL;

  if (!next_stale (self, &type, &id, &before))
    {
      self->stale = FALSE;
      return 0;
    }
  rowids = stale_requests (self, type, &id, before, limit, error);
  if (rowids == NULL)
    return -1;
  for (guint i = 0; i < rowids->len; i++)
    if (!pass_request (self, TAKE_OUT, g_array_index (rowids, gint64, i), error)
        || !put_in_request (self, g_array_index (rowids, gint64, i), error))
      return -1;
  before = rowids->len == limit ? g_array_index (rowids, gint64, limit - 1) : 0;
  return mark_followed (self, type, &id, before, error) ? (int) rowids->len : -1;
}

gboolean
otk_sqlite_make_index (OtkSqlite *self, GError **error)
{
  self->stale = FALSE;
  return otk_sqlite_exec (self,
                          "DELETE FROM people_stale; DELETE FROM request_people;"
                          "INSERT INTO request_people (rowid, people) " PEOPLE ";"
                          "INSERT INTO request_search (request_search) VALUES ('rebuild');"
                          "INSERT INTO customer_search (customer_search) VALUES ('rebuild');"
                          "INSERT INTO company_search (company_search) VALUES ('rebuild');"
                          "INSERT INTO article_search (article_search) VALUES ('rebuild');",
                          error);
}

gint64
otk_sqlite_check_index (OtkSqlite *self, OtkReport report, gpointer data)
{
  static const struct
  {
    const char *name, *sql;
  } checks[] = {
    { "request_search",
      "INSERT INTO request_search (request_search, rank) VALUES ('integrity-check', 1)" },
    { "customer_search",
      "INSERT INTO customer_search (customer_search, rank) VALUES ('integrity-check', 1)" },
    { "company_search",
      "INSERT INTO company_search (company_search, rank) VALUES ('integrity-check', 1)" },
    { "article_search",
      "INSERT INTO article_search (article_search, rank) VALUES ('integrity-check', 1)" },
  };
  gint64 differences = 0;

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    if (!otk_sqlite_exec (self, checks[i].sql, NULL))
      {
        differences++;
        if (report != NULL)
          report (checks[i].name, data);
      }
  return differences;
}

static char *
snippet (OtkSqlite *self, gint64 rowid, const char *typed, gboolean staff, GError **error)
{
  g_autoptr (OtkSearchText) search = otk_search_text_read (typed, staff ? NULL : PUBLIC_COLUMNS);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (search->match == NULL
      || !otk_statement_prepare (&statement, self,
                                 "SELECT snippet (request_search, -1, char (0x2068), char (0x2069),"
                                 " '…', 18) FROM request_search"
                                 " WHERE request_search MATCH ? AND rowid = ?",
                                 error))
    return NULL;
  otk_statement_bind_text (&statement, 1, search->match);
  otk_statement_bind_int (&statement, 2, rowid);
  return otk_statement_step (&statement, error) == 1 ? g_strdup (otk_statement_text (&statement, 0))
                                                     : NULL;
}

char *
otk_sqlite_excerpt (OtkStore *store, const OtkId *request, const char *search, gboolean staff,
                    GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  g_autoptr (OtkRecord) record = otk_sqlite_find (store, OTK_ENTITY_REQUEST, request, error);
  GError *failure = NULL;
  char *found;

  if (record == NULL)
    return NULL;
  found = snippet (self, otk_record_rowid (record), search, staff, &failure);
  if (found == NULL && failure == NULL)
    {
      g_autofree char *swapped = otk_text_swap_layout (search);
      found = snippet (self, otk_record_rowid (record), swapped, staff, &failure);
    }
  if (failure != NULL)
    g_propagate_error (error, failure);
  return found;
}

static gboolean
find_best (OtkSqlite *self, const OtkEntity *entity, const char *typed, guint limit, GArray *rowids,
           GError **error)
{
  g_autoptr (OtkSearchText) search = otk_search_text_read (typed, NULL);
  g_autoptr (GString) sql = g_string_new ("SELECT rowid FROM ");
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (search->match == NULL)
    return TRUE;
  g_string_append (sql, entity->table);
  g_string_append (sql, "_search WHERE ");
  g_string_append (sql, entity->table);
  g_string_append (sql, "_search MATCH ? ORDER BY ");
  /* Ranking reads every hit, which only the small tables allow (server.md §2.4). */
  g_string_append (sql, entity->type == OTK_ENTITY_REQUEST ? "rowid DESC" : "rank");
  g_string_append (sql, " LIMIT ?");
  if (!otk_statement_prepare (&statement, self, sql->str, error))
    return FALSE;
  otk_statement_bind_text (&statement, 1, search->match);
  otk_statement_bind_int (&statement, 2, limit);
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      gint64 rowid = otk_statement_int (&statement, 0);
      g_array_append_val (rowids, rowid);
    }
  return found == 0;
}

GPtrArray *
otk_sqlite_search (OtkStore *store, OtkEntityType type, const char *search, guint limit,
                   GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  const OtkEntity *entity = otk_entity (type);
  g_autoptr (GArray) rowids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (type != OTK_ENTITY_REQUEST && !otk_sqlite_has_index (type))
    {
      otk_refuse (error, OTK_ERROR_INVALID, N_ ("These records cannot be searched: %s"),
                  entity->name);
      return NULL;
    }
  if (!find_best (self, entity, search, limit, rowids, error))
    return NULL;
  if (rowids->len == 0)
    {
      g_autofree char *swapped = otk_text_swap_layout (search);
      if (!find_best (self, entity, swapped, limit, rowids, error))
        return NULL;
    }
  return otk_sqlite_rows (store, type, (const gint64 *) (gpointer) rowids->data, rowids->len,
                          error);
}
