/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-norm-list.h"

#include "otk-duration.h"
#include "otk-form-field.h"
#include "otk-form-kit.h"
#include "otk-format.h"
#include "otk-record-dialog.h"

#include <glib/gi18n-lib.h>

struct _OtkNormList
{
  GtkBox parent_instance;
  OtkDesk *desk;
  OtkId sla;
  /* Transfer none: children are held by the widget tree. */
  GtkWidget *list;
  GtkWidget *add;
  GtkWidget *hint;
};

G_DEFINE_FINAL_TYPE (OtkNormList, otk_norm_list, GTK_TYPE_BOX)

static char *
print_figures (const OtkRecord *record, guint reaction, guint resolution)
{
  g_autofree char *first = otk_record_is_null (record, reaction)
                               ? g_strdup (_ ("not set"))
                               : otk_duration_print (otk_record_int (record, reaction));
  g_autofree char *second = otk_record_is_null (record, resolution)
                                ? g_strdup (_ ("not set"))
                                : otk_duration_print (otk_record_int (record, resolution));

  return g_strdup_printf (_ ("reaction %s, resolution %s"), first, second);
}

/* What a norm is for: its criteria in words. */
static char *
print_criteria (OtkNormList *self, const OtkRecord *norm)
{
  static const guint fields[] = { OTK_NORM_COMPANY, OTK_NORM_CATEGORY, OTK_NORM_TYPE,
                                  OTK_NORM_PRIORITY };
  GString *text = g_string_new (otk_record_text (norm, OTK_NORM_NAME));

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *part = NULL;
      if (otk_record_is_null (norm, fields[i]))
        continue;
      part = otk_format_value (self->desk, OTK_ENTITY_NORM, fields[i],
                               otk_record_get (norm, fields[i]));
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
    }
  if (text->len == 0)
    g_string_append (text, _ ("Every request"));
  return g_string_free (text, FALSE);
}

static void
append_row (OtkNormList *self, const char *title, const char *subtitle, const OtkId *id)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  if (id != NULL)
    {
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("go-next-symbolic"));
      g_object_set_data_full (G_OBJECT (row), "otk-id", g_memdup2 (id, sizeof *id), g_free);
    }
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
show_norms (OtkNormList *self)
{
  g_autoptr (OtkRecord) sla = otk_desk_find (self->desk, OTK_ENTITY_SLA, &self->sla);
  g_auto (OtkValue) value = otk_value_id (&self->sla);
  g_autoptr (GPtrArray) norms = NULL;
  g_autofree char *figures = NULL;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  gtk_widget_set_visible (self->list, sla != NULL);
  gtk_widget_set_sensitive (self->add, sla != NULL);
  gtk_widget_set_visible (self->hint, sla == NULL);
  if (sla == NULL)
    return;
  figures = print_figures (sla, OTK_SLA_REACTION, OTK_SLA_RESOLUTION);
  append_row (self, _ ("By default"), figures, NULL);
  norms = otk_desk_list (self->desk, OTK_ENTITY_NORM, OTK_NORM_SLA, &value);
  for (guint i = 0; norms != NULL && i < norms->len; i++)
    {
      OtkRecord *norm = g_ptr_array_index (norms, i);
      g_autofree char *title = print_criteria (self, norm);
      g_autofree char *subtitle = print_figures (norm, OTK_NORM_REACTION, OTK_NORM_RESOLUTION);
      append_row (self, title, subtitle, otk_record_id (norm));
    }
}

static void
present (OtkNormList *self, OtkRecord *norm)
{
  g_auto (OtkValue) sla = otk_value_id (&self->sla);

  gtk_window_present (GTK_WINDOW (otk_record_dialog_new (
      GTK_WIDGET (self), self->desk, OTK_ENTITY_NORM, norm, OTK_NORM_SLA, &sla)));
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, OtkNormList *self)
{
  const OtkId *id = g_object_get_data (G_OBJECT (row), "otk-id");
  g_autoptr (OtkRecord) norm = id != NULL ? otk_desk_find (self->desk, OTK_ENTITY_NORM, id) : NULL;

  if (norm != NULL)
    present (self, norm);
}

static void
add_clicked_cb (GtkButton *button, OtkNormList *self)
{
  present (self, NULL);
}

static void
desk_changed_cb (OtkDesk *desk, GArray *changes, OtkNormList *self)
{
  for (guint i = 0; i < changes->len; i++)
    {
      OtkEntityType type = g_array_index (changes, OtkChange, i).entity;
      if (type == OTK_ENTITY_NORM || type == OTK_ENTITY_SLA)
        {
          show_norms (self);
          return;
        }
    }
}

static void
otk_norm_list_dispose (GObject *object)
{
  g_clear_object (&OTK_NORM_LIST (object)->desk);
  G_OBJECT_CLASS (otk_norm_list_parent_class)->dispose (object);
}

static void
otk_norm_list_class_init (OtkNormListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = otk_norm_list_dispose;
}

static void
otk_norm_list_init (OtkNormList *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 9);
  gtk_box_append (GTK_BOX (self), otk_heading_new (_ ("Norms")));
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, 0);
  gtk_box_append (GTK_BOX (self), self->list);
  self->hint = gtk_label_new (_ ("Save the SLA, then norms can be added to it"));
  gtk_label_set_xalign (GTK_LABEL (self->hint), 0);
  gtk_label_set_wrap (GTK_LABEL (self->hint), TRUE);
  gtk_widget_add_css_class (self->hint, "dim-label");
  gtk_box_append (GTK_BOX (self), self->hint);
  self->add = gtk_button_new_with_label (_ ("+ Add a norm"));
  gtk_widget_set_halign (self->add, GTK_ALIGN_START);
  otk_widget_set_name (self->add, _ ("Add a norm"));
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (add_clicked_cb), self, 0);
  gtk_box_append (GTK_BOX (self), self->add);
}

GtkWidget *
otk_norm_list_new (OtkDesk *desk)
{
  OtkNormList *self = g_object_new (OTK_TYPE_NORM_LIST, NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "changed", G_CALLBACK (desk_changed_cb), self, 0);
  show_norms (self);
  return GTK_WIDGET (self);
}

void
otk_norm_list_set_sla (OtkNormList *self, const OtkId *sla)
{
  self->sla = sla != NULL ? *sla : OTK_ID_NONE;
  show_norms (self);
}
