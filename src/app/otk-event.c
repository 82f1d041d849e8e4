/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-event.h"

#include "otk-format.h"

static const OtkField *
changed_field (const OtkFact *fact)
{
  const OtkEntity *entity = otk_entity (fact->entity);

  return fact->kind == OTK_FACT_CHANGE && fact->field < entity->n_fields
             ? &entity->fields[fact->field]
             : NULL;
}

gboolean
otk_event_is_shown (const OtkFact *fact)
{
  const OtkField *field = changed_field (fact);

  switch (fact->entity)
    {
    case OTK_ENTITY_REQUEST:
      return fact->kind != OTK_FACT_CHANGE || (field && (field->flags & OTK_FIELD_HISTORY));
    case OTK_ENTITY_ATTACHMENT:
      return fact->kind != OTK_FACT_CHANGE;
    default:
      return FALSE;
    }
}

static char *
attachment_text (const OtkFact *fact)
{
  const char *name = fact->content ? otk_values_get_text (fact->content, "name") : NULL;

  if (fact->kind == OTK_FACT_DELETE)
    return g_strdup_printf (_ ("File removed: %s"), name ? name : "");
  return g_strdup_printf (_ ("File added: %s"), name ? name : "");
}

char *
otk_event_text (OtkDesk *desk, const OtkFact *fact)
{
  const OtkField *field = changed_field (fact);
  g_autofree char *before = NULL, *after = NULL;

  if (fact->entity == OTK_ENTITY_ATTACHMENT)
    return attachment_text (fact);
  if (fact->kind == OTK_FACT_CREATE)
    return g_strdup (_ ("The request was registered"));
  if (fact->kind == OTK_FACT_DELETE || !field)
    return g_strdup (_ ("The request was deleted for good"));
  /* Translators: of a long text: which one was changed, "Description: changed". */
  if (field->type == OTK_TYPE_LONGTEXT && fact->field != OTK_REQUEST_PENDING_REASON)
    return g_strdup_printf (_ ("%s: changed"), _ (field->label));

  before = otk_format_value (desk, fact->entity, fact->field, &fact->before);
  after = otk_format_value (desk, fact->entity, fact->field, &fact->after);
  if (!*before)
    return g_strdup_printf ("%s: %s", _ (field->label), *after ? after : "—");
  return g_strdup_printf ("%s: %s → %s", _ (field->label), before, *after ? after : "—");
}

const char *
otk_event_author (OtkDesk *desk, const OtkFact *fact)
{
  const char *name =
      otk_id_is_none (&fact->actor) ? "" : otk_desk_name (desk, OTK_ENTITY_EMPLOYEE, &fact->actor);

  return *name ? name : _ ("Otklik");
}
