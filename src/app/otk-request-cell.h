/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-cell.h"

G_BEGIN_DECLS

#define OTK_TYPE_REQUEST_CELL (otk_request_cell_get_type ())
/** OtkRequestCell: A field of a request in a table, in words. */
G_DECLARE_FINAL_TYPE (OtkRequestCell, otk_request_cell, OTK, REQUEST_CELL, OtkCell)

/** otk_request_cell_new: @field: OTK_REQUEST_NUMBER, _PRIORITY and _STATUS have looks of their own;
 * of the others times and references are told in words. */
GtkWidget *otk_request_cell_new (OtkDesk *desk, guint field);

/** otk_status_colour: Returns: (nullable): the named colour of a status' mark. */
const char *otk_status_colour (gint64 status);
/** otk_priority_colour: Returns: (nullable): the named colour of a priority's bar. */
const char *otk_priority_colour (gint64 priority);

G_END_DECLS
