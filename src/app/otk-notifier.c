/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-notifier.h"

#include "otk-bell.h"

#include <glib/gi18n-lib.h>

/* How a kind of notice is shown: E0-89, E0-90, product.md §2.7. */
static gboolean
is_worth_it (OtkDesk *desk, const OtkRecord *notice)
{
  const OtkRecord *me = otk_desk_me (desk);
  const OtkId *actor = otk_record_ref_id (notice, OTK_NOTICE_ACTOR);

  switch (otk_record_int (notice, OTK_NOTICE_KIND))
    {
    case OTK_NOTICE_REACTION_REMINDER:
    case OTK_NOTICE_RESOLUTION_REMINDER:
    case OTK_NOTICE_REACTION_BREACH:
    case OTK_NOTICE_RESOLUTION_BREACH:
    case OTK_NOTICE_RESUMED:
    case OTK_NOTICE_REPLY_DUE:
    case OTK_NOTICE_REPLY_OVERDUE:
      return TRUE;
    default:
      /* What one has done oneself is no news. */
      return actor != NULL && me != NULL && !otk_id_equal (actor, otk_record_id (me));
    }
}

static gboolean
is_urgent (const OtkRecord *notice)
{
  switch (otk_record_int (notice, OTK_NOTICE_KIND))
    {
    case OTK_NOTICE_REACTION_BREACH:
    case OTK_NOTICE_RESOLUTION_BREACH:
    case OTK_NOTICE_REPLY_OVERDUE:
      return TRUE;
    default:
      return FALSE;
    }
}

GNotification *
otk_notifier_make (OtkDesk *desk, const OtkRecord *notice)
{
  const OtkId *id = otk_record_ref_id (notice, OTK_NOTICE_REQUEST);
  g_autofree char *title = NULL, *body = NULL;
  g_autoptr (OtkRecord) request = NULL;
  GNotification *notification;
  char text[OTK_ID_STRING_LENGTH + 1];

  if (!is_worth_it (desk, notice))
    return NULL;
  title = otk_notice_title (desk, notice);
  body = otk_notice_text (notice);
  notification = g_notification_new (title);
  g_notification_set_body (notification, body);
  if (is_urgent (notice))
    g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_URGENT);
  if (id == NULL)
    return notification;

  otk_id_print (id, text);
  g_notification_set_default_action_and_target (notification, "app.open-request", "s", text);
  request = otk_desk_find (desk, OTK_ENTITY_REQUEST, id);
  if (request != NULL && otk_desk_allowed (desk, OTK_COMMAND_START, request, NULL))
    g_notification_add_button_with_target (
        notification, g_dgettext (GETTEXT_PACKAGE, otk_command_info (OTK_COMMAND_START)->label),
        "app.start-work", "s", text);
  return notification;
}

static void
notice_came_cb (GtkApplication *application, OtkRecord *notice, OtkDesk *desk)
{
  g_autoptr (GNotification) notification = otk_notifier_make (desk, notice);
  g_autofree char *id = otk_id_to_string (otk_record_id (notice));

  if (notification != NULL)
    g_application_send_notification (G_APPLICATION (application), id, notification);
}

void
otk_notifier_start (GtkApplication *application, OtkDesk *desk)
{
  g_signal_connect_object (desk, "notice", G_CALLBACK (notice_came_cb), application,
                           G_CONNECT_SWAPPED);
}
