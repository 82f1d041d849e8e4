/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define OTK_TYPE_WINDOW (otk_window_get_type ())
/**
 * OtkWindow:
 *
 * The window of one desk (screens.md, The window). Its parts speak to it by actions only:
 * "win.open-request" (s: id), "win.undo-batch" (s: id), "win.new-request" and the others of
 * otk-window.c.
 */
G_DECLARE_FINAL_TYPE (OtkWindow, otk_window, OTK, WINDOW, AdwApplicationWindow)

OtkWindow *otk_window_new (GtkApplication *application, OtkDesk *desk);
/** otk_window_desk: Returns: (transfer none) */
OtkDesk *otk_window_desk (OtkWindow *self);
/** otk_window_of: Returns: (transfer none) (nullable): the OtkWindow that @widget lies in, or that
 * its dialog belongs to. */
OtkWindow *otk_window_of (GtkWidget *widget);
/** otk_window_add_toast: @toast: (transfer full) */
void otk_window_add_toast (OtkWindow *self, AdwToast *toast);

G_END_DECLS
