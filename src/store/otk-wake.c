/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-wake.h"

#include "otk-store.h"

#include <libpq-fe.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Commits of so long share one notice. */
#define GATHER_MS 30
/* What was not heard is looked up this often. */
#define LOOK_MS 2000
#define CHANNEL "otk_poke"

struct _OtkWake
{
  char *path;
  OtkWoken woken;
  gpointer data;
  GMainContext *context;
  GThread *thread; /* nullable: for a file */
  int bell;        /* an eventfd: there is something to tell, or to stop for */
  gint stopping, told, connected;

  GMutex lock; /* guards @waking */
  GSource *waking;

  /* The thread's own. */
  PGconn *conn;
  gint64 version; /* the highest that was seen */
};

static gboolean
wake_cb (gpointer data)
{
  OtkWake *self = data;

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->waking, g_source_unref);
  g_mutex_unlock (&self->lock);
  self->woken (self->data);
  return G_SOURCE_REMOVE;
}

static void
wake (OtkWake *self)
{
  g_mutex_lock (&self->lock);
  if (self->waking == NULL)
    {
      self->waking = g_idle_source_new ();
      g_source_set_priority (self->waking, G_PRIORITY_DEFAULT);
      g_source_set_callback (self->waking, wake_cb, self, NULL);
      g_source_attach (self->waking, self->context);
    }
  g_mutex_unlock (&self->lock);
}

static void
ring (OtkWake *self)
{
  guint64 one = 1;

  if (write (self->bell, &one, sizeof one) != sizeof one)
    g_debug ("The bell is ringing already");
}

static void
hush (OtkWake *self)
{
  guint64 rung;

  if (read (self->bell, &rung, sizeof rung) != sizeof rung)
    g_debug ("Nobody rang");
}

static void
notice_received_cb (void *data, const char *message)
{
  g_debug ("PostgreSQL: %s", message);
}

static gboolean
run (OtkWake *self, const char *sql)
{
  PGresult *result = PQexec (self->conn, sql);
  ExecStatusType status = PQresultStatus (result);

  PQclear (result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* Whether somebody has written since the last look. */
static gboolean
look (OtkWake *self)
{
  PGresult *result = PQexec (self->conn, "SELECT max (x)::text FROM command");
  gint64 version = PQresultStatus (result) == PGRES_TUPLES_OK
                       ? g_ascii_strtoll (PQgetvalue (result, 0, 0), NULL, 10)
                       : self->version;
  gboolean newer = version != self->version;

  PQclear (result);
  self->version = version;
  return newer;
}

static gboolean
connect_to (OtkWake *self)
{
  const char *const keys[] = { "connect_timeout", "fallback_application_name", "dbname", NULL };
  const char *const values[] = { "5", "otklik-wake", self->path, NULL };

  g_clear_pointer (&self->conn, PQfinish);
  self->conn = PQconnectdbParams (keys, values, TRUE);
  PQsetNoticeProcessor (self->conn, notice_received_cb, NULL);
  if (PQstatus (self->conn) != CONNECTION_OK || !run (self, "LISTEN " CHANNEL))
    return FALSE;
  look (self);
  return TRUE;
}

/* One's own notice is no news. */
static gboolean
heard (OtkWake *self)
{
  gboolean others = FALSE;
  PGnotify *notice;

  PQconsumeInput (self->conn);
  while ((notice = PQnotifies (self->conn)) != NULL)
    {
      others |= notice->be_pid != PQbackendPID (self->conn);
      PQfreemem (notice);
    }
  return others;
}

static int
wait_for (OtkWake *self, gboolean socket, int milliseconds)
{
  GPollFD polls[] = { { self->bell, G_IO_IN, 0 },
                      { socket ? PQsocket (self->conn) : -1, G_IO_IN, 0 } };

  return g_poll (polls, socket ? 2 : 1, milliseconds);
}

/* Until the connection is lost or the end has come. */
static void
listen_on (OtkWake *self)
{
  gint64 looked = g_get_monotonic_time (), telling = 0;

  while (!g_atomic_int_get (&self->stopping) && PQstatus (self->conn) == CONNECTION_OK)
    {
      gint64 now = g_get_monotonic_time ();
      gint64 next = looked + LOOK_MS * 1000;
      gboolean others;

      if (telling == 0 && g_atomic_int_get (&self->told))
        telling = now + GATHER_MS * 1000;
      next = telling != 0 ? MIN (next, telling) : next;
      if (next > now)
        wait_for (self, TRUE, (int) ((next - now) / 1000) + 1);
      hush (self);
      now = g_get_monotonic_time ();
      if (telling != 0 && now >= telling)
        {
          g_atomic_int_set (&self->told, FALSE);
          telling = 0;
          run (self, "NOTIFY " CHANNEL);
        }
      others = heard (self);
      if (now >= looked + LOOK_MS * 1000)
        {
          others |= look (self);
          looked = now;
        }
      if (others)
        wake (self);
    }
}

static gpointer
run_thread (gpointer data)
{
  OtkWake *self = data;

  while (!g_atomic_int_get (&self->stopping))
    {
      gboolean connected = connect_to (self);

      g_atomic_int_set (&self->connected, connected);
      if (connected)
        {
          /* What came while nobody listened. */
          wake (self);
          listen_on (self);
        }
      g_atomic_int_set (&self->connected, FALSE);
      if (!g_atomic_int_get (&self->stopping))
        wait_for (self, FALSE, LOOK_MS);
      hush (self);
    }
  g_clear_pointer (&self->conn, PQfinish);
  return NULL;
}

OtkWake *
otk_wake_new (const char *path, OtkWoken woken, gpointer data)
{
  OtkWake *self = g_new0 (OtkWake, 1);

  self->path = g_strdup (path);
  self->woken = woken;
  self->data = data;
  self->context = g_main_context_ref_thread_default ();
  self->bell = -1;
  g_mutex_init (&self->lock);
  if (!otk_store_is_shared (path))
    {
      self->connected = TRUE;
      return self;
    }
  self->bell = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->thread = g_thread_new ("wake", run_thread, self);
  return self;
}

void
otk_wake_tell (OtkWake *self)
{
  if (self->thread != NULL && g_atomic_int_compare_and_exchange (&self->told, FALSE, TRUE))
    ring (self);
}

gboolean
otk_wake_is_connected (OtkWake *self)
{
  return g_atomic_int_get (&self->connected);
}

void
otk_wake_free (OtkWake *self)
{
  if (self == NULL)
    return;
  g_atomic_int_set (&self->stopping, TRUE);
  if (self->thread != NULL)
    {
      ring (self);
      g_thread_join (self->thread);
      close (self->bell);
    }
  if (self->waking != NULL)
    {
      g_source_destroy (self->waking);
      g_source_unref (self->waking);
    }
  g_mutex_clear (&self->lock);
  g_main_context_unref (self->context);
  g_free (self->path);
  g_free (self);
}
