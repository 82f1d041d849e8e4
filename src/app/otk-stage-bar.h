/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-dossier.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_STAGE_BAR (otk_stage_bar_get_type ())
/**
 * OtkStageBar:
 *
 * All statuses in their order: passed, current, future (visual.md, Stage bar). Where it is too
 * narrow for that it says which stage of how many, and the rest in a popover.
 */
G_DECLARE_FINAL_TYPE (OtkStageBar, otk_stage_bar, OTK, STAGE_BAR, GtkWidget)

/** otk_stage_bar_set_dossier: Shows the stages of @dossier as of @now. */
void otk_stage_bar_set_dossier (OtkStageBar *self, OtkDossier *dossier, OtkTime now);

G_END_DECLS
