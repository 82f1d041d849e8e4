/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-server-private.h"

#include "otk-feed.h"
#include "otk-server-log.h"

#define NAME "otklik"
#define EPOCH_CHECK_SECONDS 60

static gint64
ticks (gpointer data)
{
  return g_get_monotonic_time ();
}

static void
alarm_cb (const char *what, const OtkId *command, gpointer data)
{
  g_autofree char *id = command != NULL ? otk_id_to_string (command) : NULL;

  otk_server_log ("error", "sync-alarm", "what", what, "command", id, NULL);
}

static gboolean
enable (OtkStore *store, GArray *changes, gpointer data, GError **error)
{
  return otk_feed_enable (store, *(OtkTime *) data, error);
}

static gboolean
check_epoch (OtkStore *store, GArray *changes, gpointer data, GError **error)
{
  gboolean renewed = FALSE;

  if (!otk_feed_check_epoch (store, &renewed, error))
    return FALSE;
  if (renewed)
    otk_server_log ("warning", "epoch-renewed", NULL);
  return TRUE;
}

static gboolean
mark_epoch (OtkStore *store, GArray *changes, gpointer data, GError **error)
{
  return otk_feed_mark_epoch (store, error);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!otk_desk_read_finish (OTK_DESK (source), result, &error))
    otk_server_log ("error", "epoch", "text", error->message, NULL);
}

static gboolean
check_cb (gpointer data)
{
  otk_desk_write_alone_async (((OtkServer *) data)->desk, check_epoch, NULL, checked_cb, NULL);
  return G_SOURCE_CONTINUE;
}

static void
changed_cb (OtkDesk *desk, GArray *changes, gpointer data)
{
  otk_server_poke (data);
}

gboolean
otk_server_start_feed (OtkServer *self, GError **error)
{
  static const OtkExchangeHooks hooks = { .ticks = ticks, .alarm = alarm_cb };
  OtkTime now = otk_desk_now (self->desk);

  if (!otk_desk_write_alone (self->desk, enable, &now, error)
      || !otk_desk_write_alone (self->desk, check_epoch, NULL, error))
    return FALSE;
  self->exchange_writes = otk_exchange_new (NAME, &hooks);
  self->exchange_reads = otk_exchange_new (NAME, &hooks);
  self->epoch_check = g_timeout_add_seconds (EPOCH_CHECK_SECONDS, check_cb, self);
  g_signal_connect (self->desk, "changed", G_CALLBACK (changed_cb), self);
  return TRUE;
}

void
otk_server_stop_feed (OtkServer *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&self->epoch_check, g_source_remove);
  if (self->exchange_writes != NULL && !otk_desk_write_alone (self->desk, mark_epoch, NULL, &error))
    otk_server_log ("error", "epoch", "text", error->message, NULL);
}
