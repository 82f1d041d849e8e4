/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-pack.h"
#include "otk-memory.h"
#include "otk-store-driver.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* "OTK1": in the file's header, so that it is told from any other SQLite database. */
#define OTK_SQLITE_APPLICATION_ID 0x4f544b31

/* One waits this long for the moment in which another recovers or truncates the log. */
#define OTK_SQLITE_BUSY_MS 5000

typedef struct _OtkPatch OtkPatch;

/** OtkSqlite: One connection. What only a writer has is zero in readers. */
typedef struct
{
  OtkStore parent;
  OtkState state; /* see otk-sqlite-state.c */

  sqlite3 *db;
  char *path;
  char *vfs; /* (nullable) */
  gboolean writer;
  int lock;               /* descriptor of the lock file; -1 */
  GHashTable *statements; /* SQL → sqlite3_stmt */
  GError *state_error;    /* (nullable): the first failure of an OtkState function */

  OtkTerms terms;
  GHashTable *known_ids; /* id → its number in the log */

  OtkMemory memory; /* what the writer read or wrote: it alone changes the database */
  gboolean bulk;
  gboolean lazy;         /* commits do not wait for the disk */
  GCancellable *watched; /* (nullable): stops what runs */
  guint looks;           /* at most so many more; 0 for any number */
  int wal_pages;
  gboolean stale; /* requests wait in people_stale */

  gboolean feed;             /* devices sync with the database: who sees what is kept */
  gint64 marked;             /* the version in the side file */
  gboolean replica;          /* it is a client's copy: what is appended is optimistic */
  GHashTable *token_numbers; /* OtkToken → its number */
  OtkPatch *patch;           /* (nullable): what a replica gathers while an answer is written */
} OtkSqlite;

#define OTK_SQLITE(store) ((OtkSqlite *) (store))

/* otk-sqlite-statement.c: errors, statements, values. */

/** otk_sqlite_fail: Turns SQLite's last error into ours. Returns: FALSE */
gboolean otk_sqlite_fail (OtkSqlite *self, int code, GError **error);
/** otk_sqlite_exec: Runs one or more statements that give no rows. */
gboolean otk_sqlite_exec (OtkSqlite *self, const char *sql, GError **error);
/** otk_sqlite_number: The first column of the first row of @sql; @fallback where there is none. */
gint64 otk_sqlite_number (OtkSqlite *self, const char *sql, gint64 fallback);

/** OtkStatement: A prepared statement out of the connection's cache, back there once cleared. */
typedef struct
{
  OtkSqlite *store;
  sqlite3_stmt *stmt;
  gboolean own; /* not of the cache: it was busy there */
} OtkStatement;

#define OTK_STATEMENT_INIT                                                                         \
  {                                                                                                \
    NULL                                                                                           \
  }

gboolean otk_statement_prepare (OtkStatement *self, OtkSqlite *store, const char *sql,
                                GError **error);
void otk_statement_clear (OtkStatement *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OtkStatement, otk_statement_clear)

/* Parameters count from 1. Texts and ids must live until the statement is cleared. */
void otk_statement_bind (OtkStatement *self, int at, const OtkValue *value);
void otk_statement_bind_int (OtkStatement *self, int at, gint64 number);
void otk_statement_bind_id (OtkStatement *self, int at, const OtkId *id);
void otk_statement_bind_text (OtkStatement *self, int at, const char *text);
void otk_statement_bind_bytes (OtkStatement *self, int at, GBytes *bytes);
/** otk_statement_step: Returns: 1 with a row, 0 at the end, -1 on error */
int otk_statement_step (OtkStatement *self, GError **error);
/** otk_statement_run: Steps to the end of one that gives no rows, and makes it ready again. */
gboolean otk_statement_run (OtkStatement *self, GError **error);
/* Columns count from 0. */
OtkValue otk_statement_value (OtkStatement *self, int column);
OtkId otk_statement_id (OtkStatement *self, int column);
#define otk_statement_int(self, column) sqlite3_column_int64 ((self)->stmt, column)
#define otk_statement_text(self, column) ((const char *) sqlite3_column_text ((self)->stmt, column))
#define otk_statement_is_null(self, column)                                                        \
  (sqlite3_column_type ((self)->stmt, column) == SQLITE_NULL)

/** otk_sqlite_watch: From now on what runs is stopped by @cancellable (nullable) and, unless @looks
 * is 0, once so many looks were had at it, which come some tens of microseconds apart. */
void otk_sqlite_watch (OtkSqlite *self, GCancellable *cancellable, guint looks);

/* otk-sqlite-rows.c: records and their tables. */

/** otk_sqlite_read: Returns: (nullable): the record from the disk. */
OtkRecord *otk_sqlite_read (OtkSqlite *self, OtkEntityType type, const OtkId *id, GError **error);
/** OtkEach: Is handed a record, borrowed, with its version. */
typedef gboolean (*OtkEach) (const OtkRecord *record, gint64 x, gpointer data, GError **error);
/** otk_sqlite_each: Hands over one record after another as otk_sqlite_read_all() would list them.
 */
gboolean otk_sqlite_each (OtkSqlite *self, OtkEntityType type, const char *where,
                          const OtkValue *values, guint n_values, OtkEach each, gpointer data,
                          GError **error);
/** otk_sqlite_read_all: The records of @type where @where holds ("" for all), in its order. */
GPtrArray *otk_sqlite_read_all (OtkSqlite *self, OtkEntityType type, const char *where,
                                const OtkValue *values, guint n_values, GError **error);
/** otk_sqlite_insert: Under the record's own row number, or under a new one where it has none. */
gboolean otk_sqlite_insert (OtkSqlite *self, OtkRecord *record, gint64 x, GError **error);
/** otk_sqlite_update: Writes the fields that differ. */
gboolean otk_sqlite_update (OtkSqlite *self, const OtkRecord *before, const OtkRecord *after,
                            gint64 x, GError **error);
gboolean otk_sqlite_delete (OtkSqlite *self, const OtkRecord *record, GError **error);
OtkRecord *otk_sqlite_find (OtkStore *store, OtkEntityType type, const OtkId *id, GError **error);
GPtrArray *otk_sqlite_rows (OtkStore *store, OtkEntityType type, const gint64 *rowids, guint n,
                            GError **error);
GPtrArray *otk_sqlite_list (OtkStore *store, OtkEntityType type, int field, const OtkValue *value,
                            GError **error);

/* The writer's memory of records. */
void otk_sqlite_remember (OtkSqlite *self, OtkRecord *record);
void otk_sqlite_forget_all (OtkSqlite *self);

/* otk-sqlite-log.c */

gboolean otk_sqlite_append (OtkStore *store, const OtkCommand *command, const OtkDecision *decision,
                            GError **error);
GPtrArray *otk_sqlite_facts (OtkStore *store, const OtkId *root, GError **error);
/** otk_sqlite_facts_of: The facts of a command or a batch, in order. */
GPtrArray *otk_sqlite_facts_of (OtkSqlite *self, const OtkId *command_or_batch, GError **error);
/* The columns as otk_sqlite_take_facts() takes them; f is fact, c its command. */
#define OTK_SQLITE_FACT_COLUMNS                                                                    \
  "f.n, f.root, f.changes, c.id, c.batch, (SELECT id FROM known_id WHERE n = c.actor), c.at, c.n"
#define OTK_SQLITE_FACT_ROWS                                                                       \
  "SELECT " OTK_SQLITE_FACT_COLUMNS " FROM fact f CROSS JOIN command c ON c.n = f.n >> 20 "
/** otk_sqlite_take_facts: Adds the facts in the present row to @facts, but those of fields that
 * this program does not know any more. */
gboolean otk_sqlite_take_facts (OtkSqlite *self, OtkStatement *statement, GPtrArray *facts,
                                GError **error);
/** otk_sqlite_append_facts: Facts [first, first + n) of @facts, all of one root, as the row of the
 * log that begins at @place; at is their command's. */
gboolean otk_sqlite_append_facts (OtkSqlite *self, GPtrArray *facts, guint first, guint n,
                                  gint64 place, OtkTime at, GError **error);
/** otk_sqlite_put_timers: Writes how the timers of a request differ; either may be NULL. */
gboolean otk_sqlite_put_timers (OtkSqlite *self, const OtkRecord *before, const OtkRecord *after,
                                GError **error);

/* otk-sqlite-token.c */

/** otk_sqlite_keep_tokens: Who sees what, after the records @touched (element-type OtkTouched) have
 * become what they are, by version @x. */
gboolean otk_sqlite_keep_tokens (OtkSqlite *self, GPtrArray *touched, gint64 x, GError **error);

/* otk-sqlite-feed-care.c */

/** otk_sqlite_mark_feed: After a commit: notes how far the database has come, now and then. */
void otk_sqlite_mark_feed (OtkSqlite *self);

/** otk_sqlite_look_at_sync: Finds out whether the database keeps a feed, or is a replica. */
void otk_sqlite_look_at_sync (OtkSqlite *self);

/* otk-sqlite-commands.c */

/** otk_sqlite_append_command: @n: its place, 0 for the next one; @at: when it happened; @first:
 * its first fact, if any. Returns: its n; -1 on error */
gint64 otk_sqlite_append_command (OtkSqlite *self, gint64 n, const OtkCommand *command, OtkTime at,
                                  const OtkFact *first, GError **error);
/** otk_sqlite_command_at: The command whose n that is, as it stands in the log. */
OtkCommand *otk_sqlite_command_at (OtkSqlite *self, gint64 n, GError **error);
GPtrArray *otk_sqlite_commands (OtkStore *store, const OtkCommandQuery *query, GError **error);

/* otk-sqlite-state.c */

extern const OtkStateClass otk_sqlite_state_class;

/* otk-sqlite-views.c */

extern const struct _OtkDialect otk_sqlite_dialect;

GArray *otk_sqlite_ids (OtkStore *store, const OtkReading *reading, GError **error);
GArray *otk_sqlite_head (OtkStore *store, const OtkReading *reading, GError **error);
gint64 otk_sqlite_count (OtkStore *store, const OtkReading *reading, GError **error);
GHashTable *otk_sqlite_group_count (OtkStore *store, const OtkReading *reading, guint field,
                                    GError **error);

/* otk-sqlite-search.c: the search index. */

/** OtkIndexing: What one command does to the index, or a replica's whole transaction. */
typedef struct
{
  GHashTable *requests; /* rowid → what the index has of it (OtkIndexed), nullable */
} OtkIndexing;

/** otk_sqlite_has_index: Whether records of @type can be searched for by themselves. */
gboolean otk_sqlite_has_index (OtkEntityType type);
/** otk_sqlite_unindex: Before @before becomes @after (either may be NULL): takes out of the index
 * what is about to change, or notes what it has. */
gboolean otk_sqlite_unindex (OtkSqlite *self, OtkIndexing *indexing, const OtkRecord *before,
                             const OtkRecord *after, GError **error);
/** otk_sqlite_reindex: The same afterwards: puts it in again. */
gboolean otk_sqlite_reindex (OtkSqlite *self, OtkIndexing *indexing, const OtkRecord *before,
                             const OtkRecord *after, GError **error);
/** otk_sqlite_finish_index: At the command's end; @done: whether all went well so far. Returns:
 * whether it still does */
gboolean otk_sqlite_finish_index (OtkSqlite *self, OtkIndexing *indexing, gboolean done,
                                  GError **error);
/** otk_sqlite_follow_people: Lets at most @limit requests follow a renamed customer or company.
 * Returns: how many did; -1 on error */
int otk_sqlite_follow_people (OtkSqlite *self, guint limit, GError **error);
/** otk_sqlite_make_index: All of the index anew. */
gboolean otk_sqlite_make_index (OtkSqlite *self, GError **error);
/** otk_sqlite_check_index: Returns: how many of the indexes differ from their texts */
gint64 otk_sqlite_check_index (OtkSqlite *self, OtkReport report, gpointer data);
char *otk_sqlite_excerpt (OtkStore *store, const OtkId *request, const char *search, gboolean staff,
                          GError **error);
GPtrArray *otk_sqlite_search (OtkStore *store, OtkEntityType type, const char *search, guint limit,
                              GError **error);

/* otk-sqlite-patch.c: in a replica. */

/** otk_sqlite_touch_here: A row is about to be changed by a command that the server has not seen:
 * keeps what the server gave. @after gets a row number where it is new. */
gboolean otk_sqlite_touch_here (OtkSqlite *self, const OtkRecord *before, OtkRecord *after,
                                GError **error);
/** otk_sqlite_indexing: Where the changes of the index gather; @own while no patch is open. */
OtkIndexing *otk_sqlite_indexing (OtkSqlite *self, OtkIndexing *own);
/** otk_sqlite_close_patch: The index follows what has changed. Returns: @done, and that it could */
gboolean otk_sqlite_close_patch (OtkSqlite *self, gboolean done, GError **error);

/* otk-sqlite-tokenizer.c */

/** otk_sqlite_add_tokenizer: Makes the tokenizer "otk" and the collation "otk" known. */
gboolean otk_sqlite_add_tokenizer (OtkSqlite *self, GError **error);

/* otk-sqlite-local.c */

GArray *otk_sqlite_due (OtkStore *store, OtkTime until, guint limit, GError **error);
gboolean otk_sqlite_put_local (OtkStore *store, OtkLocal table, const char *key, const char *text,
                               OtkTime at, GError **error);
GPtrArray *otk_sqlite_locals (OtkStore *store, OtkLocal table, const char *key, GError **error);
/** otk_sqlite_statement: As OtkStoreClass.statement. */
GPtrArray *otk_sqlite_statement (OtkStore *store, const char *sql, const OtkValue *values,
                                 guint n_values, GError **error);

/* otk-sqlite-care.c */

/** otk_sqlite_write_back: Brings the log's pages into the file, away from the commands. */
void otk_sqlite_write_back (OtkSqlite *self);

gint64 otk_sqlite_rebuild (OtkStore *store, gboolean check_only, OtkReport report, gpointer data,
                           GError **error);
gboolean otk_sqlite_backup (OtkStore *store, const char *path, GCancellable *cancellable,
                            GError **error);
gboolean otk_sqlite_care (OtkStore *store, OtkCare what, GError **error);

/* otk-sqlite.c */

extern const OtkStoreClass otk_sqlite_class;
gboolean otk_sqlite_transact (OtkStore *store, OtkTransaction step, GError **error);

G_END_DECLS
