/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * OtkWake:
 *
 * Lets the server processes of one shared database hear of each other's commits (sync.md §5). It
 * only wakes: what happened is read from the feed, and a wake-up that is lost costs two seconds. It
 * has a connection and a thread of its own, for one that listens must not be in a transaction, and
 * no command's transaction may tell.
 */
typedef struct _OtkWake OtkWake;

/** OtkWoken: Others have written something. In the main context of who made the OtkWake. */
typedef void (*OtkWoken) (gpointer data);

/**
 * otk_wake_new:
 * @path: as of otk_store_open(); for a file nobody else writes, so nothing ever wakes
 *
 * The connection is made in the background, and anew whenever it is lost. It must be a session's
 * own, not one of a pool that lends them by transactions.
 *
 * Returns: (transfer full)
 */
OtkWake *otk_wake_new (const char *path, OtkWoken woken, gpointer data);
/** otk_wake_tell: After a commit: the others hear of it within 30 ms. From any thread; cheap. */
void otk_wake_tell (OtkWake *self);
/** otk_wake_is_connected: Whether it listens just now: for a readiness check. Always for a file. */
gboolean otk_wake_is_connected (OtkWake *self);
/** otk_wake_free: Nothing is called any more once it returns. NULL is fine. */
void otk_wake_free (OtkWake *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkWake, otk_wake_free)

G_END_DECLS
