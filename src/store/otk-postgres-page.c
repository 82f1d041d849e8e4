/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-sync.h"

/* A page's size where the device does not say. */
#define PAGE_BYTES (4 * 1024 * 1024)
/* Roots that are told together, fewer where a page is so small that they would overfill it. */
#define AT_ONCE 50
#define ROOT_BYTES 4000

#define SEES_ROOT                                                                                  \
  "EXISTS (SELECT FROM acl a JOIN utoken t ON " OTK_POSTGRES_SHARED " AND " OTK_POSTGRES_HOLDER    \
  " WHERE a.root = r.id AND a.rx IS NULL AND t.rx IS NULL)"
#define IS_OPEN "r.status < 6 AND r.deleted_at IS NULL"

static char *
directory_sql (OtkEntityType type)
{
  const OtkEntity *entity = otk_entity (type);
  /* A part that has no root is one itself. */
  g_autofree char *no_root =
      entity->root_field < 0
          ? g_strdup ("")
          : g_strconcat (" AND r.", entity->fields[entity->root_field].name, " IS NULL", NULL);

  return g_strconcat ("SELECT r.rowid, r.id FROM ", entity->table, " r WHERE r.rowid > $4", no_root,
                      " AND " SEES_ROOT " ORDER BY r.rowid LIMIT $5", NULL);
}

/* Newest first: the row number says how new. */
#define REQUESTS(which)                                                                            \
  "SELECT r.rowid, r.id FROM request r WHERE r.rowid < $4 AND " which " AND " SEES_ROOT            \
  " ORDER BY r.rowid DESC LIMIT $5"

static char *
phase_sql (const OtkFeedPlace *place)
{
  switch (place->phase)
    {
    case OTK_FEED_DIRECTORY:
      return directory_sql ((OtkEntityType) place->entity);
    case OTK_FEED_MINE:
      return g_strdup (REQUESTS (IS_OPEN " AND r.responsible = $1"));
    case OTK_FEED_OPEN:
      return g_strdup (REQUESTS (IS_OPEN " AND r.responsible IS DISTINCT FROM $1"));
    default:
      return g_strdup (REQUESTS ("NOT coalesce (" IS_OPEN ", FALSE)"));
    }
}

static int
at_once (OtkPostgresPull *self)
{
  return self->pull->max_bytes > 0 ? (int) CLAMP (self->pull->max_bytes / ROOT_BYTES, 1, AT_ONCE)
                                   : AT_ONCE;
}

static PGresult *
find_next (OtkPostgresPull *self, const OtkFeedPlace *place, GError **error)
{
  g_autofree char *sql = phase_sql (place);
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  gboolean descends = place->phase != OTK_FEED_DIRECTORY;

  otk_postgres_add_holder (&params, self->pull);
  otk_params_add_int (&params, descends && place->rowid == 0 ? G_MAXINT64 : place->rowid);
  otk_params_add_int (&params, at_once (self));
  return otk_postgres_query_once (self->store, sql, &params, NULL, error);
}

static gboolean
tell_roots (OtkPostgresPull *self, const OtkFeedPlace *place, GArray *roots, GError **error)
{
  OtkEntityType entity = (OtkEntityType) place->entity;

  if (place->phase != OTK_FEED_LOG
      && (!otk_postgres_tell_rows (self, entity, "id", roots, NULL, error)
          || (entity == OTK_ENTITY_REQUEST
              && !otk_postgres_tell_parts (self, entity, roots, error))))
    return FALSE;
  return place->phase == OTK_FEED_REST || otk_postgres_tell_log (self, roots, NULL, error);
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

/* Tells some roots of the present kind, and goes on to the next where there are no more. */
static gboolean
tell_some (OtkPostgresPull *self, OtkFeedPlace *place, GError **error)
{
  g_autoptr (PGresult) found = find_next (self, place, error);
  g_autoptr (GArray) roots = g_array_new (FALSE, FALSE, sizeof (OtkId));
  int n = found != NULL ? PQntuples (found) : 0;

  for (int i = 0; i < n; i++)
    {
      OtkId id = otk_row_id (found, i, 1);
      g_array_append_val (roots, id);
    }
  if (found == NULL || (n > 0 && !tell_roots (self, place, roots, error)))
    return FALSE;
  if (n > 0)
    place->rowid = otk_row_int (found, n - 1, 0);
  if (place->phase != OTK_FEED_LOG)
    place->done += (guint) n;
  if (n < at_once (self))
    next_phase (place);
  return TRUE;
}

/* About: what is pinned or shared is counted more than once. */
static guint
count_roots (OtkPostgresPull *self)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;

  otk_postgres_add_holder (&params, self->pull);
  found = otk_postgres_query (self->store,
                              "SELECT count (*) FROM utoken t JOIN acl a ON " OTK_POSTGRES_SHARED
                              " WHERE t.rx IS NULL AND a.rx IS NULL AND " OTK_POSTGRES_HOLDER,
                              &params, NULL);
  return found != NULL ? (guint) otk_row_int (found, 0, 0) : 0;
}

gboolean
otk_postgres_pull_page (OtkPostgresPull *self, OtkFeedPlace *place, GError **error)
{
  gsize max = self->pull->max_bytes > 0 ? self->pull->max_bytes : PAGE_BYTES;

  if (place->phase == OTK_FEED_DIRECTORY && place->entity == OTK_ENTITY_REQUEST)
    {
      place->total = count_roots (self);
      next_phase (place);
    }
  while (self->bytes < max && place->phase < OTK_FEED_DONE)
    if (!tell_some (self, place, error))
      return FALSE;
  self->end->cookie = otk_feed_place_print (place);
  self->end->more = TRUE;
  self->end->done = MIN (place->done, place->total);
  self->end->total = place->total;
  return TRUE;
}

/* The checksum: everything is read, so it is asked for now and then. */

typedef struct
{
  OtkId root; /* first: the key */
  guint64 sum;
  guint rows;
} RootSum;

static gboolean
add_rows (OtkPostgres *self, const OtkPull *pull, OtkEntityType type, GHashTable *roots,
          GError **error)
{
  g_autofree char *sql =
      g_strconcat ("SELECT r.root, r.id, r.x FROM ", otk_entity (type)->table,
                   " r WHERE EXISTS (SELECT FROM acl a JOIN utoken t ON " OTK_POSTGRES_SHARED
                   " AND " OTK_POSTGRES_HOLDER
                   " WHERE a.root = r.root AND a.rx IS NULL AND t.rx IS NULL)",
                   NULL);
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;

  otk_postgres_add_holder (&params, pull);
  found = otk_postgres_query_once (self, sql, &params, NULL, error);
  for (int i = 0; found != NULL && i < PQntuples (found); i++)
    {
      OtkId root = otk_row_id (found, i, 0), id = otk_row_id (found, i, 1);
      RootSum *sum = g_hash_table_lookup (roots, &root);

      if (sum == NULL)
        {
          sum = g_new0 (RootSum, 1);
          sum->root = root;
          g_hash_table_add (roots, sum);
        }
      sum->sum ^= otk_feed_row_hash (type, &id, otk_row_int (found, i, 2));
      sum->rows++;
    }
  return found != NULL;
}

gboolean
otk_postgres_checksums (OtkStore *store, const OtkPull *pull,
                        void (*tell) (const OtkId *root, guint64 sum, guint rows, gpointer data),
                        gpointer data, GError **error)
{
  g_autoptr (GHashTable) roots = g_hash_table_new_full (otk_id_hash, otk_id_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;

  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    if (!add_rows (OTK_POSTGRES (store), pull, i, roots, error))
      return FALSE;
  g_hash_table_iter_init (&iter, roots);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const RootSum *sum = key;
      tell (&sum->root, sum->sum, sum->rows, data);
    }
  return TRUE;
}
