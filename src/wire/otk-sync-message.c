/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sync-message.h"

#include "otk-error.h"
#include "otk-sync-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_SMALL (64 * 1024)
#define MAX_NAME 200

OtkSyncCommand *
otk_sync_command_new (gint64 seq, OtkCommand *command, const OtkSyncStamp *stamp)
{
  OtkSyncCommand *self = g_new0 (OtkSyncCommand, 1);

  self->seq = seq;
  self->command = otk_command_ref (command);
  self->stamp = *stamp;
  return self;
}

void
otk_sync_command_free (OtkSyncCommand *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->command, otk_command_unref);
  g_free (self);
}

void
otk_sync_push_free (OtkSyncPush *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->commands, g_ptr_array_unref);
  g_free (self->epoch);
  g_free (self);
}

static void
write_stamp (OtkJsonWriter *writer, const OtkSyncStamp *stamp)
{
  char quality[] = { stamp->quality, '\0' };

  otk_json_writer_begin_object (writer, "at");
  otk_json_writer_int (writer, "est", stamp->estimated);
  otk_json_writer_string (writer, "q", quality);
  otk_json_writer_int (writer, "wall", stamp->wall);
  otk_json_writer_string (writer, "boot", stamp->boot);
  otk_json_writer_int (writer, "mono", stamp->mono);
  otk_json_writer_end (writer);
}

static gboolean
read_stamp (JsonObject *object, OtkSyncStamp *stamp, GError **error)
{
  JsonNode *node = json_object_get_member (object, "at");
  g_autofree char *quality = NULL;
  g_autofree char *boot = NULL;

  stamp->quality = 'C';
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return otk_sync_refuse (error, "at");
  object = json_node_get_object (node);
  if (!otk_sync_read_int (object, "est", &stamp->estimated, error)
      || !otk_sync_read_text (object, "q", 1, &quality, error)
      || !otk_sync_read_int (object, "wall", &stamp->wall, error)
      || !otk_sync_read_text (object, "boot", OTK_ID_STRING_LENGTH, &boot, error)
      || !otk_sync_read_int (object, "mono", &stamp->mono, error))
    return FALSE;
  if (quality != NULL && (*quality == 'A' || *quality == 'B'))
    stamp->quality = *quality;
  if (boot != NULL)
    g_strlcpy (stamp->boot, boot, sizeof stamp->boot);
  return TRUE;
}

static void
write_versions (OtkJsonWriter *writer, gint64 proto, gint64 schema, const OtkId *device)
{
  otk_json_writer_begin_object (writer, NULL);
  otk_json_writer_int (writer, "proto", proto);
  otk_json_writer_int (writer, "schema", schema);
  otk_sync_write_id (writer, "device", device);
}

static gboolean
read_versions (JsonObject *object, gint64 *proto, gint64 *schema, OtkId *device, GError **error)
{
  if (!otk_sync_read_int (object, "proto", proto, error)
      || !otk_sync_read_int (object, "schema", schema, error)
      || !otk_sync_read_id (object, "device", device, error))
    return FALSE;
  if (*proto != OTK_SYNC_PROTO)
    return otk_refuse (error, OTK_ERROR_PROTOCOL,
                       N_ ("The other side speaks another protocol: update the program"), NULL);
  return !otk_id_is_none (device) || otk_sync_refuse (error, "device");
}

GBytes *
otk_sync_push_write (const OtkSyncPush *self)
{
  g_autoptr (OtkJsonWriter) writer = otk_json_writer_new (FALSE);

  write_versions (writer, self->proto, self->schema, &self->device);
  otk_json_writer_string (writer, "epoch", self->epoch);
  otk_json_writer_begin_array (writer, "commands");
  for (guint i = 0; i < self->commands->len; i++)
    {
      const OtkSyncCommand *command = g_ptr_array_index (self->commands, i);

      otk_json_writer_begin_object (writer, NULL);
      otk_json_writer_int (writer, "seq", command->seq);
      otk_sync_write_command (writer, command->command);
      write_stamp (writer, &command->stamp);
      otk_json_writer_end (writer);
    }
  otk_json_writer_end (writer);
  otk_json_writer_end (writer);
  return otk_json_writer_take (writer);
}

static OtkSyncCommand *
read_command (JsonNode *node, GError **error)
{
  g_autoptr (OtkSyncCommand) command = g_new0 (OtkSyncCommand, 1);

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      otk_sync_refuse (error, "commands");
      return NULL;
    }
  command->command = otk_sync_read_command (json_node_get_object (node), error);
  if (command->command == NULL
      || !otk_sync_read_int (json_node_get_object (node), "seq", &command->seq, error)
      || !read_stamp (json_node_get_object (node), &command->stamp, error))
    return NULL;
  command->command->at = command->stamp.estimated;
  return g_steal_pointer (&command);
}

static gboolean
read_commands (JsonObject *object, GPtrArray *commands, GError **error)
{
  JsonNode *node = json_object_get_member (object, "commands");
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return otk_sync_refuse (error, "commands");
  array = json_node_get_array (node);
  if (json_array_get_length (array) > OTK_SYNC_PUSH_COMMANDS)
    return otk_refuse (error, OTK_ERROR_LIMIT, N_ ("There are too many commands in one message"),
                       NULL);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      OtkSyncCommand *command = read_command (json_array_get_element (array, i), error);

      if (command == NULL)
        return FALSE;
      g_ptr_array_add (commands, command);
    }
  return TRUE;
}

OtkSyncPush *
otk_sync_push_read (GBytes *body, GError **error)
{
  g_autoptr (JsonNode) node = otk_sync_read_object (body, OTK_SYNC_PUSH_LIMIT, error);
  g_autoptr (OtkSyncPush) push = g_new0 (OtkSyncPush, 1);
  JsonObject *object;

  if (node == NULL)
    return NULL;
  object = json_node_get_object (node);
  push->commands = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_sync_command_free);
  if (!read_versions (object, &push->proto, &push->schema, &push->device, error)
      || !otk_sync_read_text (object, "epoch", MAX_NAME, &push->epoch, error)
      || !read_commands (object, push->commands, error))
    return NULL;
  return g_steal_pointer (&push);
}

OtkSyncAnswer *
otk_sync_answer_new (void)
{
  OtkSyncAnswer *self = g_new0 (OtkSyncAnswer, 1);

  self->last_seq = -1;
  self->server_time = OTK_TIME_NONE;
  return self;
}

void
otk_sync_answer_free (OtkSyncAnswer *self)
{
  if (self == NULL)
    return;
  g_free (self->error);
  g_free (self->epoch);
  g_free (self->text);
  g_free (self->code);
  g_free (self->server);
  g_free (self);
}

static void
write_if (OtkJsonWriter *writer, const char *key, const char *text)
{
  if (text != NULL)
    otk_json_writer_string (writer, key, text);
}

GBytes *
otk_sync_answer_write (const OtkSyncAnswer *self)
{
  g_autoptr (OtkJsonWriter) writer = otk_json_writer_new (FALSE);

  otk_json_writer_begin_object (writer, NULL);
  write_if (writer, "error", self->error);
  write_if (writer, "text", self->text);
  write_if (writer, "epoch", self->epoch);
  write_if (writer, "code", self->code);
  write_if (writer, "server", self->server);
  if (!otk_id_is_none (&self->device))
    otk_sync_write_id (writer, "device", &self->device);
  if (!otk_id_is_none (&self->user))
    otk_sync_write_id (writer, "user", &self->user);
  if (self->last_seq >= 0)
    otk_json_writer_int (writer, "last_seq", self->last_seq);
  if (self->server_time != OTK_TIME_NONE)
    otk_json_writer_int (writer, "server_time", self->server_time);
  if (self->max > 0)
    {
      otk_json_writer_int (writer, "min", self->min);
      otk_json_writer_int (writer, "max", self->max);
    }
  if (self->poke)
    otk_json_writer_bool (writer, "poke", TRUE);
  otk_json_writer_end (writer);
  return otk_json_writer_take (writer);
}

OtkSyncAnswer *
otk_sync_answer_read (GBytes *body, GError **error)
{
  g_autoptr (JsonNode) node = otk_sync_read_object (body, MAX_SMALL, error);
  g_autoptr (OtkSyncAnswer) answer = otk_sync_answer_new ();
  JsonObject *object;

  if (node == NULL)
    return NULL;
  object = json_node_get_object (node);
  if (!otk_sync_read_text (object, "error", MAX_NAME, &answer->error, error)
      || !otk_sync_read_text (object, "text", MAX_SMALL, &answer->text, error)
      || !otk_sync_read_text (object, "epoch", MAX_NAME, &answer->epoch, error)
      || !otk_sync_read_text (object, "code", MAX_NAME, &answer->code, error)
      || !otk_sync_read_text (object, "server", MAX_NAME, &answer->server, error)
      || !otk_sync_read_id (object, "device", &answer->device, error)
      || !otk_sync_read_id (object, "user", &answer->user, error)
      || !otk_sync_read_int (object, "last_seq", &answer->last_seq, error)
      || !otk_sync_read_int (object, "server_time", &answer->server_time, error)
      || !otk_sync_read_int (object, "min", &answer->min, error)
      || !otk_sync_read_int (object, "max", &answer->max, error)
      || !otk_sync_read_bool (object, "poke", &answer->poke, error))
    return NULL;
  return g_steal_pointer (&answer);
}

void
otk_sync_pull_free (OtkSyncPull *self)
{
  if (self == NULL)
    return;
  g_free (self->epoch);
  g_free (self->cookie);
  g_free (self);
}

GBytes *
otk_sync_pull_write (const OtkSyncPull *self)
{
  g_autoptr (OtkJsonWriter) writer = otk_json_writer_new (FALSE);

  write_versions (writer, self->proto, self->schema, &self->device);
  otk_json_writer_string (writer, "epoch", self->epoch);
  otk_json_writer_string (writer, "cookie", self->cookie);
  otk_json_writer_int (writer, "acked_seq", self->acked_seq);
  otk_json_writer_int (writer, "max_seq", self->max_seq);
  otk_json_writer_int (writer, "profile", self->profile);
  otk_json_writer_bool (writer, "want_checksum", self->want_checksum);
  otk_json_writer_int (writer, "max_bytes", self->max_bytes);
  otk_json_writer_end (writer);
  return otk_json_writer_take (writer);
}

OtkSyncPull *
otk_sync_pull_read (GBytes *body, GError **error)
{
  g_autoptr (JsonNode) node = otk_sync_read_object (body, MAX_SMALL, error);
  g_autoptr (OtkSyncPull) pull = g_new0 (OtkSyncPull, 1);
  JsonObject *object;

  if (node == NULL)
    return NULL;
  object = json_node_get_object (node);
  pull->max_bytes = OTK_SYNC_PULL_BYTES;
  if (!read_versions (object, &pull->proto, &pull->schema, &pull->device, error)
      || !otk_sync_read_text (object, "epoch", MAX_NAME, &pull->epoch, error)
      || !otk_sync_read_text (object, "cookie", OTK_SYNC_COOKIE_MAX, &pull->cookie, error)
      || !otk_sync_read_int (object, "acked_seq", &pull->acked_seq, error)
      || !otk_sync_read_int (object, "max_seq", &pull->max_seq, error)
      || !otk_sync_read_int (object, "profile", &pull->profile, error)
      || !otk_sync_read_bool (object, "want_checksum", &pull->want_checksum, error)
      || !otk_sync_read_int (object, "max_bytes", &pull->max_bytes, error))
    return NULL;
  pull->max_bytes = CLAMP (pull->max_bytes, OTK_SYNC_PULL_MIN, OTK_SYNC_PULL_MAX);
  return g_steal_pointer (&pull);
}

void
otk_sync_register_free (OtkSyncRegister *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->profile);
  g_free (self->version);
  g_free (self);
}

GBytes *
otk_sync_register_write (const OtkSyncRegister *self)
{
  g_autoptr (OtkJsonWriter) writer = otk_json_writer_new (FALSE);

  write_versions (writer, self->proto, self->schema, &self->device);
  otk_json_writer_string (writer, "name", self->name);
  otk_json_writer_string (writer, "profile", self->profile);
  otk_json_writer_string (writer, "version", self->version);
  otk_json_writer_end (writer);
  return otk_json_writer_take (writer);
}

OtkSyncRegister *
otk_sync_register_read (GBytes *body, GError **error)
{
  g_autoptr (JsonNode) node = otk_sync_read_object (body, MAX_SMALL, error);
  g_autoptr (OtkSyncRegister) wish = g_new0 (OtkSyncRegister, 1);
  JsonObject *object;

  if (node == NULL)
    return NULL;
  object = json_node_get_object (node);
  if (!read_versions (object, &wish->proto, &wish->schema, &wish->device, error)
      || !otk_sync_read_text (object, "name", MAX_NAME, &wish->name, error)
      || !otk_sync_read_text (object, "profile", MAX_NAME, &wish->profile, error)
      || !otk_sync_read_text (object, "version", MAX_NAME, &wish->version, error))
    return NULL;
  return g_steal_pointer (&wish);
}
