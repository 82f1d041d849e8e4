/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-account.h"

G_BEGIN_DECLS

/* How long a pair of tokens counts (sync.md §3.11). */
#define OTK_ACCESS_LASTS (15 * OTK_MINUTE)
#define OTK_REFRESH_LASTS (30 * OTK_DAY)

/** OtkTokens: What the device is given; the database has their hashes only. */
typedef struct
{
  char *access;
  OtkTime access_until;
  char *refresh;
  OtkTime refresh_until;
} OtkTokens;

void otk_tokens_clear (OtkTokens *self);

/** otk_session_begin: A session of @employee with its first pair. Returns: (transfer full) */
OtkSession *otk_session_begin (const OtkId *employee, const OtkId *device, const char *label,
                               OtkTime now, OtkTokens *tokens);

/** OtkRotation: How the exchange of a refresh token went. */
typedef enum
{
  OTK_ROTATION_DONE,
  OTK_ROTATION_UNKNOWN, /* nobody's, expired, ended, or of another device */
  OTK_ROTATION_REUSED, /* it has served before: the session was ended, for somebody has copied it */
} OtkRotation;

/**
 * otk_session_rotate:
 * @store: inside a transaction
 * @refresh: what the device has
 * @device: which device says so
 * @session: (out) (transfer full) (nullable): the session, where it is known
 *
 * Exchanges a refresh token for a new pair. The one before the present one still counts as long as
 * the present pair was never used: the answer that carried it may have been lost. FALSE and @error
 * where the store failed.
 */
gboolean otk_session_rotate (OtkStore *store, const char *refresh, const OtkId *device, OtkTime now,
                             OtkTokens *tokens, OtkSession **session, OtkRotation *rotation,
                             GError **error);

G_END_DECLS
