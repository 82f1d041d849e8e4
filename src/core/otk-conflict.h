/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-plan.h"

G_BEGIN_DECLS

/*
 * What becomes of a command whose author did not see the present state: work that was done offline
 * meets what others did meanwhile (sync.md §4.3). Only commands that say what their author saw
 * (OtkCommand.base) come here; everybody else is told at once that the state is another one.
 */

/**
 * otk_conflict_look:
 * @state: what the author sees
 * @command: not yet submitted; its base is filled in
 *
 * Notes in the command what its author sees of what it is about: the request's status, responsible
 * and the like, and every field that the command wants to change.
 */
void otk_conflict_look (OtkState *state, OtkCommand *command);

typedef enum
{
  OTK_CONFLICT_NONE,    /* the ordinary rules decide */
  OTK_CONFLICT_SETTLED, /* the plan holds what comes of it */
  OTK_CONFLICT_REFUSED, /* @error says why */
} OtkConflict;

/** otk_conflict_settle: @request: (nullable): the command's root in the plan, which its author may
 * see; NULL where it is not there any more. */
OtkConflict otk_conflict_settle (OtkPlan *plan, OtkRecord *request, GError **error);

/**
 * otk_conflict_field:
 * @record: in the plan
 * @given: what the command wants @field to be, checked
 *
 * Puts @given into @record where the author saw something else there than what it is now. Values:
 * the later execution stands. Long texts are merged line by line; where that cannot be done, the
 * text stays and the author's is kept as a copy beside it.
 */
void otk_conflict_field (OtkPlan *plan, OtkRecord *record, guint field, const OtkValue *given);

/** otk_conflict_seen: Returns: (nullable): what the command's author saw in @field; NULL where the
 * command does not say. */
const OtkValue *otk_conflict_seen (const OtkPlan *plan, const OtkField *field);

/** otk_conflict_unread: Whether the customer has written what the command's author has not seen. */
gboolean otk_conflict_unread (const OtkPlan *plan, const OtkRecord *request);

/** otk_conflict_reopen: The request that was just finished goes on at the moment of the customer's
 * message which its author had not seen: nothing is closed silently. */
void otk_conflict_reopen (OtkPlan *plan, OtkRecord *request);

/** otk_conflict_merged: Notes what came of it, for the receipt and for the author. */
void otk_conflict_merged (OtkPlan *plan, const char *merged, const char *note);

G_END_DECLS
