/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define OTK_TYPE_SETTINGS_SECTION (otk_settings_section_get_type ())
/**
 * OtkSettingsSection:
 *
 * One directory of the settings: the list of its records with a search, and the form of the one
 * that is open. What was typed and not saved is kept as a draft.
 */
G_DECLARE_FINAL_TYPE (OtkSettingsSection, otk_settings_section, OTK, SETTINGS_SECTION, AdwBin)

/**
 * otk_settings_section_new:
 * @title: translated, "Employees"
 * @purpose: translated: what the directory is for, shown while it is empty
 * @add: translated: the button, "Add an employee"
 */
GtkWidget *otk_settings_section_new (OtkDesk *desk, OtkEntityType type, const char *title,
                                     const char *purpose, const char *add);

/** otk_settings_section_back: Leaves the open form. Returns: FALSE where the list is shown already.
 */
gboolean otk_settings_section_back (OtkSettingsSection *self);

/** otk_settings_section_form_shown: Whether a record is open, which has a way back of its own. The
 * signal "form-shown" tells when that changes. */
gboolean otk_settings_section_form_shown (OtkSettingsSection *self);

G_END_DECLS
