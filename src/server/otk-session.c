/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-session.h"

#include "otk-secret.h"

#include <string.h>

#define ACCESS_PREFIX "ota_"
#define REFRESH_PREFIX "otr_"

static void
wipe (char **text)
{
  if (*text != NULL)
    memset (*text, 0, strlen (*text));
  g_clear_pointer (text, g_free);
}

void
otk_tokens_clear (OtkTokens *self)
{
  wipe (&self->access);
  wipe (&self->refresh);
}

static void
give_pair (OtkSession *session, OtkTime now, OtkTokens *tokens)
{
  tokens->access = otk_secret_new (ACCESS_PREFIX);
  tokens->access_until = now + OTK_ACCESS_LASTS;
  tokens->refresh = otk_secret_new (REFRESH_PREFIX);
  tokens->refresh_until = now + OTK_REFRESH_LASTS;
  g_free (session->access);
  g_free (session->refresh);
  session->access = otk_secret_hash (tokens->access);
  session->access_until = tokens->access_until;
  session->refresh = otk_secret_hash (tokens->refresh);
  session->refresh_until = tokens->refresh_until;
  session->seen_at = now;
}

OtkSession *
otk_session_begin (const OtkId *employee, const OtkId *device, const char *label, OtkTime now,
                   OtkTokens *tokens)
{
  OtkSession *session = g_new0 (OtkSession, 1);

  session->id = otk_id_new (now);
  session->employee = *employee;
  session->device = *device;
  session->label = g_strdup (label);
  session->created_at = now;
  session->ended_at = OTK_TIME_NONE;
  give_pair (session, now, tokens);
  return session;
}

/* The presented token, and whatever of the pair was never used, will not serve again. */
static gboolean
spend_old (OtkStore *store, OtkSession *session, const char *hash, OtkTime now, GError **error)
{
  gboolean is_spare = g_strcmp0 (hash, session->spare) == 0;
  const char *gone = is_spare ? session->refresh : session->spare;

  if (gone != NULL && !otk_account_spend (store, &session->id, gone, now, error))
    return FALSE;
  if (!is_spare)
    {
      g_free (session->spare);
      session->spare = g_strdup (hash);
    }
  return TRUE;
}

static gboolean
is_good (const OtkSession *session, const OtkId *device, OtkTime now)
{
  return session->ended_at == OTK_TIME_NONE && session->refresh_until > now
         && otk_id_equal (&session->device, device);
}

static gboolean
end_reused (OtkStore *store, const char *hash, OtkTime now, OtkSession **session,
            OtkRotation *rotation, GError **error)
{
  GError *failure = NULL;

  *session = otk_account_session (store, OTK_SESSION_BY_SPENT, hash, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  *rotation = *session != NULL ? OTK_ROTATION_REUSED : OTK_ROTATION_UNKNOWN;
  return *session == NULL || (*session)->ended_at != OTK_TIME_NONE
         || otk_account_end (store, &(*session)->employee, &(*session)->id, NULL, "reused", now,
                             error);
}

gboolean
otk_session_rotate (OtkStore *store, const char *refresh, const OtkId *device, OtkTime now,
                    OtkTokens *tokens, OtkSession **session, OtkRotation *rotation, GError **error)
{
  g_autofree char *hash = otk_secret_hash (refresh);
  GError *failure = NULL;

  *rotation = OTK_ROTATION_UNKNOWN;
  *session = otk_account_session (store, OTK_SESSION_BY_REFRESH, hash, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (*session == NULL)
    return end_reused (store, hash, now, session, rotation, error);
  if (!is_good (*session, device, now))
    return TRUE;
  if (!spend_old (store, *session, hash, now, error))
    return FALSE;
  give_pair (*session, now, tokens);
  *rotation = OTK_ROTATION_DONE;
  return otk_account_put_session (store, *session, error);
}
