/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-plan.h"

G_BEGIN_DECLS

/* Master requests (product.md §2.9). */

/** otk_master_children: Returns: (transfer full) (element-type OtkRecord): the requests joined to
 * @parent, deleted ones too. */
GPtrArray *otk_master_children (OtkState *state, const OtkId *parent);

/** otk_master_finish_children: @parent became @status, Выполнено or Закрыто: so do the children
 * that are not finished yet, with its solution and article (R-M5). */
void otk_master_finish_children (OtkPlan *plan, const OtkRecord *parent, OtkStatus status);

/** otk_master_dissolve: @parent has no children any more (R-M7). Returns: whether it had any. */
gboolean otk_master_dissolve (OtkPlan *plan, OtkRecord *parent);
/** otk_master_leave: @child is joined to nobody any more. */
void otk_master_leave (OtkPlan *plan, OtkRecord *child);

G_END_DECLS
