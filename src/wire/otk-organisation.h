/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-command.h"
#include "otk-state.h"

G_BEGIN_DECLS

#define OTK_ORGANISATION_FORMAT "otklik-organisation/1"

/**
 * OtkOrganisation:
 * @commands: (element-type OtkCommand): SAVE commands of one batch, in an order in which each finds
 *   what it refers to
 * @paths: (element-type utf8): where in the file each of them comes from: "$.services[2]"
 *
 * What a file in the format of data/organisation.md wants changed.
 */
typedef struct
{
  GPtrArray *commands;
  GPtrArray *paths;
} OtkOrganisation;

void otk_organisation_free (OtkOrganisation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkOrganisation, otk_organisation_free)

/**
 * otk_organisation_read:
 * @state: what there is already
 * @text: (array length=length): the file
 * @actor: (nullable): who asks; NULL for the program itself
 * @at: now
 *
 * Compares the file with @state. A record is the one that has its "key", else its identity (see
 * otk_register_identity()); members that are left out stay as they are; what is equal already gives
 * no command; nothing is ever removed. Applying a file twice changes nothing the second time.
 *
 * Returns: (transfer full) (nullable): NULL and a refusal that names the path in the file
 */
OtkOrganisation *otk_organisation_read (OtkState *state, const char *text, gsize length,
                                        const OtkId *actor, OtkTime at, GError **error);

/**
 * otk_organisation_write:
 *
 * The organisation of @state in the same format: applied to an empty database it gives the same
 * organisation, applied to @state it changes nothing.
 *
 * Returns: (transfer full): JSON text
 */
char *otk_organisation_write (OtkState *state);

G_END_DECLS
