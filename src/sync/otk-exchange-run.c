/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-exchange-private.h"

#include "otk-decide.h"
#include "otk-error.h"
#include "otk-mutant.h"

#include <string.h>

/* After so many failures of the store at a command it is put aside, so that those behind it can go
 * on (sync.md §3.6). */
#define MAX_FAILURES 3

/* How long after it was given a time reckoned by the device's wall clock is believed (sync.md
 * §4.2). */
#define TRUST_B OTK_DAY

static void
put_text (GChecksum *sum, const char *text)
{
  g_checksum_update (sum, (const guint8 *) text, (gssize) strlen (text) + 1);
}

static void
put_values (GChecksum *sum, const OtkValues *values)
{
  g_autoptr (GBytes) bytes = values != NULL ? otk_values_encode (values) : NULL;
  gsize length = 0;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  g_checksum_update (sum, data != NULL ? data : (const guint8 *) "", (gssize) length);
  put_text (sum, "|");
}

/* What was asked, so that an id cannot come to mean two things. */
static guint64
hash_command (const OtkCommand *command)
{
  const OtkCommandInfo *info = otk_command_info (command->kind);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  guint64 hash;

  put_text (sum, info != NULL ? info->name : "");
  g_checksum_update (sum, command->root.bytes, sizeof command->root.bytes);
  put_values (sum, command->args);
  put_values (sum, command->base);
  g_checksum_get_digest (sum, digest, &length);
  memcpy (&hash, digest, sizeof hash);
  return GUINT64_FROM_LE (hash);
}

static OtkRecord *
find_request (OtkExchangeRun *self)
{
  const OtkCommand *command = self->command->command;
  const OtkCommandInfo *info = otk_command_info (command->kind);

  if (info == NULL || (info->flags & OTK_COMMAND_ON_REQUEST) == 0)
    return NULL;
  return otk_state_find (otk_store_state (self->store), OTK_ENTITY_REQUEST, &command->root);
}

/* Nothing happened before the state that it changes came to be. Whoever has begun the work on two
 * devices has begun it when he did so first. */
static OtkTime
bound_of_request (OtkExchangeRun *self)
{
  const OtkRecord *request = NULL;
  g_autoptr (OtkRecord) found = find_request (self);
  const OtkId *responsible;

  request = found;
  if (request == NULL)
    return OTK_TIME_NONE;
  responsible = otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE);
  if (self->command->command->kind == OTK_COMMAND_START && responsible != NULL
      && otk_id_equal (responsible, &self->device->user)
      && otk_record_int (request, OTK_REQUEST_STATUS) == OTK_STATUS_IN_WORK)
    return otk_record_time (request, OTK_REQUEST_ACCEPTED_AT);
  return otk_record_time (request, OTK_REQUEST_STATUS_SINCE);
}

/* When what its author saw was written. */
static gboolean
bound_of_base (OtkExchangeRun *self, OtkTime *bound, GError **error)
{
  const OtkValues *base = self->command->command->base;
  gint64 x = base != NULL ? otk_values_get_int (base, "x", 0) : 0;
  g_autoptr (GError) failure = NULL;

  *bound = x > 0 ? otk_feed_time_of (self->store, x, &failure) : OTK_TIME_NONE;
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* sync.md §4.2: the device's estimate where it can be believed, never before what was there, never
 * after it came. */
static gboolean
reckon_time (OtkExchangeRun *self, OtkTime *at, GError **error)
{
  const OtkSyncStamp *stamp = &self->command->stamp;
  gboolean trusted =
      stamp->quality == 'A' || (stamp->quality == 'B' && stamp->estimated >= self->now - TRUST_B);
  OtkTime bound;

  *at = trusted ? stamp->estimated : self->now;
  if (OTK_MUTANT (OTK_MUTANT_NO_CLAMP))
    {
      *at = stamp->estimated;
      return TRUE;
    }
  if (!bound_of_base (self, &bound, error))
    return FALSE;
  bound = MAX (bound, MAX (self->device->effective, bound_of_request (self)));
  *at = MIN (MAX (*at, bound), self->now);
  return TRUE;
}

static GArray *
roots_of (const OtkCommand *command)
{
  GArray *roots = otk_ids_parse (otk_values_get_text (command->args, "children"));

  g_array_append_val (roots, command->root);
  return roots;
}

static OtkReceipt *
new_receipt (OtkExchangeRun *self)
{
  const OtkCommand *command = self->command->command;
  OtkReceipt *receipt = g_new0 (OtkReceipt, 1);

  receipt->command = command->id;
  receipt->device = self->device->id;
  receipt->user = self->device->user;
  receipt->kind = command->kind;
  receipt->root = command->root;
  receipt->hash = hash_command (command);
  receipt->at = self->command->stamp.estimated;
  receipt->quality = self->command->stamp.quality;
  receipt->received = self->now;
  receipt->effective = OTK_TIME_NONE;
  return receipt;
}

static void
note_refusal (OtkReceipt *receipt, const GError *refusal)
{
  receipt->status = OTK_RECEIPT_REJECTED;
  receipt->code = g_strdup (otk_error_name (refusal));
  receipt->detail = g_strdup (refusal->message);
}

static void
note_decision (OtkReceipt *receipt, const OtkDecision *decision)
{
  if (decision->refusal != NULL)
    {
      note_refusal (receipt, decision->refusal);
      return;
    }
  receipt->effective = decision->at;
  receipt->status = decision->facts->len == 0  ? OTK_RECEIPT_NOOP
                    : decision->merged != NULL ? OTK_RECEIPT_MERGED
                                               : OTK_RECEIPT_APPLIED;
  receipt->code = g_strdup (decision->merged);
  receipt->detail = g_strdup (decision->note);
}

/* The receipt belongs to the same transaction as the effect; here it does not. */
static gboolean
tear_apart (OtkExchangeRun *self, GError **error)
{
  const OtkExchangeHooks *hooks = &self->exchange->hooks;

  if (!otk_store_commit (self->store, error))
    return FALSE;
  if (hooks->pause != NULL)
    hooks->pause (hooks->data);
  return otk_store_begin (self->store, error);
}

static OtkCommand *
command_to_run (OtkExchangeRun *self, OtkTime at)
{
  OtkCommand *command = otk_command_ref (self->command->command);

  command->actor = self->device->user;
  command->device = self->device->id;
  command->at = at;
  /* Without the id's protection it would still find itself in the log. */
  if (OTK_MUTANT (OTK_MUTANT_NO_IDEMPOTENCY) && otk_store_knows (self->store, &command->id, NULL))
    command->id = otk_id_new (self->now);
  return command;
}

static gboolean
decide_and_append (OtkExchangeRun *self, OtkReceipt *receipt, GError **error)
{
  g_autoptr (OtkDecision) decision = NULL;
  g_autoptr (OtkCommand) command = NULL;
  g_autoptr (GError) refusal = NULL;
  OtkTime at;

  if (!reckon_time (self, &at, error))
    return FALSE;
  command = command_to_run (self, at);
  decision = otk_decide (otk_store_state (self->store), command, &refusal);
  if (decision == NULL)
    {
      note_refusal (receipt, refusal);
      return TRUE;
    }
  note_decision (receipt, decision);
  self->changed = decision->facts->len > 0;
  self->effective = receipt->effective;
  if (decision->refusal != NULL && decision->facts->len == 0)
    return TRUE;
  if (!otk_store_append (self->store, command, decision, error))
    return FALSE;
  return !OTK_MUTANT (OTK_MUTANT_TWO_TRANSACTIONS) || tear_apart (self, error);
}

static gboolean
is_failing (OtkExchangeRun *self)
{
  const OtkId *id = &self->command->command->id;

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->exchange->failures, id)) >= MAX_FAILURES;
}

static gboolean
have_trouble (OtkExchangeRun *self, GError **error)
{
  const OtkExchangeHooks *hooks = &self->exchange->hooks;

  return hooks->trouble != NULL && !hooks->trouble (self->command->command, hooks->data, error);
}

/* A command whose receipt is forgotten is still in the log. */
static gboolean
run_new (OtkExchangeRun *self, GError **error)
{
  g_autoptr (OtkReceipt) receipt = new_receipt (self);
  g_autoptr (GArray) roots = roots_of (self->command->command);
  g_autoptr (GError) failure = NULL;

  if (is_failing (self))
    {
      receipt->status = OTK_RECEIPT_QUARANTINED;
      receipt->code = g_strdup ("failed");
      otk_exchange_alarm (self->exchange, "a command is put aside", &receipt->command);
    }
  else if (!OTK_MUTANT (OTK_MUTANT_NO_IDEMPOTENCY)
           && otk_store_knows (self->store, &receipt->command, &failure))
    receipt->status = OTK_RECEIPT_NOOP;
  else if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  else if (have_trouble (self, error)
           || !otk_feed_lock_roots (self->store, (const OtkId *) (gpointer) roots->data, roots->len,
                                    error)
           || !decide_and_append (self, receipt, error))
    return FALSE;
  return otk_feed_add_receipt (self->store, receipt, error);
}

gboolean
otk_exchange_run (OtkExchangeRun *self, GError **error)
{
  const OtkCommand *command = self->command->command;
  g_autoptr (GError) failure = NULL;
  g_autoptr (OtkReceipt) known = NULL;

  if (OTK_MUTANT (OTK_MUTANT_NO_IDEMPOTENCY))
    return run_new (self, error);
  known = otk_feed_receipt (self->store, &command->id, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (known == NULL)
    return run_new (self, error);
  self->differs = known->hash != hash_command (command);
  return TRUE;
}
