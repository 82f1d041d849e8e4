/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-fields.h"
#include "otk-value.h"

G_BEGIN_DECLS

/** OtkEntityType: The kinds of records: OTK_ENTITY_REQUEST … */
typedef enum
{
#define E(SYMBOL, ...) OTK_ENTITY_##SYMBOL,
  OTK_ENTITIES (E)
#undef E
      OTK_N_ENTITIES
} OtkEntityType;

/* The fields of each kind, as indexes: OTK_REQUEST_NUMBER …, and their count OTK_N_REQUEST_FIELDS.
 */
#define FIELD(P, SYMBOL, ...) OTK_##P##_##SYMBOL,
#define E(SYMBOL, ...)                                                                             \
  enum                                                                                             \
  {                                                                                                \
    OTK_##SYMBOL##_FIELDS (FIELD, SYMBOL) OTK_N_##SYMBOL##_FIELDS                                  \
  };
OTK_ENTITIES (E)
#undef E
#undef FIELD

/** OtkStatus: The seven statuses in their order (product.md §1.2, E0-88). */
typedef enum
{
  OTK_STATUS_NEW = 1,
  OTK_STATUS_CLASSIFICATION,
  OTK_STATUS_ACCEPTED,
  OTK_STATUS_IN_WORK,
  OTK_STATUS_WAITING,
  OTK_STATUS_DONE,
  OTK_STATUS_CLOSED,
} OtkStatus;

typedef enum
{
  OTK_PRIORITY_LOW = 1,
  OTK_PRIORITY_MEDIUM,
  OTK_PRIORITY_HIGH,
} OtkPriority;

typedef enum
{
  OTK_CHANNEL_PHONE = 1,
  OTK_CHANNEL_PORTAL,
  OTK_CHANNEL_MAIL,
  OTK_CHANNEL_CHAT,
  OTK_CHANNEL_BOT,
  OTK_CHANNEL_LINE,
  OTK_CHANNEL_API,
  OTK_CHANNEL_FORUM,
} OtkChannel;

typedef enum
{
  OTK_CLIENT_PERSON = 1,
  OTK_CLIENT_COMPANY,
} OtkClientKind;

typedef enum
{
  OTK_MESSAGE_PUBLIC = 1,
  OTK_MESSAGE_HIDDEN,
  OTK_MESSAGE_LOG,    /* reserved for imports: our own log lines are read off the facts */
  OTK_MESSAGE_SYSTEM, /* body holds an untranslated N_() sentence or text */
} OtkMessageKind;

typedef enum
{
  OTK_PAUSE_WAITING = 1, /* В ожидании */
  OTK_PAUSE_CLOSED,      /* the time between completing and reopening */
  OTK_PAUSE_DELETED,     /* the time between deleting and restoring: both timers stand (T20) */
} OtkPauseKind;

typedef enum
{
  OTK_NOTICE_ASSIGNED = 1, /* a new request for the recipient */
  OTK_NOTICE_CLASSIFY,
  OTK_NOTICE_REACTION_REMINDER,
  OTK_NOTICE_RESOLUTION_REMINDER,
  OTK_NOTICE_REACTION_BREACH,
  OTK_NOTICE_RESOLUTION_BREACH,
  OTK_NOTICE_RESUMED,   /* resumed by itself */
  OTK_NOTICE_MERGED,    /* joined to a master; detail is the parent's number */
  OTK_NOTICE_RETURNED,  /* the customer said "not solved", or it was reopened */
  OTK_NOTICE_MESSAGE,   /* a customer's message */
  OTK_NOTICE_REPLY_DUE, /* answer reminder */
  OTK_NOTICE_REPLY_OVERDUE,
  OTK_NOTICE_AUTO_CLOSED,
  OTK_NOTICE_TASK,
  OTK_NOTICE_MENTION,
  OTK_NOTICE_NORM_LOST, /* schedule or SLA missing: the norm is not applied */
  OTK_NOTICE_CLASSIFICATION_LATE,
  OTK_NOTICE_SHARE_LOW,  /* of what was completed too little was in time (R-T9) */
  OTK_NOTICE_REASSIGNED, /* given to somebody else while others were giving it to the recipient */
} OtkNoticeKind;

typedef enum
{
  OTK_ROLE_DENIED = 1,
  OTK_ROLE_CUSTOMER,
  OTK_ROLE_DEMO,
  OTK_ROLE_OPERATOR,
  OTK_ROLE_SUPERVISOR,
  OTK_ROLE_ADMINISTRATOR,
} OtkRole;

typedef enum
{
  OTK_BREACH_NOTHING = 1,
  OTK_BREACH_SYSTEM,
  OTK_BREACH_SYSTEM_MAIL,
  OTK_BREACH_MAIL_TASK,
} OtkBreachAction;

typedef enum
{
  OTK_RESOLUTION_FROM_ACCEPTED = 1, /* K1 */
  OTK_RESOLUTION_FROM_WORK,
} OtkResolutionStart;

typedef enum
{
  OTK_SPAM_POSSIBLE = 1,
  OTK_SPAM_CERTAIN,
} OtkSpam;

typedef enum
{
  OTK_DICTIONARY_STATUS_KIND = 1,
  OTK_DICTIONARY_SEVERITY,
  OTK_DICTIONARY_DIFFICULTY,
  OTK_DICTIONARY_CATEGORY,
  OTK_DICTIONARY_MARK,
  OTK_DICTIONARY_SOURCE,
  OTK_DICTIONARY_CANNED_REPLY,
} OtkDictionaryKind;

/** OtkChoice: One value of an enumeration: its number, its name in files and APIs, its label. */
typedef struct
{
  int value;
  const char *name;  /* stable, ASCII: "in_work" */
  const char *label; /* untranslated, N_() */
} OtkChoice;

/* Each ends with a choice whose name is NULL. */
extern const OtkChoice otk_status_choices[];
extern const OtkChoice otk_priority_choices[];
extern const OtkChoice otk_channel_choices[];
extern const OtkChoice otk_client_kind_choices[];
extern const OtkChoice otk_message_kind_choices[];
extern const OtkChoice otk_pause_kind_choices[];
extern const OtkChoice otk_notice_kind_choices[];
extern const OtkChoice otk_role_choices[];
extern const OtkChoice otk_breach_choices[];
extern const OtkChoice otk_resolution_start_choices[];
extern const OtkChoice otk_spam_choices[];
extern const OtkChoice otk_dictionary_choices[];

/** otk_choice_by_value: Returns: (nullable): NULL where @choices has no such value. */
const OtkChoice *otk_choice_by_value (const OtkChoice *choices, gint64 value);
/** otk_choice_by_name: Returns: (nullable): NULL where @choices has no such name. */
const OtkChoice *otk_choice_by_name (const OtkChoice *choices, const char *name);

typedef enum
{
  OTK_TYPE_TEXT,     /* one line */
  OTK_TYPE_LONGTEXT, /* Markdown, several lines */
  OTK_TYPE_INT,
  OTK_TYPE_BOOL,    /* 0, 1 or null for "no" */
  OTK_TYPE_TIME,    /* OtkTime, ms */
  OTK_TYPE_SECONDS, /* a duration, s */
  OTK_TYPE_ENUM,
  OTK_TYPE_REF,  /* one record's id */
  OTK_TYPE_REFS, /* text: ids separated by spaces, see otk_ids_parse() */
} OtkFieldType;

typedef enum
{
  OTK_FIELD_NONE = 0,
  OTK_FIELD_HISTORY = 1 << 0,  /* a change is a line of «История» */
  OTK_FIELD_LIST = 1 << 1,     /* may be a column, a filter, a sort key */
  OTK_FIELD_SEARCH = 1 << 2,   /* goes into the full-text index */
  OTK_FIELD_EDIT = 1 << 3,     /* may be given when the record is created or edited */
  OTK_FIELD_REQUIRED = 1 << 4, /* must not be empty once the record is complete */
  OTK_FIELD_STAFF = 1 << 5,    /* never leaves towards a customer */
} OtkFieldFlags;

/** OtkField: One line of otk-fields.h. */
typedef struct
{
  const char *name;
  OtkFieldType type;
  const char *label; /* untranslated */
  guint flags;
  OtkEntityType target;     /* REF, REFS */
  const OtkChoice *choices; /* ENUM */
  gsize max;                /* longest text in characters; 0 = not a text */
} OtkField;

/** OtkEntity: One kind of record: its table's name and its fields. */
typedef struct
{
  OtkEntityType type;
  const char *name;  /* "request": in commands, JSON, facts */
  const char *table; /* in SQL */
  const char *label; /* untranslated */
  const OtkField *fields;
  guint n_fields;
  int name_field; /* the field that names a record to people */
  int root_field; /* the REF to the root it belongs to, or -1 where it is a root itself */
} OtkEntity;

/** otk_entity: Returns: (transfer none): the description of a kind of record. Threads: any. */
const OtkEntity *otk_entity (OtkEntityType type);
/** otk_entity_by_name: Returns: (nullable) (transfer none): by its name, "request". */
const OtkEntity *otk_entity_by_name (const char *name);
/** otk_entity_field: Returns: the index of the field called @name, or -1. */
int otk_entity_field (const OtkEntity *entity, const char *name);

G_END_DECLS
