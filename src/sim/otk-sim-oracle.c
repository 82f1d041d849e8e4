/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sim-private.h"

/* Only what is new, and what is still unknown of the latest, is looked at after each push. */
#define LOOK_BACK 64

static const char *
kind_of (const OtkSimSaved *saved)
{
  return otk_command_info (saved->kind)->name;
}

/* Invariant 8, and that an effect has its receipt: «nothing had to change» was nothing. */
static void
check_receipt (OtkSimWorld *self, const OtkSimSaved *saved, const OtkReceipt *receipt)
{
  OtkTime now = otk_sim_agenda_now (self->agenda);

  if (receipt->effective != OTK_TIME_NONE
      && (receipt->effective > receipt->received || receipt->received > now))
    otk_sim_violate (self, "%s took effect in the future", kind_of (saved));
  if (receipt->status == OTK_RECEIPT_NOOP)
    {
      g_autoptr (GPtrArray) facts =
          otk_state_facts_of (otk_store_state (self->server.store), &saved->id);
      if (facts != NULL && facts->len > 0)
        otk_sim_violate (self, "%s changed something without a receipt", kind_of (saved));
    }
}

void
otk_sim_check_receipts (OtkSimWorld *self)
{
  guint from = self->ledger->len > LOOK_BACK ? self->ledger->len - LOOK_BACK : 0;

  for (guint i = from; i < self->ledger->len && self->server.store != NULL; i++)
    {
      const OtkSimSaved *saved = self->ledger->pdata[i];
      g_autoptr (OtkReceipt) receipt = otk_feed_receipt (self->server.store, &saved->id, NULL);

      if (receipt != NULL)
        check_receipt (self, saved, receipt);
    }
}

/* Invariant 4: what was applied is seen, wherever the request itself still is. */
static void
check_effect (OtkSimClient *self, const OtkSimSaved *saved)
{
  g_autoptr (OtkCommand) command = otk_store_command (self->store, &saved->id, NULL);
  g_autoptr (GPtrArray) facts = NULL;

  if (command != NULL || self->world->server.store == NULL)
    return;
  facts = otk_state_facts_of (otk_store_state (self->world->server.store), &saved->id);
  for (guint i = 0; facts != NULL && i < facts->len; i++)
    {
      const OtkFact *fact = facts->pdata[i];
      g_autoptr (OtkRecord) root =
          otk_store_find (self->store, OTK_ENTITY_REQUEST, &fact->root, NULL);

      /* A row that only waiting commands have made is not the server's. */
      if (root != NULL && otk_record_rowid (root) < OTK_REPLICA_FIRST_PENDING)
        {
          otk_sim_violate (self->world, "client %d: %s counts as applied and is not in the view",
                           self->number, kind_of (saved));
          return;
        }
    }
}

static void
check_saved (OtkSimClient *self, OtkSimSaved *saved)
{
  g_autoptr (OtkQueued) queued = otk_replica_queued (self->store, &saved->id, NULL);

  if (queued == NULL)
    {
      if (!saved->excused)
        otk_sim_violate (self->world, "client %d: %s was saved and is gone", self->number,
                         kind_of (saved));
      saved->excused = TRUE;
    }
  else if (queued->state == OTK_QUEUE_PENDING)
    saved->seen = FALSE; /* a restored server makes it wait again */
  else
    {
      if (!saved->seen
          && (queued->status == OTK_RECEIPT_APPLIED || queued->status == OTK_RECEIPT_MERGED))
        check_effect (self, saved);
      saved->seen = TRUE;
    }
}

void
otk_sim_check_view (OtkSimClient *self)
{
  GPtrArray *ledger = self->world->ledger;

  /* During a download rows come before the log that explains them. */
  if (otk_sync_status (self->sync)->condition == OTK_SYNC_DOWNLOADING)
    return;
  for (guint i = ledger->len > LOOK_BACK ? ledger->len - LOOK_BACK : 0; i < ledger->len; i++)
    {
      OtkSimSaved *saved = ledger->pdata[i];

      if (saved->client == self->number && !saved->excused)
        check_saved (self, saved);
    }
}

/* Its author knows; a server restored from a backup need not. */
static gboolean
was_refused (const OtkQueued *queued)
{
  return queued != NULL
         && (queued->status == OTK_RECEIPT_REJECTED || queued->status == OTK_RECEIPT_QUARANTINED);
}

/* Invariant 1: executed, or refused with its author knowing; never neither. */
static void
check_nothing_lost (OtkSimWorld *self)
{
  for (guint i = 0; i < self->ledger->len; i++)
    {
      OtkSimSaved *saved = self->ledger->pdata[i];
      OtkSimClient *client = &self->clients[saved->client];
      g_autoptr (OtkReceipt) receipt = otk_feed_receipt (self->server.store, &saved->id, NULL);
      g_autoptr (OtkQueued) queued = otk_replica_queued (client->store, &saved->id, NULL);

      if (saved->excused || (receipt == NULL && was_refused (queued)))
        continue;
      if (receipt == NULL)
        otk_sim_violate (self, "client %d: %s of %" G_GINT64_FORMAT " is lost", saved->client,
                         kind_of (saved), saved->at);
      else if (queued == NULL || queued->status != receipt->status)
        otk_sim_violate (self, "client %d: %s: its author was told something else", saved->client,
                         kind_of (saved));
      else
        check_receipt (self, saved, receipt);
    }
}

/* Nothing happened that nobody asked for: the other half of «exactly once». */
static void
check_nothing_twice (OtkSimWorld *self)
{
  g_autoptr (GPtrArray) commands =
      otk_store_commands (self->server.store, NULL, OTK_SIM_START, 0, NULL);

  for (guint i = 0; commands != NULL && i < commands->len; i++)
    {
      const OtkCommand *command = commands->pdata[i];

      if (!otk_id_is_none (&command->actor)
          && g_hash_table_lookup (self->saved, &command->id) == NULL)
        otk_sim_violate (self, "the server executed a %s that nobody gave",
                         otk_command_info (command->kind)->name);
    }
}

static void
check_same (OtkSimClient *self, const OtkRecord *mine)
{
  g_autoptr (OtkRecord) theirs = otk_store_find (self->world->server.store, otk_record_type (mine),
                                                 otk_record_id (mine), NULL);

  if (theirs == NULL)
    otk_sim_violate (self->world, "client %d: a %s that the server does not have", self->number,
                     otk_entity (otk_record_type (mine))->name);
  else if (!otk_record_equal (mine, theirs))
    otk_sim_violate (self->world, "client %d: a %s that differs from the server's", self->number,
                     otk_entity (otk_record_type (mine))->name);
}

/* Invariants 3 and 6: the rows here are the server's, and none is missing or too many. */
static void
check_converged (OtkSimClient *self)
{
  OtkSimWorld *world = self->world;
  OtkPull view = { .user = self->me, .profile = self->profile };
  g_autoptr (OtkReplica) replica = otk_replica_state (self->store, NULL);
  guint64 mine = 0, theirs = 0;

  for (guint type = 0; type < OTK_N_ENTITIES; type++)
    {
      g_autoptr (GPtrArray) rows =
          otk_store_list (self->store, (OtkEntityType) type, -1, NULL, NULL);

      for (guint i = 0; rows != NULL && i < rows->len && !world->ended; i++)
        check_same (self, rows->pdata[i]);
    }
  view.device = replica->device;
  if (!otk_feed_begin_read (world->server.store, NULL)
      || !otk_feed_checksum (world->server.store, &view, &theirs, NULL, NULL)
      || !otk_replica_checksum (self->store, TRUE, &mine, NULL))
    otk_sim_violate (world, "client %d: no checksum", self->number);
  otk_feed_end_read (world->server.store);
  if (mine != theirs)
    otk_sim_violate (world, "client %d: the view is not what its person may see", self->number);
}

/* The rows are what the facts say. */
static void
check_rebuild (OtkSimWorld *self)
{
  if (otk_store_rebuild (self->server.store, TRUE, NULL, NULL, NULL) != 0)
    otk_sim_violate (self, "the server's rows are not what its facts say");
}

void
otk_sim_check_rest (OtkSimWorld *self)
{
  if (self->server.store == NULL)
    {
      otk_sim_violate (self, "the server is not there at rest");
      return;
    }
  for (guint i = 0; i < self->n_clients; i++)
    if (otk_sim_client_pending (&self->clients[i]) != 0)
      otk_sim_violate (self, "client %u: %" G_GINT64_FORMAT " commands still wait", i,
                       otk_sim_client_pending (&self->clients[i]));
  if (self->ended)
    return;
  check_nothing_lost (self);
  check_nothing_twice (self);
  for (guint i = 0; i < self->n_clients && !self->ended; i++)
    check_converged (&self->clients[i]);
  check_rebuild (self);
}
