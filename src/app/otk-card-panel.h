/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-dossier.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_CARD_PANEL (otk_card_panel_get_type ())
/**
 * OtkCardPanel:
 *
 * The card's side panel: dates, status, responsible, the countdowns with the pause button at their
 * right, why the request waits, support level, time in each status, tasks.
 *
 * Its buttons activate the "request.*" actions of the card it lies in.
 */
G_DECLARE_FINAL_TYPE (OtkCardPanel, otk_card_panel, OTK, CARD_PANEL, GtkWidget)

void otk_card_panel_set_dossier (OtkCardPanel *self, OtkDossier *dossier);

G_END_DECLS
