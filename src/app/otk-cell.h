/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-row.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_CELL (otk_cell_get_type ())
/**
 * OtkCell:
 *
 * What stands in one cell of a large table: a mark and a line of text, drawn by one widget.
 *
 * GTK keeps two hundred rows bound whatever is seen of them, so a cell costs nothing until it is
 * drawn: only then is it asked for its content. Its size never depends on that, so that filling a
 * table makes nobody measure it again. It is a label to assistive tools.
 */
G_DECLARE_DERIVABLE_TYPE (OtkCell, otk_cell, OTK, CELL, GtkWidget)

/**
 * OtkCellClass:
 * @fill: called when the cell is drawn and its content is stale; sets text and mark
 * @row_changed: another row or another record of it is to be shown; chains up
 */
struct _OtkCellClass
{
  GtkWidgetClass parent_class;

  void (*fill) (OtkCell *self, OtkRecord *record);
  void (*row_changed) (OtkCell *self);
};

/** OtkCellMark: What stands before the text. */
typedef enum
{
  OTK_CELL_BARE,
  OTK_CELL_DOT,
  OTK_CELL_BAR,
  OTK_CELL_ICON,
} OtkCellMark;

/** otk_cell_set_row: @row: (nullable): what to show and follow from now on. */
void otk_cell_set_row (OtkCell *self, OtkRow *row);
/** otk_cell_record: Returns: (transfer none) (nullable) */
OtkRecord *otk_cell_record (OtkCell *self);
/** otk_cell_refill: The content is stale: it is asked for again before it is drawn. */
void otk_cell_refill (OtkCell *self);

/** otk_cell_text: Returns: (transfer none): the text as it is to be drawn, never stale. */
const char *otk_cell_text (OtkCell *self);
void otk_cell_set_text (OtkCell *self, const char *text);
/** otk_cell_set_attributes: @attributes: (nullable): of the text: underlines, digits. */
void otk_cell_set_attributes (OtkCell *self, PangoAttrList *attributes);
/** otk_cell_set_colour: @colour: (nullable) static: a named colour of the text, NULL for the usual
 * one; @dim: whether it stands back. */
void otk_cell_set_colour (OtkCell *self, const char *colour, gboolean dim);
/** otk_cell_set_mark: @icon: (nullable) static: for OTK_CELL_ICON; @colour: (nullable) static: a
 * named colour, NULL for the text's. */
void otk_cell_set_mark (OtkCell *self, OtkCellMark mark, const char *icon, const char *colour);

/* For cells that draw themselves. */

/** otk_cell_find_colour: @name: (nullable): a named colour, NULL for that of the text. */
GdkRGBA otk_cell_find_colour (OtkCell *self, const char *name, gboolean dim);
/** otk_cell_draw_icon: Draws the symbolic icon @name, 16 px, with its corner at @x, @y. */
void otk_cell_draw_icon (OtkCell *self, GtkSnapshot *snapshot, const char *name, float x, float y,
                         const GdkRGBA *colour);

G_END_DECLS
