/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sim-net.h"

#include <string.h>

/* How long a message takes, in ms, and how late a late one is at most. */
#define SHORTEST 1
#define LONGEST 120
#define LATEST (60 * 1000)

typedef struct
{
  int from, to;
} Parting;

struct _OtkSimNet
{
  OtkSimAgenda *agenda;
  GRand *chance;
  OtkSimArrival arrival;
  gpointer data;
  double odds[OTK_SIM_N_FATES];
  guint64 counts[OTK_SIM_N_FATES];
  GArray *partings;   /* Parting */
  GPtrArray *flights; /* Flight: under way */
};

/* A message under way. */
typedef struct
{
  OtkSimNet *net;
  OtkSimMessage message;
  gboolean arrived;
} Flight;

static void
flight_free (gpointer data)
{
  Flight *self = data;

  g_ptr_array_remove (self->net->flights, self);
  g_bytes_unref (self->message.body);
  g_free (self);
}

OtkSimNet *
otk_sim_net_new (OtkSimAgenda *agenda, GRand *chance, OtkSimArrival arrival, gpointer data)
{
  OtkSimNet *self = g_new0 (OtkSimNet, 1);

  self->agenda = agenda;
  self->chance = chance;
  self->arrival = arrival;
  self->data = data;
  self->partings = g_array_new (FALSE, FALSE, sizeof (Parting));
  self->flights = g_ptr_array_new ();
  return self;
}

void
otk_sim_net_free (OtkSimNet *self)
{
  g_array_unref (self->partings);
  g_ptr_array_unref (self->flights);
  g_free (self);
}

void
otk_sim_net_set_odds (OtkSimNet *self, OtkSimFate fate, double odds)
{
  self->odds[fate] = odds;
}

void
otk_sim_net_part (OtkSimNet *self, int from, int to)
{
  Parting parting = { from, to };

  g_array_append_val (self->partings, parting);
}

void
otk_sim_net_join (OtkSimNet *self)
{
  g_array_set_size (self->partings, 0);
}

void
otk_sim_net_heal (OtkSimNet *self)
{
  for (guint i = 0; i < OTK_SIM_N_FATES; i++)
    self->odds[i] = 0;
  otk_sim_net_join (self);
}

guint64
otk_sim_net_count (OtkSimNet *self, OtkSimFate fate)
{
  return self->counts[fate];
}

static gboolean
are_parted (OtkSimNet *self, int from, int to)
{
  for (guint i = 0; i < self->partings->len; i++)
    {
      const Parting *parting = &g_array_index (self->partings, Parting, i);

      if ((parting->from == -1 || parting->from == from)
          && (parting->to == -1 || parting->to == to))
        return TRUE;
    }
  return FALSE;
}

static gboolean
meets (OtkSimNet *self, OtkSimFate fate)
{
  if (g_rand_double (self->chance) >= self->odds[fate])
    return FALSE;
  self->counts[fate]++;
  return TRUE;
}

static void
arrive (gpointer data)
{
  Flight *flight = data;
  OtkSimNet *self = flight->net;

  if (flight->arrived)
    return;
  flight->arrived = TRUE;
  if (are_parted (self, flight->message.from, flight->message.to))
    self->counts[OTK_SIM_FATE_PARTED]++;
  else
    self->arrival (&flight->message, self->data);
}

static void
take_off (OtkSimNet *self, const OtkSimMessage *message)
{
  Flight *flight = g_new0 (Flight, 1);
  OtkTime takes = g_rand_int_range (self->chance, SHORTEST, LONGEST);

  flight->net = self;
  flight->message = *message;
  if (meets (self, OTK_SIM_FATE_LATE))
    takes += g_rand_int_range (self->chance, 0, LATEST);
  if (meets (self, OTK_SIM_FATE_CUT))
    {
      gsize size = g_bytes_get_size (message->body);
      gsize left = (gsize) (g_rand_double (self->chance) * (double) size);

      flight->message.body = g_bytes_new_from_bytes (message->body, 0, left);
      flight->message.complete = FALSE;
    }
  else
    g_bytes_ref (message->body);
  g_ptr_array_add (self->flights, flight);
  otk_sim_agenda_add (self->agenda, takes, arrive, flight, flight_free);
}

gboolean
otk_sim_net_hurry (OtkSimNet *self, int to, const char *kind)
{
  for (guint i = 0; i < self->flights->len; i++)
    {
      Flight *flight = self->flights->pdata[i];

      if (flight->arrived || flight->message.to != to
          || g_strcmp0 (flight->message.kind, kind) != 0)
        continue;
      arrive (flight);
      return TRUE;
    }
  return FALSE;
}

void
otk_sim_net_send (OtkSimNet *self, const OtkSimMessage *message)
{
  if (!meets (self, OTK_SIM_FATE_DROPPED))
    take_off (self, message);
  if (meets (self, OTK_SIM_FATE_REPEATED))
    take_off (self, message);
}
