/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_FILTER_EDITOR (otk_filter_editor_get_type ())
/**
 * OtkFilterEditor:
 *
 * The filter of a folder as rows of field, condition and value, with the number of requests that
 * match now; below it the same as the text that the folder keeps (otk_view_parse()), which may be
 * edited too. Signal "changed".
 */
G_DECLARE_FINAL_TYPE (OtkFilterEditor, otk_filter_editor, OTK, FILTER_EDITOR, GtkBox)

GtkWidget *otk_filter_editor_new (OtkDesk *desk);
/** otk_filter_editor_get: Returns: (transfer full): the text, "" for no condition. */
char *otk_filter_editor_get (OtkFilterEditor *self);
/** otk_filter_editor_set: @text: (nullable): one that cannot be read stands as it is in the text.
 */
void otk_filter_editor_set (OtkFilterEditor *self, const char *text);

#define OTK_TYPE_FILTER_ROW (otk_filter_row_get_type ())
/**
 * OtkFilterRow:
 *
 * One condition. Signals "changed" and "removed".
 */
G_DECLARE_FINAL_TYPE (OtkFilterRow, otk_filter_row, OTK, FILTER_ROW, GtkBox)

/** otk_filter_row_new: @view: (nullable): whose condition at @index it shows; NULL for a new row.
 */
GtkWidget *otk_filter_row_new (OtkDesk *desk, const OtkView *view, guint index);
/** otk_filter_row_add: Adds the row's condition to @view; one without its value adds nothing. */
void otk_filter_row_add (OtkFilterRow *self, OtkView *view);

G_END_DECLS
