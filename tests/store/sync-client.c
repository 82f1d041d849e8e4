/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync-world.h"

#include "otk-access.h"
#include "otk-error.h"

#include <sqlite3.h>

static void
begin (StoreFixture *f)
{
  g_autoptr (GError) error = NULL;

  otk_store_begin_lazy (f->store, &error);
  g_assert_no_error (error);
}

static void
commit (StoreFixture *f)
{
  g_autoptr (GError) error = NULL;

  otk_store_commit (f->store, &error);
  g_assert_no_error (error);
}

SyncClient *
sync_client_new (SyncWorld *world, const OtkId *user, OtkProfile profile)
{
  SyncClient *self = g_new0 (SyncClient, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkDevice) device = NULL;
  OtkReplica replica = { .server = (char *) "https://example.org" };

  self->f = store_fixture_new_file (otk_store_open);
  self->pull.device = otk_id_new (world->server->now);
  self->pull.user = *user;
  self->pull.profile = profile;
  begin (world->server);
  device = otk_feed_add_device (world->server->store, &self->pull.device, user, profile, "Ноутбук",
                                world->server->now, &error);
  g_assert_no_error (error);
  commit (world->server);
  replica.user = *user;
  replica.profile = profile;
  replica.device = self->pull.device;
  replica.code = device->code;
  begin (self->f);
  g_assert_true (otk_replica_start (self->f->store, &replica, &error));
  commit (self->f);
  return self;
}

void
sync_client_free (SyncClient *self)
{
  otk_pull_end_clear (&self->end);
  store_fixture_free (self->f);
  g_free (self);
}

/* A stand-in for the rules: what the command means for the state that it meets. NULL: refused. */
static GPtrArray *
facts_for (OtkStore *store, const OtkCommand *command)
{
  g_autoptr (OtkRecord) request = otk_store_find (store, OTK_ENTITY_REQUEST, &command->root, NULL);
  GPtrArray *facts = store_facts_new ();
  const char *text = otk_values_get_text (command->args, "subject");
  const OtkId *removed = otk_values_get_id (command->args, "target");
  g_autoptr (OtkRecord) message =
      removed != NULL ? otk_store_find (store, OTK_ENTITY_MESSAGE, removed, NULL) : NULL;

  if (command->kind == OTK_COMMAND_CREATE)
    {
      g_autoptr (OtkRecord) made = otk_record_new (OTK_ENTITY_REQUEST, &command->root);

      otk_record_set_text (made, OTK_REQUEST_SUBJECT, text);
      otk_record_set_int (made, OTK_REQUEST_STATUS, OTK_STATUS_ACCEPTED);
      otk_record_set_time (made, OTK_REQUEST_RESOLUTION_DUE, command->at);
      g_ptr_array_add (facts, otk_fact_create (made));
      return facts;
    }
  if (request == NULL)
    {
      g_ptr_array_unref (facts);
      return NULL;
    }
  if (command->kind == OTK_COMMAND_MESSAGE)
    {
      OtkId id = otk_id_derive (&command->id, 1);
      g_autoptr (OtkRecord) made = otk_record_new (OTK_ENTITY_MESSAGE, &id);

      otk_record_set_id (made, OTK_MESSAGE_REQUEST, &command->root);
      otk_record_set_int (made, OTK_MESSAGE_KIND, OTK_MESSAGE_PUBLIC);
      otk_record_set_text (made, OTK_MESSAGE_BODY, text);
      g_ptr_array_add (facts, otk_fact_create (made));
    }
  if (message != NULL && otk_id_equal (otk_record_root (message), &command->root))
    g_ptr_array_add (facts, otk_fact_delete (message));
  if (command->kind == OTK_COMMAND_EDIT)
    {
      g_auto (OtkValue) after = otk_value_text (text);

      g_ptr_array_add (facts,
                       otk_fact_change (request, OTK_REQUEST_SUBJECT,
                                        otk_record_get (request, OTK_REQUEST_SUBJECT), &after));
    }
  return facts;
}

static gboolean
execute (OtkStore *store, const OtkCommand *command)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) facts = facts_for (store, command);
  OtkDecision decision = { .facts = facts };

  if (otk_store_knows (store, &command->id, NULL))
    return TRUE;
  if (facts == NULL)
    return FALSE;
  otk_store_append (store, command, &decision, &error);
  g_assert_no_error (error);
  return TRUE;
}

static void
replay (SyncClient *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pending = otk_replica_pending (self->f->store, 0, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < pending->len; i++)
    {
      const OtkQueued *queued = pending->pdata[i];
      gboolean done = execute (self->f->store, queued->command);

      otk_replica_doubt (self->f->store, &queued->command->id, done ? NULL : "gone", &error);
      g_assert_no_error (error);
    }
}

void
sync_client_rewind (SyncClient *self, gboolean again)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) changes = NULL;

  begin (self->f);
  otk_replica_rewind (self->f->store, &error);
  g_assert_no_error (error);
  if (again)
    replay (self);
  changes = otk_replica_take_changes (self->f->store, &error);
  g_assert_no_error (error);
  /* What was taken back and done again is no news. */
  g_assert_true (!again || changes->len == 0);
  commit (self->f);
}

static void
compare_sums (SyncClient *self, SyncWorld *world)
{
  g_autoptr (GError) error = NULL;
  guint64 server, kept, read;

  g_assert_true (otk_feed_checksum (world->server->store, &self->pull, &server, NULL, &error));
  g_assert_true (otk_replica_checksum (self->f->store, FALSE, &kept, &error));
  g_assert_true (otk_replica_checksum (self->f->store, TRUE, &read, &error));
  g_assert_cmphex (kept, ==, read);
  g_assert_cmphex (server, ==, read);
}

gboolean
sync_client_pull_once (SyncClient *self, SyncWorld *world)
{
  OtkStore *store = self->f->store;
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkReplica) replica = otk_replica_state (store, &error);
  g_autoptr (GArray) changes = NULL;

  self->pull.cookie = replica->cookie;
  self->pull.acked_seq = replica->acked_seq;
  otk_pull_end_clear (&self->end);
  g_assert_true (otk_feed_begin_read (world->server->store, &error));
  begin (self->f);
  g_assert_true (otk_replica_rewind (store, &error));
  otk_feed_pull (world->server->store, &self->pull, &otk_replica_sink, store, &self->end, &error);
  g_assert_no_error (error);
  otk_replica_finish (store, "epoch", self->end.cookie, &error);
  g_assert_no_error (error);
  if (!self->end.more)
    compare_sums (self, world);
  otk_feed_end_read (world->server->store);
  replay (self);
  changes = otk_replica_take_changes (store, &error);
  g_assert_no_error (error);
  commit (self->f);
  self->pull.cookie = NULL;
  return self->end.more;
}

/* Whether the user may have the row, by the rules and not by what the feed keeps. */
static gboolean
may_have (SyncClient *self, OtkState *state, const OtkRecord *row, const OtkRecord *user)
{
  const OtkId *root_id = otk_record_root (row);
  g_autoptr (OtkRecord) request = otk_state_find (state, OTK_ENTITY_REQUEST, root_id);
  g_autoptr (GArray) held = otk_tokens_of_user (state, user, self->pull.profile);
  g_autoptr (GArray) carried = NULL;

  if (request != NULL && self->pull.profile == OTK_PROFILE_DESK)
    return otk_access_is_staff (user) && otk_access_sees_request (state, request, user);
  carried = otk_tokens_of_root (state, request != NULL ? request : row);
  for (guint i = 0; i < held->len; i++)
    for (guint j = 0; j < carried->len; j++)
      if (otk_token_equal (&g_array_index (held, OtkToken, i),
                           &g_array_index (carried, OtkToken, j)))
        return TRUE;
  return FALSE;
}

void
sync_client_check (SyncClient *self, SyncWorld *world)
{
  OtkState *state = otk_store_state (world->server->store);
  g_autoptr (OtkRecord) user = otk_state_find (state, OTK_ENTITY_EMPLOYEE, &self->pull.user);

  for (guint type = 0; type < OTK_N_ENTITIES; type++)
    {
      g_autoptr (GPtrArray) theirs = otk_store_list (world->server->store, type, -1, NULL, NULL);
      g_autoptr (GPtrArray) ours = otk_store_list (self->f->store, type, -1, NULL, NULL);
      guint n = 0;

      for (guint i = 0; i < theirs->len; i++)
        {
          OtkRecord *row = theirs->pdata[i], *mine;

          if (!may_have (self, state, row, user))
            continue;
          g_assert_cmpuint (n, <, ours->len);
          mine = ours->pdata[n++];
          g_assert_true (otk_record_equal (row, mine));
          g_assert_cmpint (otk_record_rowid (row), ==, otk_record_rowid (mine));
        }
      g_assert_cmpuint (n, ==, ours->len);
    }
}

void
sync_client_pull (SyncClient *self, SyncWorld *world)
{
  while (sync_client_pull_once (self, world))
    ;
}

static OtkCommand *
new_command (SyncClient *self, SyncWorld *world)
{
  static const OtkCommandKind kinds[] = { OTK_COMMAND_EDIT, OTK_COMMAND_MESSAGE,
                                          OTK_COMMAND_MESSAGE, OTK_COMMAND_CREATE };
  g_autoptr (GPtrArray) requests =
      otk_store_list (self->f->store, OTK_ENTITY_REQUEST, -1, NULL, NULL);
  g_autoptr (GPtrArray) messages =
      otk_store_list (self->f->store, OTK_ENTITY_MESSAGE, -1, NULL, NULL);
  OtkCommandKind kind = kinds[g_rand_int_range (world->chance, 0, G_N_ELEMENTS (kinds))];
  const OtkRecord *request =
      requests->len > 0 ? requests->pdata[g_rand_int_range (world->chance, 0, (int) requests->len)]
                        : NULL;
  OtkCommand *command;

  if (request == NULL)
    kind = OTK_COMMAND_CREATE;
  world->server->now += OTK_SECOND;
  command = otk_command_new (kind, &self->pull.user,
                             kind == OTK_COMMAND_CREATE ? NULL : otk_record_id (request),
                             world->server->now);
  otk_command_with_text (command, "subject", "Здесь, без сети");
  if (kind != OTK_COMMAND_CREATE && messages->len > 0 && g_rand_boolean (world->chance))
    {
      const OtkRecord *message =
          messages->pdata[g_rand_int_range (world->chance, 0, (int) messages->len)];

      command->root = *otk_record_root (message);
      otk_command_with_id (command, "target", otk_record_id (message));
    }
  return command;
}

void
sync_client_act (SyncClient *self, SyncWorld *world)
{
  g_autoptr (OtkCommand) command = new_command (self, world);
  g_autoptr (GError) error = NULL;
  OtkGiven given = { command->at, 'A', command->at, 0, (char *) "boot" };

  begin (self->f);
  if (execute (self->f->store, command))
    otk_replica_enqueue (self->f->store, command, &given, &error);
  g_assert_no_error (error);
  commit (self->f);
}

void
sync_client_push (SyncClient *self, SyncWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pending = otk_replica_pending (self->f->store, 0, &error);
  OtkStore *store = world->server->store;

  for (guint i = 0; i < pending->len; i++)
    {
      const OtkQueued *queued = pending->pdata[i];
      OtkReceipt receipt = { .command = queued->command->id,
                             .device = self->pull.device,
                             .user = self->pull.user,
                             .kind = queued->command->kind,
                             .root = queued->command->root,
                             .quality = 'A',
                             .at = queued->command->at,
                             .received = world->server->now,
                             .effective = queued->command->at };

      g_autoptr (OtkReceipt) known = otk_feed_receipt (store, &receipt.command, &error);

      if (known != NULL)
        continue;
      begin (world->server);
      receipt.status =
          execute (store, queued->command) ? OTK_RECEIPT_APPLIED : OTK_RECEIPT_REJECTED;
      receipt.code = (char *) (receipt.status == OTK_RECEIPT_REJECTED ? "gone" : NULL);
      otk_feed_add_receipt (store, &receipt, &error);
      g_assert_no_error (error);
      otk_feed_add_seq (store, &self->pull.device, queued->seq, &receipt.command, receipt.effective,
                        &error);
      g_assert_no_error (error);
      commit (world->server);
    }
}

static void
dump_table (sqlite3 *db, const char *table, GString *out)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s ORDER BY 1, 2", table);
  sqlite3_stmt *stmt;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  g_string_append_printf (out, "== %s\n", table);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    {
      for (int i = 0; i < sqlite3_column_count (stmt); i++)
        {
          const guint8 *bytes = sqlite3_column_blob (stmt, i);
          int size = sqlite3_column_bytes (stmt, i);

          g_string_append_printf (out, " %d:", sqlite3_column_type (stmt, i));
          for (int j = 0; j < size; j++)
            g_string_append_printf (out, "%02x", bytes[j]);
        }
      g_string_append_c (out, '\n');
    }
  sqlite3_finalize (stmt);
}

char *
sync_dump (StoreFixture *f)
{
  static const char *const others[] = { "command", "fact", "timer", "request_people", "image" };
  GString *out = g_string_new (NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    dump_table (db, otk_entity (i)->table, out);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    dump_table (db, others[i], out);
  sqlite3_close (db);
  return g_string_free (out, FALSE);
}
