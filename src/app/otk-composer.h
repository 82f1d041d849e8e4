/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-dossier.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_COMPOSER (otk_composer_get_type ())
/**
 * OtkComposer:
 *
 * Where an answer or a hidden note is written. Every keystroke is kept as a draft of the request,
 * whether it is hidden included, and is there again when the card opens. The editor is made when it
 * is first needed.
 *
 * Actions: "composer.send", "composer.send-complete", "composer.hidden" (toggle).
 */
G_DECLARE_FINAL_TYPE (OtkComposer, otk_composer, OTK, COMPOSER, GtkWidget)

/** otk_composer_set_request: Restores what was being written. */
void otk_composer_set_request (OtkComposer *self, OtkDesk *desk, const OtkRecord *request);
/** otk_composer_start: Opens the editor and puts the cursor there. */
void otk_composer_start (OtkComposer *self);
/** otk_composer_focus: Puts the focus on what begins an answer. Returns: FALSE where none may be.
 */
gboolean otk_composer_focus (OtkComposer *self);
/** otk_composer_set_room: The editor grows with its text to this height at most, px. */
void otk_composer_set_room (OtkComposer *self, int room);
/** otk_composer_text: Returns: (transfer full): what is being written, "" for nothing. */
char *otk_composer_text (OtkComposer *self);
/** otk_composer_set_text: Replaces what is being written; kept as a draft like typed text. */
void otk_composer_set_text (OtkComposer *self, const char *text);

G_END_DECLS
