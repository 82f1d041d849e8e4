/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * What the window costs, printed beside what it may: gui-bench DATABASE. Made for a database of a
 * million requests (otklikctl fill) and the Cairo renderer; figures of a smaller one are better.
 */
#include "otk-app-resources.h"
#include "otk-request-table.h"
#include "otk-window.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* How often the main loop is looked at, ms. */
#define LOOK 2

/* Between two looks: by the clock, and what this thread worked meanwhile. On a loaded machine the
 * first tells of the others, the second of us. */
static gint64 longest, longest_work, looked, worked;

static gint64
thread_work (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gboolean
look_cb (gpointer data)
{
  gint64 now = g_get_monotonic_time (), work = thread_work ();

  longest = MAX (longest, now - looked - LOOK * 1000);
  longest_work = MAX (longest_work, work - worked);
  looked = now;
  worked = work;
  return G_SOURCE_CONTINUE;
}

static void
begin (void)
{
  looked = g_get_monotonic_time ();
  worked = thread_work ();
  longest = longest_work = 0;
}

static void
row (const char *what, double reached, const char *unit, double target, gboolean at_least)
{
  gboolean met = at_least ? reached >= target : reached <= target;

  g_print ("%-44s %10.1f %-5s %s %8.1f  %s\n", what, reached, unit, at_least ? "≥" : "≤", target,
           met ? "met" : "MISSED");
}

static void
blocks (const char *when)
{
  g_autofree char *what = g_strdup_printf ("longest block, %s", when);
  g_autofree char *work = g_strdup_printf ("  of it worked, %s", when);

  row (what, longest / 1000.0, "ms", 50, FALSE);
  row (work, longest_work / 1000.0, "ms", 50, FALSE);
}

static GtkWidget *
find (GtkWidget *from, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (from), type))
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
iterate_until (gint64 end)
{
  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
}

/* Milliseconds since this process was started, from the kernel. */
static double
since_exec (void)
{
  g_autofree char *stat = NULL, *uptime = NULL;
  g_auto (GStrv) fields = NULL;

  if (!g_file_get_contents ("/proc/self/stat", &stat, NULL, NULL)
      || !g_file_get_contents ("/proc/uptime", &uptime, NULL, NULL))
    return 0;
  fields = g_strsplit (strrchr (stat, ')') + 2, " ", -1);
  return g_ascii_strtod (uptime, NULL) * 1000
         - g_ascii_strtod (fields[19], NULL) * 1000 / sysconf (_SC_CLK_TCK);
}

static double
resident_mb (void)
{
  g_autofree char *statm = NULL;
  long pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &statm, NULL, NULL))
    sscanf (statm, "%*d %ld", &pages);
  return pages * (double) sysconf (_SC_PAGESIZE) / (1024 * 1024);
}

static double
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
         + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static gboolean
scrolled_cb (GtkWidget *table, GdkFrameClock *clock, gpointer data)
{
  GtkAdjustment *adjustment = g_object_get_data (G_OBJECT (table), "otk-bench");
  int *frames = data;

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + 40);
  (*frames)++;
  return G_SOURCE_CONTINUE;
}

static void
wait_for_order (OtkListModel *model)
{
  while (otk_list_model_loading (model))
    g_main_context_iteration (NULL, TRUE);
}

static void
bench_scrolling (GtkWidget *table, GtkAdjustment *adjustment)
{
  int frames = 0;
  gint64 start = g_get_monotonic_time ();
  guint tick;

  g_object_set_data (G_OBJECT (table), "otk-bench", adjustment);
  begin ();
  tick = gtk_widget_add_tick_callback (table, scrolled_cb, &frames, NULL);
  iterate_until (start + 4 * G_USEC_PER_SEC);
  gtk_widget_remove_tick_callback (table, tick);
  row ("scroll, frames a second", frames / 4.0, "fps", 55, TRUE);
  blocks ("scroll");

  begin ();
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  iterate_until (g_get_monotonic_time () + G_USEC_PER_SEC / 2);
  blocks ("jump to the end");
}

static void
bench_views (OtkRequestTable *table)
{
  OtkListModel *model = otk_request_table_model (table);
  g_autoptr (OtkView) all = otk_view_new (OTK_ENTITY_REQUEST);
  g_autoptr (OtkView) high = otk_view_new (OTK_ENTITY_REQUEST);
  gint64 start = g_get_monotonic_time ();

  begin ();
  gtk_column_view_sort_by_column (otk_request_table_column_view (table),
                                  g_list_model_get_item (gtk_column_view_get_columns (
                                                             otk_request_table_column_view (table)),
                                                         1),
                                  GTK_SORT_ASCENDING);
  wait_for_order (model);
  row ("sort by number", (g_get_monotonic_time () - start) / 1000.0, "ms", 150, FALSE);
  iterate_until (g_get_monotonic_time () + G_USEC_PER_SEC / 2);
  blocks ("sort");

  otk_view_add_int (high, OTK_REQUEST_PRIORITY, OTK_OP_EQ, OTK_PRIORITY_HIGH);
  begin ();
  start = g_get_monotonic_time ();
  otk_request_table_set_view (table, high, NULL);
  wait_for_order (model);
  row ("open a folder", (g_get_monotonic_time () - start) / 1000.0, "ms", 50, FALSE);
  iterate_until (g_get_monotonic_time () + G_USEC_PER_SEC / 2);
  blocks ("filter");

  begin ();
  start = g_get_monotonic_time ();
  otk_request_table_set_view (table, all, "касса");
  wait_for_order (model);
  row ("search", (g_get_monotonic_time () - start) / 1000.0, "ms", 50, FALSE);
  iterate_until (g_get_monotonic_time () + G_USEC_PER_SEC / 2);
  blocks ("search");

  otk_request_table_set_view (table, all, NULL);
  wait_for_order (model);
  iterate_until (g_get_monotonic_time () + G_USEC_PER_SEC / 2);
}

static void
bench_card (OtkWindow *window, OtkRequestTable *table)
{
  for (guint i = 0; i < 2; i++)
    {
      gint64 start = g_get_monotonic_time ();

      gtk_widget_activate_action (GTK_WIDGET (table), "table.open-position", "u", i);
      row (i == 0 ? "card open, the first" : "card open",
           (g_get_monotonic_time () - start) / 1000.0, "ms", 50, FALSE);
      iterate_until (g_get_monotonic_time () + G_USEC_PER_SEC / 2);
    }
  gtk_widget_activate_action (GTK_WIDGET (window), "win.tab", "u", 1);
  iterate_until (g_get_monotonic_time () + G_USEC_PER_SEC / 2);
}

static void
bench_rest (OtkWindow *window)
{
  double cpu = cpu_seconds ();

  iterate_until (g_get_monotonic_time () + 10 * G_USEC_PER_SEC);
  row ("live countdowns, of a core", (cpu_seconds () - cpu) * 10, "%", 2, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  iterate_until (g_get_monotonic_time () + G_USEC_PER_SEC);
  cpu = cpu_seconds ();
  iterate_until (g_get_monotonic_time () + 5 * G_USEC_PER_SEC);
  row ("the same, out of sight", (cpu_seconds () - cpu) * 20, "%", 0.2, FALSE);
  row ("resident memory", resident_mb (), "MB", 150, FALSE);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkDesk) desk = NULL;
  g_autoptr (AdwApplication) application = NULL;
  OtkWindow *window;
  GtkWidget *table, *scroller;
  OtkListModel *model;
  guint look;

  if (argc != 2)
    {
      g_printerr ("Use: gui-bench DATABASE\n");
      return 2;
    }
  g_resources_register (otk_app_get_resource ());
  application = adw_application_new ("org.otklik.Bench", G_APPLICATION_NON_UNIQUE);
  g_object_set (application, "resource-base-path", "/org/otklik/Otklik", NULL);
  desk = otk_desk_open (argv[1], NULL, &error);
  if (desk == NULL || !g_application_register (G_APPLICATION (application), NULL, &error))
    {
      g_printerr ("gui-bench: %s\n", error->message);
      return 1;
    }
  window = otk_window_new (GTK_APPLICATION (application), desk);
  gtk_window_present (GTK_WINDOW (window));
  table = find (GTK_WIDGET (window), OTK_TYPE_REQUEST_TABLE);
  model = otk_request_table_model (OTK_REQUEST_TABLE (table));
  wait_for_order (model);
  while (!gtk_widget_get_mapped (table))
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_print ("%u requests\n", g_list_model_get_n_items (G_LIST_MODEL (model)));
  row ("exec to the first painted list", since_exec (), "ms", 500, FALSE);
  row ("  of it worked", cpu_seconds () * 1000, "ms", 500, FALSE);
  iterate_until (g_get_monotonic_time () + G_USEC_PER_SEC);

  look = g_timeout_add_full (G_PRIORITY_HIGH, LOOK, look_cb, NULL, NULL);
  scroller = gtk_widget_get_ancestor (GTK_WIDGET (otk_request_table_column_view (
                                          OTK_REQUEST_TABLE (table))),
                                      GTK_TYPE_SCROLLED_WINDOW);
  bench_scrolling (table, gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)));
  bench_views (OTK_REQUEST_TABLE (table));
  bench_card (window, OTK_REQUEST_TABLE (table));
  g_source_remove (look);
  bench_rest (window);
  gtk_window_destroy (GTK_WINDOW (window));
  otk_desk_close (desk);
  return 0;
}
