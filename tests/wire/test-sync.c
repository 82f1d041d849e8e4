/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-error.h"
#include "otk-sync-lines.h"

#include <string.h>

static const OtkSyncStamp stamp = { 1732202705123, 'A', 1732202711000, "5f0c", 88123456 };

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

/* Every type of value, at its ends. */
static OtkValues *
all_values (void)
{
  OtkValues *values = otk_values_new ();
  OtkId id = otk_id_new (1000);
  OtkValue none = { .type = OTK_VALUE_ID };

  otk_values_set_null (values, "nothing");
  otk_values_set_int (values, "least", G_MININT64);
  otk_values_set_int (values, "most", G_MAXINT64);
  otk_values_set_int (values, "zero", 0);
  otk_values_set_text (values, "empty", "");
  otk_values_set_text (values, "text", "«Ё» \"\\/ \n\t\r\b\f\x01\x7f 😀 \xe2\x80\xa8");
  otk_values_set_text (values, "digits", "0190");
  otk_values_set_id (values, "id", &id);
  otk_values_take (values, "none", none);
  return values;
}

static void
assert_same_values (const OtkValues *a, const OtkValues *b)
{
  g_assert_cmpuint (otk_values_size (a), ==, otk_values_size (b));
  for (guint i = 0; i < otk_values_size (a); i++)
    {
      const char *left, *right;
      const OtkValue *x = otk_values_nth (a, i, &left);
      const OtkValue *y = otk_values_nth (b, i, &right);

      g_assert_cmpstr (left, ==, right);
      g_assert_true (otk_value_equal (x, y));
    }
}

static OtkCommand *
a_command (OtkCommandKind kind)
{
  OtkId root = otk_id_new (2000);
  OtkCommand *command = otk_command_new (kind, NULL, &root, stamp.estimated);

  otk_values_unref (command->args);
  command->args = all_values ();
  command->base = all_values ();
  command->batch = otk_id_new (3000);
  return command;
}

static void
assert_same_command (const OtkCommand *a, const OtkCommand *b)
{
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_true (otk_id_equal (&a->id, &b->id));
  g_assert_true (otk_id_equal (&a->batch, &b->batch));
  g_assert_true (otk_id_equal (&a->root, &b->root));
  g_assert_cmpint (a->at, ==, b->at);
  assert_same_values (a->args, b->args);
  assert_same_values (a->base, b->base);
}

static void
test_push (void)
{
  g_autoptr (OtkSyncPush) push = g_new0 (OtkSyncPush, 1);
  g_autoptr (OtkSyncPush) again = NULL;
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;

  push->proto = OTK_SYNC_PROTO;
  push->schema = OTK_SYNC_SCHEMA;
  push->device = otk_id_new (1);
  push->epoch = g_strdup ("e7c1");
  push->commands = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_sync_command_free);
  for (OtkCommandKind kind = 1; kind < OTK_N_COMMANDS; kind++)
    {
      g_autoptr (OtkCommand) command = a_command (kind);
      g_ptr_array_add (push->commands, otk_sync_command_new (100 + kind, command, &stamp));
    }
  body = otk_sync_push_write (push);
  again = otk_sync_push_read (body, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->epoch, ==, "e7c1");
  g_assert_true (otk_id_equal (&again->device, &push->device));
  g_assert_cmpuint (again->commands->len, ==, push->commands->len);
  for (guint i = 0; i < push->commands->len; i++)
    {
      const OtkSyncCommand *a = g_ptr_array_index (push->commands, i);
      const OtkSyncCommand *b = g_ptr_array_index (again->commands, i);

      g_assert_cmpint (a->seq, ==, b->seq);
      assert_same_command (a->command, b->command);
      g_assert_cmpint (b->stamp.estimated, ==, stamp.estimated);
      g_assert_cmpint (b->stamp.quality, ==, 'A');
      g_assert_cmpint (b->stamp.wall, ==, stamp.wall);
      g_assert_cmpstr (b->stamp.boot, ==, "5f0c");
      g_assert_cmpint (b->stamp.mono, ==, stamp.mono);
    }
}

static void
test_bad_pushes (void)
{
#define HEAD "{\"proto\":1,\"schema\":1,\"device\":\"019a0000-0000-7000-8000-000000000001\","
#define ID "\"id\":\"019a0000-0000-7000-8000-000000000002\""
  static const char *const bodies[] = {
    "",
    "null",
    "[]",
    "{}",
    "{\"proto\":2,\"schema\":1,\"device\":\"019a0000-0000-7000-8000-000000000001\",\"commands\":[]"
    "}",
    "{\"proto\":1,\"schema\":1,\"device\":\"x\",\"commands\":[]}",
    HEAD "\"commands\":{}}",
    HEAD "\"commands\":[1]}",
    HEAD "\"commands\":[{}]}",
    HEAD "\"commands\":[{" ID ",\"type\":\"start\",\"seq\":1}]}",
    HEAD "\"commands\":[{" ID ",\"type\":\"start\",\"seq\":\"1\",\"at\":{}}]}",
    HEAD "\"commands\":[{" ID ",\"type\":7,\"seq\":1,\"at\":{}}]}",
    HEAD "\"commands\":[{" ID ",\"type\":\"start\",\"seq\":1,\"at\":{},\"args\":[]}]}",
    HEAD "\"commands\":[{" ID ",\"type\":\"start\",\"seq\":1,\"at\":{},\"args\":{\"a\":[]}}]}",
    HEAD "\"commands\":[{" ID ",\"type\":\"start\",\"seq\":1,\"at\":{},\"args\":{\"a\":1.5}}]}",
    HEAD "\"commands\":[{" ID ",\"type\":\"start\",\"seq\":1,\"at\":{},\"args\":{\"a\":true}}]}",
    HEAD "\"commands\":[{" ID ",\"type\":\"start\",\"seq\":1,\"at\":{},\"args\":{\"a\":{}}}]}",
    HEAD "\"commands\":[{" ID ",\"type\":\"start\",\"seq\":1,\"at\":{},\"args\":{\"A b\":1}}]}",
    HEAD "\"commands\":[{" ID
         ",\"type\":\"start\",\"seq\":1,\"at\":{},\"args\":{\"a\":\"\\ud800\"}}]}",
    HEAD "\"commands\":[}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GBytes) body = bytes_of (bodies[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (OtkSyncPush) push = otk_sync_push_read (body, &error);

      g_test_message ("%s", bodies[i]);
      g_assert_null (push);
      g_assert_nonnull (error);
      g_assert_true (error->domain == OTK_ERROR);
    }
}

/* The queue goes on behind a command that only a newer program knows. */
static void
test_unknown_command (void)
{
  g_autoptr (GBytes) body =
      bytes_of (HEAD "\"news\":[1],\"commands\":[{" ID
                     ",\"type\":\"teleport\",\"seq\":5,\"at\":{\"q\":\"Z\"},\"args\":{\"x\":1}}]}");
  g_autoptr (OtkSyncPush) push = otk_sync_push_read (body, NULL);
  const OtkSyncCommand *command;

  g_assert_nonnull (push);
  command = g_ptr_array_index (push->commands, 0);
  g_assert_cmpint (command->command->kind, ==, 0);
  g_assert_cmpint (command->seq, ==, 5);
  g_assert_cmpint (command->stamp.quality, ==, 'C');
}

static void
test_small_messages (void)
{
  g_autoptr (OtkSyncPull) pull = g_new0 (OtkSyncPull, 1);
  g_autoptr (OtkSyncPull) pull_again = NULL;
  g_autoptr (OtkSyncAnswer) answer = otk_sync_answer_new ();
  g_autoptr (OtkSyncAnswer) answer_again = NULL;
  g_autoptr (GBytes) asked = NULL;
  g_autoptr (GBytes) answered = NULL;

  *pull = (OtkSyncPull){ 1, 1, otk_id_new (5), NULL, g_strdup ("7:9:7"), 3, 9, 2, TRUE, 1 };
  asked = otk_sync_pull_write (pull);
  pull_again = otk_sync_pull_read (asked, NULL);
  g_assert_nonnull (pull_again);
  g_assert_null (pull_again->epoch);
  g_assert_cmpstr (pull_again->cookie, ==, "7:9:7");
  g_assert_cmpint (pull_again->max_seq, ==, 9);
  g_assert_true (pull_again->want_checksum);
  g_assert_cmpint (pull_again->max_bytes, ==, OTK_SYNC_PULL_MIN);

  answer->error = g_strdup ("device_rewound");
  answer->last_seq = 131;
  answered = otk_sync_answer_write (answer);
  answer_again = otk_sync_answer_read (answered, NULL);
  g_assert_nonnull (answer_again);
  g_assert_cmpstr (answer_again->error, ==, "device_rewound");
  g_assert_cmpint (answer_again->last_seq, ==, 131);
  g_assert_null (answer_again->epoch);
}

static OtkRecord *
full_record (OtkEntityType type)
{
  const OtkEntity *entity = otk_entity (type);
  const OtkId id = otk_id_new (1000), ref = otk_id_new (1000);
  OtkRecord *record = otk_record_new (type, &id);

  for (guint i = 0; i < entity->n_fields; i++)
    switch (entity->fields[i].type)
      {
      case OTK_TYPE_TEXT:
      case OTK_TYPE_LONGTEXT:
      case OTK_TYPE_REFS:
        otk_record_set_text (record, i, "«Ё» \"\\\n\t");
        break;
      case OTK_TYPE_REF:
        otk_record_set_id (record, i, &ref);
        break;
      case OTK_TYPE_ENUM:
        otk_record_set_int (record, i, i % 2 ? entity->fields[i].choices[0].value : 4711);
        break;
      case OTK_TYPE_INT:
      case OTK_TYPE_BOOL:
      case OTK_TYPE_TIME:
      case OTK_TYPE_SECONDS:
      default:
        otk_record_set_int (record, i, -5430);
        break;
      }
  otk_record_set_rowid (record, 77);
  return record;
}

static void
write_log (OtkSyncWriter *writer, const OtkCommand *command, const OtkRecord *record)
{
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);
  OtkValue before = otk_value_null (), after = otk_value_int (5);
  OtkSyncLog log = { 42, (OtkCommand *) command, facts };

  g_ptr_array_add (facts, otk_fact_create (record));
  g_ptr_array_add (facts, otk_fact_change (record, 0, &before, &after));
  g_ptr_array_add (facts, otk_fact_delete (record));
  for (guint i = 0; i < facts->len; i++)
    ((OtkFact *) g_ptr_array_index (facts, i))->n = (G_GINT64_CONSTANT (42) << 20) | i;
  otk_sync_writer_log (writer, &log);
}

static void
check_log (const OtkSyncLog *log, const OtkCommand *command, const OtkRecord *record)
{
  const OtkFact *created = g_ptr_array_index (log->facts, 0);
  const OtkFact *changed = g_ptr_array_index (log->facts, 1);
  const OtkFact *deleted = g_ptr_array_index (log->facts, 2);
  g_autoptr (OtkRecord) again =
      otk_record_from_values (created->entity, &created->row, created->content);

  g_assert_cmpint (log->n, ==, 42);
  assert_same_command (log->command, command);
  g_assert_true (otk_id_equal (&log->command->actor, &command->actor));
  g_assert_true (otk_record_equal (again, record));
  g_assert_true (otk_id_equal (&created->root, otk_record_root (record)));
  g_assert_cmpint (changed->kind, ==, OTK_FACT_CHANGE);
  g_assert_cmpint (changed->after.number, ==, 5);
  g_assert_cmpint (changed->n, ==, (G_GINT64_CONSTANT (42) << 20) | 1);
  g_assert_true (otk_id_equal (&changed->command, &command->id));
  g_assert_cmpint (deleted->kind, ==, OTK_FACT_DELETE);
  assert_same_values (deleted->content, created->content);
}

static const OtkSyncHead head = { (char *) "e7c1", NULL, 1732209931000, 1, TRUE };

/* Every kind of record comes back as it went, among all kinds of lines. */
static void
test_answer (void)
{
  for (guint type = 0; type < OTK_N_ENTITIES; type++)
    {
      g_autoptr (OtkSyncWriter) writer = otk_sync_writer_new ();
      g_autoptr (OtkRecord) record = full_record (type);
      g_autoptr (OtkCommand) command = a_command (OTK_COMMAND_SAVE);
      OtkSyncReceipt receipt = { command->id, 118,        (char *) "rejected", (char *) "taken_by",
                                 NULL,        G_MAXINT64, OTK_TIME_NONE };
      OtkSyncEnd end = { (char *) "9", (char *) "a91f", 118, 1, 5, 10, TRUE };
      g_autoptr (OtkSyncReader) reader = NULL;
      g_autoptr (GBytes) bytes = NULL;
      GError *error = NULL;
      const OtkSyncLine *line;

      command->actor = otk_id_new (9);
      otk_sync_writer_head (writer, &head);
      otk_sync_writer_left (writer, type, otk_record_id (record));
      otk_sync_writer_row (writer, record, 48219);
      otk_sync_writer_deleted (writer, type, otk_record_id (record), &command->id);
      write_log (writer, command, record);
      otk_sync_writer_receipt (writer, &receipt);
      otk_sync_writer_end (writer, &end);
      bytes = otk_sync_writer_take (writer);
      reader = otk_sync_reader_new (bytes);

      line = otk_sync_reader_next (reader, &error);
      g_assert_no_error (error);
      g_assert_cmpint (line->kind, ==, OTK_SYNC_LINE_HEAD);
      g_assert_cmpstr (line->head.epoch, ==, "e7c1");
      g_assert_true (line->head.reset);
      line = otk_sync_reader_next (reader, &error);
      g_assert_cmpint (line->kind, ==, OTK_SYNC_LINE_LEFT);
      g_assert_cmpuint (line->entity, ==, type);
      line = otk_sync_reader_next (reader, &error);
      g_assert_no_error (error);
      g_assert_cmpint (line->kind, ==, OTK_SYNC_LINE_ROW);
      g_assert_true (otk_record_equal (line->record, record));
      g_assert_cmpint (line->x, ==, 48219);
      g_assert_cmpint (otk_record_rowid (line->record), ==, 77);
      line = otk_sync_reader_next (reader, &error);
      g_assert_cmpint (line->kind, ==, OTK_SYNC_LINE_DELETED);
      g_assert_true (otk_id_equal (&line->root, &command->id));
      g_assert_true (otk_id_equal (&line->id, otk_record_id (record)));
      line = otk_sync_reader_next (reader, &error);
      g_assert_no_error (error);
      g_assert_cmpint (line->kind, ==, OTK_SYNC_LINE_LOG);
      check_log (&line->log, command, record);
      line = otk_sync_reader_next (reader, &error);
      g_assert_cmpint (line->kind, ==, OTK_SYNC_LINE_RECEIPT);
      g_assert_cmpstr (line->receipt.code, ==, "taken_by");
      g_assert_cmpint (line->receipt.x, ==, G_MAXINT64);
      line = otk_sync_reader_next (reader, &error);
      g_assert_cmpint (line->kind, ==, OTK_SYNC_LINE_END);
      g_assert_cmpstr (line->end.sum, ==, "a91f");
      g_assert_cmpint (line->end.total, ==, 10);
      g_assert_true (line->end.more);
      g_assert_null (otk_sync_reader_next (reader, &error));
      g_assert_no_error (error);
    }
}

static GError *
read_all (const char *text, guint *lines)
{
  g_autoptr (GBytes) bytes = bytes_of (text);
  g_autoptr (OtkSyncReader) reader = otk_sync_reader_new (bytes);
  GError *error = NULL;

  *lines = 0;
  while (otk_sync_reader_next (reader, &error) != NULL)
    ++*lines;
  return error;
}

#define H "{\"h\":{\"epoch\":\"e\"}}\n"
#define END "{\"end\":{\"cookie\":\"1\"}}\n"
#define UUID "019a0000-0000-7000-8000-000000000002"

static void
test_newer_server (void)
{
  guint lines;
  g_autoptr (GError) error =
      read_all (H "{\"shiny\":1}\n\n{\"r\":[\"spaceship\",{\"id\":\"" UUID
                  "\"}]}\n{\"r\":[\"request\",{\"id\":\"" UUID
                  "\",\"warp\":9,\"status\":\"hyper\",\"x\":\"5\"}]}\n{\"d\":[\"spaceship\",\"" UUID
                  "\"]}\n"
                  "{\"l\":{\"n\":4,\"id\":\"" UUID
                  "\",\"type\":\"teleport\",\"facts\":[[\"change\",\"request\",\"" UUID "\",\"" UUID
                  "\",9,\"warp\",1,2],[\"shine\",\"request\",\"" UUID "\",\"" UUID "\",9]]}}\n" END,
                &lines);

  g_assert_no_error (error);
  g_assert_cmpuint (lines, ==, 7);
}

static void
test_bad_answers (void)
{
  static const char *const answers[] = {
    "",
    H,
    END,
    H H END,
    H END END,
    H END "{\"x\":[]}\n",
    H "{\"r\":[\"request\"]}\n" END,
    H "{\"r\":[\"request\",{}]}\n" END,
    H "{\"r\":[\"request\",{\"id\":\"" UUID "\",\"x\":\"-1\"}]}\n" END,
    H "{\"r\":[\"request\",{\"id\":\"" UUID "\",\"x\":\"99999999999999999999\"}]}\n" END,
    H "{\"r\":[\"request\",{\"id\":\"" UUID "\",\"number\":\"7\"}]}\n" END,
    H "{\"r\":[\"request\",{\"id\":\"" UUID "\",\"subject\":7}]}\n" END,
    H "{\"r\":[\"request\",{\"id\":\"" UUID "\",\"type\":7}]}\n" END,
    H "{\"r\":[\"request\",{\"id\":\"" UUID "\",\"status\":[]}]}\n" END,
    H "{\"d\":[\"request\"]}\n" END,
    H "{\"d\":[\"request\",5]}\n" END,
    H "{\"c\":{\"id\":\"" UUID "\"}}\n" END,
    H "{\"l\":{\"n\":0,\"id\":\"" UUID "\",\"type\":\"start\",\"facts\":[]}}\n" END,
    H "{\"l\":{\"n\":1,\"id\":\"" UUID "\",\"type\":\"start\",\"facts\":[[]]}}\n" END,
    H "{\"l\":{\"n\":1,\"id\":\"" UUID "\",\"type\":\"start\"}}\n" END,
    H "{\"h\"\n" END,
    H "[1]\n" END,
    H "{\"end\":{\"cookie\":null}}\n",
    H "{\"end\":{\"cookie\":\"1\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      guint lines;
      g_autoptr (GError) error = read_all (answers[i], &lines);

      g_test_message ("%s", answers[i]);
      g_assert_nonnull (error);
      g_assert_true (error->domain == OTK_ERROR);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/push", test_push);
  g_test_add_func ("/sync/bad-pushes", test_bad_pushes);
  g_test_add_func ("/sync/unknown-command", test_unknown_command);
  g_test_add_func ("/sync/small-messages", test_small_messages);
  g_test_add_func ("/sync/answer", test_answer);
  g_test_add_func ("/sync/newer-server", test_newer_server);
  g_test_add_func ("/sync/bad-answers", test_bad_answers);
  return g_test_run ();
}
