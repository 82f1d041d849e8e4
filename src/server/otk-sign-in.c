/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sign-in.h"

#include "otk-secret.h"

#include <sodium.h>
#include <string.h>

/* Attempts that cost nothing, for a login and for an address; then each failure doubles the wait.
 */
#define FREE_LOGIN 5
#define FREE_PEER 40
#define FIRST_WAIT (5 * OTK_SECOND)
#define LONGEST_WAIT (15 * OTK_MINUTE)
#define FORGET_AFTER OTK_HOUR
#define MOST_TRIES 50000

typedef struct
{
  guint failures;
  OtkTime last;
  OtkTime until; /* no attempt before */
} Tries;

struct _OtkSignIn
{
  GThreadPool *pool;
  guint queue;
  GHashTable *tries; /* key → Tries */
  GMainContext *context;
  gboolean ending;
};

typedef struct
{
  OtkSignIn *self;
  char *hash;
  char *password;
  char *new_password;
  OtkSignInCheck check;
  gpointer data;
  gboolean right;
  char *new_hash;
} Job;

static void
wipe (char *text)
{
  if (text != NULL)
    sodium_memzero (text, strlen (text));
  g_free (text);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->hash);
  wipe (job->password);
  wipe (job->new_password);
  g_free (job->new_hash);
  g_free (job);
}

static gboolean
tell_cb (gpointer data)
{
  Job *job = data;

  if (!job->self->ending)
    job->check (job->right, job->new_hash, job->data);
  return G_SOURCE_REMOVE;
}

static void
work (gpointer item, gpointer data)
{
  Job *job = item;

  /* A password that is given for the first time has nothing to be compared with. */
  job->right = (job->new_password != NULL && job->password == NULL)
               || otk_password_verify (job->hash, job->password);
  if (job->right && job->new_password != NULL)
    {
      job->new_hash = otk_password_hash (job->new_password);
      job->right = job->new_hash != NULL;
    }
  g_main_context_invoke_full (job->self->context, G_PRIORITY_DEFAULT, tell_cb, job, job_free);
}

OtkSignIn *
otk_sign_in_new (guint threads, guint queue)
{
  OtkSignIn *self = g_new0 (OtkSignIn, 1);

  self->pool = g_thread_pool_new (work, self, (int) threads, FALSE, NULL);
  self->queue = queue;
  self->tries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->context = g_main_context_ref_thread_default ();
  return self;
}

void
otk_sign_in_free (OtkSignIn *self)
{
  self->ending = TRUE;
  g_thread_pool_free (self->pool, FALSE, TRUE);
  /* What the threads have left behind for the main loop names this object. */
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_hash_table_unref (self->tries);
  g_main_context_unref (self->context);
  g_free (self);
}

static gboolean
push (OtkSignIn *self, const char *hash, const char *password, const char *new_password,
      OtkSignInCheck check, gpointer data)
{
  Job *job;

  if (g_thread_pool_unprocessed (self->pool) >= self->queue)
    return FALSE;
  job = g_new0 (Job, 1);
  job->self = self;
  job->hash = g_strdup (hash);
  job->password = g_strdup (password);
  job->new_password = g_strdup (new_password);
  job->check = check;
  job->data = data;
  g_thread_pool_push (self->pool, job, NULL);
  return TRUE;
}

gboolean
otk_sign_in_verify (OtkSignIn *self, const char *hash, const char *password, OtkSignInCheck check,
                    gpointer data)
{
  return push (self, hash, password, NULL, check, data);
}

gboolean
otk_sign_in_change (OtkSignIn *self, const char *hash, const char *password,
                    const char *new_password, OtkSignInCheck check, gpointer data)
{
  return push (self, hash, password, new_password, check, data);
}

/* Logins may be of any length, and are nobody's business in a memory dump. */
static char *
key_of (const char *login, const char *by)
{
  g_autofree char *lower = g_utf8_casefold (login, -1);
  g_autofree char *both = g_strconcat (lower, "\n", by, NULL);

  return otk_secret_hash (both);
}

static char *
peer_key (const char *peer)
{
  return g_strconcat ("peer ", peer, NULL);
}

static gboolean
is_old (gpointer key, gpointer value, gpointer now)
{
  return ((Tries *) value)->last + FORGET_AFTER < *(OtkTime *) now;
}

static OtkTime
blocked_until (OtkSignIn *self, const char *key, OtkTime now)
{
  Tries *tries = g_hash_table_lookup (self->tries, key);

  if (tries == NULL)
    return now;
  if (is_old (NULL, tries, &now))
    {
      g_hash_table_remove (self->tries, key);
      return now;
    }
  return tries->until;
}

gint64
otk_sign_in_wait (OtkSignIn *self, const char *login, const char *by, const char *peer, OtkTime now)
{
  g_autofree char *key = key_of (login, by), *other = peer_key (peer);
  /* A known device is not held up by what others at its address do. */
  OtkTime until = strcmp (by, peer) == 0 ? blocked_until (self, other, now) : now;

  until = MAX (until, blocked_until (self, key, now));
  return until > now ? (until - now + OTK_SECOND - 1) / OTK_SECOND : 0;
}

static void
count (OtkSignIn *self, char *key, guint free_of_charge, OtkTime now)
{
  Tries *tries = g_hash_table_lookup (self->tries, key);
  guint beyond;

  if (tries == NULL && g_hash_table_size (self->tries) >= MOST_TRIES)
    {
      g_hash_table_foreach_remove (self->tries, is_old, &now);
      if (g_hash_table_size (self->tries) >= MOST_TRIES)
        g_hash_table_remove_all (self->tries);
    }
  if (tries == NULL)
    {
      tries = g_new0 (Tries, 1);
      g_hash_table_insert (self->tries, g_strdup (key), tries);
    }
  tries->failures++;
  tries->last = now;
  beyond = tries->failures > free_of_charge ? tries->failures - free_of_charge : 0;
  if (beyond > 0)
    tries->until = now + MIN (FIRST_WAIT << MIN (beyond - 1, 10), LONGEST_WAIT);
}

void
otk_sign_in_failed (OtkSignIn *self, const char *login, const char *by, const char *peer,
                    OtkTime now)
{
  g_autofree char *key = key_of (login, by), *other = peer_key (peer);

  count (self, key, FREE_LOGIN - 1, now);
  if (strcmp (by, peer) == 0)
    count (self, other, FREE_PEER - 1, now);
}

void
otk_sign_in_succeeded (OtkSignIn *self, const char *login, const char *by)
{
  g_autofree char *key = key_of (login, by);

  g_hash_table_remove (self->tries, key);
}
