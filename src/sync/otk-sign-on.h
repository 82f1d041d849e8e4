/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-id.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Of libsoup; who signs on needs to know no more of it. */
typedef struct _SoupSession SoupSession;

/** otk_sign_on_session_new: What the calls go through. Returns: (transfer full): a GObject */
SoupSession *otk_sign_on_session_new (void);

/**
 * otk_sign_on_make_replica:
 * @path: a file that is not there yet, or a replica already
 * @address: the server's
 *
 * Makes the file a copy of the server's data for @employee, empty as yet. Blocking.
 */
gboolean otk_sign_on_make_replica (const char *path, const char *address, const OtkId *employee,
                                   const OtkId *device, GError **error);

/**
 * OtkGrant:
 * @code_needed: the password is right, but the code of the second factor is wanted too; nothing
 *   else is set then
 * @device_key: (nullable): proves this device at the next sign-in; only where it is new
 *
 * What a server gives who signs in.
 */
typedef struct
{
  gboolean code_needed;
  char *access;
  char *refresh;
  char *device_key;
  OtkId employee;
} OtkGrant;

OtkGrant *otk_grant_copy (const OtkGrant *self);
void otk_grant_free (OtkGrant *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkGrant, otk_grant_free)

/**
 * otk_sign_on_async:
 * @address: of otk_server_address()
 * @code: (nullable): of the second factor
 * @device: this device
 * @device_key: (nullable): what an earlier grant brought
 *
 * Signs in. Errors, each a sentence that says what to do: OTK_ERROR_OFFLINE (no such host, nobody
 * answers), OTK_ERROR_INVALID (the certificate; the login or password; the code),
 * OTK_ERROR_PROTOCOL (no Otklik there, or too old).
 */
void otk_sign_on_async (SoupSession *soup, const char *address, const char *login,
                        const char *password, const char *code, const OtkId *device,
                        const char *device_key, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data);
/** otk_sign_on_renew_async: Exchanges a refresh token for a new pair. OTK_ERROR_NOT_ALLOWED where
 * it does not count any more. */
void otk_sign_on_renew_async (SoupSession *soup, const char *address, const char *refresh,
                              const OtkId *device, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data);
/** otk_sign_on_finish: For both. Returns: (transfer full) (nullable) */
OtkGrant *otk_sign_on_finish (GAsyncResult *result, GError **error);

G_END_DECLS
