/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-ctl.h"

#include "otk-error.h"
#include "otk-organisation.h"

#include <glib/gi18n-lib.h>

static const OtkCtlOption init_options[] = {
  { "sample", NULL, N_ ("with a sample organisation and requests to look at") },
  { "name", N_ ("NAME"), N_ ("your name, where there is no sample") },
  { NULL },
};

static gboolean
is_empty (OtkStore *store)
{
  g_autoptr (GPtrArray) employees =
      otk_state_list (otk_store_state (store), OTK_ENTITY_EMPLOYEE, -1, NULL);
  return employees == NULL || employees->len == 0;
}

static gboolean
refuse_full (OtkCtl *ctl, GError **error)
{
  return otk_refuse (error, OTK_ERROR_INVALID, N_ ("The database is set up already: %s"),
                     ctl->path);
}

static gboolean
init_sample (OtkCtl *ctl, GError **error)
{
  g_autoptr (OtkStore) store = otk_ctl_open_writer (ctl, TRUE, error);
  if (store == NULL)
    return FALSE;
  if (!is_empty (store))
    return refuse_full (ctl, error);
  return otk_ctl_load_sample (ctl, store, error);
}

static gboolean
run_init (OtkCtl *ctl, GError **error)
{
  const char *name = otk_ctl_option (ctl, "name");
  if (otk_ctl_option (ctl, "sample") != NULL)
    {
      if (!init_sample (ctl, error))
        return FALSE;
    }
  else
    {
      if (!otk_ctl_open_desk (ctl, TRUE, error))
        return FALSE;
      if (!otk_desk_is_empty (ctl->desk))
        return refuse_full (ctl, error);
      if (!otk_desk_start_empty (ctl->desk, name != NULL ? name : g_get_real_name (), error))
        return FALSE;
    }
  g_print ("%s\n", ctl->path);
  return TRUE;
}

/* All of it or nothing; a refusal names the place in the file. */
static gboolean
submit_organisation (OtkStore *store, const OtkOrganisation *wanted, GError **error)
{
  OtkCtlBatch batch = { .store = store, .open = 1 }; /* in the transaction of the caller */
  for (guint i = 0; i < wanted->commands->len; i++)
    {
      g_autoptr (GError) refusal = NULL;
      if (!otk_ctl_batch_run (&batch, g_ptr_array_index (wanted->commands, i), &refusal, error))
        return FALSE;
      if (refusal == NULL)
        continue;
      g_autofree char *why = otk_error_text (refusal);
      g_autofree char *detail =
          g_strdup_printf ("%s: %s", (char *) g_ptr_array_index (wanted->paths, i), why);
      return otk_refuse (error, (OtkErrorCode) refusal->code,
                         N_ ("Refused, nothing was changed: %s"), detail);
    }
  return otk_ctl_batch_end (&batch, error);
}

static gboolean
apply (OtkCtl *ctl, OtkStore *store, const char *text, gsize length, GError **error)
{
  OtkId actor;
  ctl->store = store; /* the actor is looked up in it */
  gboolean founding = is_empty (store);
  if (!founding && !otk_ctl_actor (ctl, &actor, error))
    return FALSE;
  g_autoptr (OtkOrganisation) wanted =
      otk_organisation_read (otk_store_state (store), text, length, founding ? NULL : &actor,
                             otk_ctl_now (ctl), error);
  if (wanted == NULL || !submit_organisation (store, wanted, error))
    return FALSE;
  if (ctl->json)
    g_print ("{\"changed\": %u}\n", wanted->commands->len);
  else if (wanted->commands->len == 0)
    g_print ("%s\n", _ ("Nothing had to be changed"));
  else
    {
      g_print (g_dngettext (GETTEXT_PACKAGE, "%u record was changed", "%u records were changed",
                            wanted->commands->len),
               wanted->commands->len);
      g_print ("\n");
    }
  return TRUE;
}

static gboolean
run_apply (OtkCtl *ctl, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  if (!g_file_get_contents (g_ptr_array_index (ctl->words, 0), &text, &length, error))
    return FALSE;
  g_autoptr (OtkStore) store = otk_ctl_open_writer (ctl, TRUE, error);
  if (store == NULL)
    return FALSE;
  if (!otk_store_begin (store, error))
    return FALSE;
  gboolean applied = apply (ctl, store, text, length, error);
  if (!applied)
    otk_store_rollback (store);
  ctl->store = NULL;
  return applied;
}

static gboolean
run_export (OtkCtl *ctl, GError **error)
{
  if (!otk_ctl_open_store (ctl, error))
    return FALSE;
  g_autofree char *text = otk_organisation_write (otk_store_state (ctl->store));
  g_print ("%s", text);
  return TRUE;
}

const OtkCtlCommand otk_ctl_setup_commands[] = {
  { "init", NULL, N_ ("make a database"), "init --name \"Анна Смирнова\"\ninit --sample",
    init_options, 0, 0, run_init },
  { "apply", "FILE.json", N_ ("bring the organisation to what a file declares"),
    "apply organisation.json", NULL, 1, 1, run_apply },
  { "export-config", NULL, N_ ("print the organisation in the same format"),
    "export-config > organisation.json", NULL, 0, 0, run_export },
  { NULL },
};
