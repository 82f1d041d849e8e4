/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-desk-private.h"

#include "otk-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define PIECE 65536
/* What one attachment may weigh. */
#define LARGEST (G_GUINT64_CONSTANT (512) * 1024 * 1024)

typedef struct
{
  char *folder;
  goffset size;
  char *media_type;
} Copy;

static void
copy_free (gpointer data)
{
  Copy *copy = data;

  g_free (copy->folder);
  g_free (copy->media_type);
  g_free (copy);
}

static char *
files_folder (OtkDesk *self)
{
  g_autofree char *folder = NULL;

  /* Beside a shared database there is no place: they lie with this machine's own data. */
  if (otk_store_is_shared (self->path))
    return g_build_filename (g_get_user_data_dir (), "otklik", "files", NULL);
  folder = g_path_get_dirname (self->path);
  return g_build_filename (folder, "files", NULL);
}

/* files/ab/abcdef…: a folder of a hundred thousand entries is slow to open by hand. */
static char *
content_path (const char *folder, const char *sha256)
{
  char shelf[3] = { sha256[0], sha256[1], '\0' };

  return g_build_filename (folder, shelf, sha256, NULL);
}

static gboolean
refuse_errno (GError **error, const char *path)
{
  return otk_refuse (error, errno == ENOSPC ? OTK_ERROR_LIMIT : OTK_ERROR_NOT_ALLOWED,
                     N_ ("The file could not be stored: %s"), g_strerror (errno));
}

static gboolean
copy_pieces (GInputStream *in, int out, GChecksum *sum, goffset *size, GCancellable *cancellable,
             GError **error)
{
  g_autofree char *piece = g_malloc (PIECE);
  gssize length;

  *size = 0;
  while ((length = g_input_stream_read (in, piece, PIECE, cancellable, error)) > 0)
    {
      *size += length;
      if ((guint64) *size > LARGEST)
        return otk_refuse (error, OTK_ERROR_LIMIT, N_ ("The file is larger than 512 MB"), NULL);
      g_checksum_update (sum, (const guint8 *) piece, length);
      for (gssize at = 0; at < length;)
        {
          gssize written = write (out, piece + at, (gsize) (length - at));
          if (written < 0 && errno != EINTR)
            return refuse_errno (error, NULL);
          at += MAX (written, 0);
        }
    }
  return length == 0;
}

static void
sync_folder (const char *path)
{
  int folder = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  if (folder < 0)
    return;
  fsync (folder);
  close (folder);
}

/* Puts the finished copy under its name; one that is there already has the same content. */
static gboolean
shelve (const char *temporary, const char *folder, const char *sha256, GError **error)
{
  g_autofree char *path = content_path (folder, sha256);
  g_autofree char *shelf = g_path_get_dirname (path);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (g_mkdir_with_parents (shelf, 0700) < 0 || g_rename (temporary, path) < 0)
    return refuse_errno (error, path);
  sync_folder (shelf);
  return TRUE;
}

static char *
copy_in (GFile *file, Copy *copy, GCancellable *cancellable, GError **error)
{
  g_autofree char *temporary = g_build_filename (copy->folder, "incoming-XXXXXX", NULL);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GFileInputStream) in = g_file_read (file, cancellable, error);
  gboolean done;
  int out;

  if (in == NULL)
    return NULL;
  if (g_mkdir_with_parents (copy->folder, 0700) < 0
      || (out = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600)) < 0)
    {
      refuse_errno (error, copy->folder);
      return NULL;
    }
  done = copy_pieces (G_INPUT_STREAM (in), out, sum, &copy->size, cancellable, error);
  if (done && fsync (out) < 0)
    done = refuse_errno (error, temporary);
  close (out);
  done = done && shelve (temporary, copy->folder, g_checksum_get_string (sum), error);
  g_unlink (temporary);
  return done ? g_strdup (g_checksum_get_string (sum)) : NULL;
}

static void
copy_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GFile *file = data;
  Copy *copy = g_object_get_data (G_OBJECT (task), "copy");
  g_autoptr (GFileInfo) info = NULL;
  GError *error = NULL;
  char *sha256 = copy_in (file, copy, cancellable, &error);

  if (sha256 == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE, G_FILE_QUERY_INFO_NONE,
                            cancellable, NULL);
  if (info != NULL && g_file_info_get_content_type (info) != NULL)
    copy->media_type = g_content_type_get_mime_type (g_file_info_get_content_type (info));
  g_task_return_pointer (task, sha256, g_free);
}

void
otk_desk_add_file_async (OtkDesk *self, GFile *file, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Copy *copy = g_new0 (Copy, 1);

  copy->folder = files_folder (self);
  g_task_set_source_tag (task, otk_desk_add_file_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_object_set_data_full (G_OBJECT (task), "copy", copy, copy_free);
  g_task_run_in_thread (task, copy_in_thread);
}

char *
otk_desk_add_file_finish (OtkDesk *self, GAsyncResult *result, goffset *size, char **media_type,
                          GError **error)
{
  Copy *copy = g_object_get_data (G_OBJECT (result), "copy");

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  if (size != NULL)
    *size = copy->size;
  if (media_type != NULL)
    *media_type =
        g_strdup (copy->media_type != NULL ? copy->media_type : "application/octet-stream");
  return g_task_propagate_pointer (G_TASK (result), error);
}

GFile *
otk_desk_file (OtkDesk *self, const char *sha256)
{
  g_autofree char *folder = files_folder (self);
  g_autofree char *path = content_path (folder, sha256);

  return g_file_new_for_path (path);
}
