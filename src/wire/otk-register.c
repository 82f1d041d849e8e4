/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-register.h"

#include <string.h>

typedef struct
{
  GHashTable *by_id;       /* OtkId → OtkRecord, owned */
  GHashTable *by_identity; /* text → OtkRecord */
  GHashTable *by_name;     /* text → OtkRecord, or NULL where several have it */
} Shelf;

struct _OtkRegister
{
  OtkState *state;
  Shelf *shelves[OTK_N_ENTITIES];
};

static void
shelf_free (Shelf *shelf)
{
  g_hash_table_unref (shelf->by_identity);
  g_hash_table_unref (shelf->by_name);
  g_hash_table_unref (shelf->by_id);
  g_free (shelf);
}

static void
shelf_name (Shelf *shelf, const char *name, OtkRecord *record)
{
  gpointer other;
  if (name == NULL || *name == '\0')
    return;
  if (g_hash_table_lookup_extended (shelf->by_name, name, NULL, &other) && other != record)
    record = NULL;
  g_hash_table_insert (shelf->by_name, g_strdup (name), record);
}

static void
shelf_put (Shelf *shelf, OtkRecord *record)
{
  g_hash_table_replace (shelf->by_id, (gpointer) otk_record_id (record), otk_record_ref (record));
  g_hash_table_insert (shelf->by_identity, otk_register_identity (record), record);
  shelf_name (shelf, otk_record_name (record), record);
  if (otk_record_type (record) == OTK_ENTITY_EMPLOYEE)
    {
      const char *login = otk_record_text (record, OTK_EMPLOYEE_LOGIN);
      if (login != NULL && *login != '\0') /* a login goes before anybody's name */
        g_hash_table_insert (shelf->by_name, g_strdup (login), record);
    }
}

static gboolean
is_record (gpointer key, gpointer value, gpointer record)
{
  return value == record;
}

static void
shelf_drop (Shelf *shelf, OtkRecord *record)
{
  g_hash_table_foreach_remove (shelf->by_identity, is_record, record);
  g_hash_table_foreach_remove (shelf->by_name, is_record, record);
  g_hash_table_remove (shelf->by_id, otk_record_id (record));
}

static Shelf *
shelf_of (OtkRegister *self, OtkEntityType type)
{
  if (self->shelves[type] != NULL)
    return self->shelves[type];

  Shelf *shelf = g_new (Shelf, 1);
  shelf->by_id =
      g_hash_table_new_full (otk_id_hash, otk_id_equal, NULL, (GDestroyNotify) otk_record_unref);
  shelf->by_identity = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  shelf->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->shelves[type] = shelf;

  g_autoptr (GPtrArray) records = otk_state_list (self->state, type, -1, NULL);
  for (guint i = 0; records != NULL && i < records->len; i++)
    shelf_put (shelf, g_ptr_array_index (records, i));
  return shelf;
}

static void
add_ref (GString *text, const OtkRecord *record, guint field)
{
  const OtkId *id = otk_record_ref_id (record, field);
  char buffer[OTK_ID_STRING_LENGTH + 1];
  g_string_append_c (text, '\n');
  if (id != NULL)
    g_string_append (text, otk_id_print (id, buffer));
}

static void
add_norm (GString *text, const OtkRecord *record)
{
  add_ref (text, record, OTK_NORM_SLA);
  if (text->str[0] != '\n')
    return;
  add_ref (text, record, OTK_NORM_COMPANY);
  add_ref (text, record, OTK_NORM_CATEGORY);
  add_ref (text, record, OTK_NORM_TYPE);
  g_string_append_printf (text, "\n%" G_GINT64_FORMAT, otk_record_int (record, OTK_NORM_PRIORITY));
}

static int
compare_records (gconstpointer a, gconstpointer b)
{
  const OtkRecord *one = *(const OtkRecord *const *) a;
  const OtkRecord *two = *(const OtkRecord *const *) b;
  int sort = otk_entity_field (otk_record_entity (one), "sort");
  if (sort >= 0)
    {
      gint64 difference = otk_record_int (one, (guint) sort) - otk_record_int (two, (guint) sort);
      if (difference != 0)
        return difference < 0 ? -1 : 1;
    }
  int names = strcmp (otk_record_name (one), otk_record_name (two));
  return names != 0 ? names : otk_id_compare (otk_record_id (one), otk_record_id (two));
}

OtkRegister *
otk_register_new (OtkState *state)
{
  OtkRegister *self = g_new0 (OtkRegister, 1);
  self->state = state;
  return self;
}

void
otk_register_free (OtkRegister *self)
{
  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    g_clear_pointer (&self->shelves[i], shelf_free);
  g_free (self);
}

void
otk_register_put (OtkRegister *self, OtkRecord *record)
{
  Shelf *shelf = shelf_of (self, otk_record_type (record));
  OtkRecord *old = g_hash_table_lookup (shelf->by_id, otk_record_id (record));
  if (old != NULL)
    shelf_drop (shelf, old);
  shelf_put (shelf, record);
}

OtkRecord *
otk_register_by_id (OtkRegister *self, OtkEntityType type, const OtkId *id)
{
  return g_hash_table_lookup (shelf_of (self, type)->by_id, id);
}

OtkRecord *
otk_register_match (OtkRegister *self, const OtkRecord *like)
{
  g_autofree char *identity = otk_register_identity (like);
  return g_hash_table_lookup (shelf_of (self, otk_record_type (like))->by_identity, identity);
}

gboolean
otk_register_find (OtkEntityType type, const char *text, OtkId *id, gpointer self)
{
  OtkRecord *record = g_hash_table_lookup (shelf_of (self, type)->by_name, text);
  if (record == NULL)
    return FALSE;
  *id = *otk_record_id (record);
  return TRUE;
}

char *
otk_register_name (OtkEntityType type, const OtkId *id, gpointer self)
{
  OtkRecord *record = otk_register_by_id (self, type, id);
  OtkId found;
  if (record == NULL)
    return NULL;
  const char *name = otk_record_name (record);
  if (type == OTK_ENTITY_EMPLOYEE && otk_record_text (record, OTK_EMPLOYEE_LOGIN) != NULL)
    name = otk_record_text (record, OTK_EMPLOYEE_LOGIN);
  if (!otk_register_find (type, name, &found, self) || !otk_id_equal (&found, id))
    return NULL;
  return g_strdup (name);
}

GPtrArray *
otk_register_list (OtkRegister *self, OtkEntityType type)
{
  GPtrArray *records = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer record;
  g_hash_table_iter_init (&iter, shelf_of (self, type)->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    g_ptr_array_add (records, record);
  g_ptr_array_sort (records, compare_records);
  return records;
}

char *
otk_register_identity (const OtkRecord *record)
{
  GString *text = g_string_new (otk_record_name (record));
  const char *login;
  switch (otk_record_type (record))
    {
    case OTK_ENTITY_EMPLOYEE:
      login = otk_record_text (record, OTK_EMPLOYEE_LOGIN);
      if (login != NULL && *login != '\0')
        g_string_assign (text, login);
      break;
    case OTK_ENTITY_DICTIONARY:
      g_string_append_printf (text, "\n%" G_GINT64_FORMAT,
                              otk_record_int (record, OTK_DICTIONARY_KIND));
      break;
    case OTK_ENTITY_CUSTOMER:
      add_ref (text, record, OTK_CUSTOMER_COMPANY);
      break;
    case OTK_ENTITY_NORM:
      add_norm (text, record);
      break;
    case OTK_ENTITY_FOLDER:
      add_ref (text, record, OTK_FOLDER_PARENT);
      add_ref (text, record, OTK_FOLDER_OWNER);
      break;
    default:
      break;
    }
  return g_string_free (text, FALSE);
}
