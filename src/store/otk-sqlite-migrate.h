/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/** otk_sqlite_migrations: Returns: (transfer none): the texts of data/sql in order, NULL at the
 * end. */
const char *const *otk_sqlite_migrations (void);

/**
 * otk_sqlite_migrate:
 * @db: a connection for writing, outside a transaction
 * @migrations: all migrations there are, NULL at the end
 *
 * Carries out those that user_version does not count yet, each in a transaction of its own that
 * also counts it.
 *
 * Returns: SQLITE_OK, or what stopped it; the migrations before that one are done
 */
int otk_sqlite_migrate (sqlite3 *db, const char *const *migrations);

G_END_DECLS
