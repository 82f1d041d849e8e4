/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-account.h"

#include "otk-store-driver.h"

#define CREDENTIAL "employee, password, changed_at, must_change, totp, totp_since, totp_step"
#define SESSION                                                                                    \
  "id, employee, device, label, created_at, seen_at, access, access_until, refresh,"               \
  " refresh_until, spare, ended_at, ended_why"

/* Rows of values; every value is bound, and the SQL is what both databases understand. */
static GPtrArray *
ask (OtkStore *store, const char *sql, const OtkValue *values, guint n, GError **error)
{
  return store->klass->statement (store, sql, values, n, error);
}

static void
clear_all (OtkValue *values, guint n)
{
  for (guint i = 0; i < n; i++)
    otk_value_clear (&values[i]);
}

/* @values: cleared. */
static gboolean
run (OtkStore *store, const char *sql, OtkValue *values, guint n, GError **error)
{
  g_autoptr (GPtrArray) rows = ask (store, sql, values, n, error);

  clear_all (values, n);
  return rows != NULL;
}

/* @values: cleared. */
static gboolean
exists (OtkStore *store, const char *sql, OtkValue *values, guint n, gboolean *found,
        GError **error)
{
  g_autoptr (GPtrArray) rows = ask (store, sql, values, n, error);

  clear_all (values, n);
  *found = rows != NULL && rows->len > 0;
  return rows != NULL;
}

static const OtkValue *
cell (GArray *row, guint column)
{
  return &g_array_index (row, OtkValue, column);
}

static char *
text_of (GArray *row, guint column)
{
  const OtkValue *value = cell (row, column);

  return value->type == OTK_VALUE_TEXT ? g_strdup (value->text) : NULL;
}

static gint64
number_of (GArray *row, guint column, gint64 fallback)
{
  const OtkValue *value = cell (row, column);

  return value->type == OTK_VALUE_INT ? value->number : fallback;
}

static OtkId
id_of (GArray *row, guint column)
{
  const OtkValue *value = cell (row, column);

  return value->type == OTK_VALUE_ID ? value->id : OTK_ID_NONE;
}

void
otk_credential_free (OtkCredential *self)
{
  if (self == NULL)
    return;
  g_free (self->password);
  g_free (self->totp);
  g_free (self);
}

OtkCredential *
otk_account_credential (OtkStore *store, const OtkId *employee, GError **error)
{
  OtkValue values[] = { otk_value_id (employee) };
  g_autoptr (GPtrArray) rows =
      ask (store, "SELECT " CREDENTIAL " FROM credential WHERE employee = ?1", values, 1, error);
  OtkCredential *self;
  GArray *row;

  if (rows == NULL || rows->len == 0)
    return NULL;
  row = rows->pdata[0];
  self = g_new0 (OtkCredential, 1);
  self->employee = id_of (row, 0);
  self->password = text_of (row, 1);
  self->changed_at = number_of (row, 2, 0);
  self->must_change = number_of (row, 3, 0) != 0;
  self->totp = text_of (row, 4);
  self->totp_since = number_of (row, 5, OTK_TIME_NONE);
  self->totp_step = number_of (row, 6, 0);
  return self;
}

gboolean
otk_account_put_credential (OtkStore *store, const OtkCredential *credential, GError **error)
{
  OtkValue values[] = {
    otk_value_id (&credential->employee),   otk_value_text (credential->password),
    otk_value_int (credential->changed_at), otk_value_int (credential->must_change),
    otk_value_text (credential->totp),      otk_value_time (credential->totp_since),
    otk_value_int (credential->totp_step),
  };
  return run (store,
              "INSERT INTO credential (" CREDENTIAL ")"
              " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (employee) DO UPDATE SET"
              " password = excluded.password, changed_at = excluded.changed_at,"
              " must_change = excluded.must_change, totp = excluded.totp,"
              " totp_since = excluded.totp_since, totp_step = excluded.totp_step",
              values, G_N_ELEMENTS (values), error);
}

gboolean
otk_account_any (OtkStore *store, gboolean *any, GError **error)
{
  return exists (store, "SELECT employee FROM credential LIMIT 1", NULL, 0, any, error);
}

void
otk_session_free (OtkSession *self)
{
  if (self == NULL)
    return;
  g_free (self->label);
  g_free (self->access);
  g_free (self->refresh);
  g_free (self->spare);
  g_free (self->ended_why);
  g_free (self);
}

static OtkSession *
session_of (GArray *row)
{
  OtkSession *self = g_new0 (OtkSession, 1);

  self->id = id_of (row, 0);
  self->employee = id_of (row, 1);
  self->device = id_of (row, 2);
  self->label = text_of (row, 3);
  self->created_at = number_of (row, 4, 0);
  self->seen_at = number_of (row, 5, 0);
  self->access = text_of (row, 6);
  self->access_until = number_of (row, 7, 0);
  self->refresh = text_of (row, 8);
  self->refresh_until = number_of (row, 9, 0);
  self->spare = text_of (row, 10);
  self->ended_at = number_of (row, 11, OTK_TIME_NONE);
  self->ended_why = text_of (row, 12);
  return self;
}

static const char *
session_sql (OtkSessionKey key)
{
  switch (key)
    {
    case OTK_SESSION_BY_ACCESS:
      return "SELECT " SESSION " FROM session WHERE access = ?1";
    case OTK_SESSION_BY_REFRESH:
      return "SELECT " SESSION " FROM session WHERE refresh = ?1 OR spare = ?1";
    case OTK_SESSION_BY_SPENT:
    default:
      return "SELECT " SESSION
             " FROM session WHERE id = (SELECT t.session FROM spent_token t WHERE t.hash = ?1)";
    }
}

OtkSession *
otk_account_session (OtkStore *store, OtkSessionKey key, const char *hash, GError **error)
{
  OtkValue values[] = { otk_value_text (hash) };
  g_autoptr (GPtrArray) rows = ask (store, session_sql (key), values, 1, error);

  clear_all (values, 1);
  return rows != NULL && rows->len > 0 ? session_of (rows->pdata[0]) : NULL;
}

OtkSession *
otk_account_session_by_id (OtkStore *store, const OtkId *id, GError **error)
{
  OtkValue values[] = { otk_value_id (id) };
  g_autoptr (GPtrArray) rows =
      ask (store, "SELECT " SESSION " FROM session WHERE id = ?1", values, 1, error);

  return rows != NULL && rows->len > 0 ? session_of (rows->pdata[0]) : NULL;
}

GPtrArray *
otk_account_sessions (OtkStore *store, const OtkId *employee, GError **error)
{
  OtkValue values[] = { otk_value_id (employee) };
  g_autoptr (GPtrArray) rows = ask (store,
                                    "SELECT " SESSION " FROM session WHERE employee = ?1"
                                    " AND ended_at IS NULL ORDER BY seen_at DESC, id",
                                    values, 1, error);
  GPtrArray *sessions;

  if (rows == NULL)
    return NULL;
  sessions = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_session_free);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (sessions, session_of (rows->pdata[i]));
  return sessions;
}

gboolean
otk_account_put_session (OtkStore *store, const OtkSession *session, GError **error)
{
  OtkValue values[] = {
    otk_value_id (&session->id),         otk_value_id (&session->employee),
    otk_value_id (&session->device),     otk_value_text (session->label),
    otk_value_int (session->created_at), otk_value_int (session->seen_at),
    otk_value_text (session->access),    otk_value_int (session->access_until),
    otk_value_text (session->refresh),   otk_value_int (session->refresh_until),
    otk_value_text (session->spare),     otk_value_time (session->ended_at),
    otk_value_text (session->ended_why),
  };
  return run (store,
              "INSERT INTO session (" SESSION ") VALUES"
              " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
              " ON CONFLICT (id) DO UPDATE SET label = excluded.label,"
              " seen_at = excluded.seen_at, access = excluded.access,"
              " access_until = excluded.access_until, refresh = excluded.refresh,"
              " refresh_until = excluded.refresh_until, spare = excluded.spare,"
              " ended_at = excluded.ended_at, ended_why = excluded.ended_why",
              values, G_N_ELEMENTS (values), error);
}

gboolean
otk_account_spend (OtkStore *store, const OtkId *session, const char *hash, OtkTime at,
                   GError **error)
{
  OtkValue values[] = { otk_value_text (hash), otk_value_id (session), otk_value_int (at) };
  return run (store,
              "INSERT INTO spent_token (hash, session, spent_at) VALUES (?1, ?2, ?3)"
              " ON CONFLICT (hash) DO NOTHING",
              values, G_N_ELEMENTS (values), error);
}

gboolean
otk_account_end (OtkStore *store, const OtkId *employee, const OtkId *id, const OtkId *except,
                 const char *why, OtkTime at, GError **error)
{
  OtkValue values[] = {
    otk_value_id (employee),
    otk_value_id (id != NULL ? id : except),
    otk_value_text (why),
    otk_value_int (at),
  };
  /* A null second parameter would compare as unknown, so "none" stands for nobody there. */
  const char *sql = id != NULL ? "UPDATE session SET ended_at = ?4, ended_why = ?3"
                                 " WHERE employee = ?1 AND id = ?2 AND ended_at IS NULL"
                               : "UPDATE session SET ended_at = ?4, ended_why = ?3"
                                 " WHERE employee = ?1 AND id IS DISTINCT FROM ?2"
                                 " AND ended_at IS NULL";
  return run (store, sql, values, G_N_ELEMENTS (values), error);
}

gboolean
otk_account_prune (OtkStore *store, OtkTime before, GError **error)
{
  static const char *const old[] = {
    "DELETE FROM spent_token WHERE spent_at < ?1",
    "DELETE FROM session WHERE ended_at < ?1 OR refresh_until < ?1",
    "DELETE FROM known_device WHERE seen_at < ?1",
    "DELETE FROM uploaded WHERE at < ?1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (old); i++)
    {
      OtkValue value = otk_value_int (before);

      if (!run (store, old[i], &value, 1, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
otk_account_know_device (OtkStore *store, const char *hash, const OtkId *employee, OtkTime at,
                         GError **error)
{
  OtkValue values[] = { otk_value_text (hash), otk_value_id (employee), otk_value_int (at) };
  return run (store,
              "INSERT INTO known_device (hash, employee, seen_at) VALUES (?1, ?2, ?3)"
              " ON CONFLICT (hash) DO UPDATE SET seen_at = excluded.seen_at",
              values, G_N_ELEMENTS (values), error);
}

gboolean
otk_account_knows_device (OtkStore *store, const char *hash, const OtkId *employee, gboolean *known,
                          GError **error)
{
  OtkValue values[] = { otk_value_text (hash), otk_value_id (employee) };
  return exists (store, "SELECT seen_at FROM known_device WHERE hash = ?1 AND employee = ?2",
                 values, G_N_ELEMENTS (values), known, error);
}

gboolean
otk_account_put_upload (OtkStore *store, const char *sha256, const OtkId *employee, OtkTime at,
                        GError **error)
{
  OtkValue values[] = { otk_value_text (sha256), otk_value_id (employee), otk_value_int (at) };
  return run (store,
              "INSERT INTO uploaded (sha256, employee, at) VALUES (?1, ?2, ?3)"
              " ON CONFLICT (sha256, employee) DO UPDATE SET at = excluded.at",
              values, G_N_ELEMENTS (values), error);
}

gboolean
otk_account_brought (OtkStore *store, const char *sha256, const OtkId *employee, gboolean *brought,
                     GError **error)
{
  OtkValue values[] = { otk_value_text (sha256), otk_value_id (employee) };
  return exists (store, "SELECT at FROM uploaded WHERE sha256 = ?1 AND employee = ?2", values,
                 G_N_ELEMENTS (values), brought, error);
}
