/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_TICKER (otk_ticker_get_type ())
/**
 * OtkTicker:
 *
 * The one source of ticks behind every live time on the screen (architecture.md §6, gtk.md §2).
 * It knows of each mapped widget when its text changes next, sleeps until the earliest of these
 * moments, and does not wake at all while nothing is mapped or every window is minimised. A jump of
 * the clock wakes everyone at once.
 */
G_DECLARE_FINAL_TYPE (OtkTicker, otk_ticker, OTK, TICKER, GObject)

/**
 * OtkTick:
 * @widget: a mapped widget that follows the ticker
 * @now: the desk's now
 *
 * Brings @widget up to date; to set a text only where it differs is its duty.
 *
 * Returns: the instant at which it wants to be called again, OTK_TIME_NONE for never
 */
typedef OtkTime (*OtkTick) (GtkWidget *widget, OtkTime now);

/** otk_ticker_of: Returns: (transfer none): the ticker of the desk's clock, made when first asked.
 */
OtkTicker *otk_ticker_of (OtkDesk *desk);
OtkTicker *otk_ticker_new (OtkClock *clock);

/**
 * otk_ticker_follow:
 * @widget: not followed yet
 * @tick: called when it is mapped, then whenever it asked to be
 *
 * @widget joins whenever it is mapped and leaves when it is unmapped, until it is gone.
 */
void otk_ticker_follow (OtkTicker *self, GtkWidget *widget, OtkTick tick);
/** otk_ticker_nudge: What @widget shows has changed: if it is mapped, it is called now. */
void otk_ticker_nudge (OtkTicker *self, GtkWidget *widget);

/** otk_ticker_members: How many widgets are mapped and followed: for tests. */
guint otk_ticker_members (OtkTicker *self);
/** otk_ticker_sleeps: Whether no wake-up is set: for tests. */
gboolean otk_ticker_sleeps (OtkTicker *self);

G_END_DECLS
