/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-private.h"

#include "otk-error.h"
#include "otk-query.h"
#include "otk-search-text.h"
#include "otk-text.h"

static const OtkDialect dialect = {
  .numbered = FALSE,
  .by_name = " COLLATE otk",
  .position = "instr",
  .key = "rowid",
};

/* Makes the query's head and tail around what the view selects. */
typedef struct
{
  const char *select; /* "SELECT t.rowid" */
  gboolean ordered;
  const char *group; /* "" or " GROUP BY 1" */
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

static OtkQuery *
make_query (const OtkReading *reading, const OtkSearchText *search, const Shape *shape)
{
  OtkQuery *query = otk_query_new (&dialect);

  otk_query_add (query, shape->select);
  otk_query_add (query, " FROM ");
  otk_query_add (query, otk_entity (reading->view->entity)->table);
  otk_query_add (query, " t");
  if (search != NULL && search->match != NULL)
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
  otk_query_add (query, shape->group);
  if (shape->ordered)
    otk_query_add_order (query, reading->view);
  return query;
}

/* Receives each row. */
typedef void (*RowFunc) (OtkStatement *row, gpointer data);

static gboolean
run_query (OtkSqlite *self, OtkQuery *query, GCancellable *cancellable, RowFunc receive,
           gpointer data, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found = -1;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  otk_sqlite_watch (self, cancellable);
  if (otk_statement_prepare (&statement, self, query->sql->str, error))
    {
      for (guint i = 0; i < query->values->len; i++)
        otk_statement_bind (&statement, (int) i + 1, &g_array_index (query->values, OtkValue, i));
      while ((found = otk_statement_step (&statement, error)) == 1)
        receive (&statement, data);
    }
  otk_statement_clear (&statement);
  otk_sqlite_watch (self, NULL);
  return found == 0;
}

static OtkSearchText *
read_search (const OtkReading *reading, const char *typed)
{
  const char *columns =
      reading->view->entity == OTK_ENTITY_REQUEST && !reading->staff ? PUBLIC_COLUMNS : NULL;

  return otk_search_text_read (typed, columns);
}

static gboolean
run_view (OtkSqlite *self, const OtkReading *reading, const char *typed, const Shape *shape,
          RowFunc receive, gpointer data, GError **error)
{
  g_autoptr (OtkSearchText) search = typed != NULL ? read_search (reading, typed) : NULL;
  g_autoptr (OtkQuery) query = NULL;

  /* Nothing that could be searched for was typed: there is nothing to find. */
  if (search != NULL && search->match == NULL && search->number == NULL)
    return TRUE;
  if (search != NULL && search->match != NULL && !otk_sqlite_has_index (reading->view->entity)
      && reading->view->entity != OTK_ENTITY_REQUEST)
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("These records cannot be searched: %s"),
                       otk_entity (reading->view->entity)->name);
  query = make_query (reading, search, shape);
  return run_query (self, query, reading->cancellable, receive, data, error);
}

/* A rowid and whom it refers to, for sorting by that one's name. */
typedef struct
{
  gint64 rowid;
  guint rank;
} Ranked;

typedef struct
{
  GHashTable *ranks; /* id → rank, from 1; 0 is for none */
  GArray *found;     /* (element-type Ranked), in the order of rowids */
  guint n;
} Ranking;

static void
take_rank (OtkStatement *row, gpointer data)
{
  Ranking *ranking = data;
  OtkId id = otk_statement_id (row, 0);

  g_hash_table_insert (ranking->ranks, g_memdup2 (&id, sizeof id), GUINT_TO_POINTER (++ranking->n));
}

static void
take_ranked (OtkStatement *row, gpointer data)
{
  Ranking *ranking = data;
  OtkId id = otk_statement_id (row, 1);
  Ranked found = { otk_statement_int (row, 0),
                   GPOINTER_TO_UINT (g_hash_table_lookup (ranking->ranks, &id)) };

  g_array_append_val (ranking->found, found);
}

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *x = a, *y = b;

  if (x->rank != y->rank)
    return x->rank < y->rank ? -1 : 1;
  return x->rowid < y->rowid ? -1 : x->rowid > y->rowid;
}

static GArray *
ids_by_rank (Ranking *ranking, gboolean descending)
{
  GArray *ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), ranking->found->len);
  guint n = ranking->found->len, none = 0;

  g_array_sort (ranking->found, compare_ranked);
  while (none < n && g_array_index (ranking->found, Ranked, none).rank == 0)
    none++;
  /* Those without a name come last either way. */
  for (guint i = 0; i < n; i++)
    {
      guint up = (i + none) % n, down = (2 * n - 1 - i) % n;
      g_array_append_val (ids,
                          g_array_index (ranking->found, Ranked, descending ? down : up).rowid);
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
  g_autoptr (OtkQuery) query = otk_query_new (&dialect);

  otk_query_add (query, "SELECT id FROM ");
  otk_query_add (query, target->table);
  otk_query_add (query, " WHERE ");
  otk_query_add (query, target->fields[target->name_field].name);
  otk_query_add (query, " IS NOT NULL ORDER BY ");
  otk_query_add (query, target->fields[target->name_field].name);
  otk_query_add (query, dialect.by_name);
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
  ranking.found = g_array_new (FALSE, FALSE, sizeof (Ranked));
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

static void
take_rowid (OtkStatement *row, gpointer data)
{
  gint64 rowid = otk_statement_int (row, 0);

  g_array_append_val ((GArray *) data, rowid);
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

static GArray *
ids_in_order (OtkSqlite *self, const OtkReading *reading, const char *typed, GError **error)
{
  static const Shape shape = { "SELECT t.rowid", TRUE, "" };
  g_autoptr (GArray) ids = NULL;

  if (sorts_by_name (reading->view))
    return ids_by_name (self, reading, typed, error);
  ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  return run_view (self, reading, typed, &shape, take_rowid, ids, error) ? g_steal_pointer (&ids)
                                                                         : NULL;
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

static void
take_number (OtkStatement *row, gpointer data)
{
  *(gint64 *) data = otk_statement_int (row, 0);
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

static void
take_group (OtkStatement *row, gpointer data)
{
  gint64 key = otk_statement_int (row, 0), count = otk_statement_int (row, 1);
  gint64 *known = g_hash_table_lookup (data, &key);

  /* Empty counts as 0, which a group of its own may be. */
  if (known != NULL)
    *known += count;
  else
    g_hash_table_insert (data, g_memdup2 (&key, sizeof key), g_memdup2 (&count, sizeof count));
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
