/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-desk-private.h"

#include "otk-error.h"

/* Timers that share a transaction. */
#define FIRES 200
/* The longest sleep: a clock that goes wrong unnoticed is put right within it. */
#define LONGEST_SLEEP OTK_MINUTE
/* What could not be written, for want of room on the disk say, is tried again after it. */
#define REST (5 * OTK_SECOND)

typedef struct
{
  OtkDesk *desk;
  OtkTime now;
  guint dead; /* due timers that change nothing */
  int fired;
  GError *error;
} Tick;

/* The earliest due timer that was not found dead before. */
static gboolean
next_due (OtkStore *store, OtkTime now, guint dead, OtkDueTimer *due, GError **error)
{
  g_autoptr (GArray) timers = otk_store_due (store, now, dead + 1, error);

  if (timers == NULL || timers->len <= dead)
    return FALSE;
  *due = g_array_index (timers, OtkDueTimer, dead);
  return TRUE;
}

/* Fires up to FIRES timers in one transaction; one at a time, since each may set the next. */
static int
try_some (OtkStore *store, OtkTime now, guint *dead, GArray *changes, GError **error)
{
  g_autoptr (GError) failure = NULL;
  OtkDueTimer due;
  int fired = 0;

  if (!otk_store_begin (store, error))
    return -1;
  while (fired < FIRES && next_due (store, now, *dead, &due, &failure))
    {
      g_autoptr (OtkCommand) command = otk_timer_command (&due.request, &due.timer);
      g_autoptr (GError) refusal = NULL;
      OtkOutcome outcome = { 0 };

      if (!otk_desk_execute (store, command, &outcome, changes, &failure))
        break;
      refusal = outcome.error;
      if (outcome.changed)
        fired++;
      else
        (*dead)++; /* it would fall due again and again */
    }
  if (failure == NULL && otk_store_commit (store, &failure))
    return fired;
  otk_store_rollback (store);
  g_propagate_error (error, g_steal_pointer (&failure));
  return -1;
}

/* On a shared database another process may have fired the same ones: then it is looked again. */
static int
fire_some (OtkStore *store, OtkTime now, guint *dead, GArray *changes, GError **error)
{
  guint n_changes = changes->len, n_dead = *dead;

  for (guint tries = 0;; tries++)
    {
      g_autoptr (GError) failure = NULL;
      int fired = try_some (store, now, dead, changes, &failure);

      if (fired >= 0)
        return fired;
      g_array_set_size (changes, n_changes);
      *dead = n_dead;
      if (tries < OTK_DESK_TRIES && g_error_matches (failure, OTK_ERROR, OTK_ERROR_RETRY))
        continue;
      g_propagate_error (error, g_steal_pointer (&failure));
      return -1;
    }
}

static int
fire_all (OtkStore *store, OtkTime now, guint *dead, GArray *changes, GError **error)
{
  int fired, all = 0;

  /* Timers are the server's there. */
  if (otk_store_is_replica (store))
    return 0;
  if (otk_store_next_due (store, NULL) == OTK_TIME_NONE || otk_store_next_due (store, NULL) > now)
    return 0;
  do
    {
      fired = fire_some (store, now, dead, changes, error);
      if (fired < 0)
        return -1;
      all += fired;
    }
  while (fired == FIRES);
  return all;
}

int
otk_desk_fire_due (OtkStore *store, OtkTime now, GArray *changes, GError **error)
{
  guint dead = 0;

  return fire_all (store, now, &dead, changes, error);
}

static void
run_tick (OtkStore *store, gpointer data)
{
  Tick *tick = data;
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (OtkChange));

  tick->fired = fire_all (store, tick->now, &tick->dead, changes, &tick->error);
  otk_desk_queue_changes (tick->desk, changes);
}

static gboolean
tick_ended_cb (gpointer data)
{
  Tick *tick = data;

  tick->desk->ticking = FALSE;
  tick->desk->failed = tick->fired < 0;
  tick->desk->ticked = tick->now;
  tick->desk->dead = tick->dead;
  otk_desk_schedule_tick (tick->desk);
  return G_SOURCE_REMOVE;
}

static void
tick_free (gpointer data)
{
  Tick *tick = data;

  g_clear_error (&tick->error);
  g_object_unref (tick->desk);
  g_free (tick);
}

static void
tick_free_at_home (gpointer data)
{
  Tick *tick = data;
  g_autoptr (GMainContext) context = g_main_context_ref (tick->desk->context);
  g_autoptr (GSource) idle = g_idle_source_new ();

  if (tick->error != NULL)
    g_warning ("Firing timers: %s", tick->error->message);
  g_source_set_priority (idle, G_PRIORITY_DEFAULT);
  g_source_set_callback (idle, tick_ended_cb, tick, tick_free);
  g_source_attach (idle, context);
}

static gboolean
tick_due_cb (gpointer data)
{
  OtkDesk *self = data;

  g_clear_pointer (&self->next_tick, g_source_unref);
  if (otk_store_next_due (self->reads, NULL) > otk_desk_now (self))
    otk_desk_schedule_tick (self);
  else
    otk_desk_start_tick (self);
  return G_SOURCE_REMOVE;
}

void
otk_desk_start_tick (OtkDesk *self)
{
  Tick *tick = g_new0 (Tick, 1);

  tick->desk = g_object_ref (self);
  tick->now = otk_desk_now (self);
  self->ticking = TRUE;
  otk_worker_push (self->writer, run_tick, tick, tick_free_at_home);
}

/*
 * How long to sleep, in ms; -1 where nothing waits. What the last tick tried and found dead stays
 * due: it is passed over, so that it neither keeps the desk busy nor delays a timer that lives.
 */
static gint64
next_wait (OtkDesk *self)
{
  g_autoptr (GArray) timers = otk_store_due (self->reads, G_MAXINT64, self->dead + 1, NULL);
  OtkTime due;
  guint tried = 0;

  if (timers == NULL || timers->len == 0)
    return -1;
  if (self->failed)
    return REST;
  while (self->dead > 0 && tried < timers->len
         && g_array_index (timers, OtkDueTimer, tried).timer.due <= self->ticked)
    tried++;
  if (tried > self->dead)
    return 0; /* a new one that is late already */
  if (tried == timers->len)
    return LONGEST_SLEEP;
  due = g_array_index (timers, OtkDueTimer, tried).timer.due;
  return CLAMP (due - otk_desk_now (self), 0, LONGEST_SLEEP);
}

void
otk_desk_schedule_tick (OtkDesk *self)
{
  gint64 wait;

  if (self->next_tick != NULL)
    g_source_destroy (self->next_tick);
  g_clear_pointer (&self->next_tick, g_source_unref);
  if (self->reads == NULL || self->ticking || self->replica)
    return;
  wait = next_wait (self);
  if (wait < 0)
    return;
  self->next_tick = g_timeout_source_new ((guint) wait);
  g_source_set_callback (self->next_tick, tick_due_cb, self, NULL);
  g_source_attach (self->next_tick, self->context);
}

int
otk_desk_catch_up (OtkDesk *self, GError **error)
{
  Tick tick = { .desk = self, .now = otk_desk_now (self) };

  otk_worker_run (self->writer, run_tick, &tick);
  if (tick.error != NULL)
    g_propagate_error (error, tick.error);
  return tick.fired;
}

int
otk_desk_tick (OtkDesk *self, GError **error)
{
  int fired = otk_desk_catch_up (self, error);

  otk_desk_deliver (self);
  return fired;
}
