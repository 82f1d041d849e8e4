/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sim-device.h"
#include "otk-sim-net.h"

/* The parts of the simulated world keep their promises: order, determinism, fates. */

typedef struct
{
  OtkSimAgenda *agenda;
  GString *story;
} Teller;

static void
tell (gpointer data)
{
  Teller *teller = ((gpointer *) data)[0];

  g_string_append_printf (teller->story, "%s@%" G_GINT64_FORMAT " ",
                          (const char *) ((gpointer *) data)[1],
                          otk_sim_agenda_now (teller->agenda));
}

static gpointer
line (Teller *teller, const char *word)
{
  gpointer *pair = g_new (gpointer, 2);

  pair[0] = teller;
  pair[1] = (gpointer) word;
  return pair;
}

static void
test_agenda (void)
{
  g_autoptr (OtkSimAgenda) agenda = otk_sim_agenda_new (1000);
  Teller teller = { agenda, g_string_new (NULL) };
  guint64 dropped;

  otk_sim_agenda_add (agenda, 30, tell, line (&teller, "late"), g_free);
  otk_sim_agenda_add (agenda, 10, tell, line (&teller, "first"), g_free);
  dropped = otk_sim_agenda_add (agenda, 10, tell, line (&teller, "never"), g_free);
  otk_sim_agenda_add (agenda, 10, tell, line (&teller, "second"), g_free);
  otk_sim_agenda_add (agenda, -5, tell, line (&teller, "now"), g_free);
  otk_sim_agenda_drop (agenda, dropped);
  otk_sim_agenda_drop (agenda, dropped);
  g_assert_cmpint (otk_sim_agenda_next (agenda), ==, 1000);
  while (otk_sim_agenda_step (agenda))
    ;
  g_assert_cmpstr (teller.story->str, ==, "now@1000 first@1010 second@1010 late@1030 ");
  g_assert_cmpint (otk_sim_agenda_next (agenda), ==, OTK_TIME_NONE);
  g_string_free (teller.story, TRUE);
}

static void
note_arrival (const OtkSimMessage *message, gpointer data)
{
  Teller *teller = data;

  g_string_append_printf (teller->story, "%d>%d:%" G_GSIZE_FORMAT "%s@%" G_GINT64_FORMAT " ",
                          message->from, message->to, g_bytes_get_size (message->body),
                          message->complete ? "" : "cut", otk_sim_agenda_now (teller->agenda));
}

static char *
story_of (guint32 seed, gboolean heal)
{
  g_autoptr (OtkSimAgenda) agenda = otk_sim_agenda_new (0);
  g_autoptr (GRand) chance = g_rand_new_with_seed (seed);
  g_autoptr (GBytes) body = g_bytes_new_static ("0123456789", 10);
  Teller teller = { agenda, g_string_new (NULL) };
  g_autoptr (OtkSimNet) net = otk_sim_net_new (agenda, chance, note_arrival, &teller);

  for (int fate = 0; fate < OTK_SIM_FATE_PARTED; fate++)
    otk_sim_net_set_odds (net, (OtkSimFate) fate, 0.2);
  otk_sim_net_part (net, 3, -1);
  if (heal)
    otk_sim_net_heal (net);
  for (int i = 0; i < 100; i++)
    {
      OtkSimMessage message = { i % 4, 9, (guint64) i, 0, "push", body, TRUE };
      otk_sim_net_send (net, &message);
    }
  while (otk_sim_agenda_step (agenda))
    ;
  for (int fate = 0; fate < OTK_SIM_N_FATES; fate++)
    g_assert_true (heal == (otk_sim_net_count (net, (OtkSimFate) fate) == 0));
  return g_string_free (teller.story, FALSE);
}

static void
test_net (void)
{
  g_autofree char *story = story_of (7, FALSE);
  g_autofree char *again = story_of (7, FALSE);
  g_autofree char *other = story_of (8, FALSE);
  g_autofree char *healed = story_of (7, TRUE);
  g_auto (GStrv) arrivals = g_strsplit (healed, " ", -1);

  g_assert_cmpstr (story, ==, again);
  g_assert_cmpstr (story, !=, other);
  g_assert_null (g_strstr_len (story, -1, "3>9"));
  g_assert_nonnull (g_strstr_len (story, -1, "cut@"));
  g_assert_cmpuint (g_strv_length (arrivals), ==, 101);
  g_assert_null (g_strstr_len (healed, -1, "cut"));
}

static void
nothing (gpointer data)
{
}

static void
test_device (void)
{
  g_autoptr (OtkSimAgenda) agenda = otk_sim_agenda_new (5000);
  g_autoptr (GRand) chance = g_rand_new_with_seed (3);
  g_autofree char *first = NULL, *second = NULL;
  OtkSimDevice device;
  OtkTime day = G_TIME_SPAN_DAY / 1000;

  otk_sim_device_init (&device, agenda, chance);
  first = otk_sim_device_boot_id (&device);
  otk_sim_agenda_add (agenda, day, nothing, NULL, NULL);
  otk_sim_agenda_step (agenda);
  g_assert_cmpint (otk_sim_device_wall (&device), ==, 5000 + day);
  /* 200 ppm are 17 s a day. */
  g_assert_cmpint (ABS (otk_sim_device_counter (&device) - day), <, 18 * 1000);
  otk_sim_device_jump (&device, chance);
  g_assert_cmpint (otk_sim_device_wall (&device), !=, 5000 + day);
  otk_sim_device_boot (&device);
  second = otk_sim_device_boot_id (&device);
  g_assert_cmpint (otk_sim_device_counter (&device), ==, 0);
  g_assert_cmpstr (first, !=, second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/agenda", test_agenda);
  g_test_add_func ("/sim/net", test_net);
  g_test_add_func ("/sim/device", test_device);
  return g_test_run ();
}
