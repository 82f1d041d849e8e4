/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-ticker.h"

/* Past the boundary by this much, so that a rounding of the timeout never wakes before it. */
#define SLACK 2
/* Countdowns end at moments of their own: each would ask for a frame of its own. All that are due
 * within a second are told together, at its end. */
#define GRID OTK_SECOND
/* A clock in a file or under test stands still: asking it more often than this gains nothing. */
#define LONGEST_SLEEP (10 * OTK_MINUTE)

struct _OtkTicker
{
  GObject parent_instance;

  OtkClock *clock;
  GHashTable *members; /* GtkWidget (borrowed) → Member: the mapped ones */
  GSource *source;
  OtkTime wake; /* when the source is set to wake; OTK_TIME_NONE while it sleeps */
};

G_DEFINE_FINAL_TYPE (OtkTicker, otk_ticker, G_TYPE_OBJECT)

typedef struct
{
  OtkTick tick;
  OtkTime next;
} Member;

static gboolean
is_minimised (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSurface *surface = native == NULL ? NULL : gtk_native_get_surface (native);

  /* A popover's surface is no toplevel; it is gone while its window is minimised. */
  return GDK_IS_TOPLEVEL (surface)
         && (gdk_toplevel_get_state (GDK_TOPLEVEL (surface)) & GDK_TOPLEVEL_STATE_MINIMIZED) != 0;
}

static void
set_wake (OtkTicker *self, OtkTime wake, OtkTime now)
{
  gint64 sleep;

  self->wake = wake;
  if (wake == OTK_TIME_NONE)
    {
      g_source_set_ready_time (self->source, -1);
      return;
    }
  wake += (GRID - wake % GRID) % GRID;
  sleep = CLAMP (wake - now, 0, LONGEST_SLEEP) + SLACK;
  g_source_set_ready_time (self->source, g_get_monotonic_time () + sleep * 1000);
}

static void
rearm (OtkTicker *self, OtkTime now)
{
  GHashTableIter iter;
  gpointer widget, value;
  OtkTime earliest = OTK_TIME_NONE;

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, &widget, &value))
    {
      const Member *member = value;

      if (member->next == OTK_TIME_NONE || is_minimised (widget))
        continue;
      if (earliest == OTK_TIME_NONE || member->next < earliest)
        earliest = member->next;
    }
  set_wake (self, earliest, now);
}

static void
tick_all (OtkTicker *self, gboolean everyone)
{
  OtkTime now = otk_clock_now (self->clock);
  g_autoptr (GPtrArray) due = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer widget, value;

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, &widget, &value))
    {
      const Member *member = value;

      if ((everyone || (member->next != OTK_TIME_NONE && member->next <= now))
          && !is_minimised (widget))
        g_ptr_array_add (due, widget);
    }
  /* A tick may map or unmap others, so the table is not walked while ticking. */
  for (guint i = 0; i < due->len; i++)
    {
      Member *member = g_hash_table_lookup (self->members, due->pdata[i]);
      OtkTime next;

      if (member == NULL)
        continue;
      next = member->tick (due->pdata[i], now);
      member = g_hash_table_lookup (self->members, due->pdata[i]);
      if (member != NULL)
        member->next = next;
    }
  rearm (self, now);
}

static gboolean
ticker_woke_cb (gpointer data)
{
  tick_all (data, FALSE);
  return G_SOURCE_CONTINUE;
}

static gboolean
source_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs source_funcs = { .dispatch = source_dispatch };

static void
clock_jumped_cb (OtkTicker *self)
{
  tick_all (self, TRUE);
}

static void
surface_state_changed_cb (OtkTicker *self)
{
  tick_all (self, TRUE);
}

static void
watch_surface (OtkTicker *self, GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSurface *surface = native == NULL ? NULL : gtk_native_get_surface (native);

  if (!GDK_IS_TOPLEVEL (surface) || g_object_get_data (G_OBJECT (surface), "otk-ticker") == self)
    return;
  g_object_set_data (G_OBJECT (surface), "otk-ticker", self);
  g_signal_connect_object (surface, "notify::state", G_CALLBACK (surface_state_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
widget_mapped_cb (OtkTicker *self, GtkWidget *widget)
{
  Member *member = g_new0 (Member, 1);

  member->tick = g_object_get_data (G_OBJECT (widget), "otk-tick");
  member->next = OTK_TIME_NONE;
  g_hash_table_insert (self->members, widget, member);
  watch_surface (self, widget);
  otk_ticker_nudge (self, widget);
}

static void
widget_unmapped_cb (OtkTicker *self, GtkWidget *widget)
{
  /* No rearm: at worst one wake-up finds nothing to do. */
  g_hash_table_remove (self->members, widget);
  if (g_hash_table_size (self->members) == 0)
    set_wake (self, OTK_TIME_NONE, 0);
}

static void
otk_ticker_finalize (GObject *object)
{
  OtkTicker *self = OTK_TICKER (object);

  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_pointer (&self->members, g_hash_table_unref);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (otk_ticker_parent_class)->finalize (object);
}

static void
otk_ticker_class_init (OtkTickerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = otk_ticker_finalize;
}

static void
otk_ticker_init (OtkTicker *self)
{
  self->members = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->wake = OTK_TIME_NONE;
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_callback (self->source, ticker_woke_cb, self, NULL);
  g_source_set_static_name (self->source, "OtkTicker");
  g_source_attach (self->source, NULL);
}

OtkTicker *
otk_ticker_new (OtkClock *clock)
{
  OtkTicker *self = g_object_new (OTK_TYPE_TICKER, NULL);

  self->clock = g_object_ref (clock);
  g_signal_connect_object (clock, "jumped", G_CALLBACK (clock_jumped_cb), self, G_CONNECT_SWAPPED);
  return self;
}

OtkTicker *
otk_ticker_of (OtkDesk *desk)
{
  OtkTicker *self = g_object_get_data (G_OBJECT (desk), "otk-ticker");

  if (self == NULL)
    {
      self = otk_ticker_new (otk_desk_clock (desk));
      g_object_set_data_full (G_OBJECT (desk), "otk-ticker", self, g_object_unref);
    }
  return self;
}

void
otk_ticker_follow (OtkTicker *self, GtkWidget *widget, OtkTick tick)
{
  g_return_if_fail (OTK_IS_TICKER (self));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  g_object_set_data (G_OBJECT (widget), "otk-tick", tick);
  g_signal_connect_object (widget, "map", G_CALLBACK (widget_mapped_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (widget, "unmap", G_CALLBACK (widget_unmapped_cb), self,
                           G_CONNECT_SWAPPED);
  if (gtk_widget_get_mapped (widget))
    widget_mapped_cb (self, widget);
}

void
otk_ticker_nudge (OtkTicker *self, GtkWidget *widget)
{
  Member *member = g_hash_table_lookup (self->members, widget);
  OtkTime now, next;

  if (member == NULL)
    return;
  now = otk_clock_now (self->clock);
  next = member->tick (widget, now);
  member = g_hash_table_lookup (self->members, widget);
  if (member == NULL)
    return;
  member->next = next;
  if (next != OTK_TIME_NONE && (self->wake == OTK_TIME_NONE || next < self->wake))
    set_wake (self, next, now);
}

guint
otk_ticker_members (OtkTicker *self)
{
  return g_hash_table_size (self->members);
}

gboolean
otk_ticker_sleeps (OtkTicker *self)
{
  return self->wake == OTK_TIME_NONE;
}
