/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-private.h"

#include "otk-error.h"

#include <glib/gstdio.h>

/*
 * A backup is what pg_dump writes in its own format, of one moment, while others go on; pg_restore
 * brings it into an empty database. How to reach the server goes through the environment, which
 * only the same user can read, never through the arguments.
 */
static gboolean
dump_into (OtkPostgres *self, const char *part, GCancellable *cancellable, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_auto (GStrv) environment = otk_postgres_environment (self);
  g_autoptr (GSubprocess) dump = NULL;
  g_autofree char *said = NULL;
  g_autoptr (GError) failure = NULL;

  g_subprocess_launcher_set_environ (launcher, environment);
  dump = g_subprocess_launcher_spawn (launcher, &failure, "pg_dump", "--format=custom",
                                      "--no-owner", "--no-privileges", "--file", part, NULL);
  if (dump == NULL)
    return otk_refuse (error, OTK_ERROR_NOT_FOUND,
                       N_ ("pg_dump is missing: install the PostgreSQL client programs"), NULL);
  if (!g_subprocess_communicate_utf8 (dump, NULL, cancellable, NULL, &said, error))
    {
      g_subprocess_force_exit (dump);
      return FALSE;
    }
  if (g_subprocess_get_successful (dump))
    return TRUE;
  return otk_refuse (error, OTK_ERROR_NOT_ALLOWED, N_ ("pg_dump has failed: %s"),
                     said != NULL ? g_strstrip (said) : "");
}

gboolean
otk_postgres_backup (OtkStore *store, const char *path, GCancellable *cancellable, GError **error)
{
  OtkPostgres *self = OTK_POSTGRES (store);
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  gboolean done;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("There is a file %s already"), path);
  done = dump_into (self, part, cancellable, error);
  if (done && g_rename (part, path) != 0)
    done = otk_refuse (error, OTK_ERROR_NOT_ALLOWED, N_ ("The file %s cannot be written"), path);
  if (!done)
    g_unlink (part);
  return done;
}
