/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** OtkSearchWord: A word or a phrase out of it. */
typedef struct
{
  char *text;
  char *other; /* (nullable): another form whose stem does too: "орлов" for "орлова" */
  gboolean without; /* "-word": must not be there */
  gboolean open;    /* the last one, still being typed: may be a beginning */
} OtkSearchWord;

/**
 * OtkSearchText:
 *
 * What somebody typed to search for, understood. Either a number alone is asked for, or words are;
 * neither where nothing searchable was typed.
 */
typedef struct
{
  char *number;  /* (nullable): "7" of "#7", "№7" */
  char *match;   /* (nullable): an FTS5 expression; NULL where no word has to be there */
  GArray *words; /* (element-type OtkSearchWord): what @match says, for other databases */
  gint64 exact;  /* what is a number by itself stands first among the hits; -1 for none */
} OtkSearchText;

/** otk_search_text_read: @columns: (nullable): the columns that may match, all for NULL. */
OtkSearchText *otk_search_text_read (const char *typed, const char *columns);
void otk_search_text_free (OtkSearchText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkSearchText, otk_search_text_free)

G_END_DECLS
