/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-query.h"
#include "otk-store-driver.h"

#include "otk-error.h"

#include <string.h>

/*
 * Pages of a view by what stood last on the page before, so that the tenth page costs what the
 * first does and nothing is shown twice when rows are added meanwhile (server.md §1). A search has
 * few hits and an order of its own: there the row number says where to go on.
 */

#define AFTER_ROW "r"
#define AFTER_KEY "a"
#define AFTER_KEY2 "b"

static guint
n_keys (const OtkView *view)
{
  return view->sort < 0 ? 0 : view->sort2 < 0 ? 1 : 2;
}

/* Where the next page begins, as a text that says nothing to others. */
static char *
print_place (GArray *row, guint keys)
{
  static const char *const names[] = { AFTER_ROW, AFTER_KEY, AFTER_KEY2 };
  g_autoptr (OtkValues) place = otk_values_new ();
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  for (guint i = 0; i <= keys; i++)
    otk_values_take (place, names[i], otk_value_copy (&g_array_index (row, OtkValue, i)));
  bytes = otk_values_encode (place);
  text = g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_strdelimit (text, "+", '-');
  return g_strdelimit (text, "/", '_');
}

static OtkValues *
read_place (const char *text, guint keys, GError **error)
{
  g_autofree char *standard = g_strdup (text);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (OtkValues) place = NULL;
  guchar *decoded;
  gsize length;

  g_strdelimit (standard, "-", '+');
  g_strdelimit (standard, "_", '/');
  decoded = g_base64_decode (standard, &length);
  bytes = g_bytes_new_take (decoded, length);
  place = length > 0 ? otk_values_decode (bytes, NULL) : NULL;
  if (place != NULL && otk_values_get_int (place, AFTER_ROW, 0) > 0
      && (keys < 1 || otk_values_has (place, AFTER_KEY))
      && (keys < 2 || otk_values_has (place, AFTER_KEY2)))
    return g_steal_pointer (&place);
  otk_refuse (error, OTK_ERROR_INVALID, N_ ("This is no place in the list: begin anew"), NULL);
  return NULL;
}

static OtkQuery *
make_query (OtkStore *self, const OtkReading *reading, OtkValues *place, guint limit)
{
  const OtkView *view = reading->view;
  OtkQuery *query = otk_query_new (self->klass->dialect);
  OtkValue most = otk_value_int (limit);

  otk_query_add (query, "SELECT t.");
  otk_query_add (query, query->dialect->key);
  for (guint i = 0; i < n_keys (view); i++)
    {
      otk_query_add (query, ", ");
      otk_query_add_key (query, view, i);
    }
  otk_query_add (query, " FROM ");
  otk_query_add (query, otk_entity (view->entity)->table);
  otk_query_add (query, " t");
  otk_query_add_conditions (query, view, reading->viewer);
  if (place != NULL)
    {
      const OtkValue *keys[] = { otk_values_get (place, AFTER_KEY),
                                 otk_values_get (place, AFTER_KEY2) };

      otk_query_add (query, " AND ");
      otk_query_add_after (query, view, keys, otk_values_get_int (place, AFTER_ROW, 0));
    }
  otk_query_add_order (query, view);
  otk_query_add (query, " LIMIT ");
  otk_query_bind (query, &most);
  return query;
}

static GArray *
rowids_of (GPtrArray *rows, guint limit)
{
  GArray *rowids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < MIN (rows->len, limit); i++)
    g_array_append_val (rowids, g_array_index ((GArray *) rows->pdata[i], OtkValue, 0).number);
  return rowids;
}

static GArray *
page_by_keys (OtkStore *self, const OtkReading *reading, const char *after, guint limit,
              char **next, GError **error)
{
  guint keys = n_keys (reading->view);
  g_autoptr (OtkValues) place = after != NULL ? read_place (after, keys, error) : NULL;
  g_autoptr (OtkQuery) query = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  if (after != NULL && place == NULL)
    return NULL;
  query = make_query (self, reading, place, limit + 1);
  rows = self->klass->statement (self, query->sql->str,
                                 (const OtkValue *) (gpointer) query->values->data,
                                 query->values->len, error);
  if (rows == NULL)
    return NULL;
  if (rows->len > limit)
    *next = print_place (rows->pdata[limit - 1], keys);
  return rowids_of (rows, limit);
}

static char *
print_hit (gint64 rowid)
{
  g_autoptr (GArray) row = g_array_new (FALSE, FALSE, sizeof (OtkValue));
  OtkValue value = otk_value_int (rowid);

  g_array_append_val (row, value);
  return print_place (row, 0);
}

static GArray *
page_of_hits (OtkStore *self, const OtkReading *reading, const char *after, guint limit,
              char **next, GError **error)
{
  g_autoptr (OtkValues) place = after != NULL ? read_place (after, 0, error) : NULL;
  g_autoptr (GArray) all = NULL;
  GArray *page;
  guint from = 0;

  if (after != NULL && place == NULL)
    return NULL;
  all = self->klass->ids (self, reading, error);
  if (all == NULL)
    return NULL;
  while (place != NULL && from < all->len
         && g_array_index (all, gint64, from++) != otk_values_get_int (place, AFTER_ROW, 0))
    ;
  page = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = from; i < all->len && page->len < limit; i++)
    g_array_append_val (page, g_array_index (all, gint64, i));
  if (from + page->len < all->len)
    *next = print_hit (g_array_index (page, gint64, page->len - 1));
  return page;
}

GArray *
otk_store_page (OtkStore *self, const OtkView *view, const OtkId *viewer, gboolean staff,
                const char *after, guint limit, char **next, GError **error)
{
  OtkReading reading = { view, viewer, staff, NULL };

  g_return_val_if_fail (limit > 0, NULL);
  *next = NULL;
  return view->search != NULL && *view->search != '\0'
             ? page_of_hits (self, &reading, after, limit, next, error)
             : page_by_keys (self, &reading, after, limit, next, error);
}
