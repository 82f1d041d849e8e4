/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-store-driver.h"

void
otk_draft_free (OtkDraft *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_free (self->text);
  g_free (self);
}

gboolean
otk_store_is_shared (const char *path)
{
  return g_str_has_prefix (path, "postgresql://") || g_str_has_prefix (path, "postgres://");
}

gboolean
otk_store_has_password (const char *path)
{
  return otk_store_is_shared (path) && otk_postgres_has_password (path);
}

OtkStore *
otk_store_open (const char *path, OtkStoreFlags flags, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  if (otk_store_is_shared (path))
    return otk_postgres_open (path, flags, error);
  return otk_sqlite_open (path, flags, NULL, error);
}

OtkStore *
otk_store_open_on (const char *path, OtkStoreFlags flags, const char *vfs, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  return otk_sqlite_open (path, flags, vfs, error);
}

void
otk_store_close (OtkStore *self)
{
  if (self != NULL)
    self->klass->close (self);
}

gboolean
otk_store_begin (OtkStore *self, GError **error)
{
  return self->klass->transact (self, OTK_TRANSACTION_BEGIN, error);
}

gboolean
otk_store_begin_lazy (OtkStore *self, GError **error)
{
  return self->klass->transact (self, OTK_TRANSACTION_BEGIN_LAZY, error);
}

gboolean
otk_store_commit (OtkStore *self, GError **error)
{
  return self->klass->transact (self, OTK_TRANSACTION_COMMIT, error);
}

void
otk_store_rollback (OtkStore *self)
{
  self->klass->transact (self, OTK_TRANSACTION_ROLLBACK, NULL);
}

gboolean
otk_store_savepoint (OtkStore *self, GError **error)
{
  return self->klass->transact (self, OTK_TRANSACTION_SAVE, error);
}

gboolean
otk_store_release (OtkStore *self, gboolean keep, GError **error)
{
  return self->klass->transact (self, keep ? OTK_TRANSACTION_KEEP : OTK_TRANSACTION_UNDO, error);
}

OtkState *
otk_store_state (OtkStore *self)
{
  return self->klass->state (self);
}

gboolean
otk_store_append (OtkStore *self, const OtkCommand *command, const OtkDecision *decision,
                  GError **error)
{
  return self->klass->append (self, command, decision, error);
}

gboolean
otk_store_knows (OtkStore *self, const OtkId *command, GError **error)
{
  g_autoptr (OtkCommand) known = otk_store_command (self, command, error);

  return known != NULL;
}

OtkRecord *
otk_store_find (OtkStore *self, OtkEntityType type, const OtkId *id, GError **error)
{
  return self->klass->find (self, type, id, error);
}

GPtrArray *
otk_store_rows (OtkStore *self, OtkEntityType type, const gint64 *rowids, guint n, GError **error)
{
  return self->klass->rows (self, type, rowids, n, error);
}

GPtrArray *
otk_store_list (OtkStore *self, OtkEntityType type, int field, const OtkValue *value,
                GError **error)
{
  return self->klass->list (self, type, field, value, error);
}

GArray *
otk_store_ids (OtkStore *self, const OtkView *view, const OtkId *viewer, gboolean staff,
               GCancellable *cancellable, GError **error)
{
  OtkReading reading = { view, viewer, staff, cancellable };

  return self->klass->ids (self, &reading, error);
}

GArray *
otk_store_head (OtkStore *self, const OtkView *view, guint most, const OtkId *viewer,
                gboolean staff, GCancellable *cancellable, GError **error)
{
  OtkReading reading = { view, viewer, staff, cancellable, most };

  return self->klass->head (self, &reading, error);
}

gint64
otk_store_count (OtkStore *self, const OtkView *view, const OtkId *viewer, gboolean staff,
                 GCancellable *cancellable, GError **error)
{
  OtkReading reading = { view, viewer, staff, cancellable };

  return self->klass->count (self, &reading, error);
}

GHashTable *
otk_store_group_count (OtkStore *self, const OtkView *view, guint field, const OtkId *viewer,
                       gboolean staff, GCancellable *cancellable, GError **error)
{
  OtkReading reading = { view, viewer, staff, cancellable };

  return self->klass->group_count (self, &reading, field, error);
}

char *
otk_store_excerpt (OtkStore *self, const OtkId *request, const char *search, gboolean staff,
                   GError **error)
{
  return self->klass->excerpt (self, request, search, staff, error);
}

GPtrArray *
otk_store_search (OtkStore *self, OtkEntityType type, const char *search, guint limit,
                  GError **error)
{
  return self->klass->search (self, type, search, limit, error);
}

GPtrArray *
otk_store_facts (OtkStore *self, const OtkId *root, GError **error)
{
  return self->klass->facts (self, root, error);
}

GPtrArray *
otk_store_commands (OtkStore *self, const OtkId *actor, OtkTime since, guint limit, GError **error)
{
  OtkCommandQuery query = { NULL, actor, since, limit };

  return self->klass->commands (self, &query, error);
}

OtkCommand *
otk_store_command (OtkStore *self, const OtkId *id, GError **error)
{
  OtkCommandQuery query = { .id = id, .limit = 1 };
  g_autoptr (GPtrArray) found = self->klass->commands (self, &query, error);

  return found != NULL && found->len > 0 ? g_ptr_array_steal_index (found, 0) : NULL;
}

GArray *
otk_store_due (OtkStore *self, OtkTime until, guint limit, GError **error)
{
  return self->klass->due (self, until, limit, error);
}

OtkTime
otk_store_next_due (OtkStore *self, GError **error)
{
  g_autoptr (GArray) first = self->klass->due (self, G_MAXINT64, 1, error);

  if (first == NULL || first->len == 0)
    return OTK_TIME_NONE;
  return g_array_index (first, OtkDueTimer, 0).timer.due;
}

gboolean
otk_store_put_draft (OtkStore *self, const char *key, const char *text, OtkTime at, GError **error)
{
  return self->klass->put_local (self, OTK_LOCAL_DRAFT, key, text, at, error);
}

GPtrArray *
otk_store_drafts (OtkStore *self, GError **error)
{
  return self->klass->locals (self, OTK_LOCAL_DRAFT, NULL, error);
}

gboolean
otk_store_put_meta (OtkStore *self, const char *key, const char *value, GError **error)
{
  return self->klass->put_local (self, OTK_LOCAL_META, key, value, 0, error);
}

char *
otk_store_meta (OtkStore *self, const char *key, GError **error)
{
  g_autoptr (GPtrArray) found = self->klass->locals (self, OTK_LOCAL_META, key, error);

  if (found == NULL || found->len == 0)
    return NULL;
  return g_strdup (((OtkDraft *) found->pdata[0])->text);
}

gint64
otk_store_rebuild (OtkStore *self, gboolean check_only,
                   void (*report) (const char *line, gpointer data), gpointer data, GError **error)
{
  return self->klass->rebuild (self, check_only, report, data, error);
}

gboolean
otk_store_idle (OtkStore *self)
{
  return self->klass->care (self, OTK_CARE_IDLE, NULL);
}

gboolean
otk_store_bulk_begin (OtkStore *self, GError **error)
{
  return self->klass->care (self, OTK_CARE_BULK_BEGIN, error);
}

gboolean
otk_store_bulk_end (OtkStore *self, GError **error)
{
  return self->klass->care (self, OTK_CARE_BULK_END, error);
}

gboolean
otk_store_backup (OtkStore *self, const char *path, GCancellable *cancellable, GError **error)
{
  return self->klass->backup (self, path, cancellable, error);
}
