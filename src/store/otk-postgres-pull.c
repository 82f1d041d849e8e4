/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-sync.h"

#include "otk-error.h"
#include "otk-mutant.h"

#include <string.h>

/*
 * What happened since a cookie: rows whose transaction its snapshot did not show (sync.md §5). The
 * log tells which roots and rows those are, deleted ones too; intervals of tokens tell who may see
 * them. Nothing of it grows with what is visible but has not changed.
 */

typedef enum
{
  VERDICT_NOTHING, /* not visible, and was not */
  VERDICT_GONE,    /* not visible any more */
  VERDICT_CHANGED, /* visible as before: what has changed */
  VERDICT_WHOLE,   /* has become visible */
} Verdict;

typedef struct
{
  OtkId id;
  OtkEntityType entity;
  Verdict verdict;
} Candidate;

/* A row that has changed. */
typedef struct
{
  OtkEntityType entity;
  OtkId id, root;
} Changed;

typedef struct
{
  OtkPostgresPull parent;
  const char *since;
  gboolean
      settling; /* after pages, each of a moment of its own: what may have changed is sent whole */
  GArray *candidates; /* (element-type Candidate) */
  GHashTable *rows;   /* (set) Changed */
  GPtrArray *changed; /* the same, in order */
} Delta;

static guint
changed_hash (gconstpointer row)
{
  return otk_id_hash (&((const Changed *) row)->id);
}

static gboolean
changed_equal (gconstpointer a, gconstpointer b)
{
  const Changed *x = a, *y = b;

  return x->entity == y->entity && otk_id_equal (&x->id, &y->id);
}

void
otk_postgres_add_holder (OtkParams *params, const OtkPull *pull)
{
  otk_params_add_id (params, &pull->user);
  otk_params_add_int (params, pull->profile);
  otk_params_add_id (params, &pull->device);
}

/* The index finds what is late enough, the snapshot says what is new. */
#define SEEN(x) "pg_visible_in_snapshot (" x ", $4::pg_snapshot)"
#define IS_NEW(x) "(" x " >= pg_snapshot_xmin ($4::pg_snapshot) AND NOT " SEEN (x) ")"

/* Roots that were written, or whose tokens, or of whose tokens the holder, came or went; for each
 * whether it was visible at the cookie, is now, was for a while in between. */
#define CANDIDATES                                                                                                                                                                                                                           \
  "WITH candidate AS (SELECT root FROM fact WHERE " IS_NEW (                                                                                                                                                                                 \
      "x") "  UNION SELECT root FROM acl WHERE " IS_NEW ("ax") "  UNION SELECT root FROM acl "                                                                                                                                               \
                                                               "WHERE rx IS NOT NULL "                                                                                                                                                       \
                                                               "AND " IS_NEW ("rx") "  UNION "                                                                                                                                               \
                                                                                    "SELECT "                                                                                                                                                \
                                                                                    "a.root FROM "                                                                                                                                           \
                                                                                    "utoken t "                                                                                                                                              \
                                                                                    "JOIN acl a "                                                                                                                                            \
                                                                                    "ON"                                                                                                                                                     \
                                                                                    " " OTK_POSTGRES_SHARED                                                                                                                                  \
                                                                                    "    "                                                                                                                                                   \
                                                                                    "WHERE"                                                                                                                                                  \
                                                                                    " " OTK_POSTGRES_HOLDER                                                                                                                                  \
                                                                                    " AND "                                                                                                                                                  \
                                                                                    "(" IS_NEW ("t.ax") "      OR (t.rx IS NOT NULL AND " IS_NEW (                                                                                           \
                                                                                        "t.rx") ")))"                                                                                                                                        \
                                                                                                " SELECT c.root, bool_or (" SEEN ("a.ax") " AND " SEEN ("t.ax") "     AND NOT coalesce (" SEEN ("a.rx") ", FALSE) AND NOT coalesce (" SEEN ( \
                                                                                                    "t.rx") ", FALSE)),"                                                                                                                     \
                                                                                                            "   bool_or (a.rx IS NULL AND t.rx IS NULL),"                                                                                    \
                                                                                                            "   bool_or (NOT coalesce (" SEEN ("a.rx") ", FALSE) AND NOT coalesce (" SEEN (                                                  \
                                                                                                                "t.rx") ", FALSE)"                                                                                                           \
                                                                                                                        "     AND (a.rx IS NULL OR greatest (a.ax, t.ax) < a.rx)"                                                            \
                                                                                                                        "     AND (t.rx IS NULL OR greatest (a.ax, t.ax) < t.rx)),"                                                          \
                                                                                                                        "   max (a.entity)"                                                                                                  \
                                                                                                                        " FROM candidate c JOIN acl a ON a.root = c.root JOIN utoken t ON " OTK_POSTGRES_SHARED                              \
                                                                                                                        "   AND " OTK_POSTGRES_HOLDER                                                                                        \
                                                                                                                        " GROUP BY c.root ORDER BY c.root"

static Verdict
verdict_of (Delta *self, gboolean before, gboolean now, gboolean meanwhile)
{
  if (now)
    return before && !self->settling ? VERDICT_CHANGED : VERDICT_WHOLE;
  /* A page may have brought what was visible only for a while. */
  return before || (meanwhile && self->settling) ? VERDICT_GONE : VERDICT_NOTHING;
}

static OtkEntityType
entity_of (OtkPostgres *self, gint64 term)
{
  OtkEntityType type = OTK_ENTITY_REQUEST;

  otk_terms_entity (&self->terms, (guint64) term, &type);
  return type;
}

static gboolean
find_candidates (Delta *self, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;

  otk_postgres_add_holder (&params, self->parent.pull);
  otk_params_add_text (&params, self->since);
  found = otk_postgres_query_once (self->parent.store, CANDIDATES, &params, NULL, error);
  for (int i = 0; found != NULL && i < PQntuples (found); i++)
    {
      Candidate candidate = { otk_row_id (found, i, 0),
                              entity_of (self->parent.store, otk_row_int (found, i, 4)),
                              verdict_of (self, otk_row_int (found, i, 1) != 0,
                                          otk_row_int (found, i, 2) != 0,
                                          otk_row_int (found, i, 3) != 0) };
      g_array_append_val (self->candidates, candidate);
    }
  return found != NULL;
}

static GArray *
roots_with (Delta *self, Verdict verdict, int entity)
{
  GArray *roots = g_array_new (FALSE, FALSE, sizeof (OtkId));

  for (guint i = 0; i < self->candidates->len; i++)
    {
      const Candidate *root = &g_array_index (self->candidates, Candidate, i);

      if (root->verdict == verdict && (entity < 0 || (int) root->entity == entity))
        g_array_append_val (roots, root->id);
    }
  return roots;
}

static gsize
size_of (const OtkRecord *record)
{
  const OtkEntity *entity = otk_record_entity (record);
  gsize size = 8 * (gsize) entity->n_fields;

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const OtkValue *value = otk_record_get (record, i);
      size += value->type == OTK_VALUE_TEXT ? strlen (value->text) : 0;
    }
  return size;
}

gboolean
otk_postgres_tell_rows (OtkPostgresPull *self, OtkEntityType type, const char *column, GArray *ids,
                        GHashTable *told, GError **error)
{
  g_autofree char *array = otk_postgres_id_array (ids);
  g_autofree char *where =
      g_strconcat (" WHERE ", column, " = ANY ($1::uuid[]) ORDER BY rowid", NULL);
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (GArray) versions = NULL;
  g_autoptr (GPtrArray) records = NULL;

  if (ids->len == 0)
    return TRUE;
  otk_params_add_text (&params, array);
  records = otk_postgres_read_all (self->store, type, where, &params, &versions, error);
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const OtkRecord *record = records->pdata[i];

      self->bytes += size_of (record);
      self->end->rows++;
      if (told != NULL)
        g_hash_table_add (told, g_memdup2 (otk_record_id (record), sizeof (OtkId)));
      if (!self->sink->row (record, g_array_index (versions, gint64, i), self->data, error))
        return FALSE;
    }
  return records != NULL;
}

gboolean
otk_postgres_tell_parts (OtkPostgresPull *self, OtkEntityType entity, GArray *roots, GError **error)
{
  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    {
      const OtkEntity *part = otk_entity (i);

      if (part->root_field >= 0 && part->fields[part->root_field].target == entity
          && !otk_postgres_tell_rows (self, i, part->fields[part->root_field].name, roots, NULL,
                                      error))
        return FALSE;
    }
  return TRUE;
}

/* What one command made true of one root, gathered from rows of the log. */
typedef struct
{
  OtkPostgresPull *pull;
  OtkCommand *command;
  gint64 n;
  GPtrArray *roots; /* (element-type GPtrArray): facts of one root each */
} Entry;

static gboolean
flush_entry (Entry *self, GError **error)
{
  gboolean done = TRUE;

  for (guint i = 0; done && i < self->roots->len; i++)
    done = self->pull->sink->log (self->n, self->command, self->roots->pdata[i], self->pull->data,
                                  error);
  g_ptr_array_set_size (self->roots, 0);
  g_clear_pointer (&self->command, otk_command_unref);
  return done;
}

static GPtrArray *
facts_of_root (Entry *self, const OtkId *root)
{
  GPtrArray *facts;

  for (guint i = 0; i < self->roots->len; i++)
    {
      facts = self->roots->pdata[i];
      if (otk_id_equal (&((OtkFact *) facts->pdata[0])->root, root))
        return facts;
    }
  facts = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);
  g_ptr_array_add (self->roots, facts);
  return facts;
}

/* Columns: those of facts, then those of commands. */
#define LOG                                                                                        \
  "SELECT " OTK_POSTGRES_FACT_COLUMNS ", " OTK_POSTGRES_COMMAND_COLUMNS                            \
  " FROM fact f JOIN command c ON c.n = f.n >> 20 WHERE f.root = ANY ($1::uuid[])"
#define N_FACT_COLUMNS 7

static gboolean
add_to_entry (Entry *self, const PGresult *rows, int row, GError **error)
{
  OtkPostgres *store = self->pull->store;
  gint64 n = otk_row_int (rows, row, 0) >> OTK_PACK_FACT_BITS;
  OtkId root = otk_row_id (rows, row, 1);

  if (n != self->n && !flush_entry (self, error))
    return FALSE;
  self->n = n;
  if (self->command == NULL)
    self->command = otk_postgres_command_in (store, rows, row, N_FACT_COLUMNS, error);
  if (self->command == NULL)
    return FALSE;
  self->pull->bytes += (gsize) PQgetlength (rows, row, 2) * 3 + 200;
  return otk_postgres_take_facts (store, rows, row, facts_of_root (self, &root), error);
}

static PGresult *
log_of (OtkPostgres *self, GArray *roots, const char *since, GError **error)
{
  g_autofree char *array = otk_postgres_id_array (roots);
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  otk_params_add_text (&params, array);
  if (since == NULL)
    return otk_postgres_query_once (self, LOG " ORDER BY f.n", &params, NULL, error);
  otk_params_add_text (&params, since);
  return otk_postgres_query_once (self,
                                  LOG " AND f.x >= pg_snapshot_xmin ($2::pg_snapshot)"
                                      " AND NOT pg_visible_in_snapshot (f.x, $2::pg_snapshot)"
                                      " ORDER BY f.n",
                                  &params, NULL, error);
}

static gboolean
tell_log_rows (OtkPostgresPull *self, const PGresult *rows, GError **error)
{
  Entry entry = { self, NULL, 0,
                  g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref) };
  gboolean done = TRUE;

  for (int i = 0; done && i < PQntuples (rows); i++)
    done = add_to_entry (&entry, rows, i, error);
  done = done && flush_entry (&entry, error);
  g_ptr_array_unref (entry.roots);
  g_clear_pointer (&entry.command, otk_command_unref);
  return done;
}

gboolean
otk_postgres_tell_log (OtkPostgresPull *self, GArray *roots, const char *since, GError **error)
{
  g_autoptr (PGresult) rows = NULL;

  if (roots->len == 0)
    return TRUE;
  rows = log_of (self->store, roots, since, error);
  return rows != NULL && tell_log_rows (self, rows, error);
}

static gboolean
tell_gone (Delta *self, GError **error)
{
  for (guint i = 0; i < self->candidates->len && !OTK_MUTANT (OTK_MUTANT_KEEPS_ROWS); i++)
    {
      const Candidate *root = &g_array_index (self->candidates, Candidate, i);

      if ((root->verdict == VERDICT_GONE || (root->verdict == VERDICT_WHOLE && self->settling))
          && !self->parent.sink->gone (root->entity, &root->id, self->parent.data, error))
        return FALSE;
    }
  return TRUE;
}

static void
note_row (Delta *self, const OtkFact *fact)
{
  Changed key = { fact->entity, fact->row, fact->root };
  Changed *row;

  if (g_hash_table_contains (self->rows, &key))
    return;
  row = g_memdup2 (&key, sizeof key);
  g_hash_table_add (self->rows, row);
  g_ptr_array_add (self->changed, row);
}

static gboolean
note_rows (Delta *self, const PGresult *rows, GError **error)
{
  for (int i = 0; i < PQntuples (rows); i++)
    {
      g_autoptr (GPtrArray) facts =
          g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);

      if (!otk_postgres_take_facts (self->parent.store, rows, i, facts, error))
        return FALSE;
      for (guint j = 0; j < facts->len; j++)
        note_row (self, facts->pdata[j]);
    }
  return TRUE;
}

/* The changed rows of one kind: as they are, or as removed. */
static gboolean
tell_changed_of (Delta *self, OtkEntityType entity, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (OtkId));
  g_autoptr (GHashTable) told = g_hash_table_new_full (otk_id_hash, otk_id_equal, g_free, NULL);

  for (guint i = 0; i < self->changed->len; i++)
    if (((Changed *) self->changed->pdata[i])->entity == entity)
      g_array_append_val (ids, ((Changed *) self->changed->pdata[i])->id);
  if (!otk_postgres_tell_rows (&self->parent, entity, "id", ids, told, error))
    return FALSE;
  for (guint i = 0; i < self->changed->len; i++)
    {
      const Changed *row = self->changed->pdata[i];

      if (row->entity == entity && !g_hash_table_contains (told, &row->id)
          && !self->parent.sink->removed (entity, &row->id, &row->root, self->parent.data, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
tell_whole (Delta *self, GError **error)
{
  g_autoptr (GArray) all = roots_with (self, VERDICT_WHOLE, -1);

  for (guint i = 0; all->len > 0 && i < OTK_N_ENTITIES; i++)
    {
      g_autoptr (GArray) roots = roots_with (self, VERDICT_WHOLE, (int) i);

      if (!otk_postgres_tell_rows (&self->parent, i, "id", roots, NULL, error)
          || (roots->len > 0 && !otk_postgres_tell_parts (&self->parent, i, roots, error)))
        return FALSE;
    }
  return otk_postgres_tell_log (&self->parent, all, NULL, error);
}

static gboolean
tell_delta (Delta *self, GError **error)
{
  g_autoptr (GArray) roots = NULL;
  g_autoptr (PGresult) log = NULL;

  if (!find_candidates (self, error) || !tell_gone (self, error))
    return FALSE;
  roots = roots_with (self, VERDICT_CHANGED, -1);
  log = log_of (self->parent.store, roots, self->since, error);
  if (log == NULL || !note_rows (self, log, error))
    return FALSE;
  for (guint i = 0; self->changed->len > 0 && i < OTK_N_ENTITIES; i++)
    if (!tell_changed_of (self, i, error))
      return FALSE;
  return tell_whole (self, error) && tell_log_rows (&self->parent, log, error)
         && otk_postgres_tell_receipts (self->parent.store, self->parent.pull, self->parent.sink,
                                        self->parent.data, error);
}

static gboolean
pull_delta (OtkPostgresPull *pull, const char *cookie, gboolean settling, GError **error)
{
  OtkStore *store = &pull->store->parent;
  Delta self = { *pull, cookie, settling };
  gboolean done;

  if (otk_postgres_check_cookie (store, cookie, error) == OTK_COOKIE_MALFORMED)
    return otk_refuse (error, OTK_ERROR_PROTOCOL, N_ ("The place in the feed is malformed: %s"),
                       cookie);
  self.candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  self.rows = g_hash_table_new_full (changed_hash, changed_equal, g_free, NULL);
  self.changed = g_ptr_array_new ();
  done = tell_delta (&self, error);
  g_array_unref (self.candidates);
  g_ptr_array_unref (self.changed);
  g_hash_table_unref (self.rows);
  if (done)
    pull->end->cookie = otk_postgres_cookie (store, error);
  return done && pull->end->cookie != NULL;
}

gboolean
otk_postgres_pull (OtkStore *store, const OtkPull *pull, const OtkFeedSink *sink, gpointer data,
                   OtkPullEnd *end, GError **error)
{
  OtkPostgresPull self = { OTK_POSTGRES (store), pull, sink, data, end, 0 };
  g_auto (OtkFeedPlace) place = { NULL };
  GError *failure = NULL;
  g_autoptr (OtkDevice) device = otk_feed_device (store, &pull->device, &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  end->last_seq = device != NULL ? device->last_seq : 0;
  if (pull->cookie == NULL)
    {
      place.base = otk_postgres_cookie (store, error);
      return place.base != NULL && otk_postgres_pull_page (&self, &place, error);
    }
  if (!otk_feed_place_parse (pull->cookie, &place))
    return pull_delta (&self, pull->cookie, FALSE, error);
  return place.phase == OTK_FEED_DONE ? pull_delta (&self, place.base, TRUE, error)
                                      : otk_postgres_pull_page (&self, &place, error);
}
