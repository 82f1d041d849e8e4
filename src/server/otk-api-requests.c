/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-api.h"

#include "otk-access.h"
#include "otk-decide.h"
#include "otk-error.h"
#include "otk-history.h"
#include "otk-server-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PAGE_MOST 200
#define PAGE_USUAL 50

/* A page of a view on its way: it may scan, so the reader's thread fetches it. */
typedef struct
{
  OtkCall *call;
  OtkView *view;
  OtkId viewer;
  gboolean staff;
  const char *after;
  guint limit;
  GPtrArray *rows; /* OtkRecord */
  char *next;
} Page;

static void
page_free (gpointer data)
{
  Page *self = data;

  otk_view_free (self->view);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self->next);
  g_free (self);
}

static gboolean
fetch_page (OtkStore *store, GArray *changes, gpointer data, GError **error)
{
  Page *self = data;
  g_autoptr (GArray) rowids = otk_store_page (store, self->view, &self->viewer, self->staff,
                                              self->after, self->limit, &self->next, error);

  if (rowids == NULL)
    return FALSE;
  self->rows = otk_store_rows (store, OTK_ENTITY_REQUEST, (const gint64 *) (gpointer) rowids->data,
                               rowids->len, error);
  return self->rows != NULL;
}

/* What the ids in the answer are called, so that nobody has to ask for each. */
static void
collect_names (OtkCall *call, const OtkRecord *record, GHashTable *names)
{
  const OtkEntity *entity = otk_record_entity (record);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const OtkId *id =
          entity->fields[i].type == OTK_TYPE_REF ? otk_record_ref_id (record, i) : NULL;
      const char *name;

      if (id == NULL || !otk_access_shows_field (entity->type, i, call->actor)
          || g_hash_table_contains (names, id))
        continue;
      name = otk_desk_name (otk_call_desk (call), entity->fields[i].target, id);
      if (*name != '\0')
        g_hash_table_insert (names, g_memdup2 (id, sizeof *id), g_strdup (name));
    }
}

static void
write_names (OtkJsonWriter *writer, GHashTable *names)
{
  GHashTableIter iter;
  gpointer id, name;
  char text[OTK_ID_STRING_LENGTH + 1];

  otk_json_writer_begin_object (writer, "names");
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &id, &name))
    otk_json_writer_string (writer, otk_id_print (id, text), name);
  otk_json_writer_end (writer);
}

/* An array of those of @records that the caller may see, and their names. */
static void
write_records (OtkCall *call, OtkJsonWriter *writer, const char *key, GPtrArray *records)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (otk_id_hash, otk_id_equal, g_free, g_free);

  otk_json_writer_begin_array (writer, key);
  for (guint i = 0; i < records->len; i++)
    {
      const OtkRecord *record = records->pdata[i];

      if (record == NULL || !otk_access_sees_record (otk_call_state (call), record, call->actor))
        continue;
      otk_json_write_record (writer, NULL, record, call->actor);
      collect_names (call, record, names);
    }
  otk_json_writer_end (writer);
  write_names (writer, names);
}

static void
answer_records (OtkCall *call, const char *key, GPtrArray *records, const char *next)
{
  g_autoptr (OtkJsonWriter) writer = otk_json_writer_new (FALSE);

  otk_json_writer_begin_object (writer, NULL);
  write_records (call, writer, key, records);
  if (next != NULL)
    otk_json_writer_string (writer, "next", next);
  otk_json_writer_end (writer);
  otk_call_answer_json (call, SOUP_STATUS_OK, writer);
}

static void
page_fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Page *self = data;
  g_autoptr (OtkCall) call = self->call;
  g_autoptr (GError) error = NULL;

  if (otk_desk_read_finish (OTK_DESK (source), result, &error))
    answer_records (call, "requests", self->rows, self->next);
  else
    otk_call_refuse (call, error);
}

static gboolean
read_sort (OtkCall *call, OtkView *view, GError **error)
{
  const char *sort = otk_call_query (call, "sort");
  gboolean down = sort != NULL && *sort == '-';
  const OtkEntity *entity = otk_entity (view->entity);

  if (sort == NULL)
    return TRUE;
  view->sort = otk_entity_field (entity, down ? sort + 1 : sort);
  view->descending = down;
  if (view->sort >= 0 && (entity->fields[view->sort].flags & OTK_FIELD_LIST))
    return TRUE;
  return otk_refuse (error, OTK_ERROR_INVALID, N_ ("Nothing can be sorted by this: %s"), sort);
}

static OtkView *
read_view (OtkCall *call, GError **error)
{
  const char *text = otk_call_query (call, "view"), *search = otk_call_query (call, "search");
  g_autoptr (OtkView) view = otk_view_parse (OTK_ENTITY_REQUEST, text != NULL ? text : "", error);

  if (view == NULL || !read_sort (call, view, error))
    return NULL;
  view->search = g_strdup (search);
  otk_access_limit_view (otk_call_state (call), view, call->actor);
  return g_steal_pointer (&view);
}

void
otk_api_requests (OtkCall *call)
{
  g_autoptr (GError) error = NULL;
  OtkView *view;
  gint64 limit;
  Page *self;

  if (!otk_call_query_int (call, "limit", 1, PAGE_MOST, PAGE_USUAL, &limit))
    return;
  view = read_view (call, &error);
  if (view == NULL)
    {
      otk_call_refuse (call, error);
      return;
    }
  self = otk_call_keep (call, g_new0 (Page, 1), page_free);
  self->call = otk_call_ref (call);
  self->view = view;
  self->viewer = *otk_record_id (call->actor);
  self->staff = otk_access_is_staff (call->actor);
  self->after = otk_call_query (call, "after");
  self->limit = (guint) limit;
  otk_desk_read_async (otk_call_desk (call), fetch_page, self, page_fetched_cb, self);
}

/* The request in the path, by id or number; NULL, and the call is refused, where the caller does
 * not see it: whether there is one is not told. */
static OtkRecord *
find_request (OtkCall *call)
{
  const char *text = call->parameters[0];
  g_autoptr (OtkRecord) request = NULL;
  OtkId id;

  if (otk_id_parse (text, &id))
    request = otk_desk_find (otk_call_desk (call), OTK_ENTITY_REQUEST, &id);
  else if (strlen (text) <= 32)
    request = otk_desk_by_number (otk_call_desk (call), text);
  if (request != NULL && otk_access_sees_request (otk_call_state (call), request, call->actor))
    return g_steal_pointer (&request);
  otk_call_refuse_with (call, SOUP_STATUS_NOT_FOUND, "not_found", N_ ("There is no such request"));
  return NULL;
}

static void
write_allowed (OtkCall *call, OtkJsonWriter *writer, const OtkRecord *request)
{
  otk_json_writer_begin_array (writer, "allowed");
  for (guint kind = 1; kind < OTK_N_COMMANDS; kind++)
    {
      const OtkCommandInfo *info = otk_command_info (kind);

      if ((info->flags & OTK_COMMAND_ON_REQUEST) && !(info->flags & OTK_COMMAND_AUTHORITY)
          && otk_command_allowed (otk_call_state (call), kind, request, call->actor, NULL))
        otk_json_writer_string (writer, NULL, info->name);
    }
  otk_json_writer_end (writer);
}

void
otk_api_request (OtkCall *call)
{
  g_autoptr (OtkRecord) request = find_request (call);
  g_autoptr (OtkJsonWriter) writer = NULL;
  g_autoptr (GHashTable) names = NULL;

  if (request == NULL)
    return;
  writer = otk_json_writer_new (FALSE);
  names = g_hash_table_new_full (otk_id_hash, otk_id_equal, g_free, g_free);
  collect_names (call, request, names);
  otk_json_writer_begin_object (writer, NULL);
  otk_json_write_record (writer, "request", request, call->actor);
  write_allowed (call, writer, request);
  write_names (writer, names);
  otk_json_writer_end (writer);
  otk_call_answer_json (call, SOUP_STATUS_OK, writer);
}

static void
answer_parts (OtkCall *call, const char *key, OtkEntityType type, guint field)
{
  g_autoptr (OtkRecord) request = find_request (call);
  OtkValue value = OTK_VALUE_INIT;
  g_autoptr (GPtrArray) parts = NULL;

  if (request == NULL)
    return;
  value = otk_value_id (otk_record_id (request));
  parts = otk_desk_list (otk_call_desk (call), type, (int) field, &value);
  answer_records (call, key, parts, NULL);
}

void
otk_api_messages (OtkCall *call)
{
  answer_parts (call, "messages", OTK_ENTITY_MESSAGE, OTK_MESSAGE_REQUEST);
}

void
otk_api_attachments (OtkCall *call)
{
  answer_parts (call, "attachments", OTK_ENTITY_ATTACHMENT, OTK_ATTACHMENT_REQUEST);
}

void
otk_api_tasks (OtkCall *call)
{
  answer_parts (call, "tasks", OTK_ENTITY_TASK, OTK_TASK_REQUEST);
}

void
otk_api_notices (OtkCall *call)
{
  OtkValue value = otk_value_id (otk_record_id (call->actor));
  g_autoptr (GPtrArray) notices =
      otk_desk_list (otk_call_desk (call), OTK_ENTITY_NOTICE, OTK_NOTICE_RECIPIENT, &value);

  answer_records (call, "notices", notices, NULL);
}

static void
write_line (OtkCall *call, OtkJsonWriter *writer, const OtkHistoryLine *line)
{
  const OtkEntity *entity = otk_entity (line->entity);

  otk_json_writer_begin_object (writer, NULL);
  otk_json_writer_int (writer, "number", line->number);
  otk_json_writer_string (writer, "action",
                          otk_choice_by_value (otk_history_action_choices, line->action)->name);
  otk_json_writer_string (writer, "entity", entity->name);
  otk_json_write_id (writer, "row", &line->row);
  if (line->field >= 0)
    {
      const OtkField *field = &entity->fields[line->field];

      otk_json_writer_string (writer, "field", field->name);
      otk_json_write_value (writer, "before", field, &line->before);
      otk_json_write_value (writer, "after", field, &line->after);
    }
  if (!otk_id_is_none (&line->actor))
    otk_json_write_id (writer, "actor", &line->actor);
  otk_json_write_instant (writer, "at", line->at);
  otk_json_write_id (writer, "command", &line->command);
  otk_json_writer_end (writer);
}

void
otk_api_history (OtkCall *call)
{
  g_autoptr (OtkRecord) request = find_request (call);
  g_autoptr (GPtrArray) facts = NULL, lines = NULL;
  g_autoptr (OtkJsonWriter) writer = NULL;

  if (request == NULL)
    return;
  facts = otk_desk_facts (otk_call_desk (call), otk_record_id (request));
  lines = otk_history_lines (facts);
  writer = otk_json_writer_new (FALSE);
  otk_json_writer_begin_object (writer, NULL);
  otk_json_writer_begin_array (writer, "history");
  for (guint i = 0; i < lines->len; i++)
    {
      const OtkHistoryLine *line = lines->pdata[i];

      if (line->field < 0
          || otk_access_shows_field (line->entity, (guint) line->field, call->actor))
        write_line (call, writer, line);
    }
  otk_json_writer_end (writer);
  otk_json_writer_end (writer);
  otk_call_answer_json (call, SOUP_STATUS_OK, writer);
}
