/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_NORM_LIST (otk_norm_list_get_type ())
/**
 * OtkNormList:
 *
 * The norms of one SLA beside its own figures, «По умолчанию», and the button that adds one
 * (product.md §1.4). Follows the desk.
 */
G_DECLARE_FINAL_TYPE (OtkNormList, otk_norm_list, OTK, NORM_LIST, GtkBox)

GtkWidget *otk_norm_list_new (OtkDesk *desk);
/** otk_norm_list_set_sla: @sla: (nullable): NULL while the SLA is not stored yet: nothing to add.
 */
void otk_norm_list_set_sla (OtkNormList *self, const OtkId *sla);

G_END_DECLS
