/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-api.h"

#include "otk-account.h"
#include "otk-server-private.h"
#include "otk-server-resources.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define OPENAPI "/org/otklik/server/openapi.json"

void
otk_api_health (OtkCall *call)
{
  g_autoptr (OtkJsonWriter) writer = otk_json_writer_new (FALSE);

  otk_json_writer_begin_object (writer, NULL);
  otk_json_writer_string (writer, "status", "ok");
  otk_json_writer_end (writer);
  otk_call_answer_json (call, SOUP_STATUS_OK, writer);
}

void
otk_api_ready (OtkCall *call)
{
  gboolean any;

  if (call->server->draining || !otk_account_any (otk_call_store (call), &any, NULL))
    otk_call_refuse_with (call, SOUP_STATUS_SERVICE_UNAVAILABLE, "busy",
                          N_ ("The server cannot serve at the moment"));
  else
    otk_api_health (call);
}

void
otk_api_metrics (OtkCall *call)
{
  OtkServer *self = call->server;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  otk_metrics_gauge (text, "otklik_connections", "Connections that are open.",
                     otk_links_count (self->links));
  otk_metrics_gauge (text, "otklik_requests_running", "Requests without an answer yet.",
                     self->running);
  otk_metrics_gauge (text, "otklik_writes_waiting", "Writes that wait for the writer.",
                     otk_desk_backlog (self->desk));
  otk_metrics_print (self->metrics, text);
  bytes = g_bytes_new (text->str, text->len);
  otk_call_answer (call, SOUP_STATUS_OK, "text/plain; version=0.0.4; charset=utf-8", bytes);
}

void
otk_api_openapi (OtkCall *call)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (otk_server_get_resource (), OPENAPI,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  otk_call_answer (call, SOUP_STATUS_OK, "application/json; charset=utf-8", bytes);
}

void
otk_api_time (OtkCall *call)
{
  g_autoptr (OtkJsonWriter) writer = otk_json_writer_new (FALSE);

  otk_json_writer_begin_object (writer, NULL);
  otk_json_writer_int (writer, "server_time", otk_desk_now (call->server->desk));
  otk_json_writer_end (writer);
  otk_call_answer_json (call, SOUP_STATUS_OK, writer);
}
