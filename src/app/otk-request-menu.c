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

gboolean
otk_request_offers (OtkDesk *desk, OtkCommandKind kind, const OtkRecord *request)
{
  switch (kind)
    {
    case OTK_COMMAND_RATE:
    case OTK_COMMAND_MESSAGE:
    case OTK_COMMAND_ATTACH:
    case OTK_COMMAND_DETACH:
      /* About something inside the card. */
      return FALSE;
    case OTK_COMMAND_UNLINK:
      if (otk_record_is_null (request, OTK_REQUEST_MASTER))
        return FALSE;
      break;
    case OTK_COMMAND_CLOSE:
      if (otk_record_int (request, OTK_REQUEST_STATUS) == OTK_STATUS_CLOSED)
        return FALSE;
      break;
    default:
      break;
    }
  return (otk_command_info (kind)->flags & OTK_COMMAND_AUTHORITY) == 0
         && otk_desk_allowed (desk, kind, request, NULL);
}
