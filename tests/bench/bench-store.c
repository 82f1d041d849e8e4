/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Measures the store alone: how fast it takes in very many requests, what a command costs beside
 * the same rows written by bare statements, and how long views and searches take.
 *
 *   bench-store FILE REQUESTS    fills FILE where it is missing, then measures
 */
#include "otk-store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT (1790000000000)
#define N_WORDS 20000
#define N_EMPLOYEES 40
#define N_CUSTOMERS 5000
#define BATCH 2000

static GRand *dice;
static char *words[N_WORDS];
static OtkId employees[N_EMPLOYEES], customers[N_CUSTOMERS];

static void
make_words (void)
{
  static const char *syllables[] = { "при", "сер", "вер", "ком",  "по",  "та",   "ли",  "но",  "ра",
                                     "бот", "се",  "ть",  "до",   "ку",  "мент", "пе",  "чат", "за",
                                     "яв",  "ка",  "об",  "нов",  "лен", "ие",   "ход", "мо",  "ни",
                                     "тор", "кла", "ви",  "шт",   "ос",  "на",   "вы",  "зов", "ре",
                                     "гла", "мен", "до",  "ступ", "про", "грам", "ма",  "ош",  "иб",
                                     "эк",  "ран", "зву", "диск", "фай" };

  for (guint i = 0; i < N_WORDS; i++)
    {
      GString *word = g_string_new (NULL);
      int n = g_rand_int_range (dice, 2, 5);

      for (int j = 0; j < n; j++)
        g_string_append (word, syllables[g_rand_int_range (dice, 0, G_N_ELEMENTS (syllables))]);
      words[i] = g_string_free (word, FALSE);
    }
}

/* Few words are frequent, most are rare, as in speech. */
static const char *
any_word (void)
{
  return words[(int) (pow (N_WORDS, g_rand_double (dice))) - 1];
}

static char *
any_text (int n)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < n; i++)
    {
      g_string_append (text, i > 0 ? " " : "");
      g_string_append (text, any_word ());
    }
  return g_string_free (text, FALSE);
}

static void
check (gboolean done, GError *error)
{
  if (!done)
    g_error ("%s", error != NULL ? error->message : "failed");
}

static void
append (OtkStore *store, const OtkRecord *root, OtkCommandKind kind, OtkTime at, GPtrArray *facts)
{
  g_autoptr (OtkCommand) command = otk_command_new (kind, &employees[0], otk_record_id (root), at);
  OtkDecision decision = { .facts = facts };
  GError *error = NULL;

  check (otk_store_append (store, command, &decision, &error), error);
  g_ptr_array_unref (facts);
}

static GPtrArray *
facts_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);
}

static void
change (GPtrArray *facts, OtkRecord *record, guint field, OtkValue value)
{
  g_ptr_array_add (facts, otk_fact_change (record, field, otk_record_get (record, field), &value));
  otk_record_take (record, field, value);
}

static OtkRecord *
make_request (OtkTime at, gint64 number)
{
  OtkId id = otk_id_new (at);
  OtkRecord *record = otk_record_new (OTK_ENTITY_REQUEST, &id);
  g_autofree char *subject = any_text (5), *text = any_text (g_rand_int_range (dice, 15, 40));

  otk_record_set_int (record, OTK_REQUEST_NUMBER, number);
  otk_record_set_int (record, OTK_REQUEST_PRIORITY, g_rand_int_range (dice, 1, 4));
  otk_record_set_text (record, OTK_REQUEST_SUBJECT, subject);
  otk_record_set_text (record, OTK_REQUEST_TEXT, text);
  otk_record_set_int (record, OTK_REQUEST_STATUS, OTK_STATUS_ACCEPTED);
  otk_record_set_id (record, OTK_REQUEST_RESPONSIBLE,
                     &employees[g_rand_int_range (dice, 0, N_EMPLOYEES)]);
  otk_record_set_id (record, OTK_REQUEST_CUSTOMER,
                     &customers[g_rand_int_range (dice, 0, N_CUSTOMERS)]);
  otk_record_set_time (record, OTK_REQUEST_CREATED_AT, at);
  otk_record_set_time (record, OTK_REQUEST_CHANGED_AT, at);
  otk_record_set_time (record, OTK_REQUEST_ACCEPTED_AT, at);
  otk_record_set_time (record, OTK_REQUEST_ASSIGNED_AT, at);
  otk_record_set_time (record, OTK_REQUEST_REACTION_DUE, at + OTK_HOUR);
  otk_record_set_time (record, OTK_REQUEST_RESOLUTION_DUE,
                       at + g_rand_int_range (dice, 2, 400) * OTK_HOUR);
  return record;
}

static OtkRecord *
make_message (const OtkRecord *request, int ordinal, OtkTime at)
{
  OtkId id = otk_id_new (at);
  OtkRecord *record = otk_record_new (OTK_ENTITY_MESSAGE, &id);
  g_autofree char *body = any_text (g_rand_int_range (dice, 8, 30));

  otk_record_set_id (record, OTK_MESSAGE_REQUEST, otk_record_id (request));
  otk_record_set_int (record, OTK_MESSAGE_ORDINAL, ordinal);
  otk_record_set_int (record, OTK_MESSAGE_KIND,
                      ordinal == 2 ? OTK_MESSAGE_HIDDEN : OTK_MESSAGE_PUBLIC);
  otk_record_set_text (record, OTK_MESSAGE_BODY, body);
  otk_record_set_time (record, OTK_MESSAGE_AT, at);
  return record;
}

static void
say (OtkStore *store, OtkRecord *request, int ordinal, OtkTime at)
{
  g_autoptr (OtkRecord) message = make_message (request, ordinal, at);
  GPtrArray *facts = facts_new ();

  g_ptr_array_add (facts, otk_fact_create (message));
  change (facts, request, OTK_REQUEST_MESSAGES, otk_value_int (ordinal));
  change (facts, request, OTK_REQUEST_LAST_MESSAGE_AT, otk_value_time (at));
  append (store, request, OTK_COMMAND_MESSAGE, at, facts);
}

/* A request's life: made, answered twice, and all but the last few closed. */
static void
live (OtkStore *store, OtkTime at, gint64 number, gboolean open)
{
  g_autoptr (OtkRecord) request = make_request (at, number);
  GPtrArray *facts = facts_new ();

  g_ptr_array_add (facts, otk_fact_create (request));
  append (store, request, OTK_COMMAND_CREATE, at, facts);
  say (store, request, 1, at + OTK_MINUTE);
  say (store, request, 2, at + 2 * OTK_MINUTE);
  facts = facts_new ();
  change (facts, request, OTK_REQUEST_STATUS,
          otk_value_int (open ? OTK_STATUS_IN_WORK : OTK_STATUS_CLOSED));
  change (facts, request, OTK_REQUEST_CHANGED_AT, otk_value_time (at + 3 * OTK_MINUTE));
  if (!open)
    change (facts, request, OTK_REQUEST_CLOSED_AT, otk_value_time (at + 3 * OTK_MINUTE));
  append (store, request, OTK_COMMAND_CLOSE, at + 3 * OTK_MINUTE, facts);
}

static void
make_people (OtkStore *store)
{
  for (guint i = 0; i < N_EMPLOYEES + N_CUSTOMERS; i++)
    {
      gboolean employee = i < N_EMPLOYEES;
      OtkId *id = employee ? &employees[i] : &customers[i - N_EMPLOYEES];
      g_autofree char *name = any_text (2);
      GPtrArray *facts = facts_new ();

      *id = otk_id_new (NOW);
      {
        g_autoptr (OtkRecord) record =
            otk_record_new (employee ? OTK_ENTITY_EMPLOYEE : OTK_ENTITY_CUSTOMER, id);
        otk_record_set_text (record, (guint) otk_record_entity (record)->name_field, name);
        g_ptr_array_add (facts, otk_fact_create (record));
        append (store, record, OTK_COMMAND_SAVE, NOW, facts);
      }
    }
}

static double
seconds (gint64 since)
{
  return (double) (g_get_monotonic_time () - since) / G_USEC_PER_SEC;
}

static void
fill (const char *path, int n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkStore) store = otk_store_open (path, OTK_STORE_WRITE | OTK_STORE_CREATE, &error);
  gint64 start = g_get_monotonic_time ();
  OtkTime at = NOW - (OtkTime) n * 3 * OTK_MINUTE;

  check (store != NULL, error);
  check (otk_store_bulk_begin (store, &error), error);
  check (otk_store_begin (store, &error), error);
  make_people (store);
  for (int i = 0; i < n; i++)
    {
      live (store, at + (OtkTime) i * 3 * OTK_MINUTE, i + 1, i > n - n / 50);
      if (i % BATCH == BATCH - 1)
        {
          check (otk_store_commit (store, &error), error);
          check (otk_store_begin (store, &error), error);
        }
    }
  check (otk_store_commit (store, &error), error);
  g_print ("append        %8.1f s, %.0f requests/s\n", seconds (start), n / seconds (start));
  start = g_get_monotonic_time ();
  check (otk_store_bulk_end (store, &error), error);
  g_print ("search index  %8.1f s\n", seconds (start));
}

static void
load_people (OtkStore *store)
{
  g_autoptr (GPtrArray) found = otk_store_list (store, OTK_ENTITY_EMPLOYEE, -1, NULL, NULL);
  g_autoptr (GPtrArray) those = otk_store_list (store, OTK_ENTITY_CUSTOMER, -1, NULL, NULL);

  for (guint i = 0; i < MIN (found->len, N_EMPLOYEES); i++)
    employees[i] = *otk_record_id (found->pdata[i]);
  for (guint i = 0; i < MIN (those->len, N_CUSTOMERS); i++)
    customers[i] = *otk_record_id (those->pdata[i]);
}

static int
compare_double (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static void
print_times (const char *name, GArray *times, guint hits)
{
  g_array_sort (times, compare_double);
  g_print ("%-36s %8u  p50 %8.2f  p99 %8.2f  max %8.2f ms\n", name, hits,
           g_array_index (times, double, times->len / 2),
           g_array_index (times, double, times->len * 99 / 100),
           g_array_index (times, double, times->len - 1));
  g_array_unref (times);
}

static void
measure_view (OtkStore *store, const char *name, const char *filter, int sort, gboolean down)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (double));
  guint hits = 0;

  for (int i = 0; i < 7; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (OtkView) view = otk_view_parse (OTK_ENTITY_REQUEST, filter, &error);
      gint64 start;
      double ms;

      check (view != NULL, error);
      view->sort = sort;
      view->descending = down;
      start = g_get_monotonic_time ();
      {
        g_autoptr (GArray) ids = otk_store_ids (store, view, &employees[1], TRUE, NULL, &error);
        check (ids != NULL, error);
        hits = ids->len;
      }
      ms = seconds (start) * 1000;
      g_array_append_val (times, ms);
    }
  print_times (name, times, hits);
}

static void
measure_count (OtkStore *store, const char *name, const char *filter, int group)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (double));
  gint64 count = 0;

  for (int i = 0; i < 7; i++)
    {
      g_autoptr (OtkView) view = otk_view_parse (OTK_ENTITY_REQUEST, filter, NULL);
      gint64 start = g_get_monotonic_time ();
      double ms;

      if (group < 0)
        count = otk_store_count (store, view, &employees[1], TRUE, NULL, NULL);
      else
        g_hash_table_unref (
            otk_store_group_count (store, view, (guint) group, &employees[1], TRUE, NULL, NULL));
      ms = seconds (start) * 1000;
      g_array_append_val (times, ms);
    }
  print_times (name, times, (guint) count);
}

/* As somebody types: beginnings of a word, letter by letter. */
static void
measure_search (OtkStore *store, const char *name, const char *filter, int letters, int n_words)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (double));
  guint hits = 0;

  for (int i = 0; i < 300; i++)
    {
      g_autoptr (OtkView) view = otk_view_parse (OTK_ENTITY_REQUEST, filter, NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *before = n_words > 1 ? any_text (n_words - 1) : g_strdup ("");
      const char *word = any_word ();
      g_autofree char *part = g_utf8_substring (word, 0, MIN (letters, g_utf8_strlen (word, -1)));
      gint64 start;
      double ms;

      view->search = g_strconcat (before, n_words > 1 ? " " : "", part, NULL);
      start = g_get_monotonic_time ();
      {
        g_autoptr (GArray) ids = otk_store_ids (store, view, &employees[1], TRUE, NULL, &error);
        check (ids != NULL, error);
        hits += ids->len;
      }
      ms = seconds (start) * 1000;
      g_array_append_val (times, ms);
    }
  print_times (name, times, hits / 300);
}

static void
measure_rows (OtkStore *store)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (OtkView) view = otk_view_new (OTK_ENTITY_REQUEST);
  g_autoptr (GArray) ids = otk_store_ids (store, view, NULL, TRUE, NULL, NULL);

  for (int i = 0; i < 300 && ids->len > 200; i++)
    {
      guint at = (guint) g_rand_int_range (dice, 0, (gint32) ids->len - 128);
      gint64 start = g_get_monotonic_time ();
      double ms;

      g_ptr_array_unref (
          otk_store_rows (store, OTK_ENTITY_REQUEST, &g_array_index (ids, gint64, at), 128, NULL));
      ms = seconds (start) * 1000;
      g_array_append_val (times, ms);
    }
  print_times ("a page of 128 rows", times, 128);
}

static void
measure_commands (OtkStore *store)
{
  GArray *create = g_array_new (FALSE, FALSE, sizeof (double)),
         *edit = g_array_new (FALSE, FALSE, sizeof (double)),
         *talk = g_array_new (FALSE, FALSE, sizeof (double));

  for (int i = 0; i < 300; i++)
    {
      g_autoptr (OtkRecord) request = make_request (NOW + i, 2000000 + i);
      GPtrArray *facts = facts_new ();
      gint64 start = g_get_monotonic_time ();
      double ms;

      g_ptr_array_add (facts, otk_fact_create (request));
      otk_store_begin (store, NULL);
      append (store, request, OTK_COMMAND_CREATE, NOW + i, facts);
      otk_store_commit (store, NULL);
      ms = seconds (start) * 1000;
      g_array_append_val (create, ms);

      start = g_get_monotonic_time ();
      facts = facts_new ();
      change (facts, request, OTK_REQUEST_STATUS, otk_value_int (OTK_STATUS_IN_WORK));
      change (facts, request, OTK_REQUEST_STARTED_AT, otk_value_time (NOW));
      change (facts, request, OTK_REQUEST_CHANGED_AT, otk_value_time (NOW));
      otk_store_begin (store, NULL);
      append (store, request, OTK_COMMAND_START, NOW + i, facts);
      otk_store_commit (store, NULL);
      ms = seconds (start) * 1000;
      g_array_append_val (edit, ms);

      start = g_get_monotonic_time ();
      otk_store_begin (store, NULL);
      say (store, request, 1, NOW + i);
      otk_store_commit (store, NULL);
      ms = seconds (start) * 1000;
      g_array_append_val (talk, ms);
      otk_store_idle (store);
    }
  print_times ("command: create", create, 1);
  print_times ("command: start", edit, 1);
  print_times ("command: message", talk, 1);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  OtkStore *store;

  if (argc != 3)
    {
      g_printerr ("usage: bench-store FILE REQUESTS\n");
      return 2;
    }
  dice = g_rand_new_with_seed (1);
  make_words ();
  if (!g_file_test (argv[1], G_FILE_TEST_EXISTS))
    fill (argv[1], atoi (argv[2]));
  store = otk_store_open (argv[1], OTK_STORE_READ, &error);
  check (store != NULL, error);
  load_people (store);
  measure_view (store, "all, newest first", "", -1, TRUE);
  measure_view (store, "all by creation", "", OTK_REQUEST_CREATED_AT, FALSE);
  measure_view (store, "all by due, latest first", "", OTK_REQUEST_RESOLUTION_DUE, TRUE);
  measure_view (store, "all by due", "", OTK_REQUEST_RESOLUTION_DUE, FALSE);
  measure_view (store, "all by status", "", OTK_REQUEST_STATUS, FALSE);
  measure_view (store, "all by number", "", OTK_REQUEST_NUMBER, FALSE);
  measure_view (store, "all by responsible's name", "", OTK_REQUEST_RESPONSIBLE, FALSE);
  measure_view (store, "all by subject", "", OTK_REQUEST_SUBJECT, FALSE);
  measure_view (store, "folder: high priority, open", "priority=high; status in accepted,in_work",
                OTK_REQUEST_RESOLUTION_DUE, FALSE);
  measure_view (store, "folder: in work with me", "responsible=@me; status=in_work",
                OTK_REQUEST_RESOLUTION_DUE, FALSE);
  measure_view (store, "folder: I am responsible", "responsible=@me", -1, TRUE);
  measure_view (store, "folder: I am responsible, by due", "responsible=@me",
                OTK_REQUEST_RESOLUTION_DUE, FALSE);
  measure_view (store, "closed ones", "status=closed", -1, TRUE);
  measure_view (store, "closed ones by due", "status=closed", OTK_REQUEST_RESOLUTION_DUE, FALSE);
  measure_count (store, "count: all", "", -1);
  measure_count (store, "count: in work with me", "responsible=@me; status=in_work", -1);
  measure_count (store, "count: high priority, open", "priority=high; status in accepted,in_work",
                 -1);
  measure_count (store, "groups by status", "", OTK_REQUEST_STATUS);
  for (int letters = 1; letters <= 9; letters++)
    {
      g_autofree char *name = g_strdup_printf ("search as typed, %d letters", letters);
      measure_search (store, name, "", letters, 1);
    }
  measure_search (store, "search, two words", "", 6, 2);
  measure_search (store, "search, three words", "", 4, 3);
  measure_search (store, "search, one word, open", "status=in_work", 6, 1);
  measure_rows (store);
  otk_store_close (store);

  store = otk_store_open (argv[1], OTK_STORE_WRITE, &error);
  check (store != NULL, error);
  measure_commands (store);
  otk_store_close (store);
  return 0;
}
