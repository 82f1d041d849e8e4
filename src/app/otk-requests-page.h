/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-request-table.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define OTK_TYPE_REQUESTS_PAGE (otk_requests_page_get_type ())
/**
 * OtkRequestsPage:
 *
 * A folder of requests: its name, how many there are and how many are selected, and the table.
 */
G_DECLARE_FINAL_TYPE (OtkRequestsPage, otk_requests_page, OTK, REQUESTS_PAGE, AdwBin)

GtkWidget *otk_requests_page_new (OtkDesk *desk);
void otk_requests_page_set_folder (OtkRequestsPage *self, const char *title, const OtkView *view);
/** otk_requests_page_set_search: @search: (nullable) */
void otk_requests_page_set_search (OtkRequestsPage *self, const char *search);
OtkRequestTable *otk_requests_page_table (OtkRequestsPage *self);

G_END_DECLS
