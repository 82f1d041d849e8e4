/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-desk-private.h"

#include "otk-error.h"

#include <glib/gi18n-lib.h>

#define META_ME "me"

/* The connections of a desk, each to be used by one thread. */
typedef struct
{
  char *path;
  OtkClock *clock;
  OtkStore *write;
  OtkStore *scan;
  OtkStore *count;
  OtkStore *read;
} Opening;

static Opening *
opening_new (const char *path, OtkClock *clock)
{
  Opening *self = g_new0 (Opening, 1);

  self->path = g_strdup (path);
  self->clock = clock != NULL ? g_object_ref (clock) : otk_clock_new_system ();
  return self;
}

static void
opening_free (gpointer data)
{
  Opening *self = data;

  g_clear_pointer (&self->write, otk_store_close);
  g_clear_pointer (&self->scan, otk_store_close);
  g_clear_pointer (&self->count, otk_store_close);
  g_clear_pointer (&self->read, otk_store_close);
  g_clear_object (&self->clock);
  g_free (self->path);
  g_free (self);
}

/* The writer comes first: it makes the file and brings it to its newest form. */
static gboolean
open_stores (Opening *self, GError **error)
{
  return (self->write = otk_store_open (self->path, OTK_STORE_WRITE | OTK_STORE_CREATE, error))
             != NULL
         && (self->scan = otk_store_open (self->path, OTK_STORE_READ, error)) != NULL
         && (self->count = otk_store_open (self->path, OTK_STORE_READ, error)) != NULL
         && (self->read = otk_store_open (self->path, OTK_STORE_READ, error)) != NULL;
}

/* The person who sat here last; else the first administrator who can work. On a replica he whom the
 * server knows. */
void
otk_desk_find_me (OtkDesk *self)
{
  g_autofree char *text = otk_store_meta (self->reads, META_ME, NULL);
  g_autoptr (OtkReplica) replica = self->replica ? otk_replica_state (self->reads, NULL) : NULL;
  g_autoptr (GPtrArray) employees = NULL;
  OtkId id;

  if (replica != NULL)
    self->me = otk_desk_read (self, OTK_ENTITY_EMPLOYEE, &replica->user);
  if (self->replica)
    return;

  if (text != NULL && otk_id_parse (text, &id))
    self->me = otk_desk_read (self, OTK_ENTITY_EMPLOYEE, &id);
  if (self->me != NULL)
    return;
  employees = otk_desk_read_list (self, OTK_ENTITY_EMPLOYEE, -1, NULL);
  for (guint i = 0; i < employees->len && self->me == NULL; i++)
    {
      OtkRecord *employee = g_ptr_array_index (employees, i);
      if (otk_record_int (employee, OTK_EMPLOYEE_ACTIVE)
          && otk_record_int (employee, OTK_EMPLOYEE_ROLE) == OTK_ROLE_ADMINISTRATOR)
        self->me = otk_record_ref (employee);
    }
}

static void
clock_jumped_cb (OtkClock *clock, gpointer data)
{
  otk_desk_schedule_tick (data);
}

static OtkDesk *
desk_new (Opening *opening)
{
  OtkDesk *self = g_object_new (OTK_TYPE_DESK, NULL);

  self->path = g_strdup (opening->path);
  self->clock = g_object_ref (opening->clock);
  self->replica = otk_store_is_replica (opening->read);
  self->state.provisional = self->replica;
  self->reads = g_steal_pointer (&opening->read);
  self->writer = otk_worker_new ("otk-writer", g_steal_pointer (&opening->write));
  self->reader = otk_worker_new ("otk-reader", g_steal_pointer (&opening->scan));
  self->counter = otk_worker_new ("otk-counter", g_steal_pointer (&opening->count));
  self->jumped =
      g_signal_connect_object (self->clock, "jumped", G_CALLBACK (clock_jumped_cb), self, 0);
  return self;
}

OtkDesk *
otk_desk_open (const char *path, OtkClock *clock, GError **error)
{
  Opening *opening = opening_new (path, clock);
  g_autoptr (OtkDesk) self = open_stores (opening, error) ? desk_new (opening) : NULL;

  opening_free (opening);
  if (self == NULL || otk_desk_catch_up (self, error) < 0)
    return NULL;
  otk_desk_find_me (self);
  otk_desk_schedule_tick (self);
  return g_steal_pointer (&self);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (open_stores (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
otk_desk_open_async (const char *path, OtkClock *clock, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);

  g_task_set_source_tag (task, otk_desk_open_async);
  g_task_set_task_data (task, opening_new (path, clock), opening_free);
  g_task_run_in_thread (task, open_in_thread);
}

OtkDesk *
otk_desk_open_finish (GAsyncResult *result, GError **error)
{
  OtkDesk *self;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  self = desk_new (g_task_get_task_data (G_TASK (result)));
  otk_desk_find_me (self);
  /* Before any command, for the writer takes things in turn; nobody waits for it to see the desk.
   */
  otk_desk_start_tick (self);
  return self;
}

void
otk_desk_close (OtkDesk *self)
{
  if (self->writer == NULL)
    return;
  otk_desk_flush (self);
  g_clear_signal_handler (&self->jumped, self->clock);
  g_clear_pointer (&self->counter, otk_worker_stop);
  g_clear_pointer (&self->reader, otk_worker_stop);
  g_clear_pointer (&self->writer, otk_worker_stop);
  otk_desk_deliver (self);
  if (self->delivery != NULL)
    g_source_destroy (self->delivery);
  g_clear_pointer (&self->delivery, g_source_unref);
  if (self->next_tick != NULL)
    g_source_destroy (self->next_tick);
  g_clear_pointer (&self->next_tick, g_source_unref);
  g_clear_pointer (&self->reads, otk_store_close);
}

typedef struct
{
  const char *key;
  const char *value;
  GError **error;
  gboolean done;
} PutMeta;

static void
put_meta (OtkStore *store, gpointer data)
{
  PutMeta *put = data;

  put->done = otk_store_put_meta (store, put->key, put->value, put->error);
}

gboolean
otk_desk_set_me (OtkDesk *self, const OtkId *employee, GError **error)
{
  g_autoptr (OtkRecord) record = otk_desk_read (self, OTK_ENTITY_EMPLOYEE, employee);
  g_autofree char *text = otk_id_to_string (employee);
  PutMeta put = { META_ME, text, error, FALSE };

  if (record == NULL)
    return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("There is no such employee"), NULL);
  otk_worker_run (self->writer, put_meta, &put);
  if (!put.done)
    return FALSE;
  g_clear_pointer (&self->me, otk_record_unref);
  self->me = g_steal_pointer (&record);
  return TRUE;
}
