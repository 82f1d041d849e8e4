/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-views.h"

#include "otk-error.h"
#include "otk-text.h"

const OtkDialect otk_postgres_dialect = {
  .numbered = TRUE,
  .name_open = "otk_name (",
  .name_close = ") COLLATE \"C\"",
  .position = "strpos",
  .key = "rowid",
};

/* How long a head may take. */
#define GLANCE "'100ms'"

/* Makes the query's head and tail around what the view selects. */
typedef struct
{
  const char *select; /* "SELECT t.rowid" */
  gboolean ordered;
  const char *end; /* what follows the conditions: "" or " GROUP BY 1" */
} Shape;

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

/* The newest that match the whole view. */
static void
add_matches (OtkQuery *query, const OtkReading *reading, const OtkSearchText *search)
{
  const OtkEntity *entity = otk_entity (reading->view->entity);
  OtkValue most = otk_value_int (OTK_STORE_MAX_HITS);

  otk_query_add (query, " WHERE t.rowid IN (SELECT t.rowid FROM ");
  otk_query_add (query, entity->table);
  otk_query_add (query, " t");
  if (entity->type == OTK_ENTITY_REQUEST)
    otk_query_add (query, " JOIN request_search f ON f.rowid = t.rowid");
  otk_query_add_conditions (query, reading->view, reading->viewer);
  otk_query_add (query, " AND ");
  otk_postgres_add_match (query, entity->type, search, reading->staff);
  otk_query_add (query, " ORDER BY t.rowid DESC LIMIT ");
  otk_query_bind (query, &most);
  otk_query_add (query, ")");
}

static OtkQuery *
make_query (const OtkReading *reading, const OtkSearchText *search, const Shape *shape)
{
  OtkQuery *query = otk_query_new (&otk_postgres_dialect);

  otk_query_add (query, shape->select);
  otk_query_add (query, " FROM ");
  otk_query_add (query, otk_entity (reading->view->entity)->table);
  otk_query_add (query, " t");
  if (search != NULL && search->match != NULL)
    {
      add_matches (query, reading, search);
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
  return query;
}

PGresult *
otk_postgres_run_query (OtkPostgres *self, OtkQuery *query, GCancellable *cancellable,
                        GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  for (guint i = 0; i < query->values->len; i++)
    otk_params_add (&params, &g_array_index (query->values, OtkValue, i));
  return otk_postgres_query_once (self, query->sql->str, &params, cancellable, error);
}

/* Returns: (nullable): NULL without @error where nothing that could be searched for was typed */
static PGresult *
run_typed (OtkPostgres *self, const OtkReading *reading, const char *typed, const Shape *shape,
           GError **error)
{
  g_autoptr (OtkSearchText) search = typed != NULL ? otk_search_text_read (typed, NULL) : NULL;
  g_autoptr (OtkQuery) query = NULL;

  if (search != NULL && search->match == NULL && search->number == NULL)
    return NULL;
  if (search != NULL && search->match != NULL && !otk_postgres_has_index (reading->view->entity)
      && reading->view->entity != OTK_ENTITY_REQUEST)
    {
      otk_refuse (error, OTK_ERROR_INVALID, N_ ("These records cannot be searched: %s"),
                  otk_entity (reading->view->entity)->name);
      return NULL;
    }
  query = make_query (reading, search, shape);
  return otk_postgres_run_query (self, query, reading->cancellable, error);
}

static gboolean
is_empty (const PGresult *found, gboolean counts)
{
  return found == NULL || PQntuples (found) == 0 || (counts && otk_row_int (found, 0, 0) == 0);
}

/* What was typed finds nothing: once more as if in the other keyboard layout. Returns: FALSE on
 * error; else @found, NULL where there was nothing to search for */
static gboolean
run_view (OtkPostgres *self, const OtkReading *reading, const Shape *shape, gboolean counts,
          PGresult **found, GError **error)
{
  const char *typed = reading->view->search;
  g_autofree char *swapped = NULL;
  GError *failure = NULL;

  if (typed != NULL && *typed == '\0')
    typed = NULL;
  *found = run_typed (self, reading, typed, shape, &failure);
  if (failure == NULL && typed != NULL && is_empty (*found, counts))
    {
      swapped = otk_text_swap_layout (typed);
      g_clear_pointer (found, PQclear);
      *found = run_typed (self, reading, swapped, shape, &failure);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/* Who types a number means that request first. */
static void
number_first (OtkPostgres *self, const OtkView *view, GArray *ids)
{
  g_autoptr (OtkSearchText) search = otk_search_text_read (view->search, NULL);
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;
  gint64 rowid;

  if (view->entity != OTK_ENTITY_REQUEST || view->sort >= 0 || search->exact < 0)
    return;
  otk_params_add_int (&params, search->exact);
  found = otk_postgres_query (self, "SELECT rowid FROM request WHERE number = $1 LIMIT 1", &params,
                              NULL);
  if (found == NULL || PQntuples (found) == 0)
    return;
  rowid = otk_row_int (found, 0, 0);
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, gint64, i) == rowid)
      {
        g_array_remove_index (ids, i);
        g_array_prepend_val (ids, rowid);
        return;
      }
}

GArray *
otk_postgres_ids (OtkStore *store, const OtkReading *reading, GError **error)
{
  static const Shape shape = { "SELECT t.rowid", TRUE, "" };
  OtkPostgres *self = OTK_POSTGRES (store);
  g_autoptr (PGresult) found = NULL;
  GArray *ids;

  if (!run_view (self, reading, &shape, FALSE, &found, error))
    return NULL;
  ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (int i = 0; found != NULL && i < PQntuples (found); i++)
    {
      gint64 rowid = otk_row_int (found, i, 0);
      g_array_append_val (ids, rowid);
    }
  if (reading->view->search != NULL && ids->len > 0)
    number_first (self, reading->view, ids);
  return ids;
}

/* Whether an index gives the view's order, so that its head needs no look at all rows. */
static gboolean
has_ordering_index (const OtkView *view)
{
  static const guint fields[] = { OTK_REQUEST_CREATED_AT, OTK_REQUEST_CHANGED_AT,
                                  OTK_REQUEST_STATUS,     OTK_REQUEST_PRIORITY,
                                  OTK_REQUEST_NUMBER,     OTK_REQUEST_RESOLUTION_DUE,
                                  OTK_REQUEST_SUBJECT };

  if (view->sort < 0 || view->entity != OTK_ENTITY_REQUEST)
    return view->sort < 0;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if ((int) fields[i] == view->sort)
      return TRUE;
  return FALSE;
}

/* Few rows are sorted at a glance in any order. */
static gboolean
is_small (OtkPostgres *self, OtkEntityType type)
{
  g_autofree char *sql = g_strconcat ("SELECT count (*) < 5000 FROM (SELECT 1 FROM ",
                                      otk_entity (type)->table, " LIMIT 5000) few", NULL);

  return otk_postgres_number (self, sql, 0) == 1;
}

static gboolean
keep_rowids (PGresult *result, gpointer ids)
{
  for (int i = 0; i < PQntuples (result); i++)
    {
      gint64 rowid = otk_row_int (result, i, 0);
      g_array_append_val ((GArray *) ids, rowid);
    }
  return FALSE;
}

/* A failure takes the first setting back too: the three are one transaction. */
static gboolean
run_at_a_glance (OtkPostgres *self, OtkQuery *query, GArray *ids, GCancellable *cancellable,
                 GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  for (guint i = 0; i < query->values->len; i++)
    otk_params_add (&params, &g_array_index (query->values, OtkValue, i));
  return otk_postgres_send (self, "SET statement_timeout = " GLANCE, NULL, error)
         && otk_postgres_send_for (self, query->sql->str, &params, keep_rowids, ids, error)
         && otk_postgres_send (self, "SET statement_timeout = 0", NULL, error)
         && otk_postgres_sync (self, cancellable, error);
}

GArray *
otk_postgres_head (OtkStore *store, const OtkReading *reading, GError **error)
{
  static const Shape shape = { "SELECT t.rowid", TRUE, "" };
  OtkPostgres *self = OTK_POSTGRES (store);
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GError) stopped = NULL;
  g_autoptr (OtkQuery) query = NULL;
  OtkValue most = otk_value_int (reading->most);

  if (g_cancellable_set_error_if_cancelled (reading->cancellable, error) || self->open
      || (reading->view->search != NULL && *reading->view->search != '\0')
      || reading->view->sort2 >= 0
      || !(has_ordering_index (reading->view) || is_small (self, reading->view->entity)))
    return NULL;
  ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), reading->most);
  query = make_query (reading, NULL, &shape);
  otk_query_add (query, " LIMIT ");
  otk_query_bind (query, &most);
  if (run_at_a_glance (self, query, ids, reading->cancellable, &stopped))
    return g_steal_pointer (&ids);
  /* No glance will do; or it is not wanted any more. */
  if (!g_error_matches (stopped, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_cancellable_is_cancelled (reading->cancellable))
    g_propagate_error (error, g_steal_pointer (&stopped));
  return NULL;
}

gint64
otk_postgres_count (OtkStore *store, const OtkReading *reading, GError **error)
{
  static const Shape shape = { "SELECT count (*)", FALSE, "" };
  g_autoptr (PGresult) found = NULL;

  if (!run_view (OTK_POSTGRES (store), reading, &shape, TRUE, &found, error))
    return -1;
  return found != NULL ? otk_row_int (found, 0, 0) : 0;
}

static void
add_group (GHashTable *groups, gint64 key, gint64 count)
{
  gint64 *known = g_hash_table_lookup (groups, &key);

  /* Empty counts as 0, which a group of its own may be. */
  if (known != NULL)
    *known += count;
  else
    g_hash_table_insert (groups, g_memdup2 (&key, sizeof key), g_memdup2 (&count, sizeof count));
}

GHashTable *
otk_postgres_group_count (OtkStore *store, const OtkReading *reading, guint field, GError **error)
{
  g_autofree char *select =
      g_strconcat ("SELECT t.", otk_entity (reading->view->entity)->fields[field].name,
                   ", count (*)", NULL);
  Shape shape = { select, FALSE, " GROUP BY 1" };
  g_autoptr (PGresult) found = NULL;
  GHashTable *groups;

  if (!run_view (OTK_POSTGRES (store), reading, &shape, FALSE, &found, error))
    return NULL;
  groups = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (int i = 0; found != NULL && i < PQntuples (found); i++)
    add_group (groups, otk_row_int (found, i, 0), otk_row_int (found, i, 1));
  return groups;
}
