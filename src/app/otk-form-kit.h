/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-schema.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The controls that forms are made of, beside the choosers. */

/**
 * otk_choice_drop_down_new:
 * @choices: of an enumeration
 * @empty: (nullable): translated label of a first line that stands for no value; NULL for none
 */
GtkWidget *otk_choice_drop_down_new (const OtkChoice *choices, const char *empty);
/** otk_choice_drop_down_get: Returns: the value; 0 where the empty line is selected. */
int otk_choice_drop_down_get (GtkWidget *drop_down);
/** otk_choice_drop_down_set: A value that is none of the choices selects the first line. */
void otk_choice_drop_down_set (GtkWidget *drop_down, gint64 value);

/** otk_text_box_new: A text view of several lines in a scrolling frame. @view: (out). */
GtkWidget *otk_text_box_new (GtkWidget **view);
/** otk_text_box_get: Returns: (transfer full): the whole text of the view. */
char *otk_text_box_get (GtkWidget *view);
void otk_text_box_set (GtkWidget *view, const char *text);

/**
 * otk_widget_add_keys: Keys that activate an action wherever inside the widget the focus stands.
 *
 * Unlike a key binding of a class this one comes before the text views inside: Ctrl+Enter would
 * begin a new line there.
 * @trigger: as gtk_shortcut_trigger_parse_string() reads it
 * @action: a detailed name such as "form.save"
 */
void otk_widget_add_keys (GtkWidget *widget, const char *trigger, const char *action);

/** otk_heading_new: A group's heading. */
GtkWidget *otk_heading_new (const char *text);

/** otk_entry_text: Returns: (transfer full): what an entry holds, without blanks at its ends. */
char *otk_entry_text (GtkWidget *entry);

/** otk_dialog_name_buttons: GTK 4.8 calls a button with a mnemonic "_Cancel Cancel": gives the
 * buttons of a finished @dialog their plain names. */
void otk_dialog_name_buttons (GtkWidget *dialog);

G_END_DECLS
