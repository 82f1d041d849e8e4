/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define OTK_TYPE_SIDEBAR (otk_sidebar_get_type ())
/**
 * OtkSidebar:
 *
 * The sections of the window: the folders of requests, own and shared, with how many requests lie
 * in each and how many of the open ones are overdue; what was deleted; the settings.
 *
 * A section is named by a key: "all", a folder's id, "deleted", "settings".
 * Signal "chosen" (string: the key): by hand or by otk_sidebar_choose().
 */
G_DECLARE_FINAL_TYPE (OtkSidebar, otk_sidebar, OTK, SIDEBAR, AdwBin)

GtkWidget *otk_sidebar_new (OtkDesk *desk);
/** otk_sidebar_choose: Chooses the section @key; FALSE where there is none. */
gboolean otk_sidebar_choose (OtkSidebar *self, const char *key);
/** otk_sidebar_choose_nth: Chooses the @nth section from the top, 0 the first. */
void otk_sidebar_choose_nth (OtkSidebar *self, guint nth);
/** otk_sidebar_chosen: Returns: (transfer none) (nullable): the key. */
const char *otk_sidebar_chosen (OtkSidebar *self);
/** otk_sidebar_title: Returns: (transfer none): what the chosen section is called. */
const char *otk_sidebar_title (OtkSidebar *self);
/** otk_sidebar_view: Returns: (transfer none) (nullable): the requests of the chosen section. */
const OtkView *otk_sidebar_view (OtkSidebar *self);

G_END_DECLS
