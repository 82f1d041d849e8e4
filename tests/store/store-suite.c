/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-suite.h"

#include "otk-error.h"

#include <string.h>

static StoreOpener open_store;

static void
test_append_find_rows (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (open_store);
  g_autoptr (GError) error = NULL;
  OtkId employee = store_fixture_named (f, OTK_ENTITY_EMPLOYEE, "Анна Ким");
  OtkId first = store_fixture_request (f, 1, "Не печатает", "Принтер на третьем этаже");
  OtkId second = store_fixture_request (f, 2, "VPN", NULL);
  g_autoptr (OtkRecord) record = NULL, other = NULL, none = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  gint64 rowids[3];

  record = otk_store_find (f->store, OTK_ENTITY_REQUEST, &first, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (otk_record_text (record, OTK_REQUEST_SUBJECT), ==, "Не печатает");
  g_assert_cmpint (otk_record_int (record, OTK_REQUEST_NUMBER), ==, 1);
  g_assert_true (otk_record_is_null (record, OTK_REQUEST_RESPONSIBLE));
  g_assert_cmpint (otk_record_rowid (record), >, 0);
  g_clear_pointer (&record, otk_record_unref);

  store_fixture_set (f, OTK_ENTITY_REQUEST, &first, OTK_REQUEST_RESPONSIBLE,
                     otk_value_id (&employee));
  store_fixture_set (f, OTK_ENTITY_REQUEST, &first, OTK_REQUEST_TEXT, otk_value_null ());
  record = otk_store_find (f->store, OTK_ENTITY_REQUEST, &first, &error);
  other = otk_store_find (f->store, OTK_ENTITY_REQUEST, &second, &error);
  g_assert_true (otk_id_equal (otk_record_ref_id (record, OTK_REQUEST_RESPONSIBLE), &employee));
  g_assert_true (otk_record_is_null (record, OTK_REQUEST_TEXT));

  rowids[0] = otk_record_rowid (other);
  rowids[1] = 777;
  rowids[2] = otk_record_rowid (record);
  rows = otk_store_rows (f->store, OTK_ENTITY_REQUEST, rowids, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 3);
  g_assert_true (otk_record_equal (rows->pdata[0], other));
  g_assert_null (rows->pdata[1]);
  g_assert_true (otk_record_equal (rows->pdata[2], record));

  none = otk_store_find (f->store, OTK_ENTITY_REQUEST, &employee, &error);
  g_assert_no_error (error);
  g_assert_null (none);
}

static void
test_another_connection_reads (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (open_store);
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkStore) reader = open_store (f->path, OTK_STORE_READ, &error);
  g_autoptr (OtkRecord) seen = NULL;
  OtkId id = store_fixture_request (f, 1, "Видно всем", NULL);

  g_assert_no_error (error);
  seen = otk_store_find (reader, OTK_ENTITY_REQUEST, &id, &error);
  g_assert_nonnull (seen);
  g_assert_false (otk_store_begin (reader, NULL)
                  && store_append (reader, STORE_NOW, store_facts_new (), NULL, NULL)
                  && otk_store_commit (reader, NULL));
}

static void
test_rollback_and_savepoints (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (open_store);
  g_autoptr (GError) error = NULL;
  OtkId ids[3];

  for (guint i = 0; i < 3; i++)
    ids[i] = otk_id_new (STORE_NOW);
  otk_store_begin (f->store, &error);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (OtkRecord) record = otk_record_new (OTK_ENTITY_PRODUCT, &ids[i]);
      GPtrArray *facts = store_facts_new ();

      g_ptr_array_add (facts, otk_fact_create (record));
      g_assert_true (otk_store_savepoint (f->store, &error));
      g_assert_true (store_append (f->store, STORE_NOW, facts, NULL, &error));
      g_assert_true (otk_store_release (f->store, i != 1, &error));
    }
  g_assert_true (otk_store_commit (f->store, &error));
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (OtkRecord) found = otk_store_find (f->store, OTK_ENTITY_PRODUCT, &ids[i], &error);
      g_assert_true ((found != NULL) == (i != 1));
    }

  otk_store_begin (f->store, &error);
  {
    g_autoptr (OtkRecord) gone = otk_store_find (f->store, OTK_ENTITY_PRODUCT, &ids[0], &error);
    GPtrArray *facts = store_facts_new ();
    g_ptr_array_add (facts, otk_fact_delete (gone));
    g_assert_true (store_append (f->store, STORE_NOW, facts, NULL, &error));
  }
  otk_store_rollback (f->store);
  {
    g_autoptr (OtkRecord) back = otk_store_find (f->store, OTK_ENTITY_PRODUCT, &ids[0], &error);
    g_assert_nonnull (back);
  }
  g_assert_no_error (error);
}

static void
test_command_is_known_once (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (open_store);
  g_autoptr (GError) error = NULL;
  OtkId root = otk_id_new (STORE_NOW), actor = otk_id_new (STORE_NOW);
  g_autoptr (OtkCommand) command = otk_command_new (OTK_COMMAND_PAUSE, &actor, &root, STORE_NOW);
  g_autoptr (OtkCommand) back = NULL;
  g_autoptr (GPtrArray) latest = NULL;
  OtkDecision nothing = { .facts = store_facts_new () };

  otk_values_set_text (command->args, "reason", "Ждём деталь");
  command->base = otk_values_new ();
  otk_values_set_int (command->base, "status", 4);
  g_assert_false (otk_store_knows (f->store, &command->id, &error));
  otk_store_begin (f->store, &error);
  g_assert_true (otk_store_append (f->store, command, &nothing, &error));
  g_assert_true (otk_store_commit (f->store, &error));
  g_assert_true (otk_store_knows (f->store, &command->id, &error));

  back = otk_store_command (f->store, &command->id, &error);
  g_assert_cmpint (back->kind, ==, OTK_COMMAND_PAUSE);
  g_assert_true (otk_id_equal (&back->actor, &actor));
  g_assert_true (otk_id_equal (&back->root, &root));
  g_assert_true (otk_id_equal (&back->batch, &command->id));
  g_assert_cmpint (back->at, ==, STORE_NOW);
  g_assert_cmpstr (otk_values_get_text (back->args, "reason"), ==, "Ждём деталь");
  g_assert_cmpint (otk_values_get_int (back->base, "status", 0), ==, 4);

  otk_store_begin (f->store, &error);
  g_assert_no_error (error);
  g_assert_false (otk_store_append (f->store, command, &nothing, &error));
  g_assert_error (error, OTK_ERROR, OTK_ERROR_INVALID);
  otk_store_rollback (f->store);
  g_clear_error (&error);

  latest = otk_store_commands (f->store, &actor, STORE_NOW, 10, &error);
  g_assert_cmpuint (latest->len, ==, 1);
  g_clear_pointer (&latest, g_ptr_array_unref);
  latest = otk_store_commands (f->store, &actor, STORE_NOW + 1, 10, &error);
  g_assert_cmpuint (latest->len, ==, 0);
  g_clear_pointer (&latest, g_ptr_array_unref);
  latest = otk_store_commands (f->store, NULL, OTK_TIME_NONE, 10, &error);
  g_assert_cmpuint (latest->len, ==, 1);
  g_ptr_array_unref (nothing.facts);
}

static void
test_facts_come_back (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (open_store);
  g_autoptr (GError) error = NULL;
  OtkId id = store_fixture_request (f, 1, "Было", NULL);
  OtkId message = store_fixture_message (f, &id, OTK_MESSAGE_PUBLIC, "Привет");
  g_autoptr (GPtrArray) facts = NULL, none = NULL;
  const OtkFact *create, *said, *change, *removed;

  store_fixture_set (f, OTK_ENTITY_REQUEST, &id, OTK_REQUEST_SUBJECT, otk_value_text ("Стало"));
  store_fixture_remove (f, OTK_ENTITY_MESSAGE, &message);
  facts = otk_store_facts (f->store, &id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (facts->len, ==, 4);
  create = facts->pdata[0];
  said = facts->pdata[1];
  change = facts->pdata[2];
  removed = facts->pdata[3];
  g_assert_cmpint (create->kind, ==, OTK_FACT_CREATE);
  g_assert_cmpstr (otk_values_get_text (create->content, "subject"), ==, "Было");
  g_assert_true (otk_id_equal (&create->row, &id));
  g_assert_cmpint (said->entity, ==, OTK_ENTITY_MESSAGE);
  g_assert_true (otk_id_equal (&said->row, &message));
  g_assert_true (otk_id_equal (&said->root, &id));
  g_assert_cmpint (change->kind, ==, OTK_FACT_CHANGE);
  g_assert_cmpint (change->field, ==, OTK_REQUEST_SUBJECT);
  g_assert_cmpstr (change->before.text, ==, "Было");
  g_assert_cmpstr (change->after.text, ==, "Стало");
  g_assert_cmpint (change->n, >, said->n);
  g_assert_cmpint (change->at, >, create->at);
  g_assert_cmpint (removed->kind, ==, OTK_FACT_DELETE);
  g_assert_cmpstr (otk_values_get_text (removed->content, "body"), ==, "Привет");

  none = otk_store_facts (f->store, &message, &error);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_state_reads (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (open_store);
  g_autoptr (GError) error = NULL;
  OtkState *state = otk_store_state (f->store);
  OtkId employee = store_fixture_named (f, OTK_ENTITY_EMPLOYEE, "Анна");
  OtkId id = store_fixture_request (f, 41, "Занят", NULL);
  g_autoptr (GPtrArray) employees = NULL, facts = NULL;
  g_auto (OtkValue) who = otk_value_id (&employee);
  OtkId command;
  OtkWorkload workload;

  store_fixture_set (f, OTK_ENTITY_REQUEST, &id, OTK_REQUEST_ASSIGNED_AT,
                     otk_value_time (STORE_NOW));
  {
    g_autoptr (OtkRecord) record = otk_store_find (f->store, OTK_ENTITY_REQUEST, &id, &error);
    GPtrArray *change = store_facts_new ();
    g_ptr_array_add (change,
                     otk_fact_change (record, OTK_REQUEST_RESPONSIBLE,
                                      otk_record_get (record, OTK_REQUEST_RESPONSIBLE), &who));
    command = store_fixture_append (f, change);
  }
  otk_store_begin (f->store, &error);
  workload = otk_state_workload (state, &employee);
  g_assert_cmpint (workload.in_work, ==, 1);
  g_assert_cmpint (workload.last_assigned, ==, STORE_NOW);
  workload = otk_state_workload (state, &id);
  g_assert_cmpint (workload.in_work, ==, 0);
  g_assert_cmpint (workload.last_assigned, ==, OTK_TIME_NONE);
  /* 41 came with its record: it is not given again. */
  g_assert_cmpint (otk_state_next_number (state), ==, 42);
  g_assert_cmpint (otk_state_next_number (state), ==, 43);
  otk_store_rollback (f->store);
  otk_store_begin (f->store, &error);
  g_assert_cmpint (otk_state_next_number (state), ==, 42);
  employees = otk_state_list (state, OTK_ENTITY_EMPLOYEE, -1, NULL);
  g_assert_cmpuint (employees->len, ==, 1);
  facts = otk_state_facts_of (state, &command);
  g_assert_cmpuint (facts->len, ==, 1);
  g_assert_true (otk_store_commit (f->store, &error));
  g_assert_no_error (error);
}

static void
test_local_state (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (open_store);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts = NULL;
  g_autofree char *value = NULL;

  g_assert_true (otk_store_put_draft (f->store, "new", "Первый", 1, &error));
  g_assert_true (otk_store_put_draft (f->store, "reply:7", "Второй", 2, &error));
  g_assert_true (otk_store_put_draft (f->store, "new", "Первый и ещё", 3, &error));
  g_assert_true (otk_store_put_draft (f->store, "gone", "Третий", 4, &error));
  g_assert_true (otk_store_put_draft (f->store, "gone", "", 5, &error));
  drafts = otk_store_drafts (f->store, &error);
  g_assert_cmpuint (drafts->len, ==, 2);
  g_assert_cmpstr (((OtkDraft *) drafts->pdata[0])->text, ==, "Первый и ещё");
  g_assert_cmpint (((OtkDraft *) drafts->pdata[0])->changed, ==, 3);

  g_assert_null (otk_store_meta (f->store, "me", &error));
  g_assert_true (otk_store_put_meta (f->store, "me", "42", &error));
  value = otk_store_meta (f->store, "me", &error);
  g_assert_cmpstr (value, ==, "42");
  g_assert_no_error (error);
}

static void
test_record_keeps_its_root (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (open_store);
  g_autoptr (GError) error = NULL;
  OtkId first = store_fixture_request (f, 1, "А", NULL);
  OtkId second = store_fixture_request (f, 2, "Б", NULL);
  OtkId message = store_fixture_message (f, &first, OTK_MESSAGE_PUBLIC, "Привет");
  g_autoptr (OtkRecord) record = otk_store_find (f->store, OTK_ENTITY_MESSAGE, &message, &error);
  g_auto (OtkValue) other = otk_value_id (&second);
  GPtrArray *facts = store_facts_new ();

  g_ptr_array_add (facts, otk_fact_change (record, OTK_MESSAGE_REQUEST,
                                           otk_record_get (record, OTK_MESSAGE_REQUEST), &other));
  otk_store_begin (f->store, &error);
  g_assert_false (store_append (f->store, STORE_NOW, facts, NULL, &error));
  g_assert_error (error, OTK_ERROR, OTK_ERROR_INVALID);
  otk_store_rollback (f->store);
}

static void
print_line (const char *line, gpointer data)
{
  g_test_message ("%s", line);
}

static void
test_rebuild_finds_no_difference (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (open_store);
  g_autoptr (GError) error = NULL;
  OtkId customer = store_fixture_named (f, OTK_ENTITY_CUSTOMER, "Пётр Орлов");

  for (int i = 1; i <= 20; i++)
    {
      OtkId id = store_fixture_request (f, i, "Тема", "Текст обращения");
      OtkId message = store_fixture_message (f, &id, OTK_MESSAGE_HIDDEN, "Заметка");

      store_fixture_set (f, OTK_ENTITY_REQUEST, &id, OTK_REQUEST_CUSTOMER,
                         otk_value_id (&customer));
      store_fixture_set (f, OTK_ENTITY_REQUEST, &id, OTK_REQUEST_RESOLUTION_DUE,
                         otk_value_time (STORE_NOW + i * OTK_HOUR));
      if (i % 3 == 0)
        store_fixture_remove (f, OTK_ENTITY_MESSAGE, &message);
      if (i % 5 == 0)
        store_fixture_remove (f, OTK_ENTITY_REQUEST, &id);
    }
  store_fixture_set (f, OTK_ENTITY_CUSTOMER, &customer, OTK_CUSTOMER_NAME,
                     otk_value_text ("Пётр Воробьёв"));
  g_assert_cmpint (otk_store_rebuild (f->store, TRUE, print_line, NULL, &error), ==, 0);
  g_assert_no_error (error);
  while (otk_store_idle (f->store))
    ;
  g_assert_cmpint (otk_store_rebuild (f->store, TRUE, print_line, NULL, &error), ==, 0);
  g_assert_cmpint (otk_store_rebuild (f->store, FALSE, print_line, NULL, &error), ==, 0);
  g_assert_no_error (error);
}

static void
test_backup_is_whole (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (open_store);
  g_autoptr (GError) error = NULL;
  g_autofree char *copy = g_build_filename (f->folder, "copy.db", NULL);
  char *restored;
  OtkId id = store_fixture_request (f, 1, "Сохранить", NULL);
  OtkStore *other;
  g_autoptr (OtkRecord) found = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  g_assert_true (otk_store_backup (f->store, copy, NULL, &error));
  g_assert_no_error (error);
  restored = store_restore (copy);
  other = open_store (restored, OTK_STORE_WRITE, &error);
  g_assert_no_error (error);
  found = otk_store_find (other, OTK_ENTITY_REQUEST, &id, &error);
  g_assert_nonnull (found);
  g_assert_cmpint (otk_store_rebuild (other, TRUE, print_line, NULL, &error), ==, 0);
  otk_store_close (other);
  store_discard (restored);

  g_assert_false (otk_store_backup (f->store, copy, NULL, &error));
  g_assert_error (error, OTK_ERROR, OTK_ERROR_INVALID);
}

/* R-T9: checks of SLAs fall due among the timers of requests. */
static void
test_due_in_order (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (open_store);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) due = NULL, first = NULL;
  OtkId request = store_fixture_request (f, 1, "Принтер", NULL);
  OtkId early = store_fixture_named (f, OTK_ENTITY_SLA, "Доступ");
  OtkId late = store_fixture_named (f, OTK_ENTITY_SLA, "Серверы");
  const OtkDueTimer *timers;

  g_assert_cmpint (otk_store_next_due (f->store, &error), ==, OTK_TIME_NONE);
  store_fixture_set (f, OTK_ENTITY_SLA, &late, OTK_SLA_CHECK_DUE,
                     otk_value_int (STORE_NOW + 3 * OTK_HOUR));
  store_fixture_set (f, OTK_ENTITY_SLA, &early, OTK_SLA_CHECK_DUE,
                     otk_value_int (STORE_NOW + OTK_HOUR));
  store_fixture_set (f, OTK_ENTITY_REQUEST, &request, OTK_REQUEST_ANSWER_DUE,
                     otk_value_int (STORE_NOW + 2 * OTK_HOUR));
  g_assert_cmpint (otk_store_next_due (f->store, &error), ==, STORE_NOW + OTK_HOUR);

  due = otk_store_due (f->store, STORE_NOW + 2 * OTK_HOUR, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (due->len, ==, 2);
  timers = &g_array_index (due, OtkDueTimer, 0);
  g_assert_true (otk_id_equal (&timers[0].request, &early));
  g_assert_cmpint (timers[0].timer.kind, ==, OTK_TIMER_NORM_CHECK);
  g_assert_cmpint (timers[0].timer.due, ==, STORE_NOW + OTK_HOUR);
  g_assert_true (otk_id_equal (&timers[1].request, &request));
  g_assert_cmpint (timers[1].timer.kind, ==, OTK_TIMER_ANSWER_OVERDUE);

  first = otk_store_due (f->store, G_MAXINT64, 1, &error);
  g_assert_cmpuint (first->len, ==, 1);
}

void
store_suite_add (const char *name, StoreOpener opener)
{
  static const struct
  {
    const char *name;
    GTestFunc func;
  } tests[] = {
    { "append-find-rows", test_append_find_rows },
    { "readers", test_another_connection_reads },
    { "savepoints", test_rollback_and_savepoints },
    { "command-once", test_command_is_known_once },
    { "facts", test_facts_come_back },
    { "state", test_state_reads },
    { "local", test_local_state },
    { "due", test_due_in_order },
    { "root", test_record_keeps_its_root },
    { "rebuild", test_rebuild_finds_no_difference },
    { "backup", test_backup_is_whole },
  };

  open_store = opener;
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/", name, "/", tests[i].name, NULL);
      g_test_add_func (path, tests[i].func);
    }
}
