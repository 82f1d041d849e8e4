/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-desk-replica.h"
#include "otk-error.h"
#include "sync-world.h"

static void
count_cb (OtkDesk *desk, gpointer data)
{
  ++*(guint *) data;
}

static OtkDesk *
open_desk (Client *client)
{
  g_autoptr (OtkClock) clock = otk_clock_new_at (client->world->now);
  GError *error = NULL;
  OtkDesk *desk;

  client_leave (client);
  desk = otk_desk_open (client->path, clock, &error);
  g_assert_no_error (error);
  return desk;
}

static void
close_desk (OtkDesk *desk, Client *client)
{
  otk_desk_close (desk);
  g_object_unref (desk);
  client_return (client);
}

static OtkId
submit (OtkDesk *desk, OtkCommand *command)
{
  GError *error = NULL;
  g_autoptr (OtkOutcome) outcome = otk_desk_submit (desk, command, &error);

  g_assert_no_error (error);
  return outcome->subject;
}

static OtkCommand *
new_request (OtkDesk *desk, World *world)
{
  OtkCommand *command = otk_desk_command (desk, OTK_COMMAND_CREATE, NULL);

  otk_command_with_id (command, "type", &world->type);
  otk_command_with_id (command, "service", &world->service);
  otk_command_with_id (command, "customer", &world->customer);
  return otk_command_with_text (command, "subject", "Почта");
}

static void
test_offline_work (void)
{
  g_autoptr (World) world = world_new (1);
  Client *boris = world_add_client (world, &world->boris);
  g_autoptr (OtkCommand) create = NULL;
  g_autoptr (OtkRecord) made = NULL;
  g_autoptr (OtkRecord) numbered = NULL;
  OtkDesk *desk;
  guint told = 0;
  OtkId id;

  world_settle (world);
  desk = open_desk (boris);
  g_signal_connect (desk, "outbox", G_CALLBACK (count_cb), &told);
  g_assert_true (otk_desk_is_replica (desk));
  g_assert_true (otk_id_equal (otk_record_id (otk_desk_me (desk)), &world->boris));
  g_assert_cmpuint (otk_desk_n_unsent (desk), ==, 0);
  create = new_request (desk, world);
  id = submit (desk, create);
  g_assert_cmpuint (told, ==, 1);
  g_assert_cmpuint (otk_desk_n_unsent (desk), ==, 1);
  g_assert_true (otk_desk_is_unsent (desk, &id));
  made = otk_desk_find (desk, OTK_ENTITY_REQUEST, &id);
  g_assert_true (otk_record_is_null (made, OTK_REQUEST_NUMBER));
  g_assert_nonnull (otk_record_text (made, OTK_REQUEST_ALIAS));
  close_desk (desk, boris);
  world_settle (world);
  world_check (world, boris);
  numbered = world_request (world, &id);
  g_assert_cmpint (otk_record_int (numbered, OTK_REQUEST_NUMBER), ==, 1);
  g_assert_cmpstr (otk_record_text (numbered, OTK_REQUEST_ALIAS), ==,
                   otk_record_text (made, OTK_REQUEST_ALIAS));
  desk = open_desk (boris);
  g_assert_cmpuint (otk_desk_n_unsent (desk), ==, 0);
  g_assert_false (otk_desk_is_unsent (desk, &id));
  close_desk (desk, boris);
}

/* A desk of Vera's with a refused start, on a request that Boris has begun. */
static OtkDesk *
desk_with_refusal (World *world, Client *vera, Client *boris, OtkId *request, OtkId *refused)
{
  g_autoptr (OtkCommand) pause = NULL;
  OtkDesk *desk;

  world_settle (world);
  *request = client_create (vera, "Почта");
  client_do (vera, OTK_COMMAND_START, request);
  world_settle (world);
  desk = open_desk (vera);
  pause = otk_desk_command (desk, OTK_COMMAND_PAUSE, request);
  otk_command_with_text (pause, "reason", "Ждём деталь");
  submit (desk, pause);
  *refused = pause->id;
  world->now += 1000;
  client_do (boris, OTK_COMMAND_COMPLETE, request);
  world_step (world, 1000);
  close_desk (desk, vera);
  world_settle (world);
  return open_desk (vera);
}

static void
test_attend (gconstpointer data)
{
  OtkAttend how = (OtkAttend) GPOINTER_TO_INT (data);
  g_autoptr (World) world = world_new (2);
  Client *vera = world_add_client (world, &world->vera);
  Client *boris = world_add_client (world, &world->boris);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  const OtkQueued *queued;
  g_autofree char *text = NULL;
  OtkId request, refused;
  OtkDesk *desk = desk_with_refusal (world, vera, boris, &request, &refused);
  gboolean done;

  g_assert_cmpuint (otk_desk_n_attention (desk), ==, 1);
  list = otk_desk_attention (desk);
  g_assert_cmpuint (list->len, ==, 1);
  queued = g_ptr_array_index (list, 0);
  g_assert_true (otk_id_equal (&queued->command->id, &refused));
  g_assert_cmpstr (queued->code, ==, "already_done");
  text = otk_desk_attention_text (queued);
  g_assert_cmpstr (text, ==, "Ждём деталь");
  done = otk_desk_attend (desk, &refused, how, &error);
  if (how == OTK_ATTEND_AGAIN)
    {
      /* It is still done: refused here at once, and not lost from the list. */
      g_assert_false (done);
      g_assert_true (error->domain == OTK_ERROR);
      g_assert_cmpuint (otk_desk_n_attention (desk), ==, 1);
    }
  else
    {
      g_assert_no_error (error);
      g_assert_cmpuint (otk_desk_n_attention (desk), ==, 0);
      g_assert_cmpuint (otk_desk_n_unsent (desk), ==, how == OTK_ATTEND_NOTE ? 1 : 0);
      g_assert_false (otk_desk_attend (desk, &refused, how, NULL));
    }
  close_desk (desk, vera);
  world_settle (world);
  world_check (world, vera);
}

static void
test_sync_state (void)
{
  g_autoptr (World) world = world_new (3);
  Client *boris = world_add_client (world, &world->boris);
  OtkDeskSync sync = { OTK_LINK_OFFLINE, WORLD_NOW, 0, 0, (char *) "No route" };
  OtkDesk *desk;
  guint told = 0;

  world_settle (world);
  desk = open_desk (boris);
  g_signal_connect (desk, "sync", G_CALLBACK (count_cb), &told);
  g_assert_cmpint (otk_desk_sync (desk)->link, ==, OTK_LINK_NONE);
  otk_desk_set_sync (desk, &sync);
  otk_desk_set_sync (desk, &sync);
  g_assert_cmpuint (told, ==, 1);
  g_assert_cmpstr (otk_desk_sync (desk)->problem, ==, "No route");
  close_desk (desk, boris);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desk-replica/offline-work", test_offline_work);
  g_test_add_data_func ("/desk-replica/again", GINT_TO_POINTER (OTK_ATTEND_AGAIN), test_attend);
  g_test_add_data_func ("/desk-replica/note", GINT_TO_POINTER (OTK_ATTEND_NOTE), test_attend);
  g_test_add_data_func ("/desk-replica/discard", GINT_TO_POINTER (OTK_ATTEND_DISCARD), test_attend);
  g_test_add_func ("/desk-replica/sync-state", test_sync_state);
  return g_test_run ();
}
