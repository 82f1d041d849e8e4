/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-error.h"
#include "otk-fuzz.h"
#include "otk-sla-cases.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = otk_sla_cases_check ((const char *) data, (gssize) size, &error);

  if (results == NULL)
    g_assert_error (error, OTK_ERROR, OTK_ERROR_INVALID);
  else
    g_assert_no_error (error);
  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      const OtkSlaCaseResult *result = g_ptr_array_index (results, i);

      g_assert_nonnull (result->id);
      g_assert_nonnull (result->expected);
      g_assert_nonnull (result->got);
    }
  return 0;
}
