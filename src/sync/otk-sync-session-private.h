/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-sync-session.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The session's insides, shared by otk-sync-session.c and otk-sync-live.c only. */

struct _OtkSyncSession
{
  GObject parent_instance;

  OtkDesk *desk; /* (nullable): NULL once it is stopped */
  OtkSync *sync; /* touched by the desk's writer thread alone, while @turning */
  SoupSession *soup;
  GCancellable *cancellable;
  char *address;
  char *token;

  GPtrArray *events; /* what the next turn has to know */
  gboolean turning;
  GSourceFunc turned; /* what follows a turn; it may start the next */
  GSource *timer;
  gint64 waiting; /* commands in the outbox, as the last turn left them */
  gboolean focused;

  SoupWebsocketConnection *socket; /* (nullable) */
  gboolean connecting;
  gint64 heard;   /* when the socket was last heard of, µs */
  gint64 refused; /* when it last could not be connected, µs */
  guint watch;
};

void otk_sync_session_authorise (OtkSyncSession *self, SoupMessage *message);
void otk_sync_session_set_pace (OtkSyncSession *self);
/** otk_sync_session_poked: @text: (nullable): what the server said besides. */
void otk_sync_session_poked (OtkSyncSession *self, const char *text);

/* otk-sync-live.c */

/** otk_sync_session_connect: Connects the WebSocket, where it is not and was not refused just now.
 */
void otk_sync_session_connect (OtkSyncSession *self);
void otk_sync_session_disconnect (OtkSyncSession *self);

G_END_DECLS
