/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-server-config.h"

G_BEGIN_DECLS

/**
 * OtkLinks:
 *
 * The connections there are: how many of each peer, and until when each has to do the next thing.
 * SoupServer has neither limits nor time-outs. Times are monotonic, in µs. On the main thread.
 */
typedef struct _OtkLinks OtkLinks;

/** OtkLinkState: What is awaited of a connection. */
typedef enum
{
  OTK_LINK_HEAD,    /* a request's head */
  OTK_LINK_BODY,    /* its body */
  OTK_LINK_WORK,    /* nothing: an answer is being made, or the connection is a WebSocket */
  OTK_LINK_ANSWER,  /* that it takes more of the answer */
  OTK_LINK_IDLE,    /* the next request */
  OTK_LINK_CLOSING, /* that it reads the last words */
} OtkLinkState;

OtkLinks *otk_links_new (const OtkServerConfig *config);
void otk_links_free (OtkLinks *self);

/**
 * otk_links_admit:
 * @connection: a new one
 * @remote: its other end, as SoupServer will know it: the link is found by this very object
 *
 * Returns: FALSE where there are too many, of this peer or of all
 */
gboolean otk_links_admit (OtkLinks *self, GSocketConnection *connection, GSocketAddress *remote);
/** otk_links_await: @length: of the body, for %OTK_LINK_BODY. Nothing for a link that is gone. */
void otk_links_await (GSocketAddress *remote, OtkLinkState state, goffset length);
/** otk_links_is_idle: Whether it stands between two requests. */
gboolean otk_links_is_idle (GSocketAddress *remote);
/** otk_links_end_writing: Tells the peer that nothing more comes. */
void otk_links_end_writing (GSocketAddress *remote);
/** otk_links_cut_idle: Cuts those that stand between two requests. */
void otk_links_cut_idle (OtkLinks *self);
guint otk_links_count (OtkLinks *self);
/** otk_links_is_proxy: Whether @address is a proxy that is believed who its client is. */
gboolean otk_links_is_proxy (OtkLinks *self, const char *address);

/** otk_link_address: Returns: (transfer full): the address without its port; an IPv6 network of 64
 * bits counts as one. */
char *otk_link_address (GSocketAddress *remote);
/** otk_peer_name: @address as otk_link_address() would write it; (nullable): NULL for what is no
 * address. */
char *otk_peer_name (const char *address);

G_END_DECLS
