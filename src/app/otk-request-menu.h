/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-request-table.h"

G_BEGIN_DECLS

/** otk_request_menu_new: Returns: (transfer full): what can be done with the table's selection now,
 * read off the table of commands. */
GMenuModel *otk_request_menu_new (OtkRequestTable *table);

/** otk_request_offers: Whether @kind makes sense and is allowed on @request by itself, without more
 * than its dialog: what menus and the palette show. */
gboolean otk_request_offers (OtkDesk *desk, OtkCommandKind kind, const OtkRecord *request);

G_END_DECLS
