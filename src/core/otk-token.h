/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-state.h"

G_BEGIN_DECLS

/** OtkProfile: How much of the data a device keeps (sync.md §3.8). */
typedef enum
{
  OTK_PROFILE_DESK = 1, /* all that its user may see */
  OTK_PROFILE_FIELD,    /* the directories, what is its user's own work, and what was pinned */
} OtkProfile;

#define OTK_N_PROFILES 2

/** OtkTokenKind: What a token stands for; the letters are those of its text. */
typedef enum
{
  OTK_TOKEN_REQUESTS = 'r',    /* every request and task; no id */
  OTK_TOKEN_DIRECTORY = 'd',   /* the directories, articles and settings; no id */
  OTK_TOKEN_RESPONSIBLE = 'u', /* what the employee answers for */
  OTK_TOKEN_FIELD = 'f',       /* requests he has to do with otherwise: a task of his, his own */
  OTK_TOKEN_OWN = 'o',         /* his alone: personal folders, tasks he takes part in */
  OTK_TOKEN_PIN = 'p',         /* pinned to the device */
} OtkTokenKind;

/**
 * OtkToken:
 *
 * A right to see, as a thing that can be stored (sync.md §3.7): a root carries tokens, a person
 * holds tokens, and he sees the root where they share one. A driver keeps both with the versions
 * between which they held, so that what was visible at a version can be told at any later one.
 */
typedef struct
{
  OtkTokenKind kind;
  OtkId id; /* none for REQUESTS and DIRECTORY */
} OtkToken;

/** otk_token_equal: (GEqualFunc) */
gboolean otk_token_equal (gconstpointer a, gconstpointer b);
/** otk_token_hash: (GHashFunc) */
guint otk_token_hash (gconstpointer token);
/** otk_token_to_string: Returns: (transfer full): "r", "d", "u:0190…" */
char *otk_token_to_string (const OtkToken *token);
/** otk_token_parse: The reverse; FALSE and @token untouched for anything else. */
gboolean otk_token_parse (const char *text, OtkToken *token);

/**
 * otk_tokens_of_root:
 * @state: what it may read
 * @root: a record that is its own root
 *
 * Who sees it, for the present content of the state: an employee's tokens of the profile "desk"
 * meet these exactly where otk_access_sees_request() says so. Pins are not among them.
 *
 * Returns: (transfer full) (element-type OtkToken): without repetition
 */
GArray *otk_tokens_of_root (OtkState *state, const OtkRecord *root);

/**
 * otk_tokens_of_user:
 * @state: what it may read
 * @employee: whose
 *
 * What he holds on a device of @profile. Customers and those denied hold none: they never sync.
 * Pins are not among them.
 *
 * Returns: (transfer full) (element-type OtkToken): without repetition
 */
GArray *otk_tokens_of_user (OtkState *state, const OtkRecord *employee, OtkProfile profile);

/**
 * OtkTokenUpkeep:
 *
 * Which tokens may differ after a command: gathered from the records that it touched, read by the
 * driver that keeps them. A zeroed one is empty.
 */
typedef struct
{
  GHashTable *roots; /* (nullable): (set) OtkTokenRoot: whose tokens are to be computed again */
  gboolean people;   /* everybody's tokens are to be computed again */
} OtkTokenUpkeep;

/** OtkTokenRoot: A root by its kind and id. */
typedef struct
{
  OtkEntityType entity;
  OtkId id;
} OtkTokenRoot;

void otk_token_upkeep_clear (OtkTokenUpkeep *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OtkTokenUpkeep, otk_token_upkeep_clear)

/**
 * otk_token_upkeep_note:
 * @state: as it is after the change
 * @before: (nullable): a record as it was
 * @after: (nullable): as it is
 */
void otk_token_upkeep_note (OtkTokenUpkeep *self, OtkState *state, const OtkRecord *before,
                            const OtkRecord *after);

G_END_DECLS
