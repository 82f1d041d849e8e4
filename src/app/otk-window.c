/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-window-private.h"

#include "otk-act.h"
#include "otk-attention-page.h"
#include "otk-desk-replica.h"
#include "otk-format.h"
#include "otk-request-columns.h"
#include "otk-settings-page.h"
#include "otk-sample-data.h"
#include "otk-start-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (OtkWindow, otk_window, ADW_TYPE_APPLICATION_WINDOW)

/* The section in the first tab. */

static void
section_chosen_cb (OtkWindow *self, const char *key)
{
  const OtkView *view = otk_sidebar_view (self->sidebar);

  if (view != NULL)
    {
      otk_requests_page_set_folder (self->page, otk_sidebar_title (self->sidebar), view);
      gtk_stack_set_visible_child_name (self->section, "requests");
    }
  else
    {
      /* Made when first looked at: most days nobody does. */
      if (gtk_stack_get_child_by_name (self->section, key) == NULL)
        gtk_stack_add_named (self->section,
                             strcmp (key, "attention") == 0 ? otk_attention_page_new (self->desk)
                                                            : otk_settings_page_new (self->desk),
                             key);
      gtk_stack_set_visible_child_name (self->section, key);
    }
  adw_tab_page_set_title (adw_tab_view_get_nth_page (self->tabs, 0),
                          otk_sidebar_title (self->sidebar));
  otk_window_show_section (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    adw_leaflet_set_visible_child (self->leaflet, self->content_box);
  if (self->settings != NULL && !self->restoring)
    g_settings_set_string (self->settings, "last-folder", key);
}

/* Searching. */

static void
search_changed_cb (OtkWindow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  if (self->page == NULL)
    return;
  if (*text == '#')
    return; /* a number to jump to, upon Enter */
  if (*text != '\0')
    {
      otk_window_show_section (self);
      if (otk_sidebar_view (self->sidebar) == NULL)
        otk_sidebar_choose (self->sidebar, "all");
    }
  otk_requests_page_set_search (self->page, *text == '\0' ? NULL : text);
}

static void
search_activated_cb (OtkWindow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  OtkRequestTable *table = otk_requests_page_table (self->page);

  if (*text == '#')
    {
      g_autoptr (OtkRecord) request = otk_desk_by_number (self->desk, text + 1);

      if (request != NULL)
        {
          otk_window_open_card (self, otk_record_id (request));
          gtk_editable_set_text (GTK_EDITABLE (self->search), "");
        }
      else
        {
          g_autofree char *told = g_strdup_printf (_ ("There is no request №%s"), text + 1);

          otk_toast (GTK_WIDGET (self), told);
        }
      return;
    }
  if (g_list_model_get_n_items (G_LIST_MODEL (otk_request_table_model (table))) > 0)
    {
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (otk_request_table_selection (table)), 0,
                                       TRUE);
      otk_request_table_scroll_to (table, 0);
    }
}

static void
search_stopped_cb (OtkWindow *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_grab_focus (GTK_WIDGET (otk_requests_page_table (self->page)));
}

/* One pane has room for one window button. */
static void
leaflet_folded_cb (OtkWindow *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);

  adw_header_bar_set_decoration_layout (self->header, folded ? ":close" : NULL);
  if (folded)
    {
      gtk_widget_set_visible (self->sidebar_box, TRUE);
      gtk_widget_set_visible (self->sidebar_line, TRUE);
    }
}

/* Tabs. */

static gboolean
tab_closing_cb (OtkWindow *self, AdwTabPage *page)
{
  otk_window_tab_closed (self, page);
  return GDK_EVENT_STOP;
}

static void
tab_selected_cb (OtkWindow *self)
{
  otk_window_remember_tabs (self);
}

/* The section alone needs no bar; the bar's own "autohide" counts the pinned tab. */
static void
tabs_counted_cb (OtkWindow *self)
{
  gtk_widget_set_visible (self->tab_bar, adw_tab_view_get_n_pages (self->tabs) > 1);
}

/* The desk. */

static void
desk_changed_cb (OtkWindow *self)
{
  otk_window_update_actions (self);
}

/* Keys belong to the list from the start, unless a card is open already. */
static void
first_rows_cb (OtkWindow *self, OtkListModel *model)
{
  if (otk_list_model_loading (model))
    return;
  g_signal_handlers_disconnect_by_func (model, first_rows_cb, self);
  if (otk_window_card (self) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (otk_requests_page_table (self->page)));
}

static void
show_desk (OtkWindow *self)
{
  GtkWidget *page = otk_requests_page_new (self->desk);
  GtkWidget *sidebar = otk_sidebar_new (self->desk);
  GtkWidget *bell = otk_bell_new (self->desk);
  g_autofree char *folder = NULL;

  /* The first tab is selected by being there, which must not overwrite what is remembered. */
  self->restoring = TRUE;
  otk_format_set_statuses (otk_status_set (otk_desk_state (self->desk)));
  self->page = OTK_REQUESTS_PAGE (page);
  self->sidebar = OTK_SIDEBAR (sidebar);
  self->bell = OTK_BELL (bell);
  self->section = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->section, page, "requests");
  otk_window_add_section_tab (self);
  gtk_box_append (GTK_BOX (self->sidebar_box), sidebar);
  adw_bin_set_child (self->bell_bin, bell);
  if (otk_desk_is_replica (self->desk))
    adw_bin_set_child (self->link_bin, otk_outbox_button_new (self->desk));
  g_signal_connect_object (sidebar, "chosen", G_CALLBACK (section_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "changed", G_CALLBACK (desk_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (otk_request_table_model (otk_requests_page_table (self->page)),
                           "refreshed", G_CALLBACK (first_rows_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_set_visible_child_name (self->frame, "desk");
  adw_leaflet_set_visible_child (self->leaflet, self->content_box);
  otk_window_update_actions (self);

  if (self->settings != NULL)
    {
      g_autoptr (GVariant) columns = g_settings_get_value (self->settings, "columns");

      otk_request_columns_load (
          otk_request_table_column_view (otk_requests_page_table (self->page)), columns);
      folder = g_settings_get_string (self->settings, "last-folder");
    }
  if (folder == NULL || !otk_sidebar_choose (self->sidebar, folder))
    otk_sidebar_choose (self->sidebar, "all");
  otk_window_restore_tabs (self);
}

static void
start_ready_cb (OtkWindow *self, GtkWidget *start)
{
  gtk_box_remove (GTK_BOX (self->start_box), start);
  show_desk (self);
}

static void
show_start (OtkWindow *self)
{
  GtkWidget *start = otk_start_page_new (self->desk);

  otk_start_page_set_sample (OTK_START_PAGE (start), otk_sample_data);
  gtk_widget_set_vexpand (start, TRUE);
  gtk_box_append (GTK_BOX (self->start_box), start);
  g_signal_connect_object (start, "ready", G_CALLBACK (start_ready_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_set_visible_child_name (self->frame, "start");
}

/* What is remembered. */

static GSettings *
open_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema =
      source == NULL ? NULL : g_settings_schema_source_lookup (source, "org.otklik.Otklik", TRUE);

  return schema == NULL ? NULL : g_settings_new ("org.otklik.Otklik");
}

static gboolean
otk_window_close_request (GtkWindow *window)
{
  OtkWindow *self = OTK_WINDOW (window);
  int width, height;

  if (self->settings != NULL)
    {
      gtk_window_get_default_size (window, &width, &height);
      g_settings_set_int (self->settings, "window-width", MAX (width, 360));
      g_settings_set_int (self->settings, "window-height", MAX (height, 300));
      g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));
      if (self->page != NULL)
        g_settings_set_value (self->settings, "columns",
                              otk_request_columns_save (otk_request_table_column_view (
                                  otk_requests_page_table (self->page))));
    }
  return GTK_WINDOW_CLASS (otk_window_parent_class)->close_request (window);
}

static void
otk_window_dispose (GObject *object)
{
  OtkWindow *self = OTK_WINDOW (object);

  /* The tabs go one by one now, which is no news worth keeping. */
  self->restoring = TRUE;
  g_queue_clear_full (&self->closed, g_free);
  g_clear_object (&self->settings);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (otk_window_parent_class)->dispose (object);
}

static void
otk_window_class_init (OtkWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = otk_window_close_request;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/otklik/Otklik/otk-window.ui");
  gtk_widget_class_bind_template_child (widget_class, OtkWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, OtkWindow, frame);
  gtk_widget_class_bind_template_child (widget_class, OtkWindow, start_box);
  gtk_widget_class_bind_template_child (widget_class, OtkWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, OtkWindow, sidebar_box);
  gtk_widget_class_bind_template_child (widget_class, OtkWindow, sidebar_line);
  gtk_widget_class_bind_template_child (widget_class, OtkWindow, content_box);
  gtk_widget_class_bind_template_child (widget_class, OtkWindow, search);
  gtk_widget_class_bind_template_child (widget_class, OtkWindow, bell_bin);
  gtk_widget_class_bind_template_child (widget_class, OtkWindow, link_bin);
  gtk_widget_class_bind_template_child (widget_class, OtkWindow, tabs);
  gtk_widget_class_bind_template_child (widget_class, OtkWindow, tab_bar);
  gtk_widget_class_bind_template_child (widget_class, OtkWindow, header);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, tab_closing_cb);
  gtk_widget_class_bind_template_callback (widget_class, tab_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, tabs_counted_cb);
  gtk_widget_class_bind_template_callback (widget_class, leaflet_folded_cb);
  otk_window_class_install_actions (widget_class);
}

static void
otk_window_init (OtkWindow *self)
{
  g_queue_init (&self->closed);
  gtk_widget_init_template (GTK_WIDGET (self));
}

OtkWindow *
otk_window_new (GtkApplication *application, OtkDesk *desk)
{
  OtkWindow *self = g_object_new (OTK_TYPE_WINDOW, "application", application, NULL);

  self->desk = g_object_ref (desk);
  self->settings = open_settings ();
  if (self->settings != NULL)
    {
      gtk_window_set_default_size (GTK_WINDOW (self),
                                   g_settings_get_int (self->settings, "window-width"),
                                   g_settings_get_int (self->settings, "window-height"));
      if (g_settings_get_boolean (self->settings, "window-maximized"))
        gtk_window_maximize (GTK_WINDOW (self));
    }
  if (otk_desk_is_empty (desk) && !otk_desk_is_replica (desk))
    show_start (self);
  else
    show_desk (self);
  return self;
}

OtkDesk *
otk_window_desk (OtkWindow *self)
{
  return self->desk;
}

OtkWindow *
otk_window_of (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  while (root != NULL && !OTK_IS_WINDOW (root))
    root =
        GTK_IS_WINDOW (root) ? GTK_ROOT (gtk_window_get_transient_for (GTK_WINDOW (root))) : NULL;
  return root == NULL ? NULL : OTK_WINDOW (root);
}

void
otk_window_add_toast (OtkWindow *self, AdwToast *toast)
{
  adw_toast_overlay_add_toast (self->toasts, toast);
}
