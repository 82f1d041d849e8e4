/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-replica.h"
#include "store-fixture.h"

G_BEGIN_DECLS

/**
 * SyncWorld:
 *
 * A server's store and people who change it at random, by facts without rules, for tests of what
 * devices get to see.
 */
typedef struct
{
  StoreFixture *server;
  GRand *chance;
  OtkTime now;
  GArray *employees; /* OtkId */
  GArray *requests;
  GArray *messages;
  GArray *tasks;
  OtkId group;
} SyncWorld;

/** SyncClient: A device's store. */
typedef struct
{
  StoreFixture *f;
  OtkPull pull; /* whose it is */
  OtkPullEnd end;
} SyncClient;

/** sync_world_new: A company of @n_employees with a feed. */
SyncWorld *sync_world_new (guint32 seed, guint n_employees);
void sync_world_free (SyncWorld *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncWorld, sync_world_free)
/** sync_world_step: Something happens at the server. */
void sync_world_step (SyncWorld *self);
/** sync_world_hire: An employee; 0 < @role. */
OtkId sync_world_hire (SyncWorld *self, OtkRole role);
/** sync_world_set_visibility: "own" or "all". */
void sync_world_set_visibility (SyncWorld *self, const char *value);

SyncClient *sync_client_new (SyncWorld *world, const OtkId *user, OtkProfile profile);
void sync_client_free (SyncClient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncClient, sync_client_free)
/** sync_client_pull_once: One answer, with what waits replayed. Returns: whether more follows */
gboolean sync_client_pull_once (SyncClient *self, SyncWorld *world);
/** sync_client_pull: Until the device has a consistent cut; then checks the checksum and that it
 * has what its user may see, no more and no less. */
void sync_client_pull (SyncClient *self, SyncWorld *world);
/** sync_client_act: A person gives a command here: it is appended and waits. */
void sync_client_act (SyncClient *self, SyncWorld *world);
/** sync_client_push: What waits is executed at the server. */
void sync_client_push (SyncClient *self, SyncWorld *world);
/** sync_client_rewind: In a transaction of its own; @replay: and what waits is done again. */
void sync_client_rewind (SyncClient *self, gboolean replay);
/** sync_client_expect_more: What a user should see of requests, by the rules. */
void sync_client_check (SyncClient *self, SyncWorld *world);

/** sync_dump: The content of every table that the server knows of, the log and the timers. */
char *sync_dump (StoreFixture *f);

G_END_DECLS
