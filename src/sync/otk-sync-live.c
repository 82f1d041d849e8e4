/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sync-session-private.h"

#include <string.h>

/* sync.md §3.13, s */
#define KEEP_ALIVE 25
#define DEAD 60

/* A server without WebSockets, or a proxy that forbids them, is not asked all the time. */
#define PAUSE (30 * G_USEC_PER_SEC)

/* Pokes and presence are short. */
#define MAX_MESSAGE (64 * 1024)

static void
heard (OtkSyncSession *self)
{
  self->heard = g_get_monotonic_time ();
}

static void
message_cb (SoupWebsocketConnection *socket, SoupWebsocketDataType type, GBytes *message,
            gpointer data)
{
  OtkSyncSession *self = data;
  gsize length;
  const char *bytes = g_bytes_get_data (message, &length);
  g_autofree char *text = NULL;

  heard (self);
  if (type != SOUP_WEBSOCKET_DATA_TEXT)
    return;
  /* A poke carries nothing that matters: any message is worth a look. */
  text = g_strndup (bytes != NULL ? bytes : "", length);
  otk_sync_session_poked (self, strstr (text, "\"poke\"") == NULL ? text : NULL);
}

static void
pong_cb (SoupWebsocketConnection *socket, GBytes *message, gpointer data)
{
  heard (data);
}

static void
closed_cb (SoupWebsocketConnection *socket, gpointer data)
{
  OtkSyncSession *self = data;

  if (self->socket != socket)
    return;
  otk_sync_session_disconnect (self);
  /* What came while it was gone is asked for at once. */
  if (self->desk == NULL)
    return;
  otk_sync_session_set_pace (self);
  otk_sync_session_poked (self, NULL);
}

/* A half-open connection says nothing, for ever. */
static gboolean
watch_cb (gpointer data)
{
  OtkSyncSession *self = data;

  if (g_get_monotonic_time () - self->heard < DEAD * G_USEC_PER_SEC)
    return G_SOURCE_CONTINUE;
  self->watch = 0;
  otk_sync_session_disconnect (self);
  otk_sync_session_set_pace (self);
  otk_sync_session_poked (self, NULL);
  return G_SOURCE_REMOVE;
}

static void
take_socket (OtkSyncSession *self, SoupWebsocketConnection *socket)
{
  self->socket = socket;
  soup_websocket_connection_set_keepalive_interval (socket, KEEP_ALIVE);
  soup_websocket_connection_set_max_incoming_payload_size (socket, MAX_MESSAGE);
  g_signal_connect_object (socket, "message", G_CALLBACK (message_cb), self, 0);
  g_signal_connect_object (socket, "pong", G_CALLBACK (pong_cb), self, 0);
  g_signal_connect_object (socket, "closed", G_CALLBACK (closed_cb), self, 0);
  heard (self);
  self->watch = g_timeout_add_seconds (KEEP_ALIVE, watch_cb, self);
  otk_sync_session_set_pace (self);
  /* Between the last pull and now something may have happened. */
  otk_sync_session_poked (self, NULL);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OtkSyncSession) self = data;
  SoupWebsocketConnection *socket =
      soup_session_websocket_connect_finish (SOUP_SESSION (source), result, NULL);

  self->connecting = FALSE;
  if (socket != NULL && self->desk != NULL)
    take_socket (self, socket);
  else
    g_clear_object (&socket);
  if (self->socket == NULL)
    self->refused = g_get_monotonic_time ();
}

void
otk_sync_session_connect (OtkSyncSession *self)
{
  g_autofree char *url = g_strconcat (self->address, "/sync/v1/live", NULL);
  g_autoptr (SoupMessage) message = NULL;

  if (self->socket != NULL || self->connecting
      || (self->refused != 0 && g_get_monotonic_time () - self->refused < PAUSE))
    return;
  message = soup_message_new (SOUP_METHOD_GET, url);
  if (message == NULL)
    return;
  otk_sync_session_authorise (self, message);
  self->connecting = TRUE;
  soup_session_websocket_connect_async (self->soup, message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        self->cancellable, connected_cb, g_object_ref (self));
}

void
otk_sync_session_disconnect (OtkSyncSession *self)
{
  g_autoptr (SoupWebsocketConnection) socket = g_steal_pointer (&self->socket);

  g_clear_handle_id (&self->watch, g_source_remove);
  if (socket == NULL)
    return;
  g_signal_handlers_disconnect_by_data (socket, self);
  if (soup_websocket_connection_get_state (socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
}
