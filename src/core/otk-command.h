/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-schema.h"

G_BEGIN_DECLS

/**
 * OtkCommandKind:
 *
 * What can be asked for. otk-command.c describes each once: its name, label, icon, key, arguments,
 * from which statuses it is offered, who may give it. Buttons, menus, the palette, bulk actions,
 * the command line and the API all read that table.
 */
typedef enum
{
  OTK_COMMAND_CREATE = 1, /* fields of the request with OTK_FIELD_EDIT; status "on_classification"
                             for a line; alias: the number it has while the server's is not known */
  OTK_COMMAND_EDIT,       /* fields of the request with OTK_FIELD_EDIT; only those given change */
  OTK_COMMAND_CLASSIFY,   /* type*, service*, priority, product, company */
  OTK_COMMAND_START,      /* comment */
  OTK_COMMAND_PAUSE,      /* reason*, planned (s), until (ms), tell_customer */
  OTK_COMMAND_RESUME,
  OTK_COMMAND_COMPLETE, /* article, solution */
  OTK_COMMAND_CLOSE,
  OTK_COMMAND_REOPEN,
  OTK_COMMAND_SET_STATUS, /* status*, comment, and the arguments of the arrow it stands for */
  OTK_COMMAND_SET_LEVEL,  /* level*, comment, keep_responsible */
  OTK_COMMAND_ASSIGN,     /* responsible (absent or null: the least loaded of the service) */
  OTK_COMMAND_MERGE,      /* root is the parent; children*: ids separated by spaces */
  OTK_COMMAND_UNLINK,     /* root is the child */
  OTK_COMMAND_DELETE,
  OTK_COMMAND_RESTORE,
  OTK_COMMAND_PURGE,    /* for good: administrators only, no undo */
  OTK_COMMAND_RATE,     /* solved*, rating, text: the customer's feedback */
  OTK_COMMAND_MESSAGE,  /* body*, hidden, keep_indicator, hold, support, channel, task_minutes,
                           auto_close_days, close */
  OTK_COMMAND_ATTACH,   /* name*, media_type, size*, sha256*, message, hidden */
  OTK_COMMAND_DETACH,   /* attachment* */
  OTK_COMMAND_TASK_ADD, /* fields of the task with OTK_FIELD_EDIT, request; root is the new task */
  OTK_COMMAND_TASK_EDIT,
  OTK_COMMAND_TASK_DONE,
  OTK_COMMAND_TASK_REOPEN,
  OTK_COMMAND_SAVE, /* entity*, fields: makes or changes a directory record; root is that record */
  OTK_COMMAND_REMOVE,      /* entity*: removes a directory record that nothing needs */
  OTK_COMMAND_NOTICE_READ, /* root is the request; notices of the actor about it are read; notice:
                              only that one */
  OTK_COMMAND_TIMER,       /* the program itself: timer* (name of an OtkTimerKind), due* */
  OTK_COMMAND_UNDO,        /* target*: a command's or a batch's id */
  OTK_COMMAND_NORM_CHECK,  /* the program itself: root is an SLA; due* */
  OTK_N_COMMANDS
} OtkCommandKind;

/** OtkCommandFlags: What a command is like, for those who offer it. */
typedef enum
{
  OTK_COMMAND_ON_REQUEST = 1 << 0,  /* needs an existing request as its root */
  OTK_COMMAND_IN_CARD = 1 << 1,     /* a button of the card by default */
  OTK_COMMAND_BULK = 1 << 2,        /* offered under «С выделенными…» */
  OTK_COMMAND_NEEDS_INPUT = 1 << 3, /* a dialog has to ask for arguments first */
  OTK_COMMAND_SUGGESTED = 1 << 4,   /* the primary button where it is offered */
  OTK_COMMAND_DESTRUCTIVE = 1 << 5,
  OTK_COMMAND_NO_UNDO = 1 << 6,
  OTK_COMMAND_RESPONSIBLE_ONLY = 1 << 7,
  OTK_COMMAND_ADMIN_ONLY = 1 << 8,
  OTK_COMMAND_AUTHORITY = 1 << 9, /* only the program itself, never a person */
} OtkCommandFlags;

/** OtkCommandInfo: One line of the table of commands. */
typedef struct
{
  OtkCommandKind kind;
  const char *name;  /* "start": in files, the API, otklikctl and action names ("request.start") */
  const char *label; /* untranslated: the button, "Start work" */
  const char
      *done; /* untranslated: the toast, "Work on №%s has started"; NULL where none is shown */
  const char *icon; /* symbolic icon's name; nullable */
  const char *keys; /* GTK accelerator in the card; nullable */
  guint statuses;   /* bit mask of 1 << OtkStatus from which it is offered */
  guint flags;
} OtkCommandInfo;

/** otk_command_info: Returns: (transfer none): the table's line. */
const OtkCommandInfo *otk_command_info (OtkCommandKind kind);
/** otk_command_info_by_name: Returns: (nullable) (transfer none): the line called @name. */
const OtkCommandInfo *otk_command_info_by_name (const char *name);

/**
 * OtkCommand:
 *
 * An intent: who wants what, of which root, when given, with which arguments. Reference counted;
 * immutable once submitted. Its id is the idempotency key: a command is executed at most once.
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount refs;
  /*< public >*/
  OtkCommandKind kind;
  OtkId id;
  OtkId batch;     /* commands of one action of a person share it: one undo; defaults to @id */
  OtkId actor;     /* the employee; none for the program itself */
  OtkId device;    /* none while standalone */
  OtkId root;      /* what it is about; for CREATE and the like the new record's id */
  OtkTime at;      /* the instant it was given */
  OtkValues *args; /* owned, never NULL */
  OtkValues *base; /* (nullable): what its author saw: status, responsible, x (sync.md §4.3) */
} OtkCommand;

/**
 * otk_command_new:
 * @kind: what is wanted
 * @actor: (nullable): the employee; NULL for the program itself
 * @root: (nullable): what it is about; NULL makes a new id, for commands that make a record
 * @at: the instant
 *
 * Returns: (transfer full): a command with no arguments yet and a new id
 */
OtkCommand *otk_command_new (OtkCommandKind kind, const OtkId *actor, const OtkId *root,
                             OtkTime at);
OtkCommand *otk_command_ref (OtkCommand *self);
void otk_command_unref (OtkCommand *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkCommand, otk_command_unref)

/* Setting arguments, chained by name; each returns @self (transfer none). */
OtkCommand *otk_command_with_text (OtkCommand *self, const char *name, const char *text);
OtkCommand *otk_command_with_int (OtkCommand *self, const char *name, gint64 number);
OtkCommand *otk_command_with_id (OtkCommand *self, const char *name, const OtkId *id);

G_END_DECLS
