/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gi18n-lib.h>

/*
 * Every field of every record, once (architecture.md §4). Rows, JSON, history, table columns,
 * filters, sorting, import, export and forms all read these lines. A new field is a line here and a
 * migration in data/sql, nothing else.
 *
 * F (P, SYMBOL, name, type, label, flags, more): P and SYMBOL make OTK_<P>_<SYMBOL>; name is the
 * column, the JSON key and the argument's name; flags are the letters of OtkFieldFlags.
 * Sources: product.md §1.
 */

/* clang-format off */

#define OTK_REQUEST_FIELDS(F, P) \
  F (P, NUMBER, "number", INT, N_("Number"), LIST | SEARCH, .max = 0) \
  F (P, ALIAS, "alias", TEXT, N_("Provisional number"), SEARCH, .max = 32) \
  F (P, TYPE, "type", REF, N_("Type"), HISTORY | LIST | EDIT | REQUIRED, .target = OTK_ENTITY_REQUEST_TYPE) \
  F (P, PRIORITY, "priority", ENUM, N_("Priority"), HISTORY | LIST | EDIT, .choices = otk_priority_choices) \
  F (P, SERVICE, "service", REF, N_("Service"), HISTORY | LIST | EDIT | REQUIRED, .target = OTK_ENTITY_SERVICE) \
  F (P, CHANNEL, "channel", ENUM, N_("Channel"), HISTORY | LIST | EDIT, .choices = otk_channel_choices) \
  F (P, PRODUCT, "product", REF, N_("Subject item"), HISTORY | LIST | EDIT, .target = OTK_ENTITY_PRODUCT) \
  F (P, SUBJECT, "subject", TEXT, N_("Subject"), HISTORY | LIST | EDIT | REQUIRED | SEARCH, .max = 500) \
  F (P, TEXT, "text", LONGTEXT, N_("Description"), HISTORY | EDIT | SEARCH, .max = 200000) \
  F (P, CLIENT_KIND, "client_kind", ENUM, N_("Client kind"), HISTORY | EDIT, .choices = otk_client_kind_choices) \
  F (P, CUSTOMER, "customer", REF, N_("Requester"), HISTORY | LIST | EDIT | REQUIRED, .target = OTK_ENTITY_CUSTOMER) \
  F (P, COMPANY, "company", REF, N_("Company"), HISTORY | LIST | EDIT, .target = OTK_ENTITY_COMPANY) \
  F (P, CONTACT, "contact", TEXT, N_("Contact information"), HISTORY | EDIT, .max = 1000) \
  F (P, RESPONSIBLE, "responsible", REF, N_("Responsible"), HISTORY | LIST | EDIT, .target = OTK_ENTITY_EMPLOYEE) \
  F (P, LEVEL, "level", REF, N_("Support level"), HISTORY | LIST, .target = OTK_ENTITY_LEVEL) \
  F (P, STATUS, "status", ENUM, N_("Status"), HISTORY | LIST, .choices = otk_status_choices) \
  F (P, STATUS_SINCE, "status_since", TIME, N_("In this status since"), LIST, .max = 0) \
  F (P, CREATED_AT, "created_at", TIME, N_("Created"), LIST, .max = 0) \
  F (P, CREATED_BY, "created_by", REF, N_("Created by"), LIST, .target = OTK_ENTITY_EMPLOYEE) \
  F (P, CHANGED_AT, "changed_at", TIME, N_("Changed"), LIST, .max = 0) \
  F (P, ACCEPTED_AT, "accepted_at", TIME, N_("Accepted"), LIST, .max = 0) \
  F (P, STARTED_AT, "started_at", TIME, N_("Work started"), LIST, .max = 0) \
  F (P, DONE_AT, "done_at", TIME, N_("Completed"), LIST, .max = 0) \
  F (P, CLOSED_AT, "closed_at", TIME, N_("Closed"), LIST, .max = 0) \
  F (P, PENDING_SINCE, "pending_since", TIME, N_("Waiting since"), NONE, .max = 0) \
  F (P, PENDING_REASON, "pending_reason", LONGTEXT, N_("Reason"), HISTORY | STAFF, .max = 4000) \
  F (P, PENDING_PLANNED, "pending_planned", SECONDS, N_("Planned waiting time"), HISTORY, .max = 0) \
  F (P, PENDING_UNTIL, "pending_until", TIME, N_("Waiting until"), LIST, .max = 0) \
  F (P, ARTICLE, "article", REF, N_("Knowledge base article"), HISTORY | LIST, .target = OTK_ENTITY_ARTICLE) \
  F (P, SOLUTION, "solution", LONGTEXT, N_("Solution"), HISTORY | EDIT | SEARCH, .max = 200000) \
  F (P, SLA, "sla", REF, N_("SLA"), HISTORY | LIST, .target = OTK_ENTITY_SLA) \
  F (P, NORM, "norm", REF, N_("Norm"), HISTORY, .target = OTK_ENTITY_NORM) \
  F (P, SCHEDULE, "schedule", REF, N_("Service schedule"), HISTORY, .target = OTK_ENTITY_SCHEDULE) \
  F (P, CALENDAR, "calendar", REF, N_("Schedule version"), NONE, .target = OTK_ENTITY_CALENDAR) \
  F (P, REACTION_NORM, "reaction_norm", SECONDS, N_("Reaction norm"), HISTORY, .max = 0) \
  F (P, RESOLUTION_NORM, "resolution_norm", SECONDS, N_("Resolution norm"), HISTORY, .max = 0) \
  F (P, RESOLUTION_FROM, "resolution_from", TIME, N_("Resolution counted from"), NONE, .max = 0) \
  F (P, REACTION_DUE, "reaction_due", TIME, N_("Reaction time"), LIST, .max = 0) \
  F (P, RESOLUTION_DUE, "resolution_due", TIME, N_("Resolution time"), LIST, .max = 0) \
  F (P, RESOLUTION_LEFT, "resolution_left", SECONDS, N_("Resolution time left"), NONE, .max = 0) \
  F (P, REACTION_SPENT, "reaction_spent", SECONDS, N_("Actual reaction time"), HISTORY | LIST, .max = 0) \
  F (P, RESOLUTION_SPENT, "resolution_spent", SECONDS, N_("Actual resolution time"), HISTORY | LIST, .max = 0) \
  F (P, OVERDUE_REACTION, "overdue_reaction", BOOL, N_("Reaction overdue"), HISTORY | LIST, .max = 0) \
  F (P, OVERDUE_RESOLUTION, "overdue_resolution", BOOL, N_("Resolution overdue"), HISTORY | LIST, .max = 0) \
  F (P, REACTION_REMIND_AT, "reaction_remind_at", TIME, N_("Reaction reminder"), NONE, .max = 0) \
  F (P, RESOLUTION_REMIND_AT, "resolution_remind_at", TIME, N_("Resolution reminder"), NONE, .max = 0) \
  F (P, REACTION_LEAD, "reaction_lead", SECONDS, N_("Reaction reminder, before"), NONE, .max = 0) \
  F (P, RESOLUTION_LEAD, "resolution_lead", SECONDS, N_("Resolution reminder, before"), NONE, .max = 0) \
  F (P, CLASSIFY_DUE, "classify_due", TIME, N_("To be classified by"), NONE, .max = 0) \
  F (P, ANSWER_NORM, "answer_norm", SECONDS, N_("Answer norm"), NONE, .max = 0) \
  F (P, ANSWER_WARN, "answer_warn", SECONDS, N_("Answer warning"), NONE, .max = 0) \
  F (P, ANSWER_FROM, "answer_from", TIME, N_("Answer counted from"), NONE, .max = 0) \
  F (P, ANSWER_DUE, "answer_due", TIME, N_("Answer deadline"), LIST, .max = 0) \
  F (P, ANSWER_REMIND_AT, "answer_remind_at", TIME, N_("Answer reminder"), NONE, .max = 0) \
  F (P, ANSWER_NOTIFIED, "answer_notified", BOOL, N_("Reply due"), LIST, .max = 0) \
  F (P, ANSWER_OVERDUE, "answer_overdue", BOOL, N_("Answer overdue"), LIST, .max = 0) \
  F (P, OVERDUE_MESSAGES, "overdue_messages", INT, N_("Overdue messages"), LIST, .max = 0) \
  F (P, MESSAGES, "messages", INT, N_("Messages"), LIST, .max = 0) \
  F (P, LAST_MESSAGE_AT, "last_message_at", TIME, N_("Last message"), LIST, .max = 0) \
  F (P, EFFECTIVE_AT, "effective_at", TIME, N_("Last effective message"), NONE, .max = 0) \
  F (P, EFFECTIVE_SUPPORT, "effective_support", BOOL, N_("Answered by support"), NONE, .max = 0) \
  F (P, EFFECTIVE_BY, "effective_by", REF, N_("Last effective author"), NONE, .target = OTK_ENTITY_EMPLOYEE) \
  F (P, ANSWERED_AT, "answered_at", TIME, N_("Last effective answer"), LIST, .max = 0) \
  F (P, AUTO_CLOSE_DAYS, "auto_close_days", INT, N_("Close without an answer after, days"), HISTORY, .max = 0) \
  F (P, AUTO_CLOSE_AT, "auto_close_at", TIME, N_("Automatic closing"), LIST, .max = 0) \
  F (P, AUTO_CLOSED, "auto_closed", BOOL, N_("Closed automatically"), HISTORY, .max = 0) \
  F (P, FEEDBACK_UNTIL, "feedback_until", TIME, N_("Feedback awaited until"), NONE, .max = 0) \
  F (P, RATING, "rating", INT, N_("Rating"), HISTORY | LIST, .max = 0) \
  F (P, MARK, "mark", REF, N_("Rating of answers"), HISTORY | LIST, .target = OTK_ENTITY_DICTIONARY) \
  F (P, RATING_TEXT, "rating_text", LONGTEXT, N_("Feedback"), HISTORY, .max = 4000) \
  F (P, HOLD, "hold", BOOL, N_("Deferred"), HISTORY | LIST, .max = 0) \
  F (P, SPAM, "spam", ENUM, N_("Spam"), HISTORY | STAFF, .choices = otk_spam_choices) \
  F (P, SEVERITY, "severity", REF, N_("Severity"), HISTORY | EDIT | LIST, .target = OTK_ENTITY_DICTIONARY) \
  F (P, DIFFICULTY, "difficulty", REF, N_("Difficulty"), HISTORY | EDIT | LIST | STAFF, .target = OTK_ENTITY_DICTIONARY) \
  F (P, CATEGORY, "category", REF, N_("Category"), HISTORY | EDIT | LIST, .target = OTK_ENTITY_DICTIONARY) \
  F (P, ANSWER_STATUS, "answer_status", REF, N_("Answer status"), HISTORY | EDIT | LIST, .target = OTK_ENTITY_DICTIONARY) \
  F (P, COMMENT, "comment", TEXT, N_("Comment"), HISTORY | EDIT | STAFF, .max = 255) \
  F (P, TAGS, "tags", TEXT, N_("Tags"), HISTORY | EDIT | LIST, .max = 500) \
  F (P, TASK_MINUTES, "task_minutes", INT, N_("Minutes spent"), LIST, .max = 0) \
  F (P, IS_MASTER, "is_master", BOOL, N_("Master request"), HISTORY | LIST | STAFF, .max = 0) \
  F (P, MASTER, "master", REF, N_("Parent request"), HISTORY | STAFF, .target = OTK_ENTITY_REQUEST) \
  F (P, RETURNS, "returns", INT, N_("Returned"), HISTORY | LIST, .max = 0) \
  F (P, ASSIGNED_AT, "assigned_at", TIME, N_("Assigned automatically"), NONE, .max = 0) \
  F (P, DELETED_AT, "deleted_at", TIME, N_("Deleted"), HISTORY | LIST, .max = 0) \
  F (P, DELETED_BY, "deleted_by", REF, N_("Deleted by"), LIST, .target = OTK_ENTITY_EMPLOYEE)

#define OTK_MESSAGE_FIELDS(F, P) \
  F (P, REQUEST, "request", REF, N_("Request"), NONE, .target = OTK_ENTITY_REQUEST) \
  F (P, ORDINAL, "ordinal", INT, N_("№"), NONE, .max = 0) \
  F (P, KIND, "kind", ENUM, N_("Kind"), NONE, .choices = otk_message_kind_choices) \
  F (P, SUPPORT, "support", BOOL, N_("By support"), NONE, .max = 0) \
  F (P, EMPLOYEE, "employee", REF, N_("Author"), NONE, .target = OTK_ENTITY_EMPLOYEE) \
  F (P, CUSTOMER, "customer", REF, N_("Requester"), NONE, .target = OTK_ENTITY_CUSTOMER) \
  F (P, CHANNEL, "channel", ENUM, N_("Channel"), NONE, .choices = otk_channel_choices) \
  F (P, BODY, "body", LONGTEXT, N_("Message"), SEARCH | REQUIRED, .max = 200000) \
  F (P, AT, "at", TIME, N_("Date"), NONE, .max = 0) \
  F (P, KEEP_INDICATOR, "keep_indicator", BOOL, N_("Keep the indicator"), NONE, .max = 0) \
  F (P, TASK_MINUTES, "task_minutes", INT, N_("Minutes spent"), NONE, .max = 0) \
  F (P, OVERDUE, "overdue", BOOL, N_("Answered too late"), NONE, .max = 0)

#define OTK_PAUSE_FIELDS(F, P) \
  F (P, REQUEST, "request", REF, N_("Request"), NONE, .target = OTK_ENTITY_REQUEST) \
  F (P, FROM, "from_at", TIME, N_("From"), NONE, .max = 0) \
  F (P, TO, "to_at", TIME, N_("To"), NONE, .max = 0) \
  F (P, KIND, "kind", ENUM, N_("Kind"), NONE, .choices = otk_pause_kind_choices) \
  F (P, REASON, "reason", LONGTEXT, N_("Reason"), STAFF, .max = 4000)

#define OTK_NOTICE_FIELDS(F, P) \
  F (P, RECIPIENT, "recipient", REF, N_("Recipient"), NONE, .target = OTK_ENTITY_EMPLOYEE) \
  F (P, REQUEST, "request", REF, N_("Request"), NONE, .target = OTK_ENTITY_REQUEST) \
  F (P, KIND, "kind", ENUM, N_("Event"), NONE, .choices = otk_notice_kind_choices) \
  F (P, DETAIL, "detail", TEXT, N_("Detail"), NONE, .max = 4000) \
  F (P, ACTOR, "actor", REF, N_("Author"), NONE, .target = OTK_ENTITY_EMPLOYEE) \
  F (P, AT, "at", TIME, N_("Date"), NONE, .max = 0) \
  F (P, READ_AT, "read_at", TIME, N_("Read"), NONE, .max = 0)

#define OTK_ATTACHMENT_FIELDS(F, P) \
  F (P, REQUEST, "request", REF, N_("Request"), NONE, .target = OTK_ENTITY_REQUEST) \
  F (P, MESSAGE, "message", REF, N_("Message"), NONE, .target = OTK_ENTITY_MESSAGE) \
  F (P, NAME, "name", TEXT, N_("Name"), REQUIRED, .max = 255) \
  F (P, MEDIA_TYPE, "media_type", TEXT, N_("Kind"), NONE, .max = 255) \
  F (P, SIZE, "size", INT, N_("Size"), NONE, .max = 0) \
  F (P, SHA256, "sha256", TEXT, N_("Checksum"), REQUIRED, .max = 64) \
  F (P, HIDDEN, "hidden", BOOL, N_("Hidden"), NONE, .max = 0) \
  F (P, AT, "at", TIME, N_("Date"), NONE, .max = 0)

#define OTK_TASK_FIELDS(F, P) \
  F (P, REQUEST, "request", REF, N_("Request"), NONE, .target = OTK_ENTITY_REQUEST) \
  F (P, SUBJECT, "subject", TEXT, N_("Subject"), HISTORY | EDIT | REQUIRED, .max = 500) \
  F (P, EXECUTOR, "executor", REF, N_("Executor"), HISTORY | EDIT | REQUIRED, .target = OTK_ENTITY_EMPLOYEE) \
  F (P, PARTICIPANTS, "participants", REFS, N_("Participants"), HISTORY | EDIT, .target = OTK_ENTITY_EMPLOYEE) \
  F (P, AUTHOR, "author", REF, N_("Author"), NONE, .target = OTK_ENTITY_EMPLOYEE) \
  F (P, DUE, "due", TIME, N_("Due"), HISTORY | EDIT, .max = 0) \
  F (P, TEXT, "text", LONGTEXT, N_("Description"), HISTORY | EDIT, .max = 200000) \
  F (P, PRIORITY, "priority", ENUM, N_("Priority"), HISTORY | EDIT, .choices = otk_priority_choices) \
  F (P, CREATED_AT, "created_at", TIME, N_("Created"), NONE, .max = 0) \
  F (P, DONE_AT, "done_at", TIME, N_("Completed"), HISTORY, .max = 0)

#define OTK_EMPLOYEE_FIELDS(F, P) \
  F (P, NAME, "name", TEXT, N_("Full name"), HISTORY | EDIT | REQUIRED, .max = 200) \
  F (P, LOGIN, "login", TEXT, N_("Login"), HISTORY | EDIT, .max = 100) \
  F (P, EMAIL, "email", TEXT, N_("E-mail"), HISTORY | EDIT, .max = 254) \
  F (P, PHONE, "phone", TEXT, N_("Phone"), HISTORY | EDIT, .max = 64) \
  F (P, ROLE, "role", ENUM, N_("Role"), HISTORY | EDIT, .choices = otk_role_choices) \
  F (P, ACTIVE, "active", BOOL, N_("Active"), HISTORY | EDIT, .max = 0)

#define OTK_GROUP_FIELDS(F, P) \
  F (P, NAME, "name", TEXT, N_("Name"), HISTORY | EDIT | REQUIRED, .max = 200) \
  F (P, MEMBERS, "members", REFS, N_("Members"), HISTORY | EDIT, .target = OTK_ENTITY_EMPLOYEE)

#define OTK_CLIENT_CATEGORY_FIELDS(F, P) \
  F (P, NAME, "name", TEXT, N_("Name"), HISTORY | EDIT | REQUIRED, .max = 200) \
  F (P, SORT, "sort", INT, N_("Order"), EDIT, .max = 0)

#define OTK_COMPANY_FIELDS(F, P) \
  F (P, NAME, "name", TEXT, N_("Name"), HISTORY | EDIT | REQUIRED | SEARCH, .max = 300) \
  F (P, INN, "inn", TEXT, N_("Taxpayer number"), HISTORY | EDIT, .max = 20) \
  F (P, PHONE, "phone", TEXT, N_("Phone"), HISTORY | EDIT | SEARCH, .max = 64) \
  F (P, EMAIL, "email", TEXT, N_("E-mail"), HISTORY | EDIT | SEARCH, .max = 254) \
  F (P, CATEGORY, "category", REF, N_("Client category"), HISTORY | EDIT, .target = OTK_ENTITY_CLIENT_CATEGORY)

#define OTK_CUSTOMER_FIELDS(F, P) \
  F (P, NAME, "name", TEXT, N_("Full name"), HISTORY | EDIT | REQUIRED | SEARCH, .max = 200) \
  F (P, PHONE, "phone", TEXT, N_("Phone"), HISTORY | EDIT | SEARCH, .max = 64) \
  F (P, EMAIL, "email", TEXT, N_("E-mail"), HISTORY | EDIT | SEARCH, .max = 254) \
  F (P, COMPANY, "company", REF, N_("Company"), HISTORY | EDIT, .target = OTK_ENTITY_COMPANY) \
  F (P, COMMENT, "comment", TEXT, N_("Comment"), EDIT | STAFF, .max = 1000)

#define OTK_REQUEST_TYPE_FIELDS(F, P) \
  F (P, NAME, "name", TEXT, N_("Name"), HISTORY | EDIT | REQUIRED, .max = 100) \
  F (P, PRIORITY, "priority", ENUM, N_("Priority"), HISTORY | EDIT, .choices = otk_priority_choices) \
  F (P, SORT, "sort", INT, N_("Order"), EDIT, .max = 0)

#define OTK_SERVICE_FIELDS(F, P) \
  F (P, NAME, "name", TEXT, N_("Name"), HISTORY | EDIT | REQUIRED, .max = 200) \
  F (P, TEXT, "text", LONGTEXT, N_("Description"), EDIT, .max = 10000) \
  F (P, PARENT, "parent", REF, N_("Parent service"), HISTORY | EDIT, .target = OTK_ENTITY_SERVICE) \
  F (P, RESPONSIBLES, "responsibles", REFS, N_("Responsibles"), HISTORY | EDIT, .target = OTK_ENTITY_EMPLOYEE) \
  F (P, GROUPS, "groups", REFS, N_("Responsible groups"), HISTORY | EDIT, .target = OTK_ENTITY_GROUP) \
  F (P, SLA, "sla", REF, N_("SLA"), HISTORY | EDIT, .target = OTK_ENTITY_SLA) \
  F (P, SORT, "sort", INT, N_("Order"), EDIT, .max = 0)

#define OTK_LEVEL_FIELDS(F, P) \
  F (P, NAME, "name", TEXT, N_("Name"), HISTORY | EDIT | REQUIRED, .max = 200) \
  F (P, OPERATORS, "operators", REFS, N_("Operators"), HISTORY | EDIT, .target = OTK_ENTITY_EMPLOYEE) \
  F (P, GROUPS, "groups", REFS, N_("Operator groups"), HISTORY | EDIT, .target = OTK_ENTITY_GROUP) \
  F (P, RESPONSIBLE, "responsible", REF, N_("Default responsible"), HISTORY | EDIT, .target = OTK_ENTITY_EMPLOYEE) \
  F (P, SORT, "sort", INT, N_("Order"), EDIT, .max = 0)

#define OTK_PRODUCT_FIELDS(F, P) \
  F (P, NAME, "name", TEXT, N_("Name"), HISTORY | EDIT | REQUIRED, .max = 200)

#define OTK_SLA_FIELDS(F, P) \
  F (P, NAME, "name", TEXT, N_("Name"), HISTORY | EDIT | REQUIRED, .max = 200) \
  F (P, SCHEDULE, "schedule", REF, N_("Service schedule"), HISTORY | EDIT, .target = OTK_ENTITY_SCHEDULE) \
  F (P, REACTION, "reaction", SECONDS, N_("Reaction norm"), HISTORY | EDIT, .max = 0) \
  F (P, RESOLUTION, "resolution", SECONDS, N_("Resolution norm"), HISTORY | EDIT, .max = 0) \
  F (P, RESOLUTION_START, "resolution_start", ENUM, N_("Resolution counted from"), HISTORY | EDIT, .choices = otk_resolution_start_choices) \
  F (P, RESTART, "restart", BOOL, N_("Restart on reclassification"), HISTORY | EDIT, .max = 0) \
  F (P, REACTION_REMIND, "reaction_remind", SECONDS, N_("Reaction reminder, before"), HISTORY | EDIT, .max = 0) \
  F (P, REACTION_REMIND_PERCENT, "reaction_remind_percent", INT, N_("Reaction reminder, per cent of the norm"), HISTORY | EDIT, .max = 0) \
  F (P, RESOLUTION_REMIND, "resolution_remind", SECONDS, N_("Resolution reminder, before"), HISTORY | EDIT, .max = 0) \
  F (P, RESOLUTION_REMIND_PERCENT, "resolution_remind_percent", INT, N_("Resolution reminder, per cent of the norm"), HISTORY | EDIT, .max = 0) \
  F (P, REACTION_BREACH, "reaction_breach", ENUM, N_("On reaction breach"), HISTORY | EDIT, .choices = otk_breach_choices) \
  F (P, RESOLUTION_BREACH, "resolution_breach", ENUM, N_("On resolution breach"), HISTORY | EDIT, .choices = otk_breach_choices) \
  F (P, BREACH_TO_RESPONSIBLE, "breach_to_responsible", BOOL, N_("Tell the responsible"), HISTORY | EDIT, .max = 0) \
  F (P, BREACH_TO, "breach_to", REFS, N_("Tell also"), HISTORY | EDIT, .target = OTK_ENTITY_EMPLOYEE) \
  F (P, ANSWER, "answer", SECONDS, N_("Answer norm"), HISTORY | EDIT, .max = 0) \
  F (P, ANSWER_WARN, "answer_warn", SECONDS, N_("Answer reminder, before"), HISTORY | EDIT, .max = 0) \
  F (P, ANSWER_FROM_CREATION, "answer_from_creation", BOOL, N_("Answer counted from creation"), HISTORY | EDIT, .max = 0) \
  F (P, THRESHOLD, "threshold", INT, N_("Threshold, per cent"), HISTORY | EDIT, .max = 0) \
  F (P, THRESHOLD_BREACH, "threshold_breach", ENUM, N_("On a share below the threshold"), HISTORY | EDIT, .choices = otk_breach_choices) \
  F (P, CHECK_TIME, "check_time", TEXT, N_("Time of the check"), HISTORY | EDIT, .max = 20) \
  F (P, CHECK_PERIOD, "check_period", INT, N_("Period of the check, hours"), HISTORY | EDIT, .max = 0) \
  F (P, CHECK_DUE, "check_due", TIME, N_("Next check"), NONE, .max = 0)

#define OTK_NORM_FIELDS(F, P) \
  F (P, SLA, "sla", REF, N_("SLA"), EDIT | REQUIRED, .target = OTK_ENTITY_SLA) \
  F (P, NAME, "name", TEXT, N_("Name"), HISTORY | EDIT, .max = 200) \
  F (P, COMPANY, "company", REF, N_("Company"), HISTORY | EDIT, .target = OTK_ENTITY_COMPANY) \
  F (P, CATEGORY, "category", REF, N_("Client category"), HISTORY | EDIT, .target = OTK_ENTITY_CLIENT_CATEGORY) \
  F (P, TYPE, "type", REF, N_("Type"), HISTORY | EDIT, .target = OTK_ENTITY_REQUEST_TYPE) \
  F (P, PRIORITY, "priority", ENUM, N_("Priority"), HISTORY | EDIT, .choices = otk_priority_choices) \
  F (P, REACTION, "reaction", SECONDS, N_("Reaction norm"), HISTORY | EDIT, .max = 0) \
  F (P, RESOLUTION, "resolution", SECONDS, N_("Resolution norm"), HISTORY | EDIT, .max = 0) \
  F (P, SORT, "sort", INT, N_("Order"), EDIT, .max = 0)

#define OTK_SCHEDULE_FIELDS(F, P) \
  F (P, NAME, "name", TEXT, N_("Name"), HISTORY | EDIT | REQUIRED, .max = 200) \
  F (P, SPEC, "spec", LONGTEXT, N_("Hours"), HISTORY | EDIT | REQUIRED, .max = 100000) \
  F (P, CALENDAR, "calendar", REF, N_("Schedule version"), NONE, .target = OTK_ENTITY_CALENDAR) \
  F (P, COMPANY, "company", REF, N_("Company"), HISTORY | EDIT, .target = OTK_ENTITY_COMPANY) \
  F (P, CATEGORY, "category", REF, N_("Client category"), HISTORY | EDIT, .target = OTK_ENTITY_CLIENT_CATEGORY)

#define OTK_CALENDAR_FIELDS(F, P) \
  F (P, SPEC, "spec", LONGTEXT, N_("Hours"), REQUIRED, .max = 100000)

#define OTK_ARTICLE_FIELDS(F, P) \
  F (P, TITLE, "title", TEXT, N_("Title"), HISTORY | EDIT | REQUIRED | SEARCH, .max = 300) \
  F (P, BODY, "body", LONGTEXT, N_("Text"), HISTORY | EDIT | SEARCH, .max = 500000) \
  F (P, SERVICE, "service", REF, N_("Service"), HISTORY | EDIT, .target = OTK_ENTITY_SERVICE) \
  F (P, PRODUCT, "product", REF, N_("Product"), HISTORY | EDIT, .target = OTK_ENTITY_PRODUCT) \
  F (P, PUBLIC, "public", BOOL, N_("Public article"), HISTORY | EDIT, .max = 0) \
  F (P, FOLDER, "folder", TEXT, N_("Folder"), HISTORY | EDIT, .max = 300) \
  F (P, AUTHOR, "author", REF, N_("Author"), NONE, .target = OTK_ENTITY_EMPLOYEE) \
  F (P, CHANGED_AT, "changed_at", TIME, N_("Changed"), NONE, .max = 0)

#define OTK_DICTIONARY_FIELDS(F, P) \
  F (P, KIND, "kind", ENUM, N_("Dictionary"), EDIT | REQUIRED, .choices = otk_dictionary_choices) \
  F (P, NAME, "name", TEXT, N_("Name"), HISTORY | EDIT | REQUIRED, .max = 200) \
  F (P, SORT, "sort", INT, N_("Order"), EDIT, .max = 0) \
  F (P, RESPONSIBLE, "responsible", REF, N_("Default responsible"), HISTORY | EDIT, .target = OTK_ENTITY_EMPLOYEE)

#define OTK_FOLDER_FIELDS(F, P) \
  F (P, NAME, "name", TEXT, N_("Name"), HISTORY | EDIT | REQUIRED, .max = 200) \
  F (P, PARENT, "parent", REF, N_("Parent folder"), EDIT, .target = OTK_ENTITY_FOLDER) \
  F (P, OWNER, "owner", REF, N_("Owner"), EDIT, .target = OTK_ENTITY_EMPLOYEE) \
  F (P, FILTER, "filter", TEXT, N_("Filter"), HISTORY | EDIT, .max = 4000) \
  F (P, SORT, "sort", INT, N_("Order"), EDIT, .max = 0)

#define OTK_SETTING_FIELDS(F, P) \
  F (P, KEY, "key", TEXT, N_("Setting"), REQUIRED, .max = 100) \
  F (P, VALUE, "value", LONGTEXT, N_("Value"), HISTORY | EDIT, .max = 100000)

/* Every entity: E (SYMBOL, symbol, "table", label, name field or -1, root field or -1 for "is its own root"). */
#define OTK_ENTITIES(E) \
  E (REQUEST, request, "request", N_("Request"), OTK_REQUEST_SUBJECT, -1) \
  E (MESSAGE, message, "message", N_("Message"), OTK_MESSAGE_BODY, OTK_MESSAGE_REQUEST) \
  E (PAUSE, pause, "pause", N_("Pause"), OTK_PAUSE_REASON, OTK_PAUSE_REQUEST) \
  E (NOTICE, notice, "notice", N_("Notice"), OTK_NOTICE_DETAIL, OTK_NOTICE_REQUEST) \
  E (ATTACHMENT, attachment, "attachment", N_("Attachment"), OTK_ATTACHMENT_NAME, OTK_ATTACHMENT_REQUEST) \
  E (TASK, task, "task", N_("Task"), OTK_TASK_SUBJECT, -1) \
  E (EMPLOYEE, employee, "employee", N_("Employee"), OTK_EMPLOYEE_NAME, -1) \
  E (GROUP, group, "team", N_("Group"), OTK_GROUP_NAME, -1) \
  E (CLIENT_CATEGORY, client_category, "client_category", N_("Client category"), OTK_CLIENT_CATEGORY_NAME, -1) \
  E (COMPANY, company, "company", N_("Company"), OTK_COMPANY_NAME, -1) \
  E (CUSTOMER, customer, "customer", N_("Customer"), OTK_CUSTOMER_NAME, -1) \
  E (REQUEST_TYPE, request_type, "request_type", N_("Request type"), OTK_REQUEST_TYPE_NAME, -1) \
  E (SERVICE, service, "service", N_("Service"), OTK_SERVICE_NAME, -1) \
  E (LEVEL, level, "level", N_("Support level"), OTK_LEVEL_NAME, -1) \
  E (PRODUCT, product, "product", N_("Product"), OTK_PRODUCT_NAME, -1) \
  E (SLA, sla, "sla", N_("SLA"), OTK_SLA_NAME, -1) \
  E (NORM, norm, "norm", N_("Norm"), OTK_NORM_NAME, -1) \
  E (SCHEDULE, schedule, "schedule", N_("Service schedule"), OTK_SCHEDULE_NAME, -1) \
  E (CALENDAR, calendar, "calendar", N_("Schedule version"), OTK_CALENDAR_SPEC, -1) \
  E (ARTICLE, article, "article", N_("Article"), OTK_ARTICLE_TITLE, -1) \
  E (DICTIONARY, dictionary, "dictionary", N_("Dictionary entry"), OTK_DICTIONARY_NAME, -1) \
  E (FOLDER, folder, "folder", N_("Folder"), OTK_FOLDER_NAME, -1) \
  E (SETTING, setting, "setting", N_("Setting"), OTK_SETTING_KEY, -1)

/* clang-format on */
