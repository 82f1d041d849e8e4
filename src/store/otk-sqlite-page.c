/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-sync.h"

/* A page's size where the device does not say. */
#define PAGE_BYTES (4 * 1024 * 1024)
/* Roots that are looked at in one statement. */
#define AT_ONCE 200

#define SEES_ROOT                                                                                  \
  "EXISTS (SELECT 1 FROM acl a JOIN utoken t ON t.token = a.token AND " OTK_SQLITE_HOLDER          \
  " WHERE a.root = r.id AND a.rx IS NULL AND t.rx IS NULL)"
#define IS_OPEN "r.status < 6 AND r.deleted_at IS NULL"

/* A root that a page tells. */
typedef struct
{
  gint64 rowid;
  OtkId id;
} Found;

static char *
directory_sql (OtkEntityType type)
{
  const OtkEntity *entity = otk_entity (type);
  /* A part that has no root is one itself. */
  g_autofree char *no_root =
      entity->root_field < 0
          ? g_strdup ("")
          : g_strconcat (" AND r.", entity->fields[entity->root_field].name, " IS NULL", NULL);

  return g_strconcat ("SELECT r.rowid, r.id FROM ", entity->table, " r WHERE r.rowid > ?4", no_root,
                      " AND " SEES_ROOT " ORDER BY r.rowid LIMIT ?5", NULL);
}

/* Newest first: the row number says how new. */
#define REQUESTS(which)                                                                            \
  "SELECT r.rowid, r.id FROM request r WHERE r.rowid < ?4 AND " which " AND " SEES_ROOT            \
  " ORDER BY r.rowid DESC LIMIT ?5"

static char *
phase_sql (const OtkFeedPlace *place)
{
  switch (place->phase)
    {
    case OTK_FEED_DIRECTORY:
      return directory_sql ((OtkEntityType) place->entity);
    case OTK_FEED_MINE:
      return g_strdup (REQUESTS (IS_OPEN " AND r.responsible = ?1"));
    case OTK_FEED_OPEN:
      return g_strdup (REQUESTS (IS_OPEN " AND r.responsible IS NOT ?1"));
    default:
      /* The plus keeps the planner on the row numbers: nearly all are closed. */
      return g_strdup (REQUESTS ("NOT ifnull (+" IS_OPEN ", 0)"));
    }
}

static GArray *
find_next (OtkSqlitePull *self, const OtkFeedPlace *place, GError **error)
{
  g_autofree char *sql = phase_sql (place);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Found));
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  gboolean descends = place->phase != OTK_FEED_DIRECTORY;
  int step;

  if (!otk_statement_prepare (&statement, self->store, sql, error))
    return NULL;
  otk_sqlite_bind_holder (&statement, self->pull);
  otk_statement_bind_int (&statement, 4, descends && place->rowid == 0 ? G_MAXINT64 : place->rowid);
  otk_statement_bind_int (&statement, 5, AT_ONCE);
  while ((step = otk_statement_step (&statement, error)) == 1)
    {
      Found root = { otk_statement_int (&statement, 0), otk_statement_id (&statement, 1) };
      g_array_append_val (found, root);
    }
  return step == 0 ? g_steal_pointer (&found) : NULL;
}

static gboolean
tell_row_cb (const OtkRecord *record, gint64 x, gpointer data, GError **error)
{
  return otk_sqlite_tell_row (data, record, x, error);
}

static gboolean
tell_root (OtkSqlitePull *self, OtkFeedPhase phase, OtkEntityType entity, const Found *root,
           GError **error)
{
  g_auto (OtkValue) rowid = otk_value_int (root->rowid);

  if (phase != OTK_FEED_LOG
      && (!otk_sqlite_each (self->store, entity, " WHERE rowid = ?", &rowid, 1, tell_row_cb, self,
                            error)
          || (entity == OTK_ENTITY_REQUEST
              && !otk_sqlite_tell_parts (self, entity, &root->id, error))))
    return FALSE;
  return phase == OTK_FEED_REST || otk_sqlite_tell_log (self, &root->id, error);
}

static gboolean
is_skipped (int entity)
{
  /* Requests have phases of their own; one's parts without it are nobody's. */
  return entity == OTK_ENTITY_REQUEST || entity == OTK_ENTITY_MESSAGE || entity == OTK_ENTITY_PAUSE
         || entity == OTK_ENTITY_ATTACHMENT;
}

/* Goes on to what comes after all roots of the present kind. */
static void
next_phase (OtkFeedPlace *place)
{
  place->rowid = 0;
  if (place->phase == OTK_FEED_DIRECTORY)
    {
      do
        place->entity++;
      while (place->entity < OTK_N_ENTITIES && is_skipped (place->entity));
      if (place->entity < OTK_N_ENTITIES)
        return;
      place->entity = OTK_ENTITY_REQUEST;
    }
  place->phase++;
}

/* Tells roots until the page is full; FALSE in @full once the phase has none left. */
static gboolean
tell_some (OtkSqlitePull *self, OtkFeedPlace *place, gsize max, gboolean *full, GError **error)
{
  g_autoptr (GArray) found = find_next (self, place, error);

  *full = FALSE;
  if (found == NULL)
    return FALSE;
  for (guint i = 0; !*full && i < found->len; i++)
    {
      const Found *root = &g_array_index (found, Found, i);

      if (!tell_root (self, place->phase, (OtkEntityType) place->entity, root, error))
        return FALSE;
      place->rowid = root->rowid;
      place->done += place->phase != OTK_FEED_LOG;
      *full = self->bytes >= max;
    }
  if (!*full && found->len < AT_ONCE)
    next_phase (place);
  return TRUE;
}

/* About: what is pinned or shared is counted more than once. */
static guint
count_roots (OtkSqlitePull *self)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self->store,
                              "SELECT sum ((SELECT count (*) FROM acl a WHERE a.token = t.token"
                              " AND a.rx IS NULL)) FROM utoken t WHERE t.rx IS NULL"
                              " AND " OTK_SQLITE_HOLDER,
                              NULL))
    return 0;
  otk_sqlite_bind_holder (&statement, self->pull);
  return otk_statement_step (&statement, NULL) == 1 ? (guint) otk_statement_int (&statement, 0) : 0;
}

gboolean
otk_sqlite_pull_page (OtkSqlitePull *self, OtkFeedPlace *place, GError **error)
{
  gsize max = self->pull->max_bytes > 0 ? self->pull->max_bytes : PAGE_BYTES;
  gboolean full = FALSE;

  if (place->phase == OTK_FEED_DIRECTORY && place->entity == OTK_ENTITY_REQUEST)
    {
      place->total = count_roots (self);
      next_phase (place);
    }
  while (!full && place->phase < OTK_FEED_DONE)
    if (!tell_some (self, place, max, &full, error))
      return FALSE;
  self->end->cookie = otk_feed_place_print (place);
  self->end->more = TRUE;
  self->end->done = MIN (place->done, place->total);
  self->end->total = place->total;
  /* With the rows that the page brings come the effects of what the device has pushed: it must not
   * do that again on top of them. */
  return otk_sqlite_tell_receipts (self->store, self->pull, self->sink, self->data, error);
}

/* The checksum: everything is read, so it is asked for now and then. */

typedef struct
{
  OtkId root; /* first: the key */
  guint64 sum;
  guint rows;
} RootSum;

static gboolean
find_visible (OtkSqlite *self, const OtkPull *pull, GHashTable *roots, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, self,
                              "SELECT a.root FROM utoken t JOIN acl a ON a.token = t.token"
                              " WHERE t.rx IS NULL AND a.rx IS NULL AND " OTK_SQLITE_HOLDER,
                              error))
    return FALSE;
  otk_sqlite_bind_holder (&statement, pull);
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      RootSum *sum = g_new0 (RootSum, 1);

      sum->root = otk_statement_id (&statement, 0);
      g_hash_table_add (roots, sum);
    }
  return found == 0;
}

static gboolean
add_rows (OtkSqlite *self, OtkEntityType type, GHashTable *roots, GError **error)
{
  g_autofree char *sql = g_strconcat ("SELECT id, root, x FROM ", otk_entity (type)->table, NULL);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, self, sql, error))
    return FALSE;
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      OtkId id = otk_statement_id (&statement, 0), root = otk_statement_id (&statement, 1);
      RootSum *sum = g_hash_table_lookup (roots, &root);

      if (sum == NULL)
        continue;
      sum->sum ^= otk_feed_row_hash (type, &id, otk_statement_int (&statement, 2));
      sum->rows++;
    }
  return found == 0;
}

gboolean
otk_sqlite_checksums (OtkStore *store, const OtkPull *pull,
                      void (*tell) (const OtkId *root, guint64 sum, guint rows, gpointer data),
                      gpointer data, GError **error)
{
  g_autoptr (GHashTable) roots = g_hash_table_new_full (otk_id_hash, otk_id_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;

  if (!find_visible (OTK_SQLITE (store), pull, roots, error))
    return FALSE;
  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    if (!add_rows (OTK_SQLITE (store), i, roots, error))
      return FALSE;
  g_hash_table_iter_init (&iter, roots);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const RootSum *sum = key;
      if (sum->rows > 0)
        tell (&sum->root, sum->sum, sum->rows, data);
    }
  return TRUE;
}
