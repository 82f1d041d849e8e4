/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-pack.h"
#include "otk-memory.h"
#include "otk-store-driver.h"

#include <libpq-fe.h>

G_BEGIN_DECLS

/**
 * OtkPostgres: One connection, in libpq's pipeline mode: what is sent is carried out when the next
 * answer is asked for, so that a command's statements share one round trip.
 */
typedef struct
{
  OtkStore parent;
  OtkState state; /* see otk-postgres-state.c */

  PGconn *conn;
  char *uri;   /* as given: may hold a password, so it is never shown */
  char *shown; /* the database for people: host and name */
  gboolean writer;
  gboolean open;          /* a transaction is */
  gboolean lost;          /* the connection went away; the next transaction makes it anew */
  GHashTable *statements; /* SQL → OtkPrepared */
  guint n_statements;
  GQueue sent;         /* OtkSent: whose answers have not been read */
  GError *state_error; /* (nullable): the first failure of an OtkState function */

  OtkTerms terms;
  OtkMemory memory; /* what this transaction read or wrote */
  gboolean bulk;
  gboolean feed;  /* the authority keeps who sees what */
  gboolean stale; /* requests wait in people_stale */
  guint crossed;  /* transactions that begin by queueing, for others crossed the last ones */
} OtkPostgres;

/* So many transactions queue after one that was crossed by another writer. */
#define OTK_POSTGRES_QUEUE_FOR 32

#define OTK_POSTGRES(store) ((OtkPostgres *) (store))

/* otk-postgres-statement.c: statements, their parameters and answers. */

/** OtkParams: The parameters of a statement, $1 first. Texts, ids and bytes must live until it is
 * sent. */
typedef struct
{
  GArray *all;
} OtkParams;

#define OTK_PARAMS_INIT                                                                            \
  {                                                                                                \
    NULL                                                                                           \
  }

void otk_params_clear (OtkParams *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OtkParams, otk_params_clear)

void otk_params_add (OtkParams *self, const OtkValue *value);
void otk_params_add_int (OtkParams *self, gint64 number);
/** otk_params_add_id: NULL and the none id are null. */
void otk_params_add_id (OtkParams *self, const OtkId *id);
void otk_params_add_text (OtkParams *self, const char *text);
void otk_params_add_bytes (OtkParams *self, GBytes *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGresult, PQclear)

/** otk_postgres_send: Queues a statement; @params may be NULL. */
gboolean otk_postgres_send (OtkPostgres *self, const char *sql, const OtkParams *params,
                            GError **error);
/** OtkReceiver: Gets the answer of one that was sent, when it is there. Returns: TRUE where it
 * keeps
 * @result and will clear it */
typedef gboolean (*OtkReceiver) (PGresult *result, gpointer data);
/** otk_postgres_send_for: As otk_postgres_send(); @receive gets the answer. */
gboolean otk_postgres_send_for (OtkPostgres *self, const char *sql, const OtkParams *params,
                                OtkReceiver receive, gpointer data, GError **error);
/** otk_postgres_sync: Waits for the answers of all that was sent; the first failure counts. */
gboolean otk_postgres_sync (OtkPostgres *self, GCancellable *cancellable, GError **error);
/** otk_postgres_query: Sends, waits, and gives the answer. (transfer full) (nullable) */
PGresult *otk_postgres_query (OtkPostgres *self, const char *sql, const OtkParams *params,
                              GError **error);
/** otk_postgres_query_once: The same for SQL that is rarely the same twice, planned for these very
 * parameters. */
PGresult *otk_postgres_query_once (OtkPostgres *self, const char *sql, const OtkParams *params,
                                   GCancellable *cancellable, GError **error);
/** otk_postgres_run: A statement whose answer does not matter. */
gboolean otk_postgres_run (OtkPostgres *self, const char *sql, const OtkParams *params,
                           GError **error);
/** otk_postgres_number: The first column of the first row; @fallback where there is none. */
gint64 otk_postgres_number (OtkPostgres *self, const char *sql, gint64 fallback);
/** otk_postgres_script: Several statements at once, as a migration has them. */
gboolean otk_postgres_script (OtkPostgres *self, const char *sql, GError **error);

/* Answers come in binary. */
gboolean otk_row_is_null (const PGresult *result, int row, int column);
gint64 otk_row_int (const PGresult *result, int row, int column);
OtkId otk_row_id (const PGresult *result, int row, int column);
/** otk_row_text: "" where null; lives as long as @result. */
const char *otk_row_text (const PGresult *result, int row, int column);
OtkValue otk_row_value (const PGresult *result, int row, int column);

/* otk-postgres-error.c */

/** otk_postgres_fail: Turns what went wrong with @result (NULL: the connection) into our error.
 * Returns: FALSE */
gboolean otk_postgres_fail (OtkPostgres *self, const PGresult *result, GError **error);

/* otk-postgres-connect.c */

/** otk_postgres_connect: Opens the connection, or makes a lost one anew. */
gboolean otk_postgres_connect (OtkPostgres *self, GError **error);
/** otk_postgres_environment: What a PostgreSQL tool needs to reach the same database: "NAME=value"
 * for its environment; nothing of it may be shown. (element-type filename) */
char **otk_postgres_environment (OtkPostgres *self);

/* otk-postgres-rows.c */

OtkRecord *otk_postgres_read (OtkPostgres *self, OtkEntityType type, const OtkId *id,
                              GError **error);
/** otk_postgres_read_all: The records where @where (" WHERE …") holds, in its order; @versions:
 * (out) (element-type gint64): their x. */
GPtrArray *otk_postgres_read_all (OtkPostgres *self, OtkEntityType type, const char *where,
                                  const OtkParams *params, GArray **versions, GError **error);
/** otk_postgres_send_insert: The row number goes into @record when its answer is read. */
gboolean otk_postgres_send_insert (OtkPostgres *self, OtkRecord *record, GError **error);
/** otk_postgres_send_update: Writes the fields that differ. */
gboolean otk_postgres_send_update (OtkPostgres *self, const OtkRecord *before,
                                   const OtkRecord *after, GError **error);
gboolean otk_postgres_send_delete (OtkPostgres *self, const OtkRecord *record, GError **error);
OtkRecord *otk_postgres_find (OtkStore *store, OtkEntityType type, const OtkId *id, GError **error);
GPtrArray *otk_postgres_rows (OtkStore *store, OtkEntityType type, const gint64 *rowids, guint n,
                              GError **error);
GPtrArray *otk_postgres_list (OtkStore *store, OtkEntityType type, int field, const OtkValue *value,
                              GError **error);

/* A transaction's memory of records. */
void otk_postgres_remember (OtkPostgres *self, OtkRecord *record);
void otk_postgres_forget_all (OtkPostgres *self);

/* otk-postgres-log.c */

/* The columns as otk_postgres_take_facts() takes them; f is fact, c its command. */
#define OTK_POSTGRES_FACT_COLUMNS "f.n, f.root, f.changes, c.id, c.batch, c.actor, c.at"
#define OTK_POSTGRES_FACT_ROWS                                                                     \
  "SELECT " OTK_POSTGRES_FACT_COLUMNS " FROM fact f JOIN command c ON c.n = f.n >> 20 "

gboolean otk_postgres_append (OtkStore *store, const OtkCommand *command,
                              const OtkDecision *decision, GError **error);
GPtrArray *otk_postgres_facts (OtkStore *store, const OtkId *root, GError **error);
GPtrArray *otk_postgres_facts_of (OtkPostgres *self, const OtkId *command_or_batch, GError **error);
gboolean otk_postgres_take_facts (OtkPostgres *self, const PGresult *result, int row,
                                  GPtrArray *facts, GError **error);
/** otk_postgres_send_timers: Writes how the timers of a request differ; either may be NULL. */
gboolean otk_postgres_send_timers (OtkPostgres *self, const OtkRecord *before,
                                   const OtkRecord *after, GError **error);
/* The columns as otk_postgres_command_in() takes them, from the column @first on. */
#define OTK_POSTGRES_COMMAND_COLUMNS                                                               \
  "c.id, c.batch, c.kind, c.actor, c.device, c.root, c.at, c.args, c.base"
OtkCommand *otk_postgres_command_in (OtkPostgres *self, const PGresult *result, int row, int first,
                                     GError **error);
GPtrArray *otk_postgres_commands (OtkStore *store, const OtkCommandQuery *query, GError **error);

/* otk-postgres-state.c */

extern const OtkStateClass otk_postgres_state_class;

/* otk-postgres-views.c */

GArray *otk_postgres_ids (OtkStore *store, const OtkReading *reading, GError **error);
GArray *otk_postgres_head (OtkStore *store, const OtkReading *reading, GError **error);
gint64 otk_postgres_count (OtkStore *store, const OtkReading *reading, GError **error);
GHashTable *otk_postgres_group_count (OtkStore *store, const OtkReading *reading, guint field,
                                      GError **error);

/* otk-postgres-search.c */

gboolean otk_postgres_has_index (OtkEntityType type);
/** otk_postgres_send_index: After the rows of a command: lets the index follow. @touched:
 * (element-type OtkTouched) */
gboolean otk_postgres_send_index (OtkPostgres *self, GPtrArray *touched, GError **error);
/** otk_postgres_follow_people: Returns: how many requests followed a renamed one; -1 on error */
int otk_postgres_follow_people (OtkPostgres *self, guint limit, GError **error);
gboolean otk_postgres_make_index (OtkPostgres *self, GError **error);
gint64 otk_postgres_check_index (OtkPostgres *self, OtkReport report, gpointer data);
char *otk_postgres_excerpt (OtkStore *store, const OtkId *request, const char *search,
                            gboolean staff, GError **error);
GPtrArray *otk_postgres_search (OtkStore *store, OtkEntityType type, const char *search,
                                guint limit, GError **error);

/* otk-postgres-local.c */

GArray *otk_postgres_due (OtkStore *store, OtkTime until, guint limit, GError **error);
gboolean otk_postgres_put_local (OtkStore *store, OtkLocal table, const char *key, const char *text,
                                 OtkTime at, GError **error);
GPtrArray *otk_postgres_locals (OtkStore *store, OtkLocal table, const char *key, GError **error);

GPtrArray *otk_postgres_statement (OtkStore *store, const char *sql, const OtkValue *values,
                                   guint n_values, GError **error);

/* otk-postgres-care.c, otk-postgres-backup.c */

gint64 otk_postgres_rebuild (OtkStore *store, gboolean check_only, OtkReport report, gpointer data,
                             GError **error);
gboolean otk_postgres_backup (OtkStore *store, const char *path, GCancellable *cancellable,
                              GError **error);
gboolean otk_postgres_care (OtkStore *store, OtkCare what, GError **error);

/* otk-postgres.c */

extern const OtkStoreClass otk_postgres_class;
gboolean otk_postgres_transact (OtkStore *store, OtkTransaction step, GError **error);

G_END_DECLS
