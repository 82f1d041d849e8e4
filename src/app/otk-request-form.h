/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define OTK_TYPE_REQUEST_FORM (otk_request_form_get_type ())
/**
 * OtkRequestForm:
 *
 * The window of a new request (screens.md, New request). Every keystroke goes into the draft "new";
 * Esc closes and keeps it, Ctrl+Enter saves. A refusal leaves everything as it was typed.
 */
G_DECLARE_FINAL_TYPE (OtkRequestForm, otk_request_form, OTK, REQUEST_FORM, AdwWindow)

/**
 * otk_request_form_present:
 * @parent: (nullable): a widget of the window that the form belongs to
 *
 * Shows the form, or brings the one that is open to the front.
 *
 * Returns: (transfer none): the form
 */
GtkWidget *otk_request_form_present (GtkWidget *parent, OtkDesk *desk);

G_END_DECLS
