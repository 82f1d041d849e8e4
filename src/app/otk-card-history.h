/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-dossier.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_CARD_HISTORY (otk_card_history_get_type ())
/**
 * OtkCardHistory:
 *
 * The card's tab «История»: every change, the newest first: which attribute, from what to what, by
 * whom, when. Filtered by attribute, by action and by words.
 */
G_DECLARE_FINAL_TYPE (OtkCardHistory, otk_card_history, OTK, CARD_HISTORY, GtkWidget)

void otk_card_history_set_dossier (OtkCardHistory *self, OtkDossier *dossier);
/** otk_card_history_model: Returns: (transfer none): the lines shown, of OtkHistoryItem. */
GListModel *otk_card_history_model (OtkCardHistory *self);

G_END_DECLS
