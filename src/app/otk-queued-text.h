/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk-replica.h"

G_BEGIN_DECLS

/* What the window says of the link with the server and of the commands that wait for it. All texts
 * are translated. */

/** otk_queued_title: What it is about: "Start work · №439 · VPN". Returns: (transfer full) */
char *otk_queued_title (OtkDesk *desk, const OtkQueued *queued);
/** otk_queued_mine: What its author wanted, argument by argument, one a line; "" where the title
 * says it all. Returns: (transfer full) */
char *otk_queued_mine (OtkDesk *desk, const OtkQueued *queued);
/** otk_queued_theirs: How that record stands now. Returns: (transfer full) */
char *otk_queued_theirs (OtkDesk *desk, const OtkQueued *queued);
/** otk_queued_reason: Why it was refused, or will probably be. Returns: (transfer full) (nullable)
 */
char *otk_queued_reason (const OtkQueued *queued);

/** otk_link_text: "Online", "No connection since today 14:05" … Returns: (transfer full) */
char *otk_link_text (OtkDesk *desk);
/** otk_link_icon: Returns: (transfer none) */
const char *otk_link_icon (OtkDesk *desk);

G_END_DECLS
