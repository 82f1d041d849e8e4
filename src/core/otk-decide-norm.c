/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-decide-private.h"

#include "otk-calendar.h"
#include "otk-setting.h"
#include "otk-sla-clock.h"

/* The daily check of an SLA (product.md §2.3 R-T9). */

#define DEFAULT_TIME "18:00"
#define DEFAULT_PERIOD 24
/* A year and a day. */
#define LONGEST_PERIOD (366 * 24)

/* "18:00" as minutes of the day; -1 where it is none. */
static int
read_time (const char *text)
{
  char *rest;
  guint64 hour = g_ascii_strtoull (text, &rest, 10), minute;

  if (!g_ascii_isdigit (*text) || rest - text > 2 || *rest != ':' || hour > 23
      || !g_ascii_isdigit (rest[1]) || !g_ascii_isdigit (rest[2]) || rest[3] != '\0')
    return -1;
  minute = g_ascii_strtoull (rest + 1, NULL, 10);
  return minute < 60 ? (int) (hour * 60 + minute) : -1;
}

static int
time_of (const OtkRecord *sla)
{
  const char *text = otk_record_text (sla, OTK_SLA_CHECK_TIME);

  return read_time (text != NULL ? text : DEFAULT_TIME);
}

static gint64
period_of (const OtkRecord *sla)
{
  return otk_record_is_null (sla, OTK_SLA_CHECK_PERIOD)
             ? DEFAULT_PERIOD
             : otk_record_int (sla, OTK_SLA_CHECK_PERIOD);
}

/* The time of the day is that of the SLA's own schedule, else the workspace's. */
static const OtkZone *
zone_of (OtkPlan *plan, const OtkRecord *sla)
{
  OtkState *state = otk_plan_state (plan);
  g_autoptr (OtkRecord) schedule =
      otk_state_find (state, OTK_ENTITY_SCHEDULE, otk_record_ref_id (sla, OTK_SLA_SCHEDULE));
  const char *spec = schedule != NULL ? otk_record_text (schedule, OTK_SCHEDULE_SPEC) : NULL;
  g_autoptr (OtkCalendar) calendar = spec != NULL ? otk_calendar_recall (spec) : NULL;
  g_autofree char *name = otk_setting_text (state, OTK_KEY_ZONE);
  const OtkZone *zone = calendar != NULL ? otk_calendar_zone (calendar) : otk_zone_find (name);

  return zone != NULL ? zone : otk_zone_find ("UTC");
}

static OtkTime
next_check (OtkPlan *plan, const OtkRecord *sla)
{
  const OtkZone *zone = zone_of (plan, sla);
  OtkTime at;
  OtkWall wall;
  gint64 date;

  otk_zone_wall (zone, plan->now, &wall);
  date = otk_date_from (wall.year, wall.month, wall.day);
  do
    at =
        otk_zone_localize (zone, date++ * (OTK_DAY / OTK_SECOND) + time_of (sla) * 60) * OTK_SECOND;
  while (at <= plan->now);
  return at;
}

static void
tell (OtkPlan *plan, const OtkRecord *sla, const OtkId *person, const char *detail)
{
  OtkRecord *task;

  otk_plan_notice (plan, person, OTK_NOTICE_SHARE_LOW, NULL, detail);
  if (otk_record_int (sla, OTK_SLA_THRESHOLD_BREACH) != OTK_BREACH_MAIL_TASK)
    return;
  task = otk_plan_make_part (plan, OTK_ENTITY_TASK);
  otk_record_set_text (task, OTK_TASK_SUBJECT, detail);
  otk_record_set_id (task, OTK_TASK_EXECUTOR, person);
  otk_record_set_int (task, OTK_TASK_PRIORITY, OTK_PRIORITY_HIGH);
  otk_record_set_time (task, OTK_TASK_CREATED_AT, plan->now);
}

/* Whom the SLA names, else everyone who keeps the settings. */
static GArray *
recipients (OtkPlan *plan, const OtkRecord *sla)
{
  GArray *ids = otk_ids_parse (otk_record_text (sla, OTK_SLA_BREACH_TO));
  OtkValue role = otk_value_int (OTK_ROLE_ADMINISTRATOR);
  g_autoptr (GPtrArray) people = NULL;

  if (ids->len > 0)
    return ids;
  people = otk_state_list (otk_plan_state (plan), OTK_ENTITY_EMPLOYEE, OTK_EMPLOYEE_ROLE, &role);
  for (guint i = 0; i < people->len; i++)
    if (otk_record_int (g_ptr_array_index (people, i), OTK_EMPLOYEE_ACTIVE))
      g_array_append_vals (ids, otk_record_id (g_ptr_array_index (people, i)), 1);
  return ids;
}

static void
check_share (OtkPlan *plan, const OtkRecord *sla)
{
  OtkCompleted completed = otk_state_completed (otk_plan_state (plan), otk_record_id (sla),
                                                plan->now - period_of (sla) * OTK_HOUR, plan->now);
  guint all = (guint) completed.all, in_time = (guint) completed.in_time;
  g_autoptr (GArray) people = NULL;
  g_autofree char *detail = NULL;

  if (otk_record_int (sla, OTK_SLA_THRESHOLD_BREACH) <= OTK_BREACH_NOTHING
      || !otk_sla_share_is_low (all, in_time, (double) otk_record_int (sla, OTK_SLA_THRESHOLD)))
    return;
  detail = g_strdup_printf ("%s, %d %%", otk_record_name (sla), (int) otk_sla_share (all, in_time));
  people = recipients (plan, sla);
  for (guint i = 0; i < people->len; i++)
    tell (plan, sla, &g_array_index (people, OtkId, i), detail);
}

gboolean
otk_norm_check_place (OtkPlan *plan, OtkRecord *sla, GError **error)
{
  gint64 period = period_of (sla);

  if (time_of (sla) < 0)
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("The time of the check is written like 18:00, not «%s»"),
                       otk_record_text (sla, OTK_SLA_CHECK_TIME));
  if (period < 1 || period > LONGEST_PERIOD)
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("The period of the check has to be between an hour and a year"), NULL);
  otk_record_set_time (sla, OTK_SLA_CHECK_DUE,
                       otk_record_int (sla, OTK_SLA_THRESHOLD) > 0 ? next_check (plan, sla)
                                                                   : OTK_TIME_NONE);
  return TRUE;
}

gboolean
otk_decide_norm_check (OtkPlan *plan, OtkRecord *nothing, GError **error)
{
  OtkRecord *sla = otk_plan_edit (plan, OTK_ENTITY_SLA, &plan->command->root);
  OtkTime due = otk_values_get_int (plan->command->args, "due", OTK_TIME_NONE);

  /* A check that was moved or taken away meanwhile does nothing. */
  if (sla == NULL || due == OTK_TIME_NONE || otk_record_time (sla, OTK_SLA_CHECK_DUE) != due)
    return TRUE;
  check_share (plan, sla);
  otk_record_set_time (sla, OTK_SLA_CHECK_DUE, next_check (plan, sla));
  return TRUE;
}
