/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-window-private.h"

#include <glib/gi18n-lib.h>

static OtkCard *
card_of (AdwTabPage *page)
{
  GtkWidget *child = page == NULL ? NULL : adw_tab_page_get_child (page);

  return OTK_IS_CARD (child) ? OTK_CARD (child) : NULL;
}

static AdwTabPage *
find_tab (OtkWindow *self, const OtkId *request)
{
  for (int i = 0; i < adw_tab_view_get_n_pages (self->tabs); i++)
    {
      AdwTabPage *page = adw_tab_view_get_nth_page (self->tabs, i);
      OtkCard *card = card_of (page);

      if (card != NULL && otk_id_equal (otk_card_request (card), request))
        return page;
    }
  return NULL;
}

static AdwTabPage *
add_card (OtkWindow *self, const OtkId *request)
{
  GtkWidget *card = otk_card_new (self->desk, request);
  AdwTabPage *page = adw_tab_view_append (self->tabs, card);

  g_object_bind_property (card, "title", page, "title", G_BINDING_SYNC_CREATE);
  g_object_bind_property (card, "subject", page, "tooltip", G_BINDING_SYNC_CREATE);
  return page;
}

void
otk_window_open_card (OtkWindow *self, const OtkId *request)
{
  AdwTabPage *page = find_tab (self, request);

  if (page == NULL)
    page = add_card (self, request);
  adw_tab_view_set_selected_page (self->tabs, page);
  adw_leaflet_set_visible_child (self->leaflet, self->content_box);
  gtk_widget_grab_focus (adw_tab_page_get_child (page));
  otk_window_remember_tabs (self);
}

OtkCard *
otk_window_card (OtkWindow *self)
{
  return card_of (adw_tab_view_get_selected_page (self->tabs));
}

void
otk_window_show_section (OtkWindow *self)
{
  adw_tab_view_set_selected_page (self->tabs, adw_tab_view_get_nth_page (self->tabs, 0));
}

void
otk_window_add_section_tab (OtkWindow *self)
{
  AdwTabPage *page = adw_tab_view_append_pinned (self->tabs, GTK_WIDGET (self->section));
  g_autoptr (GIcon) icon = g_themed_icon_new ("view-list-symbolic");

  adw_tab_page_set_icon (page, icon);
  adw_tab_page_set_title (page, _ ("Requests"));
}

void
otk_window_remember_tabs (OtkWindow *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;
  OtkCard *selected = otk_window_card (self);
  char id[OTK_ID_STRING_LENGTH + 1];

  if (self->settings == NULL || self->restoring)
    return;
  for (int i = 0; i < adw_tab_view_get_n_pages (self->tabs); i++)
    {
      OtkCard *card = card_of (adw_tab_view_get_nth_page (self->tabs, i));

      if (card != NULL)
        g_strv_builder_add (ids, otk_id_print (otk_card_request (card), id));
    }
  list = g_strv_builder_end (ids);
  g_settings_set_strv (self->settings, "open-tabs", (const char *const *) list);
  g_settings_set_string (self->settings, "selected-tab",
                         selected == NULL ? "" : otk_id_print (otk_card_request (selected), id));
}

void
otk_window_restore_tabs (OtkWindow *self)
{
  g_auto (GStrv) ids = NULL;
  g_autofree char *selected = NULL;
  AdwTabPage *page;
  OtkId id;

  if (self->settings == NULL)
    {
      self->restoring = FALSE;
      return;
    }
  ids = g_settings_get_strv (self->settings, "open-tabs");
  selected = g_settings_get_string (self->settings, "selected-tab");
  self->restoring = TRUE;
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (OtkRecord) request = NULL;

      if (otk_id_parse (ids[i], &id))
        request = otk_desk_find (self->desk, OTK_ENTITY_REQUEST, &id);
      if (request != NULL && find_tab (self, &id) == NULL)
        add_card (self, &id);
    }
  self->restoring = FALSE;
  page = otk_id_parse (selected, &id) ? find_tab (self, &id) : NULL;
  if (page != NULL)
    adw_tab_view_set_selected_page (self->tabs, page);
}

void
otk_window_tab_closed (OtkWindow *self, AdwTabPage *page)
{
  OtkCard *card = card_of (page);

  if (card != NULL)
    g_queue_push_head (&self->closed, g_memdup2 (otk_card_request (card), sizeof (OtkId)));
  adw_tab_view_close_page_finish (self->tabs, page, card != NULL);
  otk_window_remember_tabs (self);
}

void
otk_window_close_tab (OtkWindow *self)
{
  AdwTabPage *page = adw_tab_view_get_selected_page (self->tabs);

  if (card_of (page) != NULL)
    adw_tab_view_close_page (self->tabs, page);
}

void
otk_window_reopen_tab (OtkWindow *self)
{
  g_autofree OtkId *request = g_queue_pop_head (&self->closed);

  if (request != NULL)
    otk_window_open_card (self, request);
}
