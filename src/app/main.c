/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-app-resources.h"
#include "otk-application.h"
#include "otk-renderer.h"

#include <glib/gi18n-lib.h>
#include <gtk/gtk.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  const char *locale_folder = g_getenv ("OTK_LOCALEDIR");
  g_autoptr (OtkApplication) application = NULL;

  otk_choose_renderer ();
  setlocale (LC_ALL, "");
  /* That is done; GTK would do it again while another thread opens the database. */
  gtk_disable_setlocale ();
  bindtextdomain (GETTEXT_PACKAGE, locale_folder == NULL ? OTK_LOCALE_FOLDER : locale_folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name (_ ("Otklik"));
  /* The linker would leave the resources of a static library out otherwise. */
  g_resources_register (otk_app_get_resource ());

  application = otk_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
