/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-server-config.h"

#include "otk-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define GROUP "server"
#define TEXT(MEMBER) G_STRUCT_OFFSET (OtkServerConfig, MEMBER), FALSE, 0, 0
#define NUMBER(MEMBER, LEAST, MOST) G_STRUCT_OFFSET (OtkServerConfig, MEMBER), TRUE, LEAST, MOST

const OtkServerOption otk_server_options[] = {
  { "database", N_ ("FILE"), N_ ("the database: a file, or postgresql://…"), NULL,
    TEXT (database) },
  { "files", N_ ("FOLDER"), N_ ("where attachments lie; beside the database unless said"), NULL,
    TEXT (files) },
  { "listen", N_ ("ADDRESS:PORT"), N_ ("where to listen, several with ; between"),
    "127.0.0.1:8480;[::1]:8480", TEXT (listen) },
  { "tls-certificate", N_ ("FILE"), N_ ("serve TLS with this certificate (PEM)"), NULL,
    TEXT (tls_certificate) },
  { "tls-key", N_ ("FILE"), N_ ("the certificate's key (PEM)"), NULL, TEXT (tls_key) },
  { "trusted-proxy", N_ ("ADDRESS"), N_ ("proxies that are believed who their client is"), NULL,
    TEXT (trusted_proxy) },
  { "max-connections", N_ ("N"), N_ ("connections at the same time"), "4096",
    NUMBER (max_connections, 1, 100000) },
  { "max-per-peer", N_ ("N"), N_ ("connections of one address, proxies excepted"), "64",
    NUMBER (max_per_peer, 1, 100000) },
  { "head-timeout", N_ ("SECONDS"), N_ ("until a request's head has to be complete"), "15",
    NUMBER (head_timeout, 1, 3600) },
  { "body-timeout", N_ ("SECONDS"), N_ ("until its body has to be, more for long ones"), "30",
    NUMBER (body_timeout, 1, 3600) },
  { "idle-timeout", N_ ("SECONDS"), N_ ("how long a connection may stand still"), "75",
    NUMBER (idle_timeout, 1, 3600) },
  { "drain-timeout", N_ ("SECONDS"), N_ ("how long the end waits for running requests"), "25",
    NUMBER (drain_timeout, 0, 3600) },
  { "password-threads", N_ ("N"), N_ ("passwords checked at the same time"), "2",
    NUMBER (password_threads, 1, 16) },
  { "password-queue", N_ ("N"), N_ ("passwords that may wait for it"), "64",
    NUMBER (password_queue, 1, 10000) },
  { NULL },
};

/* systemd's folder for it, or the user's. */
static char *
state_folder (void)
{
  const char *state = g_getenv ("STATE_DIRECTORY");

  return state != NULL && *state != '\0'
             ? g_strdup (state)
             : g_build_filename (g_get_user_data_dir (), "otklik-server", NULL);
}

static void
fill_in_paths (OtkServerConfig *self)
{
  g_autofree char *state = state_folder (), *beside = NULL;

  if (self->database == NULL)
    self->database = g_build_filename (state, "otklik.db", NULL);
  if (self->files != NULL)
    return;
  beside = strstr (self->database, "://") == NULL ? g_path_get_dirname (self->database)
                                                  : g_strdup (state);
  self->files = g_build_filename (beside, "files", NULL);
}

/* "max-per-peer" as OTKLIK_MAX_PER_PEER. */
static char *
environment_name (const OtkServerOption *option)
{
  g_autofree char *upper = g_ascii_strup (option->name, -1);

  return g_strconcat ("OTKLIK_", g_strdelimit (upper, "-", '_'), NULL);
}

static char *
look_up (const OtkServerOption *option, GHashTable *given, GKeyFile *file)
{
  g_autofree char *variable = environment_name (option);
  const char *text = g_hash_table_lookup (given, option->name);

  if (text == NULL)
    text = g_getenv (variable);
  if (text != NULL)
    return g_strdup (text);
  if (g_key_file_has_key (file, GROUP, option->name, NULL))
    return g_key_file_get_string (file, GROUP, option->name, NULL);
  return g_strdup (option->fallback);
}

static gboolean
set (OtkServerConfig *self, const OtkServerOption *option, const char *text, GError **error)
{
  gpointer member = G_STRUCT_MEMBER_P (self, option->offset);

  if (!option->is_number)
    {
      *(char **) member = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
      return TRUE;
    }
  if (g_ascii_string_to_signed (text, 10, option->least, option->most, member, NULL))
    return TRUE;
  return otk_refuse (error, OTK_ERROR_INVALID, N_ ("The option %s is out of its range"),
                     option->name);
}

/* A misspelt key would be passed over in silence. */
static gboolean
check_keys (GKeyFile *file, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, GROUP, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      const OtkServerOption *option = otk_server_options;

      while (option->name != NULL && strcmp (option->name, keys[i]) != 0)
        option++;
      if (option->name == NULL)
        return otk_refuse (error, OTK_ERROR_INVALID, N_ ("The configuration has no option %s"),
                           keys[i]);
    }
  return TRUE;
}

static GKeyFile *
read_file (const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) reading = NULL;

  if (path == NULL)
    return g_steal_pointer (&file);
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &reading))
    {
      otk_refuse (error, OTK_ERROR_INVALID, N_ ("The configuration cannot be read: %s"),
                  reading->message);
      return NULL;
    }
  return check_keys (file, error) ? g_steal_pointer (&file) : NULL;
}

OtkServerConfig *
otk_server_config_load (GHashTable *given, const char *file, GError **error)
{
  g_autoptr (GKeyFile) keys = read_file (file, error);
  g_autoptr (OtkServerConfig) self = NULL;

  if (keys == NULL)
    return NULL;
  self = g_new0 (OtkServerConfig, 1);
  for (const OtkServerOption *option = otk_server_options; option->name != NULL; option++)
    {
      g_autofree char *text = look_up (option, given, keys);

      if (!set (self, option, text, error))
        return NULL;
    }
  fill_in_paths (self);
  if ((self->tls_certificate == NULL) != (self->tls_key == NULL))
    {
      otk_refuse (error, OTK_ERROR_INVALID,
                  N_ ("A certificate and its key belong together: give both or neither"), NULL);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
otk_server_config_free (OtkServerConfig *self)
{
  for (const OtkServerOption *option = otk_server_options; option->name != NULL; option++)
    if (!option->is_number)
      g_free (*(char **) G_STRUCT_MEMBER_P (self, option->offset));
  g_free (self);
}
