/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OtkId:
 *
 * A UUID. Ids of commands and records are version 7 (sync.md §4.1): their first 48 bits are the
 * time in milliseconds, so that rows made one after another lie beside each other on disk. All
 * zeroes is "no id".
 */
typedef struct
{
  guint8 bytes[16];
} OtkId;

#define OTK_ID_NONE ((OtkId){ { 0 } })
#define OTK_ID_STRING_LENGTH 36

/**
 * otk_id_new:
 * @at: the instant, milliseconds since 1970 UTC
 *
 * A new UUIDv7. Ids made by one process within one millisecond ascend.
 * Threads: any.
 */
OtkId otk_id_new (gint64 at);

/**
 * otk_id_derive:
 * @base: usually a command's id
 * @part: which of the ids that belong to @base
 *
 * The same arguments always give the same id, so that a replayed command makes the same records.
 * The result keeps the time of @base.
 */
OtkId otk_id_derive (const OtkId *base, guint part);

/**
 * otk_id_from_text:
 * @text: any bytes
 *
 * A content address: equal texts have equal ids, whoever makes them.
 */
OtkId otk_id_from_text (const char *text);

/**
 * otk_id_at:
 * @id: usually a content address
 * @at: the instant, milliseconds since 1970 UTC
 *
 * @id with its first bits replaced by @at: still the same for the same arguments, and in its place
 * among ids made at that time.
 */
OtkId otk_id_at (OtkId id, gint64 at);

/** otk_id_parse: Reads the 36-character form, either case; FALSE and @id untouched otherwise. */
gboolean otk_id_parse (const char *text, OtkId *id);

/** otk_id_print: Writes the lower-case form and a NUL into @buffer (37 bytes); returns @buffer. */
char *otk_id_print (const OtkId *id, char buffer[OTK_ID_STRING_LENGTH + 1]);

/** otk_id_to_string: Returns: (transfer full): the 36-character lower-case form. */
char *otk_id_to_string (const OtkId *id);

gboolean otk_id_is_none (const OtkId *id);
int otk_id_compare (const OtkId *a, const OtkId *b);

/** otk_id_hash: (GHashFunc) for keys that point to an OtkId. */
guint otk_id_hash (gconstpointer id);
/** otk_id_equal: (GEqualFunc) for keys that point to an OtkId. */
gboolean otk_id_equal (gconstpointer a, gconstpointer b);

G_END_DECLS
