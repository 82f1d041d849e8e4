/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-feed.h"
#include "otk-server-time.h"

G_BEGIN_DECLS

/*
 * The client's half of sync over a store (sync.md §3.2, §3.5): the outbox, the way back to what the
 * server said, and how its answers are written. SQLite only. The authority's half is otk-feed.h.
 *
 * In a replica otk_store_append() is optimistic: it keeps each row as the server gave it (its
 * image) before it is first touched, marks the row as unsent (x is -1) and puts the command and its
 * facts behind everything of the server (n from %OTK_REPLICA_FIRST_PENDING on).
 * otk_replica_rewind() takes all of that back; otk_store_append() of the commands that still wait
 * puts it there again.
 *
 * A pull's answer is written like this, in one transaction:
 *
 *   otk_store_begin_lazy()           what is lost with the power can be pulled again
 *   otk_replica_rewind()             the tables are the server's view at the old cookie
 *   otk_replica_reset()              only where the server said so
 *   otk_replica_gone(), …            the lines of the answer, in their order
 *   otk_replica_finish()             the lines are in the tables, with their cookie
 *   otk_replica_checksum()           compared with the server's, if it sent one
 *   otk_replica_pending()            each that otk_store_knows() does not know is decided again and
 *                                    appended, or marked as doubtful
 *   otk_replica_take_changes()       what to tell the window
 *   otk_store_commit()
 *
 * A command of a person: otk_store_begin(), decide, otk_store_append(), otk_replica_enqueue(),
 * otk_store_commit(); only then it is saved.
 *
 * "Writes": inside a transaction that the caller has open.
 */

/* Commands that the server has not dealt with stand in the log from here on. */
#define OTK_REPLICA_FIRST_PENDING (G_GINT64_CONSTANT (1) << 40)
/* The version of a row that has been changed here and not there yet. */
#define OTK_REPLICA_UNSENT (-1)

/** OtkReplica: Whose replica a file is, how far it has come, what it knows of the server's clock.
 */
typedef struct
{
  char *server; /* the server's name for itself, or its address */
  OtkId user;   /* the employee whose data it is */
  OtkProfile profile;
  OtkId device; /* this incarnation's id */
  char *code;   /* (nullable): the device's, in provisional numbers; NULL until it has one */

  char *epoch;      /* (nullable): of the server's data; NULL before the first pull */
  char *cookie;     /* (nullable): how far it has come; NULL before the first pull */
  gint64 next_seq;  /* the number of the next command */
  gint64 acked_seq; /* the last one whose receipt has come */

  OtkTime time_base;  /* the server's time … */
  gint64 time_boot;   /* … when CLOCK_BOOTTIME showed this (ms) … */
  char *boot;         /* (nullable): … since the start of the machine with this boot id */
  gint64 time_offset; /* the server's time minus the wall clock, ms: for when the boot id differs */
} OtkReplica;

void otk_replica_free (OtkReplica *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkReplica, otk_replica_free)

/** otk_replica_read_time: What @self knows of the server's clock. */
void otk_replica_read_time (const OtkReplica *self, OtkServerTime *time);

/** otk_store_is_replica: Whether the store is a client's copy of a server's data. */
gboolean otk_store_is_replica (OtkStore *self);

/**
 * otk_replica_start:
 * @replica: server, user, profile, device and code are looked at
 *
 * Makes a new file a replica. Writes. Refuses with OTK_ERROR_INVALID a file that has commands of
 * its own.
 */
gboolean otk_replica_start (OtkStore *self, const OtkReplica *replica, GError **error);
/** otk_replica_state: Returns: (transfer full) (nullable): NULL without @error in what is none. */
OtkReplica *otk_replica_state (OtkStore *self, GError **error);
/** otk_replica_put_state: Writes server, profile, code and what is known of the clock; the rest of
 * @replica is not looked at. */
gboolean otk_replica_put_state (OtkStore *self, const OtkReplica *replica, GError **error);

/* The outbox. */

typedef enum
{
  OTK_QUEUE_PENDING,      /* not known to have been dealt with */
  OTK_QUEUE_ACKNOWLEDGED, /* dealt with; kept for a server that is restored from a backup */
  OTK_QUEUE_ATTENTION,    /* refused; waits for its author */
  OTK_QUEUE_DISCARDED,    /* refused; its author has seen to it */
} OtkQueueState;

/** OtkGiven: When a command was given, as well as its device knew (sync.md §4.2). */
typedef struct
{
  OtkTime at;   /* the server's time, estimated: what the command is decided with */
  char quality; /* 'A' same boot, 'B' after another start, 'C' never synced */
  OtkTime wall; /* what the wall clock showed */
  gint64 mono;  /* CLOCK_BOOTTIME, ms */
  char *boot;   /* (nullable) (owned): boot id */
} OtkGiven;

/** OtkQueued: A command of the outbox. */
typedef struct
{
  gint64 n; /* its place: ascending, never used again */
  gint64 seq;
  OtkCommand *command;
  OtkGiven given;
  OtkQueueState state;
  char *doubt; /* (nullable): why it will probably be refused */

  /* What the server said; status is 0 before. */
  OtkReceiptStatus status;
  char *code;                  /* (nullable) */
  char *detail;                /* (nullable) */
  OtkTime received, effective; /* OTK_TIME_NONE before */
} OtkQueued;

void otk_queued_free (OtkQueued *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkQueued, otk_queued_free)

/** otk_replica_enqueue: Puts a command that has just been appended into the outbox and gives it its
 * number. @given: its boot is copied. Writes. */
gboolean otk_replica_enqueue (OtkStore *self, const OtkCommand *command, const OtkGiven *given,
                              GError **error);
/** otk_replica_pending: The commands to be pushed and replayed, oldest first. @limit: 0 for all.
 * Returns: (transfer full) (element-type OtkQueued) (nullable) */
GPtrArray *otk_replica_pending (OtkStore *self, guint limit, GError **error);
/** otk_replica_queue: Those in @state, the latest first. Returns: as otk_replica_pending() */
GPtrArray *otk_replica_queue (OtkStore *self, OtkQueueState state, guint limit, GError **error);
/** otk_replica_queued: Returns: (transfer full) (nullable): NULL without @error where there is no
 * such command. */
OtkQueued *otk_replica_queued (OtkStore *self, const OtkId *command, GError **error);
/** otk_replica_count: How many are in @state; -1 on error. */
gint64 otk_replica_count (OtkStore *self, OtkQueueState state, GError **error);
/** otk_replica_discard: Its author has seen to a refused command. Writes. */
gboolean otk_replica_discard (OtkStore *self, const OtkId *command, GError **error);
/** otk_replica_doubt: A pending command that cannot be decided here any more will probably be
 * refused: @why, or NULL where it can again. Writes. */
gboolean otk_replica_doubt (OtkStore *self, const OtkId *command, const char *why, GError **error);
/** otk_replica_prune: Forgets acknowledged and discarded commands that the server received before
 * (30 days). Writes. */
gboolean otk_replica_prune (OtkStore *self, OtkTime before, GError **error);
/**
 * otk_replica_new_incarnation:
 * @device: a new id, random
 *
 * The server has seen other commands under this device's numbers (a restored disk, a copied file):
 * the device gets another id, commands that wait get new numbers from 1 and keep their own ids. The
 * code stays until otk_replica_put_state() brings another one. Writes.
 */
gboolean otk_replica_new_incarnation (OtkStore *self, const OtkId *device, GError **error);

/* An answer. */

/** otk_replica_rewind: Puts back every row as the server gave it and forgets what was appended
 * here. From here on changes are gathered for otk_replica_take_changes(). Writes. */
gboolean otk_replica_rewind (OtkStore *self, GError **error);
/**
 * otk_replica_reset:
 * @archive: whether acknowledged commands are to be pushed again: the server's epoch is another one
 *
 * After a rewind: forgets the server's data, its cookie and its epoch. The outbox, drafts and files
 * stay. The caller begins a new incarnation too. Writes.
 */
gboolean otk_replica_reset (OtkStore *self, gboolean archive, GError **error);

/* The lines; they mean what OtkFeedSink says. Between otk_replica_rewind() and
 * otk_replica_finish(); none of them is read back before the latter. Nothing is kept of what they
 * are handed but references. Write. */
gboolean otk_replica_gone (OtkStore *self, OtkEntityType entity, const OtkId *root, GError **error);
gboolean otk_replica_removed (OtkStore *self, OtkEntityType entity, const OtkId *id,
                              GError **error);
/** otk_replica_row: @record: with the server's row number; kept. */
gboolean otk_replica_row (OtkStore *self, OtkRecord *record, gint64 x, GError **error);
/** otk_replica_log: @facts: (element-type OtkFact): all those of one root that the command made,
 * by ascending n. */
gboolean otk_replica_log (OtkStore *self, gint64 n, const OtkCommand *command, GPtrArray *facts,
                          GError **error);
/** otk_replica_receipt: A command of this device was dealt with: it leaves the outbox, or waits for
 * its author. An unknown one is passed over. */
gboolean otk_replica_receipt (OtkStore *self, const OtkReceipt *receipt, GError **error);
/**
 * otk_replica_finish:
 * @epoch: the server's
 * @cookie: how far the lines have brought it
 *
 * Writes the lines' rows and the index, and the cookie with them. The tables are the server's view
 * from here to the next otk_store_append().
 */
gboolean otk_replica_finish (OtkStore *self, const char *epoch, const char *cookie, GError **error);

/** otk_replica_sink: The same as a feed's sink, without a network between: its data is the OtkStore
 * of the replica. */
extern const OtkFeedSink otk_replica_sink;

/**
 * otk_replica_checksum:
 * @recompute: read everything, instead of what has been kept along the way
 *
 * The checksum of the server's view, see otk_feed_row_hash(): between otk_replica_finish() and the
 * first append after it.
 */
gboolean otk_replica_checksum (OtkStore *self, gboolean recompute, guint64 *sum, GError **error);
/** otk_replica_root_checksums: As otk_feed_root_checksums(), of the tables as they are. */
GArray *otk_replica_root_checksums (OtkStore *self, GError **error);

/**
 * otk_replica_take_changes:
 *
 * What has changed for those who look, since otk_replica_rewind() and with what was replayed: rows
 * that are again as they were are not among them.
 *
 * Returns: (transfer full) (element-type OtkChange)
 */
GArray *otk_replica_take_changes (OtkStore *self, GError **error);

/** otk_replica_unsent: The roots that pending commands have changed. Returns: (transfer full)
 * (element-type OtkId) (nullable): a set */
GHashTable *otk_replica_unsent (OtkStore *self, GError **error);

/** otk_replica_next_alias: Returns: (transfer full) (nullable): a provisional number, "Ф12-0007",
 * never given twice by this device; to be the argument "alias" of a command that makes a request.
 * Writes. */
char *otk_replica_next_alias (OtkStore *self, GError **error);

/* Files (sync.md §3.9) and pins (§3.8). */

typedef enum
{
  OTK_BLOB_LOCAL = 1, /* here, and not yet at the server */
  OTK_BLOB_BOTH,      /* here and there */
  OTK_BLOB_PARTIAL,   /* being fetched */
  OTK_BLOB_REMOTE,    /* there only */
} OtkBlobState;

/** OtkBlob: What this device has of a file. */
typedef struct
{
  char *sha256;
  gint64 size;
  OtkBlobState state;
  gint64 have;  /* bytes that have been moved so far */
  char *reason; /* (nullable): why it is kept here: "pinned", "outbox" */
} OtkBlob;

void otk_blob_free (OtkBlob *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkBlob, otk_blob_free)

/** otk_replica_put_blob: Writes. */
gboolean otk_replica_put_blob (OtkStore *self, const OtkBlob *blob, GError **error);
/** otk_replica_blob: Returns: (transfer full) (nullable): NULL without @error where there is none.
 */
OtkBlob *otk_replica_blob (OtkStore *self, const char *sha256, GError **error);
/** otk_replica_blobs: @state: 0 for all. Returns: (transfer full) (element-type OtkBlob) (nullable)
 */
GPtrArray *otk_replica_blobs (OtkStore *self, OtkBlobState state, GError **error);
/** otk_replica_drop_blob: Writes. */
gboolean otk_replica_drop_blob (OtkStore *self, const char *sha256, GError **error);

/** OtkPin: Why a root is here beyond the profile. */
typedef struct
{
  OtkId root;
  char *reason;  /* "pinned", "search" */
  OtkTime until; /* OTK_TIME_NONE for as long as nobody takes it back */
} OtkPin;

void otk_pin_free (OtkPin *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkPin, otk_pin_free)

/** otk_replica_put_pin: Writes. One for each root and reason. */
gboolean otk_replica_put_pin (OtkStore *self, const OtkPin *pin, GError **error);
gboolean otk_replica_drop_pin (OtkStore *self, const OtkId *root, const char *reason,
                               GError **error);
/** otk_replica_pins: Returns: (transfer full) (element-type OtkPin) (nullable) */
GPtrArray *otk_replica_pins (OtkStore *self, GError **error);

G_END_DECLS
