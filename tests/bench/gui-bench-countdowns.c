/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui-bench.h"

#include "otk-countdown-cell.h"

#define COUNTDOWNS 41
#define WATCHED_MS 10000

static OtkId
save (OtkDesk *desk, OtkEntityType type, const char *name, const char *key, const char *text,
      const OtkId *id, gint64 norm)
{
  const OtkEntity *entity = otk_entity (type);
  g_autoptr (OtkCommand) command = otk_desk_command (desk, OTK_COMMAND_SAVE, NULL);
  g_autoptr (OtkOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  otk_command_with_text (command, "entity", entity->name);
  otk_command_with_text (command, entity->fields[entity->name_field].name, name);
  if (text != NULL)
    otk_command_with_text (command, key, text);
  if (id != NULL)
    otk_command_with_id (command, key, id);
  if (norm > 0)
    {
      otk_command_with_int (command, "reaction", norm);
      otk_command_with_int (command, "resolution", norm);
    }
  if (type == OTK_ENTITY_SERVICE)
    {
      g_autofree char *me = otk_id_to_string (otk_record_id (otk_desk_me (desk)));

      otk_command_with_text (command, "responsibles", me);
    }
  outcome = otk_desk_submit (desk, command, &error);
  if (outcome == NULL)
    g_error ("gui-bench: %s", error->message);
  return outcome->subject;
}

/* Round the clock, for the figures are taken at any hour; within the hour, so that seconds show. */
static OtkId
make_service (OtkDesk *desk)
{
  static const char *const always = "tz UTC\nmon 00:00-24:00\ntue 00:00-24:00\nwed 00:00-24:00\n"
                                    "thu 00:00-24:00\nfri 00:00-24:00\nsat 00:00-24:00\n"
                                    "sun 00:00-24:00\n";
  OtkId schedule = save (desk, OTK_ENTITY_SCHEDULE, "Bench", "spec", always, NULL, 0);
  OtkId sla = save (desk, OTK_ENTITY_SLA, "Bench", "schedule", NULL, &schedule, 3500);

  return save (desk, OTK_ENTITY_SERVICE, "Bench", "sla", NULL, &sla, 0);
}

/* One that is in work: its resolution alone still runs. */
static void
make_request (OtkDesk *desk, const OtkId *service, const OtkId *type, const OtkId *customer)
{
  g_autoptr (OtkCommand) create = otk_desk_command (desk, OTK_COMMAND_CREATE, NULL);
  g_autoptr (OtkCommand) start = NULL;
  g_autoptr (OtkOutcome) outcome = NULL, started = NULL;
  g_autoptr (GError) error = NULL;

  otk_command_with_id (create, "type", type);
  otk_command_with_id (create, "service", service);
  otk_command_with_id (create, "customer", customer);
  otk_command_with_text (create, "subject", "Countdown");
  outcome = otk_desk_submit (desk, create, &error);
  if (outcome == NULL)
    g_error ("gui-bench: %s", error->message);
  start = otk_desk_command (desk, OTK_COMMAND_START, &outcome->subject);
  started = otk_desk_submit (desk, start, &error);
  if (started == NULL)
    g_error ("gui-bench: %s", error->message);
}

static void
make_requests (OtkDesk *desk, const OtkId *service)
{
  g_autoptr (GPtrArray) types = otk_desk_all (desk, OTK_ENTITY_REQUEST_TYPE);
  OtkId customer = save (desk, OTK_ENTITY_CUSTOMER, "Bench", NULL, NULL, NULL, 0);

  for (guint i = 0; i < COUNTDOWNS; i++)
    make_request (desk, service, otk_record_id (types->pdata[0]), &customer);
}

static void
read_countdowns (GtkWidget *from, GHashTable *texts)
{
  if (OTK_IS_COUNTDOWN_CELL (from) && gtk_widget_get_mapped (from))
    g_hash_table_insert (texts, from, g_strdup (otk_cell_text (OTK_CELL (from))));
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    read_countdowns (child, texts);
}

/* How many countdowns that can be seen change within two seconds. */
static guint
count_running (GtkWidget *table)
{
  g_autoptr (GHashTable) before = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (GHashTable) after = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  GHashTableIter iter;
  gpointer cell, text;
  guint n = 0;

  read_countdowns (table, before);
  bench_iterate (2000);
  read_countdowns (table, after);
  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &cell, &text))
    n += g_strcmp0 (text, g_hash_table_lookup (after, cell)) != 0;
  return n;
}

static void
bench_share (const char *what, const char *target)
{
  double start = bench_now (), work = bench_work ();

  bench_iterate (WATCHED_MS);
  work = (bench_work () - work) * 100 / (bench_now () - start);
  bench_print (what, work, work, "%", target);
}

static gboolean
is_minimised (GtkWindow *window)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));

  return (gdk_toplevel_get_state (GDK_TOPLEVEL (surface)) & GDK_TOPLEVEL_STATE_MINIMIZED) != 0;
}

void
bench_countdowns (OtkWindow *window, OtkRequestTable *table)
{
  OtkDesk *desk = otk_window_desk (window);
  OtkId service = make_service (desk);
  g_autoptr (OtkView) view = otk_view_new (OTK_ENTITY_REQUEST);

  make_requests (desk, &service);
  /* Tall enough for them all. */
  gtk_window_set_default_size (GTK_WINDOW (window), 1500, 1800);
  otk_view_add_id (view, OTK_REQUEST_SERVICE, OTK_OP_EQ, &service);
  otk_request_table_set_view (table, view, NULL);
  bench_iterate (5000);
  bench_print ("countdowns that run and can be seen", count_running (GTK_WIDGET (table)), -1, "",
               ">41");
  bench_share ("live countdowns, of a core", "<2");
  gtk_window_minimize (GTK_WINDOW (window));
  while (!is_minimised (GTK_WINDOW (window)))
    bench_iterate (50);
  bench_iterate (1000);
  bench_share ("the same, minimised", "<0.1");
}
