/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-server-config.h"

G_BEGIN_DECLS

/** otk_server_cli: All of the program. @arguments: without its name. Returns: the exit status */
int otk_server_cli (char **arguments);

/** OtkServerFounding: What --init and its like were told. */
typedef struct
{
  const char *name;        /* (nullable): the administrator's */
  const char *login;       /* (nullable) */
  gboolean reads_password; /* from standard input, one line; else one is made up and printed */
} OtkServerFounding;

/** otk_server_init: Makes the organisation and its first administrator where there is none, and
 * prints how to sign in. */
gboolean otk_server_init (const OtkServerConfig *config, const OtkServerFounding *founding,
                          GError **error);
/** otk_server_reset_password: Gives @founding's login a new password and ends its sessions and its
 * second factor: for whoever has lost them, while the server stands still. */
gboolean otk_server_reset_password (const OtkServerConfig *config,
                                    const OtkServerFounding *founding, GError **error);
/** otk_server_backup: A copy of the database, while the server runs, and of its files, into a new
 * folder. */
gboolean otk_server_backup (const OtkServerConfig *config, const char *folder, GError **error);
/** otk_server_restore: Puts such a copy where the configuration says; nothing may be there yet. */
gboolean otk_server_restore (const OtkServerConfig *config, const char *folder, GError **error);

G_END_DECLS
