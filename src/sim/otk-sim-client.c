/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sim-private.h"

#include "otk-conflict.h"
#include "otk-decide.h"

#define PACE 5000

static void
wake_cb (gpointer data)
{
  OtkSimClient *self = data;

  self->alarm = 0;
  otk_sim_client_wake (self);
}

static OtkInstant
now_of (OtkSimClient *self)
{
  return (OtkInstant){ otk_sim_device_wall (&self->clocks), otk_sim_device_counter (&self->clocks),
                       self->boot };
}

static gboolean
become_replica (OtkSimClient *self)
{
  OtkReplica replica = { .server = (char *) "simulated",
                         .user = self->me,
                         .profile = self->profile,
                         .device = self->device,
                         .time_base = OTK_TIME_NONE };

  return otk_store_begin (self->store, NULL) && otk_replica_start (self->store, &replica, NULL)
         && otk_store_commit (self->store, NULL);
}

static void
start_cb (gpointer data)
{
  otk_sim_client_start (data);
}

static void
start_later (OtkSimClient *self)
{
  otk_sim_agenda_add (self->world->agenda, otk_sim_between (self->world, 100, 20000), start_cb,
                      self, NULL);
}

/* The disk said that the process is gone. */
static gboolean
has_died (OtkSimClient *self)
{
  OtkSimWorld *world = self->world;
  gboolean power = world->faults & OTK_SIM_CLIENT_POWER
                   && (!(world->faults & OTK_SIM_CLIENT_KILL) || g_rand_boolean (world->chance));
  OtkCrashLoss loss = OTK_CRASH_LOSS_NONE;

  if (!otk_crash_disk_is_gone (self->disk))
    return FALSE;
  otk_sim_count (world, power ? OTK_SIM_CLIENT_POWER : OTK_SIM_CLIENT_KILL);
  if (power)
    {
      loss = (OtkCrashLoss) g_rand_int_range (world->chance, 0, OTK_CRASH_N_LOSSES);
      otk_sim_device_boot (&self->clocks);
    }
  otk_sim_client_crash (self, loss);
  start_later (self);
  return TRUE;
}

void
otk_sim_client_start (OtkSimClient *self)
{
  GRand *chance;

  if (self->store != NULL)
    return;
  self->store = otk_store_open_on (OTK_SIM_DATABASE, OTK_STORE_WRITE | OTK_STORE_CREATE,
                                   otk_crash_disk_name (self->disk), NULL);
  if (self->store != NULL && !otk_store_is_replica (self->store) && !become_replica (self))
    g_clear_pointer (&self->store, otk_store_close);
  if (self->store == NULL)
    {
      if (!otk_crash_disk_struck (self->disk))
        otk_sim_violate (self->world, "client %d: the database does not open", self->number);
      otk_crash_disk_lift (self->disk);
      start_later (self);
      return;
    }
  g_free (self->boot);
  self->boot = otk_sim_device_boot_id (&self->clocks);
  chance = g_rand_new_with_seed (g_rand_int (self->world->chance));
  self->sync = otk_sync_new (chance, "simulated", "1");
  otk_sync_set_recheck (self->sync, TRUE);
  otk_sync_set_pace (self->sync, PACE);
  otk_sim_client_wake (self);
}

void
otk_sim_client_crash (OtkSimClient *self, OtkCrashLoss loss)
{
  if (self->store == NULL)
    return;
  g_clear_pointer (&self->store, otk_store_close);
  g_clear_pointer (&self->sync, otk_sync_free);
  otk_sim_agenda_drop (self->world->agenda, self->alarm);
  self->alarm = 0;
  otk_crash_disk_cut (self->disk, loss);
}

static void
send (OtkSimClient *self, const OtkSyncAction *action)
{
  static const char *const kinds[] = { "device", "push", "pull", NULL };
  OtkSimMessage message = { self->number + 1,    OTK_SIM_SERVER, action->tag, 0,
                            kinds[action->call], action->body,   TRUE };

  if (action->call == OTK_SYNC_RENEW)
    otk_sync_renewed (self->sync, TRUE);
  else
    otk_sim_net_send (self->world->net, &message);
}

static void
set_alarm (OtkSimClient *self)
{
  gint64 next = otk_sync_next (self->sync);
  gint64 counter = otk_sim_device_counter (&self->clocks);

  otk_sim_agenda_drop (self->world->agenda, self->alarm);
  self->alarm = 0;
  if (next == G_MAXINT64)
    return;
  /* The counter drifts: waking a moment early is no harm, the machine looks at its own clock. */
  self->alarm =
      otk_sim_agenda_add (self->world->agenda, MAX (next - counter, 0) + 1, wake_cb, self, NULL);
}

void
otk_sim_client_wake (OtkSimClient *self)
{
  OtkInstant now;
  g_autoptr (GPtrArray) actions = NULL;

  if (self->store == NULL || has_died (self))
    return;
  now = now_of (self);
  actions = otk_sync_step (self->sync, self->store, &now);
  if (has_died (self))
    return;
  for (guint i = 0; i < actions->len; i++)
    send (self, actions->pdata[i]);
  set_alarm (self);
}

void
otk_sim_client_receive (OtkSimClient *self, const OtkSimMessage *message)
{
  OtkInstant now;
  g_autoptr (GArray) changes = NULL;
  const OtkSyncStatus *status;

  if (self->store == NULL)
    return;
  now = now_of (self);
  if (message->status == 0)
    otk_sync_poked (self->sync);
  else
    otk_sync_answered (self->sync, self->store, &now, message->tag, message->status, message->body,
                       message->complete, 0);
  if (has_died (self))
    return;
  changes = otk_sync_take_changes (self->sync);
  self->world->report->refused += otk_sync_take_refused (self->sync);
  if (changes != NULL)
    {
      self->world->report->pulls++;
      otk_sim_check_view (self);
    }
  status = otk_sync_status (self->sync);
  if (status->divergences > self->divergences)
    otk_sim_violate (self->world, "client %d: the view differs from the server's", self->number);
  self->divergences = status->divergences;
  otk_sim_client_wake (self);
}

static void
note_saved (OtkSimClient *self, const OtkCommand *command)
{
  OtkSimSaved *saved = g_new0 (OtkSimSaved, 1);

  saved->id = command->id;
  saved->client = self->number;
  saved->kind = command->kind;
  saved->at = otk_sim_agenda_now (self->world->agenda);
  g_ptr_array_add (self->world->ledger, saved);
  g_hash_table_insert (self->world->saved, &saved->id, saved);
  self->world->report->commands++;
}

/* Writes what the person did, and nothing of it where something fails. */
static gboolean
save (OtkSimClient *self, OtkCommand *command, const OtkDecision *decision, const OtkGiven *given)
{
  if (!otk_store_begin (self->store, NULL))
    return FALSE;
  if (otk_store_append (self->store, command, decision, NULL)
      && otk_replica_enqueue (self->store, command, given, NULL)
      && otk_store_commit (self->store, NULL))
    return TRUE;
  otk_store_rollback (self->store);
  return FALSE;
}

static gboolean
name_provisionally (OtkSimClient *self, OtkCommand *command)
{
  g_autofree char *alias = NULL;

  if (command->kind != OTK_COMMAND_CREATE)
    return TRUE;
  if (!otk_store_begin (self->store, NULL))
    return FALSE;
  alias = otk_replica_next_alias (self->store, NULL);
  if (!otk_store_commit (self->store, NULL))
    {
      otk_store_rollback (self->store);
      return FALSE;
    }
  if (alias != NULL)
    otk_command_with_text (command, "alias", alias);
  return TRUE;
}

static void
submit (OtkSimClient *self, OtkCommand *command, const OtkGiven *given)
{
  g_autoptr (OtkDecision) decision = NULL;

  if (!name_provisionally (self, command))
    return;
  otk_conflict_look (otk_store_state (self->store), command);
  decision = otk_decide (otk_store_state (self->store), command, NULL);
  if (decision == NULL || decision->refusal != NULL || decision->facts->len == 0)
    return;
  if (!save (self, command, decision, given))
    return;
  note_saved (self, command);
  otk_sync_wake (self->sync);
}

void
otk_sim_client_act (OtkSimClient *self)
{
  OtkSimWorld *world = self->world;
  OtkInstant now;
  OtkGiven given = { 0 };
  g_autoptr (OtkCommand) command = NULL;

  if (self->store == NULL || has_died (self))
    return;
  now = now_of (self);
  given.at = otk_server_time_estimate (otk_sync_server_time (self->sync, self->store), &now,
                                       &given.quality);
  given.wall = now.wall;
  given.mono = now.mono;
  given.boot = self->boot;
  command = self->number == 0 && world->faults & OTK_SIM_RIGHTS && otk_sim_odds (world, 0.3)
                ? otk_sim_rights_change (self->store, &self->me, world->chance, given.at)
                : otk_sim_person_act (self->store, &self->me, world->chance, given.at);
  if (command != NULL && command->kind == OTK_COMMAND_SAVE)
    otk_sim_count (world, OTK_SIM_RIGHTS);
  if (command != NULL)
    submit (self, command, &given);
  if (!has_died (self))
    otk_sim_client_wake (self);
}

void
otk_sim_client_take_image (OtkSimClient *self)
{
  if (self->store == NULL)
    return;
  if (self->image == NULL)
    self->image = otk_crash_disk_new (self->world->seed);
  otk_crash_disk_copy (self->image, self->disk);
  self->imaged = otk_sim_agenda_now (self->world->agenda);
}

void
otk_sim_client_put_image (OtkSimClient *self)
{
  GPtrArray *ledger = self->world->ledger;

  if (self->image == NULL)
    return;
  otk_sim_count (self->world, OTK_SIM_CLONE);
  otk_sim_client_crash (self, OTK_CRASH_LOSS_NONE);
  otk_crash_disk_lift (self->disk);
  otk_crash_disk_copy (self->disk, self->image);
  for (guint i = 0; i < ledger->len; i++)
    {
      OtkSimSaved *saved = ledger->pdata[i];
      if (saved->client == self->number && saved->at >= self->imaged)
        saved->excused = TRUE;
    }
  otk_sim_client_start (self);
}

gint64
otk_sim_client_pending (OtkSimClient *self)
{
  return self->store != NULL ? otk_replica_count (self->store, OTK_QUEUE_PENDING, NULL) : 0;
}
