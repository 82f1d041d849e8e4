/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_SCHEDULE_EXCEPTION (otk_schedule_exception_get_type ())
/**
 * OtkScheduleException:
 *
 * One date of a schedule with hours of its own, or a holiday. Signals "changed", "remove".
 */
G_DECLARE_FINAL_TYPE (OtkScheduleException, otk_schedule_exception, OTK, SCHEDULE_EXCEPTION, GtkBox)

/** otk_schedule_exception_new: @line: "2026-06-12 holiday # Day of Russia". */
GtkWidget *otk_schedule_exception_new (const char *line);
/** otk_schedule_exception_get: Returns: (transfer full): such a line. */
char *otk_schedule_exception_get (OtkScheduleException *self);
gboolean otk_schedule_exception_validate (OtkScheduleException *self);

G_END_DECLS
