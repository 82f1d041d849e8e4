/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-row.h"

G_BEGIN_DECLS

#define OTK_TYPE_LIST_MODEL (otk_list_model_get_type ())
/**
 * OtkListModel:
 *
 * A view of the desk as a GListModel of OtkRow: the sorted row numbers are one vector, fetched off
 * the main thread; the rows themselves are read in blocks around what is looked at and kept by
 * their number, so a million of them scroll, jump to the end and select as ten do (gtk.md §1).
 *
 * After every commit the rows at hand are read again at once and the order is asked for anew; a few
 * rows that came, went or moved are told one by one, a wholly other order as "all gone, all new".
 * Another view is told in steps between frames, what stands at the top first, before the rest of
 * the order is known where that takes longer: whoever shows it has to be scrolled there once
 * "edit-begin" has been emitted.
 *
 * Property "loading": whether the order is being asked for the first time since the view was set.
 * Property "error" (string, nullable): why it could not be told, in the user's language.
 * Signals "edit-begin" and "edit-end": around the changes of one answer, for those who keep
 * something by row number over them. Signal "refreshed": an answer has come; of another view
 * the rows at the top can be seen, and "edit-end" follows once all are told.
 */
G_DECLARE_FINAL_TYPE (OtkListModel, otk_list_model, OTK, LIST_MODEL, GObject)

OtkListModel *otk_list_model_new (OtkDesk *desk);
/** otk_list_model_set_view: @view: copied. The rows of the former view stay until the answer comes.
 */
void otk_list_model_set_view (OtkListModel *self, const OtkView *view);
/** otk_list_model_view: Returns: (transfer none) (nullable): NULL before one was set. */
const OtkView *otk_list_model_view (OtkListModel *self);
/** otk_list_model_refresh: Asks for the order again, now. A view must have been set. */
void otk_list_model_refresh (OtkListModel *self);
gboolean otk_list_model_loading (OtkListModel *self);
/** otk_list_model_error: Returns: (transfer none) (nullable) */
const char *otk_list_model_error (OtkListModel *self);

/** otk_list_model_rowid: The row number at @position, 0 beyond the end. Reads no row. */
gint64 otk_list_model_rowid (OtkListModel *self, guint position);
/** otk_list_model_find: The position of @rowid, GTK_INVALID_LIST_POSITION where it is not there. */
guint otk_list_model_find (OtkListModel *self, gint64 rowid);
/** otk_list_model_total: How many rows there are, those included that are still being told. */
guint otk_list_model_total (OtkListModel *self);
/** otk_list_model_complete: FALSE while no more than the top of the view is known. */
gboolean otk_list_model_complete (OtkListModel *self);
/** otk_list_model_rewrites: Whether the edit that has begun makes the rows at the top other
 * records' without saying that they are removed. */
gboolean otk_list_model_rewrites (OtkListModel *self);

/** otk_list_model_answer: As if @ids (element-type gint64) had been the answer: for tests. */
void otk_list_model_answer (OtkListModel *self, GArray *ids);
/** otk_list_model_live_rows: How many row objects are kept: for tests. */
guint otk_list_model_live_rows (OtkListModel *self);

G_END_DECLS
