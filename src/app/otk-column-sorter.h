/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_COLUMN_SORTER (otk_column_sorter_get_type ())
/**
 * OtkColumnSorter:
 *
 * Makes a column's header clickable and carries the field it sorts by; the sorting itself is the
 * query's. GTK 4.8 does not tell which column leads, so the view's sorter is made to compare
 * something, and the first of ours that it asks is the one (gtk.md §1).
 */
G_DECLARE_FINAL_TYPE (OtkColumnSorter, otk_column_sorter, OTK, COLUMN_SORTER, GtkSorter)

GtkSorter *otk_column_sorter_new (int field);
/** otk_column_sorter_field: The field that @self stands for. */
int otk_column_sorter_field (OtkColumnSorter *self);
/**
 * otk_column_sorter_read:
 * @view_sorter: what gtk_column_view_get_sorter() gives
 * @descending: (out): the direction
 *
 * Returns: the field of the leading column, -1 where nothing is sorted
 */
int otk_column_sorter_read (GtkSorter *view_sorter, gboolean *descending);

G_END_DECLS
