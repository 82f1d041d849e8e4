/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-error-window.h"

#include "otk-error.h"

#include <glib/gi18n-lib.h>

/* What to say for each kind of failure: what happened; what is safe and what to do. */
static const struct
{
  int code;
  const char *icon;
  const char *title;
  const char *advice;
} words[] = {
  { OTK_ERROR_PROTOCOL, "software-update-available-symbolic",
    N_ ("This database needs a newer Otklik"),
    N_ ("Nothing in the file was changed. Update the program, or open another database.") },
  { OTK_ERROR_CORRUPT, "dialog-warning-symbolic", N_ ("The database is damaged"),
    N_ ("The file was not touched. Make a copy of it, then restore the latest backup.") },
  { OTK_ERROR_BUSY, "changes-prevent-symbolic", N_ ("The database is in use"),
    N_ ("Your data is safe. Close the other program that works with it, then try again.") },
  { OTK_ERROR_LIMIT, "drive-harddisk-symbolic", N_ ("The database cannot be written"),
    N_ ("Your data is safe. Free some space on the disk or allow writing to the folder, then try "
        "again.") },
  { OTK_ERROR_NOT_ALLOWED, "changes-prevent-symbolic", N_ ("The database cannot be written"),
    N_ ("Your data is safe. Allow writing to the file and its folder, then try again.") },
  { 0, "dialog-warning-symbolic", N_ ("The database could not be opened"),
    N_ ("The file was not changed. Check that it is there and can be read, then try again.") },
};

GtkWindow *
otk_error_window_new (GtkApplication *application, const char *path, const GError *error)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/otklik/Otklik/otk-error-window.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  AdwStatusPage *page = ADW_STATUS_PAGE (gtk_builder_get_object (builder, "page"));
  g_autofree char *reason = otk_error_text (error);
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *text = NULL, *markup = NULL;
  guint i = 0;

  while (words[i].code != 0 && !(error->domain == OTK_ERROR && error->code == words[i].code))
    i++;
  text = g_strdup_printf ("%s\n\n%s\n\n%s", reason, _ (words[i].advice), name);
  markup = g_markup_escape_text (text, -1);
  adw_status_page_set_icon_name (page, words[i].icon);
  adw_status_page_set_title (page, _ (words[i].title));
  adw_status_page_set_description (page, markup);
  gtk_window_set_application (window, application);
  return window;
}
