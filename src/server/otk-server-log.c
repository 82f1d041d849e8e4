/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-server-log.h"

#include "otk-json-record.h"

#include <string.h>
#include <unistd.h>

/* A line goes out whole, so that those of two threads do not mix. */
static void
write_line (OtkJsonWriter *writer)
{
  g_autofree char *line = g_strconcat (otk_json_writer_text (writer), "\n", NULL);
  gsize length = strlen (line);

  for (gsize at = 0; at < length;)
    {
      gssize written = write (STDERR_FILENO, line + at, length - at);

      if (written <= 0)
        return;
      at += (gsize) written;
    }
}

static OtkJsonWriter *
begin_line (const char *level, const char *event)
{
  OtkJsonWriter *writer = otk_json_writer_new (FALSE);

  otk_json_writer_begin_object (writer, NULL);
  otk_json_write_instant (writer, "time", g_get_real_time () / 1000);
  otk_json_writer_string (writer, "level", level);
  otk_json_writer_string (writer, "event", event);
  return writer;
}

static void
write_member (OtkJsonWriter *writer, const char *key, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  otk_json_writer_string (writer, key, valid);
}

static const char *
level_name (GLogLevelFlags level)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    return "error";
  return level & G_LOG_LEVEL_WARNING ? "warning" : "info";
}

static GLogWriterOutput
write_glib (GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
  g_autoptr (OtkJsonWriter) writer = NULL;

  if (level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO))
    return G_LOG_WRITER_HANDLED;
  writer = begin_line (level_name (level), "library");
  for (gsize i = 0; i < n; i++)
    {
      const char *key = strcmp (fields[i].key, "MESSAGE") == 0       ? "text"
                        : strcmp (fields[i].key, "GLIB_DOMAIN") == 0 ? "domain"
                                                                     : NULL;
      g_autofree char *value = NULL;

      if (key == NULL)
        continue;
      value = fields[i].length < 0 ? g_strdup (fields[i].value)
                                   : g_strndup (fields[i].value, (gsize) fields[i].length);
      write_member (writer, key, value);
    }
  otk_json_writer_end (writer);
  write_line (writer);
  return G_LOG_WRITER_HANDLED;
}

void
otk_server_log_start (void)
{
  g_log_set_writer_func (write_glib, NULL, NULL);
}

void
otk_server_log (const char *level, const char *event, ...)
{
  g_autoptr (OtkJsonWriter) writer = begin_line (level, event);
  const char *key;
  va_list pairs;

  va_start (pairs, event);
  while ((key = va_arg (pairs, const char *)) != NULL)
    {
      const char *text = va_arg (pairs, const char *);

      if (text != NULL)
        write_member (writer, key, text);
    }
  va_end (pairs);
  otk_json_writer_end (writer);
  write_line (writer);
}
