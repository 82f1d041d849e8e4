/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-postgres-private.h"
#include "otk-query.h"
#include "otk-search-text.h"

G_BEGIN_DECLS

extern const OtkDialect otk_postgres_dialect;

PGresult *otk_postgres_run_query (OtkPostgres *self, OtkQuery *query, GCancellable *cancellable,
                                  GError **error);
/** otk_postgres_add_match: The condition that t, for requests with its f of request_search, matches
 * the words; hidden messages count for staff only. */
void otk_postgres_add_match (OtkQuery *query, OtkEntityType type, const OtkSearchText *search,
                             gboolean staff);

G_END_DECLS
