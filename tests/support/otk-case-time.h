/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-calendar.h"
#include "otk-cases.h"

G_BEGIN_DECLS

/*
 * How time is written in the case files. Whatever cannot be read ends the program.
 *
 * An instant is a wall time of the case's calendar, "2026-06-05 16:30" with :SS and .mmm where
 * needed, or one with an offset, "2024-10-27T02:30:00+01:00". A duration is "1h30m", of d (24 h),
 * h, m, s and ms. Parts of an input are separated by ", "; a part begins with its name.
 */

/** otk_case_calendars: Returns: (transfer full): the calendars that the cases "calendar NAME" of
 * @file define, by name; a line end of the spec is written "; ". */
GHashTable *otk_case_calendars (const char *file);
/** otk_case_calendar: Returns: (transfer none): the one that the program's second word names. */
const OtkCalendar *otk_case_calendar (GHashTable *calendars, const OtkCase *test_case);

/** otk_case_lines: Returns: (transfer full): "; " made line ends. */
char *otk_case_lines (const char *text);
/** otk_case_joined: Returns: (transfer full): line ends made "; ", the last one dropped. */
char *otk_case_joined (const char *lines);

OtkTime otk_case_instant (const OtkCalendar *calendar, const char *text);
/** otk_case_print_instant: Returns: (transfer full): "never" for OTK_TIME_NONE; with an offset only
 * where the wall time alone would be another instant. */
char *otk_case_print_instant (const OtkCalendar *calendar, OtkTime at);

gint64 otk_case_duration (const char *text);
char *otk_case_print_duration (gint64 milliseconds);

/** otk_case_parts: Returns: (transfer full): the parts of an input. */
char **otk_case_parts (const char *input);
/** otk_case_part: Returns: (nullable) (transfer none): what stands behind @name in its part. */
const char *otk_case_part (char **parts, const char *name);
/** otk_case_pauses: Returns: (transfer full) (element-type OtkPause): the parts "pause A .. B"; B
 * is missing while the pause is open. */
GArray *otk_case_pauses (const OtkCalendar *calendar, char **parts);
/** otk_case_range: Reads "A .. B". */
void otk_case_range (const OtkCalendar *calendar, const char *text, OtkTime *from, OtkTime *to);

G_END_DECLS
