/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-command.h"
#include "otk-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_FIELD_FORM (otk_field_form_get_type ())
/**
 * OtkFieldForm:
 *
 * A form whose lines are fields of a record, each with the control that its type in the schema asks
 * for. Signal "changed".
 */
G_DECLARE_FINAL_TYPE (OtkFieldForm, otk_field_form, OTK, FIELD_FORM, GtkBox)

/** otk_field_form_new: @record: (nullable): what stands in the fields at first */
GtkWidget *otk_field_form_new (OtkDesk *desk, OtkEntityType type, const OtkRecord *record);
/** otk_field_form_add: A line for a field; @required marks it. */
void otk_field_form_add (OtkFieldForm *self, guint field, gboolean required);
/** otk_field_form_add_editable: A line for every field with OTK_FIELD_EDIT that there is something
 * to choose for. */
void otk_field_form_add_editable (OtkFieldForm *self);
/** otk_field_form_check: TRUE where every required field is filled; else marks the first empty one.
 */
gboolean otk_field_form_check (OtkFieldForm *self);
/**
 * otk_field_form_fill:
 * @changed_only: whether fields that stand as they were are left out
 *
 * Puts the fields into @command's arguments, by name.
 */
void otk_field_form_fill (OtkFieldForm *self, OtkCommand *command, gboolean changed_only);
/** otk_field_form_control: Returns: (transfer none) (nullable): the control of a field. */
GtkWidget *otk_field_form_control (OtkFieldForm *self, guint field);

G_END_DECLS
