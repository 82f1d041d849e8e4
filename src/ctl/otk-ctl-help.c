/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-ctl.h"

#include <glib/gi18n-lib.h>

#define NAME_WIDTH 28

/* printf counts bytes, people see characters. */
static void
print_pair (const char *left, const char *right)
{
  int width = (int) g_utf8_strlen (left, -1);
  g_print ("  %s%*s%s\n", left, MAX (2, NAME_WIDTH - width), "", right);
}

static void
print_summary (const OtkCtlCommand *command, gpointer data)
{
  print_pair (command->name, _ (command->summary));
}

static void
print_options (const OtkCtlOption *options)
{
  for (; options != NULL && options->name != NULL; options++)
    {
      g_autofree char *left = options->value != NULL
                                  ? g_strdup_printf ("--%s %s", options->name, _ (options->value))
                                  : g_strdup_printf ("--%s", options->name);
      g_autoptr (GString) right = g_string_new (_ (options->help));
      if (options->choices != NULL)
        {
          g_string_append (right, ": ");
          for (const OtkChoice *at = options->choices; at->name != NULL; at++)
            g_string_append_printf (right, "%s%s", at == options->choices ? "" : ", ", at->name);
        }
      print_pair (left, right->str);
    }
}

void
otk_ctl_print_help (void)
{
  g_print ("%s\n\n%s\n  otklikctl [--db %s] [--as %s] [--now %s] [--json] %s …\n\n%s\n",
           _ ("otklikctl – the request desk without a window"), _ ("Use:"), _ ("FILE"), _ ("LOGIN"),
           _ ("TIME"), _ ("COMMAND"), _ ("Commands:"));
  otk_ctl_each_command (print_summary, NULL);
  print_pair ("help [COMMAND]", _ ("this help, or that of a command"));
  g_print ("\n%s\n", _ ("Options of every command:"));
  print_options (otk_ctl_global_options);
  g_print ("\n%s\n"
           "  otklikctl init --sample\n"
           "  otklikctl request list --view \"priority=high; responsible=@me\"\n"
           "  otklikctl request show 12 --json\n"
           "  otklikctl help request new\n\n%s\n",
           _ ("Examples:"),
           _ ("Exit status: 0 done, 1 refused (the reason is on stderr), 2 misuse."));
}

void
otk_ctl_print_command_help (const OtkCtlCommand *command)
{
  g_print ("%s\n\n%s\n  otklikctl %s%s%s%s\n", _ (command->summary), _ ("Use:"), command->name,
           command->words != NULL ? " " : "", command->words != NULL ? command->words : "",
           command->options != NULL ? " [--…]" : "");
  if (command->options != NULL)
    {
      g_print ("\n%s\n", _ ("Options:"));
      print_options (command->options);
    }
  g_print ("\n%s\n", _ ("Options of every command:"));
  print_options (otk_ctl_global_options);
  if (command->examples == NULL)
    return;
  g_auto (GStrv) lines = g_strsplit (command->examples, "\n", -1);
  g_print ("\n%s\n", _ ("Examples:"));
  for (guint i = 0; lines[i] != NULL; i++)
    g_print ("  otklikctl %s\n", lines[i]);
}
