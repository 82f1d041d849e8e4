/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sla.h"

#include "otk-sla-clock.h"

/* Without a schedule every minute counts; the zone does not matter then. */
#define ROUND_THE_CLOCK_ZONE "UTC"

/* Where the two timers keep their figures. */
typedef struct
{
  guint norm, due, remind_at, lead, spent, overdue; /* of the request */
  guint sla_remind, sla_remind_percent, sla_breach; /* of the SLA */
  OtkNoticeKind breach;
} Timer;

static const Timer reaction_timer = {
  OTK_REQUEST_REACTION_NORM,  OTK_REQUEST_REACTION_DUE,        OTK_REQUEST_REACTION_REMIND_AT,
  OTK_REQUEST_REACTION_LEAD,  OTK_REQUEST_REACTION_SPENT,      OTK_REQUEST_OVERDUE_REACTION,
  OTK_SLA_REACTION_REMIND,    OTK_SLA_REACTION_REMIND_PERCENT, OTK_SLA_REACTION_BREACH,
  OTK_NOTICE_REACTION_BREACH,
};

static const Timer resolution_timer = {
  OTK_REQUEST_RESOLUTION_NORM,  OTK_REQUEST_RESOLUTION_DUE,        OTK_REQUEST_RESOLUTION_REMIND_AT,
  OTK_REQUEST_RESOLUTION_LEAD,  OTK_REQUEST_RESOLUTION_SPENT,      OTK_REQUEST_OVERDUE_RESOLUTION,
  OTK_SLA_RESOLUTION_REMIND,    OTK_SLA_RESOLUTION_REMIND_PERCENT, OTK_SLA_RESOLUTION_BREACH,
  OTK_NOTICE_RESOLUTION_BREACH,
};

static const Timer *
get_timer (gboolean resolution)
{
  return resolution ? &resolution_timer : &reaction_timer;
}

static gint64
seconds_or_none (const OtkRecord *record, guint field)
{
  return otk_record_is_null (record, field) ? -1 : otk_record_int (record, field);
}

/* The weight of @norm for the request; -1 where a criterion speaks against it. */
static int
weigh_norm (const OtkRecord *norm, const OtkRecord *request, const OtkRecord *category)
{
  int weight = 0;

  if (!otk_record_is_null (norm, OTK_NORM_COMPANY))
    {
      if (!otk_record_refers (norm, OTK_NORM_COMPANY,
                              otk_record_ref_id (request, OTK_REQUEST_COMPANY)))
        return -1;
      weight |= OTK_NORM_BY_COMPANY;
    }
  if (!otk_record_is_null (norm, OTK_NORM_CATEGORY))
    {
      if (category == NULL
          || !otk_record_refers (norm, OTK_NORM_CATEGORY, otk_record_id (category)))
        return -1;
      weight |= OTK_NORM_BY_CATEGORY;
    }
  if (!otk_record_is_null (norm, OTK_NORM_TYPE))
    {
      if (!otk_record_refers (norm, OTK_NORM_TYPE, otk_record_ref_id (request, OTK_REQUEST_TYPE)))
        return -1;
      weight |= OTK_NORM_BY_TYPE;
    }
  if (!otk_record_is_null (norm, OTK_NORM_PRIORITY))
    {
      if (otk_record_int (norm, OTK_NORM_PRIORITY)
          != otk_record_int (request, OTK_REQUEST_PRIORITY))
        return -1;
      weight |= OTK_NORM_BY_PRIORITY;
    }
  return weight;
}

static void
choose_norm (OtkState *state, const OtkRecord *request, const OtkRecord *category,
             OtkSlaChoice *choice)
{
  OtkValue sla = otk_value_id (otk_record_id (choice->sla));
  g_autoptr (GPtrArray) norms = otk_state_list (state, OTK_ENTITY_NORM, OTK_NORM_SLA, &sla);
  OtkRecord *best = NULL;
  int best_weight = -1;

  /* The list ascends by id, so of equals in weight and order the first stays. */
  for (guint i = 0; i < norms->len; i++)
    {
      OtkRecord *norm = g_ptr_array_index (norms, i);
      int weight = weigh_norm (norm, request, category);

      if (weight > best_weight
          || (weight >= 0 && weight == best_weight
              && otk_record_int (norm, OTK_NORM_SORT) < otk_record_int (best, OTK_NORM_SORT)))
        {
          best = norm;
          best_weight = weight;
        }
    }
  choice->reaction = seconds_or_none (choice->sla, OTK_SLA_REACTION);
  choice->resolution = seconds_or_none (choice->sla, OTK_SLA_RESOLUTION);
  if (best == NULL)
    return;
  choice->norm = otk_record_ref (best);
  choice->match = (guint) best_weight;
  if (!otk_record_is_null (best, OTK_NORM_REACTION))
    choice->reaction = otk_record_int (best, OTK_NORM_REACTION);
  if (!otk_record_is_null (best, OTK_NORM_RESOLUTION))
    choice->resolution = otk_record_int (best, OTK_NORM_RESOLUTION);
}

static OtkRecord *
first_schedule (OtkState *state, guint field, const OtkId *subject)
{
  OtkValue value = otk_value_id (subject);
  g_autoptr (GPtrArray) list = NULL;

  if (subject == NULL)
    return NULL;
  list = otk_state_list (state, OTK_ENTITY_SCHEDULE, (int) field, &value);
  return list->len > 0 ? otk_record_ref (g_ptr_array_index (list, 0)) : NULL;
}

static void
choose_schedule (OtkState *state, const OtkRecord *request, const OtkRecord *category,
                 OtkSlaChoice *choice)
{
  const OtkId *own = otk_record_ref_id (choice->sla, OTK_SLA_SCHEDULE);

  choice->source = OTK_SCHEDULE_OF_COMPANY;
  choice->schedule = first_schedule (state, OTK_SCHEDULE_COMPANY,
                                     otk_record_ref_id (request, OTK_REQUEST_COMPANY));
  if (choice->schedule != NULL)
    return;
  choice->source = OTK_SCHEDULE_OF_CATEGORY;
  choice->schedule = first_schedule (state, OTK_SCHEDULE_CATEGORY,
                                     category != NULL ? otk_record_id (category) : NULL);
  if (choice->schedule != NULL)
    return;
  choice->source = own == NULL ? OTK_SCHEDULE_ROUND_THE_CLOCK : OTK_SCHEDULE_OF_SLA;
  choice->schedule = otk_state_find (state, OTK_ENTITY_SCHEDULE, own);
  if (own != NULL && choice->schedule == NULL)
    choice->source = OTK_SCHEDULE_MISSING;
}

static OtkCalendar *
parse_schedule (const OtkSlaChoice *choice)
{
  const char *spec;

  if (choice->source == OTK_SCHEDULE_ROUND_THE_CLOCK)
    return otk_calendar_round_the_clock (ROUND_THE_CLOCK_ZONE);
  if (choice->schedule == NULL)
    return NULL;
  spec = otk_record_text (choice->schedule, OTK_SCHEDULE_SPEC);
  return spec != NULL ? otk_calendar_recall (spec) : otk_calendar_parse (spec, NULL);
}

static void
set_seconds (OtkRecord *request, guint field, gint64 seconds)
{
  otk_record_take (request, field, seconds >= 0 ? otk_value_int (seconds) : otk_value_null ());
}

/* How long before the deadline @sla reminds, in seconds of its norm; 0 for not at all. */
static gint64
lead_of (const OtkRecord *sla, const Timer *timer, gint64 norm)
{
  gint64 percent = otk_record_int (sla, timer->sla_remind_percent);

  return percent > 0 ? norm * MIN (percent, 100) / 100 : otk_record_int (sla, timer->sla_remind);
}

static void
write_choice (OtkPlan *plan, OtkRecord *request, const OtkSlaChoice *choice,
              const OtkCalendar *calendar)
{
  gboolean applies = calendar != NULL;
  OtkId calendar_id = applies ? otk_calendar_ensure (plan, calendar) : OTK_ID_NONE;

  otk_record_set_id (request, OTK_REQUEST_SLA, otk_record_id (choice->sla));
  otk_record_set_id (request, OTK_REQUEST_NORM,
                     choice->norm != NULL ? otk_record_id (choice->norm) : NULL);
  otk_record_set_id (request, OTK_REQUEST_SCHEDULE,
                     choice->schedule != NULL ? otk_record_id (choice->schedule) : NULL);
  otk_record_set_id (request, OTK_REQUEST_CALENDAR, &calendar_id);
  set_seconds (request, OTK_REQUEST_REACTION_NORM, applies ? choice->reaction : -1);
  set_seconds (request, OTK_REQUEST_RESOLUTION_NORM, applies ? choice->resolution : -1);
  set_seconds (request, OTK_REQUEST_REACTION_LEAD,
               lead_of (choice->sla, &reaction_timer, choice->reaction));
  set_seconds (request, OTK_REQUEST_RESOLUTION_LEAD,
               lead_of (choice->sla, &resolution_timer, choice->resolution));
}

static void
forget_choice (OtkRecord *request)
{
  static const guint fields[] = { OTK_REQUEST_SLA,
                                  OTK_REQUEST_NORM,
                                  OTK_REQUEST_SCHEDULE,
                                  OTK_REQUEST_CALENDAR,
                                  OTK_REQUEST_REACTION_NORM,
                                  OTK_REQUEST_RESOLUTION_NORM,
                                  OTK_REQUEST_REACTION_LEAD,
                                  OTK_REQUEST_RESOLUTION_LEAD,
                                  OTK_REQUEST_RESOLUTION_FROM };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    otk_record_clear (request, fields[i]);
}

/* Option K1: the resolution may be counted from the start of work. */
static void
place_resolution (OtkRecord *request, const OtkRecord *sla)
{
  gboolean from_work = otk_record_int (sla, OTK_SLA_RESOLUTION_START) == OTK_RESOLUTION_FROM_WORK;

  if (otk_record_is_null (request, OTK_REQUEST_RESOLUTION_FROM))
    otk_record_set_time (request, OTK_REQUEST_RESOLUTION_FROM,
                         otk_record_time (request, from_work ? OTK_REQUEST_STARTED_AT
                                                             : OTK_REQUEST_ACCEPTED_AT));
}

/* As frozen; requests from before leads were frozen ask their SLA. */
static gint64
frozen_lead (OtkPlan *plan, const OtkRecord *request, const Timer *timer)
{
  g_autoptr (OtkRecord) sla = NULL;

  if (!otk_record_is_null (request, timer->lead))
    return otk_record_int (request, timer->lead);
  sla = otk_state_find (otk_plan_state (plan), OTK_ENTITY_SLA,
                        otk_record_ref_id (request, OTK_REQUEST_SLA));
  return sla != NULL ? lead_of (sla, timer, otk_record_int (request, timer->norm)) : 0;
}

/* A reminder waits only for a moment that is still to come (R-T7). */
static void
place_reminder (OtkPlan *plan, OtkRecord *request, const Timer *timer, const OtkCalendar *calendar,
                OtkTime from, GArray *pauses)
{
  OtkTime at = otk_sla_reminder (calendar, from, (const OtkPause *) (gpointer) pauses->data,
                                 pauses->len, otk_record_int (request, timer->norm),
                                 frozen_lead (plan, request, timer), 0);

  otk_record_set_time (request, timer->remind_at, at > plan->now ? at : OTK_TIME_NONE);
}

static void
refresh_timer (OtkPlan *plan, OtkRecord *request, const Timer *timer, const OtkCalendar *calendar,
               OtkTime from)
{
  gboolean resolution = timer == &resolution_timer;
  gboolean waiting =
      resolution && otk_record_int (request, OTK_REQUEST_STATUS) == OTK_STATUS_WAITING;
  gint64 norm = otk_record_int (request, timer->norm) * OTK_SECOND;
  g_autoptr (GArray) pauses = otk_sla_pauses (otk_plan_state (plan), request, resolution);
  const OtkPause *spans = (const OtkPause *) (gpointer) pauses->data;

  if (resolution)
    otk_record_clear (request, OTK_REQUEST_RESOLUTION_LEFT);
  if (calendar == NULL || from == OTK_TIME_NONE || otk_record_is_null (request, timer->norm))
    {
      otk_record_clear (request, timer->due);
      otk_record_clear (request, timer->remind_at);
      return;
    }
  if (waiting)
    {
      gint64 used = otk_calendar_elapsed (calendar, from, plan->now, spans, pauses->len);

      otk_record_clear (request, timer->due);
      otk_record_clear (request, timer->remind_at);
      otk_record_set_int (request, OTK_REQUEST_RESOLUTION_LEFT, MAX (norm - used, 0) / OTK_SECOND);
      return;
    }
  otk_record_set_time (request, timer->due,
                       otk_calendar_due (calendar, from, norm, spans, pauses->len));
  place_reminder (plan, request, timer, calendar, from, pauses);
}

void
otk_sla_choose (OtkState *state, const OtkRecord *request, OtkSlaChoice *choice)
{
  g_autoptr (OtkRecord) service =
      otk_state_find (state, OTK_ENTITY_SERVICE, otk_record_ref_id (request, OTK_REQUEST_SERVICE));
  g_autoptr (OtkRecord) category = otk_sla_category (state, request);

  *choice = (OtkSlaChoice){ .reaction = -1, .resolution = -1 };
  if (service == NULL)
    return;
  choice->sla =
      otk_state_find (state, OTK_ENTITY_SLA, otk_record_ref_id (service, OTK_SERVICE_SLA));
  if (choice->sla == NULL)
    return;
  choose_norm (state, request, category, choice);
  choose_schedule (state, request, category, choice);
}

void
otk_sla_choice_clear (OtkSlaChoice *choice)
{
  g_clear_pointer (&choice->sla, otk_record_unref);
  g_clear_pointer (&choice->norm, otk_record_unref);
  g_clear_pointer (&choice->schedule, otk_record_unref);
}

OtkRecord *
otk_sla_category (OtkState *state, const OtkRecord *request)
{
  g_autoptr (OtkRecord) company =
      otk_state_find (state, OTK_ENTITY_COMPANY, otk_record_ref_id (request, OTK_REQUEST_COMPANY));

  if (company == NULL)
    return NULL;
  return otk_state_find (state, OTK_ENTITY_CLIENT_CATEGORY,
                         otk_record_ref_id (company, OTK_COMPANY_CATEGORY));
}

OtkCalendar *
otk_sla_calendar (OtkState *state, const OtkRecord *request)
{
  g_autoptr (OtkRecord) record = otk_state_find (state, OTK_ENTITY_CALENDAR,
                                                 otk_record_ref_id (request, OTK_REQUEST_CALENDAR));

  if (record == NULL)
    return NULL;
  return otk_calendar_recall (otk_record_text (record, OTK_CALENDAR_SPEC));
}

GArray *
otk_sla_pauses (OtkState *state, const OtkRecord *request, gboolean resolution)
{
  OtkValue id = otk_value_id (otk_record_id (request));
  g_autoptr (GPtrArray) records = otk_state_list (state, OTK_ENTITY_PAUSE, OTK_PAUSE_REQUEST, &id);
  GArray *pauses = g_array_new (FALSE, FALSE, sizeof (OtkPause));

  for (guint i = 0; i < records->len; i++)
    {
      const OtkRecord *record = g_ptr_array_index (records, i);
      OtkPause pause = { otk_record_time (record, OTK_PAUSE_FROM),
                         otk_record_time (record, OTK_PAUSE_TO) };

      if (resolution || otk_record_int (record, OTK_PAUSE_KIND) == OTK_PAUSE_DELETED)
        g_array_append_val (pauses, pause);
    }
  return pauses;
}

void
otk_sla_freeze (OtkPlan *plan, OtkRecord *request)
{
  g_auto (OtkSlaChoice) choice = { 0 };
  g_autoptr (OtkCalendar) calendar = NULL;
  gboolean measured;

  otk_sla_choose (otk_plan_state (plan), request, &choice);
  if (choice.sla == NULL)
    {
      forget_choice (request);
      otk_sla_refresh (plan, request);
      return;
    }
  calendar = parse_schedule (&choice);
  write_choice (plan, request, &choice, calendar);
  place_resolution (request, choice.sla);
  otk_sla_refresh (plan, request);
  measured = choice.reaction >= 0 || choice.resolution >= 0;
  if (measured && (calendar == NULL || otk_calendar_is_empty (calendar)))
    {
      otk_plan_notice_administrators (plan, OTK_NOTICE_NORM_LOST, request,
                                      otk_record_name (choice.sla));
      plan->note = N_ ("The norm is not applied: its schedule is missing or has no hours");
    }
}

void
otk_sla_refresh (OtkPlan *plan, OtkRecord *request)
{
  g_autoptr (OtkCalendar) calendar = otk_sla_calendar (otk_plan_state (plan), request);

  /* A figure that is fixed keeps the deadline it was measured against. */
  if (otk_record_is_null (request, OTK_REQUEST_REACTION_SPENT))
    refresh_timer (plan, request, &reaction_timer, calendar,
                   otk_record_time (request, OTK_REQUEST_ACCEPTED_AT));
  else
    otk_record_clear (request, OTK_REQUEST_REACTION_REMIND_AT);
  if (otk_record_is_null (request, OTK_REQUEST_RESOLUTION_SPENT))
    refresh_timer (plan, request, &resolution_timer, calendar,
                   otk_record_time (request, OTK_REQUEST_RESOLUTION_FROM));
  else
    {
      otk_record_clear (request, OTK_REQUEST_RESOLUTION_LEFT);
      otk_record_clear (request, OTK_REQUEST_RESOLUTION_REMIND_AT);
    }
}

gint64
otk_sla_spent (OtkPlan *plan, const OtkRecord *request, OtkTime from, gboolean resolution)
{
  g_autoptr (OtkCalendar) calendar = otk_sla_calendar (otk_plan_state (plan), request);
  g_autoptr (GArray) pauses = otk_sla_pauses (otk_plan_state (plan), request, resolution);

  if (from == OTK_TIME_NONE)
    return 0;
  /* Without a norm the wall clock is measured: the fact is wanted all the same. */
  if (calendar == NULL)
    calendar = otk_calendar_round_the_clock (ROUND_THE_CLOCK_ZONE);
  return otk_calendar_elapsed (calendar, from, plan->now,
                               (const OtkPause *) (gpointer) pauses->data, pauses->len)
         / OTK_SECOND;
}

/* Mail goes out by itself; the task is ours (R-T8). */
static void
tell_of_breach (OtkPlan *plan, const OtkRecord *request, const OtkRecord *sla, const Timer *timer,
                const OtkId *person)
{
  OtkRecord *task;

  if (person == NULL)
    return;
  otk_plan_notice (plan, person, timer->breach, request, NULL);
  if (otk_record_int (sla, timer->sla_breach) != OTK_BREACH_MAIL_TASK)
    return;
  task = otk_plan_make_part (plan, OTK_ENTITY_TASK);
  otk_record_set_id (task, OTK_TASK_REQUEST, otk_record_id (request));
  otk_record_set_text (task, OTK_TASK_SUBJECT,
                       otk_choice_by_value (otk_notice_kind_choices, timer->breach)->label);
  otk_record_set_id (task, OTK_TASK_EXECUTOR, person);
  otk_record_set_int (task, OTK_TASK_PRIORITY, OTK_PRIORITY_HIGH);
  otk_record_set_time (task, OTK_TASK_CREATED_AT, plan->now);
}

void
otk_sla_break (OtkPlan *plan, OtkRecord *request, gboolean resolution)
{
  const Timer *timer = get_timer (resolution);
  g_autoptr (OtkRecord) sla = otk_state_find (otk_plan_state (plan), OTK_ENTITY_SLA,
                                              otk_record_ref_id (request, OTK_REQUEST_SLA));
  g_autoptr (GArray) others = NULL;

  if (otk_record_int (request, timer->overdue))
    return;
  otk_record_set_flag (request, timer->overdue, TRUE);
  if (sla == NULL || otk_record_int (sla, timer->sla_breach) <= OTK_BREACH_NOTHING)
    return;
  if (otk_record_int (sla, OTK_SLA_BREACH_TO_RESPONSIBLE))
    tell_of_breach (plan, request, sla, timer,
                    otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE));
  others = otk_ids_parse (otk_record_text (sla, OTK_SLA_BREACH_TO));
  for (guint k = 0; k < others->len; k++)
    if (!otk_record_int (sla, OTK_SLA_BREACH_TO_RESPONSIBLE)
        || !otk_record_refers (request, OTK_REQUEST_RESPONSIBLE, &g_array_index (others, OtkId, k)))
      tell_of_breach (plan, request, sla, timer, &g_array_index (others, OtkId, k));
}

void
otk_sla_settle (OtkPlan *plan, OtkRecord *request)
{
  for (int resolution = 0; resolution <= 1; resolution++)
    {
      const Timer *timer = get_timer (resolution);
      OtkTime due = otk_record_time (request, timer->due);

      if (due != OTK_TIME_NONE && due < plan->now && otk_record_is_null (request, timer->spent))
        otk_sla_break (plan, request, resolution);
    }
}

OtkId
otk_calendar_ensure (OtkPlan *plan, const OtkCalendar *calendar)
{
  g_autofree char *spec = otk_calendar_print (calendar);
  OtkId id = otk_id_from_text (spec);
  g_autoptr (OtkRecord) known = otk_state_find (otk_plan_state (plan), OTK_ENTITY_CALENDAR, &id);

  if (known == NULL)
    otk_record_set_text (otk_plan_make (plan, OTK_ENTITY_CALENDAR, &id), OTK_CALENDAR_SPEC, spec);
  return id;
}
