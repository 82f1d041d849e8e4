/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk-replica.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define OTK_TYPE_ATTENTION_PAGE (otk_attention_page_get_type ())
/**
 * OtkAttentionPage:
 *
 * What the server refused: mine, theirs and the reason, each to be given once more, kept as a note
 * or dropped (sync.md §4.3). Nothing leaves it by itself.
 */
G_DECLARE_FINAL_TYPE (OtkAttentionPage, otk_attention_page, OTK, ATTENTION_PAGE, AdwBin)

/** otk_attention_page_new: @desk: over a replica. */
GtkWidget *otk_attention_page_new (OtkDesk *desk);

G_END_DECLS
