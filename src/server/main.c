/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-server-cli.h"

int
main (int argc, char **argv)
{
  return otk_server_cli (argv + 1);
}
