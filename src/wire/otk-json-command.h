/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-command.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * otk_json_command_argument:
 * @kind: the command
 * @entity: (nullable): what a SAVE is about, by its "entity"
 * @name: an argument's name
 *
 * What the argument holds: a field of the record that the command makes or changes, or one of the
 * command's own. Returns: (nullable) (transfer none): NULL where the command has no such argument
 */
const OtkField *otk_json_command_argument (OtkCommandKind kind, const OtkEntity *entity,
                                           const char *name);

/**
 * otk_json_to_command:
 * @object: {"command": "pause", "id": …, "root": …, "args": {…}}, where "id", which says that it is
 *   the same when it is sent again, and "root" may be left out
 * @actor: who gives it
 * @at: when
 *
 * Reads and checks a command in the words of the table of commands: arguments as
 * otk_json_to_value() reads fields.
 *
 * Returns: (transfer full) (nullable): NULL and OTK_ERROR_INVALID or OTK_ERROR_LIMIT naming the
 * place
 */
OtkCommand *otk_json_to_command (JsonObject *object, const OtkId *actor, OtkTime at,
                                 GError **error);

G_END_DECLS
