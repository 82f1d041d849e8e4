/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-dossier.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * otk_property_new:
 * @label: translated
 * @value: plain text; "" or NULL shows a dash
 *
 * A line of a card: what it is, and the content, which can be copied.
 */
GtkWidget *otk_property_new (const char *label, const char *value);
/** otk_property_new_link: The same, the content being a link to @uri. */
GtkWidget *otk_property_new_link (const char *label, const char *value, const char *uri);
/** otk_property_new_widget: The same around @child, which is named by @label to screen readers. */
GtkWidget *otk_property_new_widget (const char *label, GtkWidget *child);
/** otk_property_new_field: A field of a request with its own label. */
GtkWidget *otk_property_new_field (OtkDossier *dossier, guint field);

/** otk_box_clear: Removes every child. */
void otk_box_clear (GtkBox *box);
/** otk_chip_new: A dot or glyph with a word: a status, a priority. */
GtkWidget *otk_chip_new (const char *text, const char *icon, const char *style);
GtkWidget *otk_chip_new_status (gint64 status);
GtkWidget *otk_chip_new_priority (gint64 priority);
/** otk_link_button_new: A flat button that opens the card of @request. */
GtkWidget *otk_link_button_new (const char *text, const OtkId *request);

G_END_DECLS
