/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define OTK_TYPE_APPLICATION (otk_application_get_type ())
/**
 * OtkApplication:
 *
 * The program: opens the desk of its database, shows its window or says in plain words why it
 * cannot, and hands the desk's notices to the desktop. One instance for one database file: a second
 * one raises the first's window.
 *
 * Environment: OTK_DATA_DIR (folder of otklik.db), OTK_LOCALEDIR (translations of a tree that is
 * not installed), OTK_NON_UNIQUE (never look for another instance), OTK_COLOR_SCHEME (light, dark).
 */
G_DECLARE_FINAL_TYPE (OtkApplication, otk_application, OTK, APPLICATION, AdwApplication)

OtkApplication *otk_application_new (void);

G_END_DECLS
