/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-worker.h"

/* Nothing was asked for so long, in µs: time for what can wait. */
#define IDLE_AFTER (200 * 1000)

typedef struct
{
  OtkJob job; /* NULL ends the thread */
  gpointer data;
  GDestroyNotify free_data;
} Item;

struct _OtkWorker
{
  GThread *thread;
  GAsyncQueue *items;
  OtkStore *store;
};

typedef struct
{
  OtkJob job;
  gpointer data;
  GMutex lock;
  GCond done;
  gboolean is_done;
} Wait;

/* Once the queue is empty the store gets its leisure, in small pieces, and then the thread sleeps.
 */
static Item *
next_item (OtkWorker *self)
{
  Item *item = g_async_queue_timeout_pop (self->items, IDLE_AFTER);

  while (item == NULL && otk_store_idle (self->store))
    item = g_async_queue_try_pop (self->items);
  return item != NULL ? item : g_async_queue_pop (self->items);
}

static gpointer
work (gpointer data)
{
  OtkWorker *self = data;

  for (;;)
    {
      g_autofree Item *item = next_item (self);

      if (item->job == NULL)
        return NULL;
      item->job (self->store, item->data);
      if (item->free_data != NULL)
        item->free_data (item->data);
    }
}

static void
run_and_tell (OtkStore *store, gpointer data)
{
  Wait *wait = data;

  wait->job (store, wait->data);
  g_mutex_lock (&wait->lock);
  wait->is_done = TRUE;
  g_cond_signal (&wait->done);
  g_mutex_unlock (&wait->lock);
}

OtkWorker *
otk_worker_new (const char *name, OtkStore *store)
{
  OtkWorker *self = g_new0 (OtkWorker, 1);

  self->items = g_async_queue_new ();
  self->store = store;
  self->thread = g_thread_new (name, work, self);
  return self;
}

void
otk_worker_stop (OtkWorker *self)
{
  if (self == NULL)
    return;
  otk_worker_push (self, NULL, NULL, NULL);
  g_thread_join (self->thread);
  g_async_queue_unref (self->items);
  otk_store_close (self->store);
  g_free (self);
}

void
otk_worker_push (OtkWorker *self, OtkJob job, gpointer data, GDestroyNotify free_data)
{
  Item *item = g_new (Item, 1);

  *item = (Item){ job, data, free_data };
  g_async_queue_push (self->items, item);
}

void
otk_worker_run (OtkWorker *self, OtkJob job, gpointer data)
{
  Wait wait = { .job = job, .data = data };

  g_mutex_init (&wait.lock);
  g_cond_init (&wait.done);
  otk_worker_push (self, run_and_tell, &wait, NULL);
  g_mutex_lock (&wait.lock);
  while (!wait.is_done)
    g_cond_wait (&wait.done, &wait.lock);
  g_mutex_unlock (&wait.lock);
  g_mutex_clear (&wait.lock);
  g_cond_clear (&wait.done);
}
