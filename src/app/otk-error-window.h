/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * otk_error_window_new:
 * @path: the database that could not be opened
 * @error: why
 *
 * Says in plain words what happened, what is safe and what to do. Its button activates "app.retry".
 */
GtkWindow *otk_error_window_new (GtkApplication *application, const char *path,
                                 const GError *error);

G_END_DECLS
