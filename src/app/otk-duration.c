/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-duration.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#define LONGEST (G_GINT64_CONSTANT (10) * 366 * 86400)

typedef struct
{
  const char *start; /* a unit is known by how it begins */
  gint64 seconds;    /* 0 for a day, which the schedule gives */
} Unit;

/* Longer beginnings stand before those they begin with. */
static const Unit units[] = {
  { "мин", 60 }, { "m", 60 }, { "м", 60 }, { "ч", 3600 }, { "h", 3600 },
  { "д", 0 },    { "d", 0 },  { "с", 1 },  { "s", 1 },
};

static const Unit *
find_unit (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_has_prefix (word, units[i].start))
      return &units[i];
  return NULL;
}

static const char *
skip_blanks (const char *at)
{
  while (*at != '\0' && g_unichar_isspace (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  return at;
}

static gboolean
parse_clock (const char *text, gint64 *seconds)
{
  int hours, minutes, length = 0;

  if (sscanf (text, "%5d:%2d%n", &hours, &minutes, &length) != 2 || hours < 0 || minutes < 0
      || minutes > 59 || *skip_blanks (text + length) != '\0')
    return FALSE;
  *seconds = hours * G_GINT64_CONSTANT (3600) + minutes * 60;
  return TRUE;
}

/* One number with its unit; advances @at. */
static gboolean
parse_part (const char **at, gint64 day, double *sum)
{
  char *end = NULL;
  double number = g_ascii_strtod (*at, &end);
  const char *word = skip_blanks (end);
  const Unit *unit = NULL;
  gint64 length = 60;

  if (end == *at || !(number >= 0 && number < LONGEST))
    return FALSE;
  if (*word != '\0' && !g_ascii_isdigit (*word))
    {
      unit = find_unit (word);
      if (unit == NULL)
        return FALSE;
      length = unit->seconds > 0 ? unit->seconds : day;
      while (g_unichar_isalpha (g_utf8_get_char (word)) || *word == '.')
        word = g_utf8_next_char (word);
    }
  *sum += number * length;
  *at = skip_blanks (word);
  return TRUE;
}

gboolean
otk_duration_parse (const char *text, gint64 day, gint64 *seconds)
{
  g_autofree char *folded = g_utf8_strdown (text, -1);
  const char *at;
  double sum = 0;

  g_strdelimit (g_strstrip (folded), ",", '.');
  if (*folded == '\0' || parse_clock (folded, seconds))
    return *folded != '\0';
  for (at = folded; *at != '\0';)
    if (!parse_part (&at, day, &sum))
      return FALSE;
  if (sum > LONGEST)
    return FALSE;
  *seconds = (gint64) (sum + 0.5);
  return TRUE;
}

char *
otk_duration_print (gint64 seconds)
{
  GString *text = g_string_new (NULL);
  gint64 hours = seconds / 3600, minutes = seconds / 60 % 60, rest = seconds % 60;

  if (hours > 0)
    g_string_append_printf (text, _ ("%d h"), (int) hours);
  if (minutes > 0 || (seconds == 0))
    {
      g_string_append (text, text->len > 0 ? " " : "");
      g_string_append_printf (text, _ ("%d min"), (int) minutes);
    }
  if (rest > 0)
    {
      g_string_append (text, text->len > 0 ? " " : "");
      g_string_append_printf (text, _ ("%d s"), (int) rest);
    }
  return g_string_free (text, FALSE);
}
