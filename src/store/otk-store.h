/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-command.h"
#include "otk-decide.h"
#include "otk-timer.h"
#include "otk-view.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * OtkStore:
 *
 * Facts and rows on disk: the port that drivers implement: SQLite for one program's file,
 * PostgreSQL for what several server processes share. One OtkStore is one connection: everything is
 * blocking, cancellable, and belongs to one thread at a time. The writer opens it for writing,
 * every reader opens its own.
 */
typedef struct _OtkStore OtkStore;

typedef enum
{
  OTK_STORE_READ = 0,
  OTK_STORE_WRITE = 1 << 0,  /* one at a time in all programs; OTK_ERROR_BUSY otherwise */
  OTK_STORE_CREATE = 1 << 1, /* make the database if it is missing; with WRITE: run migrations */
} OtkStoreFlags;

/** OtkChange: One record that a commit touched. @id: none where everything may have changed: a
 * replica has started afresh. */
typedef struct
{
  OtkEntityType entity;
  OtkFactKind kind; /* CREATE where it is new, DELETE where it is gone, else CHANGE */
  OtkId id;
  OtkId root;
  gint64 rowid;
} OtkChange;

/** otk_store_is_shared: Whether @path is the URI of a PostgreSQL database and no file. */
gboolean otk_store_is_shared (const char *path);
/** otk_store_has_password: Whether @path is such a URI with a password in it, which must not be
 * shown. */
gboolean otk_store_has_password (const char *path);
/**
 * otk_store_open:
 * @path: the database file, or a "postgresql://" URI as libpq reads it: several hosts for
 *   failover, PGPASSFILE and service files work; a password in it is never shown
 *
 * A shared database may have many writers; where two cross, one gets OTK_ERROR_RETRY from whatever
 * it does next or from otk_store_commit(), rolls back, and runs its transaction again. A server
 * that does not answer is OTK_ERROR_OFFLINE; the next transaction connects anew.
 *
 * Refuses, touching nothing: a file that is no database or is damaged (OTK_ERROR_CORRUPT), one
 * from a newer program (OTK_ERROR_PROTOCOL) or of another kind (OTK_ERROR_INVALID), one that
 * another program writes to (OTK_ERROR_BUSY), a missing or read-only folder, a full disk
 * (OTK_ERROR_LIMIT).
 *
 * Returns: (transfer full) (nullable)
 */
OtkStore *otk_store_open (const char *path, OtkStoreFlags flags, GError **error);
/**
 * otk_store_open_on:
 * @vfs: (nullable): the name of a registered SQLite VFS; NULL for the system's files
 *
 * As otk_store_open(), on a file system of the caller's: for tests that let it fail. The file is
 * then not looked at before SQLite opens it, and no lock keeps other programs from writing.
 */
OtkStore *otk_store_open_on (const char *path, OtkStoreFlags flags, const char *vfs,
                             GError **error);
/** otk_store_close: Closes and frees; NULL is fine. */
void otk_store_close (OtkStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkStore, otk_store_close)

/* Writing. A transaction is begin … commit; commit returns only when the disk has it. */

gboolean otk_store_begin (OtkStore *self, GError **error);
/**
 * otk_store_begin_lazy:
 *
 * As otk_store_begin(), but a power cut may take the latest of such transactions back, each as a
 * whole: for what can be had again, a pull's answer (sync.md §2.4). The next ordinary commit makes
 * them durable too.
 */
gboolean otk_store_begin_lazy (OtkStore *self, GError **error);
gboolean otk_store_commit (OtkStore *self, GError **error);
void otk_store_rollback (OtkStore *self);
/** otk_store_savepoint: Inside a transaction: what follows can be taken back alone. */
gboolean otk_store_savepoint (OtkStore *self, GError **error);
/** otk_store_release: Ends the last savepoint, keeping what was done or taking it back. */
gboolean otk_store_release (OtkStore *self, gboolean keep, GError **error);

/** otk_store_state: What decisions read, inside the transaction. Returns: (transfer none) */
OtkState *otk_store_state (OtkStore *self);

/**
 * otk_store_append:
 * @command: what was asked for; its id becomes known
 * @decision: what came of it
 *
 * Writes the command, its facts, the rows they fold to, the requests' timers and the search index.
 * After a failure the transaction, or the savepoint, has to be taken back.
 */
gboolean otk_store_append (OtkStore *self, const OtkCommand *command, const OtkDecision *decision,
                           GError **error);
/** otk_store_knows: Whether the command was executed before. */
gboolean otk_store_knows (OtkStore *self, const OtkId *command, GError **error);

/* Reading. */

/** otk_store_find: Returns: (transfer full) (nullable): NULL without @error set where there is
 * none. */
OtkRecord *otk_store_find (OtkStore *self, OtkEntityType type, const OtkId *id, GError **error);
/**
 * otk_store_rows:
 *
 * Records by local row number, in the order of @rowids, NULL in the array where a row is gone.
 * Returns: (transfer full) (element-type OtkRecord) (nullable)
 */
GPtrArray *otk_store_rows (OtkStore *self, OtkEntityType type, const gint64 *rowids, guint n,
                           GError **error);
/** otk_store_list: As OtkStateClass.list. Returns: (transfer full) (element-type OtkRecord)
 * (nullable) */
GPtrArray *otk_store_list (OtkStore *self, OtkEntityType type, int field, const OtkValue *value,
                           GError **error);
#define OTK_STORE_MAX_HITS 2000

/**
 * otk_store_ids:
 * @viewer: (nullable): who @me is; hidden messages are searched for staff only
 * @staff: whether the viewer is staff
 *
 * The local row numbers of a view, in its order. A search gives at most the %OTK_STORE_MAX_HITS
 * newest that match the whole view; without hits it is tried again as if typed in the other
 * keyboard layout. Words are found by their forms, the last one by its beginning too; «"…"» asks
 * for a phrase, a leading "-" leaves a word out, "#7" or "№7" asks for a number alone.
 *
 * Returns: (transfer full) (element-type gint64) (nullable)
 */
GArray *otk_store_ids (OtkStore *self, const OtkView *view, const OtkId *viewer, gboolean staff,
                       GCancellable *cancellable, GError **error);
/**
 * otk_store_head:
 * @most: how many at most
 *
 * The first @most of what otk_store_ids() would tell, where they can be told at a glance: in a few
 * milliseconds, however many rows there are. A search and an order that no index has cannot.
 *
 * Returns: (transfer full) (element-type gint64) (nullable): NULL without @error set where they
 * cannot
 */
GArray *otk_store_head (OtkStore *self, const OtkView *view, guint most, const OtkId *viewer,
                        gboolean staff, GCancellable *cancellable, GError **error);
/**
 * otk_store_page:
 * @after: (nullable): where the page before ended; NULL for the first page
 * @limit: how many rows at most
 * @next: (out) (transfer full) (nullable): where the next page goes on; NULL where there is none
 *
 * As otk_store_ids(), but only what stands behind @after, at the cost of that page.
 */
GArray *otk_store_page (OtkStore *self, const OtkView *view, const OtkId *viewer, gboolean staff,
                        const char *after, guint limit, char **next, GError **error);
/** otk_store_count: How many rows a view has, by the same query; -1 and @error on failure. */
gint64 otk_store_count (OtkStore *self, const OtkView *view, const OtkId *viewer, gboolean staff,
                        GCancellable *cancellable, GError **error);
/**
 * otk_store_group_count:
 * @field: an ENUM or BOOL field of the view's entity
 *
 * How many rows of the view per value of @field.
 * Returns: (transfer full) (element-type gint64 gint64) (nullable): value → count
 */
GHashTable *otk_store_group_count (OtkStore *self, const OtkView *view, guint field,
                                   const OtkId *viewer, gboolean staff, GCancellable *cancellable,
                                   GError **error);
/**
 * otk_store_excerpt:
 *
 * Why a request matched @search: a piece of the text that did, matches between U+2068 and U+2069.
 * Returns: (transfer full) (nullable): NULL where nothing matched
 */
char *otk_store_excerpt (OtkStore *self, const OtkId *request, const char *search, gboolean staff,
                         GError **error);
/** otk_store_search: Records of a kind with SEARCH fields (customers, companies, articles) by words
 * and prefixes; best first. */
GPtrArray *otk_store_search (OtkStore *self, OtkEntityType type, const char *search, guint limit,
                             GError **error);
/** otk_store_facts: The facts of a root, oldest first. Returns: (transfer full) (element-type
 * OtkFact) */
GPtrArray *otk_store_facts (OtkStore *self, const OtkId *root, GError **error);
/**
 * otk_store_commands:
 * @actor: (nullable): only his
 * @since: only those given since
 *
 * The latest commands, newest first: for undo and for what «Действие» History shows.
 * Returns: (transfer full) (element-type OtkCommand) (nullable)
 */
GPtrArray *otk_store_commands (OtkStore *self, const OtkId *actor, OtkTime since, guint limit,
                               GError **error);
OtkCommand *otk_store_command (OtkStore *self, const OtkId *id, GError **error);

/** OtkDueTimer: A timer that has fallen due; @request is the SLA where the timer is one. */
typedef struct
{
  OtkId request;
  OtkTimer timer;
} OtkDueTimer;

/** otk_store_due: Timers due at or before @until, earliest first. (element-type OtkDueTimer) */
GArray *otk_store_due (OtkStore *self, OtkTime until, guint limit, GError **error);
/** otk_store_next_due: OTK_TIME_NONE where nothing waits. */
OtkTime otk_store_next_due (OtkStore *self, GError **error);

/* Local state, not facts: drafts and small values of this installation. */

/** OtkDraft: Typed text that is not a command yet. */
typedef struct
{
  char *key; /* "new", "reply:<request>", … */
  char *text;
  OtkTime changed;
} OtkDraft;

void otk_draft_free (OtkDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkDraft, otk_draft_free)

/** otk_store_put_draft: NULL or "" @text removes it. Durable on return. Its own transaction unless
 * one is open. */
gboolean otk_store_put_draft (OtkStore *self, const char *key, const char *text, OtkTime at,
                              GError **error);
/** otk_store_drafts: All, latest first. (element-type OtkDraft) */
GPtrArray *otk_store_drafts (OtkStore *self, GError **error);
gboolean otk_store_put_meta (OtkStore *self, const char *key, const char *value, GError **error);
char *otk_store_meta (OtkStore *self, const char *key, GError **error);

/* Care. */

/**
 * otk_store_rebuild:
 * @check_only: only compare
 *
 * Folds every fact again and compares with the rows, timers and index; unless @check_only, puts
 * right what differs. Each difference goes to @report as one line.
 * Returns: how many differed, -1 on error
 */
gint64 otk_store_rebuild (OtkStore *self, gboolean check_only,
                          void (*report) (const char *line, gpointer data), gpointer data,
                          GError **error);
/**
 * otk_store_idle:
 *
 * A few milliseconds of what can wait: gives the log's pages back to the database file, lets the
 * index follow a renamed customer. To be called by the writer while nothing is queued.
 * Returns: TRUE where more of it waits
 */
gboolean otk_store_idle (OtkStore *self);
/**
 * otk_store_bulk_begin:
 *
 * Before very many appends (sample data, an import): the search index is left alone until
 * otk_store_bulk_end(), which makes it anew. Outside a transaction. A program that dies in between
 * leaves it to whoever opens the database for writing next.
 */
gboolean otk_store_bulk_begin (OtkStore *self, GError **error);
gboolean otk_store_bulk_end (OtkStore *self, GError **error);
/** otk_store_backup: A consistent copy into a new file, while others read and write. */
gboolean otk_store_backup (OtkStore *self, const char *path, GCancellable *cancellable,
                           GError **error);

G_END_DECLS
