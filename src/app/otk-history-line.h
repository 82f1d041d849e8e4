/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

G_BEGIN_DECLS

#define OTK_TYPE_HISTORY_LINE (otk_history_line_get_type ())
/**
 * OtkHistoryLine:
 *
 * One fact as a line of «История», in words.
 */
G_DECLARE_FINAL_TYPE (OtkHistoryLine, otk_history_line, OTK, HISTORY_LINE, GObject)

typedef enum
{
  OTK_HISTORY_NUMBER,
  OTK_HISTORY_ACTION,
  OTK_HISTORY_ATTRIBUTE,
  OTK_HISTORY_BEFORE,
  OTK_HISTORY_AFTER,
  OTK_HISTORY_USER,
  OTK_HISTORY_DATE,
  OTK_HISTORY_N_COLUMNS
} OtkHistoryColumn;

/** otk_history_line_new: Returns: (transfer full) (nullable): NULL for what history does not show.
 */
OtkHistoryLine *otk_history_line_new (OtkDesk *desk, const OtkFact *fact, guint number);
/** otk_history_line_text: Returns: (transfer none) */
const char *otk_history_line_text (OtkHistoryLine *self, OtkHistoryColumn column);
/** otk_history_column_title: Returns: (transfer none): translated */
const char *otk_history_column_title (OtkHistoryColumn column);

G_END_DECLS
