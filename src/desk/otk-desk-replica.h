/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"
#include "otk-replica.h"

G_BEGIN_DECLS

/*
 * A desk over a replica: a copy of a server's data that goes on working without it (sync.md). It is
 * submitted to as any other desk; each command is decided here, provisionally, and waits in the
 * outbox until the server's own decision has come. Timers are the server's.
 *
 * Signal "outbox": what waits, or what was refused, is something else now.
 * Signal "sync": how it stands with the server is something else now.
 */

/** otk_desk_is_replica: Whether the desk's data is a server's. */
gboolean otk_desk_is_replica (OtkDesk *self);

/* For the window; the desk's thread. Read when asked for the first time after a change. */

/** otk_desk_n_unsent: How many commands the server is not known to have dealt with. */
guint otk_desk_n_unsent (OtkDesk *self);
/** otk_desk_is_unsent: Whether what is seen of the record's root holds something unsent. Quick
 * enough for cells. */
gboolean otk_desk_is_unsent (OtkDesk *self, const OtkId *root);
/** otk_desk_n_attention: How many refused commands wait for their author. */
guint otk_desk_n_attention (OtkDesk *self);
/** otk_desk_attention: Those, the latest first. Returns: (transfer full) (element-type OtkQueued)
 */
GPtrArray *otk_desk_attention (OtkDesk *self);
/** otk_desk_outbox: The commands that wait, the oldest first. @limit: at most so many; 0 for all.
 * Returns: (transfer full) (element-type OtkQueued) */
GPtrArray *otk_desk_outbox (OtkDesk *self, guint limit);
/** otk_desk_doubtful: Pending commands that will probably be refused. Returns: (transfer full)
 * (element-type OtkQueued) */
GPtrArray *otk_desk_doubtful (OtkDesk *self);

typedef enum
{
  OTK_ATTEND_AGAIN,   /* give it once more, for the state as it is now */
  OTK_ATTEND_NOTE,    /* what was typed becomes a note for the staff on the request */
  OTK_ATTEND_DISCARD, /* never mind */
} OtkAttend;

/** otk_desk_attention_text: What its author typed, for a note; NULL where that is nothing. Returns:
 * (transfer full) (nullable) */
char *otk_desk_attention_text (const OtkQueued *queued);

/**
 * otk_desk_attend:
 * @command: a refused one
 *
 * Sees to it: it leaves the list in the transaction that does what is asked, and stays there where
 * that is refused.
 */
gboolean otk_desk_attend (OtkDesk *self, const OtkId *command, OtkAttend how, GError **error);

/** OtkDeskLink: How it stands with the server. */
typedef enum
{
  OTK_LINK_NONE,        /* nobody tries */
  OTK_LINK_ONLINE,      /* everything that the server has is here */
  OTK_LINK_OFFLINE,     /* since @since; tried again by itself */
  OTK_LINK_DOWNLOADING, /* @done of @total requests are here */
  OTK_LINK_SIGNED_OUT,  /* the person has to sign in; work here goes on */
  OTK_LINK_STOPPED,     /* @problem needs an administrator */
} OtkDeskLink;

/** OtkDeskSync: @problem: (nullable) (owned): as GError.message of OTK_ERROR. @since: when the
 * server was last reached; OTK_TIME_NONE for never. */
typedef struct
{
  OtkDeskLink link;
  OtkTime since;
  gint64 done, total;
  char *problem;
} OtkDeskSync;

/** otk_desk_sync: Returns: (transfer none) */
const OtkDeskSync *otk_desk_sync (OtkDesk *self);

/* For the session that talks to the server. */

/** OtkDeskJob: Runs on the writer's thread, outside a transaction. */
typedef void (*OtkDeskJob) (OtkStore *store, gpointer data);

/** otk_desk_set_sync: @sync is copied. The desk's thread. */
void otk_desk_set_sync (OtkDesk *self, const OtkDeskSync *sync);
/** otk_desk_push_job: Queues @job behind what the desk writes; @free_data (nullable) runs on the
 * same thread after it. FALSE, and @free_data has run, where the desk is closed. */
gboolean otk_desk_push_job (OtkDesk *self, OtkDeskJob job, gpointer data, GDestroyNotify free_data);
/** otk_desk_publish: A job has changed what the window shows. @changes: (nullable) (element-type
 * OtkChange). Told at once on the desk's thread. Threads: any. */
void otk_desk_publish (OtkDesk *self, GArray *changes);

G_END_DECLS
