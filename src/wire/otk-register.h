/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-state.h"

G_BEGIN_DECLS

/**
 * OtkRegister:
 *
 * The directory records of a state – employees, services, customers … – by id, by name and by what
 * makes one the same as another. A kind is read when it is first asked for. For one thread.
 */
typedef struct _OtkRegister OtkRegister;

/** otk_register_new: @state must live longer. */
OtkRegister *otk_register_new (OtkState *state);
void otk_register_free (OtkRegister *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkRegister, otk_register_free)

/** otk_register_put: Adds or replaces a record that the state does not hold yet. */
void otk_register_put (OtkRegister *self, OtkRecord *record);
/** otk_register_by_id: Returns: (transfer none) (nullable) */
OtkRecord *otk_register_by_id (OtkRegister *self, OtkEntityType type, const OtkId *id);
/** otk_register_match: Returns: (transfer none) (nullable): the record of the same identity as
 * @like, see otk_register_identity(). */
OtkRecord *otk_register_match (OtkRegister *self, const OtkRecord *like);
/** otk_register_find: By login or name, where exactly one record has it. An OtkJsonFinder. */
gboolean otk_register_find (OtkEntityType type, const char *text, OtkId *id, gpointer self);
/** otk_register_name: What otk_register_find() would find the record by; NULL where only its id
 * will do. An OtkJsonNamer. */
char *otk_register_name (OtkEntityType type, const OtkId *id, gpointer self);
/** otk_register_list: Returns: (transfer container) (element-type OtkRecord): the kind's records by
 * sort, then name, then id. */
GPtrArray *otk_register_list (OtkRegister *self, OtkEntityType type);

/**
 * otk_register_identity:
 *
 * What makes two records of a kind the same: an employee's login, a setting's key, a dictionary
 * entry's kind and name, a customer's name and company, elsewhere the name.
 *
 * Returns: (transfer full)
 */
char *otk_register_identity (const OtkRecord *record);

G_END_DECLS
