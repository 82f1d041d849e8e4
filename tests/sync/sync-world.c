/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync-world.h"

#include "otk-conflict.h"
#include "otk-decide.h"

#include <glib/gstdio.h>
#include <string.h>

#define SETTLE_STEPS 240
#define STEP 500

/* An answer on its way. */
typedef struct
{
  guint64 tag;
  OtkTime due;
  int status;
  GBytes *body;
  gint64 retry_after;
} Late;

static void
late_free (gpointer data)
{
  Late *late = data;

  g_clear_pointer (&late->body, g_bytes_unref);
  g_free (late);
}

static OtkInstant
instant (World *self)
{
  return (OtkInstant){ .wall = self->now, .mono = self->now - WORLD_NOW + 1000, .boot = "boot" };
}

static void
submit_at (OtkStore *store, OtkCommand *command)
{
  g_autoptr (OtkDecision) decision = NULL;
  GError *error = NULL;

  g_assert_true (otk_store_begin (store, &error));
  decision = otk_decide (otk_store_state (store), command, &error);
  g_assert_no_error (error);
  g_assert_true (otk_store_append (store, command, decision, &error));
  g_assert_true (otk_store_commit (store, &error));
  g_assert_no_error (error);
}

void
world_submit (World *self, OtkCommand *command)
{
  submit_at (self->server, command);
}

static OtkId
save (World *self, OtkEntityType entity, const char *name, const char *field, gint64 number)
{
  g_autoptr (OtkCommand) command = otk_command_new (OTK_COMMAND_SAVE, NULL, NULL, self->now);

  otk_command_with_text (command, "entity", otk_entity (entity)->name);
  otk_command_with_text (command, "name", name);
  if (field != NULL)
    otk_command_with_int (command, field, number);
  world_submit (self, command);
  return command->root;
}

static OtkId
save_service (World *self)
{
  g_autoptr (OtkCommand) command = otk_command_new (OTK_COMMAND_SAVE, NULL, NULL, self->now);
  g_autofree char *people = otk_id_to_string (&self->boris);

  otk_command_with_text (command, "entity", "service");
  otk_command_with_text (command, "name", "Доступ");
  otk_command_with_text (command, "responsibles", people);
  world_submit (self, command);
  return command->root;
}

static gboolean
make_trouble (const OtkCommand *command, gpointer data, GError **error)
{
  World *self = data;

  if (self->failing == NULL || !otk_id_equal (self->failing, &command->id))
    return TRUE;
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_IO, "the store fails");
  return FALSE;
}

static void
count_alarm (const char *what, const OtkId *command, gpointer data)
{
  ((World *) data)->alarms++;
}

static void
client_free (gpointer data)
{
  Client *self = data;

  otk_sync_free (self->sync);
  otk_store_close (self->store);
  g_ptr_array_unref (self->late);
  g_free (self->path);
  g_free (self);
}

World *
world_new (guint32 seed)
{
  World *self = g_new0 (World, 1);
  OtkExchangeHooks hooks = { .trouble = make_trouble, .alarm = count_alarm, .data = self };
  g_autofree char *path = NULL;
  GError *error = NULL;

  self->folder = g_dir_make_tmp ("otk-sync-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (self->folder, "server.db", NULL);
  self->now = WORLD_NOW;
  self->chance = g_rand_new_with_seed (seed);
  self->clients = g_ptr_array_new_with_free_func (client_free);
  self->server = otk_store_open (path, OTK_STORE_WRITE | OTK_STORE_CREATE, &error);
  g_assert_no_error (error);
  self->anna = save (self, OTK_ENTITY_EMPLOYEE, "Анна", "role", OTK_ROLE_ADMINISTRATOR);
  self->boris = save (self, OTK_ENTITY_EMPLOYEE, "Борис", "role", OTK_ROLE_OPERATOR);
  self->vera = save (self, OTK_ENTITY_EMPLOYEE, "Вера", "role", OTK_ROLE_OPERATOR);
  self->type = save (self, OTK_ENTITY_REQUEST_TYPE, "Инцидент", "priority", OTK_PRIORITY_HIGH);
  self->customer = save (self, OTK_ENTITY_CUSTOMER, "Пётр", NULL, 0);
  self->service = save_service (self);
  g_assert_true (otk_feed_enable (self->server, self->now, &error));
  g_assert_no_error (error);
  self->exchange = otk_exchange_new ("test", &hooks);
  return self;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
  g_rmdir (folder);
}

void
world_free (World *self)
{
  g_ptr_array_unref (self->clients);
  otk_exchange_free (self->exchange);
  otk_store_close (self->server);
  g_rand_free (self->chance);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self);
}

Client *
world_add_client (World *self, const OtkId *user)
{
  Client *client = g_new0 (Client, 1);
  OtkReplica replica = { .server = (char *) "test",
                         .user = *user,
                         .profile = OTK_PROFILE_DESK,
                         .device = otk_id_new (self->now) };
  GError *error = NULL;

  client->world = self;
  client->user = *user;
  client->path = g_strdup_printf ("%s/client-%u.db", self->folder, self->clients->len);
  client->store = otk_store_open (client->path, OTK_STORE_WRITE | OTK_STORE_CREATE, &error);
  g_assert_no_error (error);
  g_assert_true (otk_store_begin (client->store, &error));
  g_assert_true (otk_replica_start (client->store, &replica, &error));
  g_assert_true (otk_store_commit (client->store, &error));
  g_assert_no_error (error);
  client->sync = otk_sync_new (g_rand_new_with_seed (g_rand_int (self->chance)), "test", "0");
  otk_sync_set_recheck (client->sync, TRUE);
  otk_sync_set_pace (client->sync, 5000);
  client->late = g_ptr_array_new_with_free_func (late_free);
  g_ptr_array_add (self->clients, client);
  return client;
}

void
client_leave (Client *self)
{
  g_clear_pointer (&self->store, otk_store_close);
  self->offline = TRUE;
}

void
client_return (Client *self)
{
  GError *error = NULL;

  self->store = otk_store_open (self->path, OTK_STORE_WRITE, &error);
  g_assert_no_error (error);
  self->offline = FALSE;
  otk_sync_wake (self->sync);
  otk_sync_network_is_back (self->sync);
}

static OtkExchangeAnswer *
ask (Client *self, const OtkSyncAction *action)
{
  World *world = self->world;
  OtkExchangeCaller caller = { self->user, OTK_ID_NONE };
  OtkExchangeAnswer *answer = NULL;

  switch (action->call)
    {
    case OTK_SYNC_REGISTER:
      answer =
          otk_exchange_register (world->exchange, world->server, &caller, action->body, world->now);
      break;
    case OTK_SYNC_PUSH:
      answer =
          otk_exchange_push (world->exchange, world->server, &caller, action->body, world->now);
      break;
    case OTK_SYNC_PULL:
      answer =
          otk_exchange_pull (world->exchange, world->server, &caller, action->body, world->now);
      break;
    case OTK_SYNC_RENEW:
    default:
      g_assert_not_reached ();
    }
  for (guint i = 0; answer->changed && i < world->clients->len; i++)
    {
      Client *other = g_ptr_array_index (world->clients, i);
      if (!other->offline)
        otk_sync_poked (other->sync);
    }
  return answer;
}

static void
answer_with (Client *self, guint64 tag, int status, GBytes *body, gboolean complete,
             gint64 retry_after)
{
  OtkInstant now = instant (self->world);
  g_autoptr (GArray) changes = NULL;

  otk_sync_answered (self->sync, self->store, &now, tag, status, body, complete, retry_after);
  self->refused += otk_sync_take_refused (self->sync);
  changes = otk_sync_take_changes (self->sync);
}

static void
come_late (Client *self, const OtkSyncAction *action, const OtkExchangeAnswer *answer)
{
  Late *late = g_new0 (Late, 1);

  late->tag = action->tag;
  late->due = self->world->now + g_rand_int_range (self->world->chance, 1, 90) * 1000;
  late->status = (int) answer->status;
  late->body = g_bytes_ref (answer->body);
  g_ptr_array_add (self->late, late);
}

static void
send (Client *self, const OtkSyncAction *action)
{
  World *world = self->world;
  Fate fate =
      world->troubled ? (Fate) g_rand_int_range (world->chance, 0, N_FATES + 3) : FATE_ARRIVES;
  g_autoptr (OtkExchangeAnswer) first = NULL;
  g_autoptr (OtkExchangeAnswer) answer = NULL;
  g_autoptr (GBytes) part = NULL;

  if (self->offline || fate == FATE_QUESTION_LOST)
    {
      answer_with (self, action->tag, 0, NULL, FALSE, 0);
      return;
    }
  if (fate == FATE_TWICE)
    first = ask (self, action);
  answer = ask (self, action);
  if (fate == FATE_LATE)
    come_late (self, action, answer);
  else if (fate == FATE_ANSWER_LOST)
    answer_with (self, action->tag, 0, NULL, FALSE, 0);
  else if (fate == FATE_CUT)
    {
      part = g_bytes_new_from_bytes (answer->body, 0, g_bytes_get_size (answer->body) / 2);
      answer_with (self, action->tag, (int) answer->status, part, FALSE, 0);
    }
  else
    answer_with (self, action->tag, (int) answer->status, answer->body, TRUE,
                 (gint64) answer->retry_after * 1000);
}

static void
receive_late (Client *self)
{
  for (guint i = self->late->len; i > 0; i--)
    {
      Late *late = g_ptr_array_index (self->late, i - 1);

      if (late->due > self->world->now)
        continue;
      g_ptr_array_steal_index (self->late, i - 1);
      answer_with (self, late->tag, late->status, late->body, TRUE, 0);
      late_free (late);
    }
}

static void
client_step (Client *self)
{
  receive_late (self);
  for (int turn = 0; turn < 50; turn++)
    {
      OtkInstant now = instant (self->world);
      g_autoptr (GPtrArray) actions = otk_sync_step (self->sync, self->store, &now);

      if (actions->len == 0)
        return;
      for (guint i = 0; i < actions->len; i++)
        send (self, g_ptr_array_index (actions, i));
    }
}

void
world_step (World *self, gint64 ms)
{
  self->now += ms;
  for (guint i = 0; i < self->clients->len; i++)
    if (((Client *) g_ptr_array_index (self->clients, i))->store != NULL)
      client_step (g_ptr_array_index (self->clients, i));
}

gint64
client_count (Client *self, OtkQueueState state)
{
  return otk_replica_count (self->store, state, NULL);
}

static char *
server_cookie (World *self)
{
  char *cookie;

  g_assert_true (otk_feed_begin_read (self->server, NULL));
  cookie = otk_feed_cookie (self->server, NULL);
  otk_feed_end_read (self->server);
  return cookie;
}

static gboolean
is_settled (World *self)
{
  g_autofree char *cookie = server_cookie (self);

  for (guint i = 0; i < self->clients->len; i++)
    {
      Client *client = g_ptr_array_index (self->clients, i);
      g_autoptr (OtkReplica) replica =
          client->offline ? NULL : otk_replica_state (client->store, NULL);

      if (replica != NULL
          && (g_strcmp0 (replica->cookie, cookie) != 0
              || client_count (client, OTK_QUEUE_PENDING) != 0
              || otk_sync_status (client->sync)->condition != OTK_SYNC_ONLINE))
        return FALSE;
    }
  return TRUE;
}

void
world_settle (World *self)
{
  for (int step = 0; step < SETTLE_STEPS; step++)
    {
      world_step (self, STEP);
      if (is_settled (self))
        return;
    }
  for (guint i = 0; i < self->clients->len; i++)
    {
      Client *client = g_ptr_array_index (self->clients, i);
      const OtkSyncStatus *status = otk_sync_status (client->sync);

      g_test_message ("client %u: condition %d, %d waiting, problem %s", i, status->condition,
                      (int) client_count (client, OTK_QUEUE_PENDING), status->problem);
    }
  g_error ("the clients do not settle");
}

gboolean
client_give (Client *self, OtkCommand *command, GError **error)
{
  OtkInstant now = instant (self->world);
  OtkGiven given = { .wall = now.wall, .mono = now.mono, .boot = (char *) now.boot };
  g_autoptr (OtkDecision) decision = NULL;
  GError *failure = NULL;
  gboolean saved;

  given.at = otk_server_time_estimate (otk_sync_server_time (self->sync, self->store), &now,
                                       &given.quality);
  command->at = given.at;
  g_assert_true (otk_store_begin (self->store, &failure));
  otk_conflict_look (otk_store_state (self->store), command);
  decision = otk_decide (otk_store_state (self->store), command, error);
  if (decision == NULL)
    {
      otk_store_rollback (self->store);
      return FALSE;
    }
  saved = otk_store_append (self->store, command, decision, &failure)
          && otk_replica_enqueue (self->store, command, &given, &failure)
          && otk_store_commit (self->store, &failure);
  g_assert_no_error (failure);
  g_assert_true (saved);
  otk_sync_wake (self->sync);
  return TRUE;
}

static OtkId
give (Client *self, OtkCommand *command)
{
  GError *error = NULL;

  client_give (self, command, &error);
  g_assert_no_error (error);
  return command->id;
}

OtkId
client_create (Client *self, const char *subject)
{
  World *world = self->world;
  g_autoptr (OtkCommand) command =
      otk_command_new (OTK_COMMAND_CREATE, &self->user, NULL, world->now);

  otk_command_with_id (command, "type", &world->type);
  otk_command_with_id (command, "service", &world->service);
  otk_command_with_id (command, "customer", &world->customer);
  otk_command_with_text (command, "subject", subject);
  give (self, command);
  return command->root;
}

OtkId
client_do (Client *self, OtkCommandKind kind, const OtkId *root)
{
  g_autoptr (OtkCommand) command = otk_command_new (kind, &self->user, root, self->world->now);

  return give (self, command);
}

OtkId
client_say (Client *self, const OtkId *root, const char *body)
{
  g_autoptr (OtkCommand) command =
      otk_command_new (OTK_COMMAND_MESSAGE, &self->user, root, self->world->now);

  otk_command_with_text (command, "body", body);
  return give (self, command);
}

OtkRecord *
client_request (Client *self, const OtkId *id)
{
  return otk_store_find (self->store, OTK_ENTITY_REQUEST, id, NULL);
}

OtkRecord *
world_request (World *self, const OtkId *id)
{
  return otk_store_find (self->server, OTK_ENTITY_REQUEST, id, NULL);
}

static void
check_record (const OtkRecord *mine, const OtkRecord *theirs)
{
  const OtkEntity *entity = otk_record_entity (mine);

  g_assert_true (otk_id_equal (otk_record_id (mine), otk_record_id (theirs)));
  for (guint i = 0; i < entity->n_fields; i++)
    if (!otk_value_equal (otk_record_get (mine, i), otk_record_get (theirs, i)))
      g_error ("%s.%s differs", entity->name, entity->fields[i].name);
}

static void
check_kind (World *self, Client *client, OtkEntityType type)
{
  g_autoptr (GPtrArray) theirs = otk_store_list (self->server, type, -1, NULL, NULL);
  g_autoptr (GPtrArray) mine = otk_store_list (client->store, type, -1, NULL, NULL);

  g_assert_nonnull (theirs);
  g_assert_nonnull (mine);
  g_test_message ("%s: %u at the server, %u here", otk_entity (type)->name, theirs->len, mine->len);
  g_assert_cmpuint (mine->len, ==, theirs->len);
  for (guint i = 0; i < mine->len; i++)
    check_record (g_ptr_array_index (mine, i), g_ptr_array_index (theirs, i));
}

void
world_check (World *self, Client *client)
{
  g_assert_cmpint (client_count (client, OTK_QUEUE_PENDING), ==, 0);
  g_assert_cmpint (otk_sync_status (client->sync)->condition, ==, OTK_SYNC_ONLINE);
  for (int type = 0; type < OTK_N_ENTITIES; type++)
    check_kind (self, client, (OtkEntityType) type);
}
