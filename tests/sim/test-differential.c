/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * One stream of commands through both drivers: the stories of tests/cases, and people who do
 * whatever comes to their mind. Every outcome, every row, every fact, every timer and every list
 * must be the same.
 */
#include "otk-decide.h"
#include "otk-scenario.h"
#include "otk-sim-person.h"
#include "otk-store.h"
#include "otk-test-postgres.h"

#include <glib/gstdio.h>

#define ACTS 600
#define START G_GINT64_CONSTANT (1767225600000)

typedef struct
{
  char *folder;
  char *path; /* SQLite's */
  char *uri;  /* PostgreSQL's */
  OtkStore *stores[2];
  GRand *chance;
  guint given;
} Pair;

static const char clear[] =
    "TRUNCATE command, fact, timer, draft, meta, request_search, people_stale, device, device_seq,"
    " command_log, acl, utoken, request, message, pause, notice, attachment, task, employee, team,"
    " client_category, company, customer, request_type, service, level, product, sla, norm,"
    " schedule, calendar, article, dictionary, folder, setting;"
    "UPDATE counter SET value = 0";

static void
pair_open (Pair *self)
{
  g_autoptr (GError) error = NULL;

  self->stores[0] = otk_store_open (self->path, OTK_STORE_WRITE | OTK_STORE_CREATE, &error);
  g_assert_no_error (error);
  if (self->stores[1] == NULL)
    self->stores[1] = otk_store_open (self->uri, OTK_STORE_WRITE | OTK_STORE_CREATE, &error);
  g_assert_no_error (error);
  otk_test_postgres_exec (self->uri, clear);
}

static void
pair_close (Pair *self)
{
  static const char *const endings[] = { "", "-wal", "-shm", ".lock" };

  g_clear_pointer (&self->stores[0], otk_store_close);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (self->path, endings[i], NULL);
      g_unlink (path);
    }
}

/* What became of the command in one store, as a text: a refusal, or how much it changed. */
static char *
execute (OtkStore *store, const OtkCommand *command)
{
  g_autoptr (GError) error = NULL, refusal = NULL;
  g_autoptr (OtkDecision) decision = NULL;
  char *outcome;

  g_assert_true (otk_store_begin (store, &error));
  if (otk_store_knows (store, &command->id, &error))
    outcome = g_strdup ("known");
  else
    {
      g_assert_no_error (error);
      decision = otk_decide (otk_store_state (store), command, &refusal);
      outcome = decision == NULL
                    ? g_strdup_printf ("refused %d %s", refusal->code, refusal->message)
                    : g_strdup_printf ("%u facts %s", decision->facts->len,
                                       decision->note != NULL ? decision->note : "");
    }
  if (decision != NULL)
    {
      g_assert_true (otk_store_savepoint (store, &error));
      otk_store_append (store, command, decision, &error);
      g_assert_no_error (error);
      g_assert_true (otk_store_release (store, TRUE, &error));
    }
  otk_store_commit (store, &error);
  g_assert_no_error (error);
  return outcome;
}

static void
pair_give (Pair *self, const OtkCommand *command)
{
  g_autofree char *first = execute (self->stores[0], command);
  g_autofree char *second = execute (self->stores[1], command);

  self->given++;
  if (g_strcmp0 (first, second) != 0)
    g_error ("%s: %s on SQLite, %s on PostgreSQL", otk_command_info (command->kind)->name, first,
             second);
}

static void
assert_same_facts (Pair *self, const OtkId *root)
{
  g_autoptr (GPtrArray) first = otk_store_facts (self->stores[0], root, NULL);
  g_autoptr (GPtrArray) second = otk_store_facts (self->stores[1], root, NULL);

  g_assert_cmpuint (first->len, ==, second->len);
  for (guint i = 0; i < first->len; i++)
    {
      const OtkFact *a = first->pdata[i], *b = second->pdata[i];

      g_assert_true (
          a->kind == b->kind && a->entity == b->entity && a->field == b->field && a->at == b->at
          && otk_id_equal (&a->row, &b->row) && otk_id_equal (&a->command, &b->command)
          && otk_id_equal (&a->actor, &b->actor) && otk_id_equal (&a->batch, &b->batch)
          && otk_value_equal (&a->before, &b->before) && otk_value_equal (&a->after, &b->after));
    }
}

static void
assert_same_rows (Pair *self, OtkEntityType type)
{
  g_autoptr (GPtrArray) first = otk_store_list (self->stores[0], type, -1, NULL, NULL);
  g_autoptr (GPtrArray) second = otk_store_list (self->stores[1], type, -1, NULL, NULL);

  g_assert_cmpuint (first->len, ==, second->len);
  for (guint i = 0; i < first->len; i++)
    {
      if (!otk_record_equal (first->pdata[i], second->pdata[i]))
        g_error ("%s differs", otk_entity (type)->table);
      if (otk_id_equal (otk_record_root (first->pdata[i]), otk_record_id (first->pdata[i])))
        assert_same_facts (self, otk_record_id (first->pdata[i]));
    }
}

static void
assert_same_timers (Pair *self)
{
  g_autoptr (GArray) first = otk_store_due (self->stores[0], G_MAXINT64, 10000, NULL);
  g_autoptr (GArray) second = otk_store_due (self->stores[1], G_MAXINT64, 10000, NULL);

  g_assert_cmpmem (first->data, first->len * sizeof (OtkDueTimer), second->data,
                   second->len * sizeof (OtkDueTimer));
}

/* A list by the ids of its records: row numbers are each database's own. */
static char *
list_of (OtkStore *store, const char *filter, const char *search, int sort, gboolean descending)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkView) view = otk_view_parse (OTK_ENTITY_REQUEST, filter, &error);
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  view->sort = sort;
  view->descending = descending;
  view->search = g_strdup (search);
  ids = otk_store_ids (store, view, NULL, TRUE, NULL, &error);
  g_assert_no_error (error);
  rows =
      otk_store_rows (store, OTK_ENTITY_REQUEST, (gint64 *) (gpointer) ids->data, ids->len, &error);
  for (guint i = 0; i < rows->len; i++)
    {
      char id[OTK_ID_STRING_LENGTH + 1];
      g_string_append_printf (text, " %s", otk_id_print (otk_record_id (rows->pdata[i]), id));
    }
  return g_string_free (text, FALSE);
}

static void
assert_same_lists (Pair *self)
{
  static const struct
  {
    const char *filter, *search;
    int sort;
    gboolean descending;
  } lists[] = {
    { "", NULL, -1, FALSE },
    { "", NULL, OTK_REQUEST_SUBJECT, FALSE },
    { "", NULL, OTK_REQUEST_RESPONSIBLE, TRUE },
    { "", NULL, OTK_REQUEST_RESOLUTION_DUE, FALSE },
    { "status=in_work", NULL, OTK_REQUEST_PRIORITY, TRUE },
    { "", "почта", -1, FALSE },
    { "", "gjxnf", -1, FALSE },
    { "", "не откр", -1, FALSE },
    { "", "\"почта не\" -пароль", -1, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autofree char *first = list_of (self->stores[0], lists[i].filter, lists[i].search,
                                        lists[i].sort, lists[i].descending);
      g_autofree char *second = list_of (self->stores[1], lists[i].filter, lists[i].search,
                                         lists[i].sort, lists[i].descending);

      g_assert_cmpstr (first, ==, second);
    }
}

static void
assert_same (Pair *self)
{
  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    assert_same_rows (self, i);
  assert_same_timers (self);
  for (guint i = 0; i < 2; i++)
    while (otk_store_idle (self->stores[i]))
      ;
  assert_same_lists (self);
}

static void
story_began_cb (gpointer data)
{
  pair_open (data);
}

static void
command_given_cb (const OtkCommand *command, gpointer data)
{
  pair_give (data, command);
}

static void
story_ended_cb (gpointer data)
{
  assert_same (data);
  pair_close (data);
}

static const OtkMemoryWatch watch = { story_began_cb, command_given_cb, story_ended_cb };

/* What people do follows from what the first store shows them. */
static void
test_people (gconstpointer data)
{
  Pair *self = (Pair *) data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) founding = NULL, people = NULL;
  g_autoptr (GRand) chance = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  OtkTime at = START;
  guint acts = 0;

  pair_open (self);
  founding = otk_sim_organisation (otk_store_state (self->stores[0]), at, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < founding->len; i++)
    pair_give (self, founding->pdata[i]);
  people = otk_store_list (self->stores[0], OTK_ENTITY_EMPLOYEE, -1, NULL, NULL);
  while (acts < ACTS)
    {
      const OtkRecord *person = people->pdata[g_rand_int_range (chance, 0, (gint32) people->len)];
      g_autoptr (OtkCommand) command = NULL;

      at += g_rand_int_range (chance, 1000, 300000);
      command = otk_sim_person_act (self->stores[0], otk_record_id (person), chance, at);
      if (command == NULL)
        continue;
      pair_give (self, command);
      acts++;
      if (acts % 100 == 0)
        assert_same (self);
    }
  assert_same (self);
  g_assert_cmpint (otk_store_rebuild (self->stores[1], TRUE, NULL, NULL, &error), ==, 0);
  g_assert_no_error (error);
  pair_close (self);
}

int
main (int argc, char **argv)
{
  static const char *const files[] = {
    "rules-access.txt", "rules-answer.txt",  "rules-conflict.txt", "rules-directory.txt",
    "rules-master.txt", "rules-request.txt", "rules-routing.txt",  "rules-sla.txt",
    "rules-status.txt", "rules-undo.txt",
  };
  Pair pair = { 0 };
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!otk_test_postgres_runs ())
    {
      g_print ("1..0 # SKIP there is no PostgreSQL server\n");
      return 0;
    }
  pair.folder = g_dir_make_tmp ("otk-pair-XXXXXX", NULL);
  pair.path = g_build_filename (pair.folder, "otklik.db", NULL);
  pair.uri = otk_test_postgres_create ();
  g_test_add_data_func ("/differential/people", &pair, test_people);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    otk_scenario_add_told (files[i]);
  otk_memory_state_watch (&watch, &pair);
  status = g_test_run ();
  g_test_message ("%u commands", pair.given);
  g_clear_pointer (&pair.stores[1], otk_store_close);
  otk_test_postgres_drop (pair.uri);
  g_rmdir (pair.folder);
  g_free (pair.folder);
  g_free (pair.path);
  g_free (pair.uri);
  return status;
}
