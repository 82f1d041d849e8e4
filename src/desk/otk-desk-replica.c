/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-desk-private.h"

#include "otk-error.h"

#include <glib/gi18n-lib.h>

/* Arguments that somebody typed. */
static const char *const typed[] = { "body", "comment", "reason", "solution", "text" };

typedef struct
{
  OtkId command;
  gboolean done;
  GError **error;
} Discard;

char *
otk_desk_attention_text (const OtkQueued *queued)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      const char *part = otk_values_get_text (queued->command->args, typed[i]);

      if (part != NULL && *part != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "", part);
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
run_discard (OtkStore *store, gpointer data)
{
  Discard *discard = data;

  if (!otk_store_begin (store, discard->error))
    return;
  discard->done = otk_replica_discard (store, &discard->command, discard->error)
                  && otk_store_commit (store, discard->error);
  if (!discard->done)
    otk_store_rollback (store);
}

static gboolean
forget (OtkDesk *self, const OtkId *command, GError **error)
{
  Discard discard = { *command, FALSE, error };

  otk_worker_run (self->writer, run_discard, &discard);
  otk_desk_queue_outbox (self);
  otk_desk_deliver (self);
  return discard.done;
}

static OtkCommand *
give_again (OtkDesk *self, const OtkCommand *refused)
{
  OtkCommand *command = otk_desk_command (self, refused->kind, &refused->root);

  for (guint i = 0; i < otk_values_size (refused->args); i++)
    {
      const char *name;
      const OtkValue *value = otk_values_nth (refused->args, i, &name);

      otk_values_take (command->args, name, otk_value_copy (value));
    }
  return command;
}

static OtkCommand *
make_note (OtkDesk *self, const OtkQueued *queued, GError **error)
{
  g_autofree char *text = otk_desk_attention_text (queued);
  g_autoptr (OtkRecord) request = otk_desk_find (self, OTK_ENTITY_REQUEST, &queued->command->root);
  OtkCommand *command;

  if (request == NULL || text == NULL)
    {
      otk_refuse (error, OTK_ERROR_NOT_FOUND,
                  request == NULL ? N_ ("The request is not here any more")
                                  : N_ ("There is no text to make a note of"),
                  NULL);
      return NULL;
    }
  command = otk_desk_command (self, OTK_COMMAND_MESSAGE, &queued->command->root);
  otk_command_with_text (command, "body", text);
  return otk_command_with_int (command, "hidden", TRUE);
}

/* The refused one leaves the list in the new one's transaction. */
static gboolean
replace (OtkDesk *self, const OtkId *refused, OtkCommand *command, GError **error)
{
  g_autoptr (OtkOutcome) outcome = NULL;

  g_mutex_lock (&self->lock);
  g_hash_table_replace (self->attends, g_memdup2 (&command->id, sizeof (OtkId)),
                        g_memdup2 (refused, sizeof (OtkId)));
  g_mutex_unlock (&self->lock);
  outcome = otk_desk_submit (self, command, error);
  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->attends, &command->id);
  g_mutex_unlock (&self->lock);
  return outcome != NULL;
}

gboolean
otk_desk_attend (OtkDesk *self, const OtkId *id, OtkAttend how, GError **error)
{
  g_autoptr (OtkQueued) queued =
      self->replica && self->writer != NULL ? otk_replica_queued (self->reads, id, NULL) : NULL;
  g_autoptr (OtkCommand) command = NULL;

  if (queued == NULL || queued->state != OTK_QUEUE_ATTENTION)
    return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("That was seen to already"), NULL);
  if (how == OTK_ATTEND_DISCARD)
    return forget (self, id, error);
  command = how == OTK_ATTEND_AGAIN ? give_again (self, queued->command)
                                    : make_note (self, queued, error);
  return command != NULL && replace (self, id, command, error);
}

const OtkDeskSync *
otk_desk_sync (OtkDesk *self)
{
  return &self->sync;
}

void
otk_desk_set_sync (OtkDesk *self, const OtkDeskSync *sync)
{
  if (self->sync.link == sync->link && self->sync.since == sync->since
      && self->sync.done == sync->done && self->sync.total == sync->total
      && g_strcmp0 (self->sync.problem, sync->problem) == 0)
    return;
  g_free (self->sync.problem);
  self->sync = *sync;
  self->sync.problem = g_strdup (sync->problem);
  g_signal_emit (self, otk_desk_signals[OTK_DESK_SYNC], 0);
}

gboolean
otk_desk_push_job (OtkDesk *self, OtkDeskJob job, gpointer data, GDestroyNotify free_data)
{
  if (self->writer != NULL)
    {
      otk_worker_push (self->writer, job, data, free_data);
      return TRUE;
    }
  if (free_data != NULL)
    free_data (data);
  return FALSE;
}

void
otk_desk_publish (OtkDesk *self, GArray *changes)
{
  if (changes != NULL)
    otk_desk_queue_changes (self, changes);
  otk_desk_queue_outbox (self);
  if (g_thread_self () == self->thread)
    otk_desk_deliver (self);
}
