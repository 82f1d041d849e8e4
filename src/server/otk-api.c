/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-api.h"

#include "otk-sync-message.h"

#include <string.h>

#define KIB 1024
#define SMALL (16 * KIB)
/* A solution has up to 200 000 letters, of up to four bytes, and a batch has several commands. */
#define COMMANDS (4 * KIB * KIB)
/* A part of a file (sync.md §3.9). */
#define PART (4 * KIB * KIB)

#define V1 "/api/v1"
#define SYNC "/sync/v1"

/* clang-format off */
const OtkApiRoute otk_api_routes[] = {
  { "GET", "/health", OTK_API_ANYBODY, OTK_API_NO_BODY, 0, otk_api_health, "The process runs" },
  { "GET", "/ready", OTK_API_ANYBODY, OTK_API_NO_BODY, 0, otk_api_ready, "It can serve: the database answers and it is not about to end" },
  { "GET", "/metrics", OTK_API_NEARBY, OTK_API_NO_BODY, 0, otk_api_metrics, "Figures for Prometheus" },
  { "GET", V1 "/openapi.json", OTK_API_ANYBODY, OTK_API_NO_BODY, 0, otk_api_openapi, "This description" },
  { "GET", V1 "/time", OTK_API_ANYBODY, OTK_API_NO_BODY, 0, otk_api_time, "The server's clock" },

  { "POST", V1 "/session", OTK_API_ANYBODY, OTK_API_JSON, SMALL, otk_api_sign_in, "Sign in" },
  { "POST", V1 "/session/refresh", OTK_API_ANYBODY, OTK_API_JSON, SMALL, otk_api_refresh, "Exchange the refresh token for a new pair" },
  { "DELETE", V1 "/session", OTK_API_SIGNED_IN, OTK_API_NO_BODY, 0, otk_api_sign_out, "Sign out" },
  { "GET", V1 "/me", OTK_API_SIGNED_IN, OTK_API_NO_BODY, 0, otk_api_me, "Who is signed in" },
  { "PUT", V1 "/me/password", OTK_API_SIGNED_IN, OTK_API_JSON, SMALL, otk_api_put_password, "Change the password; other sessions end" },
  { "POST", V1 "/me/totp", OTK_API_PERSON, OTK_API_JSON, SMALL, otk_api_begin_totp, "Begin with a second factor: its secret" },
  { "PUT", V1 "/me/totp", OTK_API_PERSON, OTK_API_JSON, SMALL, otk_api_confirm_totp, "Confirm it with a code" },
  { "POST", V1 "/me/totp/end", OTK_API_PERSON, OTK_API_JSON, SMALL, otk_api_end_totp, "Do without it again" },
  { "GET", V1 "/sessions", OTK_API_PERSON, OTK_API_NO_BODY, 0, otk_api_sessions, "Where one is signed in" },
  { "DELETE", V1 "/sessions", OTK_API_PERSON, OTK_API_NO_BODY, 0, otk_api_end_sessions, "Sign out everywhere else" },
  { "DELETE", V1 "/sessions/{id}", OTK_API_PERSON, OTK_API_NO_BODY, 0, otk_api_end_session, "Sign out there" },
  { "PUT", V1 "/employees/{id}/password", OTK_API_ADMINISTRATOR, OTK_API_JSON_OPTIONAL, SMALL, otk_api_put_password_of, "Give somebody a password to begin with" },
  { "DELETE", V1 "/employees/{id}/totp", OTK_API_ADMINISTRATOR, OTK_API_NO_BODY, 0, otk_api_end_totp_of, "Let somebody in who has lost his second factor" },
  { "GET", V1 "/employees/{id}/sessions", OTK_API_ADMINISTRATOR, OTK_API_NO_BODY, 0, otk_api_sessions_of, "Where somebody is signed in" },
  { "DELETE", V1 "/employees/{id}/sessions", OTK_API_ADMINISTRATOR, OTK_API_NO_BODY, 0, otk_api_end_sessions_of, "Sign somebody out everywhere" },

  { "GET", V1 "/requests", OTK_API_PERSON, OTK_API_NO_BODY, 0, otk_api_requests, "A page of a view of requests" },
  { "GET", V1 "/requests/{id}", OTK_API_PERSON, OTK_API_NO_BODY, 0, otk_api_request, "A request, by id or number, and what may be done with it" },
  { "GET", V1 "/requests/{id}/messages", OTK_API_PERSON, OTK_API_NO_BODY, 0, otk_api_messages, "Its conversation" },
  { "GET", V1 "/requests/{id}/attachments", OTK_API_PERSON, OTK_API_NO_BODY, 0, otk_api_attachments, "Its files" },
  { "GET", V1 "/requests/{id}/history", OTK_API_STAFF, OTK_API_NO_BODY, 0, otk_api_history, "What happened to it" },
  { "GET", V1 "/requests/{id}/tasks", OTK_API_STAFF, OTK_API_NO_BODY, 0, otk_api_tasks, "Its tasks" },
  { "GET", V1 "/notices", OTK_API_STAFF, OTK_API_NO_BODY, 0, otk_api_notices, "One's notices" },

  { "GET", V1 "/commands", OTK_API_PERSON, OTK_API_NO_BODY, 0, otk_api_commands, "The commands there are" },
  { "POST", V1 "/commands", OTK_API_PERSON, OTK_API_JSON, COMMANDS, otk_api_give_command, "Give a command, or several in a row" },

  { "GET", V1 "/directory/{kind}", OTK_API_PERSON, OTK_API_NO_BODY, 0, otk_api_directory, "The records of a kind" },
  { "GET", V1 "/directory/{kind}/{id}", OTK_API_PERSON, OTK_API_NO_BODY, 0, otk_api_record, "One of them" },
  { "GET", V1 "/search/{kind}", OTK_API_PERSON, OTK_API_NO_BODY, 0, otk_api_search, "Records of a kind by words" },

  { "GET", V1 "/files/{sha256}", OTK_API_PERSON, OTK_API_NO_BODY, 0, otk_api_get_file, "A file's content, from an offset on" },
  { "HEAD", V1 "/files/{sha256}", OTK_API_PERSON, OTK_API_NO_BODY, 0, otk_api_get_file, "Whether it is there, and how much of it has been brought" },
  { "PUT", V1 "/files/{sha256}", OTK_API_PERSON, OTK_API_BYTES, PART, otk_api_put_file, "Bring a small file at once" },
  { "PATCH", V1 "/files/{sha256}", OTK_API_PERSON, OTK_API_BYTES, PART, otk_api_patch_file, "Bring the next part of a file" },

  { "GET", V1 "/team", OTK_API_STAFF, OTK_API_NO_BODY, 0, otk_api_team, "Who is there and what they are at" },
  { "PUT", V1 "/presence", OTK_API_STAFF, OTK_API_JSON, SMALL, otk_api_put_presence, "Say what one is at" },

  { "GET", SYNC "/time", OTK_API_ANYBODY, OTK_API_NO_BODY, 0, otk_api_time, "The server's clock" },
  { "POST", SYNC "/device", OTK_API_STAFF, OTK_API_BYTES, SMALL, otk_api_sync_device, "A device introduces itself" },
  { "POST", SYNC "/push", OTK_API_STAFF, OTK_API_BYTES, OTK_SYNC_PUSH_LIMIT, otk_api_sync_push, "Commands of a device" },
  { "POST", SYNC "/pull", OTK_API_STAFF, OTK_API_BYTES, SMALL, otk_api_sync_pull, "What a device has not seen yet" },
  { "POST", SYNC "/check", OTK_API_STAFF, OTK_API_BYTES, SMALL, otk_api_sync_check, "Checksums of what a device may have" },
  { "GET", SYNC "/live", OTK_API_STAFF, OTK_API_NO_BODY, 0, otk_api_sync_live, "Waits until there is something to pull" },
  { NULL },
};
/* clang-format on */

const char *
otk_api_who_name (OtkApiWho who)
{
  static const char *const names[] = { "anybody", "nearby", "signed-in",
                                       "person",  "staff",  "administrator" };

  return names[who];
}

/* A piece of a path, decoded; NULL where it is none. */
static char *
decode (const char *from, const char *to, gboolean form)
{
  g_autofree char *text = g_strndup (from, (gsize) (to - from));
  char *decoded;

  if (form)
    g_strdelimit (text, "+", ' ');
  decoded = g_uri_unescape_string (text, NULL);
  if (decoded != NULL && g_utf8_validate (decoded, -1, NULL))
    return decoded;
  g_free (decoded);
  return NULL;
}

/* Whether @path is what @template stands for; takes what stands for {…}. */
static gboolean
match (const char *template, const char *path, char **parameters)
{
  guint n = 0;

  while (*template != '\0')
    {
      if (*template != '{')
        {
          if (*template ++ != *path++)
            return FALSE;
          continue;
        }
      const char *end = path + strcspn (path, "/");

      if (end == path || n == OTK_CALL_PARAMETERS
          || (parameters[n] = decode (path, end, FALSE)) == NULL)
        return FALSE;
      n++;
      path = end;
      template = strchr (template, '}') + 1;
    }
  return *path == '\0';
}

static void
forget (char **parameters)
{
  for (guint i = 0; i < OTK_CALL_PARAMETERS; i++)
    g_clear_pointer (&parameters[i], g_free);
}

const OtkApiRoute *
otk_api_find (const char *method, const char *path, char **parameters, char **allowed)
{
  g_autoptr (GString) methods = g_string_new (NULL);

  memset (parameters, 0, sizeof *parameters * OTK_CALL_PARAMETERS);
  *allowed = NULL;
  for (const OtkApiRoute *route = otk_api_routes; route->method != NULL; route++)
    {
      if (match (route->path, path, parameters))
        {
          if (strcmp (route->method, method) == 0)
            return route;
          g_string_append_printf (methods, "%s%s", methods->len > 0 ? ", " : "", route->method);
        }
      forget (parameters);
    }
  if (methods->len > 0)
    *allowed = g_string_free (g_steal_pointer (&methods), FALSE);
  return NULL;
}

GHashTable *
otk_api_parse_query (const char *query)
{
  g_autoptr (GHashTable) pairs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (const char *at = query; at != NULL && *at != '\0';)
    {
      const char *end = at + strcspn (at, "&"), *equals = at + strcspn (at, "=&");
      g_autofree char *name = decode (at, equals, TRUE);
      g_autofree char *text = decode (equals < end ? equals + 1 : end, end, TRUE);

      if (name == NULL || text == NULL || *name == '\0' || g_hash_table_contains (pairs, name))
        return NULL;
      g_hash_table_insert (pairs, g_steal_pointer (&name), g_steal_pointer (&text));
      at = *end == '&' ? end + 1 : end;
    }
  return g_steal_pointer (&pairs);
}
