/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-test-desk.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * A program is killed at any moment while it gives commands: whatever it was told has gone through
 * is there when the database is opened next (sync.md §2.4), and nothing is half done.
 */

#define COMMANDS 1000
#define MOST_A_LIFE 60

static const char *program;

static gboolean
tell (const OtkId *command)
{
  return write (STDOUT_FILENO, command, sizeof *command) == sizeof *command;
}

/* The program that will be killed: writes note after note. */
static int
live (const char *path, const char *request_text)
{
  OtkId request;
  gboolean known = otk_id_parse (request_text, &request);
  g_autoptr (OtkClock) clock = otk_clock_new_at (OTK_TEST_MONDAY);
  g_autoptr (OtkDesk) desk = otk_desk_open (path, clock, NULL);

  for (guint i = 0; known && desk != NULL; i++)
    {
      g_autoptr (OtkCommand) command = otk_desk_command (desk, OTK_COMMAND_MESSAGE, &request);
      g_autofree char *body = g_strdup_printf ("%u", i);
      g_autoptr (OtkOutcome) outcome = NULL;

      otk_command_with_text (command, "body", body);
      otk_command_with_int (command, "hidden", 1);
      outcome = otk_desk_submit (desk, command, NULL);
      if (outcome == NULL || !tell (&command->id))
        break;
    }
  return 1;
}

/* One life: kills it after @n acknowledged commands, a moment later or earlier. */
static void
run_and_kill (const char *path, const OtkId *request, guint n, GArray *acknowledged)
{
  g_autofree char *text = otk_id_to_string (request);
  char *arguments[] = { (char *) program, (char *) "--live", (char *) path, text, NULL };
  g_autoptr (GError) error = NULL;
  int told, status;
  GPid child;
  OtkId id;

  g_spawn_async_with_pipes (NULL, arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &child,
                            NULL, &told, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n && read (told, &id, sizeof id) == sizeof id; i++)
    g_array_append_val (acknowledged, id);
  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  while (read (told, &id, sizeof id) == sizeof id)
    g_array_append_val (acknowledged, id);
  close (told);
}

static void
check_all_there (const char *path, const OtkId *request, GArray *acknowledged)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkStore) store = otk_store_open (path, OTK_STORE_WRITE | OTK_STORE_CREATE, &error);
  g_auto (OtkValue) value = otk_value_id (request);
  g_autoptr (GPtrArray) messages = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < acknowledged->len; i++)
    g_assert_true (otk_store_knows (store, &g_array_index (acknowledged, OtkId, i), &error));
  g_assert_no_error (error);
  messages = otk_store_list (store, OTK_ENTITY_MESSAGE, OTK_MESSAGE_REQUEST, &value, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, >=, acknowledged->len);
  g_assert_cmpint (otk_store_rebuild (store, TRUE, NULL, NULL, &error), ==, 0);
}

static void
test_no_acknowledged_command_is_lost (void)
{
  g_autoptr (OtkTestDesk) desk = otk_test_desk_new (OTK_TEST_MONDAY);
  OtkId me = *otk_record_id (otk_desk_me (desk->desk));
  OtkId service = otk_test_service (desk, &me, 3600, 28800);
  OtkId request = otk_test_request (desk, &service, "Не пускает");
  g_autoptr (GArray) acknowledged = g_array_new (FALSE, FALSE, sizeof (OtkId));
  g_autoptr (GRand) luck = g_rand_new_with_seed (9);
  guint lives = 0;

  otk_desk_close (desk->desk);
  while (acknowledged->len < COMMANDS)
    {
      run_and_kill (desk->path, &request, (guint) g_rand_int_range (luck, 1, MOST_A_LIFE),
                    acknowledged);
      g_assert_cmpuint (++lives, <, COMMANDS);
    }
  check_all_there (desk->path, &request, acknowledged);
  g_test_message ("%u commands in %u lives", acknowledged->len, lives);
}

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 4 && g_str_equal (argv[1], "--live"))
    return live (argv[2], argv[3]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desk/no-acknowledged-command-is-lost", test_no_acknowledged_command_is_lost);
  return g_test_run ();
}
