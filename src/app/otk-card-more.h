/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-dossier.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_CARD_MORE (otk_card_more_get_type ())
/**
 * OtkCardMore:
 *
 * The card's tab «Дополнительная»: norms against facts, time in each status, the request's feed and
 * the earlier requests of its customer.
 */
G_DECLARE_FINAL_TYPE (OtkCardMore, otk_card_more, OTK, CARD_MORE, GtkWidget)

void otk_card_more_set_dossier (OtkCardMore *self, OtkDossier *dossier);

G_END_DECLS
