/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-record.h"

G_BEGIN_DECLS

/** OtkDoing: What somebody is at. */
typedef enum
{
  OTK_DOING_NOTHING,
  OTK_DOING_LOOKING,  /* at a request */
  OTK_DOING_REPLYING, /* he writes an answer */
  OTK_DOING_EDITING,
} OtkDoing;

/** OtkActivity: What is known of one employee now. */
typedef struct
{
  OtkId employee;
  guint live;   /* channels that are open */
  OtkTime seen; /* the last call */
  OtkDoing doing;
  OtkId request; /* none where it is about none */
  OtkTime since;
} OtkActivity;

/**
 * OtkTeam:
 *
 * Who is there and what they are at, as they say themselves. It is kept in memory only: losing it
 * costs nothing (sync.md §3.4). On the main thread.
 */
typedef struct _OtkTeam OtkTeam;

OtkTeam *otk_team_new (void);
void otk_team_free (OtkTeam *self);
/** otk_team_seen: @employee has made a call. */
void otk_team_seen (OtkTeam *self, const OtkId *employee, OtkTime now);
/** otk_team_live: A channel of his has opened, or closed. */
void otk_team_live (OtkTeam *self, const OtkId *employee, gboolean open, OtkTime now);
/** otk_team_set: Returns: whether that is news. @request: (nullable) */
gboolean otk_team_set (OtkTeam *self, const OtkId *employee, OtkDoing doing, const OtkId *request,
                       OtkTime now);
/** otk_team_get: Returns: (nullable) (transfer none): NULL where he was not there lately. */
const OtkActivity *otk_team_get (OtkTeam *self, const OtkId *employee, OtkTime now);
/** otk_team_is_here: Whether that is recent enough to say that he is there now. */
gboolean otk_team_is_here (const OtkActivity *activity, OtkTime now);

const char *otk_doing_name (OtkDoing doing);
gboolean otk_doing_by_name (const char *name, OtkDoing *doing);

G_END_DECLS
