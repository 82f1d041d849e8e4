/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-list-model-private.h"

#include "otk-error.h"

#include <gtk/gtk.h>
#include <string.h>

/* Rows read at a time. */
#define BLOCK 128
/* Above so many changed rows the list is told "all gone, all new": gtk.md §1. */
#define SMALL_EDIT 2000
/* Rows changed by commits are followed one by one up to so many. */
#define FEW_CHANGES 64
/* Between an answer and the next question while commits keep coming, ms. */
#define PAUSE 150

static void otk_list_model_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OtkListModel, otk_list_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, otk_list_model_list_init))

enum
{
  PROP_0,
  PROP_LOADING,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
guint otk_list_model_signals[OTK_LIST_N_SIGNALS];

/* Rows. */

/* Reads what is not at hand of the block around @position. */
static void
read_block (OtkListModel *self, guint position)
{
  guint first = position - position % BLOCK;
  guint last = MIN (first + BLOCK, self->ids->len);
  gint64 wanted[BLOCK] = { 0 };
  guint n = 0;
  g_autoptr (GPtrArray) records = NULL;

  for (guint i = first; i < last; i++)
    {
      gint64 rowid = g_array_index (self->ids, gint64, i);

      if (otk_row_cache_find (self->rows, rowid) == NULL)
        wanted[n++] = rowid;
    }
  records = otk_desk_rows (self->desk, self->view->entity, wanted, n);
  for (guint i = 0; i < n; i++)
    otk_row_cache_add (self->rows, wanted[i],
                       records != NULL && i < records->len ? g_ptr_array_index (records, i) : NULL);
}

static GType
list_get_item_type (GListModel *list)
{
  return OTK_TYPE_ROW;
}

static guint
list_get_n_items (GListModel *list)
{
  return OTK_LIST_MODEL (list)->ids->len;
}

static gpointer
list_get_item (GListModel *list, guint position)
{
  OtkListModel *self = OTK_LIST_MODEL (list);
  gint64 rowid;
  OtkRow *row;

  if (position >= self->ids->len)
    return NULL;
  rowid = g_array_index (self->ids, gint64, position);
  row = otk_row_cache_find (self->rows, rowid);
  if (row == NULL)
    {
      read_block (self, position);
      row = otk_row_cache_find (self->rows, rowid);
    }
  return row == NULL ? NULL : g_object_ref (row);
}

static void
otk_list_model_list_init (GListModelInterface *iface)
{
  iface->get_item_type = list_get_item_type;
  iface->get_n_items = list_get_n_items;
  iface->get_item = list_get_item;
}

/* The order. */

void
otk_list_model_tell (OtkListModel *self, guint position, guint removed, guint added)
{
  if (removed > 0 || added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

/* One item at a time: takes out of the order what was touched and is not where it was. */
static void
remove_touched (OtkListModel *self, guint first, guint last)
{
  for (guint i = last; i > first; i--)
    {
      if (!g_hash_table_contains (self->touched, &g_array_index (self->ids, gint64, i - 1)))
        continue;
      g_array_remove_index (self->ids, i - 1);
      otk_list_model_tell (self, i - 1, 1, 0);
    }
}

static void
insert_touched (OtkListModel *self, GArray *ids, guint first, guint last)
{
  for (guint i = first; i < last; i++)
    {
      gint64 rowid = g_array_index (ids, gint64, i);

      if (!g_hash_table_contains (self->touched, &rowid))
        continue;
      g_array_insert_val (self->ids, i, rowid);
      otk_list_model_tell (self, i, 0, 1);
    }
}

/* Whether the two stretches are the same but for touched rows: so few moved, came or went. */
static gboolean
differ_by_touched (OtkListModel *self, const gint64 *a, guint n_a, const gint64 *b, guint n_b)
{
  guint i = 0, j = 0;

  if (g_hash_table_size (self->touched) > FEW_CHANGES)
    return FALSE;
  for (;;)
    {
      while (i < n_a && g_hash_table_contains (self->touched, &a[i]))
        i++;
      while (j < n_b && g_hash_table_contains (self->touched, &b[j]))
        j++;
      if (i == n_a || j == n_b)
        return i == n_a && j == n_b;
      if (a[i++] != b[j++])
        return FALSE;
    }
}

static void
replace_order (OtkListModel *self, GArray *ids, guint prefix, guint suffix)
{
  guint removed = self->ids->len - prefix - suffix, added = ids->len - prefix - suffix;

  if (removed > 0 && added > 0 && MAX (removed, added) > SMALL_EDIT)
    {
      /* Never all replaced by all: GTK looks for a row that it tracks among all that are added at
       * the place where it was removed, and would read the entire table. The head alone is
       * replaced in one go, so that the widgets at the top are used again. */
      guint head = MIN (OTK_LIST_HEAD, MIN (self->ids->len, ids->len)), before = self->ids->len;

      g_array_set_size (self->ids, head);
      otk_list_model_tell (self, head, before - head, 0);
      g_array_set_size (self->ids, 0);
      g_array_append_vals (self->ids, ids->data, head);
      otk_list_model_tell (self, 0, head, head);
      g_array_unref (self->ids);
      self->ids = g_array_ref (ids);
      otk_list_model_tell (self, head, 0, ids->len - head);
      return;
    }
  g_array_unref (self->ids);
  self->ids = g_array_ref (ids);
  otk_list_model_tell (self, prefix, removed, added);
}

void
otk_list_model_set_state (OtkListModel *self, gboolean loading, const GError *error)
{
  g_autofree char *text = error == NULL ? NULL : otk_error_text (error);

  if (g_strcmp0 (text, self->error) != 0)
    {
      g_free (self->error);
      self->error = g_steal_pointer (&text);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
    }
  if (loading != self->loading)
    {
      self->loading = loading;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
    }
}

void
otk_list_model_answer (OtkListModel *self, GArray *ids)
{
  const gint64 *old = (const gint64 *) (gpointer) self->ids->data;
  const gint64 *new = (const gint64 *) (gpointer) ids->data;
  guint shorter = MIN (self->ids->len, ids->len), prefix = 0, suffix = 0;

  while (prefix < shorter && old[prefix] == new[prefix])
    prefix++;
  while (suffix < shorter - prefix
         && old[self->ids->len - 1 - suffix] == new[ids->len - 1 - suffix])
    suffix++;
  if (prefix == self->ids->len && prefix == ids->len)
    return;

  g_signal_emit (self, otk_list_model_signals[OTK_LIST_EDIT_BEGIN], 0);
  if (differ_by_touched (self, old + prefix, self->ids->len - prefix - suffix, new + prefix,
                         ids->len - prefix - suffix))
    {
      remove_touched (self, prefix, self->ids->len - suffix);
      insert_touched (self, ids, prefix, ids->len - suffix);
    }
  else
    replace_order (self, ids, prefix, suffix);
  g_signal_emit (self, otk_list_model_signals[OTK_LIST_EDIT_END], 0);
}

/* Asking. */

static gboolean
pause_ended_cb (gpointer data)
{
  OtkListModel *self = data;

  self->again = 0;
  otk_list_model_refresh (self);
  return G_SOURCE_REMOVE;
}

/* The top of another view, while the reader still puts the rest in order. */
static void
head_answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OtkListModel) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = otk_desk_head_finish (OTK_DESK (source), result, &error);

  if (ids == NULL)
    return; /* the whole order comes, or says what is wrong */
  self->fresh = FALSE;
  self->partial = TRUE;
  otk_list_model_come (self, ids);
  if (self->coming == NULL || self->placed)
    otk_list_model_placed (self, NULL);
}

static void
take_order (OtkListModel *self, GArray *ids)
{
  gboolean longer =
      self->coming != NULL && self->coming->len <= ids->len
      && memcmp (self->coming->data, ids->data, self->coming->len * sizeof (gint64)) == 0;

  self->partial = FALSE;
  if (self->fresh)
    otk_list_model_come (self, ids);
  else if (longer)
    {
      g_array_unref (self->coming);
      self->coming = g_array_ref (ids);
    }
  else
    {
      otk_list_model_finish_coming (self);
      otk_list_model_answer (self, ids);
    }
}

static void
order_answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OtkListModel) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = otk_desk_ids_finish (OTK_DESK (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* a newer question is under way */
  g_clear_object (&self->asking);
  if (ids != NULL)
    take_order (self, ids);
  self->fresh = FALSE;
  if (!self->stale)
    g_hash_table_remove_all (self->touched);
  if (self->coming == NULL || self->placed)
    otk_list_model_placed (self, error);
  if (self->stale && self->again == 0)
    self->again = g_timeout_add (PAUSE, pause_ended_cb, self);
}

/* Changes. */

static void
read_again (OtkListModel *self, GArray *rowids)
{
  g_autoptr (GPtrArray) records = NULL;

  if (rowids->len == 0)
    return;
  records = otk_desk_rows (self->desk, self->view->entity, (const gint64 *) (gpointer) rowids->data,
                           rowids->len);
  for (guint i = 0; records != NULL && i < rowids->len && i < records->len; i++)
    {
      OtkRow *row = otk_row_cache_find (self->rows, g_array_index (rowids, gint64, i));

      if (row != NULL)
        otk_row_set_record (row, g_ptr_array_index (records, i));
    }
}

static gboolean
is_referred_to (OtkListModel *self, OtkEntityType entity)
{
  const OtkEntity *shown = otk_entity (self->view->entity);

  for (guint i = 0; i < shown->n_fields; i++)
    if (shown->fields[i].type == OTK_TYPE_REF && shown->fields[i].target == entity)
      return TRUE;
  return FALSE;
}

static void
desk_changed_cb (OtkListModel *self, GArray *changes)
{
  g_autoptr (GArray) at_hand = NULL;
  gboolean ours = FALSE, names = FALSE;

  if (self->view == NULL)
    return;
  at_hand = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < changes->len; i++)
    {
      const OtkChange *change = &g_array_index (changes, OtkChange, i);

      if (change->entity != self->view->entity)
        {
          /* A message or a file is found by the search for its request. */
          ours = ours || (self->view->search != NULL && change->entity == OTK_ENTITY_MESSAGE);
          names = names || is_referred_to (self, change->entity);
          continue;
        }
      ours = TRUE;
      if (g_hash_table_size (self->touched) <= FEW_CHANGES)
        g_hash_table_add (self->touched, g_memdup2 (&change->rowid, sizeof change->rowid));
      if (otk_row_cache_find (self->rows, change->rowid) != NULL)
        g_array_append_val (at_hand, change->rowid);
    }
  read_again (self, at_hand);
  if (names)
    otk_row_cache_touch (self->rows); /* they are shown by their names in the cells */
  if (!ours)
    return;
  self->stale = TRUE;
  if (self->asking == NULL && self->again == 0)
    otk_list_model_refresh (self);
}

static void
otk_list_model_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  OtkListModel *self = OTK_LIST_MODEL (object);

  switch (prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
otk_list_model_dispose (GObject *object)
{
  OtkListModel *self = OTK_LIST_MODEL (object);

  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_handle_id (&self->again, g_source_remove);
  g_clear_handle_id (&self->step, g_source_remove);
  otk_row_cache_let_go (self->rows);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (otk_list_model_parent_class)->dispose (object);
}

static void
otk_list_model_finalize (GObject *object)
{
  OtkListModel *self = OTK_LIST_MODEL (object);

  g_clear_pointer (&self->view, otk_view_free);
  g_clear_pointer (&self->ids, g_array_unref);
  g_clear_pointer (&self->coming, g_array_unref);
  g_clear_pointer (&self->rows, otk_row_cache_free);
  g_clear_pointer (&self->touched, g_hash_table_unref);
  g_clear_pointer (&self->error, g_free);

  G_OBJECT_CLASS (otk_list_model_parent_class)->finalize (object);
}

static void
otk_list_model_class_init (OtkListModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = otk_list_model_get_property;
  object_class->dispose = otk_list_model_dispose;
  object_class->finalize = otk_list_model_finalize;

  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ERROR] =
      g_param_spec_string ("error", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  otk_list_model_signals[OTK_LIST_EDIT_BEGIN] =
      g_signal_new ("edit-begin", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  otk_list_model_signals[OTK_LIST_EDIT_END] =
      g_signal_new ("edit-end", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  otk_list_model_signals[OTK_LIST_REFRESHED] =
      g_signal_new ("refreshed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
otk_list_model_init (OtkListModel *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->rows = otk_row_cache_new ();
  self->touched = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

OtkListModel *
otk_list_model_new (OtkDesk *desk)
{
  OtkListModel *self = g_object_new (OTK_TYPE_LIST_MODEL, NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "changed", G_CALLBACK (desk_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
otk_list_model_set_view (OtkListModel *self, const OtkView *view)
{
  g_return_if_fail (OTK_IS_LIST_MODEL (self));

  g_clear_pointer (&self->view, otk_view_free);
  self->view = otk_view_copy (view);
  g_hash_table_remove_all (self->touched);
  self->fresh = TRUE;
  otk_list_model_set_state (self, TRUE, NULL);
  otk_list_model_refresh (self);
}

const OtkView *
otk_list_model_view (OtkListModel *self)
{
  return self->view;
}

void
otk_list_model_refresh (OtkListModel *self)
{
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_handle_id (&self->again, g_source_remove);
  self->asking = g_cancellable_new ();
  self->stale = FALSE;
  if (self->fresh)
    otk_desk_head_async (self->desk, self->view, OTK_LIST_HEAD, self->asking, head_answered_cb,
                         g_object_ref (self));
  otk_desk_ids_async (self->desk, self->view, self->asking, order_answered_cb, g_object_ref (self));
}

gboolean
otk_list_model_loading (OtkListModel *self)
{
  return self->loading;
}

const char *
otk_list_model_error (OtkListModel *self)
{
  return self->error;
}

gint64
otk_list_model_rowid (OtkListModel *self, guint position)
{
  return position < self->ids->len ? g_array_index (self->ids, gint64, position) : 0;
}

guint
otk_list_model_find (OtkListModel *self, gint64 rowid)
{
  for (guint i = 0; i < self->ids->len; i++)
    if (g_array_index (self->ids, gint64, i) == rowid)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

guint
otk_list_model_total (OtkListModel *self)
{
  return self->coming == NULL ? self->ids->len : self->coming->len;
}

gboolean
otk_list_model_complete (OtkListModel *self)
{
  return !self->partial;
}

gboolean
otk_list_model_rewrites (OtkListModel *self)
{
  return self->coming != NULL;
}

guint
otk_list_model_live_rows (OtkListModel *self)
{
  return otk_row_cache_size (self->rows);
}
