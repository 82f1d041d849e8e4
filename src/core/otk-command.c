/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-command.h"

#define STATUS_BIT(STATUS) (1u << OTK_STATUS_##STATUS)

/* Sets of statuses from which a command is offered. */
enum
{
  ANY = STATUS_BIT (NEW) | STATUS_BIT (CLASSIFICATION) | STATUS_BIT (ACCEPTED)
        | STATUS_BIT (IN_WORK) | STATUS_BIT (WAITING) | STATUS_BIT (DONE) | STATUS_BIT (CLOSED),
  OPEN = ANY & ~STATUS_BIT (CLOSED),
  LIVE = STATUS_BIT (ACCEPTED) | STATUS_BIT (IN_WORK) | STATUS_BIT (WAITING), /* E1-26, T17 */
};

/* The one table of commands (architecture.md §4); labels of product.md §2.1 and §5. */
static const OtkCommandInfo commands[OTK_N_COMMANDS] = {
  [OTK_COMMAND_CREATE] = { OTK_COMMAND_CREATE, "create", N_ ("New request"),
                           N_ ("Request №%s has been registered"), "list-add-symbolic",
                           "<Control>n", 0, OTK_COMMAND_NEEDS_INPUT },
  [OTK_COMMAND_EDIT] = { OTK_COMMAND_EDIT, "edit", N_ ("Edit"), NULL, "document-edit-symbolic",
                         "<Control>e", ANY,
                         OTK_COMMAND_ON_REQUEST | OTK_COMMAND_IN_CARD | OTK_COMMAND_NEEDS_INPUT },
  [OTK_COMMAND_CLASSIFY] = { OTK_COMMAND_CLASSIFY, "classify", N_ ("Classify"),
                             N_ ("Request №%s has been classified"), "object-select-symbolic",
                             "<Control><Shift>k", STATUS_BIT (CLASSIFICATION),
                             OTK_COMMAND_ON_REQUEST | OTK_COMMAND_IN_CARD | OTK_COMMAND_NEEDS_INPUT
                                 | OTK_COMMAND_SUGGESTED },
  [OTK_COMMAND_START] = { OTK_COMMAND_START, "start", N_ ("Start work"),
                          N_ ("Work on №%s has started"), "media-playback-start-symbolic",
                          "<Control>j", STATUS_BIT (ACCEPTED),
                          OTK_COMMAND_ON_REQUEST | OTK_COMMAND_IN_CARD | OTK_COMMAND_BULK
                              | OTK_COMMAND_SUGGESTED },
  [OTK_COMMAND_PAUSE] = { OTK_COMMAND_PAUSE, "pause", N_ ("Pause work"),
                          N_ ("Request №%s is waiting"), "media-playback-pause-symbolic",
                          "<Control>p", STATUS_BIT (IN_WORK),
                          OTK_COMMAND_ON_REQUEST | OTK_COMMAND_NEEDS_INPUT
                              | OTK_COMMAND_RESPONSIBLE_ONLY },
  [OTK_COMMAND_RESUME] = { OTK_COMMAND_RESUME, "resume", N_ ("Resume work"),
                           N_ ("Work on №%s goes on"), "media-playback-start-symbolic",
                           "<Control><Shift>p", STATUS_BIT (WAITING),
                           OTK_COMMAND_ON_REQUEST | OTK_COMMAND_RESPONSIBLE_ONLY },
  [OTK_COMMAND_COMPLETE] = { OTK_COMMAND_COMPLETE, "complete", N_ ("Complete"),
                             N_ ("Request №%s is completed"), "emblem-ok-symbolic",
                             "<Control>Return", STATUS_BIT (IN_WORK) | STATUS_BIT (WAITING),
                             OTK_COMMAND_ON_REQUEST | OTK_COMMAND_IN_CARD | OTK_COMMAND_BULK
                                 | OTK_COMMAND_NEEDS_INPUT | OTK_COMMAND_SUGGESTED },
  [OTK_COMMAND_CLOSE] = { OTK_COMMAND_CLOSE, "close", N_ ("Close the request"),
                          N_ ("Request №%s is closed"), "window-close-symbolic", NULL, OPEN,
                          OTK_COMMAND_ON_REQUEST | OTK_COMMAND_BULK },
  [OTK_COMMAND_REOPEN] = { OTK_COMMAND_REOPEN, "reopen", N_ ("Reopen the request"),
                           N_ ("Request №%s is in work again"), "edit-undo-symbolic", NULL,
                           STATUS_BIT (DONE) | STATUS_BIT (CLOSED),
                           OTK_COMMAND_ON_REQUEST | OTK_COMMAND_IN_CARD | OTK_COMMAND_BULK },
  [OTK_COMMAND_SET_STATUS] = { OTK_COMMAND_SET_STATUS, "status", N_ ("Change status"),
                               N_ ("The status of №%s has been changed"),
                               "view-more-horizontal-symbolic", "<Control><Shift>s", ANY,
                               OTK_COMMAND_ON_REQUEST | OTK_COMMAND_IN_CARD | OTK_COMMAND_BULK
                                   | OTK_COMMAND_NEEDS_INPUT },
  [OTK_COMMAND_SET_LEVEL] = { OTK_COMMAND_SET_LEVEL, "level", N_ ("Choose support level"),
                              N_ ("The support level of №%s has been changed"),
                              "system-users-symbolic", "<Control><Shift>l", LIVE,
                              OTK_COMMAND_ON_REQUEST | OTK_COMMAND_BULK | OTK_COMMAND_NEEDS_INPUT },
  [OTK_COMMAND_ASSIGN] = { OTK_COMMAND_ASSIGN, "assign", N_ ("Assign responsible"),
                           N_ ("The responsible of №%s has been changed"),
                           "avatar-default-symbolic", "<Control><Shift>a", OPEN,
                           OTK_COMMAND_ON_REQUEST | OTK_COMMAND_BULK | OTK_COMMAND_NEEDS_INPUT },
  [OTK_COMMAND_MERGE] = { OTK_COMMAND_MERGE, "merge", N_ ("Join into a master request"),
                          N_ ("The requests have been joined"), "insert-link-symbolic", NULL,
                          STATUS_BIT (ACCEPTED) | STATUS_BIT (IN_WORK) | STATUS_BIT (WAITING),
                          OTK_COMMAND_ON_REQUEST | OTK_COMMAND_BULK | OTK_COMMAND_NEEDS_INPUT },
  [OTK_COMMAND_UNLINK] = { OTK_COMMAND_UNLINK, "unlink", N_ ("Separate from the master request"),
                           N_ ("Request №%s is separate again"), "list-remove-symbolic", NULL, ANY,
                           OTK_COMMAND_ON_REQUEST },
  [OTK_COMMAND_DELETE] = { OTK_COMMAND_DELETE, "delete", N_ ("Delete"),
                           N_ ("Request №%s has been deleted"), "user-trash-symbolic",
                           "<Control>Delete", ANY,
                           OTK_COMMAND_ON_REQUEST | OTK_COMMAND_IN_CARD | OTK_COMMAND_BULK
                               | OTK_COMMAND_DESTRUCTIVE | OTK_COMMAND_ADMIN_ONLY },
  [OTK_COMMAND_RESTORE] = { OTK_COMMAND_RESTORE, "restore", N_ ("Restore"),
                            N_ ("Request №%s has been restored"), "edit-undo-symbolic", NULL, ANY,
                            OTK_COMMAND_ON_REQUEST | OTK_COMMAND_BULK | OTK_COMMAND_ADMIN_ONLY },
  [OTK_COMMAND_PURGE] = { OTK_COMMAND_PURGE, "purge", N_ ("Delete for good"),
                          N_ ("Request №%s has been deleted for good"), "edit-delete-symbolic",
                          NULL, ANY,
                          OTK_COMMAND_ON_REQUEST | OTK_COMMAND_BULK | OTK_COMMAND_NEEDS_INPUT
                              | OTK_COMMAND_DESTRUCTIVE | OTK_COMMAND_NO_UNDO
                              | OTK_COMMAND_ADMIN_ONLY },
  [OTK_COMMAND_RATE] = { OTK_COMMAND_RATE, "rate", N_ ("Rate the work"),
                         N_ ("The feedback has been saved"), "starred-symbolic", NULL,
                         STATUS_BIT (DONE), OTK_COMMAND_ON_REQUEST | OTK_COMMAND_NEEDS_INPUT },
  [OTK_COMMAND_MESSAGE] = { OTK_COMMAND_MESSAGE, "message", N_ ("Write a message"), NULL,
                            "mail-send-symbolic", NULL, ANY,
                            OTK_COMMAND_ON_REQUEST | OTK_COMMAND_NEEDS_INPUT },
  [OTK_COMMAND_ATTACH] = { OTK_COMMAND_ATTACH, "attach", N_ ("Attach a file"), NULL,
                           "mail-attachment-symbolic", NULL, ANY,
                           OTK_COMMAND_ON_REQUEST | OTK_COMMAND_NEEDS_INPUT },
  [OTK_COMMAND_DETACH] = { OTK_COMMAND_DETACH, "detach", N_ ("Remove the file"),
                           N_ ("The file has been removed"), "edit-delete-symbolic", NULL, ANY,
                           OTK_COMMAND_ON_REQUEST | OTK_COMMAND_DESTRUCTIVE },
  [OTK_COMMAND_TASK_ADD] = { OTK_COMMAND_TASK_ADD, "task-add", N_ ("Add a task"),
                             N_ ("The task has been added"), "list-add-symbolic", "<Control>t", 0,
                             OTK_COMMAND_NEEDS_INPUT },
  [OTK_COMMAND_TASK_EDIT] = { OTK_COMMAND_TASK_EDIT, "task-edit", N_ ("Edit the task"), NULL,
                              "document-edit-symbolic", NULL, 0, OTK_COMMAND_NEEDS_INPUT },
  [OTK_COMMAND_TASK_DONE] = { OTK_COMMAND_TASK_DONE, "task-done", N_ ("Complete the task"),
                              N_ ("The task is completed"), "emblem-ok-symbolic", NULL, 0, 0 },
  [OTK_COMMAND_TASK_REOPEN] = { OTK_COMMAND_TASK_REOPEN, "task-reopen", N_ ("Reopen the task"),
                                N_ ("The task is open again"), "edit-undo-symbolic", NULL, 0, 0 },
  [OTK_COMMAND_SAVE] = { OTK_COMMAND_SAVE, "save", N_ ("Save"), NULL, "document-save-symbolic",
                         NULL, 0, OTK_COMMAND_NEEDS_INPUT },
  [OTK_COMMAND_REMOVE] = { OTK_COMMAND_REMOVE, "remove", N_ ("Remove"),
                           N_ ("The entry has been removed"), "edit-delete-symbolic", NULL, 0,
                           OTK_COMMAND_DESTRUCTIVE },
  [OTK_COMMAND_NOTICE_READ] = { OTK_COMMAND_NOTICE_READ, "notice-read", N_ ("Mark as read"), NULL,
                                "mail-read-symbolic", NULL, 0, OTK_COMMAND_NO_UNDO },
  [OTK_COMMAND_TIMER] = { OTK_COMMAND_TIMER, "timer", N_ ("Timer"), NULL, NULL, NULL, 0,
                          OTK_COMMAND_ON_REQUEST | OTK_COMMAND_NO_UNDO | OTK_COMMAND_AUTHORITY },
  [OTK_COMMAND_UNDO] = { OTK_COMMAND_UNDO, "undo", N_ ("Undo"),
                         N_ ("The action has been taken back"), "edit-undo-symbolic", "<Control>z",
                         0, 0 },
  [OTK_COMMAND_NORM_CHECK] = { OTK_COMMAND_NORM_CHECK, "norm-check", N_ ("Check of the norm"), NULL,
                               NULL, NULL, 0, OTK_COMMAND_NO_UNDO | OTK_COMMAND_AUTHORITY },
};

const OtkCommandInfo *
otk_command_info (OtkCommandKind kind)
{
  return kind > 0 && kind < OTK_N_COMMANDS ? &commands[kind] : NULL;
}

const OtkCommandInfo *
otk_command_info_by_name (const char *name)
{
  for (int kind = 1; kind < OTK_N_COMMANDS; kind++)
    if (g_strcmp0 (commands[kind].name, name) == 0)
      return &commands[kind];
  return NULL;
}

OtkCommand *
otk_command_new (OtkCommandKind kind, const OtkId *actor, const OtkId *root, OtkTime at)
{
  OtkCommand *self = g_new0 (OtkCommand, 1);

  g_atomic_ref_count_init (&self->refs);
  self->kind = kind;
  self->id = otk_id_new (at);
  self->batch = self->id;
  if (actor != NULL)
    self->actor = *actor;
  self->root = root != NULL ? *root : otk_id_new (at);
  self->at = at;
  self->args = otk_values_new ();
  return self;
}

OtkCommand *
otk_command_ref (OtkCommand *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
otk_command_unref (OtkCommand *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  otk_values_unref (self->args);
  g_clear_pointer (&self->base, otk_values_unref);
  g_free (self);
}

OtkCommand *
otk_command_with_text (OtkCommand *self, const char *name, const char *text)
{
  otk_values_set_text (self->args, name, text);
  return self;
}

OtkCommand *
otk_command_with_int (OtkCommand *self, const char *name, gint64 number)
{
  otk_values_set_int (self->args, name, number);
  return self;
}

OtkCommand *
otk_command_with_id (OtkCommand *self, const char *name, const OtkId *id)
{
  otk_values_set_id (self->args, name, id);
  return self;
}
