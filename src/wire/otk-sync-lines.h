/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-fact.h"
#include "otk-sync-message.h"

G_BEGIN_DECLS

/*
 * The answer to a pull: one JSON object a line (sync.md §3.4). A head, then what changed in the
 * order in which it is to be applied, then an end; an answer without its end says nothing at all.
 */

typedef enum
{
  OTK_SYNC_LINE_OTHER, /* of a newer server: to be passed over */
  OTK_SYNC_LINE_HEAD,
  OTK_SYNC_LINE_LEFT,    /* a whole root is out of view, or deleted */
  OTK_SYNC_LINE_ROW,     /* a row as it is now */
  OTK_SYNC_LINE_DELETED, /* one row is gone, its root is still there */
  OTK_SYNC_LINE_LOG,     /* a command of the server's log and what it made true */
  OTK_SYNC_LINE_RECEIPT, /* what became of a command of this device */
  OTK_SYNC_LINE_END,
} OtkSyncLineKind;

/** OtkSyncHead: @cookie_in: (nullable): what was asked for. @reset: the whole view follows, the
 * client forgets what it had. */
typedef struct
{
  char *epoch;
  char *cookie_in;
  OtkTime server_time;
  gint64 schema;
  gboolean reset;
} OtkSyncHead;

/**
 * OtkSyncReceipt:
 * @status: "applied", "merged", "noop", "rejected", "quarantined"
 * @code: (nullable): why it was rejected or how it was merged: "taken_by", "gone", …
 * @detail: (nullable): the untranslated refusal, as GError.message of OTK_ERROR
 * @effective: when it counts as done; OTK_TIME_NONE where it had no effect
 */
typedef struct
{
  OtkId command;
  gint64 seq;
  char *status;
  char *code;
  char *detail;
  gint64 x;
  OtkTime effective;
} OtkSyncReceipt;

/**
 * OtkSyncEnd:
 * @sum: (nullable): the checksum of the view after this answer
 * @more: the view is not whole yet: pull again at once
 * @done, @total: how much of a first download is there, in roots; 0 where there is none
 */
typedef struct
{
  char *cookie;
  char *sum;
  gint64 last_seq;
  gint64 rows;
  gint64 done, total;
  gboolean more;
} OtkSyncEnd;

/** OtkSyncLog: @n: the command's place in the server's log. @command: with its actor and device.
 * @facts: (element-type OtkFact): with the server's n. */
typedef struct
{
  gint64 n;
  OtkCommand *command;
  GPtrArray *facts;
} OtkSyncLog;

/** OtkSyncLine: One line; which members are there depends on @kind. */
typedef struct
{
  OtkSyncLineKind kind;
  OtkSyncHead head;
  OtkSyncEnd end;
  OtkSyncReceipt receipt;
  OtkSyncLog log;
  OtkEntityType entity; /* LEFT, DELETED */
  OtkId id;             /* LEFT, DELETED */
  OtkId root;           /* DELETED: the root it belonged to; none where not said */
  OtkRecord *record;    /* ROW; its row number is the server's, 0 where not said */
  gint64 x;             /* ROW: the version that wrote it */
} OtkSyncLine;

/** OtkSyncWriter: Writes an answer, line by line. */
typedef struct _OtkSyncWriter OtkSyncWriter;

OtkSyncWriter *otk_sync_writer_new (void);
void otk_sync_writer_free (OtkSyncWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkSyncWriter, otk_sync_writer_free)
/** otk_sync_writer_length: What was written so far, in bytes: for the answer's limit. */
gsize otk_sync_writer_length (OtkSyncWriter *self);
void otk_sync_writer_head (OtkSyncWriter *self, const OtkSyncHead *head);
void otk_sync_writer_left (OtkSyncWriter *self, OtkEntityType entity, const OtkId *id);
void otk_sync_writer_row (OtkSyncWriter *self, const OtkRecord *record, gint64 x);
void otk_sync_writer_deleted (OtkSyncWriter *self, OtkEntityType entity, const OtkId *id,
                              const OtkId *root);
void otk_sync_writer_log (OtkSyncWriter *self, const OtkSyncLog *log);
void otk_sync_writer_receipt (OtkSyncWriter *self, const OtkSyncReceipt *receipt);
void otk_sync_writer_end (OtkSyncWriter *self, const OtkSyncEnd *end);
/** otk_sync_writer_take: Returns: (transfer full): the answer. */
GBytes *otk_sync_writer_take (OtkSyncWriter *self);

/**
 * OtkSyncReader:
 *
 * Reads an answer whose bytes may be anything: every line is checked. Kinds of lines, fields and
 * kinds of records that this program does not know are passed over.
 */
typedef struct _OtkSyncReader OtkSyncReader;

OtkSyncReader *otk_sync_reader_new (GBytes *answer);
void otk_sync_reader_free (OtkSyncReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkSyncReader, otk_sync_reader_free)
/**
 * otk_sync_reader_next:
 *
 * Returns: (transfer none) (nullable): the next line, valid until the next call; NULL after the
 * last, and with OTK_ERROR_PROTOCOL where the answer is not one or breaks off before its end
 */
const OtkSyncLine *otk_sync_reader_next (OtkSyncReader *self, GError **error);

G_END_DECLS
