/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

G_BEGIN_DECLS

#define OTK_TYPE_ROW (otk_row_get_type ())
/**
 * OtkRow:
 *
 * One line of a list: the identity of a record in this database and what is known of it now. A
 * record that changes keeps its row, so that focus, selection and bound cells survive.
 */
G_DECLARE_FINAL_TYPE (OtkRow, otk_row, OTK, ROW, GObject)

/** OtkRowWatch: Called when @row has got another record. */
typedef void (*OtkRowWatch) (OtkRow *row, gpointer data);

/** otk_row_new: @record: (nullable): NULL where it is gone already. */
OtkRow *otk_row_new (gint64 rowid, OtkRecord *record);
gint64 otk_row_rowid (OtkRow *self);
/** otk_row_record: Returns: (transfer none) (nullable) */
OtkRecord *otk_row_record (OtkRow *self);
/** otk_row_set_record: Tells those who watch where it differs. */
void otk_row_set_record (OtkRow *self, OtkRecord *record);
/**
 * otk_row_become:
 * @record: (nullable)
 *
 * The line is another record's from now on. A list that shows another view keeps its lines, for
 * their widgets are dear. Tells those who watch.
 */
void otk_row_become (OtkRow *self, gint64 rowid, OtkRecord *record);
/** otk_row_touch: Tells those who watch: what the record refers to has got another name. */
void otk_row_touch (OtkRow *self);

/*
 * A signal would cost each of two thousand bound cells a connection per frame of scrolling; a list
 * of watchers costs two pointers.
 */
void otk_row_watch (OtkRow *self, OtkRowWatch watch, gpointer data);
void otk_row_unwatch (OtkRow *self, OtkRowWatch watch, gpointer data);

G_END_DECLS
