/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Databases on the private server that tests/support/with_postgres.py has started. Without one the
 * same tests run on SQLite.
 */

/** otk_test_postgres_runs: Whether this program is to test PostgreSQL. */
gboolean otk_test_postgres_runs (void);
/** otk_test_postgres_create: Returns: (transfer full): the URI of a new, empty database. */
char *otk_test_postgres_create (void);
/** otk_test_postgres_drop: Removes it, whoever is still connected to it. */
void otk_test_postgres_drop (const char *uri);
/** otk_test_postgres_exec: Statements past any store; aborts the test where one fails. */
void otk_test_postgres_exec (const char *uri, const char *sql);
/** otk_test_postgres_ask: Returns: (transfer full): the first column of the first row, "" where
 * there is none. */
char *otk_test_postgres_ask (const char *uri, const char *sql);

G_END_DECLS
