/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-desk-private.h"

/* Keystrokes closer together than this share a write; well within the promised second. */
#define DRAFT_DELAY_MS 300

static void
write_drafts (OtkStore *store, gpointer data)
{
  OtkDesk *self = data;
  g_autoptr (GHashTable) drafts = NULL;
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer key, text;

  g_mutex_lock (&self->lock);
  drafts = self->drafts;
  self->writing = g_hash_table_ref (drafts);
  self->drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_mutex_unlock (&self->lock);

  g_hash_table_iter_init (&iter, drafts);
  while (g_hash_table_iter_next (&iter, &key, &text))
    if (!otk_store_put_draft (store, key, text, otk_desk_now (self), &error))
      {
        /* The text stays in memory and is tried again with the next keystroke. */
        g_warning ("Saving a draft: %s", error->message);
        g_clear_error (&error);
        g_mutex_lock (&self->lock);
        if (!g_hash_table_contains (self->drafts, key))
          g_hash_table_insert (self->drafts, g_strdup (key), g_strdup (text));
        g_mutex_unlock (&self->lock);
      }

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->writing, g_hash_table_unref);
  g_mutex_unlock (&self->lock);
}

static gboolean
draft_due_cb (gpointer data)
{
  OtkDesk *self = data;

  self->draft_timeout = 0;
  otk_desk_write_drafts (self);
  return G_SOURCE_REMOVE;
}

void
otk_desk_write_drafts (OtkDesk *self)
{
  g_clear_handle_id (&self->draft_timeout, g_source_remove);
  if (self->writer != NULL)
    otk_worker_push (self->writer, write_drafts, self, NULL); /* close waits for it */
}

void
otk_desk_save_draft (OtkDesk *self, const char *key, const char *text)
{
  g_mutex_lock (&self->lock);
  g_hash_table_replace (self->drafts, g_strdup (key), g_strdup (text != NULL ? text : ""));
  g_mutex_unlock (&self->lock);
  if (self->draft_timeout == 0)
    self->draft_timeout = g_timeout_add (DRAFT_DELAY_MS, draft_due_cb, self);
}

/* What was typed and is not on disk yet; "" where the draft is being removed. */
static char *
unwritten (OtkDesk *self, const char *key)
{
  const char *text;
  char *copy;

  g_mutex_lock (&self->lock);
  text = g_hash_table_lookup (self->drafts, key);
  if (text == NULL && self->writing != NULL)
    text = g_hash_table_lookup (self->writing, key);
  copy = g_strdup (text);
  g_mutex_unlock (&self->lock);
  return copy;
}

static GPtrArray *
read_drafts (OtkDesk *self)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *drafts = otk_store_drafts (self->reads, &error);

  if (drafts != NULL)
    return drafts;
  g_warning ("Reading drafts: %s", error->message);
  return g_ptr_array_new_with_free_func ((GDestroyNotify) otk_draft_free);
}

char *
otk_desk_draft (OtkDesk *self, const char *key)
{
  g_autofree char *typed = unwritten (self, key);
  g_autoptr (GPtrArray) drafts = NULL;

  if (typed != NULL)
    return *typed != '\0' ? g_steal_pointer (&typed) : NULL;
  drafts = read_drafts (self);
  for (guint i = 0; i < drafts->len; i++)
    {
      const OtkDraft *draft = g_ptr_array_index (drafts, i);
      if (g_str_equal (draft->key, key))
        return g_strdup (draft->text);
    }
  return NULL;
}

GPtrArray *
otk_desk_drafts (OtkDesk *self)
{
  otk_desk_flush (self);
  return read_drafts (self);
}

static void
nothing (OtkStore *store, gpointer data)
{
}

void
otk_desk_flush (OtkDesk *self)
{
  if (self->writer == NULL)
    return;
  g_clear_handle_id (&self->draft_timeout, g_source_remove);
  otk_worker_run (self->writer, write_drafts, self);
  otk_worker_run (self->writer, nothing, NULL);
}
