/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OtkCase:
 *
 * One rule as text: three lines of a file in tests/cases. The first says what to do, the second
 * what with, the third what must come out. Lines that are blank or begin with "#" are free
 * anywhere.
 */
typedef struct
{
  char *file; /* "calendar.txt" */
  int line;   /* of the program, from 1 */
  char *program;
  char *input;
  char *expected;
} OtkCase;

/**
 * OtkCaseFunc:
 *
 * Carries out a case.
 *
 * Returns: (transfer full): what came out, to be compared with the case's third line
 */
typedef char *(*OtkCaseFunc) (const OtkCase *test_case, gpointer data);

/**
 * otk_cases_load:
 * @file: the name of a file in tests/cases (the folder that OTK_TEST_CASES names)
 *
 * Ends the program where the file is missing or its last case is not complete.
 *
 * Returns: (transfer full) (element-type OtkCase): the cases in the order of the file
 */
GPtrArray *otk_cases_load (const char *file);

/**
 * otk_cases_add:
 * @file: as for otk_cases_load()
 * @func: carries out one case
 * @data: for @func; must live until g_test_run() is through
 *
 * Makes a test of every case of the file; it is called "/FILE/LINE PROGRAM" and, when it fails,
 * says the place, what was expected and what came out.
 */
void otk_cases_add (const char *file, OtkCaseFunc func, gpointer data);

/**
 * otk_cases_path:
 *
 * Returns: (transfer full): the path of a file in tests/cases
 */
char *otk_cases_path (const char *file);

G_END_DECLS
