/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-json-command.h"

#include "otk-error.h"
#include "otk-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define KIND(NAME) (1u << OTK_COMMAND_##NAME)

/* Arguments that are no fields of the record the command is about, see OtkCommandKind. */
static const struct
{
  guint32 kinds;
  OtkField field;
} arguments[] = {
  { KIND (PAUSE) | KIND (SET_STATUS), { "reason", OTK_TYPE_LONGTEXT, .max = 4000 } },
  { KIND (PAUSE) | KIND (SET_STATUS), { "planned", OTK_TYPE_SECONDS } },
  { KIND (PAUSE) | KIND (SET_STATUS), { "until", OTK_TYPE_TIME } },
  { KIND (PAUSE) | KIND (SET_STATUS), { "tell_customer", OTK_TYPE_BOOL } },
  { KIND (SET_STATUS) | KIND (SET_LEVEL), { "comment", OTK_TYPE_LONGTEXT, .max = 4000 } },
  { KIND (SET_LEVEL), { "keep_responsible", OTK_TYPE_BOOL } },
  { KIND (MERGE), { "children", OTK_TYPE_REFS, .target = OTK_ENTITY_REQUEST } },
  { KIND (RATE), { "solved", OTK_TYPE_BOOL } },
  { KIND (RATE), { "text", OTK_TYPE_LONGTEXT, .max = 4000 } },
  { KIND (MESSAGE), { "body", OTK_TYPE_LONGTEXT, .max = 200000 } },
  { KIND (MESSAGE) | KIND (ATTACH), { "hidden", OTK_TYPE_BOOL } },
  { KIND (MESSAGE), { "keep_indicator", OTK_TYPE_BOOL } },
  { KIND (MESSAGE), { "hold", OTK_TYPE_BOOL } },
  { KIND (MESSAGE), { "support", OTK_TYPE_BOOL } },
  { KIND (MESSAGE), { "task_minutes", OTK_TYPE_INT } },
  { KIND (MESSAGE), { "auto_close_days", OTK_TYPE_INT } },
  { KIND (MESSAGE), { "close", OTK_TYPE_BOOL } },
  { KIND (ATTACH), { "name", OTK_TYPE_TEXT, .max = 255 } },
  { KIND (ATTACH), { "media_type", OTK_TYPE_TEXT, .max = 255 } },
  { KIND (ATTACH), { "size", OTK_TYPE_INT } },
  { KIND (ATTACH), { "sha256", OTK_TYPE_TEXT, .max = 64 } },
  { KIND (ATTACH), { "message", OTK_TYPE_REF, .target = OTK_ENTITY_MESSAGE } },
  { KIND (DETACH), { "attachment", OTK_TYPE_REF, .target = OTK_ENTITY_ATTACHMENT } },
  { KIND (SAVE) | KIND (REMOVE), { "entity", OTK_TYPE_TEXT, .max = 40 } },
  { KIND (NOTICE_READ), { "notice", OTK_TYPE_REF, .target = OTK_ENTITY_NOTICE } },
  { KIND (UNDO), { "target", OTK_TYPE_REF } },
};

/* Commands whose other arguments are fields of a request or a task. */
#define OF_REQUEST                                                                                 \
  (KIND (CREATE) | KIND (EDIT) | KIND (CLASSIFY) | KIND (COMPLETE) | KIND (SET_STATUS)             \
   | KIND (SET_LEVEL) | KIND (ASSIGN) | KIND (RATE) | KIND (MESSAGE))
#define OF_TASK (KIND (TASK_ADD) | KIND (TASK_EDIT))

static const OtkEntity *
entity_of (OtkCommandKind kind, const OtkEntity *saved)
{
  guint32 bit = 1u << kind;

  if (bit & OF_REQUEST)
    return otk_entity (OTK_ENTITY_REQUEST);
  if (bit & OF_TASK)
    return otk_entity (OTK_ENTITY_TASK);
  return kind == OTK_COMMAND_SAVE ? saved : NULL;
}

const OtkField *
otk_json_command_argument (OtkCommandKind kind, const OtkEntity *entity, const char *name)
{
  const OtkEntity *fields = entity_of (kind, entity);
  int field;

  for (guint i = 0; i < G_N_ELEMENTS (arguments); i++)
    if ((arguments[i].kinds & 1u << kind) && strcmp (arguments[i].field.name, name) == 0)
      return &arguments[i].field;
  field = fields != NULL ? otk_entity_field (fields, name) : -1;
  return field >= 0 ? &fields->fields[field] : NULL;
}

static const char *
string_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/* An id that may be left out. */
static gboolean
read_id (JsonObject *object, const char *name, OtkId *id, gboolean *given, GError **error)
{
  const char *text = string_member (object, name);

  *given = json_object_has_member (object, name);
  if (!*given || (text != NULL && otk_id_parse (text, id) && !otk_id_is_none (id)))
    return TRUE;
  return otk_refuse (error, OTK_ERROR_INVALID, N_ ("An id is expected here: %s"), name);
}

static gboolean
read_argument (OtkCommand *command, const OtkEntity *entity, const char *name, JsonNode *node,
               GError **error)
{
  g_autofree char *path = g_strconcat ("args.", name, NULL);
  const OtkField *field = otk_json_command_argument (command->kind, entity, name);
  g_auto (OtkValue) value = OTK_VALUE_INIT;

  if (field == NULL)
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("The command has no such argument: %s"), path);
  if (!otk_json_to_value (field, node, path, NULL, NULL, &value, error))
    return FALSE;
  otk_values_take (command->args, name, otk_value_copy (&value));
  return TRUE;
}

static gboolean
read_arguments (OtkCommand *command, JsonObject *args, GError **error)
{
  const char *entity_name = string_member (args, "entity"), *name;
  const OtkEntity *entity = entity_name != NULL ? otk_entity_by_name (entity_name) : NULL;
  JsonObjectIter iter;
  JsonNode *node;

  if (entity_name != NULL && entity == NULL)
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("There is no such kind of record: %s"),
                       entity_name);
  json_object_iter_init_ordered (&iter, args);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!read_argument (command, entity, name, node, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_members (JsonObject *object, GError **error)
{
  static const char *const known[] = { "command", "id", "root", "args", NULL };
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    if (!g_strv_contains (known, name))
      return otk_refuse (error, OTK_ERROR_INVALID, N_ ("The command has no such argument: %s"),
                         name);
  return TRUE;
}

OtkCommand *
otk_json_to_command (JsonObject *object, const OtkId *actor, OtkTime at, GError **error)
{
  const char *name = string_member (object, "command");
  const OtkCommandInfo *info = name != NULL ? otk_command_info_by_name (name) : NULL;
  JsonNode *args = json_object_get_member (object, "args");
  g_autoptr (OtkCommand) command = NULL;
  OtkId id = OTK_ID_NONE, root = OTK_ID_NONE;
  gboolean has_id, has_root;

  g_return_val_if_fail (actor != NULL && !otk_id_is_none (actor), NULL);
  if (info == NULL)
    {
      otk_refuse (error, OTK_ERROR_INVALID, N_ ("There is no such command: %s"),
                  name != NULL ? name : "");
      return NULL;
    }
  if (!check_members (object, error) || !read_id (object, "id", &id, &has_id, error)
      || !read_id (object, "root", &root, &has_root, error))
    return NULL;
  command = otk_command_new (info->kind, actor, has_root ? &root : NULL, at);
  if (has_id)
    command->id = command->batch = id;
  if (args != NULL && !JSON_NODE_HOLDS_OBJECT (args))
    {
      otk_refuse (error, OTK_ERROR_INVALID, N_ ("An object is expected here: %s"), "args");
      return NULL;
    }
  if (args != NULL && !read_arguments (command, json_node_get_object (args), error))
    return NULL;
  return g_steal_pointer (&command);
}
