/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-store.h"

G_BEGIN_DECLS

/** OtkTransaction: The steps of a transaction, for OtkStoreClass.transact. */
typedef enum
{
  OTK_TRANSACTION_BEGIN,
  OTK_TRANSACTION_BEGIN_LAZY, /* its commit need not wait for the disk */
  OTK_TRANSACTION_COMMIT,
  OTK_TRANSACTION_ROLLBACK,
  OTK_TRANSACTION_SAVE, /* sets a savepoint */
  OTK_TRANSACTION_KEEP, /* ends the last savepoint */
  OTK_TRANSACTION_UNDO, /* takes back what followed the last savepoint and ends it */
} OtkTransaction;

/** OtkCare: Upkeep, for OtkStoreClass.care. */
typedef enum
{
  OTK_CARE_OPENED, /* a writer has opened the database */
  OTK_CARE_IDLE,
  OTK_CARE_BULK_BEGIN,
  OTK_CARE_BULK_END,
} OtkCare;

/** OtkLocal: The tables of local state. */
typedef enum
{
  OTK_LOCAL_META,
  OTK_LOCAL_DRAFT,
} OtkLocal;

/** OtkReading: A view and how it is to be read. */
typedef struct
{
  const OtkView *view;
  const OtkId *viewer; /* nullable */
  gboolean staff;
  GCancellable *cancellable; /* nullable */
  guint most;                /* rows; 0 for all */
} OtkReading;

/** OtkCommandQuery: Which commands of the log: the one with @id, or the latest. */
typedef struct
{
  const OtkId *id;    /* nullable: then the rest is not looked at */
  const OtkId *actor; /* nullable */
  OtkTime since;      /* OTK_TIME_NONE for all */
  guint limit;
} OtkCommandQuery;

/** OtkFeedClass: The authority's half of sync: otk-feed-driver.h. */
typedef struct _OtkFeedClass OtkFeedClass;

/** OtkReport: Receives a line about a difference that a rebuild found. */
typedef void (*OtkReport) (const char *line, gpointer data);

/**
 * OtkStoreClass:
 *
 * What a driver implements; otk-store.c only forwards. Each is blocking, on the store's thread,
 * and means what the function of otk-store.h with its name says.
 */
typedef struct
{
  void (*close) (OtkStore *self);
  gboolean (*transact) (OtkStore *self, OtkTransaction step, GError **error);
  OtkState *(*state) (OtkStore *self);
  gboolean (*append) (OtkStore *self, const OtkCommand *command, const OtkDecision *decision,
                      GError **error);
  OtkRecord *(*find) (OtkStore *self, OtkEntityType type, const OtkId *id, GError **error);
  GPtrArray *(*rows) (OtkStore *self, OtkEntityType type, const gint64 *rowids, guint n,
                      GError **error);
  GPtrArray *(*list) (OtkStore *self, OtkEntityType type, int field, const OtkValue *value,
                      GError **error);
  GArray *(*ids) (OtkStore *self, const OtkReading *reading, GError **error);
  GArray *(*head) (OtkStore *self, const OtkReading *reading, GError **error);
  gint64 (*count) (OtkStore *self, const OtkReading *reading, GError **error);
  GHashTable *(*group_count) (OtkStore *self, const OtkReading *reading, guint field,
                              GError **error);
  char *(*excerpt) (OtkStore *self, const OtkId *request, const char *search, gboolean staff,
                    GError **error);
  GPtrArray *(*search) (OtkStore *self, OtkEntityType type, const char *search, guint limit,
                        GError **error);
  GPtrArray *(*facts) (OtkStore *self, const OtkId *root, GError **error);
  GPtrArray *(*commands) (OtkStore *self, const OtkCommandQuery *query, GError **error);
  GArray *(*due) (OtkStore *self, OtkTime until, guint limit, GError **error);
  /* A null or empty @text removes the key. @at is of drafts only. */
  gboolean (*put_local) (OtkStore *self, OtkLocal table, const char *key, const char *text,
                         OtkTime at, GError **error);
  /* Returns: (element-type OtkDraft), the latest first; only that of @key unless it is NULL. */
  GPtrArray *(*locals) (OtkStore *self, OtkLocal table, const char *key, GError **error);
  gint64 (*rebuild) (OtkStore *self, gboolean check_only, OtkReport report, gpointer data,
                     GError **error);
  gboolean (*backup) (OtkStore *self, const char *path, GCancellable *cancellable, GError **error);
  /* For IDLE: Returns: TRUE where more waits. */
  gboolean (*care) (OtkStore *self, OtkCare what, GError **error);
  /* Runs one fixed statement in SQL that every driver's database understands, on the tables that
   * are no facts (otk-account.c); its parameters are ?1, ?2 … Returns: (transfer full)
   * (element-type GArray) (nullable): the rows, each an array of OtkValue */
  GPtrArray *(*statement) (OtkStore *self, const char *sql, const OtkValue *values, guint n_values,
                           GError **error);
  const struct _OtkDialect *dialect; /* of otk-query.h */
  const OtkFeedClass *feed;          /* NULL where nobody can sync with the database */
} OtkStoreClass;

struct _OtkStore
{
  const OtkStoreClass *klass;
};

/** otk_sqlite_open: The SQLite driver: as otk_store_open_on(). */
OtkStore *otk_sqlite_open (const char *path, OtkStoreFlags flags, const char *vfs, GError **error);
/** otk_postgres_open: The PostgreSQL driver: as otk_store_open(). */
OtkStore *otk_postgres_open (const char *uri, OtkStoreFlags flags, GError **error);
gboolean otk_postgres_has_password (const char *uri);

G_END_DECLS
