/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_FOLD_LAYOUT (otk_fold_layout_get_type ())
/**
 * OtkFoldLayout:
 *
 * Lays children side by side where there is room and one below the other where there is not, so
 * that one form serves windows from 360 to 1920 px.
 */
G_DECLARE_FINAL_TYPE (OtkFoldLayout, otk_fold_layout, OTK, FOLD_LAYOUT, GtkLayoutManager)

/**
 * otk_fold_layout_new:
 * @threshold: from this width in pixels on the children stand side by side
 * @spacing: pixels between children
 * @side: width in pixels of the last child while side by side; 0 shares the room evenly
 */
GtkLayoutManager *otk_fold_layout_new (int threshold, int spacing, int side);

/** otk_fold_box_new: A widget with an OtkFoldLayout that holds @first and @second. */
GtkWidget *otk_fold_box_new (int threshold, int spacing, int side, GtkWidget *first,
                             GtkWidget *second);

G_END_DECLS
