/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-bell.h"
#include "otk-card.h"
#include "otk-outbox-button.h"
#include "otk-requests-page.h"
#include "otk-sidebar.h"
#include "otk-window.h"

G_BEGIN_DECLS

struct _OtkWindow
{
  AdwApplicationWindow parent_instance;

  OtkDesk *desk;
  GSettings *settings; /* (nullable): where no schema is installed nothing is remembered */
  GQueue closed;       /* (element-type OtkId): closed tabs, the latest first */
  gboolean restoring;

  AdwToastOverlay *toasts;
  GtkStack *frame;
  GtkWidget *start_box;
  AdwLeaflet *leaflet;
  GtkWidget *sidebar_box;
  GtkWidget *sidebar_line;
  GtkWidget *content_box;
  GtkSearchEntry *search;
  AdwBin *bell_bin;
  AdwBin *link_bin;
  AdwTabView *tabs;
  GtkWidget *tab_bar;
  AdwHeaderBar *header;

  OtkSidebar *sidebar;   /* (nullable): before the first start is over */
  OtkBell *bell;         /* (nullable) */
  GtkStack *section;     /* (nullable): the first tab */
  OtkRequestsPage *page; /* (nullable) */
};

/* Tabs: otk-window-tabs.c */

/** otk_window_open_card: Shows the card of @request, in its tab or a new one. */
void otk_window_open_card (OtkWindow *self, const OtkId *request);
/** otk_window_card: Returns: (nullable): the card that is looked at now. */
OtkCard *otk_window_card (OtkWindow *self);
/** otk_window_show_section: Goes to the first tab. */
void otk_window_show_section (OtkWindow *self);
void otk_window_add_section_tab (OtkWindow *self);
void otk_window_restore_tabs (OtkWindow *self);
void otk_window_reopen_tab (OtkWindow *self);
void otk_window_close_tab (OtkWindow *self);
void otk_window_tab_closed (OtkWindow *self, AdwTabPage *page);
void otk_window_remember_tabs (OtkWindow *self);

/* Actions: otk-window-actions.c */

void otk_window_class_install_actions (GtkWidgetClass *widget_class);
/** otk_window_update_actions: Enables undo and redo as there is something to take back. */
void otk_window_update_actions (OtkWindow *self);

G_END_DECLS
