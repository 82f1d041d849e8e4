/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-sync-apply.h"
#include "otk-sync.h"

G_BEGIN_DECLS

/* The machine's insides, shared by otk-sync.c and otk-sync-answer.c only. */

/** OtkFlight: A call under way; none where its tag is 0. */
typedef struct
{
  guint64 tag;
  gint64 sent, deadline; /* of the counter */
  OtkTime sent_wall;
  OtkSyncAsked asked; /* of a pull; of a push only the device */
  gint64 first, last; /* of a push: the numbers of its commands */
} OtkFlight;

struct _OtkSync
{
  GRand *chance;
  char *name, *version;
  gint64 pace;
  gboolean recheck;

  OtkServerTime time;
  gboolean time_known; /* @time was read from the store */
  char *boot;          /* of the last step */

  guint64 last_tag;
  OtkFlight hello, push, pull;
  gboolean hello_wanted, push_wanted, pull_wanted, renew_wanted;
  gboolean poked, reunion; /* since the last step */
  gboolean renewing;
  gboolean push_waits;         /* for a complete pull: the server has begun another life */
  gboolean pushable;           /* the server's life is known */
  gboolean start_over;         /* the next pull asks for everything */
  gint64 confirmed;            /* the last number that the server said it has */
  guint batch;                 /* commands in a push */
  guint refusals;              /* of a push of one command as such */
  gint64 last_pull, last_push; /* of the counter */
  gint64 next_poll;
  gint64 not_before;
  guint resets; /* for divergence, since @resets_since */
  OtkTime resets_since;

  GArray *changes;
  guint refused;
  char *problem;
  OtkSyncStatus status;
};

/* otk-sync.c */

/** otk_sync_fail: A try came to nothing: waits longer after each (sync.md §3.13). */
void otk_sync_fail (OtkSync *self, const OtkInstant *now, const char *problem, gint64 retry_after);
/** otk_sync_succeed: Something went well. */
void otk_sync_succeed (OtkSync *self);
void otk_flight_clear (OtkFlight *self);

G_END_DECLS
