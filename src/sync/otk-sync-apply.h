/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-replica.h"

G_BEGIN_DECLS

/** OtkSyncAsked: What a pull was asked with. An answer counts only while that is still so. */
typedef struct
{
  OtkId device;
  char *epoch;  /* (nullable) */
  char *cookie; /* (nullable) */
} OtkSyncAsked;

void otk_sync_asked_clear (OtkSyncAsked *self);

typedef enum
{
  OTK_APPLIED,
  OTK_APPLIED_LATE,     /* the answer to a question that has been answered since: not looked at */
  OTK_APPLIED_BROKEN,   /* no answer, or one without its end: nothing of it counts */
  OTK_APPLIED_DIVERGED, /* the view would not be the server's: nothing was written */
  OTK_APPLIED_FAILED,   /* the database refused: nothing was written, @error says why */
} OtkAppliedVerdict;

/**
 * OtkApplied:
 * @reset: everything was replaced
 * @more: the view is not whole yet: ask again at once
 * @done, @total: how many roots of a first download are there; 0 otherwise
 * @incarnation: the device has a new id, which the server does not know yet
 * @receipts: how many commands are known to be dealt with now, @refused of them refused
 * @changes: (nullable) (element-type OtkChange): what to tell those who look
 *
 * What an answer did.
 */
typedef struct
{
  OtkAppliedVerdict verdict;
  gboolean reset, more, incarnation;
  gint64 done, total;
  guint receipts, refused;
  OtkTime server_time;
  GArray *changes;
} OtkApplied;

void otk_applied_clear (OtkApplied *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OtkApplied, otk_applied_clear)

/**
 * otk_sync_apply:
 * @asked: what the pull was asked with
 * @answer: its body
 * @fresh: a new id for the device, should it need one
 * @recheck: compute the checksum from every row, not from what was kept along the way
 * @applied: (out caller-allocates)
 *
 * The client's half of a pull (sync.md §3.5): one transaction that takes back what waits in the
 * outbox, writes the server's rows, receipts and cookie, compares the checksum and does again what
 * still waits. What cannot be done again is marked as doubtful. Readers see the database before or
 * after it. Not inside a transaction.
 *
 * Returns: @applied's verdict; @error is set where it is not %OTK_APPLIED or %OTK_APPLIED_LATE
 */
OtkAppliedVerdict otk_sync_apply (OtkStore *store, const OtkSyncAsked *asked, GBytes *answer,
                                  const OtkId *fresh, gboolean recheck, OtkApplied *applied,
                                  GError **error);

/**
 * otk_sync_replay:
 *
 * Does the commands that wait once more, over what the server has said, or marks them as doubtful.
 * Inside the transaction that rewound them.
 */
gboolean otk_sync_replay (OtkStore *store, GError **error);

G_END_DECLS
