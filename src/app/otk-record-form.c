/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-record-form.h"

#include "otk-calendar.h"
#include "otk-duration.h"
#include "otk-filter-editor.h"
#include "otk-fold-layout.h"
#include "otk-form-field.h"
#include "otk-form-kit.h"
#include "otk-record-chooser.h"
#include "otk-schedule-editor.h"

#include <glib/gi18n-lib.h>

/* The schedule's hours are no words but a grid. */
#define IS_HOURS(type, field) ((type) == OTK_ENTITY_SCHEDULE && (field) == OTK_SCHEDULE_SPEC)

/* A folder's filter is made of rows. */
#define IS_FILTER(type, field) ((type) == OTK_ENTITY_FOLDER && (field) == OTK_FOLDER_FILTER)

typedef struct
{
  GtkWidget *row;     /* transfer none: what is hidden when preset */
  GtkWidget *control; /* transfer none; NULL where the field is not edited */
  GtkWidget *view;    /* transfer none: the text view inside the control of a LONGTEXT */
  OtkValue preset;
} Part;

struct _OtkRecordForm
{
  GtkBox parent_instance;
  OtkDesk *desk;
  const OtkEntity *entity;
  OtkRecord *record; /* (nullable): as it is stored */
  OtkId id;
  Part *parts;        /* one for each field */
  GtkWidget *problem; /* transfer none */
  gboolean setting;   /* controls change by program */
};

G_DEFINE_FINAL_TYPE (OtkRecordForm, otk_record_form, GTK_TYPE_BOX)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* The blocks of the SLA's form (product.md §1.4); a heading of NULL goes on with the block. */
static const struct
{
  const char *heading;
  int field;
} sla_order[] = {
  { NULL, OTK_SLA_NAME },
  { NULL, OTK_SLA_SCHEDULE },
  { N_ ("Reaction time norm"), OTK_SLA_REACTION },
  { NULL, OTK_SLA_REACTION_BREACH },
  { NULL, OTK_SLA_REACTION_REMIND },
  { NULL, OTK_SLA_REACTION_REMIND_PERCENT },
  { N_ ("Resolution time norm"), OTK_SLA_RESOLUTION },
  { NULL, OTK_SLA_RESOLUTION_BREACH },
  { NULL, OTK_SLA_RESOLUTION_REMIND },
  { NULL, OTK_SLA_RESOLUTION_REMIND_PERCENT },
  { NULL, OTK_SLA_RESOLUTION_START },
  { NULL, OTK_SLA_RESTART },
  { N_ ("Whom to tell"), OTK_SLA_BREACH_TO_RESPONSIBLE },
  { NULL, OTK_SLA_BREACH_TO },
  { N_ ("Answer time norm"), OTK_SLA_ANSWER },
  { NULL, OTK_SLA_ANSWER_WARN },
  { NULL, OTK_SLA_ANSWER_FROM_CREATION },
  { N_ ("Norm of the SLA"), OTK_SLA_THRESHOLD },
  { NULL, OTK_SLA_THRESHOLD_BREACH },
  { NULL, OTK_SLA_CHECK_TIME },
  { NULL, OTK_SLA_CHECK_PERIOD },
};

static const OtkField *
field_of (OtkRecordForm *self, guint index)
{
  return &self->entity->fields[index];
}

/* What a day counts as (product.md §2.3 R-T1): as in the schedule that goes with this record. */
static gint64
day_seconds (OtkRecordForm *self)
{
  g_autoptr (OtkRecord) sla = NULL, schedule = NULL;
  g_autoptr (OtkCalendar) calendar = NULL;
  const OtkId *id = NULL;
  OtkId chosen;

  if (self->entity->type == OTK_ENTITY_SLA
      && otk_record_chooser_get (OTK_RECORD_CHOOSER (self->parts[OTK_SLA_SCHEDULE].control),
                                 &chosen))
    id = &chosen;
  else if (self->entity->type == OTK_ENTITY_NORM
           && otk_record_chooser_get (OTK_RECORD_CHOOSER (self->parts[OTK_NORM_SLA].control),
                                      &chosen))
    {
      sla = otk_desk_find (self->desk, OTK_ENTITY_SLA, &chosen);
      id = sla != NULL ? otk_record_ref_id (sla, OTK_SLA_SCHEDULE) : NULL;
    }
  schedule = id != NULL ? otk_desk_find (self->desk, OTK_ENTITY_SCHEDULE, id) : NULL;
  if (schedule != NULL && !otk_record_is_null (schedule, OTK_SCHEDULE_SPEC))
    calendar = otk_calendar_parse (otk_record_text (schedule, OTK_SCHEDULE_SPEC), NULL);
  return calendar != NULL ? otk_calendar_nominal_day (calendar) : 86400;
}

/* What the controls hold. */

static gboolean
parse_number (const char *text, gint64 *number)
{
  return g_ascii_string_to_signed (text, 10, -1000000000, 1000000000, number, NULL);
}

static OtkValue
read_entry (OtkRecordForm *self, guint index)
{
  const OtkField *field = field_of (self, index);
  g_autofree char *text =
      IS_FILTER (self->entity->type, index)
          ? otk_filter_editor_get (OTK_FILTER_EDITOR (self->parts[index].control))
          : otk_entry_text (self->parts[index].control);
  gint64 number;

  if (*text == '\0')
    return otk_value_null ();
  if (field->type == OTK_TYPE_TEXT)
    return otk_value_text (text);
  if (field->type == OTK_TYPE_SECONDS ? otk_duration_parse (text, day_seconds (self), &number)
                                      : parse_number (text, &number))
    return otk_value_int (number);
  return otk_value_null ();
}

static OtkValue
read_text (OtkRecordForm *self, guint index)
{
  Part *part = &self->parts[index];
  g_autofree char *text = IS_HOURS (self->entity->type, index)
                              ? otk_schedule_editor_get (OTK_SCHEDULE_EDITOR (part->control))
                          : part->view != NULL
                              ? otk_text_box_get (part->view)
                              : otk_records_chooser_get (OTK_RECORDS_CHOOSER (part->control));

  return *text != '\0' ? otk_value_text (text) : otk_value_null ();
}

static OtkValue
read_field (OtkRecordForm *self, guint index)
{
  Part *part = &self->parts[index];
  OtkId id;
  int number;

  if (!otk_value_is_null (&part->preset))
    return otk_value_copy (&part->preset);
  switch (field_of (self, index)->type)
    {
    case OTK_TYPE_LONGTEXT:
    case OTK_TYPE_REFS:
      return read_text (self, index);
    case OTK_TYPE_BOOL:
      return otk_value_int (gtk_switch_get_active (GTK_SWITCH (part->control)));
    case OTK_TYPE_ENUM:
      number = otk_choice_drop_down_get (part->control);
      return number != 0 ? otk_value_int (number) : otk_value_null ();
    case OTK_TYPE_REF:
      return otk_record_chooser_get (OTK_RECORD_CHOOSER (part->control), &id) ? otk_value_id (&id)
                                                                              : otk_value_null ();
    default:
      return read_entry (self, index);
    }
}

/* A stored "no" may be null; an empty list may be an empty text. */
static gboolean
same (const OtkField *field, const OtkValue *a, const OtkValue *b)
{
  if (field->type == OTK_TYPE_BOOL)
    return (!otk_value_is_null (a) && a->number != 0) == (!otk_value_is_null (b) && b->number != 0);
  return otk_value_equal (a, b);
}

static gboolean
differs (OtkRecordForm *self, guint index, const OtkValue *value)
{
  g_auto (OtkValue) nothing = OTK_VALUE_INIT;
  const OtkValue *stored = self->record != NULL ? otk_record_get (self->record, index) : &nothing;

  return !same (field_of (self, index), stored, value);
}

/* Filling the controls. */

static void
write_entry (OtkRecordForm *self, guint index, const OtkValue *value)
{
  g_autofree char *text = otk_value_is_null (value)                       ? g_strdup ("")
                          : field_of (self, index)->type == OTK_TYPE_TEXT ? g_strdup (value->text)
                          : field_of (self, index)->type == OTK_TYPE_SECONDS
                              ? otk_duration_print (value->number)
                              : g_strdup_printf ("%" G_GINT64_FORMAT, value->number);

  if (IS_FILTER (self->entity->type, index))
    otk_filter_editor_set (OTK_FILTER_EDITOR (self->parts[index].control), text);
  else
    gtk_editable_set_text (GTK_EDITABLE (self->parts[index].control), text);
}

static void
write_field (OtkRecordForm *self, guint index, const OtkValue *value)
{
  Part *part = &self->parts[index];
  gboolean empty = otk_value_is_null (value);

  switch (field_of (self, index)->type)
    {
    case OTK_TYPE_LONGTEXT:
      if (IS_HOURS (self->entity->type, index))
        otk_schedule_editor_set (OTK_SCHEDULE_EDITOR (part->control), empty ? NULL : value->text);
      else
        otk_text_box_set (part->view, empty ? "" : value->text);
      break;
    case OTK_TYPE_REFS:
      otk_records_chooser_set (OTK_RECORDS_CHOOSER (part->control), empty ? NULL : value->text);
      break;
    case OTK_TYPE_BOOL:
      gtk_switch_set_active (GTK_SWITCH (part->control), !empty && value->number != 0);
      break;
    case OTK_TYPE_ENUM:
      otk_choice_drop_down_set (part->control, empty ? 0 : value->number);
      break;
    case OTK_TYPE_REF:
      otk_record_chooser_set (OTK_RECORD_CHOOSER (part->control), empty ? NULL : &value->id);
      break;
    default:
      write_entry (self, index, value);
      break;
    }
}

/* What most new records of a kind begin with. */
static OtkValue
initial (OtkRecordForm *self, guint index)
{
  if (self->entity->type == OTK_ENTITY_EMPLOYEE && index == OTK_EMPLOYEE_ACTIVE)
    return otk_value_int (TRUE);
  if (self->entity->type == OTK_ENTITY_EMPLOYEE && index == OTK_EMPLOYEE_ROLE)
    return otk_value_int (OTK_ROLE_OPERATOR);
  if (self->entity->type == OTK_ENTITY_REQUEST_TYPE && index == OTK_REQUEST_TYPE_PRIORITY)
    return otk_value_int (OTK_PRIORITY_MEDIUM);
  if (self->entity->type == OTK_ENTITY_SLA && index == OTK_SLA_BREACH_TO_RESPONSIBLE)
    return otk_value_int (TRUE);
  if (self->entity->type == OTK_ENTITY_SLA
      && (index == OTK_SLA_REACTION_BREACH || index == OTK_SLA_RESOLUTION_BREACH))
    return otk_value_int (OTK_BREACH_SYSTEM);
  return otk_value_null ();
}

/* Events. */

static void
control_changed_cb (GtkWidget *control, OtkRecordForm *self)
{
  GtkWidget *field = gtk_widget_get_ancestor (control, OTK_TYPE_FORM_FIELD);

  if (self->setting)
    return;
  if (field != NULL)
    otk_form_field_set_error (OTK_FORM_FIELD (field), NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
text_changed_cb (GtkTextBuffer *buffer, OtkRecordForm *self)
{
  if (!self->setting)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
property_changed_cb (GtkWidget *control, GParamSpec *pspec, OtkRecordForm *self)
{
  control_changed_cb (control, self);
}

/* Building. */

static GtkWidget *
new_entry (OtkRecordForm *self, const OtkField *field)
{
  GtkWidget *entry = gtk_entry_new ();

  if (field->max > 0)
    gtk_entry_set_max_length (GTK_ENTRY (entry), (int) field->max);
  if (field->type == OTK_TYPE_SECONDS)
    gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("1 h 30 min"));
  if (field->type != OTK_TYPE_TEXT)
    gtk_widget_add_css_class (entry, "numeric");
  g_signal_connect_object (entry, "changed", G_CALLBACK (control_changed_cb), self, 0);
  return entry;
}

static GtkWidget *
new_long_text (OtkRecordForm *self, guint index)
{
  GtkWidget *control;

  if (IS_HOURS (self->entity->type, index))
    {
      control = otk_schedule_editor_new (self->desk);
      g_signal_connect_object (control, "changed", G_CALLBACK (control_changed_cb), self, 0);
      return control;
    }
  control = otk_text_box_new (&self->parts[index].view);
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->parts[index].view)),
                           "changed", G_CALLBACK (text_changed_cb), self, 0);
  return control;
}

static GtkWidget *
new_control (OtkRecordForm *self, guint index)
{
  const OtkField *field = field_of (self, index);
  GtkWidget *control;

  if (IS_FILTER (self->entity->type, index))
    {
      control = otk_filter_editor_new (self->desk);
      g_signal_connect_object (control, "changed", G_CALLBACK (control_changed_cb), self, 0);
      return control;
    }
  switch (field->type)
    {
    case OTK_TYPE_LONGTEXT:
      return new_long_text (self, index);
    case OTK_TYPE_BOOL:
      control = gtk_switch_new ();
      gtk_widget_set_halign (control, GTK_ALIGN_START);
      g_signal_connect_object (control, "notify::active", G_CALLBACK (property_changed_cb), self,
                               0);
      return control;
    case OTK_TYPE_ENUM:
      control = otk_choice_drop_down_new (field->choices,
                                          field->flags & OTK_FIELD_REQUIRED ? NULL : _ ("Not set"));
      g_signal_connect_object (control, "notify::selected", G_CALLBACK (property_changed_cb), self,
                               0);
      return control;
    case OTK_TYPE_REF:
      control = otk_record_chooser_new (self->desk, field->target);
      g_signal_connect_object (control, "edited", G_CALLBACK (control_changed_cb), self, 0);
      return control;
    case OTK_TYPE_REFS:
      control = otk_records_chooser_new (self->desk, field->target);
      g_signal_connect_object (control, "changed", G_CALLBACK (control_changed_cb), self, 0);
      return control;
    default:
      return new_entry (self, field);
    }
}

static gboolean
is_edited (OtkRecordForm *self, guint index)
{
  return (field_of (self, index)->flags & OTK_FIELD_EDIT)
         && field_of (self, index)->type != OTK_TYPE_TIME;
}

/* Short controls stand two in a row where there is room. */
static gboolean
is_short (OtkRecordForm *self, guint index)
{
  const OtkField *field = field_of (self, index);

  return field->type != OTK_TYPE_LONGTEXT && field->type != OTK_TYPE_REFS
         && !IS_FILTER (self->entity->type, index) && (int) index != self->entity->name_field;
}

static void
append_field (OtkRecordForm *self, guint index, GtkWidget **half)
{
  Part *part = &self->parts[index];
  const OtkField *field = field_of (self, index);

  part->control = new_control (self, index);
  part->row =
      IS_HOURS (self->entity->type, index)
          ? part->control
          : otk_form_field_new (_ (field->label), part->control, field->flags & OTK_FIELD_REQUIRED);
  if (!is_short (self, index))
    {
      gtk_box_append (GTK_BOX (self), part->row);
      *half = NULL;
    }
  else if (*half != NULL)
    {
      gtk_box_append (GTK_BOX (*half), part->row);
      *half = NULL;
    }
  else
    {
      *half = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
      gtk_widget_set_layout_manager (*half, otk_fold_layout_new (420, 12, 0));
      gtk_box_append (GTK_BOX (*half), part->row);
      gtk_box_append (GTK_BOX (self), *half);
    }
}

static void
build (OtkRecordForm *self)
{
  GtkWidget *half = NULL;

  if (self->entity->type == OTK_ENTITY_SLA)
    for (guint i = 0; i < G_N_ELEMENTS (sla_order); i++)
      {
        if (sla_order[i].heading != NULL)
          {
            gtk_box_append (GTK_BOX (self), otk_heading_new (_ (sla_order[i].heading)));
            half = NULL;
          }
        append_field (self, (guint) sla_order[i].field, &half);
      }
  for (guint i = 0; i < self->entity->n_fields; i++)
    if (is_edited (self, i) && self->parts[i].control == NULL)
      append_field (self, i, &half);
}

static void
otk_record_form_dispose (GObject *object)
{
  OtkRecordForm *self = OTK_RECORD_FORM (object);

  g_clear_pointer (&self->record, otk_record_unref);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (otk_record_form_parent_class)->dispose (object);
}

static void
otk_record_form_finalize (GObject *object)
{
  OtkRecordForm *self = OTK_RECORD_FORM (object);

  for (guint i = 0; i < self->entity->n_fields; i++)
    otk_value_clear (&self->parts[i].preset);
  g_free (self->parts);
  G_OBJECT_CLASS (otk_record_form_parent_class)->finalize (object);
}

static void
otk_record_form_class_init (OtkRecordFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = otk_record_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = otk_record_form_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
otk_record_form_init (OtkRecordForm *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  self->problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_add_css_class (self->problem, "otk-problem");
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_box_append (GTK_BOX (self), self->problem);
}

GtkWidget *
otk_record_form_new (OtkDesk *desk, OtkEntityType type)
{
  OtkRecordForm *self = g_object_new (OTK_TYPE_RECORD_FORM, NULL);

  self->desk = g_object_ref (desk);
  self->entity = otk_entity (type);
  self->parts = g_new0 (Part, self->entity->n_fields);
  self->setting = TRUE;
  build (self);
  self->setting = FALSE;
  otk_record_form_load (self, NULL);
  return GTK_WIDGET (self);
}

void
otk_record_form_load (OtkRecordForm *self, OtkRecord *record)
{
  g_clear_pointer (&self->record, otk_record_unref);
  self->record = record != NULL ? otk_record_ref (record) : NULL;
  self->id = record != NULL ? *otk_record_id (record) : otk_id_new (otk_desk_now (self->desk));
  self->setting = TRUE;
  otk_record_form_set_error (self, NULL);
  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      g_auto (OtkValue) value = OTK_VALUE_INIT;
      if (self->parts[i].control == NULL)
        continue;
      value = record != NULL ? otk_value_copy (otk_record_get (record, i)) : initial (self, i);
      write_field (self, i, &value);
      if (OTK_IS_FORM_FIELD (self->parts[i].row))
        otk_form_field_set_error (OTK_FORM_FIELD (self->parts[i].row), NULL);
    }
  self->setting = FALSE;
}

void
otk_record_form_preset (OtkRecordForm *self, guint field, const OtkValue *value)
{
  Part *part = &self->parts[field];

  otk_value_clear (&part->preset);
  part->preset = otk_value_copy (value);
  if (part->control == NULL)
    return;
  self->setting = TRUE;
  write_field (self, field, value);
  self->setting = FALSE;
  gtk_widget_set_visible (part->row, FALSE);
}

gboolean
otk_record_form_is_new (OtkRecordForm *self)
{
  return self->record == NULL;
}

gboolean
otk_record_form_is_changed (OtkRecordForm *self)
{
  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      g_auto (OtkValue) value = OTK_VALUE_INIT, before = OTK_VALUE_INIT;
      if (self->parts[i].control == NULL || !otk_value_is_null (&self->parts[i].preset))
        continue;
      value = read_field (self, i);
      before = initial (self, i);
      if (IS_HOURS (self->entity->type, i) && self->record == NULL)
        continue;
      if (self->record == NULL ? !same (field_of (self, i), &before, &value)
                               : differs (self, i, &value))
        return TRUE;
    }
  return FALSE;
}

static const char *
entry_problem (OtkRecordForm *self, guint index)
{
  const OtkField *field = field_of (self, index);
  g_autofree char *text = otk_entry_text (self->parts[index].control);
  gint64 number;

  if (*text == '\0')
    return field->flags & OTK_FIELD_REQUIRED ? _ ("Fill this in") : NULL;
  if (field->type == OTK_TYPE_SECONDS && !otk_duration_parse (text, 86400, &number))
    return _ ("Enter a duration, for example 1 h 30 min");
  if (field->type == OTK_TYPE_INT && !parse_number (text, &number))
    return _ ("Enter a whole number");
  return NULL;
}

static const char *
field_problem (OtkRecordForm *self, guint index)
{
  Part *part = &self->parts[index];
  const OtkField *field = field_of (self, index);
  g_auto (OtkValue) value = OTK_VALUE_INIT;

  if (GTK_IS_ENTRY (part->control))
    return entry_problem (self, index);
  if (OTK_IS_CHOOSER (part->control) && !otk_chooser_resolve (OTK_CHOOSER (part->control))
      && *otk_chooser_get_text (OTK_CHOOSER (part->control)) != '\0')
    return _ ("There is no such entry: pick one from the list");
  value = read_field (self, index);
  if ((field->flags & OTK_FIELD_REQUIRED) && otk_value_is_null (&value))
    return _ ("Fill this in");
  return NULL;
}

gboolean
otk_record_form_validate (OtkRecordForm *self)
{
  GtkWidget *first = NULL;

  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      Part *part = &self->parts[i];
      const char *problem;
      if (part->control == NULL || !otk_value_is_null (&part->preset))
        continue;
      if (IS_HOURS (self->entity->type, i))
        {
          if (!otk_schedule_editor_validate (OTK_SCHEDULE_EDITOR (part->control)) && first == NULL)
            first = part->control;
          continue;
        }
      problem = field_problem (self, i);
      otk_form_field_set_error (OTK_FORM_FIELD (part->row), problem);
      if (problem != NULL && first == NULL)
        first = part->row;
    }
  if (first != NULL)
    gtk_widget_grab_focus (first);
  return first == NULL;
}

OtkCommand *
otk_record_form_command (OtkRecordForm *self)
{
  OtkCommand *command = otk_desk_command (self->desk, OTK_COMMAND_SAVE, &self->id);

  otk_command_with_text (command, "entity", self->entity->name);
  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      g_auto (OtkValue) value = OTK_VALUE_INIT;
      if (self->parts[i].control == NULL)
        continue;
      value = read_field (self, i);
      if (differs (self, i, &value))
        otk_values_take (command->args, field_of (self, i)->name, otk_value_copy (&value));
    }
  return command;
}

char *
otk_record_form_draft (OtkRecordForm *self)
{
  g_autoptr (OtkCommand) command = otk_record_form_command (self);
  g_autoptr (GBytes) bytes = otk_values_encode (command->args);

  return g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

void
otk_record_form_load_draft (OtkRecordForm *self, const char *draft)
{
  gsize length = 0;
  guchar *data = g_base64_decode (draft, &length);
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);
  g_autoptr (OtkValues) values = otk_values_decode (bytes, NULL);

  if (values == NULL)
    return;
  self->setting = TRUE;
  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      const OtkValue *value = otk_values_get (values, field_of (self, i)->name);
      if (value != NULL && self->parts[i].control != NULL)
        write_field (self, i, value);
    }
  self->setting = FALSE;
}

void
otk_record_form_set_error (OtkRecordForm *self, const char *text)
{
  gtk_label_set_label (GTK_LABEL (self->problem), text != NULL ? text : "");
  gtk_widget_set_visible (self->problem, text != NULL);
}
