/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-id.h"

#include <string.h>

static void
put_time (OtkId *id, guint64 ms)
{
  for (int i = 0; i < 6; i++)
    id->bytes[i] = (guint8) (ms >> (40 - 8 * i));
}

static void
put_version (OtkId *id, guint version)
{
  id->bytes[6] = (guint8) ((id->bytes[6] & 0x0f) | (version << 4));
  id->bytes[8] = (guint8) ((id->bytes[8] & 0x3f) | 0x80);
}

static void
digest (const void *a, gsize a_length, const void *b, gsize b_length, guint8 out[32])
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize length = 32;

  g_checksum_update (sum, a, (gssize) a_length);
  if (b_length > 0)
    g_checksum_update (sum, b, (gssize) b_length);
  g_checksum_get_digest (sum, out, &length);
}

OtkId
otk_id_new (gint64 at)
{
  static GMutex lock;
  static guint64 last_ms;
  static guint counter;
  OtkId id;
  guint order;

  for (int i = 8; i < 16; i += 4)
    {
      guint32 random = g_random_int ();
      memcpy (id.bytes + i, &random, 4);
    }

  g_mutex_lock (&lock);
  if ((guint64) at != last_ms)
    {
      last_ms = (guint64) at;
      counter = 0;
    }
  order = counter++;
  g_mutex_unlock (&lock);

  /* 26 bits of order: rand_a and the first bits of rand_b, so that local order holds. */
  put_time (&id, (guint64) at);
  id.bytes[6] = (guint8) ((order >> 22) & 0x0f);
  id.bytes[7] = (guint8) (order >> 14);
  id.bytes[8] = (guint8) ((order >> 8) & 0x3f);
  id.bytes[9] = (guint8) order;
  put_version (&id, 7);
  return id;
}

OtkId
otk_id_derive (const OtkId *base, guint part)
{
  guint8 sum[32];
  guint32 number = GUINT32_TO_BE (part);
  OtkId id;

  digest (base->bytes, sizeof base->bytes, &number, sizeof number, sum);
  memcpy (id.bytes, base->bytes, 6);
  memcpy (id.bytes + 6, sum, 10);
  put_version (&id, 7);
  return id;
}

OtkId
otk_id_from_text (const char *text)
{
  guint8 sum[32];
  OtkId id;

  digest (text, strlen (text), NULL, 0, sum);
  memcpy (id.bytes, sum, 16);
  put_version (&id, 8);
  return id;
}

OtkId
otk_id_at (OtkId id, gint64 at)
{
  put_time (&id, (guint64) at);
  put_version (&id, 7);
  return id;
}

gboolean
otk_id_parse (const char *text, OtkId *id)
{
  OtkId read;
  int at = 0;

  if (text == NULL || strlen (text) != OTK_ID_STRING_LENGTH)
    return FALSE;
  for (int i = 0; i < 16; i++)
    {
      int high, low;

      if (i == 4 || i == 6 || i == 8 || i == 10)
        if (text[at++] != '-')
          return FALSE;
      high = g_ascii_xdigit_value (text[at++]);
      low = g_ascii_xdigit_value (text[at++]);
      if (high < 0 || low < 0)
        return FALSE;
      read.bytes[i] = (guint8) (high << 4 | low);
    }
  *id = read;
  return TRUE;
}

char *
otk_id_print (const OtkId *id, char buffer[OTK_ID_STRING_LENGTH + 1])
{
  static const char digits[] = "0123456789abcdef";
  char *out = buffer;

  for (int i = 0; i < 16; i++)
    {
      if (i == 4 || i == 6 || i == 8 || i == 10)
        *out++ = '-';
      *out++ = digits[id->bytes[i] >> 4];
      *out++ = digits[id->bytes[i] & 15];
    }
  *out = '\0';
  return buffer;
}

char *
otk_id_to_string (const OtkId *id)
{
  return otk_id_print (id, g_malloc (OTK_ID_STRING_LENGTH + 1));
}

gboolean
otk_id_is_none (const OtkId *id)
{
  static const OtkId none;

  return memcmp (id, &none, sizeof none) == 0;
}

int
otk_id_compare (const OtkId *a, const OtkId *b)
{
  return memcmp (a, b, sizeof *a);
}

guint
otk_id_hash (gconstpointer id)
{
  const OtkId *key = id;
  guint hash;

  memcpy (&hash, key->bytes + 12, sizeof hash);
  return hash;
}

gboolean
otk_id_equal (gconstpointer a, gconstpointer b)
{
  return otk_id_compare (a, b) == 0;
}
