/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-server-time.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define OTK_TYPE_CLOCK (otk_clock_get_type ())
/**
 * OtkClock:
 *
 * The one place that knows what time it is. Three kinds: the system's; one that stands still until
 * it is set (tests, otklikctl --now); one that follows a file holding an ISO 8601 instant (tests of
 * the window: environment OTK_CLOCK_FILE).
 *
 * Signal "jumped": time did not go on by itself – set by hand, the file rewritten, wake-up from
 * sleep, the system clock changed. Emitted in the main context the clock was made in.
 */
G_DECLARE_FINAL_TYPE (OtkClock, otk_clock, OTK, CLOCK, GObject)

/** otk_clock_new_system: Follows OTK_CLOCK_FILE where that is set. */
OtkClock *otk_clock_new_system (void);
OtkClock *otk_clock_new_at (OtkTime now);
/** otk_clock_now: Threads: any. */
OtkTime otk_clock_now (OtkClock *self);
/** otk_clock_instant: What every clock of the machine shows; a clock that is set goes by what it is
 * set to. The start's name in @instant is static. Threads: any. */
void otk_clock_instant (OtkClock *self, OtkInstant *instant);
/** otk_clock_set: Only for a clock made with otk_clock_new_at(). */
void otk_clock_set (OtkClock *self, OtkTime now);

G_END_DECLS
