/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-plan.h"

G_BEGIN_DECLS

/* The answer deadline (product.md §2.4), which runs beside the two timers. Each changes @request in
 * the plan. */

/** otk_answer_freeze: The norm is taken over from the request's SLA (R-D6 where one ran already).
 */
void otk_answer_freeze (OtkPlan *plan, OtkRecord *request);
/** otk_answer_asked: The customer wrote an effective message (R-D1). */
void otk_answer_asked (OtkPlan *plan, OtkRecord *request);
/** otk_answer_given: Support gave an effective answer (R-D2). */
void otk_answer_given (OtkRecord *request);
/** otk_answer_restarted: The request was reopened: counted from now (R-D6). */
void otk_answer_restarted (OtkPlan *plan, OtkRecord *request);
/** otk_answer_stopped: The request was closed (R-D7). */
void otk_answer_stopped (OtkRecord *request);
/** otk_answer_remind: The reminder's moment has come (R-D4). */
void otk_answer_remind (OtkPlan *plan, OtkRecord *request);
/** otk_answer_expire: The deadline has come (R-D4). */
void otk_answer_expire (OtkPlan *plan, OtkRecord *request);

/**
 * otk_auto_close_place:
 *
 * Sets when @request closes by itself (R-C1): so many days after the last effective message, where
 * support wrote it and the request is not closed.
 */
void otk_auto_close_place (OtkPlan *plan, OtkRecord *request);

G_END_DECLS
