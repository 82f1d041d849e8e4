/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-links.h"

#include <string.h>

/* How often deadlines are looked at, and how long a refused peer has for reading why. */
#define SWEEP_MS 500
#define CLOSING (3 * G_USEC_PER_SEC)
/* Whoever sends a long body, or takes a long answer, slower than this is not waited for. */
#define SLOWEST (16 * 1024)

#define LINK "otk-link"

typedef struct
{
  OtkLinks *links;
  GSocketConnection *connection; /* weak: SoupServer holds it */
  GSocketAddress *remote;
  char *peer;
  OtkLinkState state;
  gint64 deadline; /* 0 for none */
} Link;

struct _OtkLinks
{
  GHashTable *links; /* GSocketConnection → Link */
  GHashTable *peers; /* address → how many */
  char **proxies;
  gint64 max_connections, max_per_peer;
  gint64 head, body, idle; /* µs */
  guint sweep;
};

static guint
count_of (OtkLinks *self, const char *peer)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->peers, peer));
}

static void
count_up (OtkLinks *self, const char *peer)
{
  g_hash_table_insert (self->peers, g_strdup (peer), GUINT_TO_POINTER (count_of (self, peer) + 1));
}

static void
count_down (OtkLinks *self, const char *peer)
{
  guint count = count_of (self, peer);

  if (count > 1)
    g_hash_table_insert (self->peers, g_strdup (peer), GUINT_TO_POINTER (count - 1));
  else
    g_hash_table_remove (self->peers, peer);
}

static void
link_free (gpointer data)
{
  Link *link = data;

  count_down (link->links, link->peer);
  g_object_set_data (G_OBJECT (link->remote), LINK, NULL);
  g_object_unref (link->remote);
  g_free (link->peer);
  g_free (link);
}

static void
connection_gone (gpointer data, GObject *connection)
{
  g_hash_table_remove (((OtkLinks *) data)->links, connection);
}

/* The connection sees its end and is let go of in the ordinary way. */
static void
cut (Link *link)
{
  g_socket_shutdown (g_socket_connection_get_socket (link->connection), TRUE, TRUE, NULL);
}

static gboolean
sweep_cb (gpointer data)
{
  OtkLinks *self = data;
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->links);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Link *link = value;

      if (link->deadline == 0 || link->deadline > now)
        continue;
      link->deadline = 0;
      cut (link);
    }
  return G_SOURCE_CONTINUE;
}

OtkLinks *
otk_links_new (const OtkServerConfig *config)
{
  OtkLinks *self = g_new0 (OtkLinks, 1);

  self->links = g_hash_table_new_full (NULL, NULL, NULL, link_free);
  self->peers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->proxies = g_strsplit (config->trusted_proxy != NULL ? config->trusted_proxy : "", ";", -1);
  self->max_connections = config->max_connections;
  self->max_per_peer = config->max_per_peer;
  self->head = config->head_timeout * G_USEC_PER_SEC;
  self->body = config->body_timeout * G_USEC_PER_SEC;
  self->idle = config->idle_timeout * G_USEC_PER_SEC;
  self->sweep = g_timeout_add (SWEEP_MS, sweep_cb, self);
  return self;
}

void
otk_links_free (OtkLinks *self)
{
  GHashTableIter iter;
  gpointer connection;

  g_source_remove (self->sweep);
  g_hash_table_iter_init (&iter, self->links);
  while (g_hash_table_iter_next (&iter, &connection, NULL))
    g_object_weak_unref (connection, connection_gone, self);
  g_hash_table_unref (self->links);
  g_hash_table_unref (self->peers);
  g_strfreev (self->proxies);
  g_free (self);
}

gboolean
otk_links_is_proxy (OtkLinks *self, const char *address)
{
  return g_strv_contains ((const char *const *) self->proxies, address);
}

gboolean
otk_links_admit (OtkLinks *self, GSocketConnection *connection, GSocketAddress *remote)
{
  g_autofree char *peer = otk_link_address (remote);
  Link *link;

  if (g_hash_table_size (self->links) >= self->max_connections
      || (count_of (self, peer) >= self->max_per_peer && !otk_links_is_proxy (self, peer)))
    return FALSE;
  link = g_new0 (Link, 1);
  link->links = self;
  link->connection = connection;
  link->remote = g_object_ref (remote);
  link->peer = g_steal_pointer (&peer);
  count_up (self, link->peer);
  g_hash_table_insert (self->links, connection, link);
  g_object_weak_ref (G_OBJECT (connection), connection_gone, self);
  g_object_set_data (G_OBJECT (remote), LINK, link);
  otk_links_await (remote, OTK_LINK_HEAD, 0);
  return TRUE;
}

static gint64
time_for (OtkLinks *self, OtkLinkState state, goffset length)
{
  switch (state)
    {
    case OTK_LINK_HEAD:
      return self->head;
    case OTK_LINK_BODY:
      return self->body + length / SLOWEST * G_USEC_PER_SEC;
    case OTK_LINK_ANSWER:
    case OTK_LINK_IDLE:
      return self->idle;
    case OTK_LINK_CLOSING:
      return CLOSING;
    case OTK_LINK_WORK:
    default:
      return 0;
    }
}

void
otk_links_await (GSocketAddress *remote, OtkLinkState state, goffset length)
{
  Link *link = remote != NULL ? g_object_get_data (G_OBJECT (remote), LINK) : NULL;
  gint64 wait;

  if (link == NULL)
    return;
  wait = time_for (link->links, state, length);
  link->state = state;
  link->deadline = wait > 0 ? g_get_monotonic_time () + wait : 0;
}

gboolean
otk_links_is_idle (GSocketAddress *remote)
{
  const Link *link = g_object_get_data (G_OBJECT (remote), LINK);

  return link != NULL && link->state == OTK_LINK_IDLE;
}

void
otk_links_end_writing (GSocketAddress *remote)
{
  Link *link = remote != NULL ? g_object_get_data (G_OBJECT (remote), LINK) : NULL;

  if (link != NULL)
    g_socket_shutdown (g_socket_connection_get_socket (link->connection), FALSE, TRUE, NULL);
}

void
otk_links_cut_idle (OtkLinks *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->links);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Link *) value)->state == OTK_LINK_IDLE)
      cut (value);
}

guint
otk_links_count (OtkLinks *self)
{
  return g_hash_table_size (self->links);
}

static char *
name_of (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);
  static const guint8 mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
  guint8 network[16] = { 0 };
  g_autoptr (GInetAddress) other = NULL;

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4
      || g_inet_address_get_is_loopback (address))
    return g_inet_address_to_string (address);
  if (memcmp (bytes, mapped, sizeof mapped) == 0)
    other = g_inet_address_new_from_bytes (bytes + sizeof mapped, G_SOCKET_FAMILY_IPV4);
  else
    {
      memcpy (network, bytes, 8);
      other = g_inet_address_new_from_bytes (network, G_SOCKET_FAMILY_IPV6);
    }
  return g_inet_address_to_string (other);
}

char *
otk_peer_name (const char *text)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  return address != NULL ? name_of (address) : NULL;
}

char *
otk_link_address (GSocketAddress *remote)
{
  if (remote == NULL || !G_IS_INET_SOCKET_ADDRESS (remote))
    return g_strdup ("local");
  return name_of (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
}
