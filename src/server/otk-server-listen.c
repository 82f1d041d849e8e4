/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-server-private.h"

#include "otk-error.h"
#include "otk-server-log.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Connections that wait to be taken while the server is busy. */
#define BACKLOG 512

/* systemd hands its sockets over from this descriptor on. */
#define FIRST_FD 3

static int
handed_over (void)
{
  const char *pid = g_getenv ("LISTEN_PID"), *count = g_getenv ("LISTEN_FDS");
  gint64 ours, n;

  if (count == NULL || !g_ascii_string_to_signed (count, 10, 0, 64, &n, NULL))
    return 0;
  if (pid != NULL
      && (!g_ascii_string_to_signed (pid, 10, 1, G_MAXINT, &ours, NULL) || ours != getpid ()))
    return 0;
  return (int) n;
}

/* The line that says where: for people, and for programs that asked for any free port. */
static void
tell (OtkServer *self, GSocketAddress *address)
{
  g_autofree char *text =
      address != NULL ? g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address)) : NULL;
  g_autofree char *uri =
      g_strconcat (self->certificate != NULL ? "https://" : "http://", text, NULL);

  otk_server_log ("info", "listening", "uri", uri, NULL);
  g_clear_object (&address);
}

static gboolean
take_over (OtkServer *self, int n, GError **error)
{
  for (int fd = FIRST_FD; fd < FIRST_FD + n; fd++)
    {
      g_autoptr (GSocket) socket = NULL;

      fcntl (fd, F_SETFD, FD_CLOEXEC);
      socket = g_socket_new_from_fd (fd, error);
      if (socket == NULL
          || !g_socket_listener_add_socket (G_SOCKET_LISTENER (self->service), socket, NULL, error))
        return FALSE;
      tell (self, g_socket_get_local_address (socket, NULL));
    }
  /* What is started from here shall not take them for its own. */
  g_unsetenv ("LISTEN_PID");
  g_unsetenv ("LISTEN_FDS");
  return TRUE;
}

/* "127.0.0.1:8480", "[::1]:8480"; the port may be 0 for any that is free. */
static GSocketAddress *
parse_address (const char *text)
{
  const char *colon = strrchr (text, ':');
  g_autofree char *host = NULL;
  guint64 port;

  if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 0, 65535, &port, NULL))
    return NULL;
  host = g_strndup (text, (gsize) (colon - text));
  if (*host == '[' && g_str_has_suffix (host, "]"))
    {
      host[strlen (host) - 1] = '\0';
      return g_inet_socket_address_new_from_string (host + 1, (guint) port);
    }
  return g_inet_socket_address_new_from_string (host, (guint) port);
}

static gboolean
listen_at (OtkServer *self, const char *text, GError **error)
{
  g_autoptr (GSocketAddress) address = parse_address (text);
  g_autoptr (GError) failure = NULL;
  GSocketAddress *effective = NULL;

  if (address == NULL)
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("An address as 127.0.0.1:8480 is expected for --listen: %s"), text);
  if (g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address,
                                     G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &effective,
                                     &failure))
    {
      tell (self, effective);
      return TRUE;
    }
  /* A machine may not know this family. */
  if (*text == '[' && !g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    {
      otk_server_log ("warning", "not-listening", "address", text, "text", failure->message, NULL);
      return TRUE;
    }
  return otk_refuse (error, OTK_ERROR_BUSY, N_ ("The server cannot listen: %s"), failure->message);
}

static gboolean
listen_all (OtkServer *self, GError **error)
{
  g_auto (GStrv) addresses = g_strsplit (self->config->listen, ";", -1);
  gboolean any = FALSE;

  for (guint i = 0; addresses[i] != NULL; i++)
    {
      if (*g_strstrip (addresses[i]) == '\0')
        continue;
      if (!listen_at (self, addresses[i], error))
        return FALSE;
      any = TRUE;
    }
  return any
         || otk_refuse (error, OTK_ERROR_INVALID,
                        N_ ("The server listens nowhere: name an address with --listen"), NULL);
}

gboolean
otk_server_load_certificate (OtkServer *self, GError **error)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) failure = NULL;

  if (self->config->tls_certificate == NULL)
    return TRUE;
  certificate = g_tls_certificate_new_from_files (self->config->tls_certificate,
                                                  self->config->tls_key, &failure);
  if (certificate == NULL)
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("The certificate cannot be used: %s"),
                       failure->message);
  g_set_object (&self->certificate, certificate);
  return TRUE;
}

/* SoupServer keeps a connection open only while it believes that it listens itself; it is given a
 * socket that nobody can reach. */
static gboolean
pretend_to_listen (OtkServer *self, GError **error)
{
  g_autoptr (GSocket) socket = NULL;
  int pair[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return otk_refuse (error, OTK_ERROR_BUSY, N_ ("The server cannot listen: %s"),
                       g_strerror (errno));
  self->silent_end = pair[1];
  socket = g_socket_new_from_fd (pair[0], error);
  return socket != NULL && soup_server_listen_socket (self->soup, socket, 0, error);
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  otk_server_accept (data, connection);
  return TRUE;
}

gboolean
otk_server_listen (OtkServer *self, GError **error)
{
  int n = handed_over ();

  self->service = g_socket_service_new ();
  g_socket_listener_set_backlog (G_SOCKET_LISTENER (self->service), BACKLOG);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  return otk_server_load_certificate (self, error) && pretend_to_listen (self, error)
         && (n > 0 ? take_over (self, n, error) : listen_all (self, error));
}

void
otk_server_stop_listening (OtkServer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
}
