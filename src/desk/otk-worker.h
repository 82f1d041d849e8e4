/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-store.h"

G_BEGIN_DECLS

/**
 * OtkWorker:
 *
 * A thread with a connection of its own that does jobs one after another.
 */
typedef struct _OtkWorker OtkWorker;

/** OtkJob: Runs on the worker's thread. */
typedef void (*OtkJob) (OtkStore *store, gpointer data);

/**
 * otk_worker_new:
 * @name: the thread's name
 * @store: (transfer full): its connection, from now on touched by its thread alone
 */
OtkWorker *otk_worker_new (const char *name, OtkStore *store);
/** otk_worker_stop: Does what is queued, ends the thread, closes the connection, frees. */
void otk_worker_stop (OtkWorker *self);
/** otk_worker_push: Queues @job; @free_data (nullable) runs on the worker's thread after it.
 * Threads: any. */
void otk_worker_push (OtkWorker *self, OtkJob job, gpointer data, GDestroyNotify free_data);
/** otk_worker_run: Queues @job and waits for it. Threads: any but the worker's. */
void otk_worker_run (OtkWorker *self, OtkJob job, gpointer data);

G_END_DECLS
