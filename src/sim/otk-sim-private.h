/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-crash-disk.h"
#include "otk-exchange.h"
#include "otk-sim-device.h"
#include "otk-sim-net.h"
#include "otk-sim-person.h"
#include "otk-sim.h"
#include "otk-sync.h"

G_BEGIN_DECLS

/* The world's insides, shared by otk-sim*.c only. */

#define OTK_SIM_SERVER 0 /* its end of the net; client i has the end i + 1 */
#define OTK_SIM_MAX_CLIENTS 8
#define OTK_SIM_DATABASE "/otklik.db"
#define OTK_SIM_START G_GINT64_CONSTANT (1767603600000) /* a Monday in 2026, 12:00 in Moscow */

typedef struct _OtkSimWorld OtkSimWorld;

/** OtkSimServer: The server process and its disk. @store is NULL while it is down. */
typedef struct
{
  OtkSimWorld *world;
  OtkCrashDisk *disk;
  OtkCrashDisk *backup; /* (nullable) */
  OtkStore *store;
  OtkExchange *exchange;
} OtkSimServer;

/** OtkSimClient: A desktop and its disk. @store is NULL while it is down. */
typedef struct
{
  OtkSimWorld *world;
  int number;
  OtkId me;
  OtkProfile profile;
  OtkId device; /* the first one */
  OtkSimDevice clocks;
  char *boot;
  OtkCrashDisk *disk;
  OtkCrashDisk *image; /* (nullable): an older state of the disk */
  OtkTime imaged;
  OtkStore *store;
  OtkSync *sync;
  guint64 alarm; /* the agenda's number of the next step */
  guint divergences;
} OtkSimClient;

/** OtkSimSaved: A command that a person saw as saved. */
typedef struct
{
  OtkId id;
  int client;
  OtkCommandKind kind;
  OtkTime at;
  gboolean excused; /* a restored disk may have forgotten it */
  gboolean seen;    /* its author's device has told him what became of it */
} OtkSimSaved;

struct _OtkSimWorld
{
  const OtkSimOptions *options;
  OtkSimReport *report;
  guint64 seed;
  guint faults; /* of this world */
  GRand *chance;
  OtkSimAgenda *agenda;
  OtkSimNet *net;
  OtkSimServer server;
  OtkSimClient clients[OTK_SIM_MAX_CLIENTS];
  guint n_clients;
  GHashTable *saved; /* OtkId* (inside) → OtkSimSaved */
  GPtrArray *ledger; /* OtkSimSaved, in the order of saving */
  guint unchecked;   /* of @ledger: the first one without a receipt that was looked at */
  gboolean resting;  /* no new work, no faults */
  gboolean ended;    /* a violation was found */
};

/* otk-sim.c */

void otk_sim_violate (OtkSimWorld *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void otk_sim_count (OtkSimWorld *self, OtkSimFault fault);
gboolean otk_sim_odds (OtkSimWorld *self, double odds);
OtkTime otk_sim_between (OtkSimWorld *self, OtkTime least, OtkTime most);

/* otk-sim-server.c */

void otk_sim_server_start (OtkSimServer *self);
/** otk_sim_server_crash: The process is gone; @loss: what the disk loses. */
void otk_sim_server_crash (OtkSimServer *self, OtkCrashLoss loss);
void otk_sim_server_receive (OtkSimServer *self, const OtkSimMessage *message);
void otk_sim_server_tick (OtkSimServer *self);
void otk_sim_server_back_up (OtkSimServer *self);
void otk_sim_server_restore (OtkSimServer *self);

/* otk-sim-client.c */

void otk_sim_client_start (OtkSimClient *self);
void otk_sim_client_crash (OtkSimClient *self, OtkCrashLoss loss);
void otk_sim_client_receive (OtkSimClient *self, const OtkSimMessage *message);
void otk_sim_client_act (OtkSimClient *self);
void otk_sim_client_wake (OtkSimClient *self);
/** otk_sim_client_take_image: Notes the disk as it is; otk_sim_client_put_image() goes back. */
void otk_sim_client_take_image (OtkSimClient *self);
void otk_sim_client_put_image (OtkSimClient *self);
gint64 otk_sim_client_pending (OtkSimClient *self);

/* otk-sim-weather.c */

void otk_sim_weather_begin (OtkSimWorld *self);

/* otk-sim-oracle.c */

/** otk_sim_check_receipts: What the server said of new commands makes sense. */
void otk_sim_check_receipts (OtkSimWorld *self);
/** otk_sim_check_view: What the client's device shows keeps the promises made to its person. */
void otk_sim_check_view (OtkSimClient *self);
/** otk_sim_check_rest: At rest: nothing lost, nothing twice, everybody has the same. */
void otk_sim_check_rest (OtkSimWorld *self);

G_END_DECLS
