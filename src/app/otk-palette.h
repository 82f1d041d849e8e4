/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-card.h"
#include "otk-request-table.h"
#include "otk-window.h"

G_BEGIN_DECLS

#define OTK_TYPE_PALETTE (otk_palette_get_type ())
/**
 * OtkPalette:
 *
 * Every action by its name (Ctrl+K): those of the window, and those allowed now on the open card or
 * on what is selected, with their keys. Typing narrows, Enter does.
 */
G_DECLARE_FINAL_TYPE (OtkPalette, otk_palette, OTK, PALETTE, AdwWindow)

/**
 * otk_palette_present:
 * @card: (nullable): the open card; its request comes before the selection
 * @table: (nullable): whose selection is meant where no card is open
 */
void otk_palette_present (OtkWindow *window, OtkCard *card, OtkRequestTable *table);

G_END_DECLS
