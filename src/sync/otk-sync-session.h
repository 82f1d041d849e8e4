/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk-replica.h"
#include "otk-sync.h"

G_BEGIN_DECLS

#define OTK_TYPE_SYNC_SESSION (otk_sync_session_get_type ())
/**
 * OtkSyncSession:
 *
 * What connects a replica's desk with its server: it lends the step machine (OtkSync) a network, a
 * clock and the desk's writer thread. Calls go over HTTP; a WebSocket tells when to look, and is
 * never needed for more than being quick (sync.md §3.13). Belongs to the desk's thread.
 *
 * Signal "renew": the server does not take the access token any more; to be answered, some time, by
 *   otk_sync_session_set_token().
 * Signal "live" (char *): what else came over the WebSocket: presence and the like, JSON.
 */
G_DECLARE_FINAL_TYPE (OtkSyncSession, otk_sync_session, OTK, SYNC_SESSION, GObject)

/**
 * otk_sync_session_new:
 * @desk: over a replica
 * @address: of the server: "https://desk.example.org"
 * @token: (nullable): the access token; NULL asks for one by "renew"
 *
 * Returns: (transfer full): it works from now on until it is stopped
 */
OtkSyncSession *otk_sync_session_new (OtkDesk *desk, const char *address, const char *token);
/** otk_sync_session_set_token: @token: (nullable): NULL where the person has to sign in. */
void otk_sync_session_set_token (OtkSyncSession *self, const char *token);
/** otk_sync_session_set_focused: Whether somebody looks; a window that nobody sees may be late. */
void otk_sync_session_set_focused (OtkSyncSession *self, gboolean focused);
/** otk_sync_session_retry: Now, not when the waiting is over. */
void otk_sync_session_retry (OtkSyncSession *self);
/** otk_sync_session_start_over: Everything is fetched anew; what is unsent stays. */
void otk_sync_session_start_over (OtkSyncSession *self);
/** otk_sync_session_is_live: Whether the WebSocket is connected. */
gboolean otk_sync_session_is_live (OtkSyncSession *self);
/** otk_sync_session_stop: Lets go of the desk and the network; before the desk is closed. */
void otk_sync_session_stop (OtkSyncSession *self);

G_END_DECLS
