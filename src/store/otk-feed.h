/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-store.h"
#include "otk-token.h"

G_BEGIN_DECLS

/*
 * The authority's half of sync over a store (sync.md §3.3, §3.6, §3.7): who the devices are, what
 * became of their commands, and what a device has not seen yet. The client's half is otk-replica.h.
 *
 * Every database has the tables, but only one that otk_feed_enable() has prepared keeps them; for a
 * desktop that nobody syncs with they cost nothing.
 *
 * Threads and transactions as in otk-store.h. "Writes" below means: inside the transaction that the
 * caller has open with otk_store_begin(). What reads for a pull stands between
 * otk_feed_begin_read() and otk_feed_end_read(), and all of it sees one moment of the database.
 *
 * Versions (x) are numbers that ascend with time on SQLite (the n of the command that wrote) and
 * transaction ids on PostgreSQL. Nobody but the driver compares them; cookies are opaque texts.
 */

/** otk_feed_enabled: Whether the store keeps a feed. */
gboolean otk_feed_enabled (OtkStore *self);

/**
 * otk_feed_enable:
 *
 * Makes an existing database one that devices sync with: computes who sees what, once, and gives it
 * an epoch. In a transaction of its own. Where it is enabled already, nothing happens.
 */
gboolean otk_feed_enable (OtkStore *self, OtkTime now, GError **error);

/**
 * otk_feed_epoch:
 *
 * The life that cookies and versions belong to. After a restore from a backup there is another one,
 * and every device starts afresh (sync.md §5).
 * Returns: (transfer full) (nullable): a UUID's text; NULL where the feed is off or on error
 */
char *otk_feed_epoch (OtkStore *self, GError **error);

/** otk_feed_new_epoch: Begins another one, deliberately: after a restore. Writes. */
gboolean otk_feed_new_epoch (OtkStore *self, GError **error);

/**
 * otk_feed_check_epoch:
 * @renewed: (out) (optional): whether another epoch was begun
 *
 * To be called at a server's start and every minute, outside a transaction: finds out whether the
 * database is older than what was seen before (a restored file, a promoted standby) and then begins
 * another epoch.
 */
gboolean otk_feed_check_epoch (OtkStore *self, gboolean *renewed, GError **error);

/**
 * otk_feed_mark_epoch:
 *
 * Notes how far the database has come, for otk_feed_check_epoch(): at shutdown, outside a
 * transaction. While it runs the store does so by itself from time to time.
 */
gboolean otk_feed_mark_epoch (OtkStore *self, GError **error);

/* Devices. */

/** OtkDevice: A device that syncs. */
typedef struct
{
  OtkId id;
  OtkId user; /* the employee */
  OtkProfile profile;
  char *code;        /* a letter and digits, "Ф12", in provisional numbers; never given twice */
  char *name;        /* (nullable): what people call it */
  gint64 last_seq;   /* the last command of it that was dealt with */
  OtkTime effective; /* when that one took effect; OTK_TIME_NONE where none did */
  OtkTime created, seen;
  OtkTime revoked; /* OTK_TIME_NONE while it may sync */
} OtkDevice;

OtkDevice *otk_device_copy (const OtkDevice *self);
void otk_device_free (OtkDevice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkDevice, otk_device_free)

/**
 * otk_feed_add_device:
 * @id: the device's own id; where there is such a device of the same user it is given back as it is
 * @name: (nullable)
 *
 * Writes. Refuses with OTK_ERROR_NOT_ALLOWED an id that is another user's device.
 * Returns: (transfer full) (nullable): with a code of its own
 */
OtkDevice *otk_feed_add_device (OtkStore *self, const OtkId *id, const OtkId *user,
                                OtkProfile profile, const char *name, OtkTime now, GError **error);
/** otk_feed_device: Returns: (transfer full) (nullable): NULL without @error where there is none.
 */
OtkDevice *otk_feed_device (OtkStore *self, const OtkId *id, GError **error);
/** otk_feed_lock_device: The same; writes: other server processes wait for this transaction. */
OtkDevice *otk_feed_lock_device (OtkStore *self, const OtkId *id, GError **error);
/** otk_feed_devices: @user: (nullable): only his. Returns: (transfer full) (element-type
 * OtkDevice), the newest first */
GPtrArray *otk_feed_devices (OtkStore *self, const OtkId *user, GError **error);
/** otk_feed_touch_device: It was seen. Writes. */
gboolean otk_feed_touch_device (OtkStore *self, const OtkId *id, OtkTime now, GError **error);
/** otk_feed_revoke_device: It may not sync any more. Writes. */
gboolean otk_feed_revoke_device (OtkStore *self, const OtkId *id, OtkTime now, GError **error);
/** otk_feed_set_profile: Writes. The device has to start afresh with its next pull, without a
 * cookie. */
gboolean otk_feed_set_profile (OtkStore *self, const OtkId *id, OtkProfile profile, GError **error);

/** otk_feed_lock_roots: Other server processes that want one of these roots wait for this
 * transaction. Sorts @roots by itself. Writes. */
gboolean otk_feed_lock_roots (OtkStore *self, const OtkId *roots, guint n_roots, GError **error);

/* Receipts: what became of commands (sync.md §3.3: command_log and device_seq). */

typedef enum
{
  OTK_RECEIPT_APPLIED = 1,
  OTK_RECEIPT_NOOP,        /* nothing had to change */
  OTK_RECEIPT_MERGED,      /* applied, with something worth telling in @detail */
  OTK_RECEIPT_REJECTED,    /* @code says why for programs, @detail for people */
  OTK_RECEIPT_QUARANTINED, /* the server failed at it again and again; kept for its administrator */
} OtkReceiptStatus;

/** OtkReceipt: What became of one command. */
typedef struct
{
  OtkId command;
  OtkId device; /* that sent it first */
  OtkId user;
  OtkCommandKind kind;
  OtkId root;
  gint64 seq; /* of the device that asks: only from otk_feed_pull(); else 0 */
  OtkReceiptStatus status;
  char *code;   /* (nullable): stable, ASCII: "taken_by" */
  char *detail; /* (nullable): a sentence or a name, in the language of the server's log */
  guint64 hash; /* of what was asked; another one under a known id is an error of a program */
  OtkTime at;   /* when its author gave it, by his device; OTK_TIME_NONE where unknown */
  char quality; /* of that: 'A', 'B' or 'C' (sync.md §4.2) */
  OtkTime received;
  OtkTime effective; /* when it counts as given */
  gint64 x;          /* the version it made; 0 where it made none */
} OtkReceipt;

OtkReceipt *otk_receipt_copy (const OtkReceipt *self);
void otk_receipt_free (OtkReceipt *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkReceipt, otk_receipt_free)

/** otk_feed_receipt: Returns: (transfer full) (nullable): NULL without @error where @command is not
 * known. */
OtkReceipt *otk_feed_receipt (OtkStore *self, const OtkId *command, GError **error);
/** otk_feed_add_receipt: Keeps it, in the transaction of the command's effect. @receipt's x is not
 * looked at: the store fills it in. Writes. */
gboolean otk_feed_add_receipt (OtkStore *self, const OtkReceipt *receipt, GError **error);
/**
 * otk_feed_add_seq:
 * @effective: when the command took effect; OTK_TIME_NONE leaves the device's as it was
 *
 * The device's command number @seq was @command; seq becomes its last one. Writes.
 */
gboolean otk_feed_add_seq (OtkStore *self, const OtkId *device, gint64 seq, const OtkId *command,
                           OtkTime effective, GError **error);
/** otk_feed_seq: Which command of the device had that number; FALSE without @error where it is not
 * known (any more). */
gboolean otk_feed_seq (OtkStore *self, const OtkId *device, gint64 seq, OtkId *command,
                       GError **error);
/** otk_feed_time_of: When version @x was written; OTK_TIME_NONE where that is not known. For the
 * lower bound of an offline action's time (sync.md §4.2). */
OtkTime otk_feed_time_of (OtkStore *self, gint64 x, GError **error);

/* Pulling. */

/** otk_feed_begin_read: From here to otk_feed_end_read() everything read is of one moment. Not
 * inside a transaction of otk_store_begin(). */
gboolean otk_feed_begin_read (OtkStore *self, GError **error);
void otk_feed_end_read (OtkStore *self);

/** otk_feed_cookie: The moment of the read snapshot. Returns: (transfer full) (nullable) */
char *otk_feed_cookie (OtkStore *self, GError **error);

typedef enum
{
  OTK_COOKIE_FAILED = -1, /* @error is set: the database does not work */
  OTK_COOKIE_OK,
  OTK_COOKIE_MALFORMED,
  OTK_COOKIE_FUTURE, /* of a later moment than the database has seen: it is an older one */
  OTK_COOKIE_PRUNED, /* older than what is kept of the past */
} OtkCookieCheck;

/**
 * otk_feed_check_cookie:
 * @cookie: any bytes, NUL-terminated
 *
 * Whether a pull can go on from @cookie; where it cannot the device starts afresh. Epochs are
 * compared by the caller.
 */
OtkCookieCheck otk_feed_check_cookie (OtkStore *self, const char *cookie, GError **error);

/** OtkPull: What a device asks for. */
typedef struct
{
  OtkId device;
  OtkId user;
  OtkProfile profile;
  const char *cookie; /* (nullable): checked; NULL for the first page of a first download */
  gint64 acked_seq;   /* receipts after this one are told */
  gsize max_bytes;    /* a page of a first download ends soon after so much; 0 for 4 MiB */
} OtkPull;

/**
 * OtkFeedSink:
 *
 * Receives a pull's answer, in the order in which a client has to apply it. What it is handed is
 * borrowed. Each returns FALSE and sets @error to stop the pull.
 */
typedef struct
{
  /* The root is not visible any more, or is to be sent anew: the client drops all that it has of
   * it, the log too, and its rows may follow. */
  gboolean (*gone) (OtkEntityType entity, const OtkId *root, gpointer data, GError **error);
  /* One row of a visible root was deleted. */
  gboolean (*removed) (OtkEntityType entity, const OtkId *id, const OtkId *root, gpointer data,
                       GError **error);
  /* A row as it is; otk_record_rowid() is its number, which orders lists. */
  gboolean (*row) (const OtkRecord *record, gint64 x, gpointer data, GError **error);
  /* What one command made true of one root. @facts: (element-type OtkFact), whose n are
   * n << OTK_FEED_FACT_BITS | their place in the command. The same command comes once for each
   * visible root; @command's at is that of its facts. */
  gboolean (*log) (gint64 n, const OtkCommand *command, GPtrArray *facts, gpointer data,
                   GError **error);
  /* What became of a command of this device. */
  gboolean (*receipt) (const OtkReceipt *receipt, gpointer data, GError **error);
} OtkFeedSink;

/* The place of a fact in its command is so many bits wide. */
#define OTK_FEED_FACT_BITS 20

/** OtkPullEnd: How a pull ended. */
typedef struct
{
  char *cookie;    /* (owned): to go on from */
  gboolean more;   /* it was a page: the device asks again at once, and has no consistent cut yet */
  gint64 last_seq; /* the device's last command that was dealt with */
  guint rows;
  guint total; /* of a page: how many roots the download has about; 0 otherwise */
  guint done;  /* how many of them have been sent */
} OtkPullEnd;

void otk_pull_end_clear (OtkPullEnd *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OtkPullEnd, otk_pull_end_clear)

/**
 * otk_feed_pull:
 * @end: (out caller-allocates): filled on success
 *
 * Tells @sink what the device has to change (sync.md §3.6). Three kinds of cookie, told apart by
 * the store alone:
 *
 * - none, or one that a page ended with: the next page of a first download. Directories come first,
 *   then the user's own open requests, other open ones, the rest newest first, and at last the log
 *   of those; a page is of the moment at which it is read, so that a download goes on where it was
 *   cut off, whatever happened meanwhile. It carries the receipts of its moment too.
 * - that of the last page: what happened since the first one; from its end on the device has a
 *   consistent cut, and checksums can be compared.
 * - that of an ordinary pull: what happened since. What was seen is removed where the right to it
 * is lost, what becomes visible comes whole.
 *
 * Between otk_feed_begin_read() and otk_feed_end_read().
 */
gboolean otk_feed_pull (OtkStore *self, const OtkPull *pull, const OtkFeedSink *sink, gpointer data,
                        OtkPullEnd *end, GError **error);

/** otk_feed_is_page: Whether a device that holds @cookie is still downloading for the first time,
 * so that no checksum can be compared: NULL, or what a page ended with. */
gboolean otk_feed_is_page (const char *cookie);

/**
 * otk_feed_row_hash:
 *
 * One row's part of a checksum: the checksum of a view is these of all its rows, combined by
 * exclusive or (the log is not in it). The same on every machine.
 */
guint64 otk_feed_row_hash (OtkEntityType entity, const OtkId *id, gint64 x);

/**
 * otk_feed_checksum:
 * @pull: whose view; cookie and what follows are not looked at
 * @sum: (out)
 * @rows: (out) (optional)
 *
 * The checksum of everything the device may have now. Reads all of it. Inside a read.
 */
gboolean otk_feed_checksum (OtkStore *self, const OtkPull *pull, guint64 *sum, guint *rows,
                            GError **error);

/** OtkRootSum: A root's checksum. */
typedef struct
{
  OtkId root;
  guint64 sum;
} OtkRootSum;

/**
 * otk_feed_root_checksums:
 *
 * The same root by root: to find which root a device has wrongly. Inside a read.
 * Returns: (transfer full) (element-type OtkRootSum) (nullable): by ascending root
 */
GArray *otk_feed_root_checksums (OtkStore *self, const OtkPull *pull, GError **error);

/**
 * otk_feed_pin:
 * @pinned: FALSE takes the pin back
 *
 * The device keeps @root beyond what its profile brings, as long as its user may see it. Refuses
 * with OTK_ERROR_NOT_ALLOWED a root that he may not, OTK_ERROR_NOT_FOUND one that is not there.
 * Writes.
 */
gboolean otk_feed_pin (OtkStore *self, const OtkId *device, OtkEntityType entity, const OtkId *root,
                       gboolean pinned, GError **error);

/**
 * otk_feed_prune:
 * @receipts_before: receipts of commands received earlier are forgotten (30 days)
 * @past_before: what was removed or hidden earlier is forgotten (90 days): a device that has not
 *   come since starts afresh
 *
 * Writes.
 */
gboolean otk_feed_prune (OtkStore *self, OtkTime receipts_before, OtkTime past_before,
                         GError **error);

G_END_DECLS
