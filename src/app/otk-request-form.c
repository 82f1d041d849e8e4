/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-request-form.h"

#include "otk-act.h"
#include "otk-customer-box.h"
#include "otk-error.h"
#include "otk-file-strip.h"
#include "otk-fold-layout.h"
#include "otk-form-field.h"
#include "otk-form-kit.h"
#include "otk-format.h"
#include "otk-record-chooser.h"
#include "otk-request-side.h"

#include <glib/gi18n-lib.h>

#define DRAFT "new"
#define GROUP "request"
#define FILES "files"

struct _OtkRequestForm
{
  AdwWindow parent_instance;
  OtkDesk *desk;
  OtkId made;       /* the request that is being saved */
  gboolean setting; /* fields change by program: no draft */
  gboolean saving;
  guint update;  /* idle source of the side */
  char *cleared; /* the draft before «Clear» */
  /* Transfer none: children are held by the widget tree. */
  GtkWidget *title;
  GtkWidget *save;
  GtkWidget *toasts;
  GtkWidget *problem;
  GtkWidget *type, *type_field;
  GtkWidget *priority;
  GtkWidget *service, *service_field;
  GtkWidget *responsible, *responsible_field;
  GtkWidget *product, *product_field;
  GtkWidget *channel;
  GtkWidget *subject, *subject_field;
  GtkWidget *text;
  GtkWidget *customer;
  GtkWidget *files;
  GtkWidget *side;
};

G_DEFINE_FINAL_TYPE (OtkRequestForm, otk_request_form, ADW_TYPE_WINDOW)

/* The draft. */

static void
save_chooser (GKeyFile *draft, const char *key, GtkWidget *chooser)
{
  const char *id = otk_chooser_get_key (OTK_CHOOSER (chooser));

  g_key_file_set_string (draft, GROUP, key, id != NULL ? id : "");
}

static char *
print_draft (OtkRequestForm *self)
{
  g_autoptr (GKeyFile) draft = g_key_file_new ();
  g_autofree char *text = otk_text_box_get (self->text);

  save_chooser (draft, "type", self->type);
  save_chooser (draft, "service", self->service);
  save_chooser (draft, "responsible", self->responsible);
  save_chooser (draft, "product", self->product);
  g_key_file_set_integer (draft, GROUP, "priority", otk_choice_drop_down_get (self->priority));
  g_key_file_set_integer (draft, GROUP, "channel", otk_choice_drop_down_get (self->channel));
  g_key_file_set_string (draft, GROUP, "subject",
                         gtk_editable_get_text (GTK_EDITABLE (self->subject)));
  g_key_file_set_string (draft, GROUP, "text", text);
  otk_customer_box_save (OTK_CUSTOMER_BOX (self->customer), draft);
  otk_file_strip_save (OTK_FILE_STRIP (self->files), draft, FILES);
  return g_key_file_to_data (draft, NULL, NULL);
}

static void
tell_draft (OtkRequestForm *self, const char *text)
{
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), text);
}

static void
save_draft (OtkRequestForm *self)
{
  g_autofree char *draft = NULL;

  if (self->desk == NULL || self->setting || self->saving)
    return;
  draft = print_draft (self);
  otk_desk_save_draft (self->desk, DRAFT, draft);
  tell_draft (self, _ ("Draft saved"));
}

static void
load_chooser (GKeyFile *draft, const char *key, GtkWidget *chooser)
{
  g_autofree char *id = g_key_file_get_string (draft, GROUP, key, NULL);

  otk_chooser_set_key (OTK_CHOOSER (chooser), id);
}

static void
load_draft (OtkRequestForm *self, const char *data)
{
  g_autoptr (GKeyFile) draft = g_key_file_new ();
  g_autofree char *subject = NULL, *text = NULL;

  if (!g_key_file_load_from_data (draft, data, (gsize) -1, G_KEY_FILE_NONE, NULL))
    return;
  self->setting = TRUE;
  subject = g_key_file_get_string (draft, GROUP, "subject", NULL);
  text = g_key_file_get_string (draft, GROUP, "text", NULL);
  load_chooser (draft, "type", self->type);
  load_chooser (draft, "service", self->service);
  load_chooser (draft, "responsible", self->responsible);
  load_chooser (draft, "product", self->product);
  otk_choice_drop_down_set (self->priority,
                            g_key_file_get_integer (draft, GROUP, "priority", NULL));
  otk_choice_drop_down_set (self->channel, g_key_file_get_integer (draft, GROUP, "channel", NULL));
  gtk_editable_set_text (GTK_EDITABLE (self->subject), subject != NULL ? subject : "");
  otk_text_box_set (self->text, text);
  otk_customer_box_load (OTK_CUSTOMER_BOX (self->customer), draft);
  otk_file_strip_load (OTK_FILE_STRIP (self->files), draft, FILES);
  self->setting = FALSE;
}

/* What stands beside the form. */

static void
set_ref (OtkRecord *request, guint field, GtkWidget *chooser)
{
  OtkId id;

  if (otk_record_chooser_get (OTK_RECORD_CHOOSER (chooser), &id))
    otk_record_set_id (request, field, &id);
}

/* The request as it would be, as far as it is known. */
static OtkRecord *
preview (OtkRequestForm *self)
{
  OtkRecord *request = otk_record_new (OTK_ENTITY_REQUEST, &self->made);
  int priority = otk_choice_drop_down_get (self->priority);
  OtkId id;

  set_ref (request, OTK_REQUEST_TYPE, self->type);
  set_ref (request, OTK_REQUEST_SERVICE, self->service);
  set_ref (request, OTK_REQUEST_RESPONSIBLE, self->responsible);
  set_ref (request, OTK_REQUEST_PRODUCT, self->product);
  otk_record_set_int (request, OTK_REQUEST_PRIORITY,
                      priority != 0 ? priority : OTK_PRIORITY_MEDIUM);
  if (otk_customer_box_customer (OTK_CUSTOMER_BOX (self->customer), &id))
    otk_record_set_id (request, OTK_REQUEST_CUSTOMER, &id);
  if (otk_customer_box_company (OTK_CUSTOMER_BOX (self->customer), &id))
    otk_record_set_id (request, OTK_REQUEST_COMPANY, &id);
  return request;
}

static gboolean
update_side_cb (gpointer data)
{
  OtkRequestForm *self = data;
  g_autoptr (OtkRecord) request = preview (self);
  g_autofree char *who = otk_request_side_responsible (OTK_REQUEST_SIDE (self->side), request);

  self->update = 0;
  otk_form_field_set_hint (OTK_FORM_FIELD (self->responsible_field), who);
  otk_request_side_update (OTK_REQUEST_SIDE (self->side), request);
  return G_SOURCE_REMOVE;
}

static void
update_side (OtkRequestForm *self)
{
  if (self->desk != NULL && self->update == 0)
    self->update = g_idle_add (update_side_cb, self);
}

static void
edited (OtkRequestForm *self)
{
  update_side (self);
  save_draft (self);
}

/* Checking and saving. */

static const char *
chooser_problem (GtkWidget *chooser, const char *missing)
{
  if (otk_chooser_resolve (OTK_CHOOSER (chooser)))
    return NULL;
  if (*otk_chooser_get_text (OTK_CHOOSER (chooser)) != '\0')
    return _ ("There is no such entry: pick one from the list");
  return missing;
}

static void
check_field (GtkWidget *field, const char *problem, GtkWidget **first)
{
  otk_form_field_set_error (OTK_FORM_FIELD (field), problem);
  if (problem != NULL && *first == NULL)
    *first = field;
}

static const char *
subject_problem (OtkRequestForm *self)
{
  g_autofree char *subject = otk_entry_text (self->subject);

  return *subject == '\0' ? _ ("Say in a few words what it is about") : NULL;
}

/* Returns: the first field to be corrected. */
static GtkWidget *
validate (OtkRequestForm *self)
{
  GtkWidget *first = NULL, *customer;

  check_field (self->type_field, chooser_problem (self->type, _ ("Choose the type")), &first);
  check_field (self->service_field, chooser_problem (self->service, _ ("Choose the service")),
               &first);
  check_field (self->responsible_field, chooser_problem (self->responsible, NULL), &first);
  check_field (self->product_field, chooser_problem (self->product, NULL), &first);
  check_field (self->subject_field, subject_problem (self), &first);
  customer = otk_customer_box_validate (OTK_CUSTOMER_BOX (self->customer));
  return first != NULL ? first : customer;
}

static void
show_problem (OtkRequestForm *self, const char *text)
{
  gtk_label_set_label (GTK_LABEL (self->problem), text != NULL ? text : "");
  gtk_widget_set_visible (self->problem, text != NULL);
}

static void
take_ref (OtkCommand *command, const char *name, GtkWidget *chooser)
{
  OtkId id;

  if (otk_record_chooser_get (OTK_RECORD_CHOOSER (chooser), &id))
    otk_command_with_id (command, name, &id);
}

static GPtrArray *
make_commands (OtkRequestForm *self)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_command_unref);
  OtkCommand *create = otk_desk_command (self->desk, OTK_COMMAND_CREATE, &self->made);
  g_autofree char *subject = otk_entry_text (self->subject);
  g_autofree char *text = g_strstrip (otk_text_box_get (self->text));
  int priority = otk_choice_drop_down_get (self->priority);

  take_ref (create, "type", self->type);
  take_ref (create, "service", self->service);
  take_ref (create, "responsible", self->responsible);
  take_ref (create, "product", self->product);
  if (priority != 0)
    otk_command_with_int (create, "priority", priority);
  otk_command_with_int (create, "channel", otk_choice_drop_down_get (self->channel));
  otk_command_with_text (create, "subject", subject);
  if (*text != '\0')
    otk_command_with_text (create, "text", text);
  otk_customer_box_fill (OTK_CUSTOMER_BOX (self->customer), commands, create);
  g_ptr_array_add (commands, create);
  otk_file_strip_fill (OTK_FILE_STRIP (self->files), commands, &self->made);
  return commands;
}

static void
set_saving (OtkRequestForm *self, gboolean saving)
{
  self->saving = saving;
  gtk_widget_set_sensitive (self->save, !saving);
}

/* A refused request leaves neither a customer nor files behind. */
static void
take_back (OtkRequestForm *self, GPtrArray *commands, GPtrArray *outcomes)
{
  gboolean written = FALSE;

  for (guint i = 0; outcomes != NULL && i < outcomes->len; i++)
    written |= ((OtkOutcome *) g_ptr_array_index (outcomes, i))->changed;
  if (written)
    {
      OtkCommand *first = g_ptr_array_index (commands, 0);
      otk_desk_undo_async (self->desk, &first->batch, NULL, NULL, NULL);
    }
}

typedef struct
{
  OtkRequestForm *form;
  GPtrArray *commands;
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->form);
  g_ptr_array_unref (saving->commands);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
finish (OtkRequestForm *self, const OtkId *batch)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autoptr (OtkRecord) request = otk_desk_find (self->desk, OTK_ENTITY_REQUEST, &self->made);

  self->setting = TRUE; /* what still changes while closing is no draft */
  otk_desk_save_draft (self->desk, DRAFT, NULL);
  if (parent != NULL && request != NULL)
    {
      g_autofree char *title = otk_format_title (self->desk, request);
      g_autofree char *text = g_strdup_printf (_ ("%s created"), title);
      otk_toast_undo (GTK_WIDGET (parent), text, batch);
      otk_open_request (GTK_WIDGET (parent), &self->made);
    }
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Saving) saving = data;
  OtkRequestForm *self = saving->form;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) outcomes = otk_desk_submit_all_finish (OTK_DESK (source), result, &error);
  g_autofree char *text = NULL;

  set_saving (self, FALSE);
  for (guint i = 0; outcomes != NULL && error == NULL && i < outcomes->len; i++)
    {
      OtkOutcome *outcome = g_ptr_array_index (outcomes, i);
      if (outcome->error != NULL)
        error = g_error_copy (outcome->error);
    }
  if (error == NULL)
    {
      finish (self, &((OtkCommand *) g_ptr_array_index (saving->commands, 0))->batch);
      return;
    }
  take_back (self, saving->commands, outcomes);
  self->made = otk_id_new (otk_desk_now (self->desk));
  text = otk_error_text (error);
  show_problem (self, text);
  save_draft (self);
}

static void
save (OtkRequestForm *self)
{
  GtkWidget *wrong = validate (self);
  Saving *saving;

  show_problem (self, NULL);
  if (self->saving)
    return;
  if (wrong != NULL)
    {
      gtk_widget_grab_focus (wrong);
      return;
    }
  if (otk_file_strip_is_busy (OTK_FILE_STRIP (self->files)))
    {
      show_problem (self, _ ("A file is still being copied: save when it is there"));
      return;
    }
  saving = g_new0 (Saving, 1);
  saving->form = g_object_ref (self);
  saving->commands = make_commands (self);
  set_saving (self, TRUE);
  otk_desk_submit_all_async (self->desk, saving->commands, NULL, NULL, NULL, saved_cb, saving);
}

/* Events. */

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  save (OTK_REQUEST_FORM (widget));
}

static void
restore_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkRequestForm *self = OTK_REQUEST_FORM (widget);

  if (self->cleared == NULL)
    return;
  load_draft (self, self->cleared);
  edited (self);
}

static void
clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkRequestForm *self = OTK_REQUEST_FORM (widget);
  AdwToast *toast = adw_toast_new (_ ("The form was cleared"));

  g_free (self->cleared);
  self->cleared = print_draft (self);
  load_draft (self, "[" GROUP "]\nchannel=1\n");
  otk_desk_save_draft (self->desk, DRAFT, NULL);
  tell_draft (self, "");
  show_problem (self, NULL);
  update_side (self);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "form.restore");
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), toast);
  gtk_widget_grab_focus (self->type);
}

static void
type_changed_cb (OtkChooser *chooser, OtkRequestForm *self)
{
  g_autoptr (OtkRecord) type = NULL;
  OtkId id;

  if (self->setting || !otk_record_chooser_get (OTK_RECORD_CHOOSER (chooser), &id))
    return;
  type = otk_desk_find (self->desk, OTK_ENTITY_REQUEST_TYPE, &id);
  if (type != NULL && !otk_record_is_null (type, OTK_REQUEST_TYPE_PRIORITY))
    otk_choice_drop_down_set (self->priority, otk_record_int (type, OTK_REQUEST_TYPE_PRIORITY));
}

static void
chooser_edited_cb (OtkChooser *chooser, OtkRequestForm *self)
{
  GtkWidget *field = gtk_widget_get_parent (GTK_WIDGET (chooser));

  otk_form_field_set_error (OTK_FORM_FIELD (field), NULL);
  edited (self);
}

static void
widget_changed_cb (GtkWidget *widget, OtkRequestForm *self)
{
  edited (self);
}

static void
subject_changed_cb (GtkWidget *widget, OtkRequestForm *self)
{
  otk_form_field_set_error (OTK_FORM_FIELD (self->subject_field), NULL);
  edited (self);
}

static void
selected_cb (GtkDropDown *drop_down, GParamSpec *pspec, OtkRequestForm *self)
{
  edited (self);
}

static void
desk_changed_cb (OtkDesk *desk, GArray *changes, OtkRequestForm *self)
{
  update_side (self);
}

static void
otk_request_form_dispose (GObject *object)
{
  OtkRequestForm *self = OTK_REQUEST_FORM (object);

  g_clear_handle_id (&self->update, g_source_remove);
  if (self->desk != NULL && g_object_get_data (G_OBJECT (self->desk), "otk-request-form") == self)
    g_object_set_data (G_OBJECT (self->desk), "otk-request-form", NULL);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (otk_request_form_parent_class)->dispose (object);
}

static void
otk_request_form_finalize (GObject *object)
{
  g_free (OTK_REQUEST_FORM (object)->cleared);
  G_OBJECT_CLASS (otk_request_form_parent_class)->finalize (object);
}

static void
otk_request_form_class_init (OtkRequestFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_request_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = otk_request_form_finalize;
  gtk_widget_class_install_action (widget_class, "form.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "form.clear", NULL, clear_action);
  gtk_widget_class_install_action (widget_class, "form.restore", NULL, restore_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
otk_request_form_init (OtkRequestForm *self)
{
  gtk_window_set_default_size (GTK_WINDOW (self), 1000, 760);
  gtk_widget_set_size_request (GTK_WIDGET (self), 340, 400);
  gtk_window_set_title (GTK_WINDOW (self), _ ("New Request"));
  otk_widget_add_keys (GTK_WIDGET (self), "<Control>Return|<Control>KP_Enter", "form.save");
}

/* Building. */

static GtkWidget *
new_record_chooser (OtkRequestForm *self, OtkEntityType type)
{
  GtkWidget *chooser = otk_record_chooser_new (self->desk, type);

  g_signal_connect_object (chooser, "edited", G_CALLBACK (chooser_edited_cb), self, 0);
  return chooser;
}

static GtkWidget *
new_drop_down (OtkRequestForm *self, const OtkChoice *choices, const char *empty)
{
  GtkWidget *drop_down = otk_choice_drop_down_new (choices, empty);

  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (selected_cb), self, 0);
  return drop_down;
}

static void
build_request (OtkRequestForm *self, GtkBox *box)
{
  self->type = new_record_chooser (self, OTK_ENTITY_REQUEST_TYPE);
  g_signal_connect_object (self->type, "changed", G_CALLBACK (type_changed_cb), self, 0);
  self->type_field = otk_form_field_new (_ ("Request type"), self->type, TRUE);
  /* The type fills it (product.md K22). */
  self->priority = new_drop_down (self, otk_priority_choices, "—");
  self->service = new_record_chooser (self, OTK_ENTITY_SERVICE);
  self->service_field = otk_form_field_new (_ ("Service"), self->service, TRUE);
  self->responsible = new_record_chooser (self, OTK_ENTITY_EMPLOYEE);
  otk_chooser_set_placeholder (OTK_CHOOSER (self->responsible), _ ("Automatically"));
  self->responsible_field = otk_form_field_new (_ ("Responsible"), self->responsible, FALSE);
  self->product = new_record_chooser (self, OTK_ENTITY_PRODUCT);
  self->product_field = otk_form_field_new (_ ("Subject item"), self->product, FALSE);
  self->channel = new_drop_down (self, otk_channel_choices, NULL);
  gtk_box_append (box, otk_heading_new (_ ("The request")));
  gtk_box_append (box,
                  otk_fold_box_new (420, 12, 0, self->type_field,
                                    otk_form_field_new (_ ("Priority"), self->priority, FALSE)));
  gtk_box_append (box, otk_fold_box_new (420, 12, 0, self->service_field, self->responsible_field));
  gtk_box_append (box, otk_fold_box_new (420, 12, 0, self->product_field,
                                         otk_form_field_new (_ ("Channel"), self->channel, FALSE)));
}

static void
build_words (OtkRequestForm *self, GtkBox *box)
{
  GtkWidget *frame, *field;

  self->subject = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (self->subject), 500);
  g_signal_connect_object (self->subject, "changed", G_CALLBACK (subject_changed_cb), self, 0);
  self->subject_field = otk_form_field_new (_ ("Subject"), self->subject, TRUE);
  gtk_box_append (box, self->subject_field);

  frame = otk_text_box_new (&self->text);
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)), "changed",
                           G_CALLBACK (widget_changed_cb), self, 0);
  field = otk_form_field_new (_ ("Request text"), frame, FALSE);
  otk_form_field_set_hint (OTK_FORM_FIELD (field), _ ("Markdown is understood"));
  gtk_box_append (box, field);

  self->files = otk_file_strip_new (self->desk);
  g_signal_connect_object (self->files, "changed", G_CALLBACK (widget_changed_cb), self, 0);
  otk_file_strip_accept_drops (OTK_FILE_STRIP (self->files), GTK_WIDGET (self));
  gtk_box_append (box, self->files);
}

static GtkWidget *
build_header (OtkRequestForm *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));
  GtkWidget *clear = gtk_button_new_from_icon_name ("edit-clear-all-symbolic");

  self->title = adw_window_title_new (_ ("New Request"), NULL);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), self->title);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  gtk_widget_set_tooltip_text (cancel, _ ("Close and keep the draft (Esc)"));
  otk_widget_set_name (cancel, _ ("Cancel"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (clear), "form.clear");
  gtk_widget_set_tooltip_text (clear, _ ("Clear the form"));
  otk_widget_set_name (clear, _ ("Clear the form"));
  self->save = gtk_button_new_with_mnemonic (_ ("_Save"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->save), "form.save");
  gtk_widget_set_tooltip_text (self->save, _ ("Save the request (Ctrl+Enter)"));
  gtk_widget_add_css_class (self->save, "suggested-action");
  otk_widget_set_name (self->save, _ ("Save"));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->save);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), clear);
  return header;
}

static GtkWidget *
build_body (OtkRequestForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *clamp = adw_clamp_new ();
  GtkWidget *scroll = gtk_scrolled_window_new ();

  build_request (self, GTK_BOX (box));
  build_words (self, GTK_BOX (box));
  gtk_box_append (GTK_BOX (box), otk_heading_new (_ ("From whom")));
  self->customer = otk_customer_box_new (self->desk);
  g_signal_connect_object (self->customer, "changed", G_CALLBACK (widget_changed_cb), self, 0);
  g_signal_connect_object (self->customer, "customer", G_CALLBACK (widget_changed_cb), self, 0);
  gtk_box_append (GTK_BOX (box), self->customer);
  self->side = otk_request_side_new (self->desk);

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 1120);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), 1000);
  adw_clamp_set_child (ADW_CLAMP (clamp), otk_fold_box_new (760, 24, 276, box, self->side));
  gtk_widget_add_css_class (clamp, "otk-form");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), clamp);
  gtk_widget_set_vexpand (scroll, TRUE);
  return scroll;
}

static void
build (OtkRequestForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), build_header (self));
  self->problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_add_css_class (self->problem, "otk-problem");
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_box_append (GTK_BOX (box), self->problem);
  gtk_box_append (GTK_BOX (box), build_body (self));
  self->toasts = adw_toast_overlay_new ();
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (self->toasts), box);
  adw_window_set_content (ADW_WINDOW (self), self->toasts);
}

static OtkRequestForm *
new_form (OtkDesk *desk)
{
  OtkRequestForm *self =
      g_object_new (OTK_TYPE_REQUEST_FORM, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL);
  g_autofree char *draft = otk_desk_draft (desk, DRAFT);

  self->desk = g_object_ref (desk);
  self->made = otk_id_new (otk_desk_now (desk));
  self->setting = TRUE;
  build (self);
  self->setting = FALSE;
  if (draft != NULL && *draft != '\0')
    {
      load_draft (self, draft);
      tell_draft (self, _ ("Draft restored"));
    }
  g_signal_connect_object (desk, "changed", G_CALLBACK (desk_changed_cb), self, 0);
  update_side (self);
  return self;
}

GtkWidget *
otk_request_form_present (GtkWidget *parent, OtkDesk *desk)
{
  OtkRequestForm *self = g_object_get_data (G_OBJECT (desk), "otk-request-form");

  if (self == NULL)
    {
      self = new_form (desk);
      g_object_set_data (G_OBJECT (desk), "otk-request-form", self);
      if (parent != NULL)
        gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (gtk_widget_get_root (parent)));
      gtk_widget_grab_focus (self->type);
    }
  gtk_window_present (GTK_WINDOW (self));
  return GTK_WIDGET (self);
}
