/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-setting-form.h"

#include "otk-act.h"
#include "otk-card-buttons.h"
#include "otk-error.h"
#include "otk-form-field.h"
#include "otk-form-kit.h"
#include "otk-record-chooser.h"
#include "otk-setting.h"
#include "otk-zone-chooser.h"

#include <glib/gi18n-lib.h>

typedef enum
{
  KIND_SWITCH,
  KIND_CHOICE,
  KIND_NUMBER,
  KIND_TEXT,
  KIND_EMPLOYEE,
  KIND_ZONE,
  KIND_BUTTONS,
} Kind;

/* What is stored where none of the buttons is wanted; the empty text stands for the usual ones. */
#define NO_BUTTONS "none"

/* A value as it is stored, and what people call it; ends with a value of NULL. */
typedef struct
{
  const char *value;
  const char *label;
} Option;

static const Option status_sets[] = { { "7", N_ ("Seven: with Completed and Closed") },
                                      { "6", N_ ("Six: Resolved is the last") },
                                      { NULL } };
static const Option visibilities[] = { { "all", N_ ("All requests") },
                                       { "own", N_ ("Only requests of one's own") },
                                       { NULL } };
static const Option tells[] = { { "ask", N_ ("Ask each time") },
                                { "always", N_ ("Always") },
                                { "never", N_ ("Never") },
                                { NULL } };

typedef struct
{
  const char *heading; /* NULL goes on with the block */
  const char *key;
  Kind kind;
  const char *label;
  const char *hint;
  const Option *options;
} Line;

static const Line lines[] = {
  { N_ ("Statuses"), OTK_KEY_STATUS_MANUAL, KIND_SWITCH, N_ ("Status can be changed by hand"),
    N_ ("The button “Change status” in the card") },
  { NULL, OTK_KEY_STATUS_SET, KIND_CHOICE, N_ ("Set of statuses"), NULL, status_sets },
  { NULL, OTK_KEY_AUTOCLOSE_DAYS, KIND_NUMBER, N_ ("Close without an answer after, days"),
    N_ ("0: never") },
  { N_ ("Distribution"), OTK_KEY_RESPONSIBLE_DEFAULT, KIND_EMPLOYEE, N_ ("Default responsible"),
    N_ ("Who gets a request that nobody else answers for") },
  { NULL, OTK_KEY_CLASSIFICATION_NORM, KIND_NUMBER, N_ ("Classification norm, minutes"),
    N_ ("0: off") },
  { NULL, OTK_KEY_VISIBILITY, KIND_CHOICE, N_ ("Operators see"), NULL, visibilities },
  { N_ ("Pause and messages"), OTK_KEY_PAUSE_TELL, KIND_CHOICE,
    N_ ("Tell the customer about a pause"), NULL, tells },
  { NULL, OTK_KEY_MESSAGE_HIDDEN, KIND_SWITCH, N_ ("Messages are hidden by default"), NULL },
  { N_ ("Customer feedback"), OTK_KEY_FEEDBACK_LINK, KIND_TEXT, N_ ("Link to the feedback form"),
    N_ ("Empty: no form is sent") },
  { NULL, OTK_KEY_FEEDBACK_WAIT, KIND_NUMBER, N_ ("Feedback is awaited, minutes"), NULL },
  { N_ ("Card"), OTK_KEY_CARD_BUTTONS, KIND_BUTTONS, N_ ("Buttons of the card"),
    N_ ("Each appears where the status and the rights allow it") },
  { N_ ("Time"), OTK_KEY_ZONE, KIND_ZONE, N_ ("Time zone of the workspace"), NULL },
};

struct _OtkSettingForm
{
  AdwBin parent_instance;
  OtkDesk *desk;
  gboolean setting;                          /* controls change by program */
  GtkWidget *controls[G_N_ELEMENTS (lines)]; /* transfer none */
  GtkWidget *fields[G_N_ELEMENTS (lines)];   /* transfer none */
};

G_DEFINE_FINAL_TYPE (OtkSettingForm, otk_setting_form, ADW_TYPE_BIN)

/* The check boxes of the buttons stand in the box one after another. */
static const OtkCommandInfo *
info_of (GtkWidget *check)
{
  return g_object_get_data (G_OBJECT (check), "otk-command");
}

static char *
read_buttons (GtkWidget *box)
{
  g_autoptr (GString) names = g_string_new (NULL);
  gboolean usual = TRUE;

  for (GtkWidget *check = gtk_widget_get_first_child (box); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    {
      gboolean wanted = gtk_check_button_get_active (GTK_CHECK_BUTTON (check));

      usual = usual && wanted == otk_card_button_is_chosen ("", info_of (check));
      if (wanted)
        g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", info_of (check)->name);
    }
  return g_strdup (usual ? "" : names->len > 0 ? names->str : NO_BUTTONS);
}

static void
write_buttons (GtkWidget *box, const char *value)
{
  for (GtkWidget *check = gtk_widget_get_first_child (box); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                                 otk_card_button_is_chosen (value, info_of (check)));
}

static char *
read_control (OtkSettingForm *self, guint index)
{
  GtkWidget *control = self->controls[index];
  const char *key;

  switch (lines[index].kind)
    {
    case KIND_SWITCH:
      return g_strdup (gtk_switch_get_active (GTK_SWITCH (control)) ? "1" : "0");
    case KIND_CHOICE:
      return g_strdup (
          lines[index].options[gtk_drop_down_get_selected (GTK_DROP_DOWN (control))].value);
    case KIND_EMPLOYEE:
    case KIND_ZONE:
      key = otk_chooser_get_key (OTK_CHOOSER (control));
      return g_strdup (key != NULL ? key : "");
    case KIND_BUTTONS:
      return read_buttons (control);
    default:
      return otk_entry_text (control);
    }
}

static void
write_control (OtkSettingForm *self, guint index)
{
  g_autofree char *value = otk_setting_text (otk_desk_state (self->desk), lines[index].key);
  GtkWidget *control = self->controls[index];

  switch (lines[index].kind)
    {
    case KIND_SWITCH:
      gtk_switch_set_active (GTK_SWITCH (control), strcmp (value, "1") == 0);
      break;
    case KIND_CHOICE:
      for (guint i = 0; lines[index].options[i].value != NULL; i++)
        if (strcmp (lines[index].options[i].value, value) == 0)
          gtk_drop_down_set_selected (GTK_DROP_DOWN (control), i);
      break;
    case KIND_EMPLOYEE:
    case KIND_ZONE:
      otk_chooser_set_key (OTK_CHOOSER (control), value);
      break;
    case KIND_BUTTONS:
      write_buttons (control, value);
      break;
    default:
      if (!gtk_widget_has_focus (control))
        gtk_editable_set_text (GTK_EDITABLE (control), value);
      break;
    }
}

static void
show_settings (OtkSettingForm *self)
{
  self->setting = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    write_control (self, i);
  self->setting = FALSE;
}

static void
store (OtkSettingForm *self, guint index)
{
  g_autofree char *value = read_control (self, index);
  g_autofree char *before = otk_setting_text (otk_desk_state (self->desk), lines[index].key);
  g_autoptr (GError) error = NULL;
  OtkId id = otk_setting_id (lines[index].key);
  OtkCommand *command;

  if (strcmp (value, before) == 0)
    {
      otk_form_field_set_error (OTK_FORM_FIELD (self->fields[index]), NULL);
      return;
    }
  if (!otk_setting_check (lines[index].key, value, &error))
    {
      otk_form_field_set_error (OTK_FORM_FIELD (self->fields[index]),
                                _ ("This value is not possible here"));
      return;
    }
  otk_form_field_set_error (OTK_FORM_FIELD (self->fields[index]), NULL);
  command = otk_desk_command (self->desk, OTK_COMMAND_SAVE, &id);
  otk_command_with_text (command, "entity", otk_entity (OTK_ENTITY_SETTING)->name);
  otk_command_with_text (command, "key", lines[index].key);
  otk_command_with_text (command, "value", value);
  otk_act (GTK_WIDGET (self), command);
}

static guint
index_of (OtkSettingForm *self, GtkWidget *control)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (self->controls[i] == control)
      return i;
  g_assert_not_reached ();
}

static void
chosen_cb (GtkWidget *control, GParamSpec *pspec, OtkSettingForm *self)
{
  if (!self->setting)
    store (self, index_of (self, control));
}

static void
key_chosen_cb (GtkWidget *control, OtkSettingForm *self)
{
  if (!self->setting)
    store (self, index_of (self, control));
}

static void
button_chosen_cb (GtkWidget *check, OtkSettingForm *self)
{
  if (!self->setting)
    store (self, index_of (self, gtk_widget_get_parent (check)));
}

static void
entry_activated_cb (GtkWidget *control, OtkSettingForm *self)
{
  store (self, index_of (self, control));
}

static void
entry_left_cb (GtkEventControllerFocus *controller, OtkSettingForm *self)
{
  if (self->desk != NULL)
    store (self,
           index_of (self, gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller))));
}

static void
desk_changed_cb (OtkDesk *desk, GArray *changes, OtkSettingForm *self)
{
  for (guint i = 0; i < changes->len; i++)
    if (g_array_index (changes, OtkChange, i).entity == OTK_ENTITY_SETTING)
      {
        show_settings (self);
        return;
      }
}

static void
otk_setting_form_dispose (GObject *object)
{
  g_clear_object (&OTK_SETTING_FORM (object)->desk);
  G_OBJECT_CLASS (otk_setting_form_parent_class)->dispose (object);
}

static void
otk_setting_form_class_init (OtkSettingFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = otk_setting_form_dispose;
}

static void
otk_setting_form_init (OtkSettingForm *self)
{
}

static GtkWidget *
new_entry (OtkSettingForm *self)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_object (entry, "activate", G_CALLBACK (entry_activated_cb), self, 0);
  g_signal_connect_object (focus, "leave", G_CALLBACK (entry_left_cb), self, 0);
  gtk_widget_add_controller (entry, focus);
  return entry;
}

static GtkWidget *
new_buttons (OtkSettingForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  for (OtkCommandKind kind = 1; kind < OTK_N_COMMANDS; kind++)
    {
      const OtkCommandInfo *info = otk_command_info (kind);
      GtkWidget *check;

      if (!otk_card_button_is_possible (info))
        continue;
      check = gtk_check_button_new_with_label (_ (info->label));
      g_object_set_data (G_OBJECT (check), "otk-command", (gpointer) info);
      g_signal_connect_object (check, "toggled", G_CALLBACK (button_chosen_cb), self, 0);
      gtk_box_append (GTK_BOX (box), check);
    }
  return box;
}

static GtkWidget *
new_control (OtkSettingForm *self, const Line *line)
{
  GtkStringList *labels;
  GtkWidget *control;

  switch (line->kind)
    {
    case KIND_SWITCH:
      control = gtk_switch_new ();
      gtk_widget_set_halign (control, GTK_ALIGN_START);
      g_signal_connect_object (control, "notify::active", G_CALLBACK (chosen_cb), self, 0);
      return control;
    case KIND_CHOICE:
      labels = gtk_string_list_new (NULL);
      for (guint i = 0; line->options[i].value != NULL; i++)
        gtk_string_list_append (labels, _ (line->options[i].label));
      control = gtk_drop_down_new (G_LIST_MODEL (labels), NULL);
      g_signal_connect_object (control, "notify::selected", G_CALLBACK (chosen_cb), self, 0);
      return control;
    case KIND_EMPLOYEE:
    case KIND_ZONE:
      control = line->kind == KIND_ZONE ? otk_zone_chooser_new ()
                                        : otk_record_chooser_new (self->desk, OTK_ENTITY_EMPLOYEE);
      g_signal_connect_object (control, "changed", G_CALLBACK (key_chosen_cb), self, 0);
      return control;
    case KIND_BUTTONS:
      return new_buttons (self);
    default:
      return new_entry (self);
    }
}

GtkWidget *
otk_setting_form_new (OtkDesk *desk)
{
  OtkSettingForm *self = g_object_new (OTK_TYPE_SETTING_FORM, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *clamp = adw_clamp_new ();
  GtkWidget *scroll = gtk_scrolled_window_new ();

  self->desk = g_object_ref (desk);
  self->setting = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      if (lines[i].heading != NULL)
        gtk_box_append (GTK_BOX (box), otk_heading_new (_ (lines[i].heading)));
      self->controls[i] = new_control (self, &lines[i]);
      self->fields[i] = otk_form_field_new (_ (lines[i].label), self->controls[i], FALSE);
      if (lines[i].hint != NULL)
        otk_form_field_set_hint (OTK_FORM_FIELD (self->fields[i]), _ (lines[i].hint));
      gtk_box_append (GTK_BOX (box), self->fields[i]);
    }
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 560);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_widget_add_css_class (clamp, "otk-form");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), clamp);
  adw_bin_set_child (ADW_BIN (self), scroll);
  g_signal_connect_object (desk, "changed", G_CALLBACK (desk_changed_cb), self, 0);
  show_settings (self);
  return GTK_WIDGET (self);
}
