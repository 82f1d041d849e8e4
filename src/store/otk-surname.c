/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-surname.h"

#include <string.h>

/* What comes before -ов or -ев is shorter in no surname, and in many words. */
#define MIN_ROOT 2

/* What follows -ов or -ев in the cases of a surname. */
static const struct
{
  const char *end;
  gboolean adjective; /* «почтовой», «сетевым»: a surname only where it starts with a capital */
} ends[] = {
  { "ыми", TRUE }, { "ой", TRUE }, { "ым", TRUE }, { "ых", TRUE },
  { "а", FALSE },  { "у", FALSE }, { "е", FALSE },
};

/* Small letters without ё; NULL where there is anything but Cyrillic letters. */
static char *
plain (const char *word, gsize length)
{
  g_autofree char *lower = g_utf8_strdown (word, (gssize) length);
  GString *out = g_string_new (NULL);

  for (const char *at = lower; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if (letter == 0x451)
        letter = 0x435;
      if (letter < 0x430 || letter > 0x44f)
        {
          g_string_free (out, TRUE);
          return NULL;
        }
      g_string_append_unichar (out, letter);
    }
  return g_string_free (out, FALSE);
}

static gboolean
is_man (const char *word)
{
  return g_utf8_strlen (word, -1) >= MIN_ROOT + 2
         && (g_str_has_suffix (word, "ов") || g_str_has_suffix (word, "ев"));
}

char *
otk_surname_other (const char *word, gsize length)
{
  g_autofree char *form = plain (word, length);
  gboolean capital = length > 0 && g_unichar_isupper (g_utf8_get_char (word));

  if (form == NULL)
    return NULL;
  if (is_man (form))
    return g_strconcat (form, "а", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (form, ends[i].end) && (capital || !ends[i].adjective))
      {
        form[strlen (form) - strlen (ends[i].end)] = '\0';
        return is_man (form) ? g_steal_pointer (&form) : NULL;
      }
  return NULL;
}
