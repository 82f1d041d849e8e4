/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-ctl.h"

#include "otk-error.h"
#include "otk-mutant.h"
#include "otk-sim.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const OtkCtlOption sim_options[] = {
  { "clients", N_ ("NUMBER"), N_ ("how many desktops: 1 to 8; 5 unless told") },
  { "servers", N_ ("NUMBER"), N_ ("how many server processes: 1 over a file of SQLite") },
  { "steps", N_ ("NUMBER"), N_ ("how many events; 100000 unless told") },
  { "seed", N_ ("NUMBER"), N_ ("the first world; 1 unless told") },
  { "store", N_ ("KIND"), N_ ("what the server keeps its data in: sqlite") },
  { "faults", N_ ("LIST"), N_ ("all, none, or names with commas between; all unless told") },
  { "mutant", N_ ("NUMBER"), N_ ("build in a deliberate defect, to see it found") },
  { NULL },
};

static gboolean
read_faults (const char *list, guint *faults, GError **error)
{
  g_auto (GStrv) names = g_strsplit (list, ",", -1);

  *faults = 0;
  if (strcmp (list, "all") == 0)
    *faults = OTK_SIM_ALL;
  if (strcmp (list, "all") == 0 || strcmp (list, "none") == 0)
    return TRUE;
  for (guint i = 0; names[i] != NULL; i++)
    {
      guint index = 0;

      while (index < OTK_SIM_N_FAULTS && strcmp (names[i], otk_sim_fault_name (index)) != 0)
        index++;
      if (index == OTK_SIM_N_FAULTS)
        {
          g_set_error (error, OTK_CTL_USAGE, 0, _ ("There is no fault called “%s”"), names[i]);
          return FALSE;
        }
      *faults |= 1u << index;
    }
  return TRUE;
}

static gboolean
read_options (OtkCtl *ctl, OtkSimOptions *options, GError **error)
{
  gint64 clients, servers, steps, seed, mutant;
  const char *faults = otk_ctl_option (ctl, "faults");
  const char *store = otk_ctl_option (ctl, "store");

  if (!otk_ctl_option_int (ctl, "clients", 1, 8, 5, &clients, error)
      || !otk_ctl_option_int (ctl, "servers", 1, 1, 1, &servers, error)
      || !otk_ctl_option_int (ctl, "steps", 1, G_MAXINT64, 100000, &steps, error)
      || !otk_ctl_option_int (ctl, "seed", 0, G_MAXINT64, 1, &seed, error)
      || !otk_ctl_option_int (ctl, "mutant", 0, OTK_N_MUTANTS - 1, 0, &mutant, error)
      || !read_faults (faults != NULL ? faults : "all", &options->faults, error))
    return FALSE;
  if (store != NULL && strcmp (store, "sqlite") != 0)
    {
      g_set_error (error, OTK_CTL_USAGE, 0, _ ("Nothing can be simulated over the store “%s”"),
                   store);
      return FALSE;
    }
  options->clients = (guint) clients;
  options->steps = (guint64) steps;
  options->seed = (guint64) seed;
  options->mutant = (int) mutant;
  return TRUE;
}

static void
print_report (const OtkSimReport *report, double seconds)
{
  g_print ("worlds %" G_GUINT64_FORMAT "  steps %" G_GUINT64_FORMAT "  %.1f s  %.0f steps/s\n",
           report->worlds, report->steps, seconds, (double) report->steps / MAX (seconds, 0.001));
  g_print ("commands %" G_GUINT64_FORMAT "  refused %" G_GUINT64_FORMAT "  pulls %" G_GUINT64_FORMAT
           "  timers %" G_GUINT64_FORMAT "\n",
           report->commands, report->refused, report->pulls, report->timers);
  for (guint i = 0; i < OTK_SIM_N_FAULTS; i++)
    g_print ("%s %" G_GUINT64_FORMAT "%s", otk_sim_fault_name (i), report->faults[i],
             i + 1 < OTK_SIM_N_FAULTS ? "  " : "\n");
  for (guint i = 0; i < report->violations->len; i++)
    g_print ("VIOLATION %s\n", (const char *) g_ptr_array_index (report->violations, i));
  g_print ("%u violations\n", report->violations->len);
}

static gboolean
run_sim (OtkCtl *ctl, GError **error)
{
  OtkSimOptions options = { 0 };
  g_auto (OtkSimReport) report = { 0 };
  gint64 began = g_get_monotonic_time ();

  if (!read_options (ctl, &options, error) || !otk_sim_run (&options, &report, error))
    return FALSE;
  print_report (&report, (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC);
  if (report.violations->len == 0)
    return TRUE;
  return otk_refuse (error, OTK_ERROR_CORRUPT, N_ ("The promises of sync were broken: see above"),
                     NULL);
}

const OtkCtlCommand otk_ctl_sim_commands[] = {
  { "sim", NULL, N_ ("try sync in simulated worlds full of faults"),
    "sim --clients 5 --steps 100000 --seed 1", sim_options, 0, 0, run_sim },
  { NULL },
};
