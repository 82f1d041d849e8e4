/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-clock.h"

#include <gio/gio.h>
#include <time.h>

typedef enum
{
  KIND_SYSTEM,
  KIND_SET,  /* stands still until it is set */
  KIND_FILE, /* goes on from the instant in a file */
} Kind;

/* How far the wall clock may stray from the monotonic one before it counts as a jump. */
#define JUMP (2 * OTK_SECOND)
#define WATCH_SECONDS 5

struct _OtkClock
{
  GObject parent_instance;

  Kind kind;
  GMutex lock;
  OtkTime base;          /* SET: now. FILE: what the file said when it was read */
  gint64 base_monotonic; /* FILE: when it was read, µs */

  GFile *file;
  GFileMonitor *monitor;
  guint watch;        /* SYSTEM: looks for jumps */
  gint64 last_offset; /* SYSTEM: wall minus monotonic, ms */
};

G_DEFINE_FINAL_TYPE (OtkClock, otk_clock, G_TYPE_OBJECT)

static guint jumped_signal;

static gint64
wall_offset (void)
{
  return (g_get_real_time () - g_get_monotonic_time ()) / 1000;
}

static gboolean
read_file (OtkClock *self)
{
  g_autofree char *text = NULL;
  g_autoptr (GDateTime) when = NULL;
  OtkTime base;
  gboolean changed;

  if (!g_file_load_contents (self->file, NULL, &text, NULL, NULL, NULL))
    return FALSE;
  when = g_date_time_new_from_iso8601 (g_strstrip (text), NULL);
  if (when == NULL)
    return FALSE; /* half written: the monitor will tell again */

  base = g_date_time_to_unix (when) * OTK_SECOND + g_date_time_get_microsecond (when) / 1000;
  g_mutex_lock (&self->lock);
  changed = base != self->base;
  self->base = base;
  self->base_monotonic = g_get_monotonic_time ();
  g_mutex_unlock (&self->lock);
  return changed;
}

static void
file_changed_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event,
                 gpointer data)
{
  OtkClock *self = data;

  if (read_file (self))
    g_signal_emit (self, jumped_signal, 0);
}

static gboolean
watch_elapsed_cb (gpointer data)
{
  OtkClock *self = data;
  gint64 offset = wall_offset ();

  /* The monotonic clock stands still in sleep, so a wake-up shows as a jump too. */
  if (ABS (offset - self->last_offset) > JUMP)
    g_signal_emit (self, jumped_signal, 0);
  self->last_offset = offset;
  return G_SOURCE_CONTINUE;
}

static void
otk_clock_dispose (GObject *object)
{
  OtkClock *self = OTK_CLOCK (object);

  g_clear_handle_id (&self->watch, g_source_remove);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_clear_object (&self->file);
  G_OBJECT_CLASS (otk_clock_parent_class)->dispose (object);
}

static void
otk_clock_finalize (GObject *object)
{
  g_mutex_clear (&OTK_CLOCK (object)->lock);
  G_OBJECT_CLASS (otk_clock_parent_class)->finalize (object);
}

static void
otk_clock_class_init (OtkClockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = otk_clock_dispose;
  object_class->finalize = otk_clock_finalize;
  jumped_signal = g_signal_new ("jumped", OTK_TYPE_CLOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
otk_clock_init (OtkClock *self)
{
  g_mutex_init (&self->lock);
}

OtkClock *
otk_clock_new_system (void)
{
  OtkClock *self = g_object_new (OTK_TYPE_CLOCK, NULL);
  const char *path = g_getenv ("OTK_CLOCK_FILE");

  self->kind = KIND_SYSTEM;
  self->last_offset = wall_offset ();
  if (path != NULL)
    {
      self->file = g_file_new_for_path (path);
      if (read_file (self))
        self->kind = KIND_FILE;
      self->monitor = g_file_monitor_file (self->file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
      if (self->monitor != NULL)
        {
          g_file_monitor_set_rate_limit (self->monitor, 50);
          g_signal_connect (self->monitor, "changed", G_CALLBACK (file_changed_cb), self);
        }
    }
  else
    self->watch = g_timeout_add_seconds (WATCH_SECONDS, watch_elapsed_cb, self);
  return self;
}

OtkClock *
otk_clock_new_at (OtkTime now)
{
  OtkClock *self = g_object_new (OTK_TYPE_CLOCK, NULL);

  self->kind = KIND_SET;
  self->base = now;
  return self;
}

OtkTime
otk_clock_now (OtkClock *self)
{
  OtkTime now;

  g_return_val_if_fail (OTK_IS_CLOCK (self), 0);
  if (self->kind == KIND_SYSTEM)
    return g_get_real_time () / 1000;

  g_mutex_lock (&self->lock);
  now = self->base;
  if (self->kind == KIND_FILE)
    now += (g_get_monotonic_time () - self->base_monotonic) / 1000;
  g_mutex_unlock (&self->lock);
  return now;
}

/* Which start of the machine this is. */
static gpointer
read_boot_id (gpointer data)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    return NULL;
  return g_strdup (g_strstrip (text));
}

void
otk_clock_instant (OtkClock *self, OtkInstant *instant)
{
  static GOnce boot = G_ONCE_INIT;
  struct timespec since = { 0 };

  g_once (&boot, read_boot_id, NULL);
  instant->wall = otk_clock_now (self);
  instant->boot = boot.retval;
  instant->mono = instant->wall;
  if (self->kind != KIND_SYSTEM)
    return;
  /* It counts sleep, which the monotonic clock does not. */
  clock_gettime (CLOCK_BOOTTIME, &since);
  instant->mono = (gint64) since.tv_sec * 1000 + since.tv_nsec / 1000000;
}

void
otk_clock_set (OtkClock *self, OtkTime now)
{
  g_return_if_fail (OTK_IS_CLOCK (self));
  g_return_if_fail (self->kind == KIND_SET);

  g_mutex_lock (&self->lock);
  self->base = now;
  g_mutex_unlock (&self->lock);
  g_signal_emit (self, jumped_signal, 0);
}
