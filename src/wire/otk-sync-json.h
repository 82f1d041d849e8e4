/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-json-writer.h"
#include "otk-json.h"
#include "otk-sync-message.h"

G_BEGIN_DECLS

/* How the messages of sync write and read their parts; shared by the otk-sync-*.c files of wire
 * only. A value keeps its type: numbers are numbers, texts are strings, an id is {"id": "…"}. */

void otk_sync_write_id (OtkJsonWriter *writer, const char *key, const OtkId *id);
void otk_sync_write_value (OtkJsonWriter *writer, const char *key, const OtkValue *value);
void otk_sync_write_values (OtkJsonWriter *writer, const char *key, const OtkValues *values);
/** otk_sync_write_command: The members of a command that both directions have. */
void otk_sync_write_command (OtkJsonWriter *writer, const OtkCommand *command);

/* Reading: FALSE and OTK_ERROR_PROTOCOL where a member is there and is not what it has to be; a
 * member that is missing or null leaves the target as it was. */

gboolean otk_sync_read_int (JsonObject *object, const char *key, gint64 *number, GError **error);
gboolean otk_sync_read_bool (JsonObject *object, const char *key, gboolean *yes, GError **error);
/** otk_sync_read_text: @text: (inout) (transfer full): at most @max bytes. */
gboolean otk_sync_read_text (JsonObject *object, const char *key, gsize max, char **text,
                             GError **error);
gboolean otk_sync_read_id (JsonObject *object, const char *key, OtkId *id, GError **error);
gboolean otk_sync_read_value (JsonNode *node, OtkValue *value, GError **error);
gboolean otk_sync_read_values (JsonObject *object, const char *key, OtkValues **values,
                               GError **error);
/** otk_sync_read_command: Returns: (transfer full) (nullable): kind 0 where it is not known. */
OtkCommand *otk_sync_read_command (JsonObject *object, GError **error);
/** otk_sync_read_object: The outermost object of @body. Returns: (transfer full) (nullable) */
JsonNode *otk_sync_read_object (GBytes *body, gsize max, GError **error);

/** otk_sync_refuse: FALSE and OTK_ERROR_PROTOCOL. */
gboolean otk_sync_refuse (GError **error, const char *member);

G_END_DECLS
