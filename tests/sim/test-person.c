/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-decide.h"
#include "otk-sim-person.h"

#include <glib/gstdio.h>

#define ACTS 600
#define START G_GINT64_CONSTANT (1767225600000)

/* Returns: whether it was accepted. */
static gboolean
submit (OtkStore *store, OtkCommand *command)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkDecision) decision = otk_decide (otk_store_state (store), command, &error);

  if (decision == NULL)
    {
      g_test_message ("%s: %s", otk_command_info (command->kind)->name, error->message);
      return FALSE;
    }
  otk_store_begin (store, &error);
  otk_store_append (store, command, decision, &error);
  otk_store_commit (store, &error);
  g_assert_no_error (error);
  return TRUE;
}

static OtkStore *
found_desk (const char *path)
{
  g_autoptr (GError) error = NULL;
  OtkStore *store = otk_store_open (path, OTK_STORE_WRITE | OTK_STORE_CREATE, &error);
  g_autoptr (GPtrArray) commands = NULL;

  g_assert_no_error (error);
  commands = otk_sim_organisation (otk_store_state (store), START, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < commands->len; i++)
    g_assert_true (submit (store, commands->pdata[i]));
  return store;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
  g_rmdir (folder);
}

/* Every deed is tried and every deed succeeds now and then: otherwise it proves nothing. */
static void
test_people_do_all (void)
{
  g_autofree char *folder = g_dir_make_tmp ("otk-person-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "desk.db", NULL);
  g_autoptr (OtkStore) store = found_desk (path);
  g_autoptr (GPtrArray) people = otk_store_list (store, OTK_ENTITY_EMPLOYEE, -1, NULL, NULL);
  g_autoptr (GRand) chance = g_rand_new_with_seed (5);
  guint tried[OTK_N_COMMANDS] = { 0 }, done[OTK_N_COMMANDS] = { 0 };

  for (guint i = 0; i < ACTS; i++)
    {
      const OtkRecord *who = people->pdata[g_rand_int_range (chance, 0, (gint32) people->len)];
      OtkTime at = START + i * OTK_MINUTE;
      g_autoptr (OtkCommand) command =
          i % 40 == 39 ? otk_sim_rights_change (store, otk_record_id (people->pdata[0]), chance, at)
                       : otk_sim_person_act (store, otk_record_id (who), chance, at);

      if (command == NULL)
        continue;
      tried[command->kind]++;
      done[command->kind] += submit (store, command);
    }
  for (guint kind = 1; kind < OTK_N_COMMANDS; kind++)
    if (tried[kind] > 20)
      {
        g_test_message ("%s: %u of %u", otk_command_info (kind)->name, done[kind], tried[kind]);
        g_assert_cmpuint (done[kind], >, 0);
      }
  g_assert_cmpuint (done[OTK_COMMAND_CREATE], >, 20);
  g_assert_cmpuint (done[OTK_COMMAND_SAVE], >, 0);
  g_clear_pointer (&store, otk_store_close);
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/people-do-all", test_people_do_all);
  return g_test_run ();
}
