/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-private.h"

#include "otk-error.h"
#include "otk-query.h"
#include "otk-search-text.h"
#include "otk-text.h"

#include <string.h>

const OtkDialect otk_sqlite_dialect = {
  .numbered = FALSE,
  .name_open = "",
  .name_close = " COLLATE otk",
  .position = "instr",
  .key = "rowid",
};

/* Looks at a glance: some milliseconds. */
#define GLANCE 100

/* Makes the query's head and tail around what the view selects. */
typedef struct
{
  const char *select; /* "SELECT t.rowid" */
  gboolean ordered;
  const char *end; /* what follows the conditions: "" or " GROUP BY 1" */
} Shape;

/* What customers must not find: texts of hidden messages. */
#define PUBLIC_COLUMNS "number subject text solution people talk"

static void
add_matches (OtkQuery *query, const OtkReading *reading, const OtkSearchText *search)
{
  const OtkEntity *entity = otk_entity (reading->view->entity);
  g_auto (OtkValue) match = otk_value_text (search->match);
  OtkValue most = otk_value_int (OTK_STORE_MAX_HITS);

  otk_query_add (query, "SELECT t.rowid FROM ");
  otk_query_add (query, entity->table);
  otk_query_add (query, "_search f CROSS JOIN ");
  otk_query_add (query, entity->table);
  otk_query_add (query, " t ON t.rowid = f.rowid");
  otk_query_add_conditions (query, reading->view, reading->viewer);
  otk_query_add (query, " AND f.");
  otk_query_add (query, entity->table);
  otk_query_add (query, "_search MATCH ");
  otk_query_bind (query, &match);
  otk_query_add (query, " ORDER BY f.rowid DESC LIMIT ");
  otk_query_bind (query, &most);
}

static void
add_number (OtkQuery *query, const OtkSearchText *search)
{
  g_autofree char *upper = g_utf8_strup (search->number, -1);
  g_auto (OtkValue) number = otk_value_int (g_ascii_strtoll (search->number, NULL, 10)),
                    alias = otk_value_text (upper);

  otk_query_add (query, " AND t.rowid IN (SELECT rowid FROM request WHERE number = ");
  otk_query_bind (query, &number);
  otk_query_add (query, " UNION SELECT rowid FROM request WHERE alias = ");
  otk_query_bind (query, &alias);
  otk_query_add (query, ")");
}

/* @hits: (nullable): JSON of the row numbers, where they are known already */
static OtkQuery *
make_query (const OtkReading *reading, const OtkSearchText *search, const char *hits,
            const Shape *shape)
{
  OtkQuery *query = otk_query_new (&otk_sqlite_dialect);

  otk_query_add (query, shape->select);
  otk_query_add (query, " FROM ");
  otk_query_add (query, otk_entity (reading->view->entity)->table);
  otk_query_add (query, " t");
  if (hits != NULL)
    {
      g_auto (OtkValue) rows = otk_value_text (hits);

      otk_query_add (query, " WHERE t.rowid IN (SELECT value FROM json_each (");
      otk_query_bind (query, &rows);
      otk_query_add (query, "))");
    }
  else if (search != NULL && search->match != NULL)
    {
      otk_query_add (query, " WHERE t.rowid IN (");
      add_matches (query, reading, search);
      otk_query_add (query, ")");
    }
  else
    {
      otk_query_add_conditions (query, reading->view, reading->viewer);
      if (search != NULL && search->number != NULL)
        add_number (query, search);
    }
  otk_query_add (query, shape->end);
  if (shape->ordered)
    otk_query_add_order (query, reading->view);
  if (reading->most > 0)
    {
      OtkValue most = otk_value_int (reading->most);

      otk_query_add (query, " LIMIT ");
      otk_query_bind (query, &most);
    }
  return query;
}

/* Receives each row. Returns: FALSE for no more of them */
typedef gboolean (*RowFunc) (OtkStatement *row, gpointer data);

static gboolean
run_watched (OtkSqlite *self, OtkQuery *query, RowFunc receive, gpointer data, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found = -1;

  if (otk_statement_prepare (&statement, self, query->sql->str, error))
    {
      for (guint i = 0; i < query->values->len; i++)
        otk_statement_bind (&statement, (int) i + 1, &g_array_index (query->values, OtkValue, i));
      while ((found = otk_statement_step (&statement, error)) == 1)
        if (!receive (&statement, data))
          {
            found = 0;
            break;
          }
    }
  otk_statement_clear (&statement);
  otk_sqlite_watch (self, NULL, 0);
  return found == 0;
}

static gboolean
run_query (OtkSqlite *self, OtkQuery *query, GCancellable *cancellable, RowFunc receive,
           gpointer data, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  otk_sqlite_watch (self, cancellable, 0);
  return run_watched (self, query, receive, data, error);
}

static OtkSearchText *
read_search (const OtkReading *reading, const char *typed)
{
  const char *columns =
      reading->view->entity == OTK_ENTITY_REQUEST && !reading->staff ? PUBLIC_COLUMNS : NULL;

  return otk_search_text_read (typed, columns);
}

/* Rows that a view leaves without its search, newest first, and those of them that match. */
typedef struct
{
  GHashTable *rows; /* (element-type gint64) */
  gint64 oldest;
  GString *hits; /* a JSON array */
  guint n;
} Candidates;

/* With so many rows it is no use to look at them first. */
#define MAX_CANDIDATES 50000

static gboolean
take_candidate (OtkStatement *row, gpointer data)
{
  Candidates *self = data;
  gint64 rowid = otk_statement_int (row, 0);

  self->oldest = MIN (self->oldest, rowid);
  g_hash_table_add (self->rows, g_memdup2 (&rowid, sizeof rowid));
  return g_hash_table_size (self->rows) <= MAX_CANDIDATES;
}

static gboolean
take_hit (OtkStatement *row, gpointer data)
{
  Candidates *self = data;
  gint64 rowid = otk_statement_int (row, 0);

  if (!g_hash_table_contains (self->rows, &rowid))
    return TRUE;
  g_string_append_printf (self->hits, "%s%" G_GINT64_FORMAT, self->n++ > 0 ? "," : "", rowid);
  return self->n < MIN (OTK_STORE_MAX_HITS, g_hash_table_size (self->rows));
}

static gboolean
run_matches (OtkSqlite *self, const OtkReading *reading, const OtkSearchText *search,
             Candidates *candidates, GError **error)
{
  g_autoptr (OtkQuery) query = otk_query_new (&otk_sqlite_dialect);
  g_auto (OtkValue) match = otk_value_text (search->match);
  OtkValue oldest = otk_value_int (candidates->oldest);

  otk_query_add (query, "SELECT rowid FROM request_search WHERE request_search MATCH ");
  otk_query_bind (query, &match);
  otk_query_add (query, " AND rowid >= ");
  otk_query_bind (query, &oldest);
  otk_query_add (query, " ORDER BY rowid DESC");
  return run_query (self, query, reading->cancellable, take_hit, candidates, error);
}

/*
 * Where a view leaves few rows and a search finds many, looking up each hit to see whether the view
 * has it takes far longer than the search: then the view's rows come first. @hits stays NULL where
 * they are not so few.
 */
static gboolean
match_narrow_view (OtkSqlite *self, const OtkReading *reading, const OtkSearchText *search,
                   char **hits, GError **error)
{
  static const Shape shape = { "SELECT t.rowid", FALSE, "" };
  g_autoptr (OtkQuery) query = make_query (reading, NULL, NULL, &shape);
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GString) found = g_string_new ("[");
  Candidates candidates = { rows, G_MAXINT64, found, 0 };

  if (!run_query (self, query, reading->cancellable, take_candidate, &candidates, error))
    return FALSE;
  if (g_hash_table_size (rows) > MAX_CANDIDATES)
    return TRUE;
  if (g_hash_table_size (rows) > 0 && !run_matches (self, reading, search, &candidates, error))
    return FALSE;
  g_string_append_c (found, ']');
  *hits = g_strdup (found->str);
  return TRUE;
}

static gboolean
run_view (OtkSqlite *self, const OtkReading *reading, const char *typed, const Shape *shape,
          RowFunc receive, gpointer data, GError **error)
{
  g_autoptr (OtkSearchText) search = typed != NULL ? read_search (reading, typed) : NULL;
  g_autoptr (OtkQuery) query = NULL;
  g_autofree char *hits = NULL;

  /* Nothing that could be searched for was typed: there is nothing to find. */
  if (search != NULL && search->match == NULL && search->number == NULL)
    return TRUE;
  if (search != NULL && search->match != NULL && !otk_sqlite_has_index (reading->view->entity)
      && reading->view->entity != OTK_ENTITY_REQUEST)
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("These records cannot be searched: %s"),
                       otk_entity (reading->view->entity)->name);
  if (search != NULL && search->match != NULL && otk_query_is_narrow (reading->view)
      && !match_narrow_view (self, reading, search, &hits, error))
    return FALSE;
  query = make_query (reading, search, hits, shape);
  return run_query (self, query, reading->cancellable, receive, data, error);
}

/* Rows and whom they refer to, for sorting by that one's name. */
typedef struct
{
  GHashTable *ranks; /* id → rank, from 1; 0 is for none */
  GArray *found;     /* (element-type guint64): rank << ROW_BITS | rowid */
  guint n;
  OtkId last; /* rows that refer to the same one mostly follow each other */
  guint last_rank;
} Ranking;

#define ROW_BITS 40
/* Digits of a key, and how many values one has. */
#define DIGIT_BITS 16
#define N_DIGIT_VALUES (1 << DIGIT_BITS)

static gboolean
take_rank (OtkStatement *row, gpointer data)
{
  Ranking *ranking = data;
  OtkId id = otk_statement_id (row, 0);

  g_hash_table_insert (ranking->ranks, g_memdup2 (&id, sizeof id), GUINT_TO_POINTER (++ranking->n));
  return TRUE;
}

static gboolean
take_ranked (OtkStatement *row, gpointer data)
{
  Ranking *ranking = data;
  OtkId id = otk_statement_id (row, 1);
  guint64 key;

  if (!otk_id_equal (&id, &ranking->last))
    {
      ranking->last = id;
      ranking->last_rank = GPOINTER_TO_UINT (g_hash_table_lookup (ranking->ranks, &id));
    }
  key = (guint64) ranking->last_rank << ROW_BITS | (guint64) otk_statement_int (row, 0);
  g_array_append_val (ranking->found, key);
  return TRUE;
}

/* Puts the keys in the order of one digit, keeping that of equals. Returns: FALSE where all are
 * equal in it */
static gboolean
sort_by_digit (const guint64 *from, guint64 *to, guint n, guint shift, guint *starts)
{
  guint sum = 0;

  memset (starts, 0, N_DIGIT_VALUES * sizeof *starts);
  for (guint i = 0; i < n; i++)
    starts[from[i] >> shift & (N_DIGIT_VALUES - 1)]++;
  if (n == 0 || starts[from[0] >> shift & (N_DIGIT_VALUES - 1)] == n)
    return FALSE;
  for (guint i = 0; i < N_DIGIT_VALUES; i++)
    {
      guint count = starts[i];

      starts[i] = sum;
      sum += count;
    }
  for (guint i = 0; i < n; i++)
    to[starts[from[i] >> shift & (N_DIGIT_VALUES - 1)]++] = from[i];
  return TRUE;
}

/* Digit by digit: a million keys take a tenth of what comparing them would. */
static void
sort_keys (GArray *keys)
{
  guint n = keys->len;
  g_autofree guint64 *spare = g_new (guint64, n);
  g_autofree guint *starts = g_new (guint, N_DIGIT_VALUES);
  guint64 *from = (guint64 *) (gpointer) keys->data, *to = spare;

  for (guint shift = 0; shift < 64; shift += DIGIT_BITS)
    if (sort_by_digit (from, to, n, shift, starts))
      {
        guint64 *done = to;

        to = from;
        from = done;
      }
  if (n > 0 && from == spare)
    memcpy (keys->data, spare, n * sizeof *spare);
}

static gint64
row_of (GArray *keys, guint place)
{
  return (gint64) (g_array_index (keys, guint64, place)
                   & ((G_GUINT64_CONSTANT (1) << ROW_BITS) - 1));
}

static GArray *
ids_by_rank (Ranking *ranking, gboolean descending)
{
  guint n = ranking->found->len, none = 0;
  GArray *ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n);

  sort_keys (ranking->found);
  while (none < n && g_array_index (ranking->found, guint64, none) >> ROW_BITS == 0)
    none++;
  /* Those without a name come last either way. */
  for (guint i = 0; i < n; i++)
    {
      gint64 rowid = row_of (ranking->found, descending ? (2 * n - 1 - i) % n : (i + none) % n);
      g_array_append_val (ids, rowid);
    }
  return ids;
}

/* Sorting by the name of another record: one look at its table and a sort of small numbers here
 * take a tenth of what a look per row would. */
static gboolean
sorts_by_name (const OtkView *view)
{
  const OtkField *field;

  if (view->sort < 0 || view->sort2 >= 0)
    return FALSE;
  field = &otk_entity (view->entity)->fields[view->sort];
  return field->type == OTK_TYPE_REF && field->target != view->entity;
}

static gboolean
load_ranks (OtkSqlite *self, const OtkReading *reading, Ranking *ranking, GError **error)
{
  const OtkEntity *entity = otk_entity (reading->view->entity);
  const OtkEntity *target = otk_entity (entity->fields[reading->view->sort].target);
  g_autoptr (OtkQuery) query = otk_query_new (&otk_sqlite_dialect);

  otk_query_add (query, "SELECT id FROM ");
  otk_query_add (query, target->table);
  otk_query_add (query, " WHERE ");
  otk_query_add (query, target->fields[target->name_field].name);
  otk_query_add (query, " IS NOT NULL ORDER BY ");
  otk_query_add (query, target->fields[target->name_field].name);
  otk_query_add (query, otk_sqlite_dialect.name_close);
  otk_query_add (query, ", rowid");
  return run_query (self, query, reading->cancellable, take_rank, ranking, error);
}

static GArray *
ids_by_name (OtkSqlite *self, const OtkReading *reading, const char *typed, GError **error)
{
  const OtkEntity *entity = otk_entity (reading->view->entity);
  g_autofree char *select =
      g_strconcat ("SELECT t.rowid, t.", entity->fields[reading->view->sort].name, NULL);
  Shape shape = { select, FALSE, "" };
  Ranking ranking = { 0 };
  GArray *ids = NULL;

  ranking.ranks = g_hash_table_new_full (otk_id_hash, otk_id_equal, g_free, NULL);
  ranking.found = g_array_new (FALSE, FALSE, sizeof (guint64));
  if (load_ranks (self, reading, &ranking, error)
      && run_view (self, reading, typed, &shape, take_ranked, &ranking, error))
    ids = ids_by_rank (&ranking, reading->view->descending);
  g_hash_table_unref (ranking.ranks);
  g_array_unref (ranking.found);
  return ids;
}

static const char *
typed_in (const OtkView *view)
{
  return view->search != NULL && *view->search != '\0' ? view->search : NULL;
}

static gboolean
take_rowid (OtkStatement *row, gpointer data)
{
  gint64 rowid = otk_statement_int (row, 0);

  g_array_append_val ((GArray *) data, rowid);
  return TRUE;
}

/* Who types a number means that request first. */
static void
number_first (OtkSqlite *self, const OtkView *view, const char *typed, GArray *ids)
{
  g_autoptr (OtkSearchText) search = otk_search_text_read (typed, NULL);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  gint64 rowid;

  if (view->entity != OTK_ENTITY_REQUEST || view->sort >= 0 || search->exact < 0
      || !otk_statement_prepare (&statement, self, "SELECT rowid FROM request WHERE number = ?",
                                 NULL))
    return;
  otk_statement_bind_int (&statement, 1, search->exact);
  if (otk_statement_step (&statement, NULL) != 1)
    return;
  rowid = otk_statement_int (&statement, 0);
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, gint64, i) == rowid)
      {
        g_array_remove_index (ids, i);
        g_array_prepend_val (ids, rowid);
        return;
      }
}

static void
newest_first (GArray *ids)
{
  gint64 *rows = (gint64 *) (gpointer) ids->data;

  sort_keys (ids);
  for (guint i = 0; i < ids->len / 2; i++)
    {
      gint64 row = rows[i];

      rows[i] = rows[ids->len - 1 - i];
      rows[ids->len - 1 - i] = row;
    }
}

static GArray *
ids_in_order (OtkSqlite *self, const OtkReading *reading, const char *typed, GError **error)
{
  static const Shape ordered = { "SELECT t.rowid", TRUE, "" };
  static const Shape loose = { "SELECT t.rowid", FALSE, "" };
  /* Asked for the newest first, SQLite reads every row in that order and looks which the view has:
     it is told nothing of the order, finds them by an index, and they are sorted here. */
  gboolean sorts_here = reading->view->sort < 0 && reading->view->conditions->len > 0;
  g_autoptr (GArray) ids = NULL;

  if (sorts_by_name (reading->view))
    return ids_by_name (self, reading, typed, error);
  ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!run_view (self, reading, typed, sorts_here ? &loose : &ordered, take_rowid, ids, error))
    return NULL;
  if (sorts_here)
    newest_first (ids);
  return g_steal_pointer (&ids);
}

GArray *
otk_sqlite_ids (OtkStore *store, const OtkReading *reading, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  const char *typed = typed_in (reading->view);
  g_autoptr (GArray) ids = ids_in_order (self, reading, typed, error);

  if (ids != NULL && typed != NULL && ids->len == 0)
    {
      g_autofree char *swapped = otk_text_swap_layout (typed);

      g_array_unref (ids);
      ids = ids_in_order (self, reading, swapped, error);
    }
  if (ids != NULL && typed != NULL)
    number_first (self, reading->view, typed, ids);
  return g_steal_pointer (&ids);
}

GArray *
otk_sqlite_head (OtkStore *store, const OtkReading *reading, GError **error)
{
  static const Shape ordered = { "SELECT t.rowid", TRUE, "" };
  OtkSqlite *self = OTK_SQLITE (store);
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GError) stopped = NULL;
  g_autoptr (OtkQuery) query = NULL;

  if (g_cancellable_set_error_if_cancelled (reading->cancellable, error)
      || typed_in (reading->view) != NULL || sorts_by_name (reading->view))
    return NULL;
  ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), reading->most);
  query = make_query (reading, NULL, NULL, &ordered);
  otk_sqlite_watch (self, reading->cancellable, GLANCE);
  if (run_watched (self, query, take_rowid, ids, &stopped))
    return g_steal_pointer (&ids);
  /* No glance will do; or it is not wanted any more. */
  if (!g_error_matches (stopped, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_cancellable_is_cancelled (reading->cancellable))
    g_propagate_error (error, g_steal_pointer (&stopped));
  return NULL;
}

static gboolean
take_number (OtkStatement *row, gpointer data)
{
  *(gint64 *) data = otk_statement_int (row, 0);
  return TRUE;
}

gint64
otk_sqlite_count (OtkStore *store, const OtkReading *reading, GError **error)
{
  static const Shape shape = { "SELECT count (*)", FALSE, "" };
  OtkSqlite *self = OTK_SQLITE (store);
  const char *typed = typed_in (reading->view);
  gint64 count = 0;

  if (!run_view (self, reading, typed, &shape, take_number, &count, error))
    return -1;
  if (typed != NULL && count == 0)
    {
      g_autofree char *swapped = otk_text_swap_layout (typed);
      if (!run_view (self, reading, swapped, &shape, take_number, &count, error))
        return -1;
    }
  return count;
}

static gboolean
take_group (OtkStatement *row, gpointer data)
{
  gint64 key = otk_statement_int (row, 0), count = otk_statement_int (row, 1);
  gint64 *known = g_hash_table_lookup (data, &key);

  /* Empty counts as 0, which a group of its own may be. */
  if (known != NULL)
    *known += count;
  else
    g_hash_table_insert (data, g_memdup2 (&key, sizeof key), g_memdup2 (&count, sizeof count));
  return TRUE;
}

GHashTable *
otk_sqlite_group_count (OtkStore *store, const OtkReading *reading, guint field, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  const char *typed = typed_in (reading->view);
  g_autoptr (GHashTable) groups =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autofree char *select =
      g_strconcat ("SELECT t.", otk_entity (reading->view->entity)->fields[field].name,
                   ", count (*)", NULL);
  Shape shape = { select, FALSE, " GROUP BY 1" };

  if (!run_view (self, reading, typed, &shape, take_group, groups, error))
    return NULL;
  if (typed != NULL && g_hash_table_size (groups) == 0)
    {
      g_autofree char *swapped = otk_text_swap_layout (typed);
      if (!run_view (self, reading, swapped, &shape, take_group, groups, error))
        return NULL;
    }
  return g_steal_pointer (&groups);
}
