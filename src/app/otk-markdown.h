/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * otk_markdown_to_markup:
 * @text: (nullable): Markdown as a person or a mail program wrote it
 *
 * The text as Pango markup for a label, whose links are then reachable by keyboard and screen
 * reader. Raw HTML stays visible text; only http, https and mailto become links; a line's end stays
 * a line's end. The result is always valid markup.
 *
 * Returns: (transfer full): "" for nothing
 */
char *otk_markdown_to_markup (const char *text);

/** otk_markdown_link_is_safe: Whether @href may be opened by a click. */
gboolean otk_markdown_link_is_safe (const char *href);

G_END_DECLS
