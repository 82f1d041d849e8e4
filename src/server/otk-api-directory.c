/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-api.h"

#include "otk-access.h"
#include "otk-server-private.h"

#include <glib/gi18n-lib.h>

#define HITS_MOST 100
#define HITS_USUAL 20
#define SEARCH_BYTES 1000

/* Kinds that have routes of their own, or are a request's inside. */
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

/* The kind in the path; NULL, and the call is refused, where the caller sees none of it. */
static const OtkEntity *
find_kind (OtkCall *call)
{
  const OtkEntity *entity = otk_entity_by_name (call->parameters[0]);

  if (entity != NULL && is_directory (entity->type)
      && otk_access_sees_kind (entity->type, call->actor))
    return entity;
  otk_call_refuse_with (call, SOUP_STATUS_NOT_FOUND, "not_found",
                        N_ ("There is no such kind of record here"));
  return NULL;
}

static void
answer_records (OtkCall *call, GPtrArray *records)
{
  g_autoptr (OtkJsonWriter) writer = otk_json_writer_new (FALSE);

  otk_json_writer_begin_object (writer, NULL);
  otk_json_writer_begin_array (writer, "records");
  for (guint i = 0; i < records->len; i++)
    if (records->pdata[i] != NULL
        && otk_access_sees_record (otk_call_state (call), records->pdata[i], call->actor))
      otk_json_write_record (writer, NULL, records->pdata[i], call->actor);
  otk_json_writer_end (writer);
  otk_json_writer_end (writer);
  otk_call_answer_json (call, SOUP_STATUS_OK, writer);
}

void
otk_api_directory (OtkCall *call)
{
  const OtkEntity *entity = find_kind (call);
  g_autoptr (GPtrArray) records = NULL;

  if (entity == NULL)
    return;
  records = otk_desk_all (otk_call_desk (call), entity->type);
  answer_records (call, records);
}

void
otk_api_record (OtkCall *call)
{
  const OtkEntity *entity = find_kind (call);
  g_autoptr (OtkRecord) record = NULL;
  g_autoptr (OtkJsonWriter) writer = NULL;
  OtkId id;

  if (entity == NULL || !otk_call_id (call, 1, &id))
    return;
  record = otk_desk_find (otk_call_desk (call), entity->type, &id);
  if (record == NULL || !otk_access_sees_record (otk_call_state (call), record, call->actor))
    {
      otk_call_refuse_with (call, SOUP_STATUS_NOT_FOUND, "not_found",
                            N_ ("There is no such record"));
      return;
    }
  writer = otk_json_writer_new (FALSE);
  otk_json_write_record (writer, NULL, record, call->actor);
  otk_call_answer_json (call, SOUP_STATUS_OK, writer);
}

/* A search on its way. */
typedef struct
{
  OtkCall *call;
  OtkEntityType type;
  const char *text;
  guint limit;
  GPtrArray *found;
} Search;

static void
search_free (gpointer data)
{
  Search *self = data;

  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_free (self);
}

static gboolean
search_now (OtkStore *store, GArray *changes, gpointer data, GError **error)
{
  Search *self = data;

  self->found = otk_store_search (store, self->type, self->text, self->limit, error);
  return self->found != NULL;
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Search *self = data;
  g_autoptr (OtkCall) call = self->call;
  g_autoptr (GError) error = NULL;

  if (otk_desk_read_finish (OTK_DESK (source), result, &error))
    answer_records (call, self->found);
  else
    otk_call_refuse (call, error);
}

void
otk_api_search (OtkCall *call)
{
  const OtkEntity *entity = find_kind (call);
  const char *text = otk_call_query (call, "text");
  gint64 limit;
  Search *self;

  if (entity == NULL || !otk_call_query_int (call, "limit", 1, HITS_MOST, HITS_USUAL, &limit))
    return;
  if (entity->type != OTK_ENTITY_CUSTOMER && entity->type != OTK_ENTITY_COMPANY
      && entity->type != OTK_ENTITY_ARTICLE)
    {
      otk_call_refuse_with (call, SOUP_STATUS_NOT_FOUND, "not_found",
                            N_ ("Records of this kind are not searched: list them"));
      return;
    }
  self = otk_call_keep (call, g_new0 (Search, 1), search_free);
  self->call = otk_call_ref (call);
  self->type = entity->type;
  self->text = text != NULL ? text : "";
  self->limit = (guint) limit;
  otk_desk_read_async (otk_call_desk (call), search_now, self, searched_cb, self);
}
