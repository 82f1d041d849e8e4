/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-id-selection.h"

/* More selected rows than these are not followed to new places one by one. */
#define FOLLOWED 20000

struct _OtkIdSelection
{
  GObject parent_instance;

  OtkListModel *model;
  GtkBitset *selected;
  GArray *followed; /* (element-type gint64) (nullable): ascending, during an edit */
  gboolean all;     /* during an edit: everything was selected */
  gboolean lost;    /* during an edit: too much was selected to be followed */
};

static void otk_id_selection_list_init (GListModelInterface *iface);
static void otk_id_selection_selection_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OtkIdSelection, otk_id_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, otk_id_selection_list_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                          otk_id_selection_selection_init))

static guint
n_items (OtkIdSelection *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->model));
}

static void
tell_all (OtkIdSelection *self)
{
  guint n = n_items (self);

  if (n > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, n);
}

/* GListModel */

static GType
list_get_item_type (GListModel *list)
{
  return OTK_TYPE_ROW;
}

static guint
list_get_n_items (GListModel *list)
{
  return n_items (OTK_ID_SELECTION (list));
}

static gpointer
list_get_item (GListModel *list, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (OTK_ID_SELECTION (list)->model), position);
}

static void
otk_id_selection_list_init (GListModelInterface *iface)
{
  iface->get_item_type = list_get_item_type;
  iface->get_n_items = list_get_n_items;
  iface->get_item = list_get_item;
}

/* GtkSelectionModel */

static gboolean
selection_is_selected (GtkSelectionModel *model, guint position)
{
  return gtk_bitset_contains (OTK_ID_SELECTION (model)->selected, position);
}

static GtkBitset *
selection_get_in_range (GtkSelectionModel *model, guint position, guint n)
{
  return gtk_bitset_ref (OTK_ID_SELECTION (model)->selected);
}

static gboolean
selection_set (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  OtkIdSelection *self = OTK_ID_SELECTION (model);
  g_autoptr (GtkBitset) changes = gtk_bitset_copy (self->selected);
  guint first, last;

  /* Where they differ, within the mask; GTK may share our set, so it is never changed in place. */
  gtk_bitset_difference (changes, selected);
  gtk_bitset_intersect (changes, mask);
  if (gtk_bitset_is_empty (changes))
    return TRUE;
  first = gtk_bitset_get_minimum (changes);
  last = gtk_bitset_get_maximum (changes);
  {
    GtkBitset *next = gtk_bitset_copy (self->selected);

    gtk_bitset_difference (next, changes);
    gtk_bitset_unref (self->selected);
    self->selected = next;
  }
  if (first < n_items (self))
    gtk_selection_model_selection_changed (model, first,
                                           MIN (last, n_items (self) - 1) - first + 1);
  return TRUE;
}

static void
otk_id_selection_selection_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = selection_is_selected;
  iface->get_selection_in_range = selection_get_in_range;
  iface->set_selection = selection_set;
}

/* Over changes of the order. */

static void
model_items_changed_cb (OtkIdSelection *self, guint position, guint removed, guint added)
{
  GtkBitset *next = gtk_bitset_copy (self->selected);

  gtk_bitset_splice (next, position, removed, added);
  gtk_bitset_unref (self->selected);
  self->selected = next;
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static int
compare_rowids (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

static void
edit_begun_cb (OtkIdSelection *self)
{
  guint64 count = gtk_bitset_get_size (self->selected);
  GtkBitsetIter iter;
  guint position;

  self->all = count > 0 && count == n_items (self);
  self->lost = count > FOLLOWED && !self->all && otk_list_model_rewrites (self->model);
  if (count == 0 || count > FOLLOWED || self->all)
    return;
  self->followed = g_array_sized_new (FALSE, FALSE, sizeof (gint64), count);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, self->selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      gint64 rowid = otk_list_model_rowid (self->model, position);

      g_array_append_val (self->followed, rowid);
    }
  g_array_sort (self->followed, compare_rowids);
}

static void
edit_ended_cb (OtkIdSelection *self)
{
  g_autoptr (GArray) followed = g_steal_pointer (&self->followed);
  guint n = n_items (self);

  if (followed == NULL && !self->all && !self->lost)
    return;
  gtk_bitset_unref (self->selected);
  if (self->all)
    self->selected = gtk_bitset_new_range (0, n);
  else
    {
      self->selected = gtk_bitset_new_empty ();
      for (guint i = 0; followed != NULL && i < n; i++)
        {
          gint64 rowid = otk_list_model_rowid (self->model, i);

          if (g_array_binary_search (followed, &rowid, compare_rowids, NULL))
            gtk_bitset_add (self->selected, i);
        }
    }
  self->all = self->lost = FALSE;
  tell_all (self);
}

static void
otk_id_selection_finalize (GObject *object)
{
  OtkIdSelection *self = OTK_ID_SELECTION (object);

  g_clear_pointer (&self->selected, gtk_bitset_unref);
  g_clear_pointer (&self->followed, g_array_unref);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (otk_id_selection_parent_class)->finalize (object);
}

static void
otk_id_selection_class_init (OtkIdSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = otk_id_selection_finalize;
}

static void
otk_id_selection_init (OtkIdSelection *self)
{
  self->selected = gtk_bitset_new_empty ();
}

OtkIdSelection *
otk_id_selection_new (OtkListModel *model)
{
  OtkIdSelection *self = g_object_new (OTK_TYPE_ID_SELECTION, NULL);

  self->model = g_object_ref (model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (model_items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "edit-begin", G_CALLBACK (edit_begun_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "edit-end", G_CALLBACK (edit_ended_cb), self, G_CONNECT_SWAPPED);
  return self;
}

OtkListModel *
otk_id_selection_model (OtkIdSelection *self)
{
  return self->model;
}

guint64
otk_id_selection_count (OtkIdSelection *self)
{
  return gtk_bitset_get_size (self->selected);
}

guint
otk_id_selection_nth (OtkIdSelection *self, guint nth)
{
  if (nth >= gtk_bitset_get_size (self->selected))
    return GTK_INVALID_LIST_POSITION;
  return gtk_bitset_get_nth (self->selected, nth);
}

void
otk_id_selection_forget (OtkIdSelection *self)
{
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self));
}
