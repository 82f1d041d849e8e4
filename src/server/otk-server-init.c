/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-server-cli.h"

#include "otk-account.h"
#include "otk-desk-serve.h"
#include "otk-error.h"
#include "otk-secret.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LOGIN "admin"
#define MOST_PASSWORD 1000

/* One line of standard input; a person at a terminal is asked for it. */
static char *
read_password (GError **error)
{
  char line[MOST_PASSWORD + 2];

  if (isatty (STDIN_FILENO))
    {
      char *typed = getpass (_ ("Password: "));

      if (typed != NULL)
        return g_strdup (typed);
    }
  else if (fgets (line, sizeof line, stdin) != NULL)
    {
      line[strcspn (line, "\r\n")] = '\0';
      if (g_utf8_validate (line, -1, NULL))
        return g_strdup (line);
    }
  otk_refuse (error, OTK_ERROR_INVALID, N_ ("No password came from standard input"), NULL);
  return NULL;
}

static char *
choose_password (const OtkServerFounding *founding, const char *login, GError **error)
{
  g_autofree char *password =
      founding->reads_password ? read_password (error) : otk_secret_words ();

  if (password == NULL || !otk_password_check (password, login, error))
    return NULL;
  return g_steal_pointer (&password);
}

/* What is written about somebody in one transaction. */
typedef struct
{
  OtkCredential credential;
  OtkTime at;
} Writing;

static gboolean
write_credential (OtkStore *store, GArray *changes, gpointer data, GError **error)
{
  Writing *self = data;

  return otk_account_put_credential (store, &self->credential, error)
         && otk_account_end (store, &self->credential.employee, NULL, NULL, "password", self->at,
                             error);
}

static gboolean
give_password (OtkDesk *desk, const OtkId *employee, const char *password, gboolean must_change,
               GError **error)
{
  g_autofree char *hash = otk_password_hash (password);
  Writing writing = {
    { *employee, hash, otk_desk_now (desk), must_change, NULL, OTK_TIME_NONE, 0 },
    otk_desk_now (desk),
  };

  if (hash == NULL)
    return otk_refuse (error, OTK_ERROR_LIMIT, N_ ("There is not enough memory"), NULL);
  return otk_desk_write (desk, write_credential, &writing, error);
}

/* The desk makes the first person after this machine's user; on a server he is who was named. */
static gboolean
rename_founder (OtkDesk *desk, const char *login, GError **error)
{
  g_autoptr (OtkCommand) command =
      otk_desk_command (desk, OTK_COMMAND_SAVE, otk_record_id (otk_desk_me (desk)));
  g_autoptr (OtkOutcome) outcome = NULL;

  otk_command_with_text (command, "entity", otk_entity (OTK_ENTITY_EMPLOYEE)->name);
  otk_command_with_text (command, "login", login);
  outcome = otk_desk_submit (desk, command, error);
  return outcome != NULL;
}

static void
tell (const OtkServerConfig *config, const OtkServerFounding *founding, const char *login,
      const char *password)
{
  g_print (_ ("The database is %s"), config->database);
  g_print ("\n");
  g_print (_ ("Sign in as: %s"), login);
  g_print ("\n");
  if (founding->reads_password)
    return;
  g_print (_ ("Password: %s"), password);
  g_print ("\n%s\n", _ ("It is shown only here and has to be changed at the first sign-in."));
}

static gboolean
prepare_folder (const OtkServerConfig *config, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (config->database);

  if (strstr (config->database, "://") != NULL || g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;
  return otk_refuse (error, OTK_ERROR_NOT_ALLOWED, N_ ("The folder %s cannot be made"), folder);
}

static gboolean
found (OtkDesk *desk, const OtkServerConfig *config, const OtkServerFounding *founding,
       GError **error)
{
  const char *login = founding->login != NULL ? founding->login : LOGIN;
  g_autofree char *password = choose_password (founding, login, error);
  gboolean any = FALSE;

  if (password == NULL || !otk_account_any (otk_desk_reading (desk), &any, error))
    return FALSE;
  if (any)
    return otk_refuse (error, OTK_ERROR_STALE,
                       N_ ("The server is set up already: --reset-password gives a new password"),
                       NULL);
  if (otk_desk_is_empty (desk)
      && !otk_desk_start_empty (desk, founding->name != NULL ? founding->name : _ ("Administrator"),
                                error))
    return FALSE;
  if (!rename_founder (desk, login, error)
      || !give_password (desk, otk_record_id (otk_desk_me (desk)), password,
                         !founding->reads_password, error))
    return FALSE;
  tell (config, founding, login, password);
  return TRUE;
}

gboolean
otk_server_init (const OtkServerConfig *config, const OtkServerFounding *founding, GError **error)
{
  g_autoptr (OtkDesk) desk = NULL;
  gboolean done;

  if (!prepare_folder (config, error))
    return FALSE;
  desk = otk_desk_open (config->database, NULL, error);
  if (desk == NULL)
    return FALSE;
  done = found (desk, config, founding, error);
  otk_desk_close (desk);
  return done;
}

static gboolean
reset (OtkDesk *desk, const OtkServerConfig *config, const OtkServerFounding *founding,
       GError **error)
{
  const char *login = founding->login != NULL ? founding->login : LOGIN;
  g_auto (OtkValue) value = otk_value_text (login);
  g_autoptr (GPtrArray) people =
      otk_desk_list (desk, OTK_ENTITY_EMPLOYEE, OTK_EMPLOYEE_LOGIN, &value);
  g_autofree char *password = NULL;

  if (people->len == 0)
    return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("There is no such employee"), NULL);
  password = choose_password (founding, login, error);
  if (password == NULL
      || !give_password (desk, otk_record_id (people->pdata[0]), password,
                         !founding->reads_password, error))
    return FALSE;
  tell (config, founding, login, password);
  return TRUE;
}

gboolean
otk_server_reset_password (const OtkServerConfig *config, const OtkServerFounding *founding,
                           GError **error)
{
  g_autoptr (OtkDesk) desk = otk_desk_open (config->database, NULL, error);
  gboolean done;

  if (desk == NULL)
    return FALSE;
  done = reset (desk, config, founding, error);
  otk_desk_close (desk);
  return done;
}
