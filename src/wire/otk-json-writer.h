/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-record.h"

G_BEGIN_DECLS

/**
 * OtkJsonWriter:
 *
 * Writes JSON straight into a buffer, for answers of any length. Members are given in the order in
 * which they shall stand; a key is NULL inside an array and for the outermost value. For one
 * thread.
 */
typedef struct _OtkJsonWriter OtkJsonWriter;

/** otk_json_writer_new: @indented: for people; otherwise without any blanks. */
OtkJsonWriter *otk_json_writer_new (gboolean indented);
void otk_json_writer_free (OtkJsonWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkJsonWriter, otk_json_writer_free)
/** otk_json_writer_text: What has been written. Returns: (transfer none) */
const char *otk_json_writer_text (OtkJsonWriter *self);
/** otk_json_writer_length: How many bytes have been written. */
gsize otk_json_writer_length (OtkJsonWriter *self);
/** otk_json_writer_take: Returns: (transfer full): what has been written; the writer is empty then.
 */
GBytes *otk_json_writer_take (OtkJsonWriter *self);
/** otk_json_writer_break: Ends the line after an outermost value: lines of JSON, one after another.
 */
void otk_json_writer_break (OtkJsonWriter *self);
/** otk_json_writer_cut: Forgets what was written behind @length bytes, which ended a line. */
void otk_json_writer_cut (OtkJsonWriter *self, gsize length);

void otk_json_writer_begin_object (OtkJsonWriter *self, const char *key);
void otk_json_writer_begin_array (OtkJsonWriter *self, const char *key);
/** otk_json_writer_end: Ends the innermost object or array. */
void otk_json_writer_end (OtkJsonWriter *self);

/** otk_json_writer_string: @text: (nullable): valid UTF-8; NULL writes null. */
void otk_json_writer_string (OtkJsonWriter *self, const char *key, const char *text);
void otk_json_writer_int (OtkJsonWriter *self, const char *key, gint64 number);
void otk_json_writer_bool (OtkJsonWriter *self, const char *key, gboolean yes);
void otk_json_writer_null (OtkJsonWriter *self, const char *key);
/** otk_json_writer_time: ISO 8601 in the local zone; null for OTK_TIME_NONE. */
void otk_json_writer_time (OtkJsonWriter *self, const char *key, OtkTime at);

/** otk_iso_time: Returns: (transfer full): @at in the local zone: "2026-06-05T17:30:00+03:00". */
char *otk_iso_time (OtkTime at);
/**
 * otk_iso_time_parse:
 * @text: ISO 8601
 * @zone: (nullable): for a time without an offset; NULL refuses such a time
 * @at: (out): the instant
 */
gboolean otk_iso_time_parse (const char *text, GTimeZone *zone, OtkTime *at);

G_END_DECLS
