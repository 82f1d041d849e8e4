/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-calendar-private.h"
#include "otk-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const weekdays[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL };

typedef struct
{
  OtkCalendar *calendar;
  gboolean seen[7];
  GHashTable *exceptions; /* date → index + 1 in calendar->exceptions */
  guint number;           /* of the line */
  const char *line;
} Parser;

/* The line's number and beginning, for the sentence about it. */
static gboolean
refuse_line (Parser *parser, GError **error, const char *reason)
{
  g_autofree char *start =
      g_utf8_substring (parser->line, 0, MIN (40, g_utf8_strlen (parser->line, -1)));
  g_autofree char *detail = NULL;

  for (char *c = start; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  detail = g_strdup_printf ("%u (%s)", parser->number, g_strstrip (start));
  return otk_refuse (error, OTK_ERROR_INVALID, reason, detail);
}

static gboolean
read_number (const char **text, guint digits_min, guint digits_max, int *number)
{
  guint digits = 0;

  for (*number = 0; digits < digits_max && g_ascii_isdigit (**text); digits++, (*text)++)
    *number = *number * 10 + (**text - '0');
  return digits >= digits_min;
}

static gboolean
skip_char (const char **text, char wanted)
{
  if (**text != wanted)
    return FALSE;
  (*text)++;
  return TRUE;
}

/* HH:MM or HH:MM:SS, in seconds. */
static gboolean
read_time (const char **text, gint32 *time)
{
  int hour, minute, second = 0;

  if (!read_number (text, 1, 2, &hour) || !skip_char (text, ':')
      || !read_number (text, 2, 2, &minute))
    return FALSE;
  if (skip_char (text, ':') && !read_number (text, 2, 2, &second))
    return FALSE;
  *time = hour * 3600 + minute * 60 + second;
  return minute < 60 && second < 60;
}

static gboolean
read_hours (const char *word, OtkHours *hours)
{
  if (!read_time (&word, &hours->open) || !skip_char (&word, '-')
      || !read_time (&word, &hours->close) || *word != '\0')
    return FALSE;
  if (hours->close < hours->open)
    hours->close += OTK_DAY_S;
  return hours->open < OTK_DAY_S && hours->close < 2 * OTK_DAY_S;
}

/* YYYY-MM-DD. */
static gboolean
read_date (const char *word, gint32 *date)
{
  int year, month, day;

  if (!read_number (&word, 4, 4, &year) || !skip_char (&word, '-')
      || !read_number (&word, 2, 2, &month) || !skip_char (&word, '-')
      || !read_number (&word, 2, 2, &day) || *word != '\0')
    return FALSE;
  if (!g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  *date = otk_date_from (year, month, day);
  return TRUE;
}

/* "off", or intervals; into @hours. */
static gboolean
read_all_hours (Parser *parser, char **words, GArray *hours, GError **error)
{
  if (words[0] == NULL)
    return refuse_line (parser, error,
                        N_ ("Line %s of the working hours says nothing about its day: write hours "
                            "like 09:00-18:00, or off"));
  if (g_ascii_strcasecmp (words[0], "off") == 0 && words[1] == NULL)
    return TRUE;
  for (guint i = 0; words[i] != NULL; i++)
    {
      OtkHours next;

      if (!read_hours (words[i], &next))
        return refuse_line (parser, error,
                            N_ ("Line %s of the working hours cannot be read: write hours like "
                                "09:00-18:00, from 00:00 to 24:00"));
      if (next.close > next.open)
        g_array_append_val (hours, next);
    }
  return TRUE;
}

static gboolean
read_zone_line (Parser *parser, char **words, GError **error)
{
  if (parser->calendar->zone != NULL)
    return refuse_line (parser, error,
                        N_ ("Line %s of the working hours names a second time zone: keep one"));
  if (words[0] != NULL && words[1] == NULL)
    parser->calendar->zone = otk_zone_find (words[0]);
  if (parser->calendar->zone == NULL)
    return refuse_line (parser, error,
                        N_ ("Line %s of the working hours names no known time zone: write one like "
                            "Europe/Moscow"));
  return TRUE;
}

static gboolean
read_weekday_line (Parser *parser, int weekday, char **words, GError **error)
{
  if (parser->seen[weekday])
    return refuse_line (parser, error,
                        N_ ("Line %s of the working hours gives the hours of its day once more: "
                            "keep one line for each day"));
  parser->seen[weekday] = TRUE;
  return read_all_hours (parser, words, parser->calendar->weekly[weekday], error);
}

/* The exception on @date, a new one where there is none yet. */
static OtkException *
find_or_add_exception (Parser *parser, gint32 date, gboolean *added)
{
  GArray *exceptions = parser->calendar->exceptions;
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (parser->exceptions, GINT_TO_POINTER (date)));

  *added = index == 0;
  if (*added)
    {
      OtkException exception = { .date = date };

      exception.hours = g_array_new (FALSE, FALSE, sizeof (OtkHours));
      g_array_append_val (exceptions, exception);
      index = exceptions->len;
      g_hash_table_insert (parser->exceptions, GINT_TO_POINTER (date), GUINT_TO_POINTER (index));
    }
  return &g_array_index (exceptions, OtkException, index - 1);
}

static gboolean
read_exception_line (Parser *parser, gint32 date, char **words, const char *name, GError **error)
{
  gboolean holiday =
      words[0] != NULL && g_ascii_strcasecmp (words[0], "holiday") == 0 && words[1] == NULL;
  gboolean added;
  OtkException *exception = find_or_add_exception (parser, date, &added);

  if (name != NULL && (exception->name == NULL || (holiday && !exception->holiday)))
    {
      g_free (exception->name);
      exception->name = g_strdup (name);
    }
  if (holiday)
    {
      exception->holiday = TRUE;
      g_array_set_size (exception->hours, 0);
      return TRUE;
    }
  if (!added && !exception->holiday)
    return refuse_line (parser, error,
                        N_ ("Line %s of the working hours gives the hours of its day once more: "
                            "keep one line for each day"));
  if (!read_all_hours (parser, words, exception->hours, error))
    return FALSE;
  if (exception->holiday)
    g_array_set_size (exception->hours, 0);
  return TRUE;
}

/* Cuts off the comment; what it says on one line, without control characters, or NULL. */
static char *
take_comment (char *line)
{
  char *mark = strchr (line, '#');
  g_autofree char *comment = NULL;

  if (mark == NULL)
    return NULL;
  *mark = '\0';
  comment = g_strdup (mark + 1);
  for (char *c = comment; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  g_strstrip (comment);
  return *comment != '\0' ? g_steal_pointer (&comment) : NULL;
}

/* The words between blanks and tabs. */
static char **
split_words (const char *line)
{
  g_auto (GStrv) parts = g_strsplit_set (line, " \t\r\f\v", -1);
  GStrvBuilder *words = g_strv_builder_new ();
  char **result;

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (words, parts[i]);
  result = g_strv_builder_end (words);
  g_strv_builder_unref (words);
  return result;
}

static gboolean
read_line (Parser *parser, GError **error)
{
  g_autofree char *line = g_strdup (parser->line);
  g_autofree char *comment = take_comment (line);
  g_auto (GStrv) words = split_words (line);
  gint32 date;

  if (words[0] == NULL)
    return TRUE;
  if (g_ascii_strcasecmp (words[0], "tz") == 0)
    return read_zone_line (parser, words + 1, error);
  for (int i = 0; weekdays[i] != NULL; i++)
    if (g_ascii_strcasecmp (words[0], weekdays[i]) == 0)
      return read_weekday_line (parser, i, words + 1, error);
  if (read_date (words[0], &date))
    return read_exception_line (parser, date, words + 1, comment, error);
  return refuse_line (
      parser, error,
      N_ ("Line %s of the working hours does not begin with tz, a weekday (mon, tue, "
          "wed, thu, fri, sat, sun) or a date like 2026-06-12"));
}

static void
print_time (GString *text, gint32 time)
{
  g_string_append_printf (text, "%02d:%02d", time / 3600, time / 60 % 60);
  if (time % 60 != 0)
    g_string_append_printf (text, ":%02d", time % 60);
}

static void
print_hours (GString *text, GArray *hours)
{
  if (hours->len == 0)
    g_string_append (text, " off");
  for (guint i = 0; i < hours->len; i++)
    {
      OtkHours one = g_array_index (hours, OtkHours, i);

      /* A close on the next day is told by being before the open, as long as it is. */
      if (one.close > OTK_DAY_S && one.close - OTK_DAY_S < one.open)
        one.close -= OTK_DAY_S;
      g_string_append_c (text, ' ');
      print_time (text, one.open);
      g_string_append_c (text, '-');
      print_time (text, one.close);
    }
}

static void
print_exception (GString *text, const OtkException *exception)
{
  int year, month, day;

  otk_date_split (exception->date, &year, &month, &day);
  g_string_append_printf (text, "%04d-%02d-%02d", year, month, day);
  if (exception->holiday)
    g_string_append (text, " holiday");
  else
    print_hours (text, exception->hours);
  if (exception->name != NULL)
    g_string_append_printf (text, " # %s", exception->name);
  g_string_append_c (text, '\n');
}

OtkCalendar *
otk_calendar_parse (const char *spec, GError **error)
{
  g_autoptr (OtkCalendar) self = NULL;
  g_autoptr (GHashTable) exceptions = NULL;
  g_auto (GStrv) lines = NULL;
  Parser parser = { 0 };

  g_return_val_if_fail (spec != NULL, NULL);

  if (!g_utf8_validate (spec, -1, NULL))
    {
      otk_refuse (error, OTK_ERROR_INVALID, N_ ("The working hours are not UTF-8 text"), NULL);
      return NULL;
    }
  self = otk_calendar_new_blank ();
  exceptions = g_hash_table_new (NULL, NULL);
  parser.calendar = self;
  parser.exceptions = exceptions;
  lines = g_strsplit (spec, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      parser.number = i + 1;
      parser.line = lines[i];
      if (!read_line (&parser, error))
        return NULL;
    }
  if (self->zone == NULL)
    {
      otk_refuse (error, OTK_ERROR_INVALID,
                  N_ ("The working hours name no time zone: add a line like tz Europe/Moscow"),
                  NULL);
      return NULL;
    }
  otk_calendar_seal (self);
  return g_steal_pointer (&self);
}

char *
otk_calendar_print (const OtkCalendar *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (NULL);
  g_string_append_printf (text, "tz %s\n", otk_zone_name (self->zone));
  for (int i = 0; i < 7; i++)
    {
      g_string_append (text, weekdays[i]);
      print_hours (text, self->weekly[i]);
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; i < self->exceptions->len; i++)
    print_exception (text, &g_array_index (self->exceptions, OtkException, i));
  return g_string_free (text, FALSE);
}
