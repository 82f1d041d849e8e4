/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sync-json.h"
#include "otk-sync-lines.h"

struct _OtkSyncWriter
{
  OtkJsonWriter *json;
};

OtkSyncWriter *
otk_sync_writer_new (void)
{
  OtkSyncWriter *self = g_new0 (OtkSyncWriter, 1);

  self->json = otk_json_writer_new (FALSE);
  return self;
}

void
otk_sync_writer_free (OtkSyncWriter *self)
{
  if (self == NULL)
    return;
  otk_json_writer_free (self->json);
  g_free (self);
}

gsize
otk_sync_writer_length (OtkSyncWriter *self)
{
  return otk_json_writer_length (self->json);
}

static void
end_line (OtkSyncWriter *self)
{
  otk_json_writer_end (self->json);
  otk_json_writer_end (self->json);
  otk_json_writer_break (self->json);
}

static void
begin_line (OtkSyncWriter *self, const char *kind)
{
  otk_json_writer_begin_object (self->json, NULL);
  otk_json_writer_begin_object (self->json, kind);
}

/* Versions are text: a number of JavaScript would not hold one of PostgreSQL. */
static void
write_version (OtkJsonWriter *json, gint64 x)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, x);
  otk_json_writer_string (json, "x", text);
}

void
otk_sync_writer_head (OtkSyncWriter *self, const OtkSyncHead *head)
{
  begin_line (self, "h");
  otk_json_writer_string (self->json, "epoch", head->epoch);
  otk_json_writer_string (self->json, "cookie_in", head->cookie_in);
  otk_json_writer_int (self->json, "server_time", head->server_time);
  otk_json_writer_bool (self->json, "reset", head->reset);
  otk_json_writer_int (self->json, "schema", head->schema);
  end_line (self);
}

static void
write_name (OtkSyncWriter *self, const char *kind, OtkEntityType entity, const OtkId *id,
            const OtkId *root)
{
  otk_json_writer_begin_object (self->json, NULL);
  otk_json_writer_begin_array (self->json, kind);
  otk_json_writer_string (self->json, NULL, otk_entity (entity)->name);
  otk_sync_write_id (self->json, NULL, id);
  if (root != NULL)
    otk_sync_write_id (self->json, NULL, root);
  end_line (self);
}

void
otk_sync_writer_left (OtkSyncWriter *self, OtkEntityType entity, const OtkId *id)
{
  write_name (self, "d", entity, id, NULL);
}

void
otk_sync_writer_deleted (OtkSyncWriter *self, OtkEntityType entity, const OtkId *id,
                         const OtkId *root)
{
  write_name (self, "x", entity, id, root);
}

/* The schema says what a field holds, so an id is just its text and an enumeration its name. */
static void
write_field (OtkJsonWriter *json, const OtkField *field, const OtkValue *value)
{
  const OtkChoice *choice = NULL;

  if (value->type == OTK_VALUE_ID)
    {
      otk_sync_write_id (json, field->name, &value->id);
      return;
    }
  if (value->type == OTK_VALUE_INT && field->choices != NULL)
    choice = otk_choice_by_value (field->choices, value->number);
  if (choice != NULL)
    otk_json_writer_string (json, field->name, choice->name);
  else
    otk_sync_write_value (json, field->name, value);
}

void
otk_sync_writer_row (OtkSyncWriter *self, const OtkRecord *record, gint64 x)
{
  const OtkEntity *entity = otk_record_entity (record);
  OtkJsonWriter *json = self->json;

  otk_json_writer_begin_object (json, NULL);
  otk_json_writer_begin_array (json, "r");
  otk_json_writer_string (json, NULL, entity->name);
  otk_json_writer_begin_object (json, NULL);
  otk_sync_write_id (json, "id", otk_record_id (record));
  write_version (json, x);
  if (otk_record_rowid (record) > 0)
    otk_json_writer_int (json, "n", otk_record_rowid (record));
  for (guint i = 0; i < entity->n_fields; i++)
    if (!otk_record_is_null (record, i))
      write_field (json, &entity->fields[i], otk_record_get (record, i));
  otk_json_writer_end (json);
  end_line (self);
}

static void
write_fact (OtkJsonWriter *json, const OtkFact *fact)
{
  static const char *const kinds[] = { "", "create", "change", "delete" };
  const OtkEntity *entity = otk_entity (fact->entity);

  otk_json_writer_begin_array (json, NULL);
  otk_json_writer_string (json, NULL, kinds[fact->kind]);
  otk_json_writer_string (json, NULL, entity->name);
  otk_sync_write_id (json, NULL, &fact->row);
  otk_sync_write_id (json, NULL, &fact->root);
  otk_json_writer_int (json, NULL, fact->n);
  if (fact->kind == OTK_FACT_CHANGE)
    {
      otk_json_writer_string (json, NULL, entity->fields[fact->field].name);
      otk_sync_write_value (json, NULL, &fact->before);
      otk_sync_write_value (json, NULL, &fact->after);
    }
  else if (fact->content != NULL)
    otk_sync_write_values (json, NULL, fact->content);
  otk_json_writer_end (json);
}

void
otk_sync_writer_log (OtkSyncWriter *self, const OtkSyncLog *log)
{
  const OtkCommand *command = log->command;
  OtkJsonWriter *json = self->json;

  begin_line (self, "l");
  otk_json_writer_int (json, "n", log->n);
  otk_sync_write_command (json, command);
  otk_json_writer_int (json, "at", command->at);
  if (!otk_id_is_none (&command->actor))
    otk_sync_write_id (json, "actor", &command->actor);
  if (!otk_id_is_none (&command->device))
    otk_sync_write_id (json, "device", &command->device);
  otk_json_writer_begin_array (json, "facts");
  for (guint i = 0; i < log->facts->len; i++)
    write_fact (json, g_ptr_array_index (log->facts, i));
  otk_json_writer_end (json);
  end_line (self);
}

void
otk_sync_writer_receipt (OtkSyncWriter *self, const OtkSyncReceipt *receipt)
{
  begin_line (self, "c");
  otk_sync_write_id (self->json, "id", &receipt->command);
  otk_json_writer_int (self->json, "seq", receipt->seq);
  otk_json_writer_string (self->json, "status", receipt->status);
  otk_json_writer_string (self->json, "code", receipt->code);
  if (receipt->detail != NULL)
    otk_json_writer_string (self->json, "detail", receipt->detail);
  if (receipt->effective != OTK_TIME_NONE)
    otk_json_writer_int (self->json, "effective", receipt->effective);
  write_version (self->json, receipt->x);
  end_line (self);
}

void
otk_sync_writer_end (OtkSyncWriter *self, const OtkSyncEnd *end)
{
  begin_line (self, "end");
  otk_json_writer_string (self->json, "cookie", end->cookie);
  otk_json_writer_int (self->json, "last_seq", end->last_seq);
  otk_json_writer_int (self->json, "rows", end->rows);
  if (end->sum != NULL)
    otk_json_writer_string (self->json, "sum", end->sum);
  if (end->total > 0)
    {
      otk_json_writer_int (self->json, "done", end->done);
      otk_json_writer_int (self->json, "total", end->total);
    }
  otk_json_writer_bool (self->json, "more", end->more);
  end_line (self);
}

GBytes *
otk_sync_writer_take (OtkSyncWriter *self)
{
  return otk_json_writer_take (self->json);
}
