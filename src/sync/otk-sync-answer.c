/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sync-private.h"

#include "otk-error.h"
#include "otk-mutant.h"
#include "otk-sync-message.h"

#include <glib/gi18n-lib.h>

/* Fetching everything anew has to help; where it did not so often in a day it will not. */
#define MOST_RESETS 2
/* While many pushes follow each other the view is brought up to date this often (ms). */
#define PULL_BETWEEN 5000
/* A push of one command that is no push for the server: after so many it is the command's fault. */
#define MOST_REFUSALS 3

/* An answer, and the call it is for. */
typedef struct
{
  OtkSync *sync;
  OtkStore *store;
  const OtkInstant *now;
  OtkFlight flight;
  int status;
  GBytes *body;
  gint64 retry_after;
  OtkSyncAnswer *answer; /* (nullable): of anything but a pull that went well */
} Arrival;

static void
learn_time (Arrival *self, OtkTime server_time)
{
  OtkInstant sent = { self->flight.sent_wall, self->flight.sent, self->now->boot };
  g_autoptr (OtkReplica) replica = NULL;
  OtkSync *sync = self->sync;

  otk_sync_server_time (sync, self->store);
  if (!otk_server_time_learn (&sync->time, server_time, &sent, self->now))
    return;
  replica = otk_replica_state (self->store, NULL);
  if (replica == NULL)
    return;
  replica->time_base = sync->time.base;
  replica->time_boot = sync->time.mono;
  replica->time_offset = sync->time.offset;
  g_free (replica->boot);
  replica->boot = g_strdup (sync->time.boot);
  if (!otk_store_begin_lazy (self->store, NULL))
    return;
  if (!otk_replica_put_state (self->store, replica, NULL) || !otk_store_commit (self->store, NULL))
    otk_store_rollback (self->store);
}

const OtkServerTime *
otk_sync_server_time (OtkSync *self, OtkStore *store)
{
  g_autoptr (OtkReplica) replica = NULL;

  if (self->time_known)
    return &self->time;
  replica = otk_replica_state (store, NULL);
  self->time_known = replica != NULL;
  if (replica != NULL)
    otk_replica_read_time (replica, &self->time);
  return &self->time;
}

/* A change of the replica's own in a transaction of its own, durable: it is about identity. */
static gboolean
write_state (Arrival *self, gboolean (*change) (Arrival *self, GError **error))
{
  g_autoptr (GError) error = NULL;

  if (otk_store_begin (self->store, &error))
    {
      if (change (self, &error) && otk_store_commit (self->store, &error))
        return TRUE;
      otk_store_rollback (self->store);
    }
  otk_sync_fail (self->sync, self->now, error->message, 0);
  return FALSE;
}

static gboolean
change_incarnation (Arrival *self, GError **error)
{
  OtkId fresh = otk_id_new (otk_server_time_estimate (&self->sync->time, self->now, &(char){ 0 }));

  return otk_replica_new_incarnation (self->store, &fresh, error);
}

static void
begin_anew (Arrival *self)
{
  self->sync->confirmed = 0;
  self->sync->push_wanted = TRUE;
  if (write_state (self, change_incarnation))
    self->sync->hello_wanted = TRUE;
}

static gboolean
keep_code (Arrival *self, GError **error)
{
  g_autoptr (OtkReplica) replica = otk_replica_state (self->store, error);

  if (replica == NULL)
    return FALSE;
  g_free (replica->code);
  replica->code = g_strdup (self->answer->code);
  if (self->answer->server != NULL)
    {
      g_free (replica->server);
      replica->server = g_strdup (self->answer->server);
    }
  return otk_replica_put_state (self->store, replica, error);
}

/* What any call may be answered with. Returns: whether that was all there is to it. */
static gboolean
take_common (Arrival *self, gboolean *wanted)
{
  OtkSync *sync = self->sync;
  const char *code = self->answer != NULL ? self->answer->error : NULL;

  if (self->status == 401)
    {
      sync->renew_wanted = *wanted = TRUE;
      return TRUE;
    }
  if (self->status == 403 && g_strcmp0 (code, "device_revoked") == 0)
    {
      sync->status.condition = OTK_SYNC_REVOKED;
      return TRUE;
    }
  if (self->status == 426)
    {
      sync->status.condition = OTK_SYNC_OUTDATED;
      return TRUE;
    }
  if (g_strcmp0 (code, "device_unknown") == 0)
    {
      sync->hello_wanted = *wanted = TRUE;
      return TRUE;
    }
  if (g_strcmp0 (code, "device_rewound") == 0 || g_strcmp0 (code, "gap") == 0
      || g_strcmp0 (code, "device_taken") == 0)
    {
      *wanted = TRUE;
      begin_anew (self);
      return TRUE;
    }
  return FALSE;
}

static void
fail (Arrival *self, gboolean *wanted)
{
  const char *text = self->answer != NULL ? self->answer->text : NULL;

  *wanted = TRUE;
  if (text == NULL)
    text = self->status == 0 ? N_ ("The server does not answer")
                             : N_ ("The server answers that it cannot do it now");
  otk_sync_fail (self->sync, self->now, text, self->retry_after);
}

static void
hello_answered (Arrival *self)
{
  OtkSync *sync = self->sync;

  if (self->status == 200 && self->answer != NULL && self->answer->code != NULL)
    {
      if (write_state (self, keep_code))
        otk_sync_succeed (sync);
      else
        sync->hello_wanted = TRUE;
      sync->pull_wanted = TRUE;
    }
  else if (!take_common (self, &sync->hello_wanted))
    fail (self, &sync->hello_wanted);
}

static gboolean
refuse_first (Arrival *self, GError **error)
{
  g_autoptr (GPtrArray) queue = otk_replica_pending (self->store, 1, error);
  OtkReceipt receipt = { .status = OTK_RECEIPT_REJECTED,
                         .code = (char *) "protocol",
                         .at = OTK_TIME_NONE,
                         .received = OTK_TIME_NONE,
                         .effective = OTK_TIME_NONE };

  if (queue == NULL || queue->len == 0)
    return queue != NULL;
  receipt.command = ((OtkQueued *) queue->pdata[0])->command->id;
  receipt.seq = ((OtkQueued *) queue->pdata[0])->seq;
  self->sync->refused++;
  return otk_replica_receipt (self->store, &receipt, error)
         && otk_replica_rewind (self->store, error) && otk_sync_replay (self->store, error);
}

/* The push itself was refused: whichever command is the cause must not hold up the others. */
static void
push_refused (Arrival *self)
{
  OtkSync *sync = self->sync;

  sync->push_wanted = TRUE;
  sync->confirmed = 0;
  if (self->flight.first < self->flight.last)
    sync->batch = MAX ((guint) (self->flight.last - self->flight.first + 1) / 2, 1);
  else if (++sync->refusals < MOST_REFUSALS && self->status != 422)
    otk_sync_fail (sync, self->now, N_ ("The server does not understand a command"), 0);
  else
    {
      sync->refusals = 0;
      if (write_state (self, refuse_first))
        begin_anew (self); /* its number stays unused, and a gap is not taken */
    }
}

static gboolean
empty_outbox (Arrival *self, GError **error)
{
  for (gint64 seq = self->flight.first; seq <= self->flight.last; seq++)
    {
      g_autoptr (GPtrArray) queue = otk_replica_pending (self->store, 1, error);
      OtkReceipt receipt = { .status = OTK_RECEIPT_APPLIED, .seq = seq };

      if (queue == NULL || queue->len == 0)
        break;
      receipt.command = ((OtkQueued *) queue->pdata[0])->command->id;
      if (!otk_replica_receipt (self->store, &receipt, error))
        return FALSE;
    }
  return TRUE;
}

/* Whether the device is still the one that pushed: the numbers of another are not about it. */
static gboolean
is_of_this_device (Arrival *self)
{
  g_autoptr (OtkReplica) replica = otk_replica_state (self->store, NULL);

  return replica != NULL && otk_id_equal (&replica->device, &self->flight.asked.device);
}

/* The answer is a hint: only a pull takes commands out of the outbox. */
static void
push_accepted (Arrival *self)
{
  OtkSync *sync = self->sync;

  otk_sync_succeed (sync);
  sync->refusals = 0;
  sync->batch = OTK_SYNC_PUSH_COMMANDS;
  sync->push_wanted = TRUE; /* a step finds out whether more waits */
  if (!is_of_this_device (self))
    return;
  sync->confirmed = MAX (sync->confirmed, self->answer->last_seq);
  if (OTK_MUTANT (OTK_MUTANT_PUSH_EMPTIES_OUTBOX))
    write_state (self, empty_outbox);
  if (sync->confirmed >= self->flight.last || self->now->mono >= sync->last_pull + PULL_BETWEEN)
    sync->pull_wanted = TRUE;
}

static void
push_answered (Arrival *self)
{
  OtkSync *sync = self->sync;
  const char *code = self->answer != NULL ? self->answer->error : NULL;

  if (self->status == 200 && self->answer != NULL)
    push_accepted (self);
  else if (take_common (self, &sync->push_wanted))
    ;
  else if (g_strcmp0 (code, "epoch") == 0)
    {
      sync->confirmed = 0;
      sync->push_wanted = sync->push_waits = sync->pull_wanted = TRUE;
    }
  else if (self->status == 400 || self->status == 413 || self->status == 422)
    push_refused (self);
  else
    fail (self, &sync->push_wanted);
}

/* A view that differs is fetched anew; that it differs again is beyond repair here. */
static void
diverged (Arrival *self, const GError *error)
{
  OtkSync *sync = self->sync;
  OtkTime today = self->now->wall;

  if (sync->resets == 0 || today < sync->resets_since || today - sync->resets_since > OTK_DAY)
    {
      sync->resets = 0;
      sync->resets_since = today;
    }
  sync->status.divergences++;
  otk_sync_fail (sync, self->now, error->message, 0);
  if (++sync->resets > MOST_RESETS)
    sync->status.condition = OTK_SYNC_DIVERGED;
  sync->start_over = sync->pull_wanted = TRUE;
}

static void
merge_changes (OtkSync *self, OtkApplied *applied)
{
  if (self->changes == NULL)
    self->changes = g_steal_pointer (&applied->changes);
  else
    g_array_append_vals (self->changes, applied->changes->data, applied->changes->len);
}

static void
pull_applied (Arrival *self, OtkApplied *applied)
{
  OtkSync *sync = self->sync;
  gboolean unsettled;

  otk_sync_succeed (sync);
  sync->start_over = FALSE;
  sync->push_waits = FALSE;
  sync->refused += applied->refused;
  sync->last_pull = self->now->mono;
  sync->next_poll = sync->pace > 0 ? self->now->mono + sync->pace : G_MAXINT64;
  sync->status.contact = applied->server_time;
  sync->status.done = applied->done;
  sync->status.total = applied->total;
  /* The pages of a first download end with a cookie from which the rest is asked for: only then is
   * the view one of the server's. */
  unsettled = applied->more || applied->total > 0;
  sync->status.condition = unsettled ? OTK_SYNC_DOWNLOADING : OTK_SYNC_ONLINE;
  if (unsettled)
    sync->pull_wanted = TRUE;
  if (applied->incarnation)
    {
      sync->hello_wanted = TRUE;
      sync->confirmed = 0;
    }
  sync->push_wanted = TRUE;
  merge_changes (sync, applied);
}

static void
pull_answered (Arrival *self)
{
  OtkSync *sync = self->sync;
  OtkId fresh;
  g_auto (OtkApplied) applied = { 0 };
  g_autoptr (GError) error = NULL;

  if (self->status != 200)
    {
      if (!take_common (self, &sync->pull_wanted))
        fail (self, &sync->pull_wanted);
      return;
    }
  fresh = otk_id_new (otk_server_time_estimate (&sync->time, self->now, &(char){ 0 }));
  switch (otk_sync_apply (self->store, &self->flight.asked, self->body, &fresh, sync->recheck,
                          &applied, &error))
    {
    case OTK_APPLIED:
      learn_time (self, applied.server_time);
      pull_applied (self, &applied);
      break;
    case OTK_APPLIED_LATE:
      sync->pull_wanted = TRUE;
      break;
    case OTK_APPLIED_DIVERGED:
      diverged (self, error);
      break;
    case OTK_APPLIED_BROKEN:
    case OTK_APPLIED_FAILED:
    default:
      sync->pull_wanted = TRUE;
      otk_sync_fail (sync, self->now, error->message, 0);
    }
}

/* The flight that @tag belongs to, taken off. */
static void (*land (OtkSync *self, guint64 tag, OtkFlight *flight)) (Arrival *)
{
  struct
  {
    OtkFlight *flight;
    void (*answered) (Arrival *);
  } calls[] = {
    { &self->hello, hello_answered },
    { &self->push, push_answered },
    { &self->pull, pull_answered },
  };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    if (calls[i].flight->tag == tag && tag != 0)
      {
        *flight = *calls[i].flight;
        *calls[i].flight = (OtkFlight){ 0 };
        return calls[i].answered;
      }
  return NULL;
}

void
otk_sync_answered (OtkSync *self, OtkStore *store, const OtkInstant *now, guint64 tag, int status,
                   GBytes *body, gboolean complete, gint64 retry_after)
{
  Arrival arrival = { self, store, now, { 0 }, complete ? status : 0, body, retry_after, NULL };
  void (*answered) (Arrival *) = land (self, tag, &arrival.flight);
  gboolean pulled = answered == pull_answered && arrival.status == 200;

  if (answered == NULL)
    return;
  if (arrival.status != 0 && !pulled && body != NULL)
    arrival.answer = otk_sync_answer_read (body, NULL);
  if (arrival.answer != NULL && arrival.answer->server_time != OTK_TIME_NONE)
    learn_time (&arrival, arrival.answer->server_time);
  if (pulled && body == NULL)
    arrival.status = 0;
  answered (&arrival);
  g_clear_pointer (&arrival.answer, otk_sync_answer_free);
  otk_flight_clear (&arrival.flight);
}
