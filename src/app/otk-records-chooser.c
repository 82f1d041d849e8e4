/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-record-chooser.h"

#include <glib/gi18n-lib.h>

struct _OtkRecordsChooser
{
  GtkBox parent_instance;
  OtkDesk *desk;
  OtkEntityType type;
  GArray *ids;        /* of OtkId */
  GtkWidget *tags;    /* transfer none: children are held by the widget tree */
  GtkWidget *chooser; /* transfer none */
};

G_DEFINE_FINAL_TYPE (OtkRecordsChooser, otk_records_chooser, GTK_TYPE_BOX)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static int
position_of (OtkRecordsChooser *self, const OtkId *id)
{
  for (guint i = 0; i < self->ids->len; i++)
    if (otk_id_equal (&g_array_index (self->ids, OtkId, i), id))
      return (int) i;
  return -1;
}

static gboolean
is_not_chosen (const OtkRecord *record, gpointer data)
{
  return position_of (data, otk_record_id (record)) < 0;
}

static void
remove_clicked_cb (GtkButton *button, OtkRecordsChooser *self)
{
  OtkId *id = g_object_get_data (G_OBJECT (button), "otk-id");
  int index = position_of (self, id);

  if (index < 0)
    return;
  g_array_remove_index (self->ids, (guint) index);
  gtk_widget_grab_focus (self->chooser);
  gtk_flow_box_remove (GTK_FLOW_BOX (self->tags),
                       gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_FLOW_BOX_CHILD));
  gtk_widget_set_visible (self->tags, self->ids->len > 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
new_tag (OtkRecordsChooser *self, const OtkId *id)
{
  GtkWidget *tag = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = gtk_label_new (otk_desk_name (self->desk, self->type, id));
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *name =
      g_strdup_printf (_ ("Remove %s"), gtk_label_get_label (GTK_LABEL (label)));

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
  gtk_widget_set_tooltip_text (label, gtk_label_get_label (GTK_LABEL (label)));
  gtk_widget_set_margin_start (label, 9);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "otk-id", g_memdup2 (id, sizeof *id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), self, 0);
  gtk_widget_add_css_class (tag, "otk-tag");
  gtk_widget_set_halign (tag, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (tag), label);
  gtk_box_append (GTK_BOX (tag), button);
  return tag;
}

static void
show_tags (OtkRecordsChooser *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->tags)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (self->tags), child);
  for (guint i = 0; i < self->ids->len; i++)
    {
      gtk_flow_box_append (GTK_FLOW_BOX (self->tags),
                           new_tag (self, &g_array_index (self->ids, OtkId, i)));
      /* Tab goes to the button in the tag, not also to the box around it. */
      gtk_widget_set_focusable (gtk_widget_get_last_child (self->tags), FALSE);
    }
  gtk_widget_set_visible (self->tags, self->ids->len > 0);
}

static void
chosen_cb (OtkRecordChooser *chooser, OtkRecordsChooser *self)
{
  OtkId id;

  if (!otk_record_chooser_get (chooser, &id))
    return;
  if (position_of (self, &id) < 0)
    {
      g_array_append_val (self->ids, id);
      show_tags (self);
      g_signal_emit (self, signals[CHANGED], 0);
    }
  otk_record_chooser_set (chooser, NULL);
}

static gboolean
otk_records_chooser_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (OTK_RECORDS_CHOOSER (widget)->chooser);
}

static void
otk_records_chooser_dispose (GObject *object)
{
  OtkRecordsChooser *self = OTK_RECORDS_CHOOSER (object);

  g_clear_object (&self->desk);
  g_clear_pointer (&self->ids, g_array_unref);
  G_OBJECT_CLASS (otk_records_chooser_parent_class)->dispose (object);
}

static void
otk_records_chooser_class_init (OtkRecordsChooserClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = otk_records_chooser_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = otk_records_chooser_grab_focus;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
otk_records_chooser_init (OtkRecordsChooser *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (OtkId));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->tags = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->tags), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->tags), 4);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->tags), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (self->tags), 6);
  gtk_widget_set_visible (self->tags, FALSE);
  gtk_box_append (GTK_BOX (self), self->tags);
}

GtkWidget *
otk_records_chooser_new (OtkDesk *desk, OtkEntityType type)
{
  OtkRecordsChooser *self = g_object_new (OTK_TYPE_RECORDS_CHOOSER, NULL);

  self->desk = g_object_ref (desk);
  self->type = type;
  self->chooser = otk_record_chooser_new (desk, type);
  otk_chooser_set_placeholder (OTK_CHOOSER (self->chooser), _ ("Add…"));
  otk_record_chooser_set_accepts (OTK_RECORD_CHOOSER (self->chooser), is_not_chosen, self);
  g_signal_connect_object (self->chooser, "changed", G_CALLBACK (chosen_cb), self, 0);
  gtk_box_append (GTK_BOX (self), self->chooser);
  return GTK_WIDGET (self);
}

char *
otk_records_chooser_get (OtkRecordsChooser *self)
{
  return otk_ids_print (self->ids);
}

void
otk_records_chooser_set (OtkRecordsChooser *self, const char *ids)
{
  g_array_unref (self->ids);
  self->ids = otk_ids_parse (ids);
  show_tags (self);
}

void
otk_records_chooser_set_label (OtkRecordsChooser *self, const char *label)
{
  otk_chooser_set_label (OTK_CHOOSER (self->chooser), label);
}
