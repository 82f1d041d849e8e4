/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk-replica.h"
#include "otk-membership.h"
#include "otk-sign-on.h"

G_BEGIN_DECLS

#define OTK_TYPE_CONNECTION (otk_connection_get_type ())
/**
 * OtkConnection:
 *
 * Keeps a replica's desk in touch with its server: a session that syncs, and the tokens it needs,
 * renewed as they expire and kept in the Secret Service (sync.md §3.11). Where they do not count
 * any more the desk says OTK_LINK_SIGNED_OUT and works on.
 *
 * Signal "not-kept" (GError): the tokens could not be kept: the password will be asked for again at
 *   the next start.
 */
G_DECLARE_FINAL_TYPE (OtkConnection, otk_connection, OTK, CONNECTION, GObject)

/** otk_connection_new: @grant: (nullable): of a sign-in just now; NULL looks for what was kept. */
OtkConnection *otk_connection_new (OtkDesk *desk, const OtkMembership *membership,
                                   const OtkGrant *grant);
/** otk_connection_membership: Returns: (transfer none) */
const OtkMembership *otk_connection_membership (OtkConnection *self);
/** otk_connection_grant: The person has signed in again. */
void otk_connection_grant (OtkConnection *self, const OtkGrant *grant);
/** otk_connection_retry: Tries now, not when the waiting is over. */
void otk_connection_retry (OtkConnection *self);
/** otk_connection_set_focused: Whether somebody looks at the desk. */
void otk_connection_set_focused (OtkConnection *self, gboolean focused);
/** otk_connection_stop: Before the desk is closed. */
void otk_connection_stop (OtkConnection *self);

G_END_DECLS
