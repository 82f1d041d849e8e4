/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define OTK_TYPE_SETTING_FORM (otk_setting_form_get_type ())
/**
 * OtkSettingForm:
 *
 * The parameters of the workspace (product.md §1.15): each is stored as soon as it is changed, with
 * an undo; texts and numbers on Enter or when they are left.
 */
G_DECLARE_FINAL_TYPE (OtkSettingForm, otk_setting_form, OTK, SETTING_FORM, AdwBin)

GtkWidget *otk_setting_form_new (OtkDesk *desk);

G_END_DECLS
