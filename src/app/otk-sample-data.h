/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

G_BEGIN_DECLS

/**
 * otk_sample_data:
 * @desk: an empty one
 *
 * The sample organisation and its requests, as commands to be given in this order; they are dated
 * back from now. What the start page offers, see OtkSampleFunc.
 *
 * Returns: (transfer full) (element-type OtkCommand) (nullable)
 */
GPtrArray *otk_sample_data (OtkDesk *desk, GError **error);

G_END_DECLS
