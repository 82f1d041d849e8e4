/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-desk-private.h"

G_DEFINE_FINAL_TYPE (OtkDesk, otk_desk, G_TYPE_OBJECT)

guint otk_desk_signals[4];

static void
tell_notices (OtkDesk *self, GArray *changes)
{
  for (guint i = 0; i < changes->len && self->me != NULL; i++)
    {
      const OtkChange *change = &g_array_index (changes, OtkChange, i);
      g_autoptr (OtkRecord) notice = NULL;
      const OtkId *recipient;

      if (change->entity != OTK_ENTITY_NOTICE || change->kind != OTK_FACT_CREATE)
        continue;
      notice = otk_desk_read (self, OTK_ENTITY_NOTICE, &change->id);
      recipient = notice != NULL ? otk_record_ref_id (notice, OTK_NOTICE_RECIPIENT) : NULL;
      if (recipient != NULL && otk_id_equal (recipient, otk_record_id (self->me)))
        g_signal_emit (self, otk_desk_signals[OTK_DESK_NOTICE], 0, notice);
    }
}

static gboolean
deliver_cb (gpointer data)
{
  OtkDesk *self = data;

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->delivery, g_source_unref);
  g_mutex_unlock (&self->lock);
  otk_desk_deliver (self);
  return G_SOURCE_REMOVE;
}

static void
refresh_me (OtkDesk *self)
{
  OtkRecord *me;

  if (self->me == NULL)
    {
      /* On a replica the person comes with the first download. */
      if (self->replica)
        otk_desk_find_me (self);
      return;
    }
  me = otk_desk_read (self, OTK_ENTITY_EMPLOYEE, otk_record_id (self->me));
  g_clear_pointer (&self->me, otk_record_unref);
  self->me = me;
}

static void
otk_desk_dispose (GObject *object)
{
  OtkDesk *self = OTK_DESK (object);

  otk_desk_close (self);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (otk_desk_parent_class)->dispose (object);
}

static void
otk_desk_finalize (GObject *object)
{
  OtkDesk *self = OTK_DESK (object);

  g_clear_pointer (&self->me, otk_record_unref);
  g_hash_table_unref (self->directory);
  g_hash_table_unref (self->nobody);
  g_hash_table_unref (self->drafts);
  g_hash_table_unref (self->fulfils);
  g_hash_table_unref (self->attends);
  g_clear_pointer (&self->roots, g_hash_table_unref);
  g_free (self->sync.problem);
  g_ptr_array_unref (self->undelivered);
  g_async_queue_unref (self->waiting);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self->path);
  G_OBJECT_CLASS (otk_desk_parent_class)->finalize (object);
}

static void
otk_desk_class_init (OtkDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = otk_desk_dispose;
  object_class->finalize = otk_desk_finalize;
  otk_desk_signals[OTK_DESK_CHANGED] =
      g_signal_new ("changed", OTK_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                    1, G_TYPE_POINTER);
  otk_desk_signals[OTK_DESK_NOTICE] =
      g_signal_new ("notice", OTK_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                    G_TYPE_POINTER);
  otk_desk_signals[OTK_DESK_OUTBOX] = g_signal_new ("outbox", OTK_TYPE_DESK, G_SIGNAL_RUN_LAST, 0,
                                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  otk_desk_signals[OTK_DESK_SYNC] =
      g_signal_new ("sync", OTK_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
otk_desk_init (OtkDesk *self)
{
  g_mutex_init (&self->lock);
  self->context = g_main_context_ref_thread_default ();
  self->thread = g_thread_self ();
  self->undelivered = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->waiting = g_async_queue_new ();
  self->drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->fulfils = g_hash_table_new_full (otk_id_hash, otk_id_equal, g_free, g_free);
  self->attends = g_hash_table_new_full (otk_id_hash, otk_id_equal, g_free, g_free);
  self->sync.since = OTK_TIME_NONE;
  otk_desk_init_state (self);
}

/* With the lock held. The same priority as a task's callback, so that the feed comes before the
 * answer. */
static void
schedule_delivery (OtkDesk *self)
{
  if (self->delivery != NULL)
    return;
  self->delivery = g_idle_source_new ();
  g_source_set_priority (self->delivery, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->delivery, deliver_cb, self, NULL);
  g_source_attach (self->delivery, self->context);
}

void
otk_desk_queue_changes (OtkDesk *self, GArray *changes)
{
  if (changes->len == 0)
    return;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->undelivered, g_array_ref (changes));
  schedule_delivery (self);
  g_mutex_unlock (&self->lock);
}

void
otk_desk_queue_outbox (OtkDesk *self)
{
  g_mutex_lock (&self->lock);
  self->outbox_moved = TRUE;
  schedule_delivery (self);
  g_mutex_unlock (&self->lock);
}

static void
tell_changes (OtkDesk *self, GPtrArray *commits)
{
  for (guint i = 0; i < commits->len; i++)
    {
      GArray *changes = g_ptr_array_index (commits, i);
      for (guint j = 0; j < changes->len; j++)
        otk_desk_forget (self, &g_array_index (changes, OtkChange, j));
    }
  refresh_me (self);
  for (guint i = 0; i < commits->len; i++)
    {
      GArray *changes = g_ptr_array_index (commits, i);
      g_signal_emit (self, otk_desk_signals[OTK_DESK_CHANGED], 0, changes);
      tell_notices (self, changes);
    }
  otk_desk_schedule_tick (self);
}

void
otk_desk_deliver (OtkDesk *self)
{
  g_autoptr (GPtrArray) commits = NULL;
  gboolean outbox_moved;

  g_mutex_lock (&self->lock);
  outbox_moved = self->outbox_moved;
  self->outbox_moved = FALSE;
  commits = self->undelivered;
  self->undelivered = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_mutex_unlock (&self->lock);

  if (self->reads == NULL)
    return;
  if (outbox_moved)
    otk_desk_forget_outbox (self);
  if (commits->len > 0)
    tell_changes (self, commits);
  if (outbox_moved)
    otk_desk_tell_outbox (self);
}

OtkClock *
otk_desk_clock (OtkDesk *self)
{
  return self->clock;
}

OtkTime
otk_desk_now (OtkDesk *self)
{
  return otk_clock_now (self->clock);
}

gboolean
otk_desk_is_empty (OtkDesk *self)
{
  return self->me == NULL;
}

const OtkRecord *
otk_desk_me (OtkDesk *self)
{
  return self->me;
}
