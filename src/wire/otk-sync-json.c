/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sync-json.h"

#include "otk-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* No command has nearly as many arguments, no record as many fields. */
#define MAX_VALUES 400
#define MAX_NAME 64

static const char *
string_of (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  /* The parser makes a lone surrogate of an escape into bytes that are no text. */
  return g_utf8_validate (json_node_get_string (node), -1, NULL) ? json_node_get_string (node)
                                                                 : NULL;
}

static gboolean
int_of (JsonNode *node, gint64 *number)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *number = json_node_get_int (node);
  return TRUE;
}

static JsonNode *
member (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

gboolean
otk_sync_refuse (GError **error, const char *name)
{
  return otk_refuse (error, OTK_ERROR_PROTOCOL,
                     N_ ("The message of the other side cannot be understood: %s"), name);
}

void
otk_sync_write_id (OtkJsonWriter *writer, const char *key, const OtkId *id)
{
  char text[OTK_ID_STRING_LENGTH + 1];

  otk_json_writer_string (writer, key, otk_id_print (id, text));
}

void
otk_sync_write_value (OtkJsonWriter *writer, const char *key, const OtkValue *value)
{
  switch (value->type)
    {
    case OTK_VALUE_INT:
      otk_json_writer_int (writer, key, value->number);
      break;
    case OTK_VALUE_TEXT:
      otk_json_writer_string (writer, key, value->text);
      break;
    case OTK_VALUE_ID:
      otk_json_writer_begin_object (writer, key);
      otk_sync_write_id (writer, "id", &value->id);
      otk_json_writer_end (writer);
      break;
    case OTK_VALUE_NULL:
    default:
      otk_json_writer_null (writer, key);
      break;
    }
}

void
otk_sync_write_values (OtkJsonWriter *writer, const char *key, const OtkValues *values)
{
  otk_json_writer_begin_object (writer, key);
  for (guint i = 0; i < otk_values_size (values); i++)
    {
      const char *name;
      const OtkValue *value = otk_values_nth (values, i, &name);

      otk_sync_write_value (writer, name, value);
    }
  otk_json_writer_end (writer);
}

void
otk_sync_write_command (OtkJsonWriter *writer, const OtkCommand *command)
{
  const OtkCommandInfo *info = otk_command_info (command->kind);

  otk_sync_write_id (writer, "id", &command->id);
  otk_json_writer_string (writer, "type", info != NULL ? info->name : "");
  otk_json_writer_int (writer, "v", 1);
  if (!otk_id_equal (&command->batch, &command->id))
    otk_sync_write_id (writer, "batch", &command->batch);
  otk_sync_write_id (writer, "root", &command->root);
  otk_sync_write_values (writer, "args", command->args);
  if (command->base != NULL)
    otk_sync_write_values (writer, "base", command->base);
}

gboolean
otk_sync_read_int (JsonObject *object, const char *key, gint64 *number, GError **error)
{
  JsonNode *node = member (object, key);

  return node == NULL || int_of (node, number) || otk_sync_refuse (error, key);
}

gboolean
otk_sync_read_bool (JsonObject *object, const char *key, gboolean *yes, GError **error)
{
  JsonNode *node = member (object, key);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return otk_sync_refuse (error, key);
  *yes = json_node_get_boolean (node);
  return TRUE;
}

gboolean
otk_sync_read_text (JsonObject *object, const char *key, gsize max, char **text, GError **error)
{
  JsonNode *node = member (object, key);
  const char *string = node != NULL ? string_of (node) : NULL;

  if (node == NULL)
    return TRUE;
  if (string == NULL || strlen (string) > max)
    return otk_sync_refuse (error, key);
  g_free (*text);
  *text = g_strdup (string);
  return TRUE;
}

gboolean
otk_sync_read_id (JsonObject *object, const char *key, OtkId *id, GError **error)
{
  JsonNode *node = member (object, key);
  const char *string = node != NULL ? string_of (node) : NULL;

  return node == NULL || (string != NULL && otk_id_parse (string, id))
         || otk_sync_refuse (error, key);
}

static gboolean
read_id_value (JsonNode *node, OtkValue *value)
{
  JsonNode *inner = member (json_node_get_object (node), "id");
  const char *string = inner != NULL ? string_of (inner) : NULL;

  value->type = OTK_VALUE_ID;
  return string != NULL && otk_id_parse (string, &value->id);
}

gboolean
otk_sync_read_value (JsonNode *node, OtkValue *value, GError **error)
{
  const char *text;

  *value = otk_value_null ();
  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      if (read_id_value (node, value))
        return TRUE;
      *value = otk_value_null ();
      return otk_sync_refuse (error, "id");
    }
  if (int_of (node, &value->number))
    {
      value->type = OTK_VALUE_INT;
      return TRUE;
    }
  text = string_of (node);
  if (text == NULL)
    return otk_sync_refuse (error, "value");
  *value = otk_value_text (text);
  return TRUE;
}

/* Names are kept for ever by who reads them, so nobody is let choose them freely. */
static gboolean
is_name (const char *name)
{
  gsize length = strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789_-.");

  return length > 0 && name[length] == '\0' && length <= MAX_NAME;
}

gboolean
otk_sync_read_values (JsonObject *object, const char *key, OtkValues **values, GError **error)
{
  JsonNode *node = member (object, key);
  g_autoptr (OtkValues) read = otk_values_new ();
  JsonObjectIter iter;
  const char *name;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node)
      || json_object_get_size (json_node_get_object (node)) > MAX_VALUES)
    return otk_sync_refuse (error, key);
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      OtkValue value;

      if (!is_name (name))
        return otk_sync_refuse (error, key);
      if (!otk_sync_read_value (node, &value, error))
        return FALSE;
      otk_values_take (read, name, value);
    }
  g_clear_pointer (values, otk_values_unref);
  *values = g_steal_pointer (&read);
  return TRUE;
}

OtkCommand *
otk_sync_read_command (JsonObject *object, GError **error)
{
  g_autofree char *type = NULL;
  const OtkCommandInfo *info;
  OtkId id = OTK_ID_NONE, root = OTK_ID_NONE, batch = OTK_ID_NONE;
  g_autoptr (OtkCommand) command = NULL;

  if (!otk_sync_read_id (object, "id", &id, error)
      || !otk_sync_read_id (object, "root", &root, error)
      || !otk_sync_read_id (object, "batch", &batch, error)
      || !otk_sync_read_text (object, "type", MAX_NAME, &type, error))
    return NULL;
  if (otk_id_is_none (&id) || type == NULL)
    {
      otk_sync_refuse (error, type == NULL ? "type" : "id");
      return NULL;
    }
  info = otk_command_info_by_name (type);
  command = otk_command_new (info != NULL ? info->kind : 0, NULL, &root, 0);
  command->id = id;
  command->batch = otk_id_is_none (&batch) ? id : batch;
  if (!otk_sync_read_values (object, "args", &command->args, error)
      || !otk_sync_read_values (object, "base", &command->base, error))
    return NULL;
  return g_steal_pointer (&command);
}

JsonNode *
otk_sync_read_object (GBytes *body, gsize max, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (JsonNode) node = NULL;

  if (length > max)
    {
      otk_refuse (error, OTK_ERROR_LIMIT, N_ ("The message of the other side is too long"), NULL);
      return NULL;
    }
  node = otk_json_parse (length > 0 ? text : "", length, error);
  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return g_steal_pointer (&node);
  otk_sync_refuse (error, "{");
  return NULL;
}
