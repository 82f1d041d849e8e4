/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-call.h"

#include "otk-api.h"
#include "otk-error.h"
#include "otk-server-log.h"
#include "otk-server-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define JSON_TYPE "application/json; charset=utf-8"

OtkCall *
otk_call_new (OtkServer *server, SoupServerMessage *message)
{
  OtkCall *self = g_new0 (OtkCall, 1);

  self->refs = 1;
  self->server = server;
  self->message = g_object_ref (message);
  self->began = g_get_monotonic_time ();
  self->at = otk_desk_now (server->desk);
  return self;
}

OtkCall *
otk_call_ref (OtkCall *self)
{
  self->refs++;
  return self;
}

void
otk_call_unref (OtkCall *self)
{
  if (--self->refs > 0)
    return;
  if (self->free_data != NULL)
    self->free_data (self->data);
  for (guint i = 0; i < OTK_CALL_PARAMETERS; i++)
    g_free (self->parameters[i]);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_pointer (&self->actor, otk_record_unref);
  g_clear_pointer (&self->body, json_node_unref);
  g_free (self->peer);
  g_object_unref (self->message);
  g_free (self);
}

OtkDesk *
otk_call_desk (OtkCall *self)
{
  return self->server->desk;
}

OtkStore *
otk_call_store (OtkCall *self)
{
  return otk_desk_reading (self->server->desk);
}

OtkState *
otk_call_state (OtkCall *self)
{
  return otk_desk_state (self->server->desk);
}

gpointer
otk_call_keep (OtkCall *self, gpointer data, GDestroyNotify free_data)
{
  if (self->free_data != NULL)
    self->free_data (self->data);
  self->data = data;
  self->free_data = free_data;
  return data;
}

static void
refuse_input (OtkCall *self, const char *reason, const char *detail)
{
  g_autoptr (GError) error = NULL;

  otk_refuse (&error, OTK_ERROR_INVALID, reason, detail);
  otk_call_refuse (self, error);
}

const char *
otk_call_query (OtkCall *self, const char *name)
{
  return self->query != NULL ? g_hash_table_lookup (self->query, name) : NULL;
}

gboolean
otk_call_query_int (OtkCall *self, const char *name, gint64 least, gint64 most, gint64 fallback,
                    gint64 *number)
{
  const char *text = otk_call_query (self, name);

  *number = fallback;
  if (text == NULL || g_ascii_string_to_signed (text, 10, least, most, number, NULL))
    return TRUE;
  refuse_input (self, N_ ("The number is out of its range: %s"), name);
  return FALSE;
}

gboolean
otk_call_id (OtkCall *self, guint nth, OtkId *id)
{
  if (otk_id_parse (self->parameters[nth], id) && !otk_id_is_none (id))
    return TRUE;
  refuse_input (self, N_ ("An id is expected here: %s"), self->route->path);
  return FALSE;
}

gboolean
otk_call_text (OtkCall *self, const char *name, gsize max, gboolean required, const char **text)
{
  JsonObject *object = self->body != NULL ? json_node_get_object (self->body) : NULL;
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  *text = NULL;
  if (node != NULL && JSON_NODE_HOLDS_VALUE (node)
      && json_node_get_value_type (node) == G_TYPE_STRING)
    *text = json_node_get_string (node);
  else if (node != NULL && !JSON_NODE_HOLDS_NULL (node))
    {
      refuse_input (self, N_ ("A text is expected here: %s"), name);
      return FALSE;
    }
  if (*text != NULL && strlen (*text) > max)
    {
      refuse_input (self, N_ ("The text is too long: %s"), name);
      return FALSE;
    }
  if (*text != NULL || !required)
    return TRUE;
  refuse_input (self, N_ ("This is missing: %s"), name);
  return FALSE;
}

const char *
otk_call_header (OtkCall *self, const char *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (self->message),
                                       name);
}

GBytes *
otk_call_bytes (OtkCall *self)
{
  return soup_message_body_flatten (soup_server_message_get_request_body (self->message));
}

void
otk_call_set_header (OtkCall *self, const char *name, const char *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (self->message), name,
                                value);
}

/* What every answer says to browsers: it is no page, and nobody else's. */
static void
set_common_headers (OtkCall *self)
{
  otk_call_set_header (self, "X-Content-Type-Options", "nosniff");
  otk_call_set_header (self, "Content-Security-Policy",
                       "default-src 'none'; frame-ancestors 'none'");
  if (self->route == NULL || self->route->who != OTK_API_ANYBODY)
    otk_call_set_header (self, "Cache-Control", "no-store");
  if (self->server->draining)
    otk_call_set_header (self, "Connection", "close");
}

void
otk_call_answer (OtkCall *self, guint status, const char *media_type, GBytes *body)
{
  SoupMessageBody *out = soup_server_message_get_response_body (self->message);

  if (self->answered) /* its connection has broken off meanwhile */
    return;
  self->answered = TRUE;
  set_common_headers (self);
  soup_server_message_set_status (self->message, status, NULL);
  if (media_type != NULL)
    otk_call_set_header (self, "Content-Type", media_type);
  if (body != NULL)
    soup_message_body_append_bytes (out, body);
  soup_message_body_complete (out);
  otk_server_call_ended (self->server, self, status);
  if (self->paused)
    soup_server_message_unpause (self->message);
}

void
otk_call_answer_json (OtkCall *self, guint status, OtkJsonWriter *writer)
{
  const char *text = otk_json_writer_text (writer);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  otk_call_answer (self, status, JSON_TYPE, bytes);
}

void
otk_call_answer_empty (OtkCall *self, guint status)
{
  otk_call_answer (self, status, NULL, NULL);
}

static const struct
{
  OtkErrorCode code;
  guint status;
  const char *name;
} statuses[] = {
  { OTK_ERROR_NOT_FOUND, SOUP_STATUS_NOT_FOUND, "not_found" },
  { OTK_ERROR_NOT_ALLOWED, SOUP_STATUS_FORBIDDEN, "not_allowed" },
  { OTK_ERROR_WRONG_STATUS, SOUP_STATUS_CONFLICT, "wrong_status" },
  { OTK_ERROR_STALE, SOUP_STATUS_CONFLICT, "stale" },
  { OTK_ERROR_LIMIT, SOUP_STATUS_UNPROCESSABLE_ENTITY, "limit" },
  { OTK_ERROR_INVALID, SOUP_STATUS_BAD_REQUEST, "invalid" },
  { OTK_ERROR_BUSY, SOUP_STATUS_SERVICE_UNAVAILABLE, "busy" },
  { OTK_ERROR_PROTOCOL, SOUP_STATUS_BAD_REQUEST, "protocol" },
};

const char *
otk_call_error_code (const GError *error)
{
  for (guint i = 0; error->domain == OTK_ERROR && i < G_N_ELEMENTS (statuses); i++)
    if ((int) statuses[i].code == error->code)
      return statuses[i].name;
  return "internal";
}

char *
otk_call_error_body (const char *code, const char *text)
{
  g_autoptr (OtkJsonWriter) writer = otk_json_writer_new (FALSE);

  otk_json_writer_begin_object (writer, NULL);
  otk_json_writer_begin_object (writer, "error");
  otk_json_writer_string (writer, "code", code);
  otk_json_writer_string (writer, "text", text);
  otk_json_writer_end (writer);
  otk_json_writer_end (writer);
  return g_strdup (otk_json_writer_text (writer));
}

static void
refuse_text (OtkCall *self, guint status, const char *code, const char *text)
{
  g_autofree char *body = otk_call_error_body (code, text);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  otk_call_answer (self, status, JSON_TYPE, bytes);
}

void
otk_call_refuse (OtkCall *self, const GError *error)
{
  g_autofree char *text = otk_error_text (error);

  for (guint i = 0; error->domain == OTK_ERROR && i < G_N_ELEMENTS (statuses); i++)
    if ((int) statuses[i].code == error->code)
      {
        if (statuses[i].status == SOUP_STATUS_SERVICE_UNAVAILABLE)
          otk_call_set_header (self, "Retry-After", "2");
        refuse_text (self, statuses[i].status, statuses[i].name, text);
        return;
      }
  /* What went wrong inside is for the log, not for whoever is at the other end. */
  otk_server_log ("error", "failure", "route", self->route != NULL ? self->route->path : NULL,
                  "text", error->message, NULL);
  refuse_text (self, SOUP_STATUS_INTERNAL_SERVER_ERROR, "internal",
               _ ("Something went wrong on the server: its log says what"));
}

void
otk_call_refuse_with (OtkCall *self, guint status, const char *code, const char *text)
{
  refuse_text (self, status, code, _ (text));
}
