/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-secret.h"

#include "otk-error.h"

#include <glib/gi18n-lib.h>
#include <liboath/oath.h>
#include <sodium.h>
#include <string.h>

#define TOKEN_BYTES 32
#define TOTP_BYTES 20
#define TOTP_DIGITS 6
#define TOTP_WINDOW 1

/* OWASP's second choice, measured at 11 ms (server.md §2.6). */
#define PASSWORD_MEMORY (19 * 1024 * 1024)
#define PASSWORD_PASSES 2
#define PASSWORD_LEAST 8
#define PASSWORD_MOST 200

gboolean
otk_secret_start (void)
{
  return sodium_init () >= 0 && oath_init () == OATH_OK;
}

char *
otk_secret_new (const char *prefix)
{
  guchar bytes[TOKEN_BYTES];
  char text[sodium_base64_ENCODED_LEN (TOKEN_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];

  randombytes_buf (bytes, sizeof bytes);
  sodium_bin2base64 (text, sizeof text, bytes, sizeof bytes,
                     sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  sodium_memzero (bytes, sizeof bytes);
  return g_strconcat (prefix, text, NULL);
}

char *
otk_secret_hash (const char *token)
{
  guchar hash[crypto_generichash_BYTES];
  char text[crypto_generichash_BYTES * 2 + 1];

  crypto_generichash (hash, sizeof hash, (const guchar *) token, strlen (token), NULL, 0);
  return g_strdup (sodium_bin2hex (text, sizeof text, hash, sizeof hash));
}

char *
otk_secret_words (void)
{
  /* Without those that are taken for one another. */
  static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 20; i++)
    {
      if (i > 0 && i % 5 == 0)
        g_string_append_c (text, '-');
      g_string_append_c (text, letters[randombytes_uniform (sizeof letters - 1)]);
    }
  return g_string_free (text, FALSE);
}

char *
otk_password_hash (const char *password)
{
  char hash[crypto_pwhash_STRBYTES];

  if (crypto_pwhash_str_alg (hash, password, strlen (password), PASSWORD_PASSES, PASSWORD_MEMORY,
                             crypto_pwhash_ALG_ARGON2ID13)
      != 0)
    return NULL;
  return g_strdup (hash);
}

/* What an unknown login is compared with, so that it is not told by the time it takes. */
static const char *
nobodys_hash (void)
{
  static char *hash;
  static gsize once;

  if (g_once_init_enter (&once))
    {
      g_autofree char *random = otk_secret_new ("");

      hash = otk_password_hash (random);
      g_once_init_leave (&once, 1);
    }
  return hash;
}

gboolean
otk_password_verify (const char *hash, const char *password)
{
  const char *against = hash != NULL ? hash : nobodys_hash ();
  gboolean same = against != NULL && strlen (password) <= PASSWORD_MOST * 4
                  && crypto_pwhash_str_verify (against, password, strlen (password)) == 0;

  return same && hash != NULL;
}

gboolean
otk_password_check (const char *password, const char *login, GError **error)
{
  glong length = g_utf8_strlen (password, -1);

  if (length < PASSWORD_LEAST)
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("The password is too short: take at least 8 characters"), NULL);
  if (length > PASSWORD_MOST)
    return otk_refuse (error, OTK_ERROR_LIMIT,
                       N_ ("The password is too long: take at most 200 characters"), NULL);
  if (login != NULL && g_ascii_strcasecmp (password, login) == 0)
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("The password must not be the login: choose another one"), NULL);
  return TRUE;
}

char *
otk_totp_new (void)
{
  char bytes[TOTP_BYTES], *text = NULL;
  size_t length;
  g_autofree char *copy = NULL;

  randombytes_buf (bytes, sizeof bytes);
  if (oath_base32_encode (bytes, sizeof bytes, &text, &length) != OATH_OK)
    g_error ("A secret could not be written: no memory");
  copy = g_strndup (text, length);
  free (text);
  return g_steal_pointer (&copy);
}

char *
otk_totp_uri (const char *secret, const char *login, const char *issuer)
{
  g_autofree char *name = g_uri_escape_string (login, NULL, FALSE);
  g_autofree char *by = g_uri_escape_string (issuer, NULL, FALSE);

  return g_strdup_printf ("otpauth://totp/%s:%s?secret=%s&issuer=%s&digits=%d&period=30", by, name,
                          secret, by, TOTP_DIGITS);
}

gboolean
otk_totp_verify (const char *secret, const char *code, OtkTime now, gint64 after, gint64 *step)
{
  char *bytes = NULL;
  size_t length;
  uint64_t counter = 0;
  int found;

  if (strlen (code) != TOTP_DIGITS || strspn (code, "0123456789") != TOTP_DIGITS
      || oath_base32_decode (secret, strlen (secret), &bytes, &length) != OATH_OK)
    return FALSE;
  found = oath_totp_validate3 (bytes, length, (time_t) (now / OTK_SECOND),
                               OATH_TOTP_DEFAULT_TIME_STEP_SIZE, OATH_TOTP_DEFAULT_START_TIME,
                               TOTP_WINDOW, NULL, &counter, code);
  sodium_memzero (bytes, length);
  free (bytes);
  *step = (gint64) counter;
  return found >= 0 && (gint64) counter > after;
}
