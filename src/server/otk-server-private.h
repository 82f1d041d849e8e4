/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-api.h"
#include "otk-exchange.h"
#include "otk-links.h"
#include "otk-metrics.h"
#include "otk-server.h"
#include "otk-sign-in.h"
#include "otk-team.h"

G_BEGIN_DECLS

/* The server's insides, shared by the files of this folder only. */

struct _OtkServer
{
  OtkServerConfig *config;
  OtkDesk *desk;
  SoupServer *soup;
  GSocketService *service;      /* what listens */
  GTlsCertificate *certificate; /* NULL without TLS */
  GMainLoop *loop;
  OtkLinks *links;
  OtkMetrics *metrics;
  OtkSignIn *sign_in;
  OtkTeam *team;
  OtkExchange *exchange_writes; /* on the writer's thread */
  OtkExchange *exchange_reads;  /* on the reader's */
  GPtrArray *waiting;           /* calls that wait for something to pull */
  guint epoch_check;
  char *files;         /* the folder of the files */
  GHashTable *uploads; /* those that are being written: a set of texts */

  int silent_end; /* of the socket that SoupServer listens on; -1 */
  guint running;  /* calls whose answer has not gone out */
  gboolean draining;
  guint drain_timeout;
};

/* otk-server-listen.c */

/** Opens the sockets, or takes those that were handed over. */
gboolean otk_server_listen (OtkServer *self, GError **error);
/** Reads the certificate anew; new connections get it. */
gboolean otk_server_load_certificate (OtkServer *self, GError **error);
/** Closes them, so that nobody new comes; what is connected goes on. */
void otk_server_stop_listening (OtkServer *self);

/* otk-server-accept.c */

/** Takes a new connection in, or closes it where there are too many. */
void otk_server_accept (OtkServer *self, GSocketConnection *connection);
/** The connection of @message, whose answer has gone out, waits for the next request. */
void otk_server_park (OtkServer *self, SoupServerMessage *message);

/* otk-server-http.c */

/** From now on requests are looked at, led to their routes and answered. */
void otk_server_attach_http (OtkServer *self);

/* otk-server-refuse.c */

/** Answers @message with bytes of our own and closes its connection, before any of its body is
 * read. */
void otk_server_refuse (OtkServer *self, SoupServerMessage *message, guint status, const char *code,
                        const char *text, const char *header);

/* otk-api-sync.c */

/** There is something to pull: tells those who wait for it. */
void otk_server_poke (OtkServer *self);

/* otk-server-feed.c */

/** Makes the database one that devices sync with, and keeps watch over its epoch. */
gboolean otk_server_start_feed (OtkServer *self, GError **error);
void otk_server_stop_feed (OtkServer *self);

/* otk-server-auth.c */

/** Finds out who makes the call; FALSE with a status and a code where he may not make it. */
gboolean otk_server_authorise (OtkCall *call, guint *status, const char **code, const char **text);

/** otk_server_call_ended: The answer has gone out, or nobody takes it. */
void otk_server_call_ended (OtkServer *self, OtkCall *call, guint status);

G_END_DECLS
