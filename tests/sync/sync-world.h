/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-exchange.h"
#include "otk-sync.h"

G_BEGIN_DECLS

/* A server and its desktops in one process: real stores, a network that does what a test says. */

#define WORLD_NOW G_GINT64_CONSTANT (1790000000000)

typedef struct _World World;

/** Fate: What the network does with a question and its answer. */
typedef enum
{
  FATE_ARRIVES,
  FATE_QUESTION_LOST,
  FATE_ANSWER_LOST,
  FATE_TWICE, /* the question arrives twice; the second answer counts */
  FATE_LATE,  /* the answer comes after the client has given up */
  FATE_CUT,   /* the answer breaks off in the middle */
  N_FATES
} Fate;

/** Client: A desktop of one person. */
typedef struct
{
  World *world;
  OtkId user;
  char *path;
  OtkStore *store;
  OtkSync *sync;
  gboolean offline;
  GPtrArray *late; /* answers that are still on their way */
  guint refused;   /* how many commands it was told are refused */
} Client;

struct _World
{
  char *folder;
  OtkStore *server;
  OtkExchange *exchange;
  OtkTime now;
  GRand *chance;
  gboolean troubled; /* every question meets a fate of its own */
  GPtrArray *clients;
  OtkId anna, boris, vera; /* administrator, two operators */
  OtkId type, service, customer;
  const OtkId *failing; /* (nullable): the server's store fails at this command */
  guint alarms;
};

World *world_new (guint32 seed);
void world_free (World *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

/** world_add_client: A new device of @user, which has not met the server yet. */
Client *world_add_client (World *self, const OtkId *user);
/** client_leave: The file is free for a desk until client_return(). */
void client_leave (Client *self);
void client_return (Client *self);
/** world_step: Time goes on by @ms; every client does what it wants to. */
void world_step (World *self, gint64 ms);
/** world_settle: Until every client that is online has what the server has and nothing waits; fails
 * where that does not happen within two minutes. */
void world_settle (World *self);

/** client_give: A command of the client's person, as a desk gives it: decided here, saved, waiting.
 * NULL and @error where it is refused here. */
gboolean client_give (Client *self, OtkCommand *command, GError **error);
/** client_create: A request called @subject. Returns: its id */
OtkId client_create (Client *self, const char *subject);
/** client_do: A command without arguments that must be accepted here. Returns: its id */
OtkId client_do (Client *self, OtkCommandKind kind, const OtkId *root);
OtkId client_say (Client *self, const OtkId *root, const char *body);
gint64 client_count (Client *self, OtkQueueState state);
/** client_request: Returns: (transfer full) (nullable): as the client sees it. */
OtkRecord *client_request (Client *self, const OtkId *id);
OtkRecord *world_request (World *self, const OtkId *id);
/** world_submit: A command given at the server itself. */
void world_submit (World *self, OtkCommand *command);

/** world_check: What the client has is what the server would send it, nothing waits, every row of
 * every kind is the same. */
void world_check (World *self, Client *client);

G_END_DECLS
