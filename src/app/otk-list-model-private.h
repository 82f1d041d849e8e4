/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-list-model.h"
#include "otk-row-cache.h"

G_BEGIN_DECLS

/* The list model's insides, shared by its otk-list-model*.c files only. */

/** OTK_LIST_HEAD: GTK keeps so many rows bound, whatever is seen of them, and some. */
#define OTK_LIST_HEAD 256

struct _OtkListModel
{
  GObject parent_instance;

  OtkDesk *desk;
  OtkView *view;
  GArray *ids;    /* (element-type gint64): the order */
  GArray *coming; /* (nullable) (element-type gint64): what it becomes step by step */
  OtkRowCache *rows;
  GHashTable *touched; /* gint64 → NULL: changed by commits since the order was asked for */
  GCancellable *asking;
  guint again;
  guint step;       /* the source of the next step */
  gboolean fresh;   /* another view was asked for: its rows stand at the top */
  gboolean placed;  /* while it comes: the rows at the top are the new ones */
  gboolean partial; /* no more than its top is known */
  gboolean stale;
  gboolean loading;
  char *error;
};

enum
{
  OTK_LIST_EDIT_BEGIN,
  OTK_LIST_EDIT_END,
  OTK_LIST_REFRESHED,
  OTK_LIST_N_SIGNALS
};

extern guint otk_list_model_signals[OTK_LIST_N_SIGNALS];

/* otk-list-model.c */

/** Emits "items-changed" where anything changed. */
void otk_list_model_tell (OtkListModel *self, guint position, guint removed, guint added);
void otk_list_model_set_state (OtkListModel *self, gboolean loading, const GError *error);

/* otk-list-model-coming.c: another view stands at the top, so what changes elsewhere is seen by
 * nobody and is told step by step. */

/** Begins to make @ids the order. */
void otk_list_model_come (OtkListModel *self, GArray *ids);
/** Tells what is left of it at once. */
void otk_list_model_finish_coming (OtkListModel *self);
/** The rows that are asked for can be seen; more of them may be coming. */
void otk_list_model_placed (OtkListModel *self, const GError *error);

G_END_DECLS
