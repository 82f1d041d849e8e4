/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The feed of several processes (sync.md §5): while writers move minutes between requests, whoever
 * pulls always sees the same sum, and misses nothing in the end; and a server that crashes and
 * counts its transactions again hides nothing from a cookie that was out before.
 */
#include "store-fixture.h"

#include "otk-error.h"
#include "otk-feed.h"
#include "otk-test-postgres.h"

#include <signal.h>
#include <stdlib.h>

#define WRITERS 8
#define EACH 40
#define REQUESTS 40
#define MINUTES 1000
#define CRASHES 3

/* What a device knows. */
typedef struct
{
  OtkStore *store;
  OtkPull pull;
  char *cookie;
  GHashTable *minutes; /* OtkId → gint64 */
  GHashTable *facts;   /* (set) gint64: n */
  guint pulls;
} Device;

typedef struct
{
  const char *uri;
  const OtkId *requests;
  guint32 seed;
  guint crossed;
} Writer;

static gboolean
take_gone (OtkEntityType entity, const OtkId *root, gpointer data, GError **error)
{
  g_hash_table_remove (((Device *) data)->minutes, root);
  return TRUE;
}

static gboolean
take_removed (OtkEntityType entity, const OtkId *id, const OtkId *root, gpointer data,
              GError **error)
{
  return TRUE;
}

static gboolean
take_row (const OtkRecord *record, gint64 x, gpointer data, GError **error)
{
  gint64 minutes;

  if (otk_record_type (record) != OTK_ENTITY_REQUEST)
    return TRUE;
  minutes = otk_record_int (record, OTK_REQUEST_TASK_MINUTES);
  g_hash_table_replace (((Device *) data)->minutes,
                        g_memdup2 (otk_record_id (record), sizeof (OtkId)),
                        g_memdup2 (&minutes, sizeof minutes));
  return TRUE;
}

static gboolean
take_log (gint64 n, const OtkCommand *command, GPtrArray *facts, gpointer data, GError **error)
{
  for (guint i = 0; i < facts->len; i++)
    {
      gint64 place = ((OtkFact *) facts->pdata[i])->n;
      g_hash_table_add (((Device *) data)->facts, g_memdup2 (&place, sizeof place));
    }
  return TRUE;
}

static gboolean
take_receipt (const OtkReceipt *receipt, gpointer data, GError **error)
{
  return TRUE;
}

static const OtkFeedSink sink = { take_gone, take_removed, take_row, take_log, take_receipt };

/* Returns: whether more follows. */
static gboolean
pull_once (Device *self)
{
  g_autoptr (GError) error = NULL;
  g_auto (OtkPullEnd) end = { NULL };

  self->pull.cookie = self->cookie;
  g_assert_true (otk_feed_begin_read (self->store, &error));
  g_assert_true (otk_feed_pull (self->store, &self->pull, &sink, self, &end, &error));
  otk_feed_end_read (self->store);
  g_assert_no_error (error);
  g_free (self->cookie);
  self->cookie = g_strdup (end.cookie);
  self->pulls++;
  return end.more;
}

static gint64
sum_of (Device *self)
{
  GHashTableIter iter;
  gpointer minutes;
  gint64 sum = 0;

  g_hash_table_iter_init (&iter, self->minutes);
  while (g_hash_table_iter_next (&iter, NULL, &minutes))
    sum += *(gint64 *) minutes;
  return sum;
}

/* A server with an administrator, some requests with minutes, and the administrator's device. */
static void
found (StoreFixture *f, OtkId *requests, Device *device)
{
  g_autoptr (GError) error = NULL;
  OtkId user = store_fixture_named (f, OTK_ENTITY_EMPLOYEE, "Анна");
  g_autoptr (OtkDevice) registered = NULL;

  store_fixture_set (f, OTK_ENTITY_EMPLOYEE, &user, OTK_EMPLOYEE_ROLE,
                     otk_value_int (OTK_ROLE_ADMINISTRATOR));
  store_fixture_set (f, OTK_ENTITY_EMPLOYEE, &user, OTK_EMPLOYEE_ACTIVE, otk_value_int (1));
  for (guint i = 0; i < REQUESTS; i++)
    {
      requests[i] = store_fixture_request (f, i + 1, "Минуты", NULL);
      store_fixture_set (f, OTK_ENTITY_REQUEST, &requests[i], OTK_REQUEST_TASK_MINUTES,
                         otk_value_int (MINUTES));
    }
  g_assert_true (otk_feed_enable (f->store, f->now, &error));
  *device = (Device){ .store = otk_store_open (f->path, OTK_STORE_READ, &error) };
  g_assert_no_error (error);
  device->pull.device = otk_id_new (f->now);
  device->pull.user = user;
  device->pull.profile = OTK_PROFILE_DESK;
  otk_store_begin (f->store, &error);
  registered = otk_feed_add_device (f->store, &device->pull.device, &user, OTK_PROFILE_DESK, NULL,
                                    f->now, &error);
  g_assert_no_error (error);
  otk_store_commit (f->store, &error);
  device->minutes = g_hash_table_new_full (otk_id_hash, otk_id_equal, g_free, g_free);
  device->facts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  while (pull_once (device))
    ;
  g_assert_cmpint (sum_of (device), ==, REQUESTS * MINUTES);
}

static void
device_clear (Device *self)
{
  otk_store_close (self->store);
  g_hash_table_unref (self->minutes);
  g_hash_table_unref (self->facts);
  g_free (self->cookie);
}

static void
add_change (GPtrArray *facts, const OtkRecord *record, gint64 by)
{
  g_auto (OtkValue) after = otk_value_int (otk_record_int (record, OTK_REQUEST_TASK_MINUTES) + by);

  g_ptr_array_add (facts,
                   otk_fact_change (record, OTK_REQUEST_TASK_MINUTES,
                                    otk_record_get (record, OTK_REQUEST_TASK_MINUTES), &after));
}

static gboolean
move (OtkStore *store, const OtkId *from, const OtkId *to, gint64 by, GError **error)
{
  GPtrArray *facts = store_facts_new ();
  g_autoptr (OtkRecord) a = otk_store_find (store, OTK_ENTITY_REQUEST, from, error);
  g_autoptr (OtkRecord) b =
      a != NULL ? otk_store_find (store, OTK_ENTITY_REQUEST, to, error) : NULL;

  if (b == NULL)
    {
      g_ptr_array_unref (facts);
      return FALSE;
    }
  add_change (facts, a, -by);
  add_change (facts, b, by);
  return store_append (store, STORE_NOW, facts, NULL, error);
}

/* Half of a move, taken back to its savepoint: what a refused command leaves. */
static gboolean
stumble (OtkStore *store, const OtkId *request, GError **error)
{
  GPtrArray *facts = store_facts_new ();
  g_autoptr (OtkRecord) record = otk_store_find (store, OTK_ENTITY_REQUEST, request, error);

  if (record == NULL || !otk_store_savepoint (store, error))
    {
      g_ptr_array_unref (facts);
      return FALSE;
    }
  add_change (facts, record, 7);
  return store_append (store, STORE_NOW, facts, NULL, error)
         && otk_store_release (store, FALSE, error);
}

/* Returns: whether it was committed, or taken back on purpose. */
static gboolean
write_one (Writer *self, OtkStore *store, GRand *chance)
{
  g_autoptr (GError) error = NULL;
  int from = g_rand_int_range (chance, 0, REQUESTS);
  int to = (from + g_rand_int_range (chance, 1, REQUESTS)) % REQUESTS;
  gboolean done =
      otk_store_begin (store, &error)
      && (g_rand_int_range (chance, 0, 3) != 0 || stumble (store, &self->requests[to], &error))
      && move (store, &self->requests[from], &self->requests[to], g_rand_int_range (chance, 1, 50),
               &error);

  /* The pause is the fault: what began earlier commits later. */
  if (done && g_rand_int_range (chance, 0, 4) == 0)
    g_poll (NULL, 0, g_rand_int_range (chance, 1, 30));
  if (done && g_rand_int_range (chance, 0, 6) == 0)
    {
      otk_store_rollback (store);
      return TRUE;
    }
  if (done && otk_store_commit (store, &error))
    return TRUE;
  otk_store_rollback (store);
  g_assert_error (error, OTK_ERROR, OTK_ERROR_RETRY);
  self->crossed++;
  return FALSE;
}

static gint writing;

static gpointer
write_many (gpointer data)
{
  Writer *self = data;
  g_autoptr (OtkStore) store = otk_store_open (self->uri, OTK_STORE_WRITE, NULL);
  g_autoptr (GRand) chance = g_rand_new_with_seed (self->seed);

  for (guint done = 0; done < EACH;)
    done += write_one (self, store, chance);
  g_atomic_int_add (&writing, -1);
  return NULL;
}

static void
assert_nothing_missed (StoreFixture *f, Device *device)
{
  g_autofree char *rows = NULL, *here = NULL;
  GHashTableIter iter;
  gpointer id, minutes;
  guint facts = 0;

  g_hash_table_iter_init (&iter, device->minutes);
  while (g_hash_table_iter_next (&iter, &id, &minutes))
    {
      g_autoptr (OtkRecord) record = otk_store_find (f->store, OTK_ENTITY_REQUEST, id, NULL);
      g_autoptr (GPtrArray) log = otk_store_facts (f->store, id, NULL);

      g_assert_cmpint (otk_record_int (record, OTK_REQUEST_TASK_MINUTES), ==, *(gint64 *) minutes);
      for (guint i = 0; i < log->len; i++)
        g_assert_true (g_hash_table_contains (device->facts, &((OtkFact *) log->pdata[i])->n));
      facts += log->len;
    }
  g_test_message ("%u pulls, %u facts of requests, none missed", device->pulls, facts);
}

static void
test_consistent_cuts (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  OtkId requests[REQUESTS];
  Device device;
  Writer writers[WRITERS];
  GThread *threads[WRITERS];
  guint wrong = 0, crossed = 0;

  found (f, requests, &device);
  writing = WRITERS;
  for (guint i = 0; i < WRITERS; i++)
    {
      writers[i] = (Writer){ f->path, requests, (guint32) g_test_rand_int (), 0 };
      threads[i] = g_thread_new ("writer", write_many, &writers[i]);
    }
  while (g_atomic_int_get (&writing) > 0)
    {
      pull_once (&device);
      wrong += sum_of (&device) != REQUESTS * MINUTES;
    }
  for (guint i = 0; i < WRITERS; i++)
    {
      g_thread_join (threads[i]);
      crossed += writers[i].crossed;
    }
  pull_once (&device);
  g_test_message ("%u transactions were crossed and ran again", crossed);
  g_assert_cmpuint (wrong, ==, 0);
  g_assert_cmpint (sum_of (&device), ==, REQUESTS * MINUTES);
  assert_nothing_missed (f, &device);
  device_clear (&device);
}

static void
crash (StoreFixture *f, Device *device)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("OTK_TEST_POSTGRES_DATA"), "postmaster.pid", NULL);
  g_autofree char *program =
      g_build_filename (g_getenv ("OTK_TEST_SRCDIR"), "tests", "support", "with_postgres.py", NULL);
  char *arguments[] = { program, (char *) "--start", NULL };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  pid_t postmaster;
  int status;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  postmaster = (pid_t) strtol (text, NULL, 10);
  g_assert_cmpint (kill (postmaster, SIGQUIT), ==, 0);
  while (kill (postmaster, 0) == 0)
    g_poll (NULL, 0, 10);
  g_assert_true (g_spawn_sync (NULL, arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL,
                               &status, &error));
  g_assert_true (g_spawn_check_wait_status (status, &error));
  g_clear_pointer (&f->store, otk_store_close);
  g_clear_pointer (&device->store, otk_store_close);
  f->store = otk_store_open (f->path, OTK_STORE_WRITE, &error);
  device->store = otk_store_open (f->path, OTK_STORE_READ, &error);
  g_assert_no_error (error);
}

/* Two that wrote and rolled back; a cookie; a crash; the next two may get the same numbers. */
static void
test_crash (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (GError) error = NULL;
  OtkId requests[REQUESTS];
  Device device;

  if (g_getenv ("OTK_TEST_POSTGRES_ALONE") == NULL)
    {
      g_test_skip ("the server is shared with other tests");
      return;
    }
  found (f, requests, &device);
  for (guint round = 0; round < CRASHES; round++)
    {
      for (guint i = 0; i < 2; i++)
        {
          otk_store_begin (f->store, &error);
          g_assert_true (move (f->store, &requests[0], &requests[1], 1, &error));
          otk_store_rollback (f->store);
        }
      pull_once (&device);
      crash (f, &device);
      for (guint i = 0; i < 2; i++)
        {
          otk_store_begin (f->store, &error);
          g_assert_true (move (f->store, &requests[i], &requests[i + 2], 3, &error));
          g_assert_true (otk_store_commit (f->store, &error));
        }
      pull_once (&device);
      assert_nothing_missed (f, &device);
    }
  device_clear (&device);
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
  g_test_add_func ("/postgres-feed/cuts", test_consistent_cuts);
  g_test_add_func ("/postgres-feed/crash", test_crash);
  return g_test_run ();
}
