/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-record.h"

G_BEGIN_DECLS

typedef enum
{
  OTK_FACT_CREATE = 1, /* the record came to be with @content */
  OTK_FACT_CHANGE,     /* @field went from @before to @after */
  OTK_FACT_DELETE, /* the record is gone; @content is what it was, so that undo can restore it */
} OtkFactKind;

/**
 * OtkFact:
 *
 * One thing that became true of one record. Facts are appended, never edited; a record is the fold
 * of its facts in the order of @n. Reference counted; immutable once shared.
 *
 * The last five members are known only of facts that the log gave back.
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount refs;
  /*< public >*/
  OtkFactKind kind;
  OtkEntityType entity;
  OtkId row;
  OtkId root;      /* the request, article, … it belongs to: what История and sync go by */
  guint field;     /* CHANGE */
  OtkValue before; /* CHANGE */
  OtkValue after;  /* CHANGE */
  OtkValues *content; /* CREATE, DELETE; nullable otherwise */
  gint64 n;           /* place in the log, ascending; local */
  OtkId command;
  OtkId batch;
  OtkId actor; /* none for the program itself (timers) */
  OtkTime at;
} OtkFact;

/** otk_fact_create: The fact that @record came to be. */
OtkFact *otk_fact_create (const OtkRecord *record);
/** otk_fact_change: Copies @before and @after. @record says which record and root. */
OtkFact *otk_fact_change (const OtkRecord *record, guint field, const OtkValue *before,
                          const OtkValue *after);
/** otk_fact_delete: The fact that @record is gone. */
OtkFact *otk_fact_delete (const OtkRecord *record);
OtkFact *otk_fact_ref (OtkFact *self);
void otk_fact_unref (OtkFact *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkFact, otk_fact_unref)

/**
 * otk_fact_fold:
 * @record: (transfer full) (nullable): the record so far; NULL before it came to be
 * @fact: the next fact of the same record
 *
 * Returns: (transfer full) (nullable): the record after @fact; NULL once it is deleted
 */
OtkRecord *otk_fact_fold (OtkRecord *record, const OtkFact *fact);

G_END_DECLS
