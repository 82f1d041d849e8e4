/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The server's log: one JSON object a line on standard error, which systemd keeps. It names routes,
 * codes, ids and durations; what people wrote, who they are, passwords and tokens never go there.
 */

/** otk_server_log_start: From now on GLib's own messages take the same form. */
void otk_server_log_start (void);

/**
 * otk_server_log:
 * @level: "info", "warning" or "error"
 * @event: what happened, a fixed word
 * @...: pairs of a fixed key and a text (nullable: left out), ended by NULL
 *
 * Threads: any.
 */
void otk_server_log (const char *level, const char *event, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
