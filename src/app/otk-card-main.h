/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-composer.h"

G_BEGIN_DECLS

#define OTK_TYPE_CARD_MAIN (otk_card_main_get_type ())
/**
 * OtkCardMain:
 *
 * The card's tab «Основная»: the request's data, its customer, text and files, and the conversation
 * with its author. Files dropped here are attached.
 */
G_DECLARE_FINAL_TYPE (OtkCardMain, otk_card_main, OTK, CARD_MAIN, GtkWidget)

void otk_card_main_set_dossier (OtkCardMain *self, OtkDossier *dossier);
/** otk_card_main_reply: Opens the editor, with the end of the conversation above it. */
void otk_card_main_reply (OtkCardMain *self);
/** otk_card_main_composer: Returns: (transfer none) */
OtkComposer *otk_card_main_composer (OtkCardMain *self);

G_END_DECLS
