/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-desk-private.h"

#include "otk-error.h"

#include <glib/gi18n-lib.h>

/* Work for the reader, on its way there and back. */
typedef struct
{
  OtkDeskWork work;
  gpointer data;
  GTask *task;
} Reading;

typedef struct
{
  OtkDeskWork work;
  gpointer data;
  OtkDesk *desk;
  gboolean done;
  GError *error;
} Writing;

static gboolean
is_open (OtkDesk *self, GTask *task)
{
  if (self->writer != NULL)
    return TRUE;
  g_task_return_new_error (task, OTK_ERROR, OTK_ERROR_BUSY, N_ ("The database is closed"));
  return FALSE;
}

static void
read_now (OtkStore *store, gpointer data)
{
  Reading *reading = data;
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (OtkChange));
  GError *error = NULL;

  if (reading->work (store, changes, reading->data, &error))
    g_task_return_boolean (reading->task, TRUE);
  else
    g_task_return_error (reading->task, error);
}

static gboolean
reading_ended_cb (gpointer data)
{
  Reading *reading = data;

  g_object_unref (reading->task);
  g_free (reading);
  return G_SOURCE_REMOVE;
}

/* The task holds the desk, whose last reference must not go on the reader's thread. */
static void
free_at_home (gpointer data)
{
  Reading *reading = data;
  g_autoptr (GMainContext) context = g_main_context_ref (g_task_get_context (reading->task));
  g_autoptr (GSource) idle = g_idle_source_new ();

  g_source_set_priority (idle, G_PRIORITY_DEFAULT);
  g_source_set_callback (idle, reading_ended_cb, reading, NULL);
  g_source_attach (idle, context);
}

static void
write_alone_now (OtkStore *store, gpointer data)
{
  Writing *writing = data;
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (OtkChange));

  writing->done = writing->work (store, changes, writing->data, &writing->error);
}

static void
write_now (OtkStore *store, gpointer data)
{
  Writing *writing = data;
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (OtkChange));

  if (!otk_store_begin (store, &writing->error))
    return;
  writing->done = writing->work (store, changes, writing->data, &writing->error)
                  && otk_store_commit (store, &writing->error);
  if (writing->done)
    otk_desk_queue_changes (writing->desk, changes);
  else
    otk_store_rollback (store);
}

static OtkWrite *
write_new (OtkDesk *self, GTask *task)
{
  OtkWrite *write = g_new0 (OtkWrite, 1);

  write->desk = g_object_ref (self);
  write->commands = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_command_unref);
  write->outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_outcome_free);
  write->task = g_object_ref (task);
  return write;
}

void
otk_desk_write_async (OtkDesk *self, OtkDeskWork work, gpointer data, GAsyncReadyCallback callback,
                      gpointer callback_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, callback_data);
  OtkWrite *write;

  g_task_set_source_tag (task, otk_desk_write_async);
  if (!is_open (self, task))
    return;
  write = write_new (self, task);
  write->work = work;
  write->data = data;
  otk_desk_queue_write (self, write);
}

gboolean
otk_desk_write_finish (OtkDesk *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
otk_desk_commands_async (OtkDesk *self, GPtrArray *commands, GAsyncReadyCallback callback,
                         gpointer callback_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, callback_data);
  OtkWrite *write;

  g_task_set_source_tag (task, otk_desk_commands_async);
  if (!is_open (self, task))
    return;
  write = write_new (self, task);
  for (guint i = 0; i < commands->len; i++)
    g_ptr_array_add (write->commands, otk_command_ref (commands->pdata[i]));
  g_task_set_task_data (task, g_ptr_array_ref (write->outcomes),
                        (GDestroyNotify) g_ptr_array_unref);
  otk_desk_queue_write (self, write);
}

gboolean
otk_desk_commands_finish (OtkDesk *self, GAsyncResult *result, GPtrArray *outcomes, GError **error)
{
  GPtrArray *got = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  while (got->len > 0)
    g_ptr_array_add (outcomes, g_ptr_array_steal_index (got, 0));
  return TRUE;
}

static void
push_alone (OtkDesk *self, gboolean writes, OtkDeskWork work, gpointer data,
            GAsyncReadyCallback callback, gpointer callback_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, callback_data);
  Reading *reading;

  g_task_set_source_tag (task, push_alone);
  if (!is_open (self, task))
    return;
  reading = g_new0 (Reading, 1);
  *reading = (Reading){ work, data, g_steal_pointer (&task) };
  otk_worker_push (writes ? self->writer : self->reader, read_now, reading, free_at_home);
}

void
otk_desk_read_async (OtkDesk *self, OtkDeskWork work, gpointer data, GAsyncReadyCallback callback,
                     gpointer callback_data)
{
  push_alone (self, FALSE, work, data, callback, callback_data);
}

void
otk_desk_write_alone_async (OtkDesk *self, OtkDeskWork work, gpointer data,
                            GAsyncReadyCallback callback, gpointer callback_data)
{
  push_alone (self, TRUE, work, data, callback, callback_data);
}

gboolean
otk_desk_read_finish (OtkDesk *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
write_and_wait (OtkDesk *self, OtkJob job, OtkDeskWork work, gpointer data, GError **error)
{
  Writing writing = { work, data, self, FALSE, NULL };

  if (self->writer == NULL)
    return otk_refuse (error, OTK_ERROR_BUSY, N_ ("The database is closed"), NULL);
  otk_worker_run (self->writer, job, &writing);
  if (writing.error != NULL)
    g_propagate_error (error, writing.error);
  otk_desk_deliver (self);
  return writing.done;
}

gboolean
otk_desk_write (OtkDesk *self, OtkDeskWork work, gpointer data, GError **error)
{
  return write_and_wait (self, write_now, work, data, error);
}

gboolean
otk_desk_write_alone (OtkDesk *self, OtkDeskWork work, gpointer data, GError **error)
{
  return write_and_wait (self, write_alone_now, work, data, error);
}

void
otk_desk_refresh (OtkDesk *self)
{
  g_hash_table_remove_all (self->directory);
  g_hash_table_remove_all (self->nobody);
  otk_desk_schedule_tick (self);
}

OtkStore *
otk_desk_reading (OtkDesk *self)
{
  return self->reads;
}
