/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-command.h"
#include "otk-record.h"

G_BEGIN_DECLS

/** OtkTimerKind: What the program itself does to a request when its moment has come. */
typedef enum
{
  OTK_TIMER_REACTION_REMINDER = 1,
  OTK_TIMER_RESOLUTION_REMINDER,
  OTK_TIMER_REACTION_BREACH,
  OTK_TIMER_RESOLUTION_BREACH,
  OTK_TIMER_RESUME,     /* the planned waiting time is over (T10) */
  OTK_TIMER_AUTO_CLOSE, /* R-C1 */
  OTK_TIMER_FEEDBACK,   /* the form's waiting time is over (T12) */
  OTK_TIMER_ANSWER_REMINDER,
  OTK_TIMER_ANSWER_OVERDUE,
  OTK_TIMER_CLASSIFICATION, /* product.md §1.15 */
  OTK_TIMER_NORM_CHECK,     /* R-T9; the only one of an SLA */
} OtkTimerKind;

extern const OtkChoice otk_timer_choices[];

typedef struct
{
  OtkTimerKind kind;
  OtkTime due;
} OtkTimer;

#define OTK_MAX_TIMERS 10

/**
 * otk_timers_of:
 * @record: a request or an SLA
 * @timers: (out): room for OTK_MAX_TIMERS
 *
 * What is still to fire for @record, read off its fields alone; deleted requests have none.
 *
 * Returns: how many were written
 */
guint otk_timers_of (const OtkRecord *record, OtkTimer timers[OTK_MAX_TIMERS]);

/** otk_timer_command_id: The same timer of the same record always fires as the same command. */
OtkId otk_timer_command_id (const OtkId *record, OtkTimerKind kind, OtkTime due);

/** otk_timer_command: Returns: (transfer full): the command that fires @timer of the record @root.
 */
OtkCommand *otk_timer_command (const OtkId *root, const OtkTimer *timer);

G_END_DECLS
