/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-ctl.h"

#include "otk-error.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>

enum
{
  DONE = 0,
  REFUSED = 1,
  MISUSED = 2,
};

static void
ctl_clear (OtkCtl *ctl)
{
  if (ctl->desk != NULL)
    otk_desk_close (ctl->desk);
  g_clear_object (&ctl->desk);
  g_clear_pointer (&ctl->store, otk_store_close);
  g_clear_object (&ctl->clock);
  g_clear_pointer (&ctl->actor, otk_record_unref);
  g_hash_table_unref (ctl->options);
  g_ptr_array_unref (ctl->words);
  g_free (ctl->path);
  g_free (ctl->login);
}

static int
report (const GError *error)
{
  g_autofree char *text =
      error->domain == OTK_CTL_USAGE ? g_strdup (error->message) : otk_error_text (error);
  g_printerr ("otklikctl: %s\n", text);
  if (error->domain != OTK_CTL_USAGE)
    return REFUSED;
  g_printerr ("%s\n", _ ("Try: otklikctl help"));
  return MISUSED;
}

static int
help (char **words)
{
  guint used;
  const OtkCtlCommand *command = otk_ctl_find_command (words, &used);
  if (command != NULL)
    otk_ctl_print_command_help (command);
  else
    otk_ctl_print_help ();
  if (words[0] == NULL || command != NULL)
    return DONE;
  g_printerr ("otklikctl: ");
  g_printerr (_ ("There is no command %s"), words[0]);
  g_printerr ("\n");
  return MISUSED;
}

static int
run (OtkCtl *ctl, char **arguments)
{
  g_autoptr (GError) error = NULL;
  if (arguments[0] == NULL || strcmp (arguments[0], "--help") == 0)
    return help ((char *[]){ NULL });
  if (strcmp (arguments[0], "help") == 0)
    return help (arguments + 1);
  if (!otk_ctl_parse (ctl, arguments, &error))
    return report (error);
  if (ctl->command == NULL)
    {
      const char *word = ctl->words->len > 0 ? g_ptr_array_index (ctl->words, 0) : "";
      g_set_error (&error, OTK_CTL_USAGE, 0, _ ("There is no command %s"), word);
      return report (error);
    }
  if (otk_ctl_option (ctl, "help") != NULL)
    {
      otk_ctl_print_command_help (ctl->command);
      return DONE;
    }
  return ctl->command->run (ctl, &error) ? DONE : report (error);
}

/* What --lang names, before anything is said; NULL where it is not among @arguments. */
static const char *
asked_language (char **arguments)
{
  for (; *arguments != NULL; arguments++)
    if (g_str_has_prefix (*arguments, "--lang="))
      return *arguments + strlen ("--lang=");
    else if (strcmp (*arguments, "--lang") == 0)
      return arguments[1];
  return NULL;
}

/* gettext heeds a wish for a language in every locale but C, where --lang has to count too. */
static void
choose_language (char **arguments)
{
  const char *folder = g_getenv ("OTK_LOCALEDIR"), *language = asked_language (arguments);
  if (language != NULL)
    g_setenv ("LANGUAGE", language, TRUE);
  setlocale (LC_ALL, "");
  if (language != NULL && g_strcmp0 (setlocale (LC_MESSAGES, NULL), "C") == 0)
    {
      setlocale (LC_CTYPE, "C.UTF-8");
      setlocale (LC_MESSAGES, "C.UTF-8");
    }
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : OTK_LOCALE_FOLDER);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

int
main (int argc, char **argv)
{
  OtkCtl ctl = { 0 };
  choose_language (argv + 1);
  g_set_prgname ("otklikctl");
  ctl.options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  ctl.words = g_ptr_array_new_with_free_func (g_free);
  int status = run (&ctl, argv + 1);
  ctl_clear (&ctl);
  return status;
}
