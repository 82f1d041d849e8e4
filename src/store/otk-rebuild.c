/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-rebuild.h"

/* A walk over all facts, root by root. */
struct _OtkRebuild
{
  OtkStore *store;
  const OtkRebuildClass *klass;
  gboolean check_only;
  OtkReport report;
  gpointer data;
  gint64 differences;
  gint64 counts[OTK_N_ENTITIES]; /* rows that facts made */

  OtkId root;          /* whose facts are being folded */
  GHashTable *records; /* of that root: key → Folded */
};

typedef struct
{
  OtkEntityType entity;
  OtkId id;
  OtkRecord *record; /* NULL once deleted */
  gint64 x;
} Folded;

static guint
folded_hash (gconstpointer data)
{
  return otk_id_hash (&((const Folded *) data)->id);
}

static gboolean
folded_equal (gconstpointer a, gconstpointer b)
{
  const Folded *x = a, *y = b;

  return x->entity == y->entity && otk_id_equal (&x->id, &y->id);
}

static void
folded_free (gpointer data)
{
  Folded *self = data;

  g_clear_pointer (&self->record, otk_record_unref);
  g_free (self);
}

static void
differ (OtkRebuild *self, const char *table, const OtkId *id, const char *what)
{
  char text[OTK_ID_STRING_LENGTH + 1];
  g_autofree char *line = g_strdup_printf ("%s %s: %s", table, otk_id_print (id, text), what);

  self->differences++;
  if (self->report != NULL)
    self->report (line, self->data);
}

static const char *
first_difference (const OtkRecord *a, const OtkRecord *b)
{
  const OtkEntity *entity = otk_record_entity (a);

  for (guint i = 0; i < entity->n_fields; i++)
    if (!otk_value_equal (otk_record_get (a, i), otk_record_get (b, i)))
      return entity->fields[i].name;
  return "root";
}

static gboolean
is_among (const OtkTimer *timer, const OtkTimer *timers, guint n)
{
  for (guint i = 0; i < n; i++)
    if (timers[i].kind == timer->kind && timers[i].due == timer->due)
      return TRUE;
  return FALSE;
}

static gboolean
compare_timers (OtkRebuild *self, const OtkRecord *request, GError **error)
{
  OtkTimer wanted[OTK_MAX_TIMERS];
  guint n = otk_timers_of (request, wanted);
  g_autoptr (GArray) stored = self->klass->timers (self->store, request, error);
  gboolean same;

  if (stored == NULL)
    return FALSE;
  same = stored->len == n;
  for (guint i = 0; same && i < n; i++)
    same = is_among (&g_array_index (stored, OtkTimer, i), wanted, n);
  if (same)
    return TRUE;
  differ (self, "timer", otk_record_id (request), "differs");
  return self->check_only || self->klass->rewrite_timers (self->store, request, error);
}

static gboolean
add_missing (OtkRebuild *self, Folded *folded, GError **error)
{
  differ (self, otk_entity (folded->entity)->table, &folded->id, "is missing");
  if (self->check_only)
    return TRUE;
  self->counts[folded->entity]++;
  return self->klass->insert (self->store, folded->record, folded->x, error);
}

static gboolean
compare_row (OtkRebuild *self, Folded *folded, const OtkRecord *row, GError **error)
{
  self->counts[folded->entity]++;
  otk_record_set_rowid (folded->record, otk_record_rowid (row));
  if (otk_record_equal (row, folded->record))
    return TRUE;
  differ (self, otk_entity (folded->entity)->table, &folded->id,
          first_difference (row, folded->record));
  return self->check_only
         || self->klass->update (self->store, row, folded->record, folded->x, error);
}

static gboolean
compare (OtkRebuild *self, Folded *folded, GError **error)
{
  GError *failure = NULL;
  g_autoptr (OtkRecord) row =
      self->klass->read (self->store, folded->entity, &folded->id, &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (folded->record == NULL && row == NULL)
    return TRUE;
  if (folded->record == NULL)
    {
      differ (self, otk_entity (folded->entity)->table, &folded->id, "is there, but was deleted");
      return self->check_only || self->klass->remove (self->store, row, error);
    }
  if (!(row != NULL ? compare_row (self, folded, row, error) : add_missing (self, folded, error)))
    return FALSE;
  return folded->entity != OTK_ENTITY_REQUEST || otk_record_rowid (folded->record) == 0
         || compare_timers (self, folded->record, error);
}

static gboolean
finish_root (OtkRebuild *self, GError **error)
{
  GHashTableIter iter;
  gpointer folded;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, &folded, NULL))
    if (!compare (self, folded, error))
      return FALSE;
  g_hash_table_remove_all (self->records);
  return TRUE;
}

gboolean
otk_rebuild_fold (OtkRebuild *self, const OtkFact *fact, gint64 x, GError **error)
{
  Folded key = { .entity = fact->entity, .id = fact->row };
  Folded *folded;

  if (!otk_id_equal (&self->root, &fact->root))
    {
      if (!finish_root (self, error))
        return FALSE;
      self->root = fact->root;
    }
  folded = g_hash_table_lookup (self->records, &key);
  if (folded == NULL)
    {
      folded = g_memdup2 (&key, sizeof key);
      g_hash_table_add (self->records, folded);
    }
  folded->record = otk_fact_fold (folded->record, fact);
  folded->x = x;
  return TRUE;
}

static gboolean
fact_made (OtkRebuild *self, const OtkRecord *record)
{
  g_autoptr (GPtrArray) facts = otk_store_facts (self->store, otk_record_root (record), NULL);

  for (guint i = 0; facts != NULL && i < facts->len; i++)
    {
      const OtkFact *fact = facts->pdata[i];

      if (fact->kind == OTK_FACT_CREATE && fact->entity == otk_record_type (record)
          && otk_id_equal (&fact->row, otk_record_id (record)))
        return TRUE;
    }
  return FALSE;
}

/* Rows that no fact made: found by counting, since every row that a fact made was looked at. */
static gboolean
drop_strays (OtkRebuild *self, OtkEntityType type, GError **error)
{
  GError *failure = NULL;
  g_autoptr (GArray) ids = self->klass->ids (self->store, type, self->counts[type], &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      const OtkId *id = &g_array_index (ids, OtkId, i);
      g_autoptr (OtkRecord) record = self->klass->read (self->store, type, id, NULL);

      if (record == NULL || fact_made (self, record))
        continue;
      differ (self, otk_entity (type)->table, id, "no fact made it");
      if (!self->check_only && !self->klass->remove (self->store, record, error))
        return FALSE;
    }
  return TRUE;
}

/* Those of requests that are there have been compared already. */
static gboolean
drop_stray_timers (OtkRebuild *self, GError **error)
{
  gint64 strays = self->klass->stray_timers (self->store, self->check_only, error);

  for (gint64 i = 0; i < strays; i++)
    differ (self, "timer", &OTK_ID_NONE, "belongs to no request");
  return strays >= 0;
}

static gboolean
rebuild_all (OtkRebuild *self, GError **error)
{
  if (!self->klass->walk (self->store, self, error) || !finish_root (self, error))
    return FALSE;
  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    if (!drop_strays (self, i, error))
      return FALSE;
  return drop_stray_timers (self, error);
}

gint64
otk_rebuild_rows (OtkStore *store, const OtkRebuildClass *klass, gboolean check_only,
                  OtkReport report, gpointer data, GError **error)
{
  OtkRebuild self = {
    .store = store, .klass = klass, .check_only = check_only, .report = report, .data = data
  };
  gboolean done;

  self.records = g_hash_table_new_full (folded_hash, folded_equal, folded_free, NULL);
  done = rebuild_all (&self, error);
  g_hash_table_unref (self.records);
  return done ? self.differences : -1;
}
