/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * What the window costs: gui-bench [--start | --countdowns] DATABASE prints the figures of one run,
 * all or those alone, for tests/bench/measure.py to put together. A line of a figure holds, between
 * tabs: what; by the clock; what was worked for it by the processor, "-" where nobody asks; the
 * unit; "<" or ">" and the target. Registers requests in DATABASE: give it a copy.
 */
#include "gui-bench.h"

#include "otk-app-resources.h"
#include "otk-application.h"
#include "otk-renderer.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* How often the main loop is looked at, ms. */
#define LOOK 2

static gboolean only_start, only_countdowns;

/* Between two looks: by the clock, and what this thread worked meanwhile. On a loaded machine the
 * first tells of the others, the second of us. */
static gint64 longest, longest_work, looked, worked;

double
bench_now (void)
{
  return g_get_monotonic_time () / 1000.0;
}

static double
work_of (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return time.tv_sec * 1000.0 + time.tv_nsec / 1e6;
}

double
bench_work (void)
{
  return work_of (CLOCK_PROCESS_CPUTIME_ID);
}

double
bench_thread_work (void)
{
  return work_of (CLOCK_THREAD_CPUTIME_ID);
}

void
bench_print (const char *what, double reached, double work, const char *unit, const char *target)
{
  g_print ("%s\t%.2f\t", what, reached);
  if (work < 0)
    g_print ("-");
  else
    g_print ("%.2f", work);
  g_print ("\t%s\t%s\n", unit, target);
}

static gboolean
look_cb (gpointer data)
{
  gint64 now = g_get_monotonic_time (), work = (gint64) (bench_thread_work () * 1000);

  longest = MAX (longest, now - looked - LOOK * 1000);
  longest_work = MAX (longest_work, work - worked);
  looked = now;
  worked = work;
  return G_SOURCE_CONTINUE;
}

void
bench_begin (void)
{
  looked = g_get_monotonic_time ();
  worked = (gint64) (bench_thread_work () * 1000);
  longest = longest_work = 0;
}

void
bench_block (const char *when)
{
  g_autofree char *what = g_strdup_printf ("longest block, %s", when);

  bench_print (what, longest / 1000.0, longest_work / 1000.0, "ms", "<50");
}

GtkWidget *
bench_find (GtkWidget *from, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (from), type))
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = bench_find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
time_is_up_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

void
bench_iterate (double ms)
{
  gboolean up = FALSE;

  g_timeout_add ((guint) ms, time_is_up_cb, &up);
  while (!up)
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

static void
bench_window (OtkWindow *window, OtkRequestTable *table)
{
  guint look = g_timeout_add_full (G_PRIORITY_HIGH, LOOK, look_cb, NULL, NULL);

  bench_list (table);
  bench_cards (window, table);
  bench_print ("resident memory, after all that", resident_mb (), -1, "MB", "<150");
  g_source_remove (look);
  bench_countdowns (window, table);
}

static gboolean
measure_cb (gpointer data)
{
  OtkWindow *window = data;
  OtkRequestTable *table =
      OTK_REQUEST_TABLE (bench_find (GTK_WIDGET (window), OTK_TYPE_REQUEST_TABLE));

  while (!otk_list_model_complete (otk_request_table_model (table)))
    g_main_context_iteration (NULL, TRUE);
  bench_print ("exec to the whole order known", since_exec (), bench_work (), "ms", "");
  bench_iterate (1500);
  bench_print ("resident memory, at rest", resident_mb (), -1, "MB", "<150");
  if (only_countdowns)
    bench_countdowns (window, table);
  else if (!only_start)
    bench_window (window, table);
  g_application_quit (g_application_get_default ());
  return G_SOURCE_REMOVE;
}

/* A frame is on the screen: is it the one with the list in it? */
static void
painted_cb (GdkFrameClock *clock, OtkWindow *window)
{
  GtkWidget *table = bench_find (GTK_WIDGET (window), OTK_TYPE_REQUEST_TABLE);
  OtkListModel *model;

  if (table == NULL)
    return;
  model = otk_request_table_model (OTK_REQUEST_TABLE (table));
  if (g_list_model_get_n_items (G_LIST_MODEL (model)) == 0
      || !gtk_widget_get_mapped (
          GTK_WIDGET (otk_request_table_column_view (OTK_REQUEST_TABLE (table)))))
    return;
  bench_print ("exec to the first painted list", since_exec (), bench_work (), "ms", "<500");
  g_signal_handlers_disconnect_by_func (clock, painted_cb, window);
  g_idle_add (measure_cb, window);
}

static void
window_realized_cb (GtkWidget *window)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted_cb),
                    window);
}

static void
window_added_cb (GtkApplication *application, GtkWindow *window)
{
  if (OTK_IS_WINDOW (window))
    g_signal_connect (window, "realize", G_CALLBACK (window_realized_cb), NULL);
}

int
main (int argc, char **argv)
{
  char *arguments[] = { argv[0], "--db", argv[argc - 1], NULL };
  g_autoptr (OtkApplication) application = NULL;

  only_start = argc == 3 && strcmp (argv[1], "--start") == 0;
  only_countdowns = argc == 3 && strcmp (argv[1], "--countdowns") == 0;
  if (argc != 2 && !only_start && !only_countdowns)
    {
      g_printerr ("Use: gui-bench [--start | --countdowns] DATABASE\n");
      return 2;
    }
  otk_choose_renderer ();
  g_setenv ("OTK_NON_UNIQUE", "1", TRUE);
  g_resources_register (otk_app_get_resource ());
  application = otk_application_new ();
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  return g_application_run (G_APPLICATION (application), 3, arguments);
}
