/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sim-device.h"

#define MOST_DRIFT 200e-6
#define LONGEST_JUMP (10000 * 1000)

void
otk_sim_device_init (OtkSimDevice *self, OtkSimAgenda *agenda, GRand *chance)
{
  self->agenda = agenda;
  self->drift = g_rand_double_range (chance, -MOST_DRIFT, MOST_DRIFT);
  self->wall_offset = 0;
  self->boots = 0;
  otk_sim_device_boot (self);
}

void
otk_sim_device_boot (OtkSimDevice *self)
{
  self->started = otk_sim_agenda_now (self->agenda);
  self->boots++;
}

void
otk_sim_device_jump (OtkSimDevice *self, GRand *chance)
{
  self->wall_offset += g_rand_int_range (chance, -LONGEST_JUMP, LONGEST_JUMP);
}

OtkTime
otk_sim_device_wall (const OtkSimDevice *self)
{
  return otk_sim_agenda_now (self->agenda) + self->wall_offset;
}

gint64
otk_sim_device_counter (const OtkSimDevice *self)
{
  OtkTime since = otk_sim_agenda_now (self->agenda) - self->started;

  return since + (gint64) ((double) since * self->drift);
}

char *
otk_sim_device_boot_id (const OtkSimDevice *self)
{
  return g_strdup_printf ("%u-%" G_GINT64_FORMAT, self->boots, self->started);
}
