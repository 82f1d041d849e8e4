/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-replica.h"
#include "otk-server-time.h"

G_BEGIN_DECLS

/**
 * OtkSync:
 *
 * The client's half of sync as a step machine (sync.md §3.5, §3.13): it is told what happened and
 * says what to send next. It has no clock, no socket, no loop and no thread of its own; whoever has
 * those calls it with the replica's writing store, on that store's thread, outside a transaction.
 *
 *   something happens      otk_sync_wake(), otk_sync_poked(), otk_sync_answered() …
 *   then, and when the     otk_sync_step() says what to send; each answer, or its failure, comes
 *   time has come          back by otk_sync_answered() with the same tag
 *   until                  otk_sync_next() is due or something happens
 *
 * One push and one pull are under way at most. A push always begins at the oldest command that the
 * server is not known to have; a command leaves the outbox only when a pull names it.
 */
typedef struct _OtkSync OtkSync;

typedef enum
{
  OTK_SYNC_REGISTER, /* POST /device */
  OTK_SYNC_PUSH,     /* POST /push */
  OTK_SYNC_PULL,     /* POST /pull */
  OTK_SYNC_RENEW,    /* the access token is not taken any more: otk_sync_renewed() tells of it */
} OtkSyncCall;

/** OtkSyncAction: What to send. @body: (nullable): JSON; NULL for OTK_SYNC_RENEW. */
typedef struct
{
  OtkSyncCall call;
  guint64 tag;
  GBytes *body;
} OtkSyncAction;

void otk_sync_action_free (OtkSyncAction *self);

/** OtkSyncCondition: How it stands with the server. */
typedef enum
{
  OTK_SYNC_OFFLINE,     /* the last try failed, or there was none yet */
  OTK_SYNC_ONLINE,      /* the last pull was complete */
  OTK_SYNC_DOWNLOADING, /* the first download goes on */
  OTK_SYNC_SIGNED_OUT,  /* the server wants the person to sign in again; work here goes on */
  OTK_SYNC_REVOKED,     /* the server does not take this device any more */
  OTK_SYNC_OUTDATED,    /* the program is too old, or the server is */
  OTK_SYNC_DIVERGED,    /* fetched anew twice in a day and still different: for the administrator */
} OtkSyncCondition;

/** OtkSyncStatus: For those who show it. Owned by the machine, valid until its next call. */
typedef struct
{
  OtkSyncCondition condition;
  const char *problem; /* (nullable): what went wrong last, as GError.message */
  OtkTime contact;     /* the server's time of the last complete pull; OTK_TIME_NONE for none */
  gint64 done, total;  /* of the first download */
  guint failures;      /* tries since the last success */
  guint divergences;   /* answers after which the view would have differed from the server's */
} OtkSyncStatus;

/** otk_sync_new: @chance: (transfer full): for waiting times and new device ids. @name: what people
 * call this device; @version: the program's. */
OtkSync *otk_sync_new (GRand *chance, const char *name, const char *version);
void otk_sync_free (OtkSync *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkSync, otk_sync_free)

/** otk_sync_set_pace: How often to look without being poked, in ms; 0 for never. */
void otk_sync_set_pace (OtkSync *self, gint64 every);
/** otk_sync_set_recheck: Ask for a checksum with every pull and compute the own one from every row:
 * for tests. */
void otk_sync_set_recheck (OtkSync *self, gboolean recheck);

/** otk_sync_wake: A command waits in the outbox. */
void otk_sync_wake (OtkSync *self);
/** otk_sync_poked: The server has something new. */
void otk_sync_poked (OtkSync *self);
/** otk_sync_network_is_back: The network is there again, or the machine woke: no more waiting. */
void otk_sync_network_is_back (OtkSync *self);
/** otk_sync_renewed: There is a new access token, or the person has to sign in. */
void otk_sync_renewed (OtkSync *self, gboolean renewed);
/** otk_sync_start_over: Everything is to be fetched anew; the outbox stays. Also ends
 * OTK_SYNC_DIVERGED. */
void otk_sync_start_over (OtkSync *self);

/**
 * otk_sync_step:
 * @now: the device's clocks
 *
 * Returns: (transfer full) (element-type OtkSyncAction): what to send now; may be empty
 */
GPtrArray *otk_sync_step (OtkSync *self, OtkStore *store, const OtkInstant *now);
/** otk_sync_next: The value of the counter (OtkInstant.mono) at which it wants its next step;
 * G_MAXINT64 where it waits for something to happen. */
gint64 otk_sync_next (OtkSync *self);

/**
 * otk_sync_answered:
 * @tag: the action's
 * @status: of HTTP; 0 where there was none (no connection, time-out)
 * @body: (nullable): what came of it
 * @complete: FALSE where the connection broke before the answer's end
 * @retry_after: what the server asks to wait, in ms; 0 where it does not
 *
 * An answer that nobody waits for any more is passed over.
 */
void otk_sync_answered (OtkSync *self, OtkStore *store, const OtkInstant *now, guint64 tag,
                        int status, GBytes *body, gboolean complete, gint64 retry_after);

/** otk_sync_take_changes: What answers have changed since the last call. Returns: (transfer full)
 * (element-type OtkChange) (nullable): NULL where nothing has */
GArray *otk_sync_take_changes (OtkSync *self);
/** otk_sync_take_refused: How many commands were refused since the last call. */
guint otk_sync_take_refused (OtkSync *self);
const OtkSyncStatus *otk_sync_status (OtkSync *self);

/** otk_sync_server_time: What the device knows of the server's clock; read from @store at first.
 * Returns: (transfer none) */
const OtkServerTime *otk_sync_server_time (OtkSync *self, OtkStore *store);

G_END_DECLS
