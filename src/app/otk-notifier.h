/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * otk_notifier_start:
 * @application: has the actions app.open-request (s) and app.start-work (s)
 *
 * From now on the desktop shows a notification for each reminder, overdue norm, request that went
 * on by itself, and new work that came from someone else.
 */
void otk_notifier_start (GtkApplication *application, OtkDesk *desk);

/**
 * otk_notifier_make:
 *
 * Returns: (transfer full) (nullable): the notification for @notice, NULL where it is not worth one
 */
GNotification *otk_notifier_make (OtkDesk *desk, const OtkRecord *notice);

G_END_DECLS
