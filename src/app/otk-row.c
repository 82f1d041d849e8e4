/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-row.h"

struct _OtkRow
{
  GObject parent_instance;

  gint64 rowid;
  OtkRecord *record;
  GArray *watchers; /* (element-type Watcher) (nullable) */
};

G_DEFINE_FINAL_TYPE (OtkRow, otk_row, G_TYPE_OBJECT)

typedef struct
{
  OtkRowWatch watch;
  gpointer data;
} Watcher;

static void
otk_row_finalize (GObject *object)
{
  OtkRow *self = OTK_ROW (object);

  g_clear_pointer (&self->record, otk_record_unref);
  g_clear_pointer (&self->watchers, g_array_unref);

  G_OBJECT_CLASS (otk_row_parent_class)->finalize (object);
}

static void
otk_row_class_init (OtkRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = otk_row_finalize;
}

static void
otk_row_init (OtkRow *self)
{
}

OtkRow *
otk_row_new (gint64 rowid, OtkRecord *record)
{
  OtkRow *self = g_object_new (OTK_TYPE_ROW, NULL);

  self->rowid = rowid;
  self->record = record == NULL ? NULL : otk_record_ref (record);
  return self;
}

gint64
otk_row_rowid (OtkRow *self)
{
  return self->rowid;
}

OtkRecord *
otk_row_record (OtkRow *self)
{
  return self->record;
}

void
otk_row_set_record (OtkRow *self, OtkRecord *record)
{
  if (self->record != NULL && record != NULL && otk_record_equal (self->record, record))
    return;
  g_clear_pointer (&self->record, otk_record_unref);
  self->record = record == NULL ? NULL : otk_record_ref (record);
  otk_row_touch (self);
}

void
otk_row_become (OtkRow *self, gint64 rowid, OtkRecord *record)
{
  OtkRecord *before = self->record;

  self->rowid = rowid;
  self->record = record == NULL ? NULL : otk_record_ref (record);
  g_clear_pointer (&before, otk_record_unref);
  otk_row_touch (self);
}

void
otk_row_touch (OtkRow *self)
{
  g_autoptr (OtkRow) alive = g_object_ref (self);

  for (guint i = 0; self->watchers != NULL && i < self->watchers->len; i++)
    {
      const Watcher *watcher = &g_array_index (self->watchers, Watcher, i);

      watcher->watch (self, watcher->data);
    }
}

void
otk_row_watch (OtkRow *self, OtkRowWatch watch, gpointer data)
{
  Watcher watcher = { watch, data };

  if (self->watchers == NULL)
    self->watchers = g_array_sized_new (FALSE, FALSE, sizeof (Watcher), 16);
  g_array_append_val (self->watchers, watcher);
}

void
otk_row_unwatch (OtkRow *self, OtkRowWatch watch, gpointer data)
{
  for (guint i = 0; self->watchers != NULL && i < self->watchers->len; i++)
    {
      const Watcher *watcher = &g_array_index (self->watchers, Watcher, i);

      if (watcher->watch == watch && watcher->data == data)
        {
          g_array_remove_index_fast (self->watchers, i);
          return;
        }
    }
}
