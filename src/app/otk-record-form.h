/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_RECORD_FORM (otk_record_form_get_type ())
/**
 * OtkRecordForm:
 *
 * The form of one record of any kind, made from the fields of its OtkEntity that may be edited. A
 * new field of the schema appears here by itself. Signal "changed".
 */
G_DECLARE_FINAL_TYPE (OtkRecordForm, otk_record_form, OTK, RECORD_FORM, GtkBox)

GtkWidget *otk_record_form_new (OtkDesk *desk, OtkEntityType type);

/** otk_record_form_load: @record: (nullable): NULL begins a new one. */
void otk_record_form_load (OtkRecordForm *self, OtkRecord *record);
/** otk_record_form_preset: Gives @field of a new record a value of its own and hides it. */
void otk_record_form_preset (OtkRecordForm *self, guint field, const OtkValue *value);

/** otk_record_form_is_new: Whether what is edited is not stored yet. */
gboolean otk_record_form_is_new (OtkRecordForm *self);
/** otk_record_form_is_changed: Whether saving would change anything. */
gboolean otk_record_form_is_changed (OtkRecordForm *self);
/** otk_record_form_validate: Marks what is missing or wrong, and goes to the first such field.
 * Returns: TRUE where all is well */
gboolean otk_record_form_validate (OtkRecordForm *self);
/** otk_record_form_command: Returns: (transfer full): SAVE with the fields that differ from what is
 * stored; all that is filled in for a new record. */
OtkCommand *otk_record_form_command (OtkRecordForm *self);

/** otk_record_form_draft: Returns: (transfer full): what differs from what is stored, as a text. */
char *otk_record_form_draft (OtkRecordForm *self);
/** otk_record_form_load_draft: Puts it back over what is stored; a damaged one is passed over. */
void otk_record_form_load_draft (OtkRecordForm *self, const char *draft);

/** otk_record_form_set_error: Shows a refusal above the fields; @text: (nullable). */
void otk_record_form_set_error (OtkRecordForm *self, const char *text);

G_END_DECLS
