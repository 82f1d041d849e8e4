/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A program that is killed in the middle of a thousand commands loses none that it acknowledged,
 * and leaves no half of one. The child writes and tells the number of each command after its
 * commit through a pipe; the parent kills it at some moment and looks.
 */
#include "store-fixture.h"

#include "otk-test-postgres.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS 12
#define COMMANDS 1000

static OtkId
id_of (int number)
{
  g_autofree char *text = g_strdup_printf ("request %d", number);

  return otk_id_from_text (text);
}

/* A command makes a request and its message: both or none must be there. */
static void
write_commands (const char *path, int first, int pipe)
{
  g_autoptr (GError) error = NULL;
  OtkStore *store = otk_store_open (path, OTK_STORE_WRITE | OTK_STORE_CREATE, &error);

  if (store == NULL)
    _exit (1);
  for (int i = first; i < first + COMMANDS; i++)
    {
      OtkId id = id_of (i), message_id = otk_id_derive (&id, 1);
      g_autoptr (OtkRecord) request = otk_record_new (OTK_ENTITY_REQUEST, &id),
                            message = otk_record_new (OTK_ENTITY_MESSAGE, &message_id);
      GPtrArray *facts = store_facts_new ();

      otk_record_set_int (request, OTK_REQUEST_NUMBER, i);
      otk_record_set_text (request, OTK_REQUEST_SUBJECT, "Не потерять");
      otk_record_set_id (message, OTK_MESSAGE_REQUEST, &id);
      otk_record_set_int (message, OTK_MESSAGE_KIND, OTK_MESSAGE_PUBLIC);
      otk_record_set_text (message, OTK_MESSAGE_BODY, "Первое сообщение");
      g_ptr_array_add (facts, otk_fact_create (request));
      g_ptr_array_add (facts, otk_fact_create (message));
      if (!otk_store_begin (store, &error)
          || !store_append (store, STORE_NOW + i, facts, NULL, &error)
          || !otk_store_commit (store, &error))
        _exit (1);
      if (write (pipe, &i, sizeof i) != sizeof i)
        _exit (1);
      if (i % 50 == 0)
        otk_store_idle (store);
    }
  _exit (0);
}

/* Reads acknowledgements until @enough of them came, kills, reads what was still on its way. */
static int
kill_after (pid_t child, int pipe, int enough)
{
  int number, last = -1;

  for (int n = 0; n < enough && read (pipe, &number, sizeof number) == sizeof number; n++)
    last = number;
  kill (child, SIGKILL);
  while (read (pipe, &number, sizeof number) == sizeof number)
    last = number;
  waitpid (child, NULL, 0);
  return last;
}

/* The server still carries out what the dead program had sent. */
static void
wait_for_the_end (const char *path)
{
  gboolean over = !otk_store_is_shared (path);

  while (!over)
    {
      g_autofree char *others =
          otk_test_postgres_ask (path, "SELECT count (*) FROM pg_stat_activity"
                                       " WHERE datname = current_database ()"
                                       " AND pid <> pg_backend_pid ()"
                                       " AND backend_type = 'client backend'");

      over = g_str_equal (others, "0");
    }
}

static int
run_and_kill (const char *path, int first, int enough)
{
  int pipes[2], last;
  pid_t child;

  g_assert_cmpint (pipe (pipes), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      close (pipes[0]);
      write_commands (path, first, pipes[1]);
    }
  close (pipes[1]);
  last = kill_after (child, pipes[0], enough);
  close (pipes[0]);
  wait_for_the_end (path);
  return last;
}

/* Everything up to @last is there and whole. Returns: the number after the last that is there. */
static int
check_all (const char *path, int last)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkStore) store = otk_store_open (path, OTK_STORE_WRITE, &error);
  int number = 0;

  g_assert_no_error (error);
  for (;; number++)
    {
      OtkId id = id_of (number), message_id = otk_id_derive (&id, 1);
      g_autoptr (OtkRecord) request = otk_store_find (store, OTK_ENTITY_REQUEST, &id, &error);
      g_autoptr (OtkRecord) message =
          otk_store_find (store, OTK_ENTITY_MESSAGE, &message_id, &error);

      g_assert_no_error (error);
      g_assert_true ((request == NULL) == (message == NULL));
      if (request == NULL)
        break;
    }
  g_assert_cmpint (number, >, last);
  /* At most the one in hand was committed and not acknowledged any more. */
  g_assert_cmpint (number, <=, last + 2);
  g_assert_cmpint (otk_store_rebuild (store, TRUE, NULL, NULL, &error), ==, 0);
  g_assert_no_error (error);
  return number;
}

static void
test_killed (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  int first = 0;

  g_clear_pointer (&f->store, otk_store_close);

  for (int round = 0; round < ROUNDS; round++)
    {
      int last = run_and_kill (f->path, first, g_test_rand_int_range (1, 150));

      g_assert_cmpint (last, >=, first);
      first = check_all (f->path, last);
    }
  g_test_message ("%d commands in %d rounds", first, ROUNDS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/durable/killed", test_killed);
  return g_test_run ();
}
