/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-dossier.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_CONVERSATION (otk_conversation_get_type ())
/**
 * OtkConversation:
 *
 * The messages of a request with what happened to it in between, oldest first: the last 200, older
 * ones by a button.
 */
G_DECLARE_FINAL_TYPE (OtkConversation, otk_conversation, OTK, CONVERSATION, GtkWidget)

void otk_conversation_set_dossier (OtkConversation *self, OtkDossier *dossier, OtkTime now);

G_END_DECLS
