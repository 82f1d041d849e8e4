/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-record.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * Values and records as JSON: enumerations by name, yes/no as booleans, instants as ISO 8601 with
 * an offset, durations as "1h 30m", references by id or by whatever name the caller uses for them.
 * Threads: any.
 */

/**
 * OtkJsonNamer:
 * @type: the kind of the record that is named
 * @id: its id
 *
 * What a reference is written as. Returns: (transfer full) (nullable): NULL for the id itself
 */
typedef char *(*OtkJsonNamer) (OtkEntityType type, const OtkId *id, gpointer data);

/**
 * OtkJsonFinder:
 * @text: a name from a file; ids are understood without asking
 * @id: (out): the record's id
 *
 * Returns: FALSE where there is no such record
 */
typedef gboolean (*OtkJsonFinder) (OtkEntityType type, const char *text, OtkId *id, gpointer data);

/** otk_json_duration: Returns: (transfer full): "1h 30m", "45s", "0s". @seconds is not negative. */
char *otk_json_duration (gint64 seconds);
/** otk_json_parse_duration: Reads that form, at most 100 years; FALSE for anything else. */
gboolean otk_json_parse_duration (const char *text, gint64 *seconds);

/**
 * otk_json_parse:
 * @text: (array length=length): foreign bytes
 *
 * Reads JSON that somebody else wrote: at most 64 MiB, nested at most 32 deep.
 *
 * Returns: (transfer full) (nullable): NULL and OTK_ERROR_INVALID or OTK_ERROR_LIMIT
 */
JsonNode *otk_json_parse (const char *text, gsize length, GError **error);

/** otk_json_from_value: Returns: (transfer full): null for a null value. */
JsonNode *otk_json_from_value (const OtkField *field, const OtkValue *value, OtkJsonNamer namer,
                               gpointer data);
/**
 * otk_json_to_value:
 * @path: where @node stands, for the refusal
 * @finder: (nullable): for references by name
 * @value: (out): the field's content; to be cleared
 *
 * Checks the type, the length and that a text holds only characters that can be shown.
 */
gboolean otk_json_to_value (const OtkField *field, JsonNode *node, const char *path,
                            OtkJsonFinder finder, gpointer data, OtkValue *value, GError **error);

/** otk_json_from_record: An object with "id" and every field that is not null. */
JsonObject *otk_json_from_record (const OtkRecord *record, OtkJsonNamer namer, gpointer data);
/** otk_json_to_record: The reverse. Returns: (transfer full) (nullable): NULL and OTK_ERROR_INVALID
 * naming the path. */
OtkRecord *otk_json_to_record (OtkEntityType type, JsonObject *object, const char *path,
                               OtkJsonFinder finder, gpointer data, GError **error);

/** otk_json_print: Returns: (transfer full): indented, with a line feed at its end. */
char *otk_json_print (JsonNode *node);

G_END_DECLS
