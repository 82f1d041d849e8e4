/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Durations as people type them: "1 h 30 min", "90 min", "2 d", "1:30", "1,5 h". Units are known in
 * English and Russian whatever the interface's language.
 */

/**
 * otk_duration_parse:
 * @text: as typed
 * @day: seconds that a day counts as: the schedule's nominal working day (product.md §2.3 R-T1)
 * @seconds: (out): the duration; untouched on failure
 *
 * A number without a unit is minutes, the unit in which norms are kept.
 *
 * Returns: FALSE for what is no duration
 */
gboolean otk_duration_parse (const char *text, gint64 day, gint64 *seconds);

/** otk_duration_print: Returns: (transfer full): what otk_duration_parse() reads, in hours, minutes
 * and seconds, translated. */
char *otk_duration_print (gint64 seconds);

G_END_DECLS
