/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-card-main.h"

#include "otk-act.h"
#include "otk-attachment-button.h"
#include "otk-conversation.h"
#include "otk-fold-layout.h"
#include "otk-format.h"
#include "otk-markdown.h"
#include "otk-property.h"

#include <adwaita.h>

/* From this width on, the request's data and its customer stand side by side. */
#define TWO_COLUMNS 560
#define COLUMN_SPACING 18
/* The editor takes at most one part in so many of the tab's height. */
#define COMPOSER_SHARE 4

struct _OtkCardMain
{
  GtkWidget parent_instance;

  OtkDossier *dossier;
  GCancellable *cancellable;
  guint scroll_source;
  gboolean follow_end; /* the newest message is what the person looks at */

  GtkBox *box;
  GtkScrolledWindow *scroller;
  GtkWidget *columns;
  GtkBox *data;
  GtkBox *customer;
  GtkLabel *text;
  GtkBox *solution_group;
  GtkBox *solution;
  GtkFlowBox *files;
  GtkLabel *no_files;
  GtkWidget *add_file;
  OtkConversation *conversation;
  OtkComposer *composer;
};

G_DEFINE_FINAL_TYPE (OtkCardMain, otk_card_main, GTK_TYPE_WIDGET)

static void
show_data (OtkCardMain *self)
{
  static const guint fields[] = { OTK_REQUEST_TYPE, OTK_REQUEST_SERVICE, OTK_REQUEST_PRODUCT,
                                  OTK_REQUEST_SUBJECT, OTK_REQUEST_CHANNEL };
  const OtkField *priority = &otk_entity (OTK_ENTITY_REQUEST)->fields[OTK_REQUEST_PRIORITY];
  GtkWidget *chip =
      otk_chip_new_priority (otk_record_int (self->dossier->request, OTK_REQUEST_PRIORITY));

  otk_box_clear (self->data);
  gtk_box_append (self->data, otk_property_new_widget (_ (priority->label), chip));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    gtk_box_append (self->data, otk_property_new_field (self->dossier, fields[i]));
}

static void
append_link (GtkBox *box, const char *label, const char *value, const char *scheme)
{
  g_autofree char *escaped = NULL, *uri = NULL;

  if (!value || !*value)
    return;
  escaped = g_uri_escape_string (value, "@+", FALSE);
  uri = g_strconcat (scheme, escaped, NULL);
  gtk_box_append (box, otk_property_new_link (label, value, uri));
}

static void
show_company (OtkCardMain *self, const OtkId *id)
{
  g_autoptr (OtkRecord) company =
      id ? otk_desk_find (self->dossier->desk, OTK_ENTITY_COMPANY, id) : NULL;
  const OtkId *category = company ? otk_record_ref_id (company, OTK_COMPANY_CATEGORY) : NULL;

  gtk_box_append (self->customer,
                  otk_property_new (_ ("Company"), company ? otk_record_name (company) : NULL));
  if (category)
    gtk_box_append (self->customer,
                    otk_property_new (_ ("Client category"),
                                      otk_desk_name (self->dossier->desk,
                                                     OTK_ENTITY_CLIENT_CATEGORY, category)));
}

/* Contacts that stand above already are not said twice. */
static gboolean
is_known (const OtkRecord *customer, const char *contact)
{
  g_auto (GStrv) parts = g_strsplit_set (contact, ",;\n", -1);

  for (guint i = 0; customer && parts[i]; i++)
    {
      const char *part = g_strstrip (parts[i]);

      if (*part && g_strcmp0 (part, otk_record_text (customer, OTK_CUSTOMER_PHONE)) != 0
          && g_strcmp0 (part, otk_record_text (customer, OTK_CUSTOMER_EMAIL)) != 0)
        return FALSE;
    }
  return customer != NULL;
}

static void
show_customer (OtkCardMain *self)
{
  const OtkRecord *request = self->dossier->request;
  const OtkId *id = otk_record_ref_id (request, OTK_REQUEST_CUSTOMER);
  g_autoptr (OtkRecord) customer =
      id ? otk_desk_find (self->dossier->desk, OTK_ENTITY_CUSTOMER, id) : NULL;
  const OtkId *company = otk_record_ref_id (request, OTK_REQUEST_COMPANY);
  const char *contact = otk_record_text (request, OTK_REQUEST_CONTACT);

  otk_box_clear (self->customer);
  gtk_box_append (self->customer,
                  otk_property_new (_ ("Requester"), customer ? otk_record_name (customer) : NULL));
  if (customer)
    {
      append_link (self->customer, _ ("Phone"), otk_record_text (customer, OTK_CUSTOMER_PHONE),
                   "tel:");
      append_link (self->customer, _ ("E-mail"), otk_record_text (customer, OTK_CUSTOMER_EMAIL),
                   "mailto:");
    }
  if (contact && *contact && !is_known (customer, contact))
    gtk_box_append (self->customer, otk_property_new (_ ("Contact information"), contact));
  if (!company && customer)
    company = otk_record_ref_id (customer, OTK_CUSTOMER_COMPANY);
  show_company (self, company);
}

static void
show_texts (OtkCardMain *self)
{
  const OtkRecord *request = self->dossier->request;
  g_autofree char *text = otk_markdown_to_markup (otk_record_text (request, OTK_REQUEST_TEXT));
  g_autofree char *solution =
      otk_markdown_to_markup (otk_record_text (request, OTK_REQUEST_SOLUTION));
  gboolean has_article = !otk_record_is_null (request, OTK_REQUEST_ARTICLE);

  if (*text)
    gtk_label_set_markup (self->text, text);
  else
    gtk_label_set_text (self->text, _ ("No description"));

  otk_box_clear (self->solution);
  if (has_article)
    gtk_box_append (self->solution, otk_property_new_field (self->dossier, OTK_REQUEST_ARTICLE));
  if (*solution)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_markup (GTK_LABEL (label), solution);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_widget_set_focusable (label, FALSE);
      gtk_box_append (self->solution, label);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->solution_group), has_article || *solution);
}

static void
show_files (OtkCardMain *self)
{
  GtkFlowBoxChild *child;
  guint count = 0;

  while ((child = gtk_flow_box_get_child_at_index (self->files, 0)))
    gtk_flow_box_remove (self->files, GTK_WIDGET (child));
  for (guint i = 0; i < self->dossier->attachments->len; i++)
    {
      const OtkRecord *attachment = self->dossier->attachments->pdata[i];

      if (otk_record_ref_id (attachment, OTK_ATTACHMENT_MESSAGE))
        continue;
      gtk_flow_box_append (self->files,
                           otk_attachment_button_new (self->dossier->desk, attachment));
      count++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->files), count > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->no_files), count == 0);
  gtk_widget_set_visible (self->add_file, otk_desk_allowed (self->dossier->desk, OTK_COMMAND_ATTACH,
                                                            self->dossier->request, NULL));
}

typedef struct
{
  OtkCardMain *card;
  char *name;
} Upload;

static void
file_added_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Upload *upload = data;
  g_autoptr (OtkCardMain) self = upload->card;
  g_autofree char *name = upload->name, *media_type = NULL, *sha256 = NULL;
  g_autoptr (GError) error = NULL;
  goffset size = 0;
  OtkCommand *command;

  sha256 = otk_desk_add_file_finish (OTK_DESK (source), result, &size, &media_type, &error);
  if (!self->dossier)
    return;
  if (!sha256)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        otk_act_refused (GTK_WIDGET (self), error);
      return;
    }
  command = otk_desk_command (self->dossier->desk, OTK_COMMAND_ATTACH,
                              otk_record_id (self->dossier->request));
  otk_command_with_text (command, "name", name);
  otk_command_with_text (command, "media_type", media_type);
  otk_command_with_int (command, "size", size);
  otk_command_with_text (command, "sha256", sha256);
  otk_act (GTK_WIDGET (self), command);
}

static void
add_file (OtkCardMain *self, GFile *file)
{
  Upload *upload = g_new0 (Upload, 1);
  g_autofree char *base = g_file_get_basename (file);

  upload->card = g_object_ref (self);
  upload->name = g_filename_display_name (base);
  otk_desk_add_file_async (self->dossier->desk, file, self->cancellable, file_added_cb, upload);
}

static gboolean
files_dropped_cb (OtkCardMain *self, const GValue *value)
{
  g_autoptr (GSList) files = NULL;

  if (!self->dossier || !gtk_widget_get_visible (self->add_file))
    return FALSE;
  files = gdk_file_list_get_files (g_value_get_boxed (value));
  for (GSList *item = files; item; item = item->next)
    add_file (self, item->data);
  return files != NULL;
}

static void
files_chosen_cb (GtkNativeDialog *chooser, int response, OtkCardMain *self)
{
  g_autoptr (GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT && self->dossier)
    {
      files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr (GFile) file = g_list_model_get_item (files, i);

          add_file (self, file);
        }
    }
  g_object_unref (chooser);
}

static void
add_file_activated_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkFileChooserNative *chooser;

  chooser = gtk_file_chooser_native_new (_ ("Attach Files"),
                                         GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                         GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Attach"), NULL);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (files_chosen_cb), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static gboolean
is_at_end (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment)
         >= gtk_adjustment_get_upper (adjustment) - 1;
}

static gboolean
scroll_due_cb (gpointer data)
{
  OtkCardMain *self = data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  self->scroll_source = 0;
  otk_composer_set_room (self->composer,
                         gtk_widget_get_height (GTK_WIDGET (self)) / COMPOSER_SHARE);
  if (!self->follow_end)
    return G_SOURCE_REMOVE;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  return G_SOURCE_REMOVE;
}

/* The end moves while the page is being allocated, when nothing may be scrolled yet. */
static void
end_moved_cb (OtkCardMain *self)
{
  if (self->scroll_source == 0)
    self->scroll_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, scroll_due_cb, self, NULL);
}

static void
scrolled_cb (OtkCardMain *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  if (self->scroll_source != 0)
    return;
  self->follow_end = is_at_end (adjustment) && gtk_adjustment_get_value (adjustment) > 0;
}

static void
otk_card_main_dispose (GObject *object)
{
  OtkCardMain *self = OTK_CARD_MAIN (object);

  g_clear_handle_id (&self->scroll_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->dossier, otk_dossier_unref);
  g_clear_pointer ((GtkWidget **) &self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (otk_card_main_parent_class)->dispose (object);
}

static void
otk_card_main_class_init (OtkCardMainClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_card_main_dispose;

  g_type_ensure (OTK_TYPE_CONVERSATION);
  g_type_ensure (OTK_TYPE_COMPOSER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/otklik/Otklik/otk-card-main.ui");
  gtk_widget_class_bind_template_child (widget_class, OtkCardMain, box);
  gtk_widget_class_bind_template_child (widget_class, OtkCardMain, scroller);
  gtk_widget_class_bind_template_child (widget_class, OtkCardMain, columns);
  gtk_widget_class_bind_template_child (widget_class, OtkCardMain, data);
  gtk_widget_class_bind_template_child (widget_class, OtkCardMain, customer);
  gtk_widget_class_bind_template_child (widget_class, OtkCardMain, text);
  gtk_widget_class_bind_template_child (widget_class, OtkCardMain, solution_group);
  gtk_widget_class_bind_template_child (widget_class, OtkCardMain, solution);
  gtk_widget_class_bind_template_child (widget_class, OtkCardMain, files);
  gtk_widget_class_bind_template_child (widget_class, OtkCardMain, no_files);
  gtk_widget_class_bind_template_child (widget_class, OtkCardMain, add_file);
  gtk_widget_class_bind_template_child (widget_class, OtkCardMain, conversation);
  gtk_widget_class_bind_template_child (widget_class, OtkCardMain, composer);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_install_action (widget_class, "card.add-file", NULL, add_file_activated_cb);
}

static void
otk_card_main_init (OtkCardMain *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->columns,
                                 otk_fold_layout_new (TWO_COLUMNS, COLUMN_SPACING, 0));
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "changed",
                           G_CALLBACK (end_moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed",
                           G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drop", G_CALLBACK (files_dropped_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

void
otk_card_main_set_dossier (OtkCardMain *self, OtkDossier *dossier)
{
  otk_dossier_ref (dossier);
  g_clear_pointer (&self->dossier, otk_dossier_unref);
  self->dossier = dossier;
  show_data (self);
  show_customer (self);
  show_texts (self);
  show_files (self);
  otk_conversation_set_dossier (self->conversation, dossier, otk_desk_now (dossier->desk));
  otk_composer_set_request (self->composer, dossier->desk, dossier->request);
}

void
otk_card_main_reply (OtkCardMain *self)
{
  self->follow_end = TRUE;
  otk_composer_start (self->composer);
  end_moved_cb (self);
}

OtkComposer *
otk_card_main_composer (OtkCardMain *self)
{
  return self->composer;
}
