/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sim-private.h"

#include "otk-decide.h"
#include "otk-error.h"
#include "otk-mutant.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Events of a world before it comes to rest, and how long it may take to (invariant 9). */
#define STEPS_OF_WORLD 4000
#define REST (120 * 1000)
#define TICK 20000
#define MOST_PENDING 20

/* A server's and a client's disk as each world begins with them. */
typedef struct
{
  OtkCrashDisk *server, *client;
  GArray *people; /* OtkId: administrator, supervisor, operators */
} Template;

static const char *const fault_names[OTK_SIM_N_FAULTS] = {
  "network", "partition", "client-kill", "client-power", "server-kill", "server-power",
  "restore", "clone",     "clock",       "rights",       "trouble",     "disk",
};

const char *
otk_sim_fault_name (guint index)
{
  return fault_names[index];
}

void
otk_sim_report_clear (OtkSimReport *self)
{
  g_clear_pointer (&self->violations, g_ptr_array_unref);
}

void
otk_sim_violate (OtkSimWorld *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (self->report->violations,
                   g_strdup_printf ("seed %" G_GUINT64_FORMAT " at %" G_GINT64_FORMAT " ms: %s",
                                    self->seed, otk_sim_agenda_now (self->agenda) - OTK_SIM_START,
                                    text));
  self->ended = TRUE;
}

void
otk_sim_count (OtkSimWorld *self, OtkSimFault fault)
{
  self->report->faults[g_bit_nth_lsf (fault, -1)]++;
}

gboolean
otk_sim_odds (OtkSimWorld *self, double odds)
{
  return g_rand_double (self->chance) < odds;
}

OtkTime
otk_sim_between (OtkSimWorld *self, OtkTime least, OtkTime most)
{
  return least + (OtkTime) (g_rand_double (self->chance) * (double) (most - least));
}

/* The organisation, in the server's database. */
static gboolean
found (OtkStore *store, GError **error)
{
  g_autoptr (GPtrArray) commands =
      otk_sim_organisation (otk_store_state (store), OTK_SIM_START - OTK_DAY, error);

  if (commands == NULL || !otk_feed_enable (store, OTK_SIM_START - OTK_DAY, error)
      || !otk_store_begin (store, error))
    return FALSE;
  for (guint i = 0; i < commands->len; i++)
    {
      g_autoptr (OtkDecision) decision =
          otk_decide (otk_store_state (store), commands->pdata[i], error);
      if (decision == NULL || !otk_store_append (store, commands->pdata[i], decision, error))
        return FALSE;
    }
  return otk_store_commit (store, error);
}

static int
by_login (gconstpointer a, gconstpointer b)
{
  static const char order[] = "admin chief anna boris clara dmitri";
  const char *x = otk_record_text (*(OtkRecord *const *) a, OTK_EMPLOYEE_LOGIN);
  const char *y = otk_record_text (*(OtkRecord *const *) b, OTK_EMPLOYEE_LOGIN);

  return strstr (order, x) < strstr (order, y) ? -1 : 1;
}

static GArray *
people_of (OtkStore *store)
{
  g_autoptr (GPtrArray) employees = otk_store_list (store, OTK_ENTITY_EMPLOYEE, -1, NULL, NULL);
  GArray *people = g_array_new (FALSE, FALSE, sizeof (OtkId));

  g_ptr_array_sort (employees, by_login);
  for (guint i = 0; i < employees->len; i++)
    g_array_append_vals (people, otk_record_id (employees->pdata[i]), 1);
  return people;
}

static OtkStore *
make_database (OtkCrashDisk *disk, GError **error)
{
  return otk_store_open_on (OTK_SIM_DATABASE, OTK_STORE_WRITE | OTK_STORE_CREATE,
                            otk_crash_disk_name (disk), error);
}

static gboolean
template_make (Template *self, GError **error)
{
  g_autoptr (OtkStore) server = NULL, client = NULL;

  self->server = otk_crash_disk_new (1);
  self->client = otk_crash_disk_new (2);
  server = make_database (self->server, error);
  if (server == NULL || !found (server, error))
    return FALSE;
  self->people = people_of (server);
  client = make_database (self->client, error);
  return client != NULL;
}

static void
template_clear (Template *self)
{
  g_clear_pointer (&self->server, otk_crash_disk_free);
  g_clear_pointer (&self->client, otk_crash_disk_free);
  g_clear_pointer (&self->people, g_array_unref);
}

static void
arrive (const OtkSimMessage *message, gpointer data)
{
  OtkSimWorld *self = data;

  if (message->to == OTK_SIM_SERVER)
    otk_sim_server_receive (&self->server, message);
  else
    otk_sim_client_receive (&self->clients[message->to - 1], message);
}

static void
act_cb (gpointer data)
{
  OtkSimClient *client = data;
  OtkSimWorld *world = client->world;

  if (world->resting)
    return;
  /* Who has been offline for long has no more to do; each pull would do all of it again. */
  if (otk_sim_client_pending (client) < MOST_PENDING || otk_sim_odds (world, 0.05))
    otk_sim_client_act (client);
  otk_sim_agenda_add (world->agenda, otk_sim_between (world, 20, 2000), act_cb, client, NULL);
}

static void
tick_cb (gpointer data)
{
  OtkSimWorld *self = data;

  if (self->resting)
    return;
  otk_sim_server_tick (&self->server);
  otk_sim_agenda_add (self->agenda, TICK, tick_cb, self, NULL);
}

/* The last device is of somebody who has another one, the one before it works in the field. */
static void
add_client (OtkSimWorld *self, const Template *template, guint i)
{
  OtkSimClient *client = &self->clients[i];
  guint person = i < template->people->len ? i : 2;

  client->world = self;
  client->number = (int) i;
  client->me = g_array_index (template->people, OtkId, person);
  client->profile = i + 1 == template->people->len ? OTK_PROFILE_FIELD : OTK_PROFILE_DESK;
  client->device = otk_sim_id (self->chance, OTK_SIM_START);
  client->disk = otk_crash_disk_new (g_rand_int (self->chance));
  otk_crash_disk_copy (client->disk, template->client);
  otk_sim_device_init (&client->clocks, self->agenda, self->chance);
  otk_sim_client_start (client);
  otk_sim_agenda_add (self->agenda, otk_sim_between (self, 500, 8000), act_cb, client, NULL);
}

static void
world_begin (OtkSimWorld *self, const Template *template)
{
  guint32 seeds[2] = { (guint32) self->seed, (guint32) (self->seed >> 32) };

  g_random_set_seed ((guint32) self->seed);
  self->chance = g_rand_new_with_seed_array (seeds, G_N_ELEMENTS (seeds));
  self->agenda = otk_sim_agenda_new (OTK_SIM_START);
  self->net = otk_sim_net_new (self->agenda, self->chance, arrive, self);
  self->ledger = g_ptr_array_new_with_free_func (g_free);
  self->saved = g_hash_table_new (otk_id_hash, otk_id_equal);
  /* Some worlds are sound, some have a few kinds of faults, some have all. */
  self->faults = self->options->faults;
  for (guint i = 0; i < OTK_SIM_N_FAULTS && self->seed % 3 != 0; i++)
    if (g_rand_boolean (self->chance) || self->seed % 11 == 10)
      self->faults &= ~(1u << i);
  self->server.world = self;
  self->server.disk = otk_crash_disk_new (g_rand_int (self->chance));
  otk_crash_disk_copy (self->server.disk, template->server);
  otk_sim_server_start (&self->server);
  self->n_clients = self->options->clients;
  for (guint i = 0; i < self->n_clients; i++)
    add_client (self, template, i);
  otk_sim_weather_begin (self);
  otk_sim_agenda_add (self->agenda, TICK, tick_cb, self, NULL);
}

/* Nothing waits, and everybody has heard from the server since @since. */
static gboolean
is_at_rest (OtkSimWorld *self, OtkTime since)
{
  if (self->server.store == NULL)
    return FALSE;
  for (guint i = 0; i < self->n_clients; i++)
    {
      OtkSimClient *client = &self->clients[i];

      if (client->store == NULL || otk_sync_status (client->sync)->condition != OTK_SYNC_ONLINE
          || otk_sync_status (client->sync)->contact < since
          || otk_sim_client_pending (client) != 0)
        return FALSE;
    }
  return TRUE;
}

/* No faults, no new work; and then everybody has one more round to hear of the last commands. */
static void
world_rest (OtkSimWorld *self)
{
  OtkTime since = otk_sim_agenda_now (self->agenda), until = since + REST;
  gboolean quiet = FALSE;

  self->resting = TRUE;
  self->faults &= OTK_SIM_TROUBLE;
  otk_sim_net_heal (self->net);
  otk_crash_disk_lift (self->server.disk);
  otk_sim_server_start (&self->server);
  for (guint i = 0; i < self->n_clients; i++)
    {
      otk_crash_disk_lift (self->clients[i].disk);
      otk_sim_client_start (&self->clients[i]);
      if (self->clients[i].sync != NULL)
        otk_sync_network_is_back (self->clients[i].sync);
      otk_sim_client_wake (&self->clients[i]);
    }
  while (!self->ended && otk_sim_agenda_next (self->agenda) <= until
         && otk_sim_agenda_step (self->agenda))
    {
      self->report->steps++;
      if (!quiet && is_at_rest (self, since))
        {
          quiet = TRUE;
          until = MIN (until, otk_sim_agenda_now (self->agenda) + 15 * 1000);
        }
    }
}

static void
world_end (OtkSimWorld *self)
{
  for (guint fate = 0; fate < OTK_SIM_FATE_PARTED; fate++)
    self->report->faults[0] += otk_sim_net_count (self->net, (OtkSimFate) fate);
  /* Messages under way belong to the net, which goes after them. */
  otk_sim_agenda_free (self->agenda);
  for (guint i = 0; i < self->n_clients; i++)
    {
      OtkSimClient *client = &self->clients[i];

      g_clear_pointer (&client->store, otk_store_close);
      g_clear_pointer (&client->sync, otk_sync_free);
      g_clear_pointer (&client->disk, otk_crash_disk_free);
      g_clear_pointer (&client->image, otk_crash_disk_free);
      g_free (client->boot);
    }
  g_clear_pointer (&self->server.store, otk_store_close);
  g_clear_pointer (&self->server.exchange, otk_exchange_free);
  g_clear_pointer (&self->server.disk, otk_crash_disk_free);
  g_clear_pointer (&self->server.backup, otk_crash_disk_free);
  otk_sim_net_free (self->net);
  g_hash_table_unref (self->saved);
  g_ptr_array_unref (self->ledger);
  g_rand_free (self->chance);
}

static void
run_world (const OtkSimOptions *options, OtkSimReport *report, const Template *template)
{
  OtkSimWorld world = { .options = options,
                        .report = report,
                        .seed = options->seed + report->worlds };
  guint64 until = MIN (report->steps + STEPS_OF_WORLD, options->steps);

  world_begin (&world, template);
  while (!world.ended && report->steps < until && otk_sim_agenda_step (world.agenda))
    report->steps++;
  if (!world.ended)
    world_rest (&world);
  if (!world.ended)
    otk_sim_check_rest (&world);
  world_end (&world);
  report->worlds++;
}

gboolean
otk_sim_run (const OtkSimOptions *options, OtkSimReport *report, GError **error)
{
  Template template = { NULL };
  gboolean made;

  *report = (OtkSimReport){ 0 };
  report->violations = g_ptr_array_new_with_free_func (g_free);
  g_random_set_seed (1);
#ifdef OTK_MUTANTS
  otk_mutant = options->mutant;
#else
  if (options->mutant != 0)
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("This program was built without deliberate defects"), NULL);
#endif
  made = template_make (&template, error);
  while (made && report->steps < options->steps && report->violations->len == 0)
    run_world (options, report, &template);
  template_clear (&template);
#ifdef OTK_MUTANTS
  otk_mutant = OTK_MUTANT_NONE;
#endif
  return made;
}
