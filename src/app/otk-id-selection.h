/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-list-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_ID_SELECTION (otk_id_selection_get_type ())
/**
 * OtkIdSelection:
 *
 * Which rows of an OtkListModel are selected. GTK's own selection holds every selected item and
 * would read the whole table for "select all"; this one keeps positions, and carries them over
 * changes of the order by row number.
 */
G_DECLARE_FINAL_TYPE (OtkIdSelection, otk_id_selection, OTK, ID_SELECTION, GObject)

OtkIdSelection *otk_id_selection_new (OtkListModel *model);
OtkListModel *otk_id_selection_model (OtkIdSelection *self);
/** otk_id_selection_count: How many are selected. */
guint64 otk_id_selection_count (OtkIdSelection *self);
/** otk_id_selection_nth: The position of the @nth selected row, GTK_INVALID_LIST_POSITION beyond.
 */
guint otk_id_selection_nth (OtkIdSelection *self, guint nth);
/** otk_id_selection_forget: Nothing is carried over the next answer: another view was set. */
void otk_id_selection_forget (OtkIdSelection *self);

G_END_DECLS
