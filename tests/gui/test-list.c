/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-column-sorter.h"
#include "otk-format.h"
#include "otk-id-selection.h"
#include "otk-match-cell.h"
#include "otk-test-desk.h"

#include <locale.h>

/* What an observer of GListModel has to believe. */
typedef struct
{
  guint n;
  guint edits;
} Mirror;

static void
items_changed_cb (GListModel *list, guint position, guint removed, guint added, Mirror *mirror)
{
  g_assert_cmpuint (position + removed, <=, mirror->n);
  mirror->n += added - removed;
  mirror->edits++;
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, mirror->n);
}

static GArray *
make_ids (gint64 first, gint64 last)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gint64 id = first; id <= last; id++)
    g_array_append_val (ids, id);
  return ids;
}

static void
answer_range (OtkListModel *model, gint64 first, gint64 last)
{
  g_autoptr (GArray) ids = make_ids (first, last);

  otk_list_model_answer (model, ids);
}

static void
test_order_is_told_truly (void)
{
  g_autoptr (OtkTestDesk) desk = otk_test_desk_new (OTK_TEST_MONDAY);
  g_autoptr (OtkListModel) model = otk_list_model_new (desk->desk);
  Mirror mirror = { 0 };

  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), &mirror);
  answer_range (model, 1, 10000);
  g_assert_cmpuint (mirror.n, ==, 10000);
  g_assert_cmpuint (mirror.edits, ==, 1);
  answer_range (model, 1, 10000);
  g_assert_cmpuint (mirror.edits, ==, 1);
  /* A few at an end: one small edit. */
  answer_range (model, 1, 10001);
  g_assert_cmpuint (mirror.edits, ==, 2);
  /* All others: in steps, never all replaced by all. */
  answer_range (model, 20000, 40000);
  g_assert_cmpuint (mirror.edits, ==, 5);
  g_assert_cmpint (otk_list_model_rowid (model, 0), ==, 20000);
  g_assert_cmpuint (otk_list_model_find (model, 20005), ==, 5);
  g_assert_cmpuint (otk_list_model_find (model, 5), ==, GTK_INVALID_LIST_POSITION);
}

static void
test_selection_follows_rows (void)
{
  g_autoptr (OtkTestDesk) desk = otk_test_desk_new (OTK_TEST_MONDAY);
  g_autoptr (OtkListModel) model = otk_list_model_new (desk->desk);
  g_autoptr (OtkIdSelection) selection = otk_id_selection_new (model);
  GtkSelectionModel *gtk = GTK_SELECTION_MODEL (selection);
  g_autoptr (GArray) moved = make_ids (1, 10);
  gint64 sixth = 6;

  answer_range (model, 1, 10);
  gtk_selection_model_select_item (gtk, 2, TRUE);
  gtk_selection_model_select_item (gtk, 5, FALSE);
  g_assert_cmpuint (otk_id_selection_count (selection), ==, 2);

  /* The sixth row goes to the top, and takes its mark along. */
  g_array_remove_index (moved, 5);
  g_array_prepend_val (moved, sixth);
  otk_list_model_answer (model, moved);
  g_assert_true (gtk_selection_model_is_selected (gtk, 0));
  g_assert_true (gtk_selection_model_is_selected (gtk, 3));
  g_assert_cmpuint (otk_id_selection_count (selection), ==, 2);

  answer_range (model, 4, 10);
  g_assert_cmpuint (otk_id_selection_count (selection), ==, 1);
  g_assert_true (gtk_selection_model_is_selected (gtk, 2));
}

static void
test_million_is_selected_at_once (void)
{
  g_autoptr (OtkTestDesk) desk = otk_test_desk_new (OTK_TEST_MONDAY);
  g_autoptr (OtkListModel) model = otk_list_model_new (desk->desk);
  g_autoptr (OtkIdSelection) selection = otk_id_selection_new (model);
  gint64 start;

  answer_range (model, 1, 1000000);
  start = g_get_monotonic_time ();
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (selection));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 500000);
  g_assert_cmpuint (otk_id_selection_count (selection), ==, 1000000);
  /* Not one row was read for it. */
  g_assert_cmpuint (otk_list_model_live_rows (model), ==, 0);
  /* Another order of the same rows: still all of them. */
  answer_range (model, 2, 1000001);
  g_assert_cmpuint (otk_id_selection_count (selection), ==, 1000000);
  otk_id_selection_forget (selection);
  g_assert_cmpuint (otk_id_selection_count (selection), ==, 0);
}

static void
wait_for_rows (OtkListModel *model, guint n)
{
  while (otk_list_model_loading (model) || g_list_model_get_n_items (G_LIST_MODEL (model)) != n)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_commits_reach_the_rows (void)
{
  g_autoptr (OtkTestDesk) desk = otk_test_desk_new (OTK_TEST_MONDAY);
  const OtkId *me = otk_record_id (otk_desk_me (desk->desk));
  OtkId service = otk_test_service (desk, me, 3600, 7200);
  OtkId first = otk_test_request (desk, &service, "VPN"), second;
  g_autoptr (OtkListModel) model = otk_list_model_new (desk->desk);
  g_autoptr (OtkView) view = otk_view_new (OTK_ENTITY_REQUEST);
  g_autoptr (OtkRow) row = NULL, same = NULL;

  otk_list_model_set_view (model, view);
  wait_for_rows (model, 1);
  row = g_list_model_get_item (G_LIST_MODEL (model), 0);
  g_assert_cmpstr (otk_record_name (otk_row_record (row)), ==, "VPN");

  second = otk_test_request (desk, &service, "Wi-Fi");
  wait_for_rows (model, 2);
  same = g_list_model_get_item (G_LIST_MODEL (model),
                                otk_list_model_find (model, otk_row_rowid (row)));
  g_assert_true (same == row);

  otk_test_do (desk, OTK_COMMAND_START, &first);
  while (otk_record_int (otk_row_record (row), OTK_REQUEST_STATUS) != OTK_STATUS_IN_WORK)
    g_main_context_iteration (NULL, TRUE);
  otk_test_do (desk, OTK_COMMAND_DELETE, &second);
  wait_for_rows (model, 1);
}

/* More than the top of a view that is told first. */
#define MANY 400

static void
register_many (OtkTestDesk *desk, const OtkId *service)
{
  g_autoptr (GPtrArray) types = otk_desk_all (desk->desk, OTK_ENTITY_REQUEST_TYPE);
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) (void (*) (void)) otk_command_unref);
  g_autoptr (GPtrArray) outcomes = NULL;
  OtkId customer = otk_test_save (desk, OTK_ENTITY_CUSTOMER, "Пётр Иванов");

  for (guint i = 0; i < MANY; i++)
    {
      OtkCommand *command = otk_desk_command (desk->desk, OTK_COMMAND_CREATE, NULL);

      otk_command_with_id (command, "type", otk_record_id (types->pdata[0]));
      otk_command_with_id (command, "service", service);
      otk_command_with_id (command, "customer", &customer);
      otk_command_with_text (command, "subject", "VPN");
      g_ptr_array_add (commands, command);
    }
  outcomes = otk_desk_submit_all (desk->desk, commands, NULL);
  g_assert_cmpuint (outcomes->len, ==, MANY);
}

/* The top of a long view is shown before the rest of its order is known, and then the rest is. */
static void
test_long_view_begins_with_its_top (void)
{
  g_autoptr (OtkTestDesk) desk = otk_test_desk_new (OTK_TEST_MONDAY);
  OtkId service = otk_test_service (desk, otk_record_id (otk_desk_me (desk->desk)), 3600, 7200);
  g_autoptr (OtkListModel) model = otk_list_model_new (desk->desk);
  g_autoptr (OtkView) view = otk_view_new (OTK_ENTITY_REQUEST);
  g_autoptr (GArray) ids = NULL;
  Mirror mirror = { 0 };

  register_many (desk, &service);
  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), &mirror);
  otk_list_model_set_view (model, view);
  while (otk_list_model_loading (model))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (mirror.n, >, 0);
  g_assert_cmpuint (mirror.n, <, MANY);
  wait_for_rows (model, MANY);
  g_assert_true (otk_list_model_complete (model));
  ids = otk_desk_ids (desk->desk, view, NULL);
  for (guint i = 0; i < MANY; i++)
    g_assert_cmpint (otk_list_model_rowid (model, i), ==, g_array_index (ids, gint64, i));

  /* Another order: the rows at the top become others at once. */
  view->sort = OTK_REQUEST_NUMBER;
  otk_list_model_set_view (model, view);
  wait_for_rows (model, MANY);
  while (!otk_list_model_complete (model))
    g_main_context_iteration (NULL, TRUE);
  g_clear_pointer (&ids, g_array_unref);
  ids = otk_desk_ids (desk->desk, view, NULL);
  for (guint i = 0; i < MANY; i++)
    g_assert_cmpint (otk_list_model_rowid (model, i), ==, g_array_index (ids, gint64, i));
}

static void
test_header_tells_its_field (void)
{
  g_autoptr (GtkSorter) sorter = otk_column_sorter_new (OTK_REQUEST_STATUS);
  g_autoptr (GtkSorter) none = GTK_SORTER (gtk_multi_sorter_new ());
  gboolean descending;

  g_assert_cmpint (otk_column_sorter_read (sorter, &descending), ==, OTK_REQUEST_STATUS);
  g_assert_false (descending);
  g_assert_cmpint (otk_column_sorter_read (none, &descending), ==, -1);
}

static void
test_match_is_bold (void)
{
  g_autofree char *markup = otk_match_markup ("a < \xe2\x81\xa8VPN\xe2\x81\xa9\nb");

  g_assert_cmpstr (markup, ==, "a &lt; <b>VPN</b> b");
}

static void
assert_text (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_times_read_well (void)
{
  OtkTime now = OTK_TEST_MONDAY;

  assert_text (otk_format_duration (40), "40 s");
  assert_text (otk_format_duration (12 * 60 + 5), "12 min 5 s");
  assert_text (otk_format_duration (2 * 3600 + 15 * 60 + 59), "2 h 15 min");
  assert_text (otk_format_duration (40 * 3600), "40 h");
  assert_text (otk_format_left (26 * OTK_HOUR), "1 d 2 h");
  assert_text (otk_format_left (1), "1 s");
  assert_text (otk_format_left (-12 * OTK_MINUTE), "overdue by 12 min");
  assert_text (otk_format_left (-20 * OTK_SECOND), "overdue");
  assert_text (otk_format_time (now - 20 * OTK_SECOND, now), "just now");
  assert_text (otk_format_time (now - 5 * OTK_MINUTE, now), "5 min ago");
  assert_text (otk_format_time (OTK_TIME_NONE, now), "");
  assert_text (otk_format_time (now - 3 * OTK_DAY, now), "3 days ago");
  assert_text (otk_format_time (now - 8 * OTK_DAY, now), "31 May 07:00");
}

/* Until it is said to change, the text stays; then it does change. */
static void
test_text_changes_when_said (void)
{
  static const gint64 moments[] = { 3 * OTK_DAY + 1,
                                    OTK_DAY + 1,
                                    OTK_DAY,
                                    OTK_HOUR + 500,
                                    OTK_HOUR,
                                    OTK_MINUTE,
                                    61 * OTK_SECOND + 1,
                                    5 * OTK_SECOND,
                                    1,
                                    -1,
                                    -61 * OTK_SECOND,
                                    -OTK_HOUR,
                                    -25 * OTK_HOUR - 7 };

  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      gint64 next = otk_format_left_next (moments[i]);
      g_autofree char *now = otk_format_left (moments[i]);
      g_autofree char *just_before = otk_format_left (moments[i] - next + 1);

      g_assert_cmpint (next, >, 0);
      g_assert_cmpstr (now, ==, just_before);
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/list/order-is-told-truly", test_order_is_told_truly);
  g_test_add_func ("/list/selection-follows-rows", test_selection_follows_rows);
  g_test_add_func ("/list/million-is-selected-at-once", test_million_is_selected_at_once);
  g_test_add_func ("/list/commits-reach-the-rows", test_commits_reach_the_rows);
  g_test_add_func ("/list/long-view-begins-with-its-top", test_long_view_begins_with_its_top);
  g_test_add_func ("/list/header-tells-its-field", test_header_tells_its_field);
  g_test_add_func ("/list/match-is-bold", test_match_is_bold);
  g_test_add_func ("/format/times-read-well", test_times_read_well);
  g_test_add_func ("/format/text-changes-when-said", test_text_changes_when_said);
  return g_test_run ();
}
