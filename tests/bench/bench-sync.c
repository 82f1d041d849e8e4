/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Measures sync's half of the store: what turning the feed on costs, a first download, what a pull
 * of few changes costs the server, and how long a device takes to go back to what the server said,
 * take in a patch and do again what waits (sync.md §8).
 *
 *   bench-sync FILE    a database that bench-store has filled; FILE.client is made anew beside it
 */
#include "otk-replica.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#define NOW G_GINT64_CONSTANT (1790000000000)
#define PULLS 100
#define CHANGED 10
#define REBASES 7
#define PENDING 500
#define PATCH 300

/* A line of an answer, kept so that the device is measured without its server. */
typedef struct
{
  OtkRecord *row;
  gint64 n; /* the row's version, or the command's place */
  OtkCommand *command;
  GPtrArray *facts;
} Line;

typedef struct
{
  OtkStore *server, *client;
  OtkPull pull;
  OtkPullEnd end;
  GPtrArray *lines;
  GArray *open; /* OtkId of requests that are worked on */
  OtkTime now;
} Bench;

static void
check (gboolean done, GError *error)
{
  if (done)
    return;
  g_printerr ("%s\n", error != NULL ? error->message : "it does not work");
  exit (1);
}

static double
ms_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static void
print_times (const char *what, double *times, guint n)
{
  qsort (times, n, sizeof *times, compare_doubles);
  g_print ("%-40s median %8.2f ms, p95 %8.2f ms\n", what, times[n / 2], times[n * 95 / 100]);
}

static void
line_free (gpointer data)
{
  Line *line = data;

  g_clear_pointer (&line->row, otk_record_unref);
  g_clear_pointer (&line->command, otk_command_unref);
  g_clear_pointer (&line->facts, g_ptr_array_unref);
  g_free (line);
}

static gboolean
keep_gone (OtkEntityType entity, const OtkId *root, gpointer data, GError **error)
{
  return TRUE;
}

static gboolean
keep_removed (OtkEntityType entity, const OtkId *id, const OtkId *root, gpointer data,
              GError **error)
{
  return TRUE;
}

static gboolean
keep_row (const OtkRecord *record, gint64 x, gpointer data, GError **error)
{
  Line *line = g_new0 (Line, 1);

  line->row = otk_record_copy (record);
  line->n = x;
  g_ptr_array_add (data, line);
  return TRUE;
}

static gboolean
keep_log (gint64 n, const OtkCommand *command, GPtrArray *facts, gpointer data, GError **error)
{
  Line *line = g_new0 (Line, 1);

  line->n = n;
  line->command = otk_command_ref ((OtkCommand *) command);
  line->facts = g_ptr_array_copy (facts, (GCopyFunc) (void (*) (void)) otk_fact_ref, NULL);
  g_ptr_array_set_free_func (line->facts, (GDestroyNotify) otk_fact_unref);
  g_ptr_array_add (data, line);
  return TRUE;
}

static gboolean
keep_receipt (const OtkReceipt *receipt, gpointer data, GError **error)
{
  return TRUE;
}

static const OtkFeedSink keeper = { keep_gone, keep_removed, keep_row, keep_log, keep_receipt };

static void
append (OtkStore *store, OtkTime at, GPtrArray *facts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) held = facts;
  g_autoptr (OtkCommand) command =
      otk_command_new (OTK_COMMAND_EDIT, NULL, &((OtkFact *) facts->pdata[0])->root, at);
  OtkDecision decision = { .facts = facts };

  check (otk_store_append (store, command, &decision, &error), error);
}

static GPtrArray *
one_fact (OtkFact *fact)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);

  g_ptr_array_add (facts, fact);
  return facts;
}

static void
hire (Bench *self)
{
  OtkId id = otk_id_from_text ("bench-sync");
  g_autoptr (OtkRecord) known = otk_store_find (self->server, OTK_ENTITY_EMPLOYEE, &id, NULL);
  g_autoptr (OtkRecord) record = otk_record_new (OTK_ENTITY_EMPLOYEE, &id);
  g_autoptr (GError) error = NULL;

  self->pull.user = id;
  if (known != NULL)
    return;
  otk_record_set_text (record, OTK_EMPLOYEE_NAME, "Измеритель");
  otk_record_set_int (record, OTK_EMPLOYEE_ROLE, OTK_ROLE_ADMINISTRATOR);
  otk_record_set_int (record, OTK_EMPLOYEE_ACTIVE, 1);
  check (otk_store_begin (self->server, &error), error);
  append (self->server, self->now, one_fact (otk_fact_create (record)));
  check (otk_store_commit (self->server, &error), error);
}

static void
open_server (Bench *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkDevice) device = NULL;
  gint64 start;

  self->server = otk_store_open (path, OTK_STORE_WRITE, &error);
  check (self->server != NULL, error);
  hire (self);
  start = g_get_monotonic_time ();
  check (otk_feed_enable (self->server, self->now, &error), error);
  g_print ("%-40s %15.2f ms\n", "turning the feed on", ms_since (start));
  self->pull.device = otk_id_new (self->now);
  self->pull.profile = OTK_PROFILE_DESK;
  check (otk_store_begin (self->server, &error), error);
  device = otk_feed_add_device (self->server, &self->pull.device, &self->pull.user,
                                OTK_PROFILE_DESK, NULL, self->now, &error);
  check (device != NULL && otk_store_commit (self->server, &error), error);
}

static void
open_client (Bench *self, const char *server_path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", ".lock" };
  g_autofree char *path = g_strconcat (server_path, ".client", NULL);
  g_autoptr (GError) error = NULL;
  OtkReplica replica = { .server = (char *) "bench", .user = self->pull.user };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);
      g_unlink (file);
    }
  replica.profile = OTK_PROFILE_DESK;
  replica.device = self->pull.device;
  self->client = otk_store_open (path, OTK_STORE_WRITE | OTK_STORE_CREATE, &error);
  check (self->client != NULL, error);
  check (otk_store_begin (self->client, &error)
             && otk_replica_start (self->client, &replica, &error)
             && otk_store_commit (self->client, &error),
         error);
}

/* One page, or what happened since: straight from the one store into the other. */
static gboolean
pull_page (Bench *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkReplica) replica = otk_replica_state (self->client, &error);

  self->pull.cookie = replica->cookie;
  otk_pull_end_clear (&self->end);
  check (otk_feed_begin_read (self->server, &error), error);
  check (otk_store_begin_lazy (self->client, &error) && otk_replica_rewind (self->client, &error)
             && otk_feed_pull (self->server, &self->pull, &otk_replica_sink, self->client,
                               &self->end, &error)
             && otk_replica_finish (self->client, "epoch", self->end.cookie, &error)
             && otk_store_commit (self->client, &error),
         error);
  otk_feed_end_read (self->server);
  return self->end.more;
}

static void
measure_download (Bench *self)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  guint rows = 0, pages = 0;
  gboolean more;

  check (otk_store_bulk_begin (self->client, &error), error);
  do
    {
      more = pull_page (self);
      rows += self->end.rows;
      if (pages++ == 0)
        g_print ("%-40s %15.2f ms\n", "first page", ms_since (start));
    }
  while (more);
  g_print ("%-40s %15.2f ms, %u rows, %u pages\n", "download without the index", ms_since (start),
           rows, pages);
  check (otk_store_bulk_end (self->client, &error), error);
  g_print ("%-40s %15.2f ms\n", "download with the index", ms_since (start));
}

static void
measure_checksum (Bench *self)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  guint64 theirs, ours, kept;

  check (otk_feed_begin_read (self->server, &error), error);
  check (otk_feed_checksum (self->server, &self->pull, &theirs, NULL, &error), error);
  otk_feed_end_read (self->server);
  g_print ("%-40s %15.2f ms\n", "checksum at the server", ms_since (start));
  check (otk_replica_checksum (self->client, FALSE, &kept, &error)
             && otk_replica_checksum (self->client, TRUE, &ours, &error),
         error);
  check (theirs == ours && theirs == kept, NULL);
}

static void
find_open (Bench *self)
{
  g_auto (OtkValue) status = otk_value_int (OTK_STATUS_IN_WORK);
  g_autoptr (GPtrArray) requests =
      otk_store_list (self->server, OTK_ENTITY_REQUEST, OTK_REQUEST_STATUS, &status, NULL);

  self->open = g_array_new (FALSE, FALSE, sizeof (OtkId));
  for (guint i = 0; requests != NULL && i < requests->len; i++)
    g_array_append_vals (self->open, otk_record_id (requests->pdata[i]), 1);
  check (self->open->len > 0, NULL);
}

/* Somebody else changes @n requests at the server. */
static void
change_requests (Bench *self, guint n)
{
  g_autoptr (GError) error = NULL;

  check (otk_store_begin (self->server, &error), error);
  for (guint i = 0; i < n; i++)
    {
      const OtkId *id = &g_array_index (self->open, OtkId, (i * 3 + 1) % self->open->len);
      g_autoptr (OtkRecord) request = otk_store_find (self->server, OTK_ENTITY_REQUEST, id, NULL);
      g_auto (OtkValue) at = otk_value_time (self->now += OTK_SECOND);

      append (self->server, self->now,
              one_fact (otk_fact_change (request, OTK_REQUEST_CHANGED_AT,
                                         otk_record_get (request, OTK_REQUEST_CHANGED_AT), &at)));
    }
  check (otk_store_commit (self->server, &error), error);
}

static double
pull_lines (Bench *self, const char *cookie)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  g_ptr_array_set_size (self->lines, 0);
  otk_pull_end_clear (&self->end);
  self->pull.cookie = cookie;
  check (otk_feed_begin_read (self->server, &error), error);
  check (otk_feed_pull (self->server, &self->pull, &keeper, self->lines, &self->end, &error),
         error);
  otk_feed_end_read (self->server);
  return ms_since (start);
}

static void
measure_pulls (Bench *self)
{
  double times[PULLS];

  for (guint i = 0; i < PULLS; i++)
    {
      g_autofree char *cookie = otk_feed_cookie (self->server, NULL);

      change_requests (self, CHANGED);
      times[i] = pull_lines (self, cookie);
    }
  print_times ("pull of 10 changed requests", times, PULLS);
}

static gboolean
execute (Bench *self, const OtkCommand *command)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkDecision) decision = otk_decide (otk_store_state (self->client), command, &error);

  if (decision == NULL)
    return FALSE;
  check (otk_store_append (self->client, command, decision, &error), error);
  return TRUE;
}

/* Answers and comments that were written without the server. */
static void
work_offline (Bench *self)
{
  g_autoptr (GError) error = NULL;

  check (otk_store_begin (self->client, &error), error);
  for (guint i = 0; i < PENDING; i++)
    {
      const OtkId *id = &g_array_index (self->open, OtkId, i * 2 % self->open->len);
      g_autoptr (OtkCommand) command =
          otk_command_new (OTK_COMMAND_MESSAGE, &self->pull.user, id, self->now += OTK_SECOND);
      OtkGiven given = { command->at, 'A', command->at, 0, NULL };

      otk_command_with_text (command, "body", "Заменили картридж, проверьте, пожалуйста, печать");
      check (execute (self, command) && otk_replica_enqueue (self->client, command, &given, &error),
             error);
    }
  check (otk_store_commit (self->client, &error), error);
}

static void
apply_line (Bench *self, const Line *line)
{
  g_autoptr (GError) error = NULL;

  check (line->row != NULL
             ? otk_replica_row (self->client, line->row, line->n, &error)
             : otk_replica_log (self->client, line->n, line->command, line->facts, &error),
         error);
}

static double
rebase (Bench *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pending = NULL;
  g_autoptr (GArray) changes = NULL;
  gint64 start = g_get_monotonic_time ();

  check (otk_store_begin_lazy (self->client, &error) && otk_replica_rewind (self->client, &error),
         error);
  for (guint i = 0; i < self->lines->len; i++)
    apply_line (self, self->lines->pdata[i]);
  check (otk_replica_finish (self->client, "epoch", self->end.cookie, &error), error);
  pending = otk_replica_pending (self->client, 0, &error);
  for (guint i = 0; i < pending->len; i++)
    check (execute (self, ((OtkQueued *) pending->pdata[i])->command), NULL);
  changes = otk_replica_take_changes (self->client, &error);
  check (changes != NULL && otk_store_commit (self->client, &error), error);
  return ms_since (start);
}

static void
measure_rebase (Bench *self)
{
  double times[REBASES];

  work_offline (self);
  for (guint i = 0; i < REBASES; i++)
    {
      g_autoptr (OtkReplica) replica = otk_replica_state (self->client, NULL);

      change_requests (self, PATCH);
      pull_lines (self, replica->cookie);
      times[i] = rebase (self);
    }
  print_times ("rebase of 500 commands over 300 rows", times, REBASES);
}

int
main (int argc, char **argv)
{
  Bench self = { NULL };

  if (argc != 2)
    {
      g_printerr ("usage: bench-sync FILE\n");
      return 2;
    }
  self.now = NOW + OTK_DAY;
  self.lines = g_ptr_array_new_with_free_func (line_free);
  open_server (&self, argv[1]);
  open_client (&self, argv[1]);
  measure_download (&self);
  measure_checksum (&self);
  find_open (&self);
  measure_pulls (&self);
  pull_page (&self);
  measure_rebase (&self);
  otk_store_close (self.client);
  otk_store_close (self.server);
  otk_pull_end_clear (&self.end);
  g_ptr_array_unref (self.lines);
  g_array_unref (self.open);
  return 0;
}
