/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-calendar-private.h"

/* Versions of schedules that are in use at once; more than these are read again. */
#define MOST_RECALLED 64

static void
clear_exception (gpointer data)
{
  OtkException *exception = data;

  g_array_unref (exception->hours);
  g_free (exception->name);
}

static gint
compare_hours (gconstpointer a, gconstpointer b)
{
  const OtkHours *first = a, *second = b;

  return first->open != second->open ? first->open - second->open : first->close - second->close;
}

static gint
compare_exceptions (gconstpointer a, gconstpointer b)
{
  const OtkException *first = a, *second = b;

  return first->date < second->date ? -1 : first->date > second->date;
}

static gint64
sum_hours (GArray *hours)
{
  gint64 sum = 0;

  for (guint i = 0; i < hours->len; i++)
    sum += g_array_index (hours, OtkHours, i).close - g_array_index (hours, OtkHours, i).open;
  return sum;
}

/* The part before midnight of this weekday's hours and the part after midnight of the day before.
 */
static void
seal_plain_day (OtkPlainDay *plain, GArray *own, GArray *before)
{
  plain->hours = g_array_new (FALSE, FALSE, sizeof (OtkHours));
  for (guint i = 0; i < before->len; i++)
    {
      OtkHours hours = { .open = 0,
                         .close = g_array_index (before, OtkHours, i).close - OTK_DAY_S };

      if (hours.close > 0)
        g_array_append_val (plain->hours, hours);
    }
  for (guint i = 0; i < own->len; i++)
    {
      OtkHours hours = g_array_index (own, OtkHours, i);

      hours.close = MIN (hours.close, OTK_DAY_S);
      g_array_append_val (plain->hours, hours);
    }
  otk_hours_unite (plain->hours);
  plain->sum = sum_hours (plain->hours);
}

void
otk_hours_unite (GArray *hours)
{
  guint kept = 0;

  g_array_sort (hours, compare_hours);
  for (guint i = 0; i < hours->len; i++)
    {
      OtkHours next = g_array_index (hours, OtkHours, i);
      OtkHours *last = kept > 0 ? &g_array_index (hours, OtkHours, kept - 1) : NULL;

      if (last != NULL && next.open <= last->close)
        last->close = MAX (last->close, next.close);
      else
        g_array_index (hours, OtkHours, kept++) = next;
    }
  g_array_set_size (hours, kept);
}

OtkCalendar *
otk_calendar_new_blank (void)
{
  OtkCalendar *self = g_new0 (OtkCalendar, 1);

  g_atomic_ref_count_init (&self->refs);
  for (int i = 0; i < 7; i++)
    self->weekly[i] = g_array_new (FALSE, FALSE, sizeof (OtkHours));
  self->exceptions = g_array_new (FALSE, FALSE, sizeof (OtkException));
  g_array_set_clear_func (self->exceptions, clear_exception);
  return self;
}

void
otk_calendar_seal (OtkCalendar *self)
{
  for (int i = 0; i < 7; i++)
    otk_hours_unite (self->weekly[i]);
  for (guint i = 0; i < self->exceptions->len; i++)
    otk_hours_unite (g_array_index (self->exceptions, OtkException, i).hours);
  g_array_sort (self->exceptions, compare_exceptions);
  for (int i = 0; i < 7; i++)
    {
      seal_plain_day (&self->plain[i], self->weekly[i], self->weekly[(i + 6) % 7]);
      self->plain_week += self->plain[i].sum;
    }
}

guint
otk_calendar_find_exception (const OtkCalendar *self, gint32 date)
{
  guint low = 0, high = self->exceptions->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->exceptions, OtkException, middle).date < date)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const OtkException *
otk_calendar_exception (const OtkCalendar *self, gint32 date)
{
  guint i = otk_calendar_find_exception (self, date);

  if (i == self->exceptions->len || g_array_index (self->exceptions, OtkException, i).date != date)
    return NULL;
  return &g_array_index (self->exceptions, OtkException, i);
}

OtkCalendar *
otk_calendar_round_the_clock (const char *zone)
{
  const OtkZone *found = otk_zone_find (zone);
  OtkHours all = { .open = 0, .close = OTK_DAY_S };
  OtkCalendar *self;

  if (found == NULL)
    return NULL;
  self = otk_calendar_new_blank ();
  self->zone = found;
  for (int i = 0; i < 7; i++)
    g_array_append_val (self->weekly[i], all);
  otk_calendar_seal (self);
  return self;
}

OtkCalendar *
otk_calendar_ref (OtkCalendar *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
otk_calendar_unref (OtkCalendar *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (int i = 0; i < 7; i++)
    {
      g_array_unref (self->weekly[i]);
      g_clear_pointer (&self->plain[i].hours, g_array_unref);
    }
  g_array_unref (self->exceptions);
  g_free (self);
}

const OtkZone *
otk_calendar_zone (const OtkCalendar *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->zone;
}

gboolean
otk_calendar_is_empty (const OtkCalendar *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  if (self->plain_week > 0)
    return FALSE;
  for (guint i = 0; i < self->exceptions->len; i++)
    if (g_array_index (self->exceptions, OtkException, i).hours->len > 0)
      return FALSE;
  return TRUE;
}

gint64
otk_calendar_nominal_day (const OtkCalendar *self)
{
  gint64 nominal = OTK_DAY_S;
  int most = 0;

  g_return_val_if_fail (self != NULL, OTK_DAY_S);

  for (int i = 0; i < 7; i++)
    {
      gint64 length = sum_hours (self->weekly[i]);
      int days = 0;

      for (int j = 0; j < 7; j++)
        days += sum_hours (self->weekly[j]) == length ? 1 : 0;
      if (length > 0 && (days > most || (days == most && length > nominal)))
        {
          nominal = length;
          most = days;
        }
    }
  return nominal;
}

const char *
otk_calendar_exception_name (const OtkCalendar *self, gint32 date)
{
  const OtkException *exception = otk_calendar_exception (self, date);

  return exception != NULL ? exception->name : NULL;
}

gboolean
otk_calendar_is_holiday (const OtkCalendar *self, gint32 date)
{
  const OtkException *exception = otk_calendar_exception (self, date);

  return exception != NULL && exception->holiday;
}

gboolean
otk_calendar_has_exception (const OtkCalendar *self, gint32 date)
{
  return otk_calendar_exception (self, date) != NULL;
}

OtkTime
otk_calendar_localize (const OtkCalendar *self, int year, int month, int day, int hour, int minute,
                       int second)
{
  gint64 wall;

  g_return_val_if_fail (self != NULL, OTK_TIME_NONE);

  wall = (gint64) otk_date_from (year, month, 1) + day - 1;
  wall = wall * OTK_DAY_S + (gint64) hour * 3600 + (gint64) minute * 60 + second;
  return otk_zone_localize (self->zone, wall) * OTK_SECOND;
}

void
otk_calendar_wall (const OtkCalendar *self, OtkTime at, OtkWall *wall)
{
  g_return_if_fail (self != NULL);

  otk_zone_wall (self->zone, at, wall);
}

OtkCalendar *
otk_calendar_recall (const char *spec)
{
  static GMutex lock;
  static GHashTable *known; /* text → OtkCalendar: immutable, so whose it was first is no matter */
  OtkCalendar *calendar;

  g_mutex_lock (&lock);
  if (known == NULL)
    known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                   (GDestroyNotify) otk_calendar_unref);
  calendar = g_hash_table_lookup (known, spec);
  if (calendar == NULL)
    {
      calendar = otk_calendar_parse (spec, NULL);
      if (g_hash_table_size (known) >= MOST_RECALLED)
        g_hash_table_remove_all (known);
      if (calendar != NULL)
        g_hash_table_insert (known, g_strdup (spec), calendar);
    }
  if (calendar != NULL)
    otk_calendar_ref (calendar);
  g_mutex_unlock (&lock);
  return calendar;
}
