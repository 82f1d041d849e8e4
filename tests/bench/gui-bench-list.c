/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui-bench.h"
#include "otk-column-sorter.h"

#include <string.h>

/* Long enough for all that follows a change to be over. */
#define CALM 600
#define SCROLL_MS 4000
#define SCROLL_STEP 40

typedef struct
{
  GtkAdjustment *adjustment;
  int frames;
} Scroll;

static gboolean
scrolled_cb (GtkWidget *table, GdkFrameClock *clock, gpointer data)
{
  Scroll *scroll = data;

  gtk_adjustment_set_value (scroll->adjustment,
                            gtk_adjustment_get_value (scroll->adjustment) + SCROLL_STEP);
  scroll->frames++;
  return G_SOURCE_CONTINUE;
}

/* Until the rows at the top are those of the view. */
static void
wait_for_rows (OtkListModel *model)
{
  while (otk_list_model_loading (model))
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_all (OtkListModel *model)
{
  wait_for_rows (model);
  while (!otk_list_model_complete (model))
    g_main_context_iteration (NULL, TRUE);
}

static void
bench_scrolling (GtkWidget *table, GtkAdjustment *adjustment)
{
  Scroll scroll = { adjustment, 0 };
  double work;
  guint tick;

  bench_begin ();
  work = bench_thread_work ();
  tick = gtk_widget_add_tick_callback (table, scrolled_cb, &scroll, NULL);
  bench_iterate (SCROLL_MS);
  gtk_widget_remove_tick_callback (table, tick);
  work = bench_thread_work () - work;
  bench_print ("scroll", scroll.frames * 1000.0 / SCROLL_MS, scroll.frames * 1000.0 / work,
               "frames/s", ">55");
  bench_block ("scroll");

  bench_begin ();
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  bench_iterate (CALM);
  bench_block ("jump to the end");
}

static GtkColumnViewColumn *
column_of (GtkColumnView *view, int field)
{
  GListModel *columns = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      GtkSorter *sorter = gtk_column_view_column_get_sorter (column);

      if (sorter != NULL && otk_column_sorter_field (OTK_COLUMN_SORTER (sorter)) == field)
        return column;
    }
  g_error ("No column sorts by the field %d", field);
}

/* Sorts by a column as a click on its header does. */
static void
bench_sort (OtkRequestTable *table, int field)
{
  GtkColumnView *view = otk_request_table_column_view (table);
  OtkListModel *model = otk_request_table_model (table);
  GtkColumnViewColumn *by = column_of (view, field);
  const char *what = otk_entity (OTK_ENTITY_REQUEST)->fields[field].name;
  g_autofree char *all = g_strdup_printf ("sort by %s, all ids", what);
  g_autofree char *first = g_strdup_printf ("sort by %s, first rows", what);
  double start = bench_now (), work = bench_work ();

  bench_begin ();
  gtk_column_view_sort_by_column (view, by, GTK_SORT_ASCENDING);
  wait_for_rows (model);
  bench_print (first, bench_now () - start, bench_work () - work, "ms", "<150");
  wait_for_all (model);
  bench_print (all, bench_now () - start, bench_work () - work, "ms", "<150");
  bench_iterate (CALM);
  bench_block ("sort");
  gtk_column_view_sort_by_column (view, NULL, GTK_SORT_ASCENDING);
  wait_for_all (model);
  bench_iterate (CALM);
}

static void
bench_folder (OtkRequestTable *table, const char *filter)
{
  OtkListModel *model = otk_request_table_model (table);
  g_autoptr (OtkView) view = otk_view_parse (OTK_ENTITY_REQUEST, filter, NULL);
  g_autofree char *what = g_strdup_printf ("open a folder, %s", filter);
  double start = bench_now (), work = bench_work ();

  bench_begin ();
  otk_request_table_set_view (table, view, NULL);
  wait_for_rows (model);
  bench_print (what, bench_now () - start, bench_work () - work, "ms", "<50");
  wait_for_all (model);
  bench_iterate (CALM);
  bench_block ("filter");
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
percentile (GArray *times, guint percent)
{
  g_array_sort (times, compare);
  return g_array_index (times, double, (times->len - 1) * percent / 100);
}

/* Words letter by letter: a keystroke to the rows that it found. */
static void
bench_search (OtkRequestTable *table)
{
  static const char *const words[] = { "касса", "пароль", "маршрутизатор", "звонки", "ghbdtn" };
  OtkListModel *model = otk_request_table_model (table);
  g_autoptr (OtkView) all = otk_view_new (OTK_ENTITY_REQUEST);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) works = g_array_new (FALSE, FALSE, sizeof (double));

  bench_begin ();
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    for (glong n = 2; n <= g_utf8_strlen (words[i], -1); n++)
      {
        g_autofree char *typed = g_utf8_substring (words[i], 0, n);
        double start = bench_now (), work = bench_work ();

        otk_request_table_set_view (table, all, typed);
        wait_for_rows (model);
        start = bench_now () - start;
        work = bench_work () - work;
        g_array_append_val (times, start);
        g_array_append_val (works, work);
        bench_iterate (150);
      }
  bench_print ("search as you type, p50", percentile (times, 50), percentile (works, 50), "ms",
               "<50");
  bench_print ("search as you type, p99", percentile (times, 99), percentile (works, 99), "ms",
               "<50");
  bench_block ("search");
  otk_request_table_set_view (table, all, NULL);
  wait_for_all (model);
  bench_iterate (CALM);
}

void
bench_list (OtkRequestTable *table)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (otk_request_table_column_view (table)),
                                                 GTK_TYPE_SCROLLED_WINDOW);
  g_autoptr (OtkView) all = otk_view_new (OTK_ENTITY_REQUEST);

  bench_scrolling (GTK_WIDGET (table),
                   gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)));
  bench_sort (table, OTK_REQUEST_NUMBER);
  bench_sort (table, OTK_REQUEST_RESOLUTION_DUE);
  bench_sort (table, OTK_REQUEST_REACTION_DUE);
  bench_sort (table, OTK_REQUEST_RESPONSIBLE);
  bench_folder (table, "priority=high");
  bench_folder (table, "responsible=@me; status=in_work");
  otk_request_table_set_view (table, all, NULL);
  bench_iterate (CALM);
  bench_search (table);
}

void
bench_cards (OtkWindow *window, OtkRequestTable *table)
{
  for (guint i = 0; i < 4; i++)
    {
      double start = bench_now (), work = bench_work ();

      bench_begin ();
      gtk_widget_activate_action (GTK_WIDGET (table), "table.open-position", "u", i);
      bench_print (i == 0 ? "card open, the first" : "card open", bench_now () - start,
                   bench_work () - work, "ms", "<50");
      bench_iterate (CALM);
      bench_block (i == 0 ? "open, the first" : "open");
    }
  gtk_widget_activate_action (GTK_WIDGET (window), "win.tab", "u", 1);
  bench_iterate (CALM);
}
