/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-sync.h"

#include "otk-touched.h"

/* Roots whose tokens are computed before the database hears of them. */
#define AT_ONCE 500

/* What a bearer carries or holds, as arrays of kinds and ids. */
static void
add_tokens (OtkParams *params, GArray *tokens, char **kinds, char **ids)
{
  g_autoptr (GString) kind_list = g_string_new ("{"), id_list = g_string_new ("{");

  for (guint i = 0; tokens != NULL && i < tokens->len; i++)
    {
      const OtkToken *token = &g_array_index (tokens, OtkToken, i);
      char text[OTK_ID_STRING_LENGTH + 1];

      g_string_append_printf (kind_list, "%s%d", i > 0 ? "," : "", (int) token->kind);
      g_string_append_printf (id_list, "%s%s", i > 0 ? "," : "", otk_id_print (&token->id, text));
    }
  *kinds = g_strconcat (kind_list->str, "}", NULL);
  *ids = g_strconcat (id_list->str, "}", NULL);
  otk_params_add_text (params, *kinds);
  otk_params_add_text (params, *ids);
}

/* 112 is 'p': pins are not computed. */
#define WANTED "unnest ($3::bigint[], $4::uuid[]) w (kind, id)"
#define CLOSE_ROOT                                                                                 \
  "UPDATE acl SET rx = pg_current_xact_id () WHERE root = $1 AND entity = $2 AND rx IS NULL"       \
  " AND kind <> 112 AND NOT EXISTS (SELECT FROM " WANTED                                           \
  " WHERE w.kind = acl.kind AND w.id = acl.id)"
#define OPEN_ROOT                                                                                  \
  "INSERT INTO acl (root, entity, kind, id, ax)"                                                   \
  " SELECT $1::uuid, $2::bigint, w.kind, w.id, coalesce ($5::xid8, pg_current_xact_id ())"         \
  " FROM " WANTED " WHERE NOT EXISTS (SELECT FROM acl a WHERE a.root = $1 AND a.kind = w.kind"     \
  " AND a.id = w.id AND a.rx IS NULL)"                                                             \
  " ON CONFLICT (root, kind, id, ax) DO UPDATE SET rx = NULL"
#define CLOSE_PERSON                                                                               \
  "UPDATE utoken SET rx = pg_current_xact_id () WHERE owner = $1 AND profile = $2 AND rx IS NULL"  \
  " AND NOT EXISTS (SELECT FROM " WANTED " WHERE w.kind = utoken.kind AND w.id = utoken.id)"
#define OPEN_PERSON                                                                                \
  "INSERT INTO utoken (owner, profile, kind, id, ax)"                                              \
  " SELECT $1::uuid, $2::bigint, w.kind, w.id, coalesce ($5::xid8, pg_current_xact_id ())"         \
  " FROM " WANTED " WHERE NOT EXISTS (SELECT FROM utoken t WHERE t.owner = $1 AND t.profile = $2"  \
  " AND t.kind = w.kind AND t.id = w.id AND t.rx IS NULL)"                                         \
  " ON CONFLICT (owner, profile, kind, id, ax) DO UPDATE SET rx = NULL"

/* @always: from before all cookies on, and not from this transaction. */
static gboolean
send_tokens (OtkPostgres *self, gboolean person, const OtkId *bearer, gint64 class, GArray *tokens,
             gboolean always, GError **error)
{
  g_auto (OtkParams) close = OTK_PARAMS_INIT, open = OTK_PARAMS_INIT;
  g_autofree char *kinds = NULL, *ids = NULL, *more_kinds = NULL, *more_ids = NULL;

  otk_params_add_id (&close, bearer);
  otk_params_add_int (&close, class);
  add_tokens (&close, tokens, &kinds, &ids);
  otk_params_add_id (&open, bearer);
  otk_params_add_int (&open, class);
  add_tokens (&open, tokens, &more_kinds, &more_ids);
  otk_params_add_text (&open, always ? "2" : NULL);
  return (always || otk_postgres_send (self, person ? CLOSE_PERSON : CLOSE_ROOT, &close, error))
         && (tokens == NULL || tokens->len == 0
             || otk_postgres_send (self, person ? OPEN_PERSON : OPEN_ROOT, &open, error));
}

static gboolean
send_root (OtkPostgres *self, OtkEntityType entity, const OtkId *id, const OtkRecord *record,
           gboolean always, GError **error)
{
  g_autoptr (GArray) tokens = record != NULL ? otk_tokens_of_root (&self->state, record) : NULL;

  return send_tokens (self, FALSE, id, self->terms.entities[entity], tokens, always, error);
}

/* Those who are not there any more hold nothing. */
#define CLOSE_STRANGERS                                                                            \
  "UPDATE utoken SET rx = pg_current_xact_id () WHERE rx IS NULL AND profile > 0"                  \
  " AND NOT EXISTS (SELECT FROM employee e WHERE e.id = utoken.owner)"

static gboolean
send_people (OtkPostgres *self, gboolean always, GError **error)
{
  g_autoptr (GPtrArray) everybody =
      otk_postgres_list (&self->parent, OTK_ENTITY_EMPLOYEE, -1, NULL, error);

  for (guint i = 0; everybody != NULL && i < everybody->len; i++)
    for (int profile = OTK_PROFILE_DESK; profile <= OTK_N_PROFILES; profile++)
      {
        const OtkRecord *employee = everybody->pdata[i];
        g_autoptr (GArray) tokens =
            otk_tokens_of_user (&self->state, employee, (OtkProfile) profile);

        if (!send_tokens (self, TRUE, otk_record_id (employee), profile, tokens, always, error))
          return FALSE;
      }
  return everybody != NULL && otk_postgres_send (self, CLOSE_STRANGERS, NULL, error);
}

/* A pin does not outlive its user's right to the root; 1 is the profile "desk", all his rights. */
#define CLOSE_PINS                                                                                 \
  "UPDATE acl SET rx = pg_current_xact_id () WHERE rx IS NULL AND kind = 112"                      \
  " AND ($1::uuid IS NULL OR root = $1) AND NOT EXISTS (SELECT FROM device d"                      \
  "   JOIN utoken t ON t.owner = d.\"user\" AND t.profile = 1 AND t.rx IS NULL"                    \
  "   JOIN acl a ON a.root = acl.root AND " OTK_POSTGRES_SHARED " AND a.rx IS NULL"                \
  "   WHERE d.id = acl.id AND d.revoked IS NULL)"

static gboolean
send_close_pins (OtkPostgres *self, const OtkId *root, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  otk_params_add_id (&params, root);
  return otk_postgres_send (self, CLOSE_PINS, &params, error);
}

static gboolean
send_roots (OtkPostgres *self, GHashTable *roots, GError **error)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, roots);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const OtkTokenRoot *root = key;
      GError *failure = NULL;
      g_autoptr (OtkRecord) record =
          otk_postgres_find (&self->parent, root->entity, &root->id, &failure);

      if (failure != NULL)
        {
          g_propagate_error (error, failure);
          return FALSE;
        }
      if (!send_root (self, root->entity, &root->id, record, FALSE, error)
          || !send_close_pins (self, &root->id, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
otk_postgres_keep_tokens (OtkPostgres *self, GPtrArray *touched, GError **error)
{
  g_auto (OtkTokenUpkeep) upkeep = { NULL };
  gboolean done;

  for (guint i = 0; i < touched->len; i++)
    {
      const OtkTouched *record = touched->pdata[i];
      otk_token_upkeep_note (&upkeep, &self->state, record->before, record->after);
    }
  done = (upkeep.roots == NULL || send_roots (self, upkeep.roots, error))
         && (!upkeep.people
             || (send_people (self, FALSE, error) && send_close_pins (self, NULL, error)));
  return otk_postgres_sync (self, NULL, done ? error : NULL) && done;
}

static gboolean
make_roots (OtkPostgres *self, OtkEntityType type, GError **error)
{
  g_autoptr (GPtrArray) records = otk_postgres_list (&self->parent, type, -1, NULL, error);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const OtkRecord *record = records->pdata[i];

      /* Parts carry none; one without its root is a root itself. */
      if (otk_id_equal (otk_record_root (record), otk_record_id (record))
          && !send_root (self, type, otk_record_id (record), record, TRUE, error))
        return FALSE;
      if (i % AT_ONCE == AT_ONCE - 1 && !otk_postgres_sync (self, NULL, error))
        return FALSE;
    }
  return records != NULL;
}

gboolean
otk_postgres_make_tokens (OtkPostgres *self, GError **error)
{
  gboolean done = otk_postgres_script (self, "DELETE FROM acl; DELETE FROM utoken", error);

  for (guint i = 0; done && i < OTK_N_ENTITIES; i++)
    done = make_roots (self, i, error);
  done = done && send_people (self, TRUE, error);
  return otk_postgres_sync (self, NULL, done ? error : NULL) && done;
}
