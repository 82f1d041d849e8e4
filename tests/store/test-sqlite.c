/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-suite.h"

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_suite_add ("sqlite", otk_store_open);
  return g_test_run ();
}
