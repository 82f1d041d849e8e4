/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "otk-cases.h"

#include <string.h>

static char *
part (char **parts, guint at)
{
  return at < g_strv_length (parts) ? g_strstrip (parts[at]) : (char *) "";
}

/* "number: subject / text / public message / hidden message / requester" */
static void
make_request (StoreFixture *f, const char *line)
{
  g_auto (GStrv) sides = g_strsplit (line, ":", 2);
  g_auto (GStrv) parts = g_strsplit (sides[1], "/", -1);
  OtkId id = store_fixture_request (f, g_ascii_strtoll (g_strstrip (sides[0]), NULL, 10),
                                    part (parts, 0), part (parts, 1));

  if (*part (parts, 2) != '\0')
    store_fixture_message (f, &id, OTK_MESSAGE_PUBLIC, part (parts, 2));
  if (*part (parts, 3) != '\0')
    store_fixture_message (f, &id, OTK_MESSAGE_HIDDEN, part (parts, 3));
  if (*part (parts, 4) != '\0')
    {
      OtkId customer = store_fixture_named (f, OTK_ENTITY_CUSTOMER, part (parts, 4));
      store_fixture_set (f, OTK_ENTITY_REQUEST, &id, OTK_REQUEST_CUSTOMER,
                         otk_value_id (&customer));
    }
}

static char *
found (StoreFixture *f, const char *typed, gboolean staff)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkView) view = otk_view_new (OTK_ENTITY_REQUEST);
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  GString *numbers = g_string_new (NULL);

  view->search = g_strdup (typed);
  ids = otk_store_ids (f->store, view, NULL, staff, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (otk_store_count (f->store, view, NULL, staff, NULL, &error), ==, ids->len);
  rows = otk_store_rows (f->store, OTK_ENTITY_REQUEST, (gint64 *) (gpointer) ids->data, ids->len,
                         &error);
  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (numbers, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "",
                            otk_record_int (rows->pdata[i], OTK_REQUEST_NUMBER));
  if (rows->len == 0)
    g_string_append_c (numbers, '-');
  return g_string_free (numbers, FALSE);
}

static char *
search_case (const OtkCase *test_case, gpointer data)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  gboolean staff = g_str_has_prefix (test_case->program, "staff ");
  g_autofree char *typed = g_strdup (strchr (test_case->program, ' ') + 1);
  g_auto (GStrv) lines = g_strsplit (test_case->input, ";", -1);

  if (g_str_has_suffix (typed, "|"))
    typed[strlen (typed) - 1] = ' ';
  for (guint i = 0; lines[i] != NULL; i++)
    make_request (f, lines[i]);
  return found (f, typed, staff);
}

static void
assert_found (StoreFixture *f, const char *typed, const char *expected)
{
  g_autofree char *numbers = found (f, typed, TRUE);

  g_assert_cmpstr (numbers, ==, expected);
}

static void
test_index_follows_changes (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (GError) error = NULL;
  OtkId id = store_fixture_request (f, 1, "Принтер", "Стоит на складе");
  OtkId message = store_fixture_message (f, &id, OTK_MESSAGE_PUBLIC, "Картридж заменён");

  assert_found (f, "картридж", "1");
  store_fixture_set (f, OTK_ENTITY_REQUEST, &id, OTK_REQUEST_SUBJECT, otk_value_text ("Сканер"));
  assert_found (f, "принтер", "-");
  assert_found (f, "сканер", "1");
  store_fixture_set (f, OTK_ENTITY_MESSAGE, &message, OTK_MESSAGE_BODY, otk_value_text ("Тонер"));
  assert_found (f, "картридж", "-");
  assert_found (f, "тонер", "1");
  store_fixture_remove (f, OTK_ENTITY_MESSAGE, &message);
  assert_found (f, "тонер", "-");
  store_fixture_remove (f, OTK_ENTITY_REQUEST, &id);
  assert_found (f, "сканер", "-");

  /* What is taken back leaves no trace in the index either. */
  otk_store_begin (f->store, &error);
  {
    OtkId other = otk_id_new (STORE_NOW);
    g_autoptr (OtkRecord) record = otk_record_new (OTK_ENTITY_REQUEST, &other);
    GPtrArray *facts = store_facts_new ();

    otk_record_set_text (record, OTK_REQUEST_SUBJECT, "Призрак");
    g_ptr_array_add (facts, otk_fact_create (record));
    g_assert_true (store_append (f->store, STORE_NOW, facts, NULL, &error));
  }
  otk_store_rollback (f->store);
  assert_found (f, "призрак", "-");
  g_assert_cmpint (otk_store_rebuild (f->store, TRUE, NULL, NULL, &error), ==, 0);
}

static void
test_renamed_customer (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (GError) error = NULL;
  OtkId customer = store_fixture_named (f, OTK_ENTITY_CUSTOMER, "Анна Ким");
  GPtrArray *facts;

  for (int i = 1; i <= 50; i++)
    {
      OtkId id = store_fixture_request (f, i, "Монитор", NULL);
      store_fixture_set (f, OTK_ENTITY_REQUEST, &id, OTK_REQUEST_CUSTOMER,
                         otk_value_id (&customer));
    }
  store_fixture_set (f, OTK_ENTITY_CUSTOMER, &customer, OTK_CUSTOMER_NAME,
                     otk_value_text ("Анна Орлова"));
  /* The customer is found at once, the requests follow when there is time. */
  facts = otk_store_search (f->store, OTK_ENTITY_CUSTOMER, "орлов", 10, &error);
  g_assert_cmpuint (facts->len, ==, 1);
  g_ptr_array_unref (facts);
  while (otk_store_idle (f->store))
    ;
  assert_found (f, "ким", "-");
  {
    g_autofree char *all = found (f, "орлова", TRUE);
    g_assert_true (g_str_has_prefix (all, "50 49 "));
    g_assert_true (g_str_has_suffix (all, " 2 1"));
  }
  g_assert_cmpint (otk_store_rebuild (f->store, TRUE, NULL, NULL, &error), ==, 0);
}

static void
assert_excerpt (StoreFixture *f, const OtkId *id, const char *typed, gboolean staff,
                const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *excerpt = otk_store_excerpt (f->store, id, typed, staff, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (excerpt, ==, expected);
}

static void
test_excerpt_shows_why (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  OtkId id = store_fixture_request (
      f, 1, "Не печатает",
      "Утром пришли в отдел, включили свет, компьютеры и чайник, всё работало как всегда, а вот "
      "принтер на третьем этаже зажевал бумагу и мигает красным, помогите, пожалуйста");

  store_fixture_message (f, &id, OTK_MESSAGE_HIDDEN, "Опять этот барабан");
  assert_excerpt (f, &id, "печатать", TRUE, "Не \u2068печатает\u2069");
  assert_excerpt (f, &id, "gtxfnf", TRUE, "Не \u2068печатает\u2069");
  assert_excerpt (f, &id, "барабан", TRUE, "Опять этот \u2068барабан\u2069");
  assert_excerpt (f, &id, "барабан", FALSE, NULL);
  assert_excerpt (f, &id, "кофе", TRUE, NULL);
  {
    g_autofree char *excerpt = otk_store_excerpt (f->store, &id, "бумаги этаж", TRUE, NULL);
    g_assert_nonnull (strstr (excerpt, "\u2068этаже\u2069 зажевал \u2068бумагу\u2069"));
    g_assert_nonnull (strstr (excerpt, "…"));
  }
}

static void
test_small_tables (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) companies = NULL, articles = NULL;
  OtkId company = store_fixture_named (f, OTK_ENTITY_COMPANY, "ООО «Ромашка»");
  OtkId article = store_fixture_named (f, OTK_ENTITY_ARTICLE, "Как сбросить пароль");

  store_fixture_named (f, OTK_ENTITY_COMPANY, "АО «Василёк»");
  store_fixture_set (f, OTK_ENTITY_ARTICLE, &article, OTK_ARTICLE_BODY,
                     otk_value_text ("Нажмите на **замок** у имени"));
  companies = otk_store_search (f->store, OTK_ENTITY_COMPANY, "hjvf", 10, &error);
  g_assert_cmpuint (companies->len, ==, 1);
  g_assert_true (otk_id_equal (otk_record_id (companies->pdata[0]), &company));
  articles = otk_store_search (f->store, OTK_ENTITY_ARTICLE, "нажми", 10, &error);
  g_assert_cmpuint (articles->len, ==, 1);
}

static void
test_bulk_makes_the_index_at_the_end (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (GError) error = NULL;

  g_assert_true (otk_store_bulk_begin (f->store, &error));
  store_fixture_request (f, 1, "Принтер", NULL);
  store_fixture_request (f, 2, "Монитор", NULL);
  g_assert_true (otk_store_bulk_end (f->store, &error));
  assert_found (f, "принтер", "1");

  /* A program that died in between: whoever opens the database next makes up for it. */
  g_assert_true (otk_store_bulk_begin (f->store, &error));
  store_fixture_request (f, 3, "Принтеры", NULL);
  otk_store_close (f->store);
  f->store = otk_store_open (f->path, OTK_STORE_WRITE, &error);
  g_assert_no_error (error);
  assert_found (f, "принтер", "3 1");
}

/* A search among the open requests goes another way than one among all. */
static void
test_search_in_few_rows (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkView) view = otk_view_parse (OTK_ENTITY_REQUEST, "status=in_work", &error);
  g_autoptr (GArray) ids = NULL, none = NULL;
  OtkId closed;

  store_fixture_request (f, 1, "Принтер у окна", NULL);
  closed = store_fixture_request (f, 2, "Принтер у двери", NULL);
  store_fixture_request (f, 3, "Монитор", NULL);
  store_fixture_request (f, 4, "Принтеры", NULL);
  store_fixture_set (f, OTK_ENTITY_REQUEST, &closed, OTK_REQUEST_STATUS,
                     otk_value_int (OTK_STATUS_CLOSED));
  view->search = g_strdup ("принтер");
  view->sort = OTK_REQUEST_NUMBER;
  ids = otk_store_ids (f->store, view, NULL, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 2);
  g_assert_cmpint (g_array_index (ids, gint64, 0), <, g_array_index (ids, gint64, 1));
  g_assert_cmpint (otk_store_count (f->store, view, NULL, TRUE, NULL, &error), ==, 2);
  g_free (view->search);
  view->search = g_strdup ("двери");
  none = otk_store_ids (f->store, view, NULL, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  otk_cases_add ("search.txt", search_case, NULL);
  g_test_add_func ("/search/follows-changes", test_index_follows_changes);
  g_test_add_func ("/search/renamed-customer", test_renamed_customer);
  g_test_add_func ("/search/excerpt", test_excerpt_shows_why);
  g_test_add_func ("/search/small-tables", test_small_tables);
  g_test_add_func ("/search/few-rows", test_search_in_few_rows);
  g_test_add_func ("/search/bulk", test_bulk_makes_the_index_at_the_end);
  return g_test_run ();
}
