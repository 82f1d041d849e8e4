/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-cases.h"
#include "otk-error.h"
#include "otk-sla-cases.h"

#include <string.h>

static void
test_all_cases_pass (void)
{
  g_autofree char *path = otk_cases_path ("sla-cases.json");
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = NULL;

  g_assert_true (g_file_get_contents (path, &json, NULL, &error));
  results = otk_sla_cases_check (json, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, 165);
  for (guint i = 0; i < results->len; i++)
    {
      const OtkSlaCaseResult *result = g_ptr_array_index (results, i);

      if (result->passed)
        continue;
      g_test_message ("%s expected %s got %s", result->id, result->expected, result->got);
      g_test_fail ();
    }
}

static void
test_malformed_cases_fail_alone (void)
{
  static const char *const json =
      "{\"cases\": ["
      "3,"
      "{\"id\": \"op\", \"op\": \"guess\", \"calendar\": {\"timezone\": \"UTC\", \"weekly\": {}}},"
      "{\"id\": \"zone\", \"op\": \"due\", \"calendar\": {\"timezone\": \"Mars/Base\"}},"
      "{\"id\": \"hours\", \"op\": \"due\", \"calendar\": {\"timezone\": \"UTC\", \"weekly\": "
      "{\"mon\": [[\"9\", \"x\"]]}}},"
      "{\"id\": \"type\", \"op\": \"due\", \"calendar\": {\"timezone\": \"UTC\", \"weekly\": []}},"
      "{\"id\": \"wrong\", \"op\": \"open_at\", \"calendar\": {\"timezone\": \"UTC\", \"weekly\": "
      "{}},"
      " \"start\": \"2026-06-08T10:00:00Z\", \"expected_open_at\": true},"
      "{\"id\": \"right\", \"op\": \"open_at\", \"calendar\": {\"timezone\": \"UTC\", \"weekly\": "
      "{}},"
      " \"start\": \"2026-06-08T10:00:00Z\", \"expected_open_at\": false}]}";
  static const char *const ids[] = { "#1", "op", "zone", "hours", "type", "wrong", "right" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = otk_sla_cases_check (json, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < results->len; i++)
    {
      const OtkSlaCaseResult *result = g_ptr_array_index (results, i);

      g_assert_cmpstr (result->id, ==, ids[i]);
      g_assert_nonnull (result->expected);
      g_assert_nonnull (result->got);
      g_assert_true (result->passed == (strcmp (ids[i], "right") == 0));
    }
}

static void
test_other_files_are_refused (void)
{
  static const char *const files[] = { "", "{", "[]", "{}", "{\"cases\": 1}", "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (otk_sla_cases_check (files[i], -1, &error));
      g_assert_error (error, OTK_ERROR, OTK_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sla-cases/all-pass", test_all_cases_pass);
  g_test_add_func ("/sla-cases/malformed-fail-alone", test_malformed_cases_fail_alone);
  g_test_add_func ("/sla-cases/other-files-refused", test_other_files_are_refused);
  return g_test_run ();
}
