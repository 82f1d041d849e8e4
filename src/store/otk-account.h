/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-store.h"

G_BEGIN_DECLS

/*
 * What a server keeps about signing in: credentials, sessions, known devices, who brought which
 * file. These rows are no facts and never travel. Every function runs on the store's thread; those
 * that write need a store opened for writing and join an open transaction.
 */

/** OtkCredential: What proves that somebody is an employee. */
typedef struct
{
  OtkId employee;
  char *password; /* (nullable): what libsodium made of it; NULL: cannot sign in by password */
  OtkTime changed_at;
  gboolean must_change;
  char *totp;         /* (nullable): the second factor's secret, base32 */
  OtkTime totp_since; /* OTK_TIME_NONE until it was confirmed with a code */
  gint64 totp_step;   /* the last time step that a code was taken for */
} OtkCredential;

void otk_credential_free (OtkCredential *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkCredential, otk_credential_free)

/** otk_account_credential: Returns: (transfer full) (nullable): NULL without @error set where there
 * is none. */
OtkCredential *otk_account_credential (OtkStore *store, const OtkId *employee, GError **error);
/** otk_account_put_credential: Makes or replaces it. */
gboolean otk_account_put_credential (OtkStore *store, const OtkCredential *credential,
                                     GError **error);
/** otk_account_any: Whether anybody can sign in at all. */
gboolean otk_account_any (OtkStore *store, gboolean *any, GError **error);

/** OtkSession: Somebody signed in on a device. Tokens are hashes. */
typedef struct
{
  OtkId id;
  OtkId employee;
  OtkId device;
  char *label; /* what the device calls itself */
  OtkTime created_at;
  OtkTime seen_at;
  char *access;
  OtkTime access_until;
  char *refresh;
  OtkTime refresh_until;
  char *spare;      /* (nullable): the refresh token before, until the present pair is used */
  OtkTime ended_at; /* OTK_TIME_NONE while it lasts */
  char *ended_why;  /* (nullable): "signed-out", "revoked", "reused", "password" */
} OtkSession;

void otk_session_free (OtkSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkSession, otk_session_free)

/** OtkSessionKey: By what a session is looked for. */
typedef enum
{
  OTK_SESSION_BY_ACCESS,
  OTK_SESSION_BY_REFRESH, /* the present one or the spare one */
  OTK_SESSION_BY_SPENT,   /* a refresh token that has served before */
} OtkSessionKey;

/** otk_account_session: Returns: (transfer full) (nullable): NULL without @error set where there is
 * none. Ended ones are found too. */
OtkSession *otk_account_session (OtkStore *store, OtkSessionKey key, const char *hash,
                                 GError **error);
OtkSession *otk_account_session_by_id (OtkStore *store, const OtkId *id, GError **error);
/** otk_account_sessions: Those of an employee that last, the latest seen first. (element-type
 * OtkSession) */
GPtrArray *otk_account_sessions (OtkStore *store, const OtkId *employee, GError **error);
/** otk_account_put_session: Makes or replaces it. */
gboolean otk_account_put_session (OtkStore *store, const OtkSession *session, GError **error);
/** otk_account_spend: Remembers that the refresh token @hash has served. */
gboolean otk_account_spend (OtkStore *store, const OtkId *session, const char *hash, OtkTime at,
                            GError **error);
/** otk_account_end: Ends the session @id, or with @id NULL all of @employee but @except (nullable).
 */
gboolean otk_account_end (OtkStore *store, const OtkId *employee, const OtkId *id,
                          const OtkId *except, const char *why, OtkTime at, GError **error);
/** otk_account_prune: Forgets what ended or was spent before @before. */
gboolean otk_account_prune (OtkStore *store, OtkTime before, GError **error);

/** otk_account_know_device: From now on @hash proves a device of @employee. */
gboolean otk_account_know_device (OtkStore *store, const char *hash, const OtkId *employee,
                                  OtkTime at, GError **error);
/** otk_account_knows_device: @known: (out) */
gboolean otk_account_knows_device (OtkStore *store, const char *hash, const OtkId *employee,
                                   gboolean *known, GError **error);

/** otk_account_put_upload: @employee has brought all of the file @sha256. */
gboolean otk_account_put_upload (OtkStore *store, const char *sha256, const OtkId *employee,
                                 OtkTime at, GError **error);
/** otk_account_brought: @brought: (out): whether @employee did. */
gboolean otk_account_brought (OtkStore *store, const char *sha256, const OtkId *employee,
                              gboolean *brought, GError **error);

G_END_DECLS
