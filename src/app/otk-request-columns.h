/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * otk_request_columns_add:
 * @view: an empty column view over an OtkIdSelection
 *
 * Adds the columns of the requests table in their shipped order: check box, №, name, priority,
 * status, created, service, company, requester, responsible, reaction and resolution time. Each
 * column's id is the name of its field.
 */
void otk_request_columns_add (GtkColumnView *view, OtkDesk *desk);

/** otk_request_columns_set_search: Shows or hides the column that tells why a request was found. */
void otk_request_columns_set_search (GtkColumnView *view, const char *search);
/** otk_request_columns_fit: A table of this width, px: a narrow one has two lines a request. */
void otk_request_columns_fit (GtkColumnView *view, int width);
/**
 * otk_request_columns_row_at:
 * @list: the list inside the column view
 *
 * Returns: (transfer none) (nullable): the row widget bound to @position; NULL where it is far away
 */
GtkWidget *otk_request_columns_row_at (GtkWidget *list, guint position);
/** otk_request_columns_position_of: The other way round; GTK_INVALID_LIST_POSITION for no row. */
guint otk_request_columns_position_of (GtkWidget *row);

/** otk_request_columns_save: Returns: (transfer floating): order, widths and visibility, a(sib). */
GVariant *otk_request_columns_save (GtkColumnView *view);
/** otk_request_columns_load: Columns that @saved does not name keep their shipped places. */
void otk_request_columns_load (GtkColumnView *view, GVariant *saved);

G_END_DECLS
