/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"
#include "otk-status.h"

G_BEGIN_DECLS

/*
 * How instants, durations, sizes and the values of a request are written for people (visual.md,
 * Type, Status). All in the user's language and local time zone; nothing here reads a clock.
 */

/**
 * otk_format_time:
 * @at: the instant; OTK_TIME_NONE gives ""
 * @now: the desk's now
 *
 * Relative while fresh: "just now", "5 min ago", "today 14:05", "yesterday 14:05", "3 days ago";
 * from a week on, and for what lies in the future beyond tomorrow, the date and time.
 *
 * Returns: (transfer full)
 */
char *otk_format_time (OtkTime at, OtkTime now);
/** otk_format_time_next: Returns: when the text of otk_format_time() changes, or OTK_TIME_NONE. */
OtkTime otk_format_time_next (OtkTime at, OtkTime now);
/** otk_format_time_full: The date and time to the second: for tooltips. "" for OTK_TIME_NONE. */
char *otk_format_time_full (OtkTime at);
/** otk_time_parse: Reads local "24.12.2026 18:00", "2026-12-24 18:00", or a day, which ends at its
 * midnight. Returns: the instant, or OTK_TIME_NONE for what is none. */
OtkTime otk_time_parse (const char *text);
/** otk_format_date: Only the date. */
char *otk_format_date (OtkTime at);

/**
 * otk_format_duration:
 * @seconds: how long; negative counts as zero
 *
 * "2 h 15 min", "12 min 5 s", "40 s". Hours are never folded into days, for a day of service is
 * not 24 hours; seconds are never shown from an hour on.
 */
char *otk_format_duration (gint64 seconds);
/**
 * otk_format_left:
 * @milliseconds: what is left until a deadline by the wall clock; negative once it is over
 *
 * "3 d 4 h", "2 h 15 min", "12 min 5 s"; "overdue by 12 min".
 */
char *otk_format_left (gint64 milliseconds);
/**
 * otk_format_left_next:
 * @milliseconds: as for otk_format_left()
 *
 * Returns: after how many milliseconds the text of otk_format_left() will change
 */
gint64 otk_format_left_next (gint64 milliseconds);

/** otk_format_size: "12 KB" in the user's language. */
char *otk_format_size (goffset bytes);

/** otk_format_set_statuses: Which names of the statuses the workspace shows (product.md §4 K2);
 * seven unless said. */
void otk_format_set_statuses (OtkStatusSet set);
/** otk_status_text: Returns: (transfer none): translated, "" for what is no status. */
const char *otk_status_text (gint64 status);
/** otk_status_class: Returns: (transfer none) (nullable): style class of its dot: "status-new" … */
const char *otk_status_class (gint64 status);
/** otk_status_icon: Returns: (transfer none) (nullable): glyph beside the word, NULL for a dot. */
const char *otk_status_icon (gint64 status);
const char *otk_priority_label (gint64 priority);
/** otk_priority_class: Returns: (transfer none) (nullable): "priority-high" … */
const char *otk_priority_class (gint64 priority);

/** OTK_UNSENT_ICON: Marks what the server does not have yet. */
#define OTK_UNSENT_ICON "network-transmit-symbolic"

/** otk_format_number: "№439", or "№ Ф12-0007 (provisional)" before the server has given one.
 * Returns: (transfer full) */
char *otk_format_number (const OtkRecord *request);
/** otk_format_number_short: The same where there is little room: "Ф12-0007". Returns: (transfer
 * full) */
char *otk_format_number_short (const OtkRecord *request);
/** otk_format_responsible: His name; on a replica "being assigned…" while the server has yet to
 * choose (sync.md §4.3); "" for nobody. Returns: (transfer none) */
const char *otk_format_responsible (OtkDesk *desk, const OtkRecord *request);
/** otk_format_title: What a card is headed: "Incident №439". Returns: (transfer full) */
char *otk_format_title (OtkDesk *desk, const OtkRecord *request);
/**
 * otk_format_value:
 * @type: the kind of record the field belongs to
 * @field: its index
 * @value: the content
 *
 * Any field's content for a cell or a line of history: names for references, labels for
 * enumerations, local date and time, durations, yes/no. "" for null.
 *
 * Returns: (transfer full)
 */
char *otk_format_value (OtkDesk *desk, OtkEntityType type, guint field, const OtkValue *value);

G_END_DECLS
