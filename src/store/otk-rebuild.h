/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-store-driver.h"

G_BEGIN_DECLS

typedef struct _OtkRebuild OtkRebuild;

/** OtkRebuildClass: What a driver does for a rebuild. Each is given its own @store. */
typedef struct
{
  /* Hands every fact of the log to otk_rebuild_fold(), root by root, in order. */
  gboolean (*walk) (OtkStore *store, OtkRebuild *rebuild, GError **error);
  /* The row on disk, past whatever is remembered; NULL where there is none. */
  OtkRecord *(*read) (OtkStore *store, OtkEntityType type, const OtkId *id, GError **error);
  /* @x: the version of the last fact; a driver that stamps rows by itself does not look at it. */
  gboolean (*insert) (OtkStore *store, OtkRecord *record, gint64 x, GError **error);
  gboolean (*update) (OtkStore *store, const OtkRecord *before, const OtkRecord *after, gint64 x,
                      GError **error);
  gboolean (*remove) (OtkStore *store, const OtkRecord *record, GError **error);
  /* The timers of a request that are on disk. (element-type OtkTimer) */
  GArray *(*timers) (OtkStore *store, const OtkRecord *request, GError **error);
  gboolean (*rewrite_timers) (OtkStore *store, const OtkRecord *request, GError **error);
  /* The ids of all rows, (element-type OtkId), where they are not @expected many; else NULL. */
  GArray *(*ids) (OtkStore *store, OtkEntityType type, gint64 expected, GError **error);
  /* Timers of no request: how many there are; they are removed unless @check_only. -1 on error */
  gint64 (*stray_timers) (OtkStore *store, gboolean check_only, GError **error);
} OtkRebuildClass;

/**
 * otk_rebuild_rows:
 *
 * Folds every fact again and compares with the rows and timers; unless @check_only, puts right what
 * differs. Inside a transaction.
 * Returns: how many differed, -1 on error
 */
gint64 otk_rebuild_rows (OtkStore *store, const OtkRebuildClass *klass, gboolean check_only,
                         OtkReport report, gpointer data, GError **error);
/** otk_rebuild_fold: The next fact; @x: its version. */
gboolean otk_rebuild_fold (OtkRebuild *self, const OtkFact *fact, gint64 x, GError **error);

G_END_DECLS
