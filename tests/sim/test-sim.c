/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-mutant.h"
#include "otk-sim.h"

/*
 * The simulator finds nothing in the code as it is, and finds each deliberate defect (sync.md §7).
 * The long runs are those of «otklikctl sim»; these show that it works at all.
 */

#define CLIENTS 5

/* The sanitizers have nothing to say about which defects are found, and take minutes for each. */
#if defined OTK_MUTANTS && !defined __SANITIZE_ADDRESS__
#define TRY_MUTANTS
#endif

static void
run (guint64 steps, guint64 seed, guint faults, int mutant, OtkSimReport *report)
{
  OtkSimOptions options = { CLIENTS, steps, seed, faults, mutant };
  g_autoptr (GError) error = NULL;

  otk_sim_run (&options, report, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report->violations->len; i++)
    g_test_message ("%s", (const char *) report->violations->pdata[i]);
}

static void
test_sound (void)
{
  g_auto (OtkSimReport) report = { 0 };

  run (4000, 1, 0, 0, &report);
  g_assert_cmpuint (report.violations->len, ==, 0);
  g_assert_cmpuint (report.commands, >, 50);
  g_assert_cmpuint (report.pulls, >, 50);
}

static void
test_faults (void)
{
  g_auto (OtkSimReport) report = { 0 };

  run (6000, 3, OTK_SIM_ALL, 0, &report);
  g_assert_cmpuint (report.violations->len, ==, 0);
}

static void
test_repeatable (void)
{
  g_auto (OtkSimReport) first = { 0 }, second = { 0 };

  run (2500, 9, OTK_SIM_ALL, 0, &first);
  run (2500, 9, OTK_SIM_ALL, 0, &second);
  g_assert_cmpuint (first.commands, ==, second.commands);
  g_assert_cmpuint (first.pulls, ==, second.pulls);
  g_assert_cmpuint (first.steps, ==, second.steps);
}

#ifdef TRY_MUTANTS
static void
test_mutant (gconstpointer data)
{
  g_auto (OtkSimReport) report = { 0 };

  run (40000, 40, OTK_SIM_ALL, GPOINTER_TO_INT (data), &report);
  g_assert_cmpuint (report.violations->len, >, 0);
}
#endif

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/sound", test_sound);
  g_test_add_func ("/sim/faults", test_faults);
  g_test_add_func ("/sim/repeatable", test_repeatable);
#ifdef TRY_MUTANTS
  /* Those that a few thousand steps find; the others take «otklikctl sim --mutant». */
  g_test_add_data_func ("/sim/mutant/1", GINT_TO_POINTER (1), test_mutant);
  g_test_add_data_func ("/sim/mutant/5", GINT_TO_POINTER (5), test_mutant);
  g_test_add_data_func ("/sim/mutant/6", GINT_TO_POINTER (6), test_mutant);
  g_test_add_data_func ("/sim/mutant/7", GINT_TO_POINTER (7), test_mutant);
  g_test_add_data_func ("/sim/mutant/9", GINT_TO_POINTER (9), test_mutant);
  g_test_add_data_func ("/sim/mutant/11", GINT_TO_POINTER (11), test_mutant);
  g_test_add_data_func ("/sim/mutant/12", GINT_TO_POINTER (12), test_mutant);
  g_test_add_data_func ("/sim/mutant/13", GINT_TO_POINTER (13), test_mutant);
#endif
  return g_test_run ();
}
