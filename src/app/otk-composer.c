/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-composer.h"

#include "otk-act.h"
#include "otk-form-kit.h"
#include "otk-setting.h"

#include <adwaita.h>
#include <gtksourceview/gtksource.h>

/* The desk writes a draft within a second; then the words under the editor are true. */
#define SAVED_AFTER_MS 1000

/* Heights of the editor, px. */
#define LEAST_HEIGHT 48
#define USUAL_HEIGHT 84
#define MOST_HEIGHT 220

struct _OtkComposer
{
  GtkWidget parent_instance;

  OtkDesk *desk;
  OtkRecord *request;
  GtkSourceBuffer *buffer; /* NULL until the editor is needed */
  GtkWidget *editor;
  guint saved_source;
  gboolean loading;
  gboolean sending;

  GtkBox *box;
  GtkStack *stack;
  GtkButton *start;
  GtkScrolledWindow *scroller;
  GtkToggleButton *hidden;
  GtkLabel *hidden_hint;
  GtkToggleButton *heard; /* the requester's own words, written down for him */
  GtkLabel *heard_hint;
  GtkLabel *draft_label;
  GtkWidget *sender;
};

G_DEFINE_FINAL_TYPE (OtkComposer, otk_composer, GTK_TYPE_WIDGET)

static char *
draft_key (OtkComposer *self, const char *part)
{
  char id[OTK_ID_STRING_LENGTH + 1];

  return g_strdup_printf ("message%s:%s", part, otk_id_print (otk_record_id (self->request), id));
}

static gboolean
draft_saved_cb (gpointer data)
{
  OtkComposer *self = data;

  self->saved_source = 0;
  gtk_label_set_text (self->draft_label, _ ("Draft saved"));
  return G_SOURCE_REMOVE;
}

static void
save_draft (OtkComposer *self)
{
  g_autofree char *text = otk_composer_text (self), *key = NULL;
  g_autofree char *hidden_key = NULL, *heard_key = NULL;
  gboolean hidden = gtk_toggle_button_get_active (self->hidden);
  gboolean heard = gtk_toggle_button_get_active (self->heard);

  if (self->loading || !self->request)
    return;
  key = draft_key (self, "");
  hidden_key = draft_key (self, "-hidden");
  heard_key = draft_key (self, "-heard");
  otk_desk_save_draft (self->desk, hidden_key, *text && hidden ? "1" : NULL);
  otk_desk_save_draft (self->desk, heard_key, *text && heard ? "1" : NULL);
  otk_desk_save_draft (self->desk, key, *text ? text : NULL);

  gtk_label_set_text (self->draft_label, "");
  g_clear_handle_id (&self->saved_source, g_source_remove);
  if (*text)
    self->saved_source = g_timeout_add (SAVED_AFTER_MS, draft_saved_cb, self);
}

static void
update_actions (OtkComposer *self)
{
  g_autofree char *text = otk_composer_text (self);
  gboolean ready = !self->sending && self->request && *g_strchug (text)
                   && otk_desk_allowed (self->desk, OTK_COMMAND_MESSAGE, self->request, NULL);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.send", ready);
  gtk_widget_action_set_enabled (
      GTK_WIDGET (self), "composer.send-complete",
      ready && otk_desk_allowed (self->desk, OTK_COMMAND_COMPLETE, self->request, NULL));
}

static void
buffer_changed_cb (OtkComposer *self)
{
  save_draft (self);
  update_actions (self);
}

static void
dark_changed_cb (OtkComposer *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();

  if (self->buffer)
    gtk_source_buffer_set_style_scheme (
        self->buffer,
        gtk_source_style_scheme_manager_get_scheme (manager, dark ? "Adwaita-dark" : "Adwaita"));
}

static void
make_editor (OtkComposer *self)
{
  GtkSourceLanguage *markdown;

  if (self->buffer)
    return;
  markdown = gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (),
                                                       "markdown");
  self->buffer = gtk_source_buffer_new (NULL);
  gtk_source_buffer_set_language (self->buffer, markdown);
  gtk_source_buffer_set_highlight_matching_brackets (self->buffer, FALSE);
  self->editor = gtk_source_view_new_with_buffer (self->buffer);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->editor), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->editor), FALSE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->editor), 10);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->editor), 10);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self->editor), 8);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self->editor), 8);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->editor), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Message"), -1);
  gtk_scrolled_window_set_child (self->scroller, self->editor);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (buffer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  dark_changed_cb (self);
}

static void
open_editor (OtkComposer *self)
{
  make_editor (self);
  gtk_stack_set_visible_child_name (self->stack, "editor");
}

static void
hidden_toggled_cb (OtkComposer *self)
{
  gboolean hidden = gtk_toggle_button_get_active (self->hidden);

  gtk_widget_set_visible (GTK_WIDGET (self->hidden_hint), hidden);
  if (hidden)
    gtk_widget_add_css_class (GTK_WIDGET (self->scroller), "hidden-message");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->scroller), "hidden-message");
  if (hidden)
    gtk_toggle_button_set_active (self->heard, FALSE);
  save_draft (self);
}

/* What the requester said is no secret to him. */
static void
heard_toggled_cb (OtkComposer *self)
{
  gboolean heard = gtk_toggle_button_get_active (self->heard);

  gtk_widget_set_visible (GTK_WIDGET (self->heard_hint), heard);
  if (heard)
    gtk_toggle_button_set_active (self->hidden, FALSE);
  save_draft (self);
}

static void
reset_manner (OtkComposer *self)
{
  gtk_toggle_button_set_active (self->heard, FALSE);
  gtk_toggle_button_set_active (
      self->hidden, otk_setting_int (otk_desk_state (self->desk), OTK_KEY_MESSAGE_HIDDEN) != 0);
}

static void
load_draft (OtkComposer *self)
{
  g_autofree char *key = draft_key (self, ""), *hidden_key = draft_key (self, "-hidden");
  g_autofree char *heard_key = draft_key (self, "-heard");
  g_autofree char *draft = otk_desk_draft (self->desk, key);
  g_autofree char *hidden = otk_desk_draft (self->desk, hidden_key);
  g_autofree char *heard = otk_desk_draft (self->desk, heard_key);

  self->loading = TRUE;
  reset_manner (self);
  if (draft && *draft)
    {
      gtk_toggle_button_set_active (self->hidden, hidden && *hidden);
      gtk_toggle_button_set_active (self->heard, heard && *heard);
      open_editor (self);
      otk_composer_set_text (self, draft);
      gtk_label_set_text (self->draft_label, _ ("Draft saved"));
    }
  self->loading = FALSE;
}

static void
start_clicked_cb (OtkComposer *self)
{
  otk_composer_start (self);
}

static void
empty_editor (OtkComposer *self)
{
  otk_composer_set_text (self, "");
  reset_manner (self);
  gtk_stack_set_visible_child_name (self->stack, "start");
}

/* What was sent leaves the editor only once it is durable. */
static void
message_sent_cb (const OtkOutcome *outcome, const GError *error, gpointer data)
{
  g_autoptr (OtkComposer) self = data;

  self->sending = FALSE;
  if (self->request)
    gtk_text_view_set_editable (GTK_TEXT_VIEW (self->editor), TRUE);
  if (outcome && self->request)
    empty_editor (self);
  if (self->request)
    update_actions (self);
}

static void
message_sent_complete_cb (const OtkOutcome *outcome, const GError *error, gpointer data)
{
  OtkComposer *self = data;
  OtkCommand *complete;

  if (outcome && self->request)
    {
      complete = otk_desk_command (self->desk, OTK_COMMAND_COMPLETE, otk_record_id (self->request));
      complete->batch = outcome->command; /* one undo for both */
      otk_act (GTK_WIDGET (self), complete);
    }
  message_sent_cb (outcome, error, self);
}

static void
send (OtkComposer *self, OtkActDone done)
{
  g_autofree char *text = otk_composer_text (self);
  OtkCommand *command;

  command = otk_desk_command (self->desk, OTK_COMMAND_MESSAGE, otk_record_id (self->request));
  otk_command_with_text (command, "body", g_strstrip (text));
  /* Always said: what the window shows counts, whatever the setting presets meanwhile. */
  otk_command_with_int (command, "hidden", gtk_toggle_button_get_active (self->hidden));
  otk_command_with_int (command, "support", !gtk_toggle_button_get_active (self->heard));
  self->sending = TRUE;
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->editor), FALSE);
  update_actions (self);
  otk_act_full (GTK_WIDGET (self), command, done, g_object_ref (self));
}

static void
send_activated_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  send (OTK_COMPOSER (widget), message_sent_cb);
}

static void
send_complete_activated_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  send (OTK_COMPOSER (widget), message_sent_complete_cb);
}

static void
hidden_activated_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkComposer *self = OTK_COMPOSER (widget);

  gtk_toggle_button_set_active (self->hidden, !gtk_toggle_button_get_active (self->hidden));
}

static void
otk_composer_dispose (GObject *object)
{
  OtkComposer *self = OTK_COMPOSER (object);

  g_clear_handle_id (&self->saved_source, g_source_remove);
  g_clear_pointer (&self->request, otk_record_unref);
  g_clear_object (&self->desk);
  g_clear_pointer ((GtkWidget **) &self->box, gtk_widget_unparent);
  g_clear_object (&self->buffer);

  G_OBJECT_CLASS (otk_composer_parent_class)->dispose (object);
}

static void
otk_composer_class_init (OtkComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_composer_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/otklik/Otklik/otk-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, OtkComposer, box);
  gtk_widget_class_bind_template_child (widget_class, OtkComposer, stack);
  gtk_widget_class_bind_template_child (widget_class, OtkComposer, start);
  gtk_widget_class_bind_template_child (widget_class, OtkComposer, scroller);
  gtk_widget_class_bind_template_child (widget_class, OtkComposer, hidden);
  gtk_widget_class_bind_template_child (widget_class, OtkComposer, hidden_hint);
  gtk_widget_class_bind_template_child (widget_class, OtkComposer, heard);
  gtk_widget_class_bind_template_child (widget_class, OtkComposer, heard_hint);
  gtk_widget_class_bind_template_child (widget_class, OtkComposer, draft_label);
  gtk_widget_class_bind_template_child (widget_class, OtkComposer, sender);
  gtk_widget_class_bind_template_callback (widget_class, hidden_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, heard_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_clicked_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  gtk_widget_class_install_action (widget_class, "composer.send", NULL, send_activated_cb);
  gtk_widget_class_install_action (widget_class, "composer.send-complete", NULL,
                                   send_complete_activated_cb);
  gtk_widget_class_install_action (widget_class, "composer.hidden", NULL, hidden_activated_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_h, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "composer.hidden", NULL);
}

static void
otk_composer_init (OtkComposer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  otk_widget_add_keys (GTK_WIDGET (self), "<Control>Return|<Control>KP_Enter", "composer.send");
  otk_widget_add_keys (GTK_WIDGET (self), "<Control><Shift>Return|<Control><Shift>KP_Enter",
                       "composer.send-complete");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->start), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Write a message"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->hidden), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Hidden message"), -1);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (dark_changed_cb), self, G_CONNECT_SWAPPED);
}

void
otk_composer_set_request (OtkComposer *self, OtkDesk *desk, const OtkRecord *request)
{
  gboolean first = self->request == NULL;

  otk_record_ref ((OtkRecord *) request);
  g_clear_pointer (&self->request, otk_record_unref);
  self->request = (OtkRecord *) request;
  g_set_object (&self->desk, desk);
  if (first)
    load_draft (self);
  gtk_widget_set_visible (GTK_WIDGET (self),
                          otk_desk_allowed (desk, OTK_COMMAND_MESSAGE, request, NULL));
  update_actions (self);
}

void
otk_composer_start (OtkComposer *self)
{
  /* The setting as it is now: it may be another than when the card was opened. */
  if (!g_str_equal (gtk_stack_get_visible_child_name (self->stack), "editor"))
    reset_manner (self);
  open_editor (self);
  gtk_widget_grab_focus (self->editor);
}

void
otk_composer_set_room (OtkComposer *self, int room)
{
  int height = CLAMP (room, LEAST_HEIGHT, MOST_HEIGHT);

  if (height == gtk_scrolled_window_get_max_content_height (self->scroller))
    return;
  /* The least may never stand above the most. */
  gtk_scrolled_window_set_min_content_height (self->scroller, -1);
  gtk_scrolled_window_set_max_content_height (self->scroller, height);
  gtk_scrolled_window_set_min_content_height (self->scroller, MIN (height, USUAL_HEIGHT));
}

gboolean
otk_composer_focus (OtkComposer *self)
{
  gboolean open = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "editor") == 0;

  return gtk_widget_get_visible (GTK_WIDGET (self))
         && gtk_widget_grab_focus (open ? self->editor : GTK_WIDGET (self->start));
}

char *
otk_composer_text (OtkComposer *self)
{
  char *text = NULL;

  if (self->buffer)
    g_object_get (self->buffer, "text", &text, NULL);
  return text ? text : g_strdup ("");
}

void
otk_composer_set_text (OtkComposer *self, const char *text)
{
  if (*text)
    open_editor (self);
  if (self->buffer)
    gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer), text, -1);
}
