/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * otk_merge_lines:
 * @base: what both have started from
 * @mine: what one of them made of it
 * @theirs: what the other made of it
 *
 * Brings two edits of a text together, line by line.
 *
 * Returns: (transfer full) (nullable): the text with both; NULL where they changed the same lines
 */
char *otk_merge_lines (const char *base, const char *mine, const char *theirs);

G_END_DECLS
