/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-property.h"

#include "otk-act.h"
#include "otk-format.h"

#define LABEL_CHARS 19

GtkWidget *
otk_property_new_widget (const char *label, GtkWidget *child)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (label);

  gtk_widget_add_css_class (box, "property-line");
  gtk_widget_add_css_class (name, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_widget_set_valign (name, GTK_ALIGN_START);
  gtk_label_set_width_chars (GTK_LABEL (name), LABEL_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (name), LABEL_CHARS);
  gtk_widget_set_hexpand (child, TRUE);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), child);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_RELATION_LABELLED_BY, name,
                                  NULL, -1);
  return box;
}

static GtkWidget *
new_value (const char *value)
{
  GtkWidget *label = gtk_label_new (value && *value ? value : "—");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (value && *value)
    gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  /* A selectable label would be a stop of the Tab key each. */
  gtk_widget_set_focusable (label, FALSE);
  return label;
}

GtkWidget *
otk_property_new (const char *label, const char *value)
{
  return otk_property_new_widget (label, new_value (value));
}

GtkWidget *
otk_property_new_link (const char *label, const char *value, const char *uri)
{
  GtkWidget *child = new_value (value);
  g_autofree char *text = g_markup_escape_text (value, -1);
  g_autofree char *href = g_markup_escape_text (uri, -1);
  g_autofree char *markup = g_strdup_printf ("<a href=\"%s\">%s</a>", href, text);

  gtk_label_set_markup (GTK_LABEL (child), markup);
  gtk_widget_set_focusable (child, TRUE);
  return otk_property_new_widget (label, child);
}

GtkWidget *
otk_property_new_field (OtkDossier *dossier, guint field)
{
  g_autofree char *text = otk_format_value (dossier->desk, OTK_ENTITY_REQUEST, field,
                                            otk_record_get (dossier->request, field));

  return otk_property_new (_ (otk_entity (OTK_ENTITY_REQUEST)->fields[field].label), text);
}

void
otk_box_clear (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))))
    gtk_box_remove (box, child);
}

GtkWidget *
otk_chip_new (const char *text, const char *icon, const char *style)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = gtk_label_new (text), *dot;

  gtk_widget_set_halign (box, GTK_ALIGN_START);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  if (icon)
    dot = gtk_image_new_from_icon_name (icon);
  else
    {
      dot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
      gtk_widget_add_css_class (dot, "chip-dot");
      gtk_widget_set_valign (dot, GTK_ALIGN_CENTER);
    }
  gtk_widget_add_css_class (box, "chip");
  if (style)
    gtk_widget_add_css_class (dot, style);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), dot);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

GtkWidget *
otk_chip_new_status (gint64 status)
{
  return otk_chip_new (otk_status_text (status), otk_status_icon (status),
                       otk_status_class (status));
}

GtkWidget *
otk_chip_new_priority (gint64 priority)
{
  return priority
             ? otk_chip_new (otk_priority_label (priority), NULL, otk_priority_class (priority))
             : gtk_label_new ("—");
}

static void
link_clicked_cb (GtkWidget *button, gpointer data)
{
  otk_open_request (button, g_object_get_data (G_OBJECT (button), "otk-id"));
}

GtkWidget *
otk_link_button_new (const char *text, const OtkId *request)
{
  GtkWidget *button = gtk_button_new (), *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "link-line");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_object_set_data_full (G_OBJECT (button), "otk-id", g_memdup2 (request, sizeof *request),
                          g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (link_clicked_cb), NULL);
  return button;
}
