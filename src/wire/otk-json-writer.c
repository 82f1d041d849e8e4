/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-json-writer.h"

#define MAX_DEPTH 32

struct _OtkJsonWriter
{
  GString *text;
  gboolean indented;
  gboolean filled; /* the innermost object or array holds something */
  guint depth;
  char closers[MAX_DEPTH];
};

static void
break_line (OtkJsonWriter *self)
{
  if (!self->indented)
    return;
  g_string_append_c (self->text, '\n');
  for (guint i = 0; i < self->depth; i++)
    g_string_append (self->text, "  ");
}

static void
append_escaped (GString *text, const char *string)
{
  g_string_append_c (text, '"');
  for (const char *at = string; *at != '\0'; at++)
    {
      guchar c = (guchar) *at;
      if (c == '"' || c == '\\')
        g_string_append_c (text, '\\');
      if (c == '\n')
        g_string_append (text, "\\n");
      else if (c == '\t')
        g_string_append (text, "\\t");
      else if (c < 0x20 || c == 0x7f)
        g_string_append_printf (text, "\\u%04x", c);
      else
        g_string_append_c (text, (char) c);
    }
  g_string_append_c (text, '"');
}

/* What stands before every value: the comma, the line, the key. */
static void
start_value (OtkJsonWriter *self, const char *key)
{
  if (self->filled)
    g_string_append_c (self->text, ',');
  if (self->depth > 0)
    break_line (self);
  self->filled = TRUE;
  if (key == NULL)
    return;
  append_escaped (self->text, key);
  g_string_append (self->text, self->indented ? ": " : ":");
}

static void
begin (OtkJsonWriter *self, const char *key, char opener, char closer)
{
  g_return_if_fail (self->depth < MAX_DEPTH);
  start_value (self, key);
  g_string_append_c (self->text, opener);
  self->closers[self->depth++] = closer;
  self->filled = FALSE;
}

OtkJsonWriter *
otk_json_writer_new (gboolean indented)
{
  OtkJsonWriter *self = g_new0 (OtkJsonWriter, 1);
  self->text = g_string_new (NULL);
  self->indented = indented;
  return self;
}

void
otk_json_writer_free (OtkJsonWriter *self)
{
  g_string_free (self->text, TRUE);
  g_free (self);
}

const char *
otk_json_writer_text (OtkJsonWriter *self)
{
  return self->text->str;
}

gsize
otk_json_writer_length (OtkJsonWriter *self)
{
  return self->text->len;
}

GBytes *
otk_json_writer_take (OtkJsonWriter *self)
{
  GBytes *bytes = g_string_free_to_bytes (self->text);

  self->text = g_string_new (NULL);
  self->filled = FALSE;
  self->depth = 0;
  return bytes;
}

void
otk_json_writer_break (OtkJsonWriter *self)
{
  g_return_if_fail (self->depth == 0);
  g_string_append_c (self->text, '\n');
  self->filled = FALSE;
}

void
otk_json_writer_cut (OtkJsonWriter *self, gsize length)
{
  g_return_if_fail (self->depth == 0 && length <= self->text->len);
  g_string_truncate (self->text, length);
  self->filled = FALSE;
}

void
otk_json_writer_begin_object (OtkJsonWriter *self, const char *key)
{
  begin (self, key, '{', '}');
}

void
otk_json_writer_begin_array (OtkJsonWriter *self, const char *key)
{
  begin (self, key, '[', ']');
}

void
otk_json_writer_end (OtkJsonWriter *self)
{
  g_return_if_fail (self->depth > 0);
  char closer = self->closers[--self->depth];
  if (self->filled)
    break_line (self);
  g_string_append_c (self->text, closer);
  self->filled = TRUE;
  if (self->depth == 0 && self->indented)
    g_string_append_c (self->text, '\n');
}

void
otk_json_writer_string (OtkJsonWriter *self, const char *key, const char *text)
{
  start_value (self, key);
  if (text != NULL)
    append_escaped (self->text, text);
  else
    g_string_append (self->text, "null");
}

void
otk_json_writer_int (OtkJsonWriter *self, const char *key, gint64 number)
{
  start_value (self, key);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, number);
}

void
otk_json_writer_bool (OtkJsonWriter *self, const char *key, gboolean yes)
{
  start_value (self, key);
  g_string_append (self->text, yes ? "true" : "false");
}

void
otk_json_writer_null (OtkJsonWriter *self, const char *key)
{
  start_value (self, key);
  g_string_append (self->text, "null");
}

void
otk_json_writer_time (OtkJsonWriter *self, const char *key, OtkTime at)
{
  g_autofree char *text = at != OTK_TIME_NONE ? otk_iso_time (at) : NULL;
  otk_json_writer_string (self, key, text);
}

char *
otk_iso_time (OtkTime at)
{
  gint64 seconds = at >= 0 ? at / OTK_SECOND : -((OTK_SECOND - 1 - at) / OTK_SECOND);
  int ms = (int) (at - seconds * OTK_SECOND);
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (seconds);
  if (local == NULL) /* beyond the year 9999 */
    return g_strdup_printf ("%" G_GINT64_FORMAT, at);
  g_autofree char *wall = g_date_time_format (local, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *zone = g_date_time_format (local, "%:z");
  if (ms == 0)
    return g_strconcat (wall, zone, NULL);
  return g_strdup_printf ("%s.%03d%s", wall, ms, zone);
}

gboolean
otk_iso_time_parse (const char *text, GTimeZone *zone, OtkTime *at)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_iso8601 (text, zone);
  if (when == NULL)
    return FALSE;
  *at = g_date_time_to_unix (when) * OTK_SECOND + g_date_time_get_microsecond (when) / 1000;
  return TRUE;
}
