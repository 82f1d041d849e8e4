/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-row.h"

G_BEGIN_DECLS

/**
 * OtkRowCache:
 *
 * The lines of a list by row number: all that somebody holds, and the latest read beyond those, so
 * that a record keeps its line as long as anyone could notice.
 */
typedef struct _OtkRowCache OtkRowCache;

OtkRowCache *otk_row_cache_new (void);
void otk_row_cache_free (OtkRowCache *self);

/** otk_row_cache_find: Returns: (transfer none) (nullable) */
OtkRow *otk_row_cache_find (OtkRowCache *self, gint64 rowid);
/** otk_row_cache_add: @record: (nullable): NULL where it is gone. @rowid must not be known. */
void otk_row_cache_add (OtkRowCache *self, gint64 rowid, OtkRecord *record);
/**
 * otk_row_cache_rewrite:
 * @from: @n row numbers, not all of them known
 * @to: what their lines stand for from now on
 * @records: (nullable) (element-type OtkRecord): of @to; NULL where one is gone
 *
 * Where another line stood for a number of @to, it is forgotten.
 */
void otk_row_cache_rewrite (OtkRowCache *self, const gint64 *from, const gint64 *to, guint n,
                            GPtrArray *records);
/** otk_row_cache_touch: What the records refer to has got another name. */
void otk_row_cache_touch (OtkRowCache *self);
/** otk_row_cache_let_go: Holds no line any more; those that others hold stay known. */
void otk_row_cache_let_go (OtkRowCache *self);
guint otk_row_cache_size (OtkRowCache *self);

G_END_DECLS
