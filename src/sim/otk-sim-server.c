/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sim-private.h"

#include "otk-due.h"

#include <string.h>

/* The server fails at one command of so many, always. */
#define TROUBLESOME 97

static gboolean
trouble (const OtkCommand *command, gpointer data, GError **error)
{
  OtkSimServer *self = data;

  if (!(self->world->faults & OTK_SIM_TROUBLE) || otk_id_hash (&command->id) % TROUBLESOME != 0)
    return TRUE;
  otk_sim_count (self->world, OTK_SIM_TROUBLE);
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "trouble");
  return FALSE;
}

/* Other processes have their turn: one more push arrives. */
static void
turn_of_others (gpointer data)
{
  OtkSimServer *self = data;

  otk_sim_net_hurry (self->world->net, OTK_SIM_SERVER, "push");
}

void
otk_sim_server_start (OtkSimServer *self)
{
  OtkExchangeHooks hooks = { .trouble = trouble, .pause = turn_of_others, .data = self };

  if (self->store != NULL)
    return;
  self->store = otk_store_open_on (OTK_SIM_DATABASE, OTK_STORE_WRITE | OTK_STORE_CREATE,
                                   otk_crash_disk_name (self->disk), NULL);
  if (self->store == NULL && !otk_crash_disk_struck (self->disk))
    otk_sim_violate (self->world, "the server's database does not open");
  g_clear_pointer (&self->exchange, otk_exchange_free);
  self->exchange = otk_exchange_new ("simulated", &hooks);
}

void
otk_sim_server_crash (OtkSimServer *self, OtkCrashLoss loss)
{
  if (self->store == NULL)
    return;
  g_clear_pointer (&self->store, otk_store_close);
  g_clear_pointer (&self->exchange, otk_exchange_free);
  otk_crash_disk_cut (self->disk, loss);
}

static void
start_cb (gpointer data)
{
  otk_sim_server_start (data);
}

/* The disk said that the process is gone. */
static gboolean
has_died (OtkSimServer *self)
{
  gboolean power =
      self->world->faults & OTK_SIM_SERVER_POWER
      && (!(self->world->faults & OTK_SIM_SERVER_KILL) || g_rand_boolean (self->world->chance));
  OtkCrashLoss loss = OTK_CRASH_LOSS_NONE;

  if (!otk_crash_disk_is_gone (self->disk))
    return FALSE;
  otk_sim_count (self->world, power ? OTK_SIM_SERVER_POWER : OTK_SIM_SERVER_KILL);
  if (power)
    loss = (OtkCrashLoss) g_rand_int_range (self->world->chance, 0, OTK_CRASH_N_LOSSES);
  otk_sim_server_crash (self, loss);
  otk_sim_agenda_add (self->world->agenda, otk_sim_between (self->world, 100, 8000), start_cb, self,
                      NULL);
  return TRUE;
}

static void
poke_everybody (OtkSimServer *self)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

  for (guint i = 0; i < self->world->n_clients; i++)
    {
      OtkSimMessage poke = { OTK_SIM_SERVER, (int) i + 1, 0, 0, "poke", nothing, TRUE };
      otk_sim_net_send (self->world->net, &poke);
    }
}

static OtkExchangeAnswer *
answer (OtkSimServer *self, const OtkSimMessage *message)
{
  const OtkSimClient *client = &self->world->clients[message->from - 1];
  OtkExchangeCaller caller = { .user = client->me };
  OtkTime now = otk_sim_agenda_now (self->world->agenda);

  if (strcmp (message->kind, "push") == 0)
    return otk_exchange_push (self->exchange, self->store, &caller, message->body, now);
  if (strcmp (message->kind, "pull") == 0)
    return otk_exchange_pull (self->exchange, self->store, &caller, message->body, now);
  return otk_exchange_register (self->exchange, self->store, &caller, message->body, now);
}

void
otk_sim_server_receive (OtkSimServer *self, const OtkSimMessage *message)
{
  g_autoptr (OtkExchangeAnswer) said = NULL;
  OtkSimMessage back = { OTK_SIM_SERVER, message->from, message->tag, 0, "answer", NULL, TRUE };

  if (self->store == NULL || !message->complete)
    return;
  said = answer (self, message);
  if (has_died (self))
    return;
  back.status = (int) said->status;
  back.body = said->body;
  otk_sim_net_send (self->world->net, &back);
  if (said->changed)
    poke_everybody (self);
  if (strcmp (message->kind, "push") == 0)
    otk_sim_check_receipts (self->world);
}

void
otk_sim_server_tick (OtkSimServer *self)
{
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (OtkChange));
  int fired;

  if (self->store == NULL)
    return;
  fired = otk_desk_fire_due (self->store, otk_sim_agenda_now (self->world->agenda), changes, NULL);
  if (has_died (self))
    return;
  self->world->report->timers += (guint) MAX (fired, 0);
  if (fired > 0)
    poke_everybody (self);
  otk_store_idle (self->store);
  has_died (self);
}

void
otk_sim_server_back_up (OtkSimServer *self)
{
  if (self->store == NULL)
    return;
  if (self->backup == NULL)
    self->backup = otk_crash_disk_new (self->world->seed);
  /* Only what is durable would be in a backup; here everything acknowledged is. */
  otk_crash_disk_copy (self->backup, self->disk);
}

void
otk_sim_server_restore (OtkSimServer *self)
{
  if (self->backup == NULL)
    return;
  otk_sim_count (self->world, OTK_SIM_RESTORE);
  otk_sim_server_crash (self, OTK_CRASH_LOSS_NONE);
  otk_crash_disk_lift (self->disk);
  otk_crash_disk_copy (self->disk, self->backup);
  otk_sim_server_start (self);
  if (self->store == NULL)
    return;
  if (!otk_store_begin (self->store, NULL) || !otk_feed_new_epoch (self->store, NULL)
      || !otk_store_commit (self->store, NULL))
    otk_sim_violate (self->world, "the restored database takes no new epoch");
}
