/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-api.h"

#include "otk-access.h"
#include "otk-account.h"
#include "otk-error.h"
#include "otk-files.h"
#include "otk-server-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Files that one person may be bringing at the same time. */
#define MOST_PARTS 20

/* A part on its way to the disk. */
typedef struct
{
  OtkCall *call;
  char *folder;
  const char *sha256;
  OtkId who;
  gint64 offset;
  GBytes *bytes;
  gboolean last;
  OtkTime at;
  char *key; /* in the server's set of uploads that are being written */
} Upload;

static void
upload_free (gpointer data)
{
  Upload *self = data;

  if (self->key != NULL)
    g_hash_table_remove (self->call->server->uploads, self->key);
  g_free (self->folder);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->key);
  g_free (self);
}

static const char *
find_sum (OtkCall *call)
{
  if (otk_files_is_sum (call->parameters[0]))
    return call->parameters[0];
  otk_call_refuse_with (call, SOUP_STATUS_NOT_FOUND, "not_found",
                        N_ ("A file is called by the SHA-256 of its content"));
  return NULL;
}

/* Whoever sees a request's attachment gets the file, and whoever has brought it. */
static gboolean
may_read (OtkCall *call, const char *sha256)
{
  g_auto (OtkValue) value = otk_value_text (sha256);
  g_autoptr (GPtrArray) attachments =
      otk_desk_list (otk_call_desk (call), OTK_ENTITY_ATTACHMENT, OTK_ATTACHMENT_SHA256, &value);
  gboolean brought = FALSE;

  for (guint i = 0; i < attachments->len; i++)
    if (otk_access_sees_record (otk_call_state (call), attachments->pdata[i], call->actor))
      return TRUE;
  return otk_account_brought (otk_call_store (call), sha256, otk_record_id (call->actor), &brought,
                              NULL)
         && brought;
}

static void
set_offset (OtkCall *call, gint64 offset)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, offset);

  otk_call_set_header (call, "Upload-Offset", text);
}

void
otk_api_get_file (OtkCall *call)
{
  const char *sha256 = find_sum (call);
  g_autofree char *path = NULL;
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) all = NULL, rest = NULL;
  gint64 offset;

  if (sha256 == NULL || !otk_call_query_int (call, "offset", 0, G_MAXINT64, 0, &offset))
    return;
  path = otk_files_path (call->server->files, sha256);
  /* Mapped, so that a large file is never in memory as a whole. */
  file = may_read (call, sha256) ? g_mapped_file_new (path, FALSE, NULL) : NULL;
  if (file == NULL)
    {
      set_offset (call,
                  otk_files_offset (call->server->files, sha256, otk_record_id (call->actor)));
      otk_call_refuse_with (call, SOUP_STATUS_NOT_FOUND, "not_found", N_ ("There is no such file"));
      return;
    }
  all = g_mapped_file_get_bytes (file);
  if (offset > (gint64) g_bytes_get_size (all))
    {
      otk_call_refuse_with (call, SOUP_STATUS_BAD_REQUEST, "invalid",
                            N_ ("The file is shorter than that"));
      return;
    }
  rest = g_bytes_new_from_bytes (all, (gsize) offset, g_bytes_get_size (all) - (gsize) offset);
  otk_call_set_header (call, "Content-Disposition", "attachment");
  otk_call_set_header (call, "Upload-Complete", "?1");
  otk_call_answer (call, SOUP_STATUS_OK, "application/octet-stream", rest);
}

static gboolean
remember_upload (OtkStore *store, GArray *changes, gpointer data, GError **error)
{
  Upload *self = data;

  return otk_account_put_upload (store, self->sha256, &self->who, self->at, error);
}

static void
remembered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Upload *self = data;
  g_autoptr (OtkCall) call = self->call;
  g_autoptr (GError) error = NULL;

  if (!otk_desk_write_finish (OTK_DESK (source), result, &error))
    {
      otk_call_refuse (call, error);
      return;
    }
  otk_call_set_header (call, "Upload-Complete", "?1");
  otk_call_answer_empty (call, SOUP_STATUS_CREATED);
}

static void
append_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Upload *self = data;
  GError *error = NULL;

  if (self->offset == 0
      && otk_files_tidy (self->folder, &self->who, g_get_real_time () / G_USEC_PER_SEC)
             > MOST_PARTS)
    {
      otk_refuse (&error, OTK_ERROR_LIMIT,
                  N_ ("Too many files are being brought: finish some of them first"), NULL);
      g_task_return_error (task, error);
      return;
    }
  if (otk_files_append (self->folder, self->sha256, &self->who, self->offset, self->bytes,
                        self->last, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
appended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Upload *self = data;
  OtkCall *call = self->call;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      set_offset (call, otk_files_offset (self->folder, self->sha256, &self->who));
      otk_call_refuse (call, error);
    }
  else if (self->last)
    {
      otk_desk_write_async (otk_call_desk (call), remember_upload, self, remembered_cb, self);
      return;
    }
  else
    {
      set_offset (call, self->offset + (gint64) g_bytes_get_size (self->bytes));
      otk_call_answer_empty (call, SOUP_STATUS_NO_CONTENT);
    }
  otk_call_unref (call);
}

static gboolean
take_turn (Upload *self)
{
  char id[OTK_ID_STRING_LENGTH + 1];
  g_autofree char *key = g_strconcat (self->sha256, otk_id_print (&self->who, id), NULL);

  if (g_hash_table_contains (self->call->server->uploads, key))
    {
      otk_call_refuse_with (self->call, SOUP_STATUS_CONFLICT, "stale",
                            N_ ("The file is being brought already"));
      return FALSE;
    }
  self->key = g_strdup (key);
  g_hash_table_add (self->call->server->uploads, g_steal_pointer (&key));
  return TRUE;
}

static void
append (OtkCall *call, const char *sha256, gint64 offset, gboolean last)
{
  Upload *self = otk_call_keep (call, g_new0 (Upload, 1), upload_free);
  g_autoptr (GTask) task = NULL;

  self->call = call;
  self->folder = g_strdup (call->server->files);
  self->sha256 = sha256;
  self->who = *otk_record_id (call->actor);
  self->offset = offset;
  self->bytes = otk_call_bytes (call);
  self->last = last;
  self->at = call->at;
  if (!take_turn (self))
    return;
  otk_call_ref (call);
  task = g_task_new (NULL, NULL, appended_cb, self);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, append_in_thread);
}

/* A structured boolean: "?1" or "?0". */
static gboolean
is_complete (OtkCall *call)
{
  return g_strcmp0 (otk_call_header (call, "Upload-Complete"), "?1") == 0;
}

void
otk_api_put_file (OtkCall *call)
{
  const char *sha256 = find_sum (call);

  if (sha256 != NULL
      && otk_files_offset (call->server->files, sha256, otk_record_id (call->actor)) == 0)
    append (call, sha256, 0, TRUE);
  else if (sha256 != NULL)
    otk_call_refuse_with (call, SOUP_STATUS_CONFLICT, "stale",
                          N_ ("A part of the file is here already: go on with that"));
}

void
otk_api_patch_file (OtkCall *call)
{
  const char *sha256 = find_sum (call);
  const char *text = otk_call_header (call, "Upload-Offset");
  gint64 offset;

  if (sha256 == NULL)
    return;
  if (text == NULL || !g_ascii_string_to_signed (text, 10, 0, OTK_FILE_LARGEST, &offset, NULL))
    {
      otk_call_refuse_with (call, SOUP_STATUS_BAD_REQUEST, "invalid",
                            N_ ("Upload-Offset has to say where the part begins"));
      return;
    }
  append (call, sha256, offset, is_complete (call));
}
