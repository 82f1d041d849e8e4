/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-server-private.h"

#include "otk-error.h"
#include "otk-guard.h"
#include "otk-json.h"
#include "otk-server-log.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CALL "otk-call"

static GSocketAddress *
remote_of (SoupServerMessage *message)
{
  return soup_server_message_get_remote_address (message);
}

/* The client's address: what a proxy that is believed says last, else the other end's. */
static char *
peer_of (OtkServer *self, SoupServerMessage *message)
{
  const char *forwarded =
      soup_message_headers_get_list (soup_server_message_get_request_headers (message),
                                     "X-Forwarded-For");
  g_autofree char *direct = otk_link_address (remote_of (message));
  g_autofree char *last = NULL, *named = NULL;

  if (forwarded == NULL || !otk_links_is_proxy (self->links, direct))
    return g_steal_pointer (&direct);
  last = g_strdup (strrchr (forwarded, ',') != NULL ? strrchr (forwarded, ',') + 1 : forwarded);
  named = otk_peer_name (g_strstrip (last));
  return named != NULL ? g_steal_pointer (&named) : g_steal_pointer (&direct);
}

static const char *
sentence_for (guint status)
{
  switch (status)
    {
    case SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE:
      return N_ ("The request is too large");
    case SOUP_STATUS_LENGTH_REQUIRED:
      return N_ ("The request must say how long its body is");
    case SOUP_STATUS_METHOD_NOT_ALLOWED:
      return N_ ("This is not done with that method");
    case SOUP_STATUS_NOT_FOUND:
      return N_ ("There is nothing under this path");
    default:
      return N_ ("The request is malformed");
    }
}

static void
refuse_head (OtkServer *self, SoupServerMessage *message, guint status, const char *why)
{
  g_autofree char *peer = otk_link_address (remote_of (message));
  g_autofree char *number = g_strdup_printf ("%u", status);

  otk_metrics_count (self->metrics, "otklik_guard_refused_total");
  otk_server_log ("warning", "request-refused", "why", why, "status", number, "peer", peer, NULL);
  otk_server_refuse (self, message, status, "refused", _ (sentence_for (status)), NULL);
}

/* A refusal before the body: where there is one it is not read. */
static void
refuse_call (OtkCall *call, SoupServerMessage *message, guint status, const char *code,
             const char *text, const char *header)
{
  OtkServer *self = call->server;

  if (otk_guard_length (soup_server_message_get_request_headers (message)) > 0
      && status != SOUP_STATUS_NOT_MODIFIED)
    {
      g_autofree char *line =
          header != NULL ? g_strdup_printf (
              "%s: %s", status == SOUP_STATUS_METHOD_NOT_ALLOWED ? "Allow" : "WWW-Authenticate",
              header)
                         : NULL;

      call->answered = TRUE;
      otk_server_call_ended (self, call, status);
      otk_server_refuse (self, message, status, code, _ (text), line);
      g_object_set_data (G_OBJECT (message), CALL, NULL);
      return;
    }
  if (header != NULL)
    otk_call_set_header (call,
                         status == SOUP_STATUS_METHOD_NOT_ALLOWED ? "Allow" : "WWW-Authenticate",
                         header);
  otk_call_refuse_with (call, status, code, text);
}

static gboolean
find_route (OtkCall *call, SoupServerMessage *message)
{
  GUri *uri = soup_server_message_get_uri (message);
  const char *method = soup_server_message_get_method (message);
  g_autofree char *allowed = NULL;

  call->route = otk_api_find (method, g_uri_get_path (uri), call->parameters, &allowed);
  if (call->route == NULL && allowed != NULL)
    refuse_call (call, message, SOUP_STATUS_METHOD_NOT_ALLOWED, "method",
                 sentence_for (SOUP_STATUS_METHOD_NOT_ALLOWED), allowed);
  else if (call->route == NULL)
    refuse_call (call, message, SOUP_STATUS_NOT_FOUND, "not_found",
                 sentence_for (SOUP_STATUS_NOT_FOUND), NULL);
  return call->route != NULL;
}

static gboolean
check_body (OtkCall *call, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  goffset length = otk_guard_length (headers);
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  if ((gsize) length > call->route->limit)
    {
      refuse_call (call, message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "limit",
                   sentence_for (SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE), NULL);
      return FALSE;
    }
  if (length > 0 && call->route->takes != OTK_API_BYTES
      && g_strcmp0 (type, "application/json") != 0)
    {
      refuse_call (call, message, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, "media_type",
                   N_ ("The body has to be application/json"), NULL);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_caller (OtkCall *call, SoupServerMessage *message)
{
  const char *code, *text;
  guint status;

  if (otk_server_authorise (call, &status, &code, &text))
    return TRUE;
  refuse_call (call, message, status, code, text,
               status == SOUP_STATUS_UNAUTHORIZED ? "Bearer" : NULL);
  return FALSE;
}

static void
call_gone (gpointer data)
{
  OtkCall *call = data;

  /* The connection broke off before its answer was made. */
  if (!call->answered)
    {
      call->answered = TRUE;
      otk_server_call_ended (call->server, call, 0);
    }
  otk_call_unref (call);
}

static void
got_headers_cb (SoupServerMessage *message, gpointer data)
{
  OtkServer *self = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  GUri *uri = soup_server_message_get_uri (message);
  const char *why;
  guint status;
  g_autoptr (OtkCall) call = NULL;

  status = otk_guard_check (soup_server_message_get_method (message), uri, headers, &why);
  if (status != 0)
    {
      refuse_head (self, message, status, why);
      return;
    }
  /* SoupServer would cut the answer itself, with code that others have fallen over. */
  soup_message_headers_remove (headers, "Range");
  call = otk_call_new (self, message);
  /* Each holds the other until the request has ended. */
  g_object_set_data_full (G_OBJECT (message), CALL, otk_call_ref (call), call_gone);
  self->running++;
  call->peer = peer_of (self, message);
  otk_links_await (remote_of (message), OTK_LINK_BODY, otk_guard_length (headers));
  if (!find_route (call, message) || !check_body (call, message) || !check_caller (call, message))
    return;
  call->query = otk_api_parse_query (g_uri_get_query (uri));
  if (call->query == NULL)
    refuse_call (call, message, SOUP_STATUS_BAD_REQUEST, "invalid",
                 sentence_for (SOUP_STATUS_BAD_REQUEST), NULL);
}

static gboolean
read_json (OtkCall *call)
{
  g_autoptr (GBytes) bytes = otk_call_bytes (call);
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  if (length == 0 && call->route->takes == OTK_API_JSON_OPTIONAL)
    return TRUE;
  call->body = otk_json_parse (length > 0 ? text : "", length, &error);
  if (call->body != NULL && !JSON_NODE_HOLDS_OBJECT (call->body))
    otk_refuse (&error, OTK_ERROR_INVALID, N_ ("An object is expected here: %s"), "body");
  if (error == NULL)
    return TRUE;
  otk_call_refuse (call, error);
  return FALSE;
}

static void
serve (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
       gpointer data)
{
  OtkCall *call = g_object_get_data (G_OBJECT (message), CALL);

  if (call == NULL || call->answered)
    return;
  otk_links_await (remote_of (message), OTK_LINK_WORK, 0);
  otk_call_ref (call);
  if (call->route->takes == OTK_API_NO_BODY || call->route->takes == OTK_API_BYTES
      || read_json (call))
    call->route->handler (call);
  if (!call->answered)
    {
      call->paused = TRUE;
      soup_server_message_pause (message);
    }
  otk_call_unref (call);
}

static void
wrote_some_cb (SoupServerMessage *message, guint length, gpointer data)
{
  otk_links_await (remote_of (message), OTK_LINK_ANSWER, 0);
}

static void
request_started_cb (SoupServer *soup, SoupServerMessage *message, gpointer data)
{
  otk_links_await (remote_of (message), OTK_LINK_HEAD, 0);
  g_signal_connect (message, "got-headers", G_CALLBACK (got_headers_cb), data);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_some_cb), NULL);
}

static void
request_ended_cb (SoupServer *soup, SoupServerMessage *message, gpointer data)
{
  otk_server_park (data, message);
  otk_links_await (remote_of (message), OTK_LINK_IDLE, 0);
  g_object_set_data (G_OBJECT (message), CALL, NULL);
}

static void
request_aborted_cb (SoupServer *soup, SoupServerMessage *message, gpointer data)
{
  g_object_set_data (G_OBJECT (message), CALL, NULL);
}

void
otk_server_call_ended (OtkServer *self, OtkCall *call, guint status)
{
  gint64 usec = g_get_monotonic_time () - call->began;
  g_autofree char *number = g_strdup_printf ("%u", status);
  g_autofree char *took = g_strdup_printf ("%" G_GINT64_FORMAT, usec / 1000);
  g_autofree char *who =
      call->actor != NULL ? otk_id_to_string (otk_record_id (call->actor)) : NULL;

  self->running--;
  otk_links_await (remote_of (call->message), OTK_LINK_ANSWER, 0);
  otk_metrics_request (self->metrics, call->route, status, usec);
  otk_server_log (status >= 500 ? "error" : "info", "request", "method",
                  call->route != NULL ? call->route->method : NULL, "route",
                  call->route != NULL ? call->route->path : NULL, "status", number, "ms", took,
                  "employee", who, NULL);
}

void
otk_server_attach_http (OtkServer *self)
{
  self->soup = soup_server_new ("server-header", NULL, "raw-paths", TRUE, NULL);
  soup_server_remove_websocket_extension (self->soup, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
  g_signal_connect (self->soup, "request-started", G_CALLBACK (request_started_cb), self);
  g_signal_connect (self->soup, "request-finished", G_CALLBACK (request_ended_cb), self);
  g_signal_connect (self->soup, "request-aborted", G_CALLBACK (request_aborted_cb), self);
  soup_server_add_handler (self->soup, NULL, serve, self, NULL);
}
