/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "otk-error.h"
#include "otk-test-postgres.h"

#include <sqlite3.h>

/* What a field may hold goes into the log and comes back as it was. */
static const gint64 numbers[] = { 0,
                                  1,
                                  -1,
                                  246,
                                  247,
                                  248,
                                  249,
                                  STORE_NOW,
                                  STORE_NOW + 1,
                                  STORE_NOW - 400 * OTK_DAY,
                                  STORE_NOW + 400 * OTK_DAY,
                                  G_MAXINT64,
                                  G_MININT64 };
static const char *const texts[] = {
  "",     "plain", "«Ёлки» — №1, и всё… ґ ў", "Привет", "принтер 🖨 стоит",
  "中文", "Ҳа",    "\xc2\x98\xc2\xa0"
};

static void
assert_text_comes_back (const char *text)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (GError) error = NULL;
  OtkId id = store_fixture_request (f, 1, text, NULL);
  g_autoptr (GPtrArray) facts = NULL;
  const OtkFact *fact;

  store_fixture_set (f, OTK_ENTITY_REQUEST, &id, OTK_REQUEST_COMMENT, otk_value_text (text));
  facts = otk_store_facts (f->store, &id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (facts->len, ==, 2);
  fact = facts->pdata[0];
  g_assert_cmpstr (otk_values_get_text (fact->content, "subject"), ==, text);
  fact = facts->pdata[1];
  g_assert_cmpint (fact->after.type, ==, OTK_VALUE_TEXT);
  g_assert_cmpstr (fact->after.text, ==, text);
  g_assert_cmpint (otk_store_rebuild (f->store, TRUE, NULL, NULL, &error), ==, 0);
}

static void
test_texts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_text_comes_back (texts[i]);
}

static void
test_numbers (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (GError) error = NULL;
  OtkId id = store_fixture_request (f, 1, "Числа", NULL);
  g_autoptr (GPtrArray) facts = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    store_fixture_set (f, OTK_ENTITY_REQUEST, &id, OTK_REQUEST_RATING, otk_value_int (numbers[i]));
  store_fixture_set (f, OTK_ENTITY_REQUEST, &id, OTK_REQUEST_RATING, otk_value_null ());
  facts = otk_store_facts (f->store, &id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (facts->len, ==, G_N_ELEMENTS (numbers) + 2);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const OtkFact *fact = facts->pdata[i + 1], *next = facts->pdata[i + 2];

      g_assert_cmpint (fact->after.number, ==, numbers[i]);
      g_assert_cmpint (next->before.number, ==, numbers[i]);
    }
  g_assert_true (otk_value_is_null (&((OtkFact *) facts->pdata[facts->len - 1])->after));
}

/* One command changes several records, one of them again, under two roots. */
static void
test_order_of_a_command (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (GError) error = NULL;
  OtkId ids[3] = { store_fixture_request (f, 1, "Один", NULL) };
  static const guint places[] = { 0, 1, 0, 2, 0 };
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify) otk_record_unref);
  GPtrArray *facts = store_facts_new ();
  g_autoptr (GPtrArray) back = NULL;
  OtkId command;

  ids[1] = store_fixture_message (f, &ids[0], OTK_MESSAGE_PUBLIC, "Раз");
  ids[2] = store_fixture_request (f, 2, "Два", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      gboolean message = places[i] == 1;
      g_autoptr (OtkRecord) record =
          otk_store_find (f->store, message ? OTK_ENTITY_MESSAGE : OTK_ENTITY_REQUEST,
                          &ids[places[i]], &error);
      g_auto (OtkValue) before = otk_value_null (), after = otk_value_int ((gint64) i + 1);

      g_assert_nonnull (record);
      g_ptr_array_add (facts, otk_fact_change (record,
                                               message ? OTK_MESSAGE_TASK_MINUTES
                                                       : OTK_REQUEST_TASK_MINUTES,
                                               &before, &after));
    }
  command = store_fixture_append (f, facts);
  back = otk_state_facts_of (otk_store_state (f->store), &command);
  g_assert_cmpuint (back->len, ==, G_N_ELEMENTS (places));
  for (guint i = 0; i < back->len; i++)
    {
      const OtkFact *fact = back->pdata[i];

      g_assert_cmpint (fact->after.number, ==, i + 1);
      g_assert_true (otk_id_equal (&fact->row, &ids[places[i]]));
      g_assert_true (otk_id_equal (&fact->root, &ids[places[i] == 2 ? 2 : 0]));
      if (i > 0)
        g_assert_cmpint (fact->n, >, ((OtkFact *) back->pdata[i - 1])->n);
    }
}

static void
damage (const char *path, int length)
{
  sqlite3 *db = NULL;
  g_autofree char *sql =
      g_strdup_printf ("UPDATE fact SET changes = substr (changes, 1, %d)", length);

  if (otk_store_is_shared (path))
    {
      otk_test_postgres_exec (path, sql);
      return;
    }
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

/* Wherever the bytes end, the answer is a plain one. */
static void
test_damaged_log (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  OtkId id = store_fixture_request (f, 1, "Повреждено", "Текст");

  for (int length = 150; length >= 0; length--)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) facts = NULL;

      damage (f->path, length);
      facts = otk_store_facts (f->store, &id, &error);
      if (facts != NULL)
        g_assert_no_error (error);
      else
        g_assert_error (error, OTK_ERROR, OTK_ERROR_CORRUPT);
      if (length == 0)
        g_assert_null (facts);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log/texts", test_texts);
  g_test_add_func ("/log/numbers", test_numbers);
  g_test_add_func ("/log/order", test_order_of_a_command);
  g_test_add_func ("/log/damaged", test_damaged_log);
  return g_test_run ();
}
