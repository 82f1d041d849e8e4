/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-ctl.h"

#include "otk-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const OtkCtlCommand *const tables[] = {
  otk_ctl_setup_commands, otk_ctl_request_commands, otk_ctl_read_commands, otk_ctl_care_commands,
  otk_ctl_sim_commands,   otk_ctl_sla_commands,     otk_ctl_fill_commands, otk_ctl_bench_commands,
};

const OtkCtlOption otk_ctl_global_options[] = {
  { "db", N_ ("FILE"),
    N_ ("the database: a file or a postgresql:// URI; otherwise the user's own") },
  { "as", N_ ("LOGIN"), N_ ("who acts; otherwise whoever sits at the desk") },
  { "now", N_ ("TIME"), N_ ("the clock of this run, as 2026-06-05T17:30:00+03:00") },
  { "lang", N_ ("LANGUAGE"),
    N_ ("the language of this run, as ru; a new database is called by it") },
  { "json", NULL, N_ ("answer in JSON") },
  { "help", NULL, N_ ("show this help") },
  { NULL },
};

static gboolean
complain (GError **error, const char *sentence, const char *detail)
{
  g_set_error (error, OTK_CTL_USAGE, 0, sentence, detail);
  return FALSE;
}

static const OtkCtlOption *
find_option (const OtkCtlOption *options, const char *name)
{
  for (; options != NULL && options->name != NULL; options++)
    if (strcmp (options->name, name) == 0)
      return options;
  return NULL;
}

/* --name VALUE, --name=VALUE or a mere --name; @next moves past what was used. */
static gboolean
read_option (OtkCtl *ctl, char **arguments, guint *next, GError **error)
{
  const char *text = arguments[*next] + 2;
  const char *equals = strchr (text, '=');
  g_autofree char *name =
      equals != NULL ? g_strndup (text, (gsize) (equals - text)) : g_strdup (text);
  const OtkCtlOption *option = find_option (otk_ctl_global_options, name);
  if (option == NULL && ctl->command != NULL)
    option = find_option (ctl->command->options, name);
  (*next)++;
  if (option == NULL)
    return complain (error, _ ("There is no option --%s here"), name);
  if (g_hash_table_contains (ctl->options, name))
    return complain (error, _ ("The option --%s is given twice"), name);
  if (option->value == NULL && equals != NULL)
    return complain (error, _ ("The option --%s takes no value"), name);
  if (option->value != NULL && equals == NULL && arguments[*next] == NULL)
    return complain (error, _ ("The option --%s needs a value"), name);

  const char *value = "";
  if (equals != NULL)
    value = equals + 1;
  else if (option->value != NULL)
    value = arguments[(*next)++];
  g_hash_table_insert (ctl->options, g_steal_pointer (&name), g_strdup (value));
  return TRUE;
}

/* The words that name the command may stand behind global options. */
static void
find_words (char **arguments, GPtrArray *words)
{
  for (guint i = 0; arguments[i] != NULL; i++)
    {
      if (strncmp (arguments[i], "--", 2) != 0)
        {
          g_ptr_array_add (words, arguments[i]);
          continue;
        }
      const OtkCtlOption *option = find_option (otk_ctl_global_options, arguments[i] + 2);
      if (option != NULL && option->value != NULL && arguments[i + 1] != NULL)
        i++;
    }
  g_ptr_array_add (words, NULL);
}

static gboolean
check_text (char **arguments, GError **error)
{
  for (guint i = 0; arguments[i] != NULL; i++)
    if (!g_utf8_validate (arguments[i], -1, NULL))
      {
        g_autofree char *readable = g_utf8_make_valid (arguments[i], -1);
        return complain (error, _ ("This is not text in UTF-8: %s"), readable);
      }
  return TRUE;
}

static gboolean
check_words (OtkCtl *ctl, GError **error)
{
  if (ctl->words->len < ctl->command->least)
    return complain (error, _ ("Something is missing; what the command needs: %s"),
                     ctl->command->words);
  if (ctl->words->len > ctl->command->most)
    return complain (error, _ ("There is one word too many: %s"),
                     g_ptr_array_index (ctl->words, ctl->command->most));
  return TRUE;
}

static char *
default_path (void)
{
  const char *folder = g_getenv ("OTK_DATA_DIR");
  if (folder != NULL && *folder != '\0')
    return g_build_filename (folder, "otklik.db", NULL);
  return g_build_filename (g_get_user_data_dir (), "otklik", "otklik.db", NULL);
}

static gboolean
apply_globals (OtkCtl *ctl, GError **error)
{
  const char *path = otk_ctl_option (ctl, "db");
  const char *now = otk_ctl_option (ctl, "now");
  /* Everybody on the machine can read a program's arguments. */
  if (path != NULL && otk_store_has_password (path))
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("Leave the password out of --db: put it into PGPASSFILE or PGPASSWORD"),
                       NULL);
  ctl->path = path != NULL ? g_strdup (path) : default_path ();
  ctl->login = g_strdup (otk_ctl_option (ctl, "as"));
  ctl->json = otk_ctl_option (ctl, "json") != NULL;
  if (now == NULL)
    {
      ctl->clock = otk_clock_new_system ();
      return TRUE;
    }
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  OtkTime at;
  if (!otk_iso_time_parse (now, zone, &at))
    return complain (error, _ ("A time as 2026-06-05T17:30:00+03:00 is expected, not %s"), now);
  ctl->clock = otk_clock_new_at (at);
  return TRUE;
}

GQuark
otk_ctl_usage_quark (void)
{
  return g_quark_from_static_string ("otk-ctl-usage");
}

const OtkCtlCommand *
otk_ctl_find_command (char **words, guint *used)
{
  if (words[0] == NULL)
    return NULL;
  g_autofree char *pair = g_strjoin (" ", words[0], words[1], NULL);
  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const OtkCtlCommand *command = tables[t]; command->name != NULL; command++)
      {
        gboolean both = strcmp (command->name, pair) == 0;
        if (!both && strcmp (command->name, words[0]) != 0)
          continue;
        *used = strchr (command->name, ' ') != NULL ? 2 : 1;
        return command;
      }
  return NULL;
}

void
otk_ctl_each_command (void (*visit) (const OtkCtlCommand *command, gpointer data), gpointer data)
{
  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const OtkCtlCommand *command = tables[t]; command->name != NULL; command++)
      visit (command, data);
}

gboolean
otk_ctl_parse (OtkCtl *ctl, char **arguments, GError **error)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  guint used = 0;
  gboolean plain = FALSE;
  if (!check_text (arguments, error))
    return FALSE;
  find_words (arguments, words);
  ctl->command = otk_ctl_find_command ((char **) words->pdata, &used);
  for (guint next = 0; arguments[next] != NULL;)
    {
      if (!plain && strcmp (arguments[next], "--") == 0)
        {
          plain = TRUE; /* from here on nothing is an option */
          next++;
        }
      else if (!plain && strncmp (arguments[next], "--", 2) == 0)
        {
          if (!read_option (ctl, arguments, &next, error))
            return FALSE;
        }
      else if (used > 0)
        {
          used--;
          next++;
        }
      else
        g_ptr_array_add (ctl->words, g_strdup (arguments[next++]));
    }
  if (ctl->command == NULL || otk_ctl_option (ctl, "help") != NULL)
    return TRUE;
  return check_words (ctl, error) && apply_globals (ctl, error);
}

const char *
otk_ctl_option (OtkCtl *ctl, const char *name)
{
  return g_hash_table_lookup (ctl->options, name);
}

gboolean
otk_ctl_option_int (OtkCtl *ctl, const char *name, gint64 least, gint64 most, gint64 fallback,
                    gint64 *number, GError **error)
{
  const char *text = otk_ctl_option (ctl, name);
  *number = fallback;
  if (text != NULL && !g_ascii_string_to_signed (text, 10, least, most, number, NULL))
    {
      g_autofree char *range =
          g_strdup_printf ("%" G_GINT64_FORMAT "…%" G_GINT64_FORMAT, least, most);
      g_set_error (error, OTK_CTL_USAGE, 0, _ ("--%s takes a whole number: %s"), name, range);
      return FALSE;
    }
  return TRUE;
}
