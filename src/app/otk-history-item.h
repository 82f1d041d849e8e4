/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"
#include "otk-history.h"

G_BEGIN_DECLS

#define OTK_TYPE_HISTORY_ITEM (otk_history_item_get_type ())
/**
 * OtkHistoryItem:
 *
 * A line of «История» in words, for a list.
 */
G_DECLARE_FINAL_TYPE (OtkHistoryItem, otk_history_item, OTK, HISTORY_ITEM, GObject)

typedef enum
{
  OTK_HISTORY_COLUMN_NUMBER,
  OTK_HISTORY_COLUMN_ACTION,
  OTK_HISTORY_COLUMN_ATTRIBUTE,
  OTK_HISTORY_COLUMN_BEFORE,
  OTK_HISTORY_COLUMN_AFTER,
  OTK_HISTORY_COLUMN_USER,
  OTK_HISTORY_COLUMN_DATE,
  OTK_HISTORY_N_COLUMNS
} OtkHistoryColumn;

OtkHistoryItem *otk_history_item_new (OtkDesk *desk, const OtkHistoryLine *line);
/** otk_history_item_text: Returns: (transfer none) */
const char *otk_history_item_text (OtkHistoryItem *self, OtkHistoryColumn column);
/** otk_history_column_title: Returns: (transfer none): translated */
const char *otk_history_column_title (OtkHistoryColumn column);

G_END_DECLS
