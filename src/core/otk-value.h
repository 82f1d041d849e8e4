/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-id.h"

G_BEGIN_DECLS

/**
 * OtkTime:
 *
 * An instant: milliseconds since 1970-01-01 UTC. Fields that hold no instant are null values;
 * where a plain OtkTime has to say "none" or "never" it is %OTK_TIME_NONE.
 */
typedef gint64 OtkTime;

#define OTK_TIME_NONE G_MININT64
#define OTK_SECOND G_GINT64_CONSTANT (1000)
#define OTK_MINUTE (60 * OTK_SECOND)
#define OTK_HOUR (60 * OTK_MINUTE)
#define OTK_DAY (24 * OTK_HOUR)

typedef enum
{
  OTK_VALUE_NULL,
  OTK_VALUE_INT,  /* numbers, yes/no, enumerations, instants (ms), durations (s) */
  OTK_VALUE_TEXT, /* UTF-8 */
  OTK_VALUE_ID,
} OtkValueType;

/**
 * OtkValue:
 *
 * One field's content. A value owns its text; copy with otk_value_copy(), free with
 * otk_value_clear(). A zeroed OtkValue is null. Texts are shared, so copies are cheap, and may
 * cross threads.
 */
typedef struct
{
  OtkValueType type;
  union
  {
    gint64 number;
    char *text; /* a GRefString */
    OtkId id;
  };
} OtkValue;

#define OTK_VALUE_INIT                                                                             \
  {                                                                                                \
    .type = OTK_VALUE_NULL                                                                         \
  }

OtkValue otk_value_null (void);
OtkValue otk_value_int (gint64 number);
/** otk_value_text: NULL gives a null value. @text must be valid UTF-8. */
OtkValue otk_value_text (const char *text);
/** otk_value_id: NULL or a none id gives a null value. */
OtkValue otk_value_id (const OtkId *id);
/** otk_value_time: OTK_TIME_NONE gives a null value. */
OtkValue otk_value_time (OtkTime at);

OtkValue otk_value_copy (const OtkValue *value);
void otk_value_clear (OtkValue *value);
gboolean otk_value_is_null (const OtkValue *value);
gboolean otk_value_equal (const OtkValue *a, const OtkValue *b);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OtkValue, otk_value_clear)

/**
 * OtkValues:
 *
 * Named values: a command's arguments, a new record's content. Reference counted; not to be
 * changed any more once it is shared between threads.
 */
typedef struct _OtkValues OtkValues;

OtkValues *otk_values_new (void);
OtkValues *otk_values_ref (OtkValues *self);
void otk_values_unref (OtkValues *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkValues, otk_values_unref)

/** otk_values_take: Puts @value, whose ownership passes, under @name, replacing what was there. */
void otk_values_take (OtkValues *self, const char *name, OtkValue value);
void otk_values_set_text (OtkValues *self, const char *name, const char *text);
void otk_values_set_int (OtkValues *self, const char *name, gint64 number);
void otk_values_set_id (OtkValues *self, const char *name, const OtkId *id);
void otk_values_set_null (OtkValues *self, const char *name);

guint otk_values_size (const OtkValues *self);
/** otk_values_nth: The value and (out) (optional) (transfer none) the name at @index; names ascend.
 */
const OtkValue *otk_values_nth (const OtkValues *self, guint index, const char **name);
/** otk_values_has: TRUE where @name is there, even with a null value. */
gboolean otk_values_has (const OtkValues *self, const char *name);
/** otk_values_get: Returns: (nullable): NULL where @name is absent. */
const OtkValue *otk_values_get (const OtkValues *self, const char *name);
/** otk_values_get_text: Returns: (nullable): NULL where absent, null or not a text. */
const char *otk_values_get_text (const OtkValues *self, const char *name);
gint64 otk_values_get_int (const OtkValues *self, const char *name, gint64 fallback);
/** otk_values_get_id: Returns: (nullable): NULL where absent, null or not an id. */
const OtkId *otk_values_get_id (const OtkValues *self, const char *name);

/**
 * otk_values_encode:
 *
 * The compact byte form that the log keeps: little-endian, self-describing, the same for equal
 * content.
 *
 * Returns: (transfer full)
 */
GBytes *otk_values_encode (const OtkValues *self);
/** otk_values_decode: Returns: (transfer full) (nullable): NULL and OTK_ERROR_CORRUPT for other
 * bytes. */
OtkValues *otk_values_decode (GBytes *bytes, GError **error);

/**
 * otk_ids_parse:
 * @text: (nullable): the content of a field of type OTK_TYPE_REFS: ids separated by spaces
 *
 * Returns: (transfer full) (element-type OtkId): the ids in order; what is no id is passed over
 */
GArray *otk_ids_parse (const char *text);
/** otk_ids_print: Returns: (transfer full): the field's text for @ids, "" for none. */
char *otk_ids_print (GArray *ids);
/** otk_ids_has: Whether the list @text holds @id. */
gboolean otk_ids_has (const char *text, const OtkId *id);

G_END_DECLS
