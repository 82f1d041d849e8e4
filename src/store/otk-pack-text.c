/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-pack-text.h"

#include <string.h>

/* The bytes from 0x80 to 0xbf in Windows-1251; from 0xc0 on they are the letters from А to я. */
#define FIRST 0x80
#define LETTERS 0xc0
#define FIRST_LETTER 0x410
#define LAST_LETTER 0x44f

static const guint16 signs[LETTERS - FIRST] = {
  0x0402, 0x0403, 0x201a, 0x0453, 0x201e, 0x2026, 0x2020, 0x2021, 0x20ac, 0x2030, 0x0409,
  0x2039, 0x040a, 0x040c, 0x040b, 0x040f, 0x0452, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
  0x2013, 0x2014, 0x0098, 0x2122, 0x0459, 0x203a, 0x045a, 0x045c, 0x045b, 0x045f, 0x00a0,
  0x040e, 0x045e, 0x0408, 0x00a4, 0x0490, 0x00a6, 0x00a7, 0x0401, 0x00a9, 0x0404, 0x00ab,
  0x00ac, 0x00ad, 0x00ae, 0x0407, 0x00b0, 0x00b1, 0x0406, 0x0456, 0x0491, 0x00b5, 0x00b6,
  0x00b7, 0x0451, 0x2116, 0x0454, 0x00bb, 0x0458, 0x0405, 0x0455, 0x0457,
};

static int
byte_of (gunichar letter)
{
  if (letter < FIRST)
    return (int) letter;
  if (letter >= FIRST_LETTER && letter <= LAST_LETTER)
    return (int) (letter - FIRST_LETTER) + LETTERS;
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (signs[i] == letter)
      return (int) i + FIRST;
  return -1;
}

GByteArray *
otk_pack_text_narrow (const char *text)
{
  gsize length = strlen (text);
  GByteArray *narrow = g_byte_array_sized_new ((guint) length);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      int byte = byte_of (g_utf8_get_char (at));
      guint8 stored = (guint8) byte;

      if (byte < 0)
        {
          g_byte_array_unref (narrow);
          return NULL;
        }
      g_byte_array_append (narrow, &stored, 1);
    }
  return narrow;
}

char *
otk_pack_text_widen (const guint8 *bytes, gsize length)
{
  GString *text = g_string_sized_new (length * 2);

  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] < FIRST)
        g_string_append_c (text, (char) bytes[i]);
      else
        g_string_append_unichar (text, bytes[i] >= LETTERS
                                           ? (gunichar) (bytes[i] - LETTERS + FIRST_LETTER)
                                           : signs[bytes[i] - FIRST]);
    }
  return g_string_free (text, FALSE);
}
