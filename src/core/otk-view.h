/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-record.h"

G_BEGIN_DECLS

typedef enum
{
  OTK_OP_EQ = 1, /* = value */
  OTK_OP_NE,     /* ≠ value, or empty */
  OTK_OP_IN,     /* one of the values */
  OTK_OP_LT,     /* < value */
  OTK_OP_GE,     /* ≥ value */
  OTK_OP_EMPTY,
  OTK_OP_FILLED,
  OTK_OP_ME, /* REF to an employee: the viewer himself */
} OtkOp;

typedef struct
{
  guint field; /* of the view's entity */
  OtkOp op;
  GArray *values; /* (element-type OtkValue); none for EMPTY, FILLED, ME */
} OtkCondition;

/**
 * OtkView:
 *
 * Which requests, in which order: the one description behind a folder, a list, a counter, a board's
 * column and an API query. The store turns it into SQL; otk_view_matches() says the same of one
 * record. All conditions must hold. A view leaves deleted requests out unless it has a condition
 * on deleted_at. Overdue means a fact (overdue_reaction …), never a comparison with the clock: the
 * timers see to it.
 */
typedef struct
{
  OtkEntityType entity;
  GPtrArray *conditions; /* (element-type OtkCondition) */
  char *search;          /* (nullable): full text, as typed */
  int sort;              /* field; -1 for the newest first */
  gboolean descending;
  int sort2; /* second key; -1 for none */
  gboolean descending2;
} OtkView;

OtkView *otk_view_new (OtkEntityType entity);
OtkView *otk_view_copy (const OtkView *self);
void otk_view_free (OtkView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkView, otk_view_free)

/** otk_view_add: Adds a condition; @value may be NULL for EMPTY, FILLED and ME. Returns @self. */
OtkView *otk_view_add (OtkView *self, guint field, OtkOp op, const OtkValue *value);
/** otk_view_add_int: The same with a number. */
OtkView *otk_view_add_int (OtkView *self, guint field, OtkOp op, gint64 number);
/** otk_view_add_ints: An IN condition with @n numbers. */
OtkView *otk_view_add_ints (OtkView *self, guint field, guint n, const gint64 *numbers);
OtkView *otk_view_add_id (OtkView *self, guint field, OtkOp op, const OtkId *id);
/** otk_view_add_ids: An IN condition with every id of @ids (element-type OtkId). */
OtkView *otk_view_add_ids (OtkView *self, guint field, GArray *ids);
/** otk_view_drop: Removes every condition on @field. */
void otk_view_drop (OtkView *self, guint field);

/**
 * otk_view_parse:
 * @text: the form that folders keep: "priority=high; responsible=@me; status in in_work,accepted;
 *   company is empty; created_at>=1700000000000"
 *
 * Returns: (transfer full) (nullable): the view, or NULL and OTK_ERROR_INVALID naming the part
 */
OtkView *otk_view_parse (OtkEntityType entity, const char *text, GError **error);
/** otk_view_print: Returns: (transfer full): what otk_view_parse() reads. */
char *otk_view_print (const OtkView *self);

/**
 * otk_view_matches:
 * @viewer: (nullable): who @me is
 *
 * Whether @record belongs to the view; the search text is not looked at.
 */
gboolean otk_view_matches (const OtkView *self, const OtkRecord *record, const OtkId *viewer);

G_END_DECLS
