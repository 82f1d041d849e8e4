/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What only a shared database can show: its schema, several writers, servers that go away. */
#include "store-fixture.h"

#include "otk-error.h"
#include "otk-test-postgres.h"
#include "otk-wake.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <string.h>

#define WRITERS 4
#define EACH 25

static const char *
sql_type (OtkFieldType type)
{
  switch (type)
    {
    case OTK_TYPE_TEXT:
    case OTK_TYPE_LONGTEXT:
    case OTK_TYPE_REFS:
      return "text";
    case OTK_TYPE_REF:
      return "uuid";
    default:
      return "bigint";
    }
}

/* "\nid uuid\nname text…": the columns of a table. */
static char *
columns_of (const char *uri, const char *table)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT string_agg (E'\\n' || column_name || ' ' || data_type, '') || E'\\n'"
                       " FROM information_schema.columns WHERE table_name = '%s'",
                       table);

  return otk_test_postgres_ask (uri, sql);
}

static void
assert_column (const char *columns, const char *table, const char *column, const char *type)
{
  g_autofree char *line = g_strdup_printf ("\n%s %s", column, type);

  if (strstr (columns, line) == NULL)
    {
      g_test_message ("data/sql/postgres has no %s %s.%s", type, table, column);
      g_test_fail ();
    }
}

/* The tables are those of the fields' list, as in a file. */
static void
test_tables_are_the_schema (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);

  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    {
      const OtkEntity *entity = otk_entity (i);
      g_autofree char *columns = columns_of (f->path, entity->table);
      guint n = 0;

      for (guint j = 0; j < entity->n_fields; j++)
        assert_column (columns, entity->table, entity->fields[j].name,
                       sql_type (entity->fields[j].type));
      assert_column (columns, entity->table, "rowid", "bigint");
      assert_column (columns, entity->table, "id", "uuid");
      assert_column (columns, entity->table, "root", "uuid");
      assert_column (columns, entity->table, "x", "xid8");
      for (const char *c = columns; *c != '\0'; c++)
        n += *c == '\n';
      g_assert_cmpuint (n, ==, entity->n_fields + 4 + 1);
    }
}

/* (element-type utf8) */
static GPtrArray *
columns_in_file (const char *path, const char *table)
{
  GPtrArray *columns = g_ptr_array_new_with_free_func (g_free);
  sqlite3 *db;
  sqlite3_stmt *stmt;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_prepare_v2 (db, "SELECT name FROM pragma_table_info (?)", -1, &stmt, NULL);
  sqlite3_bind_text (stmt, 1, table, -1, SQLITE_STATIC);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    g_ptr_array_add (columns, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return columns;
}

/* Every other table of the server that a file has is here too, with the same columns. */
static void
test_tables_are_those_of_a_file (void)
{
  static const char *const tables[] = { "timer",        "counter",    "draft",   "meta",
                                        "people_stale", "credential", "session", "spent_token",
                                        "known_device", "uploaded",   "device",  "device_seq",
                                        "command_log" };
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (StoreFixture) file = store_fixture_new_file (otk_store_open);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr (GPtrArray) columns = columns_in_file (file->path, tables[i]);
      g_autofree char *here = columns_of (f->path, tables[i]);

      g_assert_cmpuint (columns->len, >, 0);
      for (guint j = 0; j < columns->len; j++)
        assert_column (here, tables[i], columns->pdata[j], "");
    }
}

static gpointer
open_once (gpointer uri)
{
  g_autoptr (GError) error = NULL;
  OtkStore *store = otk_store_open (uri, OTK_STORE_WRITE | OTK_STORE_CREATE, &error);

  g_assert_no_error (error);
  otk_store_close (store);
  return NULL;
}

/* Processes that start at the same time find one schema. */
static void
test_start_at_once (void)
{
  g_autofree char *uri = otk_test_postgres_create ();
  GThread *threads[6];
  g_autofree char *versions = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("start", open_once, uri);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  versions = otk_test_postgres_ask (uri, "SELECT count (*) FROM otklik WHERE version > 0");
  g_assert_cmpstr (versions, ==, "1");
  otk_test_postgres_drop (uri);
}

static void
assert_refused (const char *uri, OtkStoreFlags flags, OtkErrorCode code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_null (otk_store_open (uri, flags, &error));
  g_assert_error (error, OTK_ERROR, (int) code);
  text = otk_error_text (error);
  g_assert_null (strstr (text, "secret"));
}

static void
test_refusals (void)
{
  g_autofree char *uri = otk_test_postgres_create ();

  assert_refused (uri, OTK_STORE_READ, OTK_ERROR_NOT_FOUND);
  otk_test_postgres_exec (uri, "CREATE TABLE stranger (x int)");
  assert_refused (uri, OTK_STORE_WRITE | OTK_STORE_CREATE, OTK_ERROR_PROTOCOL);
  otk_test_postgres_exec (uri, "DROP TABLE stranger; CREATE TABLE otklik (version integer);"
                               "INSERT INTO otklik VALUES (9999)");
  assert_refused (uri, OTK_STORE_WRITE | OTK_STORE_CREATE, OTK_ERROR_PROTOCOL);
  otk_test_postgres_drop (uri);
  assert_refused ("postgresql://somebody:secret@/nothing?host=/nowhere", OTK_STORE_READ,
                  OTK_ERROR_OFFLINE);
  g_assert_true (otk_store_has_password ("postgresql://somebody:secret@example.org/nothing"));
  g_assert_true (otk_store_has_password ("postgresql://example.org/nothing?password=secret"));
  g_assert_false (otk_store_has_password ("postgresql://somebody@example.org/nothing"));
}

typedef struct
{
  const char *uri;
  guint crossed;
} Writer;

/* Takes a number for a request, as creating one does. */
static gboolean
create_one (OtkStore *store, OtkTime at, GError **error)
{
  OtkId id = otk_id_new (at);
  g_autoptr (OtkRecord) record = otk_record_new (OTK_ENTITY_REQUEST, &id);
  GPtrArray *facts = store_facts_new ();

  otk_record_set_int (record, OTK_REQUEST_NUMBER, otk_state_next_number (otk_store_state (store)));
  g_ptr_array_add (facts, otk_fact_create (record));
  return store_append (store, at, facts, NULL, error) && otk_store_commit (store, error);
}

static gpointer
write_many (gpointer data)
{
  Writer *writer = data;
  g_autoptr (OtkStore) store = otk_store_open (writer->uri, OTK_STORE_WRITE, NULL);

  for (guint done = 0; done < EACH;)
    {
      g_autoptr (GError) error = NULL;

      if (otk_store_begin (store, &error) && create_one (store, STORE_NOW, &error))
        {
          done++;
          continue;
        }
      otk_store_rollback (store);
      g_assert_error (error, OTK_ERROR, OTK_ERROR_RETRY);
      writer->crossed++;
    }
  return NULL;
}

/* Several writers: numbers are dense and given once, whoever crossed whom. */
static void
test_writers_together (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  Writer writers[WRITERS];
  GThread *threads[WRITERS];
  g_autofree char *numbers = NULL;
  guint crossed = 0;

  for (guint i = 0; i < WRITERS; i++)
    {
      writers[i] = (Writer){ f->path, 0 };
      threads[i] = g_thread_new ("writer", write_many, &writers[i]);
    }
  for (guint i = 0; i < WRITERS; i++)
    {
      g_thread_join (threads[i]);
      crossed += writers[i].crossed;
    }
  numbers = otk_test_postgres_ask (
      f->path, "SELECT count (*) || ' ' || count (DISTINCT number) || ' ' || max (number)"
               " FROM request");
  g_assert_cmpstr (numbers, ==, "100 100 100");
  g_test_message ("%u of %u transactions were crossed", crossed, crossed + WRITERS * EACH);
  /* Queueing keeps most of the work from being done twice. */
  g_assert_cmpuint (crossed, <, WRITERS * EACH);
}

static gpointer
cancel_when_waiting (gpointer data)
{
  gpointer *both = data;
  gboolean waits = FALSE;

  while (!waits)
    {
      g_autofree char *locked = otk_test_postgres_ask (
          both[0], "SELECT count (*) FROM pg_stat_activity"
                   " WHERE datname = current_database () AND wait_event_type = 'Lock'");
      waits = g_str_equal (locked, "1");
    }
  g_cancellable_cancel (both[1]);
  return NULL;
}

/* A statement that the server is busy with is stopped there. */
static void
test_cancelled_at_the_server (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (OtkStore) reader = otk_store_open (f->path, OTK_STORE_READ, NULL);
  g_autoptr (OtkView) view = otk_view_new (OTK_ENTITY_REQUEST);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gpointer both[] = { f->path, cancellable };
  PGconn *holder = PQconnectdb (f->path);
  GThread *thread;

  PQclear (PQexec (holder, "BEGIN; LOCK TABLE request IN ACCESS EXCLUSIVE MODE"));
  thread = g_thread_new ("cancel", cancel_when_waiting, both);
  g_assert_cmpint (otk_store_count (reader, view, NULL, TRUE, cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  PQfinish (holder);
  g_clear_error (&error);
  g_assert_cmpint (otk_store_count (reader, view, NULL, TRUE, NULL, NULL), ==, 0);
}

#define KILL_OTHERS                                                                                \
  "SELECT pg_terminate_backend (pid) FROM pg_stat_activity"                                        \
  " WHERE datname = current_database () AND pid <> pg_backend_pid ()"

/* A connection that went away is made anew by the next transaction. */
static void
test_lost_connection (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (GError) error = NULL;
  OtkId id = store_fixture_request (f, 1, "До", NULL);
  g_autoptr (OtkRecord) found = NULL, other = NULL;

  otk_test_postgres_exec (f->path, KILL_OTHERS);
  found = otk_store_find (f->store, OTK_ENTITY_REQUEST, &id, &error);
  g_assert_null (found);
  g_assert_error (error, OTK_ERROR, OTK_ERROR_OFFLINE);
  g_clear_error (&error);
  found = otk_store_find (f->store, OTK_ENTITY_REQUEST, &id, &error);
  g_assert_no_error (error);
  g_assert_nonnull (found);

  /* In the middle of a transaction: nothing of it happened. */
  otk_store_begin (f->store, &error);
  g_assert_true (store_append (f->store, STORE_NOW, store_facts_new (), NULL, &error));
  otk_test_postgres_exec (f->path, KILL_OTHERS);
  g_assert_false (otk_store_commit (f->store, &error));
  g_assert_error (error, OTK_ERROR, OTK_ERROR_OFFLINE);
  g_clear_error (&error);
  id = store_fixture_request (f, 2, "После", NULL);
  other = otk_store_find (f->store, OTK_ENTITY_REQUEST, &id, &error);
  g_assert_no_error (error);
  g_assert_nonnull (other);
}

static void
woken_cb (gpointer data)
{
  (*(int *) data)++;
}

/* One process tells, another hears; who tells does not hear himself. */
static void
test_wake (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  int first = 0, second = 0;
  g_autoptr (OtkWake) teller = otk_wake_new (f->path, woken_cb, &first);
  g_autoptr (OtkWake) listener = otk_wake_new (f->path, woken_cb, &second);

  /* Both begin with a look at what they may have missed. */
  while (first == 0 || second == 0)
    g_main_context_iteration (NULL, TRUE);
  otk_wake_tell (teller);
  while (second == 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (first, ==, 1);
  g_assert_true (otk_wake_is_connected (listener));
  /* A notice that never came is made up for by looking. */
  store_fixture_request (f, 1, "Тихо", NULL);
  while (second == 2)
    g_main_context_iteration (NULL, TRUE);
  /* The listener's connection is lost and comes back. */
  otk_test_postgres_exec (f->path, KILL_OTHERS);
  second = 0;
  while (second == 0)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!otk_test_postgres_runs ())
    {
      g_print ("1..0 # SKIP there is no PostgreSQL server\n");
      return 0;
    }
  g_test_add_func ("/postgres/schema", test_tables_are_the_schema);
  g_test_add_func ("/postgres/schema-of-a-file", test_tables_are_those_of_a_file);
  g_test_add_func ("/postgres/start-at-once", test_start_at_once);
  g_test_add_func ("/postgres/refusals", test_refusals);
  g_test_add_func ("/postgres/writers", test_writers_together);
  g_test_add_func ("/postgres/cancelled", test_cancelled_at_the_server);
  g_test_add_func ("/postgres/lost", test_lost_connection);
  g_test_add_func ("/postgres/wake", test_wake);
  return g_test_run ();
}
