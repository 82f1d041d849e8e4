/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-dossier.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_CARD_TASKS (otk_card_tasks_get_type ())
/**
 * OtkCardTasks:
 *
 * The tasks of a request, the current ones or all, and a button for one more (product.md §1.7).
 */
G_DECLARE_FINAL_TYPE (OtkCardTasks, otk_card_tasks, OTK, CARD_TASKS, GtkWidget)

void otk_card_tasks_set_dossier (OtkCardTasks *self, OtkDossier *dossier);

G_END_DECLS
