/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-dossier.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * otk_bubble_new:
 * @message: a record of OTK_ENTITY_MESSAGE
 * @continues: whether the one above is by the same author, so that no avatar is due
 *
 * One message of a conversation (visual.md, Conversation; product.md §2.11): the customer's at the
 * left, staff's at the right, a hidden one green with a lock, a system record one pink line.
 *
 * Returns: (transfer floating)
 */
GtkWidget *otk_bubble_new (OtkDossier *dossier, const OtkRecord *message, gboolean continues,
                           OtkTime now);
/** otk_bubble_new_log: @events: (element-type OtkFact): one yellow line, or "6 events" folded. */
GtkWidget *otk_bubble_new_log (OtkDossier *dossier, GPtrArray *events, OtkTime now);

/** otk_bubble_author: Returns: (transfer none): the name of a message's author. */
const char *otk_bubble_author (OtkDossier *dossier, const OtkRecord *message);
/** otk_bubble_same_author: Whether two messages follow each other as one run. */
gboolean otk_bubble_same_author (const OtkRecord *above, const OtkRecord *below);

G_END_DECLS
