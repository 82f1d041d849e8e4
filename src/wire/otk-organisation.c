/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-organisation.h"

#include "otk-calendar.h"
#include "otk-error.h"
#include "otk-json.h"
#include "otk-organisation-private.h"
#include "otk-register.h"
#include "otk-view.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const OtkSection otk_organisation_sections[] = {
  { "employees", OTK_ENTITY_EMPLOYEE },
  { "groups", OTK_ENTITY_GROUP },
  { "client_categories", OTK_ENTITY_CLIENT_CATEGORY },
  { "companies", OTK_ENTITY_COMPANY },
  { "customers", OTK_ENTITY_CUSTOMER },
  { "products", OTK_ENTITY_PRODUCT },
  { "request_types", OTK_ENTITY_REQUEST_TYPE },
  { "schedules", OTK_ENTITY_SCHEDULE },
  { "slas", OTK_ENTITY_SLA },
  { "services", OTK_ENTITY_SERVICE },
  { "levels", OTK_ENTITY_LEVEL },
  { "dictionaries", OTK_ENTITY_DICTIONARY },
  { "articles", OTK_ENTITY_ARTICLE },
  { "folders", OTK_ENTITY_FOLDER },
  { NULL },
};

typedef struct
{
  OtkRegister *known;
  GHashTable *keys; /* "employee/anna" → OtkId */
  GHashTable *seen; /* ids that the file has named so far */
  const OtkId *actor;
  OtkTime at;
  OtkId batch;
  OtkOrganisation *result;
} Reader;

static gboolean
refuse (GError **error, const char *reason, const char *path)
{
  return otk_refuse (error, OTK_ERROR_INVALID, reason, path);
}

static char *
key_name (OtkEntityType type, const char *key)
{
  return g_strconcat (otk_entity (type)->name, "/", key, NULL);
}

static gboolean
find_name (OtkEntityType type, const char *text, OtkId *id, gpointer data)
{
  Reader *reader = data;
  g_autofree char *key = key_name (type, text);
  const OtkId *named = g_hash_table_lookup (reader->keys, key);
  if (named == NULL)
    return otk_register_find (type, text, id, reader->known);
  *id = *named;
  return TRUE;
}

/* Texts with a grammar are checked, and written in the form in which they are kept. */
static gboolean
check_grammar (OtkRecord *record, const char *path, GError **error)
{
  g_autoptr (GError) reason = NULL;
  const char *spec = NULL;
  const char *filter = NULL;
  if (otk_record_type (record) == OTK_ENTITY_SCHEDULE)
    spec = otk_record_text (record, OTK_SCHEDULE_SPEC);
  if (otk_record_type (record) == OTK_ENTITY_FOLDER)
    filter = otk_record_text (record, OTK_FOLDER_FILTER);

  if (spec != NULL)
    {
      g_autoptr (OtkCalendar) calendar = otk_calendar_parse (spec, &reason);
      g_autofree char *text = calendar != NULL ? otk_calendar_print (calendar) : NULL;
      if (calendar != NULL)
        otk_record_set_text (record, OTK_SCHEDULE_SPEC, text);
    }
  if (filter != NULL)
    {
      g_autoptr (OtkView) view = otk_view_parse (OTK_ENTITY_REQUEST, filter, &reason);
    }
  if (reason == NULL)
    return TRUE;
  g_autofree char *why = otk_error_text (reason);
  g_autofree char *detail =
      g_strdup_printf ("%s.%s: %s", path, spec != NULL ? "spec" : "filter", why);
  return refuse (error, N_ ("The text cannot be understood: %s"), detail);
}

static gboolean
is_member_of_form (OtkEntityType type, const char *name)
{
  return g_str_equal (name, "key") || (type == OTK_ENTITY_SLA && g_str_equal (name, "norms"));
}

/* What the file says of a record, still without an id. */
static OtkRecord *
read_members (Reader *reader, OtkEntityType type, JsonObject *object, const OtkId *sla,
              const char *path, GError **error)
{
  const OtkEntity *entity = otk_entity (type);
  const OtkId none = OTK_ID_NONE;
  g_autoptr (OtkRecord) record = otk_record_new (type, &none);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  if (sla != NULL)
    otk_record_set_id (record, OTK_NORM_SLA, sla);
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    {
      g_autofree char *member = g_strconcat (path, ".", name, NULL);
      int field = otk_entity_field (entity, name);
      OtkValue value = OTK_VALUE_INIT;
      if (is_member_of_form (type, name))
        continue;
      if (field < 0 || !(entity->fields[field].flags & OTK_FIELD_EDIT)
          || (sla != NULL && field == OTK_NORM_SLA))
        {
          refuse (error, N_ ("There is no such member: %s"), member);
          return NULL;
        }
      if (!otk_json_to_value (&entity->fields[field], node, member, find_name, reader, &value,
                              error))
        return NULL;
      otk_record_take (record, (guint) field, value);
    }
  if (!check_grammar (record, path, error))
    return NULL;
  return g_steal_pointer (&record);
}

/* The record that "key" stands for, whether it is there already or not. */
static gboolean
read_key (Reader *reader, OtkEntityType type, JsonObject *object, const char *path, OtkId *id,
          GError **error)
{
  JsonNode *node = json_object_get_member (object, "key");
  *id = OTK_ID_NONE;
  if (node == NULL)
    return TRUE;
  const char *key = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                        ? json_node_get_string (node)
                        : "";
  if (*key == '\0' || strlen (key) > 200 || !g_utf8_validate (key, -1, NULL))
    {
      g_autofree char *member = g_strconcat (path, ".key", NULL);
      return refuse (error, N_ ("A text of 1 to 200 bytes is expected here: %s"), member);
    }
  g_autofree char *name = key_name (type, key);
  if (!otk_id_parse (key, id))
    {
      g_autofree char *address = g_strconcat ("otklik/key/", name, NULL);
      *id = otk_id_from_text (address);
    }
  g_hash_table_insert (reader->keys, g_steal_pointer (&name), g_memdup2 (id, sizeof *id));
  return TRUE;
}

static OtkId
new_id (Reader *reader, const OtkRecord *wanted)
{
  g_autofree char *identity = otk_register_identity (wanted);
  g_autofree char *address =
      g_strconcat ("otklik/", otk_record_entity (wanted)->name, "/", identity, NULL);
  OtkId id = otk_id_from_text (address);
  /* A record that was renamed since keeps its id. */
  if (otk_register_by_id (reader->known, otk_record_type (wanted), &id) != NULL)
    id = otk_id_new (reader->at);
  return id;
}

static void
set_defaults (OtkRecord *record, JsonObject *object)
{
  if (otk_record_type (record) != OTK_ENTITY_EMPLOYEE)
    return;
  if (!json_object_has_member (object, "active"))
    otk_record_set_int (record, OTK_EMPLOYEE_ACTIVE, 1);
  if (!json_object_has_member (object, "role"))
    otk_record_set_int (record, OTK_EMPLOYEE_ROLE, OTK_ROLE_OPERATOR);
}

static gboolean
check_complete (const OtkRecord *record, const char *path, GError **error)
{
  const OtkEntity *entity = otk_record_entity (record);
  for (guint i = 0; i < entity->n_fields; i++)
    if ((entity->fields[i].flags & OTK_FIELD_REQUIRED) && otk_record_is_null (record, i))
      {
        g_autofree char *member = g_strconcat (path, ".", entity->fields[i].name, NULL);
        return refuse (error, N_ ("This must not be left out: %s"), member);
      }
  return TRUE;
}

static gboolean
is_same (const OtkField *field, const OtkValue *a, const OtkValue *b)
{
  if (field->type != OTK_TYPE_BOOL)
    return otk_value_equal (a, b);
  gboolean yes = a->type == OTK_VALUE_INT && a->number != 0;
  return yes == (b->type == OTK_VALUE_INT && b->number != 0);
}

/* Takes over from @wanted what the file names; @save hears of each field that this changes. */
static guint
merge (OtkRecord *merged, const OtkRecord *wanted, JsonObject *object, OtkCommand *save)
{
  const OtkEntity *entity = otk_record_entity (merged);
  guint n = 0;
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const OtkField *field = &entity->fields[i];
      const OtkValue *value = otk_record_get (wanted, i);
      gboolean named = json_object_has_member (object, field->name) || !otk_value_is_null (value);
      if (!named || is_same (field, otk_record_get (merged, i), value))
        continue;
      otk_record_take (merged, i, otk_value_copy (value));
      otk_values_take (save->args, field->name, otk_value_copy (value));
      n++;
    }
  return n;
}

static OtkCommand *
new_save (Reader *reader, OtkEntityType type, const OtkId *id)
{
  OtkCommand *save = otk_command_new (OTK_COMMAND_SAVE, reader->actor, id, reader->at);
  save->batch = reader->batch;
  return otk_command_with_text (save, "entity", otk_entity (type)->name);
}

/* Puts what the file says beside what there is; a difference becomes a command. */
static gboolean
settle (Reader *reader, const OtkRecord *wanted, OtkId id, JsonObject *object, const char *path,
        OtkId *settled, GError **error)
{
  OtkEntityType type = otk_record_type (wanted);
  OtkRecord *old = NULL;
  if (!otk_id_is_none (&id))
    old = otk_register_by_id (reader->known, type, &id);
  if (old == NULL)
    old = otk_register_match (reader->known, wanted);
  if (old != NULL)
    id = *otk_record_id (old);
  else if (otk_id_is_none (&id))
    id = new_id (reader, wanted);

  if (!g_hash_table_add (reader->seen, g_memdup2 (&id, sizeof id)))
    return refuse (error, N_ ("The file names the same record twice: %s"), path);

  g_autoptr (OtkRecord) merged = old != NULL ? otk_record_copy (old) : otk_record_new (type, &id);
  g_autoptr (OtkCommand) save = new_save (reader, type, &id);
  guint n = merge (merged, wanted, object, save);
  if (!check_complete (merged, path, error))
    return FALSE;
  if (n > 0 || old == NULL)
    {
      otk_register_put (reader->known, merged);
      g_ptr_array_add (reader->result->commands, g_steal_pointer (&save));
      g_ptr_array_add (reader->result->paths, g_strdup (path));
    }
  *settled = id;
  return TRUE;
}

static JsonArray *
array_at (JsonNode *node, const char *path, GError **error)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);
  refuse (error, N_ ("A list is expected here: %s"), path);
  return NULL;
}

static gboolean
read_record (Reader *reader, OtkEntityType type, JsonNode *node, const OtkId *sla, const char *path,
             OtkId *settled, GError **error)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, N_ ("An object is expected here: %s"), path);
  JsonObject *object = json_node_get_object (node);
  OtkId id;
  g_autoptr (OtkRecord) wanted = read_members (reader, type, object, sla, path, error);
  if (wanted == NULL || !read_key (reader, type, object, path, &id, error))
    return FALSE;
  if (otk_id_is_none (&id) ? otk_register_match (reader->known, wanted) == NULL
                           : otk_register_by_id (reader->known, type, &id) == NULL)
    set_defaults (wanted, object);
  if (!settle (reader, wanted, id, object, path, settled, error))
    return FALSE;
  if (json_object_has_member (object, "key"))
    {
      g_autofree char *key = key_name (type, json_object_get_string_member (object, "key"));
      g_hash_table_insert (reader->keys, g_steal_pointer (&key),
                           g_memdup2 (settled, sizeof *settled));
    }
  return TRUE;
}

static gboolean
read_norms (Reader *reader, JsonNode *sla_node, const OtkId *sla, const char *path, GError **error)
{
  JsonNode *node = json_object_get_member (json_node_get_object (sla_node), "norms");
  g_autofree char *list = g_strconcat (path, ".norms", NULL);
  if (node == NULL)
    return TRUE;
  JsonArray *array = array_at (node, list, error);
  if (array == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *element = g_strdup_printf ("%s[%u]", list, i);
      OtkId norm;
      if (!read_record (reader, OTK_ENTITY_NORM, json_array_get_element (array, i), sla, element,
                        &norm, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_section (Reader *reader, const OtkSection *section, JsonNode *node, GError **error)
{
  g_autofree char *list = g_strconcat ("$.", section->name, NULL);
  JsonArray *array = array_at (node, list, error);
  if (array == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s[%u]", list, i);
      JsonNode *element = json_array_get_element (array, i);
      OtkId id;
      if (!read_record (reader, section->type, element, NULL, path, &id, error))
        return FALSE;
      if (section->type == OTK_ENTITY_SLA && !read_norms (reader, element, &id, path, error))
        return FALSE;
    }
  return TRUE;
}

/* A setting is kept as text whatever its kind. */
static char *
setting_text (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  GType type = json_node_get_value_type (node);
  if (type == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (type == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (type == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "1" : "0");
  return NULL;
}

static gboolean
read_settings (Reader *reader, JsonNode *node, GError **error)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, N_ ("An object is expected here: %s"), "$.settings");
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;
  const OtkId none = OTK_ID_NONE;
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &key, &value))
    {
      g_autofree char *path = g_strconcat ("$.settings.", key, NULL);
      g_autofree char *text = setting_text (value);
      g_autoptr (OtkRecord) wanted = otk_record_new (OTK_ENTITY_SETTING, &none);
      g_autoptr (JsonObject) nothing = json_object_new ();
      OtkId id;
      if (text == NULL || !g_utf8_validate (text, -1, NULL))
        return refuse (error, N_ ("A text, a number, true or false is expected here: %s"), path);
      otk_record_set_text (wanted, OTK_SETTING_KEY, key);
      otk_record_set_text (wanted, OTK_SETTING_VALUE, text);
      if (!settle (reader, wanted, none, nothing, path, &id, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_head (JsonObject *root, GError **error)
{
  JsonNode *format = json_object_get_member (root, "format");
  if (format == NULL || !JSON_NODE_HOLDS_VALUE (format)
      || json_node_get_value_type (format) != G_TYPE_STRING
      || !g_str_equal (json_node_get_string (format), OTK_ORGANISATION_FORMAT))
    return refuse (error, N_ ("The file must say \"format\": \"%s\""), OTK_ORGANISATION_FORMAT);

  g_autoptr (GList) members = json_object_get_members (root);
  for (GList *at = members; at != NULL; at = at->next)
    {
      const OtkSection *section = otk_organisation_sections;
      while (section->name != NULL && !g_str_equal (section->name, at->data))
        section++;
      if (section->name == NULL && !g_str_equal (at->data, "format")
          && !g_str_equal (at->data, "$schema") && !g_str_equal (at->data, "settings"))
        {
          g_autofree char *path = g_strconcat ("$.", at->data, NULL);
          return refuse (error, N_ ("There is no such member: %s"), path);
        }
    }
  return TRUE;
}

static gboolean
read_root (Reader *reader, JsonNode *node, GError **error)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, N_ ("An object is expected here: %s"), "$");
  JsonObject *root = json_node_get_object (node);
  if (!check_head (root, error))
    return FALSE;
  for (const OtkSection *section = otk_organisation_sections; section->name != NULL; section++)
    {
      JsonNode *list = json_object_get_member (root, section->name);
      if (list != NULL && !read_section (reader, section, list, error))
        return FALSE;
    }
  JsonNode *settings = json_object_get_member (root, "settings");
  return settings == NULL || read_settings (reader, settings, error);
}

void
otk_organisation_free (OtkOrganisation *self)
{
  g_ptr_array_unref (self->commands);
  g_ptr_array_unref (self->paths);
  g_free (self);
}

OtkOrganisation *
otk_organisation_read (OtkState *state, const char *text, gsize length, const OtkId *actor,
                       OtkTime at, GError **error)
{
  g_autoptr (JsonNode) root = otk_json_parse (text, length, error);
  if (root == NULL)
    return NULL;
  g_autoptr (OtkOrganisation) result = g_new (OtkOrganisation, 1);
  result->commands = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_command_unref);
  result->paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (OtkRegister) known = otk_register_new (state);
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (otk_id_hash, otk_id_equal, g_free, NULL);
  Reader reader = {
    .known = known,
    .keys = keys,
    .seen = seen,
    .actor = actor,
    .at = at,
    .batch = otk_id_new (at),
    .result = result,
  };
  return read_root (&reader, root, error) ? g_steal_pointer (&result) : NULL;
}
