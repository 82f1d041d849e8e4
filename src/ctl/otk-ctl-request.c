/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-ctl.h"

#include "otk-error.h"

#include <glib/gi18n-lib.h>

#define A_NAME N_ ("NAME")
#define A_TEXT N_ ("TEXT")
#define A_NUMBER N_ ("NUMBER")

static const OtkCtlOption new_options[] = {
  { "type", A_NAME, N_ ("the request's type"), OTK_CTL_REF, .target = OTK_ENTITY_REQUEST_TYPE },
  { "service", A_NAME, N_ ("the service"), OTK_CTL_REF, .target = OTK_ENTITY_SERVICE },
  { "customer", A_NAME, N_ ("the requester; made where nobody has the name") },
  { "phone", A_TEXT, N_ ("the requester's phone, to tell namesakes apart or for a new one") },
  { "email", A_TEXT, N_ ("the e-mail of a new requester") },
  { "company", A_NAME, N_ ("the company; made where none has the name") },
  { "subject", A_TEXT, N_ ("the subject"), OTK_CTL_TEXT },
  { "text", A_TEXT, N_ ("the description"), OTK_CTL_TEXT },
  { "priority", A_NAME, N_ ("the priority instead of the type's"), OTK_CTL_CHOICE,
    .choices = otk_priority_choices },
  { "product", A_NAME, N_ ("the subject item"), OTK_CTL_REF, .target = OTK_ENTITY_PRODUCT },
  { "channel", A_NAME, N_ ("how it came"), OTK_CTL_CHOICE, .choices = otk_channel_choices },
  { "contact", A_TEXT, N_ ("contact information"), OTK_CTL_TEXT },
  { "responsible", A_NAME, N_ ("a responsible instead of the least loaded"), OTK_CTL_REF,
    .target = OTK_ENTITY_EMPLOYEE },
  { "tags", A_TEXT, N_ ("tags"), OTK_CTL_TEXT },
  { "unclassified", NULL, N_ ("leave it to be classified") },
  { NULL },
};

static const OtkCtlOption edit_options[] = {
  { "type", A_NAME, N_ ("the request's type"), OTK_CTL_REF, .target = OTK_ENTITY_REQUEST_TYPE },
  { "service", A_NAME, N_ ("the service"), OTK_CTL_REF, .target = OTK_ENTITY_SERVICE },
  { "subject", A_TEXT, N_ ("the subject"), OTK_CTL_TEXT },
  { "text", A_TEXT, N_ ("the description"), OTK_CTL_TEXT },
  { "priority", A_NAME, N_ ("the priority"), OTK_CTL_CHOICE, .choices = otk_priority_choices },
  { "product", A_NAME, N_ ("the subject item"), OTK_CTL_REF, .target = OTK_ENTITY_PRODUCT },
  { "company", A_NAME, N_ ("the company"), OTK_CTL_REF, .target = OTK_ENTITY_COMPANY },
  { "contact", A_TEXT, N_ ("contact information"), OTK_CTL_TEXT },
  { "tags", A_TEXT, N_ ("tags"), OTK_CTL_TEXT },
  { NULL },
};

static const OtkCtlOption classify_options[] = {
  { "type", A_NAME, N_ ("the request's type"), OTK_CTL_REF, .target = OTK_ENTITY_REQUEST_TYPE },
  { "service", A_NAME, N_ ("the service"), OTK_CTL_REF, .target = OTK_ENTITY_SERVICE },
  { "priority", A_NAME, N_ ("the priority instead of the type's"), OTK_CTL_CHOICE,
    .choices = otk_priority_choices },
  { "product", A_NAME, N_ ("the subject item"), OTK_CTL_REF, .target = OTK_ENTITY_PRODUCT },
  { "company", A_NAME, N_ ("the company"), OTK_CTL_REF, .target = OTK_ENTITY_COMPANY },
  { NULL },
};

static const OtkCtlOption pause_options[] = {
  { "reason", A_TEXT, N_ ("why it waits"), OTK_CTL_TEXT },
  { "hours", A_NUMBER, N_ ("for how long, in hours"), OTK_CTL_HOURS, "planned" },
  { "until", N_ ("TIME"), N_ ("until when, instead of hours"), OTK_CTL_TIME },
  { "tell-customer", NULL, N_ ("send the reason to the requester"), OTK_CTL_YES, "tell_customer" },
  { NULL },
};

static const OtkCtlOption complete_options[] = {
  { "article", N_ ("TITLE"), N_ ("the knowledge base article that helped"), OTK_CTL_REF,
    .target = OTK_ENTITY_ARTICLE },
  { "solution", A_TEXT, N_ ("what was done"), OTK_CTL_TEXT },
  { NULL },
};

static const OtkCtlOption status_options[] = {
  { "status", A_NAME, N_ ("the new status"), OTK_CTL_CHOICE, .choices = otk_status_choices },
  { "comment", A_TEXT, N_ ("why, for the feed"), OTK_CTL_TEXT },
  { "reason", A_TEXT, N_ ("why it waits"), OTK_CTL_TEXT },
  { "hours", A_NUMBER, N_ ("for how long it waits, in hours"), OTK_CTL_HOURS, "planned" },
  { "article", N_ ("TITLE"), N_ ("the knowledge base article that helped"), OTK_CTL_REF,
    .target = OTK_ENTITY_ARTICLE },
  { "solution", A_TEXT, N_ ("what was done"), OTK_CTL_TEXT },
  { "type", A_NAME, N_ ("the request's type"), OTK_CTL_REF, .target = OTK_ENTITY_REQUEST_TYPE },
  { "service", A_NAME, N_ ("the service"), OTK_CTL_REF, .target = OTK_ENTITY_SERVICE },
  { NULL },
};

static const OtkCtlOption level_options[] = {
  { "level", A_NAME, N_ ("the support level"), OTK_CTL_REF, .target = OTK_ENTITY_LEVEL },
  { "comment", A_TEXT, N_ ("why, for the feed"), OTK_CTL_TEXT },
  { "keep-responsible", NULL, N_ ("leave the responsible as he is"), OTK_CTL_YES,
    "keep_responsible" },
  { NULL },
};

static const OtkCtlOption assign_options[] = {
  { "responsible", A_NAME, N_ ("the employee; otherwise the least loaded"), OTK_CTL_REF,
    .target = OTK_ENTITY_EMPLOYEE },
  { NULL },
};

static const OtkCtlOption message_options[] = {
  { "text", A_TEXT, N_ ("the message"), OTK_CTL_TEXT, "body" },
  { "hidden", NULL, N_ ("for staff only"), OTK_CTL_YES },
  { "keep-indicator", NULL, N_ ("leave the indicator as it is"), OTK_CTL_YES, "keep_indicator" },
  { "from-customer", NULL, N_ ("the requester's words, not ours") },
  { "channel", A_NAME, N_ ("how it came"), OTK_CTL_CHOICE, .choices = otk_channel_choices },
  { "minutes", A_NUMBER, N_ ("minutes spent on it"), OTK_CTL_INT, "task_minutes" },
  { "auto-close-days", A_NUMBER, N_ ("close after so many days without an answer"), OTK_CTL_INT,
    "auto_close_days" },
  { "close", NULL, N_ ("close the request with it"), OTK_CTL_YES },
  { "hold", NULL, N_ ("put the request off"), OTK_CTL_YES },
  { NULL },
};

static gboolean
run_on_request (OtkCtl *ctl, GError **error)
{
  OtkId actor;
  if (!otk_ctl_open_desk (ctl, FALSE, error) || !otk_ctl_actor (ctl, &actor, error))
    return FALSE;
  g_autoptr (OtkRecord) request = otk_ctl_request (ctl, g_ptr_array_index (ctl->words, 0), error);
  if (request == NULL)
    return FALSE;
  g_autoptr (OtkCommand) command =
      otk_command_new (ctl->command->kind, &actor, otk_record_id (request), otk_ctl_now (ctl));
  if (!otk_ctl_arguments (ctl, command, error))
    return FALSE;
  if (ctl->command->kind == OTK_COMMAND_MESSAGE)
    otk_command_with_int (command, "support", otk_ctl_option (ctl, "from-customer") == NULL);
  return otk_ctl_submit (ctl, command, error);
}

static gboolean
run_merge (OtkCtl *ctl, GError **error)
{
  OtkId actor;
  g_autoptr (GArray) children = g_array_new (FALSE, FALSE, sizeof (OtkId));
  if (!otk_ctl_open_desk (ctl, FALSE, error) || !otk_ctl_actor (ctl, &actor, error))
    return FALSE;
  g_autoptr (OtkRecord) parent = otk_ctl_request (ctl, g_ptr_array_index (ctl->words, 0), error);
  if (parent == NULL)
    return FALSE;
  for (guint i = 1; i < ctl->words->len; i++)
    {
      OtkId child;
      if (!otk_ctl_find_ref (ctl, OTK_ENTITY_REQUEST, g_ptr_array_index (ctl->words, i), &child,
                             error))
        return FALSE;
      g_array_append_val (children, child);
    }
  g_autofree char *ids = otk_ids_print (children);
  g_autoptr (OtkCommand) command =
      otk_command_new (OTK_COMMAND_MERGE, &actor, otk_record_id (parent), otk_ctl_now (ctl));
  otk_command_with_text (command, "children", ids);
  return otk_ctl_submit (ctl, command, error);
}

/* The actor's latest action within a day that has not been taken back. */
static gboolean
latest_action (OtkCtl *ctl, const OtkId *actor, OtkId *target, GError **error)
{
  g_autoptr (GHashTable) undone = g_hash_table_new (otk_id_hash, otk_id_equal);
  g_autoptr (GPtrArray) commands =
      otk_store_commands (ctl->store, actor, otk_ctl_now (ctl) - OTK_DAY, 1000, error);
  for (guint i = 0; commands != NULL && i < commands->len; i++)
    {
      OtkCommand *command = g_ptr_array_index (commands, i);
      const OtkId *taken_back = otk_values_get_id (command->args, "target");
      const OtkCommandInfo *info = otk_command_info (command->kind);
      if (command->kind == OTK_COMMAND_UNDO && taken_back != NULL)
        g_hash_table_add (undone, (gpointer) taken_back);
      else if (!(info->flags & OTK_COMMAND_NO_UNDO)
               && !g_hash_table_contains (undone, &command->batch)
               && !g_hash_table_contains (undone, &command->id))
        {
          *target = command->batch;
          return TRUE;
        }
    }
  if (commands == NULL)
    return FALSE;
  return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("There is nothing to take back"), NULL);
}

static gboolean
run_undo (OtkCtl *ctl, GError **error)
{
  OtkId actor, target;
  if (!otk_ctl_open_desk (ctl, FALSE, error) || !otk_ctl_actor (ctl, &actor, error))
    return FALSE;
  if (ctl->words->len > 0)
    {
      if (!otk_id_parse (g_ptr_array_index (ctl->words, 0), &target))
        return otk_refuse (error, OTK_ERROR_INVALID, N_ ("This is no id of a command: %s"),
                           g_ptr_array_index (ctl->words, 0));
    }
  else if (!latest_action (ctl, &actor, &target, error))
    return FALSE;
  g_autoptr (OtkCommand) command =
      otk_command_new (OTK_COMMAND_UNDO, &actor, &target, otk_ctl_now (ctl));
  otk_command_with_id (command, "target", &target);
  return otk_ctl_submit (ctl, command, error);
}

static OtkCommand *
save (OtkEntityType type, const OtkId *actor, const char *name, const OtkCommand *batch)
{
  OtkCommand *command = otk_command_new (OTK_COMMAND_SAVE, actor, NULL, batch->at);
  command->batch = batch->batch;
  otk_command_with_text (command, "entity", otk_entity (type)->name);
  return otk_command_with_text (command, "name", name);
}

/* FALSE and no error: there is none, so one has to be made. */
static gboolean
find_company (OtkCtl *ctl, OtkId *id, GError **error)
{
  g_autoptr (GError) refusal = NULL;
  if (otk_ctl_find_ref (ctl, OTK_ENTITY_COMPANY, otk_ctl_option (ctl, "company"), id, &refusal))
    return TRUE;
  if (!g_error_matches (refusal, OTK_ERROR, OTK_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

static gboolean
has_text (const OtkRecord *record, guint field, const char *wanted)
{
  return wanted == NULL || g_strcmp0 (otk_record_text (record, field), wanted) == 0;
}

static gboolean
find_customer (OtkCtl *ctl, OtkId *id, const OtkId *company, GError **error)
{
  const char *name = otk_ctl_option (ctl, "customer");
  g_auto (OtkValue) value = otk_value_text (name);
  guint n = 0;
  if (otk_id_parse (name, id))
    return TRUE;
  g_autoptr (GPtrArray) found =
      otk_store_list (ctl->store, OTK_ENTITY_CUSTOMER, OTK_CUSTOMER_NAME, &value, error);
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      const OtkRecord *customer = g_ptr_array_index (found, i);
      const OtkId *of = otk_record_ref_id (customer, OTK_CUSTOMER_COMPANY);
      if (!has_text (customer, OTK_CUSTOMER_PHONE, otk_ctl_option (ctl, "phone"))
          || (company != NULL && (of == NULL || !otk_id_equal (of, company))))
        continue;
      *id = *otk_record_id (customer);
      n++;
    }
  if (n > 1)
    otk_refuse (error, OTK_ERROR_INVALID,
                N_ ("Several requesters have this name, add the phone or the company: %s"), name);
  return n == 1;
}

static gboolean
submit_quietly (OtkCtl *ctl, OtkCommand *command, GError **error)
{
  g_autoptr (OtkOutcome) outcome = otk_desk_submit (ctl->desk, command, error);
  return outcome != NULL;
}

static gboolean
add_company (OtkCtl *ctl, OtkCommand *create, const OtkId *actor, OtkId *id, GError **error)
{
  g_autoptr (GError) failure = NULL;
  if (!find_company (ctl, id, &failure))
    {
      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      g_autoptr (OtkCommand) command =
          save (OTK_ENTITY_COMPANY, actor, otk_ctl_option (ctl, "company"), create);
      if (!submit_quietly (ctl, command, error))
        return FALSE;
      *id = command->root;
    }
  otk_command_with_id (create, "company", id);
  otk_command_with_int (create, "client_kind", OTK_CLIENT_COMPANY);
  return TRUE;
}

static gboolean
add_customer (OtkCtl *ctl, OtkCommand *create, const OtkId *actor, const OtkId *company,
              GError **error)
{
  g_autoptr (GError) failure = NULL;
  OtkId id;
  if (!find_customer (ctl, &id, company, &failure))
    {
      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      g_autoptr (OtkCommand) command =
          save (OTK_ENTITY_CUSTOMER, actor, otk_ctl_option (ctl, "customer"), create);
      otk_command_with_text (command, "phone", otk_ctl_option (ctl, "phone"));
      otk_command_with_text (command, "email", otk_ctl_option (ctl, "email"));
      if (company != NULL)
        otk_command_with_id (command, "company", company);
      if (!submit_quietly (ctl, command, error))
        return FALSE;
      id = command->root;
    }
  otk_command_with_id (create, "customer", &id);
  return TRUE;
}

/* A refused request leaves no requester or company behind that it made. */
static void
take_back (OtkCtl *ctl, const OtkCommand *create)
{
  g_autoptr (OtkCommand) undo =
      otk_command_new (OTK_COMMAND_UNDO, &create->actor, &create->batch, create->at);
  otk_command_with_id (undo, "target", &create->batch);
  submit_quietly (ctl, undo, NULL);
}

static gboolean
submit_new (OtkCtl *ctl, OtkCommand *create, const OtkId *actor, GError **error)
{
  OtkId company;
  gboolean named = otk_ctl_option (ctl, "company") != NULL;
  if (named && !add_company (ctl, create, actor, &company, error))
    return FALSE;
  if (otk_ctl_option (ctl, "customer") != NULL
      && !add_customer (ctl, create, actor, named ? &company : NULL, error))
    return FALSE;
  return otk_ctl_submit (ctl, create, error);
}

static gboolean
run_new (OtkCtl *ctl, GError **error)
{
  OtkId actor;
  if (!otk_ctl_open_desk (ctl, FALSE, error) || !otk_ctl_actor (ctl, &actor, error))
    return FALSE;
  g_autoptr (OtkCommand) create =
      otk_command_new (OTK_COMMAND_CREATE, &actor, NULL, otk_ctl_now (ctl));
  if (!otk_ctl_arguments (ctl, create, error))
    return FALSE;
  if (otk_ctl_option (ctl, "unclassified") != NULL)
    otk_command_with_text (create, "status", "on_classification");
  if (submit_new (ctl, create, &actor, error))
    return TRUE;
  take_back (ctl, create);
  return FALSE;
}

#define ON(name, summary, options, kind, examples)                                                 \
  {                                                                                                \
    "request " name, "NUMBER", summary, examples, options, 1, 1, run_on_request, kind              \
  }

const OtkCtlCommand otk_ctl_request_commands[] = {
  { "request new", NULL, N_ ("register a request"),
    "request new --type Инцидент --service Доступ --customer \"Ольга Ветрова\" --subject \"Не "
    "пускает\"\n"
    "request new --type Вопрос --service Поддержка --customer \"Иван Котов\" --phone 89031112233 "
    "--subject \"Тариф\" --priority low",
    new_options, 0, 0, run_new },
  ON ("edit", N_ ("change what a request says"), edit_options, OTK_COMMAND_EDIT,
      "request edit 12 --subject \"Не пускает в личный кабинет\""),
  ON ("classify", N_ ("give a new request its type and service"), classify_options,
      OTK_COMMAND_CLASSIFY, "request classify 12 --type Инцидент --service Доступ"),
  ON ("start", N_ ("start the work"), NULL, OTK_COMMAND_START, "request start 12 --as boris"),
  ON ("pause", N_ ("let it wait"), pause_options, OTK_COMMAND_PAUSE,
      "request pause 12 --reason \"Ждём журнал\" --hours 1.5"),
  ON ("resume", N_ ("end the waiting"), NULL, OTK_COMMAND_RESUME, "request resume 12"),
  ON ("complete", N_ ("say that it is done"), complete_options, OTK_COMMAND_COMPLETE,
      "request complete 12 --solution \"Сбросили пароль\""),
  ON ("close", N_ ("close it"), NULL, OTK_COMMAND_CLOSE, "request close 12"),
  ON ("reopen", N_ ("take it back to work"), NULL, OTK_COMMAND_REOPEN, "request reopen 12"),
  ON ("status", N_ ("change the status by hand"), status_options, OTK_COMMAND_SET_STATUS,
      "request status 12 --status in_work"),
  ON ("level", N_ ("hand it to a support level"), level_options, OTK_COMMAND_SET_LEVEL,
      "request level 12 --level \"Вторая линия\""),
  ON ("assign", N_ ("choose who answers for it"), assign_options, OTK_COMMAND_ASSIGN,
      "request assign 12 --responsible vera\nrequest assign 12"),
  ON ("message", N_ ("write to the requester, or a note for staff"), message_options,
      OTK_COMMAND_MESSAGE,
      "request message 12 --text \"Проверьте, пожалуйста\"\n"
      "request message 12 --hidden --text \"Похоже на №9\""),
  { "request merge", "PARENT CHILD…", N_ ("join requests to a master request"),
    "request merge 12 13 14", NULL, 2, 1000, run_merge },
  ON ("unlink", N_ ("take a request off its master"), NULL, OTK_COMMAND_UNLINK,
      "request unlink 13"),
  ON ("delete", N_ ("delete it; it can be restored"), NULL, OTK_COMMAND_DELETE,
      "request delete 12"),
  ON ("restore", N_ ("restore a deleted one"), NULL, OTK_COMMAND_RESTORE, "request restore 12"),
  { "request undo", "[COMMAND-ID]", N_ ("take back the latest action, or the one named"),
    "request undo --as boris", NULL, 0, 1, run_undo },
  { NULL },
};
