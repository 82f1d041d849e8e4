/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sync-json.h"
#include "otk-sync-lines.h"

#include "otk-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Far more than the longest text with every letter escaped. */
#define MAX_LINE (8 * 1024 * 1024)
#define MAX_NAME 200
#define MAX_FACTS 100000

typedef enum
{
  AT_START,
  INSIDE,
  ENDED,
} Place;

struct _OtkSyncReader
{
  GBytes *answer;
  const char *at, *end;
  Place place;
  OtkSyncLine line;
};

static void
forget_line (OtkSyncLine *line)
{
  g_free (line->head.epoch);
  g_free (line->head.cookie_in);
  g_free (line->end.cookie);
  g_free (line->end.sum);
  g_free (line->receipt.status);
  g_free (line->receipt.code);
  g_free (line->receipt.detail);
  g_clear_pointer (&line->log.command, otk_command_unref);
  g_clear_pointer (&line->log.facts, g_ptr_array_unref);
  g_clear_pointer (&line->record, otk_record_unref);
  *line = (OtkSyncLine){ 0 };
}

OtkSyncReader *
otk_sync_reader_new (GBytes *answer)
{
  OtkSyncReader *self = g_new0 (OtkSyncReader, 1);
  gsize length;

  self->answer = g_bytes_ref (answer);
  self->at = g_bytes_get_data (answer, &length);
  self->end = self->at + length;
  return self;
}

void
otk_sync_reader_free (OtkSyncReader *self)
{
  if (self == NULL)
    return;
  forget_line (&self->line);
  g_bytes_unref (self->answer);
  g_free (self);
}

static gboolean
read_version (JsonObject *object, gint64 *x, GError **error)
{
  g_autofree char *text = NULL;

  if (!otk_sync_read_text (object, "x", 20, &text, error))
    return FALSE;
  return text == NULL || g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, x, NULL)
         || otk_sync_refuse (error, "x");
}

static gboolean
read_head (JsonObject *object, OtkSyncLine *line, GError **error)
{
  OtkSyncHead *head = &line->head;

  line->kind = OTK_SYNC_LINE_HEAD;
  head->server_time = OTK_TIME_NONE;
  if (!otk_sync_read_text (object, "epoch", MAX_NAME, &head->epoch, error)
      || !otk_sync_read_text (object, "cookie_in", OTK_SYNC_COOKIE_MAX, &head->cookie_in, error)
      || !otk_sync_read_int (object, "server_time", &head->server_time, error)
      || !otk_sync_read_int (object, "schema", &head->schema, error)
      || !otk_sync_read_bool (object, "reset", &head->reset, error))
    return FALSE;
  return head->epoch != NULL || otk_sync_refuse (error, "epoch");
}

static gboolean
read_end (JsonObject *object, OtkSyncLine *line, GError **error)
{
  OtkSyncEnd *end = &line->end;

  line->kind = OTK_SYNC_LINE_END;
  if (!otk_sync_read_text (object, "cookie", OTK_SYNC_COOKIE_MAX, &end->cookie, error)
      || !otk_sync_read_text (object, "sum", MAX_NAME, &end->sum, error)
      || !otk_sync_read_int (object, "last_seq", &end->last_seq, error)
      || !otk_sync_read_int (object, "rows", &end->rows, error)
      || !otk_sync_read_int (object, "done", &end->done, error)
      || !otk_sync_read_int (object, "total", &end->total, error)
      || !otk_sync_read_bool (object, "more", &end->more, error))
    return FALSE;
  return end->cookie != NULL || otk_sync_refuse (error, "cookie");
}

static gboolean
read_receipt (JsonObject *object, OtkSyncLine *line, GError **error)
{
  OtkSyncReceipt *receipt = &line->receipt;

  line->kind = OTK_SYNC_LINE_RECEIPT;
  receipt->effective = OTK_TIME_NONE;
  if (!otk_sync_read_id (object, "id", &receipt->command, error)
      || !otk_sync_read_int (object, "seq", &receipt->seq, error)
      || !otk_sync_read_text (object, "status", MAX_NAME, &receipt->status, error)
      || !otk_sync_read_text (object, "code", MAX_NAME, &receipt->code, error)
      || !otk_sync_read_text (object, "detail", MAX_LINE, &receipt->detail, error)
      || !otk_sync_read_int (object, "effective", &receipt->effective, error)
      || !read_version (object, &receipt->x, error))
    return FALSE;
  if (otk_id_is_none (&receipt->command))
    return otk_sync_refuse (error, "id");
  return receipt->status != NULL || otk_sync_refuse (error, "status");
}

static const char *
string_at (JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static gboolean
id_at (JsonArray *array, guint index, OtkId *id)
{
  const char *text = string_at (array, index);

  return text != NULL && otk_id_parse (text, id);
}

static gboolean
int_at (JsonArray *array, guint index, gint64 *number)
{
  JsonNode *node = json_array_get_element (array, index);

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *number = json_node_get_int (node);
  return TRUE;
}

static gboolean
read_name (JsonArray *array, OtkSyncLineKind kind, OtkSyncLine *line, GError **error)
{
  const OtkEntity *entity;

  if (json_array_get_length (array) < 2 || string_at (array, 0) == NULL
      || !id_at (array, 1, &line->id))
    return otk_sync_refuse (error, "id");
  if (json_array_get_length (array) > 2 && !id_at (array, 2, &line->root))
    return otk_sync_refuse (error, "root");
  entity = otk_entity_by_name (string_at (array, 0));
  if (entity == NULL)
    return TRUE;
  line->kind = kind;
  line->entity = entity->type;
  return TRUE;
}

static gboolean
read_reference (JsonNode *node, OtkValue *value)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  value->type = OTK_VALUE_ID;
  return otk_id_parse (json_node_get_string (node), &value->id);
}

/* Enumerations by name; a name of a newer server is no value this program could show. */
static gboolean
read_choice (const OtkField *field, JsonNode *node, OtkValue *value)
{
  const OtkChoice *choice;

  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    {
      *value = otk_value_int (json_node_get_int (node));
      return TRUE;
    }
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  choice = otk_choice_by_name (field->choices, json_node_get_string (node));
  *value = choice != NULL ? otk_value_int (choice->value) : otk_value_null ();
  return TRUE;
}

static gboolean
is_of_type (const OtkField *field, const OtkValue *value)
{
  switch (field->type)
    {
    case OTK_TYPE_TEXT:
    case OTK_TYPE_LONGTEXT:
    case OTK_TYPE_REFS:
      return value->type == OTK_VALUE_TEXT;
    case OTK_TYPE_INT:
    case OTK_TYPE_BOOL:
    case OTK_TYPE_TIME:
    case OTK_TYPE_SECONDS:
      return value->type == OTK_VALUE_INT;
    case OTK_TYPE_ENUM:
    case OTK_TYPE_REF:
    default:
      return TRUE;
    }
}

static gboolean
read_field (const OtkField *field, JsonNode *node, OtkValue *value, GError **error)
{
  *value = otk_value_null ();
  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (field->type == OTK_TYPE_REF && read_reference (node, value))
    return TRUE;
  if (field->type == OTK_TYPE_ENUM && read_choice (field, node, value))
    return TRUE;
  if (field->type == OTK_TYPE_REF || field->type == OTK_TYPE_ENUM)
    return otk_sync_refuse (error, field->name);
  if (!otk_sync_read_value (node, value, error))
    return FALSE;
  if (is_of_type (field, value))
    return TRUE;
  otk_value_clear (value);
  return otk_sync_refuse (error, field->name);
}

static gboolean
read_fields (JsonObject *object, OtkRecord *record, GError **error)
{
  const OtkEntity *entity = otk_record_entity (record);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      JsonNode *node = json_object_get_member (object, entity->fields[i].name);
      OtkValue value;

      if (node == NULL)
        continue;
      if (!read_field (&entity->fields[i], node, &value, error))
        return FALSE;
      otk_record_take (record, i, value);
    }
  return TRUE;
}

static gboolean
read_row (JsonArray *array, OtkSyncLine *line, GError **error)
{
  const char *name = json_array_get_length (array) >= 2 ? string_at (array, 0) : NULL;
  const OtkEntity *entity;
  JsonObject *object;
  OtkId id = OTK_ID_NONE;
  gint64 rowid = 0;

  if (name == NULL || !JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, 1)))
    return otk_sync_refuse (error, "r");
  object = json_array_get_object_element (array, 1);
  entity = otk_entity_by_name (name);
  if (entity == NULL)
    return TRUE;
  if (!otk_sync_read_id (object, "id", &id, error) || !read_version (object, &line->x, error)
      || !otk_sync_read_int (object, "n", &rowid, error))
    return FALSE;
  if (otk_id_is_none (&id) || rowid < 0)
    return otk_sync_refuse (error, "id");
  line->kind = OTK_SYNC_LINE_ROW;
  line->record = otk_record_new (entity->type, &id);
  otk_record_set_rowid (line->record, rowid);
  return read_fields (object, line->record, error);
}

static OtkFact *
make_change (JsonArray *array, const OtkRecord *record, GError **error)
{
  const char *name = json_array_get_length (array) >= 8 ? string_at (array, 5) : NULL;
  int field = name != NULL ? otk_entity_field (otk_record_entity (record), name) : -1;
  g_auto (OtkValue) before = OTK_VALUE_INIT;
  g_auto (OtkValue) after = OTK_VALUE_INIT;

  if (name == NULL)
    {
      otk_sync_refuse (error, "facts");
      return NULL;
    }
  if (field < 0 || !otk_sync_read_value (json_array_get_element (array, 6), &before, error)
      || !otk_sync_read_value (json_array_get_element (array, 7), &after, error))
    return NULL;
  return otk_fact_change (record, (guint) field, &before, &after);
}

static OtkFact *
make_whole (JsonArray *array, const OtkEntity *entity, const OtkId *row, gboolean created,
            GError **error)
{
  g_autoptr (OtkValues) content = otk_values_new ();
  g_autoptr (OtkRecord) record = NULL;
  g_autoptr (JsonObject) holder = json_object_new ();

  if (json_array_get_length (array) >= 6)
    json_object_set_member (holder, "content", json_array_dup_element (array, 5));
  if (!otk_sync_read_values (holder, "content", &content, error))
    return NULL;
  record = otk_record_from_values (entity->type, row, content);
  return created ? otk_fact_create (record) : otk_fact_delete (record);
}

/* NULL without an error for what this program does not know. */
static OtkFact *
read_fact (JsonArray *array, GError **error)
{
  const char *kind = json_array_get_length (array) >= 5 ? string_at (array, 0) : NULL;
  const char *name = kind != NULL ? string_at (array, 1) : NULL;
  const OtkEntity *entity = name != NULL ? otk_entity_by_name (name) : NULL;
  g_autoptr (OtkRecord) record = NULL;
  OtkFact *fact = NULL;
  OtkId row, root;
  gint64 n;

  if (name == NULL || !id_at (array, 2, &row) || !id_at (array, 3, &root) || !int_at (array, 4, &n))
    {
      otk_sync_refuse (error, "facts");
      return NULL;
    }
  if (entity == NULL)
    return NULL;
  record = otk_record_new (entity->type, &row);
  if (strcmp (kind, "change") == 0)
    fact = make_change (array, record, error);
  else if (strcmp (kind, "create") == 0 || strcmp (kind, "delete") == 0)
    fact = make_whole (array, entity, &row, *kind == 'c', error);
  if (fact != NULL)
    {
      fact->root = root;
      fact->n = n;
    }
  return fact;
}

static gboolean
read_facts (JsonObject *object, OtkSyncLog *log, GError **error)
{
  JsonNode *node = json_object_get_member (object, "facts");
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node)
      || json_array_get_length (json_node_get_array (node)) > MAX_FACTS)
    return otk_sync_refuse (error, "facts");
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      g_autoptr (GError) failure = NULL;
      OtkFact *fact;

      if (!JSON_NODE_HOLDS_ARRAY (element))
        return otk_sync_refuse (error, "facts");
      fact = read_fact (json_node_get_array (element), &failure);
      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (fact == NULL)
        continue;
      fact->command = log->command->id;
      fact->batch = log->command->batch;
      fact->actor = log->command->actor;
      fact->at = log->command->at;
      g_ptr_array_add (log->facts, fact);
    }
  return TRUE;
}

static gboolean
read_log (JsonObject *object, OtkSyncLine *line, GError **error)
{
  OtkSyncLog *log = &line->log;

  line->kind = OTK_SYNC_LINE_LOG;
  log->facts = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);
  log->command = otk_sync_read_command (object, error);
  if (log->command == NULL || !otk_sync_read_int (object, "n", &log->n, error)
      || !otk_sync_read_int (object, "at", &log->command->at, error)
      || !otk_sync_read_id (object, "actor", &log->command->actor, error)
      || !otk_sync_read_id (object, "device", &log->command->device, error))
    return FALSE;
  if (log->n <= 0)
    return otk_sync_refuse (error, "n");
  return read_facts (object, log, error);
}

/* A member of the line that is an object or an array; NULL where there is none. */
static JsonNode *
part (JsonObject *object, const char *key, JsonNodeType type)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && json_node_get_node_type (node) == type ? node : NULL;
}

static gboolean
read_line (JsonObject *object, OtkSyncLine *line, GError **error)
{
  static const struct
  {
    const char *key;
    gboolean (*read) (JsonObject *object, OtkSyncLine *line, GError **error);
  } objects[] = {
    { "l", read_log }, { "c", read_receipt }, { "h", read_head }, { "end", read_end }
  };
  JsonNode *node;

  if ((node = part (object, "r", JSON_NODE_ARRAY)) != NULL)
    return read_row (json_node_get_array (node), line, error);
  if ((node = part (object, "d", JSON_NODE_ARRAY)) != NULL)
    return read_name (json_node_get_array (node), OTK_SYNC_LINE_LEFT, line, error);
  if ((node = part (object, "x", JSON_NODE_ARRAY)) != NULL)
    return read_name (json_node_get_array (node), OTK_SYNC_LINE_DELETED, line, error);
  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    if ((node = part (object, objects[i].key, JSON_NODE_OBJECT)) != NULL)
      return objects[i].read (json_node_get_object (node), line, error);
  return TRUE;
}

static gboolean
check_place (OtkSyncReader *self, GError **error)
{
  if ((self->place == AT_START) != (self->line.kind == OTK_SYNC_LINE_HEAD))
    return otk_sync_refuse (error, "h");
  if (self->place == ENDED)
    return otk_sync_refuse (error, "end");
  self->place = self->line.kind == OTK_SYNC_LINE_END ? ENDED : INSIDE;
  return TRUE;
}

static gboolean
read_next (OtkSyncReader *self, const char *line, gsize length, GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  if (length > MAX_LINE)
    return otk_refuse (error, OTK_ERROR_LIMIT, N_ ("The message of the other side is too long"),
                       NULL);
  node = otk_json_parse (line, length, error);
  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return otk_sync_refuse (error, "{");
  return read_line (json_node_get_object (node), &self->line, error) && check_place (self, error);
}

const OtkSyncLine *
otk_sync_reader_next (OtkSyncReader *self, GError **error)
{
  forget_line (&self->line);
  while (self->at < self->end)
    {
      const char *line = self->at;
      const char *stop = memchr (line, '\n', (gsize) (self->end - line));
      gsize length = (gsize) ((stop != NULL ? stop : self->end) - line);

      self->at = stop != NULL ? stop + 1 : self->end;
      if (length == 0)
        continue;
      return read_next (self, line, length, error) ? &self->line : NULL;
    }
  if (self->place != ENDED)
    otk_refuse (error, OTK_ERROR_PROTOCOL, N_ ("The answer broke off before its end"), NULL);
  return NULL;
}
