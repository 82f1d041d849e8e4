/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "otk-test-postgres.h"

#include <glib/gstdio.h>

void
store_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_remove (path);
    }
  g_rmdir (folder);
}

static StoreFixture *
fixture_new (StoreOpener opener, gboolean shared)
{
  StoreFixture *self = g_new0 (StoreFixture, 1);
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("otk-store-XXXXXX", &error);
  g_assert_no_error (error);
  self->path =
      shared ? otk_test_postgres_create () : g_build_filename (self->folder, "otklik.db", NULL);
  self->store = opener (self->path, OTK_STORE_WRITE | OTK_STORE_CREATE, &error);
  g_assert_no_error (error);
  self->now = STORE_NOW;
  return self;
}

StoreFixture *
store_fixture_new (StoreOpener opener)
{
  return fixture_new (opener, otk_test_postgres_runs ());
}

StoreFixture *
store_fixture_new_file (StoreOpener opener)
{
  return fixture_new (opener, FALSE);
}

void
store_fixture_free (StoreFixture *self)
{
  otk_store_close (self->store);
  if (otk_store_is_shared (self->path))
    otk_test_postgres_drop (self->path);
  store_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}

char *
store_restore (const char *copy)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *program = NULL, *database = NULL;
  int status;

  if (!otk_test_postgres_runs ())
    return g_strdup (copy);
  program = g_build_filename (g_getenv ("OTK_TEST_POSTGRES_BIN"), "pg_restore", NULL);
  database = otk_test_postgres_create ();
  {
    char *arguments[] = { program,
                          (char *) "--exit-on-error",
                          (char *) "--no-owner",
                          (char *) "--dbname",
                          database,
                          (char *) copy,
                          NULL };

    g_spawn_sync (NULL, arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error);
  }
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  return g_steal_pointer (&database);
}

void
store_discard (char *restored)
{
  if (otk_store_is_shared (restored))
    otk_test_postgres_drop (restored);
  g_free (restored);
}

GPtrArray *
store_facts_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);
}

gboolean
store_append (OtkStore *store, OtkTime at, GPtrArray *facts, OtkId *id, GError **error)
{
  g_autoptr (GPtrArray) held = facts;
  const OtkId *root = facts->len > 0 ? &((OtkFact *) facts->pdata[0])->root : NULL;
  g_autoptr (OtkCommand) command = otk_command_new (OTK_COMMAND_EDIT, NULL, root, at);
  OtkDecision decision = { .facts = facts };

  otk_values_set_text (command->args, "subject", "проба");
  if (id != NULL)
    *id = command->id;
  return otk_store_append (store, command, &decision, error);
}

OtkId
store_fixture_append (StoreFixture *self, GPtrArray *facts)
{
  g_autoptr (GError) error = NULL;
  OtkId id;

  self->now += OTK_SECOND;
  otk_store_begin (self->store, &error);
  g_assert_no_error (error);
  store_append (self->store, self->now, facts, &id, &error);
  g_assert_no_error (error);
  otk_store_commit (self->store, &error);
  g_assert_no_error (error);
  return id;
}

OtkId
store_fixture_add (StoreFixture *self, OtkRecord *record)
{
  g_autoptr (OtkRecord) held = record;
  GPtrArray *facts = store_facts_new ();

  g_ptr_array_add (facts, otk_fact_create (record));
  store_fixture_append (self, facts);
  return *otk_record_id (record);
}

static OtkRecord *
find (StoreFixture *self, OtkEntityType type, const OtkId *id)
{
  g_autoptr (GError) error = NULL;
  OtkRecord *record = otk_store_find (self->store, type, id, &error);

  g_assert_no_error (error);
  g_assert_nonnull (record);
  return record;
}

void
store_fixture_set (StoreFixture *self, OtkEntityType type, const OtkId *id, guint field,
                   OtkValue value)
{
  g_autoptr (OtkRecord) record = find (self, type, id);
  g_auto (OtkValue) held = value;
  GPtrArray *facts = store_facts_new ();

  g_ptr_array_add (facts, otk_fact_change (record, field, otk_record_get (record, field), &held));
  store_fixture_append (self, facts);
}

void
store_fixture_remove (StoreFixture *self, OtkEntityType type, const OtkId *id)
{
  g_autoptr (OtkRecord) record = find (self, type, id);
  GPtrArray *facts = store_facts_new ();

  g_ptr_array_add (facts, otk_fact_delete (record));
  store_fixture_append (self, facts);
}

OtkId
store_fixture_named (StoreFixture *self, OtkEntityType type, const char *name)
{
  OtkId id = otk_id_new (self->now);
  OtkRecord *record = otk_record_new (type, &id);

  otk_record_set_text (record, (guint) otk_entity (type)->name_field, name);
  return store_fixture_add (self, record);
}

OtkId
store_fixture_request (StoreFixture *self, gint64 number, const char *subject, const char *text)
{
  OtkId id = otk_id_new (self->now);
  OtkRecord *record = otk_record_new (OTK_ENTITY_REQUEST, &id);

  otk_record_set_int (record, OTK_REQUEST_NUMBER, number);
  otk_record_set_text (record, OTK_REQUEST_SUBJECT, subject);
  otk_record_set_text (record, OTK_REQUEST_TEXT, text);
  otk_record_set_int (record, OTK_REQUEST_STATUS, OTK_STATUS_IN_WORK);
  otk_record_set_time (record, OTK_REQUEST_CREATED_AT, self->now);
  return store_fixture_add (self, record);
}

OtkId
store_fixture_message (StoreFixture *self, const OtkId *request, OtkMessageKind kind,
                       const char *body)
{
  OtkId id = otk_id_new (self->now);
  OtkRecord *record = otk_record_new (OTK_ENTITY_MESSAGE, &id);

  otk_record_set_id (record, OTK_MESSAGE_REQUEST, request);
  otk_record_set_int (record, OTK_MESSAGE_KIND, kind);
  otk_record_set_text (record, OTK_MESSAGE_BODY, body);
  otk_record_set_time (record, OTK_MESSAGE_AT, self->now);
  return store_fixture_add (self, record);
}
