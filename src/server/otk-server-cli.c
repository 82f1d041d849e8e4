/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-server-cli.h"

#include "otk-api.h"
#include "otk-error.h"
#include "otk-secret.h"
#include "otk-server-log.h"
#include "otk-server.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>
#include <sys/resource.h>

/* Descriptors that are not connections. */
#define OWN_FILES 64

enum
{
  DONE = 0,
  REFUSED = 1,
  MISUSED = 2,
};

/* Beside the options of the configuration: what is to be done, and with what. */
static const struct
{
  const char *name;
  const char *value; /* NULL for a switch */
  const char *help;
} actions[] = {
  { "config", N_ ("FILE"), N_ ("read the configuration from this file") },
  { "init", NULL, N_ ("make the organisation and its first administrator") },
  { "name", N_ ("NAME"), N_ ("with --init: the administrator's name") },
  { "login", N_ ("LOGIN"), N_ ("with --init and --reset-password: whose") },
  { "password-stdin", NULL, N_ ("with those: take the password from standard input") },
  { "reset-password", NULL, N_ ("give somebody a new password while the server stands still") },
  { "backup", N_ ("FOLDER"), N_ ("copy the database and the files, also while the server runs") },
  { "restore", N_ ("FOLDER"), N_ ("put such a copy in place, where nothing is yet") },
  { "check-config", NULL, N_ ("say what is in force, and do nothing") },
  { "routes", NULL, N_ ("list what can be asked, and do nothing") },
  { "help", NULL, N_ ("print this") },
  { "version", NULL, N_ ("print the version") },
};

static void
print_help (void)
{
  g_print ("%s\n\n", _ ("Usage: otklik-server [OPTION…]"));
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    g_print ("  --%s%s%s\n      %s\n", actions[i].name, actions[i].value != NULL ? " " : "",
             actions[i].value != NULL ? _ (actions[i].value) : "", _ (actions[i].help));
  g_print ("\n%s\n", _ ("Each of the following can stand in the configuration and, in capitals and "
                        "with OTKLIK_ before it, in the environment:"));
  for (const OtkServerOption *option = otk_server_options; option->name != NULL; option++)
    g_print ("  --%s %s%s%s%s\n      %s\n", option->name, _ (option->value),
             option->fallback != NULL ? " [" : "", option->fallback != NULL ? option->fallback : "",
             option->fallback != NULL ? "]" : "", _ (option->help));
}

/* Whether there is such an option; @takes tells whether a value belongs to it. */
static gboolean
find_option (const char *name, gboolean *takes)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (strcmp (actions[i].name, name) == 0)
      {
        *takes = actions[i].value != NULL;
        return TRUE;
      }
  *takes = TRUE;
  for (const OtkServerOption *option = otk_server_options; option->name != NULL; option++)
    if (strcmp (option->name, name) == 0)
      return TRUE;
  return FALSE;
}

static GHashTable *
parse (char **arguments, GError **error)
{
  g_autoptr (GHashTable) given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; arguments[i] != NULL; i++)
    {
      const char *argument = arguments[i], *equals = strchr (argument, '=');
      g_autofree char *name = NULL;
      gboolean takes = FALSE;

      if (g_str_has_prefix (argument, "--"))
        name = equals != NULL ? g_strndup (argument + 2, (gsize) (equals - argument - 2))
                              : g_strdup (argument + 2);
      if (name == NULL || !find_option (name, &takes) || (!takes && equals != NULL)
          || (takes && equals == NULL && arguments[i + 1] == NULL))
        {
          otk_refuse (error, OTK_ERROR_INVALID, N_ ("The option %s is not understood: see --help"),
                      argument);
          return NULL;
        }
      g_hash_table_insert (given, g_steal_pointer (&name),
                           g_strdup (!takes           ? ""
                                     : equals != NULL ? equals + 1
                                                      : arguments[++i]));
    }
  return g_steal_pointer (&given);
}

static void
print_routes (void)
{
  for (const OtkApiRoute *route = otk_api_routes; route->method != NULL; route++)
    g_print ("%s\t%s\t%s\t%" G_GSIZE_FORMAT "\t%s\n", route->method, route->path,
             otk_api_who_name (route->who), route->limit, route->summary);
}

static void
print_config (OtkServerConfig *config)
{
  for (const OtkServerOption *option = otk_server_options; option->name != NULL; option++)
    {
      gpointer member = G_STRUCT_MEMBER_P (config, option->offset);

      if (option->is_number)
        g_print ("%s = %" G_GINT64_FORMAT "\n", option->name, *(gint64 *) member);
      else if (*(char **) member != NULL)
        g_print ("%s = %s\n", option->name, *(char **) member);
    }
}

/* Each connection is a descriptor, and as many as the system grants are none too many. */
static void
raise_limits (OtkServerConfig *config)
{
  struct rlimit files;

  if (getrlimit (RLIMIT_NOFILE, &files) != 0)
    return;
  files.rlim_cur = files.rlim_max;
  if (setrlimit (RLIMIT_NOFILE, &files) == 0 && files.rlim_cur > OWN_FILES)
    config->max_connections = MIN (config->max_connections, (gint64) (files.rlim_cur - OWN_FILES));
}

static gboolean
serve (OtkServerConfig *config, GError **error)
{
  g_autoptr (OtkServer) server = NULL;

  raise_limits (config);
  otk_server_log_start ();
  server = otk_server_new (config, error);
  if (server == NULL)
    return FALSE;
  otk_server_run (server);
  return TRUE;
}

/* Everything but serving, which takes the configuration over. */
static gboolean
act (GHashTable *given, OtkServerConfig *config, gboolean *acted, GError **error)
{
  OtkServerFounding founding = {
    g_hash_table_lookup (given, "name"),
    g_hash_table_lookup (given, "login"),
    g_hash_table_contains (given, "password-stdin"),
  };

  *acted = TRUE;
  if (g_hash_table_contains (given, "init"))
    return otk_server_init (config, &founding, error);
  if (g_hash_table_contains (given, "reset-password"))
    return otk_server_reset_password (config, &founding, error);
  if (g_hash_table_contains (given, "backup"))
    return otk_server_backup (config, g_hash_table_lookup (given, "backup"), error);
  if (g_hash_table_contains (given, "restore"))
    return otk_server_restore (config, g_hash_table_lookup (given, "restore"), error);
  if (g_hash_table_contains (given, "check-config"))
    print_config (config);
  else
    *acted = FALSE;
  return TRUE;
}

static gboolean
run (GHashTable *given, GError **error)
{
  g_autoptr (OtkServerConfig) config =
      otk_server_config_load (given, g_hash_table_lookup (given, "config"), error);
  gboolean acted;

  if (config == NULL)
    return FALSE;
  if (!otk_secret_start ())
    return otk_refuse (error, OTK_ERROR_BUSY, N_ ("This system gives no random numbers"), NULL);
  if (!act (given, config, &acted, error))
    return FALSE;
  return acted || serve (g_steal_pointer (&config), error);
}

static int
report (const GError *error, int status)
{
  g_autofree char *text = otk_error_text (error);

  g_printerr ("otklik-server: %s\n", text);
  return status;
}

int
otk_server_cli (char **arguments)
{
  g_autoptr (GHashTable) given = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, OTK_LOCALE_FOLDER);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("otklik-server");
  given = parse (arguments, &error);
  if (given == NULL)
    return report (error, MISUSED);
  if (g_hash_table_contains (given, "help"))
    print_help ();
  else if (g_hash_table_contains (given, "version"))
    g_print ("otklik-server %s\n", OTK_VERSION);
  else if (g_hash_table_contains (given, "routes"))
    print_routes ();
  else if (!run (given, &error))
    return report (error, REFUSED);
  return DONE;
}
