/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-desk-private.h"

#include "otk-error.h"

/*
 * Group commit: whatever waits when the writer comes to it shares one transaction, and so one wait
 * for the disk; the answers go out after the commit (server.md §1). Under load that is four times
 * as much work done, and nobody waits longer for it.
 */

/* What shares a transaction at most: beyond that the disk is no longer what takes the time. */
#define MOST 50

static gboolean
write_ended_cb (gpointer data)
{
  OtkWrite *self = data;

  g_ptr_array_unref (self->commands);
  g_ptr_array_unref (self->outcomes);
  g_clear_error (&self->error);
  g_object_unref (self->task);
  g_object_unref (self->desk);
  g_free (self);
  return G_SOURCE_REMOVE;
}

/* Answers, and has it freed at home: the last reference to the desk must not go on the writer's
 * thread, which the desk waits for. */
static void
answer (OtkWrite *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref (self->desk->context);
  g_autoptr (GSource) idle = g_idle_source_new ();

  if (self->error != NULL)
    g_task_return_error (self->task, g_steal_pointer (&self->error));
  else
    g_task_return_boolean (self->task, TRUE);
  g_source_set_priority (idle, G_PRIORITY_DEFAULT);
  g_source_set_callback (idle, write_ended_cb, self, NULL);
  g_source_attach (idle, context);
}

static GPtrArray *
take_group (OtkDesk *self)
{
  GPtrArray *group = g_ptr_array_new ();
  OtkWrite *next;

  while (group->len < MOST && (next = g_async_queue_try_pop (self->waiting)) != NULL)
    g_ptr_array_add (group, next);
  return group;
}

/* A refusal takes back nothing but its command. */
static gboolean
run_commands (OtkWrite *self, OtkStore *store, GArray *changes, GError **error)
{
  g_ptr_array_set_size (self->outcomes, 0);
  for (guint i = 0; i < self->commands->len; i++)
    {
      OtkOutcome *outcome = g_new0 (OtkOutcome, 1);

      g_ptr_array_add (self->outcomes, outcome);
      if (!otk_desk_execute (store, self->commands->pdata[i], outcome, changes, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_crossed (const GError *error)
{
  return g_error_matches (error, OTK_ERROR, OTK_ERROR_RETRY);
}

/* One of the group; what fails takes back itself alone. FALSE where the whole has to be. */
static gboolean
run_member (OtkWrite *self, OtkStore *store, GArray *changes, GError **error)
{
  guint before = changes->len;
  gboolean done;

  g_clear_error (&self->error);
  if (!otk_store_savepoint (store, error))
    return FALSE;
  done = self->work != NULL ? self->work (store, changes, self->data, &self->error)
                            : run_commands (self, store, changes, &self->error);
  if (done)
    return otk_store_release (store, TRUE, error);
  if (is_crossed (self->error))
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return FALSE;
    }
  g_array_set_size (changes, before);
  return otk_store_release (store, FALSE, error);
}

/* What fell due before somebody acts comes before what he does. */
static gboolean
catch_up (OtkDesk *self, GPtrArray *group, OtkStore *store, GError **error)
{
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (OtkChange));
  OtkTime at = OTK_TIME_NONE;
  gboolean done;

  for (guint i = 0; i < group->len; i++)
    {
      GPtrArray *commands = ((OtkWrite *) group->pdata[i])->commands;

      for (guint j = 0; j < commands->len; j++)
        at = MAX (at, ((OtkCommand *) commands->pdata[j])->at);
    }
  if (at == OTK_TIME_NONE)
    return TRUE;
  at = MIN (at, otk_clock_now (self->clock));
  done = otk_desk_fire_due (store, at, changes, error) >= 0;
  otk_desk_queue_changes (self, changes);
  return done;
}

static gboolean
try_members (OtkDesk *self, GPtrArray *group, OtkStore *store, GError **error)
{
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (OtkChange));
  gboolean done = TRUE;

  if (!otk_store_begin (store, error))
    return FALSE;
  for (guint i = 0; i < group->len && done; i++)
    done = run_member (group->pdata[i], store, changes, error);
  if (done && otk_store_commit (store, error))
    {
      otk_desk_queue_changes (self, changes);
      return TRUE;
    }
  otk_store_rollback (store);
  return FALSE;
}

static gboolean
run_members (OtkDesk *self, GPtrArray *group, OtkStore *store, GError **error)
{
  for (guint tries = 0; tries < OTK_DESK_TRIES; tries++)
    {
      g_clear_error (error);
      if (try_members (self, group, store, error))
        return TRUE;
      if (!is_crossed (*error))
        return FALSE;
    }
  return FALSE;
}

/* Nothing of it happened: everybody learns why. */
static void
fail_all (GPtrArray *group, const GError *error)
{
  for (guint i = 0; i < group->len; i++)
    {
      OtkWrite *write = group->pdata[i];

      if (write->error == NULL)
        write->error = g_error_copy (error);
    }
}

static void
run_waiting (OtkStore *store, gpointer data)
{
  OtkDesk *self = data;
  g_autoptr (GPtrArray) group = take_group (self);
  g_autoptr (GError) error = NULL;

  if (group->len == 0) /* an earlier one took them along */
    return;
  if (!catch_up (self, group, store, &error) || !run_members (self, group, store, &error))
    fail_all (group, error);
  for (guint i = 0; i < group->len; i++)
    answer (group->pdata[i]);
}

void
otk_desk_queue_write (OtkDesk *self, OtkWrite *write)
{
  g_async_queue_push (self->waiting, write);
  otk_worker_push (self->writer, run_waiting, self, NULL);
}

guint
otk_desk_backlog (OtkDesk *self)
{
  int waiting = g_async_queue_length (self->waiting);

  return waiting > 0 ? (guint) waiting : 0;
}
