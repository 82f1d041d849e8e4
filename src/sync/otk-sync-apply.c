/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sync-apply.h"

#include "otk-decide.h"
#include "otk-error.h"
#include "otk-mutant.h"
#include "otk-sync-lines.h"

#include <glib/gi18n-lib.h>

/* An answer on its way into the database. */
typedef struct
{
  OtkStore *store;
  OtkReplica *replica;
  const OtkId *fresh;
  gboolean recheck;
  OtkApplied *applied;
  char *epoch; /* the server's */
  OtkSyncEnd end;
  gboolean ended;
  gboolean other_life; /* of the server: it was restored */
} Applying;

void
otk_sync_asked_clear (OtkSyncAsked *self)
{
  g_clear_pointer (&self->epoch, g_free);
  g_clear_pointer (&self->cookie, g_free);
}

void
otk_applied_clear (OtkApplied *self)
{
  g_clear_pointer (&self->changes, g_array_unref);
}

static void
applying_clear (Applying *self)
{
  g_clear_pointer (&self->replica, otk_replica_free);
  g_clear_pointer (&self->epoch, g_free);
  g_clear_pointer (&self->end.cookie, g_free);
  g_clear_pointer (&self->end.sum, g_free);
}

static OtkReceiptStatus
receipt_status (const char *name)
{
  static const char *const names[] = {
    [OTK_RECEIPT_APPLIED] = "applied",         [OTK_RECEIPT_NOOP] = "noop",
    [OTK_RECEIPT_MERGED] = "merged",           [OTK_RECEIPT_REJECTED] = "rejected",
    [OTK_RECEIPT_QUARANTINED] = "quarantined",
  };

  for (guint i = 1; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (names[i], name) == 0)
      return (OtkReceiptStatus) i;
  /* A newer server's way of saying that its author should look at it. */
  return OTK_RECEIPT_QUARANTINED;
}

static gboolean
take_receipt (Applying *self, const OtkSyncReceipt *line, GError **error)
{
  OtkReceipt receipt = {
    .command = line->command,
    .seq = line->seq,
    .status = receipt_status (line->status),
    .code = line->code,
    .detail = line->detail,
    .at = OTK_TIME_NONE,
    .received = self->applied->server_time,
    .effective = line->effective,
    .x = line->x,
  };

  self->applied->receipts++;
  if (receipt.status >= OTK_RECEIPT_REJECTED)
    self->applied->refused++;
  return otk_replica_receipt (self->store, &receipt, error);
}

static gboolean
take_line (Applying *self, const OtkSyncLine *line, GError **error)
{
  switch (line->kind)
    {
    case OTK_SYNC_LINE_LEFT:
      return otk_replica_gone (self->store, line->entity, &line->id, error);
    case OTK_SYNC_LINE_ROW:
      return otk_replica_row (self->store, line->record, line->x, error);
    case OTK_SYNC_LINE_DELETED:
      return otk_replica_removed (self->store, line->entity, &line->id, error);
    case OTK_SYNC_LINE_LOG:
      return otk_replica_log (self->store, line->log.n, line->log.command, line->log.facts, error);
    case OTK_SYNC_LINE_RECEIPT:
      return take_receipt (self, &line->receipt, error);
    case OTK_SYNC_LINE_END:
      self->end = line->end;
      self->end.cookie = g_strdup (line->end.cookie);
      self->end.sum = g_strdup (line->end.sum);
      self->ended = TRUE;
      return TRUE;
    case OTK_SYNC_LINE_HEAD:
    case OTK_SYNC_LINE_OTHER:
    default:
      return TRUE;
    }
}

static gboolean
take_lines (Applying *self, OtkSyncReader *reader, GError **error)
{
  const OtkSyncLine *line;
  g_autoptr (GError) broken = NULL;

  while ((line = otk_sync_reader_next (reader, &broken)) != NULL)
    if (!take_line (self, line, error))
      return FALSE;
  if (broken == NULL && self->ended)
    return TRUE;
  self->applied->verdict = OTK_APPLIED_BROKEN;
  if (broken != NULL)
    g_propagate_error (error, g_steal_pointer (&broken));
  else
    otk_refuse (error, OTK_ERROR_PROTOCOL, N_ ("The server's answer broke off"), NULL);
  return FALSE;
}

/* What the device is from now on, where the server has begun another life or has seen more of it
 * than it ever said (a restored disk, a copied file). */
static gboolean
begin_anew (Applying *self, GError **error)
{
  self->applied->incarnation = TRUE;
  return otk_replica_new_incarnation (self->store, self->fresh, error);
}

static gboolean
reset (Applying *self, GError **error)
{
  self->other_life =
      self->replica->epoch != NULL && g_strcmp0 (self->replica->epoch, self->epoch) != 0;
  return otk_replica_reset (self->store, self->other_life && !OTK_MUTANT (OTK_MUTANT_NO_ARCHIVE),
                            error);
}

static gboolean
compare (Applying *self, GError **error)
{
  guint64 sum = 0;
  g_autofree char *mine = NULL;

  if (self->end.sum == NULL || self->end.more)
    return TRUE;
  if (!otk_replica_checksum (self->store, self->recheck, &sum, error))
    return FALSE;
  mine = g_strdup_printf ("%016" G_GINT64_MODIFIER "x", sum);
  if (g_strcmp0 (mine, self->end.sum) == 0)
    return TRUE;
  self->applied->verdict = OTK_APPLIED_DIVERGED;
  return otk_refuse (error, OTK_ERROR_CORRUPT,
                     N_ ("The data here differ from the server's: they are fetched anew"), NULL);
}

static gboolean
replay_one (OtkStore *store, OtkQueued *queued, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GError) refusal = NULL;
  g_autoptr (OtkDecision) decision = NULL;

  /* What the server did stands in its log already, though its receipt has not come: after a fresh
   * start the log comes first. */
  if (otk_store_knows (store, &queued->command->id, &failure))
    return queued->doubt == NULL || otk_replica_doubt (store, &queued->command->id, NULL, error);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  decision = otk_decide (otk_store_state (store), queued->command, &refusal);
  if (decision != NULL && decision->refusal != NULL)
    refusal = g_steal_pointer (&decision->refusal);
  if (refusal != NULL)
    return otk_replica_doubt (store, &queued->command->id, refusal->message, error);
  if (!otk_store_append (store, queued->command, decision, error))
    return FALSE;
  return queued->doubt == NULL || otk_replica_doubt (store, &queued->command->id, NULL, error);
}

gboolean
otk_sync_replay (OtkStore *store, GError **error)
{
  g_autoptr (GPtrArray) pending = otk_replica_pending (store, 0, error);

  if (pending == NULL)
    return FALSE;
  for (guint i = 0; i < pending->len; i++)
    if (!replay_one (store, pending->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
write_answer (Applying *self, OtkSyncReader *reader, GError **error)
{
  if (!otk_replica_rewind (self->store, error) || (self->applied->reset && !reset (self, error))
      || !take_lines (self, reader, error)
      || !otk_replica_finish (self->store, self->epoch, self->end.cookie, error)
      || !compare (self, error))
    return FALSE;
  /* Only now: the receipts were of the numbers that the device has had so far. */
  if ((self->other_life || self->end.last_seq >= self->replica->next_seq)
      && !begin_anew (self, error))
    return FALSE;
  self->applied->more = self->end.more;
  self->applied->done = self->end.done;
  self->applied->total = self->end.total;
  if (!otk_sync_replay (self->store, error))
    return FALSE;
  self->applied->changes = otk_replica_take_changes (self->store, error);
  return self->applied->changes != NULL;
}

static gboolean
write_at_once (Applying *self, OtkSyncReader *reader, GError **error)
{
  if (!otk_store_begin_lazy (self->store, error))
    return FALSE;
  if (write_answer (self, reader, error) && otk_store_commit (self->store, error))
    return TRUE;
  otk_store_rollback (self->store);
  return FALSE;
}

/* Whether the device still stands where it stood when it asked. */
static gboolean
is_still_asked (const OtkReplica *replica, const OtkSyncAsked *asked)
{
  return otk_id_equal (&replica->device, &asked->device)
         && g_strcmp0 (replica->epoch, asked->epoch) == 0
         && g_strcmp0 (replica->cookie, asked->cookie) == 0;
}

static gboolean
take_head (Applying *self, OtkSyncReader *reader, const OtkSyncAsked *asked, GError **error)
{
  const OtkSyncLine *line = otk_sync_reader_next (reader, error);

  if (line == NULL)
    return FALSE;
  if (line->kind != OTK_SYNC_LINE_HEAD || line->head.epoch == NULL)
    return otk_refuse (error, OTK_ERROR_PROTOCOL, N_ ("The server's answer cannot be read"), NULL);
  self->epoch = g_strdup (line->head.epoch);
  self->applied->server_time = line->head.server_time;
  self->applied->reset = line->head.reset;
  /* Without a reset the lines continue what is here: they must be of the same life and place. */
  if (!self->applied->reset
      && (g_strcmp0 (self->epoch, asked->epoch) != 0
          || g_strcmp0 (line->head.cookie_in, asked->cookie) != 0))
    return otk_refuse (error, OTK_ERROR_PROTOCOL, N_ ("The server's answer cannot be read"), NULL);
  return TRUE;
}

OtkAppliedVerdict
otk_sync_apply (OtkStore *store, const OtkSyncAsked *asked, GBytes *answer, const OtkId *fresh,
                gboolean recheck, OtkApplied *applied, GError **error)
{
  g_autoptr (OtkSyncReader) reader = otk_sync_reader_new (answer);
  Applying self = { .store = store, .fresh = fresh, .recheck = recheck, .applied = applied };

  *applied = (OtkApplied){ .verdict = OTK_APPLIED_FAILED, .server_time = OTK_TIME_NONE };
  self.replica = otk_replica_state (store, error);
  if (self.replica == NULL)
    return applied->verdict;
  if (!is_still_asked (self.replica, asked))
    applied->verdict = OTK_APPLIED_LATE;
  else if (!take_head (&self, reader, asked, error))
    applied->verdict = OTK_APPLIED_BROKEN;
  else if (write_at_once (&self, reader, error))
    applied->verdict = OTK_APPLIED;
  applying_clear (&self);
  return applied->verdict;
}
