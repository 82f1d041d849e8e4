/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-server-private.h"

#include "otk-account.h"
#include "otk-error.h"
#include "otk-server-log.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

/* How often the end looks whether it is reached. */
#define DRAIN_STEP_MS 50

static gboolean
has_drained (OtkServer *self)
{
  return self->running == 0;
}

static gboolean
drain_step_cb (gpointer data)
{
  OtkServer *self = data;

  otk_links_cut_idle (self->links);
  if (!has_drained (self) && self->drain_timeout-- > 0)
    return G_SOURCE_CONTINUE;
  otk_server_log (has_drained (self) ? "info" : "warning", "drained", NULL);
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

void
otk_server_drain (OtkServer *self)
{
  if (self->draining)
    return;
  self->draining = TRUE;
  otk_server_log ("info", "draining", NULL);
  otk_server_stop_listening (self);
  otk_server_poke (self);
  self->drain_timeout = (guint) self->config->drain_timeout * 1000 / DRAIN_STEP_MS;
  g_timeout_add (DRAIN_STEP_MS, drain_step_cb, self);
}

static gboolean
open_desk (OtkServer *self, GError **error)
{
  gboolean any = FALSE;

  self->desk = otk_desk_open (self->config->database, NULL, error);
  if (self->desk == NULL || !otk_account_any (otk_desk_reading (self->desk), &any, error))
    return FALSE;
  return any
         || otk_refuse (error, OTK_ERROR_NOT_FOUND,
                        N_ ("Nobody can sign in here yet: run otklik-server --init --database %s"),
                        self->config->database);
}

OtkServer *
otk_server_new (OtkServerConfig *config, GError **error)
{
  g_autoptr (OtkServer) self = g_new0 (OtkServer, 1);

  self->config = config;
  self->silent_end = -1;
  self->loop = g_main_loop_new (NULL, FALSE);
  self->links = otk_links_new (config);
  self->metrics = otk_metrics_new ();
  self->sign_in =
      otk_sign_in_new ((guint) config->password_threads, (guint) config->password_queue);
  self->team = otk_team_new ();
  self->uploads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->files = g_strdup (config->files);
  self->waiting = g_ptr_array_new ();
  if (!open_desk (self, error) || !otk_server_start_feed (self, error))
    return NULL;
  otk_server_attach_http (self);
  return otk_server_listen (self, error) ? g_steal_pointer (&self) : NULL;
}

static gboolean
terminated_cb (gpointer data)
{
  otk_server_drain (data);
  return G_SOURCE_CONTINUE;
}

/* A renewed certificate is taken up without anybody being cut off. */
static gboolean
renew_cb (gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!otk_server_load_certificate (data, &error))
    otk_server_log ("error", "certificate", "text", error->message, NULL);
  return G_SOURCE_CONTINUE;
}

void
otk_server_run (OtkServer *self)
{
  guint hangup = g_unix_signal_add (SIGHUP, renew_cb, self);
  guint term = g_unix_signal_add (SIGTERM, terminated_cb, self);
  guint interrupt = g_unix_signal_add (SIGINT, terminated_cb, self);

  g_main_loop_run (self->loop);
  g_source_remove (term);
  g_source_remove (interrupt);
  g_source_remove (hangup);
}

void
otk_server_free (OtkServer *self)
{
  if (self->soup != NULL)
    soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
  g_clear_object (&self->service);
  g_clear_object (&self->certificate);
  if (self->silent_end >= 0)
    close (self->silent_end);
  otk_sign_in_free (self->sign_in);
  if (self->desk != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->desk, self);
      otk_server_stop_feed (self);
      otk_desk_close (self->desk);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&self->desk);
  g_clear_pointer (&self->exchange_writes, otk_exchange_free);
  g_clear_pointer (&self->exchange_reads, otk_exchange_free);
  g_ptr_array_unref (self->waiting);
  otk_links_free (self->links);
  otk_metrics_free (self->metrics);
  otk_team_free (self->team);
  g_hash_table_unref (self->uploads);
  g_free (self->files);
  g_main_loop_unref (self->loop);
  otk_server_config_free (self->config);
  g_free (self);
}
