/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-store.h"

G_BEGIN_DECLS

#define STORE_NOW G_GINT64_CONSTANT (1790000000000)

/** StoreFixture: A store in a folder, or in a PostgreSQL database, of its own, and what tests write
 * into it without rules. */
typedef struct
{
  char *folder;
  char *path;
  OtkStore *store; /* the writer */
  OtkTime now;     /* a second later with every command */
} StoreFixture;

/** StoreOpener: How a driver opens its store, so that one suite serves all. */
typedef OtkStore *(*StoreOpener) (const char *path, OtkStoreFlags flags, GError **error);

StoreFixture *store_fixture_new (StoreOpener opener);
/** store_fixture_new_file: The same in a file, whatever the driver under test: a device's. */
StoreFixture *store_fixture_new_file (StoreOpener opener);
void store_fixture_free (StoreFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreFixture, store_fixture_free)

/** store_remove_folder: With the files in it. */
void store_remove_folder (const char *folder);

/** store_restore: Returns: (transfer full): what to open to see the backup @copy. */
char *store_restore (const char *copy);
/** store_discard: Ends what store_restore() made. */
void store_discard (char *restored);

/** store_append: One command with @facts (transfer full) in the open transaction. Its id. */
gboolean store_append (OtkStore *store, OtkTime at, GPtrArray *facts, OtkId *command,
                       GError **error);
/** store_fixture_append: The same in a transaction of its own, which must succeed. */
OtkId store_fixture_append (StoreFixture *self, GPtrArray *facts);
/** store_fixture_add: Creates @record (transfer full). Returns: its id */
OtkId store_fixture_add (StoreFixture *self, OtkRecord *record);
/** store_fixture_set: Changes one field; @value (transfer full). */
void store_fixture_set (StoreFixture *self, OtkEntityType type, const OtkId *id, guint field,
                        OtkValue value);
void store_fixture_remove (StoreFixture *self, OtkEntityType type, const OtkId *id);
/** store_fixture_named: An employee, customer, company … called @name. */
OtkId store_fixture_named (StoreFixture *self, OtkEntityType type, const char *name);
/** store_fixture_request: A request in work with that number and these texts. */
OtkId store_fixture_request (StoreFixture *self, gint64 number, const char *subject,
                             const char *text);
OtkId store_fixture_message (StoreFixture *self, const OtkId *request, OtkMessageKind kind,
                             const char *body);

/** store_facts_new: A list for facts. */
GPtrArray *store_facts_new (void);

G_END_DECLS
