/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-desk-private.h"

#include "otk-error.h"

#include <string.h>

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
  OtkRecord *record = g_hash_table_lookup (self->directory, id);

  if (record != NULL)
    return otk_record_type (record) == type ? record : NULL;
  if (g_hash_table_contains (self->nobody, id))
    return NULL;
  record = find_logged (self, type, id);
  if (g_hash_table_size (self->directory) > CACHE_MOST)
    g_hash_table_remove_all (self->directory);
  if (record != NULL)
    g_hash_table_replace (self->directory, (gpointer) otk_record_id (record), record);
  else
    g_hash_table_add (self->nobody, g_memdup2 (id, sizeof *id));
  return record;
}

static OtkRecord *
state_find (OtkState *state, OtkEntityType type, const OtkId *id)
{
  return otk_desk_find (desk_of (state), type, id);
}

static GPtrArray *
state_list (OtkState *state, OtkEntityType type, int field, const OtkValue *value)
{
  return otk_desk_list (desk_of (state), type, field, value);
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
}

void
otk_desk_forget (OtkDesk *self, const OtkChange *change)
{
  if (!is_directory (change->entity))
    return;
  g_hash_table_remove (self->directory, &change->id);
  g_hash_table_remove (self->nobody, &change->id);
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

OtkRecord *
otk_desk_find (OtkDesk *self, OtkEntityType type, const OtkId *id)
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

static GPtrArray *
or_none (GPtrArray *rows, GError *error, GDestroyNotify free_row)
{
  if (rows != NULL)
    return rows;
  if (error != NULL)
    g_warning ("Reading: %s", error->message);
  return g_ptr_array_new_with_free_func (free_row);
}

GPtrArray *
otk_desk_rows (OtkDesk *self, OtkEntityType type, const gint64 *rowids, guint n)
{
  g_autoptr (GError) error = NULL;

  return or_none (otk_store_rows (self->reads, type, rowids, n, &error), error,
                  (GDestroyNotify) otk_record_unref);
}

GPtrArray *
otk_desk_list (OtkDesk *self, OtkEntityType type, int field, const OtkValue *value)
{
  g_autoptr (GError) error = NULL;

  return or_none (otk_store_list (self->reads, type, field, value, &error), error,
                  (GDestroyNotify) otk_record_unref);
}

static gint64
sort_of (const OtkRecord *record)
{
  int field = otk_entity_field (otk_record_entity (record), "sort");

  return field >= 0 ? otk_record_int (record, (guint) field) : 0;
}

static int
by_sort_then_name (gconstpointer a, gconstpointer b)
{
  const OtkRecord *left = *(OtkRecord *const *) a, *right = *(OtkRecord *const *) b;
  gint64 order = sort_of (left) - sort_of (right);

  if (order != 0)
    return order < 0 ? -1 : 1;
  return g_utf8_collate (otk_record_name (left), otk_record_name (right));
}

GPtrArray *
otk_desk_all (OtkDesk *self, OtkEntityType type)
{
  GPtrArray *records = otk_desk_list (self, type, -1, NULL);

  g_ptr_array_sort (records, by_sort_then_name);
  return records;
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

GPtrArray *
otk_desk_facts (OtkDesk *self, const OtkId *root)
{
  g_autoptr (GError) error = NULL;

  return or_none (otk_store_facts (self->reads, root, &error), error,
                  (GDestroyNotify) otk_fact_unref);
}

GPtrArray *
otk_desk_search (OtkDesk *self, OtkEntityType type, const char *text, guint limit)
{
  g_autoptr (GError) error = NULL;

  return or_none (otk_store_search (self->reads, type, text, limit, &error), error,
                  (GDestroyNotify) otk_record_unref);
}

char *
otk_desk_excerpt (OtkDesk *self, const OtkId *request, const char *search)
{
  return otk_store_excerpt (self->reads, request, search, otk_desk_is_staff (self), NULL);
}

OtkRecord *
otk_desk_by_number (OtkDesk *self, const char *number)
{
  g_autoptr (GPtrArray) found = NULL;
  g_auto (OtkValue) value = OTK_VALUE_INIT;
  gint64 parsed;

  if (g_ascii_string_to_signed (number, 10, 1, G_MAXINT64, &parsed, NULL))
    {
      value = otk_value_int (parsed);
      found = otk_desk_list (self, OTK_ENTITY_REQUEST, OTK_REQUEST_NUMBER, &value);
    }
  else
    {
      value = otk_value_text (number);
      found = otk_desk_list (self, OTK_ENTITY_REQUEST, OTK_REQUEST_ALIAS, &value);
    }
  return found->len > 0 ? otk_record_ref (g_ptr_array_index (found, 0)) : NULL;
}

char *
otk_desk_setting (OtkDesk *self, const char *key)
{
  return otk_state_setting (&self->state, key);
}
