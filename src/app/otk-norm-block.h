/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-sla-figures.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_NORM_BLOCK (otk_norm_block_get_type ())
/**
 * OtkNormBlock:
 *
 * One norm against the fact: limit, deadline, spent, left or over, with the bar, and a way to the
 * explanation of the deadline.
 */
G_DECLARE_FINAL_TYPE (OtkNormBlock, otk_norm_block, OTK, NORM_BLOCK, GtkWidget)

GtkWidget *otk_norm_block_new (OtkLimit limit);
void otk_norm_block_set_dossier (OtkNormBlock *self, OtkDossier *dossier);

G_END_DECLS
