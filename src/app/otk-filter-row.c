/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-filter-editor.h"

#include "otk-duration.h"
#include "otk-form-field.h"
#include "otk-form-kit.h"
#include "otk-format.h"
#include "otk-record-chooser.h"

#include <glib/gi18n-lib.h>

struct _OtkFilterRow
{
  GtkBox parent_instance;

  OtkDesk *desk;
  GArray *fields;   /* of guint: those in the list of fields, in its order */
  GArray *ops;      /* of OtkOp: those in the list of conditions */
  OtkView *kept;    /* (nullable): a condition with a value that the row cannot show */
  GtkWidget *field; /* transfer none, as all below */
  GtkWidget *op;
  GtkWidget *holder; /* of the value */
  GtkWidget *value;  /* (nullable) */
  gboolean setting;  /* controls change by program */
};

G_DEFINE_FINAL_TYPE (OtkFilterRow, otk_filter_row, GTK_TYPE_BOX)

enum
{
  CHANGED,
  REMOVED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static const struct
{
  OtkOp op;
  const char *label;
} op_labels[] = {
  { OTK_OP_EQ, NC_ ("condition", "is") },
  { OTK_OP_NE, NC_ ("condition", "is not") },
  { OTK_OP_IN, NC_ ("condition", "is one of") },
  { OTK_OP_ME, NC_ ("condition", "is me") },
  { OTK_OP_LT, NC_ ("condition", "is less than") },
  { OTK_OP_GE, NC_ ("condition", "is at least") },
  { OTK_OP_EMPTY, NC_ ("condition", "is empty") },
  { OTK_OP_FILLED, NC_ ("condition", "is filled") },
};

static const OtkField *
field_of (OtkFilterRow *self)
{
  guint index = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->field));

  return &otk_entity (OTK_ENTITY_REQUEST)->fields[g_array_index (self->fields, guint, index)];
}

static guint
field_index (OtkFilterRow *self)
{
  return g_array_index (self->fields, guint,
                        gtk_drop_down_get_selected (GTK_DROP_DOWN (self->field)));
}

static OtkOp
op_of (OtkFilterRow *self)
{
  guint index = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->op));

  return index < self->ops->len ? g_array_index (self->ops, OtkOp, index) : OTK_OP_EQ;
}

static gboolean
is_offered (const OtkField *field, OtkOp op)
{
  switch (field->type)
    {
    case OTK_TYPE_ENUM:
      return op == OTK_OP_EQ || op == OTK_OP_NE || op == OTK_OP_IN;
    case OTK_TYPE_BOOL:
      return op == OTK_OP_EQ;
    case OTK_TYPE_REF:
      return op == OTK_OP_ME ? field->target == OTK_ENTITY_EMPLOYEE
                             : op != OTK_OP_LT && op != OTK_OP_GE;
    case OTK_TYPE_INT:
    case OTK_TYPE_SECONDS:
      return op == OTK_OP_EQ || op == OTK_OP_LT || op == OTK_OP_GE || op == OTK_OP_EMPTY
             || op == OTK_OP_FILLED;
    case OTK_TYPE_TIME:
      return op == OTK_OP_EMPTY || op == OTK_OP_FILLED;
    default:
      return op == OTK_OP_EQ || op == OTK_OP_NE || op == OTK_OP_EMPTY || op == OTK_OP_FILLED;
    }
}

static gboolean
takes_value (OtkOp op)
{
  return op != OTK_OP_ME && op != OTK_OP_EMPTY && op != OTK_OP_FILLED;
}

static void
emit_changed (OtkFilterRow *self)
{
  if (!self->setting)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* The value. */

static GtkWidget *
new_checks (OtkFilterRow *self, const OtkField *field)
{
  GtkWidget *box = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (box), GTK_SELECTION_NONE);
  for (guint i = 0; field->choices[i].name != NULL; i++)
    {
      GtkWidget *check = gtk_check_button_new_with_label (_ (field->choices[i].label));

      g_object_set_data (G_OBJECT (check), "otk-value",
                         GINT_TO_POINTER ((int) field->choices[i].value));
      g_signal_connect_object (check, "toggled", G_CALLBACK (emit_changed), self,
                               G_CONNECT_SWAPPED);
      gtk_flow_box_append (GTK_FLOW_BOX (box), check);
      gtk_widget_set_focusable (gtk_widget_get_last_child (box), FALSE);
    }
  return box;
}

static GtkWidget *
new_value (OtkFilterRow *self, const OtkField *field, OtkOp op)
{
  static const OtkChoice yes_no[] = { { 1, "yes", N_ ("Yes") }, { 2, "no", N_ ("No") }, { 0 } };
  const char *signal = "changed";
  GtkWidget *value;

  if (field->type == OTK_TYPE_ENUM && op == OTK_OP_IN)
    return new_checks (self, field);
  if (field->type == OTK_TYPE_ENUM || field->type == OTK_TYPE_BOOL)
    {
      value =
          otk_choice_drop_down_new (field->type == OTK_TYPE_BOOL ? yes_no : field->choices, NULL);
      signal = "notify::selected";
    }
  else if (field->type == OTK_TYPE_REF && op == OTK_OP_IN)
    value = otk_records_chooser_new (self->desk, field->target);
  else if (field->type == OTK_TYPE_REF)
    value = otk_record_chooser_new (self->desk, field->target);
  else
    value = gtk_entry_new ();
  g_signal_connect_object (value, signal, G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  return value;
}

static void
build_value (OtkFilterRow *self)
{
  OtkOp op = op_of (self);

  g_clear_pointer (&self->kept, otk_view_free);
  if (self->value != NULL)
    gtk_box_remove (GTK_BOX (self->holder), self->value);
  self->value = takes_value (op) ? new_value (self, field_of (self), op) : NULL;
  gtk_widget_set_visible (self->holder, self->value != NULL);
  if (self->value == NULL)
    return;
  gtk_widget_set_hexpand (self->value, TRUE);
  otk_widget_set_name (self->value, _ ("Value"));
  gtk_box_append (GTK_BOX (self->holder), self->value);
}

static void
build_ops (OtkFilterRow *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  const OtkField *field = field_of (self);

  g_array_set_size (self->ops, 0);
  for (guint i = 0; i < G_N_ELEMENTS (op_labels); i++)
    if (is_offered (field, op_labels[i].op))
      {
        g_array_append_val (self->ops, op_labels[i].op);
        gtk_string_list_append (labels,
                                g_dpgettext2 (GETTEXT_PACKAGE, "condition", op_labels[i].label));
      }
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->op), G_LIST_MODEL (labels));
}

static gboolean
read_number (OtkFilterRow *self, gint64 *number)
{
  g_autofree char *text = otk_entry_text (self->value);

  if (field_of (self)->type == OTK_TYPE_SECONDS)
    return otk_duration_parse (text, 24 * 3600, number);
  return g_ascii_string_to_signed (text, 10, G_MININT32, G_MAXINT32, number, NULL);
}

static void
add_checked (OtkFilterRow *self, OtkView *view)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (GtkWidget *child = gtk_widget_get_first_child (self->value); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *check = gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (child));
      gint64 number = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (check), "otk-value"));

      if (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)))
        g_array_append_val (numbers, number);
    }
  if (numbers->len > 0)
    otk_view_add_ints (view, field_index (self), numbers->len, (gint64 *) numbers->data);
}

static void
add_reference (OtkFilterRow *self, OtkView *view, OtkOp op)
{
  OtkId id;

  if (op == OTK_OP_IN)
    {
      g_autofree char *text = otk_records_chooser_get (OTK_RECORDS_CHOOSER (self->value));
      g_autoptr (GArray) ids = otk_ids_parse (text);

      if (ids->len > 0)
        otk_view_add_ids (view, field_index (self), ids);
    }
  else if (otk_record_chooser_get (OTK_RECORD_CHOOSER (self->value), &id))
    otk_view_add_id (view, field_index (self), op, &id);
}

/* Filling the controls with a condition. */

static void
show_values (OtkFilterRow *self, const OtkField *field, const OtkCondition *condition)
{
  const OtkValue *first = &g_array_index (condition->values, OtkValue, 0);

  if (GTK_IS_FLOW_BOX (self->value))
    for (GtkWidget *child = gtk_widget_get_first_child (self->value); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      {
        GtkWidget *check = gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (child));
        gint64 number = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (check), "otk-value"));

        for (guint i = 0; i < condition->values->len; i++)
          if (g_array_index (condition->values, OtkValue, i).number == number)
            gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
      }
  else if (GTK_IS_DROP_DOWN (self->value))
    otk_choice_drop_down_set (self->value, field->type == OTK_TYPE_BOOL
                                               ? (first->number != 0 ? 1 : 2)
                                               : first->number);
  else if (OTK_IS_RECORD_CHOOSER (self->value))
    otk_record_chooser_set (OTK_RECORD_CHOOSER (self->value), &first->id);
  else if (OTK_IS_RECORDS_CHOOSER (self->value))
    {
      g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (OtkId));
      g_autofree char *text = NULL;

      for (guint i = 0; i < condition->values->len; i++)
        g_array_append_val (ids, g_array_index (condition->values, OtkValue, i).id);
      text = otk_ids_print (ids);
      otk_records_chooser_set (OTK_RECORDS_CHOOSER (self->value), text);
    }
  else
    {
      g_autofree char *text = field->type == OTK_TYPE_SECONDS ? otk_duration_print (first->number)
                              : first->type == OTK_VALUE_TEXT
                                  ? g_strdup (first->text)
                                  : g_strdup_printf ("%" G_GINT64_FORMAT, first->number);

      gtk_editable_set_text (GTK_EDITABLE (self->value), text);
    }
}

static int
position_of (GArray *array, guint wanted)
{
  for (guint i = 0; i < array->len; i++)
    if (g_array_index (array, guint, i) == wanted)
      return (int) i;
  return -1;
}

/* What the row has no control for, such as an instant, stays as it was written. */
static void
keep (OtkFilterRow *self, OtkView *view)
{
  g_autofree char *text = otk_view_print (view);

  gtk_widget_set_visible (self->field, FALSE);
  gtk_widget_set_visible (self->op, FALSE);
  if (self->value != NULL)
    gtk_box_remove (GTK_BOX (self->holder), self->value);
  self->value = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (self->value), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->value), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->value, TRUE);
  gtk_widget_set_visible (self->holder, TRUE);
  gtk_box_append (GTK_BOX (self->holder), self->value);
  g_clear_pointer (&self->kept, otk_view_free);
  self->kept = view;
}

/* A view of that one condition. */
static OtkView *
only (const OtkView *view, guint index)
{
  OtkView *copy = otk_view_copy (view);

  g_clear_pointer (&copy->search, g_free);
  copy->sort = copy->sort2 = -1;
  for (guint i = copy->conditions->len; i > 0; i--)
    if (i - 1 != index)
      g_ptr_array_remove_index (copy->conditions, i - 1);
  return copy;
}

static void
show_condition (OtkFilterRow *self, const OtkView *view, guint index)
{
  const OtkCondition *condition = view->conditions->pdata[index];
  int field = position_of (self->fields, condition->field), op;

  if (field >= 0)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->field), (guint) field);
  op = field < 0 ? -1 : position_of (self->ops, condition->op);
  if (op < 0)
    {
      keep (self, only (view, index));
      return;
    }
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->op), (guint) op);
  if (self->value != NULL && condition->values != NULL && condition->values->len > 0)
    show_values (self, field_of (self), condition);
}

/* Events. */

static void
field_chosen_cb (OtkFilterRow *self)
{
  build_ops (self);
  build_value (self);
  emit_changed (self);
}

static void
op_chosen_cb (OtkFilterRow *self)
{
  build_value (self);
  emit_changed (self);
}

static void
remove_clicked_cb (OtkFilterRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static void
otk_filter_row_finalize (GObject *object)
{
  OtkFilterRow *self = OTK_FILTER_ROW (object);

  g_clear_pointer (&self->kept, otk_view_free);
  g_array_unref (self->fields);
  g_array_unref (self->ops);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (otk_filter_row_parent_class)->finalize (object);
}

static void
otk_filter_row_class_init (OtkFilterRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = otk_filter_row_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
otk_filter_row_init (OtkFilterRow *self)
{
  const OtkEntity *entity = otk_entity (OTK_ENTITY_REQUEST);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  GtkWidget *remove = gtk_button_new_from_icon_name ("list-remove-symbolic");

  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->fields = g_array_new (FALSE, FALSE, sizeof (guint));
  self->ops = g_array_new (FALSE, FALSE, sizeof (OtkOp));
  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i].flags & OTK_FIELD_LIST)
      {
        g_array_append_val (self->fields, i);
        gtk_string_list_append (labels, _ (entity->fields[i].label));
      }
  self->field = gtk_drop_down_new (G_LIST_MODEL (g_object_ref (labels)), NULL);
  self->op = gtk_drop_down_new (NULL, NULL);
  self->holder = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_hexpand (self->holder, TRUE);
  otk_widget_set_name (self->field, _ ("Field"));
  otk_widget_set_name (self->op, _ ("Condition"));
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_valign (remove, GTK_ALIGN_START);
  gtk_widget_set_valign (self->field, GTK_ALIGN_START);
  gtk_widget_set_valign (self->op, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (remove, _ ("Remove the condition"));
  otk_widget_set_name (remove, _ ("Remove the condition"));
  gtk_box_append (GTK_BOX (self), self->field);
  gtk_box_append (GTK_BOX (self), self->op);
  gtk_box_append (GTK_BOX (self), self->holder);
  gtk_box_append (GTK_BOX (self), remove);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (remove_clicked_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
otk_filter_row_new (OtkDesk *desk, const OtkView *view, guint index)
{
  OtkFilterRow *self = g_object_new (OTK_TYPE_FILTER_ROW, NULL);

  self->desk = g_object_ref (desk);
  self->setting = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->field),
                              (guint) MAX (0, position_of (self->fields, OTK_REQUEST_STATUS)));
  build_ops (self);
  build_value (self);
  g_signal_connect_object (self->field, "notify::selected", G_CALLBACK (field_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->op, "notify::selected", G_CALLBACK (op_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  if (view != NULL)
    show_condition (self, view, index);
  self->setting = FALSE;
  return GTK_WIDGET (self);
}

void
otk_filter_row_add (OtkFilterRow *self, OtkView *view)
{
  OtkOp op = op_of (self);
  gint64 number;

  if (self->kept != NULL)
    {
      g_autoptr (OtkView) copy = otk_view_copy (self->kept);

      g_ptr_array_add (view->conditions, g_ptr_array_steal_index (copy->conditions, 0));
    }
  else if (self->value == NULL)
    otk_view_add (view, field_index (self), op, NULL);
  else if (GTK_IS_FLOW_BOX (self->value))
    add_checked (self, view);
  else if (GTK_IS_DROP_DOWN (self->value))
    otk_view_add_int (view, field_index (self), op,
                      field_of (self)->type == OTK_TYPE_BOOL
                          ? otk_choice_drop_down_get (self->value) == 1
                          : otk_choice_drop_down_get (self->value));
  else if (field_of (self)->type == OTK_TYPE_REF)
    add_reference (self, view, op);
  else if (field_of (self)->type == OTK_TYPE_TEXT)
    {
      g_autofree char *text = otk_entry_text (self->value);
      g_auto (OtkValue) value = otk_value_text (text);

      if (*text != '\0')
        otk_view_add (view, field_index (self), op, &value);
    }
  else if (read_number (self, &number))
    otk_view_add_int (view, field_index (self), op, number);
}
