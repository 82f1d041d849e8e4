/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk-replica.h"
#include "otk-due.h"
#include "otk-desk-serve.h"
#include "otk-replica.h"
#include "otk-worker.h"

G_BEGIN_DECLS

/* The desk's insides, shared by its otk-desk-*.c files only. */

struct _OtkDesk
{
  GObject parent_instance;

  OtkClock *clock;
  char *path;
  GMainContext *context;
  GThread *thread; /* the one it belongs to */

  OtkWorker *writer;
  OtkWorker *reader;  /* lists */
  OtkWorker *counter; /* counts, which lists must not wait for */
  OtkStore *reads;    /* the desk's own thread's connection */

  OtkRecord *me;
  OtkState state;        /* over @reads, directory records cached */
  GHashTable *directory; /* kind and id → OtkRecord*, kinds that are small */
  GHashTable *nobody;    /* kind and id: known not to be there */

  GMutex lock;            /* guards what follows up to the blank line */
  GPtrArray *undelivered; /* GArray of OtkChange, one for each commit */
  GSource *delivery;      /* the idle source that will tell them */
  GHashTable *drafts;     /* key → text: typed, not yet written */
  GHashTable *writing;    /* (nullable) the drafts that are on their way to disk */
  GHashTable *fulfils;    /* OtkId* of a command → draft key */
  GHashTable *attends;    /* OtkId* of a command → OtkId* of the refused one that it replaces */
  gboolean outbox_moved;  /* the outbox is another one than was told last */

  GAsyncQueue *waiting; /* OtkWrite: what may share a transaction, see otk-desk-group.c */

  guint draft_timeout;
  GSource *next_tick;
  gulong jumped;
  gboolean ticking;
  gboolean failed; /* the last tick could not write */
  OtkTime ticked;  /* up to when the last tick fired */
  guint dead;      /* how many it left due, since firing them changes nothing */

  gboolean replica;
  gboolean counted;  /* the three that follow are read */
  guint unsent;      /* commands that wait */
  guint attention;   /* refused ones */
  GHashTable *roots; /* (nullable) (set) OtkId*: what those that wait have changed */
  OtkDeskSync sync;  /* how it stands with the server; @problem is owned */
};

extern guint otk_desk_signals[4];
enum
{
  OTK_DESK_CHANGED,
  OTK_DESK_NOTICE,
  OTK_DESK_OUTBOX,
  OTK_DESK_SYNC,
};

/* How often a transaction is run that others cross. */
#define OTK_DESK_TRIES 30

/* otk-desk-submit.c */

/* otk-desk-group.c */

/** OtkWrite: Commands, or a piece of work, on their way to the writer. */
typedef struct
{
  OtkDesk *desk;
  GPtrArray *commands; /* OtkCommand */
  GPtrArray *outcomes; /* OtkOutcome */
  OtkDeskWork work;    /* NULL where there are commands */
  gpointer data;
  GTask *task;
  GError *error;
} OtkWrite;

/** Queues it; the answer is @task's, a boolean. */
void otk_desk_queue_write (OtkDesk *self, OtkWrite *write);

/* otk-desk.c */

/** Hands over a commit's changes from any thread; they are told in the desk's context. */
void otk_desk_queue_changes (OtkDesk *self, GArray *changes);
/** Tells queued changes now; the desk's thread. */
void otk_desk_deliver (OtkDesk *self);

/** Tells in the desk's context that the outbox has changed. Threads: any. */
void otk_desk_queue_outbox (OtkDesk *self);

/* otk-desk-outbox.c */

/** A command of a replica: as otk_desk_execute(), with what its author saw and when he gave it, and
 * into the outbox. */
gboolean otk_desk_execute_replica (OtkDesk *self, OtkStore *store, OtkCommand *command,
                                   OtkOutcome *outcome, GArray *changes, GError **error);
/** Emits what has changed about the outbox; the desk's thread. */
void otk_desk_tell_outbox (OtkDesk *self);
void otk_desk_forget_outbox (OtkDesk *self);

/* otk-desk-tick.c */
void otk_desk_schedule_tick (OtkDesk *self);
/** Fires what is due now and waits for it; the changes stay queued. Returns: how many, -1 on error
 */
int otk_desk_catch_up (OtkDesk *self, GError **error);
/** The same on the writer thread, then schedules the next tick. */
void otk_desk_start_tick (OtkDesk *self);

/* otk-desk-open.c */
void otk_desk_find_me (OtkDesk *self);

/* otk-desk-read.c */
void otk_desk_init_state (OtkDesk *self);
void otk_desk_forget (OtkDesk *self, const OtkChange *change);
gboolean otk_desk_is_staff (OtkDesk *self);
/** As otk_desk_find() and otk_desk_list() for the program itself: whoever sits at the desk. */
OtkRecord *otk_desk_read (OtkDesk *self, OtkEntityType type, const OtkId *id);
GPtrArray *otk_desk_read_list (OtkDesk *self, OtkEntityType type, int field, const OtkValue *value);
/** @rows, or after a warning an empty array. */
GPtrArray *otk_desk_or_none (GPtrArray *rows, GError *error, GDestroyNotify free_row);

/* otk-desk-draft.c */
void otk_desk_write_drafts (OtkDesk *self);

G_END_DECLS
