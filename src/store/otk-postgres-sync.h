/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-feed-driver.h"
#include "otk-postgres-private.h"

G_BEGIN_DECLS

/* What the files of the feed share (sync.md §5). A version is the id of a transaction; "seen" in a
 * cookie is what its snapshot shows. */

#define OTK_POSTGRES_EPOCH_KEY "feed.epoch"
/* The server and its timeline that the epoch belongs to. */
#define OTK_POSTGRES_SYSTEM_KEY "feed.system"
/* The version up to which the past is forgotten. */
#define OTK_POSTGRES_PRUNED_KEY "feed.pruned"

/* Who holds what: the person's tokens for the profile, and what is pinned to the device. Parameters
 * 1 to 3 are the user, the profile and the device. */
#define OTK_POSTGRES_HOLDER                                                                        \
  "((t.owner = $1 AND t.profile = $2) OR (t.owner = $3 AND t.profile = 0))"
#define OTK_POSTGRES_SHARED "t.kind = a.kind AND t.id = a.id"

extern const OtkFeedClass otk_postgres_feed_class;

/* otk-postgres-token.c: who sees what. */

/** otk_postgres_keep_tokens: After a command: @touched: (element-type OtkTouched). */
gboolean otk_postgres_keep_tokens (OtkPostgres *self, GPtrArray *touched, GError **error);
/** otk_postgres_make_tokens: Computes all of it, for a database that had none. */
gboolean otk_postgres_make_tokens (OtkPostgres *self, GError **error);

/* otk-postgres-cookie.c */

char *otk_postgres_cookie (OtkStore *store, GError **error);
OtkCookieCheck otk_postgres_check_cookie (OtkStore *store, const char *cookie, GError **error);

/* otk-postgres-epoch.c: epochs, pins, what is forgotten. */

char *otk_postgres_epoch (OtkStore *store, GError **error);
gboolean otk_postgres_set_epoch (OtkStore *store, OtkFeedEpoch what, gboolean *renewed,
                                 GError **error);
gboolean otk_postgres_pin (OtkStore *store, const OtkId *device, OtkEntityType entity,
                           const OtkId *root, gboolean pinned, GError **error);
gboolean otk_postgres_prune (OtkStore *store, OtkTime receipts_before, OtkTime past_before,
                             GError **error);

/* otk-postgres-feed.c */

/** otk_postgres_tell_receipts: Tells @sink those that @pull has not seen. */
gboolean otk_postgres_tell_receipts (OtkPostgres *self, const OtkPull *pull,
                                     const OtkFeedSink *sink, gpointer data, GError **error);

/* otk-postgres-pull.c, otk-postgres-page.c */

/** OtkPostgresPull: A pull on its way. */
typedef struct
{
  OtkPostgres *store;
  const OtkPull *pull;
  const OtkFeedSink *sink;
  gpointer data;
  OtkPullEnd *end;
  gsize bytes; /* about so many have been told */
} OtkPostgresPull;

gboolean otk_postgres_pull (OtkStore *store, const OtkPull *pull, const OtkFeedSink *sink,
                            gpointer data, OtkPullEnd *end, GError **error);
gboolean otk_postgres_pull_page (OtkPostgresPull *self, OtkFeedPlace *place, GError **error);
/** otk_postgres_tell_rows: The rows of @type whose @column is among @ids; @told: (nullable): (set)
 * OtkId, gets the ids of those that are there. */
gboolean otk_postgres_tell_rows (OtkPostgresPull *self, OtkEntityType type, const char *column,
                                 GArray *ids, GHashTable *told, GError **error);
/** otk_postgres_tell_parts: The rows that belong to roots of @entity, beside their own. */
gboolean otk_postgres_tell_parts (OtkPostgresPull *self, OtkEntityType entity, GArray *roots,
                                  GError **error);
/** otk_postgres_tell_log: All that was made true of @roots (OtkId); with @since, only what was not
 * seen in that cookie. */
gboolean otk_postgres_tell_log (OtkPostgresPull *self, GArray *roots, const char *since,
                                GError **error);
void otk_postgres_add_holder (OtkParams *params, const OtkPull *pull);
/** otk_postgres_id_array: Returns: (transfer full): "{0190…,0191…}" */
char *otk_postgres_id_array (GArray *ids);

gboolean otk_postgres_checksums (OtkStore *store, const OtkPull *pull,
                                 void (*tell) (const OtkId *root, guint64 sum, guint rows,
                                               gpointer data),
                                 gpointer data, GError **error);

G_END_DECLS
