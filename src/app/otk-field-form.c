/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-field-form.h"

#include "otk-form-field.h"
#include "otk-form-kit.h"
#include "otk-record-chooser.h"

struct _OtkFieldForm
{
  GtkBox parent_instance;

  OtkDesk *desk;
  OtkEntityType type;
  OtkRecord *record;
  GPtrArray *lines; /* Line */
};

G_DEFINE_FINAL_TYPE (OtkFieldForm, otk_field_form, GTK_TYPE_BOX)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  guint field;
  gboolean required;
  GtkWidget *widget;  /* OtkFormField */
  GtkWidget *control; /* what holds the value */
} Line;

/* Which dictionary a field's entries come from; 0 where the field is no dictionary's. */
static OtkDictionaryKind
dictionary_of (OtkEntityType type, guint field)
{
  if (type != OTK_ENTITY_REQUEST)
    return 0;
  switch (field)
    {
    case OTK_REQUEST_SEVERITY:
      return OTK_DICTIONARY_SEVERITY;
    case OTK_REQUEST_DIFFICULTY:
      return OTK_DICTIONARY_DIFFICULTY;
    case OTK_REQUEST_CATEGORY:
      return OTK_DICTIONARY_CATEGORY;
    case OTK_REQUEST_ANSWER_STATUS:
      return OTK_DICTIONARY_STATUS_KIND;
    default:
      return 0;
    }
}

static gboolean
is_of_dictionary (const OtkRecord *record, gpointer data)
{
  return otk_record_int (record, OTK_DICTIONARY_KIND) == GPOINTER_TO_INT (data);
}

static gboolean
has_choices (OtkFieldForm *self, guint field)
{
  const OtkField *info = &otk_entity (self->type)->fields[field];
  OtkDictionaryKind kind = dictionary_of (self->type, field);
  g_autoptr (GPtrArray) entries = NULL;

  if (info->type != OTK_TYPE_REF || kind == 0)
    return TRUE;
  entries = otk_desk_all (self->desk, OTK_ENTITY_DICTIONARY);
  for (guint i = 0; i < entries->len; i++)
    if (is_of_dictionary (entries->pdata[i], GINT_TO_POINTER (kind)))
      return TRUE;
  return FALSE;
}

static void
control_changed_cb (OtkFieldForm *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    otk_form_field_set_error (OTK_FORM_FIELD (((Line *) self->lines->pdata[i])->widget), NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
watch (OtkFieldForm *self, gpointer object, const char *signal)
{
  g_signal_connect_object (object, signal, G_CALLBACK (control_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static GtkWidget *
new_reference (OtkFieldForm *self, guint field, const OtkField *info)
{
  GtkWidget *chooser = otk_record_chooser_new (self->desk, info->target);
  OtkDictionaryKind kind = dictionary_of (self->type, field);

  if (kind != 0)
    otk_record_chooser_set_accepts (OTK_RECORD_CHOOSER (chooser), is_of_dictionary,
                                    GINT_TO_POINTER (kind));
  if (self->record)
    otk_record_chooser_set (OTK_RECORD_CHOOSER (chooser), otk_record_ref_id (self->record, field));
  watch (self, chooser, "changed");
  return chooser;
}

static GtkWidget *
new_entry (OtkFieldForm *self, guint field, const OtkField *info)
{
  GtkWidget *entry = gtk_entry_new ();
  const char *text = self->record ? otk_record_text (self->record, field) : NULL;

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  if (info->max > 0)
    gtk_entry_set_max_length (GTK_ENTRY (entry), MIN (info->max, G_MAXUINT16));
  gtk_editable_set_text (GTK_EDITABLE (entry), text ? text : "");
  watch (self, entry, "changed");
  return entry;
}

/* Returns the widget to show; @control is what holds the value. */
static GtkWidget *
new_control (OtkFieldForm *self, guint field, GtkWidget **control)
{
  const OtkField *info = &otk_entity (self->type)->fields[field];
  GtkWidget *frame;

  switch (info->type)
    {
    case OTK_TYPE_LONGTEXT:
      frame = otk_text_box_new (control);
      otk_text_box_set (*control, self->record ? otk_record_text (self->record, field) : NULL);
      watch (self, gtk_text_view_get_buffer (GTK_TEXT_VIEW (*control)), "changed");
      return frame;
    case OTK_TYPE_ENUM:
      *control = otk_choice_drop_down_new (info->choices, "—");
      otk_choice_drop_down_set (*control, self->record ? otk_record_int (self->record, field) : 0);
      watch (self, *control, "notify::selected");
      return *control;
    case OTK_TYPE_REF:
      *control = new_reference (self, field, info);
      return *control;
    case OTK_TYPE_TEXT:
      *control = new_entry (self, field, info);
      return *control;
    default:
      return NULL;
    }
}

static OtkValue
line_value (OtkFieldForm *self, const Line *line)
{
  const OtkField *info = &otk_entity (self->type)->fields[line->field];
  g_autofree char *text = NULL;
  OtkId id;
  int choice;

  switch (info->type)
    {
    case OTK_TYPE_ENUM:
      choice = otk_choice_drop_down_get (line->control);
      return choice ? otk_value_int (choice) : otk_value_null ();
    case OTK_TYPE_REF:
      otk_chooser_resolve (OTK_CHOOSER (line->control));
      return otk_record_chooser_get (OTK_RECORD_CHOOSER (line->control), &id) ? otk_value_id (&id)
                                                                              : otk_value_null ();
    case OTK_TYPE_LONGTEXT:
      text = otk_text_box_get (line->control);
      break;
    default:
      text = otk_entry_text (line->control);
      break;
    }
  return otk_value_text (*text ? text : NULL);
}

static void
otk_field_form_finalize (GObject *object)
{
  OtkFieldForm *self = OTK_FIELD_FORM (object);

  g_clear_object (&self->desk);
  g_clear_pointer (&self->record, otk_record_unref);
  g_clear_pointer (&self->lines, g_ptr_array_unref);

  G_OBJECT_CLASS (otk_field_form_parent_class)->finalize (object);
}

static void
otk_field_form_class_init (OtkFieldFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = otk_field_form_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
otk_field_form_init (OtkFieldForm *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  self->lines = g_ptr_array_new_with_free_func (g_free);
}

GtkWidget *
otk_field_form_new (OtkDesk *desk, OtkEntityType type, const OtkRecord *record)
{
  OtkFieldForm *self = g_object_new (OTK_TYPE_FIELD_FORM, NULL);

  self->desk = g_object_ref (desk);
  self->type = type;
  self->record = record ? otk_record_ref ((OtkRecord *) record) : NULL;
  return GTK_WIDGET (self);
}

void
otk_field_form_add (OtkFieldForm *self, guint field, gboolean required)
{
  const OtkField *info = &otk_entity (self->type)->fields[field];
  GtkWidget *control = NULL, *shown = new_control (self, field, &control);
  Line *line;

  if (!shown)
    return;
  line = g_new0 (Line, 1);
  line->field = field;
  line->required = required;
  line->control = control;
  line->widget = otk_form_field_new (_ (info->label), shown, required);
  otk_widget_set_name (control, _ (info->label));
  g_ptr_array_add (self->lines, line);
  gtk_box_append (GTK_BOX (self), line->widget);
}

void
otk_field_form_add_editable (OtkFieldForm *self)
{
  const OtkEntity *entity = otk_entity (self->type);

  for (guint i = 0; i < entity->n_fields; i++)
    if ((entity->fields[i].flags & OTK_FIELD_EDIT) && has_choices (self, i))
      otk_field_form_add (self, i, entity->fields[i].flags & OTK_FIELD_REQUIRED);
}

gboolean
otk_field_form_check (OtkFieldForm *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      const Line *line = self->lines->pdata[i];
      g_auto (OtkValue) value = line_value (self, line);

      if (!line->required || !otk_value_is_null (&value))
        continue;
      otk_form_field_set_error (OTK_FORM_FIELD (line->widget), _ ("This has to be filled in"));
      gtk_widget_grab_focus (line->control);
      return FALSE;
    }
  return TRUE;
}

void
otk_field_form_fill (OtkFieldForm *self, OtkCommand *command, gboolean changed_only)
{
  const OtkEntity *entity = otk_entity (self->type);

  for (guint i = 0; i < self->lines->len; i++)
    {
      const Line *line = self->lines->pdata[i];
      g_auto (OtkValue) value = line_value (self, line);

      if (changed_only && self->record
          && otk_value_equal (&value, otk_record_get (self->record, line->field)))
        continue;
      otk_values_take (command->args, entity->fields[line->field].name, otk_value_copy (&value));
    }
}

GtkWidget *
otk_field_form_control (OtkFieldForm *self, guint field)
{
  for (guint i = 0; i < self->lines->len; i++)
    if (((Line *) self->lines->pdata[i])->field == field)
      return ((Line *) self->lines->pdata[i])->control;
  return NULL;
}
