/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-application.h"
#include "otk-error.h"
#include "otk-window.h"

#include <glib/gi18n-lib.h>

struct _OtkApplication
{
  AdwApplication parent_instance;

  char *path; /* the database */
  OtkDesk *desk;
};

G_DEFINE_FINAL_TYPE (OtkApplication, otk_application, ADW_TYPE_APPLICATION)

static char *
default_path (void)
{
  const char *folder = g_getenv ("OTK_DATA_DIR");

  if (folder != NULL)
    return g_build_filename (folder, "otklik.db", NULL);
  return g_build_filename (g_get_user_data_dir (), "otklik", "otklik.db", NULL);
}

static void
otk_application_activate (GApplication *application)
{
  OtkApplication *self = OTK_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autoptr (GError) error = NULL;

  if (window != NULL)
    {
      gtk_window_present (window);
      return;
    }
  if (self->path == NULL)
    self->path = default_path ();
  self->desk = otk_desk_open (self->path, NULL, &error);
  if (self->desk == NULL)
    {
      g_autofree char *text = otk_error_text (error);

      g_printerr ("%s\n", text);
      return;
    }
  gtk_window_present (GTK_WINDOW (otk_window_new (GTK_APPLICATION (self), self->desk)));
}

static void
otk_application_shutdown (GApplication *application)
{
  OtkApplication *self = OTK_APPLICATION (application);

  G_APPLICATION_CLASS (otk_application_parent_class)->shutdown (application);

  if (self->desk != NULL)
    otk_desk_close (self->desk);
  g_clear_object (&self->desk);
}

static int
otk_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  OtkApplication *self = OTK_APPLICATION (application);

  g_variant_dict_lookup (options, "db", "^ay", &self->path);
  return -1;
}

static void
otk_application_finalize (GObject *object)
{
  OtkApplication *self = OTK_APPLICATION (object);

  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (otk_application_parent_class)->finalize (object);
}

static void
otk_application_class_init (OtkApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = otk_application_finalize;
  application_class->activate = otk_application_activate;
  application_class->shutdown = otk_application_shutdown;
  application_class->handle_local_options = otk_application_handle_local_options;
}

static void
otk_application_init (OtkApplication *self)
{
  static const GOptionEntry options[] = {
    { "db", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Open this database"), N_ ("FILE") },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

OtkApplication *
otk_application_new (void)
{
  GApplicationFlags flags =
      g_getenv ("OTK_NON_UNIQUE") != NULL ? G_APPLICATION_NON_UNIQUE : G_APPLICATION_DEFAULT_FLAGS;

  return g_object_new (OTK_TYPE_APPLICATION, "application-id", "org.otklik.Otklik", "flags", flags,
                       "resource-base-path", "/org/otklik/Otklik", NULL);
}
