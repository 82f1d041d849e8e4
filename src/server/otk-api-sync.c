/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-api.h"

#include "otk-exchange.h"
#include "otk-server-log.h"
#include "otk-server-private.h"

/*
 * Sync over HTTP (sync.md §3.4): the exchange makes the answers on the desk's threads, where the
 * store is; here they are carried there and back.
 */

typedef OtkExchangeAnswer *(*Exchange) (OtkExchange *, OtkStore *, const OtkExchangeCaller *,
                                        GBytes *, OtkTime);

/* A call of a device on its way. */
typedef struct
{
  OtkCall *call;
  Exchange exchange;
  OtkExchange *with;
  OtkExchangeCaller caller;
  GBytes *body;
  OtkTime now;
  OtkExchangeAnswer *answer;
} Carriage;

static void
carriage_free (gpointer data)
{
  Carriage *self = data;

  g_clear_pointer (&self->answer, otk_exchange_answer_free);
  g_bytes_unref (self->body);
  g_free (self);
}

static gboolean
carry (OtkStore *store, GArray *changes, gpointer data, GError **error)
{
  Carriage *self = data;

  self->answer = self->exchange (self->with, store, &self->caller, self->body, self->now);
  return TRUE;
}

static void
carried_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Carriage *self = data;
  g_autoptr (OtkCall) call = self->call;
  g_autoptr (GError) error = NULL;
  OtkExchangeAnswer *answer = self->answer;

  if (!otk_desk_read_finish (OTK_DESK (source), result, &error))
    {
      otk_call_refuse (call, error);
      return;
    }
  if (answer->changed)
    {
      otk_desk_refresh (otk_call_desk (call));
      otk_server_poke (call->server);
    }
  if (answer->retry_after > 0)
    {
      g_autofree char *seconds = g_strdup_printf ("%u", answer->retry_after);

      otk_call_set_header (call, "Retry-After", seconds);
    }
  otk_call_answer (call, answer->status, answer->type, answer->body);
}

static Carriage *
carriage_new (OtkCall *call, OtkExchange *with, Exchange exchange)
{
  Carriage *self = otk_call_keep (call, g_new0 (Carriage, 1), carriage_free);

  self->call = otk_call_ref (call);
  self->exchange = exchange;
  self->with = with;
  self->caller.user = *otk_record_id (call->actor);
  self->caller.device = call->device;
  self->body = otk_call_bytes (call);
  self->now = call->at;
  return self;
}

static void
on_writer (OtkCall *call, Exchange exchange)
{
  Carriage *self = carriage_new (call, call->server->exchange_writes, exchange);

  otk_desk_write_alone_async (otk_call_desk (call), carry, self, carried_cb, self);
}

static void
on_reader (OtkCall *call, Exchange exchange)
{
  Carriage *self = carriage_new (call, call->server->exchange_reads, exchange);

  otk_desk_read_async (otk_call_desk (call), carry, self, carried_cb, self);
}

void
otk_api_sync_device (OtkCall *call)
{
  on_writer (call, otk_exchange_register);
}

void
otk_api_sync_push (OtkCall *call)
{
  on_writer (call, otk_exchange_push);
}

void
otk_api_sync_pull (OtkCall *call)
{
  on_reader (call, otk_exchange_pull);
}

void
otk_api_sync_check (OtkCall *call)
{
  on_reader (call, otk_exchange_check);
}

/* Those who wait for something to pull. */
typedef struct
{
  OtkCall *call;
  guint timeout;
} Waiting;

static void
waiting_free (gpointer data)
{
  g_free (data);
}

static void
answer_poke (OtkCall *call, gboolean poke)
{
  g_autoptr (OtkJsonWriter) writer = otk_json_writer_new (FALSE);

  otk_json_writer_begin_object (writer, NULL);
  otk_json_writer_bool (writer, "poke", poke);
  otk_json_writer_end (writer);
  otk_call_answer_json (call, SOUP_STATUS_OK, writer);
}

static gboolean
waited_cb (gpointer data)
{
  Waiting *self = data;
  OtkCall *call = self->call;

  self->timeout = 0;
  g_ptr_array_remove_fast (call->server->waiting, self);
  answer_poke (call, FALSE);
  otk_call_unref (call);
  return G_SOURCE_REMOVE;
}

void
otk_server_poke (OtkServer *self)
{
  g_autoptr (GPtrArray) waiting = self->waiting;

  self->waiting = g_ptr_array_new ();
  for (guint i = 0; i < waiting->len; i++)
    {
      Waiting *one = waiting->pdata[i];
      OtkCall *call = one->call;

      g_clear_handle_id (&one->timeout, g_source_remove);
      answer_poke (call, TRUE);
      otk_call_unref (call);
    }
}

void
otk_api_sync_live (OtkCall *call)
{
  Waiting *self;
  gint64 seconds;

  if (!otk_call_query_int (call, "wait", 1, 55, 25, &seconds))
    return;
  if (call->server->draining)
    {
      answer_poke (call, FALSE);
      return;
    }
  self = otk_call_keep (call, g_new0 (Waiting, 1), waiting_free);
  self->call = otk_call_ref (call);
  self->timeout = g_timeout_add_seconds ((guint) seconds, waited_cb, self);
  g_ptr_array_add (call->server->waiting, self);
}
