/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-store.h"

G_BEGIN_DECLS

/** OtkBenchMark: How far each table reached before the commands that are measured. */
typedef struct _OtkBenchMark OtkBenchMark;

/**
 * otk_bench_mark:
 * @store: a writer, before a transaction that nobody commits
 *
 * Notes where the tables end, and leaves the search index alone from here to otk_bench_bare(): it
 * has no bare rows to be compared with.
 *
 * Returns: (transfer full) (nullable): NULL for a database that is no file
 */
OtkBenchMark *otk_bench_mark (OtkStore *store);
/**
 * otk_bench_bare:
 * @mark: (transfer full): of the transaction that is under way
 * @rows: (out): how many rows were written
 *
 * Takes the transaction back and writes the rows that it added once more, by bare statements in
 * another, which is taken back too.
 *
 * Returns: what the processor worked for those, ms; negative on error
 */
double otk_bench_bare (OtkStore *store, OtkBenchMark *mark, guint *rows, GError **error);

G_END_DECLS
