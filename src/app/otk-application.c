/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-application.h"

#include "otk-accounts-window.h"
#include "otk-act.h"
#include "otk-actions.h"
#include "otk-connect-window.h"
#include "otk-connection.h"
#include "otk-error-window.h"
#include "otk-notifier.h"
#include "otk-window.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define APPLICATION_ID "org.otklik.Otklik"

struct _OtkApplication
{
  AdwApplication parent_instance;

  char *path; /* the own database */
  char *base; /* its folder */
  OtkDesk *desk;
  gboolean opening;

  OtkMembership *membership; /* (nullable): the account that is looked at */
  OtkConnection *connection; /* (nullable) */
  OtkGrant *grant;           /* (nullable): for the connection to come */
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
focus_changed_cb (OtkApplication *self, GParamSpec *pspec, GtkWindow *window)
{
  if (self->connection != NULL)
    otk_connection_set_focused (self->connection, gtk_window_is_active (window));
}

static void
not_kept_cb (OtkApplication *self, const GError *error)
{
  OtkWindow *window = find_window (self);

  g_message ("The sign-in is not kept: %s", error->message);
  if (window != NULL)
    otk_toast (GTK_WIDGET (window), _ ("There is no password storage on this computer: you will "
                                       "be asked for the password at the next start"));
}

static void
start_connection (OtkApplication *self, GtkWindow *window)
{
  if (self->membership == NULL || !otk_desk_is_replica (self->desk))
    return;
  self->connection = otk_connection_new (self->desk, self->membership, self->grant);
  g_clear_pointer (&self->grant, otk_grant_free);
  g_signal_connect_object (self->connection, "not-kept", G_CALLBACK (not_kept_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (focus_changed_cb), self,
                           G_CONNECT_SWAPPED);
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
      start_connection (self, window);
    }
  gtk_window_present (window);
  close_errors (self, window);
  g_application_release (G_APPLICATION (self));
}

/* The file is opened while GTK gets ready: neither waits for the other. */
static void
open_desk (OtkApplication *self)
{
  g_autofree char *path = NULL;

  if (self->desk != NULL || self->opening)
    return;
  self->opening = TRUE;
  g_application_hold (G_APPLICATION (self));
  path =
      self->membership != NULL ? otk_membership_database (self->membership) : g_strdup (self->path);
  otk_desk_open_async (path, NULL, desk_opened_cb, g_object_ref (self));
}

static void
close_desk (OtkApplication *self)
{
  if (self->connection != NULL)
    otk_connection_stop (self->connection);
  g_clear_object (&self->connection);
  if (self->desk != NULL)
    otk_desk_close (self->desk);
  g_clear_object (&self->desk);
}

/* Another account, or the own database where @membership is NULL, takes the window's place. */
static void
switch_to (OtkApplication *self, const OtkMembership *membership, const OtkGrant *grant)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self)));
  OtkMembership *chosen = membership != NULL ? otk_membership_copy (membership) : NULL;

  if (self->opening)
    {
      otk_membership_free (chosen);
      return;
    }
  g_application_hold (G_APPLICATION (self));
  for (GList *link = windows; link != NULL; link = link->next)
    gtk_window_close (link->data);
  close_desk (self);
  otk_membership_free (self->membership);
  self->membership = chosen;
  otk_grant_free (self->grant);
  self->grant = grant != NULL ? otk_grant_copy (grant) : NULL;
  otk_membership_set_current (self->base, chosen != NULL ? &chosen->id : NULL);
  open_desk (self);
  g_application_release (G_APPLICATION (self));
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

static gboolean
is_current (OtkApplication *self, const OtkMembership *membership)
{
  return self->connection != NULL
         && otk_id_equal (&otk_connection_membership (self->connection)->id, &membership->id);
}

static void
connected_cb (OtkApplication *self, OtkMembership *membership, OtkGrant *grant)
{
  if (is_current (self, membership))
    otk_connection_grant (self->connection, grant);
  else
    switch_to (self, membership, grant);
}

static void
present_connect (OtkApplication *self, const OtkMembership *again)
{
  GtkWindow *window = otk_connect_window_new (GTK_WINDOW (find_window (self)), self->base, again);

  g_signal_connect_object (window, "connected", G_CALLBACK (connected_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (window);
}

static void
connect_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  present_connect (data, NULL);
}

static void
sign_in_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  OtkApplication *self = data;

  if (self->connection != NULL)
    present_connect (self, otk_connection_membership (self->connection));
}

static void
sync_now_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  OtkApplication *self = data;

  if (self->connection != NULL)
    otk_connection_retry (self->connection);
}

static void
accounts_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  OtkApplication *self = data;

  gtk_window_present (
      otk_accounts_window_new (GTK_WINDOW (find_window (self)), self->base, self->membership));
}

static void
open_account_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  OtkApplication *self = data;
  g_autoptr (OtkMembership) membership = NULL;
  OtkId id;

  if (otk_id_parse (g_variant_get_string (parameter, NULL), &id))
    membership = otk_membership_find (self->base, &id);
  switch_to (self, membership, NULL);
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
    { "connect", connect_action, NULL, NULL, NULL },
    { "sign-in", sign_in_action, NULL, NULL, NULL },
    { "sync-now", sync_now_action, NULL, NULL, NULL },
    { "accounts", accounts_action, NULL, NULL, NULL },
    { "open-account", open_account_action, "s", NULL, NULL },
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

  close_desk (self);
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
  g_clear_pointer (&self->base, g_free);
  if (g_variant_dict_lookup (options, "db", "^ay", &self->path))
    self->base = g_path_get_dirname (self->path);
  else
    {
      self->path = default_path ();
      self->base = g_path_get_dirname (self->path);
      self->membership = otk_membership_current (self->base);
    }
  set_id_by_path (self);
  return -1;
}

static void
otk_application_finalize (GObject *object)
{
  OtkApplication *self = OTK_APPLICATION (object);

  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->base, g_free);
  g_clear_pointer (&self->membership, otk_membership_free);
  g_clear_pointer (&self->grant, otk_grant_free);

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
