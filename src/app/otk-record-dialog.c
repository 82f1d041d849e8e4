/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-record-dialog.h"

#include "otk-act.h"
#include "otk-error.h"
#include "otk-form-field.h"
#include "otk-form-kit.h"
#include "otk-record-form.h"

#include <glib/gi18n-lib.h>

struct _OtkRecordDialog
{
  AdwWindow parent_instance;
  OtkDesk *desk;
  OtkEntityType type;
  OtkId id;
  /* Transfer none: children are held by the widget tree. */
  GtkWidget *form;
  GtkWidget *remove;
};

G_DEFINE_FINAL_TYPE (OtkRecordDialog, otk_record_dialog, ADW_TYPE_WINDOW)

static void
done (const OtkOutcome *outcome, const GError *error, gpointer data)
{
  g_autoptr (OtkRecordDialog) self = data;

  if (error != NULL)
    {
      g_autofree char *text = otk_error_text (error);
      otk_record_form_set_error (OTK_RECORD_FORM (self->form), text);
      return;
    }
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkRecordDialog *self = OTK_RECORD_DIALOG (widget);

  if (!otk_record_form_validate (OTK_RECORD_FORM (self->form)))
    return;
  otk_act_full (widget, otk_record_form_command (OTK_RECORD_FORM (self->form)), done,
                g_object_ref (self));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkRecordDialog *self = OTK_RECORD_DIALOG (widget);
  OtkCommand *command = otk_desk_command (self->desk, OTK_COMMAND_REMOVE, &self->id);

  otk_command_with_text (command, "entity", otk_entity (self->type)->name);
  otk_act_full (widget, command, done, g_object_ref (self));
}

static void
otk_record_dialog_dispose (GObject *object)
{
  g_clear_object (&OTK_RECORD_DIALOG (object)->desk);
  G_OBJECT_CLASS (otk_record_dialog_parent_class)->dispose (object);
}

static void
otk_record_dialog_class_init (OtkRecordDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_record_dialog_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
  gtk_widget_class_install_action (widget_class, "record.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "record.remove", NULL, remove_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
otk_record_dialog_init (OtkRecordDialog *self)
{
  gtk_window_set_default_size (GTK_WINDOW (self), 520, 560);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  otk_widget_add_keys (GTK_WIDGET (self), "<Control>Return|<Control>KP_Enter", "record.save");
}

static GtkWidget *
build_header (OtkRecordDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));
  GtkWidget *save = gtk_button_new_with_mnemonic (_ ("_Save"));

  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  otk_widget_set_name (cancel, _ ("Cancel"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (save), "record.save");
  gtk_widget_add_css_class (save, "suggested-action");
  otk_widget_set_name (save, _ ("Save"));
  self->remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->remove), "record.remove");
  gtk_widget_set_tooltip_text (self->remove, C_ ("entry", "Remove"));
  otk_widget_set_name (self->remove, C_ ("entry", "Remove"));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), save);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->remove);
  return header;
}

static void
build (OtkRecordDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *scroll = gtk_scrolled_window_new ();

  gtk_box_append (GTK_BOX (box), build_header (self));
  self->form = otk_record_form_new (self->desk, self->type);
  gtk_widget_add_css_class (self->form, "otk-form");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), self->form);
  gtk_widget_set_vexpand (scroll, TRUE);
  gtk_box_append (GTK_BOX (box), scroll);
  adw_window_set_content (ADW_WINDOW (self), box);
}

GtkWidget *
otk_record_dialog_new (GtkWidget *parent, OtkDesk *desk, OtkEntityType type, OtkRecord *record,
                       int preset, const OtkValue *value)
{
  OtkRecordDialog *self = g_object_new (OTK_TYPE_RECORD_DIALOG, NULL);

  self->desk = g_object_ref (desk);
  self->type = type;
  build (self);
  otk_record_form_load (OTK_RECORD_FORM (self->form), record);
  if (preset >= 0)
    otk_record_form_preset (OTK_RECORD_FORM (self->form), (guint) preset, value);
  if (record != NULL)
    self->id = *otk_record_id (record);
  gtk_widget_set_visible (self->remove, record != NULL);
  gtk_window_set_title (GTK_WINDOW (self), _ (otk_entity (type)->label));
  gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (gtk_widget_get_root (parent)));
  return GTK_WIDGET (self);
}
