/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-fact.h"

G_BEGIN_DECLS

/**
 * OtkWorkload:
 *
 * How busy an employee is (product.md §2.5).
 */
typedef struct
{
  gint64 in_work; /* requests in Принято and В работе that he answers for, not deleted */
  OtkTime last_assigned; /* the last automatic assignment to him; OTK_TIME_NONE if never */
} OtkWorkload;

/** OtkCompleted: What was completed under an SLA in a span of time (product.md §2.3 R-T9). */
typedef struct
{
  gint64 all;
  gint64 in_time; /* neither norm was broken */
} OtkCompleted;

typedef struct _OtkState OtkState;

/**
 * OtkStateClass:
 *
 * What a decision may read. The store implements it over its writing connection inside the
 * command's transaction; tests implement it in memory. No function fails: a store that cannot
 * read remembers its error and the transaction is rolled back.
 */
typedef struct
{
  /** Returns: (transfer full) (nullable): the record, NULL where there is none. */
  OtkRecord *(*find) (OtkState *self, OtkEntityType type, const OtkId *id);
  /**
   * Records of @type whose @field equals @value, by ascending id; every record of the type where
   * @field is -1. Used for small sets: a request's pauses, an SLA's norms, a master's children.
   * Returns: (transfer full) (element-type OtkRecord)
   */
  GPtrArray *(*list) (OtkState *self, OtkEntityType type, int field, const OtkValue *value);
  OtkWorkload (*workload) (OtkState *self, const OtkId *employee);
  /** Requests under @sla completed in [@from, @to), deleted ones left out. */
  OtkCompleted (*completed) (OtkState *self, const OtkId *sla, OtkTime from, OtkTime to);
  /** The next request number; taken for good only if the transaction commits. 0 on a replica. */
  gint64 (*next_number) (OtkState *self);
  /** The facts of a command or of a whole batch, in order. Returns: (transfer full) (element-type
   * OtkFact) */
  GPtrArray *(*facts_of) (OtkState *self, const OtkId *command_or_batch);
} OtkStateClass;

/* Whoever makes a state says whether it is the authority's; a zeroed one is. On a replica the
 * server decides again: nothing is chosen there that needs what the replica may not have (the least
 * loaded operator, the next number), and next_number gives 0. */
struct _OtkState
{
  const OtkStateClass *klass;
  gboolean provisional; /* TRUE on a replica */
};

OtkRecord *otk_state_find (OtkState *self, OtkEntityType type, const OtkId *id);
GPtrArray *otk_state_list (OtkState *self, OtkEntityType type, int field, const OtkValue *value);
OtkWorkload otk_state_workload (OtkState *self, const OtkId *employee);
OtkCompleted otk_state_completed (OtkState *self, const OtkId *sla, OtkTime from, OtkTime to);
gint64 otk_state_next_number (OtkState *self);
GPtrArray *otk_state_facts_of (OtkState *self, const OtkId *command_or_batch);

/**
 * otk_state_setting:
 * @key: "status.manual" and the like; the known ones and their defaults stand in otk-setting.h
 *
 * Returns: (transfer full) (nullable): the stored text, NULL where it was never set
 */
char *otk_state_setting (OtkState *self, const char *key);

G_END_DECLS
