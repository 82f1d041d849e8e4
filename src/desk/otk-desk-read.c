/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-desk-private.h"

/* Kinds of which there are few and which every decision and every cell asks for. */
static gboolean
is_directory (OtkEntityType type)
{
  switch (type)
    {
    case OTK_ENTITY_REQUEST:
    case OTK_ENTITY_MESSAGE:
    case OTK_ENTITY_PAUSE:
    case OTK_ENTITY_NOTICE:
    case OTK_ENTITY_ATTACHMENT:
    case OTK_ENTITY_TASK:
      return FALSE;
    default:
      return TRUE;
    }
}

/* Customers and companies come in numbers too: past this many the cache starts anew. */
#define CACHE_MOST 20000

/* An id alone says nothing: a customer's account has the id of the customer. */
typedef struct
{
  OtkId id;
  OtkEntityType type;
} Key;

static guint
key_hash (gconstpointer key)
{
  return otk_id_hash (&((const Key *) key)->id) + ((const Key *) key)->type;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const Key *left = a, *right = b;

  return left->type == right->type && otk_id_equal (&left->id, &right->id);
}

static OtkDesk *
desk_of (OtkState *state)
{
  return (OtkDesk *) ((char *) state - G_STRUCT_OFFSET (OtkDesk, state));
}

static OtkRecord *
find_logged (OtkDesk *self, OtkEntityType type, const OtkId *id)
{
  g_autoptr (GError) error = NULL;
  OtkRecord *record = otk_store_find (self->reads, type, id, &error);

  if (error != NULL)
    g_warning ("Reading a %s: %s", otk_entity (type)->name, error->message);
  return record;
}

static OtkRecord *
cached (OtkDesk *self, OtkEntityType type, const OtkId *id)
{
  Key key = { *id, type };
  OtkRecord *record = g_hash_table_lookup (self->directory, &key);

  if (record != NULL || g_hash_table_contains (self->nobody, &key))
    return record;
  record = find_logged (self, type, id);
  if (g_hash_table_size (self->directory) > CACHE_MOST)
    g_hash_table_remove_all (self->directory);
  if (record != NULL)
    g_hash_table_insert (self->directory, g_memdup2 (&key, sizeof key), record);
  else
    g_hash_table_add (self->nobody, g_memdup2 (&key, sizeof key));
  return record;
}

OtkRecord *
otk_desk_read (OtkDesk *self, OtkEntityType type, const OtkId *id)
{
  OtkRecord *record;

  g_return_val_if_fail (OTK_IS_DESK (self), NULL);
  if (self->reads == NULL || id == NULL || otk_id_is_none (id))
    return NULL;
  if (!is_directory (type))
    return find_logged (self, type, id);
  record = cached (self, type, id);
  return record != NULL ? otk_record_ref (record) : NULL;
}

GPtrArray *
otk_desk_or_none (GPtrArray *rows, GError *error, GDestroyNotify free_row)
{
  if (rows != NULL)
    return rows;
  if (error != NULL)
    g_warning ("Reading: %s", error->message);
  return g_ptr_array_new_with_free_func (free_row);
}

GPtrArray *
otk_desk_read_list (OtkDesk *self, OtkEntityType type, int field, const OtkValue *value)
{
  g_autoptr (GError) error = NULL;

  return otk_desk_or_none (otk_store_list (self->reads, type, field, value, &error), error,
                           (GDestroyNotify) otk_record_unref);
}

static OtkRecord *
state_find (OtkState *state, OtkEntityType type, const OtkId *id)
{
  return otk_desk_read (desk_of (state), type, id);
}

static GPtrArray *
state_list (OtkState *state, OtkEntityType type, int field, const OtkValue *value)
{
  return otk_desk_read_list (desk_of (state), type, field, value);
}

static OtkWorkload
state_workload (OtkState *state, const OtkId *employee)
{
  return otk_state_workload (otk_store_state (desk_of (state)->reads), employee);
}

static OtkCompleted
state_completed (OtkState *state, const OtkId *sla, OtkTime from, OtkTime to)
{
  return otk_state_completed (otk_store_state (desk_of (state)->reads), sla, from, to);
}

/* A preview takes no number. */
static gint64
state_next_number (OtkState *state)
{
  return 0;
}

static GPtrArray *
state_facts_of (OtkState *state, const OtkId *command_or_batch)
{
  return otk_state_facts_of (otk_store_state (desk_of (state)->reads), command_or_batch);
}

static const OtkStateClass desk_state_class = {
  .find = state_find,
  .list = state_list,
  .workload = state_workload,
  .completed = state_completed,
  .next_number = state_next_number,
  .facts_of = state_facts_of,
};

void
otk_desk_init_state (OtkDesk *self)
{
  self->state.klass = &desk_state_class;
  self->directory =
      g_hash_table_new_full (key_hash, key_equal, g_free, (GDestroyNotify) otk_record_unref);
  self->nobody = g_hash_table_new_full (key_hash, key_equal, g_free, NULL);
}

void
otk_desk_forget (OtkDesk *self, const OtkChange *change)
{
  Key key = { change->id, change->entity };

  /* No record means all of them: a replica has started afresh. */
  if (otk_id_is_none (&change->id))
    {
      g_hash_table_remove_all (self->directory);
      g_hash_table_remove_all (self->nobody);
      return;
    }
  if (!is_directory (change->entity))
    return;
  g_hash_table_remove (self->directory, &key);
  g_hash_table_remove (self->nobody, &key);
}

gboolean
otk_desk_is_staff (OtkDesk *self)
{
  return self->me != NULL && otk_record_int (self->me, OTK_EMPLOYEE_ROLE) >= OTK_ROLE_DEMO;
}

OtkState *
otk_desk_state (OtkDesk *self)
{
  return &self->state;
}

gboolean
otk_desk_allowed (OtkDesk *self, OtkCommandKind kind, const OtkRecord *request, GError **error)
{
  return otk_command_allowed (&self->state, kind, request, self->me, error);
}

gboolean
otk_desk_status_allowed (OtkDesk *self, const OtkRecord *request, OtkStatus status, GError **error)
{
  return otk_status_allowed (&self->state, request, status, self->me, error);
}

const char *
otk_desk_name (OtkDesk *self, OtkEntityType type, const OtkId *id)
{
  OtkRecord *record;

  if (id == NULL || self->reads == NULL || !is_directory (type))
    return "";
  record = cached (self, type, id);
  return record != NULL ? otk_record_name (record) : "";
}

char *
otk_desk_setting (OtkDesk *self, const char *key)
{
  return otk_state_setting (&self->state, key);
}
