/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-api.h"

#include "otk-account.h"
#include "otk-error.h"
#include "otk-server-log.h"
#include "otk-server-private.h"
#include "otk-session.h"
#include "otk-secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LOGIN_BYTES 400
#define PASSWORD_BYTES 800
#define TOKEN_BYTES 100
#define LABEL_BYTES 200
#define KEY_PREFIX "otd_"

/* A sign-in on its way: who, from where, with what, and what he is given. */
typedef struct
{
  OtkCall *call;
  char *login;
  char *by; /* what his attempts are counted for */
  char *code;
  OtkRecord *employee;       /* nullable */
  OtkCredential *credential; /* nullable */
  OtkSession *session;
  OtkTokens tokens;
  char *device_key; /* a new one, for a device that was not known */
} Attempt;

static void
attempt_free (gpointer data)
{
  Attempt *self = data;

  g_free (self->login);
  g_free (self->by);
  g_free (self->code);
  g_clear_pointer (&self->employee, otk_record_unref);
  otk_credential_free (self->credential);
  otk_session_free (self->session);
  otk_tokens_clear (&self->tokens);
  g_free (self->device_key);
  g_free (self);
}

static void
write_tokens (OtkJsonWriter *writer, const OtkTokens *tokens)
{
  otk_json_writer_string (writer, "access_token", tokens->access);
  otk_json_write_instant (writer, "access_until", tokens->access_until);
  otk_json_writer_string (writer, "refresh_token", tokens->refresh);
  otk_json_write_instant (writer, "refresh_until", tokens->refresh_until);
}

static void
answer_pair (OtkCall *call, guint status, const OtkSession *session, const OtkTokens *tokens,
             const char *device_key, gboolean must_change)
{
  g_autoptr (OtkJsonWriter) writer = otk_json_writer_new (FALSE);

  otk_json_writer_begin_object (writer, NULL);
  write_tokens (writer, tokens);
  otk_json_write_id (writer, "session", &session->id);
  otk_json_write_id (writer, "device", &session->device);
  otk_json_write_id (writer, "employee", &session->employee);
  if (device_key != NULL)
    otk_json_writer_string (writer, "device_key", device_key);
  otk_json_writer_bool (writer, "password_due", must_change);
  otk_json_writer_end (writer);
  otk_call_answer_json (call, status, writer);
}

static void
refuse_attempt (Attempt *self, const char *code, const char *text)
{
  OtkServer *server = self->call->server;

  otk_sign_in_failed (server->sign_in, self->login, self->by, self->call->peer, self->call->at);
  otk_metrics_count (server->metrics, "otklik_sign_in_refused_total");
  otk_server_log ("warning", "sign-in-refused", "why", code, "peer", self->call->peer, NULL);
  otk_call_refuse_with (self->call, SOUP_STATUS_UNAUTHORIZED, code, text);
}

static OtkRecord *
employee_by_login (OtkCall *call, const char *login)
{
  g_auto (OtkValue) value = otk_value_text (login);
  g_autoptr (GPtrArray) found =
      otk_desk_list (otk_call_desk (call), OTK_ENTITY_EMPLOYEE, OTK_EMPLOYEE_LOGIN, &value);

  for (guint i = 0; i < found->len; i++)
    if (otk_record_int (found->pdata[i], OTK_EMPLOYEE_ACTIVE)
        && otk_record_int (found->pdata[i], OTK_EMPLOYEE_ROLE) >= OTK_ROLE_CUSTOMER)
      return otk_record_ref (found->pdata[i]);
  return NULL;
}

/* Inside a transaction: the session, the device, and that the code has served. */
static gboolean
write_session (OtkStore *store, GArray *changes, gpointer data, GError **error)
{
  Attempt *self = data;
  g_autoptr (OtkCredential) credential =
      otk_account_credential (store, otk_record_id (self->employee), error);

  if (credential == NULL)
    return error == NULL || *error == NULL;
  if (self->credential->totp_since != OTK_TIME_NONE)
    {
      /* The same code may have come twice at once. */
      if (credential->totp_step >= self->credential->totp_step)
        return otk_refuse (error, OTK_ERROR_STALE, N_ ("The code is wrong or was used already"),
                           NULL);
      credential->totp_step = self->credential->totp_step;
      if (!otk_account_put_credential (store, credential, error))
        return FALSE;
    }
  if (self->device_key != NULL)
    {
      g_autofree char *hash = otk_secret_hash (self->device_key);

      if (!otk_account_know_device (store, hash, otk_record_id (self->employee), self->call->at,
                                    error))
        return FALSE;
    }
  return otk_account_put_session (store, self->session, error);
}

static void
session_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Attempt *self = data;
  g_autoptr (OtkCall) call = self->call;
  g_autoptr (GError) error = NULL;
  g_autofree char *employee = otk_id_to_string (&self->session->employee);

  if (!otk_desk_write_finish (OTK_DESK (source), result, &error))
    {
      otk_call_refuse (call, error);
      return;
    }
  otk_sign_in_succeeded (call->server->sign_in, self->login, self->by);
  otk_server_log ("info", "signed-in", "employee", employee, NULL);
  answer_pair (call, SOUP_STATUS_CREATED, self->session, &self->tokens, self->device_key,
               self->credential->must_change);
}

static gboolean
check_code (Attempt *self)
{
  OtkCredential *credential = self->credential;
  gint64 step;

  if (credential->totp_since == OTK_TIME_NONE)
    return TRUE;
  if (self->code == NULL)
    {
      /* The password was right, so this is no guess. */
      otk_call_refuse_with (self->call, SOUP_STATUS_UNAUTHORIZED, "code_needed",
                            N_ ("The code of the second factor is needed too"));
      return FALSE;
    }
  if (!otk_totp_verify (credential->totp, self->code, self->call->at, credential->totp_step, &step))
    {
      refuse_attempt (self, "code_wrong", N_ ("The code is wrong or was used already"));
      return FALSE;
    }
  credential->totp_step = step;
  return TRUE;
}

static void
begin_session (Attempt *self)
{
  OtkCall *call = self->call;
  const char *device_text, *label;
  OtkId device;

  /* Both were checked when the call began. */
  otk_call_text (call, "device", OTK_ID_STRING_LENGTH, FALSE, &device_text);
  otk_call_text (call, "label", LABEL_BYTES, FALSE, &label);
  if (device_text == NULL || !otk_id_parse (device_text, &device) || otk_id_is_none (&device))
    device = otk_id_new (call->at);
  if (g_str_equal (self->by, call->peer))
    self->device_key = otk_secret_new (KEY_PREFIX);
  self->session = otk_session_begin (otk_record_id (self->employee), &device,
                                     label != NULL ? label : "", call->at, &self->tokens);
  otk_desk_write_async (otk_call_desk (call), write_session, self, session_written_cb, self);
}

static void
password_checked (gboolean right, const char *hash, gpointer data)
{
  Attempt *self = data;
  OtkCall *call = self->call;

  if (!right)
    refuse_attempt (self, "wrong", N_ ("The login or the password is wrong"));
  else if (check_code (self))
    {
      begin_session (self);
      return;
    }
  otk_call_unref (call);
}

/* What his attempts are counted for: the device where it proves to be his, else the address. */
static char *
counted_for (OtkCall *call, const OtkRecord *employee, const char *device_key)
{
  g_autofree char *hash = device_key != NULL ? otk_secret_hash (device_key) : NULL;
  gboolean known = FALSE;

  if (hash != NULL && employee != NULL
      && otk_account_knows_device (otk_call_store (call), hash, otk_record_id (employee), &known,
                                   NULL)
      && known)
    return g_steal_pointer (&hash);
  return g_strdup (call->peer);
}

static gboolean
may_try (Attempt *self)
{
  OtkCall *call = self->call;
  gint64 wait =
      otk_sign_in_wait (call->server->sign_in, self->login, self->by, call->peer, call->at);
  g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, wait);

  if (wait == 0)
    return TRUE;
  otk_call_set_header (call, "Retry-After", seconds);
  otk_metrics_count (call->server->metrics, "otklik_sign_in_slowed_total");
  otk_call_refuse_with (call, OTK_CALL_TOO_MANY, "slow_down",
                        N_ ("Too many attempts have failed: wait a little"));
  return FALSE;
}

void
otk_api_sign_in (OtkCall *call)
{
  const char *login, *password, *code, *device, *key, *label;
  Attempt *self;

  if (!otk_call_text (call, "login", LOGIN_BYTES, TRUE, &login)
      || !otk_call_text (call, "password", PASSWORD_BYTES, TRUE, &password)
      || !otk_call_text (call, "code", 16, FALSE, &code)
      || !otk_call_text (call, "device", OTK_ID_STRING_LENGTH, FALSE, &device)
      || !otk_call_text (call, "label", LABEL_BYTES, FALSE, &label)
      || !otk_call_text (call, "device_key", TOKEN_BYTES, FALSE, &key))
    return;
  self = otk_call_keep (call, g_new0 (Attempt, 1), attempt_free);
  self->call = call;
  self->login = g_strdup (login);
  self->code = g_strdup (code);
  self->employee = employee_by_login (call, login);
  self->by = counted_for (call, self->employee, key);
  if (!may_try (self))
    return;
  if (self->employee != NULL)
    self->credential =
        otk_account_credential (otk_call_store (call), otk_record_id (self->employee), NULL);
  otk_call_ref (call);
  if (otk_sign_in_verify (call->server->sign_in,
                          self->credential != NULL ? self->credential->password : NULL, password,
                          password_checked, self))
    return;
  otk_call_set_header (call, "Retry-After", "2");
  otk_call_refuse_with (call, SOUP_STATUS_SERVICE_UNAVAILABLE, "busy",
                        N_ ("Too many are signing in: try again in a moment"));
  otk_call_unref (call);
}

/* An exchange of a refresh token on its way. */
typedef struct
{
  OtkCall *call;
  const char *refresh;
  OtkId device;
  OtkTokens tokens;
  OtkSession *session;
  OtkRotation rotation;
} Exchange;

static void
exchange_free (gpointer data)
{
  Exchange *self = data;

  otk_tokens_clear (&self->tokens);
  otk_session_free (self->session);
  g_free (self);
}

static gboolean
rotate (OtkStore *store, GArray *changes, gpointer data, GError **error)
{
  Exchange *self = data;

  /* It may be run again where other servers have crossed it. */
  g_clear_pointer (&self->session, otk_session_free);
  otk_tokens_clear (&self->tokens);
  return otk_session_rotate (store, self->refresh, &self->device, self->call->at, &self->tokens,
                             &self->session, &self->rotation, error);
}

static void
rotated_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Exchange *self = data;
  g_autoptr (OtkCall) call = self->call;
  g_autoptr (GError) error = NULL;

  if (!otk_desk_write_finish (OTK_DESK (source), result, &error))
    otk_call_refuse (call, error);
  else if (self->rotation == OTK_ROTATION_DONE)
    answer_pair (call, SOUP_STATUS_OK, self->session, &self->tokens, NULL, FALSE);
  else
    {
      if (self->rotation == OTK_ROTATION_REUSED)
        {
          g_autofree char *employee = otk_id_to_string (&self->session->employee);

          otk_metrics_count (call->server->metrics, "otklik_token_reused_total");
          otk_server_log ("warning", "token-reused", "employee", employee, "peer", call->peer,
                          NULL);
        }
      otk_call_refuse_with (call, SOUP_STATUS_UNAUTHORIZED, "not_signed_in",
                            N_ ("You are not signed in: sign in first"));
    }
}

void
otk_api_refresh (OtkCall *call)
{
  const char *refresh, *device;
  Exchange *self;

  if (!otk_call_text (call, "refresh_token", TOKEN_BYTES, TRUE, &refresh)
      || !otk_call_text (call, "device", OTK_ID_STRING_LENGTH, TRUE, &device))
    return;
  self = otk_call_keep (call, g_new0 (Exchange, 1), exchange_free);
  self->call = otk_call_ref (call);
  self->refresh = refresh;
  if (!otk_id_parse (device, &self->device))
    self->device = OTK_ID_NONE;
  otk_desk_write_async (otk_call_desk (call), rotate, self, rotated_cb, self);
}

/* The end of sessions. */
typedef struct
{
  OtkCall *call;
  OtkId employee;
  OtkId id; /* none for all but the caller's own */
  const char *why;
} Ending;

static gboolean
end_sessions (OtkStore *store, GArray *changes, gpointer data, GError **error)
{
  Ending *self = data;

  return otk_account_end (store, &self->employee, otk_id_is_none (&self->id) ? NULL : &self->id,
                          &self->call->session, self->why, self->call->at, error);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Ending *self = data;
  g_autoptr (OtkCall) call = self->call;
  g_autoptr (GError) error = NULL;

  if (otk_desk_write_finish (OTK_DESK (source), result, &error))
    otk_call_answer_empty (call, SOUP_STATUS_NO_CONTENT);
  else
    otk_call_refuse (call, error);
}

static void
end (OtkCall *call, const OtkId *employee, const OtkId *id, const char *why)
{
  Ending *self = otk_call_keep (call, g_new0 (Ending, 1), g_free);

  self->call = otk_call_ref (call);
  self->employee = *employee;
  self->id = id != NULL ? *id : OTK_ID_NONE;
  self->why = why;
  otk_desk_write_async (otk_call_desk (call), end_sessions, self, ended_cb, self);
}

void
otk_api_sign_out (OtkCall *call)
{
  end (call, otk_record_id (call->actor), &call->session, "signed-out");
}

void
otk_api_end_session (OtkCall *call)
{
  OtkId id;

  if (otk_call_id (call, 0, &id))
    end (call, otk_record_id (call->actor), &id, "revoked");
}

void
otk_api_end_sessions (OtkCall *call)
{
  end (call, otk_record_id (call->actor), NULL, "revoked");
}

void
otk_api_end_sessions_of (OtkCall *call)
{
  OtkId employee;

  if (otk_call_id (call, 0, &employee))
    end (call, &employee, NULL, "revoked");
}

static void
answer_sessions (OtkCall *call, const OtkId *employee)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sessions = otk_account_sessions (otk_call_store (call), employee, &error);
  g_autoptr (OtkJsonWriter) writer = otk_json_writer_new (FALSE);

  if (sessions == NULL)
    {
      otk_call_refuse (call, error);
      return;
    }
  otk_json_writer_begin_object (writer, NULL);
  otk_json_writer_begin_array (writer, "sessions");
  for (guint i = 0; i < sessions->len; i++)
    {
      const OtkSession *session = sessions->pdata[i];

      otk_json_writer_begin_object (writer, NULL);
      otk_json_write_id (writer, "id", &session->id);
      otk_json_write_id (writer, "device", &session->device);
      otk_json_writer_string (writer, "label", session->label);
      otk_json_write_instant (writer, "created_at", session->created_at);
      otk_json_write_instant (writer, "seen_at", session->seen_at);
      otk_json_writer_bool (writer, "this", otk_id_equal (&session->id, &call->session));
      otk_json_writer_end (writer);
    }
  otk_json_writer_end (writer);
  otk_json_writer_end (writer);
  otk_call_answer_json (call, SOUP_STATUS_OK, writer);
}

void
otk_api_sessions (OtkCall *call)
{
  answer_sessions (call, otk_record_id (call->actor));
}

void
otk_api_sessions_of (OtkCall *call)
{
  OtkId employee;

  if (otk_call_id (call, 0, &employee))
    answer_sessions (call, &employee);
}
