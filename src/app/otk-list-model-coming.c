/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-list-model-private.h"

#include <string.h>

/* More rows than a window shows; and how many are added or taken away between two frames: a row's
 * widgets cost a fraction of a millisecond each, two hundred rows are felt. */
#define SEEN 48
#define STEP_UP 24
#define STEP_DOWN 64

void
otk_list_model_placed (OtkListModel *self, const GError *error)
{
  otk_list_model_set_state (self, FALSE, error);
  g_signal_emit (self, otk_list_model_signals[OTK_LIST_REFRESHED], 0);
}

static void
resize (OtkListModel *self, guint length)
{
  guint before = self->ids->len;

  if (length == before)
    return;
  if (length < before)
    {
      g_array_set_size (self->ids, length);
      otk_list_model_tell (self, length, before - length, 0);
      return;
    }
  g_array_append_vals (self->ids, &g_array_index (self->coming, gint64, before), length - before);
  otk_list_model_tell (self, before, 0, length - before);
}

/* The lines at the top become those of the coming view: the list above keeps its widgets, which it
 * would destroy and make anew for other items. */
static void
rewrite (OtkListModel *self, guint n)
{
  g_autofree gint64 *from = g_memdup2 (self->ids->data, n * sizeof (gint64));
  const gint64 *to = (const gint64 *) (gpointer) self->coming->data;
  g_autoptr (GPtrArray) records = otk_desk_rows (self->desk, self->view->entity, to, n);

  memcpy (self->ids->data, to, n * sizeof (gint64));
  otk_row_cache_rewrite (self->rows, from, to, n, records);
}

static void
place (OtkListModel *self)
{
  guint same = MIN (self->ids->len, self->coming->len);

  self->placed = TRUE;
  rewrite (self, same);
  resize (self, same);
  if (same < SEEN)
    resize (self, MIN (self->coming->len, SEEN));
}

static void
end_coming (OtkListModel *self)
{
  g_autoptr (GArray) coming = g_steal_pointer (&self->coming);
  guint before = self->ids->len;

  g_clear_handle_id (&self->step, g_source_remove);
  if (coming->len > before)
    {
      g_array_unref (self->ids);
      self->ids = g_array_ref (coming);
      otk_list_model_tell (self, before, 0, coming->len - before);
    }
  g_signal_emit (self, otk_list_model_signals[OTK_LIST_EDIT_END], 0);
}

/* Returns: whether there is more to do */
static gboolean
take_step (OtkListModel *self)
{
  guint wanted = MAX (MIN (self->coming->len, OTK_LIST_HEAD), SEEN);

  if (!self->placed && self->ids->len > OTK_LIST_HEAD)
    resize (self, OTK_LIST_HEAD);
  if (!self->placed && self->ids->len > wanted)
    resize (self, MAX (wanted, self->ids->len - STEP_DOWN));
  if (!self->placed && self->ids->len <= wanted)
    place (self);
  else if (self->placed && self->ids->len < OTK_LIST_HEAD)
    resize (self, MIN (self->coming->len, self->ids->len + STEP_UP));
  if (self->placed && (self->ids->len >= OTK_LIST_HEAD || self->ids->len == self->coming->len))
    {
      end_coming (self);
      return FALSE;
    }
  return TRUE;
}

static gboolean
step_cb (gpointer data)
{
  OtkListModel *self = data;
  gboolean placed = self->placed;
  gboolean more = take_step (self);

  if (!more)
    self->step = 0;
  if (!placed && self->placed)
    otk_list_model_placed (self, NULL);
  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

void
otk_list_model_finish_coming (OtkListModel *self)
{
  if (self->coming == NULL)
    return;
  if (!self->placed && self->ids->len > OTK_LIST_HEAD)
    resize (self, OTK_LIST_HEAD);
  if (!self->placed)
    place (self);
  end_coming (self);
}

static gboolean
is_same (const GArray *a, const GArray *b)
{
  return a->len == b->len && memcmp (a->data, b->data, a->len * sizeof (gint64)) == 0;
}

void
otk_list_model_come (OtkListModel *self, GArray *ids)
{
  if (self->coming != NULL)
    {
      /* It is not wanted any more: what has been told of it is where the new one begins. */
      g_clear_pointer (&self->coming, g_array_unref);
      g_clear_handle_id (&self->step, g_source_remove);
      g_signal_emit (self, otk_list_model_signals[OTK_LIST_EDIT_END], 0);
    }
  if (is_same (self->ids, ids))
    {
      g_signal_emit (self, otk_list_model_signals[OTK_LIST_EDIT_BEGIN], 0);
      g_signal_emit (self, otk_list_model_signals[OTK_LIST_EDIT_END], 0);
      return;
    }
  self->coming = g_array_ref (ids);
  self->placed = FALSE;
  g_signal_emit (self, otk_list_model_signals[OTK_LIST_EDIT_BEGIN], 0);
  if (take_step (self))
    self->step = g_idle_add (step_cb, self);
}
