/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-requests-page.h"

#include "otk-form-field.h"

#include <glib/gi18n-lib.h>

struct _OtkRequestsPage
{
  AdwBin parent_instance;

  OtkView *view;
  char *search;

  GtkLabel *title;
  GtkLabel *count;
  GtkLabel *selected;
  GtkWidget *actions;
  OtkRequestTable *table;
  GtkLabel *cut; /* says that there may be more */
};

G_DEFINE_FINAL_TYPE (OtkRequestsPage, otk_requests_page, ADW_TYPE_BIN)

static void
show_count (OtkRequestsPage *self)
{
  OtkListModel *model = otk_request_table_model (self->table);
  guint n = otk_list_model_total (model);
  g_autofree char *text =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u request", "%u requests", n), n);

  if (!otk_list_model_complete (model))
    return; /* it is being counted */
  gtk_label_set_label (self->count, text);
  gtk_widget_set_visible (GTK_WIDGET (self->cut), self->search != NULL && n >= OTK_STORE_MAX_HITS);
}

static void
show_selected (OtkRequestsPage *self)
{
  guint64 n = otk_id_selection_count (otk_request_table_selection (self->table));
  /* Translators: how many rows of the table are selected. */
  g_autofree char *text = g_strdup_printf (_ ("%u selected"), (guint) n);

  gtk_label_set_label (self->selected, text);
  gtk_widget_set_visible (GTK_WIDGET (self->selected), n > 1);
  gtk_widget_set_visible (self->actions, n > 1);
  show_count (self);
}

static void
actions_clicked_cb (OtkRequestsPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->table), "table.menu", NULL);
}

static void
otk_requests_page_finalize (GObject *object)
{
  OtkRequestsPage *self = OTK_REQUESTS_PAGE (object);

  g_clear_pointer (&self->view, otk_view_free);
  g_clear_pointer (&self->search, g_free);

  G_OBJECT_CLASS (otk_requests_page_parent_class)->finalize (object);
}

static void
otk_requests_page_class_init (OtkRequestsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = otk_requests_page_finalize;
}

static GtkLabel *
label_new (GtkWidget *bar, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, style);
  gtk_widget_add_css_class (label, "numeric");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (bar), label);
  return GTK_LABEL (label);
}

static void
otk_requests_page_init (OtkRequestsPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *space = gtk_label_new (NULL);

  gtk_widget_add_css_class (bar, "folder-bar");
  self->title = label_new (bar, "heading");
  self->count = label_new (bar, "dim-label");
  gtk_widget_set_hexpand (space, TRUE);
  gtk_box_append (GTK_BOX (bar), space);
  self->selected = label_new (bar, "dim-label");
  self->actions = gtk_button_new_with_mnemonic (_ ("_With selected…"));
  otk_widget_set_name (self->actions, _ ("With selected…"));
  g_signal_connect_object (self->actions, "clicked", G_CALLBACK (actions_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (bar), self->actions);
  gtk_box_append (GTK_BOX (box), bar);
  adw_bin_set_child (ADW_BIN (self), box);
}

/* A search stops at so many; nobody should take them for all. */
static GtkLabel *
cut_label_new (void)
{
  guint most = OTK_STORE_MAX_HITS;
  g_autofree char *text =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Showing the newest %u that matches",
                                    "Showing the newest %u that match", most),
                       most);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "folder-bar");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_visible (label, FALSE);
  return GTK_LABEL (label);
}

GtkWidget *
otk_requests_page_new (OtkDesk *desk)
{
  OtkRequestsPage *self = g_object_new (OTK_TYPE_REQUESTS_PAGE, NULL);
  GtkWidget *table = otk_request_table_new (desk);

  self->table = OTK_REQUEST_TABLE (table);
  gtk_widget_set_vexpand (table, TRUE);
  gtk_box_append (GTK_BOX (adw_bin_get_child (ADW_BIN (self))), table);
  self->cut = cut_label_new ();
  gtk_box_append (GTK_BOX (adw_bin_get_child (ADW_BIN (self))), GTK_WIDGET (self->cut));
  g_signal_connect_object (table, "selection-changed", G_CALLBACK (show_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (otk_request_table_model (self->table), "refreshed",
                           G_CALLBACK (show_selected), self, G_CONNECT_SWAPPED);
  show_selected (self);
  return GTK_WIDGET (self);
}

void
otk_requests_page_set_folder (OtkRequestsPage *self, const char *title, const OtkView *view)
{
  gtk_label_set_label (self->title, title);
  g_clear_pointer (&self->view, otk_view_free);
  self->view = otk_view_copy (view);
  otk_request_table_set_view (self->table, view, self->search);
}

void
otk_requests_page_set_search (OtkRequestsPage *self, const char *search)
{
  if (g_strcmp0 (self->search, search) == 0)
    return;
  g_free (self->search);
  self->search = g_strdup (search);
  if (self->view != NULL)
    otk_request_table_set_view (self->table, self->view, search);
}

OtkRequestTable *
otk_requests_page_table (OtkRequestsPage *self)
{
  return self->table;
}
