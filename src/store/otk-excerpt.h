/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-search-text.h"

G_BEGIN_DECLS

/**
 * otk_excerpt_make:
 * @texts: what may have matched, NULL at the end
 * @search: what was typed
 *
 * The piece of that text which holds the most of the words asked for, matches between U+2068 and
 * U+2069, with "…" where something was left out.
 *
 * Returns: (transfer full) (nullable): NULL where no text holds any
 */
char *otk_excerpt_make (const char *const *texts, const OtkSearchText *search);

G_END_DECLS
