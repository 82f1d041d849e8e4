/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-dossier.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_CARD_BUTTONS (otk_card_buttons_get_type ())
/**
 * OtkCardButtons:
 *
 * The buttons at the bottom of a card: one for each command of the table of commands that belongs
 * there and is allowed now, one of them suggested. Where they have no room, the rest is in a menu.
 */
G_DECLARE_FINAL_TYPE (OtkCardButtons, otk_card_buttons, OTK, CARD_BUTTONS, GtkWidget)

void otk_card_buttons_set_dossier (OtkCardButtons *self, OtkDossier *dossier);

/** otk_card_button_is_possible: Whether the administrator may offer the command as a button. */
gboolean otk_card_button_is_possible (const OtkCommandInfo *info);
/**
 * otk_card_button_is_chosen:
 * @chosen: the setting OTK_KEY_CARD_BUTTONS: names of commands, or empty for the usual ones
 *
 * Whether the command has a button in the card (product.md R-S5).
 */
gboolean otk_card_button_is_chosen (const char *chosen, const OtkCommandInfo *info);

G_END_DECLS
