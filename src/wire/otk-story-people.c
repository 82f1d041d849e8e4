/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-story-private.h"

#include "otk-error.h"
#include "otk-json.h"

#include <glib/gi18n-lib.h>

static void
service_free (gpointer data)
{
  OtkStoryService *service = data;
  g_array_unref (service->people);
  g_free (service);
}

static GArray *
new_ids (void)
{
  return g_array_new (FALSE, FALSE, sizeof (OtkId));
}

static void
know_name (OtkStories *self, OtkEntityType type, const OtkId *id, const char *name)
{
  if (name != NULL)
    g_hash_table_insert (self->named, g_strconcat (otk_entity (type)->name, "/", name, NULL),
                         g_memdup2 (id, sizeof *id));
}

static void
know_employee (OtkStories *self, const OtkId *id, const OtkValues *fields)
{
  gint64 role = otk_values_get_int (fields, "role", OTK_ROLE_OPERATOR);
  if (otk_values_get_int (fields, "active", 0) == 0)
    return;
  if (role >= OTK_ROLE_OPERATOR)
    g_array_append_val (self->workers, *id);
  if (role == OTK_ROLE_ADMINISTRATOR)
    g_array_append_val (self->administrators, *id);
}

static gboolean
has_id (GArray *ids, const OtkId *id)
{
  for (guint i = 0; i < ids->len; i++)
    if (otk_id_equal (&g_array_index (ids, OtkId, i), id))
      return TRUE;
  return FALSE;
}

static void
add_workers (OtkStories *self, GArray *people, GArray *from)
{
  for (guint i = 0; from != NULL && i < from->len; i++)
    {
      OtkId id = g_array_index (from, OtkId, i);
      if (has_id (self->workers, &id) && !has_id (people, &id))
        g_array_append_val (people, id);
    }
}

static void
know_service (OtkStories *self, const OtkId *id, const OtkValues *fields)
{
  g_autoptr (GArray) direct = otk_ids_parse (otk_values_get_text (fields, "responsibles"));
  g_autoptr (GArray) groups = otk_ids_parse (otk_values_get_text (fields, "groups"));
  const char *name = otk_values_get_text (fields, "name");
  OtkStoryService *service = g_new (OtkStoryService, 1);
  service->id = *id;
  service->people = new_ids ();
  add_workers (self, service->people, direct);
  for (guint i = 0; i < groups->len; i++)
    add_workers (self, service->people,
                 g_hash_table_lookup (self->groups, &g_array_index (groups, OtkId, i)));
  if (name == NULL || service->people->len == 0)
    {
      service_free (service);
      return;
    }
  g_hash_table_insert (self->services, g_strdup (name), service);
  g_ptr_array_add (self->service_names, g_strdup (name));
}

static OtkCommand *
new_save (OtkStories *self, OtkLuck *luck, OtkEntityType type, OtkTime at)
{
  OtkId root = otk_luck_id (luck, at);
  OtkCommand *save = otk_command_new (OTK_COMMAND_SAVE, NULL, &root, at);
  if (self->administrators->len > 0)
    save->actor = g_array_index (self->administrators, OtkId, 0);
  save->id = save->batch = otk_luck_id (luck, at);
  return otk_command_with_text (save, "entity", otk_entity (type)->name);
}

static char *
phone_number (OtkLuck *luck, const char *city)
{
  return g_strdup_printf ("+7 %s %03u-%02u-%02u", city, 100 + (guint) otk_luck_below (luck, 900),
                          (guint) otk_luck_below (luck, 100), (guint) otk_luck_below (luck, 100));
}

static OtkCommand *
make_company (OtkStories *self, OtkLuck *luck, guint index, OtkTime at)
{
  OtkCommand *save = new_save (self, luck, OTK_ENTITY_COMPANY, at);
  g_autofree char *name =
      g_strdup_printf ("%s «%s %s %u»", otk_stories_pick (luck, self->texts, "company_forms"),
                       otk_stories_pick (luck, self->texts, "company_first"),
                       otk_stories_pick (luck, self->texts, "company_second"), index + 1);
  g_autofree char *inn = g_strdup_printf ("77%08u", (guint) otk_luck_below (luck, 100000000));
  g_autofree char *phone = phone_number (luck, otk_stories_pick (luck, self->texts, "cities"));
  otk_command_with_text (save, "name", name);
  otk_command_with_text (save, "inn", inn);
  otk_command_with_text (save, "phone", phone);
  return save;
}

static OtkCommand *
make_customer (OtkStories *self, OtkLuck *luck, guint index, OtkTime at)
{
  OtkCommand *save = new_save (self, luck, OTK_ENTITY_CUSTOMER, at);
  gboolean woman = otk_luck_in_100 (luck, 50);
  g_autofree char *name =
      g_strconcat (otk_stories_pick (luck, self->texts, woman ? "women" : "men"), " ",
                   otk_stories_pick (luck, self->texts, "surnames"), woman ? "а" : "", NULL);
  g_autofree char *mobile = g_strdup_printf ("9%02u", (guint) otk_luck_below (luck, 100));
  g_autofree char *phone = phone_number (luck, mobile);
  g_autofree char *email = g_strdup_printf ("user%u@clients.example", index + 1);
  otk_command_with_text (save, "name", name);
  otk_command_with_text (save, "phone", phone);
  otk_command_with_text (save, "email", email);
  if (self->companies->len > 0 && otk_luck_in_100 (luck, 80))
    otk_command_with_id (save, "company",
                         &g_array_index (self->companies, OtkId,
                                         otk_luck_below (luck, self->companies->len)));
  return save;
}

/* Every list that is drawn from has to be there and hold something to draw. */
static gboolean
check_texts (JsonObject *texts, GError **error)
{
  static const char *const lists[] = { "men",           "women",         "surnames",
                                       "company_forms", "company_first", "company_second",
                                       "cities",        "themes",        "greetings",
                                       "thanks",        "chases",        "returns" };
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      JsonNode *node = json_object_get_member (texts, lists[i]);
      if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node)
          || json_array_get_length (json_node_get_array (node)) == 0)
        return otk_refuse (error, OTK_ERROR_INVALID, N_ ("The phrases lack the list %s"), lists[i]);
    }
  return TRUE;
}

guint64
otk_luck_next (OtkLuck *self)
{
  guint64 z = self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

guint64
otk_luck_below (OtkLuck *self, guint64 n)
{
  return n > 0 ? otk_luck_next (self) % n : 0;
}

gboolean
otk_luck_in_100 (OtkLuck *self, guint chance)
{
  return otk_luck_below (self, 100) < chance;
}

OtkId
otk_luck_id (OtkLuck *self, OtkTime at)
{
  OtkId id;
  guint64 high = otk_luck_next (self);
  guint64 low = otk_luck_next (self);
  for (guint i = 0; i < 6; i++)
    id.bytes[i] = (guint8) (at >> (40 - 8 * i));
  for (guint i = 6; i < 8; i++)
    id.bytes[i] = (guint8) (high >> (8 * i));
  for (guint i = 8; i < 16; i++)
    id.bytes[i] = (guint8) (low >> (8 * (i - 8)));
  id.bytes[6] = (guint8) ((id.bytes[6] & 0x0f) | 0x70); /* version 7 */
  id.bytes[8] = (guint8) ((id.bytes[8] & 0x3f) | 0x80);
  return id;
}

const char *
otk_stories_pick (OtkLuck *luck, JsonObject *from, const char *name)
{
  JsonNode *node = json_object_get_member (from, name);
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 0;
  if (n == 0)
    return NULL;
  node = json_array_get_element (array, (guint) otk_luck_below (luck, n));
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

OtkStories *
otk_stories_new (const char *texts, gsize length, guint64 seed, GError **error)
{
  g_autoptr (JsonNode) root = otk_json_parse (texts, length, error);
  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      otk_refuse (error, OTK_ERROR_INVALID, N_ ("An object is expected here: %s"), "$");
      return NULL;
    }
  if (!check_texts (json_node_get_object (root), error))
    return NULL;
  OtkStories *self = g_new0 (OtkStories, 1);
  self->seed = seed;
  self->texts = json_node_get_object (root);
  self->root = g_steal_pointer (&root);
  self->workers = new_ids ();
  self->administrators = new_ids ();
  self->customers = new_ids ();
  self->companies = new_ids ();
  self->groups =
      g_hash_table_new_full (otk_id_hash, otk_id_equal, g_free, (GDestroyNotify) g_array_unref);
  self->services = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, service_free);
  self->named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->service_names = g_ptr_array_new_with_free_func (g_free);
  self->type_names = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
otk_stories_free (OtkStories *self)
{
  json_node_unref (self->root);
  g_array_unref (self->workers);
  g_array_unref (self->administrators);
  g_array_unref (self->customers);
  g_array_unref (self->companies);
  g_hash_table_unref (self->groups);
  g_hash_table_unref (self->services);
  g_hash_table_unref (self->named);
  g_ptr_array_unref (self->service_names);
  g_ptr_array_unref (self->type_names);
  g_free (self);
}

void
otk_stories_know (OtkStories *self, OtkEntityType type, const OtkId *id, const OtkValues *fields)
{
  switch (type)
    {
    case OTK_ENTITY_EMPLOYEE:
      know_employee (self, id, fields);
      break;
    case OTK_ENTITY_GROUP:
      g_hash_table_insert (self->groups, g_memdup2 (id, sizeof *id),
                           otk_ids_parse (otk_values_get_text (fields, "members")));
      break;
    case OTK_ENTITY_SERVICE:
      know_service (self, id, fields);
      break;
    case OTK_ENTITY_REQUEST_TYPE:
      know_name (self, type, id, otk_values_get_text (fields, "name"));
      g_ptr_array_add (self->type_names, g_strdup (otk_values_get_text (fields, "name")));
      break;
    case OTK_ENTITY_PRODUCT:
      know_name (self, type, id, otk_values_get_text (fields, "name"));
      break;
    case OTK_ENTITY_ARTICLE:
      know_name (self, type, id, otk_values_get_text (fields, "title"));
      break;
    case OTK_ENTITY_CUSTOMER:
      g_array_append_val (self->customers, *id);
      break;
    case OTK_ENTITY_COMPANY:
      g_array_append_val (self->companies, *id);
      break;
    default:
      break;
    }
}

gboolean
otk_stories_ready (OtkStories *self, GError **error)
{
  if (self->administrators->len > 0 && self->service_names->len > 0 && self->type_names->len > 0
      && self->customers->len > 0)
    return TRUE;
  return otk_refuse (error, OTK_ERROR_INVALID,
                     N_ ("Requests need an administrator, a type, a requester, and a service with "
                         "a responsible: apply an organisation first"),
                     NULL);
}

GPtrArray *
otk_stories_people (OtkStories *self, guint companies, guint customers, OtkTime at)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_command_unref);
  OtkLuck luck = { self->seed ^ G_GUINT64_CONSTANT (0x70656f706c65) };
  for (guint i = 0; i < companies + customers; i++)
    {
      OtkCommand *save = i < companies ? make_company (self, &luck, i, at)
                                       : make_customer (self, &luck, i - companies, at);
      otk_stories_know (self, i < companies ? OTK_ENTITY_COMPANY : OTK_ENTITY_CUSTOMER, &save->root,
                        save->args);
      g_ptr_array_add (commands, save);
    }
  return commands;
}
