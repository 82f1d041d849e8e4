/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-plan.h"

G_BEGIN_DECLS

/** OtkStatusSet: Which labels the workspace shows; the data are the same (product.md §4 K2). */
typedef enum
{
  OTK_STATUS_SET_SIX = 6,
  OTK_STATUS_SET_SEVEN = 7,
} OtkStatusSet;

/** otk_status_set: The set that the settings choose. */
OtkStatusSet otk_status_set (OtkState *state);
/** otk_status_set_label: Returns: (transfer none): the untranslated name of a status in @set. */
const char *otk_status_set_label (OtkStatus status, OtkStatusSet set);
/** otk_status_stage: Returns: (transfer none) (nullable): the untranslated name of its stage and
 * column; NULL where @set shows none. */
const char *otk_status_stage (OtkStatus status, OtkStatusSet set);

/** otk_status_is_finished: Whether the work is over: Выполнено, Закрыто. */
gboolean otk_status_is_finished (gint64 status);

/**
 * otk_status_enter:
 * @request: in the plan
 *
 * Takes @request to @to with everything that entails (product.md §2.1, R-S7): leaving В ожидании
 * lets the timer go on, leaving Выполнено and Закрыто is a return, the first Принято starts both
 * timers and chooses who answers, the first В работе fixes the reaction, Выполнено and Закрыто the
 * resolution and complete the children.
 */
void otk_status_enter (OtkPlan *plan, OtkRecord *request, OtkStatus to);

/** otk_status_assign: Gives @request to whom the rules choose; keeps the responsible and leaves a
 * note where there is nobody. */
void otk_status_assign (OtkPlan *plan, OtkRecord *request);

/** otk_status_hand_over: Gives @request to @employee by somebody's choice; what is not automatic
 * does not count for the turns of R-R3. */
void otk_status_hand_over (OtkRecord *request, const OtkId *employee);

/** otk_status_pause: Opens a pause of @request's timers now. */
void otk_status_pause (OtkPlan *plan, const OtkRecord *request, OtkPauseKind kind,
                       const char *reason);
/** otk_status_unpause: Ends the open pause of that kind now. */
void otk_status_unpause (OtkPlan *plan, const OtkRecord *request, OtkPauseKind kind);

G_END_DECLS
