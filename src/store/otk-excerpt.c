/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-excerpt.h"

#include <libstemmer.h>
#include <string.h>

/* Words of an excerpt. */
#define LENGTH 18
/* Of longer texts the rest is not looked at. */
#define MAX_WORDS 20000

/* A run of letters and digits. */
typedef struct
{
  const char *start, *end;
  guint found; /* which word asked for it is, one bit each; 0 for none */
} Piece;

/* A word asked for, as it is compared. */
typedef struct
{
  char *stem;
  char *other; /* (nullable): a surname's other stem */
  char *whole; /* without its form cut off */
  gboolean open;
} Wanted;

typedef struct
{
  struct sb_stemmer *russian, *english;
  GArray *wanted; /* (element-type Wanted) */
} Excerpt;

static const char *
next_piece (const char *at, Piece *piece)
{
  while (*at != '\0' && !g_unichar_isalnum (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  *piece = (Piece){ .start = at };
  while (*at != '\0' && g_unichar_isalnum (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  piece->end = at;
  return at;
}

/* Without capitals and ё. */
static char *
plain (const Piece *piece)
{
  g_autofree char *lower = g_utf8_strdown (piece->start, piece->end - piece->start);
  char *yo = lower;

  while ((yo = strstr (yo, "ё")) != NULL)
    memcpy (yo, "е", strlen ("е"));
  return g_steal_pointer (&lower);
}

static char *
stem_of (Excerpt *self, const char *word)
{
  gboolean cyrillic = (guchar) *word == 0xd0 || (guchar) *word == 0xd1;
  struct sb_stemmer *stemmer = cyrillic ? self->russian : self->english;
  const sb_symbol *stem = sb_stemmer_stem (stemmer, (const sb_symbol *) word, (int) strlen (word));

  return stem != NULL ? g_strndup ((const char *) stem, (gsize) sb_stemmer_length (stemmer))
                      : g_strdup (word);
}

static void
wanted_clear (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->stem);
  g_free (wanted->other);
  g_free (wanted->whole);
}

static void
want (Excerpt *self, const OtkSearchWord *word)
{
  Piece piece;

  for (const char *at = next_piece (word->text, &piece); piece.start < piece.end;
       at = next_piece (at, &piece))
    {
      char *whole = plain (&piece);
      Wanted wanted = { stem_of (self, whole),
                        word->other != NULL ? stem_of (self, word->other) : NULL, whole,
                        word->open };

      g_array_append_val (self->wanted, wanted);
    }
}

static guint
which (Excerpt *self, const Piece *piece)
{
  g_autofree char *whole = plain (piece), *stem = stem_of (self, whole);

  for (guint i = 0; i < MIN (self->wanted->len, 31); i++)
    {
      const Wanted *wanted = &g_array_index (self->wanted, Wanted, i);

      if (strcmp (stem, wanted->stem) == 0 || g_strcmp0 (stem, wanted->other) == 0
          || (wanted->open && g_str_has_prefix (stem, wanted->whole)))
        return 1u << i;
    }
  return 0;
}

static GArray *
pieces_of (Excerpt *self, const char *text)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  Piece piece;

  for (const char *at = next_piece (text, &piece);
       piece.start < piece.end && pieces->len < MAX_WORDS; at = next_piece (at, &piece))
    {
      piece.found = which (self, &piece);
      g_array_append_val (pieces, piece);
    }
  return pieces;
}

/* How many of the words asked for stand in the window from @first on, and how often. */
static guint
worth (GArray *pieces, guint first)
{
  guint found = 0, n = 0;

  for (guint i = first; i < MIN (first + LENGTH, pieces->len); i++)
    {
      found |= g_array_index (pieces, Piece, i).found;
      n += g_array_index (pieces, Piece, i).found != 0;
    }
  return (guint) __builtin_popcount (found) * LENGTH + n;
}

static guint
best_window (GArray *pieces, guint *best)
{
  guint place = 0;

  *best = 0;
  for (guint i = 0; i < pieces->len; i++)
    if (g_array_index (pieces, Piece, i).found != 0)
      {
        /* A few words before the first match say what it is about. */
        guint first = pieces->len <= LENGTH ? 0 : MIN (i > 3 ? i - 3 : 0, pieces->len - LENGTH);
        guint value = worth (pieces, first);

        if (value > *best)
          {
            *best = value;
            place = first;
          }
      }
  return place;
}

static char *
cut (const char *text, GArray *pieces, guint first)
{
  guint last = MIN (first + LENGTH, pieces->len) - 1;
  GString *out = g_string_new (first > 0 ? "…" : NULL);
  const char *at = first > 0 ? g_array_index (pieces, Piece, first).start : text;

  for (guint i = first; i <= last; i++)
    {
      const Piece *piece = &g_array_index (pieces, Piece, i);
      gboolean joins = i > first && piece->found && (piece - 1)->found;

      if (joins)
        g_string_truncate (out, out->len - strlen ("\u2069"));
      g_string_append_len (out, at, piece->start - at);
      if (piece->found && !joins)
        g_string_append (out, "\u2068");
      g_string_append_len (out, piece->start, piece->end - piece->start);
      if (piece->found)
        g_string_append (out, "\u2069");
      at = piece->end;
    }
  g_string_append (out, last + 1 < pieces->len ? "…" : at);
  return g_string_free (out, FALSE);
}

char *
otk_excerpt_make (const char *const *texts, const OtkSearchText *search)
{
  Excerpt self = { sb_stemmer_new ("russian", "UTF_8"), sb_stemmer_new ("english", "UTF_8"),
                   g_array_new (FALSE, FALSE, sizeof (Wanted)) };
  char *excerpt = NULL;
  guint best = 0;

  g_array_set_clear_func (self.wanted, wanted_clear);
  for (guint i = 0; i < search->words->len; i++)
    if (!g_array_index (search->words, OtkSearchWord, i).without)
      want (&self, &g_array_index (search->words, OtkSearchWord, i));
  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_autoptr (GArray) pieces = pieces_of (&self, texts[i]);
      guint value, place = best_window (pieces, &value);

      if (value <= best)
        continue;
      best = value;
      g_free (excerpt);
      excerpt = cut (texts[i], pieces, place);
    }
  g_array_unref (self.wanted);
  sb_stemmer_delete (self.russian);
  sb_stemmer_delete (self.english);
  return excerpt;
}
