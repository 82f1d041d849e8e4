/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-dialogs.h"

#include "otk-act.h"
#include "otk-field-form.h"
#include "otk-form-field.h"
#include "otk-form-kit.h"
#include "otk-format.h"
#include "otk-record-chooser.h"

/* A long form scrolls inside its dialog. */
#define FORM_HEIGHT 480

static void
present (OtkDialog *dialog, GtkWidget *focus)
{
  gtk_window_present (GTK_WINDOW (dialog));
  if (focus)
    gtk_widget_grab_focus (focus);
}

static gboolean
fill_changed_fields (OtkDialog *dialog, GtkWidget *form, OtkCommand *command)
{
  OtkFieldForm *fields = g_object_get_data (G_OBJECT (form), "otk-fields");

  if (!otk_field_form_check (fields))
    return FALSE;
  otk_field_form_fill (fields, command, TRUE);
  return TRUE;
}

static gboolean
fill_fields (OtkDialog *dialog, GtkWidget *form, OtkCommand *command)
{
  if (!otk_field_form_check (OTK_FIELD_FORM (form)))
    return FALSE;
  otk_field_form_fill (OTK_FIELD_FORM (form), command, FALSE);
  return TRUE;
}

void
otk_dialog_complete (GtkWidget *from, OtkDesk *desk, const OtkRecord *request)
{
  OtkDialog *dialog = otk_dialog_new (from, desk, OTK_COMMAND_COMPLETE, otk_record_id (request),
                                      _ ("Complete the request"), _ ("_Completed"));
  GtkWidget *form = otk_field_form_new (desk, OTK_ENTITY_REQUEST, request);

  otk_field_form_add (OTK_FIELD_FORM (form), OTK_REQUEST_ARTICLE, FALSE);
  otk_field_form_add (OTK_FIELD_FORM (form), OTK_REQUEST_SOLUTION, FALSE);
  otk_dialog_set_form (dialog, form, fill_fields);
  present (dialog, otk_field_form_control (OTK_FIELD_FORM (form), OTK_REQUEST_SOLUTION));
}

static GtkWidget *
new_kind_form (OtkDesk *desk, const OtkRecord *request)
{
  GtkWidget *form = otk_field_form_new (desk, OTK_ENTITY_REQUEST, request), *priority;

  otk_field_form_add (OTK_FIELD_FORM (form), OTK_REQUEST_TYPE, TRUE);
  otk_field_form_add (OTK_FIELD_FORM (form), OTK_REQUEST_PRIORITY, TRUE);
  otk_field_form_add (OTK_FIELD_FORM (form), OTK_REQUEST_SERVICE, TRUE);
  priority = otk_field_form_control (OTK_FIELD_FORM (form), OTK_REQUEST_PRIORITY);
  if (otk_choice_drop_down_get (priority) == 0)
    otk_choice_drop_down_set (priority, OTK_PRIORITY_MEDIUM);
  return form;
}

void
otk_dialog_classify (GtkWidget *from, OtkDesk *desk, const OtkRecord *request)
{
  OtkDialog *dialog = otk_dialog_new (from, desk, OTK_COMMAND_CLASSIFY, otk_record_id (request),
                                      _ ("Classify the request"), _ ("_Save"));
  GtkWidget *form = new_kind_form (desk, request);

  otk_field_form_add (OTK_FIELD_FORM (form), OTK_REQUEST_PRODUCT, FALSE);
  otk_field_form_add (OTK_FIELD_FORM (form), OTK_REQUEST_COMPANY, FALSE);
  otk_dialog_set_form (dialog, form, fill_fields);
  present (dialog, otk_field_form_control (OTK_FIELD_FORM (form), OTK_REQUEST_TYPE));
}

void
otk_dialog_edit (GtkWidget *from, OtkDesk *desk, const OtkRecord *request)
{
  OtkDialog *dialog = otk_dialog_new (from, desk, OTK_COMMAND_EDIT, otk_record_id (request),
                                      _ ("Edit the request"), _ ("_Save"));
  GtkWidget *fields = otk_field_form_new (desk, OTK_ENTITY_REQUEST, request);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  otk_field_form_add_editable (OTK_FIELD_FORM (fields));
  gtk_widget_set_margin_end (fields, 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), FORM_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), fields);
  g_object_set_data (G_OBJECT (scroller), "otk-fields", fields);
  otk_dialog_set_form (dialog, scroller, fill_changed_fields);
  present (dialog, otk_field_form_control (OTK_FIELD_FORM (fields), OTK_REQUEST_SUBJECT));
}

/* Arguments of the dialogs of the level, the responsible and the status. */
typedef struct
{
  GtkWidget *chooser;
  GtkWidget *comment;
  GtkWidget *keep;
  GtkWidget *kind; /* (nullable): what a request has to be given to be accepted */
} Choice;

static Choice *
choice_of (GtkWidget *form)
{
  return g_object_get_data (G_OBJECT (form), "otk-choice");
}

static GtkWidget *
new_choice (OtkDesk *desk, OtkEntityType type, const char *label, const OtkId *current)
{
  GtkWidget *form = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  Choice *choice = g_new0 (Choice, 1);

  choice->chooser = otk_record_chooser_new (desk, type);
  otk_record_chooser_set (OTK_RECORD_CHOOSER (choice->chooser), current);
  gtk_box_append (GTK_BOX (form), otk_form_field_new (label, choice->chooser, FALSE));
  g_object_set_data_full (G_OBJECT (form), "otk-choice", choice, g_free);
  return form;
}

static gboolean
choice_get (const Choice *choice, OtkId *id)
{
  otk_chooser_resolve (OTK_CHOOSER (choice->chooser));
  return otk_record_chooser_get (OTK_RECORD_CHOOSER (choice->chooser), id);
}

static gboolean
fill_level (OtkDialog *dialog, GtkWidget *form, OtkCommand *command)
{
  Choice *choice = choice_of (form);
  g_autofree char *comment = otk_entry_text (choice->comment);
  OtkId id;

  if (!choice_get (choice, &id))
    {
      gtk_widget_grab_focus (choice->chooser);
      return FALSE;
    }
  otk_command_with_id (command, "level", &id);
  if (*comment)
    otk_command_with_text (command, "comment", comment);
  if (gtk_check_button_get_active (GTK_CHECK_BUTTON (choice->keep)))
    otk_command_with_int (command, "keep_responsible", 1);
  return TRUE;
}

void
otk_dialog_level (GtkWidget *from, OtkDesk *desk, const OtkRecord *request)
{
  OtkDialog *dialog = otk_dialog_new (from, desk, OTK_COMMAND_SET_LEVEL, otk_record_id (request),
                                      _ ("Choose a support level"), _ ("_Set"));
  GtkWidget *form = new_choice (desk, OTK_ENTITY_LEVEL, _ ("Support level"),
                                otk_record_ref_id (request, OTK_REQUEST_LEVEL));
  Choice *choice = choice_of (form);

  choice->comment = gtk_entry_new ();
  gtk_entry_set_activates_default (GTK_ENTRY (choice->comment), TRUE);
  choice->keep = gtk_check_button_new_with_label (_ ("Keep the responsible"));
  gtk_box_append (GTK_BOX (form), otk_form_field_new (_ ("Comment"), choice->comment, FALSE));
  gtk_box_append (GTK_BOX (form), choice->keep);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                               _ ("The least loaded operator of the level gets the request."));
  otk_dialog_set_form (dialog, form, fill_level);
  present (dialog, choice->chooser);
}

static gboolean
fill_responsible (OtkDialog *dialog, GtkWidget *form, OtkCommand *command)
{
  OtkId id;

  if (choice_get (choice_of (form), &id))
    otk_command_with_id (command, "responsible", &id);
  return TRUE;
}

void
otk_dialog_assign (GtkWidget *from, OtkDesk *desk, const OtkRecord *request)
{
  OtkDialog *dialog = otk_dialog_new (from, desk, OTK_COMMAND_ASSIGN, otk_record_id (request),
                                      _ ("Change the responsible"), _ ("_Set"));
  GtkWidget *form = new_choice (desk, OTK_ENTITY_EMPLOYEE, _ ("Responsible"),
                                otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE));

  adw_message_dialog_set_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("Left empty, the least loaded responsible of the service gets the request."));
  otk_dialog_set_form (dialog, form, fill_responsible);
  present (dialog, choice_of (form)->chooser);
}

static OtkStatus
chosen_status (GtkWidget *form)
{
  for (GtkWidget *child = gtk_widget_get_first_child (form); child;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_CHECK_BUTTON (child) && gtk_check_button_get_active (GTK_CHECK_BUTTON (child)))
      return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (child), "otk-status"));
  return 0;
}

static gboolean
fill_status (OtkDialog *dialog, GtkWidget *form, OtkCommand *command)
{
  OtkStatus chosen = chosen_status (form);
  Choice *choice = choice_of (form);
  g_autofree char *comment = otk_entry_text (choice->comment);

  if (!chosen)
    return FALSE;
  if (choice->kind && gtk_widget_get_visible (choice->kind)
      && !fill_fields (dialog, choice->kind, command))
    return FALSE;
  otk_command_with_int (command, "status", chosen);
  if (*comment)
    {
      otk_command_with_text (command, "comment", comment);
      otk_command_with_text (command, "reason", comment);
    }
  return TRUE;
}

static void
status_chosen_cb (OtkDialog *dialog)
{
  GtkWidget *form = otk_dialog_form (dialog), *kind = choice_of (form)->kind;

  if (kind)
    gtk_widget_set_visible (kind, chosen_status (form) == OTK_STATUS_ACCEPTED);
  otk_dialog_set_ready (dialog, TRUE);
}

void
otk_dialog_status (GtkWidget *from, OtkDesk *desk, const OtkRecord *request)
{
  OtkDialog *dialog = otk_dialog_new (from, desk, OTK_COMMAND_SET_STATUS, otk_record_id (request),
                                      _ ("Change status"), _ ("_Set"));
  GtkWidget *form = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkCheckButton *group = NULL;
  Choice *choice = g_new0 (Choice, 1);

  for (OtkStatus status = OTK_STATUS_NEW; status <= OTK_STATUS_CLOSED; status++)
    {
      GtkWidget *button;

      if (!otk_desk_status_allowed (desk, request, status, NULL))
        continue;
      button = gtk_check_button_new_with_label (otk_status_text (status));
      g_object_set_data (G_OBJECT (button), "otk-status", GINT_TO_POINTER (status));
      gtk_check_button_set_group (GTK_CHECK_BUTTON (button), group);
      g_signal_connect_object (button, "toggled", G_CALLBACK (status_chosen_cb), dialog,
                               G_CONNECT_SWAPPED);
      group = GTK_CHECK_BUTTON (button);
      gtk_box_append (GTK_BOX (form), button);
    }
  if (otk_record_int (request, OTK_REQUEST_STATUS) == OTK_STATUS_CLASSIFICATION)
    {
      choice->kind = new_kind_form (desk, request);
      gtk_widget_hide (choice->kind);
      gtk_box_append (GTK_BOX (form), choice->kind);
    }
  choice->comment = gtk_entry_new ();
  gtk_entry_set_activates_default (GTK_ENTRY (choice->comment), TRUE);
  gtk_box_append (GTK_BOX (form), otk_form_field_new (_ ("Comment"), choice->comment, FALSE));
  g_object_set_data_full (G_OBJECT (form), "otk-choice", choice, g_free);
  if (!group)
    adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                                 _ ("No other status is allowed now."));
  otk_dialog_set_ready (dialog, FALSE);
  otk_dialog_set_form (dialog, form, fill_status);
  present (dialog, NULL);
}

static gboolean
fill_task (OtkDialog *dialog, GtkWidget *form, OtkCommand *command)
{
  const OtkId *request = g_object_get_data (G_OBJECT (dialog), "otk-request");
  OtkFormField *due = g_object_get_data (G_OBJECT (dialog), "otk-due");
  g_autofree char *text = otk_entry_text (otk_form_field_get_control (due));
  OtkTime at = *text ? otk_time_parse (text) : OTK_TIME_NONE;

  otk_form_field_set_error (due, *text && at == OTK_TIME_NONE
                                     ? _ ("A date and time, like 24.12.2026 18:00")
                                     : NULL);
  if (!fill_fields (dialog, form, command) || otk_form_field_has_error (due))
    return FALSE;
  if (at != OTK_TIME_NONE)
    otk_command_with_int (command, "due", at);
  otk_command_with_id (command, "request", request);
  return TRUE;
}

void
otk_dialog_task (GtkWidget *from, OtkDesk *desk, const OtkRecord *request)
{
  OtkDialog *dialog =
      otk_dialog_new (from, desk, OTK_COMMAND_TASK_ADD, NULL, _ ("New task"), _ ("_Create"));
  GtkWidget *form = otk_field_form_new (desk, OTK_ENTITY_TASK, NULL), *due;

  otk_field_form_add (OTK_FIELD_FORM (form), OTK_TASK_SUBJECT, TRUE);
  otk_field_form_add (OTK_FIELD_FORM (form), OTK_TASK_EXECUTOR, TRUE);
  due = otk_form_field_new (_ ("Due"), gtk_entry_new (), FALSE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (otk_form_field_get_control (OTK_FORM_FIELD (due))),
                                  _ ("24.12.2026 18:00"));
  gtk_box_append (GTK_BOX (form), due);
  g_object_set_data (G_OBJECT (dialog), "otk-due", due);
  otk_field_form_add (OTK_FIELD_FORM (form), OTK_TASK_TEXT, FALSE);
  g_object_set_data_full (G_OBJECT (dialog), "otk-request",
                          g_memdup2 (otk_record_id (request), sizeof (OtkId)), g_free);
  otk_dialog_set_form (dialog, form, fill_task);
  present (dialog, otk_field_form_control (OTK_FIELD_FORM (form), OTK_TASK_SUBJECT));
}

static void
purge_answered_cb (AdwMessageDialog *dialog, const char *response, GtkWidget *from)
{
  OtkDesk *desk = g_object_get_data (G_OBJECT (dialog), "otk-desk");
  GPtrArray *requests = g_object_get_data (G_OBJECT (dialog), "otk-requests"), *commands;

  if (g_strcmp0 (response, "purge") != 0)
    return;
  commands = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_command_unref);
  for (guint i = 0; i < requests->len; i++)
    g_ptr_array_add (commands, otk_desk_command (desk, OTK_COMMAND_PURGE,
                                                 otk_record_id (requests->pdata[i])));
  otk_act_all (from, commands);
}

void
otk_dialog_purge (GtkWidget *from, OtkDesk *desk, GPtrArray *requests)
{
  GtkWidget *dialog = adw_message_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (from)), NULL,
      _ ("Their conversations, files and history go too. This cannot be undone."));

  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog),
                                     g_dngettext (GETTEXT_PACKAGE, "Delete %u request for good?",
                                                  "Delete %u requests for good?", requests->len),
                                     requests->len);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "purge",
                                    _ ("_Delete for good"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "purge",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_object_set_data_full (G_OBJECT (dialog), "otk-requests", g_ptr_array_ref (requests),
                          (GDestroyNotify) g_ptr_array_unref);
  g_object_set_data_full (G_OBJECT (dialog), "otk-desk", g_object_ref (desk), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (purge_answered_cb), from, 0);
  otk_dialog_name_buttons (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* More join the family that the request is in. */
static void
merge_one (GtkWidget *from, OtkDesk *desk, const OtkRecord *request)
{
  g_autoptr (GPtrArray) requests =
      g_ptr_array_new_with_free_func ((GDestroyNotify) otk_record_unref);
  const OtkId *master = otk_record_ref_id (request, OTK_REQUEST_MASTER);
  OtkRecord *parent = master ? otk_desk_find (desk, OTK_ENTITY_REQUEST, master) : NULL;

  g_ptr_array_add (requests, parent ? parent : otk_record_ref ((OtkRecord *) request));
  otk_dialog_merge (from, desk, requests);
}

void
otk_request_act (GtkWidget *from, OtkDesk *desk, OtkCommandKind kind, const OtkRecord *request)
{
  switch (kind)
    {
    case OTK_COMMAND_PAUSE:
      otk_dialog_pause (from, desk, request);
      break;
    case OTK_COMMAND_COMPLETE:
      otk_dialog_complete (from, desk, request);
      break;
    case OTK_COMMAND_CLASSIFY:
      otk_dialog_classify (from, desk, request);
      break;
    case OTK_COMMAND_SET_STATUS:
      otk_dialog_status (from, desk, request);
      break;
    case OTK_COMMAND_SET_LEVEL:
      otk_dialog_level (from, desk, request);
      break;
    case OTK_COMMAND_ASSIGN:
      otk_dialog_assign (from, desk, request);
      break;
    case OTK_COMMAND_MERGE:
      merge_one (from, desk, request);
      break;
    case OTK_COMMAND_EDIT:
      otk_dialog_edit (from, desk, request);
      break;
    default:
      otk_act (from, otk_desk_command (desk, kind, otk_record_id (request)));
      break;
    }
}
