/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-schema.h"

G_BEGIN_DECLS

/**
 * OtkTerms:
 *
 * The names of entities and fields as the numbers that one database has given them, so that the
 * log is short and a field may move in the program's list. A number without a field is that of the
 * entity itself.
 */
typedef struct
{
  int entities[OTK_N_ENTITIES];
  int *fields[OTK_N_ENTITIES];
  GHashTable *meanings; /* number → (entity + 1) << 16 | field + 1 */
} OtkTerms;

void otk_terms_clear (OtkTerms *self);
/** otk_terms_learn: @field: "" for the entity itself. Names that this program does not know are
 * passed over. */
void otk_terms_learn (OtkTerms *self, int number, const char *entity, const char *field);
/** otk_terms_are_complete: Whether every name that this program knows has its number. */
gboolean otk_terms_are_complete (const OtkTerms *self);

/** otk_terms_number: The number of a field's name; 0 where there is none. */
int otk_terms_number (const OtkTerms *self, OtkEntityType type, const char *name);
gboolean otk_terms_field (const OtkTerms *self, guint64 number, OtkEntityType *type, guint *field);
gboolean otk_terms_entity (const OtkTerms *self, guint64 number, OtkEntityType *type);

G_END_DECLS
