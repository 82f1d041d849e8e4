/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-server-time.h"

/* sync.md §4.2: the server's time as a device reckons it, and how good that is. */

static const char *const first_start = "first", *const second_start = "second";

static OtkTime
estimate (const OtkServerTime *time, OtkTime wall, gint64 mono, const char *boot, char wanted)
{
  OtkInstant now = { wall, mono, boot };
  char quality = '?';
  OtkTime at = otk_server_time_estimate (time, &now, &quality);

  g_assert_cmpint (quality, ==, wanted);
  return at;
}

static gboolean
learn (OtkServerTime *time, OtkTime server, gint64 sent, gint64 received, OtkTime wall)
{
  OtkInstant from = { wall - (received - sent), sent, first_start };
  OtkInstant to = { wall, received, first_start };

  return otk_server_time_learn (time, server, &from, &to);
}

static void
test_never_synced (void)
{
  OtkServerTime time;

  otk_server_time_init (&time);
  g_assert_cmpint (estimate (&time, 5000, 10, first_start, 'C'), ==, 5000);
}

static void
test_same_start (void)
{
  OtkServerTime time;

  otk_server_time_init (&time);
  g_assert_true (learn (&time, 100000, 1000, 1100, 7000));
  /* The answer was under way for 50 ms. */
  g_assert_cmpint (estimate (&time, 7000, 1100, first_start, 'A'), ==, 100050);
  /* Somebody sets the wall clock: the counter knows better. */
  g_assert_cmpint (estimate (&time, 99, 61100, first_start, 'A'), ==, 160050);
}

static void
test_another_start (void)
{
  OtkServerTime time;

  otk_server_time_init (&time);
  learn (&time, 100000, 1000, 1100, 7000);
  g_assert_cmpint (estimate (&time, 8000, 5, second_start, 'B'), ==, 101050);
  g_assert_cmpint (estimate (&time, 8000, 5, NULL, 'B'), ==, 101050);
}

static void
test_shortest_trip (void)
{
  OtkServerTime time;

  otk_server_time_init (&time);
  learn (&time, 100000, 1000, 1100, 7000);
  /* A slow answer would be 900 ms off; it is passed over. */
  g_assert_false (learn (&time, 101900, 2000, 4000, 9900));
  g_assert_cmpint (estimate (&time, 0, 2000, first_start, 'A'), ==, 100950);
  /* A quick one that differs is believed. */
  g_assert_true (learn (&time, 105000, 5000, 5010, 10910));
  g_assert_cmpint (estimate (&time, 0, 5010, first_start, 'A'), ==, 105005);
}

static void
test_old_samples_go (void)
{
  OtkServerTime time;

  otk_server_time_init (&time);
  learn (&time, 100000, 0, 2, 0);
  for (gint64 i = 1; i <= OTK_SERVER_TIME_SAMPLES; i++)
    learn (&time, 100000 + i * 1100, i * 1000, i * 1000 + 40, 0);
  g_assert_cmpint (ABS (estimate (&time, 0, 10040, first_start, 'A') - 111020), <=, 120);
}

static void
test_nonsense (void)
{
  OtkServerTime time;
  OtkInstant before = { 0, 100, "first" }, after = { 0, 50, "first" }, other = { 0, 200, "other" };

  otk_server_time_init (&time);
  g_assert_false (otk_server_time_learn (&time, 1000, &before, &after));
  g_assert_false (otk_server_time_learn (&time, 1000, &before, &other));
  g_assert_false (otk_server_time_learn (&time, OTK_TIME_NONE, &before, &before));
  g_assert_cmpint (estimate (&time, 77, 100, first_start, 'C'), ==, 77);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server-time/never-synced", test_never_synced);
  g_test_add_func ("/server-time/same-start", test_same_start);
  g_test_add_func ("/server-time/another-start", test_another_start);
  g_test_add_func ("/server-time/shortest-trip", test_shortest_trip);
  g_test_add_func ("/server-time/old-samples-go", test_old_samples_go);
  g_test_add_func ("/server-time/nonsense", test_nonsense);
  return g_test_run ();
}
