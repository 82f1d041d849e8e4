/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sync-session.h"
#include "sync-world.h"

#include <libsoup/soup.h>
#include <string.h>

#define PATIENCE 20 /* s */

/* The exchange behind a real server on the loopback. */
typedef struct
{
  World *world;
  SoupServer *server;
  GPtrArray *sockets;
  char *address;
  OtkId user;
  const char *token; /* that it takes */
  guint refused;
  OtkDesk *desk;
  OtkSyncSession *session;
} Rig;

static void
poke_all (Rig *rig)
{
  for (guint i = 0; i < rig->sockets->len; i++)
    soup_websocket_connection_send_text (g_ptr_array_index (rig->sockets, i), "{\"poke\":\"1\"}");
}

static gboolean
is_signed_in (Rig *rig, SoupServerMessage *message)
{
  g_autofree char *wanted = g_strconcat ("Bearer ", rig->token, NULL);

  return g_strcmp0 (soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                                  "Authorization"),
                    wanted)
         == 0;
}

static void
handle_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
           gpointer data)
{
  Rig *rig = data;
  OtkExchangeCaller caller = { rig->user, OTK_ID_NONE };
  SoupMessageBody *question = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) body = soup_message_body_flatten (question);
  g_autoptr (OtkExchangeAnswer) answer = NULL;
  World *world = rig->world;

  if (!is_signed_in (rig, message))
    {
      rig->refused++;
      soup_server_message_set_status (message, 401, NULL);
      return;
    }
  world->now += 10;
  if (g_str_has_suffix (path, "/device"))
    answer = otk_exchange_register (world->exchange, world->server, &caller, body, world->now);
  else if (g_str_has_suffix (path, "/push"))
    answer = otk_exchange_push (world->exchange, world->server, &caller, body, world->now);
  else
    answer = otk_exchange_pull (world->exchange, world->server, &caller, body, world->now);
  soup_server_message_set_status (message, answer->status, NULL);
  soup_server_message_set_response (message, answer->type, SOUP_MEMORY_COPY,
                                    g_bytes_get_data (answer->body, NULL),
                                    g_bytes_get_size (answer->body));
}

static void
socket_cb (SoupServer *server, SoupServerMessage *message, const char *path,
           SoupWebsocketConnection *socket, gpointer data)
{
  Rig *rig = data;

  g_ptr_array_add (rig->sockets, g_object_ref (socket));
}

static void
start_server (Rig *rig)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  rig->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (rig->server, "/sync/v1", handle_cb, rig, NULL);
  soup_server_add_websocket_handler (rig->server, "/sync/v1/live", NULL, NULL, socket_cb, rig,
                                     NULL);
  soup_server_listen_local (rig->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (rig->server);
  rig->address = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static Rig *
rig_new (const char *token)
{
  Rig *rig = g_new0 (Rig, 1);
  g_autoptr (OtkClock) clock = NULL;
  GError *error = NULL;
  Client *client;

  rig->world = world_new (1);
  rig->user = rig->world->boris;
  rig->token = "good";
  rig->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  client = world_add_client (rig->world, &rig->user);
  client_leave (client);
  start_server (rig);
  clock = otk_clock_new_system ();
  rig->desk = otk_desk_open (client->path, clock, &error);
  g_assert_no_error (error);
  rig->session = otk_sync_session_new (rig->desk, rig->address, token);
  return rig;
}

static void
rig_free (Rig *rig)
{
  otk_sync_session_stop (rig->session);
  g_object_unref (rig->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  otk_desk_close (rig->desk);
  g_object_unref (rig->desk);
  soup_server_disconnect (rig->server);
  g_object_unref (rig->server);
  g_ptr_array_unref (rig->sockets);
  world_free (rig->world);
  g_free (rig->address);
  g_free (rig);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rig, rig_free)

static gboolean
give_up_cb (gpointer data)
{
  g_error ("waited in vain");
  return G_SOURCE_REMOVE;
}

static void
wait_for (Rig *rig, gboolean (*is_true) (Rig *rig, gconstpointer data), gconstpointer data)
{
  guint timeout = g_timeout_add_seconds (PATIENCE, give_up_cb, NULL);

  while (!is_true (rig, data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

static gboolean
is_online (Rig *rig, gconstpointer data)
{
  return otk_desk_sync (rig->desk)->link == OTK_LINK_ONLINE && otk_desk_n_unsent (rig->desk) == 0;
}

static gboolean
is_live (Rig *rig, gconstpointer data)
{
  return rig->sockets->len > 0 && otk_sync_session_is_live (rig->session);
}

static gboolean
has_request (Rig *rig, gconstpointer data)
{
  g_autoptr (OtkRecord) request = otk_desk_find (rig->desk, OTK_ENTITY_REQUEST, data);

  return request != NULL && otk_record_int (request, OTK_REQUEST_NUMBER) > 0;
}

static gboolean
is_refused (Rig *rig, gconstpointer data)
{
  return rig->refused > 0;
}

static OtkCommand *
new_request (World *world, const OtkId *actor)
{
  OtkCommand *command = otk_command_new (OTK_COMMAND_CREATE, actor, NULL, world->now);

  otk_command_with_id (command, "type", &world->type);
  otk_command_with_id (command, "service", &world->service);
  otk_command_with_id (command, "customer", &world->customer);
  return otk_command_with_text (command, "subject", "Почта");
}

/* Down at the start, up when something is given, down again when the server pokes. */
static void
test_both_ways (void)
{
  g_autoptr (Rig) rig = rig_new ("good");
  g_autoptr (OtkCommand) mine = new_request (rig->world, &rig->user);
  g_autoptr (OtkCommand) theirs = new_request (rig->world, &rig->world->vera);
  g_autoptr (OtkOutcome) outcome = NULL;
  g_autoptr (OtkRecord) at_server = NULL;
  GError *error = NULL;

  wait_for (rig, is_online, NULL);
  g_assert_nonnull (otk_desk_me (rig->desk));
  wait_for (rig, is_live, NULL);
  outcome = otk_desk_submit (rig->desk, mine, &error);
  g_assert_no_error (error);
  wait_for (rig, has_request, &mine->root);
  wait_for (rig, is_online, NULL);
  at_server = world_request (rig->world, &mine->root);
  g_assert_nonnull (at_server);
  world_submit (rig->world, theirs);
  poke_all (rig);
  wait_for (rig, has_request, &theirs->root);
}

static void
renew_cb (OtkSyncSession *session, gpointer data)
{
  otk_sync_session_set_token (session, "good");
}

/* A token that is not taken any more is replaced, and everything goes on. */
static void
test_renewal (void)
{
  g_autoptr (Rig) rig = rig_new ("stale");

  g_signal_connect (rig->session, "renew", G_CALLBACK (renew_cb), NULL);
  wait_for (rig, is_refused, NULL);
  wait_for (rig, is_online, NULL);
}

/* Without the network work goes on; with it, it arrives. */
static void
test_cut (void)
{
  g_autoptr (Rig) rig = rig_new ("good");
  g_autoptr (OtkCommand) mine = new_request (rig->world, &rig->user);
  g_autoptr (OtkOutcome) outcome = NULL;
  GError *error = NULL;
  GSList *uris;
  guint port;

  wait_for (rig, is_online, NULL);
  uris = soup_server_get_uris (rig->server);
  port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  soup_server_disconnect (rig->server);
  outcome = otk_desk_submit (rig->desk, mine, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (otk_desk_n_unsent (rig->desk), ==, 1);
  soup_server_listen_local (rig->server, port, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  otk_sync_session_retry (rig->session);
  wait_for (rig, has_request, &mine->root);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/both-ways", test_both_ways);
  g_test_add_func ("/session/renewal", test_renewal);
  g_test_add_func ("/session/cut", test_cut);
  return g_test_run ();
}
