/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-connection.h"

#include "otk-error.h"
#include "otk-keyring.h"
#include "otk-sync-session.h"

#include <string.h>

/* After a renewal that the network did not let through, s. */
#define PATIENCE 5

struct _OtkConnection
{
  GObject parent_instance;

  OtkMembership *membership;
  OtkSyncSession *session;
  SoupSession *soup;
  GCancellable *cancellable;
  guint waiting;
  gboolean renewing;

  char *access;     /* (nullable): new, while it is being kept */
  char *refresh;    /* (nullable): NULL until it is looked for, or where there is none */
  char *device_key; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OtkConnection, otk_connection, G_TYPE_OBJECT)

enum
{
  NOT_KEPT,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void renew (OtkConnection *self);

static gboolean
is_stopped (OtkConnection *self)
{
  return g_cancellable_is_cancelled (self->cancellable);
}

/* Used only once it is kept: the server takes the old refresh token until then, in case the power
 * fails between. */
static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OtkConnection) self = data;
  g_autoptr (GError) error = NULL;

  if (!otk_keyring_store_finish (result, &error) && !is_stopped (self))
    g_signal_emit (self, signals[NOT_KEPT], 0, error);
  if (is_stopped (self) || self->access == NULL)
    return;
  otk_sync_session_set_token (self->session, self->access);
  g_clear_pointer (&self->access, g_free);
}

static void
keep (OtkConnection *self, const OtkGrant *grant)
{
  g_autofree char *secret = NULL;

  g_free (self->access);
  self->access = g_strdup (grant->access);
  g_free (self->refresh);
  self->refresh = g_strdup (grant->refresh);
  if (grant->device_key != NULL)
    {
      g_free (self->device_key);
      self->device_key = g_strdup (grant->device_key);
    }
  secret = g_strjoin ("\n", self->refresh, self->device_key, NULL);
  otk_keyring_store_async (self->membership, secret, kept_cb, g_object_ref (self));
}

static gboolean
patience_over_cb (gpointer data)
{
  OtkConnection *self = data;

  self->waiting = 0;
  renew (self);
  return G_SOURCE_REMOVE;
}

static void
renewed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OtkConnection) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkGrant) grant = otk_sign_on_finish (result, &error);

  self->renewing = FALSE;
  if (is_stopped (self))
    return;
  if (grant != NULL && !grant->code_needed)
    keep (self, grant);
  else if (error == NULL || g_error_matches (error, OTK_ERROR, OTK_ERROR_NOT_ALLOWED))
    {
      g_clear_pointer (&self->refresh, g_free);
      otk_sync_session_set_token (self->session, NULL);
    }
  else if (self->waiting == 0)
    self->waiting = g_timeout_add_seconds (PATIENCE, patience_over_cb, self);
}

static void
ask_for_pair (OtkConnection *self)
{
  otk_sign_on_renew_async (self->soup, self->membership->address, self->refresh,
                           &self->membership->device, self->cancellable, renewed_cb,
                           g_object_ref (self));
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OtkConnection) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *secret = otk_keyring_lookup_finish (result, &error);
  g_auto (GStrv) parts = secret != NULL ? g_strsplit (secret, "\n", 2) : NULL;

  if (is_stopped (self))
    return;
  if (parts == NULL || self->refresh != NULL)
    {
      self->renewing = FALSE;
      if (self->refresh == NULL)
        otk_sync_session_set_token (self->session, NULL);
      return;
    }
  self->refresh = g_strdup (parts[0]);
  self->device_key = g_strdup (parts[1]);
  ask_for_pair (self);
}

static void
renew (OtkConnection *self)
{
  if (self->renewing || is_stopped (self))
    return;
  g_clear_handle_id (&self->waiting, g_source_remove);
  self->renewing = TRUE;
  if (self->refresh != NULL)
    ask_for_pair (self);
  else
    otk_keyring_lookup_async (self->membership, found_cb, g_object_ref (self));
}

static void
otk_connection_dispose (GObject *object)
{
  otk_connection_stop (OTK_CONNECTION (object));

  G_OBJECT_CLASS (otk_connection_parent_class)->dispose (object);
}

static void
otk_connection_finalize (GObject *object)
{
  OtkConnection *self = OTK_CONNECTION (object);

  otk_membership_free (self->membership);
  g_clear_object (&self->session);
  g_clear_object (&self->soup);
  g_clear_object (&self->cancellable);
  g_free (self->access);
  g_free (self->refresh);
  g_free (self->device_key);

  G_OBJECT_CLASS (otk_connection_parent_class)->finalize (object);
}

static void
otk_connection_class_init (OtkConnectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = otk_connection_dispose;
  G_OBJECT_CLASS (klass)->finalize = otk_connection_finalize;

  signals[NOT_KEPT] = g_signal_new ("not-kept", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
otk_connection_init (OtkConnection *self)
{
  self->cancellable = g_cancellable_new ();
  self->soup = otk_sign_on_session_new ();
}

OtkConnection *
otk_connection_new (OtkDesk *desk, const OtkMembership *membership, const OtkGrant *grant)
{
  OtkConnection *self = g_object_new (OTK_TYPE_CONNECTION, NULL);

  self->membership = otk_membership_copy (membership);
  self->session =
      otk_sync_session_new (desk, membership->address, grant != NULL ? grant->access : NULL);
  g_signal_connect_object (self->session, "renew", G_CALLBACK (renew), self, G_CONNECT_SWAPPED);
  if (grant != NULL)
    keep (self, grant);
  return self;
}

const OtkMembership *
otk_connection_membership (OtkConnection *self)
{
  return self->membership;
}

void
otk_connection_grant (OtkConnection *self, const OtkGrant *grant)
{
  if (!is_stopped (self))
    keep (self, grant);
}

void
otk_connection_retry (OtkConnection *self)
{
  if (is_stopped (self))
    return;
  if (self->waiting != 0)
    renew (self);
  else
    otk_sync_session_retry (self->session);
}

void
otk_connection_set_focused (OtkConnection *self, gboolean focused)
{
  if (!is_stopped (self))
    otk_sync_session_set_focused (self->session, focused);
}

void
otk_connection_stop (OtkConnection *self)
{
  if (is_stopped (self))
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->waiting, g_source_remove);
  if (self->session != NULL)
    otk_sync_session_stop (self->session);
}
