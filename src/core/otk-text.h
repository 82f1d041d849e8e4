/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * otk_text_clean:
 * @text: bytes as somebody gave them, NUL-terminated
 * @max: the most characters
 * @several_lines: whether line breaks and tabs may stay; otherwise they become spaces
 * @label: untranslated: what the text is, for the refusal
 *
 * White space at both ends goes, line ends become "\n", control characters go, as do marks that
 * turn the direction of what follows. Refuses invalid UTF-8 (OTK_ERROR_INVALID) and what is too
 * long (OTK_ERROR_LIMIT).
 *
 * Returns: (transfer full) (nullable): the text, "" where nothing is left
 */
char *otk_text_clean (const char *text, gsize max, gboolean several_lines, const char *label,
                      GError **error);

/** otk_text_swap_layout: Returns: (transfer full): the text as if its keys had been pressed in the
 * other keyboard layout, QWERTY or ЙЦУКЕН: "ghbdtn" is «привет» and the other way round. */
char *otk_text_swap_layout (const char *text);

/** otk_text_fold: Returns: (transfer full): the text for comparing: small letters, ё as е. */
char *otk_text_fold (const char *text);

G_END_DECLS
