/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-value.h"

#include "otk-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* One byte of type, then 8 bytes, 16 bytes, or a 4-byte length and the text. */
#define CODE_NULL 'n'
#define CODE_INT 'i'
#define CODE_TEXT 't'
#define CODE_ID 'u'

typedef struct
{
  char *name; /* interned */
  OtkValue value;
} Entry;

struct _OtkValues
{
  grefcount refs;
  GArray *entries; /* Entry, by ascending name */
};

OtkValue
otk_value_null (void)
{
  return (OtkValue) OTK_VALUE_INIT;
}

OtkValue
otk_value_int (gint64 number)
{
  return (OtkValue){ .type = OTK_VALUE_INT, .number = number };
}

OtkValue
otk_value_text (const char *text)
{
  if (text == NULL)
    return otk_value_null ();
  return (OtkValue){ .type = OTK_VALUE_TEXT, .text = g_ref_string_new (text) };
}

OtkValue
otk_value_id (const OtkId *id)
{
  if (id == NULL || otk_id_is_none (id))
    return otk_value_null ();
  return (OtkValue){ .type = OTK_VALUE_ID, .id = *id };
}

OtkValue
otk_value_time (OtkTime at)
{
  return at == OTK_TIME_NONE ? otk_value_null () : otk_value_int (at);
}

OtkValue
otk_value_copy (const OtkValue *value)
{
  OtkValue copy = *value;

  if (copy.type == OTK_VALUE_TEXT)
    copy.text = g_ref_string_acquire (copy.text);
  return copy;
}

void
otk_value_clear (OtkValue *value)
{
  if (value->type == OTK_VALUE_TEXT)
    g_ref_string_release (value->text);
  *value = otk_value_null ();
}

gboolean
otk_value_is_null (const OtkValue *value)
{
  return value->type == OTK_VALUE_NULL;
}

gboolean
otk_value_equal (const OtkValue *a, const OtkValue *b)
{
  if (a->type != b->type)
    return FALSE;
  switch (a->type)
    {
    case OTK_VALUE_INT:
      return a->number == b->number;
    case OTK_VALUE_TEXT:
      return strcmp (a->text, b->text) == 0;
    case OTK_VALUE_ID:
      return otk_id_compare (&a->id, &b->id) == 0;
    case OTK_VALUE_NULL:
    default:
      return TRUE;
    }
}

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  otk_value_clear (&entry->value);
}

OtkValues *
otk_values_new (void)
{
  OtkValues *self = g_new0 (OtkValues, 1);

  g_ref_count_init (&self->refs);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
  return self;
}

OtkValues *
otk_values_ref (OtkValues *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
otk_values_unref (OtkValues *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  g_array_unref (self->entries);
  g_free (self);
}

/* TRUE and the place where @name is, or FALSE and the place where it belongs. */
static gboolean
find (const OtkValues *self, const char *name, guint *place)
{
  guint low = 0, high = self->entries->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      int order = strcmp (g_array_index (self->entries, Entry, middle).name, name);

      if (order == 0)
        {
          *place = middle;
          return TRUE;
        }
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
  *place = low;
  return FALSE;
}

void
otk_values_take (OtkValues *self, const char *name, OtkValue value)
{
  guint place;

  if (find (self, name, &place))
    {
      Entry *entry = &g_array_index (self->entries, Entry, place);
      otk_value_clear (&entry->value);
      entry->value = value;
    }
  else
    {
      Entry entry = { (char *) g_intern_string (name), value };
      g_array_insert_val (self->entries, place, entry);
    }
}

void
otk_values_set_text (OtkValues *self, const char *name, const char *text)
{
  otk_values_take (self, name, otk_value_text (text));
}

void
otk_values_set_int (OtkValues *self, const char *name, gint64 number)
{
  otk_values_take (self, name, otk_value_int (number));
}

void
otk_values_set_id (OtkValues *self, const char *name, const OtkId *id)
{
  otk_values_take (self, name, otk_value_id (id));
}

void
otk_values_set_null (OtkValues *self, const char *name)
{
  otk_values_take (self, name, otk_value_null ());
}

guint
otk_values_size (const OtkValues *self)
{
  return self->entries->len;
}

const OtkValue *
otk_values_nth (const OtkValues *self, guint index, const char **name)
{
  Entry *entry = &g_array_index (self->entries, Entry, index);

  if (name != NULL)
    *name = entry->name;
  return &entry->value;
}

gboolean
otk_values_has (const OtkValues *self, const char *name)
{
  guint place;

  return find (self, name, &place);
}

const OtkValue *
otk_values_get (const OtkValues *self, const char *name)
{
  guint place;

  return find (self, name, &place) ? otk_values_nth (self, place, NULL) : NULL;
}

const char *
otk_values_get_text (const OtkValues *self, const char *name)
{
  const OtkValue *value = otk_values_get (self, name);

  return value != NULL && value->type == OTK_VALUE_TEXT ? value->text : NULL;
}

gint64
otk_values_get_int (const OtkValues *self, const char *name, gint64 fallback)
{
  const OtkValue *value = otk_values_get (self, name);

  return value != NULL && value->type == OTK_VALUE_INT ? value->number : fallback;
}

const OtkId *
otk_values_get_id (const OtkValues *self, const char *name)
{
  const OtkValue *value = otk_values_get (self, name);

  return value != NULL && value->type == OTK_VALUE_ID ? &value->id : NULL;
}

static void
put_text (GByteArray *out, const char *text)
{
  guint32 length = (guint32) strlen (text);
  guint32 stored = GUINT32_TO_LE (length);

  g_byte_array_append (out, (const guint8 *) &stored, sizeof stored);
  g_byte_array_append (out, (const guint8 *) text, length);
}

static void
put_value (GByteArray *out, const OtkValue *value)
{
  static const guint8 codes[] = { CODE_NULL, CODE_INT, CODE_TEXT, CODE_ID };
  gint64 number;

  g_byte_array_append (out, &codes[value->type], 1);
  switch (value->type)
    {
    case OTK_VALUE_INT:
      number = GINT64_TO_LE (value->number);
      g_byte_array_append (out, (const guint8 *) &number, sizeof number);
      break;
    case OTK_VALUE_TEXT:
      put_text (out, value->text);
      break;
    case OTK_VALUE_ID:
      g_byte_array_append (out, value->id.bytes, sizeof value->id.bytes);
      break;
    case OTK_VALUE_NULL:
    default:
      break;
    }
}

GBytes *
otk_values_encode (const OtkValues *self)
{
  GByteArray *out = g_byte_array_new ();

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = &g_array_index (self->entries, Entry, i);
      put_text (out, entry->name);
      put_value (out, &entry->value);
    }
  return g_byte_array_free_to_bytes (out);
}

typedef struct
{
  const guint8 *at, *end;
} Reader;

static gboolean
take_bytes (Reader *reader, void *out, gsize length)
{
  if ((gsize) (reader->end - reader->at) < length)
    return FALSE;
  memcpy (out, reader->at, length);
  reader->at += length;
  return TRUE;
}

static gboolean
take_text (Reader *reader, char **text)
{
  guint32 length;

  if (!take_bytes (reader, &length, sizeof length))
    return FALSE;
  length = GUINT32_FROM_LE (length);
  if ((gsize) (reader->end - reader->at) < length
      || !g_utf8_validate ((const char *) reader->at, length, NULL))
    return FALSE;
  *text = g_strndup ((const char *) reader->at, length);
  reader->at += length;
  return TRUE;
}

static gboolean
take_value (Reader *reader, OtkValue *value)
{
  guint8 code;
  g_autofree char *text = NULL;

  if (!take_bytes (reader, &code, 1))
    return FALSE;
  switch (code)
    {
    case CODE_NULL:
      *value = otk_value_null ();
      return TRUE;
    case CODE_INT:
      value->type = OTK_VALUE_INT;
      if (!take_bytes (reader, &value->number, sizeof value->number))
        return FALSE;
      value->number = GINT64_FROM_LE (value->number);
      return TRUE;
    case CODE_TEXT:
      if (!take_text (reader, &text))
        return FALSE;
      *value = otk_value_text (text);
      return TRUE;
    case CODE_ID:
      value->type = OTK_VALUE_ID;
      return take_bytes (reader, value->id.bytes, sizeof value->id.bytes);
    default:
      return FALSE;
    }
}

OtkValues *
otk_values_decode (GBytes *bytes, GError **error)
{
  gsize length;
  const guint8 *start = g_bytes_get_data (bytes, &length);
  Reader reader = { start, start + length };
  g_autoptr (OtkValues) values = otk_values_new ();

  while (reader.at < reader.end)
    {
      g_autofree char *name = NULL;
      OtkValue value = OTK_VALUE_INIT;

      if (!take_text (&reader, &name) || !take_value (&reader, &value))
        {
          otk_refuse (error, OTK_ERROR_CORRUPT, N_ ("A record in the log is damaged"), NULL);
          return NULL;
        }
      otk_values_take (values, name, value);
    }
  return g_steal_pointer (&values);
}

GArray *
otk_ids_parse (const char *text)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (OtkId));
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", " ", -1);

  for (int i = 0; parts[i] != NULL; i++)
    {
      OtkId id;
      if (otk_id_parse (parts[i], &id))
        g_array_append_val (ids, id);
    }
  return ids;
}

char *
otk_ids_print (GArray *ids)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ids->len; i++)
    {
      char buffer[OTK_ID_STRING_LENGTH + 1];
      if (i > 0)
        g_string_append_c (text, ' ');
      g_string_append (text, otk_id_print (&g_array_index (ids, OtkId, i), buffer));
    }
  return g_string_free (text, FALSE);
}

gboolean
otk_ids_has (const char *text, const OtkId *id)
{
  char buffer[OTK_ID_STRING_LENGTH + 1];

  return text != NULL && strstr (text, otk_id_print (id, buffer)) != NULL;
}
