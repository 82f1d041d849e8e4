/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-decide.h"

G_BEGIN_DECLS

/**
 * OtkMemoryState:
 *
 * A whole workspace in memory: what decisions read, and the log they append to. Its rows are the
 * fold of its facts and nothing else.
 */
typedef struct _OtkMemoryState OtkMemoryState;

OtkMemoryState *otk_memory_state_new (void);
void otk_memory_state_free (OtkMemoryState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkMemoryState, otk_memory_state_free)

/** otk_memory_state: Returns: (transfer none): what otk_decide() reads. */
OtkState *otk_memory_state (OtkMemoryState *self);

/**
 * otk_memory_state_submit:
 *
 * Decides and, where not refused, appends the facts. A command that was executed before gives an
 * empty decision, as the store's does.
 *
 * Returns: (transfer full) (nullable): the decision, or NULL and the refusal
 */
OtkDecision *otk_memory_state_submit (OtkMemoryState *self, const OtkCommand *command,
                                      GError **error);

/** OtkMemoryWatch: Who follows what is given to memory states, one after another. */
typedef struct
{
  void (*began) (gpointer data);
  /* Before it is decided, timers too. */
  void (*given) (const OtkCommand *command, gpointer data);
  void (*ended) (gpointer data);
} OtkMemoryWatch;

/** otk_memory_state_watch: From now on; @watch stays the caller's. */
void otk_memory_state_watch (const OtkMemoryWatch *watch, gpointer data);

/** otk_memory_state_tick: Fires every timer due at or before @now, the earliest first, each dated
 * at its due moment. Returns: how many fired. */
guint otk_memory_state_tick (OtkMemoryState *self, OtkTime now);

/** otk_memory_state_facts: Returns: (transfer none) (element-type OtkFact): the whole log. */
GPtrArray *otk_memory_state_facts (OtkMemoryState *self);

G_END_DECLS
