/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-column-sorter.h"

struct _OtkColumnSorter
{
  GtkSorter parent_instance;

  int field;
};

G_DEFINE_FINAL_TYPE (OtkColumnSorter, otk_column_sorter, GTK_TYPE_SORTER)

/* Who was asked first since the last reading; sorters live on the main thread. */
static OtkColumnSorter *asked_first;

static GtkOrdering
otk_column_sorter_compare (GtkSorter *sorter, gpointer a, gpointer b)
{
  if (asked_first == NULL)
    asked_first = OTK_COLUMN_SORTER (sorter);
  return GTK_ORDERING_SMALLER;
}

static GtkSorterOrder
otk_column_sorter_get_order (GtkSorter *sorter)
{
  return GTK_SORTER_ORDER_PARTIAL;
}

static void
otk_column_sorter_class_init (OtkColumnSorterClass *klass)
{
  GTK_SORTER_CLASS (klass)->compare = otk_column_sorter_compare;
  GTK_SORTER_CLASS (klass)->get_order = otk_column_sorter_get_order;
}

static void
otk_column_sorter_init (OtkColumnSorter *self)
{
}

GtkSorter *
otk_column_sorter_new (int field)
{
  OtkColumnSorter *self = g_object_new (OTK_TYPE_COLUMN_SORTER, NULL);

  self->field = field;
  return GTK_SORTER (self);
}

int
otk_column_sorter_field (OtkColumnSorter *self)
{
  return self->field;
}

int
otk_column_sorter_read (GtkSorter *view_sorter, gboolean *descending)
{
  g_autoptr (GObject) a = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) b = g_object_new (G_TYPE_OBJECT, NULL);
  GtkOrdering ordering;

  asked_first = NULL;
  ordering = gtk_sorter_compare (view_sorter, a, b);
  *descending = ordering == GTK_ORDERING_LARGER;
  return asked_first == NULL ? -1 : asked_first->field;
}
