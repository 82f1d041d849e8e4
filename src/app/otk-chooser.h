/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** OtkChooserItem: One line of the list below the entry. */
typedef struct
{
  char *key;      /* what is chosen; NULL for a line that only says something */
  char *title;    /* what the entry shows once it is chosen */
  char *subtitle; /* (nullable): tells equal titles apart */
} OtkChooserItem;

OtkChooserItem *otk_chooser_item_new (const char *key, const char *title, const char *subtitle);
void otk_chooser_item_free (OtkChooserItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkChooserItem, otk_chooser_item_free)

#define OTK_TYPE_CHOOSER (otk_chooser_get_type ())
/**
 * OtkChooser:
 *
 * An entry with a list of matches: type a part, ↓↑ and Enter pick, Esc closes the list. Kinds of
 * things to choose from are subclasses. What was typed and matches nothing stays in the entry.
 *
 * Signals: "changed" – another key, or none any more; "edited" – any change of the text; "create"
 * (text) – the line «Create …» was picked.
 */
G_DECLARE_DERIVABLE_TYPE (OtkChooser, otk_chooser, OTK, CHOOSER, GtkWidget)

struct _OtkChooserClass
{
  GtkWidgetClass parent_class;
  /**
   * find:
   * @text: what is typed; "" asks for everything worth listing
   *
   * Returns: (transfer full) (element-type OtkChooserItem): at most @limit, best first
   */
  GPtrArray *(*find) (OtkChooser *self, const char *text, guint limit);
  /** title: Returns: (transfer full) (nullable): the title of @key, NULL where there is none such.
   */
  char *(*title) (OtkChooser *self, const char *key);
};

/** otk_chooser_get_key: Returns: (nullable) (transfer none): what is chosen. */
const char *otk_chooser_get_key (OtkChooser *self);
/** otk_chooser_set_key: @key: (nullable): NULL empties the entry. Emits "changed" where it differs.
 */
void otk_chooser_set_key (OtkChooser *self, const char *key);
/** otk_chooser_get_text: Returns: (transfer none): the title of what is chosen, or what was typed.
 */
const char *otk_chooser_get_text (OtkChooser *self);
/** otk_chooser_set_text: Puts @text there as if typed, with no list shown. */
void otk_chooser_set_text (OtkChooser *self, const char *text);
void otk_chooser_set_label (OtkChooser *self, const char *label);
void otk_chooser_set_placeholder (OtkChooser *self, const char *text);
/** otk_chooser_set_creatable: Whether the list ends with «Create “…”». */
void otk_chooser_set_creatable (OtkChooser *self, gboolean creatable);
/** otk_chooser_resolve: Takes what is typed for chosen where it is exactly one item's title.
 * Returns: whether something is chosen */
gboolean otk_chooser_resolve (OtkChooser *self);
/** otk_chooser_matches: Whether @title holds every word of @text, letter case aside. */
gboolean otk_chooser_matches (const char *title, const char *text);

G_END_DECLS
