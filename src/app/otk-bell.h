/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define OTK_TYPE_BELL (otk_bell_get_type ())
/**
 * OtkBell:
 *
 * The button of the header bar with the number of unread notices, and the feed of the latest ones
 * behind it. A click on one opens its request and marks it as read.
 */
G_DECLARE_FINAL_TYPE (OtkBell, otk_bell, OTK, BELL, AdwBin)

GtkWidget *otk_bell_new (OtkDesk *desk);
/** otk_bell_popup: Opens the feed. */
void otk_bell_popup (OtkBell *self);
/** otk_bell_unread: How many notices are not read yet. */
guint otk_bell_unread (OtkBell *self);

/** otk_notice_text: Returns: (transfer full): a notice in words, with its detail. */
char *otk_notice_text (const OtkRecord *notice);
/** otk_notice_title: Returns: (transfer full): which request it is about, "№7 · Subject". */
char *otk_notice_title (OtkDesk *desk, const OtkRecord *notice);

G_END_DECLS
