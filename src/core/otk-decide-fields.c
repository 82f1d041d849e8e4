/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-decide-private.h"

#include "otk-access.h"
#include "otk-conflict.h"
#include "otk-text.h"

#include <string.h>

static gboolean
refuse_field (GError **error, const OtkField *field)
{
  return otk_refuse (error, OTK_ERROR_INVALID, N_ ("«%s» cannot have this value: choose another"),
                     _ (field->label));
}

static gboolean
check_exists (OtkPlan *plan, const OtkField *field, const OtkId *id, GError **error)
{
  g_autoptr (OtkRecord) target = otk_state_find (otk_plan_state (plan), field->target, id);

  if (target == NULL)
    return otk_refuse (error, OTK_ERROR_NOT_FOUND,
                       N_ ("What «%s» names does not exist any more: choose another"),
                       _ (field->label));
  return TRUE;
}

/* The entries of a dictionary field are those of the dictionary called like it. */
static gboolean
check_kind (OtkPlan *plan, const OtkField *field, const OtkId *id, GError **error)
{
  const OtkChoice *kind = otk_choice_by_name (otk_dictionary_choices, field->name);
  g_autoptr (OtkRecord) entry = NULL;

  if (field->target != OTK_ENTITY_DICTIONARY || kind == NULL)
    return TRUE;
  entry = otk_state_find (otk_plan_state (plan), OTK_ENTITY_DICTIONARY, id);
  return otk_record_int (entry, OTK_DICTIONARY_KIND) == kind->value || refuse_field (error, field);
}

static gboolean
take_text (const OtkField *field, const OtkValue *given, OtkValue *value, GError **error)
{
  g_autofree char *clean = NULL;

  if (given->type != OTK_VALUE_TEXT)
    return refuse_field (error, field);
  clean = otk_text_clean (given->text, field->max, field->type == OTK_TYPE_LONGTEXT, field->label,
                          error);
  if (clean == NULL)
    return FALSE;
  *value = *clean != '\0' ? otk_value_text (clean) : otk_value_null ();
  return TRUE;
}

static gboolean
take_number (const OtkField *field, const OtkValue *given, OtkValue *value, GError **error)
{
  if (given->type != OTK_VALUE_INT)
    return refuse_field (error, field);
  if (field->type == OTK_TYPE_BOOL && given->number != 0 && given->number != 1)
    return refuse_field (error, field);
  if (field->type == OTK_TYPE_SECONDS && given->number < 0)
    return refuse_field (error, field);
  if (field->type == OTK_TYPE_ENUM && otk_choice_by_value (field->choices, given->number) == NULL)
    return refuse_field (error, field);
  *value = *given;
  return TRUE;
}

static gboolean
take_ref (OtkPlan *plan, const OtkField *field, const OtkValue *given, OtkValue *value,
          GError **error)
{
  if (given->type != OTK_VALUE_ID)
    return refuse_field (error, field);
  if (!check_exists (plan, field, &given->id, error)
      || !check_kind (plan, field, &given->id, error))
    return FALSE;
  *value = *given;
  return TRUE;
}

/* Each once, in the order given. */
static gboolean
take_refs (OtkPlan *plan, const OtkField *field, const OtkValue *given, OtkValue *value,
           GError **error)
{
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GArray) unique = g_array_new (FALSE, FALSE, sizeof (OtkId));
  g_autofree char *text = NULL;

  if (given->type != OTK_VALUE_TEXT)
    return refuse_field (error, field);
  ids = otk_ids_parse (given->text);
  for (guint i = 0; i < ids->len; i++)
    {
      const OtkId *id = &g_array_index (ids, OtkId, i);
      gboolean known = FALSE;

      if (!check_exists (plan, field, id, error))
        return FALSE;
      for (guint j = 0; j < unique->len && !known; j++)
        known = otk_id_equal (&g_array_index (unique, OtkId, j), id);
      if (!known)
        g_array_append_vals (unique, id, 1);
    }
  text = otk_ids_print (unique);
  *value = unique->len > 0 ? otk_value_text (text) : otk_value_null ();
  return TRUE;
}

static gboolean
take_value (OtkPlan *plan, const OtkField *field, const OtkValue *given, OtkValue *value,
            GError **error)
{
  *value = otk_value_null ();
  if (otk_value_is_null (given))
    return TRUE;
  switch (field->type)
    {
    case OTK_TYPE_TEXT:
    case OTK_TYPE_LONGTEXT:
      return take_text (field, given, value, error);
    case OTK_TYPE_REF:
      return take_ref (plan, field, given, value, error);
    case OTK_TYPE_REFS:
      return take_refs (plan, field, given, value, error);
    default:
      return take_number (field, given, value, error);
    }
}

/* What the desk makes of a request, whoever wrote it. */
static gboolean
is_for_staff (guint field)
{
  static const guint fields[] = { OTK_REQUEST_RESPONSIBLE,   OTK_REQUEST_SOLUTION,
                                  OTK_REQUEST_ANSWER_STATUS, OTK_REQUEST_PRIORITY,
                                  OTK_REQUEST_CHANNEL,       OTK_REQUEST_TAGS };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i] == field)
      return TRUE;
  return FALSE;
}

/* A customer describes his request when he makes it; later only its severity is his (product.md
 * §1.16). */
static gboolean
may_give (const OtkPlan *plan, const OtkRecord *record, guint field)
{
  OtkEntityType type = otk_record_type (record);

  if (otk_access_is_staff (plan->actor))
    return TRUE;
  if (!otk_access_sees_field (type, field, plan->actor) || type != OTK_ENTITY_REQUEST)
    return FALSE;
  if (plan->command->kind == OTK_COMMAND_CREATE)
    return !is_for_staff (field);
  return field == OTK_REQUEST_SEVERITY;
}

/* A request that was made offline does not get lost over a customer or a service that was removed
 * meanwhile: it comes without, to be classified (sync.md §4.3). */
static gboolean
drops (OtkPlan *plan, GError **failure)
{
  if (plan->command->kind != OTK_COMMAND_CREATE || plan->command->base == NULL
      || !g_error_matches (*failure, OTK_ERROR, OTK_ERROR_NOT_FOUND))
    return FALSE;
  g_clear_error (failure);
  plan->dropped = TRUE;
  return TRUE;
}

static gboolean
take_field (OtkPlan *plan, OtkRecord *record, guint index, const OtkValue *given, GError **error)
{
  const OtkField *field = &otk_record_entity (record)->fields[index];
  const OtkValue *seen = otk_conflict_seen (plan, field);
  g_autoptr (GError) failure = NULL;
  g_auto (OtkValue) value = OTK_VALUE_INIT;

  if (!take_value (plan, field, given, &value, &failure))
    {
      if (drops (plan, &failure))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (seen != NULL && !otk_value_equal (seen, otk_record_get (record, index)))
    otk_conflict_field (plan, record, index, &value);
  else
    otk_record_take (record, index, otk_value_copy (&value));
  return TRUE;
}

gboolean
otk_take_fields (OtkPlan *plan, OtkRecord *record, gboolean strict, GError **error)
{
  const OtkEntity *entity = otk_record_entity (record);
  const OtkValues *args = plan->command->args;

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const OtkField *field = &entity->fields[i];
      const OtkValue *given = otk_values_get (args, field->name);
      const OtkValue *seen = otk_conflict_seen (plan, field);

      if (given == NULL || (field->flags & OTK_FIELD_EDIT) == 0)
        continue;
      if (!may_give (plan, record, i))
        return otk_refuse (error, OTK_ERROR_NOT_ALLOWED, N_ ("«%s» is not yours to change"),
                           _ (field->label));
      /* What stands there already may stay, even where it names something that is gone. */
      if (otk_value_equal (given, otk_record_get (record, i))
          || (seen != NULL && otk_value_equal (given, seen)))
        continue;
      if (!take_field (plan, record, i, given, error))
        return FALSE;
    }
  return !strict || otk_check_required (record, error);
}

gboolean
otk_check_required (const OtkRecord *record, GError **error)
{
  const OtkEntity *entity = otk_record_entity (record);

  for (guint i = 0; i < entity->n_fields; i++)
    if ((entity->fields[i].flags & OTK_FIELD_REQUIRED) && otk_record_is_null (record, i))
      return otk_refuse (error, OTK_ERROR_INVALID, N_ ("Fill in «%s»"),
                         _ (entity->fields[i].label));
  return TRUE;
}

gboolean
otk_arg_text (OtkPlan *plan, const char *name, gsize max, gboolean several_lines, char **text,
              GError **error)
{
  const char *given = otk_values_get_text (plan->command->args, name);
  g_autofree char *clean = NULL;

  *text = NULL;
  if (given == NULL)
    return TRUE;
  clean = otk_text_clean (given, max, several_lines, N_ ("Text"), error);
  if (clean == NULL)
    return FALSE;
  if (*clean != '\0')
    *text = g_steal_pointer (&clean);
  return TRUE;
}
