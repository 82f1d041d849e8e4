/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-json-writer.h"

G_BEGIN_DECLS

/*
 * Records written for somebody, straight into the buffer: what he may not see is left out
 * (otk_access_shows_field()). Enumerations by name, yes/no as booleans, instants as ISO 8601 in
 * UTC, durations in seconds, references by id, empty fields not at all.
 */

/** otk_json_write_fields: The members of @record: "id", then its fields. */
void otk_json_write_fields (OtkJsonWriter *writer, const OtkRecord *record, const OtkRecord *actor);
/** otk_json_write_record: An object of them. */
void otk_json_write_record (OtkJsonWriter *writer, const char *key, const OtkRecord *record,
                            const OtkRecord *actor);
/** otk_json_write_value: The content of @field. */
void otk_json_write_value (OtkJsonWriter *writer, const char *key, const OtkField *field,
                           const OtkValue *value);
/** otk_json_write_instant: "2026-06-05T14:30:00.123Z", null for OTK_TIME_NONE. */
void otk_json_write_instant (OtkJsonWriter *writer, const char *key, OtkTime at);
void otk_json_write_id (OtkJsonWriter *writer, const char *key, const OtkId *id);

G_END_DECLS
