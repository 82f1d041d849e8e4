/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-membership.h"
#include "otk-sign-on.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define OTK_TYPE_CONNECT_WINDOW (otk_connect_window_get_type ())
/**
 * OtkConnectWindow:
 *
 * Asks for a server's address, a login and a password, and for the code of the second factor where
 * the server wants it; signs in and makes the replica. Also where a person has to sign in again:
 * the account stands fast then.
 *
 * Signal "connected" (OtkMembership, OtkGrant; both borrowed): the account is there; the window
 * closes.
 */
G_DECLARE_FINAL_TYPE (OtkConnectWindow, otk_connect_window, OTK, CONNECT_WINDOW, AdwWindow)

/** otk_connect_window_new: @base: the folder of the own database. @again: (nullable): the account
 * to sign in to again. */
GtkWindow *otk_connect_window_new (GtkWindow *parent, const char *base, const OtkMembership *again);

G_END_DECLS
