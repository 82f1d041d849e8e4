/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-ctl.h"

#include "otk-error.h"
#include "otk-organisation.h"
#include "otk-sample.h"
#include "otk-story.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

/* A transaction: what is written twice in it goes to the disk once. */
#define COMMANDS_AT_ONCE 20000
#define MAX_REQUESTS 10000000
/* From so many on the search index is made at the end, all at once. */
#define BULK 5000

static const OtkCtlOption fill_options[] = {
  { "requests", N_ ("NUMBER"), N_ ("how many requests") },
  { "seed", N_ ("NUMBER"), N_ ("which of the possible pasts; 1 unless told") },
  { "quiet", NULL, N_ ("say nothing meanwhile") },
  { NULL },
};

typedef struct
{
  OtkStories *stories;
  OtkCtlBatch batch;
  OtkTime now;
} Filling;

static GBytes *
resource (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat ("/org/otklik/sample/", name, NULL);
  return g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
}

/* Refused commands are told of only where they ought to have gone through. */
static gboolean
run_all (OtkCtlBatch *batch, GPtrArray *commands, GError **error)
{
  for (guint i = 0; i < commands->len; i++)
    {
      g_autoptr (GError) refusal = NULL;
      if (!otk_ctl_batch_run (batch, g_ptr_array_index (commands, i), &refusal, error))
        return FALSE;
      if (refusal != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&refusal));
          return FALSE;
        }
    }
  return TRUE;
}

/* A request's past: what people did, and between it what fell due. */
static gboolean
fill_one (Filling *filling, guint64 index, guint64 of, GError **error)
{
  g_autoptr (GPtrArray) story = otk_stories_tell (filling->stories, index, of, filling->now);
  const OtkCommand *first = story->len > 0 ? g_ptr_array_index (story, 0) : NULL;
  for (guint i = 0; i < story->len; i++)
    {
      OtkCommand *command = g_ptr_array_index (story, i);
      g_autoptr (GError) refusal = NULL;
      if (i > 0 && !otk_ctl_batch_fire (&filling->batch, &command->root, command->at, error))
        return FALSE;
      if (!otk_ctl_batch_run (&filling->batch, command, &refusal, error))
        return FALSE;
      if (refusal != NULL && i == 0) /* nothing else can follow */
        {
          g_propagate_error (error, g_steal_pointer (&refusal));
          return FALSE;
        }
      if (refusal != NULL)
        g_debug ("%s: %s", otk_command_info (command->kind)->name, refusal->message);
    }
  return first == NULL || otk_ctl_batch_fire (&filling->batch, &first->root, filling->now, error);
}

static gboolean
fill_requests (Filling *filling, guint64 n, gboolean quiet, GError **error)
{
  gint64 began = g_get_monotonic_time ();
  gint64 told = began;
  for (guint64 i = 0; i < n; i++)
    {
      if (!fill_one (filling, i, n, error))
        return FALSE;
      gint64 now = g_get_monotonic_time ();
      if (quiet || (now - told < 2 * G_USEC_PER_SEC && i + 1 < n))
        continue;
      told = now;
      double seconds = (double) (now - began) / G_USEC_PER_SEC;
      g_printerr ("%" G_GUINT64_FORMAT " / %" G_GUINT64_FORMAT "  %.0f s  %.0f/s\n", i + 1, n,
                  seconds, (double) (i + 1) / MAX (seconds, 0.001));
    }
  return otk_ctl_batch_end (&filling->batch, error);
}

/* Everybody who is there already, in an order in which a service finds its people. */
static void
know_all (OtkStories *stories, OtkState *state)
{
  static const OtkEntityType types[] = { OTK_ENTITY_EMPLOYEE,     OTK_ENTITY_GROUP,
                                         OTK_ENTITY_REQUEST_TYPE, OTK_ENTITY_PRODUCT,
                                         OTK_ENTITY_SERVICE,      OTK_ENTITY_ARTICLE,
                                         OTK_ENTITY_COMPANY,      OTK_ENTITY_CUSTOMER };
  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    {
      g_autoptr (GPtrArray) records = otk_state_list (state, types[t], -1, NULL);
      for (guint i = 0; records != NULL && i < records->len; i++)
        {
          const OtkRecord *record = g_ptr_array_index (records, i);
          g_autoptr (OtkValues) fields = otk_record_to_values (record);
          otk_stories_know (stories, types[t], otk_record_id (record), fields);
        }
    }
}

static gboolean
found_organisation (Filling *filling, GError **error)
{
  OtkState *state = otk_store_state (filling->batch.store);
  g_autoptr (GPtrArray) employees = otk_state_list (state, OTK_ENTITY_EMPLOYEE, -1, NULL);
  if (employees != NULL && employees->len > 0)
    return TRUE;
  g_autoptr (GBytes) organisation = resource ("sample.json", error);
  if (organisation == NULL)
    return FALSE;
  gsize length;
  const char *text = g_bytes_get_data (organisation, &length);
  g_autoptr (OtkOrganisation) wanted =
      otk_organisation_read (state, text, length, NULL, filling->now - 3 * 366 * OTK_DAY, error);
  return wanted != NULL && run_all (&filling->batch, wanted->commands, error);
}

static gboolean
seat_administrator (OtkStore *store, GError **error)
{
  g_auto (OtkValue) role = otk_value_int (OTK_ROLE_ADMINISTRATOR);
  g_autofree char *sitting = otk_store_meta (store, "me", NULL);
  if (sitting != NULL)
    return TRUE;
  g_autoptr (GPtrArray) found =
      otk_store_list (store, OTK_ENTITY_EMPLOYEE, OTK_EMPLOYEE_ROLE, &role, error);
  if (found == NULL || found->len == 0)
    return found != NULL;
  g_autofree char *id = otk_id_to_string (otk_record_id (g_ptr_array_index (found, 0)));
  return otk_store_put_meta (store, "me", id, error);
}

static gboolean
fill (Filling *filling, guint64 n, guint64 seed, gboolean quiet, GError **error)
{
  g_autoptr (GBytes) texts = resource ("sample-texts.json", error);
  gsize length;
  if (texts == NULL || !otk_store_begin (filling->batch.store, error))
    return FALSE;
  filling->batch.open = 1;
  const char *text = g_bytes_get_data (texts, &length);
  g_autoptr (OtkStories) stories = otk_stories_new (text, length, seed, error);
  filling->stories = stories;
  if (stories == NULL || !found_organisation (filling, error))
    return FALSE;
  know_all (stories, otk_store_state (filling->batch.store));
  g_autoptr (GPtrArray) people =
      otk_stories_people (stories, (guint) MIN (n / 200, 5000), (guint) MIN (n / 20, 50000),
                          filling->now - 3 * 366 * OTK_DAY);
  return run_all (&filling->batch, people, error) && otk_stories_ready (stories, error)
         && fill_requests (filling, n, quiet, error)
         && seat_administrator (filling->batch.store, error);
}

static gboolean
run_fill (OtkCtl *ctl, GError **error)
{
  gint64 n, seed;
  if (otk_ctl_option (ctl, "requests") == NULL)
    {
      g_set_error (error, OTK_CTL_USAGE, 0, _ ("The option --%s is needed"), "requests");
      return FALSE;
    }
  if (!otk_ctl_option_int (ctl, "requests", 1, MAX_REQUESTS, 1, &n, error)
      || !otk_ctl_option_int (ctl, "seed", 0, G_MAXINT64, 1, &seed, error))
    return FALSE;
  g_autoptr (OtkStore) store = otk_ctl_open_writer (ctl, TRUE, error);
  if (store == NULL)
    return FALSE;
  Filling filling = { .batch = { .store = store, .largest = COMMANDS_AT_ONCE },
                      .now = otk_ctl_now (ctl) };
  gboolean bulk = n >= BULK;
  if (bulk && !otk_store_bulk_begin (store, error))
    return FALSE;
  if (!fill (&filling, (guint64) n, (guint64) seed, otk_ctl_option (ctl, "quiet") != NULL, error))
    {
      if (filling.batch.open > 0)
        otk_store_rollback (store);
      return FALSE;
    }
  if (bulk && !otk_store_bulk_end (store, error))
    return FALSE;
  if (ctl->json)
    g_print ("{\"requests\": %" G_GINT64_FORMAT ", \"commands\": %" G_GUINT64_FORMAT
             ", \"refused\": %" G_GUINT64_FORMAT "}\n",
             n, filling.batch.done, filling.batch.refused);
  else
    {
      g_print ("%s: %" G_GINT64_FORMAT ", %s: %" G_GUINT64_FORMAT "\n", _ ("Requests"), n,
               _ ("commands"), filling.batch.done);
    }
  return TRUE;
}

gboolean
otk_ctl_load_sample (OtkCtl *ctl, OtkStore *store, GError **error)
{
  Filling filling = { .batch = { .store = store }, .now = otk_ctl_now (ctl) };
  if (fill (&filling, OTK_SAMPLE_REQUESTS, OTK_SAMPLE_SEED, TRUE, error))
    return TRUE;
  otk_store_rollback (store);
  return FALSE;
}

const OtkCtlCommand otk_ctl_fill_commands[] = {
  { "fill", NULL, N_ ("invent a history of so many requests"),
    "fill --requests 1000000 --seed 1 --db big.db", fill_options, 0, 0, run_fill },
  { NULL },
};
