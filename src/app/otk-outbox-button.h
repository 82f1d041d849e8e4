/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk-replica.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define OTK_TYPE_OUTBOX_BUTTON (otk_outbox_button_get_type ())
/**
 * OtkOutboxButton:
 *
 * How it stands with the server, for the header bar: an icon with a count of what is unsent;
 * pressed, it tells the state in words, what waits and what will probably be refused (screens.md,
 * Honest state). Its buttons activate "app.sync-now", "app.sign-in" and "win.section('attention')".
 */
G_DECLARE_FINAL_TYPE (OtkOutboxButton, otk_outbox_button, OTK, OUTBOX_BUTTON, AdwBin)

/** otk_outbox_button_new: @desk: over a replica. */
GtkWidget *otk_outbox_button_new (OtkDesk *desk);
/** otk_outbox_button_popup: Shows the outbox. */
void otk_outbox_button_popup (OtkOutboxButton *self);

G_END_DECLS
