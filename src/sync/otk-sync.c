/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sync-private.h"

#include "otk-error.h"
#include "otk-mutant.h"
#include "otk-sync-message.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ms; sync.md §3.5, §3.13 */
#define PUSH_PATIENCE (20 * 1000)
#define PULL_PATIENCE (60 * 1000)
#define FIRST_WAIT 500
#define LONGEST_WAIT (60 * 1000)
/* Several commits of others are fetched by one pull; sync.md §3.13 has 30–150 ms, which leaves no
 * room for its own target of 100 ms from commit to screen. */
#define SHORTEST_POKE 5
#define LONGEST_POKE 40
/* So that a server that comes back is not met by everybody at once. */
#define LONGEST_REUNION 3000
/* What the server said it has should be named by a pull by then; otherwise it is sent again. */
#define WATCH (30 * 1000)

OtkSync *
otk_sync_new (GRand *chance, const char *name, const char *version)
{
  OtkSync *self = g_new0 (OtkSync, 1);

  self->chance = chance;
  self->name = g_strdup (name);
  self->version = g_strdup (version);
  self->batch = OTK_SYNC_PUSH_COMMANDS;
  self->push_wanted = self->pull_wanted = TRUE;
  self->next_poll = G_MAXINT64;
  self->status.contact = OTK_TIME_NONE;
  otk_server_time_init (&self->time);
  return self;
}

void
otk_flight_clear (OtkFlight *self)
{
  otk_sync_asked_clear (&self->asked);
  memset (self, 0, sizeof *self);
}

void
otk_sync_free (OtkSync *self)
{
  otk_flight_clear (&self->hello);
  otk_flight_clear (&self->push);
  otk_flight_clear (&self->pull);
  g_clear_pointer (&self->changes, g_array_unref);
  g_rand_free (self->chance);
  g_free (self->name);
  g_free (self->version);
  g_free (self->boot);
  g_free (self->problem);
  g_free (self);
}

void
otk_sync_action_free (OtkSyncAction *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

void
otk_sync_set_pace (OtkSync *self, gint64 every)
{
  self->pace = every;
  self->next_poll = every > 0 ? self->last_pull + every : G_MAXINT64;
}

void
otk_sync_set_recheck (OtkSync *self, gboolean recheck)
{
  self->recheck = recheck;
}

void
otk_sync_wake (OtkSync *self)
{
  self->push_wanted = TRUE;
}

void
otk_sync_poked (OtkSync *self)
{
  self->poked = TRUE;
}

static void
want_all (OtkSync *self)
{
  self->not_before = 0;
  self->pull_wanted = TRUE;
  self->push_wanted = TRUE;
}

void
otk_sync_network_is_back (OtkSync *self)
{
  self->reunion = self->status.failures > 0;
  want_all (self);
}

void
otk_sync_renewed (OtkSync *self, gboolean renewed)
{
  self->renew_wanted = self->renewing = FALSE;
  if (!renewed)
    self->status.condition = OTK_SYNC_SIGNED_OUT;
  else if (self->status.condition == OTK_SYNC_SIGNED_OUT)
    self->status.condition = OTK_SYNC_OFFLINE;
  if (renewed)
    want_all (self);
}

void
otk_sync_start_over (OtkSync *self)
{
  self->start_over = TRUE;
  self->resets = 0;
  if (self->status.condition == OTK_SYNC_DIVERGED)
    self->status.condition = OTK_SYNC_OFFLINE;
  want_all (self);
}

void
otk_sync_fail (OtkSync *self, const OtkInstant *now, const char *problem, gint64 retry_after)
{
  guint doublings = MIN (self->status.failures, 10);
  gint64 most = MIN ((gint64) FIRST_WAIT << doublings, LONGEST_WAIT);

  self->status.failures++;
  self->not_before =
      now->mono + MAX (retry_after, (gint64) (g_rand_double (self->chance) * (double) most));
  if (self->status.condition < OTK_SYNC_SIGNED_OUT)
    self->status.condition = OTK_SYNC_OFFLINE;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  self->status.problem = self->problem;
}

void
otk_sync_succeed (OtkSync *self)
{
  self->status.failures = 0;
  self->not_before = 0;
  g_clear_pointer (&self->problem, g_free);
  self->status.problem = NULL;
}

/* Whether nothing that is sent could help. */
static gboolean
is_stopped (const OtkSync *self)
{
  return self->status.condition == OTK_SYNC_REVOKED || self->status.condition == OTK_SYNC_OUTDATED
         || self->status.condition == OTK_SYNC_DIVERGED;
}

static gboolean
may_send (const OtkSync *self)
{
  return !is_stopped (self) && self->status.condition != OTK_SYNC_SIGNED_OUT && !self->renewing;
}

static void
send (OtkSync *self, GPtrArray *actions, OtkSyncCall call, OtkFlight *flight, GBytes *body,
      const OtkInstant *now, gint64 patience)
{
  OtkSyncAction *action = g_new0 (OtkSyncAction, 1);

  action->call = call;
  action->tag = flight->tag = ++self->last_tag;
  action->body = body;
  flight->sent = now->mono;
  flight->sent_wall = now->wall;
  flight->deadline = now->mono + patience;
  g_ptr_array_add (actions, action);
}

static void
send_hello (OtkSync *self, const OtkReplica *replica, GPtrArray *actions, const OtkInstant *now)
{
  OtkSyncRegister hello = {
    .proto = OTK_SYNC_PROTO,
    .schema = OTK_SYNC_SCHEMA,
    .device = replica->device,
    .name = self->name,
    .profile = (char *) (replica->profile == OTK_PROFILE_FIELD ? "field" : "desk"),
    .version = self->version,
  };

  self->hello_wanted = FALSE;
  send (self, actions, OTK_SYNC_REGISTER, &self->hello, otk_sync_register_write (&hello), now,
        PUSH_PATIENCE);
}

/* Some retries under another name: the simulator has to notice. */
static void
change_id (OtkSync *self, OtkCommand *command)
{
  if (OTK_MUTANT (OTK_MUTANT_NEW_IDS) && g_rand_double (self->chance) < 0.05)
    command->id = otk_id_derive (&command->id, g_rand_int (self->chance));
}

static GBytes *
write_push (OtkSync *self, const OtkReplica *replica, GPtrArray *queue, guint from, guint n)
{
  OtkSyncPush push = { .proto = OTK_SYNC_PROTO,
                       .schema = OTK_SYNC_SCHEMA,
                       .device = replica->device,
                       .epoch = replica->epoch };
  GBytes *body;

  push.commands = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_sync_command_free);
  for (guint i = from; i < from + n; i++)
    {
      const OtkQueued *queued = queue->pdata[i];
      OtkSyncStamp stamp = { .estimated = queued->given.at,
                             .quality = queued->given.quality,
                             .wall = queued->given.wall,
                             .mono = queued->given.mono };

      if (queued->given.boot != NULL)
        g_strlcpy (stamp.boot, queued->given.boot, sizeof stamp.boot);
      change_id (self, queued->command);
      g_ptr_array_add (push.commands, otk_sync_command_new (queued->seq, queued->command, &stamp));
    }
  body = otk_sync_push_write (&push);
  g_ptr_array_unref (push.commands);
  return body;
}

/* As many as fit, but one at least: a single long solution may go beyond. */
static GBytes *
write_fitting_push (OtkSync *self, const OtkReplica *replica, GPtrArray *queue, guint from,
                    guint *n)
{
  for (;;)
    {
      GBytes *body = write_push (self, replica, queue, from, *n);

      if (*n == 1 || g_bytes_get_size (body) <= OTK_SYNC_PUSH_BYTES)
        return body;
      g_bytes_unref (body);
      *n = (*n + 1) / 2;
    }
}

static void
send_push (OtkSync *self, OtkStore *store, const OtkReplica *replica, GPtrArray *actions,
           const OtkInstant *now)
{
  g_autoptr (GPtrArray) queue =
      otk_replica_pending (store, self->confirmed > 0 ? 0 : self->batch, NULL);
  guint from = 0, n;
  GBytes *body;

  while (queue != NULL && from < queue->len
         && ((OtkQueued *) queue->pdata[from])->seq <= self->confirmed)
    from++;
  if (queue == NULL || from == queue->len)
    {
      self->push_wanted = FALSE;
      return;
    }
  n = MIN (queue->len - from, self->batch);
  body = write_fitting_push (self, replica, queue, from, &n);
  self->push.asked.device = replica->device;
  self->last_push = now->mono;
  self->push.first = ((OtkQueued *) queue->pdata[from])->seq;
  self->push.last = ((OtkQueued *) queue->pdata[from + n - 1])->seq;
  self->push_wanted = FALSE;
  send (self, actions, OTK_SYNC_PUSH, &self->push, body, now, PUSH_PATIENCE);
}

static void
send_pull (OtkSync *self, const OtkReplica *replica, GPtrArray *actions, const OtkInstant *now)
{
  OtkSyncPull pull = {
    .proto = OTK_SYNC_PROTO,
    .schema = OTK_SYNC_SCHEMA,
    .device = replica->device,
    .epoch = replica->epoch,
    .cookie = self->start_over ? NULL : replica->cookie,
    .acked_seq = replica->acked_seq,
    .max_seq = replica->next_seq - 1,
    .profile = replica->profile,
    .want_checksum = self->recheck || self->resets > 0,
    .max_bytes = OTK_SYNC_PULL_BYTES,
  };

  self->pull.asked.device = replica->device;
  self->pull.asked.epoch = g_strdup (replica->epoch);
  self->pull.asked.cookie = g_strdup (replica->cookie);
  self->pull_wanted = FALSE;
  self->next_poll = G_MAXINT64;
  send (self, actions, OTK_SYNC_PULL, &self->pull, otk_sync_pull_write (&pull), now, PULL_PATIENCE);
}

/* What was asked and never answered counts as lost. */
static void
expire (OtkSync *self, OtkFlight *flight, gboolean *wanted, const OtkInstant *now)
{
  if (flight->tag == 0 || now->mono < flight->deadline)
    return;
  otk_flight_clear (flight);
  *wanted = TRUE;
  otk_sync_fail (self, now, N_ ("The server does not answer"), 0);
}

static void
expire_all (OtkSync *self, const OtkInstant *now)
{
  expire (self, &self->hello, &self->hello_wanted, now);
  expire (self, &self->push, &self->push_wanted, now);
  expire (self, &self->pull, &self->pull_wanted, now);
}

/* After another start of the machine its counter tells nothing of the old deadlines. */
static void
notice_start (OtkSync *self, const OtkInstant *now)
{
  if (g_strcmp0 (self->boot, now->boot) == 0 && self->boot != NULL)
    return;
  g_free (self->boot);
  self->boot = g_strdup (now->boot != NULL ? now->boot : "");
  self->not_before = 0;
  self->last_pull = self->last_push = now->mono;
}

static void
renew (OtkSync *self, GPtrArray *actions)
{
  OtkSyncAction *action = g_new0 (OtkSyncAction, 1);

  action->call = OTK_SYNC_RENEW;
  action->tag = ++self->last_tag;
  g_ptr_array_add (actions, action);
  self->renew_wanted = FALSE;
  self->renewing = TRUE;
}

static void
wait_a_little (OtkSync *self, const OtkInstant *now)
{
  if (self->reunion)
    self->not_before = now->mono + g_rand_int_range (self->chance, 0, LONGEST_REUNION);
  if (self->poked)
    self->next_poll =
        MIN (self->next_poll,
             now->mono + g_rand_int_range (self->chance, SHORTEST_POKE, LONGEST_POKE));
  self->reunion = self->poked = FALSE;
}

/* Commands that wait while nothing is under way are a defect somewhere, not a fate. */
static void
watch (OtkSync *self, const OtkReplica *replica, const OtkInstant *now)
{
  if (replica->next_seq - 1 <= replica->acked_seq || self->push.tag != 0
      || now->mono < self->last_push + WATCH)
    return;
  self->last_push = now->mono;
  self->push_wanted = TRUE;
  self->confirmed = 0;
}

static void
send_wanted (OtkSync *self, OtkStore *store, const OtkReplica *replica, GPtrArray *actions,
             const OtkInstant *now)
{
  self->pushable = replica->epoch != NULL;
  if (replica->code == NULL && self->hello.tag == 0)
    self->hello_wanted = TRUE;
  if (self->hello_wanted && self->hello.tag == 0)
    send_hello (self, replica, actions, now);
  if (self->hello.tag != 0)
    return;
  if (self->push_wanted && self->push.tag == 0 && !self->push_waits && self->pushable)
    send_push (self, store, replica, actions, now);
  if (self->pull_wanted && self->pull.tag == 0)
    send_pull (self, replica, actions, now);
}

GPtrArray *
otk_sync_step (OtkSync *self, OtkStore *store, const OtkInstant *now)
{
  g_autoptr (OtkReplica) replica = NULL;
  GPtrArray *actions = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_sync_action_free);

  notice_start (self, now);
  expire_all (self, now);
  wait_a_little (self, now);
  if (!may_send (self) || now->mono < self->not_before)
    return actions;
  if (self->renew_wanted)
    {
      renew (self, actions);
      return actions;
    }
  if (now->mono >= self->next_poll)
    {
      self->pull_wanted = TRUE;
      self->next_poll = G_MAXINT64;
    }
  replica = otk_replica_state (store, NULL);
  if (replica == NULL)
    return actions;
  watch (self, replica, now);
  send_wanted (self, store, replica, actions, now);
  return actions;
}

gint64
otk_sync_next (OtkSync *self)
{
  const OtkFlight *flights[] = { &self->hello, &self->push, &self->pull };
  gboolean wants;
  gint64 next = self->next_poll;

  if (!may_send (self))
    return G_MAXINT64;
  if (self->poked || self->reunion || self->renew_wanted)
    return self->not_before;
  for (guint i = 0; i < G_N_ELEMENTS (flights); i++)
    if (flights[i]->tag != 0)
      next = MIN (next, flights[i]->deadline);
  wants = (self->hello_wanted && self->hello.tag == 0) || (self->pull_wanted && self->pull.tag == 0)
          || (self->push_wanted && self->push.tag == 0 && !self->push_waits && self->pushable);
  if (wants && self->hello.tag == 0)
    next = MIN (next, self->not_before);
  return MAX (next, self->not_before);
}

GArray *
otk_sync_take_changes (OtkSync *self)
{
  return g_steal_pointer (&self->changes);
}

guint
otk_sync_take_refused (OtkSync *self)
{
  guint refused = self->refused;

  self->refused = 0;
  return refused;
}

const OtkSyncStatus *
otk_sync_status (OtkSync *self)
{
  return &self->status;
}
