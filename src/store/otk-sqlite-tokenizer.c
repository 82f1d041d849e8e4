/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-private.h"

#include <libstemmer.h>
#include <string.h>

/*
 * FTS5's unicode61 cuts the text into words and lowers them; over it this one writes ё as е and
 * cuts words to their stems, Cyrillic ones as Russian, Latin ones as English. What is typed last
 * and may not be complete stays as it is (FTS5_TOKENIZE_PREFIX).
 */
typedef struct
{
  fts5_tokenizer inner_class;
  Fts5Tokenizer *inner;
  struct sb_stemmer *russian, *english;
} Tokenizer;

/* Longer words keep their ends: no natural one is. */
#define MAX_WORD 64

typedef int (*TokenFunc) (void *, int, const char *, int, int, int);

typedef struct
{
  Tokenizer *tokenizer;
  void *context;
  TokenFunc receive;
  gboolean whole;
} Pass;

static int
token_happened_cb (void *data, int flags, const char *token, int length, int start, int end)
{
  Pass *pass = data;
  char word[MAX_WORD];
  gboolean cyrillic = FALSE, latin = FALSE;
  struct sb_stemmer *stemmer;
  const sb_symbol *stem;

  if (length > MAX_WORD)
    return pass->receive (pass->context, flags, token, length, start, end);
  memcpy (word, token, (size_t) length);
  for (int i = 0; i < length; i++)
    {
      if (i + 1 < length && (guchar) word[i] == 0xd1 && (guchar) word[i + 1] == 0x91)
        {
          word[i] = (char) 0xd0;
          word[i + 1] = (char) 0xb5;
        }
      cyrillic |= (guchar) word[i] == 0xd0 || (guchar) word[i] == 0xd1;
      latin |= g_ascii_isalpha (word[i]);
    }
  if (pass->whole || cyrillic == latin)
    return pass->receive (pass->context, flags, word, length, start, end);

  stemmer = cyrillic ? pass->tokenizer->russian : pass->tokenizer->english;
  stem = sb_stemmer_stem (stemmer, (const sb_symbol *) word, length);
  if (stem == NULL)
    return SQLITE_NOMEM;
  return pass->receive (pass->context, flags, (const char *) stem, sb_stemmer_length (stemmer),
                        start, end);
}

static int
tokenizer_tokenize (Fts5Tokenizer *base, void *context, int flags, const char *text, int length,
                    TokenFunc receive)
{
  Tokenizer *self = (Tokenizer *) base;
  Pass pass = { self, context, receive, (flags & FTS5_TOKENIZE_PREFIX) != 0 };

  return self->inner_class.xTokenize (self->inner, &pass, flags, text, length, token_happened_cb);
}

static void
tokenizer_delete (Fts5Tokenizer *base)
{
  Tokenizer *self = (Tokenizer *) base;

  if (self->inner != NULL)
    self->inner_class.xDelete (self->inner);
  sb_stemmer_delete (self->russian);
  sb_stemmer_delete (self->english);
  g_free (self);
}

static int
tokenizer_create (void *api_pointer, const char **args, int n_args, Fts5Tokenizer **out)
{
  static const char *inner_args[] = { "remove_diacritics", "1" };
  fts5_api *api = api_pointer;
  Tokenizer *self = g_new0 (Tokenizer, 1);
  void *inner_data;
  int code = api->xFindTokenizer (api, "unicode61", &inner_data, &self->inner_class);

  if (code == SQLITE_OK)
    code =
        self->inner_class.xCreate (inner_data, inner_args, G_N_ELEMENTS (inner_args), &self->inner);
  self->russian = sb_stemmer_new ("russian", "UTF_8");
  self->english = sb_stemmer_new ("english", "UTF_8");
  if (code == SQLITE_OK && (self->russian == NULL || self->english == NULL))
    code = SQLITE_ERROR;
  if (code != SQLITE_OK)
    {
      tokenizer_delete ((Fts5Tokenizer *) self);
      return code;
    }
  *out = (Fts5Tokenizer *) self;
  return SQLITE_OK;
}

static fts5_api *
fts5_of (sqlite3 *db)
{
  fts5_api *api = NULL;
  sqlite3_stmt *stmt;

  if (sqlite3_prepare_v2 (db, "SELECT fts5 (?1)", -1, &stmt, NULL) == SQLITE_OK)
    {
      sqlite3_bind_pointer (stmt, 1, &api, "fts5_api_ptr", NULL);
      sqlite3_step (stmt);
    }
  sqlite3_finalize (stmt);
  return api;
}

/* A letter for comparing: case and ё do not matter. */
static gunichar
fold (gunichar letter)
{
  letter = letter < 0x80 ? (gunichar) g_ascii_tolower ((char) letter) : g_unichar_tolower (letter);
  return letter == 0x451 ? 0x435 : letter;
}

/*
 * The order of names: letter by letter, whatever the locale is, so that the file's order is the
 * same on every machine. Cyrillic letters stand in Unicode as in the alphabet, but for ё.
 */
static int
compare_names (void *data, int a_length, const void *a_bytes, int b_length, const void *b_bytes)
{
  const char *a = a_bytes, *b = b_bytes;
  const char *a_end = a + a_length, *b_end = b + b_length;

  while (a < a_end && b < b_end)
    {
      gunichar x = fold (g_utf8_get_char (a)), y = fold (g_utf8_get_char (b));

      if (x != y)
        return x < y ? -1 : 1;
      a = g_utf8_next_char (a);
      b = g_utf8_next_char (b);
    }
  return (a < a_end) - (b < b_end);
}

gboolean
otk_sqlite_add_tokenizer (OtkSqlite *self, GError **error)
{
  fts5_api *api = fts5_of (self->db);
  fts5_tokenizer ours = { tokenizer_create, tokenizer_delete, tokenizer_tokenize };
  int code = api != NULL ? api->xCreateTokenizer (api, "otk", api, &ours, NULL) : SQLITE_ERROR;

  if (code == SQLITE_OK)
    code = sqlite3_create_collation_v2 (self->db, "otk", SQLITE_UTF8, NULL, compare_names, NULL);
  return code == SQLITE_OK || otk_sqlite_fail (self, code, error);
}
