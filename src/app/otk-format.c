/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-format.h"

#include "otk-desk-replica.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

/* A duration cut into the units people read. */
typedef struct
{
  int days;
  int hours;
  int minutes;
  int seconds;
} Parts;

static GDateTime *
local_time (OtkTime at)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at / OTK_SECOND);

  return utc == NULL ? NULL : g_date_time_to_local (utc);
}

static char *
format_local (OtkTime at, const char *format)
{
  g_autoptr (GDateTime) local = at == OTK_TIME_NONE ? NULL : local_time (at);

  return local == NULL ? g_strdup ("") : g_date_time_format (local, format);
}

/* How many calendar days @b is after @a. */
static int
days_between (GDateTime *a, GDateTime *b)
{
  g_autoptr (GDate) first = g_date_new_dmy (g_date_time_get_day_of_month (a),
                                            g_date_time_get_month (a), g_date_time_get_year (a));
  g_autoptr (GDate) second = g_date_new_dmy (g_date_time_get_day_of_month (b),
                                             g_date_time_get_month (b), g_date_time_get_year (b));

  return g_date_days_between (first, second);
}

char *
otk_format_time (OtkTime at, OtkTime now)
{
  g_autoptr (GDateTime) then = NULL, today = NULL;
  gint64 minutes = (now - at) / OTK_MINUTE;
  int days;

  if (at == OTK_TIME_NONE)
    return g_strdup ("");
  then = local_time (at);
  today = local_time (now);
  if (then == NULL || today == NULL)
    return g_strdup ("");
  if (at <= now && minutes < 1)
    return g_strdup (_ ("just now"));
  if (at <= now && minutes < 60)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%d min ago", "%d min ago", (gulong) minutes), (int) minutes);

  days = days_between (then, today);
  if (days == 0)
    return g_date_time_format (then, _ ("today %H:%M"));
  if (days == 1)
    return g_date_time_format (then, _ ("yesterday %H:%M"));
  if (days == -1)
    return g_date_time_format (then, _ ("tomorrow %H:%M"));
  if (days > 1 && days < 7)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d day ago", "%d days ago", days), days);
  if (g_date_time_get_year (then) == g_date_time_get_year (today))
    /* Translators: a date of this year with its time. */
    return g_date_time_format (then, _ ("%-d %b %H:%M"));
  return g_date_time_format (then, _ ("%-d %b %Y %H:%M"));
}

OtkTime
otk_format_time_next (OtkTime at, OtkTime now)
{
  g_autoptr (GDateTime) today = at == OTK_TIME_NONE ? NULL : local_time (now);
  g_autoptr (GDateTime) day = NULL, tomorrow = NULL;

  if (today == NULL)
    return OTK_TIME_NONE;
  if (at <= now && now - at < OTK_HOUR)
    return now + OTK_MINUTE - (now - at) % OTK_MINUTE;
  if (now - at > 8 * OTK_DAY)
    return OTK_TIME_NONE;
  day = g_date_time_new_local (g_date_time_get_year (today), g_date_time_get_month (today),
                               g_date_time_get_day_of_month (today), 0, 0, 0);
  tomorrow = g_date_time_add_days (day, 1);
  return MIN (g_date_time_to_unix (tomorrow) * OTK_SECOND, at > now ? at : G_MAXINT64);
}

char *
otk_format_time_full (OtkTime at)
{
  return format_local (at, _ ("%-d %b %Y %H:%M:%S"));
}

char *
otk_format_date (OtkTime at)
{
  return format_local (at, _ ("%-d %b %Y"));
}

static Parts
cut (gint64 seconds, gboolean with_days)
{
  Parts parts = { 0 };

  seconds = MAX (seconds, 0);
  if (with_days)
    {
      parts.days = seconds / 86400;
      seconds %= 86400;
    }
  parts.hours = MIN (seconds / 3600, G_MAXINT);
  parts.minutes = seconds % 3600 / 60;
  parts.seconds = seconds % 60;
  return parts;
}

static char *
write_parts (Parts parts)
{
  if (parts.days > 0 && parts.hours > 0)
    /* Translators: days and hours, as short as they can be. */
    return g_strdup_printf (_ ("%d d %d h"), parts.days, parts.hours);
  if (parts.days > 0)
    return g_strdup_printf (_ ("%d d"), parts.days);
  if (parts.hours > 0 && parts.minutes > 0)
    return g_strdup_printf (_ ("%d h %d min"), parts.hours, parts.minutes);
  if (parts.hours > 0)
    return g_strdup_printf (_ ("%d h"), parts.hours);
  if (parts.minutes > 0 && parts.seconds > 0)
    return g_strdup_printf (_ ("%d min %d s"), parts.minutes, parts.seconds);
  if (parts.minutes > 0)
    return g_strdup_printf (_ ("%d min"), parts.minutes);
  return g_strdup_printf (_ ("%d s"), parts.seconds);
}

char *
otk_format_duration (gint64 seconds)
{
  return write_parts (cut (seconds, FALSE));
}

/* What is left is rounded up, so that "0 s" is shown only when the moment has come. */
static gint64
seconds_left (gint64 milliseconds)
{
  return (milliseconds + OTK_SECOND - 1) / OTK_SECOND;
}

char *
otk_format_left (gint64 milliseconds)
{
  g_autofree char *over = NULL;
  Parts parts;

  if (milliseconds >= 0)
    return write_parts (cut (seconds_left (milliseconds), TRUE));

  parts = cut (-milliseconds / OTK_SECOND, TRUE);
  if (parts.days == 0 && parts.hours == 0 && parts.minutes == 0)
    return g_strdup (_ ("overdue"));
  parts.seconds = 0;
  over = write_parts (parts);
  return g_strdup_printf (_ ("overdue by %s"), over);
}

gint64
otk_format_left_next (gint64 milliseconds)
{
  gint64 unit, part;

  if (milliseconds < 0)
    {
      unit = -milliseconds < OTK_DAY ? OTK_MINUTE : OTK_HOUR;
      return unit - -milliseconds % unit;
    }
  /* From a day on hours are shown, from an hour on minutes, then seconds. */
  unit = milliseconds > OTK_DAY ? OTK_HOUR : milliseconds > OTK_HOUR ? OTK_MINUTE : OTK_SECOND;
  part = (seconds_left (milliseconds) * OTK_SECOND) % unit;
  /* The text holds while the seconds, rounded up, stay at or above a whole unit. */
  return part + OTK_SECOND - (seconds_left (milliseconds) * OTK_SECOND - milliseconds);
}

char *
otk_format_size (goffset bytes)
{
  return g_format_size (MAX (bytes, 0));
}

static const char *
choice_label (const OtkChoice *choices, gint64 value)
{
  const OtkChoice *choice = otk_choice_by_value (choices, value);

  return choice == NULL ? "" : g_dgettext (GETTEXT_PACKAGE, choice->label);
}

/* The window's desk has one set of names for all who look at it. */
static OtkStatusSet status_set = OTK_STATUS_SET_SEVEN;

void
otk_format_set_statuses (OtkStatusSet set)
{
  status_set = set;
}

const char *
otk_status_text (gint64 status)
{
  if (otk_choice_by_value (otk_status_choices, status) == NULL)
    return "";
  return g_dgettext (GETTEXT_PACKAGE, otk_status_set_label (status, status_set));
}

const char *
otk_status_class (gint64 status)
{
  static const char *const classes[] = {
    [OTK_STATUS_NEW] = "status-new",
    [OTK_STATUS_CLASSIFICATION] = "status-classification",
    [OTK_STATUS_ACCEPTED] = "status-accepted",
    [OTK_STATUS_IN_WORK] = "status-in-work",
    [OTK_STATUS_WAITING] = "status-waiting",
    [OTK_STATUS_DONE] = "status-done",
    [OTK_STATUS_CLOSED] = "status-closed",
  };

  return status > 0 && status < (gint64) G_N_ELEMENTS (classes) ? classes[status] : NULL;
}

const char *
otk_status_icon (gint64 status)
{
  switch (status)
    {
    case OTK_STATUS_WAITING:
      return "media-playback-pause-symbolic";
    case OTK_STATUS_DONE:
    case OTK_STATUS_CLOSED:
      return "object-select-symbolic";
    default:
      return NULL;
    }
}

const char *
otk_priority_label (gint64 priority)
{
  return choice_label (otk_priority_choices, priority);
}

const char *
otk_priority_class (gint64 priority)
{
  switch (priority)
    {
    case OTK_PRIORITY_HIGH:
      return "priority-high";
    case OTK_PRIORITY_MEDIUM:
      return "priority-medium";
    case OTK_PRIORITY_LOW:
      return "priority-low";
    default:
      return NULL;
    }
}

char *
otk_format_number_short (const OtkRecord *request)
{
  const char *alias = otk_record_text (request, OTK_REQUEST_ALIAS);

  if (!otk_record_is_null (request, OTK_REQUEST_NUMBER))
    return g_strdup_printf ("№%" G_GINT64_FORMAT, otk_record_int (request, OTK_REQUEST_NUMBER));
  return g_strdup (alias == NULL ? "" : alias);
}

char *
otk_format_number (const OtkRecord *request)
{
  const char *alias = otk_record_text (request, OTK_REQUEST_ALIAS);

  if (!otk_record_is_null (request, OTK_REQUEST_NUMBER) || alias == NULL)
    return otk_format_number_short (request);
  /* Translators: the number that a request has until the server gives it one. */
  return g_strdup_printf (_ ("№ %s (provisional)"), alias);
}

const char *
otk_format_responsible (OtkDesk *desk, const OtkRecord *request)
{
  const OtkId *id = otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE);

  if (id != NULL)
    return otk_desk_name (desk, OTK_ENTITY_EMPLOYEE, id);
  /* The server's to choose when it registers the request. */
  if (otk_desk_is_replica (desk) && otk_record_is_null (request, OTK_REQUEST_NUMBER))
    return _ ("being assigned…");
  return "";
}

char *
otk_format_title (OtkDesk *desk, const OtkRecord *request)
{
  const OtkId *type = otk_record_ref_id (request, OTK_REQUEST_TYPE);
  const char *name = type == NULL ? "" : otk_desk_name (desk, OTK_ENTITY_REQUEST_TYPE, type);
  g_autofree char *number = otk_format_number (request);

  return g_strdup_printf ("%s %s", *name == '\0' ? _ ("Request") : name, number);
}

static char *
format_refs (OtkDesk *desk, OtkEntityType target, const char *text)
{
  g_autoptr (GArray) ids = otk_ids_parse (text);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (names, "%s%s", i == 0 ? "" : ", ",
                            otk_desk_name (desk, target, &g_array_index (ids, OtkId, i)));
  return g_string_free (names, FALSE);
}

char *
otk_format_value (OtkDesk *desk, OtkEntityType type, guint field, const OtkValue *value)
{
  const OtkField *line = &otk_entity (type)->fields[field];

  if (otk_value_is_null (value))
    return g_strdup ("");
  switch (line->type)
    {
    case OTK_TYPE_INT:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->number);
    case OTK_TYPE_BOOL:
      return g_strdup (value->number ? _ ("yes") : _ ("no"));
    case OTK_TYPE_TIME:
      return format_local (value->number, _ ("%-d %b %Y %H:%M"));
    case OTK_TYPE_SECONDS:
      return otk_format_duration (value->number);
    case OTK_TYPE_ENUM:
      return g_strdup (choice_label (line->choices, value->number));
    case OTK_TYPE_REF:
      return g_strdup (otk_desk_name (desk, line->target, &value->id));
    case OTK_TYPE_REFS:
      return format_refs (desk, line->target, value->text);
    case OTK_TYPE_TEXT:
    case OTK_TYPE_LONGTEXT:
    default:
      return g_strdup (value->text);
    }
}

OtkTime
otk_time_parse (const char *text)
{
  int day, month, year, hour = 24, minute = 0, used = 0;
  g_autoptr (GDateTime) at = NULL, midnight = NULL;

  if (sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &used) < 3
      && sscanf (text, "%2d.%2d.%4d%n", &day, &month, &year, &used) < 3)
    return OTK_TIME_NONE;
  text += used;
  used = 0;
  if (*text != '\0'
      && (sscanf (text, " %2d:%2d%n", &hour, &minute, &used) < 2 || text[used] != '\0'))
    return OTK_TIME_NONE;
  if (hour == 24 && minute == 0)
    {
      midnight = g_date_time_new_local (year, month, day, 0, 0, 0);
      at = midnight != NULL ? g_date_time_add_days (midnight, 1) : NULL;
    }
  else
    at = g_date_time_new_local (year, month, day, hour, minute, 0);
  return at != NULL ? g_date_time_to_unix (at) * OTK_SECOND : OTK_TIME_NONE;
}
