/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-store.h"

G_BEGIN_DECLS

/**
 * OtkSimFault:
 *
 * What may go wrong in a simulated world; bits (sync.md §7).
 */
typedef enum
{
  OTK_SIM_NETWORK = 1 << 0,      /* messages are lost, repeated, late, cut */
  OTK_SIM_PARTITION = 1 << 1,    /* ends do not reach each other, one way or both */
  OTK_SIM_CLIENT_KILL = 1 << 2,  /* kill -9 at any operation of the disk */
  OTK_SIM_CLIENT_POWER = 1 << 3, /* the same with the power gone */
  OTK_SIM_SERVER_KILL = 1 << 4,
  OTK_SIM_SERVER_POWER = 1 << 5,
  OTK_SIM_RESTORE = 1 << 6,  /* the server's database is restored from a backup */
  OTK_SIM_CLONE = 1 << 7,    /* a client's disk is put back to an older image */
  OTK_SIM_CLOCK = 1 << 8,    /* wall clocks are set, machines start anew */
  OTK_SIM_RIGHTS = 1 << 9,   /* rights are given and taken */
  OTK_SIM_TROUBLE = 1 << 10, /* the server fails at certain commands */
  OTK_SIM_DISK = 1 << 11,    /* full disks, operations that fail */
  OTK_SIM_ALL = (1 << 12) - 1
} OtkSimFault;

#define OTK_SIM_N_FAULTS 12

/** otk_sim_fault_name: "network", "partition" … @index: 0 … OTK_SIM_N_FAULTS − 1. */
const char *otk_sim_fault_name (guint index);

/**
 * OtkSimOptions:
 * @clients: 1 … 8
 * @steps: events to let happen, over as many worlds as that takes
 * @seed: of the first world; the next one has the next
 * @faults: of OtkSimFault
 * @mutant: of OtkMutant; 0 for none
 */
typedef struct
{
  guint clients;
  guint64 steps;
  guint64 seed;
  guint faults;
  int mutant;
} OtkSimOptions;

/**
 * OtkSimReport:
 * @violations: (element-type utf8): each begins with the seed that shows it again
 * @faults: how often each fault came
 */
typedef struct
{
  guint64 worlds, steps, commands, refused, pulls, lost_messages, timers;
  guint64 faults[OTK_SIM_N_FAULTS];
  GPtrArray *violations;
} OtkSimReport;

void otk_sim_report_clear (OtkSimReport *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OtkSimReport, otk_sim_report_clear)

/**
 * otk_sim_run:
 * @report: (out caller-allocates)
 *
 * Runs the real core, stores, exchange and client machine in worlds of their own, several thousand
 * events each, lets each come to rest without faults, and checks the invariants of sync.md §3.14
 * on the way and at rest. Ends at the first world that shows a violation. The same options give the
 * same report.
 *
 * Returns: FALSE and @error where the worlds could not be made at all
 */
gboolean otk_sim_run (const OtkSimOptions *options, OtkSimReport *report, GError **error);

G_END_DECLS
