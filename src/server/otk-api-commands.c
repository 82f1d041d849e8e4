/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-api.h"

#include "otk-access.h"
#include "otk-error.h"
#include "otk-json-command.h"
#include "otk-json.h"
#include "otk-server-private.h"

#include <glib/gi18n-lib.h>

/* Commands in one call. */
#define MOST 50

/* Commands on their way; each is decided by itself, in order, in one transaction. */
typedef struct
{
  OtkCall *call;
  gboolean several;
  GPtrArray *commands; /* OtkCommand */
  GPtrArray *outcomes; /* OtkOutcome */
} Batch;

static void
batch_free (gpointer data)
{
  Batch *self = data;

  g_ptr_array_unref (self->commands);
  g_ptr_array_unref (self->outcomes);
  g_free (self);
}

static void
write_outcome (OtkCall *call, OtkJsonWriter *writer, const OtkOutcome *outcome)
{
  g_autofree char *text = outcome->error != NULL ? otk_error_text (outcome->error) : NULL;

  otk_json_writer_begin_object (writer, NULL);
  otk_json_write_id (writer, "id", &outcome->command);
  otk_json_writer_string (writer, "status",
                          outcome->error != NULL ? "refused"
                          : outcome->changed     ? "applied"
                                                 : "unchanged");
  if (!otk_id_is_none (&outcome->subject))
    otk_json_write_id (writer, "subject", &outcome->subject);
  if (outcome->note != NULL)
    otk_json_writer_string (writer, "note", _ (outcome->note));
  if (outcome->error != NULL)
    {
      otk_json_writer_begin_object (writer, "error");
      otk_json_writer_string (writer, "code", otk_call_error_code (outcome->error));
      otk_json_writer_string (writer, "text", text);
      otk_json_writer_end (writer);
    }
  otk_json_writer_end (writer);
}

static void
answer_outcomes (Batch *self)
{
  g_autoptr (OtkJsonWriter) writer = NULL;
  OtkOutcome *first = self->outcomes->pdata[0];

  if (!self->several && first->error != NULL)
    {
      otk_call_refuse (self->call, first->error);
      return;
    }
  writer = otk_json_writer_new (FALSE);
  if (!self->several)
    write_outcome (self->call, writer, first);
  else
    {
      otk_json_writer_begin_object (writer, NULL);
      otk_json_writer_begin_array (writer, "outcomes");
      for (guint i = 0; i < self->outcomes->len; i++)
        write_outcome (self->call, writer, self->outcomes->pdata[i]);
      otk_json_writer_end (writer);
      otk_json_writer_end (writer);
    }
  otk_call_answer_json (self->call, SOUP_STATUS_OK, writer);
}

static void
batch_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Batch *self = data;
  g_autoptr (OtkCall) call = self->call;
  g_autoptr (GError) error = NULL;

  if (otk_desk_commands_finish (OTK_DESK (source), result, self->outcomes, &error))
    answer_outcomes (self);
  else
    otk_call_refuse (call, error);
}

static gboolean
read_one (Batch *self, JsonObject *object, GError **error)
{
  OtkCommand *command =
      otk_json_to_command (object, otk_record_id (self->call->actor), self->call->at, error);

  if (command == NULL)
    return FALSE;
  command->device = self->call->device;
  g_ptr_array_add (self->commands, command);
  return TRUE;
}

static gboolean
read_several (Batch *self, JsonNode *node, GError **error)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 0;

  if (n < 1 || n > MOST)
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("From 1 to 50 commands are expected: %s"),
                       "commands");
  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_OBJECT (element))
        return otk_refuse (error, OTK_ERROR_INVALID, N_ ("An object is expected here: %s"),
                           "commands");
      if (!read_one (self, json_node_get_object (element), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_batch (Batch *self, GError **error)
{
  JsonObject *body = json_node_get_object (self->call->body);
  JsonNode *several = json_object_get_member (body, "commands");

  self->several = several != NULL;
  return several != NULL ? read_several (self, several, error) : read_one (self, body, error);
}

void
otk_api_give_command (OtkCall *call)
{
  Batch *self = otk_call_keep (call, g_new0 (Batch, 1), batch_free);
  g_autoptr (GError) error = NULL;

  self->call = call;
  self->commands = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_command_unref);
  self->outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_outcome_free);
  if (!read_batch (self, &error))
    {
      otk_call_refuse (call, error);
      return;
    }
  otk_call_ref (call);
  otk_desk_commands_async (otk_call_desk (call), self->commands, batch_written_cb, self);
}

void
otk_api_commands (OtkCall *call)
{
  g_autoptr (OtkJsonWriter) writer = otk_json_writer_new (FALSE);

  otk_json_writer_begin_object (writer, NULL);
  otk_json_writer_begin_array (writer, "commands");
  for (guint kind = 1; kind < OTK_N_COMMANDS; kind++)
    {
      const OtkCommandInfo *info = otk_command_info (kind);

      if ((info->flags & OTK_COMMAND_AUTHORITY)
          || ((info->flags & OTK_COMMAND_ADMIN_ONLY) && !otk_access_is_administrator (call->actor)))
        continue;
      otk_json_writer_begin_object (writer, NULL);
      otk_json_writer_string (writer, "name", info->name);
      otk_json_writer_string (writer, "label", _ (info->label));
      otk_json_writer_bool (writer, "on_request", (info->flags & OTK_COMMAND_ON_REQUEST) != 0);
      otk_json_writer_bool (writer, "undo", !(info->flags & OTK_COMMAND_NO_UNDO));
      otk_json_writer_end (writer);
    }
  otk_json_writer_end (writer);
  otk_json_writer_end (writer);
  otk_call_answer_json (call, SOUP_STATUS_OK, writer);
}
