/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-plan.h"

G_BEGIN_DECLS

/** otk_message_is_effective: Whether @message moves the indicator: public, and not told to keep it
 * (product.md §2.8). */
gboolean otk_message_is_effective (const OtkRecord *message);

/**
 * otk_message_system:
 * @sentence: an untranslated N_() sentence with at most one "%s"
 * @detail: (nullable): what stands in its place
 *
 * A record of what the program itself did, in @request's discussion.
 */
void otk_message_system (OtkPlan *plan, OtkRecord *request, const char *sentence,
                         const char *detail);

/**
 * otk_message_text:
 *
 * What a message says to a reader: system records are translated, others stand as written.
 *
 * Returns: (transfer full)
 */
char *otk_message_text (const OtkRecord *message);

/** otk_message_comment: Adds a note of the actor for the staff; nothing where @text is NULL or
 * empty. */
void otk_message_comment (OtkPlan *plan, OtkRecord *request, const char *text);

/** otk_message_make: Returns: (transfer none): a new message of @request, numbered and dated. */
OtkRecord *otk_message_make (OtkPlan *plan, const OtkRecord *request, OtkMessageKind kind,
                             const char *body);

G_END_DECLS
