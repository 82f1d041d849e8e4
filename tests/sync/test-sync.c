/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-error.h"
#include "sync-world.h"

#include <string.h>

static void
assert_status (OtkRecord *request, OtkStatus status)
{
  g_autoptr (OtkRecord) owned = request;

  g_assert_nonnull (owned);
  g_assert_cmpint (otk_record_int (owned, OTK_REQUEST_STATUS), ==, status);
}

/* From one desktop over the server to the other and back. */
static void
test_life (void)
{
  g_autoptr (World) world = world_new (1);
  Client *boris = world_add_client (world, &world->boris);
  Client *vera = world_add_client (world, &world->vera);
  g_autoptr (OtkRecord) seen = NULL;
  OtkId request;

  world_settle (world);
  request = client_create (boris, "Почта");
  seen = client_request (boris, &request);
  g_assert_true (otk_record_is_null (seen, OTK_REQUEST_NUMBER));
  g_assert_true (otk_record_is_null (seen, OTK_REQUEST_RESPONSIBLE));
  world_settle (world);
  g_clear_pointer (&seen, otk_record_unref);
  seen = client_request (vera, &request);
  g_assert_nonnull (seen);
  g_assert_cmpint (otk_record_int (seen, OTK_REQUEST_NUMBER), ==, 1);
  g_assert_true (otk_id_equal (otk_record_ref_id (seen, OTK_REQUEST_RESPONSIBLE), &world->boris));
  client_do (boris, OTK_COMMAND_START, &request);
  client_say (boris, &request, "Смотрю");
  world_settle (world);
  assert_status (client_request (vera, &request), OTK_STATUS_IN_WORK);
  client_do (vera, OTK_COMMAND_COMPLETE, &request);
  world_settle (world);
  assert_status (client_request (boris, &request), OTK_STATUS_DONE);
  world_check (world, boris);
  world_check (world, vera);
  g_assert_cmpint (client_count (boris, OTK_QUEUE_ACKNOWLEDGED), ==, 3);
}

/* Work without a connection counts for when it was done. */
static void
test_offline (void)
{
  g_autoptr (World) world = world_new (2);
  Client *boris = world_add_client (world, &world->boris);
  Client *vera = world_add_client (world, &world->vera);
  g_autoptr (OtkRecord) at_server = NULL;
  OtkId request, other;
  OtkTime started;

  world_settle (world);
  request = client_create (boris, "Почта");
  world_settle (world);
  boris->offline = TRUE;
  world_step (world, OTK_HOUR);
  started = world->now;
  client_do (boris, OTK_COMMAND_START, &request);
  other = client_create (boris, "Сеть");
  client_say (boris, &other, "Жду мастера");
  assert_status (client_request (boris, &request), OTK_STATUS_IN_WORK);
  world_step (world, 3 * OTK_HOUR);
  assert_status (client_request (vera, &request), OTK_STATUS_ACCEPTED);
  g_assert_cmpint (client_count (boris, OTK_QUEUE_PENDING), ==, 3);
  boris->offline = FALSE;
  otk_sync_network_is_back (boris->sync);
  world_settle (world);
  at_server = world_request (world, &request);
  g_assert_cmpint (otk_record_time (at_server, OTK_REQUEST_STARTED_AT), ==, started);
  assert_status (client_request (vera, &other), OTK_STATUS_ACCEPTED);
  world_check (world, boris);
  world_check (world, vera);
}

/* Two begin the same: one has it, the other is told, and nothing that was typed is lost. */
static void
test_conflict (void)
{
  g_autoptr (World) world = world_new (3);
  Client *boris = world_add_client (world, &world->boris);
  Client *vera = world_add_client (world, &world->vera);
  g_autoptr (OtkCommand) start = NULL;
  g_autoptr (OtkQueued) refused = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_auto (OtkValue) about = OTK_VALUE_INIT;
  OtkId request;

  world_settle (world);
  request = client_create (boris, "Почта");
  world_settle (world);
  vera->offline = TRUE;
  start = otk_command_new (OTK_COMMAND_START, &vera->user, &request, world->now);
  otk_command_with_text (start, "comment", "Уже звонила");
  g_assert_true (client_give (vera, start, NULL));
  assert_status (client_request (vera, &request), OTK_STATUS_IN_WORK);
  client_do (boris, OTK_COMMAND_START, &request);
  world_settle (world);
  vera->offline = FALSE;
  otk_sync_network_is_back (vera->sync);
  world_settle (world);
  g_assert_cmpuint (vera->refused, ==, 1);
  g_assert_cmpint (client_count (vera, OTK_QUEUE_ATTENTION), ==, 1);
  refused = otk_replica_queued (vera->store, &start->id, NULL);
  g_assert_cmpstr (refused->code, ==, "taken_by");
  about = otk_value_id (&request);
  messages = otk_store_list (boris->store, OTK_ENTITY_MESSAGE, OTK_MESSAGE_REQUEST, &about, NULL);
  g_assert_cmpuint (messages->len, ==, 1);
  g_assert_cmpstr (otk_record_text (g_ptr_array_index (messages, 0), OTK_MESSAGE_BODY), ==,
                   "Уже звонила");
  world_check (world, boris);
  world_check (world, vera);
}

/* The pending edit stays on the screen while others' work arrives below it. */
static void
test_own_writes (void)
{
  g_autoptr (World) world = world_new (4);
  Client *boris = world_add_client (world, &world->boris);
  Client *vera = world_add_client (world, &world->vera);
  g_autoptr (OtkCommand) edit = NULL;
  g_autoptr (OtkRecord) seen = NULL;
  OtkId request;

  world_settle (world);
  request = client_create (boris, "Почта");
  world_settle (world);
  boris->offline = TRUE;
  edit = otk_command_new (OTK_COMMAND_EDIT, &boris->user, &request, world->now);
  otk_command_with_text (edit, "subject", "Почта у Петра");
  g_assert_true (client_give (boris, edit, NULL));
  client_do (vera, OTK_COMMAND_START, &request);
  world_settle (world);
  /* The server fails at the push, not at the pull. */
  world->failing = &edit->id;
  boris->offline = FALSE;
  otk_sync_network_is_back (boris->sync);
  world_step (world, 5000);
  seen = client_request (boris, &request);
  g_assert_cmpstr (otk_record_text (seen, OTK_REQUEST_SUBJECT), ==, "Почта у Петра");
  world->failing = NULL;
  world_settle (world);
  world_check (world, boris);
  world_check (world, vera);
}

/* A command that the server's store fails at does not stop those behind it. */
static void
test_quarantine (void)
{
  g_autoptr (World) world = world_new (5);
  Client *boris = world_add_client (world, &world->boris);
  g_autoptr (OtkQueued) aside = NULL;
  OtkId request, failing, last;

  world_settle (world);
  request = client_create (boris, "Почта");
  failing = client_do (boris, OTK_COMMAND_START, &request);
  last = client_say (boris, &request, "Смотрю");
  world->failing = &failing;
  world_settle (world);
  g_assert_cmpuint (world->alarms, >=, 3);
  aside = otk_replica_queued (boris->store, &failing, NULL);
  g_assert_cmpint (aside->status, ==, OTK_RECEIPT_QUARANTINED);
  g_assert_true (otk_store_knows (world->server, &last, NULL));
  g_assert_true (otk_store_knows (world->server, &request, NULL) == FALSE);
  world_check (world, boris);
}

/* Rights that are lost take the rows with them, and what waits is refused. */
static void
test_rights_lost (void)
{
  g_autoptr (World) world = world_new (6);
  Client *vera = world_add_client (world, &world->vera);
  Client *boris = world_add_client (world, &world->boris);
  g_autoptr (OtkCommand) narrow = NULL;
  OtkId request;

  world_settle (world);
  request = client_create (boris, "Почта");
  world_settle (world);
  vera->offline = TRUE;
  client_say (vera, &request, "И я");
  narrow = otk_command_new (OTK_COMMAND_SAVE, &world->anna, NULL, world->now);
  otk_command_with_text (narrow, "entity", "setting");
  otk_command_with_text (narrow, "key", "visibility");
  otk_command_with_text (narrow, "value", "own");
  world_submit (world, narrow);
  vera->offline = FALSE;
  otk_sync_network_is_back (vera->sync);
  world_settle (world);
  g_assert_null (client_request (vera, &request));
  g_assert_cmpint (client_count (vera, OTK_QUEUE_ATTENTION), ==, 1);
  assert_status (client_request (boris, &request), OTK_STATUS_ACCEPTED);
}

/* Whatever the network does, everything happens once and everybody has the same. */
static void
test_troubled (gconstpointer data)
{
  g_autoptr (World) world = world_new (GPOINTER_TO_UINT (data));
  Client *clients[3];
  g_autoptr (GArray) requests = g_array_new (FALSE, FALSE, sizeof (OtkId));
  guint said = 0;

  clients[0] = world_add_client (world, &world->boris);
  clients[1] = world_add_client (world, &world->vera);
  clients[2] = world_add_client (world, &world->boris);
  world_settle (world);
  world->troubled = TRUE;
  for (int round = 0; round < 60; round++)
    {
      Client *client = clients[g_rand_int_range (world->chance, 0, 3)];

      client->offline = g_rand_int_range (world->chance, 0, 5) == 0;
      if (requests->len < 5)
        {
          OtkId id = client_create (client, "Почта");
          g_array_append_val (requests, id);
        }
      else
        {
          OtkId id =
              g_array_index (requests, OtkId, (guint) g_rand_int_range (world->chance, 0, 5));
          g_autoptr (OtkRecord) known = client_request (client, &id);
          if (known != NULL)
            {
              client_say (client, &id, "Смотрю");
              said++;
            }
        }
      world_step (world, g_rand_int_range (world->chance, 10, 20000));
    }
  world->troubled = FALSE;
  for (int i = 0; i < 3; i++)
    {
      clients[i]->offline = FALSE;
      otk_sync_network_is_back (clients[i]->sync);
    }
  world_settle (world);
  for (int i = 0; i < 3; i++)
    world_check (world, clients[i]);
  {
    g_autoptr (GPtrArray) messages =
        otk_store_list (world->server, OTK_ENTITY_MESSAGE, -1, NULL, NULL);
    g_assert_cmpuint (messages->len, ==, said);
  }
}

/* Another life of the server's data: everything is fetched anew, and what it had said yes to comes
 * again. */
static void
test_restored (void)
{
  g_autoptr (World) world = world_new (7);
  Client *boris = world_add_client (world, &world->boris);
  g_autofree char *copy = g_build_filename (world->folder, "copy.db", NULL);
  g_autofree char *epoch = NULL, *renewed = NULL;
  GError *error = NULL;
  OtkId first, second;

  world_settle (world);
  first = client_create (boris, "Почта");
  world_settle (world);
  g_assert_true (otk_store_backup (world->server, copy, NULL, &error));
  second = client_create (boris, "Сеть");
  world_settle (world);
  epoch = otk_feed_epoch (world->server, NULL);
  otk_store_close (world->server);
  world->server = otk_store_open (copy, OTK_STORE_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (otk_store_begin (world->server, &error)
                 && otk_feed_new_epoch (world->server, &error)
                 && otk_store_commit (world->server, &error));
  renewed = otk_feed_epoch (world->server, NULL);
  g_assert_cmpstr (epoch, !=, renewed);
  world_settle (world);
  world_settle (world);
  assert_status (world_request (world, &first), OTK_STATUS_ACCEPTED);
  assert_status (world_request (world, &second), OTK_STATUS_ACCEPTED);
  world_check (world, boris);
}

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
test_refusals (void)
{
  g_autoptr (World) world = world_new (8);
  OtkExchangeCaller caller = { world->boris, OTK_ID_NONE };
  OtkExchangeCaller stranger = { OTK_ID_NONE, OTK_ID_NONE };
  g_autoptr (GBytes) nonsense = bytes_of ("{\"proto\":1}");
  g_autoptr (GBytes) old =
      bytes_of ("{\"proto\":1,\"schema\":99,\"device\":\"019a0000-0000-7000-8000-000000000001\","
                "\"commands\":[]}");
  g_autoptr (GBytes) unknown =
      bytes_of ("{\"proto\":1,\"schema\":1,\"device\":\"019a0000-0000-7000-8000-000000000001\","
                "\"commands\":[]}");
  OtkExchangeAnswer *answers[6] = { NULL };

  answers[0] = otk_exchange_push (world->exchange, world->server, &caller, nonsense, world->now);
  g_assert_cmpuint (answers[0]->status, ==, 400);
  answers[1] = otk_exchange_push (world->exchange, world->server, &caller, old, world->now);
  g_assert_cmpuint (answers[1]->status, ==, 426);
  answers[2] = otk_exchange_push (world->exchange, world->server, &caller, unknown, world->now);
  g_assert_cmpuint (answers[2]->status, ==, 403);
  answers[3] = otk_exchange_pull (world->exchange, world->server, &caller, unknown, world->now);
  g_assert_cmpuint (answers[3]->status, ==, 403);
  answers[4] =
      otk_exchange_register (world->exchange, world->server, &stranger, unknown, world->now);
  g_assert_cmpuint (answers[4]->status, ==, 403);
  answers[5] = otk_exchange_time (world->now);
  g_assert_cmpuint (answers[5]->status, ==, 200);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    g_clear_pointer (&answers[i], otk_exchange_answer_free);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/life", test_life);
  g_test_add_func ("/sync/offline", test_offline);
  g_test_add_func ("/sync/conflict", test_conflict);
  g_test_add_func ("/sync/own-writes", test_own_writes);
  g_test_add_func ("/sync/quarantine", test_quarantine);
  g_test_add_func ("/sync/rights-lost", test_rights_lost);
  g_test_add_func ("/sync/restored", test_restored);
  g_test_add_func ("/sync/refusals", test_refusals);
  for (guint seed = 100; seed < 110; seed++)
    {
      g_autofree char *name = g_strdup_printf ("/sync/troubled/%u", seed);
      g_test_add_data_func (name, GUINT_TO_POINTER (seed), test_troubled);
    }
  return g_test_run ();
}
