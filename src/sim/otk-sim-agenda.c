/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sim-agenda.h"

typedef struct
{
  OtkTime at;
  guint64 number;
  OtkSimEvent event;
  gpointer data;
  GDestroyNotify free_data;
} Entry;

struct _OtkSimAgenda
{
  OtkTime now;
  guint64 last_number;
  GSequence *entries; /* Entry, by time and number */
  GHashTable *places; /* number → its place in @entries */
};

static void
entry_free (gpointer data)
{
  Entry *self = data;

  if (self->free_data != NULL)
    self->free_data (self->data);
  g_free (self);
}

static int
entry_compare (gconstpointer a, gconstpointer b, gpointer unused)
{
  const Entry *x = a, *y = b;

  if (x->at != y->at)
    return x->at < y->at ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

OtkSimAgenda *
otk_sim_agenda_new (OtkTime start)
{
  OtkSimAgenda *self = g_new0 (OtkSimAgenda, 1);

  self->now = start;
  self->entries = g_sequence_new (entry_free);
  self->places = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

void
otk_sim_agenda_free (OtkSimAgenda *self)
{
  g_sequence_free (self->entries);
  g_hash_table_unref (self->places);
  g_free (self);
}

OtkTime
otk_sim_agenda_now (OtkSimAgenda *self)
{
  return self->now;
}

guint64
otk_sim_agenda_add (OtkSimAgenda *self, OtkTime after, OtkSimEvent event, gpointer data,
                    GDestroyNotify free_data)
{
  Entry *entry = g_new0 (Entry, 1);

  *entry = (Entry){ self->now + MAX (after, 0), ++self->last_number, event, data, free_data };
  g_hash_table_insert (self->places, g_memdup2 (&entry->number, sizeof entry->number),
                       g_sequence_insert_sorted (self->entries, entry, entry_compare, NULL));
  return entry->number;
}

void
otk_sim_agenda_drop (OtkSimAgenda *self, guint64 number)
{
  GSequenceIter *place = g_hash_table_lookup (self->places, &number);

  if (place == NULL)
    return;
  g_hash_table_remove (self->places, &number);
  g_sequence_remove (place);
}

gboolean
otk_sim_agenda_step (OtkSimAgenda *self)
{
  GSequenceIter *first = g_sequence_get_begin_iter (self->entries);
  Entry entry;

  if (g_sequence_iter_is_end (first))
    return FALSE;
  entry = *(Entry *) g_sequence_get (first);
  /* The event may free what its data belong to, so it is off the list before it happens. */
  ((Entry *) g_sequence_get (first))->free_data = NULL;
  g_hash_table_remove (self->places, &entry.number);
  g_sequence_remove (first);
  self->now = entry.at;
  entry.event (entry.data);
  if (entry.free_data != NULL)
    entry.free_data (entry.data);
  return TRUE;
}

OtkTime
otk_sim_agenda_next (OtkSimAgenda *self)
{
  GSequenceIter *first = g_sequence_get_begin_iter (self->entries);

  return g_sequence_iter_is_end (first) ? OTK_TIME_NONE : ((Entry *) g_sequence_get (first))->at;
}
