/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-application.h"

#include "otk-act.h"
#include "otk-actions.h"
#include "otk-error-window.h"
#include "otk-notifier.h"
#include "otk-window.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define APPLICATION_ID "org.otklik.Otklik"

struct _OtkApplication
{
  AdwApplication parent_instance;

  char *path; /* the database */
  OtkDesk *desk;
  gboolean opening;
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

/* Each database has its own instance: another one must not raise the window of the first. */
static void
set_id_by_path (OtkApplication *self)
{
  g_autofree char *shipped = g_build_filename (g_get_user_data_dir (), "otklik", "otklik.db", NULL);
  g_autofree char *absolute = g_canonicalize_filename (self->path, NULL);
  g_autofree char *sum = NULL, *id = NULL;

  if (strcmp (absolute, shipped) == 0)
    return;
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, absolute, -1);
  sum[16] = '\0';
  id = g_strdup_printf (APPLICATION_ID ".d%s", sum);
  g_application_set_application_id (G_APPLICATION (self), id);
}

static OtkWindow *
find_window (OtkApplication *self)
{
  for (GList *link = gtk_application_get_windows (GTK_APPLICATION (self)); link != NULL;
       link = link->next)
    if (OTK_IS_WINDOW (link->data))
      return link->data;
  return NULL;
}

/* Windows. */

/* What was told before is out of date now. */
static void
close_errors (OtkApplication *self, GtkWindow *but)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self)));

  for (GList *link = windows; link != NULL; link = link->next)
    if (link->data != but && !OTK_IS_WINDOW (link->data))
      gtk_window_destroy (link->data);
}

static void
desk_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OtkApplication) self = data;
  g_autoptr (GError) error = NULL;
  GtkWindow *window;

  self->opening = FALSE;
  self->desk = otk_desk_open_finish (result, &error);
  if (self->desk == NULL)
    window = otk_error_window_new (GTK_APPLICATION (self), self->path, error);
  else
    {
      otk_notifier_start (GTK_APPLICATION (self), self->desk);
      window = GTK_WINDOW (otk_window_new (GTK_APPLICATION (self), self->desk));
    }
  gtk_window_present (window);
  close_errors (self, window);
  g_application_release (G_APPLICATION (self));
}

/* The file is opened while GTK gets ready: neither waits for the other. */
static void
open_desk (OtkApplication *self)
{
  if (self->desk != NULL || self->opening)
    return;
  self->opening = TRUE;
  g_application_hold (G_APPLICATION (self));
  otk_desk_open_async (self->path, NULL, desk_opened_cb, g_object_ref (self));
}

static void
otk_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window != NULL)
    gtk_window_present (window);
}

/* Actions. */

static void
retry_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  open_desk (data);
}

static void
open_request_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  OtkWindow *window = find_window (data);
  OtkId request;

  if (window == NULL || !otk_id_parse (g_variant_get_string (parameter, NULL), &request))
    return;
  gtk_window_present (GTK_WINDOW (window));
  otk_open_request (GTK_WIDGET (window), &request);
}

static void
start_work_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  OtkApplication *self = data;
  OtkWindow *window = find_window (self);
  OtkId request;

  if (window != NULL && otk_id_parse (g_variant_get_string (parameter, NULL), &request))
    otk_act (GTK_WIDGET (window), otk_desk_command (self->desk, OTK_COMMAND_START, &request));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  adw_show_about_window (gtk_application_get_active_window (data), "application-name", _ ("Otklik"),
                         "application-icon", APPLICATION_ID, "version", OTK_VERSION, "comments",
                         _ ("Requests, deadlines and answers of a help desk"), "license-type",
                         GTK_LICENSE_GPL_3_0, NULL);
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GList *windows = g_list_copy (gtk_application_get_windows (data));

  /* Each window is asked, for it has things to remember. */
  for (GList *link = windows; link != NULL; link = link->next)
    gtk_window_close (link->data);
  g_list_free (windows);
}

static void
set_color_scheme (void)
{
  const char *scheme = g_getenv ("OTK_COLOR_SCHEME");
  AdwStyleManager *manager = adw_style_manager_get_default ();

  if (g_strcmp0 (scheme, "dark") == 0)
    adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  else if (g_strcmp0 (scheme, "light") == 0)
    adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
}

static void
otk_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { "retry", retry_action, NULL, NULL, NULL },
    { "open-request", open_request_action, "s", NULL, NULL },
    { "start-work", start_work_action, "s", NULL, NULL },
    { "about", about_action, NULL, NULL, NULL },
    { "quit", quit_action, NULL, NULL, NULL },
  };

  open_desk (OTK_APPLICATION (application));
  G_APPLICATION_CLASS (otk_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  otk_actions_set_keys (GTK_APPLICATION (application));
  gtk_window_set_default_icon_name (APPLICATION_ID);
  set_color_scheme ();
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

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("otklik %s\n", OTK_VERSION);
      return 0;
    }
  g_clear_pointer (&self->path, g_free);
  if (!g_variant_dict_lookup (options, "db", "^ay", &self->path))
    self->path = default_path ();
  set_id_by_path (self);
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
  application_class->startup = otk_application_startup;
  application_class->activate = otk_application_activate;
  application_class->shutdown = otk_application_shutdown;
  application_class->handle_local_options = otk_application_handle_local_options;
}

static void
otk_application_init (OtkApplication *self)
{
  static const GOptionEntry options[] = {
    { "db", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Open this database"), N_ ("FILE") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Tell the version and exit"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

OtkApplication *
otk_application_new (void)
{
  GApplicationFlags flags =
      g_getenv ("OTK_NON_UNIQUE") != NULL ? G_APPLICATION_NON_UNIQUE : G_APPLICATION_DEFAULT_FLAGS;

  return g_object_new (OTK_TYPE_APPLICATION, "application-id", APPLICATION_ID, "flags", flags,
                       "resource-base-path", "/org/otklik/Otklik", NULL);
}
