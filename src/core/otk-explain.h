/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-sla-clock.h"

G_BEGIN_DECLS

/**
 * OtkExplainPause:
 * @span: what did not count
 * @reason: (nullable): why, as its author wrote it
 */
typedef struct
{
  OtkPause span;
  const char *reason;
} OtkExplainPause;

/**
 * OtkExplainInput:
 * @calendar: (nullable): the frozen version of the schedule, NULL where it is gone
 * @schedule: (nullable): the schedule's name
 * @sla: (nullable): the SLA's name
 * @norm: (nullable): the norm's name
 * @why: (nullable): why this norm was chosen, a whole sentence in the reader's language
 * @start: when counting began
 * @norm_s: seconds, negative where there is no norm
 * @pauses: (array length=n_pauses) (nullable)
 * @n_pauses: how many
 *
 * What an explanation is made from. Nothing is kept.
 */
typedef struct
{
  const OtkCalendar *calendar;
  const char *schedule;
  const char *sla;
  const char *norm;
  const char *why;
  OtkTime start;
  gint64 norm_s;
  const OtkExplainPause *pauses;
  gsize n_pauses;
} OtkExplainInput;

/**
 * OtkExplainDay:
 * @date: see otk_date_split()
 * @weekday: 1 = Monday … 7 = Sunday
 * @spans: (element-type OtkOpenSpan): what counted on it, ascending; empty on a day without hours
 * @counted: its sum in milliseconds
 * @exception: whether the schedule has other hours for this date than for its weekday
 * @holiday: whether the schedule calls it a holiday
 * @exception_name: (nullable): what the schedule calls it
 */
typedef struct
{
  gint32 date;
  int weekday;
  GArray *spans;
  gint64 counted;
  gboolean exception;
  gboolean holiday;
  char *exception_name;
} OtkExplainDay;

/**
 * OtkExplain:
 * @due: the deadline, or OTK_TIME_NONE where it is never or not known yet
 * @days: (element-type OtkExplainDay): from the date of the start to the date of the deadline,
 * those without hours included; without a deadline, to the start of the pause that is open, or none
 * @left_days: how many further days were left out in the middle, because a person reads no more
 * than %OTK_EXPLAIN_DAYS of them
 * @left_counted: what counted on those, milliseconds
 *
 * Why a deadline is what it is (product.md, the card's tab «Дополнительная»).
 */
typedef struct
{
  OtkTime due;
  GArray *days;
  guint left_days;
  gint64 left_counted;
} OtkExplain;

#define OTK_EXPLAIN_DAYS 60

/** otk_explain_new: Returns: (transfer full). Threads: any. */
OtkExplain *otk_explain_new (const OtkExplainInput *input);
void otk_explain_free (OtkExplain *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkExplain, otk_explain_free)

/**
 * otk_explain_lines:
 * @self: what was found for @input
 * @input: the same as for otk_explain_new()
 *
 * The explanation in words, translated: one plain line for each thing, without markup.
 *
 * Returns: (transfer full) (array zero-terminated=1)
 */
char **otk_explain_lines (const OtkExplain *self, const OtkExplainInput *input);

G_END_DECLS
