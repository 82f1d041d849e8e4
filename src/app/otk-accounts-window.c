/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-accounts-window.h"

#include <glib/gi18n-lib.h>

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, GtkWindow *window)
{
  g_autofree char *id = g_strdup (g_object_get_data (G_OBJECT (row), "otk-account"));

  gtk_widget_activate_action (GTK_WIDGET (window), "app.open-account", "s", id);
}

static void
connect_clicked_cb (GtkWindow *window)
{
  g_autoptr (GtkWindow) parent = g_object_ref (gtk_window_get_transient_for (window));

  gtk_window_destroy (window);
  gtk_widget_activate_action (GTK_WIDGET (parent), "app.connect", NULL);
}

static void
add_row (GtkListBox *list, const char *id, const char *title, const char *subtitle,
         const char *icon, gboolean current)
{
  GtkWidget *row = adw_action_row_new (), *check;
  g_autofree char *markup = g_markup_escape_text (title, -1);
  g_autofree char *more = g_markup_escape_text (subtitle, -1);
  g_autofree char *label = g_strjoin (". ", title, subtitle, current ? _ ("Open now") : NULL, NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), more);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  if (current)
    {
      check = gtk_image_new_from_icon_name ("object-select-symbolic");
      gtk_widget_set_tooltip_text (check, _ ("Open now"));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), check);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (row), "otk-account", g_strdup (id), g_free);
  gtk_list_box_append (list, row);
}

static GtkWidget *
list_new (GtkWindow *window, const char *base, const OtkMembership *current)
{
  GtkWidget *list = gtk_list_box_new ();
  g_autoptr (GPtrArray) all = otk_memberships (base);

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Accounts"), -1);
  add_row (GTK_LIST_BOX (list), "", _ ("This computer"), _ ("Data of its own, without a server"),
           "computer-symbolic", current == NULL);
  for (guint i = 0; i < all->len; i++)
    {
      const OtkMembership *one = all->pdata[i];
      char id[OTK_ID_STRING_LENGTH + 1];

      add_row (GTK_LIST_BOX (list), otk_id_print (&one->id, id), one->login, one->address,
               "network-server-symbolic", current != NULL && otk_id_equal (&current->id, &one->id));
    }
  g_signal_connect_object (list, "row-activated", G_CALLBACK (row_activated_cb), window, 0);
  return list;
}

GtkWindow *
otk_accounts_window_new (GtkWindow *parent, const char *base, const OtkMembership *current)
{
  GtkWindow *window = g_object_new (ADW_TYPE_WINDOW, "transient-for", parent, "modal", TRUE,
                                    "title", _ ("Accounts"), "default-width", 400, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Connect to a server…"));

  g_signal_connect_object (button, "clicked", G_CALLBACK (connect_clicked_cb), window,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_margin_top (content, 18);
  gtk_widget_set_margin_bottom (content, 18);
  gtk_widget_set_margin_start (content, 18);
  gtk_widget_set_margin_end (content, 18);
  gtk_box_append (GTK_BOX (content), list_new (window, base, current));
  gtk_box_append (GTK_BOX (content), button);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), content);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_widget_set_size_request (GTK_WIDGET (window), 340, -1);
  return window;
}
