/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_REQUEST_SIDE (otk_request_side_get_type ())
/**
 * OtkRequestSide:
 *
 * What stands beside the form of a new request before it is saved: who would get it and how busy he
 * is, the SLA that would apply, and the customer's open requests, so that none is made twice.
 */
G_DECLARE_FINAL_TYPE (OtkRequestSide, otk_request_side, OTK, REQUEST_SIDE, GtkBox)

GtkWidget *otk_request_side_new (OtkDesk *desk);

/**
 * otk_request_side_update:
 * @request: the request as it would be: type, priority, service, product, customer, company and
 *   responsible are looked at
 */
void otk_request_side_update (OtkRequestSide *self, const OtkRecord *request);

/** otk_request_side_responsible: Returns: (transfer full) (nullable): who would get it by the
 * rules, with his load, as a sentence. */
char *otk_request_side_responsible (OtkRequestSide *self, const OtkRecord *request);

G_END_DECLS
