/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-value.h"

G_BEGIN_DECLS

/* Secrets: made here, kept as hashes, compared without telling how much of them was right. */

/** otk_secret_start: Before anything else; FALSE where there is no source of random numbers. */
gboolean otk_secret_start (void);
/** otk_secret_new: Returns: (transfer full): @prefix and 32 random bytes, as base64url. */
char *otk_secret_new (const char *prefix);
/** otk_secret_hash: Returns: (transfer full): what is kept of a token: BLAKE2b-256, hexadecimal. */
char *otk_secret_hash (const char *token);
/** otk_secret_words: Returns: (transfer full): a password that can be read out: 20 letters and
 * digits in groups of five. */
char *otk_secret_words (void);

/** otk_password_hash: Argon2id with 19 MiB and two passes, tens of milliseconds. Threads: any.
 * Returns: (transfer full) (nullable): NULL where there is no memory */
char *otk_password_hash (const char *password);
/** otk_password_verify: @hash: (nullable): NULL takes as long and is never right. Threads: any. */
gboolean otk_password_verify (const char *hash, const char *password);
/** otk_password_check: Whether @password may be chosen. */
gboolean otk_password_check (const char *password, const char *login, GError **error);

/** otk_totp_new: Returns: (transfer full): a second factor's secret, base32. */
char *otk_totp_new (void);
/** otk_totp_uri: Returns: (transfer full): what a phone reads off the screen. */
char *otk_totp_uri (const char *secret, const char *login, const char *issuer);
/**
 * otk_totp_verify:
 * @after: the last step that a code was taken for
 * @step: (out): the step of @code
 *
 * RFC 6238, six digits, 30 s, one step of either side forgiven; a code serves once.
 */
gboolean otk_totp_verify (const char *secret, const char *code, OtkTime now, gint64 after,
                          gint64 *step);

G_END_DECLS
