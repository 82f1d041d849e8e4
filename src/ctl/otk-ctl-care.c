/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-ctl.h"

#include <glib/gi18n-lib.h>

static const OtkCtlOption rebuild_options[] = {
  { "check", NULL, N_ ("only compare") },
  { NULL },
};

/* How many timers are due, for opening the desk fires them. */
static gboolean
count_timers (OtkCtl *ctl, OtkTime since, guint *n, GError **error)
{
  g_autoptr (GPtrArray) commands = otk_store_commands (ctl->store, NULL, since, G_MAXINT32, error);
  *n = 0;
  for (guint i = 0; commands != NULL && i < commands->len; i++)
    {
      const OtkCommand *command = g_ptr_array_index (commands, i);
      if (command->kind == OTK_COMMAND_TIMER)
        (*n)++;
    }
  return commands != NULL;
}

static gboolean
run_tick (OtkCtl *ctl, GError **error)
{
  guint before, after;
  if (!otk_ctl_open_store (ctl, error))
    return FALSE;
  OtkTime since = otk_store_next_due (ctl->store, error);
  if (since == OTK_TIME_NONE)
    since = otk_ctl_now (ctl);
  if (!count_timers (ctl, since, &before, error) || !otk_ctl_open_desk (ctl, FALSE, error))
    return FALSE;
  if (otk_desk_tick (ctl->desk, error) < 0 || !count_timers (ctl, since, &after, error))
    return FALSE;
  if (ctl->json)
    g_print ("{\"fired\": %u}\n", after - before);
  else
    {
      g_print (g_dngettext (GETTEXT_PACKAGE, "%u event has fallen due", "%u events have fallen due",
                            after - before),
               after - before);
      g_print ("\n");
    }
  return TRUE;
}

static void
difference_found_cb (const char *line, gpointer data)
{
  g_printerr ("%s\n", line);
}

static gboolean
run_rebuild (OtkCtl *ctl, GError **error)
{
  gboolean check = otk_ctl_option (ctl, "check") != NULL;
  g_autoptr (OtkStore) store = otk_ctl_open_writer (ctl, FALSE, error);
  if (store == NULL)
    return FALSE;
  gint64 n = otk_store_rebuild (store, check, difference_found_cb, NULL, error);
  if (n < 0)
    return FALSE;
  if (ctl->json)
    g_print ("{\"differences\": %" G_GINT64_FORMAT "}\n", n);
  else
    g_print ("%s: %" G_GINT64_FORMAT "\n", _ ("Differences"), n);
  return TRUE;
}

static gboolean
run_backup (OtkCtl *ctl, GError **error)
{
  const char *path = g_ptr_array_index (ctl->words, 0);
  if (!otk_ctl_open_store (ctl, error) || !otk_store_backup (ctl->store, path, NULL, error))
    return FALSE;
  g_print ("%s\n", path);
  return TRUE;
}

const OtkCtlCommand otk_ctl_care_commands[] = {
  { "tick", NULL, N_ ("do everything that has fallen due, once"),
    "tick --now 2026-06-08T13:00:00+03:00", NULL, 0, 0, run_tick },
  { "rebuild", NULL, N_ ("compute every derived row from the facts again"), "rebuild --check",
    rebuild_options, 0, 0, run_rebuild },
  { "backup", "FILE", N_ ("copy the database while it is in use"), "backup otklik-2026-06-08.db",
    NULL, 1, 1, run_backup },
  { NULL },
};
