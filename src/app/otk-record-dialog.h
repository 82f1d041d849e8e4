/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define OTK_TYPE_RECORD_DIALOG (otk_record_dialog_get_type ())
/**
 * OtkRecordDialog:
 *
 * A small window with an OtkRecordForm, for records that are edited from another one's form.
 */
G_DECLARE_FINAL_TYPE (OtkRecordDialog, otk_record_dialog, OTK, RECORD_DIALOG, AdwWindow)

/**
 * otk_record_dialog_new:
 * @parent: a widget of the window it belongs to
 * @record: (nullable): NULL begins a new one
 * @preset: a field of a new record that is given, or -1
 * @value: (nullable): its value
 */
GtkWidget *otk_record_dialog_new (GtkWidget *parent, OtkDesk *desk, OtkEntityType type,
                                  OtkRecord *record, int preset, const OtkValue *value);

G_END_DECLS
