/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_CUSTOMER_BOX (otk_customer_box_get_type ())
/**
 * OtkCustomerBox:
 *
 * The block «От кого» of a request: the customer, found by name, phone or mail or made in place,
 * his company likewise, the kind of client and how to reach him (product.md §1.1).
 *
 * Signals: "changed" – anything was edited; "customer" – another customer or none.
 */
G_DECLARE_FINAL_TYPE (OtkCustomerBox, otk_customer_box, OTK, CUSTOMER_BOX, GtkBox)

GtkWidget *otk_customer_box_new (OtkDesk *desk);

/** otk_customer_box_customer: FALSE where none is chosen or a new one is being made. */
gboolean otk_customer_box_customer (OtkCustomerBox *self, OtkId *id);
/** otk_customer_box_company: FALSE where none is chosen or a new one is being made. */
gboolean otk_customer_box_company (OtkCustomerBox *self, OtkId *id);

/** otk_customer_box_validate: Marks what is missing. Returns: (nullable) (transfer none): the first
 * field that has to be corrected, NULL where all is well. */
GtkWidget *otk_customer_box_validate (OtkCustomerBox *self);

/**
 * otk_customer_box_fill:
 * @commands: (element-type OtkCommand): gets the commands that make a new company and customer
 * @request: gets customer, company, client_kind and contact
 */
void otk_customer_box_fill (OtkCustomerBox *self, GPtrArray *commands, OtkCommand *request);

void otk_customer_box_save (OtkCustomerBox *self, GKeyFile *draft);
void otk_customer_box_load (OtkCustomerBox *self, GKeyFile *draft);

G_END_DECLS
