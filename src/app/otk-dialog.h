/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define OTK_TYPE_DIALOG (otk_dialog_get_type ())
/**
 * OtkDialog:
 *
 * Asks for what a command still needs, then gives it. A refusal brings the dialog back with what
 * was typed and the reason, so nothing is lost.
 */
G_DECLARE_FINAL_TYPE (OtkDialog, otk_dialog, OTK, DIALOG, AdwMessageDialog)

/** OtkDialogFill: Puts the arguments into @command; @form is what the dialog shows. Returns: FALSE
 * where something is still missing, and has said so in the form. */
typedef gboolean (*OtkDialogFill) (OtkDialog *self, GtkWidget *form, OtkCommand *command);

/**
 * otk_dialog_new:
 * @from: the widget that asks; the command is given in its name
 * @root: (nullable): as for otk_desk_command()
 * @heading: translated
 * @accept: translated: the button that gives the command
 */
OtkDialog *otk_dialog_new (GtkWidget *from, OtkDesk *desk, OtkCommandKind kind, const OtkId *root,
                           const char *heading, const char *accept);
/** otk_dialog_set_form: @form: (transfer floating) */
void otk_dialog_set_form (OtkDialog *self, GtkWidget *form, OtkDialogFill fill);
/** otk_dialog_set_ready: Whether the accepting button can be pressed; at first it can. */
void otk_dialog_set_ready (OtkDialog *self, gboolean ready);
/** otk_dialog_set_root: What the command is about, where the form chooses it. */
void otk_dialog_set_root (OtkDialog *self, const OtkId *root);
OtkDesk *otk_dialog_desk (OtkDialog *self);
/** otk_dialog_form: Returns: (transfer none) */
GtkWidget *otk_dialog_form (OtkDialog *self);

G_END_DECLS
