/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-keyring.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

static const SecretSchema schema = {
  .name = "org.otklik.Otklik.Account",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = { { "account", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

void
otk_keyring_store_async (const OtkMembership *membership, const char *secret,
                         GAsyncReadyCallback callback, gpointer data)
{
  g_autofree char *title = otk_membership_title (membership);
  /* Translators: what a password manager lists the entry as; an account on a server. */
  g_autofree char *label = g_strdup_printf (_ ("Otklik: %s"), title);
  char id[OTK_ID_STRING_LENGTH + 1];

  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, secret, NULL, callback, data,
                         "account", otk_id_print (&membership->id, id), NULL);
}

gboolean
otk_keyring_store_finish (GAsyncResult *result, GError **error)
{
  return secret_password_store_finish (result, error);
}

void
otk_keyring_lookup_async (const OtkMembership *membership, GAsyncReadyCallback callback,
                          gpointer data)
{
  char id[OTK_ID_STRING_LENGTH + 1];

  secret_password_lookup (&schema, NULL, callback, data, "account",
                          otk_id_print (&membership->id, id), NULL);
}

char *
otk_keyring_lookup_finish (GAsyncResult *result, GError **error)
{
  char *found = secret_password_lookup_finish (result, error);
  char *copy = g_strdup (found);

  if (found != NULL)
    secret_password_free (found);
  return copy;
}
