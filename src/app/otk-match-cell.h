/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-cell.h"

G_BEGIN_DECLS

#define OTK_TYPE_MATCH_CELL (otk_match_cell_get_type ())
/**
 * OtkMatchCell:
 *
 * Why a request was found: a piece of its text with the matching words in bold. It is looked up
 * only while on the screen and only when nothing more urgent is to be done.
 */
G_DECLARE_FINAL_TYPE (OtkMatchCell, otk_match_cell, OTK, MATCH_CELL, OtkCell)

GtkWidget *otk_match_cell_new (OtkDesk *desk);
/** otk_match_cell_set_search: @search: (nullable): NULL shows nothing. */
void otk_match_cell_set_search (OtkMatchCell *self, const char *search);
/** otk_match_markup: Returns: (transfer full): @excerpt of otk_desk_excerpt() as Pango markup. */
char *otk_match_markup (const char *excerpt);

G_END_DECLS
