/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-ctl.h"

#include "otk-error.h"
#include "otk-store-bench.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <time.h>

#define ROWS_ON_SCREEN 60
#define CARDS 200
#define COMMANDS 500
#define ROUNDS 7
/* A command may cost so many times its rows. */
#define BARE_TIMES 1.5
/* Ids that the window asks for first. */
#define HEAD 256

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

/* By the clock, and what the processor worked: on a loaded machine the first tells of others too.
 */
typedef struct
{
  GArray *clock; /* (element-type double): ms */
  GArray *work;
  double began, began_work;
} Times;

static void
times_init (Times *times)
{
  times->clock = g_array_new (FALSE, FALSE, sizeof (double));
  times->work = g_array_new (FALSE, FALSE, sizeof (double));
}

static void
times_clear (Times *times)
{
  g_array_unref (times->clock);
  g_array_unref (times->work);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Times, times_clear)

static double
now_ms (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

static double
worked_ms (void)
{
  return (double) clock () * 1000 / CLOCKS_PER_SEC;
}

static void
times_begin (Times *times)
{
  times->began = now_ms ();
  times->began_work = worked_ms ();
}

static void
times_end (Times *times)
{
  double passed = now_ms () - times->began;
  double work = worked_ms () - times->began_work;
  g_array_append_val (times->clock, passed);
  g_array_append_val (times->work, work);
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

/* The verdict is by the clock. */
static void
print_times (Bench *bench, const char *what, Times *times, guint percent, double target)
{
  double reached = percentile (times->clock, percent);
  gboolean met = reached < target;
  if (!met)
    bench->missed++;
  g_print ("%-52s %8.2f ms  worked %8.2f ms  target < %3g ms  %s\n", what, reached,
           percentile (times->work, percent), target, met ? "met" : "MISSED");
}

/* What stands between a click and a list: as the window asks, first for what it can show. */
static gboolean
open_view (Bench *bench, const OtkView *view, gboolean rows, Times *times)
{
  OtkStore *store = bench->ctl->store;
  g_autoptr (GArray) ids = NULL;
  times_begin (times);
  if (rows)
    ids = otk_store_head (store, view, HEAD, &bench->me, TRUE, NULL, &bench->failure);
  if (ids == NULL && bench->failure == NULL)
    ids = otk_store_ids (store, view, &bench->me, TRUE, NULL, &bench->failure);
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
  times_end (times);
  return TRUE;
}

static gboolean
bench_view (Bench *bench, const OtkView *view, gboolean rows, const char *what, double target)
{
  g_auto (Times) times = { 0 };
  times_init (&times);
  for (guint i = 0; i < ROUNDS; i++)
    if (!open_view (bench, view, rows, &times))
      return FALSE;
  print_times (bench, what, &times, 50, target);
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
      g_autofree char *first = g_strdup_printf ("%s: query to rows", filter);
      g_autofree char *all = g_strdup_printf ("%s: all ids", filter);
      if (view == NULL || !bench_view (bench, view, TRUE, first, 50)
          || !bench_view (bench, view, FALSE, all, 150))
        return FALSE;
    }
  return folders != NULL;
}

static gboolean
bench_sorted (Bench *bench)
{
  static const guint fields[] = { OTK_REQUEST_NUMBER, OTK_REQUEST_CREATED_AT,
                                  OTK_REQUEST_RESOLUTION_DUE, OTK_REQUEST_RESPONSIBLE };
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr (OtkView) view = otk_view_new (OTK_ENTITY_REQUEST);
      g_autofree char *name =
          g_strdup_printf ("all ids by %s",
                           otk_entity (OTK_ENTITY_REQUEST)->fields[fields[i]].name);
      view->sort = (int) fields[i];
      if (!bench_view (bench, view, FALSE, name, 150))
        return FALSE;
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
  g_auto (Times) times = { 0 };
  times_init (&times);
  for (guint i = 0; i < CARDS && bench->ids->len > 0; i++)
    {
      guint64 at = (guint64) i * G_GUINT64_CONSTANT (2654435761) % bench->ids->len;
      times_begin (&times);
      if (!read_card (bench, g_array_index (bench->ids, gint64, at)))
        return FALSE;
      times_end (&times);
    }
  print_times (bench, "card, its reads, p50", &times, 50, 50);
  print_times (bench, "card, its reads, p99", &times, 99, 50);
  return TRUE;
}

/* Every prefix that is searched for while these words are typed, in a folder. */
static gboolean
bench_search (Bench *bench, const char *filter, const char *where)
{
  static const char *const words[] = { "пароль",    "маршрутизатор", "кабинет", "терминал зависает",
                                       "ghbdtn",    "гарантия",      "звонки",  "Белоусова",
                                       "хранилище", "переезд" };
  g_auto (Times) times = { 0 };
  times_init (&times);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    for (glong n = 2; n <= g_utf8_strlen (words[i], -1); n++)
      {
        g_autoptr (OtkView) view = otk_view_parse (OTK_ENTITY_REQUEST, filter, &bench->failure);
        if (view == NULL)
          return FALSE;
        view->search = g_utf8_substring (words[i], 0, n);
        if (!open_view (bench, view, TRUE, &times))
          return FALSE;
      }
  g_autofree char *half = g_strdup_printf ("%s, p50", where);
  g_autofree char *most = g_strdup_printf ("%s, p99", where);
  print_times (bench, half, &times, 50, 50);
  print_times (bench, most, &times, 99, 50);
  return TRUE;
}

/* Notes on requests here and there, in one transaction that is taken back. */
static gboolean
bench_commands (Bench *bench)
{
  g_autoptr (OtkStore) store = otk_ctl_open_writer (bench->ctl, FALSE, &bench->failure);
  OtkCtlBatch batch = { .store = store };
  double began = now_ms (), began_work = worked_ms ();
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
  double ms = now_ms () - began, work = worked_ms () - began_work;
  if (batch.open > 0)
    otk_store_rollback (store);
  if (batch.done > 0)
    g_print ("%-52s %8.2f ms  worked %8.2f ms  for one of %d in a transaction\n",
             "command, decided and stored", ms / (double) batch.done, work / (double) batch.done,
             COMMANDS);
  return TRUE;
}

/* One like another that is there. */
static gboolean
register_like (Bench *bench, OtkCtlBatch *batch, gint64 rowid, double *work)
{
  static const guint fields[] = { OTK_REQUEST_TYPE, OTK_REQUEST_SERVICE, OTK_REQUEST_CUSTOMER };
  g_autoptr (GPtrArray) rows =
      otk_store_rows (bench->ctl->store, OTK_ENTITY_REQUEST, &rowid, 1, &bench->failure);
  const OtkRecord *like = rows != NULL ? g_ptr_array_index (rows, 0) : NULL;
  g_autoptr (OtkCommand) create = NULL;
  g_autoptr (GError) refusal = NULL;
  if (like == NULL)
    return rows != NULL;
  create = otk_command_new (OTK_COMMAND_CREATE, &bench->me, NULL, otk_ctl_now (bench->ctl));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (!otk_record_is_null (like, fields[i]))
      otk_command_with_id (create, otk_entity (OTK_ENTITY_REQUEST)->fields[fields[i]].name,
                           &otk_record_get (like, fields[i])->id);
  otk_command_with_text (create, "subject", "Не входит в личный кабинет");
  otk_command_with_text (create, "text", "После ввода пароля страница открывается заново.");
  double began = worked_ms ();
  gboolean done = otk_ctl_batch_run (batch, create, &refusal, &bench->failure);
  *work += worked_ms () - began;
  return done;
}

/* Requests registered beside the same rows in bare statements, the disk left out; all taken back.
   The bare rows have no search index, so the commands do without it. */
static gboolean
bench_against_bare (Bench *bench)
{
  g_autoptr (OtkStore) store = otk_ctl_open_writer (bench->ctl, FALSE, &bench->failure);
  OtkCtlBatch batch = { .store = store };
  OtkBenchMark *mark = store != NULL ? otk_bench_mark (store) : NULL;
  double work = 0, bare;
  gboolean done = TRUE;
  guint rows = 0;
  if (mark == NULL)
    return store != NULL;
  for (guint i = 0; done && i < COMMANDS && bench->ids->len > 0; i++)
    {
      guint64 at = (guint64) i * G_GUINT64_CONSTANT (2654435761) % bench->ids->len;
      done = register_like (bench, &batch, g_array_index (bench->ids, gint64, at), &work);
    }
  bare = otk_bench_bare (store, mark, &rows, done ? &bench->failure : NULL);
  if (!done || bare < 0)
    return FALSE;
  if (bare > 0 && batch.done > 0)
    {
      gboolean met = work / bare < BARE_TIMES;
      bench->missed += met ? 0 : 1;
      g_print ("%-52s %8.3f ms  bare   %8.3f ms  ×%.2f  target < ×%g  %s  (%u rows, no disk)\n",
               "command beside its rows, worked", work / (double) batch.done,
               bare / (double) batch.done, work / bare, BARE_TIMES, met ? "met" : "MISSED", rows);
    }
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
      || !bench_search (bench, "", "search as you type")
      || !bench_search (bench, "responsible=@me; status=in_work", "search in a narrow folder")
      || !bench_commands (bench) || !bench_against_bare (bench))
    return FALSE;
  double resident = resident_mb ("VmHWM:");
  bench->missed += resident < 150 ? 0 : 1;
  g_print ("%-52s %8.2f MB                      target < 150 MB  %s\n",
           "resident memory at its highest", resident, resident < 150 ? "met" : "MISSED");
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
