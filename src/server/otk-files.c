/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-files.h"

#include "otk-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE 65536
#define SUM_LENGTH 64
#define FORGOTTEN (24 * 3600)

gboolean
otk_files_is_sum (const char *text)
{
  return strlen (text) == SUM_LENGTH && strspn (text, "0123456789abcdef") == SUM_LENGTH;
}

char *
otk_files_path (const char *folder, const char *sha256)
{
  char shelf[3] = { sha256[0], sha256[1], '\0' };

  return g_build_filename (folder, shelf, sha256, NULL);
}

static char *
incoming (const char *folder)
{
  return g_build_filename (folder, "incoming", NULL);
}

static char *
part_path (const char *folder, const char *sha256, const OtkId *who)
{
  g_autofree char *parts = incoming (folder);
  char id[OTK_ID_STRING_LENGTH + 1];
  g_autofree char *name = g_strconcat (sha256, ".", otk_id_print (who, id), NULL);

  return g_build_filename (parts, name, NULL);
}

static gboolean
refuse_errno (GError **error)
{
  return otk_refuse (error, errno == ENOSPC || errno == EDQUOT ? OTK_ERROR_LIMIT : OTK_ERROR_BUSY,
                     N_ ("The file could not be stored: %s"), g_strerror (errno));
}

gint64
otk_files_offset (const char *folder, const char *sha256, const OtkId *who)
{
  g_autofree char *path = part_path (folder, sha256, who);
  struct stat about;

  return stat (path, &about) == 0 ? about.st_size : 0;
}

static gboolean
write_part (int file, GBytes *part, GError **error)
{
  gsize length;
  const char *bytes = g_bytes_get_data (part, &length);

  for (gsize at = 0; at < length;)
    {
      gssize written = write (file, bytes + at, length - at);

      if (written < 0 && errno != EINTR)
        return refuse_errno (error);
      at += (gsize) MAX (written, 0);
    }
  return fsync (file) == 0 || refuse_errno (error);
}

static char *
sum_of (const char *path, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *piece = g_malloc (PIECE);
  int file = open (path, O_RDONLY | O_CLOEXEC);
  gssize length = -1;

  while (file >= 0 && (length = read (file, piece, PIECE)) > 0)
    g_checksum_update (sum, piece, length);
  if (length < 0)
    refuse_errno (error);
  if (file >= 0)
    close (file);
  return length == 0 ? g_strdup (g_checksum_get_string (sum)) : NULL;
}

static void
sync_folder (const char *path)
{
  int folder = open (path, O_RDONLY | O_CLOEXEC | O_DIRECTORY);

  if (folder < 0)
    return;
  fsync (folder);
  close (folder);
}

static gboolean
shelve (const char *folder, const char *sha256, const char *part, GError **error)
{
  g_autofree char *sum = sum_of (part, error);
  g_autofree char *path = otk_files_path (folder, sha256);
  g_autofree char *shelf = g_path_get_dirname (path);

  if (sum == NULL)
    return FALSE;
  if (strcmp (sum, sha256) != 0)
    {
      g_unlink (part);
      return otk_refuse (error, OTK_ERROR_INVALID,
                         N_ ("What was brought is not the file that was announced: bring it again"),
                         NULL);
    }
  if (g_mkdir_with_parents (shelf, 0700) < 0 || g_rename (part, path) < 0)
    return refuse_errno (error);
  sync_folder (shelf);
  return TRUE;
}

gboolean
otk_files_append (const char *folder, const char *sha256, const OtkId *who, gint64 offset,
                  GBytes *part, gboolean last, GError **error)
{
  g_autofree char *parts = incoming (folder), *path = part_path (folder, sha256, who);
  gint64 there = otk_files_offset (folder, sha256, who);
  gboolean done;
  int file;

  if (offset != there)
    return otk_refuse (error, OTK_ERROR_STALE,
                       N_ ("The file goes on elsewhere: ask how much of it is here"), NULL);
  if (there + (gint64) g_bytes_get_size (part) > OTK_FILE_LARGEST)
    return otk_refuse (error, OTK_ERROR_LIMIT, N_ ("The file is larger than 512 MB"), NULL);
  if (g_mkdir_with_parents (parts, 0700) < 0
      || (file = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600)) < 0)
    return refuse_errno (error);
  done = write_part (file, part, error);
  /* Half a part would shift everything behind it. */
  if (!done && ftruncate (file, there) < 0)
    g_unlink (path);
  close (file);
  return done && (!last || shelve (folder, sha256, path, error));
}

guint
otk_files_tidy (const char *folder, const OtkId *who, gint64 now_seconds)
{
  g_autofree char *parts = incoming (folder);
  g_autoptr (GDir) dir = g_dir_open (parts, 0, NULL);
  char id[OTK_ID_STRING_LENGTH + 1];
  const char *name;
  guint left = 0;

  otk_id_print (who, id);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (parts, name, NULL);
      struct stat about;

      if (stat (path, &about) == 0 && about.st_mtime + FORGOTTEN < now_seconds)
        g_unlink (path);
      else if (g_str_has_suffix (name, id))
        left++;
    }
  return left;
}
