/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-access.h"
#include "otk-error.h"
#include "otk-mutant.h"
#include "otk-test-postgres.h"
#include "sync-world.h"

#include <stdio.h>

#define SEEDS 6

static OtkId
employee (SyncWorld *world, guint n)
{
  return g_array_index (world->employees, OtkId, n);
}

static void
assert_sound (StoreFixture *f)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (otk_store_rebuild (f->store, TRUE, NULL, NULL, &error), ==, 0);
  g_assert_no_error (error);
}

/* What a command without the server has done is taken back to the byte, and done again is the same.
 */
static void
test_rewind (void)
{
  for (guint32 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (SyncWorld) world = sync_world_new (seed, 3);
      OtkId user = employee (world, 0);
      g_autoptr (SyncClient) client = NULL;
      g_autofree char *before = NULL, *acted = NULL, *again = NULL, *back = NULL;

      for (guint i = 0; i < 40; i++)
        sync_world_step (world);
      store_fixture_set (world->server, OTK_ENTITY_EMPLOYEE, &user, OTK_EMPLOYEE_ROLE,
                         otk_value_int (OTK_ROLE_ADMINISTRATOR));
      client = sync_client_new (world, &user, OTK_PROFILE_DESK);
      sync_client_pull (client, world);
      before = sync_dump (client->f);
      for (guint i = 0; i < 30; i++)
        sync_client_act (client, world);
      acted = sync_dump (client->f);
      assert_sound (client->f);
      g_assert_cmpstr (before, !=, acted);
      sync_client_rewind (client, TRUE);
      again = sync_dump (client->f);
      g_assert_true (g_str_equal (acted, again));
      assert_sound (client->f);
      sync_client_rewind (client, FALSE);
      back = sync_dump (client->f);
      g_assert_true (g_str_equal (before, back));
      assert_sound (client->f);
    }
}

/* Tokens meet exactly where the rules say that somebody sees a request. */
static void
test_tokens_are_the_rules (void)
{
  for (guint32 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (SyncWorld) world = sync_world_new (seed, 5);
      OtkState *state = otk_store_state (world->server->store);

      for (guint step = 0; step < 60; step++)
        {
          g_autoptr (GPtrArray) requests = NULL;
          g_autoptr (GPtrArray) people = NULL;

          sync_world_step (world);
          requests = otk_state_list (state, OTK_ENTITY_REQUEST, -1, NULL);
          people = otk_state_list (state, OTK_ENTITY_EMPLOYEE, -1, NULL);
          for (guint i = 0; i < requests->len; i++)
            for (guint j = 0; j < people->len; j++)
              {
                g_autoptr (GArray) carried = otk_tokens_of_root (state, requests->pdata[i]);
                g_autoptr (GArray) held =
                    otk_tokens_of_user (state, people->pdata[j], OTK_PROFILE_DESK);
                gboolean meet = FALSE;

                for (guint k = 0; k < carried->len; k++)
                  for (guint l = 0; l < held->len; l++)
                    meet |= otk_token_equal (&g_array_index (carried, OtkToken, k),
                                             &g_array_index (held, OtkToken, l));
                g_assert_cmpint (meet, ==,
                                 otk_access_is_staff (people->pdata[j])
                                     && otk_access_sees_request (state, requests->pdata[i],
                                                                 people->pdata[j]));
              }
        }
    }
}

static void
test_token_texts (void)
{
  static const char *const wrong[] = {
    "", "r:", "u", "u:", "x:01900000-0000-7000-8000-000000000000", "rr", "d1"
  };
  OtkToken token = { OTK_TOKEN_OWN, otk_id_new (STORE_NOW) }, read = { 0 };
  g_autofree char *text = otk_token_to_string (&token);

  g_assert_true (otk_token_parse (text, &read));
  g_assert_true (otk_token_equal (&token, &read));
  g_assert_true (otk_token_parse ("r", &read));
  g_assert_cmpint (read.kind, ==, OTK_TOKEN_REQUESTS);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (otk_token_parse (wrong[i], &read));
}

/* Everybody's device has, at every cookie, what he may see then: no more, no less. */
static void
test_views_follow (void)
{
  for (guint32 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (SyncWorld) world = sync_world_new (seed, 4);
      g_autoptr (GPtrArray) clients =
          g_ptr_array_new_with_free_func ((GDestroyNotify) sync_client_free);

      for (guint i = 0; i < 4; i++)
        {
          OtkId user = employee (world, i);
          g_ptr_array_add (clients, sync_client_new (world, &user, OTK_PROFILE_DESK));
          g_ptr_array_add (clients, sync_client_new (world, &user, OTK_PROFILE_FIELD));
        }
      for (guint round = 0; round < 25; round++)
        {
          SyncClient *client =
              clients->pdata[g_rand_int_range (world->chance, 0, (int) clients->len)];

          for (gint n = g_rand_int_range (world->chance, 0, 12); n > 0; n--)
            sync_world_step (world);
          sync_client_pull (client, world);
          sync_client_check (client, world);
          assert_sound (client->f);
        }
      for (guint i = 0; i < clients->len; i++)
        {
          sync_client_pull (clients->pdata[i], world);
          sync_client_check (clients->pdata[i], world);
        }
      assert_sound (world->server);
    }
}

/* People work here while others work there: what waits stays on the screen until it is dealt with,
 * and then everybody has the same. */
static void
test_both_sides_work (void)
{
  for (guint32 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (SyncWorld) world = sync_world_new (seed, 3);
      OtkId user = employee (world, 0);
      g_autoptr (SyncClient) client = sync_client_new (world, &user, OTK_PROFILE_DESK);
      g_autoptr (GError) error = NULL;

      for (guint round = 0; round < 15; round++)
        {
          for (gint n = g_rand_int_range (world->chance, 0, 6); n > 0; n--)
            sync_world_step (world);
          for (gint n = g_rand_int_range (world->chance, 0, 6); n > 0; n--)
            sync_client_act (client, world);
          if (g_rand_boolean (world->chance))
            sync_client_pull (client, world);
          if (g_rand_boolean (world->chance))
            {
              sync_client_push (client, world);
              sync_client_pull (client, world);
              g_assert_cmpint (otk_replica_count (client->f->store, OTK_QUEUE_PENDING, &error), ==,
                               0);
              sync_client_check (client, world);
              assert_sound (client->f);
            }
        }
    }
}

/* A download that is cut off after each page, while the server goes on. */
static void
test_pages (void)
{
  guint pages = 0;

  for (guint32 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (SyncWorld) world = sync_world_new (seed, 3);
      OtkId user = employee (world, seed % 3);
      g_autoptr (SyncClient) client = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < 120; i++)
        sync_world_step (world);
      client = sync_client_new (world, &user, OTK_PROFILE_DESK);
      client->pull.max_bytes = 2000;
      while (sync_client_pull_once (client, world))
        {
          g_assert_true (otk_feed_is_page (client->end.cookie));
          otk_store_close (client->f->store);
          client->f->store = otk_store_open (client->f->path, OTK_STORE_WRITE, &error);
          g_assert_no_error (error);
          sync_world_step (world);
          sync_world_step (world);
          pages++;
        }
      g_assert_false (otk_feed_is_page (client->end.cookie));
      sync_client_check (client, world);
      assert_sound (client->f);
    }
  /* Some have lost all their rights: theirs are few. */
  g_assert_cmpuint (pages, >, 5 * SEEDS);
}

static void
test_cookies (void)
{
  static const char *const malformed[] = { "",    "x",           "-1",
                                           "1x",  "1;",          ";",
                                           "1;1", "1;0.0.0.0.x", "1;9.0.0.0.0",
                                           "1 ",  "1;;",         "99999999999999999999" };
  g_autoptr (SyncWorld) world = sync_world_new (1, 3);
  OtkStore *store = world->server->store;
  OtkId operator= sync_world_hire (world, OTK_ROLE_OPERATOR);
  g_autofree char *cookie = otk_feed_cookie (store, NULL), *page = NULL;

  g_assert_cmpint (otk_feed_check_cookie (store, cookie, NULL), ==, OTK_COOKIE_OK);
  page = g_strconcat (cookie, ";3.0.5.1.2", NULL);
  g_assert_cmpint (otk_feed_check_cookie (store, page, NULL), ==, OTK_COOKIE_OK);
  g_assert_cmpint (otk_feed_check_cookie (store,
                                          otk_store_is_shared (world->server->path)
                                              ? "999999998:999999999:"
                                              : "999999999",
                                          NULL),
                   ==, OTK_COOKIE_FUTURE);
  for (guint i = 0; i < G_N_ELEMENTS (malformed); i++)
    g_assert_cmpint (otk_feed_check_cookie (store, malformed[i], NULL), ==, OTK_COOKIE_MALFORMED);

  /* What is forgotten of the past makes older cookies useless. */
  store_fixture_set (world->server, OTK_ENTITY_EMPLOYEE, &operator, OTK_EMPLOYEE_ROLE,
                     otk_value_int (OTK_ROLE_DENIED));
  store_fixture_named (world->server, OTK_ENTITY_CUSTOMER, "Пётр");
  otk_store_begin (store, NULL);
  g_assert_true (otk_feed_prune (store, world->server->now, world->server->now, NULL));
  otk_store_commit (store, NULL);
  g_assert_cmpint (otk_feed_check_cookie (store, cookie, NULL), ==, OTK_COOKIE_PRUNED);
}

/* The database stands in another server than the one it was written in, whose transactions were
 * counted further: then none of what comes may seem older than a device's cookie. */
static void
test_other_server (StoreFixture *f, const char *epoch)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *second = NULL, *cookie = NULL;
  gboolean renewed = FALSE;
  OtkId request = store_fixture_request (f, 88, "Прежняя", NULL);

  otk_test_postgres_exec (f->path,
                          "UPDATE meta SET value = '1.1' WHERE key = 'feed.system';"
                          "UPDATE command SET x = '4000000000'; UPDATE fact SET x = '4000000000'");
  g_assert_true (otk_feed_check_epoch (f->store, &renewed, &error));
  g_assert_no_error (error);
  g_assert_true (renewed);
  second = otk_feed_epoch (f->store, NULL);
  g_assert_cmpstr (epoch, !=, second);
  cookie = otk_feed_cookie (f->store, NULL);
  g_assert_cmpint (g_ascii_strtoll (cookie, NULL, 10), <, 4000000000);
  g_assert_cmpint (otk_store_rebuild (f->store, TRUE, NULL, NULL, &error), ==, 0);
  g_assert_true (otk_feed_check_epoch (f->store, &renewed, &error));
  g_assert_false (renewed);
  store_fixture_set (f, OTK_ENTITY_REQUEST, &request, OTK_REQUEST_SUBJECT,
                     otk_value_text ("Новая"));
}

static void
test_epochs (void)
{
  g_autoptr (SyncWorld) world = sync_world_new (1, 2);
  StoreFixture *f = world->server;
  g_autoptr (GError) error = NULL;
  g_autofree char *first = otk_feed_epoch (f->store, NULL), *backup = NULL, *second = NULL;
  gboolean renewed = TRUE;

  g_assert_nonnull (first);
  g_assert_true (otk_feed_check_epoch (f->store, &renewed, &error));
  g_assert_false (renewed);
  if (otk_store_is_shared (f->path))
    {
      test_other_server (f, first);
      return;
    }
  /* Yesterday's file comes back. */
  backup = g_strconcat (f->path, ".bak", NULL);
  g_assert_true (otk_store_backup (f->store, backup, NULL, &error));
  for (guint i = 0; i < 5; i++)
    sync_world_step (world);
  g_assert_true (otk_feed_mark_epoch (f->store, &error));
  otk_store_close (f->store);
  g_assert_cmpint (rename (backup, f->path), ==, 0);
  f->store = otk_store_open (f->path, OTK_STORE_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (otk_feed_check_epoch (f->store, &renewed, &error));
  g_assert_true (renewed);
  second = otk_feed_epoch (f->store, NULL);
  g_assert_cmpstr (first, !=, second);
}

static void
test_pins (void)
{
  g_autoptr (SyncWorld) world = sync_world_new (3, 3);
  OtkId user = sync_world_hire (world, OTK_ROLE_OPERATOR);
  g_autoptr (SyncClient) client = NULL;
  OtkStore *store = world->server->store;
  g_autoptr (GError) error = NULL;
  OtkId request = store_fixture_request (world->server, 77, "Чужая", NULL);
  g_autoptr (OtkRecord) here = NULL, gone = NULL;

  sync_world_set_visibility (world, "all");
  client = sync_client_new (world, &user, OTK_PROFILE_FIELD);
  sync_client_pull (client, world);
  otk_store_begin (store, NULL);
  g_assert_true (
      otk_feed_pin (store, &client->pull.device, OTK_ENTITY_REQUEST, &request, TRUE, &error));
  otk_store_commit (store, NULL);
  sync_client_pull (client, world);
  here = otk_store_find (client->f->store, OTK_ENTITY_REQUEST, &request, NULL);
  g_assert_nonnull (here);
  /* The right to it is lost, and the pin with it. */
  sync_world_set_visibility (world, "own");
  sync_client_pull (client, world);
  gone = otk_store_find (client->f->store, OTK_ENTITY_REQUEST, &request, NULL);
  g_assert_null (gone);
  otk_store_begin (store, NULL);
  g_assert_false (
      otk_feed_pin (store, &client->pull.device, OTK_ENTITY_REQUEST, &request, TRUE, &error));
  g_assert_error (error, OTK_ERROR, OTK_ERROR_NOT_ALLOWED);
  otk_store_rollback (store);
}

/* A disk image that was restored, a server that was: what waits goes again under new numbers. */
static void
test_incarnations (void)
{
  g_autoptr (SyncWorld) world = sync_world_new (2, 2);
  OtkId user = employee (world, 0), device = otk_id_new (STORE_NOW);
  g_autoptr (SyncClient) client = sync_client_new (world, &user, OTK_PROFILE_DESK);
  g_autoptr (GPtrArray) pending = NULL;
  g_autoptr (OtkReplica) replica = NULL;
  g_autofree char *alias = NULL;
  OtkStore *store = client->f->store;

  sync_client_pull (client, world);
  for (guint i = 0; i < 4; i++)
    sync_client_act (client, world);
  sync_client_push (client, world);
  sync_client_pull (client, world);
  for (guint i = 0; i < 3; i++)
    sync_client_act (client, world);
  otk_store_begin (store, NULL);
  g_assert_true (otk_replica_rewind (store, NULL));
  g_assert_true (otk_replica_reset (store, TRUE, NULL));
  g_assert_true (otk_replica_new_incarnation (store, &device, NULL));
  alias = otk_replica_next_alias (store, NULL);
  otk_store_commit (store, NULL);
  g_assert_true (g_str_has_suffix (alias, "-0001"));
  pending = otk_replica_pending (store, 0, NULL);
  replica = otk_replica_state (store, NULL);
  g_assert_null (replica->cookie);
  g_assert_cmpint (replica->next_seq, ==, (gint64) pending->len + 1);
  for (guint i = 0; i < pending->len; i++)
    g_assert_cmpint (((OtkQueued *) pending->pdata[i])->seq, ==, (gint64) i + 1);
  assert_sound (client->f);
}

#ifdef OTK_MUTANTS
/* These tests would notice the defects that are the store's. */
static void
test_defect (gconstpointer data)
{
  int defect = GPOINTER_TO_INT (data);

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_failed ();
      return;
    }
  otk_mutant = defect;
  if (defect == OTK_MUTANT_KEEPS_ROWS)
    test_views_follow ();
  else
    test_rewind ();
}

static void
add_defects (void)
{
  static const int defects[] = { OTK_MUTANT_KEEPS_ROWS, OTK_MUTANT_NO_INSERT_IMAGE,
                                 OTK_MUTANT_NO_DELETE_IMAGE, OTK_MUTANT_NO_UPDATE_IMAGE };

  for (guint i = 0; i < G_N_ELEMENTS (defects); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sync/defects/%d", defects[i]);
      g_test_add_data_func (path, GINT_TO_POINTER (defects[i]), test_defect);
    }
}
#endif

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/tokens/texts", test_token_texts);
  g_test_add_func ("/sync/tokens/rules", test_tokens_are_the_rules);
  g_test_add_func ("/sync/rewind", test_rewind);
  g_test_add_func ("/sync/views", test_views_follow);
  g_test_add_func ("/sync/both-sides", test_both_sides_work);
  g_test_add_func ("/sync/pages", test_pages);
  g_test_add_func ("/sync/cookies", test_cookies);
  g_test_add_func ("/sync/epochs", test_epochs);
  g_test_add_func ("/sync/pins", test_pins);
  g_test_add_func ("/sync/incarnations", test_incarnations);
#ifdef OTK_MUTANTS
  add_defects ();
#endif
  return g_test_run ();
}
