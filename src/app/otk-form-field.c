/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-form-field.h"

#include "otk-record-chooser.h"

struct _OtkFormField
{
  GtkWidget parent_instance;
  char *label;
  char *hint;
  GtkWidget *title;   /* transfer none: children are held by the widget tree */
  GtkWidget *control; /* transfer none */
  GtkWidget *below;   /* transfer none */
  gboolean wrong;
};

G_DEFINE_FINAL_TYPE (OtkFormField, otk_form_field, GTK_TYPE_WIDGET)

/* The widget that takes the keyboard: the text view inside its frame, else the control. */
static GtkWidget *
focus_target (GtkWidget *control)
{
  if (GTK_IS_FRAME (control))
    return focus_target (gtk_frame_get_child (GTK_FRAME (control)));
  if (GTK_IS_SCROLLED_WINDOW (control))
    return gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (control));
  return control;
}

static void
show_below (OtkFormField *self, const char *text, gboolean wrong)
{
  GtkWidget *target = focus_target (self->control);

  self->wrong = wrong;
  gtk_label_set_label (GTK_LABEL (self->below), text != NULL ? text : "");
  gtk_widget_set_visible (self->below, text != NULL);
  if (wrong)
    {
      gtk_widget_add_css_class (self->control, "error");
      gtk_widget_add_css_class (self->below, "error");
      gtk_widget_remove_css_class (self->below, "dim-label");
    }
  else
    {
      gtk_widget_remove_css_class (self->control, "error");
      gtk_widget_remove_css_class (self->below, "error");
      gtk_widget_add_css_class (self->below, "dim-label");
    }
  gtk_accessible_update_state (GTK_ACCESSIBLE (target), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (target), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "", -1);
}

static gboolean
otk_form_field_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (focus_target (OTK_FORM_FIELD (widget)->control));
}

static void
otk_form_field_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (otk_form_field_parent_class)->dispose (object);
}

static void
otk_form_field_finalize (GObject *object)
{
  OtkFormField *self = OTK_FORM_FIELD (object);

  g_free (self->label);
  g_free (self->hint);
  G_OBJECT_CLASS (otk_form_field_parent_class)->finalize (object);
}

static void
otk_form_field_class_init (OtkFormFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = otk_form_field_dispose;
  object_class->finalize = otk_form_field_finalize;
  widget_class->grab_focus = otk_form_field_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
otk_form_field_init (OtkFormField *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 3);
}

GtkWidget *
otk_form_field_new (const char *label, GtkWidget *control, gboolean required)
{
  OtkFormField *self = g_object_new (OTK_TYPE_FORM_FIELD, NULL);
  g_autofree char *shown = required ? g_strconcat (label, " *", NULL) : g_strdup (label);
  GtkWidget *target = focus_target (control);

  self->label = g_strdup (label);
  self->control = control;
  self->title = gtk_label_new (shown);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_wrap (GTK_LABEL (self->title), TRUE);
  gtk_label_set_mnemonic_widget (GTK_LABEL (self->title), target);
  /* The control bears the name itself; with the relation it would be read out twice. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (target), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_widget_add_css_class (self->title, "caption-heading");
  gtk_widget_set_parent (self->title, GTK_WIDGET (self));

  gtk_widget_set_parent (control, GTK_WIDGET (self));
  self->below = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->below), 0);
  gtk_label_set_wrap (GTK_LABEL (self->below), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->below), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (self->below, "caption");
  gtk_widget_set_parent (self->below, GTK_WIDGET (self));
  otk_widget_set_name (control, label);
  if (required)
    gtk_accessible_update_property (GTK_ACCESSIBLE (target), GTK_ACCESSIBLE_PROPERTY_REQUIRED, TRUE,
                                    -1);
  show_below (self, NULL, FALSE);
  return GTK_WIDGET (self);
}

const char *
otk_form_field_get_label (OtkFormField *self)
{
  return self->label;
}

GtkWidget *
otk_form_field_get_control (OtkFormField *self)
{
  return self->control;
}

void
otk_form_field_set_hint (OtkFormField *self, const char *hint)
{
  if (g_strcmp0 (self->hint, hint) == 0)
    return;
  g_free (self->hint);
  self->hint = g_strdup (hint);
  if (!self->wrong)
    show_below (self, self->hint, FALSE);
}

void
otk_form_field_set_error (OtkFormField *self, const char *error)
{
  if (error != NULL)
    show_below (self, error, TRUE);
  else if (self->wrong)
    show_below (self, self->hint, FALSE);
}

gboolean
otk_form_field_has_error (OtkFormField *self)
{
  return self->wrong;
}

void
otk_widget_set_name (GtkWidget *control, const char *name)
{
  if (OTK_IS_CHOOSER (control))
    otk_chooser_set_label (OTK_CHOOSER (control), name);
  else if (OTK_IS_RECORDS_CHOOSER (control))
    otk_records_chooser_set_label (OTK_RECORDS_CHOOSER (control), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (focus_target (control)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  /* The name is said once: with a label that names it too, GTK would say both. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (focus_target (control)),
                                 GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}
