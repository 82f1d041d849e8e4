/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-server-private.h"

#include "otk-server-log.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/*
 * Connections on their way to SoupServer and back. Between two requests a connection is taken away
 * from it: SoupServer 3.2 never lets go of one whose client leaves in that moment. It gets the
 * connection again when there is something to read; what comes first on a connection it handles
 * well, be it a request or the end.
 */

#define STREAM "otk-stream"

/* A connection that is not SoupServer's at the moment. */
typedef struct
{
  OtkServer *server;
  GIOStream *stream; /* plain, or TLS over it */
  GSocketAddress *local, *remote;
  SoupServerMessage *message; /* the last, while the connection is taken back */
} Parked;

static Parked *
parked_new (OtkServer *server, GIOStream *stream, GSocketAddress *local, GSocketAddress *remote)
{
  Parked *self = g_new0 (Parked, 1);

  self->server = server;
  self->stream = g_object_ref (stream);
  self->local = g_object_ref (local);
  self->remote = g_object_ref (remote);
  return self;
}

static void
parked_free (gpointer data)
{
  Parked *self = data;

  g_object_unref (self->stream);
  g_object_unref (self->local);
  g_object_unref (self->remote);
  g_clear_object (&self->message);
  g_free (self);
}

static void
serve_stream (OtkServer *self, GIOStream *stream, GSocketAddress *local, GSocketAddress *remote)
{
  g_autoptr (GError) error = NULL;

  /* Not counted as a reference: the link's address would keep its own stream alive. */
  g_object_set_data (G_OBJECT (remote), STREAM, stream);
  if (!soup_server_accept_iostream (self->soup, stream, local, remote, &error))
    otk_server_log ("warning", "not-accepted", "text", error->message, NULL);
}

static gboolean
readable_cb (GObject *input, gpointer data)
{
  Parked *self = data;

  serve_stream (self->server, self->stream, self->local, self->remote);
  return G_SOURCE_REMOVE;
}

static void
wait_for_more (Parked *self)
{
  g_autoptr (GSource) source = g_pollable_input_stream_create_source (
      G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->stream)), NULL);

  g_source_set_callback (source, G_SOURCE_FUNC (readable_cb), self, parked_free);
  g_source_attach (source, NULL);
}

static gboolean
take_back_cb (gpointer data)
{
  Parked *self = data;
  g_autoptr (GIOStream) stolen = NULL;

  /* Closed, for the client or the server wanted no more, or served again already. */
  if (g_io_stream_is_closed (self->stream) || !otk_links_is_idle (self->remote))
    {
      parked_free (self);
      return G_SOURCE_REMOVE;
    }
  stolen = soup_server_message_steal_connection (self->message);
  g_clear_object (&self->message);
  if (stolen != NULL)
    wait_for_more (self);
  else
    parked_free (self);
  return G_SOURCE_REMOVE;
}

void
otk_server_park (OtkServer *self, SoupServerMessage *message)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);
  GIOStream *stream = g_object_get_data (G_OBJECT (remote), STREAM);
  Parked *parked;

  if (stream == NULL || g_io_stream_is_closed (stream))
    return;
  parked = parked_new (self, stream, soup_server_message_get_local_address (message), remote);
  parked->message = g_object_ref (message);
  /* Before SoupServer looks at the connection again. */
  g_idle_add_full (G_PRIORITY_HIGH, take_back_cb, parked, NULL);
}

static void
shaken_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Parked *self = data;

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, NULL))
    serve_stream (self->server, self->stream, self->local, self->remote);
  parked_free (self);
}

static void
shake_hands (OtkServer *self, GSocketConnection *connection, GSocketAddress *local,
             GSocketAddress *remote)
{
  g_autoptr (GIOStream) tls =
      g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL);

  if (tls == NULL)
    return;
  g_object_set (tls, "require-close-notify", FALSE, NULL);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, NULL, shaken_cb,
                                    parked_new (self, tls, local, remote));
}

void
otk_server_accept (OtkServer *self, GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);

  if (remote == NULL || local == NULL || !otk_links_admit (self->links, connection, remote))
    {
      otk_metrics_count (self->metrics, "otklik_connections_refused_total");
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      return;
    }
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, TRUE,
                       NULL);
  if (self->certificate != NULL)
    shake_hands (self, connection, local, remote);
  else
    serve_stream (self, G_IO_STREAM (connection), local, remote);
}
