/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sim-private.h"

/* How long a fault's effect lasts, and how many operations of a disk pass before it strikes. */
#define LONGEST_PARTING 60000
#define MOST_OPERATIONS 60

typedef struct
{
  OtkSimFault fault;
  guint weight;
  void (*strike) (OtkSimWorld *world);
} Weather;

static OtkSimClient *
any_client (OtkSimWorld *self)
{
  return &self->clients[g_rand_int_range (self->chance, 0, (gint32) self->n_clients)];
}

static void
join_cb (gpointer data)
{
  otk_sim_net_join (((OtkSimWorld *) data)->net);
}

static void
part (OtkSimWorld *self)
{
  int end = any_client (self)->number + 1;

  switch (g_rand_int_range (self->chance, 0, 4))
    {
    case 0:
      otk_sim_net_part (self->net, end, OTK_SIM_SERVER);
      break;
    case 1:
      otk_sim_net_part (self->net, OTK_SIM_SERVER, end);
      break;
    case 2:
      otk_sim_net_part (self->net, -1, OTK_SIM_SERVER);
      break;
    default:
      otk_sim_net_part (self->net, end, OTK_SIM_SERVER);
      otk_sim_net_part (self->net, OTK_SIM_SERVER, end);
    }
  otk_sim_count (self, OTK_SIM_PARTITION);
  otk_sim_agenda_add (self->agenda, otk_sim_between (self, 500, LONGEST_PARTING), join_cb, self,
                      NULL);
}

static guint64
some_operations (OtkSimWorld *self)
{
  return (guint64) g_rand_int_range (self->chance, 0, MOST_OPERATIONS);
}

static void
kill_client (OtkSimWorld *self)
{
  otk_crash_disk_fail_at (any_client (self)->disk, OTK_CRASH_FAULT_DEAD, some_operations (self));
}

static void
kill_server (OtkSimWorld *self)
{
  otk_crash_disk_fail_at (self->server.disk, OTK_CRASH_FAULT_DEAD, some_operations (self));
}

typedef struct
{
  OtkSimWorld *world;
  OtkCrashDisk *disk;
} Relief;

static void
relieve_cb (gpointer data)
{
  Relief *relief = data;

  if (!otk_crash_disk_is_gone (relief->disk))
    otk_crash_disk_lift (relief->disk);
}

static void
trouble_disk (OtkSimWorld *self)
{
  OtkCrashDisk *disk = g_rand_boolean (self->chance) ? self->server.disk : any_client (self)->disk;
  gboolean full = g_rand_boolean (self->chance);
  Relief *relief = g_new (Relief, 1);

  *relief = (Relief){ self, disk };
  otk_sim_count (self, OTK_SIM_DISK);
  otk_crash_disk_fail_at (disk, full ? OTK_CRASH_FAULT_FULL : OTK_CRASH_FAULT_BROKEN,
                          some_operations (self));
  otk_sim_agenda_add (self->agenda, otk_sim_between (self, 100, 10000), relieve_cb, relief, g_free);
}

static void
restore_server (OtkSimWorld *self)
{
  if (self->server.backup == NULL || g_rand_int_range (self->chance, 0, 3) == 0)
    otk_sim_server_back_up (&self->server);
  else
    otk_sim_server_restore (&self->server);
}

static void
restore_client (OtkSimWorld *self)
{
  OtkSimClient *client = any_client (self);

  if (client->image == NULL || g_rand_int_range (self->chance, 0, 3) == 0)
    otk_sim_client_take_image (client);
  else
    otk_sim_client_put_image (client);
}

static void
set_clock (OtkSimWorld *self)
{
  OtkSimClient *client = any_client (self);

  otk_sim_count (self, OTK_SIM_CLOCK);
  otk_sim_device_jump (&client->clocks, self->chance);
}

static const Weather weathers[] = {
  { OTK_SIM_PARTITION, 10, part },           { OTK_SIM_CLIENT_KILL, 12, kill_client },
  { OTK_SIM_CLIENT_POWER, 12, kill_client }, { OTK_SIM_SERVER_KILL, 8, kill_server },
  { OTK_SIM_SERVER_POWER, 8, kill_server },  { OTK_SIM_RESTORE, 3, restore_server },
  { OTK_SIM_CLONE, 3, restore_client },      { OTK_SIM_CLOCK, 6, set_clock },
  { OTK_SIM_DISK, 6, trouble_disk },
};

static void
strike_cb (gpointer data)
{
  OtkSimWorld *self = data;
  const Weather *weather = NULL;
  guint total = 0;

  if (self->resting)
    return;
  /* Each is as likely as its weight beside the others that this world knows. */
  for (guint i = 0; i < G_N_ELEMENTS (weathers); i++)
    if (self->faults & weathers[i].fault)
      {
        total += weathers[i].weight;
        if ((guint) g_rand_int_range (self->chance, 0, (gint32) total) < weathers[i].weight)
          weather = &weathers[i];
      }
  if (weather != NULL)
    weather->strike (self);
  otk_sim_agenda_add (self->agenda, otk_sim_between (self, 100, 4000), strike_cb, self, NULL);
}

void
otk_sim_weather_begin (OtkSimWorld *self)
{
  if (self->faults & OTK_SIM_NETWORK)
    {
      otk_sim_net_set_odds (self->net, OTK_SIM_FATE_DROPPED, g_rand_double (self->chance) * 0.16);
      otk_sim_net_set_odds (self->net, OTK_SIM_FATE_REPEATED, g_rand_double (self->chance) * 0.16);
      otk_sim_net_set_odds (self->net, OTK_SIM_FATE_LATE, g_rand_double (self->chance) * 0.1);
      otk_sim_net_set_odds (self->net, OTK_SIM_FATE_CUT, g_rand_double (self->chance) * 0.06);
    }
  otk_sim_agenda_add (self->agenda, otk_sim_between (self, 100, 4000), strike_cb, self, NULL);
}
