/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-value.h"

G_BEGIN_DECLS

/**
 * OtkSignIn:
 *
 * Checks passwords on threads of their own, few at a time, and slows down those who guess. Failed
 * attempts are counted for a login together with the address they come from, or with the device
 * where that is known, so that nobody can lock another out; and for an address over all logins. On
 * the main thread.
 */
typedef struct _OtkSignIn OtkSignIn;

/** OtkSignInCheck: Called on the main thread. @hash: (nullable) (transfer none): the new hash, for
 * otk_sign_in_change(). */
typedef void (*OtkSignInCheck) (gboolean right, const char *hash, gpointer data);

OtkSignIn *otk_sign_in_new (guint threads, guint queue);
/** otk_sign_in_free: Waits for what is being checked; callbacks that have not come do not. */
void otk_sign_in_free (OtkSignIn *self);

/** otk_sign_in_verify: @hash: (nullable): NULL for an unknown login: takes as long. FALSE where too
 * many wait already; @check is not called then. */
gboolean otk_sign_in_verify (OtkSignIn *self, const char *hash, const char *password,
                             OtkSignInCheck check, gpointer data);
/** otk_sign_in_change: The same, making the hash of a new password once @hash, where there is one,
 * was found to be that of @password. */
gboolean otk_sign_in_change (OtkSignIn *self, const char *hash, const char *password,
                             const char *new_password, OtkSignInCheck check, gpointer data);

/**
 * otk_sign_in_wait:
 * @by: what the attempts of a login are counted for, beside @login: an address or a device
 * @peer: the address
 *
 * Returns: how many seconds to wait before the next attempt; 0 where one may be made now
 */
gint64 otk_sign_in_wait (OtkSignIn *self, const char *login, const char *by, const char *peer,
                         OtkTime now);
void otk_sign_in_failed (OtkSignIn *self, const char *login, const char *by, const char *peer,
                         OtkTime now);
void otk_sign_in_succeeded (OtkSignIn *self, const char *login, const char *by);

G_END_DECLS
