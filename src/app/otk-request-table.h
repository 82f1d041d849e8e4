/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-id-selection.h"

G_BEGIN_DECLS

#define OTK_TYPE_REQUEST_TABLE (otk_request_table_get_type ())
/**
 * OtkRequestTable:
 *
 * The table of requests (screens.md, Обращения): a view of the desk with live deadlines, sorting
 * by header, selection, keyboard, the menu of what is allowed, and a page for "nothing here",
 * "loading" and "could not be read".
 *
 * Actions: table.open, table.open-position (u), table.menu, table.command (s: a command's name),
 * table.toggle, table.next, table.previous. Signal "selection-changed".
 */
G_DECLARE_FINAL_TYPE (OtkRequestTable, otk_request_table, OTK, REQUEST_TABLE, GtkWidget)

GtkWidget *otk_request_table_new (OtkDesk *desk);
/**
 * otk_request_table_set_view:
 * @view: copied; its sort and search are the table's own
 * @search: (nullable): words to find within it
 *
 * Clears the selection and goes to the top.
 */
void otk_request_table_set_view (OtkRequestTable *self, const OtkView *view, const char *search);
OtkListModel *otk_request_table_model (OtkRequestTable *self);
OtkIdSelection *otk_request_table_selection (OtkRequestTable *self);
GtkColumnView *otk_request_table_column_view (OtkRequestTable *self);
/**
 * otk_request_table_selected:
 * @limit: at most so many
 *
 * Returns: (transfer full) (element-type OtkRecord): what is selected, in the table's order
 */
GPtrArray *otk_request_table_selected (OtkRequestTable *self, guint limit);
/** otk_request_table_give: Gives command @kind on the selection, after its dialog where a single
 * request's needs one. */
void otk_request_table_give (OtkRequestTable *self, OtkCommandKind kind);
/** otk_request_table_offers: Whether @kind can be given on what is selected now. */
gboolean otk_request_table_offers (OtkRequestTable *self, OtkCommandKind kind);
/** otk_request_table_scroll_to: Brings @position into view and focuses its row where it is near. */
void otk_request_table_scroll_to (OtkRequestTable *self, guint position);

G_END_DECLS
