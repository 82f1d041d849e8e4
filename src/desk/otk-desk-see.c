/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-desk-private.h"

#include "otk-access.h"

/* What the person at the desk sees of the store: all of it, unless he is a customer or denied
 * (product.md §1.16). What an operator's lists hold is limited with their views. */

static gboolean
sees_all (OtkDesk *self)
{
  return self->me == NULL || otk_access_is_staff (self->me);
}

/* Takes @record over. Returns: (nullable): as much of it as the person sees */
static OtkRecord *
seen (OtkDesk *self, OtkRecord *record)
{
  g_autoptr (OtkRecord) whole = record;
  OtkRecord *part;

  if (record == NULL || sees_all (self))
    return g_steal_pointer (&whole);
  if (!otk_access_sees_record (&self->state, record, self->me))
    return NULL;
  part = otk_record_copy (record);
  for (guint field = 0; field < otk_record_entity (record)->n_fields; field++)
    if (!otk_access_shows_field (otk_record_type (record), field, self->me))
      otk_record_take (part, field, (OtkValue) OTK_VALUE_INIT);
  return part;
}

/* Leaves in @records, which holds no NULL, what the person sees; at most @limit. */
static GPtrArray *
only_seen (OtkDesk *self, GPtrArray *records, guint limit)
{
  g_autoptr (GPtrArray) all = records;
  GPtrArray *some;

  if (sees_all (self))
    return g_steal_pointer (&all);
  some = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_record_unref);
  for (guint i = 0; i < all->len && some->len < limit; i++)
    {
      OtkRecord *record = seen (self, otk_record_ref (g_ptr_array_index (all, i)));

      if (record != NULL)
        g_ptr_array_add (some, record);
    }
  return some;
}

static GPtrArray *
no_records (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) otk_record_unref);
}

OtkRecord *
otk_desk_find (OtkDesk *self, OtkEntityType type, const OtkId *id)
{
  return seen (self, otk_desk_read (self, type, id));
}

GPtrArray *
otk_desk_rows (OtkDesk *self, OtkEntityType type, const gint64 *rowids, guint n)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = otk_desk_or_none (otk_store_rows (self->reads, type, rowids, n, &error), error,
                                      (GDestroyNotify) otk_record_unref);

  for (guint i = 0; i < rows->len && !sees_all (self); i++)
    rows->pdata[i] = seen (self, rows->pdata[i]);
  return rows;
}

GPtrArray *
otk_desk_list (OtkDesk *self, OtkEntityType type, int field, const OtkValue *value)
{
  /* Nobody learns a hidden value by asking for it. */
  if (!sees_all (self) && field >= 0 && !otk_access_shows_field (type, (guint) field, self->me))
    return no_records ();
  return only_seen (self, otk_desk_read_list (self, type, field, value), G_MAXUINT);
}

static gint64
sort_of (const OtkRecord *record)
{
  int field = otk_entity_field (otk_record_entity (record), "sort");

  return field >= 0 ? otk_record_int (record, (guint) field) : 0;
}

static int
by_sort_then_name (gconstpointer a, gconstpointer b)
{
  const OtkRecord *left = *(OtkRecord *const *) a, *right = *(OtkRecord *const *) b;
  gint64 order = sort_of (left) - sort_of (right);

  if (order != 0)
    return order < 0 ? -1 : 1;
  return g_utf8_collate (otk_record_name (left), otk_record_name (right));
}

GPtrArray *
otk_desk_all (OtkDesk *self, OtkEntityType type)
{
  GPtrArray *records = otk_desk_list (self, type, -1, NULL);

  g_ptr_array_sort (records, by_sort_then_name);
  return records;
}

/* The log is the staff's. */
GPtrArray *
otk_desk_facts (OtkDesk *self, const OtkId *root)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *facts = sees_all (self) ? otk_store_facts (self->reads, root, &error) : NULL;

  return otk_desk_or_none (facts, error, (GDestroyNotify) otk_fact_unref);
}

/* The words of hidden messages find nothing for a customer, so his search goes by a view. */
static GPtrArray *
search_own (OtkDesk *self, const char *text, guint limit, GError **error)
{
  g_autoptr (OtkView) view = otk_view_new (OTK_ENTITY_REQUEST);
  g_autoptr (GArray) ids = NULL;

  view->search = g_strdup (text);
  otk_access_limit_view (&self->state, view, self->me);
  ids = otk_store_ids (self->reads, view, otk_record_id (self->me), FALSE, NULL, error);
  if (ids == NULL)
    return NULL;
  return otk_store_rows (self->reads, OTK_ENTITY_REQUEST, &g_array_index (ids, gint64, 0),
                         MIN (limit, ids->len), error);
}

GPtrArray *
otk_desk_search (OtkDesk *self, OtkEntityType type, const char *text, guint limit)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *found;

  if (sees_all (self))
    found = otk_store_search (self->reads, type, text, limit, &error);
  else if (type == OTK_ENTITY_REQUEST)
    found = search_own (self, text, limit, &error);
  else
    found = otk_store_search (self->reads, type, text, OTK_STORE_MAX_HITS, &error);
  return only_seen (self, otk_desk_or_none (found, error, (GDestroyNotify) otk_record_unref),
                    limit);
}

char *
otk_desk_excerpt (OtkDesk *self, const OtkId *request, const char *search)
{
  g_autoptr (OtkRecord) own = NULL;

  if (!sees_all (self) && (own = otk_desk_find (self, OTK_ENTITY_REQUEST, request)) == NULL)
    return NULL;
  return otk_store_excerpt (self->reads, request, search, otk_desk_is_staff (self), NULL);
}

OtkRecord *
otk_desk_by_number (OtkDesk *self, const char *number)
{
  g_autoptr (GPtrArray) found = NULL;
  g_auto (OtkValue) value = OTK_VALUE_INIT;
  gint64 parsed;

  if (g_ascii_string_to_signed (number, 10, 1, G_MAXINT64, &parsed, NULL))
    {
      value = otk_value_int (parsed);
      found = otk_desk_list (self, OTK_ENTITY_REQUEST, OTK_REQUEST_NUMBER, &value);
    }
  else
    {
      value = otk_value_text (number);
      found = otk_desk_list (self, OTK_ENTITY_REQUEST, OTK_REQUEST_ALIAS, &value);
    }
  return found->len > 0 ? otk_record_ref (g_ptr_array_index (found, 0)) : NULL;
}
