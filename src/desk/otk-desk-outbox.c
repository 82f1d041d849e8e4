/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-desk-private.h"

#include "otk-conflict.h"
#include "otk-error.h"

/* When it is given, by the server's clock as far as this device knows it (sync.md §4.2). */
static gboolean
reckon_time (OtkDesk *self, OtkStore *store, const OtkCommand *command, OtkGiven *given,
             GError **error)
{
  g_autoptr (OtkReplica) replica = otk_replica_state (store, error);
  OtkServerTime known;
  OtkInstant now;

  if (replica == NULL)
    return FALSE;
  otk_replica_read_time (replica, &known);
  otk_clock_instant (self->clock, &now);
  given->at = otk_server_time_estimate (&known, &now, &given->quality);
  given->wall = command->at;
  given->mono = now.mono;
  given->boot = (char *) now.boot;
  return TRUE;
}

/* A request has no number before the server has given one; until then it goes by this. */
static gboolean
put_alias (OtkStore *store, OtkCommand *command, GError **error)
{
  g_autofree char *alias = NULL;
  g_autoptr (GError) failure = NULL;

  if (command->kind != OTK_COMMAND_CREATE || otk_values_has (command->args, "alias"))
    return TRUE;
  alias = otk_replica_next_alias (store, &failure);
  if (alias != NULL)
    otk_command_with_text (command, "alias", alias);
  if (failure == NULL)
    return TRUE; /* without letters of its own yet, the device has none to give */
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* The refused command that this one replaces leaves the list with it. */
static gboolean
settle_refused (OtkDesk *self, OtkStore *store, const OtkId *command, GError **error)
{
  g_autofree OtkId *key = NULL;
  g_autofree OtkId *refused = NULL;

  g_mutex_lock (&self->lock);
  g_hash_table_steal_extended (self->attends, command, (gpointer *) &key, (gpointer *) &refused);
  g_mutex_unlock (&self->lock);
  return refused == NULL || otk_replica_discard (store, refused, error);
}

gboolean
otk_desk_execute_replica (OtkDesk *self, OtkStore *store, OtkCommand *command, OtkOutcome *outcome,
                          GArray *changes, GError **error)
{
  OtkGiven given = { 0 };
  g_autoptr (GError) failure = NULL;

  outcome->command = command->id;
  outcome->subject = command->root;
  if (otk_store_knows (store, &command->id, &failure))
    return TRUE;
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (!reckon_time (self, store, command, &given, error) || !put_alias (store, command, error))
    return FALSE;
  command->at = given.at;
  otk_conflict_look (otk_store_state (store), command);
  if (!otk_desk_execute (store, command, outcome, changes, error))
    return FALSE;
  return outcome->error != NULL
         || (otk_replica_enqueue (store, command, &given, error)
             && settle_refused (self, store, &command->id, error));
}

void
otk_desk_forget_outbox (OtkDesk *self)
{
  self->counted = FALSE;
  g_clear_pointer (&self->roots, g_hash_table_unref);
}

void
otk_desk_tell_outbox (OtkDesk *self)
{
  g_signal_emit (self, otk_desk_signals[OTK_DESK_OUTBOX], 0);
}

static void
count_outbox (OtkDesk *self)
{
  if (self->counted || !self->replica || self->reads == NULL)
    return;
  self->counted = TRUE;
  self->unsent = (guint) MAX (0, otk_replica_count (self->reads, OTK_QUEUE_PENDING, NULL));
  self->attention = (guint) MAX (0, otk_replica_count (self->reads, OTK_QUEUE_ATTENTION, NULL));
  self->roots = otk_replica_unsent (self->reads, NULL);
}

gboolean
otk_desk_is_replica (OtkDesk *self)
{
  return self->replica;
}

guint
otk_desk_n_unsent (OtkDesk *self)
{
  count_outbox (self);
  return self->unsent;
}

gboolean
otk_desk_is_unsent (OtkDesk *self, const OtkId *root)
{
  count_outbox (self);
  return self->roots != NULL && g_hash_table_contains (self->roots, root);
}

guint
otk_desk_n_attention (OtkDesk *self)
{
  count_outbox (self);
  return self->attention;
}

GPtrArray *
otk_desk_attention (OtkDesk *self)
{
  GPtrArray *list = self->replica && self->reads != NULL
                        ? otk_replica_queue (self->reads, OTK_QUEUE_ATTENTION, 0, NULL)
                        : NULL;

  return list != NULL ? list : g_ptr_array_new ();
}

GPtrArray *
otk_desk_outbox (OtkDesk *self, guint limit)
{
  GPtrArray *list =
      self->replica && self->reads != NULL ? otk_replica_pending (self->reads, limit, NULL) : NULL;

  return list != NULL ? list : g_ptr_array_new ();
}

GPtrArray *
otk_desk_doubtful (OtkDesk *self)
{
  GPtrArray *list = otk_desk_outbox (self, 0);

  for (guint i = list->len; i > 0; i--)
    if (((const OtkQueued *) g_ptr_array_index (list, i - 1))->doubt == NULL)
      g_ptr_array_remove_index (list, i - 1);
  return list;
}
