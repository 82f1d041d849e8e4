/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-store.h"

G_BEGIN_DECLS

/** OtkDialect: In what the databases' SQL differs, as far as views need it. */
typedef struct _OtkDialect OtkDialect;
struct _OtkDialect
{
  gboolean numbered;      /* parameters are $1, $2 … and not ? */
  const char *name_open;  /* what sorts names stands around an expression: "" … */
  const char *name_close; /* … " COLLATE otk" */
  const char *position;   /* function: where the second text begins in the first, 0 for nowhere */
  const char *key;        /* the column of the local row number */
};

/** OtkQuery: SQL in the making: fixed words, names of the schema, and values, always bound. */
typedef struct
{
  const OtkDialect *dialect;
  GString *sql;
  GArray *values; /* (element-type OtkValue): the parameters in order */
} OtkQuery;

OtkQuery *otk_query_new (const OtkDialect *dialect);
void otk_query_free (OtkQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkQuery, otk_query_free)

/** otk_query_add: Appends a fixed piece of SQL or a name of the schema, never anything typed. */
void otk_query_add (OtkQuery *self, const char *sql);
/** otk_query_bind: Appends a parameter's place and keeps a copy of its value. */
void otk_query_bind (OtkQuery *self, const OtkValue *value);
/** otk_query_add_conditions: " WHERE …" of a view whose table is called t; always holds at least
 * one term. The search text is not looked at. */
void otk_query_add_conditions (OtkQuery *self, const OtkView *view, const OtkId *viewer);
/** otk_query_is_narrow: Whether the conditions leave few of all rows, and an index finds those. */
gboolean otk_query_is_narrow (const OtkView *view);
/** otk_query_add_key: What the view is sorted by first (@nth 0) or second, as it is compared. */
void otk_query_add_key (OtkQuery *self, const OtkView *view, guint nth);
/** otk_query_add_after: A condition: the rows that stand, in the view's order, behind the one with
 * the sort keys @keys and the local number @row. */
void otk_query_add_after (OtkQuery *self, const OtkView *view, const OtkValue *const *keys,
                          gint64 row);
/** otk_query_add_order: " ORDER BY …" of a view whose table is called t: empty ones last, equals
 * in the order of their row numbers. */
void otk_query_add_order (OtkQuery *self, const OtkView *view);

G_END_DECLS
