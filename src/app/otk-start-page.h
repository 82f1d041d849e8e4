/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OtkSampleFunc:
 *
 * The sample data as commands for an empty desk; its administrator becomes the person who sits
 * here.
 *
 * Returns: (transfer full) (element-type OtkCommand) (nullable): NULL and @error where there is
 * none
 */
typedef GPtrArray *(*OtkSampleFunc) (OtkDesk *desk, GError **error);

#define OTK_TYPE_START_PAGE (otk_start_page_get_type ())
/**
 * OtkStartPage:
 *
 * What the first start asks: who sits here, and whether to begin with sample data or empty
 * (screens.md, The window).
 *
 * Signal "ready": the person exists and the data is there; the window may show its folders.
 */
G_DECLARE_FINAL_TYPE (OtkStartPage, otk_start_page, OTK, START_PAGE, AdwBin)

/** otk_start_page_new: For a desk that is empty, see otk_desk_is_empty(). */
GtkWidget *otk_start_page_new (OtkDesk *desk);
/** otk_start_page_set_sample: Offers sample data; without it that choice is not shown. */
void otk_start_page_set_sample (OtkStartPage *self, OtkSampleFunc sample);

G_END_DECLS
