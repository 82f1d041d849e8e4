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

const char *
otk_error_name (const GError *error)
{
  static const char *const names[] = {
    [OTK_ERROR_NOT_FOUND] = "not_found",
    [OTK_ERROR_NOT_ALLOWED] = "forbidden",
    [OTK_ERROR_WRONG_STATUS] = "wrong_status",
    [OTK_ERROR_STALE] = "stale",
    [OTK_ERROR_OFFLINE] = "offline",
    [OTK_ERROR_LIMIT] = "limit",
    [OTK_ERROR_INVALID] = "invalid",
    [OTK_ERROR_BUSY] = "busy",
    [OTK_ERROR_CORRUPT] = "corrupt",
    [OTK_ERROR_PROTOCOL] = "unknown",
    [OTK_ERROR_RETRY] = "retry",
    [OTK_ERROR_TAKEN] = "taken_by",
    [OTK_ERROR_NOT_YOURS] = "not_yours",
    [OTK_ERROR_DONE] = "already_done",
    [OTK_ERROR_GONE] = "gone",
    [OTK_ERROR_CHANGED] = "changed",
  };

  if (error->domain != OTK_ERROR || error->code <= 0 || error->code >= (int) G_N_ELEMENTS (names))
    return "failed";
  return names[error->code];
}
