/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-form-kit.h"

#include "otk-form-field.h"

#include <glib/gi18n-lib.h>

GtkWidget *
otk_choice_drop_down_new (const OtkChoice *choices, const char *empty)
{
  GtkStringList *labels = gtk_string_list_new (NULL);
  GtkWidget *drop_down;

  if (empty != NULL)
    gtk_string_list_append (labels, empty);
  for (guint i = 0; choices[i].name != NULL; i++)
    gtk_string_list_append (labels, _ (choices[i].label));
  drop_down = gtk_drop_down_new (G_LIST_MODEL (labels), NULL);
  g_object_set_data (G_OBJECT (drop_down), "otk-choices", (gpointer) choices);
  g_object_set_data (G_OBJECT (drop_down), "otk-offset", GUINT_TO_POINTER (empty != NULL));
  return drop_down;
}

int
otk_choice_drop_down_get (GtkWidget *drop_down)
{
  const OtkChoice *choices = g_object_get_data (G_OBJECT (drop_down), "otk-choices");
  guint offset = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (drop_down), "otk-offset"));
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (drop_down));

  return selected == GTK_INVALID_LIST_POSITION || selected < offset
             ? 0
             : choices[selected - offset].value;
}

void
otk_choice_drop_down_set (GtkWidget *drop_down, gint64 value)
{
  const OtkChoice *choices = g_object_get_data (G_OBJECT (drop_down), "otk-choices");
  guint offset = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (drop_down), "otk-offset"));
  guint selected = 0;

  for (guint i = 0; choices[i].name != NULL; i++)
    if (choices[i].value == value)
      selected = i + offset;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), selected);
}

GtkWidget *
otk_text_box_new (GtkWidget **view)
{
  GtkWidget *text = gtk_text_view_new (), *scroll = gtk_scrolled_window_new ();
  GtkWidget *frame = gtk_frame_new (NULL);

  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (text), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (text), FALSE);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (text), 9);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (text), 9);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (text), 9);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (text), 9);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), text);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroll), 120);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroll), 320);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_frame_set_child (GTK_FRAME (frame), scroll);
  gtk_widget_add_css_class (frame, "otk-text");
  *view = text;
  return frame;
}

char *
otk_text_box_get (GtkWidget *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

void
otk_text_box_set (GtkWidget *view, const char *text)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)),
                            text != NULL ? text : "", -1);
}

void
otk_widget_add_keys (GtkWidget *widget, const char *trigger, const char *action)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger),
                                                        gtk_named_action_new (action)));
  gtk_widget_add_controller (widget, keys);
}

GtkWidget *
otk_heading_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_margin_top (label, 6);
  return label;
}

char *
otk_entry_text (GtkWidget *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
}

void
otk_dialog_name_buttons (GtkWidget *dialog)
{
  for (GtkWidget *child = gtk_widget_get_first_child (dialog); child;
       child = gtk_widget_get_next_sibling (child))
    {
      const char *label = GTK_IS_BUTTON (child) ? gtk_button_get_label (GTK_BUTTON (child)) : NULL;

      if (label && gtk_button_get_use_underline (GTK_BUTTON (child)))
        {
          g_auto (GStrv) parts = g_strsplit (label, "_", 2);
          g_autofree char *name = g_strjoinv ("", parts);

          otk_widget_set_name (child, name);
        }
      otk_dialog_name_buttons (child);
    }
}
