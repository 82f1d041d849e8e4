/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-cell.h"

G_BEGIN_DECLS

#define OTK_TYPE_BRIEF_CELL (otk_brief_cell_get_type ())
/**
 * OtkBriefCell:
 *
 * A whole request in two lines, for a table too narrow for columns: priority and name; status,
 * number, responsible and the live countdown of the resolution.
 */
G_DECLARE_FINAL_TYPE (OtkBriefCell, otk_brief_cell, OTK, BRIEF_CELL, OtkCell)

GtkWidget *otk_brief_cell_new (OtkDesk *desk);

G_END_DECLS
