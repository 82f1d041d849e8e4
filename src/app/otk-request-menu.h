/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-request-table.h"

G_BEGIN_DECLS

/** otk_request_menu_new: Returns: (transfer full): what can be done with the table's selection now,
 * read off the table of commands. */
GMenuModel *otk_request_menu_new (OtkRequestTable *table);

G_END_DECLS
