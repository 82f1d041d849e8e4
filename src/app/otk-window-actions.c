/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-window-private.h"

#include "otk-act.h"
#include "otk-palette.h"
#include "otk-request-form.h"

#include <glib/gi18n-lib.h>

static void
new_request_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  otk_request_form_present (widget, OTK_WINDOW (widget)->desk);
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkWindow *self = OTK_WINDOW (widget);

  adw_leaflet_set_visible_child (self->leaflet, self->content_box);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  gtk_editable_select_region (GTK_EDITABLE (self->search), 0, -1);
}

static void
search_everywhere_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  otk_sidebar_choose (OTK_WINDOW (widget)->sidebar, "all");
}

static void
palette_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkWindow *self = OTK_WINDOW (widget);

  otk_palette_present (self, otk_window_card (self), otk_requests_page_table (self->page));
}

/* Whether keys now belong to text that is being typed. */
static gboolean
is_typing (OtkWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  return GTK_IS_EDITABLE (focus)
         || (GTK_IS_TEXT_VIEW (focus) && gtk_text_view_get_editable (GTK_TEXT_VIEW (focus)));
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkWindow *self = OTK_WINDOW (widget);
  OtkId batch;

  if (otk_desk_last_undoable (self->desk, &batch))
    otk_act_undo (widget, &batch);
  else
    otk_toast (widget, _ ("There is nothing to undo"));
}

static void
redo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkWindow *self = OTK_WINDOW (widget);
  OtkId batch;

  if (otk_desk_last_redoable (self->desk, &batch))
    otk_act_redo (widget, &batch);
  else
    otk_toast (widget, _ ("There is nothing to redo"));
}

static gboolean
undo_key_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  if (is_typing (OTK_WINDOW (widget)))
    return FALSE;
  return gtk_widget_activate_action (widget, g_variant_get_string (arguments, NULL), NULL);
}

static void
undo_batch_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkId batch;

  if (otk_id_parse (g_variant_get_string (parameter, NULL), &batch))
    otk_act_undo (widget, &batch);
}

static void
open_request_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkId request;

  if (otk_id_parse (g_variant_get_string (parameter, NULL), &request))
    otk_window_open_card (OTK_WINDOW (widget), &request);
}

static void
section_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkWindow *self = OTK_WINDOW (widget);

  otk_sidebar_choose (self->sidebar, g_variant_get_string (parameter, NULL));
  otk_window_show_section (self);
}

static void
sidebar_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkWindow *self = OTK_WINDOW (widget);

  if (adw_leaflet_get_folded (self->leaflet))
    {
      gboolean there = adw_leaflet_get_visible_child (self->leaflet) == self->sidebar_box;

      adw_leaflet_set_visible_child (self->leaflet, there ? self->content_box : self->sidebar_box);
      return;
    }
  gtk_widget_set_visible (self->sidebar_box, !gtk_widget_get_visible (self->sidebar_box));
  gtk_widget_set_visible (self->sidebar_line, gtk_widget_get_visible (self->sidebar_box));
}

static void
notifications_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  otk_bell_popup (OTK_WINDOW (widget)->bell);
}

static void
outbox_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *button = adw_bin_get_child (OTK_WINDOW (widget)->link_bin);

  if (button != NULL)
    otk_outbox_button_popup (OTK_OUTBOX_BUTTON (button));
}

static void
close_tab_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  otk_window_close_tab (OTK_WINDOW (widget));
}

static void
reopen_tab_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  otk_window_reopen_tab (OTK_WINDOW (widget));
}

static void
tab_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkWindow *self = OTK_WINDOW (widget);
  int n = g_variant_get_uint32 (parameter);

  if (n >= 1 && n <= adw_tab_view_get_n_pages (self->tabs))
    adw_tab_view_set_selected_page (self->tabs, adw_tab_view_get_nth_page (self->tabs, n - 1));
}

void
otk_window_class_install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    const char *type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "win.new-request", NULL, new_request_action },
    { "win.search", NULL, search_action },
    { "win.search-everywhere", NULL, search_everywhere_action },
    { "win.palette", NULL, palette_action },
    { "win.undo", NULL, undo_action },
    { "win.redo", NULL, redo_action },
    { "win.undo-batch", "s", undo_batch_action },
    { "win.open-request", "s", open_request_action },
    { "win.section", "s", section_action },
    { "win.sidebar", NULL, sidebar_action },
    { "win.notifications", NULL, notifications_action },
    { "win.outbox", NULL, outbox_action },
    { "win.close-tab", NULL, close_tab_action },
    { "win.reopen-tab", NULL, reopen_tab_action },
    { "win.tab", "u", tab_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type,
                                     actions[i].activate);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, undo_key_cb, "s",
                                "win.undo");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                undo_key_cb, "s", "win.redo");
}

void
otk_window_update_actions (OtkWindow *self)
{
  OtkId batch;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo",
                                 otk_desk_last_undoable (self->desk, &batch));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.redo",
                                 otk_desk_last_redoable (self->desk, &batch));
}
