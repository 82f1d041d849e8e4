/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Views as SQL: they say the same as otk_view_matches(), in the right order, and can be stopped. */
#include "store-fixture.h"

#include "otk-error.h"

#include <string.h>

#define N_REQUESTS 300
#define N_VIEWS 400

static OtkId people[4];

static gboolean
chance (int percent)
{
  return g_test_rand_int_range (0, 100) < percent;
}

static const OtkId *
anybody (void)
{
  return &people[g_test_rand_int_range (0, G_N_ELEMENTS (people))];
}

/* Fields of each kind, so that conditions meet values now and then. */
static const struct
{
  guint field;
  int from, to; /* numbers */
} numbers[] = {
  { OTK_REQUEST_STATUS, 1, 8 },
  { OTK_REQUEST_PRIORITY, 1, 4 },
  { OTK_REQUEST_CREATED_AT, 0, 20 },
  { OTK_REQUEST_RESOLUTION_DUE, 0, 20 },
  { OTK_REQUEST_OVERDUE_RESOLUTION, 0, 2 },
  { OTK_REQUEST_OVERDUE_REACTION, 0, 2 },
  { OTK_REQUEST_NUMBER, 1, N_REQUESTS },
  { OTK_REQUEST_DELETED_AT, 1, 5 },
};

static const guint refs[] = { OTK_REQUEST_RESPONSIBLE, OTK_REQUEST_CREATED_BY };

static void
make_requests (StoreFixture *f, int n)
{
  static const char *const subjects[] = { "Ёлка", "ель", "Жук", "ёж", "Принтер", "принтер", "а" };
  GPtrArray *facts = store_facts_new ();

  for (int i = 0; i < n; i++)
    {
      OtkId id = otk_id_new (STORE_NOW + i);
      g_autoptr (OtkRecord) record = otk_record_new (OTK_ENTITY_REQUEST, &id);

      for (guint j = 0; j < G_N_ELEMENTS (numbers); j++)
        if (chance (numbers[j].field == OTK_REQUEST_DELETED_AT ? 10 : 70))
          otk_record_set_int (record, numbers[j].field,
                              g_test_rand_int_range (numbers[j].from, numbers[j].to));
      for (guint j = 0; j < G_N_ELEMENTS (refs); j++)
        if (chance (70))
          otk_record_set_id (record, refs[j], anybody ());
      if (chance (80))
        otk_record_set_text (record, OTK_REQUEST_SUBJECT,
                             subjects[g_test_rand_int_range (0, G_N_ELEMENTS (subjects))]);
      g_ptr_array_add (facts, otk_fact_create (record));
    }
  store_fixture_append (f, facts);
}

static void
add_number_condition (OtkView *view)
{
  static const OtkOp ops[] = { OTK_OP_EQ, OTK_OP_NE,    OTK_OP_IN,    OTK_OP_LT,
                               OTK_OP_GE, OTK_OP_EMPTY, OTK_OP_FILLED };
  guint at = (guint) g_test_rand_int_range (0, G_N_ELEMENTS (numbers));
  OtkOp op = ops[g_test_rand_int_range (0, G_N_ELEMENTS (ops))];
  gint64 some[3];

  for (guint i = 0; i < 3; i++)
    some[i] = g_test_rand_int_range (numbers[at].from, numbers[at].to);
  if (op == OTK_OP_IN)
    otk_view_add_ints (view, numbers[at].field, (guint) g_test_rand_int_range (1, 4), some);
  else if (op == OTK_OP_EMPTY || op == OTK_OP_FILLED)
    otk_view_add (view, numbers[at].field, op, NULL);
  else
    otk_view_add_int (view, numbers[at].field, op, some[0]);
}

static OtkView *
any_view (void)
{
  OtkView *view = otk_view_new (OTK_ENTITY_REQUEST);

  for (int n = g_test_rand_int_range (0, 4); n > 0; n--)
    add_number_condition (view);
  if (chance (40))
    otk_view_add_id (view, refs[g_test_rand_int_range (0, 2)], chance (50) ? OTK_OP_EQ : OTK_OP_NE,
                     anybody ());
  if (chance (20))
    otk_view_add (view, OTK_REQUEST_RESPONSIBLE, OTK_OP_ME, NULL);
  if (chance (60))
    {
      view->sort = (int) numbers[g_test_rand_int_range (0, G_N_ELEMENTS (numbers))].field;
      view->descending = chance (50);
    }
  return view;
}

static void
assert_order (const OtkView *view, GPtrArray *rows)
{
  for (guint i = 1; i < rows->len; i++)
    {
      const OtkRecord *a = rows->pdata[i - 1], *b = rows->pdata[i];
      gboolean down = view->sort < 0 || view->descending;
      gint64 x = 0, y = 0;

      if (view->sort >= 0)
        {
          /* Empty ones come last, whichever the direction. */
          if (otk_record_is_null (a, (guint) view->sort))
            {
              g_assert_true (otk_record_is_null (b, (guint) view->sort));
            }
          else
            {
              x = otk_record_int (a, (guint) view->sort);
              y = otk_record_is_null (b, (guint) view->sort)
                      ? (down ? G_MININT64 : G_MAXINT64)
                      : otk_record_int (b, (guint) view->sort);
            }
        }
      if (x == y)
        {
          x = otk_record_rowid (a);
          y = otk_record_rowid (b);
        }
      g_assert_true (down ? x > y : x < y);
    }
}

/* The first rows of a view, told at a glance, are those that it begins with. */
static void
assert_head (StoreFixture *f, const OtkView *view, const OtkId *viewer, const GArray *ids)
{
  guint most = (guint) g_test_rand_int_range (1, N_REQUESTS);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) head = otk_store_head (f->store, view, most, viewer, TRUE, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (head);
  g_assert_cmpmem (head->data, head->len * sizeof (gint64), ids->data,
                   MIN (most, ids->len) * sizeof (gint64));
}

static void
test_same_as_matches (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    people[i] = store_fixture_named (f, OTK_ENTITY_EMPLOYEE, i % 2 == 0 ? "Анна" : "Яна");
  make_requests (f, N_REQUESTS);
  all = otk_store_list (f->store, OTK_ENTITY_REQUEST, -1, NULL, &error);
  for (int n = 0; n < N_VIEWS; n++)
    {
      g_autoptr (OtkView) view = any_view ();
      const OtkId *viewer = chance (80) ? &people[0] : NULL;
      g_autoptr (GArray) ids = otk_store_ids (f->store, view, viewer, TRUE, NULL, &error);
      g_autoptr (GPtrArray) rows = NULL;
      g_autofree char *text = otk_view_print (view);
      guint expected = 0;

      g_assert_no_error (error);
      rows = otk_store_rows (f->store, OTK_ENTITY_REQUEST, (gint64 *) (gpointer) ids->data,
                             ids->len, &error);
      for (guint i = 0; i < all->len; i++)
        expected += otk_view_matches (view, all->pdata[i], viewer) ? 1 : 0;
      for (guint i = 0; i < rows->len; i++)
        if (!otk_view_matches (view, rows->pdata[i], viewer))
          g_error ("%s gives a row that does not match", text);
      if (rows->len != expected)
        g_error ("%s gives %u rows, %u match", text, rows->len, expected);
      g_assert_cmpint (otk_store_count (f->store, view, viewer, TRUE, NULL, &error), ==, expected);
      assert_order (view, rows);
      assert_head (f, view, viewer, ids);
    }
}

static char *
subjects_by (StoreFixture *f, guint field, gboolean descending, guint shown)
{
  g_autoptr (OtkView) view = otk_view_new (OTK_ENTITY_REQUEST);
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  view->sort = (int) field;
  view->descending = descending;
  ids = otk_store_ids (f->store, view, NULL, TRUE, NULL, NULL);
  rows = otk_store_rows (f->store, OTK_ENTITY_REQUEST, (gint64 *) (gpointer) ids->data, ids->len,
                         NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      const char *subject = otk_record_text (rows->pdata[i], shown);
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", subject != NULL ? subject : "-");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_names_in_russian_order (void)
{
  static const char *const subjects[] = { "Жук", "ёлка", "Ель", "дом", "Ёж", "яма", "Zip", NULL };
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autofree char *up = NULL, *down = NULL, *by_name = NULL, *by_name_down = NULL;
  OtkId yana = store_fixture_named (f, OTK_ENTITY_EMPLOYEE, "Яна");
  OtkId anna = store_fixture_named (f, OTK_ENTITY_EMPLOYEE, "анна");

  for (int i = 0; i < (int) G_N_ELEMENTS (subjects); i++)
    {
      OtkId id = store_fixture_request (f, i + 1, subjects[i], NULL);
      if (i < 4)
        store_fixture_set (f, OTK_ENTITY_REQUEST, &id, OTK_REQUEST_RESPONSIBLE,
                           otk_value_id (i % 2 == 0 ? &yana : &anna));
    }
  up = subjects_by (f, OTK_REQUEST_SUBJECT, FALSE, OTK_REQUEST_SUBJECT);
  g_assert_cmpstr (up, ==, "Zip дом Ёж ёлка Ель Жук яма -");
  down = subjects_by (f, OTK_REQUEST_SUBJECT, TRUE, OTK_REQUEST_SUBJECT);
  g_assert_cmpstr (down, ==, "яма Жук Ель ёлка Ёж дом Zip -");
  by_name = subjects_by (f, OTK_REQUEST_RESPONSIBLE, FALSE, OTK_REQUEST_SUBJECT);
  g_assert_cmpstr (by_name, ==, "ёлка дом Жук Ель Ёж яма Zip -");
  by_name_down = subjects_by (f, OTK_REQUEST_RESPONSIBLE, TRUE, OTK_REQUEST_SUBJECT);
  g_assert_cmpstr (by_name_down, ==, "Ель Жук дом ёлка - Zip яма Ёж");
}

static void
test_groups (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (OtkView) view = otk_view_new (OTK_ENTITY_REQUEST);
  g_autoptr (GHashTable) groups = NULL, flags = NULL;
  g_autoptr (GError) error = NULL;
  gint64 work = OTK_STATUS_IN_WORK, closed = OTK_STATUS_CLOSED, no = 0, yes = 1;

  for (int i = 1; i <= 5; i++)
    {
      OtkId id = store_fixture_request (f, i, "Тема", NULL);
      if (i < 3)
        store_fixture_set (f, OTK_ENTITY_REQUEST, &id, OTK_REQUEST_STATUS,
                           otk_value_int (OTK_STATUS_CLOSED));
      if (i < 4)
        store_fixture_set (f, OTK_ENTITY_REQUEST, &id, OTK_REQUEST_OVERDUE_REACTION,
                           otk_value_int (i % 2));
    }
  groups = otk_store_group_count (f->store, view, OTK_REQUEST_STATUS, NULL, TRUE, NULL, &error);
  g_assert_cmpint (*(gint64 *) g_hash_table_lookup (groups, &work), ==, 3);
  g_assert_cmpint (*(gint64 *) g_hash_table_lookup (groups, &closed), ==, 2);
  flags = otk_store_group_count (f->store, view, OTK_REQUEST_OVERDUE_REACTION, NULL, TRUE, NULL,
                                 &error);
  g_assert_cmpint (*(gint64 *) g_hash_table_lookup (flags, &yes), ==, 2);
  g_assert_cmpint (*(gint64 *) g_hash_table_lookup (flags, &no), ==, 3);
}

static void
test_cancelled (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (OtkView) view = otk_view_new (OTK_ENTITY_REQUEST);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = NULL;

  store_fixture_request (f, 1, "Тема", NULL);
  g_cancellable_cancel (cancellable);
  ids = otk_store_ids (f->store, view, NULL, TRUE, cancellable, &error);
  g_assert_null (ids);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  /* The next one is not stopped by the last one's cancellable. */
  ids = otk_store_ids (f->store, view, NULL, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 1);
}

/* Where it takes more than a glance, nobody waits: neither for a search nor for an order that no
 * index has. */
static void
test_head_gives_up (void)
{
  g_autoptr (StoreFixture) f = store_fixture_new (otk_store_open);
  g_autoptr (OtkView) view = otk_view_new (OTK_ENTITY_REQUEST);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    people[i] = store_fixture_named (f, OTK_ENTITY_EMPLOYEE, "Анна");
  make_requests (f, 8000);
  view->sort = OTK_REQUEST_OVERDUE_REACTION;
  g_assert_null (otk_store_head (f->store, view, 10, NULL, TRUE, NULL, &error));
  g_assert_no_error (error);
  view->sort = -1;
  view->search = g_strdup ("принтер");
  g_assert_null (otk_store_head (f->store, view, 10, NULL, TRUE, NULL, &error));
  g_assert_no_error (error);
  g_clear_pointer (&view->search, g_free);
  g_cancellable_cancel (cancellable);
  g_assert_null (otk_store_head (f->store, view, 10, NULL, TRUE, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  /* The next question has all the time it needs. */
  view->sort = OTK_REQUEST_OVERDUE_REACTION;
  ids = otk_store_ids (f->store, view, NULL, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, >, 5000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/same-as-matches", test_same_as_matches);
  g_test_add_func ("/views/russian-order", test_names_in_russian_order);
  g_test_add_func ("/views/groups", test_groups);
  g_test_add_func ("/views/cancelled", test_cancelled);
  g_test_add_func ("/views/head-gives-up", test_head_gives_up);
  return g_test_run ();
}
