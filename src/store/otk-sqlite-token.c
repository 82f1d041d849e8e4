/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-sync.h"

#include "otk-touched.h"

gint64
otk_sqlite_version (OtkSqlite *self)
{
  /* The sequence, not the highest command: a pin is a version of its own. */
  return otk_sqlite_number (self, "SELECT seq FROM sqlite_sequence WHERE name = 'command'", 0);
}

OtkEntityType
otk_sqlite_entity_of (OtkSqlite *self, gint64 term)
{
  OtkEntityType type = OTK_ENTITY_REQUEST;

  otk_terms_entity (&self->terms, (guint64) term, &type);
  return type;
}

static void
bind_token (OtkStatement *statement, const OtkToken *token)
{
  otk_statement_bind_int (statement, 1, token->kind);
  if (otk_id_is_none (&token->id))
    sqlite3_bind_zeroblob (statement->stmt, 2, 0);
  else
    otk_statement_bind_id (statement, 2, &token->id);
}

/* 0 on error. */
static gint64
token_number (OtkSqlite *self, const OtkToken *token, GError **error)
{
  g_auto (OtkStatement) insert = OTK_STATEMENT_INIT, select = OTK_STATEMENT_INIT;
  gint64 *known, n;

  if (self->token_numbers == NULL)
    self->token_numbers = g_hash_table_new_full (otk_token_hash, otk_token_equal, g_free, g_free);
  known = g_hash_table_lookup (self->token_numbers, token);
  if (known != NULL)
    return *known;
  if (!otk_statement_prepare (&insert, self,
                              "INSERT INTO token (kind, id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                              error))
    return 0;
  bind_token (&insert, token);
  if (!otk_statement_run (&insert, error)
      || !otk_statement_prepare (&select, self, "SELECT n FROM token WHERE kind = ? AND id = ?",
                                 error))
    return 0;
  bind_token (&select, token);
  if (otk_statement_step (&select, error) != 1)
    return 0;
  n = otk_statement_int (&select, 0);
  g_hash_table_insert (self->token_numbers, g_memdup2 (token, sizeof *token),
                       g_memdup2 (&n, sizeof n));
  return n;
}

gint64
otk_sqlite_pin_token (OtkSqlite *self, const OtkId *device, GError **error)
{
  OtkToken token = { OTK_TOKEN_PIN, *device };

  return token_number (self, &token, error);
}

/* A root, or a person on a profile. */
typedef struct
{
  const OtkId *id;
  gboolean person;
  gint64 class; /* the profile, or the number of the root's entity */
} Bearer;

static const char *
bearer_sql (const Bearer *bearer, const char *of_root, const char *of_person)
{
  return bearer->person ? of_person : of_root;
}

static gboolean
open_tokens (OtkSqlite *self, const Bearer *bearer, GArray *tokens, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  /* 112 is 'p': pins are not computed. */
  if (!otk_statement_prepare (
          &statement, self,
          bearer_sql (bearer,
                      "SELECT a.token FROM acl a JOIN token t ON t.n = a.token"
                      " WHERE a.root = ?1 AND a.rx IS NULL AND t.kind != 112",
                      "SELECT token FROM utoken WHERE owner = ?1 AND profile = ?2 AND rx IS NULL"),
          error))
    return FALSE;
  otk_statement_bind_id (&statement, 1, bearer->id);
  if (bearer->person)
    otk_statement_bind_int (&statement, 2, bearer->class);
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      gint64 token = otk_statement_int (&statement, 0);
      g_array_append_val (tokens, token);
    }
  return found == 0;
}

static gboolean
run_on_token (OtkSqlite *self, const char *sql, const Bearer *bearer, gint64 token, gint64 x,
              GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self, sql, error))
    return FALSE;
  otk_statement_bind_id (&statement, 1, bearer->id);
  otk_statement_bind_int (&statement, 2, bearer->class);
  otk_statement_bind_int (&statement, 3, token);
  otk_statement_bind_int (&statement, 4, x);
  return otk_statement_run (&statement, error);
}

static gboolean
open_token (OtkSqlite *self, const Bearer *bearer, gint64 token, gint64 x, GError **error)
{
  /* One that the same version had closed goes on. */
  return run_on_token (self,
                       bearer_sql (bearer,
                                   "INSERT INTO acl (root, entity, token, ax)"
                                   " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET rx = NULL",
                                   "INSERT INTO utoken (owner, profile, token, ax)"
                                   " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET rx = NULL"),
                       bearer, token, x, error);
}

static gboolean
close_token (OtkSqlite *self, const Bearer *bearer, gint64 token, gint64 x, GError **error)
{
  return run_on_token (self,
                       bearer_sql (bearer,
                                   "UPDATE acl SET rx = ?4 WHERE root = ?1 AND entity = ?2"
                                   " AND token = ?3 AND rx IS NULL",
                                   "UPDATE utoken SET rx = ?4 WHERE owner = ?1 AND profile = ?2"
                                   " AND token = ?3 AND rx IS NULL"),
                       bearer, token, x, error);
}

static gboolean
has_number (GArray *numbers, gint64 number)
{
  for (guint i = 0; i < numbers->len; i++)
    if (g_array_index (numbers, gint64, i) == number)
      return TRUE;
  return FALSE;
}

/* Makes what @bearer has into @tokens (nullable for none). */
static gboolean
put_tokens (OtkSqlite *self, const Bearer *bearer, GArray *tokens, gint64 x, GError **error)
{
  g_autoptr (GArray) old = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) new = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!open_tokens (self, bearer, old, error))
    return FALSE;
  for (guint i = 0; tokens != NULL && i < tokens->len; i++)
    {
      gint64 number = token_number (self, &g_array_index (tokens, OtkToken, i), error);

      if (number == 0
          || (!has_number (old, number) && !open_token (self, bearer, number, x, error)))
        return FALSE;
      g_array_append_val (new, number);
    }
  for (guint i = 0; i < old->len; i++)
    if (!has_number (new, g_array_index (old, gint64, i))
        && !close_token (self, bearer, g_array_index (old, gint64, i), x, error))
      return FALSE;
  return TRUE;
}

static gboolean
put_root (OtkSqlite *self, OtkEntityType entity, const OtkId *id, const OtkRecord *record, gint64 x,
          GError **error)
{
  Bearer bearer = { id, FALSE, self->terms.entities[entity] };
  g_autoptr (GArray) tokens = record != NULL ? otk_tokens_of_root (&self->state, record) : NULL;

  return put_tokens (self, &bearer, tokens, x, error);
}

static gboolean
put_person (OtkSqlite *self, const OtkRecord *employee, gint64 x, GError **error)
{
  for (int profile = OTK_PROFILE_DESK; profile <= OTK_N_PROFILES; profile++)
    {
      Bearer bearer = { otk_record_id (employee), TRUE, profile };
      g_autoptr (GArray) tokens = otk_tokens_of_user (&self->state, employee, (OtkProfile) profile);

      if (!put_tokens (self, &bearer, tokens, x, error))
        return FALSE;
    }
  return TRUE;
}

/* Those who are not there any more hold nothing. */
static gboolean
close_strangers (OtkSqlite *self, gint64 x, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self,
                              "UPDATE utoken SET rx = ? WHERE rx IS NULL AND profile > 0"
                              " AND owner NOT IN (SELECT id FROM employee)",
                              error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, x);
  return otk_statement_run (&statement, error);
}

static gboolean
put_people (OtkSqlite *self, gint64 x, GError **error)
{
  g_autoptr (GPtrArray) everybody =
      otk_sqlite_list (&self->parent, OTK_ENTITY_EMPLOYEE, -1, NULL, error);

  for (guint i = 0; everybody != NULL && i < everybody->len; i++)
    if (!put_person (self, everybody->pdata[i], x, error))
      return FALSE;
  return everybody != NULL && close_strangers (self, x, error);
}

/* A pin does not outlive its user's right to the root; 1 is the profile "desk", all his rights. */
#define CLOSE_PINS                                                                                 \
  "UPDATE acl SET rx = ?1 WHERE rx IS NULL AND token IN (SELECT n FROM token WHERE kind = 112)"    \
  " AND NOT EXISTS (SELECT 1 FROM token p JOIN device d ON d.id = p.id"                            \
  "   JOIN utoken u ON u.owner = d.user AND u.profile = 1 AND u.rx IS NULL"                        \
  "   JOIN acl a ON a.root = acl.root AND a.token = u.token AND a.rx IS NULL"                      \
  "   WHERE p.n = acl.token AND d.revoked IS NULL)"

static gboolean
close_pins (OtkSqlite *self, const OtkId *root, gint64 x, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self,
                              root != NULL ? CLOSE_PINS " AND root = ?2" : CLOSE_PINS, error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, x);
  if (root != NULL)
    otk_statement_bind_id (&statement, 2, root);
  return otk_statement_run (&statement, error);
}

static gboolean
keep_roots (OtkSqlite *self, GHashTable *roots, gint64 x, GError **error)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, roots);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const OtkTokenRoot *root = key;
      GError *failure = NULL;
      g_autoptr (OtkRecord) record =
          otk_sqlite_find (&self->parent, root->entity, &root->id, &failure);

      if (failure != NULL)
        {
          g_propagate_error (error, failure);
          return FALSE;
        }
      if (!put_root (self, root->entity, &root->id, record, x, error)
          || !close_pins (self, &root->id, x, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
otk_sqlite_keep_tokens (OtkSqlite *self, GPtrArray *touched, gint64 x, GError **error)
{
  g_auto (OtkTokenUpkeep) upkeep = { NULL };

  for (guint i = 0; i < touched->len; i++)
    {
      const OtkTouched *record = touched->pdata[i];
      otk_token_upkeep_note (&upkeep, &self->state, record->before, record->after);
    }
  if (upkeep.roots != NULL && !keep_roots (self, upkeep.roots, x, error))
    return FALSE;
  return !upkeep.people || (put_people (self, x, error) && close_pins (self, NULL, x, error));
}

static gboolean
make_root_cb (const OtkRecord *record, gint64 x, gpointer data, GError **error)
{
  if (!otk_id_equal (otk_record_root (record), otk_record_id (record)))
    return TRUE;
  return put_root (data, otk_record_type (record), otk_record_id (record), record, 0, error);
}

gboolean
otk_sqlite_make_tokens (OtkSqlite *self, GError **error)
{
  if (!otk_sqlite_exec (self, "DELETE FROM acl; DELETE FROM utoken; DELETE FROM token", error))
    return FALSE;
  g_clear_pointer (&self->token_numbers, g_hash_table_unref);
  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    {
      const OtkEntity *entity = otk_entity (i);
      /* Parts carry none; one without its root is a root itself. */
      g_autofree char *where =
          entity->root_field >= 0
              ? g_strdup_printf (" WHERE %s IS NULL", entity->fields[entity->root_field].name)
              : g_strdup ("");

      if (!otk_sqlite_each (self, i, where, NULL, 0, make_root_cb, self, error))
        return FALSE;
    }
  return put_people (self, 0, error);
}
