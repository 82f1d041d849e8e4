/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * How every widget acts: it hands a command to the desk of its window and goes on. What was done is
 * told in a toast with "Undo", a refusal in plain words; the widget learns of the result from the
 * desk's "changed" or from a callback.
 *
 * @from: any widget inside an OtkWindow, or inside a window that is transient for one. It may be
 * gone by the time of the answer.
 */

/**
 * OtkActDone:
 * @outcome: (nullable): what became of it; NULL where it was refused
 * @error: (nullable): the refusal
 *
 * Called after the toast was shown, also when @from is gone.
 */
typedef void (*OtkActDone) (const OtkOutcome *outcome, const GError *error, gpointer data);

/** otk_act: @command: (transfer full) */
void otk_act (GtkWidget *from, OtkCommand *command);
/** otk_act_full: As otk_act(), then calls @done (nullable) with @data. */
void otk_act_full (GtkWidget *from, OtkCommand *command, OtkActDone done, gpointer data);
/**
 * otk_act_all:
 * @commands: (transfer full) (element-type OtkCommand): one action of the person on several records
 *
 * One toast for all, one undo; what was refused is listed with its reason. A long action shows how
 * far it is and can be stopped; then the toast says how much of it was done.
 */
void otk_act_all (GtkWidget *from, GPtrArray *commands);
/** otk_act_undo: Takes back a command or batch, and says so. */
void otk_act_undo (GtkWidget *from, const OtkId *target);
/** otk_act_redo: Takes back the undo @target, and says so. */
void otk_act_redo (GtkWidget *from, const OtkId *target);
/** otk_act_refused: Tells why something could not be done. */
void otk_act_refused (GtkWidget *from, const GError *error);

/** otk_toast: @text: translated, plain text. */
void otk_toast (GtkWidget *from, const char *text);
/** otk_toast_undo: The same with "Undo" for @batch. */
void otk_toast_undo (GtkWidget *from, const char *text, const OtkId *batch);
/** otk_open_request: Opens the request's card as a tab of the window, or shows the one open. */
void otk_open_request (GtkWidget *from, const OtkId *request);

G_END_DECLS
