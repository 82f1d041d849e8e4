/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-call.h"
#include "otk-server-config.h"

G_BEGIN_DECLS

/**
 * otk_server_new:
 * @config: (transfer full)
 *
 * Opens the database and listens, on what systemd hands over (LISTEN_FDS) or where @config says.
 *
 * Returns: (transfer full) (nullable)
 */
OtkServer *otk_server_new (OtkServerConfig *config, GError **error);
/** otk_server_run: Serves until otk_server_drain() has done its work. */
void otk_server_run (OtkServer *self);
/** otk_server_drain: Takes no more connections, finishes the running requests, ends. */
void otk_server_drain (OtkServer *self);
void otk_server_free (OtkServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkServer, otk_server_free)

G_END_DECLS
