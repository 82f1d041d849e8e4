/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-sla-figures.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_SLA_TIMER (otk_sla_timer_get_type ())
/**
 * OtkSlaTimer:
 *
 * The live countdown of one norm with its bar (visual.md, Time). The ticker of the dossier's desk
 * keeps it right while it is on the screen.
 */
G_DECLARE_FINAL_TYPE (OtkSlaTimer, otk_sla_timer, OTK, SLA_TIMER, GtkWidget)

GtkWidget *otk_sla_timer_new (OtkLimit kind);
/** otk_sla_timer_set_dossier: Property "kind" says which of the norms is shown. */
void otk_sla_timer_set_dossier (OtkSlaTimer *self, OtkDossier *dossier);
/** otk_sla_timer_text: Returns: (transfer none): the words shown. */
const char *otk_sla_timer_text (OtkSlaTimer *self);

G_END_DECLS
