/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-search-text.h"

#include "otk-surname.h"

#include <string.h>

/* A beginning of one letter would find nearly everything, slowly. */
#define MIN_BEGINNING 2
/* More words than anybody types; each costs a reading of the index. */
#define MAX_WORDS 16

typedef struct
{
  const char *start, *end;
  gboolean without; /* "-word" */
  gboolean phrase;  /* in quotes */
  char *other;      /* (nullable): a surname's other stem */
} Word;

static void
word_clear (gpointer data)
{
  g_free (((Word *) data)->other);
}

static gboolean
is_quote (gunichar letter)
{
  return letter == '"' || letter == 0xab || letter == 0xbb || letter == 0x201c || letter == 0x201d
         || letter == 0x201e;
}

static gboolean
has_letter (const Word *word)
{
  for (const char *at = word->start; at < word->end; at = g_utf8_next_char (at))
    if (g_unichar_isalnum (g_utf8_get_char (at)))
      return TRUE;
  return FALSE;
}

static const char *
skip_space (const char *at)
{
  while (*at != '\0' && g_unichar_isspace (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  return at;
}

static const char *
read_word (const char *at, Word *word)
{
  *word = (Word){ .without = *at == '-' };
  if (word->without)
    at++;
  word->phrase = is_quote (g_utf8_get_char (at));
  if (word->phrase)
    at = g_utf8_next_char (at);
  word->start = at;
  while (*at != '\0'
         && !(word->phrase ? is_quote (g_utf8_get_char (at))
                           : g_unichar_isspace (g_utf8_get_char (at))))
    at = g_utf8_next_char (at);
  word->end = at;
  return word->phrase && *at != '\0' ? g_utf8_next_char (at) : at;
}

static GArray *
read_words (const char *typed)
{
  GArray *words = g_array_new (FALSE, FALSE, sizeof (Word));

  g_array_set_clear_func (words, word_clear);
  for (const char *at = skip_space (typed); *at != '\0' && words->len < MAX_WORDS;
       at = skip_space (at))
    {
      Word word;

      at = read_word (at, &word);
      if (!has_letter (&word))
        continue;
      /* Nobody who quotes a name or keeps one out means his namesakes. */
      if (!word.phrase && !word.without)
        word.other = otk_surname_other (word.start, (gsize) (word.end - word.start));
      g_array_append_val (words, word);
    }
  return words;
}

static void
append_quoted (GString *out, const Word *word)
{
  g_string_append_c (out, '"');
  for (const char *at = word->start; at < word->end; at++)
    {
      if (*at == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *at);
    }
  g_string_append_c (out, '"');
}

/* The word that is still being typed may be a beginning. */
static gboolean
is_open (const Word *word)
{
  return *word->end == '\0' && !word->phrase && !word->without
         && g_utf8_pointer_to_offset (word->start, word->end) >= MIN_BEGINNING;
}

static void
append_word (GString *out, const Word *word)
{
  gboolean open = is_open (word), several = open || word->other != NULL;

  if (several)
    g_string_append_c (out, '(');
  append_quoted (out, word);
  if (open)
    {
      g_string_append (out, " OR ");
      append_quoted (out, word);
      g_string_append (out, " *");
    }
  if (word->other != NULL) /* letters only */
    g_string_append_printf (out, " OR \"%s\"", word->other);
  if (several)
    g_string_append_c (out, ')');
}

static char *
expression (GArray *words, const char *columns)
{
  GString *with = g_string_new (NULL);
  g_autoptr (GString) without = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    {
      const Word *word = &g_array_index (words, Word, i);

      if (word->without)
        {
          g_string_append (without, " NOT ");
          append_word (without, word);
        }
      else
        {
          g_string_append (with, with->len > 0 ? " AND " : "");
          append_word (with, word);
        }
    }
  if (with->len == 0)
    {
      g_string_free (with, TRUE);
      return NULL;
    }
  g_string_prepend_c (with, '(');
  g_string_append_c (with, ')');
  g_string_append_len (with, without->str, (gssize) without->len);
  if (columns != NULL)
    {
      g_string_prepend (with, "} : (");
      g_string_prepend (with, columns);
      g_string_prepend_c (with, '{');
      g_string_append_c (with, ')');
    }
  return g_string_free (with, FALSE);
}

static void
search_word_clear (gpointer data)
{
  OtkSearchWord *word = data;

  g_free (word->text);
  g_free (word->other);
}

static void
keep_words (OtkSearchText *self, GArray *words)
{
  for (guint i = 0; i < words->len; i++)
    {
      const Word *word = &g_array_index (words, Word, i);
      OtkSearchWord kept = { g_strndup (word->start, (gsize) (word->end - word->start)),
                             g_strdup (word->other), word->without, is_open (word) };

      g_array_append_val (self->words, kept);
    }
}

OtkSearchText *
otk_search_text_read (const char *typed, const char *columns)
{
  OtkSearchText *self = g_new0 (OtkSearchText, 1);
  g_autofree char *plain = g_utf8_make_valid (typed != NULL ? typed : "", -1);
  const char *at = skip_space (plain);
  char *rest;

  self->exact = -1;
  self->words = g_array_new (FALSE, FALSE, sizeof (OtkSearchWord));
  g_array_set_clear_func (self->words, search_word_clear);
  if (*at == '#' || g_utf8_get_char (at) == 0x2116)
    {
      self->number = g_strstrip (g_strdup (g_utf8_next_char (at)));
      return self;
    }
  if (g_ascii_isdigit (*at))
    {
      self->exact = g_ascii_strtoll (at, &rest, 10);
      if (*skip_space (rest) != '\0')
        self->exact = -1;
    }
  {
    g_autoptr (GArray) words = read_words (at);
    self->match = expression (words, columns);
    keep_words (self, words);
  }
  return self;
}

void
otk_search_text_free (OtkSearchText *self)
{
  g_free (self->number);
  g_free (self->match);
  g_array_unref (self->words);
  g_free (self);
}
