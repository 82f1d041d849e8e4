/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-organisation.h"

#include "otk-json.h"
#include "otk-organisation-private.h"
#include "otk-register.h"

#include <string.h>

/* Several lines stand as a list of lines, as people write them. */
static JsonNode *
lines_node (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  JsonArray *array = json_array_new ();
  guint n = g_strv_length (lines);
  for (guint i = 0; i < n; i++)
    if (i + 1 < n || *lines[i] != '\0') /* the last line feed only ends its line */
      json_array_add_string_element (array, lines[i]);
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, array);
  return node;
}

static JsonNode *
field_node (OtkRegister *known, const OtkRecord *record, guint field)
{
  const OtkField *info = &otk_record_entity (record)->fields[field];
  if (info->type == OTK_TYPE_LONGTEXT && strchr (otk_record_text (record, field), '\n') != NULL)
    return lines_node (otk_record_text (record, field));
  return otk_json_from_value (info, otk_record_get (record, field), otk_register_name, known);
}

static JsonObject *
record_object (OtkRegister *known, OtkRecord *record)
{
  const OtkEntity *entity = otk_record_entity (record);
  JsonObject *object = json_object_new ();
  /* A double would be taken for its twin. */
  if (otk_register_match (known, record) != record)
    {
      g_autofree char *id = otk_id_to_string (otk_record_id (record));
      json_object_set_string_member (object, "key", id);
    }
  for (guint i = 0; i < entity->n_fields; i++)
    {
      gboolean parent = otk_record_type (record) == OTK_ENTITY_NORM && i == OTK_NORM_SLA;
      if ((entity->fields[i].flags & OTK_FIELD_EDIT) && !parent && !otk_record_is_null (record, i))
        json_object_set_member (object, entity->fields[i].name, field_node (known, record, i));
    }
  return object;
}

static void
add_norms (OtkRegister *known, OtkRecord *sla, JsonObject *object)
{
  g_autoptr (GPtrArray) norms = otk_register_list (known, OTK_ENTITY_NORM);
  JsonArray *array = json_array_new ();
  for (guint i = 0; i < norms->len; i++)
    {
      OtkRecord *norm = g_ptr_array_index (norms, i);
      const OtkId *of = otk_record_ref_id (norm, OTK_NORM_SLA);
      if (of != NULL && otk_id_equal (of, otk_record_id (sla)))
        json_array_add_object_element (array, record_object (known, norm));
    }
  if (json_array_get_length (array) > 0)
    json_object_set_array_member (object, "norms", array);
  else
    json_array_unref (array);
}

/* A folder or a service stands after the one it lies in. */
static void
add_with_parents (GPtrArray *ordered, GHashTable *placed, OtkRegister *known, OtkRecord *record,
                  int parent_field)
{
  if (!g_hash_table_add (placed, record))
    return;
  const OtkId *parent = parent_field >= 0 ? otk_record_ref_id (record, (guint) parent_field) : NULL;
  OtkRecord *above =
      parent != NULL ? otk_register_by_id (known, otk_record_type (record), parent) : NULL;
  if (above != NULL)
    add_with_parents (ordered, placed, known, above, parent_field);
  g_ptr_array_add (ordered, record);
}

static GPtrArray *
ordered_records (OtkRegister *known, OtkEntityType type)
{
  g_autoptr (GPtrArray) records = otk_register_list (known, type);
  g_autoptr (GHashTable) placed = g_hash_table_new (NULL, NULL);
  GPtrArray *ordered = g_ptr_array_new ();
  int parent = otk_entity_field (otk_entity (type), "parent");
  for (guint i = 0; i < records->len; i++)
    add_with_parents (ordered, placed, known, g_ptr_array_index (records, i), parent);
  return ordered;
}

static void
add_section (OtkRegister *known, const OtkSection *section, JsonObject *root)
{
  g_autoptr (GPtrArray) records = ordered_records (known, section->type);
  if (records->len == 0)
    return;
  JsonArray *array = json_array_sized_new (records->len);
  for (guint i = 0; i < records->len; i++)
    {
      OtkRecord *record = g_ptr_array_index (records, i);
      JsonObject *object = record_object (known, record);
      if (section->type == OTK_ENTITY_SLA)
        add_norms (known, record, object);
      json_array_add_object_element (array, object);
    }
  json_object_set_array_member (root, section->name, array);
}

static void
add_settings (OtkRegister *known, JsonObject *root)
{
  g_autoptr (GPtrArray) records = otk_register_list (known, OTK_ENTITY_SETTING);
  JsonObject *settings = json_object_new ();
  for (guint i = 0; i < records->len; i++)
    {
      OtkRecord *record = g_ptr_array_index (records, i);
      const char *value = otk_record_text (record, OTK_SETTING_VALUE);
      json_object_set_string_member (settings, otk_record_text (record, OTK_SETTING_KEY),
                                     value != NULL ? value : "");
    }
  json_object_set_object_member (root, "settings", settings);
}

char *
otk_organisation_write (OtkState *state)
{
  g_autoptr (OtkRegister) known = otk_register_new (state);
  JsonObject *root = json_object_new ();
  json_object_set_string_member (root, "format", OTK_ORGANISATION_FORMAT);
  for (const OtkSection *section = otk_organisation_sections; section->name != NULL; section++)
    add_section (known, section, root);
  add_settings (known, root);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), root);
  json_object_unref (root);
  return otk_json_print (node);
}
