/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-fact.h"

G_BEGIN_DECLS

/** OtkTouched: A record that a command touches: as it was, as it is. Either may be NULL. */
typedef struct
{
  OtkEntityType entity;
  OtkId id;
  OtkRecord *before, *after;
} OtkTouched;

/** OtkFinder: Gives the record as it is before the command; for one that the command itself
 * creates, @created, it may say NULL without looking. */
typedef OtkRecord *(*OtkFinder) (gpointer store, OtkEntityType type, const OtkId *id,
                                 gboolean created, GError **error);

/**
 * otk_touched_fold:
 * @facts: (element-type OtkFact): what one command made true
 *
 * Refuses facts about what is not there, of what is there already, and of a record that would move
 * to another root.
 *
 * Returns: (transfer full) (element-type OtkTouched) (nullable): each record once, in the order in
 * which they were first touched
 */
GPtrArray *otk_touched_fold (GPtrArray *facts, OtkFinder find, gpointer store, GError **error);

G_END_DECLS
