/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-membership.h"

G_BEGIN_DECLS

/*
 * Tokens in the desktop's Secret Service, one entry for each account. They are never written to a
 * file: where there is no such service they last as long as the program runs.
 */

/** otk_keyring_store_async: @secret: replaces what was there. */
void otk_keyring_store_async (const OtkMembership *membership, const char *secret,
                              GAsyncReadyCallback callback, gpointer data);
/** otk_keyring_store_finish: FALSE and @error where there is no service, or it refused. */
gboolean otk_keyring_store_finish (GAsyncResult *result, GError **error);
void otk_keyring_lookup_async (const OtkMembership *membership, GAsyncReadyCallback callback,
                               gpointer data);
/** otk_keyring_lookup_finish: Returns: (transfer full) (nullable): NULL where there is none. */
char *otk_keyring_lookup_finish (GAsyncResult *result, GError **error);

G_END_DECLS
