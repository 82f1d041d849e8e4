/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * otk_pack_text_narrow:
 *
 * A Russian text takes half the room at one byte a letter, as in Windows-1251.
 * Returns: (transfer full) (nullable): NULL where a letter of @text has no byte there
 */
GByteArray *otk_pack_text_narrow (const char *text);
/** otk_pack_text_widen: The text of which otk_pack_text_narrow() made @bytes. Any bytes give a
 * valid text. */
char *otk_pack_text_widen (const guint8 *bytes, gsize length);

G_END_DECLS
