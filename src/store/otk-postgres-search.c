/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-views.h"

#include "otk-error.h"
#include "otk-excerpt.h"
#include "otk-text.h"
#include "otk-touched.h"

gboolean
otk_postgres_has_index (OtkEntityType type)
{
  return type == OTK_ENTITY_CUSTOMER || type == OTK_ENTITY_COMPANY || type == OTK_ENTITY_ARTICLE;
}

/* The vector of a row of a small table, as its index is made. */
static const char *
vector_of (OtkEntityType type)
{
  return type == OTK_ENTITY_REQUEST   ? "f.words"
         : type == OTK_ENTITY_ARTICLE ? "otk_card (t.title, t.body, NULL)"
                                      : "otk_card (t.name, t.phone, t.email)";
}

static void
add_words (OtkQuery *query, const OtkSearchText *search, gboolean with_all)
{
  gboolean first = TRUE;

  otk_query_add (query, "(");
  for (guint i = 0; i < search->words->len; i++)
    {
      const OtkSearchWord *word = &g_array_index (search->words, OtkSearchWord, i);
      g_auto (OtkValue) text = otk_value_text (word->text);
      g_auto (OtkValue) other = otk_value_text (word->other);

      if (word->without && !with_all)
        continue;
      otk_query_add (query, first ? "" : " && ");
      otk_query_add (query, word->without ? "!! otk_phrase (" : "(otk_phrase (");
      otk_query_bind (query, &text);
      if (word->open)
        {
          otk_query_add (query, ") || otk_beginning (");
          otk_query_bind (query, &text);
        }
      if (word->other != NULL)
        {
          otk_query_add (query, ") || otk_phrase (");
          otk_query_bind (query, &other);
        }
      otk_query_add (query, word->without ? ")" : "))");
      first = FALSE;
    }
  otk_query_add (query, ")");
}

void
otk_postgres_add_match (OtkQuery *query, OtkEntityType type, const OtkSearchText *search,
                        gboolean staff)
{
  gboolean hides = type == OTK_ENTITY_REQUEST && !staff;

  otk_query_add (query, vector_of (type));
  otk_query_add (query, " @@ ");
  /* What is hidden may hold a word that must not be there: then the index cannot tell. */
  add_words (query, search, !hides);
  if (hides)
    {
      otk_query_add (query, " AND ts_filter (f.words, '{a}') @@ ");
      add_words (query, search, TRUE);
    }
}

static gboolean
differs (const OtkTouched *record, guint field)
{
  return record->before == NULL || record->after == NULL
         || !otk_value_equal (otk_record_get (record->before, field),
                              otk_record_get (record->after, field));
}

static gboolean
search_fields_differ (const OtkTouched *record)
{
  const OtkEntity *entity = otk_entity (record->entity);

  for (guint i = 0; i < entity->n_fields; i++)
    if ((entity->fields[i].flags & OTK_FIELD_SEARCH) && differs (record, i))
      return TRUE;
  return FALSE;
}

static gboolean
is_indexed_message (const OtkRecord *message)
{
  gint64 kind = message != NULL ? otk_record_int (message, OTK_MESSAGE_KIND) : 0;

  return kind == OTK_MESSAGE_PUBLIC || kind == OTK_MESSAGE_HIDDEN;
}

static gboolean
request_is_stale (const OtkTouched *record)
{
  if (record->entity == OTK_ENTITY_REQUEST)
    return search_fields_differ (record) || differs (record, OTK_REQUEST_CUSTOMER)
           || differs (record, OTK_REQUEST_COMPANY);
  return record->entity == OTK_ENTITY_MESSAGE
         && (is_indexed_message (record->before) || is_indexed_message (record->after))
         && (differs (record, OTK_MESSAGE_BODY) || differs (record, OTK_MESSAGE_KIND));
}

#define PUT_IN                                                                                     \
  "INSERT INTO request_search (rowid, words) SELECT rowid, words FROM request_search_source"       \
  " WHERE id = $1 ON CONFLICT (rowid) DO UPDATE SET words = excluded.words"

static gboolean
send_request (OtkPostgres *self, const OtkId *request, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  otk_params_add_id (&params, request);
  return otk_postgres_send (self, PUT_IN, &params, error);
}

static gboolean
send_gone (OtkPostgres *self, gint64 rowid, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  otk_params_add_int (&params, rowid);
  return otk_postgres_send (self, "DELETE FROM request_search WHERE rowid = $1", &params, error);
}

/* The requests of a renamed customer or company follow later. */
static gboolean
send_stale (OtkPostgres *self, const OtkTouched *renamed, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  otk_params_add_int (&params, self->terms.entities[renamed->entity]);
  otk_params_add_id (&params, &renamed->id);
  self->stale = TRUE;
  return otk_postgres_send (self,
                            "INSERT INTO people_stale (entity, row, before) VALUES ($1, $2, 0)"
                            " ON CONFLICT (entity, row) DO UPDATE SET before = 0",
                            &params, error);
}

static const OtkId *
request_of (const OtkTouched *record)
{
  return record->entity == OTK_ENTITY_REQUEST
             ? &record->id
             : otk_record_root (record->after != NULL ? record->after : record->before);
}

static gboolean
send_one (OtkPostgres *self, const OtkTouched *record, GHashTable *done, GError **error)
{
  if (record->before == NULL && record->after == NULL)
    return TRUE;
  if (record->entity == OTK_ENTITY_REQUEST && record->after == NULL)
    return send_gone (self, otk_record_rowid (record->before), error);
  if (request_is_stale (record))
    return !g_hash_table_add (done, (gpointer) request_of (record))
           || send_request (self, request_of (record), error);
  if ((record->entity == OTK_ENTITY_CUSTOMER || record->entity == OTK_ENTITY_COMPANY)
      && record->before != NULL && search_fields_differ (record))
    return send_stale (self, record, error);
  return TRUE;
}

gboolean
otk_postgres_send_index (OtkPostgres *self, GPtrArray *touched, GError **error)
{
  g_autoptr (GHashTable) done = g_hash_table_new (otk_id_hash, otk_id_equal);

  for (guint i = 0; !self->bulk && i < touched->len; i++)
    if (!send_one (self, touched->pdata[i], done, error))
      return FALSE;
  return TRUE;
}

/* A renamed record whose requests wait, nobody else's just now, and after which to go on. */
static gboolean
next_stale (OtkPostgres *self, OtkEntityType *type, OtkId *id, gint64 *before, GError **error)
{
  g_autoptr (PGresult) found = otk_postgres_query (
      self, "SELECT entity, row, before FROM people_stale LIMIT 1 FOR UPDATE SKIP LOCKED", NULL,
      error);

  if (found == NULL || PQntuples (found) == 0)
    return FALSE;
  *type = otk_row_int (found, 0, 0) == self->terms.entities[OTK_ENTITY_CUSTOMER]
              ? OTK_ENTITY_CUSTOMER
              : OTK_ENTITY_COMPANY;
  *id = otk_row_id (found, 0, 1);
  *before = otk_row_int (found, 0, 2);
  return TRUE;
}

static PGresult *
stale_requests (OtkPostgres *self, OtkEntityType type, const OtkId *id, gint64 before, guint limit,
                GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  otk_params_add_id (&params, id);
  otk_params_add_int (&params, before > 0 ? before : G_MAXINT64);
  otk_params_add_int (&params, limit);
  return otk_postgres_query (self,
                             type == OTK_ENTITY_CUSTOMER
                                 ? "SELECT rowid, id FROM request WHERE customer = $1"
                                   " AND rowid < $2 ORDER BY rowid DESC LIMIT $3"
                                 : "SELECT rowid, id FROM request WHERE company = $1"
                                   " AND rowid < $2 ORDER BY rowid DESC LIMIT $3",
                             &params, error);
}

static gboolean
send_followed (OtkPostgres *self, OtkEntityType type, const OtkId *id, gint64 before,
               GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  otk_params_add_int (&params, self->terms.entities[type]);
  otk_params_add_id (&params, id);
  if (before > 0)
    otk_params_add_int (&params, before);
  return otk_postgres_send (
      self,
      before > 0 ? "UPDATE people_stale SET before = $3 WHERE entity = $1 AND row = $2"
                 : "DELETE FROM people_stale WHERE entity = $1 AND row = $2",
      &params, error);
}

int
otk_postgres_follow_people (OtkPostgres *self, guint limit, GError **error)
{
  OtkEntityType type;
  OtkId id;
  gint64 before;
  GError *failure = NULL;
  g_autoptr (PGresult) found = NULL;
  int n;

  if (!next_stale (self, &type, &id, &before, &failure))
    {
      self->stale = FALSE;
      if (failure != NULL)
        g_propagate_error (error, failure);
      return failure != NULL ? -1 : 0;
    }
  found = stale_requests (self, type, &id, before, limit, error);
  if (found == NULL)
    return -1;
  n = PQntuples (found);
  for (int i = 0; i < n; i++)
    {
      OtkId request = otk_row_id (found, i, 1);

      if (!send_request (self, &request, error))
        return -1;
    }
  before = n == (int) limit ? otk_row_int (found, n - 1, 0) : 0;
  return send_followed (self, type, &id, before, error) && otk_postgres_sync (self, NULL, error)
             ? n
             : -1;
}

gboolean
otk_postgres_make_index (OtkPostgres *self, GError **error)
{
  self->stale = FALSE;
  return otk_postgres_script (self,
                              "DELETE FROM people_stale; DELETE FROM request_search;"
                              "INSERT INTO request_search (rowid, words)"
                              " SELECT rowid, words FROM request_search_source;",
                              error);
}

gint64
otk_postgres_check_index (OtkPostgres *self, OtkReport report, gpointer data)
{
  /* Those that wait for a renamed customer or company are known to lag. */
  gint64 differences = otk_postgres_number (
      self,
      "SELECT count (*) FROM request_search_source s FULL JOIN request_search f USING (rowid)"
      " WHERE s.words IS DISTINCT FROM f.words AND NOT EXISTS (SELECT FROM request r"
      " JOIN people_stale p ON p.row IN (r.customer, r.company) WHERE r.rowid = s.rowid)",
      0);

  if (differences > 0 && report != NULL)
    report ("request_search", data);
  return differences > 0 ? 1 : 0;
}

static PGresult *
texts_of (OtkPostgres *self, const OtkId *request, const OtkSearchText *search, gboolean staff,
          GError **error)
{
  g_autoptr (OtkQuery) query = otk_query_new (&otk_postgres_dialect);
  g_auto (OtkValue) id = otk_value_id (request), most = otk_value_int (staff ? 2 : 1);

  otk_query_add (query, "SELECT concat_ws (' ', t.number, t.alias), t.subject, t.text, t.solution,"
                        " concat_ws (E'\\n', (SELECT name FROM customer WHERE id = t.customer),"
                        " (SELECT name FROM company WHERE id = t.company)),"
                        " (SELECT string_agg (m.body, E'\\n' ORDER BY m.rowid) FROM message m"
                        " WHERE m.request = t.id AND m.kind = 1),"
                        " (SELECT string_agg (m.body, E'\\n' ORDER BY m.rowid) FROM message m"
                        " WHERE m.request = t.id AND m.kind = 2 AND m.kind <= ");
  otk_query_bind (query, &most);
  otk_query_add (query, ") FROM request t JOIN request_search f ON f.rowid = t.rowid"
                        " WHERE t.id = ");
  otk_query_bind (query, &id);
  otk_query_add (query, " AND ");
  otk_postgres_add_match (query, OTK_ENTITY_REQUEST, search, staff);
  return otk_postgres_run_query (self, query, NULL, error);
}

static char *
excerpt (OtkPostgres *self, const OtkId *request, const char *typed, gboolean staff, GError **error)
{
  g_autoptr (OtkSearchText) search = otk_search_text_read (typed, NULL);
  g_autoptr (PGresult) found = NULL;
  g_autofree const char **texts = NULL;
  int n;

  if (search->match == NULL)
    return NULL;
  found = texts_of (self, request, search, staff, error);
  if (found == NULL || PQntuples (found) == 0)
    return NULL;
  n = PQnfields (found);
  texts = g_new0 (const char *, (gsize) n + 1);
  for (int i = 0; i < n; i++)
    texts[i] = otk_row_text (found, 0, i);
  return otk_excerpt_make (texts, search);
}

char *
otk_postgres_excerpt (OtkStore *store, const OtkId *request, const char *search, gboolean staff,
                      GError **error)
{
  OtkPostgres *self = OTK_POSTGRES (store);
  GError *failure = NULL;
  char *found = excerpt (self, request, search, staff, &failure);

  if (found == NULL && failure == NULL)
    {
      g_autofree char *swapped = otk_text_swap_layout (search);
      found = excerpt (self, request, swapped, staff, &failure);
    }
  if (failure != NULL)
    g_propagate_error (error, failure);
  return found;
}

/* Returns: FALSE on error */
static gboolean
find_best (OtkPostgres *self, const OtkEntity *entity, const char *typed, guint limit,
           GArray *rowids, GError **error)
{
  g_autoptr (OtkSearchText) search = otk_search_text_read (typed, NULL);
  g_autoptr (OtkQuery) query = otk_query_new (&otk_postgres_dialect);
  g_autoptr (PGresult) found = NULL;
  OtkValue most = otk_value_int (limit);

  if (search->match == NULL)
    return TRUE;
  otk_query_add (query, "SELECT t.rowid FROM ");
  otk_query_add (query, entity->table);
  otk_query_add (query, " t");
  if (entity->type == OTK_ENTITY_REQUEST)
    otk_query_add (query, " JOIN request_search f ON f.rowid = t.rowid");
  otk_query_add (query, " WHERE ");
  otk_postgres_add_match (query, entity->type, search, TRUE);
  otk_query_add (query, " ORDER BY ");
  /* Ranking reads every hit, which only the small tables allow (server.md §2.4). */
  if (entity->type != OTK_ENTITY_REQUEST)
    {
      otk_query_add (query, "ts_rank (");
      otk_query_add (query, vector_of (entity->type));
      otk_query_add (query, ", ");
      add_words (query, search, TRUE);
      otk_query_add (query, ") DESC, ");
    }
  otk_query_add (query, "t.rowid DESC LIMIT ");
  otk_query_bind (query, &most);
  found = otk_postgres_run_query (self, query, NULL, error);
  for (int i = 0; found != NULL && i < PQntuples (found); i++)
    {
      gint64 rowid = otk_row_int (found, i, 0);
      g_array_append_val (rowids, rowid);
    }
  return found != NULL;
}

GPtrArray *
otk_postgres_search (OtkStore *store, OtkEntityType type, const char *search, guint limit,
                     GError **error)
{
  OtkPostgres *self = OTK_POSTGRES (store);
  const OtkEntity *entity = otk_entity (type);
  g_autoptr (GArray) rowids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (type != OTK_ENTITY_REQUEST && !otk_postgres_has_index (type))
    {
      otk_refuse (error, OTK_ERROR_INVALID, N_ ("These records cannot be searched: %s"),
                  entity->name);
      return NULL;
    }
  if (!find_best (self, entity, search, limit, rowids, error))
    return NULL;
  if (rowids->len == 0)
    {
      g_autofree char *swapped = otk_text_swap_layout (search);
      if (!find_best (self, entity, swapped, limit, rowids, error))
        return NULL;
    }
  return otk_postgres_rows (store, type, (const gint64 *) (gpointer) rowids->data, rowids->len,
                            error);
}
