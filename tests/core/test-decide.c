/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-scenario.h"

/* The rules of product.md, one file for each part of them. */
static const char *const files[] = {
  "rules-conflict.txt", "rules-access.txt",  "rules-answer.txt",  "rules-directory.txt",
  "rules-master.txt",   "rules-request.txt", "rules-routing.txt", "rules-sla.txt",
  "rules-status.txt",   "rules-undo.txt",
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    otk_scenario_add (files[i]);
  return g_test_run ();
}
