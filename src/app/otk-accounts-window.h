/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-membership.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * otk_accounts_window_new:
 * @base: the folder of the own database
 * @current: (nullable): the account that is looked at; NULL for the own database
 *
 * The accounts of this computer to choose from. A row activates "app.open-account" with the id, or
 * with "" for the own database; the button "app.connect".
 */
GtkWindow *otk_accounts_window_new (GtkWindow *parent, const char *base,
                                    const OtkMembership *current);

G_END_DECLS
