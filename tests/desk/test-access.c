/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-test-desk.h"

#include "otk-error.h"

/* A customer at the desk, product.md §1.16: Клара, with a request of her own, and one of Пётр's. */
typedef struct
{
  OtkTestDesk *test;
  OtkId clara;
  OtkId own, other;
  char *other_number;
} Fixture;

static void
give (Fixture *f, OtkCommand *command)
{
  g_autoptr (OtkCommand) given = command;
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkOutcome) outcome = otk_desk_submit (f->test->desk, given, &error);

  g_assert_no_error (error);
  g_assert_nonnull (outcome);
}

static void
write_message (Fixture *f, const OtkId *request, const char *body, gboolean hidden)
{
  OtkCommand *command = otk_desk_command (f->test->desk, OTK_COMMAND_MESSAGE, request);

  otk_command_with_text (command, "body", body);
  otk_command_with_int (command, "hidden", hidden);
  give (f, command);
}

static void
make_hers (Fixture *f)
{
  OtkCommand *account, *edit;

  f->clara = otk_test_save (f->test, OTK_ENTITY_CUSTOMER, "Клара");
  /* Her name is known before her account is: the two share an id. */
  g_assert_cmpstr (otk_desk_name (f->test->desk, OTK_ENTITY_CUSTOMER, &f->clara), ==, "Клара");
  account = otk_desk_command (f->test->desk, OTK_COMMAND_SAVE, &f->clara);
  otk_command_with_text (account, "entity", "employee");
  otk_command_with_text (account, "name", "Клара");
  otk_command_with_int (account, "role", OTK_ROLE_CUSTOMER);
  otk_command_with_int (account, "active", TRUE);
  give (f, account);
  edit = otk_desk_command (f->test->desk, OTK_COMMAND_EDIT, &f->own);
  otk_command_with_id (edit, "customer", &f->clara);
  otk_command_with_text (edit, "comment", "Ругается");
  give (f, edit);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (OtkRecord) other = NULL;
  g_autoptr (GError) error = NULL;
  OtkId service;

  f->test = otk_test_desk_new (OTK_TEST_MONDAY);
  service = otk_test_service (f->test, otk_record_id (otk_desk_me (f->test->desk)), 3600, 4 * 3600);
  f->own = otk_test_request (f->test, &service, "Принтер");
  f->other = otk_test_request (f->test, &service, "Принтер Петра");
  make_hers (f);
  write_message (f, &f->own, "Посмотрим завтра", FALSE);
  write_message (f, &f->own, "Подождёт до пятницы", TRUE);
  write_message (f, &f->other, "Готово", FALSE);
  other = otk_desk_find (f->test->desk, OTK_ENTITY_REQUEST, &f->other);
  f->other_number =
      g_strdup_printf ("%" G_GINT64_FORMAT, otk_record_int (other, OTK_REQUEST_NUMBER));
  g_assert_true (otk_desk_set_me (f->test->desk, &f->clara, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  otk_test_desk_free (f->test);
  g_free (f->other_number);
}

static void
test_finds_her_own (Fixture *f, gconstpointer data)
{
  OtkDesk *desk = f->test->desk;
  g_autoptr (OtkRecord) own = otk_desk_find (desk, OTK_ENTITY_REQUEST, &f->own);
  g_autoptr (OtkRecord) other = otk_desk_find (desk, OTK_ENTITY_REQUEST, &f->other);
  g_autoptr (OtkRecord) numbered = otk_desk_by_number (desk, f->other_number);
  g_autoptr (OtkRecord) herself = otk_desk_find (desk, OTK_ENTITY_CUSTOMER, &f->clara);
  g_autoptr (OtkRecord) account = otk_desk_find (desk, OTK_ENTITY_EMPLOYEE, &f->clara);

  g_assert_nonnull (own);
  g_assert_cmpstr (otk_record_name (own), ==, "Принтер");
  g_assert_true (otk_record_is_null (own, OTK_REQUEST_COMMENT));
  g_assert_null (other);
  g_assert_null (numbered);
  g_assert_nonnull (herself);
  g_assert_nonnull (account);
}

static void
test_lists_what_is_public (Fixture *f, gconstpointer data)
{
  OtkDesk *desk = f->test->desk;
  g_auto (OtkValue) of_own = otk_value_id (&f->own), of_other = otk_value_id (&f->other);
  g_auto (OtkValue) comment = otk_value_text ("Ругается");
  g_autoptr (GPtrArray) said =
      otk_desk_list (desk, OTK_ENTITY_MESSAGE, OTK_MESSAGE_REQUEST, &of_own);
  g_autoptr (GPtrArray) strange =
      otk_desk_list (desk, OTK_ENTITY_MESSAGE, OTK_MESSAGE_REQUEST, &of_other);
  g_autoptr (GPtrArray) guessed =
      otk_desk_list (desk, OTK_ENTITY_REQUEST, OTK_REQUEST_COMMENT, &comment);
  g_autoptr (GPtrArray) requests = otk_desk_list (desk, OTK_ENTITY_REQUEST, -1, NULL);
  g_autoptr (GPtrArray) customers = otk_desk_all (desk, OTK_ENTITY_CUSTOMER);
  g_autoptr (GPtrArray) services = otk_desk_all (desk, OTK_ENTITY_SERVICE);
  g_autoptr (GPtrArray) settings = otk_desk_all (desk, OTK_ENTITY_SETTING);
  g_autoptr (GPtrArray) log = otk_desk_facts (desk, &f->own);

  for (guint i = 0; i < said->len; i++)
    g_assert_cmpint (otk_record_int (said->pdata[i], OTK_MESSAGE_KIND), ==, OTK_MESSAGE_PUBLIC);
  g_assert_cmpuint (said->len, ==, 1);
  g_assert_cmpuint (strange->len, ==, 0);
  g_assert_cmpuint (guessed->len, ==, 0);
  g_assert_cmpuint (requests->len, ==, 1);
  g_assert_cmpuint (customers->len, ==, 1);
  g_assert_cmpuint (services->len, ==, 1);
  g_assert_true (otk_record_is_null (services->pdata[0], OTK_SERVICE_RESPONSIBLES));
  g_assert_cmpuint (settings->len, ==, 0);
  g_assert_cmpuint (log->len, ==, 0);
}

static guint
n_found (Fixture *f, OtkEntityType type, const char *text)
{
  g_autoptr (GPtrArray) found = otk_desk_search (f->test->desk, type, text, 10);

  return found->len;
}

static void
test_searches_what_is_public (Fixture *f, gconstpointer data)
{
  g_assert_cmpuint (n_found (f, OTK_ENTITY_REQUEST, "принтер"), ==, 1);
  g_assert_cmpuint (n_found (f, OTK_ENTITY_REQUEST, "завтра"), ==, 1);
  g_assert_cmpuint (n_found (f, OTK_ENTITY_REQUEST, "пятницы"), ==, 0);
  g_assert_cmpuint (n_found (f, OTK_ENTITY_CUSTOMER, "Клара"), ==, 1);
  g_assert_cmpuint (n_found (f, OTK_ENTITY_CUSTOMER, "Пётр"), ==, 0);
}

/* Rows keep their places: what is not hers is a gap. */
static void
test_rows_leave_gaps (Fixture *f, gconstpointer data)
{
  OtkState *state = otk_desk_state (f->test->desk);
  g_autoptr (OtkRecord) other = otk_state_find (state, OTK_ENTITY_REQUEST, &f->other);
  g_autoptr (OtkRecord) own = otk_state_find (state, OTK_ENTITY_REQUEST, &f->own);
  gint64 rowids[2];
  g_autoptr (GPtrArray) rows = NULL;

  /* Decisions read everything, whoever asks for them. */
  g_assert_nonnull (other);
  g_assert_cmpstr (otk_record_text (own, OTK_REQUEST_COMMENT), ==, "Ругается");
  rowids[0] = otk_record_rowid (other);
  rowids[1] = otk_record_rowid (own);
  rows = otk_desk_rows (f->test->desk, OTK_ENTITY_REQUEST, rowids, 2);
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_null (rows->pdata[0]);
  g_assert_nonnull (rows->pdata[1]);
  g_assert_cmpint (otk_record_rowid (rows->pdata[1]), ==, rowids[1]);
}

/* They share an id, and nothing else. */
static void
test_account_is_no_customer (Fixture *f, gconstpointer data)
{
  OtkState *state = otk_desk_state (f->test->desk);
  g_autoptr (OtkRecord) customer = otk_state_find (state, OTK_ENTITY_CUSTOMER, &f->clara);
  g_autoptr (OtkRecord) account = otk_state_find (state, OTK_ENTITY_EMPLOYEE, &f->clara);

  g_assert_cmpint (otk_record_type (customer), ==, OTK_ENTITY_CUSTOMER);
  g_assert_cmpint (otk_record_type (account), ==, OTK_ENTITY_EMPLOYEE);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/desk/customer/find", test_finds_her_own);
  ADD ("/desk/customer/list", test_lists_what_is_public);
  ADD ("/desk/customer/search", test_searches_what_is_public);
  ADD ("/desk/customer/rows", test_rows_leave_gaps);
  ADD ("/desk/customer/account", test_account_is_no_customer);
  return g_test_run ();
}
