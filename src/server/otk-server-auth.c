/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-server-private.h"

#include "otk-access.h"
#include "otk-account.h"
#include "otk-server-log.h"
#include "otk-secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BEARER "Bearer "

/* The pair of a session was used for the first time: the one before it is worth nothing now. */
typedef struct
{
  OtkId session;
  char *access;
  OtkTime at;
} Confirmation;

static gboolean
confirm (OtkStore *store, GArray *changes, gpointer data, GError **error)
{
  Confirmation *self = data;
  g_autoptr (OtkSession) session = otk_account_session_by_id (store, &self->session, error);

  if (session == NULL || session->spare == NULL || g_strcmp0 (session->access, self->access) != 0)
    return error == NULL || *error == NULL;
  if (!otk_account_spend (store, &session->id, session->spare, self->at, error))
    return FALSE;
  g_clear_pointer (&session->spare, g_free);
  return otk_account_put_session (store, session, error);
}

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Confirmation *self = data;
  g_autoptr (GError) error = NULL;

  if (!otk_desk_write_finish (OTK_DESK (source), result, &error))
    otk_server_log ("warning", "session-not-confirmed", "text", error->message, NULL);
  g_free (self->access);
  g_free (self);
}

static void
confirm_later (OtkCall *call, const OtkSession *session)
{
  Confirmation *confirmation = g_new0 (Confirmation, 1);

  confirmation->session = session->id;
  confirmation->access = g_strdup (session->access);
  confirmation->at = call->at;
  otk_desk_write_async (otk_call_desk (call), confirm, confirmation, confirmed_cb, confirmation);
}

static const char *
bearer (OtkCall *call)
{
  const char *header = otk_call_header (call, "Authorization");

  return header != NULL && g_ascii_strncasecmp (header, BEARER, strlen (BEARER)) == 0
             ? header + strlen (BEARER)
             : NULL;
}

static gboolean
refuse (guint number, const char *word, const char *sentence, guint *status, const char **code,
        const char **text)
{
  *status = number;
  *code = word;
  *text = sentence;
  return FALSE;
}

static gboolean
find_session (OtkCall *call, const char *token, gboolean *expired)
{
  g_autofree char *hash = otk_secret_hash (token);
  g_autoptr (OtkSession) session =
      otk_account_session (otk_call_store (call), OTK_SESSION_BY_ACCESS, hash, NULL);

  *expired = FALSE;
  if (session == NULL || session->ended_at != OTK_TIME_NONE)
    return FALSE;
  if (session->access_until <= call->at)
    {
      *expired = TRUE;
      return FALSE;
    }
  call->session = session->id;
  call->device = session->device;
  call->actor = otk_desk_find (otk_call_desk (call), OTK_ENTITY_EMPLOYEE, &session->employee);
  if (session->spare != NULL)
    confirm_later (call, session);
  return call->actor != NULL;
}

static gboolean
may_work (OtkCall *call)
{
  return otk_record_int (call->actor, OTK_EMPLOYEE_ACTIVE)
         && otk_record_int (call->actor, OTK_EMPLOYEE_ROLE) >= OTK_ROLE_CUSTOMER;
}

static gboolean
owes_password (OtkCall *call)
{
  g_autoptr (OtkCredential) credential =
      otk_account_credential (otk_call_store (call), otk_record_id (call->actor), NULL);

  return credential != NULL && credential->must_change;
}

static gboolean
is_of_role (OtkCall *call)
{
  switch (call->route->who)
    {
    case OTK_API_STAFF:
      return otk_access_is_staff (call->actor);
    case OTK_API_ADMINISTRATOR:
      return otk_access_is_administrator (call->actor);
    default:
      return TRUE;
    }
}

/* A program on this machine that speaks for itself, not a proxy for somebody elsewhere. */
static gboolean
is_nearby (OtkCall *call)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (call->peer);

  return address != NULL && g_inet_address_get_is_loopback (address)
         && otk_call_header (call, "X-Forwarded-For") == NULL
         && otk_call_header (call, "Forwarded") == NULL;
}

gboolean
otk_server_authorise (OtkCall *call, guint *status, const char **code, const char **text)
{
  const char *token = bearer (call);
  gboolean expired = FALSE;

  if (call->route->who == OTK_API_ANYBODY)
    return TRUE;
  if (call->route->who == OTK_API_NEARBY)
    return is_nearby (call)
           || refuse (SOUP_STATUS_FORBIDDEN, "not_allowed",
                      N_ ("Only programs on the server itself may ask this"), status, code, text);
  if (token == NULL || !find_session (call, token, &expired))
    return refuse (SOUP_STATUS_UNAUTHORIZED, expired ? "token_expired" : "not_signed_in",
                   expired ? N_ ("The access token has expired: refresh it")
                           : N_ ("You are not signed in: sign in first"),
                   status, code, text);
  if (!may_work (call))
    return refuse (SOUP_STATUS_FORBIDDEN, "account_closed",
                   N_ ("This account may not work here: ask the administrator"), status, code,
                   text);
  if (call->route->who != OTK_API_SIGNED_IN && owes_password (call))
    return refuse (SOUP_STATUS_FORBIDDEN, "password_due",
                   N_ ("Choose a password of your own first"), status, code, text);
  if (!is_of_role (call))
    return refuse (SOUP_STATUS_FORBIDDEN, "not_allowed", N_ ("Your role does not allow this"),
                   status, code, text);
  if (otk_access_is_staff (call->actor))
    otk_team_seen (call->server->team, otk_record_id (call->actor), call->at);
  return TRUE;
}
