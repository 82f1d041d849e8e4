/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-memory-state.h"

#include "otk-error.h"

/* Mon 08.06.2026 10:00 in Moscow. */
#define MONDAY G_GINT64_CONSTANT (1780902000000)

typedef struct
{
  OtkMemoryState *memory;
  OtkId boss, type, service, sla, customer, request;
} World;

static OtkDecision *
give (World *world, OtkCommand *command)
{
  g_autoptr (OtkCommand) owned = command;
  g_autoptr (GError) error = NULL;
  OtkDecision *decision = otk_memory_state_submit (world->memory, owned, &error);

  g_assert_no_error (error);
  return decision;
}

static OtkId
save (World *world, const char *entity, OtkCommand *command)
{
  g_autoptr (OtkDecision) decision =
      give (world, otk_command_with_text (command, "entity", entity));

  return decision->subject;
}

static OtkCommand *
new_save (World *world, const char *name)
{
  const OtkId *actor = otk_id_is_none (&world->boss) ? NULL : &world->boss;

  return otk_command_with_text (otk_command_new (OTK_COMMAND_SAVE, actor, NULL, MONDAY), "name",
                                name);
}

static OtkCommand *
on_request (World *world, OtkCommandKind kind, OtkTime at)
{
  return otk_command_new (kind, &world->boss, &world->request, at);
}

static OtkRecord *
request_now (World *world)
{
  return otk_state_find (otk_memory_state (world->memory), OTK_ENTITY_REQUEST, &world->request);
}

static void
set_up (World *world, gconstpointer data)
{
  OtkCommand *service;
  g_autofree char *boss = NULL;
  OtkCommand *create;
  g_autoptr (OtkDecision) decision = NULL;

  world->memory = otk_memory_state_new ();
  world->boss =
      save (world, "employee",
            otk_command_with_int (new_save (world, "Анна"), "role", OTK_ROLE_ADMINISTRATOR));
  world->type =
      save (world, "request_type",
            otk_command_with_int (new_save (world, "Инцидент"), "priority", OTK_PRIORITY_HIGH));
  world->sla = save (world, "sla",
                     otk_command_with_int (otk_command_with_int (new_save (world, "Доступ"),
                                                                 "reaction", 3600),
                                           "resolution", 4 * 3600));
  boss = otk_id_to_string (&world->boss);
  service = otk_command_with_text (new_save (world, "Доступ"), "responsibles", boss);
  world->service = save (world, "service", otk_command_with_id (service, "sla", &world->sla));
  world->customer = save (world, "customer", new_save (world, "Пётр"));
  create = otk_command_new (OTK_COMMAND_CREATE, &world->boss, NULL, MONDAY);
  otk_command_with_id (create, "type", &world->type);
  otk_command_with_id (create, "service", &world->service);
  otk_command_with_id (create, "customer", &world->customer);
  otk_command_with_text (create, "subject", "Не открывается почта");
  decision = give (world, create);
  world->request = decision->subject;
}

static void
tear_down (World *world, gconstpointer data)
{
  g_clear_pointer (&world->memory, otk_memory_state_free);
}

static void
test_life (World *world, gconstpointer data)
{
  g_autoptr (OtkRecord) created = request_now (world);
  g_autoptr (OtkRecord) closed = NULL;
  g_autoptr (OtkDecision) start = NULL, complete = NULL, close = NULL;

  g_assert_cmpint (otk_record_int (created, OTK_REQUEST_NUMBER), ==, 1);
  g_assert_cmpint (otk_record_int (created, OTK_REQUEST_STATUS), ==, OTK_STATUS_ACCEPTED);
  g_assert_cmpint (otk_record_int (created, OTK_REQUEST_PRIORITY), ==, OTK_PRIORITY_HIGH);
  g_assert_cmpint (otk_record_time (created, OTK_REQUEST_REACTION_DUE), ==, MONDAY + OTK_HOUR);
  start = give (world, on_request (world, OTK_COMMAND_START, MONDAY + 10 * OTK_MINUTE));
  complete = give (world, on_request (world, OTK_COMMAND_COMPLETE, MONDAY + OTK_HOUR));
  close = give (world, on_request (world, OTK_COMMAND_CLOSE, MONDAY + 2 * OTK_HOUR));
  closed = request_now (world);
  g_assert_cmpint (otk_record_int (closed, OTK_REQUEST_REACTION_SPENT), ==, 600);
  g_assert_cmpint (otk_record_int (closed, OTK_REQUEST_RESOLUTION_SPENT), ==, 3600);
  g_assert_cmpint (otk_record_int (closed, OTK_REQUEST_STATUS), ==, OTK_STATUS_CLOSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/decide/life", World, NULL, set_up, test_life, tear_down);
  return g_test_run ();
}
