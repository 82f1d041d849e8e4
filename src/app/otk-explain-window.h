/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-sla-figures.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** otk_explain_window_present: Shows why a deadline is what it is: the norm chosen and why, the
 * schedule, the hours used on each day, the pauses. @from: a widget of the parent window. */
void otk_explain_window_present (GtkWidget *from, OtkDossier *dossier, OtkLimit limit);

/** otk_explain_text: Returns: (transfer full): the same as plain text. */
char *otk_explain_text (OtkDossier *dossier, OtkLimit limit);

G_END_DECLS
