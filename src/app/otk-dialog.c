/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-dialog.h"

#include "otk-act.h"
#include "otk-form-kit.h"
#include "otk-error.h"

/* As wide as a form is read well, as far as the window below has the room. */
#define FORM_WIDTH 420
#define ROOM_AROUND 90

struct _OtkDialog
{
  AdwMessageDialog parent_instance;

  OtkDesk *desk;
  OtkCommandKind kind;
  OtkId root;
  GWeakRef from;
  GtkWidget *box;
  GtkWidget *form;
  GtkLabel *problem;
  OtkDialogFill fill;
};

G_DEFINE_FINAL_TYPE (OtkDialog, otk_dialog, ADW_TYPE_MESSAGE_DIALOG)

static void
dialog_answered_cb (const OtkOutcome *outcome, const GError *error, gpointer data)
{
  g_autoptr (OtkDialog) self = data;
  g_autofree char *text = NULL;

  if (outcome)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  text = otk_error_text (error);
  gtk_label_set_text (self->problem, text);
  gtk_widget_show (GTK_WIDGET (self->problem));
  gtk_window_present (GTK_WINDOW (self));
}

/* The base class hides the window with every answer; where something is missing it comes back. */
static void
dialog_response_cb (OtkDialog *self, const char *response)
{
  g_autoptr (OtkCommand) command = NULL;
  g_autoptr (GtkWidget) from = g_weak_ref_get (&self->from);

  if (!g_str_equal (response, "accept") || !from)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  command =
      otk_desk_command (self->desk, self->kind, otk_id_is_none (&self->root) ? NULL : &self->root);
  if (!self->fill (self, self->form, command))
    {
      gtk_window_present (GTK_WINDOW (self));
      return;
    }
  otk_act_full (from, g_steal_pointer (&command), dialog_answered_cb, g_object_ref (self));
}

static void
otk_dialog_dispose (GObject *object)
{
  OtkDialog *self = OTK_DIALOG (object);

  g_clear_object (&self->desk);

  G_OBJECT_CLASS (otk_dialog_parent_class)->dispose (object);
}

static void
otk_dialog_finalize (GObject *object)
{
  g_weak_ref_clear (&OTK_DIALOG (object)->from);

  G_OBJECT_CLASS (otk_dialog_parent_class)->finalize (object);
}

static void
otk_dialog_class_init (OtkDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = otk_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = otk_dialog_finalize;
}

static void
otk_dialog_init (OtkDialog *self)
{
  g_weak_ref_init (&self->from, NULL);
  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_label_set_xalign (self->problem, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  gtk_widget_hide (GTK_WIDGET (self->problem));
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->problem));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self), self->box);
  /* Enter begins a new line in a field of several. */
  otk_widget_add_keys (GTK_WIDGET (self), "<Control>Return|<Control>KP_Enter", "default.activate");
  g_signal_connect (self, "response", G_CALLBACK (dialog_response_cb), NULL);
}

OtkDialog *
otk_dialog_new (GtkWidget *from, OtkDesk *desk, OtkCommandKind kind, const OtkId *root,
                const char *heading, const char *accept)
{
  GtkRoot *window = gtk_widget_get_root (from);
  OtkDialog *self =
      g_object_new (OTK_TYPE_DIALOG, "modal", TRUE, "hide-on-close", TRUE, "transient-for",
                    GTK_IS_WINDOW (window) ? window : NULL, "heading", heading, NULL);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);
  int room = gtk_widget_get_width (GTK_WIDGET (window)) - ROOM_AROUND;

  gtk_widget_set_size_request (self->box, CLAMP (room, -1, FORM_WIDTH), -1);
  self->desk = g_object_ref (desk);
  self->kind = kind;
  self->root = root ? *root : OTK_ID_NONE;
  g_weak_ref_set (&self->from, from);
  adw_message_dialog_add_response (dialog, "cancel", _ ("_Cancel"));
  adw_message_dialog_add_response (dialog, "accept", accept);
  adw_message_dialog_set_response_appearance (dialog, "accept", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "accept");
  adw_message_dialog_set_close_response (dialog, "cancel");
  otk_dialog_name_buttons (GTK_WIDGET (dialog));
  return self;
}

void
otk_dialog_set_form (OtkDialog *self, GtkWidget *form, OtkDialogFill fill)
{
  self->form = form;
  self->fill = fill;
  gtk_box_append (GTK_BOX (self->box), form);
}

void
otk_dialog_set_ready (OtkDialog *self, gboolean ready)
{
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "accept", ready);
}

void
otk_dialog_set_root (OtkDialog *self, const OtkId *root)
{
  self->root = *root;
}

OtkDesk *
otk_dialog_desk (OtkDialog *self)
{
  return self->desk;
}

GtkWidget *
otk_dialog_form (OtkDialog *self)
{
  return self->form;
}
