/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-fact.h"

G_BEGIN_DECLS

/** OtkHistoryAction: What a line of «История» says was done (product.md §2.15). */
typedef enum
{
  OTK_HISTORY_CREATION = 1,
  OTK_HISTORY_CHANGE,
  OTK_HISTORY_REMOVAL,
} OtkHistoryAction;

extern const OtkChoice otk_history_action_choices[];

/**
 * OtkHistoryLine:
 * @number: from 1, in the order in which things happened
 * @field: the attribute, of @entity; -1 where the line is about the whole record
 * @before: what it was
 * @after: what it became
 *
 * A line of «История». The values are those of the record's field: who shows them makes names of
 * ids and labels of numbers.
 */
typedef struct
{
  guint number;
  OtkHistoryAction action;
  OtkEntityType entity;
  OtkId row;
  int field;
  OtkValue before;
  OtkValue after;
  OtkId actor; /* none for the program itself */
  OtkTime at;
  OtkId command;
} OtkHistoryLine;

/**
 * otk_history_lines:
 * @facts: (element-type OtkFact): of one root, oldest first
 *
 * Returns: (transfer full) (element-type OtkHistoryLine): newest first
 */
GPtrArray *otk_history_lines (GPtrArray *facts);

/** otk_history_attribute: Returns: (transfer none): the untranslated name of a line's attribute:
 * the field's label, but «Смена статуса» for the status. */
const char *otk_history_attribute (const OtkHistoryLine *line);

/**
 * otk_history_time_in_status:
 * @facts: (element-type OtkFact): of one request, oldest first
 * @now: until when the present status counts
 * @seconds: (out): wall-clock seconds by OtkStatus; 0 where it never was in one (product.md §1.2)
 */
void otk_history_time_in_status (GPtrArray *facts, OtkTime now,
                                 gint64 seconds[OTK_STATUS_CLOSED + 1]);

G_END_DECLS
