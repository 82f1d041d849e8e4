/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-feed-driver.h"
#include "otk-replica.h"
#include "otk-sqlite-private.h"

G_BEGIN_DECLS

/* What the files of both halves of sync share. */

#define OTK_SQLITE_EPOCH_KEY "feed.epoch"
/* The version up to which the past is forgotten. */
#define OTK_SQLITE_PRUNED_KEY "feed.pruned"

/* Who holds what: the person's tokens for the profile, and what is pinned to the device. Parameters
 * 1 to 3 are the user, the profile and the device. */
#define OTK_SQLITE_HOLDER "((t.owner = ?1 AND t.profile = ?2) OR (t.owner = ?3 AND t.profile = 0))"

/* otk-sqlite-token.c: who sees what. */

/** otk_sqlite_version: The latest version. */
gint64 otk_sqlite_version (OtkSqlite *self);
/** otk_sqlite_make_tokens: Computes all of it, for a database that had none. */
gboolean otk_sqlite_make_tokens (OtkSqlite *self, GError **error);
/** otk_sqlite_pin_token: The number of the token that means "pinned to @device"; 0 on error. */
gint64 otk_sqlite_pin_token (OtkSqlite *self, const OtkId *device, GError **error);
/** otk_sqlite_entity_of: The kind of records that the number @term stands for. */
OtkEntityType otk_sqlite_entity_of (OtkSqlite *self, gint64 term);

/* otk-sqlite-feed.c: devices and receipts. */

extern const OtkFeedClass otk_sqlite_feed_class;
gint64 otk_sqlite_last_seq (OtkSqlite *self, const OtkId *device);
/** otk_sqlite_tell_receipts: Tells @sink those that @pull has not seen. */
gboolean otk_sqlite_tell_receipts (OtkSqlite *self, const OtkPull *pull, const OtkFeedSink *sink,
                                   gpointer data, GError **error);

/* otk-sqlite-feed-care.c: epochs, pins, what is forgotten. */

gboolean otk_sqlite_pin (OtkStore *store, const OtkId *device, OtkEntityType entity,
                         const OtkId *root, gboolean pinned, GError **error);
gboolean otk_sqlite_prune (OtkStore *store, OtkTime receipts_before, OtkTime past_before,
                           GError **error);

char *otk_sqlite_epoch (OtkStore *store, GError **error);
gboolean otk_sqlite_set_epoch (OtkStore *store, OtkFeedEpoch what, gboolean *renewed,
                               GError **error);

/* otk-sqlite-pull.c, otk-sqlite-page.c: what a device has not seen. */

/** OtkSqlitePull: A pull on its way. */
typedef struct
{
  OtkSqlite *store;
  const OtkPull *pull;
  const OtkFeedSink *sink;
  gpointer data;
  OtkPullEnd *end;
  gsize bytes; /* about so many have been told */
} OtkSqlitePull;

gboolean otk_sqlite_pull (OtkStore *store, const OtkPull *pull, const OtkFeedSink *sink,
                          gpointer data, OtkPullEnd *end, GError **error);
/** otk_sqlite_pull_page: The next page after @place. */
gboolean otk_sqlite_pull_page (OtkSqlitePull *self, OtkFeedPlace *place, GError **error);
/** otk_sqlite_read_cookie: FALSE for what is none of an ordinary pull. */
gboolean otk_sqlite_read_cookie (const char *cookie, gint64 *version);
/** otk_sqlite_tell_row: Hands @record to the sink. */
gboolean otk_sqlite_tell_row (OtkSqlitePull *self, const OtkRecord *record, gint64 x,
                              GError **error);
/** otk_sqlite_tell_parts: The rows that belong to the root, beside its own. */
gboolean otk_sqlite_tell_parts (OtkSqlitePull *self, OtkEntityType entity, const OtkId *root,
                                GError **error);
/** otk_sqlite_tell_log: All that was made true of the root. */
gboolean otk_sqlite_tell_log (OtkSqlitePull *self, const OtkId *root, GError **error);
/** otk_sqlite_bind_holder: Parameters 1 to 3 for OTK_SQLITE_HOLDER. */
void otk_sqlite_bind_holder (OtkStatement *statement, const OtkPull *pull);

gboolean otk_sqlite_checksums (OtkStore *store, const OtkPull *pull,
                               void (*tell) (const OtkId *root, guint64 sum, guint rows,
                                             gpointer data),
                               gpointer data, GError **error);

/* otk-sqlite-patch.c: how a replica changes its rows. */

/** OtkStaged: A row as an answer brings it; @after is NULL where it is gone. */
typedef struct
{
  OtkEntityType entity;
  OtkId id;
  OtkRecord *after; /* (nullable) */
  gint64 x;
} OtkStaged;

/** OtkPatch: What a replica gathers between a rewind and the end of its transaction. */
struct _OtkPatch
{
  OtkIndexing indexing; /* the index follows at the end */
  GHashTable *staged;   /* (set) OtkStaged, by entity and id: the answer so far */
  GPtrArray *order;     /* the same, as they came */
  GHashTable *seen;     /* (set) rows as they were at the beginning */
  GPtrArray *seen_order;
  gboolean reset; /* all of them are others */
};

/** otk_sqlite_open_patch: From now on changes are gathered. */
void otk_sqlite_open_patch (OtkSqlite *self);
/** otk_sqlite_stage: What the row is to become, instead of what was staged of it; @after:
 * (nullable). */
void otk_sqlite_stage (OtkSqlite *self, OtkEntityType entity, const OtkId *id, OtkRecord *after,
                       gint64 x);
/** otk_sqlite_write_staged: Writes what is staged, with the versions and row numbers it comes with;
 * @sum: (nullable): the checksum of what the tables hold, kept. */
gboolean otk_sqlite_write_staged (OtkSqlite *self, guint64 *sum, GError **error);
/** otk_sqlite_forget_staged: After all tables were emptied. */
void otk_sqlite_forget_staged (OtkSqlite *self);
/** otk_sqlite_table_sum: The checksum of all rows; @roots: (nullable): OtkId → guint64, filled. */
gboolean otk_sqlite_table_sum (OtkSqlite *self, guint64 *sum, GHashTable *roots, GError **error);

G_END_DECLS
