/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-call.h"

G_BEGIN_DECLS

/** OtkApiWho: Who may call a route at all; what he gets is decided by core for each record. */
typedef enum
{
  OTK_API_ANYBODY,
  OTK_API_NEARBY,    /* programs on this machine */
  OTK_API_SIGNED_IN, /* whoever is signed in, his password being due for a change or not */
  OTK_API_PERSON,    /* customers and the staff */
  OTK_API_STAFF,     /* demo and above */
  OTK_API_ADMINISTRATOR,
} OtkApiWho;

/** OtkApiBody: What a route takes. */
typedef enum
{
  OTK_API_NO_BODY,
  OTK_API_JSON, /* an object */
  OTK_API_JSON_OPTIONAL,
  OTK_API_BYTES,
} OtkApiBody;

/**
 * OtkApiRoute:
 *
 * One line of the table of routes. data/openapi.json describes the same routes to those who call
 * them.
 */
struct _OtkApiRoute
{
  const char *method;
  const char *path; /* "/api/v1/requests/{id}" */
  OtkApiWho who;
  OtkApiBody takes;
  gsize limit; /* bytes of the body */
  void (*handler) (OtkCall *call);
  const char *summary; /* of the route, in English: what --routes and the log's readers see */
};

/** otk_api_routes: Ends with a line whose method is NULL. */
extern const OtkApiRoute otk_api_routes[];

/** otk_api_who_name: "anybody", "staff" … */
const char *otk_api_who_name (OtkApiWho who);

/**
 * otk_api_find:
 * @path: as it stands in the request, not decoded
 * @parameters: (out) (transfer full): %OTK_CALL_PARAMETERS texts; what is not used is NULL
 * @allowed: (out) (transfer full) (nullable): where the path is known and the method is not, those
 *   that are: "GET, PUT"
 *
 * Returns: (nullable) (transfer none)
 */
const OtkApiRoute *otk_api_find (const char *method, const char *path, char **parameters,
                                 char **allowed);

/** otk_api_parse_query: Returns: (transfer full) (nullable): names and texts of "a=b&c=d"; NULL
 * where it is malformed. */
GHashTable *otk_api_parse_query (const char *query);

/* The handlers, by what they are about. */

void otk_api_health (OtkCall *call);
void otk_api_ready (OtkCall *call);
void otk_api_metrics (OtkCall *call);
void otk_api_openapi (OtkCall *call);
void otk_api_time (OtkCall *call);

void otk_api_sign_in (OtkCall *call);
void otk_api_refresh (OtkCall *call);
void otk_api_sign_out (OtkCall *call);
void otk_api_me (OtkCall *call);
void otk_api_put_password (OtkCall *call);
void otk_api_begin_totp (OtkCall *call);
void otk_api_confirm_totp (OtkCall *call);
void otk_api_end_totp (OtkCall *call);
void otk_api_sessions (OtkCall *call);
void otk_api_end_session (OtkCall *call);
void otk_api_end_sessions (OtkCall *call);
void otk_api_put_password_of (OtkCall *call);
void otk_api_end_totp_of (OtkCall *call);
void otk_api_sessions_of (OtkCall *call);
void otk_api_end_sessions_of (OtkCall *call);

void otk_api_requests (OtkCall *call);
void otk_api_request (OtkCall *call);
void otk_api_messages (OtkCall *call);
void otk_api_attachments (OtkCall *call);
void otk_api_history (OtkCall *call);
void otk_api_tasks (OtkCall *call);
void otk_api_notices (OtkCall *call);

void otk_api_commands (OtkCall *call);
void otk_api_give_command (OtkCall *call);

void otk_api_directory (OtkCall *call);
void otk_api_record (OtkCall *call);
void otk_api_search (OtkCall *call);

void otk_api_get_file (OtkCall *call);
void otk_api_put_file (OtkCall *call);
void otk_api_patch_file (OtkCall *call);

void otk_api_sync_device (OtkCall *call);
void otk_api_sync_push (OtkCall *call);
void otk_api_sync_pull (OtkCall *call);
void otk_api_sync_check (OtkCall *call);
void otk_api_sync_live (OtkCall *call);

void otk_api_team (OtkCall *call);
void otk_api_put_presence (OtkCall *call);

G_END_DECLS
