/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-schema.h"

#include <string.h>

/* The flags by the short names that otk-fields.h uses. */
enum
{
  NONE = OTK_FIELD_NONE,
  HISTORY = OTK_FIELD_HISTORY,
  LIST = OTK_FIELD_LIST,
  SEARCH = OTK_FIELD_SEARCH,
  EDIT = OTK_FIELD_EDIT,
  REQUIRED = OTK_FIELD_REQUIRED,
  STAFF = OTK_FIELD_STAFF,
};

/* Labels of the sources, product.md §1.2: the Russian is theirs word for word. */
const OtkChoice otk_status_choices[] = {
  { OTK_STATUS_NEW, "new", N_ ("New") },
  { OTK_STATUS_CLASSIFICATION, "on_classification", N_ ("Being classified") },
  { OTK_STATUS_ACCEPTED, "accepted", N_ ("Accepted") },
  { OTK_STATUS_IN_WORK, "in_work", N_ ("In work") },
  { OTK_STATUS_WAITING, "in_waiting", N_ ("Waiting") },
  { OTK_STATUS_DONE, "done", N_ ("Completed") },
  { OTK_STATUS_CLOSED, "closed", N_ ("Closed") },
  { 0 },
};

const OtkChoice otk_priority_choices[] = {
  { OTK_PRIORITY_LOW, "low", N_ ("Low") },
  { OTK_PRIORITY_MEDIUM, "medium", N_ ("Medium") },
  { OTK_PRIORITY_HIGH, "high", N_ ("High") },
  { 0 },
};

const OtkChoice otk_channel_choices[] = {
  { OTK_CHANNEL_PHONE, "phone", N_ ("Phone") },
  { OTK_CHANNEL_PORTAL, "portal", N_ ("Portal") },
  { OTK_CHANNEL_MAIL, "mail", N_ ("Mail") },
  { OTK_CHANNEL_CHAT, "chat", N_ ("Web chat") },
  { OTK_CHANNEL_BOT, "bot", N_ ("Bot") },
  { OTK_CHANNEL_LINE, "line", N_ ("Line") },
  { OTK_CHANNEL_API, "api", N_ ("API") },
  { OTK_CHANNEL_FORUM, "forum", N_ ("Forum") },
  { 0 },
};

const OtkChoice otk_client_kind_choices[] = {
  { OTK_CLIENT_PERSON, "person", N_ ("Individual") },
  { OTK_CLIENT_COMPANY, "company", N_ ("Legal entity") },
  { 0 },
};

const OtkChoice otk_message_kind_choices[] = {
  { OTK_MESSAGE_PUBLIC, "public", N_ ("Message") },
  { OTK_MESSAGE_HIDDEN, "hidden", N_ ("Hidden message") },
  { OTK_MESSAGE_LOG, "log", N_ ("Log record") },
  { OTK_MESSAGE_SYSTEM, "system", N_ ("System record") },
  { 0 },
};

const OtkChoice otk_pause_kind_choices[] = {
  { OTK_PAUSE_WAITING, "waiting", N_ ("Waiting") },
  { OTK_PAUSE_CLOSED, "closed", N_ ("Completed") },
  { OTK_PAUSE_DELETED, "deleted", N_ ("Deleted") },
  { 0 },
};

const OtkChoice otk_notice_kind_choices[] = {
  { OTK_NOTICE_ASSIGNED, "assigned", N_ ("New request for you") },
  { OTK_NOTICE_CLASSIFY, "classify", N_ ("Request to classify") },
  { OTK_NOTICE_REACTION_REMINDER, "reaction_reminder", N_ ("Reaction time is running out") },
  { OTK_NOTICE_RESOLUTION_REMINDER, "resolution_reminder", N_ ("Resolution time is running out") },
  { OTK_NOTICE_REACTION_BREACH, "reaction_breach", N_ ("Reaction time has run out") },
  { OTK_NOTICE_RESOLUTION_BREACH, "resolution_breach", N_ ("Resolution time has run out") },
  { OTK_NOTICE_RESUMED, "resumed", N_ ("The waiting is over: the request is in work again") },
  { OTK_NOTICE_MERGED, "merged", N_ ("Joined to a master request") },
  { OTK_NOTICE_RETURNED, "returned", N_ ("The request has been returned to work") },
  { OTK_NOTICE_MESSAGE, "message", N_ ("New message from the requester") },
  { OTK_NOTICE_REPLY_DUE, "reply_due", N_ ("Time to reply") },
  { OTK_NOTICE_REPLY_OVERDUE, "reply_overdue", N_ ("The reply is overdue") },
  { OTK_NOTICE_AUTO_CLOSED, "auto_closed", N_ ("Closed automatically") },
  { OTK_NOTICE_TASK, "task", N_ ("New task for you") },
  { OTK_NOTICE_MENTION, "mention", N_ ("You were mentioned") },
  { OTK_NOTICE_NORM_LOST, "norm_lost", N_ ("The norm is not applied: its schedule is missing") },
  { OTK_NOTICE_CLASSIFICATION_LATE, "classification_late", N_ ("Time to classify has run out") },
  { OTK_NOTICE_SHARE_LOW, "share_low", N_ ("Less was completed in time than the SLA asks for") },
  { OTK_NOTICE_REASSIGNED, "reassigned", N_ ("The request was given to somebody else") },
  { 0 },
};

const OtkChoice otk_role_choices[] = {
  { OTK_ROLE_DENIED, "denied", N_ ("No access") },
  { OTK_ROLE_CUSTOMER, "customer", N_ ("Customer") },
  { OTK_ROLE_DEMO, "demo", N_ ("Read only") },
  { OTK_ROLE_OPERATOR, "operator", N_ ("Operator") },
  { OTK_ROLE_SUPERVISOR, "supervisor", N_ ("Supervisor") },
  { OTK_ROLE_ADMINISTRATOR, "administrator", N_ ("Administrator") },
  { 0 },
};

const OtkChoice otk_breach_choices[] = {
  { OTK_BREACH_NOTHING, "nothing", N_ ("Nothing") },
  { OTK_BREACH_SYSTEM, "system", N_ ("Notification in the system") },
  { OTK_BREACH_SYSTEM_MAIL, "system_mail", N_ ("Notification in the system and by e-mail") },
  { OTK_BREACH_MAIL_TASK, "mail_task", N_ ("Notification by e-mail and a task in the system") },
  { 0 },
};

const OtkChoice otk_resolution_start_choices[] = {
  { OTK_RESOLUTION_FROM_ACCEPTED, "accepted", N_ ("acceptance") },
  { OTK_RESOLUTION_FROM_WORK, "in_work", N_ ("start of work") },
  { 0 },
};

const OtkChoice otk_spam_choices[] = {
  { OTK_SPAM_POSSIBLE, "possible", N_ ("spam?") },
  { OTK_SPAM_CERTAIN, "certain", N_ ("spam") },
  { 0 },
};

const OtkChoice otk_dictionary_choices[] = {
  { OTK_DICTIONARY_STATUS_KIND, "answer_status", N_ ("Answer status") },
  { OTK_DICTIONARY_SEVERITY, "severity", N_ ("Severity") },
  { OTK_DICTIONARY_DIFFICULTY, "difficulty", N_ ("Difficulty") },
  { OTK_DICTIONARY_CATEGORY, "category", N_ ("Category") },
  { OTK_DICTIONARY_MARK, "mark", N_ ("Rating of answers") },
  { OTK_DICTIONARY_SOURCE, "source", N_ ("Source") },
  { OTK_DICTIONARY_CANNED_REPLY, "canned_reply", N_ ("Canned reply") },
  { 0 },
};

#define FIELD(P, SYMBOL, field_name, field_type, field_label, field_flags, more)                   \
  { .name = field_name,                                                                            \
    .type = OTK_TYPE_##field_type,                                                                 \
    .label = field_label,                                                                          \
    .flags = (field_flags),                                                                        \
    more },
#define E(SYMBOL, symbol, ...)                                                                     \
  static const OtkField symbol##_fields[] = { OTK_##SYMBOL##_FIELDS (FIELD, SYMBOL) };
OTK_ENTITIES (E)
#undef E

static const OtkEntity entities[OTK_N_ENTITIES] = {
#define E(SYMBOL, symbol, sql_table, people_label, name_at, root_at)                               \
  { .type = OTK_ENTITY_##SYMBOL,                                                                   \
    .name = #symbol,                                                                               \
    .table = sql_table,                                                                            \
    .label = people_label,                                                                         \
    .fields = symbol##_fields,                                                                     \
    .n_fields = G_N_ELEMENTS (symbol##_fields),                                                    \
    .name_field = name_at,                                                                         \
    .root_field = root_at },
  OTK_ENTITIES (E)
#undef E
};

const OtkChoice *
otk_choice_by_value (const OtkChoice *choices, gint64 value)
{
  for (; choices->name != NULL; choices++)
    if (choices->value == value)
      return choices;
  return NULL;
}

const OtkChoice *
otk_choice_by_name (const OtkChoice *choices, const char *name)
{
  for (; choices->name != NULL; choices++)
    if (g_strcmp0 (choices->name, name) == 0)
      return choices;
  return NULL;
}

const OtkEntity *
otk_entity (OtkEntityType type)
{
  g_return_val_if_fail (type < OTK_N_ENTITIES, NULL);
  return &entities[type];
}

const OtkEntity *
otk_entity_by_name (const char *name)
{
  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    if (g_strcmp0 (entities[i].name, name) == 0)
      return &entities[i];
  return NULL;
}

static GHashTable *
fields_by_name (const OtkEntity *entity)
{
  static GHashTable *tables[OTK_N_ENTITIES];
  GHashTable **table = &tables[entity->type];

  if (g_once_init_enter (table))
    {
      GHashTable *made = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint i = 0; i < entity->n_fields; i++)
        g_hash_table_insert (made, (gpointer) entity->fields[i].name, GUINT_TO_POINTER (i + 1));
      g_once_init_leave (table, made);
    }
  return *table;
}

int
otk_entity_field (const OtkEntity *entity, const char *name)
{
  /* 0, which is what is not found, becomes -1. */
  return name != NULL
             ? (int) GPOINTER_TO_UINT (g_hash_table_lookup (fields_by_name (entity), name)) - 1
             : -1;
}
