/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-calendar.h"

/*
 * Random calendars against an oracle that knows nothing but the conventions: it marks every open
 * minute of eight weeks in an array and counts. The seed of a failure is in its message.
 */

#define MINUTE_S 60
#define DAY_S 86400
#define DATES 56
#define MINUTES (DATES * 1440)
#define CALENDARS 240
#define QUESTIONS 40

typedef struct
{
  int open; /* minutes since midnight */
  int close;
} Interval;

typedef struct
{
  gboolean holiday;
  gboolean exception;
  guint n_intervals;
  Interval intervals[3];
} Day;

typedef struct
{
  GTimeZone *zone;
  const char *zone_name;
  Day week[7];
  Day dates[DATES + 4]; /* from two dates before the base */
  gint32 base;
  gint64 origin; /* the first minute of the array, seconds UTC */
  guint8 *open;  /* MINUTES of them */
  OtkPause pauses[3];
  guint n_pauses;
  OtkCalendar *calendar;
} World;

/* A zone and a date near one of its clock changes. */
static const struct
{
  const char *zone;
  int year, month, day;
} places[] = {
  { "UTC", 2026, 6, 1 },
  { "Europe/Moscow", 2026, 6, 1 },
  { "Europe/Berlin", 2024, 3, 1 },
  { "Europe/Berlin", 2024, 10, 1 },
  { "America/New_York", 2024, 2, 15 },
  { "America/Havana", 2024, 10, 10 },
  { "America/Sao_Paulo", 2018, 10, 10 },
  { "America/Sao_Paulo", 2018, 1, 25 },
  { "Australia/Lord_Howe", 2024, 3, 12 },
  { "Asia/Tehran", 2015, 9, 1 },
  { "Pacific/Apia", 2011, 12, 1 },
  { "Africa/Casablanca", 2024, 2, 20 },
  { "Asia/Kathmandu", 2028, 2, 10 },
};

static int
offset_at (const World *world, gint64 unix_s)
{
  int interval = g_time_zone_find_interval (world->zone, G_TIME_TYPE_UNIVERSAL, unix_s);

  return g_time_zone_get_offset (world->zone, interval);
}

/* There is at most one change within the two days around, so two offsets have to be tried. */
static gint64
localize (const World *world, gint64 wall)
{
  gint64 before = wall - offset_at (world, wall - 129600);
  gint64 after = wall - offset_at (world, wall + 129600);
  gboolean before_fits = before + offset_at (world, before) == wall;
  gboolean after_fits = after + offset_at (world, after) == wall;

  if (before_fits && after_fits)
    return MIN (before, after);
  return after_fits ? after : before;
}

static gint64
midnight (const World *world, gint32 date)
{
  return localize (world, (gint64) date * DAY_S);
}

static const Day *
day_of (const World *world, gint32 date)
{
  const Day *day = &world->dates[date - world->base + 2];

  return day->exception || day->holiday ? day : &world->week[otk_date_weekday (date) - 1];
}

static void
mark (World *world, gint64 from, gint64 to, guint8 value)
{
  for (gint64 minute = from; minute < to; minute += MINUTE_S)
    {
      gint64 index = (minute - world->origin) / MINUTE_S;

      if (minute >= world->origin && index < MINUTES)
        world->open[index] = value;
    }
}

static void
fill_oracle (World *world)
{
  for (gint32 date = world->base - 2; date < world->base + DATES + 2; date++)
    {
      const Day *day = day_of (world, date);

      if (day->holiday || midnight (world, date) >= midnight (world, date + 1))
        continue;
      for (guint i = 0; i < day->n_intervals; i++)
        {
          Interval one = day->intervals[i];
          gint64 close = one.close < one.open ? one.close + 1440 : one.close;

          mark (world, localize (world, (gint64) date * DAY_S + one.open * MINUTE_S),
                localize (world, (gint64) date * DAY_S + close * MINUTE_S), 1);
        }
    }
  for (gint32 date = world->base - 2; date < world->base + DATES + 2; date++)
    if (day_of (world, date)->holiday)
      mark (world, midnight (world, date), midnight (world, date + 1), 0);
  for (guint i = 0; i < world->n_pauses; i++)
    mark (world, world->pauses[i].from / OTK_SECOND, world->pauses[i].to / OTK_SECOND, 0);
}

static void
invent_hours (GRand *rand, Day *day)
{
  int at = g_rand_int_range (rand, 0, 600);

  /* Apart: what overlapping hours become in a clock change is a matter of their union's ends. */
  day->n_intervals = (guint) g_rand_int_range (rand, 0, 4);
  for (guint i = 0; i < day->n_intervals; i++)
    {
      Interval *one = &day->intervals[i];

      one->open = at;
      one->close = MIN (1440, at + g_rand_int_range (rand, 1, 300));
      at = MIN (1439, one->close + g_rand_int_range (rand, 1, 200));
      if (one->open >= 1439 || one->close >= 1439)
        day->n_intervals = i + 1;
    }
  /* Now and then the last one runs past midnight, or the whole day is open. */
  if (day->n_intervals > 0 && g_rand_int_range (rand, 0, 4) == 0)
    {
      Interval *last = &day->intervals[day->n_intervals - 1];

      last->close = g_rand_int_range (rand, 0, last->open + 1);
    }
  else if (g_rand_int_range (rand, 0, 6) == 0)
    {
      day->n_intervals = 1;
      day->intervals[0] = (Interval){ .open = 0, .close = 1440 };
    }
}

static void
print_hours (GString *spec, const Day *day)
{
  if (day->n_intervals == 0)
    g_string_append (spec, " off");
  for (guint i = 0; i < day->n_intervals; i++)
    g_string_append_printf (spec, " %02d:%02d-%02d:%02d", day->intervals[i].open / 60,
                            day->intervals[i].open % 60, day->intervals[i].close / 60,
                            day->intervals[i].close % 60);
  g_string_append_c (spec, '\n');
}

static char *
print_world (const World *world)
{
  static const char *const names[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
  GString *spec = g_string_new (NULL);

  g_string_append_printf (spec, "tz %s\n", world->zone_name);
  for (guint i = 0; i < 7; i++)
    {
      g_string_append (spec, names[i]);
      print_hours (spec, &world->week[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (world->dates); i++)
    {
      const Day *day = &world->dates[i];
      int year, month, mday;

      if (!day->holiday && !day->exception)
        continue;
      otk_date_split (world->base - 2 + (gint32) i, &year, &month, &mday);
      g_string_append_printf (spec, "%04d-%02d-%02d", year, month, mday);
      if (day->holiday)
        g_string_append (spec, " holiday\n");
      else
        print_hours (spec, day);
    }
  return g_string_free (spec, FALSE);
}

static gint64
invent_minute (GRand *rand, const World *world)
{
  return world->origin + (gint64) g_rand_int_range (rand, 0, MINUTES) * MINUTE_S;
}

static void
world_init (World *world, GRand *rand, guint number)
{
  guint place = number % G_N_ELEMENTS (places);
  g_autofree char *spec = NULL;
  g_autoptr (GError) error = NULL;

  *world = (World){ .zone_name = places[place].zone };
  world->zone = g_time_zone_new_identifier (world->zone_name);
  world->base = otk_date_from (places[place].year, places[place].month, places[place].day);
  world->origin = midnight (world, world->base);
  world->open = g_new0 (guint8, MINUTES);
  for (guint i = 0; i < 7; i++)
    invent_hours (rand, &world->week[i]);
  for (guint i = 0; i < G_N_ELEMENTS (world->dates); i++)
    if (g_rand_int_range (rand, 0, 8) == 0)
      {
        world->dates[i].holiday = g_rand_boolean (rand);
        world->dates[i].exception = !world->dates[i].holiday;
        if (world->dates[i].exception)
          invent_hours (rand, &world->dates[i]);
      }
  world->n_pauses = (guint) g_rand_int_range (rand, 0, 4);
  for (guint i = 0; i < world->n_pauses; i++)
    {
      world->pauses[i].from = invent_minute (rand, world) * OTK_SECOND;
      world->pauses[i].to = world->pauses[i].from + g_rand_int_range (rand, 0, 5000) * OTK_MINUTE;
    }
  fill_oracle (world);
  spec = print_world (world);
  world->calendar = otk_calendar_parse (spec, &error);
  g_assert_no_error (error);
}

static void
world_clear (World *world)
{
  g_time_zone_unref (world->zone);
  otk_calendar_unref (world->calendar);
  g_free (world->open);
}

static gint64
count_open (const World *world, int from, int to)
{
  gint64 sum = 0;

  for (int i = from; i < to; i++)
    sum += world->open[i];
  return sum;
}

/* The minute after budget open ones from start, or -1 where the array ends before. */
static int
oracle_due (const World *world, int start, gint64 budget)
{
  int at = start;

  for (; budget > 0 && at < MINUTES; at++)
    budget -= world->open[at];
  return budget > 0 ? -1 : at;
}

static int
oracle_back (const World *world, int end, gint64 budget)
{
  int at = end;

  for (; budget > 0 && at > 0; at--)
    budget -= world->open[at - 1];
  return budget > 0 ? -1 : at;
}

static OtkTime
instant (const World *world, int minute)
{
  return (world->origin + (gint64) minute * MINUTE_S) * OTK_SECOND;
}

static void
ask (const World *world, GRand *rand)
{
  int from = g_rand_int_range (rand, 0, MINUTES), to = g_rand_int_range (rand, from, MINUTES);
  gint64 budget = g_rand_int_range (rand, 1, 6000);
  int due = oracle_due (world, from, budget), back = oracle_back (world, to, budget);
  int next = oracle_due (world, from, 1);

  g_assert_cmpint (otk_calendar_elapsed (world->calendar, instant (world, from),
                                         instant (world, to), world->pauses, world->n_pauses),
                   ==, count_open (world, from, to) * OTK_MINUTE);
  g_assert_cmpint (otk_calendar_open_at (world->calendar, instant (world, from), world->pauses,
                                         world->n_pauses),
                   ==, world->open[from]);
  if (due >= 0)
    g_assert_cmpint (otk_calendar_due (world->calendar, instant (world, from), budget * OTK_MINUTE,
                                       world->pauses, world->n_pauses),
                     ==, instant (world, due));
  if (back >= 0)
    g_assert_cmpint (otk_calendar_back (world->calendar, instant (world, to), budget * OTK_MINUTE,
                                        world->pauses, world->n_pauses),
                     ==, instant (world, back));
  if (next >= 0)
    g_assert_cmpint (otk_calendar_next_open (world->calendar, instant (world, from), world->pauses,
                                             world->n_pauses),
                     ==, instant (world, next - 1));
}

static void
test_oracle_agrees (void)
{
  for (guint number = 0; number < CALENDARS; number++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (number);
      World world;

      world_init (&world, rand, number);
      g_test_message ("calendar %u in %s", number, world.zone_name);
      for (guint i = 0; i < QUESTIONS; i++)
        ask (&world, rand);
      world_clear (&world);
    }
}

/* What must hold to the millisecond, over years, where no array reaches. */
static void
check_laws (const World *world, GRand *rand)
{
  const OtkCalendar *calendar = world->calendar;
  const OtkPause *pauses = world->pauses;
  guint n = world->n_pauses;
  OtkTime from = instant (world, 0) + g_rand_int_range (rand, 0, 1000000000);
  OtkTime middle =
      from + (gint64) g_rand_int_range (rand, 0, 1000000) * g_rand_int_range (rand, 1, 100000);
  OtkTime to =
      middle + (gint64) g_rand_int_range (rand, 0, 1000000) * g_rand_int_range (rand, 1, 100000);
  gint64 first = otk_calendar_elapsed (calendar, from, middle, pauses, n);
  gint64 second = otk_calendar_elapsed (calendar, middle, to, pauses, n);
  gint64 budget = first + second, sum = 0;
  OtkTime due = otk_calendar_due (calendar, from, budget, pauses, n);
  g_autoptr (GArray) spans = otk_calendar_days (calendar, from, middle, pauses, n);

  g_assert_cmpint (otk_calendar_elapsed (calendar, from, to, pauses, n), ==, budget);
  for (guint i = 0; i < spans->len; i++)
    sum += g_array_index (spans, OtkOpenSpan, i).to - g_array_index (spans, OtkOpenSpan, i).from;
  g_assert_cmpint (sum, ==, first);
  if (budget == 0)
    return;
  /* Due is the first instant by which the budget is used up, and back leads to the last start. */
  g_assert_cmpint (due, <=, to);
  g_assert_cmpint (otk_calendar_elapsed (calendar, from, due, pauses, n), ==, budget);
  g_assert_true (otk_calendar_open_at (calendar, due - 1, pauses, n));
  g_assert_cmpint (otk_calendar_back (calendar, due, budget, pauses, n), ==,
                   otk_calendar_next_open (calendar, from, pauses, n));
}

static void
test_laws_hold (void)
{
  for (guint number = 0; number < CALENDARS; number++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (1000 + number);
      World world;

      world_init (&world, rand, number);
      for (guint i = 0; i < 10; i++)
        check_laws (&world, rand);
      world_clear (&world);
    }
}

static gpointer
ask_in_a_thread (gpointer calendar)
{
  OtkTime due = 0;

  for (int i = 0; i < 2000; i++)
    {
      OtkCalendar *own = otk_calendar_ref (calendar);

      due += otk_calendar_due (own, i * OTK_DAY, OTK_HOUR, NULL, 0) % OTK_DAY;
      g_assert_nonnull (otk_zone_find (places[i % G_N_ELEMENTS (places)].zone));
      otk_calendar_unref (own);
    }
  return GSIZE_TO_POINTER ((gsize) due);
}

static void
test_threads_share_a_calendar (void)
{
  g_autoptr (OtkCalendar) calendar = otk_calendar_parse ("tz Europe/Paris\nmon 09:00-17:00", NULL);
  GThread *threads[4];
  gpointer first;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ask", ask_in_a_thread, calendar);
  first = g_thread_join (threads[0]);
  for (guint i = 1; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (g_thread_join (threads[i]) == first);
}

/* Ten years of budget, ten years of pause, a norm without an end: a few milliseconds each. */
static void
test_long_is_not_slow (void)
{
  g_autoptr (OtkCalendar) calendar =
      otk_calendar_parse ("tz Europe/Berlin\nmon 09:00-17:00\ntue 22:00-06:00\n"
                          "2026-12-25 holiday\n2027-12-25 holiday\n2028-12-25 holiday\n",
                          NULL);
  OtkTime start = otk_calendar_localize (calendar, 2026, 6, 8, 9, 0, 0);
  OtkPause pause = { .from = start + OTK_HOUR, .to = start + 3652 * OTK_DAY };
  double seconds;

  g_test_timer_start ();
  for (int i = 0; i < 100; i++)
    {
      g_assert_cmpint (otk_calendar_due (calendar, start, 8300 * OTK_HOUR, NULL, 0), >, start);
      g_assert_cmpint (otk_calendar_due (calendar, start, 8 * OTK_HOUR, &pause, 1), >, pause.to);
      g_assert_cmpint (otk_calendar_due (calendar, start, G_MAXINT64, NULL, 0), ==, OTK_TIME_NONE);
    }
  seconds = g_test_timer_elapsed ();
  g_test_message ("%.3f ms for each", seconds * 1000 / 300);
  /* Generous, for machines that are busy and builds that check every access. */
  g_assert_cmpfloat (seconds, <, 300 * 0.02);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calendar-oracle/agrees", test_oracle_agrees);
  g_test_add_func ("/calendar-oracle/laws", test_laws_hold);
  g_test_add_func ("/calendar-oracle/threads", test_threads_share_a_calendar);
  g_test_add_func ("/calendar-oracle/long-is-not-slow", test_long_is_not_slow);
  return g_test_run ();
}
