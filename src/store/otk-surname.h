/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * otk_surname_other:
 * @word: as it was typed, UTF-8
 * @length: in bytes
 *
 * The Russian stemmer takes -ов and -ев off a man's surname, as it would off a genitive plural, and
 * leaves them in every other form: "Орлов" becomes "орл", "Орлова" and "Орловым" become "орлов". A
 * search for the one would not find the other. (Surnames in -ин and -ский have one stem already.)
 *
 * Returns: (transfer full) (nullable): where @word may be such a surname, a form that has the other
 * stem, in small letters; NULL for other words
 */
char *otk_surname_other (const char *word, gsize length);

G_END_DECLS
