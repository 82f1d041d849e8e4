/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-decide.h"

G_BEGIN_DECLS

/**
 * OtkPlan:
 *
 * A decision in the making: what the command has changed so far, laid over the state. It is itself
 * an OtkState, so that every rule that reads a state sees the changes made before it. Records are
 * changed in place; otk_plan_finish() compares them with what they were, so that several changes of
 * one field become one fact and a change to the same value none.
 */
typedef struct
{
  OtkState parent;
  OtkState *state; /* what lies below; borrowed */
  const OtkCommand *command;
  OtkRecord *actor;   /* (nullable): the employee; NULL for the program itself */
  OtkTime now;        /* the command's instant */
  OtkId subject;      /* the record made or dealt with; the command's root at first */
  const char *note;   /* (nullable): an untranslated sentence for the command's author; static */
  const char *merged; /* (nullable): as OtkDecision.merged; static */
  GError *refusal;    /* (nullable): as OtkDecision.refusal */
  gboolean dropped;   /* something the command names is gone and was left empty */
  GHashTable *slots;  /* by record */
  GPtrArray *order;   /* the same, as they were first touched */
  guint parts;        /* how many derived records there are */
} OtkPlan;

/** otk_plan_new: An empty plan; @state and @command must outlive it. */
OtkPlan *otk_plan_new (OtkState *state, const OtkCommand *command);
void otk_plan_free (OtkPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkPlan, otk_plan_free)

/** otk_plan_state: The plan as the rules read it. */
OtkState *otk_plan_state (OtkPlan *self);

/** otk_plan_edit: Returns: (transfer none) (nullable): the record, to be changed in place; NULL
 * where there is none. */
OtkRecord *otk_plan_edit (OtkPlan *self, OtkEntityType type, const OtkId *id);
/** otk_plan_make: Returns: (transfer none): a new record, to be filled in place. */
OtkRecord *otk_plan_make (OtkPlan *self, OtkEntityType type, const OtkId *id);
/** otk_plan_make_part: The same with an id that is derived from the command's. */
OtkRecord *otk_plan_make_part (OtkPlan *self, OtkEntityType type);
/** otk_plan_remove: The record is gone. */
void otk_plan_remove (OtkPlan *self, OtkEntityType type, const OtkId *id);

/**
 * otk_plan_born:
 * @record: one that otk_plan_make() gave
 *
 * Remembers @value as what @field was at the very first, so that the record comes to be with it and
 * a second fact changes it: a request is «Новое» before it is «Принято».
 */
void otk_plan_born (OtkPlan *self, const OtkRecord *record, guint field, gint64 value);

/**
 * otk_plan_notice:
 * @recipient: (nullable): nobody is told where it is NULL
 * @request: (nullable): what it is about
 * @detail: (nullable): a number, a name
 *
 * Tells an employee. Nobody is told twice of the same in one decision.
 */
void otk_plan_notice (OtkPlan *self, const OtkId *recipient, OtkNoticeKind kind,
                      const OtkRecord *request, const char *detail);
/** otk_plan_notice_administrators: Tells everyone who keeps the settings. */
void otk_plan_notice_administrators (OtkPlan *self, OtkNoticeKind kind, const OtkRecord *request,
                                     const char *detail);

/** otk_plan_actor_id: Returns: (nullable): NULL for the program itself. */
const OtkId *otk_plan_actor_id (const OtkPlan *self);

/** otk_plan_finish: Returns: (transfer full): the facts that the changes amount to. */
OtkDecision *otk_plan_finish (OtkPlan *self);

/** otk_record_set_flag: A yes or no; no is a null value. */
void otk_record_set_flag (OtkRecord *record, guint field, gboolean flag);
/** otk_record_clear: Empties a field. */
void otk_record_clear (OtkRecord *record, guint field);
/** otk_record_refers: Whether the REF @field holds @id, which may be NULL for "is empty". */
gboolean otk_record_refers (const OtkRecord *record, guint field, const OtkId *id);

G_END_DECLS
