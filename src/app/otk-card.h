/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-dossier.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_CARD (otk_card_get_type ())
/**
 * OtkCard:
 *
 * One request, worked on (screens.md, The card): its stages, tabs, side panel and buttons. It
 * follows its request: every commit that touches it shows at once. A tab is made when it is first
 * looked at.
 *
 * Actions: "request.NAME" for every command that can be given on a request, enabled as allowed now;
 * "card.tab" (s: "main", "more", "history", "links"), "card.panel" (toggle), "card.reply".
 * Properties: "title": "Incident №439"; "subject".
 */
G_DECLARE_FINAL_TYPE (OtkCard, otk_card, OTK, CARD, GtkWidget)

/** otk_card_new: Returns: (transfer floating): the card of @request; it may not exist any more. */
GtkWidget *otk_card_new (OtkDesk *desk, const OtkId *request);
/** otk_card_request: Returns: (transfer none) */
const OtkId *otk_card_request (OtkCard *self);
/** otk_card_title: Returns: (transfer none) */
const char *otk_card_title (OtkCard *self);

G_END_DECLS
