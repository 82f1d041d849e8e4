/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-postgres-private.h"

G_BEGIN_DECLS

/** otk_postgres_migrations: Returns: (transfer none): the texts of data/sql/postgres in order, NULL
 * at the end. */
const char *const *otk_postgres_migrations (void);

/**
 * otk_postgres_version:
 *
 * Returns: how many migrations the database has seen, 0 for an empty one; -1 and @error where it
 * belongs to another program or cannot be read
 */
int otk_postgres_version (OtkPostgres *self, GError **error);

/**
 * otk_postgres_migrate:
 * @migrations: all migrations there are, NULL at the end
 *
 * Carries out those that the database has not seen, each in a transaction of its own that also
 * counts it. Several programs may start at once: one migrates, the others wait and find it done.
 */
gboolean otk_postgres_migrate (OtkPostgres *self, const char *const *migrations, GError **error);

G_END_DECLS
