/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-cases.h"
#include "otk-error.h"
#include "otk-view.h"

#include <string.h>

static const OtkId me = { { 1 } };
static const OtkId other = { { 2 } };

static char *
parse (const OtkCase *test_case, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkView) view = otk_view_parse (OTK_ENTITY_REQUEST, test_case->input, &error);
  g_autofree char *text = NULL;
  const char *start, *end;

  if (view != NULL)
    return otk_view_print (view);
  g_assert_error (error, OTK_ERROR, OTK_ERROR_INVALID);
  text = otk_error_text (error);
  start = strstr (text, "«") + strlen ("«");
  end = g_strrstr (text, "»");
  return g_strdup_printf ("refused: %.*s", (int) (end - start), start);
}

static OtkRecord *
make_request (void)
{
  OtkRecord *request = otk_record_new (OTK_ENTITY_REQUEST, &(OtkId){ { 9 } });

  otk_record_set_int (request, OTK_REQUEST_STATUS, OTK_STATUS_IN_WORK);
  otk_record_set_int (request, OTK_REQUEST_PRIORITY, OTK_PRIORITY_HIGH);
  otk_record_set_id (request, OTK_REQUEST_RESPONSIBLE, &me);
  otk_record_set_time (request, OTK_REQUEST_CREATED_AT, 1000);
  return request;
}

static gboolean
matches (const OtkRecord *record, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkView) view = otk_view_parse (otk_record_type (record), text, &error);

  g_assert_no_error (error);
  return otk_view_matches (view, record, &me);
}

static void
test_conditions_hold (void)
{
  g_autoptr (OtkRecord) request = make_request ();

  g_assert_true (matches (request, ""));
  g_assert_true (matches (request, "priority=high; status in accepted,in_work; responsible=@me"));
  g_assert_false (matches (request, "priority=low"));
  g_assert_false (matches (request, "priority=high; status=closed"));
  g_assert_true (matches (request, "status!=closed"));
  g_assert_false (matches (request, "status!=in_work"));
  g_assert_true (matches (request, "created_at>=1000"));
  g_assert_false (matches (request, "created_at<1000"));
  g_assert_true (matches (request, "created_at<1001"));
  g_assert_true (matches (request, "company is empty; responsible is filled"));
  g_assert_true (matches (request, "overdue_reaction=no"));
  g_assert_false (matches (request, "resolution_due<5000"));
  g_assert_false (matches (request, "resolution_due>=0"));
  otk_record_set_id (request, OTK_REQUEST_RESPONSIBLE, &other);
  g_assert_false (matches (request, "responsible=@me"));
}

static void
test_deleted_are_left_out (void)
{
  g_autoptr (OtkRecord) request = make_request ();

  otk_record_set_time (request, OTK_REQUEST_DELETED_AT, 2000);
  g_assert_false (matches (request, "priority=high"));
  g_assert_true (matches (request, "deleted_at is filled"));
}

static void
test_lists_hold_each (void)
{
  g_autoptr (OtkRecord) task = otk_record_new (OTK_ENTITY_TASK, &(OtkId){ { 8 } });
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (OtkId));
  g_autofree char *people = NULL;

  g_array_append_val (ids, other);
  g_array_append_val (ids, me);
  people = otk_ids_print (ids);
  otk_record_set_text (task, OTK_TASK_PARTICIPANTS, people);
  g_assert_true (matches (task, "participants=@me"));
  otk_record_set_text (task, OTK_TASK_PARTICIPANTS, NULL);
  g_assert_false (matches (task, "participants=@me"));
}

static void
test_copy_and_drop (void)
{
  g_autoptr (OtkRecord) request = make_request ();
  g_autoptr (OtkView) view = otk_view_new (OTK_ENTITY_REQUEST);
  g_autoptr (OtkView) copy = NULL;

  otk_view_add_int (view, OTK_REQUEST_PRIORITY, OTK_OP_EQ, OTK_PRIORITY_LOW);
  otk_view_add_id (view, OTK_REQUEST_RESPONSIBLE, OTK_OP_EQ, &me);
  copy = otk_view_copy (view);
  otk_view_drop (copy, OTK_REQUEST_PRIORITY);
  g_assert_false (otk_view_matches (view, request, NULL));
  g_assert_true (otk_view_matches (copy, request, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  otk_cases_add ("view.txt", parse, NULL);
  g_test_add_func ("/view/conditions", test_conditions_hold);
  g_test_add_func ("/view/deleted", test_deleted_are_left_out);
  g_test_add_func ("/view/lists", test_lists_hold_each);
  g_test_add_func ("/view/copy", test_copy_and_drop);
  return g_test_run ();
}
