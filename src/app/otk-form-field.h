/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_FORM_FIELD (otk_form_field_get_type ())
/**
 * OtkFormField:
 *
 * One line of a form: a label, the control, and below it a hint or what is wrong with it. The label
 * becomes the control's accessible name and its mnemonic.
 */
G_DECLARE_FINAL_TYPE (OtkFormField, otk_form_field, OTK, FORM_FIELD, GtkWidget)

/**
 * otk_form_field_new:
 * @label: translated, without a mark for required ones
 * @control: an entry, a drop-down, a chooser, a text view in its frame …
 * @required: shows an asterisk and tells assistive technology
 */
GtkWidget *otk_form_field_new (const char *label, GtkWidget *control, gboolean required);

const char *otk_form_field_get_label (OtkFormField *self);
GtkWidget *otk_form_field_get_control (OtkFormField *self);

/** otk_form_field_set_hint: @hint: (nullable): a quiet line below; hidden while there is an error.
 */
void otk_form_field_set_hint (OtkFormField *self, const char *hint);
/** otk_form_field_set_error: @error: (nullable): translated, what to do about it; NULL clears. */
void otk_form_field_set_error (OtkFormField *self, const char *error);
gboolean otk_form_field_has_error (OtkFormField *self);

/** otk_widget_set_name: Sets the accessible name of a control, whatever kind it is. */
void otk_widget_set_name (GtkWidget *control, const char *name);

G_END_DECLS
