/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-state.h"
#include "otk-view.h"

G_BEGIN_DECLS

/* Who sees and may do what (product.md §1.16). A NULL @actor is the program itself. */

/** otk_access_is_staff: Whether @actor works here: everybody but customers and those denied. */
gboolean otk_access_is_staff (const OtkRecord *actor);
/** otk_access_is_operator: Whether @actor handles requests. */
gboolean otk_access_is_operator (const OtkRecord *actor);
gboolean otk_access_is_administrator (const OtkRecord *actor);

/** otk_access_sees_request: Whether @actor may see @request at all. */
gboolean otk_access_sees_request (OtkState *state, const OtkRecord *request,
                                  const OtkRecord *actor);
/** otk_access_sees_field: Whether @actor may see a field of records of this kind. */
gboolean otk_access_sees_field (OtkEntityType type, guint field, const OtkRecord *actor);
/** otk_access_sees_message: Hidden messages and records of the log are for the staff. */
gboolean otk_access_sees_message (const OtkRecord *message, const OtkRecord *actor);
/** otk_access_sees_kind: Whether @actor may see any records of this kind at all. */
gboolean otk_access_sees_kind (OtkEntityType type, const OtkRecord *actor);
/** otk_access_sees_record: Whether @actor may see @record, of whatever kind; what belongs to a
 * request is seen where that is. */
gboolean otk_access_sees_record (OtkState *state, const OtkRecord *record, const OtkRecord *actor);
/** otk_access_shows_field: As otk_access_sees_field(), and narrower for customers: of the directory
 * they see what a form asks them about. For answers that leave the house. */
gboolean otk_access_shows_field (OtkEntityType type, guint field, const OtkRecord *actor);
/** otk_access_owns: Whether @request is the customer @actor's own. */
gboolean otk_access_owns (const OtkRecord *request, const OtkRecord *actor);

/**
 * otk_access_colleagues:
 *
 * Whose requests an operator sees where everybody sees only his own and his groups' (K15): himself
 * and everybody who shares a group with him.
 *
 * Returns: (transfer full) (element-type OtkId) (nullable): NULL where @actor sees all
 */
GArray *otk_access_colleagues (OtkState *state, const OtkRecord *actor);

/**
 * otk_access_limit_view:
 * @view: changed in place
 *
 * Narrows a view of requests to what @actor may see (K15): a customer to his own, without
 * conditions on fields that are staff's, an operator to his colleagues' where the workspace says
 * so.
 */
void otk_access_limit_view (OtkState *state, OtkView *view, const OtkRecord *actor);

G_END_DECLS
