/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-cases.h"

#include <string.h>

typedef struct
{
  OtkCase *test_case;
  OtkCaseFunc func;
  gpointer data;
} Run;

static void
free_case (gpointer data)
{
  OtkCase *test_case = data;

  g_free (test_case->file);
  g_free (test_case->program);
  g_free (test_case->input);
  g_free (test_case->expected);
  g_free (test_case);
}

static void
run_case (gconstpointer data)
{
  const Run *run = data;
  const OtkCase *test_case = run->test_case;
  g_autofree char *got = run->func (test_case, run->data);

  if (g_strcmp0 (got, test_case->expected) == 0)
    return;
  g_test_message ("%s:%d: %s", test_case->file, test_case->line, test_case->program);
  g_test_message ("  input:    %s", test_case->input);
  g_test_message ("  expected: %s", test_case->expected);
  g_test_message ("  got:      %s", got != NULL ? got : "(nothing)");
  g_test_fail ();
}

static void
free_run (gpointer data)
{
  Run *run = data;

  free_case (run->test_case);
  g_free (run);
}

/* A slash would open a further level of the test's name. */
static char *
name_test (const OtkCase *test_case)
{
  const char *dot = strrchr (test_case->file, '.');
  g_autofree char *program = g_strdelimit (g_strdup (test_case->program), "/", '|');

  return g_strdup_printf ("/%.*s/%d %s",
                          dot != NULL ? (int) (dot - test_case->file)
                                      : (int) strlen (test_case->file),
                          test_case->file, test_case->line, program);
}

char *
otk_cases_path (const char *file)
{
  const char *folder = g_getenv ("OTK_TEST_CASES");

  if (folder == NULL)
    g_error ("OTK_TEST_CASES does not name the folder of the cases");
  return g_build_filename (folder, file, NULL);
}

GPtrArray *
otk_cases_load (const char *file)
{
  GPtrArray *cases = g_ptr_array_new_with_free_func (free_case);
  g_autofree char *path = otk_cases_path (file);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  OtkCase *open = NULL;

  if (!g_file_get_contents (path, &text, NULL, &error))
    g_error ("%s", error->message);
  lines = g_strsplit (text, "\n", -1);
  for (int i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);

      if (*line == '\0' || *line == '#')
        continue;
      if (open == NULL)
        {
          open = g_new0 (OtkCase, 1);
          open->file = g_strdup (file);
          open->line = i + 1;
          open->program = g_strdup (line);
          g_ptr_array_add (cases, open);
        }
      else if (open->input == NULL)
        open->input = g_strdup (line);
      else
        {
          open->expected = g_strdup (line);
          open = NULL;
        }
    }
  if (open != NULL)
    g_error ("%s:%d: the case is not complete", file, open->line);
  return cases;
}

void
otk_cases_add (const char *file, OtkCaseFunc func, gpointer data)
{
  g_autoptr (GPtrArray) cases = otk_cases_load (file);

  g_ptr_array_set_free_func (cases, NULL);
  for (guint i = 0; i < cases->len; i++)
    {
      Run *run = g_new (Run, 1);
      g_autofree char *name = NULL;

      *run = (Run){ .test_case = g_ptr_array_index (cases, i), .func = func, .data = data };
      name = name_test (run->test_case);
      g_test_add_data_func_full (name, run, run_case, free_run);
    }
}
