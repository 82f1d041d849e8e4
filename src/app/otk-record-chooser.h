/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-chooser.h"
#include "otk-desk.h"

G_BEGIN_DECLS

#define OTK_TYPE_RECORD_CHOOSER (otk_record_chooser_get_type ())
/**
 * OtkRecordChooser:
 *
 * Chooses one record of a kind. Customers and companies are found by name, phone and mail;
 * employees who left are not offered. See OtkChooser for signals ("changed", "edited", "create").
 */
G_DECLARE_FINAL_TYPE (OtkRecordChooser, otk_record_chooser, OTK, RECORD_CHOOSER, OtkChooser)

GtkWidget *otk_record_chooser_new (OtkDesk *desk, OtkEntityType type);
/** otk_record_chooser_get: FALSE where nothing is chosen; @id is (out) (optional). */
gboolean otk_record_chooser_get (OtkRecordChooser *self, OtkId *id);
/** otk_record_chooser_set: @id: (nullable): NULL empties it. */
void otk_record_chooser_set (OtkRecordChooser *self, const OtkId *id);
/** otk_record_chooser_set_accepts: Only records for which @accepts says so are offered. */
void otk_record_chooser_set_accepts (OtkRecordChooser *self,
                                     gboolean (*accepts) (const OtkRecord *record, gpointer data),
                                     gpointer data);

#define OTK_TYPE_RECORDS_CHOOSER (otk_records_chooser_get_type ())
/**
 * OtkRecordsChooser:
 *
 * Chooses several records of a kind: a tag for each, removable, and an entry for one more. Signal
 * "changed".
 */
G_DECLARE_FINAL_TYPE (OtkRecordsChooser, otk_records_chooser, OTK, RECORDS_CHOOSER, GtkBox)

GtkWidget *otk_records_chooser_new (OtkDesk *desk, OtkEntityType type);
/** otk_records_chooser_get: Returns: (transfer full): the text of a field of type OTK_TYPE_REFS. */
char *otk_records_chooser_get (OtkRecordsChooser *self);
/** otk_records_chooser_set: @ids: (nullable): such a text. */
void otk_records_chooser_set (OtkRecordsChooser *self, const char *ids);
/** otk_records_chooser_set_label: The accessible name of the entry that adds. */
void otk_records_chooser_set_label (OtkRecordsChooser *self, const char *label);

G_END_DECLS
