/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-actions.h"

#include <glib/gi18n-lib.h>

/* Undo, redo and "/" must not be taken from text that is being typed, so their keys are bound
 * where no text is (otk-window.c, otk-request-table.c). */
static const OtkAction actions[] = {
  { "win.new-request", N_ ("New request"), "list-add-symbolic", "<Control>n", NULL, FALSE },
  { "win.search", N_ ("Search"), "system-search-symbolic", "<Control>f", NULL, FALSE },
  { "win.palette", N_ ("All actions"), "view-grid-symbolic", "<Control>k", NULL, FALSE },
  { "win.undo", N_ ("Undo the last action"), "edit-undo-symbolic", NULL, "<Control>z", FALSE },
  { "win.redo", N_ ("Redo what was undone"), "edit-redo-symbolic", NULL, "<Control><Shift>z",
    FALSE },
  { "win.sidebar", N_ ("Show or hide the sidebar"), "sidebar-show-symbolic", "F9", NULL, FALSE },
  { "win.notifications", N_ ("Notifications"), "preferences-system-notifications-symbolic",
    "<Control><Shift>n", NULL, FALSE },
  { "win.outbox", N_ ("Connection and what is not sent yet"), "network-transmit-receive-symbolic",
    "<Control><Shift>o", NULL, TRUE },
  { "win.section('attention')", N_ ("Needs attention"), "dialog-warning-symbolic", NULL, NULL,
    TRUE },
  { "app.accounts", N_ ("Accounts"), "system-users-symbolic", NULL, NULL, FALSE },
  { "win.close-tab", N_ ("Close the tab"), "window-close-symbolic", "<Control>w", NULL, FALSE },
  { "win.reopen-tab", N_ ("Reopen the closed tab"), "document-open-recent-symbolic",
    "<Control><Shift>t", NULL, FALSE },
  { "win.section('all')", N_ ("All records"), "view-list-symbolic", NULL, NULL, FALSE },
  { "win.section('deleted')", N_ ("Deleted requests"), "user-trash-symbolic", NULL, NULL, FALSE },
  { "win.section('settings')", N_ ("Settings"), "emblem-system-symbolic", "<Control>comma", NULL,
    FALSE },
  { "win.show-help-overlay", N_ ("Keyboard shortcuts"), "preferences-desktop-keyboard-symbolic",
    NULL, "<Control>question", FALSE },
  { "app.about", N_ ("About Otklik"), "help-about-symbolic", NULL, NULL, FALSE },
  { "app.quit", N_ ("Quit"), "application-exit-symbolic", "<Control>q", NULL, FALSE },
};

const OtkAction *
otk_actions (guint *n)
{
  *n = G_N_ELEMENTS (actions);
  return actions;
}

void
otk_actions_set_keys (GtkApplication *application)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      const char *keys[] = { actions[i].keys, NULL };

      if (actions[i].keys != NULL)
        gtk_application_set_accels_for_action (application, actions[i].name, keys);
    }
  for (guint i = 1; i <= 9; i++)
    {
      g_autofree char *name = g_strdup_printf ("win.tab(uint32 %u)", i);
      g_autofree char *key = g_strdup_printf ("<Control>%u", i);
      const char *keys[] = { key, NULL };

      gtk_application_set_accels_for_action (application, name, keys);
    }
}
