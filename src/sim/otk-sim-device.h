/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-sim-agenda.h"

G_BEGIN_DECLS

/**
 * OtkSimDevice:
 *
 * The clocks of a machine: a wall clock that people set wrong and a counter since the start that
 * drifts a little and counts sleep too (CLOCK_BOOTTIME; sync.md §4.2).
 */
typedef struct
{
  OtkSimAgenda *agenda;
  OtkTime started; /* true time of the last start */
  OtkTime wall_offset;
  double drift; /* ms a ms: 200e-6 is 200 ppm */
  guint boots;
} OtkSimDevice;

/** otk_sim_device_init: A machine that starts now, up to ±200 ppm off. */
void otk_sim_device_init (OtkSimDevice *self, OtkSimAgenda *agenda, GRand *chance);
/** otk_sim_device_boot: It starts anew: the counter begins at 0. */
void otk_sim_device_boot (OtkSimDevice *self);
/** otk_sim_device_jump: Its wall clock is set by up to 10 000 s, forward or back. */
void otk_sim_device_jump (OtkSimDevice *self, GRand *chance);
/** otk_sim_device_wall: What its wall clock shows. */
OtkTime otk_sim_device_wall (const OtkSimDevice *self);
/** otk_sim_device_counter: ms since it was started, by its crystal. */
gint64 otk_sim_device_counter (const OtkSimDevice *self);
/** otk_sim_device_boot_id: Which start this is. Returns: (transfer full) */
char *otk_sim_device_boot_id (const OtkSimDevice *self);

G_END_DECLS
