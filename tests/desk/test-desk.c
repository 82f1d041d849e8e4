/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-test-desk.h"

#include "otk-error.h"
#include "otk-setting.h"
#include "otk-timer.h"

#include <glib/gstdio.h>

typedef struct
{
  OtkTestDesk *test;
  OtkId me;
  OtkId service;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->test = otk_test_desk_new (OTK_TEST_MONDAY);
  f->me = *otk_record_id (otk_desk_me (f->test->desk));
  f->service = otk_test_service (f->test, &f->me, 3600, 4 * 3600);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  otk_test_desk_free (f->test);
}

static OtkRecord *
request (Fixture *f, const OtkId *id)
{
  OtkRecord *record = otk_desk_find (f->test->desk, OTK_ENTITY_REQUEST, id);

  g_assert_nonnull (record);
  return record;
}

static void
pause_for (Fixture *f, const OtkId *id, gint64 seconds)
{
  g_autoptr (OtkCommand) command = otk_desk_command (f->test->desk, OTK_COMMAND_PAUSE, id);
  g_autoptr (OtkOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  otk_command_with_text (command, "reason", "Ждём ответа");
  otk_command_with_int (command, "planned", seconds);
  outcome = otk_desk_submit (f->test->desk, command, &error);
  g_assert_no_error (error);
}

static void
test_starts_empty (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) folders = otk_desk_all (f->test->desk, OTK_ENTITY_FOLDER);
  g_autoptr (GPtrArray) types = otk_desk_all (f->test->desk, OTK_ENTITY_REQUEST_TYPE);
  g_autoptr (GError) error = NULL;

  g_assert_false (otk_desk_is_empty (f->test->desk));
  g_assert_cmpint (otk_record_int (otk_desk_me (f->test->desk), OTK_EMPLOYEE_ROLE), ==,
                   OTK_ROLE_ADMINISTRATOR);
  g_assert_cmpuint (folders->len, ==, 3);
  g_assert_cmpuint (types->len, ==, 4);
  g_assert_false (otk_desk_start_empty (f->test->desk, "Борис", &error));
  g_assert_error (error, OTK_ERROR, OTK_ERROR_STALE);
}

static void
test_whole_life (Fixture *f, gconstpointer data)
{
  OtkId id = otk_test_request (f->test, &f->service, "Не открывается VPN");
  g_autoptr (OtkRecord) accepted = request (f, &id), done = NULL;

  g_assert_cmpint (otk_test_status (f->test, &id), ==, OTK_STATUS_ACCEPTED);
  g_assert_cmpint (otk_record_time (accepted, OTK_REQUEST_REACTION_DUE), ==,
                   OTK_TEST_MONDAY + OTK_HOUR);
  /* Lunch from 12 to 13 is not counted. */
  g_assert_cmpint (otk_record_time (accepted, OTK_REQUEST_RESOLUTION_DUE), ==,
                   OTK_TEST_MONDAY + 5 * OTK_HOUR);
  g_assert_true (otk_id_equal (otk_record_ref_id (accepted, OTK_REQUEST_RESPONSIBLE), &f->me));

  otk_clock_set (f->test->clock, OTK_TEST_MONDAY + 10 * OTK_MINUTE);
  otk_test_do (f->test, OTK_COMMAND_START, &id);
  g_assert_cmpint (otk_test_status (f->test, &id), ==, OTK_STATUS_IN_WORK);
  otk_clock_set (f->test->clock, OTK_TEST_MONDAY + 40 * OTK_MINUTE);
  otk_test_do (f->test, OTK_COMMAND_COMPLETE, &id);
  done = request (f, &id);
  g_assert_cmpint (otk_test_status (f->test, &id), ==, OTK_STATUS_DONE);
  g_assert_cmpint (otk_record_int (done, OTK_REQUEST_REACTION_SPENT), ==, 600);
  g_assert_cmpint (otk_record_int (done, OTK_REQUEST_RESOLUTION_SPENT), ==, 2400);
}

static void
test_refusal_writes_nothing (Fixture *f, gconstpointer data)
{
  OtkId id = otk_test_request (f->test, &f->service, "Принтер");
  g_autoptr (OtkCommand) command = otk_desk_command (f->test->desk, OTK_COMMAND_RESUME, &id);
  g_autoptr (OtkRecord) before = request (f, &id), after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (otk_desk_submit (f->test->desk, command, &error));
  g_assert_error (error, OTK_ERROR, OTK_ERROR_WRONG_STATUS);
  after = request (f, &id);
  g_assert_true (otk_record_equal (before, after));
}

static void
test_command_runs_once (Fixture *f, gconstpointer data)
{
  OtkId id = otk_test_request (f->test, &f->service, "Принтер");
  g_autoptr (OtkCommand) command = otk_desk_command (f->test->desk, OTK_COMMAND_MESSAGE, &id);
  g_autoptr (OtkOutcome) first = NULL, second = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_auto (OtkValue) of = otk_value_id (&id);
  g_autoptr (GError) error = NULL;

  otk_command_with_text (command, "body", "Позвоню через час");
  otk_command_with_int (command, "support", TRUE);
  first = otk_desk_submit (f->test->desk, command, &error);
  g_assert_no_error (error);
  second = otk_desk_submit (f->test->desk, command, &error);
  g_assert_no_error (error);
  g_assert_true (first->changed);
  g_assert_false (second->changed);
  messages = otk_desk_list (f->test->desk, OTK_ENTITY_MESSAGE, OTK_MESSAGE_REQUEST, &of);
  g_assert_cmpuint (messages->len, ==, 1);
}

static void
test_undo_and_redo (Fixture *f, gconstpointer data)
{
  OtkId id = otk_test_request (f->test, &f->service, "Принтер"), batch;
  g_autoptr (GError) error = NULL;

  otk_test_do (f->test, OTK_COMMAND_START, &id);
  g_assert_true (otk_desk_last_undoable (f->test->desk, &batch));
  otk_outcome_free (otk_desk_undo (f->test->desk, &batch, &error));
  g_assert_no_error (error);
  g_assert_cmpint (otk_test_status (f->test, &id), ==, OTK_STATUS_ACCEPTED);

  g_assert_true (otk_desk_last_redoable (f->test->desk, &batch));
  otk_outcome_free (otk_desk_undo (f->test->desk, &batch, &error));
  g_assert_no_error (error);
  g_assert_cmpint (otk_test_status (f->test, &id), ==, OTK_STATUS_IN_WORK);
  g_assert_false (otk_desk_last_redoable (f->test->desk, &batch));

  /* What is a day old stays. */
  otk_clock_set (f->test->clock, OTK_TEST_MONDAY + OTK_DAY + OTK_MINUTE);
  g_assert_false (otk_desk_last_undoable (f->test->desk, &batch));
}

static void
test_bulk_is_one_undo (Fixture *f, gconstpointer data)
{
  OtkId a = otk_test_request (f->test, &f->service, "Первое");
  OtkId b = otk_test_request (f->test, &f->service, "Второе"), batch;
  OtkId c = otk_test_request (f->test, &f->service, "Третье");
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) otk_command_unref);
  g_autoptr (GPtrArray) outcomes = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (commands, otk_desk_command (f->test->desk, OTK_COMMAND_START, &a));
  g_ptr_array_add (commands, otk_desk_command (f->test->desk, OTK_COMMAND_RESUME, &c));
  g_ptr_array_add (commands, otk_desk_command (f->test->desk, OTK_COMMAND_START, &b));
  outcomes = otk_desk_submit_all (f->test->desk, commands, &error);
  g_assert_no_error (error);
  g_assert_null (((OtkOutcome *) g_ptr_array_index (outcomes, 0))->error);
  g_assert_error (((OtkOutcome *) g_ptr_array_index (outcomes, 1))->error, OTK_ERROR,
                  OTK_ERROR_WRONG_STATUS);
  g_assert_null (((OtkOutcome *) g_ptr_array_index (outcomes, 2))->error);

  g_assert_true (otk_desk_last_undoable (f->test->desk, &batch));
  otk_outcome_free (otk_desk_undo (f->test->desk, &batch, &error));
  g_assert_no_error (error);
  g_assert_cmpint (otk_test_status (f->test, &a), ==, OTK_STATUS_ACCEPTED);
  g_assert_cmpint (otk_test_status (f->test, &b), ==, OTK_STATUS_ACCEPTED);
}

static GPtrArray *
messages_on (Fixture *f, const OtkId *request, guint n)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_command_unref);

  for (guint i = 0; i < n; i++)
    {
      OtkCommand *command = otk_desk_command (f->test->desk, OTK_COMMAND_MESSAGE, request);

      otk_command_with_text (command, "body", "Позвоню через час");
      otk_command_with_int (command, "support", TRUE);
      g_ptr_array_add (commands, command);
    }
  return commands;
}

/* Raises the flag while the first part of the action is told of, before the second begins. */
typedef struct
{
  GCancellable *cancellable;
  GPtrArray *outcomes;
  GError *error;
  gboolean answered;
} Bulk;

static void
stop_cb (OtkDesk *desk, GArray *changes, gpointer data)
{
  g_cancellable_cancel (((Bulk *) data)->cancellable);
}

static void
bulk_answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Bulk *bulk = data;

  bulk->outcomes = otk_desk_submit_all_finish (OTK_DESK (source), result, &bulk->error);
  bulk->answered = TRUE;
}

static void
test_stopped_bulk_says_what_is_written (Fixture *f, gconstpointer data)
{
  OtkId id = otk_test_request (f->test, &f->service, "Принтер"), batch;
  g_autoptr (GPtrArray) commands = messages_on (f, &id, 3000);
  g_autoptr (GPtrArray) written = NULL;
  g_auto (OtkValue) of = otk_value_id (&id);
  Bulk bulk = { g_cancellable_new () };
  guint done = 0;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_signal_connect (f->test->desk, "changed", G_CALLBACK (stop_cb), &bulk);
  otk_desk_submit_all_async (f->test->desk, commands, bulk.cancellable, NULL, NULL,
                             bulk_answered_cb, &bulk);
  while (!bulk.answered)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (bulk.error);
  g_assert_cmpuint (bulk.outcomes->len, ==, commands->len);
  for (guint i = 0; i < bulk.outcomes->len; i++)
    {
      const OtkOutcome *outcome = g_ptr_array_index (bulk.outcomes, i);

      g_assert_true (outcome->skipped == !outcome->changed);
      if (outcome->skipped)
        g_assert_error (outcome->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      done += outcome->changed;
    }
  written = otk_desk_list (f->test->desk, OTK_ENTITY_MESSAGE, OTK_MESSAGE_REQUEST, &of);
  g_assert_cmpuint (done, >, 0);
  g_assert_cmpuint (done, <, commands->len);
  g_assert_cmpuint (written->len, ==, done);
  g_assert_true (otk_desk_last_undoable (f->test->desk, &batch));
  g_assert_true (otk_id_equal (&batch, &((OtkCommand *) commands->pdata[0])->batch));
  g_clear_pointer (&bulk.outcomes, g_ptr_array_unref);
  g_object_unref (bulk.cancellable);
}

static void
test_bulk_cancelled_at_once_is_an_error (Fixture *f, gconstpointer data)
{
  OtkId id = otk_test_request (f->test, &f->service, "Принтер");
  g_autoptr (GPtrArray) commands = messages_on (f, &id, 2);
  Bulk bulk = { g_cancellable_new () };

  g_cancellable_cancel (bulk.cancellable);
  otk_desk_submit_all_async (f->test->desk, commands, bulk.cancellable, NULL, NULL,
                             bulk_answered_cb, &bulk);
  while (!bulk.answered)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (bulk.outcomes);
  g_assert_error (bulk.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&bulk.error);
  g_object_unref (bulk.cancellable);
}

static void
count_cb (OtkDesk *desk, GArray *changes, gpointer data)
{
  guint *count = data;

  for (guint i = 0; i < changes->len; i++)
    if (g_array_index (changes, OtkChange, i).entity == OTK_ENTITY_REQUEST)
      (*count)++;
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  OtkOutcome **outcome = data;

  *outcome = otk_desk_submit_finish (OTK_DESK (source), result, &error);
  g_assert_no_error (error);
}

static void
test_feed_comes_before_the_answer (Fixture *f, gconstpointer data)
{
  OtkId id = otk_test_request (f->test, &f->service, "Принтер");
  g_autoptr (OtkCommand) command = otk_desk_command (f->test->desk, OTK_COMMAND_START, &id);
  OtkOutcome *outcome = NULL;
  guint heard = 0;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_signal_connect (f->test->desk, "changed", G_CALLBACK (count_cb), &heard);
  otk_desk_submit_async (f->test->desk, command, NULL, submitted_cb, &outcome);
  while (outcome == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      g_assert_true (outcome == NULL || heard == 1);
    }
  otk_outcome_free (outcome);
}

static void
test_pause_ends_by_itself (Fixture *f, gconstpointer data)
{
  OtkId id = otk_test_request (f->test, &f->service, "Принтер");
  g_autoptr (OtkRecord) resumed = NULL;

  otk_test_do (f->test, OTK_COMMAND_START, &id);
  otk_clock_set (f->test->clock, OTK_TEST_MONDAY + OTK_HOUR);
  pause_for (f, &id, 2 * 3600);
  g_assert_cmpint (otk_test_status (f->test, &id), ==, OTK_STATUS_WAITING);

  otk_clock_set (f->test->clock, OTK_TEST_MONDAY + 3 * OTK_HOUR);
  while (otk_test_status (f->test, &id) == OTK_STATUS_WAITING)
    g_main_context_iteration (NULL, TRUE);
  /* Example B1: an hour used, three left, from 13:00. */
  resumed = request (f, &id);
  g_assert_cmpint (otk_test_status (f->test, &id), ==, OTK_STATUS_IN_WORK);
  g_assert_cmpint (otk_record_time (resumed, OTK_REQUEST_RESOLUTION_DUE), ==,
                   OTK_TEST_MONDAY + 6 * OTK_HOUR);
}

/* Nobody overtakes a timer: the pause ends at its moment, before what is done after it. */
static void
test_due_timers_come_first (Fixture *f, gconstpointer data)
{
  OtkId id = otk_test_request (f->test, &f->service, "Принтер");
  g_autoptr (OtkRecord) done = NULL;

  otk_test_do (f->test, OTK_COMMAND_START, &id);
  pause_for (f, &id, 3600);
  otk_clock_set (f->test->clock, OTK_TEST_MONDAY + 90 * OTK_MINUTE);
  otk_test_do (f->test, OTK_COMMAND_COMPLETE, &id);
  done = request (f, &id);
  g_assert_cmpint (otk_test_status (f->test, &id), ==, OTK_STATUS_DONE);
  g_assert_cmpint (otk_record_int (done, OTK_REQUEST_RESOLUTION_SPENT), ==, 1800);
}

/* R-T9 over a real file: a check of an SLA falls due among the timers of requests. */
static void
test_share_is_checked_daily (Fixture *f, gconstpointer data)
{
  OtkId id = otk_test_request (f->test, &f->service, "Принтер");
  g_autoptr (OtkRecord) service = otk_desk_find (f->test->desk, OTK_ENTITY_SERVICE, &f->service);
  const OtkId *sla = otk_record_ref_id (service, OTK_SERVICE_SLA);
  g_autoptr (OtkCommand) save = otk_desk_command (f->test->desk, OTK_COMMAND_SAVE, sla);
  g_autoptr (OtkOutcome) outcome = NULL;
  g_autoptr (GPtrArray) notices = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (OtkValue) kind = otk_value_int (OTK_NOTICE_SHARE_LOW);

  otk_command_with_text (save, "entity", "sla");
  otk_command_with_int (save, "threshold", 80);
  otk_command_with_int (save, "threshold_breach", OTK_BREACH_SYSTEM);
  otk_command_with_text (save, "check_time", "18:00");
  outcome = otk_desk_submit (f->test->desk, save, &error);
  g_assert_no_error (error);
  otk_test_do (f->test, OTK_COMMAND_START, &id);
  otk_clock_set (f->test->clock, OTK_TEST_MONDAY + 7 * OTK_HOUR);
  otk_desk_tick (f->test->desk, &error);
  otk_test_do (f->test, OTK_COMMAND_COMPLETE, &id);
  otk_clock_set (f->test->clock, OTK_TEST_MONDAY + OTK_DAY);
  otk_desk_tick (f->test->desk, &error);
  g_assert_no_error (error);
  notices = otk_desk_list (f->test->desk, OTK_ENTITY_NOTICE, OTK_NOTICE_KIND, &kind);
  g_assert_cmpuint (notices->len, ==, 1);
  g_assert_cmpstr (otk_record_text (notices->pdata[0], OTK_NOTICE_DETAIL), ==, "Доступ, 0 %");
}

/* How long the main loop would sleep now, in ms. */
static int
sleep_of_loop (void)
{
  GMainContext *context = g_main_context_default ();
  int priority, timeout = 0;

  g_assert_true (g_main_context_acquire (context));
  if (!g_main_context_prepare (context, &priority))
    g_main_context_query (context, priority, &timeout, NULL, 0);
  g_main_context_release (context);
  return timeout;
}

/* A timer that has fired as a command already changes nothing and stays due. The desk sleeps over
 * it, but not over the timers that live. */
static void
test_dead_timer_lets_the_desk_sleep (Fixture *f, gconstpointer data)
{
  OtkId dead = otk_test_request (f->test, &f->service, "Принтер");
  OtkId live = otk_test_request (f->test, &f->service, "Сканер");
  OtkTimer timer = { OTK_TIMER_RESUME, OTK_TEST_MONDAY + 20 * OTK_MINUTE };
  g_autoptr (OtkCommand) early = otk_timer_command (&dead, &timer);
  g_autoptr (OtkOutcome) outcome = otk_desk_submit (f->test->desk, early, NULL);
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  g_assert_nonnull (outcome);
  g_assert_false (outcome->changed);
  otk_test_do (f->test, OTK_COMMAND_START, &dead);
  otk_test_do (f->test, OTK_COMMAND_START, &live);
  pause_for (f, &dead, 20 * 60);
  pause_for (f, &live, 20 * 60 + 30);

  otk_clock_set (f->test->clock, OTK_TEST_MONDAY + 20 * OTK_MINUTE);
  while (sleep_of_loop () < 20000 && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (otk_test_status (f->test, &dead), ==, OTK_STATUS_WAITING);
  g_assert_cmpint (sleep_of_loop (), >, 20000);
  g_assert_cmpint (sleep_of_loop (), <=, 30000);

  otk_clock_set (f->test->clock, OTK_TEST_MONDAY + 21 * OTK_MINUTE);
  while (sleep_of_loop () < 50000 && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (otk_test_status (f->test, &live), ==, OTK_STATUS_IN_WORK);
  g_assert_cmpint (sleep_of_loop (), >, 50000);
}

static void
test_what_fell_due_while_closed_is_dated_back (Fixture *f, gconstpointer data)
{
  OtkId id = otk_test_request (f->test, &f->service, "Принтер");
  g_autoptr (OtkRecord) record = NULL;
  g_autoptr (GPtrArray) notices = NULL;
  g_auto (OtkValue) of = otk_value_id (&id);
  OtkTime last = G_MININT64;
  gboolean breached = FALSE;

  otk_test_do (f->test, OTK_COMMAND_START, &id);
  otk_clock_set (f->test->clock, OTK_TEST_MONDAY + OTK_HOUR);
  pause_for (f, &id, 2 * 3600);
  otk_test_desk_reopen (f->test, OTK_TEST_MONDAY + 2 * OTK_DAY);

  record = request (f, &id);
  g_assert_cmpint (otk_test_status (f->test, &id), ==, OTK_STATUS_IN_WORK);
  g_assert_cmpint (otk_record_time (record, OTK_REQUEST_STATUS_SINCE), ==,
                   OTK_TEST_MONDAY + 3 * OTK_HOUR);
  g_assert_true (otk_record_int (record, OTK_REQUEST_OVERDUE_RESOLUTION));

  notices = otk_desk_list (f->test->desk, OTK_ENTITY_NOTICE, OTK_NOTICE_REQUEST, &of);
  for (guint i = 0; i < notices->len; i++)
    {
      OtkRecord *notice = g_ptr_array_index (notices, i);
      g_assert_cmpint (otk_record_time (notice, OTK_NOTICE_AT), >=, last);
      last = otk_record_time (notice, OTK_NOTICE_AT);
      if (otk_record_int (notice, OTK_NOTICE_KIND) == OTK_NOTICE_RESOLUTION_BREACH)
        {
          g_assert_false (breached);
          breached = TRUE;
          g_assert_cmpint (last, ==, OTK_TEST_MONDAY + 6 * OTK_HOUR);
        }
    }
  g_assert_true (breached);
  g_assert_cmpint (otk_desk_tick (f->test->desk, NULL), ==, 0);
}

static void
test_draft_is_kept_and_fulfilled (Fixture *f, gconstpointer data)
{
  OtkId id = otk_test_request (f->test, &f->service, "Принтер");
  g_autofree char *key = NULL, *id_text = otk_id_to_string (&id), *kept = NULL, *gone = NULL;
  g_autoptr (OtkCommand) command = NULL;
  g_autoptr (OtkOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  key = g_strconcat ("reply:", id_text, NULL);
  otk_desk_save_draft (f->test->desk, key, "Доброе");
  otk_desk_save_draft (f->test->desk, key, "Доброе утро");
  otk_test_desk_reopen (f->test, OTK_TEST_MONDAY);
  kept = otk_desk_draft (f->test->desk, key);
  g_assert_cmpstr (kept, ==, "Доброе утро");

  command = otk_desk_command (f->test->desk, OTK_COMMAND_MESSAGE, &id);
  otk_command_with_text (command, "body", "Доброе утро");
  otk_command_with_int (command, "support", TRUE);
  otk_desk_fulfil_draft (f->test->desk, command, key);
  outcome = otk_desk_submit (f->test->desk, command, &error);
  g_assert_no_error (error);
  gone = otk_desk_draft (f->test->desk, key);
  g_assert_null (gone);
}

static void
file_added_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  char **sha256 = data;
  goffset size;
  g_autofree char *media_type = NULL;

  *sha256 = otk_desk_add_file_finish (OTK_DESK (source), result, &size, &media_type, &error);
  g_assert_no_error (error);
  g_assert_cmpint (size, ==, 3);
}

static void
test_file_is_kept_by_its_content (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->test->folder, "снимок.txt", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path), kept = NULL;
  g_autofree char *sha256 = NULL, *content = NULL;

  g_assert_true (g_file_set_contents (path, "abc", 3, NULL));
  otk_desk_add_file_async (f->test->desk, file, NULL, file_added_cb, &sha256);
  while (sha256 == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (sha256, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  kept = otk_desk_file (f->test->desk, sha256);
  g_assert_true (g_file_load_contents (kept, NULL, &content, NULL, NULL, NULL));
  g_assert_cmpstr (content, ==, "abc");
}

static void
ids_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GArray **ids = data;

  *ids = otk_desk_ids_finish (OTK_DESK (source), result, NULL);
}

static void
test_view_is_read_aside (Fixture *f, gconstpointer data)
{
  OtkId id = otk_test_request (f->test, &f->service, "Принтер");
  g_autoptr (OtkView) view =
      otk_view_parse (OTK_ENTITY_REQUEST, "responsible=@me; status=accepted", NULL);
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  otk_desk_ids_async (f->test->desk, view, NULL, ids_cb, &ids);
  while (ids == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (ids->len, ==, 1);
  rows = otk_desk_rows (f->test->desk, OTK_ENTITY_REQUEST, (gint64 *) (gpointer) ids->data, 1);
  g_assert_true (otk_id_equal (otk_record_id (g_ptr_array_index (rows, 0)), &id));
}

static void
set (Fixture *f, const char *key, const char *value)
{
  OtkId id = otk_setting_id (key);
  g_autoptr (OtkCommand) command = otk_desk_command (f->test->desk, OTK_COMMAND_SAVE, &id);
  g_autoptr (OtkOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  otk_command_with_text (command, "entity", "setting");
  otk_command_with_text (command, "key", key);
  otk_command_with_text (command, "value", value);
  outcome = otk_desk_submit (f->test->desk, command, &error);
  g_assert_no_error (error);
}

/* B4-4: where everybody sees only his own, an operator's list holds no other. */
static void
test_operator_sees_his_own (Fixture *f, gconstpointer data)
{
  OtkValues *values = otk_values_new ();
  g_autoptr (OtkView) view = otk_view_new (OTK_ENTITY_REQUEST);
  g_autoptr (GArray) all = NULL, own = NULL;
  g_autoptr (GError) error = NULL;
  OtkId operator;

  otk_values_set_int (values, "role", OTK_ROLE_OPERATOR);
  otk_values_set_int (values, "active", TRUE);
  operator= otk_test_save_with (f->test, OTK_ENTITY_EMPLOYEE, "Борис", values);
  otk_test_request (f->test, &f->service, "Принтер");
  set (f, OTK_KEY_VISIBILITY, "own");

  all = otk_desk_ids (f->test->desk, view, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_true (otk_desk_set_me (f->test->desk, &operator, & error));
  own = otk_desk_ids (f->test->desk, view, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (own->len, ==, 0);
}

/* Nothing that was counted may count backwards, whatever the wall clock does. */
static void
test_clock_that_jumps_back (Fixture *f, gconstpointer data)
{
  OtkId id = otk_test_request (f->test, &f->service, "Принтер");
  g_autoptr (OtkRecord) done = NULL;

  otk_test_do (f->test, OTK_COMMAND_START, &id);
  otk_clock_set (f->test->clock, OTK_TEST_MONDAY - OTK_DAY);
  g_assert_cmpint (otk_desk_tick (f->test->desk, NULL), ==, 0);
  otk_test_do (f->test, OTK_COMMAND_COMPLETE, &id);
  done = request (f, &id);
  g_assert_cmpint (otk_test_status (f->test, &id), ==, OTK_STATUS_DONE);
  g_assert_cmpint (otk_record_int (done, OTK_REQUEST_RESOLUTION_SPENT), ==, 0);
  g_assert_cmpint (otk_record_time (done, OTK_REQUEST_STATUS_SINCE), >=, OTK_TEST_MONDAY);
  g_assert_cmpint (otk_record_time (done, OTK_REQUEST_DONE_AT), >=,
                   otk_record_time (done, OTK_REQUEST_STARTED_AT));
}

/* Nobody waits for it to see the desk, and nobody acts before it. */
static void
test_opened_aside_it_catches_up_first (Fixture *f, gconstpointer data)
{
  OtkId id = otk_test_request (f->test, &f->service, "Принтер");
  g_autoptr (OtkRecord) record = NULL;

  otk_test_do (f->test, OTK_COMMAND_START, &id);
  otk_clock_set (f->test->clock, OTK_TEST_MONDAY + OTK_HOUR);
  pause_for (f, &id, 2 * 3600);
  otk_test_desk_reopen_aside (f->test, OTK_TEST_MONDAY + 5 * OTK_HOUR);
  otk_test_do (f->test, OTK_COMMAND_COMPLETE, &id);

  record = request (f, &id);
  g_assert_cmpint (otk_test_status (f->test, &id), ==, OTK_STATUS_DONE);
  /* An hour before the pause and two after it. */
  g_assert_cmpint (otk_record_int (record, OTK_REQUEST_RESOLUTION_SPENT), ==, 3 * 3600);
}

typedef struct
{
  gboolean done;
  GError *error;
} Refusal;

static void
refused_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Refusal *refusal = data;

  g_assert_null (otk_desk_open_finish (result, &refusal->error));
  refusal->done = TRUE;
}

static void
test_opened_aside_it_tells_why_not (Fixture *f, gconstpointer data)
{
  Refusal refusal = { 0 };

  otk_desk_open_async (f->test->path, NULL, refused_cb, &refusal);
  while (!refusal.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (refusal.error, OTK_ERROR, OTK_ERROR_BUSY);
  g_clear_error (&refusal.error);
}

static void
test_second_program_is_told_who_holds_the_file (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_null (otk_desk_open (f->test->path, NULL, &error));
  g_assert_error (error, OTK_ERROR, OTK_ERROR_BUSY);
  text = otk_error_text (error);
  g_assert_cmpuint (strlen (text), >, 10);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/desk/starts-empty", test_starts_empty);
  ADD ("/desk/whole-life", test_whole_life);
  ADD ("/desk/refusal", test_refusal_writes_nothing);
  ADD ("/desk/once", test_command_runs_once);
  ADD ("/desk/undo-redo", test_undo_and_redo);
  ADD ("/desk/bulk", test_bulk_is_one_undo);
  ADD ("/desk/bulk-stopped", test_stopped_bulk_says_what_is_written);
  ADD ("/desk/bulk-cancelled", test_bulk_cancelled_at_once_is_an_error);
  ADD ("/desk/feed-first", test_feed_comes_before_the_answer);
  ADD ("/desk/pause-ends", test_pause_ends_by_itself);
  ADD ("/desk/due-first", test_due_timers_come_first);
  ADD ("/desk/share-checked", test_share_is_checked_daily);
  ADD ("/desk/dead-timer", test_dead_timer_lets_the_desk_sleep);
  ADD ("/desk/dated-back", test_what_fell_due_while_closed_is_dated_back);
  ADD ("/desk/draft", test_draft_is_kept_and_fulfilled);
  ADD ("/desk/file", test_file_is_kept_by_its_content);
  ADD ("/desk/view", test_view_is_read_aside);
  ADD ("/desk/own-requests", test_operator_sees_his_own);
  ADD ("/desk/clock-back", test_clock_that_jumps_back);
  ADD ("/desk/aside", test_opened_aside_it_catches_up_first);
  ADD ("/desk/aside-busy", test_opened_aside_it_tells_why_not);
  ADD ("/desk/busy", test_second_program_is_told_who_holds_the_file);
  return g_test_run ();
}
