/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-dialogs.h"

#include "otk-form-field.h"
#include "otk-form-kit.h"
#include "otk-format.h"
#include "otk-property.h"
#include "otk-record-chooser.h"

/* A long list scrolls inside its dialog. */
#define LIST_HEIGHT 320

/* The requests to join; which is the main one is told by the radio button that is on. */
typedef struct
{
  OtkDialog *dialog;   /* it holds the form */
  GPtrArray *requests; /* (element-type OtkRecord) */
  GPtrArray *buttons;  /* the radio button of each; transfer none */
  GtkWidget *list;
  GtkWidget *chooser;
} MergeForm;

static void
merge_form_free (gpointer data)
{
  MergeForm *self = data;

  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->buttons);
  g_free (self);
}

/* Returns: (nullable): the main request. */
static const OtkRecord *
main_of (MergeForm *self)
{
  for (guint i = 0; i < self->buttons->len; i++)
    if (gtk_check_button_get_active (self->buttons->pdata[i]))
      return self->requests->pdata[i];
  return NULL;
}

static gboolean
is_listed (MergeForm *self, const OtkId *id)
{
  for (guint i = 0; i < self->requests->len; i++)
    if (otk_id_equal (otk_record_id (self->requests->pdata[i]), id))
      return TRUE;
  return FALSE;
}

static gboolean
is_joinable (const OtkRecord *record, gpointer data)
{
  return otk_record_is_null (record, OTK_REQUEST_DELETED_AT)
         && !is_listed (data, otk_record_id (record));
}

static void
main_changed_cb (MergeForm *self)
{
  const OtkRecord *chosen = main_of (self);

  if (chosen)
    otk_dialog_set_root (self->dialog, otk_record_id (chosen));
  otk_dialog_set_ready (self->dialog, chosen && self->requests->len > 1);
}

static void
row_removed_cb (GtkButton *button, MergeForm *self)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (button));
  guint index;

  if (!g_ptr_array_find (self->buttons, gtk_widget_get_first_child (row), &index))
    return;
  gtk_widget_grab_focus (self->chooser);
  g_ptr_array_remove_index (self->buttons, index);
  g_ptr_array_remove_index (self->requests, index);
  gtk_box_remove (GTK_BOX (self->list), row);
  main_changed_cb (self);
}

static GtkWidget *
new_radio (MergeForm *self, const OtkRecord *request, const char *title)
{
  g_autofree char *text = g_strdup_printf ("%s · %s", title, otk_record_name (request));
  GtkWidget *radio = gtk_check_button_new (), *label = gtk_label_new (text);
  OtkDesk *desk = otk_dialog_desk (self->dialog);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (radio), label);
  gtk_widget_set_tooltip_text (radio, text);
  gtk_widget_set_hexpand (radio, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (radio), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  if (self->buttons->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (radio), self->buttons->pdata[0]);
  if (!otk_desk_allowed (desk, OTK_COMMAND_MERGE, request, NULL))
    {
      gtk_widget_set_sensitive (radio, FALSE);
      gtk_widget_set_tooltip_text (
          radio, _ ("Only an accepted request that is not finished can be the main one."));
    }
  g_signal_connect_swapped (radio, "toggled", G_CALLBACK (main_changed_cb), self);
  return radio;
}

static void
add_request (MergeForm *self, OtkRecord *request)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");
  g_autofree char *title = otk_format_title (otk_dialog_desk (self->dialog), request);
  g_autofree char *name = g_strdup_printf (_ ("Leave out %s"), title);
  GtkWidget *radio = new_radio (self, request, title);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (row_removed_cb), self);
  gtk_box_append (GTK_BOX (row), radio);
  gtk_box_append (GTK_BOX (row),
                  otk_chip_new_status (otk_record_int (request, OTK_REQUEST_STATUS)));
  gtk_box_append (GTK_BOX (row), button);
  gtk_box_append (GTK_BOX (self->list), row);
  g_ptr_array_add (self->requests, otk_record_ref (request));
  g_ptr_array_add (self->buttons, radio);
  /* The first that can be the main one is proposed. */
  if (!main_of (self) && gtk_widget_get_sensitive (radio))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (radio), TRUE);
  main_changed_cb (self);
}

static void
request_chosen_cb (MergeForm *self)
{
  OtkDesk *desk = otk_dialog_desk (self->dialog);
  g_autoptr (OtkRecord) request = NULL;
  OtkId id;

  if (!otk_record_chooser_get (OTK_RECORD_CHOOSER (self->chooser), &id))
    return;
  request = otk_desk_find (desk, OTK_ENTITY_REQUEST, &id);
  if (request && !is_listed (self, &id))
    add_request (self, request);
  otk_record_chooser_set (OTK_RECORD_CHOOSER (self->chooser), NULL);
}

static gboolean
fill_merge (OtkDialog *dialog, GtkWidget *box, OtkCommand *command)
{
  MergeForm *self = g_object_get_data (G_OBJECT (box), "otk-merge");
  const OtkRecord *chosen = main_of (self);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (OtkId));
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->requests->len; i++)
    if (self->requests->pdata[i] != chosen)
      g_array_append_vals (ids, otk_record_id (self->requests->pdata[i]), 1);
  text = otk_ids_print (ids);
  otk_command_with_text (command, "children", text);
  return TRUE;
}

static GtkWidget *
new_list (MergeForm *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Main request"), -1);
  return scroller;
}

void
otk_dialog_merge (GtkWidget *from, OtkDesk *desk, GPtrArray *requests)
{
  OtkDialog *dialog = otk_dialog_new (from, desk, OTK_COMMAND_MERGE, NULL,
                                      _ ("Join into a master request"), _ ("_Join"));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  MergeForm *self = g_new0 (MergeForm, 1);

  self->dialog = dialog;
  self->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_record_unref);
  self->buttons = g_ptr_array_new ();
  self->chooser = otk_record_chooser_new (desk, OTK_ENTITY_REQUEST);
  otk_record_chooser_set_accepts (OTK_RECORD_CHOOSER (self->chooser), is_joinable, self);
  g_object_set_data_full (G_OBJECT (box), "otk-merge", self, merge_form_free);
  gtk_box_append (GTK_BOX (box), new_list (self));
  gtk_box_append (GTK_BOX (box), otk_form_field_new (_ ("Add a request"), self->chooser, FALSE));
  adw_message_dialog_set_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("Choose the main one: the work goes on in its card, and the others end with it."));
  otk_dialog_set_form (dialog, box, fill_merge);
  for (guint i = 0; i < requests->len; i++)
    add_request (self, requests->pdata[i]);
  g_signal_connect_swapped (self->chooser, "changed", G_CALLBACK (request_chosen_cb), self);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (requests->len > 1 && main_of (self) ? self->buttons->pdata[0]
                                                             : self->chooser);
}
