/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-sync.h"

#include "otk-error.h"
#include "otk-mutant.h"

/*
 * What happened since a cookie. The log is in the order of versions, so its end tells which roots
 * and rows to look at, deleted ones too; whoever may see them is told by intervals of tokens
 * (sync.md §3.7). Nothing of it grows with what is visible but has not changed.
 */

typedef enum
{
  VERDICT_NOTHING, /* not visible, and was not */
  VERDICT_GONE,    /* not visible any more */
  VERDICT_CHANGED, /* visible as before: what has changed */
  VERDICT_WHOLE,   /* has become visible */
} Verdict;

/* A root that may have changed. */
typedef struct
{
  OtkId id; /* first: the key */
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
  OtkSqlitePull parent;
  gint64 since;
  gboolean
      settling; /* after pages, each of a moment of its own: what may have changed is sent whole */
  GHashTable *roots;  /* (set) Candidate */
  GPtrArray *order;   /* the same, as they were found */
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

gboolean
otk_sqlite_read_cookie (const char *cookie, gint64 *version)
{
  char *end;

  if (!g_ascii_isdigit (*cookie) || strlen (cookie) > 18)
    return FALSE;
  *version = g_ascii_strtoll (cookie, &end, 10);
  return *end == '\0';
}

void
otk_sqlite_bind_holder (OtkStatement *statement, const OtkPull *pull)
{
  otk_statement_bind_id (statement, 1, &pull->user);
  otk_statement_bind_int (statement, 2, pull->profile);
  otk_statement_bind_id (statement, 3, &pull->device);
}

/* Whether the root was visible at the cookie, is now, has been for a while in between. */
#define VISIBLE                                                                                    \
  "SELECT max (a.ax <= ?5 AND t.ax <= ?5 AND ifnull (a.rx > ?5, 1) AND ifnull (t.rx > ?5, 1)),"    \
  " max (a.rx IS NULL AND t.rx IS NULL),"                                                          \
  " max (max (a.ax, t.ax) < min (ifnull (a.rx, 1 << 62), ifnull (t.rx, 1 << 62))"                  \
  "      AND min (ifnull (a.rx, 1 << 62), ifnull (t.rx, 1 << 62)) > ?5),"                          \
  " a.entity FROM acl a JOIN utoken t ON t.token = a.token AND " OTK_SQLITE_HOLDER                 \
  " WHERE a.root = ?4"

static Verdict
verdict_of (Delta *self, gboolean before, gboolean now, gboolean meanwhile)
{
  if (now)
    return before && !self->settling ? VERDICT_CHANGED : VERDICT_WHOLE;
  /* A page may have brought what was visible only for a while. */
  return before || (meanwhile && self->settling) ? VERDICT_GONE : VERDICT_NOTHING;
}

static Candidate *
judge (Delta *self, const OtkId *root, GError **error)
{
  Candidate *candidate = g_hash_table_lookup (self->roots, root);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (candidate != NULL)
    return candidate;
  if (!otk_statement_prepare (&statement, self->parent.store, VISIBLE, error))
    return NULL;
  otk_sqlite_bind_holder (&statement, self->parent.pull);
  otk_statement_bind_id (&statement, 4, root);
  otk_statement_bind_int (&statement, 5, self->since);
  if (otk_statement_step (&statement, error) != 1)
    return NULL;
  candidate = g_new0 (Candidate, 1);
  candidate->id = *root;
  candidate->verdict =
      verdict_of (self, otk_statement_int (&statement, 0), otk_statement_int (&statement, 1),
                  otk_statement_int (&statement, 2));
  candidate->entity = otk_sqlite_entity_of (self->parent.store, otk_statement_int (&statement, 3));
  g_hash_table_add (self->roots, candidate);
  g_ptr_array_add (self->order, candidate);
  return candidate;
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

/* The rows of the log after the cookie: which roots and rows they are about. */
static gboolean
find_in_log (Delta *self, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, self->parent.store,
                              OTK_SQLITE_FACT_ROWS "WHERE f.n >= ? ORDER BY f.n", error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, (self->since + 1) << OTK_PACK_FACT_BITS);
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      OtkId root = otk_statement_id (&statement, 1);
      Candidate *candidate = judge (self, &root, error);
      g_autoptr (GPtrArray) facts =
          g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);

      if (candidate == NULL)
        return FALSE;
      if (candidate->verdict != VERDICT_CHANGED)
        continue;
      if (!otk_sqlite_take_facts (self->parent.store, &statement, facts, error))
        return FALSE;
      for (guint i = 0; i < facts->len; i++)
        note_row (self, facts->pdata[i]);
    }
  return found == 0;
}

static gboolean
find_roots (Delta *self, const char *sql, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, self->parent.store, sql, error))
    return FALSE;
  otk_sqlite_bind_holder (&statement, self->parent.pull);
  otk_statement_bind_int (&statement, 4, self->since);
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      OtkId root = otk_statement_id (&statement, 0);

      if (judge (self, &root, error) == NULL)
        return FALSE;
    }
  return found == 0;
}

/* Roots whose tokens, and roots of whose tokens the holder, came or went. */
static gboolean
find_by_tokens (Delta *self, GError **error)
{
  return find_roots (self, "SELECT root FROM acl WHERE ax > ?4 AND ax > 0", error)
         && find_roots (self, "SELECT root FROM acl WHERE rx > ?4 AND rx IS NOT NULL", error)
         && find_roots (self,
                        "SELECT a.root FROM utoken t JOIN acl a ON a.token = t.token"
                        " WHERE " OTK_SQLITE_HOLDER " AND (t.ax > ?4 OR t.rx > ?4)",
                        error);
}

gboolean
otk_sqlite_tell_row (OtkSqlitePull *self, const OtkRecord *record, gint64 x, GError **error)
{
  const OtkEntity *entity = otk_record_entity (record);

  self->bytes += 8 * entity->n_fields;
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const OtkValue *value = otk_record_get (record, i);
      self->bytes += value->type == OTK_VALUE_TEXT ? strlen (value->text) : 0;
    }
  self->end->rows++;
  return self->sink->row (record, x, self->data, error);
}

static gboolean
tell_row_cb (const OtkRecord *record, gint64 x, gpointer data, GError **error)
{
  return otk_sqlite_tell_row (data, record, x, error);
}

gboolean
otk_sqlite_tell_parts (OtkSqlitePull *self, OtkEntityType entity, const OtkId *root, GError **error)
{
  g_auto (OtkValue) id = otk_value_id (root);

  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    {
      const OtkEntity *part = otk_entity (i);
      g_autofree char *where = NULL;

      if (part->root_field < 0 || part->fields[part->root_field].target != entity)
        continue;
      where = g_strdup_printf (" WHERE %s = ?", part->fields[part->root_field].name);
      if (!otk_sqlite_each (self->store, i, where, &id, 1, tell_row_cb, self, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
tell_own_row (OtkSqlitePull *self, OtkEntityType entity, const OtkId *id, GError **error)
{
  g_auto (OtkValue) value = otk_value_id (id);

  return otk_sqlite_each (self->store, entity, " WHERE id = ?", &value, 1, tell_row_cb, self,
                          error);
}

/* What one command made true of one root, gathered from rows of the log. */
typedef struct
{
  OtkSqlitePull *pull;
  gint64 n;
  GPtrArray *roots; /* (element-type GPtrArray): facts of one root each */
} Entry;

static gboolean
flush_entry (Entry *self, GError **error)
{
  g_autoptr (OtkCommand) command = NULL;
  gboolean done = TRUE;

  if (self->roots->len == 0)
    return TRUE;
  command = otk_sqlite_command_at (self->pull->store, self->n, error);
  if (command == NULL)
    return FALSE;
  for (guint i = 0; done && i < self->roots->len; i++)
    done = self->pull->sink->log (self->n, command, self->roots->pdata[i], self->pull->data, error);
  g_ptr_array_set_size (self->roots, 0);
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

/* Adds the row of the log that @statement stands at; those of a command follow each other. */
static gboolean
add_to_entry (Entry *self, OtkStatement *statement, GError **error)
{
  gint64 n = otk_statement_int (statement, 7);
  OtkId root = otk_statement_id (statement, 1);

  if (n != self->n && !flush_entry (self, error))
    return FALSE;
  self->n = n;
  self->pull->bytes += (gsize) sqlite3_column_bytes (statement->stmt, 2) * 3 + 200;
  return otk_sqlite_take_facts (self->pull->store, statement, facts_of_root (self, &root), error);
}

static Entry
entry_begin (OtkSqlitePull *pull)
{
  return (Entry){ pull, 0, g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref) };
}

static gboolean
entry_end (Entry *self, gboolean done, GError **error)
{
  done = done && flush_entry (self, error);
  g_ptr_array_unref (self->roots);
  return done;
}

gboolean
otk_sqlite_tell_log (OtkSqlitePull *self, const OtkId *root, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  Entry entry;
  int found;

  if (!otk_statement_prepare (&statement, self->store,
                              OTK_SQLITE_FACT_ROWS "WHERE f.root = ? ORDER BY f.n", error))
    return FALSE;
  otk_statement_bind_id (&statement, 1, root);
  entry = entry_begin (self);
  while ((found = otk_statement_step (&statement, error)) == 1)
    if (!add_to_entry (&entry, &statement, error))
      break;
  return entry_end (&entry, found == 0, error);
}

static gboolean
tell_gone (Delta *self, GError **error)
{
  for (guint i = 0; i < self->order->len; i++)
    {
      const Candidate *root = self->order->pdata[i];

      if (OTK_MUTANT (OTK_MUTANT_KEEPS_ROWS))
        break;
      if ((root->verdict == VERDICT_GONE || (root->verdict == VERDICT_WHOLE && self->settling))
          && !self->parent.sink->gone (root->entity, &root->id, self->parent.data, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
tell_changed (Delta *self, GError **error)
{
  for (guint i = 0; i < self->changed->len; i++)
    {
      const Changed *row = self->changed->pdata[i];
      guint before = self->parent.end->rows;

      if (!tell_own_row (&self->parent, row->entity, &row->id, error))
        return FALSE;
      if (self->parent.end->rows == before
          && !self->parent.sink->removed (row->entity, &row->id, &row->root, self->parent.data,
                                          error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
tell_whole (Delta *self, GError **error)
{
  for (guint i = 0; i < self->order->len; i++)
    {
      const Candidate *root = self->order->pdata[i];

      if (root->verdict == VERDICT_WHOLE
          && (!tell_own_row (&self->parent, root->entity, &root->id, error)
              || !otk_sqlite_tell_parts (&self->parent, root->entity, &root->id, error)
              || !otk_sqlite_tell_log (&self->parent, &root->id, error)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
tell_changed_log (Delta *self, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  Entry entry;
  int found;

  if (!otk_statement_prepare (&statement, self->parent.store,
                              OTK_SQLITE_FACT_ROWS "WHERE f.n >= ? ORDER BY f.n", error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, (self->since + 1) << OTK_PACK_FACT_BITS);
  entry = entry_begin (&self->parent);
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      OtkId root = otk_statement_id (&statement, 1);
      Candidate *candidate = g_hash_table_lookup (self->roots, &root);

      if (candidate != NULL && candidate->verdict == VERDICT_CHANGED
          && !add_to_entry (&entry, &statement, error))
        break;
    }
  return entry_end (&entry, found == 0, error);
}

static gboolean
tell_delta (Delta *self, GError **error)
{
  return find_in_log (self, error) && find_by_tokens (self, error) && tell_gone (self, error)
         && tell_changed (self, error) && tell_whole (self, error) && tell_changed_log (self, error)
         && otk_sqlite_tell_receipts (self->parent.store, self->parent.pull, self->parent.sink,
                                      self->parent.data, error);
}

static gboolean
pull_delta (OtkSqlitePull *pull, const char *cookie, gboolean settling, GError **error)
{
  Delta self = { *pull, 0, settling };
  gboolean done;

  if (!otk_sqlite_read_cookie (cookie, &self.since))
    return otk_refuse (error, OTK_ERROR_PROTOCOL, N_ ("The place in the feed is malformed: %s"),
                       cookie);
  self.roots = g_hash_table_new_full (otk_id_hash, otk_id_equal, g_free, NULL);
  self.order = g_ptr_array_new ();
  self.rows = g_hash_table_new_full (changed_hash, changed_equal, g_free, NULL);
  self.changed = g_ptr_array_new ();
  done = tell_delta (&self, error);
  g_hash_table_unref (self.roots);
  g_ptr_array_unref (self.order);
  g_hash_table_unref (self.rows);
  g_ptr_array_unref (self.changed);
  if (done)
    pull->end->cookie = otk_feed_cookie (&pull->store->parent, error);
  return done && pull->end->cookie != NULL;
}

gboolean
otk_sqlite_pull (OtkStore *store, const OtkPull *pull, const OtkFeedSink *sink, gpointer data,
                 OtkPullEnd *end, GError **error)
{
  OtkSqlitePull self = { OTK_SQLITE (store), pull, sink, data, end, 0 };
  g_auto (OtkFeedPlace) place = { NULL };

  end->last_seq = otk_sqlite_last_seq (self.store, &pull->device);
  if (pull->cookie == NULL)
    {
      place.base = otk_feed_cookie (store, error);
      return place.base != NULL && otk_sqlite_pull_page (&self, &place, error);
    }
  if (!otk_feed_place_parse (pull->cookie, &place))
    return pull_delta (&self, pull->cookie, FALSE, error);
  return place.phase == OTK_FEED_DONE ? pull_delta (&self, place.base, TRUE, error)
                                      : otk_sqlite_pull_page (&self, &place, error);
}
