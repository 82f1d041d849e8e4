/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-ctl.h"

#include "otk-error.h"
#include "otk-sla-cases.h"

#include <glib/gi18n-lib.h>

/* The output is read by programs: it is not translated. */
static gboolean
run_check (OtkCtl *ctl, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  guint passed = 0;
  if (!g_file_get_contents (g_ptr_array_index (ctl->words, 0), &text, &length, error))
    return FALSE;
  g_autoptr (GPtrArray) results = otk_sla_cases_check (text, (gssize) length, error);
  if (results == NULL)
    return FALSE;
  for (guint i = 0; i < results->len; i++)
    {
      const OtkSlaCaseResult *result = g_ptr_array_index (results, i);
      if (result->passed)
        passed++;
      else
        g_print ("%s expected %s got %s\n", result->id, result->expected, result->got);
    }
  g_print ("%u passed, %u failed\n", passed, results->len - passed);
  if (passed == results->len)
    return TRUE;
  return otk_refuse (error, OTK_ERROR_INVALID, N_ ("Not every case came out as expected"), NULL);
}

const OtkCtlCommand otk_ctl_sla_commands[] = {
  { "sla check", "FILE", N_ ("evaluate service-time cases"), "sla check sla-cases.json", NULL, 1, 1,
    run_check },
  { NULL },
};
