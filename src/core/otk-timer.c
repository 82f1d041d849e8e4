/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-timer.h"

const OtkChoice otk_timer_choices[] = {
  { OTK_TIMER_REACTION_REMINDER, "reaction_reminder", N_ ("Reaction reminder") },
  { OTK_TIMER_RESOLUTION_REMINDER, "resolution_reminder", N_ ("Resolution reminder") },
  { OTK_TIMER_REACTION_BREACH, "reaction_breach", N_ ("End of the reaction time") },
  { OTK_TIMER_RESOLUTION_BREACH, "resolution_breach", N_ ("End of the resolution time") },
  { OTK_TIMER_RESUME, "resume", N_ ("End of the planned waiting") },
  { OTK_TIMER_AUTO_CLOSE, "auto_close", N_ ("Automatic closing") },
  { OTK_TIMER_FEEDBACK, "feedback", N_ ("End of the wait for feedback") },
  { OTK_TIMER_ANSWER_REMINDER, "answer_reminder", N_ ("Reply reminder") },
  { OTK_TIMER_ANSWER_OVERDUE, "answer_overdue", N_ ("End of the time to reply") },
  { OTK_TIMER_CLASSIFICATION, "classification", N_ ("End of the time to classify") },
  { OTK_TIMER_NORM_CHECK, "norm_check", N_ ("Check of the norm") },
  { 0 },
};

typedef struct
{
  OtkTimer *timers;
  guint n;
} List;

static void
add (List *list, OtkTimerKind kind, const OtkRecord *record, guint field)
{
  OtkTime due = otk_record_time (record, field);

  if (due != OTK_TIME_NONE)
    list->timers[list->n++] = (OtkTimer){ kind, due };
}

static guint
timers_of_request (const OtkRecord *request, OtkTimer timers[OTK_MAX_TIMERS])
{
  gint64 status = otk_record_int (request, OTK_REQUEST_STATUS);
  List list = { timers, 0 };

  if (!otk_record_is_null (request, OTK_REQUEST_DELETED_AT))
    return 0;
  add (&list, OTK_TIMER_REACTION_REMINDER, request, OTK_REQUEST_REACTION_REMIND_AT);
  add (&list, OTK_TIMER_RESOLUTION_REMINDER, request, OTK_REQUEST_RESOLUTION_REMIND_AT);
  if (otk_record_is_null (request, OTK_REQUEST_REACTION_SPENT)
      && !otk_record_int (request, OTK_REQUEST_OVERDUE_REACTION))
    add (&list, OTK_TIMER_REACTION_BREACH, request, OTK_REQUEST_REACTION_DUE);
  if (otk_record_is_null (request, OTK_REQUEST_RESOLUTION_SPENT)
      && !otk_record_int (request, OTK_REQUEST_OVERDUE_RESOLUTION))
    add (&list, OTK_TIMER_RESOLUTION_BREACH, request, OTK_REQUEST_RESOLUTION_DUE);
  if (status == OTK_STATUS_WAITING)
    add (&list, OTK_TIMER_RESUME, request, OTK_REQUEST_PENDING_UNTIL);
  if (status != OTK_STATUS_CLOSED)
    add (&list, OTK_TIMER_AUTO_CLOSE, request, OTK_REQUEST_AUTO_CLOSE_AT);
  if (status == OTK_STATUS_DONE)
    add (&list, OTK_TIMER_FEEDBACK, request, OTK_REQUEST_FEEDBACK_UNTIL);
  add (&list, OTK_TIMER_ANSWER_REMINDER, request, OTK_REQUEST_ANSWER_REMIND_AT);
  if (!otk_record_int (request, OTK_REQUEST_ANSWER_OVERDUE))
    add (&list, OTK_TIMER_ANSWER_OVERDUE, request, OTK_REQUEST_ANSWER_DUE);
  if (status == OTK_STATUS_CLASSIFICATION)
    add (&list, OTK_TIMER_CLASSIFICATION, request, OTK_REQUEST_CLASSIFY_DUE);
  return list.n;
}

guint
otk_timers_of (const OtkRecord *record, OtkTimer timers[OTK_MAX_TIMERS])
{
  List list = { timers, 0 };

  if (otk_record_type (record) == OTK_ENTITY_REQUEST)
    return timers_of_request (record, timers);
  if (otk_record_type (record) == OTK_ENTITY_SLA)
    add (&list, OTK_TIMER_NORM_CHECK, record, OTK_SLA_CHECK_DUE);
  return list.n;
}

OtkId
otk_timer_command_id (const OtkId *record, OtkTimerKind kind, OtkTime due)
{
  char id[OTK_ID_STRING_LENGTH + 1];
  g_autofree char *text =
      g_strdup_printf ("timer %s %s %" G_GINT64_FORMAT, otk_id_print (record, id),
                       otk_choice_by_value (otk_timer_choices, kind)->name, due);

  return otk_id_at (otk_id_from_text (text), due);
}

OtkCommand *
otk_timer_command (const OtkId *root, const OtkTimer *timer)
{
  OtkCommandKind kind =
      timer->kind == OTK_TIMER_NORM_CHECK ? OTK_COMMAND_NORM_CHECK : OTK_COMMAND_TIMER;
  OtkCommand *command = otk_command_new (kind, NULL, root, timer->due);

  command->id = otk_timer_command_id (root, timer->kind, timer->due);
  command->batch = command->id;
  otk_command_with_text (command, "timer",
                         otk_choice_by_value (otk_timer_choices, timer->kind)->name);
  return otk_command_with_int (command, "due", timer->due);
}
