/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

G_BEGIN_DECLS

/*
 * What a server asks of its desk beside what otk-desk.h gives: reading and writing for many people,
 * none of whom is the desk's own employee. On the desk's thread.
 */

/**
 * OtkDeskWork:
 * @store: the thread's connection
 * @changes: (element-type OtkChange): to be added to, where the work writes records; empty and
 *   unused while reading
 *
 * Blocking work on a thread of the desk. While writing a transaction is open, possibly shared with
 * others; where it returns FALSE only what it did itself is taken back.
 */
typedef gboolean (*OtkDeskWork) (OtkStore *store, GArray *changes, gpointer data, GError **error);

/** otk_desk_write_async: @work on the writer's thread; @data has to live until the callback, which
 * comes once the disk has what was written. */
void otk_desk_write_async (OtkDesk *self, OtkDeskWork work, gpointer data,
                           GAsyncReadyCallback callback, gpointer callback_data);
gboolean otk_desk_write_finish (OtkDesk *self, GAsyncResult *result, GError **error);
/**
 * otk_desk_commands_async:
 * @commands: (element-type OtkCommand): of one actor or several; they keep their batches
 *
 * Executes them in order in one transaction, possibly shared with others; one refused does not stop
 * those that follow.
 */
void otk_desk_commands_async (OtkDesk *self, GPtrArray *commands, GAsyncReadyCallback callback,
                              gpointer callback_data);
/** otk_desk_commands_finish: Adds an outcome (OtkOutcome) for each, in order, to @outcomes. */
gboolean otk_desk_commands_finish (OtkDesk *self, GAsyncResult *result, GPtrArray *outcomes,
                                   GError **error);
/** otk_desk_read_async: As otk_desk_write_async(), on the reader's thread, for whatever scans. */
void otk_desk_read_async (OtkDesk *self, OtkDeskWork work, gpointer data,
                          GAsyncReadyCallback callback, gpointer callback_data);
gboolean otk_desk_read_finish (OtkDesk *self, GAsyncResult *result, GError **error);
/** otk_desk_write_alone_async: @work on the writer's thread, which opens its transactions by
 * itself; finish: otk_desk_read_finish(). What it changed is known after otk_desk_refresh(). */
void otk_desk_write_alone_async (OtkDesk *self, OtkDeskWork work, gpointer data,
                                 GAsyncReadyCallback callback, gpointer callback_data);
/** otk_desk_write_alone: Blocking. */
gboolean otk_desk_write_alone (OtkDesk *self, OtkDeskWork work, gpointer data, GError **error);
/** otk_desk_refresh: Others have written to the database: what was remembered of it is read anew.
 */
void otk_desk_refresh (OtkDesk *self);
/** otk_desk_write: Blocking. */
gboolean otk_desk_write (OtkDesk *self, OtkDeskWork work, gpointer data, GError **error);

/** otk_desk_reading: The desk's own connection, for what takes a few milliseconds at most. NULL
 * once the desk is closed. Returns: (transfer none) (nullable) */
OtkStore *otk_desk_reading (OtkDesk *self);

/** otk_desk_backlog: How many writes wait. */
guint otk_desk_backlog (OtkDesk *self);

/** otk_desk_execute: Appends what @command brings inside the open transaction of @store; fills
 * @outcome and @changes (OtkChange). FALSE and @error where the store failed, not where the command
 * was refused. */
gboolean otk_desk_execute (OtkStore *store, OtkCommand *command, OtkOutcome *outcome,
                           GArray *changes, GError **error);

G_END_DECLS
