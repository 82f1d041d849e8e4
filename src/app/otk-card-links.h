/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-dossier.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_CARD_LINKS (otk_card_links_get_type ())
/**
 * OtkCardLinks:
 *
 * The card's tab «Связи»: the master request and all that are joined to it (product.md §2.9), with
 * status and responsible; each can be opened and separated.
 */
G_DECLARE_FINAL_TYPE (OtkCardLinks, otk_card_links, OTK, CARD_LINKS, GtkWidget)

void otk_card_links_set_dossier (OtkCardLinks *self, OtkDossier *dossier);

G_END_DECLS
