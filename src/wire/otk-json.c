/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-json.h"

#include "otk-error.h"
#include "otk-json-writer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_BYTES (64 * 1024 * 1024)
#define MAX_DEPTH 32
#define MAX_DURATION (G_GINT64_CONSTANT (100) * 366 * 24 * 3600)

static gboolean
refuse (GError **error, const char *reason, const char *path)
{
  return otk_refuse (error, OTK_ERROR_INVALID, reason, path);
}

/* The parser recurses, so nesting is measured before it is let loose. */
static gboolean
is_shallow (const char *text, gsize length)
{
  guint depth = 0;
  gboolean quoted = FALSE;
  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];
      if (quoted && c == '\\')
        i++;
      else if (c == '"')
        quoted = !quoted;
      else if (!quoted && (c == '{' || c == '[') && ++depth > MAX_DEPTH)
        return FALSE;
      else if (!quoted && (c == '}' || c == ']') && depth > 0)
        depth--;
    }
  return TRUE;
}

static gboolean
is_printable (const char *text, gboolean lines)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      gboolean space = lines && (c == '\n' || c == '\t');
      if (g_unichar_iscntrl (c) && !space)
        return FALSE;
    }
  return TRUE;
}

/* A long text may be written as an array of its lines, which is easier on the eye. */
static char *
join_lines (JsonArray *array)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *line = json_array_get_element (array, i);
      if (!JSON_NODE_HOLDS_VALUE (line) || json_node_get_value_type (line) != G_TYPE_STRING)
        return NULL;
      if (i > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, json_node_get_string (line));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const char *
node_string (JsonNode *node)
{
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);
  return NULL;
}

static gboolean
read_text (const OtkField *field, JsonNode *node, const char *path, OtkValue *value, GError **error)
{
  gboolean lines = field->type == OTK_TYPE_LONGTEXT;
  g_autofree char *text = g_strdup (node_string (node));
  if (text == NULL && lines && JSON_NODE_HOLDS_ARRAY (node))
    text = join_lines (json_node_get_array (node));
  if (text == NULL)
    return refuse (error, N_ ("A text is expected here: %s"), path);
  if (!g_utf8_validate (text, -1, NULL) || !is_printable (text, lines))
    return refuse (error, N_ ("The text holds characters that cannot be shown: %s"), path);
  if (field->max > 0 && (gsize) g_utf8_strlen (text, -1) > field->max)
    return otk_refuse (error, OTK_ERROR_LIMIT, N_ ("The text is too long: %s"), path);
  *value = *text != '\0' ? otk_value_text (text) : otk_value_null ();
  return TRUE;
}

static gboolean
read_int (JsonNode *node, const char *path, OtkValue *value, GError **error)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return refuse (error, N_ ("A whole number is expected here: %s"), path);
  *value = otk_value_int (json_node_get_int (node));
  return TRUE;
}

static gboolean
read_bool (JsonNode *node, const char *path, OtkValue *value, GError **error)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return refuse (error, N_ ("true or false is expected here: %s"), path);
  *value = otk_value_int (json_node_get_boolean (node) ? 1 : 0);
  return TRUE;
}

static gboolean
read_time (JsonNode *node, const char *path, OtkValue *value, GError **error)
{
  const char *text = node_string (node);
  OtkTime at;
  if (text == NULL || !otk_iso_time_parse (text, NULL, &at))
    return refuse (error, N_ ("A time as 2026-06-05T17:30:00+03:00 is expected here: %s"), path);
  *value = otk_value_time (at);
  return TRUE;
}

static gboolean
read_seconds (JsonNode *node, const char *path, OtkValue *value, GError **error)
{
  const char *text = node_string (node);
  gint64 seconds = -1;
  if (text == NULL && JSON_NODE_HOLDS_VALUE (node)
      && json_node_get_value_type (node) == G_TYPE_INT64)
    seconds = json_node_get_int (node);
  else if (text == NULL || !otk_json_parse_duration (text, &seconds))
    seconds = -1;
  if (seconds < 0 || seconds > MAX_DURATION)
    return refuse (error, N_ ("A duration as \"1h 30m\" is expected here: %s"), path);
  *value = otk_value_int (seconds);
  return TRUE;
}

static gboolean
read_enum (const OtkField *field, JsonNode *node, const char *path, OtkValue *value, GError **error)
{
  const char *text = node_string (node);
  const OtkChoice *choice = text != NULL ? otk_choice_by_name (field->choices, text) : NULL;
  if (choice == NULL)
    return refuse (error, N_ ("The value is none of those allowed here: %s"), path);
  *value = otk_value_int (choice->value);
  return TRUE;
}

static gboolean
find_ref (const OtkField *field, JsonNode *node, const char *path, OtkJsonFinder finder,
          gpointer data, OtkId *id, GError **error)
{
  const char *text = node_string (node);
  if (text == NULL)
    return refuse (error, N_ ("A name is expected here: %s"), path);
  if (otk_id_parse (text, id) && !otk_id_is_none (id))
    return TRUE;
  if (finder == NULL || !g_utf8_validate (text, -1, NULL)
      || !finder (field->target, text, id, data))
    return refuse (error, N_ ("There is nothing of that name, or more than one: %s"), path);
  return TRUE;
}

static gboolean
read_refs (const OtkField *field, JsonNode *node, const char *path, OtkJsonFinder finder,
           gpointer data, OtkValue *value, GError **error)
{
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return refuse (error, N_ ("A list of names is expected here: %s"), path);
  JsonArray *array = json_node_get_array (node);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (OtkId));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *element = g_strdup_printf ("%s[%u]", path, i);
      OtkId id;
      if (!find_ref (field, json_array_get_element (array, i), element, finder, data, &id, error))
        return FALSE;
      g_array_append_val (ids, id);
    }
  g_autofree char *text = otk_ids_print (ids);
  *value = ids->len > 0 ? otk_value_text (text) : otk_value_null ();
  return TRUE;
}

static JsonNode *
string_node (const char *text)
{
  return json_node_init_string (json_node_alloc (), text);
}

static JsonNode *
ref_node (OtkEntityType type, const OtkId *id, OtkJsonNamer namer, gpointer data)
{
  g_autofree char *name = namer != NULL ? namer (type, id, data) : NULL;
  if (name == NULL)
    name = otk_id_to_string (id);
  return string_node (name);
}

static JsonNode *
refs_node (const OtkField *field, const char *text, OtkJsonNamer namer, gpointer data)
{
  g_autoptr (GArray) ids = otk_ids_parse (text);
  JsonArray *array = json_array_sized_new (ids->len);
  for (guint i = 0; i < ids->len; i++)
    json_array_add_element (array,
                            ref_node (field->target, &g_array_index (ids, OtkId, i), namer, data));
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, array);
  return node;
}

static JsonNode *
number_node (const OtkField *field, gint64 number)
{
  JsonNode *node = json_node_alloc ();
  g_autofree char *text = NULL;
  const OtkChoice *choice;
  switch (field->type)
    {
    case OTK_TYPE_BOOL:
      return json_node_init_boolean (node, number != 0);
    case OTK_TYPE_TIME:
      text = otk_iso_time (number);
      return json_node_init_string (node, text);
    case OTK_TYPE_SECONDS:
      if (number < 0)
        return json_node_init_int (node, number);
      text = otk_json_duration (number);
      return json_node_init_string (node, text);
    case OTK_TYPE_ENUM:
      choice = otk_choice_by_value (field->choices, number);
      if (choice != NULL)
        return json_node_init_string (node, choice->name);
      return json_node_init_int (node, number);
    case OTK_TYPE_TEXT:
    case OTK_TYPE_LONGTEXT:
    case OTK_TYPE_INT:
    case OTK_TYPE_REF:
    case OTK_TYPE_REFS:
    default:
      return json_node_init_int (node, number);
    }
}

char *
otk_json_duration (gint64 seconds)
{
  GString *text = g_string_new (NULL);
  static const struct
  {
    gint64 size;
    char unit;
  } parts[] = { { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      gint64 count = seconds / parts[i].size;
      seconds %= parts[i].size;
      if (count > 0 || (i == 2 && text->len == 0))
        g_string_append_printf (text, "%s%" G_GINT64_FORMAT "%c", text->len > 0 ? " " : "", count,
                                parts[i].unit);
    }
  return g_string_free (text, FALSE);
}

gboolean
otk_json_parse_duration (const char *text, gint64 *seconds)
{
  gint64 sum = 0;
  const char *at = text;
  if (!g_ascii_isdigit (*at))
    return FALSE;
  while (*at != '\0')
    {
      char *end;
      guint64 count = g_ascii_strtoull (at, &end, 10);
      gint64 unit = *end == 'h' ? 3600 : *end == 'm' ? 60 : *end == 's' ? 1 : 0;
      if (end == at || unit == 0 || count > (guint64) (MAX_DURATION / unit))
        return FALSE;
      sum += (gint64) count * unit;
      at = end + 1;
      while (*at == ' ' && g_ascii_isdigit (at[1]))
        at++;
      if (*at != '\0' && !g_ascii_isdigit (*at))
        return FALSE;
    }
  if (sum > MAX_DURATION)
    return FALSE;
  *seconds = sum;
  return TRUE;
}

JsonNode *
otk_json_parse (const char *text, gsize length, GError **error)
{
  if (length > MAX_BYTES)
    {
      otk_refuse (error, OTK_ERROR_LIMIT, N_ ("The file is larger than 64 MiB"), NULL);
      return NULL;
    }
  if (!g_utf8_validate_len (text, length, NULL))
    {
      refuse (error, N_ ("The file is not text in UTF-8"), NULL);
      return NULL;
    }
  if (!is_shallow (text, length))
    {
      refuse (error, N_ ("The file is nested too deeply"), NULL);
      return NULL;
    }
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) parsing = NULL;
  if (!json_parser_load_from_data (parser, text, (gssize) length, &parsing))
    {
      refuse (error, N_ ("The file is not valid JSON: %s"), parsing->message);
      return NULL;
    }
  JsonNode *root = json_parser_get_root (parser);
  if (root == NULL)
    {
      refuse (error, N_ ("The file is empty"), NULL);
      return NULL;
    }
  return json_node_ref (root);
}

JsonNode *
otk_json_from_value (const OtkField *field, const OtkValue *value, OtkJsonNamer namer,
                     gpointer data)
{
  switch (value->type)
    {
    case OTK_VALUE_INT:
      return number_node (field, value->number);
    case OTK_VALUE_TEXT:
      if (field->type == OTK_TYPE_REFS)
        return refs_node (field, value->text, namer, data);
      return string_node (value->text);
    case OTK_VALUE_ID:
      return ref_node (field->target, &value->id, namer, data);
    case OTK_VALUE_NULL:
    default:
      return json_node_init_null (json_node_alloc ());
    }
}

gboolean
otk_json_to_value (const OtkField *field, JsonNode *node, const char *path, OtkJsonFinder finder,
                   gpointer data, OtkValue *value, GError **error)
{
  OtkId id;
  *value = otk_value_null ();
  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  switch (field->type)
    {
    case OTK_TYPE_TEXT:
    case OTK_TYPE_LONGTEXT:
      return read_text (field, node, path, value, error);
    case OTK_TYPE_INT:
      return read_int (node, path, value, error);
    case OTK_TYPE_BOOL:
      return read_bool (node, path, value, error);
    case OTK_TYPE_TIME:
      return read_time (node, path, value, error);
    case OTK_TYPE_SECONDS:
      return read_seconds (node, path, value, error);
    case OTK_TYPE_ENUM:
      return read_enum (field, node, path, value, error);
    case OTK_TYPE_REF:
      if (!find_ref (field, node, path, finder, data, &id, error))
        return FALSE;
      *value = otk_value_id (&id);
      return TRUE;
    case OTK_TYPE_REFS:
      return read_refs (field, node, path, finder, data, value, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}

JsonObject *
otk_json_from_record (const OtkRecord *record, OtkJsonNamer namer, gpointer data)
{
  const OtkEntity *entity = otk_record_entity (record);
  JsonObject *object = json_object_new ();
  g_autofree char *id = otk_id_to_string (otk_record_id (record));
  json_object_set_string_member (object, "id", id);
  for (guint i = 0; i < entity->n_fields; i++)
    if (!otk_record_is_null (record, i))
      json_object_set_member (object, entity->fields[i].name,
                              otk_json_from_value (&entity->fields[i], otk_record_get (record, i),
                                                   namer, data));
  return object;
}

OtkRecord *
otk_json_to_record (OtkEntityType type, JsonObject *object, const char *path, OtkJsonFinder finder,
                    gpointer data, GError **error)
{
  const OtkEntity *entity = otk_entity (type);
  JsonNode *id_node = json_object_get_member (object, "id");
  const char *id_text = id_node != NULL ? node_string (id_node) : NULL;
  OtkId id;
  if (id_text == NULL || !otk_id_parse (id_text, &id))
    {
      refuse (error, N_ ("The record has no id: %s"), path);
      return NULL;
    }
  g_autoptr (OtkRecord) record = otk_record_new (type, &id);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const OtkField *field = &entity->fields[i];
      JsonNode *node = json_object_get_member (object, field->name);
      g_autofree char *member = g_strconcat (path, ".", field->name, NULL);
      OtkValue value = OTK_VALUE_INIT;
      if (node == NULL)
        continue;
      if (!otk_json_to_value (field, node, member, finder, data, &value, error))
        return NULL;
      otk_record_take (record, i, value);
    }
  return g_steal_pointer (&record);
}

char *
otk_json_print (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, TRUE);
  return g_strconcat (text, "\n", NULL);
}
