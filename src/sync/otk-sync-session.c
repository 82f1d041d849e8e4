/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sync-session-private.h"

#include "otk-clock.h"

#include <string.h>

/* How often to look without a WebSocket, ms: while somebody looks, and while nobody does. */
#define PACE_SEEN 5000
#define PACE_UNSEEN 30000

/* The longest that a timer of the loop is set for, ms. */
#define LONGEST_SLEEP (5 * 60 * 1000)

typedef enum
{
  EVENT_WAKE,
  EVENT_POKED,
  EVENT_NETWORK,
  EVENT_RENEWED,
  EVENT_START_OVER,
  EVENT_PACE,
  EVENT_ANSWER,
} EventKind;

typedef struct
{
  EventKind kind;
  gint64 number; /* RENEWED: whether; PACE: ms */
  guint64 tag;
  int status;
  GBytes *body;
  gboolean complete;
  gint64 retry_after;
} Event;

/* One turn of the machine on the desk's writer thread, and what came of it. */
typedef struct
{
  OtkSyncSession *session;
  OtkDesk *desk;
  OtkSync *sync;
  OtkClock *clock;
  GMainContext *context;
  GPtrArray *events;
  GPtrArray *actions;
  GArray *changes;
  gboolean refused;
  gint64 wait; /* ms until the next; -1 for none */
  OtkDeskSync status;
  gint64 waiting;
} Turn;

G_DEFINE_FINAL_TYPE (OtkSyncSession, otk_sync_session, G_TYPE_OBJECT)

enum
{
  RENEW,
  LIVE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
event_free (gpointer data)
{
  Event *event = data;

  g_clear_pointer (&event->body, g_bytes_unref);
  g_free (event);
}

static void
turn_free (gpointer data)
{
  Turn *turn = data;

  g_object_unref (turn->session);
  g_object_unref (turn->desk);
  g_object_unref (turn->clock);
  g_main_context_unref (turn->context);
  g_ptr_array_unref (turn->events);
  g_clear_pointer (&turn->actions, g_ptr_array_unref);
  g_clear_pointer (&turn->changes, g_array_unref);
  g_free (turn->status.problem);
  g_free (turn);
}

static void
handle (Turn *turn, OtkStore *store, const OtkInstant *now, const Event *event)
{
  switch (event->kind)
    {
    case EVENT_WAKE:
      otk_sync_wake (turn->sync);
      break;
    case EVENT_POKED:
      otk_sync_poked (turn->sync);
      break;
    case EVENT_NETWORK:
      otk_sync_network_is_back (turn->sync);
      break;
    case EVENT_RENEWED:
      otk_sync_renewed (turn->sync, event->number != 0);
      break;
    case EVENT_START_OVER:
      otk_sync_start_over (turn->sync);
      break;
    case EVENT_PACE:
      otk_sync_set_pace (turn->sync, event->number);
      break;
    case EVENT_ANSWER:
    default:
      otk_sync_answered (turn->sync, store, now, event->tag, event->status, event->body,
                         event->complete, event->retry_after);
      break;
    }
}

static OtkDeskLink
link_of (OtkSyncCondition condition)
{
  switch (condition)
    {
    case OTK_SYNC_ONLINE:
      return OTK_LINK_ONLINE;
    case OTK_SYNC_DOWNLOADING:
      return OTK_LINK_DOWNLOADING;
    case OTK_SYNC_SIGNED_OUT:
      return OTK_LINK_SIGNED_OUT;
    case OTK_SYNC_REVOKED:
    case OTK_SYNC_OUTDATED:
    case OTK_SYNC_DIVERGED:
      return OTK_LINK_STOPPED;
    case OTK_SYNC_OFFLINE:
    default:
      return OTK_LINK_OFFLINE;
    }
}

/* On the writer's thread. */
static void
run_turn (OtkStore *store, gpointer data)
{
  Turn *turn = data;
  const OtkSyncStatus *status;
  OtkInstant now;
  gint64 next;

  otk_clock_instant (turn->clock, &now);
  for (guint i = 0; i < turn->events->len; i++)
    handle (turn, store, &now, g_ptr_array_index (turn->events, i));
  turn->actions = otk_sync_step (turn->sync, store, &now);
  turn->changes = otk_sync_take_changes (turn->sync);
  turn->refused = otk_sync_take_refused (turn->sync) > 0;
  turn->waiting = otk_replica_count (store, OTK_QUEUE_PENDING, NULL);
  next = otk_sync_next (turn->sync);
  turn->wait = next == G_MAXINT64 ? -1 : MAX (next - now.mono, 0);
  status = otk_sync_status (turn->sync);
  turn->status.link = link_of (status->condition);
  turn->status.since = status->contact;
  turn->status.done = status->done;
  turn->status.total = status->total;
  turn->status.problem = g_strdup (status->problem);
}

static void
turn_ended (gpointer data)
{
  Turn *turn = data;
  g_autoptr (GSource) idle = g_idle_source_new ();

  g_source_set_priority (idle, G_PRIORITY_DEFAULT);
  g_source_set_callback (idle, turn->session->turned, turn, turn_free);
  g_source_attach (idle, turn->context);
}

/* What has come up meanwhile waits for the end of the turn that is running. */
static void
start_turn (OtkSyncSession *self)
{
  Turn *turn;

  if (self->turning || self->desk == NULL)
    return;
  turn = g_new0 (Turn, 1);
  turn->session = g_object_ref (self);
  turn->desk = g_object_ref (self->desk);
  turn->sync = self->sync;
  turn->clock = g_object_ref (otk_desk_clock (self->desk));
  turn->context = g_main_context_ref_thread_default ();
  turn->events = self->events;
  self->events = g_ptr_array_new_with_free_func (event_free);
  self->turning = TRUE;
  otk_desk_push_job (self->desk, run_turn, turn, turn_ended);
}

static Event *
add_event (OtkSyncSession *self, EventKind kind, gint64 number)
{
  Event *event = g_new0 (Event, 1);

  event->kind = kind;
  event->number = number;
  g_ptr_array_add (self->events, event);
  return event;
}

static void
tell (OtkSyncSession *self, EventKind kind, gint64 number)
{
  add_event (self, kind, number);
  start_turn (self);
}

static gboolean
due_cb (gpointer data)
{
  OtkSyncSession *self = data;

  g_clear_pointer (&self->timer, g_source_unref);
  start_turn (self);
  return G_SOURCE_REMOVE;
}

static void
set_timer (OtkSyncSession *self, gint64 wait)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  if (wait < 0)
    return;
  self->timer = g_timeout_source_new ((guint) MIN (wait, LONGEST_SLEEP));
  g_source_set_callback (self->timer, due_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

/* A question that is on its way. */
typedef struct
{
  OtkSyncSession *session;
  guint64 tag;
  SoupMessage *message;
} Asking;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Asking *asking = data;
  OtkSyncSession *self = asking->session;
  g_autoptr (GError) error = NULL;
  GBytes *body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  const char *later =
      soup_message_headers_get_one (soup_message_get_response_headers (asking->message),
                                    "Retry-After");
  Event *event = add_event (self, EVENT_ANSWER, 0);

  event->tag = asking->tag;
  event->status = body != NULL ? (int) soup_message_get_status (asking->message) : 0;
  event->body = body;
  event->complete = body != NULL;
  event->retry_after = later != NULL ? (gint64) g_ascii_strtoull (later, NULL, 10) * 1000 : 0;
  start_turn (self);
  g_object_unref (asking->message);
  g_object_unref (asking->session);
  g_free (asking);
}

static void
ask (OtkSyncSession *self, const OtkSyncAction *action)
{
  static const char *const paths[] = { "device", "push", "pull" };
  g_autofree char *url = g_strdup_printf ("%s/sync/v1/%s", self->address, paths[action->call]);
  Asking *asking = g_new0 (Asking, 1);

  asking->session = g_object_ref (self);
  asking->tag = action->tag;
  asking->message = soup_message_new (SOUP_METHOD_POST, url);
  otk_sync_session_authorise (self, asking->message);
  soup_message_set_request_body_from_bytes (asking->message, "application/json", action->body);
  soup_session_send_and_read_async (self->soup, asking->message, G_PRIORITY_DEFAULT,
                                    self->cancellable, answered_cb, asking);
}

static void
act (OtkSyncSession *self, GPtrArray *actions)
{
  for (guint i = 0; i < actions->len; i++)
    {
      const OtkSyncAction *action = g_ptr_array_index (actions, i);

      if (action->call == OTK_SYNC_RENEW)
        g_signal_emit (self, signals[RENEW], 0);
      else
        ask (self, action);
    }
}

static gboolean
turned_cb (gpointer data)
{
  Turn *turn = data;
  OtkSyncSession *self = turn->session;

  self->turning = FALSE;
  if (self->desk == NULL)
    return G_SOURCE_REMOVE;
  if (turn->changes != NULL || turn->refused || turn->waiting != self->waiting)
    otk_desk_publish (self->desk, turn->changes);
  self->waiting = turn->waiting;
  otk_desk_set_sync (self->desk, &turn->status);
  act (self, turn->actions);
  if (turn->status.link == OTK_LINK_ONLINE)
    otk_sync_session_connect (self);
  set_timer (self, turn->wait);
  if (self->events->len > 0)
    start_turn (self);
  return G_SOURCE_REMOVE;
}

static void
outbox_cb (OtkDesk *desk, gpointer data)
{
  OtkSyncSession *self = data;

  /* Only what is new has to be sent; what was told by a turn comes by here as well. */
  if (otk_desk_n_unsent (desk) > 0)
    tell (self, EVENT_WAKE, 0);
}

static void
network_cb (GNetworkMonitor *monitor, gboolean available, gpointer data)
{
  if (available)
    tell (data, EVENT_NETWORK, 0);
}

static void
jumped_cb (OtkClock *clock, gpointer data)
{
  tell (data, EVENT_NETWORK, 0);
}

void
otk_sync_session_authorise (OtkSyncSession *self, SoupMessage *message)
{
  g_autofree char *value = g_strconcat ("Bearer ", self->token, NULL);

  if (self->token != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                  value);
}

void
otk_sync_session_set_pace (OtkSyncSession *self)
{
  tell (self, EVENT_PACE, self->socket != NULL ? 0 : self->focused ? PACE_SEEN : PACE_UNSEEN);
}

void
otk_sync_session_poked (OtkSyncSession *self, const char *text)
{
  tell (self, EVENT_POKED, 0);
  if (text != NULL)
    g_signal_emit (self, signals[LIVE], 0, text);
}

static void
otk_sync_session_dispose (GObject *object)
{
  otk_sync_session_stop (OTK_SYNC_SESSION (object));
  G_OBJECT_CLASS (otk_sync_session_parent_class)->dispose (object);
}

static void
otk_sync_session_finalize (GObject *object)
{
  OtkSyncSession *self = OTK_SYNC_SESSION (object);

  otk_sync_free (self->sync);
  g_ptr_array_unref (self->events);
  g_object_unref (self->cancellable);
  g_object_unref (self->soup);
  g_free (self->address);
  g_free (self->token);
  G_OBJECT_CLASS (otk_sync_session_parent_class)->finalize (object);
}

static void
otk_sync_session_class_init (OtkSyncSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = otk_sync_session_dispose;
  object_class->finalize = otk_sync_session_finalize;
  signals[RENEW] = g_signal_new ("renew", OTK_TYPE_SYNC_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  signals[LIVE] = g_signal_new ("live", OTK_TYPE_SYNC_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
otk_sync_session_init (OtkSyncSession *self)
{
  self->soup = soup_session_new_with_options ("timeout", 60, "user-agent", "otklik", NULL);
  self->cancellable = g_cancellable_new ();
  self->events = g_ptr_array_new_with_free_func (event_free);
  self->focused = TRUE;
  self->turned = turned_cb;
}

OtkSyncSession *
otk_sync_session_new (OtkDesk *desk, const char *address, const char *token)
{
  OtkSyncSession *self = g_object_new (OTK_TYPE_SYNC_SESSION, NULL);

  self->desk = g_object_ref (desk);
  self->address = g_strdup (address);
  self->token = g_strdup (token);
  self->sync = otk_sync_new (g_rand_new (), g_get_host_name (), "0.1");
  g_signal_connect_object (desk, "outbox", G_CALLBACK (outbox_cb), self, 0);
  g_signal_connect_object (otk_desk_clock (desk), "jumped", G_CALLBACK (jumped_cb), self, 0);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (network_cb), self, 0);
  otk_sync_session_set_pace (self);
  return self;
}

void
otk_sync_session_set_token (OtkSyncSession *self, const char *token)
{
  g_free (self->token);
  self->token = g_strdup (token);
  tell (self, EVENT_RENEWED, token != NULL);
}

void
otk_sync_session_set_focused (OtkSyncSession *self, gboolean focused)
{
  if (self->focused == focused)
    return;
  self->focused = focused;
  otk_sync_session_set_pace (self);
}

void
otk_sync_session_retry (OtkSyncSession *self)
{
  tell (self, EVENT_NETWORK, 0);
}

void
otk_sync_session_start_over (OtkSyncSession *self)
{
  tell (self, EVENT_START_OVER, 0);
}

gboolean
otk_sync_session_is_live (OtkSyncSession *self)
{
  return self->socket != NULL;
}

void
otk_sync_session_stop (OtkSyncSession *self)
{
  if (self->desk == NULL)
    return;
  set_timer (self, -1);
  g_cancellable_cancel (self->cancellable);
  otk_sync_session_disconnect (self);
  g_signal_handlers_disconnect_by_data (self->desk, self);
  g_signal_handlers_disconnect_by_data (otk_desk_clock (self->desk), self);
  g_signal_handlers_disconnect_by_data (g_network_monitor_get_default (), self);
  g_clear_object (&self->desk);
}
