/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-sim-agenda.h"

G_BEGIN_DECLS

/**
 * OtkSimNet:
 *
 * A network that loses, repeats, delays, reorders and cuts what it carries, and parts its ends
 * one way or both (sync.md §7). Threads: one.
 */
typedef struct _OtkSimNet OtkSimNet;

/** OtkSimFate: What may happen to a message, and how often it did. */
typedef enum
{
  OTK_SIM_FATE_DROPPED,
  OTK_SIM_FATE_REPEATED,
  OTK_SIM_FATE_LATE,
  OTK_SIM_FATE_CUT,    /* only its beginning arrives */
  OTK_SIM_FATE_PARTED, /* its ends could not reach each other */
  OTK_SIM_N_FATES
} OtkSimFate;

/**
 * OtkSimMessage:
 * @from, @to: numbers of ends, as the user counts them
 * @tag: the sender's own mark: a request's number, which its answer bears too
 * @status: the HTTP status of an answer; 0 of a request
 * @kind: what it is, static: "push", "pull", "poke" …
 * @complete: FALSE where the connection broke before its end
 */
typedef struct
{
  int from, to;
  guint64 tag;
  int status;
  const char *kind;
  GBytes *body;
  gboolean complete;
} OtkSimMessage;

typedef void (*OtkSimArrival) (const OtkSimMessage *message, gpointer data);

/** otk_sim_net_new: @arrival gets every message that arrives. Neither is owned. */
OtkSimNet *otk_sim_net_new (OtkSimAgenda *agenda, GRand *chance, OtkSimArrival arrival,
                            gpointer data);
void otk_sim_net_free (OtkSimNet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkSimNet, otk_sim_net_free)

/** otk_sim_net_set_odds: How likely (0…1) a fate is from now on; OTK_SIM_FATE_PARTED has none. */
void otk_sim_net_set_odds (OtkSimNet *self, OtkSimFate fate, double odds);
/** otk_sim_net_part: From now on nothing of @from reaches @to; -1 stands for every end. */
void otk_sim_net_part (OtkSimNet *self, int from, int to);
/** otk_sim_net_heal: No fates, no partings; what is on its way stays so. */
void otk_sim_net_heal (OtkSimNet *self);
/** otk_sim_net_join: Ends the partings alone. */
void otk_sim_net_join (OtkSimNet *self);
/** otk_sim_net_send: Copies @message; its body is referenced. */
void otk_sim_net_send (OtkSimNet *self, const OtkSimMessage *message);
/** otk_sim_net_hurry: The message of @kind to @to that has been under way longest arrives at once,
 * in the middle of something else. Returns: FALSE where there is none */
gboolean otk_sim_net_hurry (OtkSimNet *self, int to, const char *kind);
guint64 otk_sim_net_count (OtkSimNet *self, OtkSimFate fate);

G_END_DECLS
