/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-dialogs.h"

#include "otk-form-field.h"
#include "otk-form-kit.h"

#define LONGEST_HOURS (366 * 24.0)
/* When the working day begins for the chip "tomorrow". */
#define MORNING_HOUR 9

typedef struct
{
  GtkWidget *reason;
  GtkWidget *hours;
  GtkWidget *hours_field;
  GtkWidget *tell;     /* NULL where there is nobody to tell */
  GtkWidget *question; /* (nullable), as tell: where the requester cannot be told */
} PauseForm;

/* The chips below the hours: minutes, 0 for tomorrow morning. */
static const struct
{
  const char *label;
  int minutes;
} chips[] = {
  { N_ ("30 min"), 30 },
  { N_ ("1 h"), 60 },
  { N_ ("4 h"), 240 },
  { N_ ("tomorrow 9:00"), 0 },
};

gboolean
otk_hours_parse (const char *text, gint64 *seconds)
{
  g_autofree char *number = g_strstrip (g_strdelimit (g_strdup (text), ",", '.'));
  char *end = NULL;
  double hours = g_ascii_strtod (number, &end);

  if (!*number || *end || !(hours > 0) || hours > LONGEST_HOURS)
    return FALSE;
  *seconds = (gint64) (hours * 3600 + 0.5);
  return TRUE;
}

static PauseForm *
pause_form_of (OtkDialog *dialog)
{
  return g_object_get_data (G_OBJECT (otk_dialog_form (dialog)), "otk-pause");
}

static double
hours_until_morning (OtkDialog *dialog)
{
  OtkTime now = otk_desk_now (otk_dialog_desk (dialog));
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now / OTK_SECOND);
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (today, 1);
  g_autoptr (GDateTime) morning =
      g_date_time_new_local (g_date_time_get_year (tomorrow), g_date_time_get_month (tomorrow),
                             g_date_time_get_day_of_month (tomorrow), MORNING_HOUR, 0, 0);

  return (g_date_time_to_unix (morning) - now / OTK_SECOND) / 3600.0;
}

static void
chip_clicked_cb (GtkWidget *button, OtkDialog *dialog)
{
  int minutes = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "otk-minutes"));
  double hours = minutes ? minutes / 60.0 : hours_until_morning (dialog);
  g_autofree char *text = g_strdup_printf (minutes ? "%.2f" : "%.4f", hours);

  gtk_editable_set_text (GTK_EDITABLE (pause_form_of (dialog)->hours), text);
}

/* What the requester will read (product.md §2.7). */
static void
show_preview (PauseForm *form, const char *reason)
{
  g_autofree char *text = NULL;

  if (form->question == NULL)
    return;
  if (*reason && gtk_check_button_get_active (GTK_CHECK_BUTTON (form->tell)))
    text = g_strdup_printf (_ ("The requester will get: “%s”"), reason);
  otk_form_field_set_hint (OTK_FORM_FIELD (form->question),
                           text ? text : _ ("The message tells the reason of the pause."));
}

static void
pause_changed_cb (OtkDialog *dialog)
{
  PauseForm *form = pause_form_of (dialog);
  g_autofree char *reason = otk_text_box_get (form->reason);
  g_autofree char *hours = otk_entry_text (form->hours);
  gint64 seconds;
  gboolean good = !*hours || otk_hours_parse (hours, &seconds);

  otk_form_field_set_error (OTK_FORM_FIELD (form->hours_field),
                            good ? NULL : _ ("A number of hours, like 1,5"));
  otk_dialog_set_ready (dialog, good && *g_strstrip (reason));
  show_preview (form, reason);
}

static gboolean
fill_pause (OtkDialog *dialog, GtkWidget *widget, OtkCommand *command)
{
  PauseForm *form = pause_form_of (dialog);
  g_autofree char *reason = otk_text_box_get (form->reason);
  g_autofree char *hours = otk_entry_text (form->hours);
  gint64 seconds;

  otk_command_with_text (command, "reason", g_strstrip (reason));
  if (otk_hours_parse (hours, &seconds))
    otk_command_with_int (command, "planned", seconds);
  if (form->tell && gtk_check_button_get_active (GTK_CHECK_BUTTON (form->tell)))
    otk_command_with_int (command, "tell_customer", 1);
  return TRUE;
}

/* Only where the request came by something that an answer can go back through (R-P2). */
static gboolean
customer_can_be_told (const OtkRecord *request)
{
  switch (otk_record_int (request, OTK_REQUEST_CHANNEL))
    {
    case OTK_CHANNEL_LINE:
    case OTK_CHANNEL_MAIL:
    case OTK_CHANNEL_PORTAL:
    case OTK_CHANNEL_CHAT:
      return TRUE;
    default:
      return FALSE;
    }
}

static GtkWidget *
new_chips (OtkDialog *dialog)
{
  GtkWidget *box = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (box), GTK_SELECTION_NONE);
  /* Two and two: the dialog's height is measured at its narrowest. */
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (box), 2);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (box), 2);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (box), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (box), 6);
  gtk_widget_add_css_class (box, "plain-flow");
  for (guint i = 0; i < G_N_ELEMENTS (chips); i++)
    {
      GtkWidget *button = gtk_button_new_with_label (_ (chips[i].label));

      g_object_set_data (G_OBJECT (button), "otk-minutes", GINT_TO_POINTER (chips[i].minutes));
      g_signal_connect_object (button, "clicked", G_CALLBACK (chip_clicked_cb), dialog, 0);
      gtk_flow_box_append (GTK_FLOW_BOX (box), button);
    }
  return box;
}

static GtkWidget *
new_question (PauseForm *form)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *no;

  form->tell = gtk_check_button_new_with_label (_ ("Yes"));
  no = gtk_check_button_new_with_label (_ ("No"));
  gtk_check_button_set_group (GTK_CHECK_BUTTON (form->tell), GTK_CHECK_BUTTON (no));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (no), TRUE);
  gtk_box_append (GTK_BOX (box), form->tell);
  gtk_box_append (GTK_BOX (box), no);
  return box;
}

void
otk_dialog_pause (GtkWidget *from, OtkDesk *desk, const OtkRecord *request)
{
  OtkDialog *dialog = otk_dialog_new (from, desk, OTK_COMMAND_PAUSE, otk_record_id (request),
                                      _ ("Put on hold"), _ ("To _waiting"));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  PauseForm *form = g_new0 (PauseForm, 1);

  g_object_set_data_full (G_OBJECT (box), "otk-pause", form, g_free);
  gtk_box_append (GTK_BOX (box),
                  otk_form_field_new (_ ("Reason"), otk_text_box_new (&form->reason), TRUE));
  otk_widget_set_name (form->reason, _ ("Reason"));
  form->hours = gtk_entry_new ();
  gtk_entry_set_activates_default (GTK_ENTRY (form->hours), TRUE);
  gtk_entry_set_input_purpose (GTK_ENTRY (form->hours), GTK_INPUT_PURPOSE_NUMBER);
  form->hours_field = otk_form_field_new (_ ("Planned waiting time"), form->hours, FALSE);
  otk_form_field_set_hint (OTK_FORM_FIELD (form->hours_field),
                           _ ("in hours; empty: until it is resumed by hand"));
  gtk_box_append (GTK_BOX (box), form->hours_field);
  gtk_box_append (GTK_BOX (box), new_chips (dialog));
  if (customer_can_be_told (request))
    {
      form->question =
          otk_form_field_new (_ ("Send a message to the requester?"), new_question (form), FALSE);
      gtk_box_append (GTK_BOX (box), form->question);
      g_signal_connect_object (form->tell, "toggled", G_CALLBACK (pause_changed_cb), dialog,
                               G_CONNECT_SWAPPED);
    }

  otk_dialog_set_form (dialog, box, fill_pause);
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (form->reason)), "changed",
                           G_CALLBACK (pause_changed_cb), dialog, G_CONNECT_SWAPPED);
  g_signal_connect_object (form->hours, "changed", G_CALLBACK (pause_changed_cb), dialog,
                           G_CONNECT_SWAPPED);
  pause_changed_cb (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (form->reason);
}
