/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-ctl.h"

G_BEGIN_DECLS

/** otk_ctl_run_show: `request show NUMBER`. */
gboolean otk_ctl_run_show (OtkCtl *ctl, GError **error);

G_END_DECLS
