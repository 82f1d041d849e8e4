/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_SCHEDULE_EDITOR (otk_schedule_editor_get_type ())
/**
 * OtkScheduleEditor:
 *
 * A service schedule's hours as a grid of weekdays, its exceptions and time zone, and a tester that
 * says when something would be due and why (product.md §1.5). Reads and writes the text of
 * otk_calendar_parse(). Signal "changed".
 */
G_DECLARE_FINAL_TYPE (OtkScheduleEditor, otk_schedule_editor, OTK, SCHEDULE_EDITOR, GtkBox)

GtkWidget *otk_schedule_editor_new (OtkDesk *desk);
/** otk_schedule_editor_get: Returns: (transfer full): the hours; canonical where they are valid. */
char *otk_schedule_editor_get (OtkScheduleEditor *self);
/** otk_schedule_editor_set: @spec: (nullable): NULL gives what most offices begin with. */
void otk_schedule_editor_set (OtkScheduleEditor *self, const char *spec);
/** otk_schedule_editor_validate: Marks what is wrong. Returns: TRUE where all is well. */
gboolean otk_schedule_editor_validate (OtkScheduleEditor *self);

G_END_DECLS
