/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-case-time.h"

#include "otk-error.h"

#include <stdlib.h>
#include <string.h>

static const struct
{
  const char *unit;
  gint64 length;
} units[] = {
  { "d", OTK_DAY }, { "h", OTK_HOUR }, { "ms", 1 }, { "m", OTK_MINUTE }, { "s", OTK_SECOND },
};

char *
otk_case_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "; ", -1);

  return g_strjoinv ("\n", lines);
}

char *
otk_case_joined (const char *lines)
{
  g_autofree char *text = g_strchomp (g_strdup (lines));
  g_auto (GStrv) parts = g_strsplit (text, "\n", -1);

  return g_strjoinv ("; ", parts);
}

GHashTable *
otk_case_calendars (const char *file)
{
  GHashTable *calendars =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) otk_calendar_unref);
  g_autoptr (GPtrArray) cases = otk_cases_load (file);

  for (guint i = 0; i < cases->len; i++)
    {
      const OtkCase *test_case = g_ptr_array_index (cases, i);
      g_autofree char *spec = otk_case_lines (test_case->input);
      g_autoptr (GError) error = NULL;
      OtkCalendar *calendar;

      if (!g_str_has_prefix (test_case->program, "calendar "))
        continue;
      calendar = otk_calendar_parse (spec, &error);
      if (calendar == NULL)
        g_error ("%s:%d: %s", file, test_case->line, error->message);
      g_hash_table_insert (calendars, g_strdup (test_case->program + strlen ("calendar ")),
                           calendar);
    }
  return calendars;
}

const OtkCalendar *
otk_case_calendar (GHashTable *calendars, const OtkCase *test_case)
{
  const char *name = strchr (test_case->program, ' ');
  const OtkCalendar *calendar = name != NULL ? g_hash_table_lookup (calendars, name + 1) : NULL;

  if (calendar == NULL)
    g_error ("%s:%d: no such calendar", test_case->file, test_case->line);
  return calendar;
}

OtkTime
otk_case_instant (const OtkCalendar *calendar, const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) wall = NULL;
  gboolean local = strchr (text, 'T') == NULL;
  g_autofree char *iso = g_strdelimit (g_strdup (text), " ", 'T');
  g_autofree char *full = NULL;
  OtkTime at;

  /* GLib asks for seconds. */
  full =
      strlen (iso) == strlen ("2026-06-05T16:30") ? g_strconcat (iso, ":00", NULL) : g_strdup (iso);
  wall = g_date_time_new_from_iso8601 (full, utc);
  if (wall == NULL)
    g_error ("not an instant: %s", text);
  if (local)
    at = otk_calendar_localize (calendar, g_date_time_get_year (wall), g_date_time_get_month (wall),
                                g_date_time_get_day_of_month (wall), g_date_time_get_hour (wall),
                                g_date_time_get_minute (wall), g_date_time_get_second (wall));
  else
    at = g_date_time_to_unix (wall) * OTK_SECOND;
  return at + g_date_time_get_microsecond (wall) / 1000;
}

char *
otk_case_print_instant (const OtkCalendar *calendar, OtkTime at)
{
  gint64 seconds, rest;
  OtkWall wall;
  GString *text;

  if (at == OTK_TIME_NONE)
    return g_strdup ("never");
  seconds = otk_floor_div (at, OTK_SECOND);
  rest = at - seconds * OTK_SECOND;
  otk_calendar_wall (calendar, at, &wall);
  text = g_string_new (NULL);
  g_string_printf (text, "%04d-%02d-%02d %02d:%02d", wall.year, wall.month, wall.day, wall.hour,
                   wall.minute);
  if (wall.second != 0 || rest != 0)
    g_string_append_printf (text, ":%02d", wall.second);
  if (rest != 0)
    g_string_append_printf (text, ".%03d", (int) rest);
  if (otk_calendar_localize (calendar, wall.year, wall.month, wall.day, wall.hour, wall.minute,
                             wall.second)
      != seconds * OTK_SECOND)
    {
      int offset = otk_zone_offset (otk_calendar_zone (calendar), seconds) / 60;

      g_string_append_printf (text, "%c%02d:%02d", offset < 0 ? '-' : '+', ABS (offset) / 60,
                              ABS (offset) % 60);
    }
  return g_string_free (text, FALSE);
}

gint64
otk_case_duration (const char *text)
{
  gint64 sum = 0;

  for (const char *c = text; *c != '\0';)
    {
      char *end;
      gint64 number = g_ascii_strtoll (c, &end, 10);
      guint unit = 0;

      while (unit < G_N_ELEMENTS (units) && !g_str_has_prefix (end, units[unit].unit))
        unit++;
      if (end == c || unit == G_N_ELEMENTS (units))
        g_error ("not a duration: %s", text);
      sum += number * units[unit].length;
      c = end + strlen (units[unit].unit);
    }
  return sum;
}

char *
otk_case_print_duration (gint64 milliseconds)
{
  GString *text = g_string_new (milliseconds < 0 ? "-" : NULL);
  gint64 rest = ABS (milliseconds);

  if (rest >= OTK_HOUR)
    g_string_append_printf (text, "%" G_GINT64_FORMAT "h", rest / OTK_HOUR);
  if (rest / OTK_MINUTE % 60 != 0)
    g_string_append_printf (text, "%dm", (int) (rest / OTK_MINUTE % 60));
  if (rest / OTK_SECOND % 60 != 0)
    g_string_append_printf (text, "%ds", (int) (rest / OTK_SECOND % 60));
  if (rest % OTK_SECOND != 0)
    g_string_append_printf (text, "%dms", (int) (rest % OTK_SECOND));
  return g_string_free (rest != 0 ? text : g_string_append (text, "0s"), FALSE);
}

char **
otk_case_parts (const char *input)
{
  return g_strsplit (input, ", ", -1);
}

const char *
otk_case_part (char **parts, const char *name)
{
  for (guint i = 0; parts[i] != NULL; i++)
    if (g_str_has_prefix (parts[i], name) && parts[i][strlen (name)] == ' ')
      return parts[i] + strlen (name) + 1;
  return NULL;
}

void
otk_case_range (const OtkCalendar *calendar, const char *text, OtkTime *from, OtkTime *to)
{
  g_auto (GStrv) ends = g_strsplit (text, "..", 2);

  if (g_strv_length (ends) != 2)
    g_error ("not a range: %s", text);
  *from = otk_case_instant (calendar, g_strstrip (ends[0]));
  *to = *g_strstrip (ends[1]) != '\0' ? otk_case_instant (calendar, ends[1]) : OTK_TIME_NONE;
}

GArray *
otk_case_pauses (const OtkCalendar *calendar, char **parts)
{
  GArray *pauses = g_array_new (FALSE, FALSE, sizeof (OtkPause));

  for (guint i = 0; parts[i] != NULL; i++)
    if (g_str_has_prefix (parts[i], "pause "))
      {
        OtkPause pause;

        otk_case_range (calendar, parts[i] + strlen ("pause "), &pause.from, &pause.to);
        g_array_append_val (pauses, pause);
      }
  return pauses;
}
