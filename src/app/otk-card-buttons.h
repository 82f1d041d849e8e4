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

G_END_DECLS
