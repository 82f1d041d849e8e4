/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-server-cli.h"

#include "otk-error.h"
#include "otk-store.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define DATABASE "otklik.db"
#define FILES "files"

static gboolean
is_file_database (const OtkServerConfig *config, GError **error)
{
  return strstr (config->database, "://") == NULL
         || otk_refuse (error, OTK_ERROR_INVALID,
                        N_ ("A PostgreSQL database is copied with pg_dump and pg_restore"), NULL);
}

static gboolean
make_folder (const char *folder, GError **error)
{
  return g_mkdir_with_parents (folder, 0700) == 0
         || otk_refuse (error, OTK_ERROR_NOT_ALLOWED, N_ ("The folder %s cannot be made"), folder);
}

static gboolean copy_folder (GFile *from, GFile *to, GError **error);

/* Parts of files that are still being brought belong to no backup. */
static gboolean
copy_entry (GFile *from, GFile *to, GFileInfo *info, GError **error)
{
  const char *name = g_file_info_get_name (info);
  g_autoptr (GFile) source = g_file_get_child (from, name), target = g_file_get_child (to, name);

  if (strcmp (name, "incoming") == 0 || g_str_has_prefix (name, "incoming-"))
    return TRUE;
  if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    return copy_folder (source, target, error);
  return g_file_copy (source, target, G_FILE_COPY_NOFOLLOW_SYMLINKS, NULL, NULL, NULL, error);
}

static gboolean
copy_folder (GFile *from, GFile *to, GError **error)
{
  g_autoptr (GFileEnumerator) entries =
      g_file_enumerate_children (from,
                                 G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                                 G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFileInfo *info;

  if (entries == NULL) /* nobody has attached anything yet */
    return TRUE;
  if (!make_folder (g_file_peek_path (to), error))
    return FALSE;
  while (g_file_enumerator_iterate (entries, &info, NULL, NULL, error))
    {
      if (info == NULL)
        return TRUE;
      if (!copy_entry (from, to, info, error))
        return FALSE;
    }
  return FALSE;
}

static gboolean
copy_files (const char *from, const char *to, GError **error)
{
  g_autoptr (GFile) source = g_file_new_for_path (from), target = g_file_new_for_path (to);

  return copy_folder (source, target, error);
}

gboolean
otk_server_backup (const OtkServerConfig *config, const char *folder, GError **error)
{
  g_autofree char *database = g_build_filename (folder, DATABASE, NULL);
  g_autofree char *files = g_build_filename (folder, FILES, NULL);
  g_autoptr (OtkStore) store = NULL;

  if (!is_file_database (config, error))
    return FALSE;
  store = otk_store_open (config->database, OTK_STORE_READ, error);
  /* The database first: every file that it names was there before. */
  if (store == NULL || !make_folder (folder, error)
      || !otk_store_backup (store, database, NULL, error)
      || !copy_files (config->files, files, error))
    return FALSE;
  g_print ("%s\n", folder);
  return TRUE;
}

gboolean
otk_server_restore (const OtkServerConfig *config, const char *folder, GError **error)
{
  g_autofree char *database = g_build_filename (folder, DATABASE, NULL);
  g_autofree char *files = g_build_filename (folder, FILES, NULL);
  g_autofree char *parent = g_path_get_dirname (config->database);
  g_autoptr (OtkStore) store = NULL;

  if (!is_file_database (config, error))
    return FALSE;
  if (g_file_test (config->database, G_FILE_TEST_EXISTS))
    return otk_refuse (error, OTK_ERROR_STALE, N_ ("There is a file %s already"), config->database);
  /* Looks at it before anything is written, then copies it by the database's own means. */
  store = otk_store_open (database, OTK_STORE_READ, error);
  if (store == NULL || !make_folder (parent, error) || !copy_files (files, config->files, error)
      || !otk_store_backup (store, config->database, NULL, error))
    return FALSE;
  g_print ("%s\n", config->database);
  return TRUE;
}
