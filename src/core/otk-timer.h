/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

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
} OtkTimerKind;

extern const OtkChoice otk_timer_choices[];

typedef struct
{
  OtkTimerKind kind;
  OtkTime due;
} OtkTimer;

#define OTK_MAX_TIMERS 9

/**
 * otk_timers_of:
 * @request: a request
 * @timers: (out): room for OTK_MAX_TIMERS
 *
 * What is still to fire for @request, read off its fields alone; deleted requests have none.
 *
 * Returns: how many were written
 */
guint otk_timers_of (const OtkRecord *request, OtkTimer timers[OTK_MAX_TIMERS]);

/** otk_timer_command_id: The same timer of the same request always fires as the same command. */
OtkId otk_timer_command_id (const OtkId *request, OtkTimerKind kind, OtkTime due);

G_END_DECLS
