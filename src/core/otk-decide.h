/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-command.h"
#include "otk-state.h"

G_BEGIN_DECLS

/**
 * OtkDecision:
 * @at: when it happened: the command's instant, or the latest before it where the clock that gave
 *   it had jumped back
 * @facts: (element-type OtkFact): what becomes true, in order; may be empty for a no-op
 * @subject: the record the command made or was about
 * @note: (nullable): an untranslated N_() sentence worth telling its author ("merged", "nobody to
 *   assign to"); static
 * @merged: (nullable): where the command met what others had done since its author saw the state:
 *   what came of it, as a stable word: "merged", "overwritten", "copy", "reopened" …; static
 * @refusal: (nullable): the command is refused, and yet @facts keep what its author typed
 */
typedef struct
{
  OtkTime at;
  GPtrArray *facts;
  OtkId subject;
  const char *note;
  const char *merged;
  GError *refusal;
} OtkDecision;

void otk_decision_free (OtkDecision *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkDecision, otk_decision_free)

/**
 * otk_decide:
 * @state: what it may read
 * @command: the intent; its @at is "now"
 * @error: the refusal
 *
 * The whole of the rules (product.md §2): pure, the same arguments give the same facts. Derived
 * records get ids derived from the command's.
 *
 * Returns: (transfer full) (nullable): the decision, or NULL and a refusal in OTK_ERROR
 */
OtkDecision *otk_decide (OtkState *state, const OtkCommand *command, GError **error);

/**
 * otk_command_allowed:
 * @state: what it may read
 * @kind: the command
 * @request: (nullable): the request it would be given on, as it is now
 * @actor: (nullable): the employee; NULL for the program itself
 * @error: (out) (optional): why not
 *
 * Whether @actor may give @kind on @request now, as far as can be told before its arguments are
 * known. What enables buttons; otk_decide() checks the same again.
 */
gboolean otk_command_allowed (OtkState *state, OtkCommandKind kind, const OtkRecord *request,
                              const OtkRecord *actor, GError **error);

/**
 * otk_status_allowed:
 *
 * Whether a manual change of @request's status to @status is allowed to @actor now (T14–T16,
 * product.md §1.2): what a menu or a kanban board offers.
 */
gboolean otk_status_allowed (OtkState *state, const OtkRecord *request, OtkStatus status,
                             const OtkRecord *actor, GError **error);

G_END_DECLS
