/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-desk-private.h"

#include "otk-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Commands of one bulk action that share a transaction, and so one wait for the disk. */
#define BULK 200
#define UNDO_SPAN OTK_DAY
#define UNDO_DEPTH 1000

typedef struct
{
  OtkDesk *desk;
  GPtrArray *commands; /* OtkCommand */
  GPtrArray *outcomes; /* OtkOutcome */
  GCancellable *cancellable;
  OtkProgress progress;
  gpointer progress_data;
  GTask *task; /* NULL when somebody waits */
  GError *error;
} Submission;

typedef struct
{
  OtkDesk *desk;
  OtkProgress progress;
  gpointer data;
  guint done, total;
} Step;

void
otk_outcome_free (OtkOutcome *self)
{
  g_clear_error (&self->error);
  g_free (self);
}

static Submission *
submission_new (OtkDesk *self)
{
  Submission *submission = g_new0 (Submission, 1);

  submission->desk = g_object_ref (self);
  submission->commands = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_command_unref);
  submission->outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_outcome_free);
  return submission;
}

static void
submission_free (gpointer data)
{
  Submission *submission = data;

  g_ptr_array_unref (submission->commands);
  g_ptr_array_unref (submission->outcomes);
  g_clear_object (&submission->cancellable);
  g_clear_object (&submission->task);
  g_clear_error (&submission->error);
  g_object_unref (submission->desk);
  g_free (submission);
}

/* The last reference to the desk must not go on the writer's thread, which the desk waits for. */
static gboolean
let_go_cb (gpointer data)
{
  return G_SOURCE_REMOVE;
}

static void
submission_free_at_home (gpointer data)
{
  Submission *submission = data;
  g_autoptr (GMainContext) context = g_main_context_ref (submission->desk->context);
  g_autoptr (GSource) idle = g_idle_source_new ();

  g_source_set_priority (idle, G_PRIORITY_DEFAULT);
  g_source_set_callback (idle, let_go_cb, submission, submission_free);
  g_source_attach (idle, context);
}

static OtkFactKind
stronger (OtkFactKind a, OtkFactKind b)
{
  return a == OTK_FACT_CHANGE ? b : b == OTK_FACT_CHANGE ? a : b;
}

/* One change for each record, in the order in which they were first touched. */
static void
add_change (GArray *changes, guint from, const OtkFact *fact)
{
  OtkChange change = { fact->entity, fact->kind, fact->row, fact->root, 0 };

  for (guint i = from; i < changes->len; i++)
    {
      OtkChange *known = &g_array_index (changes, OtkChange, i);
      if (otk_id_equal (&known->id, &fact->row))
        {
          known->kind = stronger (known->kind, fact->kind);
          return;
        }
    }
  g_array_append_val (changes, change);
}

static void
find_rowids (OtkStore *store, GArray *changes, guint from)
{
  for (guint i = from; i < changes->len; i++)
    {
      OtkChange *change = &g_array_index (changes, OtkChange, i);
      g_autoptr (OtkRecord) record = otk_store_find (store, change->entity, &change->id, NULL);

      if (record != NULL)
        change->rowid = otk_record_rowid (record);
    }
}

gboolean
otk_desk_execute (OtkStore *store, OtkCommand *command, OtkOutcome *outcome, GArray *changes,
                  GError **error)
{
  g_autoptr (OtkDecision) decision = NULL;
  g_autoptr (GError) failure = NULL;
  guint from = changes->len;

  outcome->command = command->id;
  outcome->subject = command->root;
  if (otk_store_knows (store, &command->id, &failure))
    return TRUE;
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  decision = otk_decide (otk_store_state (store), command, &outcome->error);
  if (decision != NULL && decision->refusal != NULL)
    outcome->error = g_steal_pointer (&decision->refusal);
  if (outcome->error != NULL)
    return TRUE;

  outcome->subject = decision->subject;
  outcome->note = decision->note;
  outcome->changed = decision->facts->len > 0;
  for (guint i = 0; i < decision->facts->len; i++)
    add_change (changes, from, g_ptr_array_index (decision->facts, i));
  if (!otk_store_append (store, command, decision, error))
    return FALSE;
  find_rowids (store, changes, from);
  return TRUE;
}

/* Takes the draft that @command fulfils off the list; its removal shares the transaction. */
static gboolean
remove_draft (OtkDesk *self, OtkStore *store, const OtkCommand *command, GError **error)
{
  g_autofree OtkId *id = NULL;
  g_autofree char *key = NULL;

  g_mutex_lock (&self->lock);
  g_hash_table_steal_extended (self->fulfils, &command->id, (gpointer *) &id, (gpointer *) &key);
  if (key != NULL)
    g_hash_table_remove (self->drafts, key);
  g_mutex_unlock (&self->lock);
  return key == NULL || otk_store_put_draft (store, key, NULL, command->at, error);
}

/* One command of several: a refusal takes back nothing but itself. */
static gboolean
run_one (Submission *submission, OtkStore *store, OtkCommand *command, GArray *changes,
         GError **error)
{
  OtkOutcome *outcome = g_new0 (OtkOutcome, 1);

  g_ptr_array_add (submission->outcomes, outcome);
  if (submission->desk->replica
          ? !otk_desk_execute_replica (submission->desk, store, command, outcome, changes, error)
          : !otk_desk_execute (store, command, outcome, changes, error))
    return FALSE;
  return outcome->error != NULL || remove_draft (submission->desk, store, command, error);
}

/* A transaction over commands [from, to). Nothing of it happened where it returns FALSE. */
static gboolean
try_part (Submission *submission, OtkStore *store, guint from, guint to, GError **error)
{
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (OtkChange));
  gboolean done = TRUE;

  if (!otk_store_begin (store, error))
    return FALSE;
  for (guint i = from; i < to && done; i++)
    done = run_one (submission, store, g_ptr_array_index (submission->commands, i), changes, error);
  if (done && otk_store_commit (store, error))
    {
      otk_desk_queue_changes (submission->desk, changes);
      if (submission->desk->replica)
        otk_desk_queue_outbox (submission->desk);
      return TRUE;
    }
  otk_store_rollback (store);
  g_ptr_array_set_size (submission->outcomes, (int) from);
  return FALSE;
}

/* On a shared database another writer may cross it: then all of it is decided again. */
static gboolean
run_part (Submission *submission, OtkStore *store, guint from, guint to, GError **error)
{
  for (guint tries = 0; tries < OTK_DESK_TRIES; tries++)
    {
      g_clear_error (error);
      if (try_part (submission, store, from, to, error))
        return TRUE;
      if (!g_error_matches (*error, OTK_ERROR, OTK_ERROR_RETRY))
        return FALSE;
    }
  return FALSE;
}

/* Where a part of the action is on disk, its outcomes are the answer; the commands that were not
 * reached say in theirs what stopped it. */
static void
excuse_the_rest (Submission *submission)
{
  g_autoptr (GError) error = NULL;

  if (submission->error == NULL || submission->outcomes->len == 0)
    return;
  error = g_steal_pointer (&submission->error);
  for (guint i = submission->outcomes->len; i < submission->commands->len; i++)
    {
      const OtkCommand *command = g_ptr_array_index (submission->commands, i);
      OtkOutcome *outcome = g_new0 (OtkOutcome, 1);

      outcome->command = command->id;
      outcome->subject = command->root;
      outcome->error = g_error_copy (error);
      outcome->skipped = TRUE;
      g_ptr_array_add (submission->outcomes, outcome);
    }
}

static gboolean
tell_progress_cb (gpointer data)
{
  Step *step = data;

  step->progress (step->done, step->total, step->data);
  return G_SOURCE_REMOVE;
}

static void
tell_progress (Submission *submission, guint done)
{
  Step *step;

  if (submission->progress == NULL)
    return;
  step = g_new (Step, 1);
  *step = (Step){ submission->desk, submission->progress, submission->progress_data, done,
                  submission->commands->len };
  g_main_context_invoke_full (submission->desk->context, G_PRIORITY_DEFAULT, tell_progress_cb, step,
                              g_free);
}

/* What fell due before somebody acts comes before what he does, also in the moment after a sleep
 * when the tick has not run yet. */
static void
catch_up (Submission *submission, OtkStore *store)
{
  const OtkCommand *first = g_ptr_array_index (submission->commands, 0);
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (OtkChange));
  OtkTime now = otk_clock_now (submission->desk->clock);

  otk_desk_fire_due (store, MIN (first->at, now), changes, &submission->error);
  otk_desk_queue_changes (submission->desk, changes);
}

static void
run_submission (OtkStore *store, gpointer data)
{
  Submission *submission = data;
  guint done = 0, n = submission->commands->len;

  if (n > 0)
    catch_up (submission, store);
  while (done < n && submission->error == NULL)
    {
      guint to = MIN (done + BULK, n);

      if (g_cancellable_set_error_if_cancelled (submission->cancellable, &submission->error))
        break;
      if (run_part (submission, store, done, to, &submission->error))
        done = to;
      tell_progress (submission, done);
    }
  excuse_the_rest (submission);
  if (submission->task != NULL)
    {
      if (submission->error != NULL)
        g_task_return_error (submission->task, g_steal_pointer (&submission->error));
      else
        g_task_return_pointer (submission->task, g_ptr_array_ref (submission->outcomes),
                               (GDestroyNotify) g_ptr_array_unref);
    }
}

static gboolean
is_open (OtkDesk *self, GError **error)
{
  if (self->writer != NULL)
    return TRUE;
  return otk_refuse (error, OTK_ERROR_BUSY, N_ ("The database is closed"), NULL);
}

static GPtrArray *
run_and_wait (OtkDesk *self, GPtrArray *commands, GError **error)
{
  Submission *submission;
  GPtrArray *outcomes = NULL;

  if (!is_open (self, error))
    return NULL;
  submission = submission_new (self);
  for (guint i = 0; i < commands->len; i++)
    g_ptr_array_add (submission->commands, otk_command_ref (g_ptr_array_index (commands, i)));
  otk_worker_run (self->writer, run_submission, submission);
  if (submission->error != NULL)
    g_propagate_error (error, g_steal_pointer (&submission->error));
  else
    outcomes = g_ptr_array_ref (submission->outcomes);
  submission_free (submission);
  otk_desk_deliver (self);
  return outcomes;
}

static void
share_batch (GPtrArray *commands)
{
  for (guint i = 1; i < commands->len; i++)
    {
      OtkCommand *first = g_ptr_array_index (commands, 0), *next = g_ptr_array_index (commands, i);
      next->batch = first->batch;
    }
}

/* The only outcome, or its refusal as an error. */
static OtkOutcome *
single_outcome (GPtrArray *outcomes, GError **error)
{
  OtkOutcome *outcome = g_ptr_array_steal_index (outcomes, 0);

  if (outcome->error == NULL)
    return outcome;
  g_propagate_error (error, g_steal_pointer (&outcome->error));
  otk_outcome_free (outcome);
  return NULL;
}

OtkCommand *
otk_desk_command (OtkDesk *self, OtkCommandKind kind, const OtkId *root)
{
  return otk_command_new (kind, self->me != NULL ? otk_record_id (self->me) : NULL, root,
                          otk_desk_now (self));
}

void
otk_desk_fulfil_draft (OtkDesk *self, const OtkCommand *command, const char *key)
{
  g_mutex_lock (&self->lock);
  g_hash_table_replace (self->fulfils, g_memdup2 (&command->id, sizeof (OtkId)), g_strdup (key));
  g_mutex_unlock (&self->lock);
}

OtkOutcome *
otk_desk_submit (OtkDesk *self, OtkCommand *command, GError **error)
{
  g_autoptr (GPtrArray) commands = g_ptr_array_new ();
  g_autoptr (GPtrArray) outcomes = NULL;

  g_ptr_array_add (commands, command);
  outcomes = run_and_wait (self, commands, error);
  return outcomes != NULL ? single_outcome (outcomes, error) : NULL;
}

GPtrArray *
otk_desk_submit_all (OtkDesk *self, GPtrArray *commands, GError **error)
{
  share_batch (commands);
  return run_and_wait (self, commands, error);
}

static void
start (OtkDesk *self, Submission *submission, GCancellable *cancellable, GTask *task)
{
  g_autoptr (GError) error = NULL;

  submission->task = task;
  g_set_object (&submission->cancellable, cancellable);
  if (!is_open (self, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      submission_free (submission);
      return;
    }
  otk_worker_push (self->writer, run_submission, submission, submission_free_at_home);
}

void
otk_desk_submit_async (OtkDesk *self, OtkCommand *command, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Submission *submission = submission_new (self);

  g_task_set_source_tag (task, otk_desk_submit_async);
  g_ptr_array_add (submission->commands, otk_command_ref (command));
  start (self, submission, cancellable, task);
}

OtkOutcome *
otk_desk_submit_finish (OtkDesk *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) outcomes = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  outcomes = g_task_propagate_pointer (G_TASK (result), error);
  return outcomes != NULL ? single_outcome (outcomes, error) : NULL;
}

void
otk_desk_submit_all_async (OtkDesk *self, GPtrArray *commands, GCancellable *cancellable,
                           OtkProgress progress, gpointer progress_data,
                           GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Submission *submission = submission_new (self);

  g_task_set_source_tag (task, otk_desk_submit_all_async);
  /* What was written before a cancellation stays written, so it is not the task that decides: it
   * answers when the writer knows whether anything was left undone. */
  g_task_set_check_cancellable (task, FALSE);
  share_batch (commands);
  for (guint i = 0; i < commands->len; i++)
    g_ptr_array_add (submission->commands, otk_command_ref (g_ptr_array_index (commands, i)));
  submission->progress = progress;
  submission->progress_data = progress_data;
  start (self, submission, cancellable, task);
}

GPtrArray *
otk_desk_submit_all_finish (OtkDesk *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static OtkCommand *
undo_command (OtkDesk *self, const OtkId *target)
{
  return otk_command_with_id (otk_desk_command (self, OTK_COMMAND_UNDO, NULL), "target", target);
}

OtkOutcome *
otk_desk_undo (OtkDesk *self, const OtkId *target, GError **error)
{
  g_autoptr (OtkCommand) command = undo_command (self, target);

  return otk_desk_submit (self, command, error);
}

void
otk_desk_undo_async (OtkDesk *self, const OtkId *target, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (OtkCommand) command = undo_command (self, target);

  otk_desk_submit_async (self, command, cancellable, callback, data);
}

static void
push (GArray *stack, const OtkId *batch)
{
  if (stack->len == 0 || !otk_id_equal (&g_array_index (stack, OtkId, stack->len - 1), batch))
    g_array_append_val (stack, *batch);
}

static gboolean
drop (GArray *stack, const OtkId *batch)
{
  for (guint i = stack->len; i > 0; i--)
    if (otk_id_equal (&g_array_index (stack, OtkId, i - 1), batch))
      {
        g_array_remove_index (stack, i - 1);
        return TRUE;
      }
  return FALSE;
}

/* Plays the day's commands of this person once more, as far as undo and redo are concerned. */
static void
play (OtkDesk *self, GArray *undo, GArray *redo)
{
  g_autoptr (GPtrArray) commands = NULL;

  if (self->me == NULL || self->reads == NULL)
    return;
  commands = otk_store_commands (self->reads, otk_record_id (self->me),
                                 otk_desk_now (self) - UNDO_SPAN, UNDO_DEPTH, NULL);
  for (guint i = commands != NULL ? commands->len : 0; i > 0; i--)
    {
      const OtkCommand *command = g_ptr_array_index (commands, i - 1);
      const OtkId *target = otk_values_get_id (command->args, "target");

      if (command->kind == OTK_COMMAND_UNDO && target != NULL)
        {
          if (drop (undo, target))
            push (redo, &command->batch);
          else if (drop (redo, target))
            push (undo, &command->batch);
        }
      else if (!(otk_command_info (command->kind)->flags & OTK_COMMAND_NO_UNDO))
        {
          push (undo, &command->batch);
          g_array_set_size (redo, 0);
        }
    }
}

static gboolean
top (OtkDesk *self, gboolean of_redo, OtkId *batch)
{
  g_autoptr (GArray) undo = g_array_new (FALSE, FALSE, sizeof (OtkId));
  g_autoptr (GArray) redo = g_array_new (FALSE, FALSE, sizeof (OtkId));
  GArray *stack = of_redo ? redo : undo;

  play (self, undo, redo);
  if (stack->len == 0)
    return FALSE;
  *batch = g_array_index (stack, OtkId, stack->len - 1);
  return TRUE;
}

gboolean
otk_desk_last_undoable (OtkDesk *self, OtkId *batch)
{
  return top (self, FALSE, batch);
}

gboolean
otk_desk_last_redoable (OtkDesk *self, OtkId *batch)
{
  return top (self, TRUE, batch);
}
