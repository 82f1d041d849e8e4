/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-schema.h"

G_BEGIN_DECLS

/**
 * OtkRecord:
 *
 * One record of any kind: the fold of its facts. Reference counted. It may be changed with the
 * setters only while its maker alone holds it; from then on it is immutable and may cross threads.
 */
typedef struct _OtkRecord OtkRecord;

/** otk_record_new: An empty record; every field is null. */
OtkRecord *otk_record_new (OtkEntityType type, const OtkId *id);
/** otk_record_copy: Returns: (transfer full): one's own copy, free to be changed; texts are shared.
 */
OtkRecord *otk_record_copy (const OtkRecord *self);
OtkRecord *otk_record_ref (OtkRecord *self);
void otk_record_unref (OtkRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkRecord, otk_record_unref)

const OtkEntity *otk_record_entity (const OtkRecord *self);
OtkEntityType otk_record_type (const OtkRecord *self);
const OtkId *otk_record_id (const OtkRecord *self);
/** otk_record_root: The id of the root it belongs to: its own, or its request's. */
const OtkId *otk_record_root (const OtkRecord *self);

/** otk_record_rowid: The local row number, 0 while it is in no database. Never leaves the machine.
 */
gint64 otk_record_rowid (const OtkRecord *self);
void otk_record_set_rowid (OtkRecord *self, gint64 rowid);

const OtkValue *otk_record_get (const OtkRecord *self, guint field);
gboolean otk_record_is_null (const OtkRecord *self, guint field);
/** otk_record_text: Returns: (nullable): NULL where the field is null. */
const char *otk_record_text (const OtkRecord *self, guint field);
/** otk_record_int: 0 where the field is null. */
gint64 otk_record_int (const OtkRecord *self, guint field);
/** otk_record_time: OTK_TIME_NONE where the field is null. */
OtkTime otk_record_time (const OtkRecord *self, guint field);
/** otk_record_ref_id: Returns: (nullable): the id in a REF field, NULL where it is null. */
const OtkId *otk_record_ref_id (const OtkRecord *self, guint field);
/** otk_record_name: What people call it: the content of the entity's name field, "" where empty. */
const char *otk_record_name (const OtkRecord *self);

/** otk_record_take: Puts @value, whose ownership passes, into @field. */
void otk_record_take (OtkRecord *self, guint field, OtkValue value);
void otk_record_set_text (OtkRecord *self, guint field, const char *text);
void otk_record_set_int (OtkRecord *self, guint field, gint64 number);
void otk_record_set_time (OtkRecord *self, guint field, OtkTime at);
void otk_record_set_id (OtkRecord *self, guint field, const OtkId *id);

gboolean otk_record_equal (const OtkRecord *a, const OtkRecord *b);

/** otk_record_to_values: Returns: (transfer full): every field that is not null, by name. */
OtkValues *otk_record_to_values (const OtkRecord *self);
/** otk_record_from_values: Fields that @values names and this program does not know are passed
 * over. */
OtkRecord *otk_record_from_values (OtkEntityType type, const OtkId *id, const OtkValues *values);

G_END_DECLS
