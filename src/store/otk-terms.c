/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-terms.h"

void
otk_terms_clear (OtkTerms *self)
{
  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    g_clear_pointer (&self->fields[i], g_free);
  g_clear_pointer (&self->meanings, g_hash_table_unref);
}

void
otk_terms_learn (OtkTerms *self, int number, const char *entity_name, const char *field_name)
{
  const OtkEntity *entity = otk_entity_by_name (entity_name);
  int field;

  if (entity == NULL)
    return;
  if (self->meanings == NULL)
    self->meanings = g_hash_table_new (NULL, NULL);
  if (self->fields[entity->type] == NULL)
    self->fields[entity->type] = g_new0 (int, entity->n_fields);
  field = *field_name != '\0' ? otk_entity_field (entity, field_name) : -1;
  if (*field_name == '\0')
    self->entities[entity->type] = number;
  else if (field >= 0)
    self->fields[entity->type][field] = number;
  else
    return;
  g_hash_table_insert (self->meanings, GINT_TO_POINTER (number),
                       GINT_TO_POINTER (((int) entity->type + 1) << 16 | (field + 1)));
}

gboolean
otk_terms_are_complete (const OtkTerms *self)
{
  guint n = OTK_N_ENTITIES;

  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    n += otk_entity (i)->n_fields;
  return self->meanings != NULL && g_hash_table_size (self->meanings) == n;
}

int
otk_terms_number (const OtkTerms *self, OtkEntityType type, const char *name)
{
  int field = otk_entity_field (otk_entity (type), name);

  return field >= 0 ? self->fields[type][field] : 0;
}

static int
meaning (const OtkTerms *self, guint64 number)
{
  return number <= G_MAXINT ? GPOINTER_TO_INT (
             g_hash_table_lookup (self->meanings, GINT_TO_POINTER ((int) number)))
                            : 0;
}

gboolean
otk_terms_field (const OtkTerms *self, guint64 number, OtkEntityType *type, guint *field)
{
  int found = meaning (self, number);

  if ((found & 0xffff) == 0)
    return FALSE;
  *type = (OtkEntityType) ((found >> 16) - 1);
  *field = (guint) ((found & 0xffff) - 1);
  return TRUE;
}

gboolean
otk_terms_entity (const OtkTerms *self, guint64 number, OtkEntityType *type)
{
  int found = meaning (self, number);

  if (found == 0 || (found & 0xffff) != 0)
    return FALSE;
  *type = (OtkEntityType) ((found >> 16) - 1);
  return TRUE;
}
