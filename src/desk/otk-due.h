/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-store.h"

G_BEGIN_DECLS

/**
 * otk_desk_fire_due:
 * @store: for writing, outside a transaction
 * @changes: (element-type OtkChange): what the timers changed is added
 *
 * Fires every timer due at or before @now, earliest first, each dated at its due moment. For an
 * authority: a desk alone, a server. Another process that fires the same one is no harm, since the
 * command's id follows from the timer.
 *
 * Returns: how many changed something; -1 on error
 */
int otk_desk_fire_due (OtkStore *store, OtkTime now, GArray *changes, GError **error);

G_END_DECLS
