/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** otk_attachment_button_new: A file of a request: its name and size; a click opens it with the
 * desktop's program for it. */
GtkWidget *otk_attachment_button_new (OtkDesk *desk, const OtkRecord *attachment);

G_END_DECLS
