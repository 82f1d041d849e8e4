/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-dialog.h"

G_BEGIN_DECLS

/*
 * The dialogs of a request, for the card and for lists alike. Each is shown above the window that
 * @from lies in, and gives its command when accepted.
 */

/**
 * otk_request_act:
 *
 * Gives @kind on @request: at once where it needs no more, else after its dialog.
 */
void otk_request_act (GtkWidget *from, OtkDesk *desk, OtkCommandKind kind,
                      const OtkRecord *request);

/** otk_dialog_pause: Reason, planned waiting, whether to tell the customer (product.md §2.7). */
void otk_dialog_pause (GtkWidget *from, OtkDesk *desk, const OtkRecord *request);
/** otk_dialog_complete: The article used and the solution. */
void otk_dialog_complete (GtkWidget *from, OtkDesk *desk, const OtkRecord *request);
/** otk_dialog_classify: Type, priority, service, product, company (T5). */
void otk_dialog_classify (GtkWidget *from, OtkDesk *desk, const OtkRecord *request);
/** otk_dialog_status: One of the statuses that are allowed now (T14). */
void otk_dialog_status (GtkWidget *from, OtkDesk *desk, const OtkRecord *request);
/**
 * otk_dialog_merge:
 * @requests: (element-type OtkRecord): those that are joined; more can be added in the dialog
 *
 * Joins requests: which of them is the main one is chosen in the dialog (product.md §1.10).
 */
void otk_dialog_merge (GtkWidget *from, OtkDesk *desk, GPtrArray *requests);
/** otk_dialog_purge: Asks before the @requests are deleted for good: the one action that cannot be
 * taken back. */
void otk_dialog_purge (GtkWidget *from, OtkDesk *desk, GPtrArray *requests);
/** otk_dialog_level: A support level, whose operators get the request (T17). */
void otk_dialog_level (GtkWidget *from, OtkDesk *desk, const OtkRecord *request);
/** otk_dialog_assign: Another responsible, or the least loaded of the service. */
void otk_dialog_assign (GtkWidget *from, OtkDesk *desk, const OtkRecord *request);
/** otk_dialog_edit: Every field that may be edited. */
void otk_dialog_edit (GtkWidget *from, OtkDesk *desk, const OtkRecord *request);
/** otk_dialog_task: A task about the request for an employee (product.md §1.7). */
void otk_dialog_task (GtkWidget *from, OtkDesk *desk, const OtkRecord *request);

/**
 * otk_hours_parse:
 * @text: decimal hours as typed, with a point or a comma
 * @seconds: (out): the same
 *
 * Returns: FALSE for what is no positive number of at most a year
 */
gboolean otk_hours_parse (const char *text, gint64 *seconds);

G_END_DECLS
