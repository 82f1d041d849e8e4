/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-clock.h"
#include "otk-store.h"

G_BEGIN_DECLS

#define OTK_TYPE_DESK (otk_desk_get_type ())
/**
 * OtkDesk:
 *
 * The use cases: submit a command, load a view, watch what changes, let due timers fire, take
 * back. The window, the command line and the server are each a desk's client; none writes to the
 * store by itself.
 *
 * A desk belongs to the thread that made it (its GMainContext); blocking calls may be used there by
 * programs without a window. Inside it has one writer thread with the writing connection, reader
 * threads for whatever scans, lists apart from counts, and a reading connection for what is bounded
 * to a few milliseconds.
 *
 * Signal "changed" (GArray of OtkChange, borrowed): after every commit, in the desk's context.
 * Signal "notice" (OtkRecord of a notice for the desk's employee): after the commit that made it.
 */
G_DECLARE_FINAL_TYPE (OtkDesk, otk_desk, OTK, DESK, GObject)

/**
 * otk_desk_open:
 * @path: the database file; made where missing
 * @clock: (nullable): NULL for the system's
 *
 * Opens, migrates, and fires what fell due meanwhile once, in order, dated at its due moment.
 * Errors: as otk_store_open().
 */
OtkDesk *otk_desk_open (const char *path, OtkClock *clock, GError **error);
/**
 * otk_desk_open_async:
 *
 * The same, with the file opened on another thread. What fell due fires once the desk is there:
 * after @callback, before any command that the desk is given.
 */
void otk_desk_open_async (const char *path, OtkClock *clock, GAsyncReadyCallback callback,
                          gpointer data);
OtkDesk *otk_desk_open_finish (GAsyncResult *result, GError **error);
/** otk_desk_close: Waits for queued writes and lets go of the file. */
void otk_desk_close (OtkDesk *self);

OtkClock *otk_desk_clock (OtkDesk *self);
OtkTime otk_desk_now (OtkDesk *self);
/** otk_desk_is_empty: TRUE before the first employee exists: the first-start page is due. */
gboolean otk_desk_is_empty (OtkDesk *self);
/** otk_desk_me: Returns: (transfer none) (nullable): the employee who sits here. */
const OtkRecord *otk_desk_me (OtkDesk *self);
gboolean otk_desk_set_me (OtkDesk *self, const OtkId *employee, GError **error);

/**
 * otk_desk_start_empty:
 * @name: the person's name; becomes employee and administrator
 *
 * The least that makes a real single-user set-up: the person, request types, support levels, a
 * schedule of working days, the folders of the sources, dictionaries with the shipped values.
 * Norms are the person's own to set.
 */
gboolean otk_desk_start_empty (OtkDesk *self, const char *name, GError **error);

/* Commands. */

/** otk_desk_command: A command of the desk's employee, given now. As otk_command_new(). */
OtkCommand *otk_desk_command (OtkDesk *self, OtkCommandKind kind, const OtkId *root);

/** OtkOutcome: What became of a command. */
typedef struct
{
  OtkId command;
  OtkId subject;    /* the record it made or was about */
  GError *error;    /* (nullable): the refusal; nothing was written then */
  const char *note; /* (nullable): untranslated, see OtkDecision */
  gboolean changed; /* FALSE for a no-op */
  gboolean skipped; /* of a bulk action that stopped before it; @error says what stopped it */
} OtkOutcome;

void otk_outcome_free (OtkOutcome *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkOutcome, otk_outcome_free)

/** otk_desk_submit: Blocking. Durable on return. NULL and the refusal where refused. */
OtkOutcome *otk_desk_submit (OtkDesk *self, OtkCommand *command, GError **error);
void otk_desk_submit_async (OtkDesk *self, OtkCommand *command, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);
OtkOutcome *otk_desk_submit_finish (OtkDesk *self, GAsyncResult *result, GError **error);

/**
 * otk_desk_fulfil_draft:
 * @command: not yet submitted
 * @key: the draft whose text @command carries
 *
 * The draft is removed in the command's own transaction, and stays where the command is refused.
 */
void otk_desk_fulfil_draft (OtkDesk *self, const OtkCommand *command, const char *key);

/** OtkProgress: Called in the desk's context while a bulk action runs. */
typedef void (*OtkProgress) (guint done, guint total, gpointer data);

/**
 * otk_desk_submit_all_async:
 * @commands: (element-type OtkCommand): they are given one batch id, so that one undo takes all
 * back
 *
 * Executes them in order; one refused does not stop the others. A cancellation or a full disk stops
 * the action between two parts of it; what was written before stays, and is one undo.
 */
void otk_desk_submit_all_async (OtkDesk *self, GPtrArray *commands, GCancellable *cancellable,
                                OtkProgress progress, gpointer progress_data,
                                GAsyncReadyCallback callback, gpointer data);
/**
 * otk_desk_submit_all_finish:
 *
 * Returns: (transfer full) (element-type OtkOutcome): one for each command, in order, also where
 * the action stopped on its way: see OtkOutcome.skipped. NULL where nothing at all was written.
 */
GPtrArray *otk_desk_submit_all_finish (OtkDesk *self, GAsyncResult *result, GError **error);
GPtrArray *otk_desk_submit_all (OtkDesk *self, GPtrArray *commands, GError **error);

/** otk_desk_undo: Takes back the command or batch @target. Refuses where something newer stands in
 * the way. */
OtkOutcome *otk_desk_undo (OtkDesk *self, const OtkId *target, GError **error);
void otk_desk_undo_async (OtkDesk *self, const OtkId *target, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data); /* finish: submit_finish */
/** otk_desk_last_undoable: The latest batch of the desk's employee within a day not yet taken back;
 * FALSE where there is none. */
gboolean otk_desk_last_undoable (OtkDesk *self, OtkId *batch);
/** otk_desk_last_redoable: The latest undo not yet taken back with nothing done since. */
gboolean otk_desk_last_redoable (OtkDesk *self, OtkId *batch);

/** otk_desk_allowed: As otk_command_allowed() for the desk's employee. Microseconds: reads a cache.
 */
gboolean otk_desk_allowed (OtkDesk *self, OtkCommandKind kind, const OtkRecord *request,
                           GError **error);
gboolean otk_desk_status_allowed (OtkDesk *self, const OtkRecord *request, OtkStatus status,
                                  GError **error);
/** otk_desk_state: What decisions read, over the reading connection: for previews ("who would get
 * it"). */
OtkState *otk_desk_state (OtkDesk *self);

/**
 * otk_desk_tick:
 *
 * Fires every timer that is due now, in order, dated at its due moment. The desk calls it by itself
 * while a main loop runs; otklikctl calls it by hand.
 * Returns: how many fired, -1 on error
 */
int otk_desk_tick (OtkDesk *self, GError **error);

/* Reading, a few milliseconds at most each: on the desk's thread. A customer at the desk is shown
 * what otk_access_sees_record() and otk_access_shows_field() allow him, and no log. */

OtkRecord *otk_desk_find (OtkDesk *self, OtkEntityType type, const OtkId *id);
GPtrArray *otk_desk_rows (OtkDesk *self, OtkEntityType type, const gint64 *rowids, guint n);
GPtrArray *otk_desk_list (OtkDesk *self, OtkEntityType type, int field, const OtkValue *value);
/** otk_desk_all: All records of a small kind (employees, services …), by sort then name. */
GPtrArray *otk_desk_all (OtkDesk *self, OtkEntityType type);
/** otk_desk_name: What people call a record, "" where unknown; cached, so cells may call it. */
const char *otk_desk_name (OtkDesk *self, OtkEntityType type, const OtkId *id);
GPtrArray *otk_desk_facts (OtkDesk *self, const OtkId *root);
GPtrArray *otk_desk_search (OtkDesk *self, OtkEntityType type, const char *text, guint limit);
char *otk_desk_excerpt (OtkDesk *self, const OtkId *request, const char *search);
/** otk_desk_by_number: The request with that number or provisional number; NULL where there is
 * none. */
OtkRecord *otk_desk_by_number (OtkDesk *self, const char *number);
char *otk_desk_setting (OtkDesk *self, const char *key);

/* Reading that scans: on the reader threads. */

/** otk_desk_head_async: The first @most of what otk_desk_ids_async() tells; finish returns NULL
 * without an error where they cannot be told at a glance, see otk_store_head(). */
void otk_desk_head_async (OtkDesk *self, const OtkView *view, guint most, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data);
GArray *otk_desk_head_finish (OtkDesk *self, GAsyncResult *result, GError **error);
void otk_desk_ids_async (OtkDesk *self, const OtkView *view, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data);
GArray *otk_desk_ids_finish (OtkDesk *self, GAsyncResult *result, GError **error);
GArray *otk_desk_ids (OtkDesk *self, const OtkView *view, GError **error);
/** otk_desk_counts_async: @views: (element-type OtkView), copied. Result: (element-type gint64),
 * one each. */
void otk_desk_counts_async (OtkDesk *self, GPtrArray *views, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);
GArray *otk_desk_counts_finish (OtkDesk *self, GAsyncResult *result, GError **error);

/* Drafts: every keystroke's refuge. Saved on the writer thread within a second. */

void otk_desk_save_draft (OtkDesk *self, const char *key, const char *text);
/** otk_desk_draft: Returns: (transfer full) (nullable): what was saved last, queued saves included.
 */
char *otk_desk_draft (OtkDesk *self, const char *key);
GPtrArray *otk_desk_drafts (OtkDesk *self);
/** otk_desk_flush: Blocks until every queued write is on disk. */
void otk_desk_flush (OtkDesk *self);

/* Files, by the SHA-256 of their content, in a folder beside the database. */

/** otk_desk_add_file_async: Copies @file in. Result of finish: sha256, (out) size and media type.
 */
void otk_desk_add_file_async (OtkDesk *self, GFile *file, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data);
char *otk_desk_add_file_finish (OtkDesk *self, GAsyncResult *result, goffset *size,
                                char **media_type, GError **error);
/** otk_desk_file: Returns: (transfer full): where the content lies; it may be missing. */
GFile *otk_desk_file (OtkDesk *self, const char *sha256);

G_END_DECLS
