/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-text.h"

#include "otk-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The same keys in both layouts, small letters and then what Shift gives. */
static const char qwerty[] = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`"
                             "QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?~";
static const char jcuken[] = "йцукенгшщзхъфывапролджэячсмитьбю.ё"
                             "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,Ё";

/* Overrides and isolates of the writing direction, the byte order mark. */
static gboolean
is_treacherous (gunichar c)
{
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

static void
append_clean (GString *out, gunichar c, gunichar next, gboolean several_lines)
{
  if (c == '\r')
    c = next == '\n' ? 0 : '\n';
  if (c == 0x2028 || c == 0x2029)
    c = '\n';
  if ((c == '\n' || c == '\t') && !several_lines)
    c = ' ';
  if (c == 0 || (g_unichar_iscntrl (c) && c != '\n' && c != '\t') || is_treacherous (c))
    return;
  g_string_append_unichar (out, c);
}

static gunichar
nth_key (const char *keys, glong at)
{
  return g_utf8_get_char (g_utf8_offset_to_pointer (keys, at));
}

static gunichar
swap_key (gunichar c, const char *from, const char *to)
{
  const char *found = g_utf8_strchr (from, -1, c);

  return found != NULL ? nth_key (to, g_utf8_pointer_to_offset (from, found)) : c;
}

static gboolean
has_cyrillic (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_get_script (g_utf8_get_char (at)) == G_UNICODE_SCRIPT_CYRILLIC)
      return TRUE;
  return FALSE;
}

char *
otk_text_clean (const char *text, gsize max, gboolean several_lines, const char *label,
                GError **error)
{
  GString *out;

  if (!g_utf8_validate (text, -1, NULL))
    {
      otk_refuse (error, OTK_ERROR_INVALID, N_ ("«%s» is not valid text: type it anew"), _ (label));
      return NULL;
    }
  out = g_string_sized_new (strlen (text));
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    append_clean (out, g_utf8_get_char (at), g_utf8_get_char (g_utf8_next_char (at)),
                  several_lines);
  g_strstrip (out->str);
  out->len = strlen (out->str);
  if ((gsize) g_utf8_strlen (out->str, (gssize) out->len) > max)
    {
      g_string_free (out, TRUE);
      otk_refuse (error, OTK_ERROR_LIMIT, N_ ("«%s» is too long: shorten it"), _ (label));
      return NULL;
    }
  return g_string_free (out, FALSE);
}

char *
otk_text_swap_layout (const char *text)
{
  GString *out = g_string_sized_new (strlen (text));
  gboolean cyrillic = has_cyrillic (text);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    g_string_append_unichar (out, swap_key (g_utf8_get_char (at), cyrillic ? jcuken : qwerty,
                                            cyrillic ? qwerty : jcuken));
  return g_string_free (out, FALSE);
}

char *
otk_text_fold (const char *text)
{
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  g_autofree char *small = g_utf8_strdown (composed != NULL ? composed : "", -1);
  GString *out = g_string_sized_new (strlen (small));

  for (const char *at = small; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (out, c == 0x451 ? 0x435 : c);
    }
  return g_string_free (out, FALSE);
}
