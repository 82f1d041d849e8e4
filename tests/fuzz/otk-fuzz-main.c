/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-fuzz.h"

#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * fuzz-NAME CORPUS [RUNS [FIRST]]
 *
 * Feeds every file of the folder CORPUS to the target, then RUNS inputs that are random changes of
 * them. A change may put in a word of CORPUS.dict, which has libFuzzer's form: "word" on each line.
 * An input depends on its number alone, so that "fuzz-NAME CORPUS 1 NUMBER" repeats a failure.
 */

#define SIZE_MAX_BYTES 4096
#define RUNS 10000

typedef struct
{
  GPtrArray *seeds; /* GBytes */
  GPtrArray *words; /* char * */
} Corpus;

static volatile guint current;

/* Only what may be called in a signal handler. */
static void
crash_happened_cb (int signal_number)
{
  static const char start[] = "\n# failed in run ";
  char digits[12];
  int at = sizeof digits;
  guint number = current;

  digits[--at] = '\n';
  do
    digits[--at] = (char) ('0' + number % 10);
  while ((number /= 10) > 0);
  if (write (STDOUT_FILENO, start, sizeof start - 1) > 0)
    (void) !write (STDOUT_FILENO, digits + at, sizeof digits - (size_t) at);
  signal (signal_number, SIG_DFL);
  raise (signal_number);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
load_seeds (Corpus *corpus, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    g_error ("%s", error->message);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      char *text;
      gsize length;

      if (!g_file_get_contents (g_ptr_array_index (names, i), &text, &length, &error))
        g_error ("%s", error->message);
      g_ptr_array_add (corpus->seeds, g_bytes_new_take (text, length));
    }
  if (corpus->seeds->len == 0)
    g_ptr_array_add (corpus->seeds, g_bytes_new_static ("", 0));
}

/* Undoes the escapes of a word: \\ \" \xNN. */
static char *
read_word (const char *quoted)
{
  GString *word = g_string_new (NULL);

  for (const char *c = quoted; *c != '\0'; c++)
    if (*c == '\\' && c[1] == 'x' && g_ascii_isxdigit (c[2]) && g_ascii_isxdigit (c[3]))
      {
        g_string_append_c (word,
                           (char) (g_ascii_xdigit_value (c[2]) * 16 + g_ascii_xdigit_value (c[3])));
        c += 3;
      }
    else if (*c == '\\' && c[1] != '\0')
      g_string_append_c (word, *++c);
    else
      g_string_append_c (word, *c);
  return g_string_free (word, FALSE);
}

/* Lines of the form "word" or name="word". */
static void
load_words (Corpus *corpus, const char *folder)
{
  g_autofree char *path = g_strconcat (folder, ".dict", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *open = strchr (lines[i], '"'), *close = strrchr (lines[i], '"');

      if (*lines[i] == '#' || open == NULL || close == open)
        continue;
      *close = '\0';
      g_ptr_array_add (corpus->words, read_word (open + 1));
    }
}

static void
insert (GByteArray *input, guint at, const guint8 *bytes, guint length)
{
  guint tail = input->len - at;

  length = MIN (length, SIZE_MAX_BYTES - MIN (input->len, SIZE_MAX_BYTES));
  g_byte_array_set_size (input, input->len + length);
  memmove (input->data + at + length, input->data + at, tail);
  if (length > 0)
    memcpy (input->data + at, bytes, length);
}

static guint
pick (GRand *rand, guint count)
{
  return count > 0 ? (guint) g_rand_int_range (rand, 0, (gint32) count) : 0;
}

static void
insert_other (const Corpus *corpus, GRand *rand, GByteArray *input, guint at)
{
  GBytes *other = g_ptr_array_index (corpus->seeds, pick (rand, corpus->seeds->len));
  gsize length;
  const guint8 *bytes = g_bytes_get_data (other, &length);
  guint from = pick (rand, (guint) length);

  insert (input, at, bytes + from, pick (rand, (guint) length - from + 1));
}

/* The whole line in which at is. */
static void
remove_line (GByteArray *input, guint at)
{
  guint end = at;

  while (at > 0 && input->data[at - 1] != '\n')
    at--;
  while (end < input->len && input->data[end] != '\n')
    end++;
  g_byte_array_remove_range (input, at, MIN (end + 1, input->len) - at);
}

/* A place in the input; half of them where a word or a line begins. */
static guint
pick_place (GRand *rand, const GByteArray *input)
{
  guint at = pick (rand, input->len + 1);

  if (g_rand_boolean (rand))
    while (at > 0 && !g_ascii_isspace (input->data[at - 1]))
      at--;
  return at;
}

/* One random change. */
static void
change (const Corpus *corpus, GRand *rand, GByteArray *input)
{
  guint at = pick_place (rand, input), rest = input->len - at;
  guint8 byte = (guint8) g_rand_int_range (rand, 0, 256);

  switch (g_rand_int_range (rand, 0, 9))
    {
    case 0:
      if (rest > 0)
        input->data[at] = byte;
      break;
    case 1:
      if (rest > 0)
        input->data[at] ^= (guint8) (1 << (byte & 7));
      break;
    case 2:
      insert (input, at, &byte, 1);
      break;
    case 3:
      if (rest > 0)
        g_byte_array_remove_range (input, at, 1 + pick (rand, MIN (rest, 40)));
      break;
    case 4:
      if (corpus->words->len > 0)
        {
          const char *word = g_ptr_array_index (corpus->words, pick (rand, corpus->words->len));

          insert (input, at, (const guint8 *) word, (guint) strlen (word));
        }
      break;
    case 5:
    case 6:
      /* Another digit leaves the form right and changes the meaning. */
      while (at < input->len && !g_ascii_isdigit (input->data[at]))
        at++;
      if (at < input->len)
        input->data[at] = (guint8) ('0' + byte % 10);
      break;
    case 7:
      remove_line (input, at);
      break;
    default:
      insert_other (corpus, rand, input, at);
      break;
    }
}

static void
run (const Corpus *corpus, guint number)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (number);
  g_autoptr (GByteArray) input = g_byte_array_new ();
  GBytes *seed = g_ptr_array_index (corpus->seeds, number % corpus->seeds->len);
  g_autofree guint8 *exact = NULL;

  g_byte_array_append (input, g_bytes_get_data (seed, NULL), (guint) g_bytes_get_size (seed));
  /* Each seed as it is, then mostly one change: many changes are seldom of interest together. */
  if (number >= corpus->seeds->len)
    for (guint changes = 1 + pick (rand, 1 + pick (rand, 6)); changes > 0; changes--)
      change (corpus, rand, input);
  /* In a block of its very size, so that reading past the end is seen. */
  exact = g_memdup2 (input->data, input->len);
  current = number;
  LLVMFuzzerTestOneInput (exact != NULL ? exact : (const guint8 *) "", input->len);
}

int
main (int argc, char **argv)
{
  Corpus corpus = { .seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref),
                    .words = g_ptr_array_new_with_free_func (g_free) };
  guint runs = argc > 2 ? (guint) atoi (argv[2]) : RUNS;
  guint first = argc > 3 ? (guint) atoi (argv[3]) : 0;
  g_autofree char *name = NULL;

  if (argc < 2)
    g_error ("usage: %s CORPUS [RUNS [FIRST]]", argv[0]);
  signal (SIGABRT, crash_happened_cb);
  signal (SIGTRAP, crash_happened_cb);
  load_seeds (&corpus, argv[1]);
  load_words (&corpus, argv[1]);
  name = g_path_get_basename (argv[1]);
  g_print ("1..1\n");
  for (guint i = 0; i < runs; i++)
    run (&corpus, first + i);
  g_print ("ok 1 /fuzz/%s\n", name);
  g_ptr_array_unref (corpus.seeds);
  g_ptr_array_unref (corpus.words);
  return 0;
}
