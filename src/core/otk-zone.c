/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-zone.h"

#include <string.h>

#define DAY_S G_GINT64_CONSTANT (86400)

/* Clock changes are looked for between these; outside the nearest offset is taken. */
#define FIRST_YEAR 1900
#define LAST_YEAR 2120

typedef struct
{
  gint64 from;   /* seconds UTC */
  gint64 offset; /* seconds ahead of UTC, from then on */
} Period;

struct _OtkZone
{
  char *name;
  GArray *periods; /* Period, ascending; the first begins at G_MININT64 */
};

/* Civil date arithmetic on years that begin in March, so that a leap day is the last of its year.
 */
gint32
otk_date_from (int year, int month, int day)
{
  gint64 y = year - (month <= 2 ? 1 : 0);
  gint64 era = otk_floor_div (y, 400);
  gint64 year_of_era = y - era * 400;
  gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return (gint32) (era * 146097 + day_of_era - 719468);
}

void
otk_date_split (gint32 date, int *year, int *month, int *day)
{
  gint64 z = (gint64) date + 719468;
  gint64 era = otk_floor_div (z, 146097);
  gint64 day_of_era = z - era * 146097;
  gint64 year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  gint64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  gint64 month_from_march = (5 * day_of_year + 2) / 153;
  int m = (int) (month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);

  if (year != NULL)
    *year = (int) (year_of_era + era * 400 + (m <= 2 ? 1 : 0));
  if (month != NULL)
    *month = m;
  if (day != NULL)
    *day = (int) (day_of_year - (153 * month_from_march + 2) / 5 + 1);
}

int
otk_date_weekday (gint32 date)
{
  return (int) (date + 3 - otk_floor_div (date + 3, 7) * 7) + 1;
}

/* GLib tells which of its intervals holds an instant but not where they end: halve until found. */
static void
collect_changes (GTimeZone *source, gint64 low, int low_index, gint64 high, int high_index,
                 GArray *periods)
{
  if (low_index == high_index)
    return;
  if (high - low == 1)
    {
      Period period = { .from = high, .offset = g_time_zone_get_offset (source, high_index) };

      if (g_array_index (periods, Period, periods->len - 1).offset != period.offset)
        g_array_append_val (periods, period);
    }
  else
    {
      gint64 middle = low + (high - low) / 2;
      int index = g_time_zone_find_interval (source, G_TIME_TYPE_UNIVERSAL, middle);

      collect_changes (source, low, low_index, middle, index, periods);
      collect_changes (source, middle, index, high, high_index, periods);
    }
}

static OtkZone *
read_zone (const char *name)
{
  g_autoptr (GTimeZone) source = g_time_zone_new_identifier (name);
  gint64 low = otk_date_from (FIRST_YEAR, 1, 1) * DAY_S;
  gint64 high = otk_date_from (LAST_YEAR, 1, 1) * DAY_S;
  int low_index, high_index;
  Period first = { .from = G_MININT64 };
  OtkZone *self;

  if (source == NULL)
    return NULL;
  low_index = g_time_zone_find_interval (source, G_TIME_TYPE_UNIVERSAL, low);
  high_index = g_time_zone_find_interval (source, G_TIME_TYPE_UNIVERSAL, high);
  if (low_index < 0 || high_index < 0)
    return NULL;

  self = g_new0 (OtkZone, 1);
  self->name = g_strdup (name);
  self->periods = g_array_new (FALSE, FALSE, sizeof (Period));
  first.offset = g_time_zone_get_offset (source, low_index);
  g_array_append_val (self->periods, first);
  collect_changes (source, low, low_index, high, high_index, self->periods);
  return self;
}

/* Only what looks like "Europe/Moscow" or "UTC": no paths, no rules such as "MSK-3", no offsets,
 * and nothing that means another zone on another machine or counts leap seconds. */
static gboolean
is_zone_name (const char *name)
{
  static const char *const others[] = { "localtime", "posixrules", "Factory", NULL };
  gsize length = strlen (name);
  gboolean digits = FALSE;

  if (!g_ascii_isalpha (*name) || length < 2 || length > 64)
    return FALSE;
  if (g_strv_contains (others, name) || g_str_has_prefix (name, "right/")
      || g_str_has_prefix (name, "posix/"))
    return FALSE;
  for (const char *c = name; *c != '\0'; c++)
    {
      if (!g_ascii_isalnum (*c) && strchr ("+-_/", *c) == NULL)
        return FALSE;
      digits = digits || g_ascii_isdigit (*c);
    }
  return !digits || strchr (name, '/') != NULL;
}

const OtkZone *
otk_zone_find (const char *name)
{
  static GMutex lock;
  static GHashTable *zones;
  g_autoptr (GMutexLocker) locker = NULL;
  OtkZone *self;

  g_return_val_if_fail (name != NULL, NULL);

  if (!is_zone_name (name))
    return NULL;
  locker = g_mutex_locker_new (&lock);
  if (zones == NULL)
    zones = g_hash_table_new (g_str_hash, g_str_equal);
  self = g_hash_table_lookup (zones, name);
  if (self == NULL)
    {
      self = read_zone (name);
      if (self != NULL)
        g_hash_table_insert (zones, self->name, self);
    }
  return self;
}

const char *
otk_zone_name (const OtkZone *self)
{
  return self->name;
}

/* The last period that begins at or before unix_s. */
static guint
find_period (const OtkZone *self, gint64 unix_s)
{
  guint low = 0, high = self->periods->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->periods, Period, middle).from <= unix_s)
        low = middle;
      else
        high = middle;
    }
  return low;
}

int
otk_zone_offset (const OtkZone *self, gint64 unix_s)
{
  return (int) g_array_index (self->periods, Period, find_period (self, unix_s)).offset;
}

gint64
otk_zone_localize (const OtkZone *self, gint64 wall_s)
{
  /* No zone is two days off UTC: the period looked for begins at or after this one. */
  guint i = find_period (self, wall_s - 2 * DAY_S);
  const Period *periods = (const Period *) (gpointer) self->periods->data;

  for (;; i++)
    {
      gint64 at = wall_s - periods[i].offset;

      if (i + 1 < self->periods->len && at >= periods[i + 1].from)
        continue;
      /* Left out by the change to this period: the offset before it moves it forward. */
      if (at < periods[i].from)
        return wall_s - periods[i - 1].offset;
      return at;
    }
}

gint64
otk_zone_next_change (const OtkZone *self, gint64 unix_s)
{
  guint next = find_period (self, unix_s) + 1;

  return next < self->periods->len ? g_array_index (self->periods, Period, next).from : G_MAXINT64;
}

gint64
otk_zone_last_change (const OtkZone *self, gint64 unix_s)
{
  return g_array_index (self->periods, Period, find_period (self, unix_s)).from;
}

void
otk_zone_wall (const OtkZone *self, OtkTime at, OtkWall *wall)
{
  gint64 unix_s = otk_floor_div (at, OTK_SECOND);
  gint64 wall_s = unix_s + otk_zone_offset (self, unix_s);
  gint32 date = (gint32) otk_floor_div (wall_s, DAY_S);
  int rest = (int) (wall_s - date * DAY_S);

  otk_date_split (date, &wall->year, &wall->month, &wall->day);
  wall->hour = rest / 3600;
  wall->minute = rest / 60 % 60;
  wall->second = rest % 60;
  wall->weekday = otk_date_weekday (date);
}
