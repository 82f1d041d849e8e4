/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-command.h"

G_BEGIN_DECLS

/*
 * What desktops and the server say to each other (sync.md §3.4), except for the lines of a pull's
 * answer: those are in otk-sync-lines.h. All of it is JSON. Members that a reader does not know are
 * passed over; everything it knows is checked, whoever sent it. Threads: any.
 */

/* The protocol, and what the rows look like: a server understands [OTK_SYNC_SCHEMA_MIN,
 * OTK_SYNC_SCHEMA]. */
#define OTK_SYNC_PROTO 1
#define OTK_SYNC_SCHEMA 1
#define OTK_SYNC_SCHEMA_MIN 1

/* What a client puts into one push. A single command may be longer, for a solution has up to
 * 200 000 letters; the server reads bodies up to OTK_SYNC_PUSH_LIMIT. */
#define OTK_SYNC_PUSH_COMMANDS 100
#define OTK_SYNC_PUSH_BYTES (256 * 1024)
#define OTK_SYNC_PUSH_LIMIT (8 * 1024 * 1024)

/* What a pull's answer holds where the client does not say, at least and at most, in bytes. */
#define OTK_SYNC_PULL_BYTES (8 * 1000 * 1000)
#define OTK_SYNC_PULL_MIN (16 * 1000)
#define OTK_SYNC_PULL_MAX (32 * 1000 * 1000)

#define OTK_SYNC_COOKIE_MAX 4096

/**
 * OtkSyncStamp:
 * @estimated: the server's time as the device reckoned it, ms
 * @quality: 'A' by the same boot, 'B' by the wall clock and the last offset, 'C' never compared
 * @wall: the device's own clock, ms
 * @boot: which start of the device; "" where unknown
 * @mono: ms since that start, sleep included
 *
 * When a command was given, by every clock the device had (sync.md §4.2).
 */
typedef struct
{
  OtkTime estimated;
  char quality;
  OtkTime wall;
  char boot[OTK_ID_STRING_LENGTH + 1];
  gint64 mono;
} OtkSyncStamp;

/** OtkSyncCommand: A command on its way: @command has no actor and no device yet, and the kind 0
 * where this program does not know it. */
typedef struct
{
  gint64 seq;
  OtkCommand *command;
  OtkSyncStamp stamp;
} OtkSyncCommand;

OtkSyncCommand *otk_sync_command_new (gint64 seq, OtkCommand *command, const OtkSyncStamp *stamp);
void otk_sync_command_free (OtkSyncCommand *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkSyncCommand, otk_sync_command_free)

/** OtkSyncPush: POST /push. @commands: (element-type OtkSyncCommand) */
typedef struct
{
  gint64 proto, schema;
  OtkId device;
  char *epoch;
  GPtrArray *commands;
} OtkSyncPush;

void otk_sync_push_free (OtkSyncPush *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkSyncPush, otk_sync_push_free)
GBytes *otk_sync_push_write (const OtkSyncPush *self);
OtkSyncPush *otk_sync_push_read (GBytes *body, GError **error);

/**
 * OtkSyncAnswer:
 * @error: (nullable): "device_rewound", "gap", "epoch", "schema", "args", "device_unknown", …; NULL
 *   where all went well
 * @epoch: (nullable): the server's
 * @last_seq: the last number of this device that the server holds; -1 where not said
 * @server_time: OTK_TIME_NONE where not said
 * @min, @max: the schemas the server understands, for "schema"
 * @text: (nullable): a sentence for people
 * @poke: whether there is something to pull
 *
 * What every call but a pull is answered with.
 */
typedef struct
{
  char *error;
  char *epoch;
  char *text;
  OtkId device;
  char *code;   /* (nullable): the device's letters in provisional numbers, on registration */
  char *server; /* (nullable): which server it is, on registration */
  OtkId user;   /* who the server takes the caller for, on registration */
  gint64 last_seq;
  OtkTime server_time;
  gint64 min, max;
  gboolean poke;
} OtkSyncAnswer;

OtkSyncAnswer *otk_sync_answer_new (void);
void otk_sync_answer_free (OtkSyncAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkSyncAnswer, otk_sync_answer_free)
GBytes *otk_sync_answer_write (const OtkSyncAnswer *self);
OtkSyncAnswer *otk_sync_answer_read (GBytes *body, GError **error);

/** OtkSyncPull: POST /pull. */
typedef struct
{
  gint64 proto, schema;
  OtkId device;
  char *epoch;  /* (nullable): NULL before the first answer */
  char *cookie; /* (nullable): NULL asks for everything */
  gint64 acked_seq, max_seq;
  gint64 profile; /* which edition of the device's profile its rows belong to */
  gboolean want_checksum;
  gint64 max_bytes;
} OtkSyncPull;

void otk_sync_pull_free (OtkSyncPull *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkSyncPull, otk_sync_pull_free)
GBytes *otk_sync_pull_write (const OtkSyncPull *self);
OtkSyncPull *otk_sync_pull_read (GBytes *body, GError **error);

/** OtkSyncRegister: POST /device: a device introduces itself. */
typedef struct
{
  gint64 proto, schema;
  OtkId device;  /* its own wish; a cloned disk wishes for a new one */
  char *name;    /* what people see in the list of sessions */
  char *profile; /* "desk" or "field" */
  char *version; /* of the program */
} OtkSyncRegister;

void otk_sync_register_free (OtkSyncRegister *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkSyncRegister, otk_sync_register_free)
GBytes *otk_sync_register_write (const OtkSyncRegister *self);
OtkSyncRegister *otk_sync_register_read (GBytes *body, GError **error);

G_END_DECLS
