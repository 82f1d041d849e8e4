/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-suite.h"

#include "otk-test-postgres.h"

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_suite_add (otk_test_postgres_runs () ? "postgresql" : "sqlite", otk_store_open);
  return g_test_run ();
}
