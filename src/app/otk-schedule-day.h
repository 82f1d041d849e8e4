/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_SCHEDULE_DAY (otk_schedule_day_get_type ())
/**
 * OtkScheduleDay:
 *
 * The hours of one weekday (product.md §1.5): working day or not, round the clock, beginning and
 * end, lunch, and any further intervals. Signal "changed".
 */
G_DECLARE_FINAL_TYPE (OtkScheduleDay, otk_schedule_day, OTK, SCHEDULE_DAY, GtkBox)

/** otk_schedule_day_new: @name: translated, "Monday". */
GtkWidget *otk_schedule_day_new (const char *name);
/** otk_schedule_day_get: Returns: (transfer full): "09:00-12:00 13:00-18:00", "off" for a day off.
 */
char *otk_schedule_day_get (OtkScheduleDay *self);
void otk_schedule_day_set (OtkScheduleDay *self, const char *hours);
/** otk_schedule_day_validate: Marks times that are none. Returns: TRUE where all is well. */
gboolean otk_schedule_day_validate (OtkScheduleDay *self);

/** otk_time_of_day_check: Whether @text is HH:MM, from 00:00 to 24:00. */
gboolean otk_time_of_day_check (const char *text);

G_END_DECLS
