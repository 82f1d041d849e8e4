/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-store.h"

G_BEGIN_DECLS

/*
 * People of a simulated help desk: what one of them would do next, seeing what his own database
 * shows. Everything follows from the state and from chance, identifiers too.
 */

/** otk_sim_id: An identifier made at @at out of @chance alone. */
OtkId otk_sim_id (GRand *chance, OtkTime at);

/** otk_sim_organisation: The commands that found the help desk: an administrator, a supervisor,
 * operators in two groups who see only their own groups' requests, services, an SLA, customers.
 * Returns: (transfer full) (element-type OtkCommand) (nullable) */
GPtrArray *otk_sim_organisation (OtkState *state, OtkTime at, GError **error);

/**
 * otk_sim_person_act:
 * @store: what the person sees
 * @me: who it is
 * @at: now, by his own clock
 *
 * Returns: (transfer full) (nullable): NULL where he finds nothing to do
 */
OtkCommand *otk_sim_person_act (OtkStore *store, const OtkId *me, GRand *chance, OtkTime at);

/** otk_sim_rights_change: A command of the administrator that gives or takes rights: a group's
 * members change, a role, or who works here. */
OtkCommand *otk_sim_rights_change (OtkStore *store, const OtkId *administrator, GRand *chance,
                                   OtkTime at);

G_END_DECLS
