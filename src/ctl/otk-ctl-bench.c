/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-ctl.h"

#include "otk-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ROWS_ON_SCREEN 60
#define CARDS 200
#define COMMANDS 500
#define ROUNDS 7

static const OtkCtlOption bench_options[] = {
  { "strict", NULL, N_ ("refuse where a target is missed") },
  { NULL },
};

typedef struct
{
  OtkCtl *ctl;
  OtkId me;
  GArray *ids; /* every request, newest first */
  guint missed;
  GError *failure;
} Bench;

static double
now_ms (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double one = *(const double *) a;
  double two = *(const double *) b;
  return one < two ? -1 : one > two;
}

static double
percentile (GArray *times, guint percent)
{
  if (times->len == 0)
    return 0;
  g_array_sort (times, compare_doubles);
  return g_array_index (times, double, (times->len - 1) * percent / 100);
}

static void
print_figure (Bench *bench, const char *what, double reached, double target, const char *unit)
{
  gboolean met = reached < target;
  if (!met)
    bench->missed++;
  g_print ("%-44s %9.2f %s  target < %g %s  %s\n", what, reached, unit, target, unit,
           met ? "met" : "MISSED");
}

/* Query to rows: what stands between a click and a list. */
static gboolean
open_view (Bench *bench, const OtkView *view, gboolean rows, double *ms)
{
  OtkStore *store = bench->ctl->store;
  double began = now_ms ();
  g_autoptr (GArray) ids = otk_store_ids (store, view, &bench->me, TRUE, NULL, &bench->failure);
  if (ids == NULL)
    return FALSE;
  if (rows)
    {
      g_autoptr (GPtrArray) shown =
          otk_store_rows (store, OTK_ENTITY_REQUEST, (const gint64 *) ids->data,
                          MIN (ids->len, ROWS_ON_SCREEN), &bench->failure);
      if (shown == NULL)
        return FALSE;
    }
  *ms = now_ms () - began;
  return TRUE;
}

static gboolean
median_of_view (Bench *bench, const OtkView *view, gboolean rows, double *ms)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < ROUNDS; i++)
    {
      double once;
      if (!open_view (bench, view, rows, &once))
        return FALSE;
      g_array_append_val (times, once);
    }
  *ms = percentile (times, 50);
  return TRUE;
}

static gboolean
bench_folders (Bench *bench)
{
  g_autoptr (GPtrArray) folders =
      otk_store_list (bench->ctl->store, OTK_ENTITY_FOLDER, -1, NULL, &bench->failure);
  for (guint i = 0; folders != NULL && i < folders->len; i++)
    {
      const OtkRecord *folder = g_ptr_array_index (folders, i);
      const char *filter = otk_record_text (folder, OTK_FOLDER_FILTER);
      g_autoptr (OtkView) view =
          otk_view_parse (OTK_ENTITY_REQUEST, filter != NULL ? filter : "", &bench->failure);
      g_autofree char *name = g_strdup_printf ("folder, query to rows: %s", filter);
      double ms;
      if (view == NULL || !median_of_view (bench, view, TRUE, &ms))
        return FALSE;
      print_figure (bench, name, ms, 50, "ms");
    }
  return folders != NULL;
}

static gboolean
bench_sorted (Bench *bench)
{
  static const guint fields[] = { OTK_REQUEST_NUMBER, OTK_REQUEST_CREATED_AT,
                                  OTK_REQUEST_RESOLUTION_DUE };
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr (OtkView) view = otk_view_new (OTK_ENTITY_REQUEST);
      g_autofree char *name =
          g_strdup_printf ("all ids by %s",
                           otk_entity (OTK_ENTITY_REQUEST)->fields[fields[i]].name);
      double ms;
      view->sort = (int) fields[i];
      if (!median_of_view (bench, view, FALSE, &ms))
        return FALSE;
      print_figure (bench, name, ms, 150, "ms");
    }
  return TRUE;
}

/* Everything that a card shows, as it is read. */
static gboolean
read_card (Bench *bench, gint64 rowid)
{
  OtkStore *store = bench->ctl->store;
  g_autoptr (GPtrArray) rows =
      otk_store_rows (store, OTK_ENTITY_REQUEST, &rowid, 1, &bench->failure);
  const OtkRecord *request = rows != NULL && rows->len > 0 ? g_ptr_array_index (rows, 0) : NULL;
  if (request == NULL)
    return bench->failure == NULL;
  g_auto (OtkValue) id = otk_value_id (otk_record_id (request));
  g_autoptr (GPtrArray) facts = otk_store_facts (store, otk_record_id (request), &bench->failure);
  g_autoptr (GPtrArray) messages =
      otk_store_list (store, OTK_ENTITY_MESSAGE, OTK_MESSAGE_REQUEST, &id, NULL);
  g_autoptr (GPtrArray) pauses =
      otk_store_list (store, OTK_ENTITY_PAUSE, OTK_PAUSE_REQUEST, &id, NULL);
  g_autoptr (GPtrArray) earlier =
      otk_store_list (store, OTK_ENTITY_REQUEST, OTK_REQUEST_CUSTOMER,
                      otk_record_get (request, OTK_REQUEST_CUSTOMER), &bench->failure);
  return facts != NULL && messages != NULL && pauses != NULL && earlier != NULL;
}

static gboolean
bench_cards (Bench *bench)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < CARDS && bench->ids->len > 0; i++)
    {
      guint64 at = (guint64) i * G_GUINT64_CONSTANT (2654435761) % bench->ids->len;
      double began = now_ms ();
      if (!read_card (bench, g_array_index (bench->ids, gint64, at)))
        return FALSE;
      double ms = now_ms () - began;
      g_array_append_val (times, ms);
    }
  print_figure (bench, "card, its reads, p50", percentile (times, 50), 50, "ms");
  print_figure (bench, "card, its reads, p99", percentile (times, 99), 50, "ms");
  return TRUE;
}

/* Every prefix that is searched for while these words are typed. */
static gboolean
bench_search (Bench *bench)
{
  static const char *const words[] = { "пароль",    "маршрутизатор", "кабинет", "терминал зависает",
                                       "ghbdtn",    "гарантия",      "звонки",  "Белоусова",
                                       "хранилище", "переезд" };
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    for (glong n = 2; n <= g_utf8_strlen (words[i], -1); n++)
      {
        g_autoptr (OtkView) view = otk_view_new (OTK_ENTITY_REQUEST);
        double ms;
        view->search = g_utf8_substring (words[i], 0, n);
        if (!open_view (bench, view, TRUE, &ms))
          return FALSE;
        g_array_append_val (times, ms);
      }
  print_figure (bench, "search as you type, p50", percentile (times, 50), 50, "ms");
  print_figure (bench, "search as you type, p99", percentile (times, 99), 50, "ms");
  return TRUE;
}

/* Notes on requests here and there, in one transaction that is taken back. What the same rows cost
   in bare statements is measured by tests/bench/bench-commands. */
static gboolean
bench_commands (Bench *bench)
{
  g_autoptr (OtkStore) store = otk_ctl_open_writer (bench->ctl, FALSE, &bench->failure);
  OtkCtlBatch batch = { .store = store };
  double began = now_ms ();
  if (store == NULL)
    return FALSE;
  for (guint i = 0; i < COMMANDS && bench->ids->len > 0; i++)
    {
      guint64 at = (guint64) i * G_GUINT64_CONSTANT (2654435761) % bench->ids->len;
      g_autoptr (GPtrArray) rows =
          otk_store_rows (bench->ctl->store, OTK_ENTITY_REQUEST,
                          &g_array_index (bench->ids, gint64, at), 1, &bench->failure);
      g_autoptr (GError) refusal = NULL;
      if (rows == NULL)
        return FALSE;
      if (g_ptr_array_index (rows, 0) == NULL)
        continue;
      g_autoptr (OtkCommand) note =
          otk_command_new (OTK_COMMAND_MESSAGE, &bench->me,
                           otk_record_id (g_ptr_array_index (rows, 0)), otk_ctl_now (bench->ctl));
      otk_command_with_text (note, "body", "Похоже на прошлое обращение");
      otk_command_with_int (note, "hidden", 1);
      if (!otk_ctl_batch_run (&batch, note, &refusal, &bench->failure))
        return FALSE;
    }
  double ms = now_ms () - began;
  if (batch.open > 0)
    otk_store_rollback (store);
  if (batch.done > 0)
    g_print ("%-44s %9.2f ms  for one, of %d in a transaction\n", "command, decided and stored",
             ms / (double) batch.done, COMMANDS);
  return TRUE;
}

static double
resident_mb (const char *field)
{
  g_autofree char *status = NULL;
  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  const char *line = strstr (status, field);
  return line != NULL ? (double) g_ascii_strtoll (line + strlen (field), NULL, 10) / 1024 : 0;
}

static gboolean
measure (Bench *bench)
{
  g_autoptr (OtkView) all = otk_view_new (OTK_ENTITY_REQUEST);
  bench->ids = otk_store_ids (bench->ctl->store, all, &bench->me, TRUE, NULL, &bench->failure);
  if (bench->ids == NULL)
    return FALSE;
  g_print ("%u requests\n", bench->ids->len);
  if (!bench_folders (bench) || !bench_sorted (bench) || !bench_cards (bench)
      || !bench_search (bench) || !bench_commands (bench))
    return FALSE;
  print_figure (bench, "resident memory at its highest", resident_mb ("VmHWM:"), 150, "MB");
  return TRUE;
}

static gboolean
run_bench (OtkCtl *ctl, GError **error)
{
  Bench bench = { .ctl = ctl };
  if (!otk_ctl_open_store (ctl, error) || !otk_ctl_actor (ctl, &bench.me, error))
    return FALSE;
  gboolean measured = measure (&bench);
  g_clear_pointer (&bench.ids, g_array_unref);
  if (!measured)
    {
      g_propagate_error (error, bench.failure);
      return FALSE;
    }
  if (bench.missed > 0 && otk_ctl_option (ctl, "strict") != NULL)
    return otk_refuse (error, OTK_ERROR_LIMIT, N_ ("Not every target was met"), NULL);
  return TRUE;
}

const OtkCtlCommand otk_ctl_bench_commands[] = {
  { "bench", NULL, N_ ("measure this database"), "bench --db big.db", bench_options, 0, 0,
    run_bench },
  { NULL },
};
