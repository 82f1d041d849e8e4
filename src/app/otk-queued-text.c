/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-queued-text.h"

#include "otk-error.h"
#include "otk-format.h"

#include <glib/gi18n-lib.h>

/* The record that a command is about: its request where it has one. */
static char *
root_title (OtkDesk *desk, const OtkQueued *queued)
{
  const OtkCommand *command = queued->command;
  g_autoptr (OtkRecord) request = otk_desk_find (desk, OTK_ENTITY_REQUEST, &command->root);
  const char *name = otk_values_get_text (command->args, "subject");
  g_autofree char *number = NULL;

  if (request != NULL)
    {
      number = otk_format_number (request);
      return g_strdup_printf ("%s · %s", number, otk_record_name (request));
    }
  if (name == NULL)
    name = otk_values_get_text (command->args, "name");
  return g_strdup (name);
}

char *
otk_queued_title (OtkDesk *desk, const OtkQueued *queued)
{
  const OtkCommandInfo *info = otk_command_info (queued->command->kind);
  const char *what =
      info == NULL ? _ ("Unknown action") : g_dgettext (GETTEXT_PACKAGE, info->label);
  g_autofree char *root = root_title (desk, queued);

  return g_strjoin (" · ", what, root, NULL);
}

/* The field of a request that an argument is called after; -1 where there is none. */
static int
field_by_name (const char *name)
{
  const OtkEntity *entity = otk_entity (OTK_ENTITY_REQUEST);

  for (guint i = 0; i < entity->n_fields; i++)
    if (g_str_equal (entity->fields[i].name, name))
      return (int) i;
  return -1;
}

char *
otk_queued_mine (OtkDesk *desk, const OtkQueued *queued)
{
  OtkValues *args = queued->command->args;
  g_autofree char *typed = otk_desk_attention_text (queued);
  g_autoptr (GString) text = g_string_new (typed);

  for (guint i = 0; i < otk_values_size (args); i++)
    {
      const char *name;
      const OtkValue *value = otk_values_nth (args, i, &name);
      int field = field_by_name (name);
      g_autofree char *shown = NULL;

      /* Those were typed: they stand there already. */
      if (field < 0 || g_str_equal (name, "solution"))
        continue;
      shown = otk_format_value (desk, OTK_ENTITY_REQUEST, (guint) field, value);
      if (*shown != '\0')
        g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "\n" : "",
                                g_dgettext (GETTEXT_PACKAGE,
                                            otk_entity (OTK_ENTITY_REQUEST)->fields[field].label),
                                shown);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
otk_queued_theirs (OtkDesk *desk, const OtkQueued *queued)
{
  g_autoptr (OtkRecord) request = otk_desk_find (desk, OTK_ENTITY_REQUEST, &queued->command->root);
  const char *responsible;

  if (request == NULL)
    return g_strdup (_ ("It is not here any more"));
  responsible = otk_format_responsible (desk, request);
  return g_strdup_printf (_ ("Status: %s\nResponsible: %s"),
                          otk_status_text (otk_record_int (request, OTK_REQUEST_STATUS)),
                          *responsible == '\0' ? _ ("Nobody") : responsible);
}

char *
otk_queued_reason (const OtkQueued *queued)
{
  const char *reason = queued->detail != NULL ? queued->detail : queued->doubt;
  g_autoptr (GError) error = NULL;

  if (queued->status == OTK_RECEIPT_QUARANTINED)
    return g_strdup (_ ("The server could not carry it out; its administrator has been told"));
  if (reason == NULL || *reason == '\0')
    return g_strdup (queued->code);
  /* Refusals travel untranslated. */
  error = g_error_new_literal (OTK_ERROR, OTK_ERROR_STALE, reason);
  return otk_error_text (error);
}

static char *
offline_text (OtkDesk *desk, OtkTime since)
{
  g_autofree char *when = otk_format_time (since, otk_desk_now (desk));

  if (since == OTK_TIME_NONE)
    return g_strdup (_ ("No connection"));
  /* Translators: when the server was last reached: "today 14:05". */
  return g_strdup_printf (_ ("No connection since: %s"), when);
}

char *
otk_link_text (OtkDesk *desk)
{
  const OtkDeskSync *sync = otk_desk_sync (desk);

  switch (sync->link)
    {
    case OTK_LINK_ONLINE:
      return g_strdup (_ ("Online"));
    case OTK_LINK_OFFLINE:
      return offline_text (desk, sync->since);
    case OTK_LINK_DOWNLOADING:
      if (sync->total <= 0)
        return g_strdup (_ ("Downloading"));
      return g_strdup_printf (_ ("Downloading: %d of %d"), (int) sync->done, (int) sync->total);
    case OTK_LINK_SIGNED_OUT:
      return g_strdup (_ ("Sign in again"));
    case OTK_LINK_STOPPED:
      return g_strdup (_ ("Synchronisation has stopped"));
    case OTK_LINK_NONE:
    default:
      return g_strdup (_ ("Not connected"));
    }
}

const char *
otk_link_icon (OtkDesk *desk)
{
  switch (otk_desk_sync (desk)->link)
    {
    case OTK_LINK_ONLINE:
      return "network-transmit-receive-symbolic";
    case OTK_LINK_DOWNLOADING:
      return "network-receive-symbolic";
    case OTK_LINK_SIGNED_OUT:
      return "dialog-password-symbolic";
    case OTK_LINK_STOPPED:
      return "dialog-warning-symbolic";
    case OTK_LINK_OFFLINE:
    case OTK_LINK_NONE:
    default:
      return "network-offline-symbolic";
    }
}
