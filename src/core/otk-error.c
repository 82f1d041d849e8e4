/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Between the reason and its detail inside GError.message; neither may contain it. */
#define DETAIL_MARK '\x1f'

/* clang-format off */
G_DEFINE_QUARK (otk-error-quark, otk_error)
/* clang-format on */

gboolean
otk_refuse (GError **error, OtkErrorCode code, const char *reason, const char *detail)
{
  if (detail != NULL)
    g_set_error (error, OTK_ERROR, code, "%s%c%s", reason, DETAIL_MARK, detail);
  else
    g_set_error_literal (error, OTK_ERROR, code, reason);
  return FALSE;
}

char *
otk_error_text (const GError *error)
{
  const char *mark, *hole;
  g_autofree char *reason = NULL;
  const char *translated;

  g_return_val_if_fail (error != NULL, NULL);

  mark = error->domain == OTK_ERROR ? strrchr (error->message, DETAIL_MARK) : NULL;
  if (error->domain != OTK_ERROR)
    return g_strdup (error->message);
  if (mark == NULL)
    return g_strdup (_ (error->message));

  reason = g_strndup (error->message, mark - error->message);
  translated = _ (reason);
  hole = strstr (translated, "%s");
  if (hole == NULL)
    return g_strdup_printf ("%s: %s", translated, mark + 1);
  return g_strdup_printf ("%.*s%s%s", (int) (hole - translated), translated, mark + 1, hole + 2);
}
