/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-server-private.h"

#include "otk-guard.h"

#include <string.h>

/* What is read and thrown away after the last words, so that the peer gets to see them: a closed
 * socket with unread bytes would take the answer back. */
#define LEFTOVERS (64 * 1024)

typedef struct
{
  GIOStream *stream;
  GSocketAddress *remote;
  char *answer;
  guint8 sink[4096];
  gsize drained;
} Refusal;

static void
refusal_free (Refusal *self)
{
  g_io_stream_close_async (self->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_object_unref (self->stream);
  g_object_unref (self->remote);
  g_free (self->answer);
  g_free (self);
}

static void
drained_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Refusal *self = data;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  self->drained += length > 0 ? (gsize) length : 0;
  if (length <= 0 || self->drained > LEFTOVERS)
    refusal_free (self);
  else
    g_input_stream_read_async (G_INPUT_STREAM (source), self->sink, sizeof self->sink,
                               G_PRIORITY_DEFAULT, NULL, drained_cb, self);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Refusal *self = data;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    {
      refusal_free (self);
      return;
    }
  /* TLS says good-bye by itself when it is closed. */
  if (!G_IS_TLS_CONNECTION (self->stream))
    otk_links_end_writing (self->remote);
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), self->sink,
                             sizeof self->sink, G_PRIORITY_DEFAULT, NULL, drained_cb, self);
}

static char *
answer_text (guint status, const char *code, const char *text, const char *header)
{
  g_autofree char *body = otk_call_error_body (code, text);
  const char *phrase = status == OTK_GUARD_HEADERS_TOO_LARGE ? "Request Header Fields Too Large"
                                                             : soup_status_get_phrase (status);

  return g_strdup_printf ("HTTP/1.1 %u %s\r\nConnection: close\r\n%s%s"
                          "Content-Type: application/json; charset=utf-8\r\n"
                          "X-Content-Type-Options: nosniff\r\n"
                          "Content-Length: %zu\r\n\r\n%s",
                          status, phrase, header != NULL ? header : "",
                          header != NULL ? "\r\n" : "", strlen (body), body);
}

void
otk_server_refuse (OtkServer *self, SoupServerMessage *message, guint status, const char *code,
                   const char *text, const char *header)
{
  g_autoptr (GSocketAddress) remote = soup_server_message_get_remote_address (message);
  Refusal *refusal;
  GIOStream *stream;

  g_object_ref (remote);
  otk_links_await (remote, OTK_LINK_CLOSING, 0);
  stream = soup_server_message_steal_connection (message);
  if (stream == NULL)
    return;
  refusal = g_new0 (Refusal, 1);
  refusal->remote = g_steal_pointer (&remote);
  refusal->stream = stream;
  refusal->answer = answer_text (status, code, text, header);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (stream), refusal->answer,
                                   strlen (refusal->answer), G_PRIORITY_DEFAULT, NULL, written_cb,
                                   refusal);
}
