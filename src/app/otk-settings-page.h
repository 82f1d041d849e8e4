/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define OTK_TYPE_SETTINGS_PAGE (otk_settings_page_get_type ())
/**
 * OtkSettingsPage:
 *
 * «Настройки» (screens.md), for administrators: the directories and the parameters of the workspace
 * as a list of sections that can be searched, also by what stands inside them.
 */
G_DECLARE_FINAL_TYPE (OtkSettingsPage, otk_settings_page, OTK, SETTINGS_PAGE, AdwBin)

GtkWidget *otk_settings_page_new (OtkDesk *desk);
/** otk_settings_page_open: Shows the section of a kind of record, OTK_ENTITY_SETTING for the
 * parameters. */
void otk_settings_page_open (OtkSettingsPage *self, OtkEntityType type);

G_END_DECLS
