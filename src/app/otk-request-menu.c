/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-request-menu.h"

#include <glib/gi18n-lib.h>

static void
append_command (GMenu *menu, const OtkCommandInfo *info)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (g_dgettext (GETTEXT_PACKAGE, info->label), NULL);

  g_menu_item_set_action_and_target (item, "table.command", "s", info->name);
  g_menu_append_item (menu, item);
}

GMenuModel *
otk_request_menu_new (OtkRequestTable *table)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) open = g_menu_new (), work = g_menu_new (), removal = g_menu_new ();

  g_menu_append (open, _ ("_Open"), "table.open");
  for (int kind = 1; kind < OTK_N_COMMANDS; kind++)
    {
      const OtkCommandInfo *info = otk_command_info (kind);

      if ((info->flags & OTK_COMMAND_ON_REQUEST) == 0 || !otk_request_table_offers (table, kind))
        continue;
      append_command (info->flags & OTK_COMMAND_DESTRUCTIVE ? removal : work, info);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (open));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (work));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (removal));
  return G_MENU_MODEL (menu);
}
