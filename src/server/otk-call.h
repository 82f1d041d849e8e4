/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk-serve.h"
#include "otk-json-record.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _OtkServer OtkServer;
typedef struct _OtkApiRoute OtkApiRoute;

#define OTK_CALL_PARAMETERS 3
/* A status that libsoup has no name for (RFC 6585). */
#define OTK_CALL_TOO_MANY 429

/**
 * OtkCall:
 *
 * One request of the API from its head to its answer: which route, who asks, with what. A handler
 * answers it exactly once, at once or later; the connection waits meanwhile. Reference counted; on
 * the main thread, except that work for the desk may read what does not change.
 */
typedef struct
{
  /*< private >*/
  int refs;
  gboolean answered;
  gboolean paused;
  gint64 began; /* monotonic, µs */
  /*< public >*/
  OtkServer *server;
  SoupServerMessage *message;
  const OtkApiRoute *route;
  char *parameters[OTK_CALL_PARAMETERS]; /* what stands for {…} in the path, decoded */
  GHashTable *query;                     /* name → text, decoded */
  char *peer;                            /* the client's address, behind a proxy too */
  OtkTime at;                            /* when it came */
  OtkId session;                         /* none where nobody is signed in */
  OtkId device;
  OtkRecord *actor; /* (nullable): the employee */
  JsonNode *body;   /* (nullable): what was sent, where the route takes JSON */
  gpointer data;    /* the handler's own, for what it does later */
  GDestroyNotify free_data;
} OtkCall;

OtkCall *otk_call_new (OtkServer *server, SoupServerMessage *message);
OtkCall *otk_call_ref (OtkCall *self);
void otk_call_unref (OtkCall *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkCall, otk_call_unref)

OtkDesk *otk_call_desk (OtkCall *self);
/** otk_call_store: The desk's reading connection. */
OtkStore *otk_call_store (OtkCall *self);
OtkState *otk_call_state (OtkCall *self);
/** otk_call_keep: From now on the handler's @data. Returns: @data */
gpointer otk_call_keep (OtkCall *self, gpointer data, GDestroyNotify free_data);

/* What was asked. */

const char *otk_call_query (OtkCall *self, const char *name);
/** otk_call_query_int: FALSE, and the call is refused, where it is there and is no number between
 * @least and @most. */
gboolean otk_call_query_int (OtkCall *self, const char *name, gint64 least, gint64 most,
                             gint64 fallback, gint64 *number);
/** otk_call_id: The id in the path's @nth parameter; FALSE, and the call is refused, where it is
 * none. */
gboolean otk_call_id (OtkCall *self, guint nth, OtkId *id);
/** otk_call_text: A text in the body; FALSE, and the call is refused, where it is longer than @max
 * bytes, no text, or missing and @required. */
gboolean otk_call_text (OtkCall *self, const char *name, gsize max, gboolean required,
                        const char **text);
/** otk_call_header: Returns: (nullable) */
const char *otk_call_header (OtkCall *self, const char *name);
/** otk_call_bytes: The body as it came. Returns: (transfer full) */
GBytes *otk_call_bytes (OtkCall *self);

/* The answer. Each of these ends the call. */

void otk_call_answer (OtkCall *self, guint status, const char *media_type, GBytes *body);
void otk_call_answer_json (OtkCall *self, guint status, OtkJsonWriter *writer);
void otk_call_answer_empty (OtkCall *self, guint status);
/** otk_call_refuse: An error in JSON; the status follows from its code. */
void otk_call_refuse (OtkCall *self, const GError *error);
/** otk_call_refuse_with: The same with a status and a code of its own. @text: untranslated */
void otk_call_refuse_with (OtkCall *self, guint status, const char *code, const char *text);
/** otk_call_set_header: Of the answer; before it ends. */
void otk_call_set_header (OtkCall *self, const char *name, const char *value);

/** otk_call_error_code: Returns: (transfer none): the word for programs: "not_found" … */
const char *otk_call_error_code (const GError *error);
/** otk_call_error_body: Returns: (transfer full): the JSON of an error. */
char *otk_call_error_body (const char *code, const char *text);

G_END_DECLS
