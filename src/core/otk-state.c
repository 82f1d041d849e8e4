/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-state.h"

OtkRecord *
otk_state_find (OtkState *self, OtkEntityType type, const OtkId *id)
{
  if (id == NULL || otk_id_is_none (id))
    return NULL;
  return self->klass->find (self, type, id);
}

GPtrArray *
otk_state_list (OtkState *self, OtkEntityType type, int field, const OtkValue *value)
{
  return self->klass->list (self, type, field, value);
}

OtkWorkload
otk_state_workload (OtkState *self, const OtkId *employee)
{
  return self->klass->workload (self, employee);
}

OtkCompleted
otk_state_completed (OtkState *self, const OtkId *sla, OtkTime from, OtkTime to)
{
  return self->klass->completed (self, sla, from, to);
}

gint64
otk_state_next_number (OtkState *self)
{
  return self->klass->next_number (self);
}

GPtrArray *
otk_state_facts_of (OtkState *self, const OtkId *command_or_batch)
{
  return self->klass->facts_of (self, command_or_batch);
}

char *
otk_state_setting (OtkState *self, const char *key)
{
  /* A setting's id is the content address of its key, so that every device makes the same one. */
  OtkId id = otk_id_from_text (key);
  g_autoptr (OtkRecord) setting = otk_state_find (self, OTK_ENTITY_SETTING, &id);

  return setting != NULL ? g_strdup (otk_record_text (setting, OTK_SETTING_VALUE)) : NULL;
}
