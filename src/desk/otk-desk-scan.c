/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-desk-private.h"

#include "otk-access.h"
#include "otk-error.h"

#include <glib/gi18n-lib.h>

/* A question that scans, on its way to a reader thread and back. */
typedef struct
{
  GPtrArray *views; /* OtkView, copies */
  gboolean count;
  guint most; /* ids at a glance; 0 for all */
  OtkId viewer;
  gboolean staff;
  GCancellable *cancellable;
  GTask *task; /* NULL when somebody waits */
  GArray *answer;
  GError *error;
} Question;

static Question *
question_new (OtkDesk *self, gboolean count, GCancellable *cancellable)
{
  Question *question = g_new0 (Question, 1);

  question->views = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_view_free);
  question->count = count;
  question->viewer = self->me != NULL ? *otk_record_id (self->me) : OTK_ID_NONE;
  question->staff = otk_desk_is_staff (self);
  g_set_object (&question->cancellable, cancellable);
  return question;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_ptr_array_unref (question->views);
  g_clear_object (&question->cancellable);
  g_clear_object (&question->task);
  g_clear_pointer (&question->answer, g_array_unref);
  g_clear_error (&question->error);
  g_free (question);
}

/* The task holds the desk, whose last reference must not go on the reader's thread. */
static gboolean
let_go_cb (gpointer data)
{
  return G_SOURCE_REMOVE;
}

static void
question_free_at_home (gpointer data)
{
  Question *question = data;
  g_autoptr (GMainContext) context = g_main_context_ref (g_task_get_context (question->task));
  g_autoptr (GSource) idle = g_idle_source_new ();

  g_source_set_priority (idle, G_PRIORITY_DEFAULT);
  g_source_set_callback (idle, let_go_cb, question, question_free);
  g_source_attach (idle, context);
}

/* A copy of @view that shows no more than this person may see (product.md §4 K15). */
static OtkView *
limit_view (OtkDesk *self, const OtkView *view)
{
  OtkView *limited = otk_view_copy (view);

  otk_access_limit_view (&self->state, limited, self->me);
  return limited;
}

static GArray *
count_all (OtkStore *store, Question *question)
{
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < question->views->len; i++)
    {
      gint64 count =
          otk_store_count (store, g_ptr_array_index (question->views, i), &question->viewer,
                           question->staff, question->cancellable, &question->error);
      if (count < 0)
        return NULL;
      g_array_append_val (counts, count);
    }
  return g_steal_pointer (&counts);
}

static void
answer (OtkStore *store, gpointer data)
{
  Question *question = data;

  /* A later keystroke has asked anew: the answer would be thrown away. */
  if (g_cancellable_set_error_if_cancelled (question->cancellable, &question->error))
    ;
  else if (question->count)
    question->answer = count_all (store, question);
  else if (question->most > 0)
    question->answer = otk_store_head (store, g_ptr_array_index (question->views, 0),
                                       question->most, &question->viewer, question->staff,
                                       question->cancellable, &question->error);
  else
    question->answer =
        otk_store_ids (store, g_ptr_array_index (question->views, 0), &question->viewer,
                       question->staff, question->cancellable, &question->error);
  if (question->task == NULL)
    return;
  if (question->error != NULL)
    g_task_return_error (question->task, g_steal_pointer (&question->error));
  else
    g_task_return_pointer (question->task, g_steal_pointer (&question->answer),
                           (GDestroyNotify) g_array_unref);
}

static void
ask (OtkDesk *self, Question *question, GTask *task)
{
  OtkWorker *worker = question->count ? self->counter : self->reader;

  question->task = task;
  if (worker == NULL)
    {
      g_task_return_new_error (task, OTK_ERROR, OTK_ERROR_BUSY, N_ ("The database is closed"));
      question_free (question);
      return;
    }
  otk_worker_push (worker, answer, question, question_free_at_home);
}

void
otk_desk_head_async (OtkDesk *self, const OtkView *view, guint most, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Question *question = question_new (self, FALSE, cancellable);

  g_task_set_source_tag (task, otk_desk_head_async);
  question->most = most;
  g_ptr_array_add (question->views, limit_view (self, view));
  ask (self, question, task);
}

GArray *
otk_desk_head_finish (OtkDesk *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
otk_desk_ids_async (OtkDesk *self, const OtkView *view, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Question *question = question_new (self, FALSE, cancellable);

  g_task_set_source_tag (task, otk_desk_ids_async);
  g_ptr_array_add (question->views, limit_view (self, view));
  ask (self, question, task);
}

GArray *
otk_desk_ids_finish (OtkDesk *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

GArray *
otk_desk_ids (OtkDesk *self, const OtkView *view, GError **error)
{
  Question *question = question_new (self, FALSE, NULL);
  GArray *ids;

  g_ptr_array_add (question->views, limit_view (self, view));
  otk_worker_run (self->reader, answer, question);
  if (question->error != NULL)
    g_propagate_error (error, g_steal_pointer (&question->error));
  ids = g_steal_pointer (&question->answer);
  question_free (question);
  return ids;
}

void
otk_desk_counts_async (OtkDesk *self, GPtrArray *views, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Question *question = question_new (self, TRUE, cancellable);

  g_task_set_source_tag (task, otk_desk_counts_async);
  for (guint i = 0; i < views->len; i++)
    g_ptr_array_add (question->views, limit_view (self, g_ptr_array_index (views, i)));
  ask (self, question, task);
}

GArray *
otk_desk_counts_finish (OtkDesk *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
