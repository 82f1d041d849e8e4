/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-decide-private.h"

#include "otk-access.h"
#include "otk-setting.h"
#include "otk-sla.h"
#include "otk-text.h"

/* Kinds of records that SAVE and REMOVE keep, and who may besides administrators. */
typedef struct
{
  OtkEntityType type;
  gboolean operators;
} Directory;

static const Directory directories[] = {
  { OTK_ENTITY_EMPLOYEE, FALSE },
  { OTK_ENTITY_GROUP, FALSE },
  { OTK_ENTITY_CLIENT_CATEGORY, FALSE },
  { OTK_ENTITY_COMPANY, TRUE },
  { OTK_ENTITY_CUSTOMER, TRUE },
  { OTK_ENTITY_REQUEST_TYPE, FALSE },
  { OTK_ENTITY_SERVICE, FALSE },
  { OTK_ENTITY_LEVEL, FALSE },
  { OTK_ENTITY_PRODUCT, FALSE },
  { OTK_ENTITY_SLA, FALSE },
  { OTK_ENTITY_NORM, FALSE },
  { OTK_ENTITY_SCHEDULE, FALSE },
  { OTK_ENTITY_ARTICLE, TRUE },
  { OTK_ENTITY_DICTIONARY, FALSE },
  { OTK_ENTITY_FOLDER, TRUE },
  { OTK_ENTITY_SETTING, FALSE },
};

static const Directory *
find_directory (OtkPlan *plan, GError **error)
{
  const OtkEntity *entity =
      otk_entity_by_name (otk_values_get_text (plan->command->args, "entity"));

  for (guint i = 0; entity != NULL && i < G_N_ELEMENTS (directories); i++)
    if (directories[i].type == entity->type)
      return &directories[i];
  otk_refuse (error, OTK_ERROR_INVALID, N_ ("There is no such directory"), NULL);
  return NULL;
}

static gboolean
refuse_right (GError **error)
{
  return otk_refuse (error, OTK_ERROR_NOT_ALLOWED, N_ ("Only an administrator may do this"), NULL);
}

/* A folder of one's own is nobody else's business. */
static gboolean
check_right (OtkPlan *plan, const Directory *directory, const OtkRecord *record, gboolean removes,
             GError **error)
{
  if (otk_access_is_administrator (plan->actor))
    return TRUE;
  if (!directory->operators)
    return refuse_right (error);
  if (directory->type == OTK_ENTITY_FOLDER)
    return otk_record_refers (record, OTK_FOLDER_OWNER, otk_plan_actor_id (plan))
           || refuse_right (error);
  return !removes || refuse_right (error);
}

static void
fill_new (OtkPlan *plan, OtkRecord *record)
{
  switch (otk_record_type (record))
    {
    case OTK_ENTITY_EMPLOYEE:
      otk_record_set_int (record, OTK_EMPLOYEE_ACTIVE, 1);
      otk_record_set_int (record, OTK_EMPLOYEE_ROLE, OTK_ROLE_OPERATOR);
      break;
    case OTK_ENTITY_SLA:
      otk_record_set_int (record, OTK_SLA_RESOLUTION_START, OTK_RESOLUTION_FROM_ACCEPTED);
      break;
    case OTK_ENTITY_ARTICLE:
      otk_record_set_id (record, OTK_ARTICLE_AUTHOR, otk_plan_actor_id (plan));
      break;
    case OTK_ENTITY_FOLDER:
      if (!otk_access_is_administrator (plan->actor))
        otk_record_set_id (record, OTK_FOLDER_OWNER, otk_plan_actor_id (plan));
      break;
    case OTK_ENTITY_SETTING:
      otk_record_set_text (record, OTK_SETTING_KEY,
                           otk_values_get_text (plan->command->args, "key"));
      break;
    default:
      break;
    }
}

static gboolean
is_last_administrator (OtkPlan *plan, const OtkRecord *employee)
{
  OtkValue role = otk_value_int (OTK_ROLE_ADMINISTRATOR);
  g_autoptr (GPtrArray) people =
      otk_state_list (plan->state, OTK_ENTITY_EMPLOYEE, OTK_EMPLOYEE_ROLE, &role);
  gboolean was = FALSE, others = FALSE;

  for (guint i = 0; i < people->len; i++)
    {
      const OtkRecord *person = g_ptr_array_index (people, i);

      if (!otk_record_int (person, OTK_EMPLOYEE_ACTIVE))
        continue;
      if (otk_id_equal (otk_record_id (person), otk_record_id (employee)))
        was = TRUE;
      else
        others = TRUE;
    }
  return was && !others;
}

static gboolean
check_login (OtkPlan *plan, const OtkRecord *employee, GError **error)
{
  const char *login = otk_record_text (employee, OTK_EMPLOYEE_LOGIN);
  g_autofree char *folded = login != NULL ? otk_text_fold (login) : NULL;
  g_autoptr (GPtrArray) people = NULL;

  if (login == NULL)
    return TRUE;
  people = otk_state_list (otk_plan_state (plan), OTK_ENTITY_EMPLOYEE, -1, NULL);
  for (guint i = 0; i < people->len; i++)
    {
      const OtkRecord *person = g_ptr_array_index (people, i);
      const char *theirs = otk_record_text (person, OTK_EMPLOYEE_LOGIN);
      g_autofree char *other = theirs != NULL ? otk_text_fold (theirs) : NULL;

      if (g_strcmp0 (folded, other) == 0
          && !otk_id_equal (otk_record_id (person), otk_record_id (employee)))
        return otk_refuse (error, OTK_ERROR_INVALID,
                           N_ ("The login %s belongs to somebody else: choose another"), login);
    }
  return TRUE;
}

static gboolean
check_employee (OtkPlan *plan, const OtkRecord *employee, GError **error)
{
  gboolean administrates = otk_record_int (employee, OTK_EMPLOYEE_ROLE) == OTK_ROLE_ADMINISTRATOR
                           && otk_record_int (employee, OTK_EMPLOYEE_ACTIVE);

  if (!administrates && is_last_administrator (plan, employee))
    return otk_refuse (error, OTK_ERROR_NOT_ALLOWED,
                       N_ ("This is the last administrator: appoint another first"), NULL);
  return check_login (plan, employee, error);
}

/* A service or folder cannot be below itself. */
static gboolean
check_parents (OtkPlan *plan, const OtkRecord *record, guint parent_field, GError **error)
{
  OtkEntityType type = otk_record_type (record);
  g_autoptr (OtkRecord) at =
      otk_state_find (otk_plan_state (plan), type, otk_record_ref_id (record, parent_field));

  for (int depth = 0; at != NULL; depth++)
    {
      OtkRecord *above;

      if (depth > 100 || otk_id_equal (otk_record_id (at), otk_record_id (record)))
        return otk_refuse (error, OTK_ERROR_INVALID,
                           N_ ("«%s» would stand below itself: choose another parent"),
                           otk_record_name (record));
      above = otk_state_find (otk_plan_state (plan), type, otk_record_ref_id (at, parent_field));
      otk_record_unref (at);
      at = above;
    }
  return TRUE;
}

/* The hours are kept in one form, and every version of them for ever: a request is measured by the
 * one that was in force when it was accepted (§2.2 rule 5). */
static gboolean
finish_schedule (OtkPlan *plan, OtkRecord *schedule, GError **error)
{
  g_autoptr (OtkCalendar) calendar =
      otk_calendar_parse (otk_record_text (schedule, OTK_SCHEDULE_SPEC), error);
  g_autofree char *canonical = NULL;
  OtkId version;

  if (calendar == NULL)
    return FALSE;
  canonical = otk_calendar_print (calendar);
  version = otk_calendar_ensure (plan, calendar);
  otk_record_set_text (schedule, OTK_SCHEDULE_SPEC, canonical);
  otk_record_set_id (schedule, OTK_SCHEDULE_CALENDAR, &version);
  if (otk_calendar_is_empty (calendar))
    plan->note = N_ ("The schedule has no working hours: nothing will ever be due by it");
  return TRUE;
}

static gboolean
check_percent (const OtkRecord *record, guint field, GError **error)
{
  gint64 percent = otk_record_int (record, field);

  if (percent < 0 || percent > 100)
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("«%s» has to be between 0 and 100"),
                       _ (otk_record_entity (record)->fields[field].label));
  return TRUE;
}

static gboolean
check_record (OtkPlan *plan, OtkRecord *record, GError **error)
{
  switch (otk_record_type (record))
    {
    case OTK_ENTITY_EMPLOYEE:
      return check_employee (plan, record, error);
    case OTK_ENTITY_SERVICE:
      return check_parents (plan, record, OTK_SERVICE_PARENT, error);
    case OTK_ENTITY_FOLDER:
      return check_parents (plan, record, OTK_FOLDER_PARENT, error);
    case OTK_ENTITY_SCHEDULE:
      return finish_schedule (plan, record, error);
    case OTK_ENTITY_SLA:
      return check_percent (record, OTK_SLA_THRESHOLD, error)
             && check_percent (record, OTK_SLA_REACTION_REMIND_PERCENT, error)
             && check_percent (record, OTK_SLA_RESOLUTION_REMIND_PERCENT, error)
             && otk_norm_check_place (plan, record, error);
    case OTK_ENTITY_ARTICLE:
      otk_record_set_time (record, OTK_ARTICLE_CHANGED_AT, plan->now);
      return TRUE;
    case OTK_ENTITY_SETTING:
      return otk_setting_check (otk_record_text (record, OTK_SETTING_KEY),
                                otk_record_text (record, OTK_SETTING_VALUE), error);
    default:
      return TRUE;
    }
}

static gboolean
field_holds (const OtkRecord *record, guint field, const OtkId *id)
{
  return otk_entity (otk_record_type (record))->fields[field].type == OTK_TYPE_REFS
             ? otk_ids_has (otk_record_text (record, field), id)
             : otk_record_refers (record, field, id);
}

/* What a request was measured by is history: it does not keep a norm or a schedule alive. */
static gboolean
is_history (const OtkEntity *entity, guint field)
{
  return entity->type == OTK_ENTITY_REQUEST
         && (field == OTK_REQUEST_NORM || field == OTK_REQUEST_SCHEDULE);
}

static gboolean
is_used (OtkPlan *plan, const OtkRecord *record)
{
  const OtkId *id = otk_record_id (record);
  OtkValue value = otk_value_id (id);

  for (int type = 0; type < OTK_N_ENTITIES; type++)
    {
      const OtkEntity *entity = otk_entity ((OtkEntityType) type);

      for (guint field = 0; field < entity->n_fields; field++)
        {
          gboolean many = entity->fields[field].type == OTK_TYPE_REFS;
          g_autoptr (GPtrArray) users = NULL;

          if ((!many && entity->fields[field].type != OTK_TYPE_REF)
              || entity->fields[field].target != otk_record_type (record)
              || is_history (entity, field))
            continue;
          users = otk_state_list (otk_plan_state (plan), entity->type, many ? -1 : (int) field,
                                  many ? NULL : &value);
          for (guint i = 0; i < users->len; i++)
            if (field_holds (g_ptr_array_index (users, i), field, id))
              return TRUE;
        }
    }
  return FALSE;
}

static OtkId
find_id (OtkPlan *plan, const Directory *directory)
{
  const char *key = otk_values_get_text (plan->command->args, "key");

  if (directory->type == OTK_ENTITY_SETTING && key != NULL)
    return otk_setting_id (key);
  return plan->command->root;
}

gboolean
otk_decide_save (OtkPlan *plan, OtkRecord *nothing, GError **error)
{
  const Directory *directory = find_directory (plan, error);
  OtkRecord *record;
  OtkId id;

  if (directory == NULL)
    return FALSE;
  id = find_id (plan, directory);
  record = otk_plan_edit (plan, directory->type, &id);
  /* A folder's owner is checked as it was, so that none is taken from another. */
  if (record != NULL && !check_right (plan, directory, record, FALSE, error))
    return FALSE;
  if (record == NULL)
    {
      record = otk_plan_make (plan, directory->type, &id);
      fill_new (plan, record);
    }
  plan->subject = id;
  return otk_take_fields (plan, record, TRUE, error)
         && check_right (plan, directory, record, FALSE, error)
         && check_record (plan, record, error);
}

gboolean
otk_decide_remove (OtkPlan *plan, OtkRecord *nothing, GError **error)
{
  const Directory *directory = find_directory (plan, error);
  OtkRecord *record;
  OtkId id;

  if (directory == NULL)
    return FALSE;
  id = find_id (plan, directory);
  record = otk_plan_edit (plan, directory->type, &id);
  if (record == NULL)
    return TRUE;
  if (!check_right (plan, directory, record, TRUE, error))
    return FALSE;
  if (directory->type == OTK_ENTITY_EMPLOYEE && is_last_administrator (plan, record))
    return otk_refuse (error, OTK_ERROR_NOT_ALLOWED,
                       N_ ("This is the last administrator: appoint another first"), NULL);
  if (!is_used (plan, record))
    otk_plan_remove (plan, directory->type, &id);
  else if (directory->type == OTK_ENTITY_EMPLOYEE)
    {
      otk_record_set_int (record, OTK_EMPLOYEE_ACTIVE, 0);
      plan->note = N_ ("The employee has a history here and was deactivated instead");
    }
  else
    return otk_refuse (error, OTK_ERROR_NOT_ALLOWED,
                       N_ ("«%s» is still used: take it out there first"),
                       otk_record_name (record));
  return TRUE;
}
