/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-text.h"

#include "otk-cases.h"
#include "otk-error.h"

#include <string.h>

static char *
clean (const char *program, const char *input)
{
  gboolean several = strstr (program, "several") != NULL;
  gsize max = g_ascii_strtoull (strrchr (program, ' '), NULL, 10);
  g_autoptr (GError) error = NULL;
  g_autofree char *typed = g_strdelimit (g_strdup (input), "|", '\n');
  char *text = otk_text_clean (typed, max, several, "Subject", &error);

  if (text == NULL)
    return g_strdup (g_error_matches (error, OTK_ERROR, OTK_ERROR_LIMIT) ? "refused: limit"
                                                                         : "refused: invalid");
  if (*text == '\0')
    {
      g_free (text);
      return g_strdup ("(nothing)");
    }
  return g_strdelimit (text, "\n", '|');
}

static char *
run (const OtkCase *test_case, gpointer data)
{
  g_autofree char *input = NULL;
  g_autoptr (GString) octal = g_string_new (test_case->input);

  /* g_strcompress() knows octal only. */
  for (char *at = strstr (octal->str, "\\x"); at != NULL; at = strstr (octal->str, "\\x"))
    {
      gsize place = (gsize) (at - octal->str);
      int byte = g_ascii_xdigit_value (at[2]) * 16 + g_ascii_xdigit_value (at[3]);
      g_autofree char *code = g_strdup_printf ("\\%03o", byte);

      g_string_erase (octal, (gssize) place, 4);
      g_string_insert (octal, (gssize) place, code);
    }
  input = g_strcompress (octal->str);
  if (g_str_equal (test_case->program, "swap"))
    return otk_text_swap_layout (input);
  if (g_str_equal (test_case->program, "fold"))
    return otk_text_fold (input);
  return clean (test_case->program, input);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  otk_cases_add ("text.txt", run, NULL);
  return g_test_run ();
}
