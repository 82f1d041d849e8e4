/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-card-links.h"

#include "otk-act.h"
#include "otk-format.h"
#include "otk-property.h"

#include <adwaita.h>

struct _OtkCardLinks
{
  GtkWidget parent_instance;

  OtkDossier *dossier;

  GtkWidget *scroller;
  char *shown; /* what the rows say */

  GtkBox *parent;
  GtkBox *children;
};

G_DEFINE_FINAL_TYPE (OtkCardLinks, otk_card_links, GTK_TYPE_WIDGET)

static void
detach_clicked_cb (GtkWidget *button, OtkCardLinks *self)
{
  const OtkId *id = g_object_get_data (G_OBJECT (button), "otk-id");

  otk_act (GTK_WIDGET (self), otk_desk_command (self->dossier->desk, OTK_COMMAND_UNLINK, id));
}

static GtkWidget *
new_detach (OtkCardLinks *self, const OtkRecord *request)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");
  g_autofree char *title = otk_format_title (self->dossier->desk, request);
  g_autofree char *name = g_strdup_printf (_ ("Separate %s"), title);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "otk-id",
                          g_memdup2 (otk_record_id (request), sizeof (OtkId)), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (detach_clicked_cb), self, 0);
  return button;
}

static GtkWidget *
new_row (OtkCardLinks *self, const OtkRecord *request, const char *style)
{
  OtkDesk *desk = self->dossier->desk;
  const OtkId *responsible = otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE);
  gboolean here = otk_id_equal (otk_record_id (request), otk_record_id (self->dossier->request));
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *icon, *link, *name;
  g_autofree char *title = otk_format_title (desk, request);
  g_autofree char *text = g_strdup_printf ("%s · %s", title, otk_record_name (request));

  icon = gtk_image_new_from_icon_name ("insert-link-symbolic");
  gtk_widget_add_css_class (icon, style);
  link = otk_link_button_new (text, otk_record_id (request));
  gtk_widget_set_hexpand (link, TRUE);
  gtk_widget_set_sensitive (link, !here);
  name = gtk_label_new (responsible ? otk_desk_name (desk, OTK_ENTITY_EMPLOYEE, responsible)
                                    : _ ("Nobody"));
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 24);
  gtk_widget_add_css_class (name, "dim-label");
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), link);
  gtk_box_append (GTK_BOX (row),
                  otk_chip_new_status (otk_record_int (request, OTK_REQUEST_STATUS)));
  gtk_box_append (GTK_BOX (row), name);
  if (otk_record_ref_id (request, OTK_REQUEST_MASTER)
      && otk_desk_allowed (desk, OTK_COMMAND_UNLINK, request, NULL))
    gtk_box_append (GTK_BOX (row), new_detach (self, request));
  return row;
}

static void
describe (GString *text, OtkDesk *desk, const OtkRecord *request)
{
  const OtkId *person = otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE);
  char id[OTK_ID_STRING_LENGTH + 1];

  g_string_append_printf (text, "%s %s %d %s %d\n", otk_id_print (otk_record_id (request), id),
                          otk_record_name (request),
                          (int) otk_record_int (request, OTK_REQUEST_STATUS),
                          person ? otk_desk_name (desk, OTK_ENTITY_EMPLOYEE, person) : "",
                          otk_desk_allowed (desk, OTK_COMMAND_UNLINK, request, NULL));
}

/* Rows that say the same stay: made anew under a hand they would lose its click. */
static gboolean
is_shown (OtkCardLinks *self, OtkDesk *desk, const OtkRecord *master, GPtrArray *children)
{
  GString *text = g_string_new (NULL);
  g_autofree char *before = g_steal_pointer (&self->shown);

  describe (text, desk, master);
  for (guint i = 0; children && i < children->len; i++)
    describe (text, desk, children->pdata[i]);
  self->shown = g_string_free (text, FALSE);
  return g_strcmp0 (before, self->shown) == 0;
}

static void
otk_card_links_finalize (GObject *object)
{
  g_free (OTK_CARD_LINKS (object)->shown);

  G_OBJECT_CLASS (otk_card_links_parent_class)->finalize (object);
}

static void
otk_card_links_dispose (GObject *object)
{
  OtkCardLinks *self = OTK_CARD_LINKS (object);

  g_clear_pointer (&self->dossier, otk_dossier_unref);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (otk_card_links_parent_class)->dispose (object);
}

static void
otk_card_links_class_init (OtkCardLinksClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_card_links_dispose;
  G_OBJECT_CLASS (klass)->finalize = otk_card_links_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/otklik/Otklik/otk-card-links.ui");
  gtk_widget_class_bind_template_child (widget_class, OtkCardLinks, scroller);
  gtk_widget_class_bind_template_child (widget_class, OtkCardLinks, parent);
  gtk_widget_class_bind_template_child (widget_class, OtkCardLinks, children);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
otk_card_links_init (OtkCardLinks *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
otk_card_links_set_dossier (OtkCardLinks *self, OtkDossier *dossier)
{
  const OtkId *master_id = otk_record_ref_id (dossier->request, OTK_REQUEST_MASTER);
  g_autoptr (OtkRecord) master = master_id
                                     ? otk_desk_find (dossier->desk, OTK_ENTITY_REQUEST, master_id)
                                     : otk_record_ref (dossier->request);
  g_auto (OtkValue) value = OTK_VALUE_INIT;
  g_autoptr (GPtrArray) children = NULL;

  otk_dossier_ref (dossier);
  g_clear_pointer (&self->dossier, otk_dossier_unref);
  self->dossier = dossier;
  if (!master)
    return;
  value = otk_value_id (otk_record_id (master));
  children = otk_desk_list (dossier->desk, OTK_ENTITY_REQUEST, OTK_REQUEST_MASTER, &value);
  if (is_shown (self, dossier->desk, master, children))
    return;

  otk_box_clear (self->parent);
  otk_box_clear (self->children);
  gtk_box_append (self->parent, new_row (self, master, "master-link"));
  for (guint i = 0; children && i < children->len; i++)
    gtk_box_append (self->children, new_row (self, children->pdata[i], "child-link"));
}
