/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-api.h"

#include "otk-access.h"
#include "otk-account.h"
#include "otk-error.h"
#include "otk-server-log.h"
#include "otk-server-private.h"
#include "otk-secret.h"

#include <glib/gi18n-lib.h>

#define PASSWORD_BYTES 800
#define ISSUER "Otklik"

/* A change of a credential on its way. */
typedef struct
{
  OtkCall *call;
  OtkCredential *wanted;
  gboolean ends_sessions; /* all but the caller's */
  char *shown;            /* (nullable): a password that was made up, told once */
  char *secret;           /* (nullable): a second factor's */
} Change;

static void
change_free (gpointer data)
{
  Change *self = data;

  otk_credential_free (self->wanted);
  g_free (self->shown);
  g_free (self->secret);
  g_free (self);
}

/* The credential of @employee as it is, or an empty one. */
static OtkCredential *
present (OtkCall *call, const OtkId *employee)
{
  OtkCredential *credential = otk_account_credential (otk_call_store (call), employee, NULL);

  if (credential != NULL)
    return credential;
  credential = g_new0 (OtkCredential, 1);
  credential->employee = *employee;
  credential->totp_since = OTK_TIME_NONE;
  return credential;
}

static Change *
begin (OtkCall *call, const OtkId *employee)
{
  Change *self = otk_call_keep (call, g_new0 (Change, 1), change_free);

  self->call = call;
  self->wanted = present (call, employee);
  return self;
}

static gboolean
write_change (OtkStore *store, GArray *changes, gpointer data, GError **error)
{
  Change *self = data;

  return otk_account_put_credential (store, self->wanted, error)
         && (!self->ends_sessions
             || otk_account_end (store, &self->wanted->employee, NULL, &self->call->session,
                                 "password", self->call->at, error));
}

static void
answer_change (Change *self)
{
  g_autoptr (OtkJsonWriter) writer = NULL;

  if (self->shown == NULL && self->secret == NULL)
    {
      otk_call_answer_empty (self->call, SOUP_STATUS_NO_CONTENT);
      return;
    }
  writer = otk_json_writer_new (FALSE);
  otk_json_writer_begin_object (writer, NULL);
  if (self->shown != NULL)
    otk_json_writer_string (writer, "password", self->shown);
  if (self->secret != NULL)
    {
      const char *login = otk_record_text (self->call->actor, OTK_EMPLOYEE_LOGIN);
      g_autofree char *uri = otk_totp_uri (self->secret, login != NULL ? login : "", ISSUER);

      otk_json_writer_string (writer, "secret", self->secret);
      otk_json_writer_string (writer, "uri", uri);
    }
  otk_json_writer_end (writer);
  otk_call_answer_json (self->call, SOUP_STATUS_OK, writer);
}

static void
change_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Change *self = data;
  g_autoptr (OtkCall) call = self->call;
  g_autoptr (GError) error = NULL;

  if (otk_desk_write_finish (OTK_DESK (source), result, &error))
    answer_change (self);
  else
    otk_call_refuse (call, error);
}

/* Takes over the caller's reference to the call. */
static void
write_it (Change *self)
{
  otk_desk_write_async (otk_call_desk (self->call), write_change, self, change_written_cb, self);
}

void
otk_api_me (OtkCall *call)
{
  g_autoptr (OtkCredential) credential = present (call, otk_record_id (call->actor));
  g_autoptr (OtkJsonWriter) writer = otk_json_writer_new (FALSE);

  otk_json_writer_begin_object (writer, NULL);
  otk_json_write_record (writer, "employee", call->actor, call->actor);
  otk_json_write_id (writer, "session", &call->session);
  otk_json_write_id (writer, "device", &call->device);
  otk_json_writer_bool (writer, "second_factor", credential->totp_since != OTK_TIME_NONE);
  otk_json_writer_bool (writer, "password_due", credential->must_change);
  otk_json_writer_end (writer);
  otk_call_answer_json (call, SOUP_STATUS_OK, writer);
}

static gboolean
may_guess (OtkCall *call, const char *login)
{
  if (otk_sign_in_wait (call->server->sign_in, login, call->peer, call->peer, call->at) == 0)
    return TRUE;
  otk_call_refuse_with (call, OTK_CALL_TOO_MANY, "slow_down",
                        N_ ("Too many attempts have failed: wait a little"));
  return FALSE;
}

static const char *
login_of (OtkCall *call)
{
  const char *login = otk_record_text (call->actor, OTK_EMPLOYEE_LOGIN);

  return login != NULL ? login : "";
}

static void
refuse_password (OtkCall *call)
{
  otk_sign_in_failed (call->server->sign_in, login_of (call), call->peer, call->peer, call->at);
  otk_call_refuse_with (call, SOUP_STATUS_FORBIDDEN, "wrong", N_ ("The password is wrong"));
}

static void
refuse_busy (OtkCall *call)
{
  otk_call_set_header (call, "Retry-After", "2");
  otk_call_refuse_with (call, SOUP_STATUS_SERVICE_UNAVAILABLE, "busy",
                        N_ ("Too many are signing in: try again in a moment"));
}

static void
password_changed (gboolean right, const char *hash, gpointer data)
{
  Change *self = data;

  if (!right)
    {
      refuse_password (self->call);
      otk_call_unref (self->call);
      return;
    }
  g_free (self->wanted->password);
  self->wanted->password = g_strdup (hash);
  self->wanted->changed_at = self->call->at;
  self->ends_sessions = TRUE;
  write_it (self);
}

void
otk_api_put_password (OtkCall *call)
{
  const char *old, *new;
  g_autoptr (GError) error = NULL;
  Change *self;

  if (!otk_call_text (call, "password", PASSWORD_BYTES, TRUE, &old)
      || !otk_call_text (call, "new_password", PASSWORD_BYTES, TRUE, &new)
      || !may_guess (call, login_of (call)))
    return;
  if (!otk_password_check (new, login_of (call), &error))
    {
      otk_call_refuse (call, error);
      return;
    }
  self = begin (call, otk_record_id (call->actor));
  self->wanted->must_change = FALSE;
  otk_call_ref (call);
  if (otk_sign_in_change (call->server->sign_in, self->wanted->password, old, new, password_changed,
                          self))
    return;
  refuse_busy (call);
  otk_call_unref (call);
}

/* Only an employee who is there, and may come in, gets a password. */
static gboolean
find_employee (OtkCall *call, OtkRecord **employee)
{
  OtkId id;

  *employee = NULL;
  if (!otk_call_id (call, 0, &id))
    return FALSE;
  *employee = otk_desk_find (otk_call_desk (call), OTK_ENTITY_EMPLOYEE, &id);
  if (*employee != NULL)
    return TRUE;
  otk_call_refuse_with (call, SOUP_STATUS_NOT_FOUND, "not_found", N_ ("There is no such employee"));
  return FALSE;
}

void
otk_api_put_password_of (OtkCall *call)
{
  g_autoptr (OtkRecord) employee = NULL;
  g_autoptr (GError) error = NULL;
  const char *new;
  Change *self;

  if (!find_employee (call, &employee)
      || !otk_call_text (call, "password", PASSWORD_BYTES, FALSE, &new))
    return;
  if (new != NULL
      && !otk_password_check (new, otk_record_text (employee, OTK_EMPLOYEE_LOGIN), &error))
    {
      otk_call_refuse (call, error);
      return;
    }
  self = begin (call, otk_record_id (employee));
  self->wanted->must_change = TRUE;
  if (new == NULL)
    new = self->shown = otk_secret_words ();
  otk_call_ref (call);
  if (otk_sign_in_change (call->server->sign_in, NULL, NULL, new, password_changed, self))
    return;
  refuse_busy (call);
  otk_call_unref (call);
}

void
otk_api_end_totp_of (OtkCall *call)
{
  g_autoptr (OtkRecord) employee = NULL;
  Change *self;

  if (!find_employee (call, &employee))
    return;
  self = begin (call, otk_record_id (employee));
  g_clear_pointer (&self->wanted->totp, g_free);
  self->wanted->totp_since = OTK_TIME_NONE;
  otk_call_ref (call);
  write_it (self);
}

/* The second factor is begun and ended only by whoever knows the password as well. */
static void
totp_password_checked (gboolean right, const char *hash, gpointer data)
{
  Change *self = data;

  if (right)
    write_it (self);
  else
    {
      refuse_password (self->call);
      otk_call_unref (self->call);
    }
}

static void
change_totp (OtkCall *call, gboolean begins)
{
  const char *password;
  Change *self;

  if (!otk_call_text (call, "password", PASSWORD_BYTES, TRUE, &password)
      || !may_guess (call, login_of (call)))
    return;
  self = begin (call, otk_record_id (call->actor));
  if (begins && self->wanted->totp_since != OTK_TIME_NONE)
    {
      otk_call_refuse_with (call, SOUP_STATUS_CONFLICT, "stale",
                            N_ ("There is a second factor already: end it first"));
      return;
    }
  self->secret = begins ? otk_totp_new () : NULL;
  g_free (self->wanted->totp);
  self->wanted->totp = g_strdup (self->secret);
  self->wanted->totp_since = OTK_TIME_NONE;
  self->wanted->totp_step = 0;
  otk_call_ref (call);
  if (otk_sign_in_verify (call->server->sign_in, self->wanted->password, password,
                          totp_password_checked, self))
    return;
  refuse_busy (call);
  otk_call_unref (call);
}

void
otk_api_begin_totp (OtkCall *call)
{
  change_totp (call, TRUE);
}

void
otk_api_end_totp (OtkCall *call)
{
  change_totp (call, FALSE);
}

void
otk_api_confirm_totp (OtkCall *call)
{
  const char *code;
  Change *self;
  gint64 step;

  if (!otk_call_text (call, "code", 16, TRUE, &code) || !may_guess (call, login_of (call)))
    return;
  self = begin (call, otk_record_id (call->actor));
  if (self->wanted->totp == NULL || self->wanted->totp_since != OTK_TIME_NONE)
    {
      otk_call_refuse_with (call, SOUP_STATUS_CONFLICT, "stale",
                            N_ ("No second factor waits to be confirmed: begin with one"));
      return;
    }
  if (!otk_totp_verify (self->wanted->totp, code, call->at, self->wanted->totp_step, &step))
    {
      otk_sign_in_failed (call->server->sign_in, login_of (call), call->peer, call->peer, call->at);
      otk_call_refuse_with (call, SOUP_STATUS_FORBIDDEN, "code_wrong",
                            N_ ("The code is wrong or was used already"));
      return;
    }
  self->wanted->totp_since = call->at;
  self->wanted->totp_step = step;
  otk_call_ref (call);
  write_it (self);
}
