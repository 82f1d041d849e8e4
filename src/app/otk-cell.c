/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-cell.h"

/* Sizes of the marks and the gap to the text, px. */
#define ICON 16
#define DOT 10
#define BAR_WIDTH 3
#define BAR_HEIGHT 16
#define GAP 6
/* How far a dimmed text stands back: as libadwaita's .dim-label. */
#define DIM 0.55

typedef struct
{
  OtkRow *row;
  char *text;
  PangoAttrList *attributes;
  PangoLayout *layout; /* (nullable): shaped while it is seen */
  const char *colour;
  const char *icon;
  const char *mark_colour;
  OtkCellMark mark;
  guint dim : 1;
  guint stale : 1;
  guint filling : 1;
  guint named : 1; /* to assistive tools */
} OtkCellPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (OtkCell, otk_cell, GTK_TYPE_WIDGET)

#define PRIVATE(self) ((OtkCellPrivate *) otk_cell_get_instance_private (self))

/* Content. */

static void
name_cell (OtkCell *self)
{
  OtkCellPrivate *priv = PRIVATE (self);

  priv->named = TRUE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, priv->text,
                                  -1);
}

static void
fill_if_stale (OtkCell *self)
{
  OtkCellPrivate *priv = PRIVATE (self);
  OtkRecord *record = otk_cell_record (self);

  if (!priv->stale)
    return;
  priv->stale = FALSE;
  priv->filling = TRUE;
  if (record == NULL)
    otk_cell_set_text (self, "");
  else
    OTK_CELL_GET_CLASS (self)->fill (self, record);
  priv->filling = FALSE;
}

/* What is filled is being drawn already. */
static void
redraw (OtkCell *self)
{
  if (!PRIVATE (self)->filling)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
row_changed_cb (OtkRow *row, gpointer data)
{
  OTK_CELL_GET_CLASS (data)->row_changed (data);
}

static void
otk_cell_row_changed (OtkCell *self)
{
  otk_cell_refill (self);
}

/* Drawing. */

/* All cells of a table share the table's: theirs would differ in nothing. */
static PangoContext *
shared_context (OtkCell *self)
{
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_COLUMN_VIEW);

  return gtk_widget_get_pango_context (view == NULL ? GTK_WIDGET (self) : view);
}

static void
ensure_layout (OtkCell *self)
{
  OtkCellPrivate *priv = PRIVATE (self);

  if (priv->layout != NULL)
    return;
  priv->layout = pango_layout_new (shared_context (self));
  pango_layout_set_single_paragraph_mode (priv->layout, TRUE);
  pango_layout_set_ellipsize (priv->layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_attributes (priv->layout, priv->attributes);
  pango_layout_set_text (priv->layout, priv->text == NULL ? "" : priv->text, -1);
}

GdkRGBA
otk_cell_find_colour (OtkCell *self, const char *name, gboolean dim)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA colour;

  if (name == NULL || !gtk_style_context_lookup_color (context, name, &colour))
    gtk_style_context_get_color (context, &colour);
  if (dim)
    colour.alpha *= DIM;
  return colour;
}

static int
mark_width (const OtkCellPrivate *priv)
{
  switch (priv->mark)
    {
    case OTK_CELL_BAR:
      return BAR_WIDTH + GAP;
    case OTK_CELL_DOT:
    case OTK_CELL_ICON:
      return ICON + GAP;
    case OTK_CELL_BARE:
    default:
      return 0;
    }
}

void
otk_cell_draw_icon (OtkCell *self, GtkSnapshot *snapshot, const char *name, float x, float y,
                    const GdkRGBA *colour)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));
  /* The theme keeps what it has found, and the picture of it. */
  g_autoptr (GtkIconPaintable) icon =
      gtk_icon_theme_lookup_icon (theme, name, NULL, ICON,
                                  gtk_widget_get_scale_factor (GTK_WIDGET (self)),
                                  gtk_widget_get_direction (GTK_WIDGET (self)), 0);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, ICON, ICON,
                                            colour, 1);
  gtk_snapshot_restore (snapshot);
}

static void
draw_mark (OtkCell *self, GtkSnapshot *snapshot, float left, float height)
{
  OtkCellPrivate *priv = PRIVATE (self);
  GdkRGBA colour =
      otk_cell_find_colour (self, priv->mark_colour == NULL ? priv->colour : priv->mark_colour,
                            priv->dim);
  GskRoundedRect round;

  switch (priv->mark)
    {
    case OTK_CELL_BAR:
      gtk_snapshot_append_color (snapshot, &colour,
                                 &GRAPHENE_RECT_INIT (left, (int) (height - BAR_HEIGHT) / 2,
                                                      BAR_WIDTH, BAR_HEIGHT));
      break;
    case OTK_CELL_DOT:
      gsk_rounded_rect_init_from_rect (
          &round, &GRAPHENE_RECT_INIT (left + (ICON - DOT) / 2, (int) (height - DOT) / 2, DOT, DOT),
          DOT / 2);
      gtk_snapshot_push_rounded_clip (snapshot, &round);
      gtk_snapshot_append_color (snapshot, &colour, &round.bounds);
      gtk_snapshot_pop (snapshot);
      break;
    case OTK_CELL_ICON:
      otk_cell_draw_icon (self, snapshot, priv->icon, left, (int) (height - ICON) / 2, &colour);
      break;
    case OTK_CELL_BARE:
    default:
      break;
    }
}

static void
otk_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OtkCell *self = OTK_CELL (widget);
  OtkCellPrivate *priv = PRIVATE (self);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int mark, text_height;
  GdkRGBA colour;

  fill_if_stale (self);
  mark = mark_width (priv);
  if (mark > 0)
    draw_mark (self, snapshot, mirrored ? width - mark + GAP : 0, height);
  if (priv->text == NULL || *priv->text == '\0' || width <= mark)
    return;
  ensure_layout (self);
  pango_layout_set_width (priv->layout, (width - mark) * PANGO_SCALE);
  pango_layout_get_pixel_size (priv->layout, NULL, &text_height);
  colour = otk_cell_find_colour (self, priv->colour, priv->dim);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (mirrored ? 0 : mark,
                                                          (int) (height - text_height) / 2));
  gtk_snapshot_append_layout (snapshot, priv->layout, &colour);
  gtk_snapshot_restore (snapshot);
}

/* A line of the table's font, whatever the text: asked two thousand times, reckoned once. */
static int
line_height (OtkCell *self)
{
  static PangoContext *known; /* never followed, only compared */
  static guint serial;
  static int height;
  PangoContext *context = shared_context (self);
  PangoFontMetrics *metrics;

  if (context == known && serial == pango_context_get_serial (context))
    return height;
  metrics = pango_context_get_metrics (context, NULL, NULL);
  height = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
  pango_font_metrics_unref (metrics);
  known = context;
  serial = pango_context_get_serial (context);
  return height;
}

static void
otk_cell_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                  int *natural, int *minimum_baseline, int *natural_baseline)
{
  /* The column has a width of its own. */
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL
                 ? ICON
                 : MAX (ICON, line_height (OTK_CELL (widget)));
  *natural = *minimum;
}

static GtkSizeRequestMode
otk_cell_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
otk_cell_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (otk_cell_parent_class)->css_changed (widget, change);

  g_clear_object (&PRIVATE (OTK_CELL (widget))->layout);
}

static void
otk_cell_unmap (GtkWidget *widget)
{
  g_clear_object (&PRIVATE (OTK_CELL (widget))->layout);

  GTK_WIDGET_CLASS (otk_cell_parent_class)->unmap (widget);
}

static void
otk_cell_dispose (GObject *object)
{
  OtkCellPrivate *priv = PRIVATE (OTK_CELL (object));

  if (priv->row != NULL)
    otk_row_unwatch (priv->row, row_changed_cb, object);
  g_clear_object (&priv->row);
  g_clear_object (&priv->layout);
  g_clear_pointer (&priv->attributes, pango_attr_list_unref);
  g_clear_pointer (&priv->text, g_free);

  G_OBJECT_CLASS (otk_cell_parent_class)->dispose (object);
}

static void
otk_cell_class_init (OtkCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  klass->row_changed = otk_cell_row_changed;
  G_OBJECT_CLASS (klass)->dispose = otk_cell_dispose;
  widget_class->snapshot = otk_cell_snapshot;
  widget_class->measure = otk_cell_measure;
  widget_class->get_request_mode = otk_cell_get_request_mode;
  widget_class->css_changed = otk_cell_css_changed;
  widget_class->unmap = otk_cell_unmap;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
otk_cell_init (OtkCell *self)
{
}

void
otk_cell_set_row (OtkCell *self, OtkRow *row)
{
  OtkCellPrivate *priv = PRIVATE (self);

  if (priv->row == row)
    return;
  if (priv->row != NULL)
    otk_row_unwatch (priv->row, row_changed_cb, self);
  g_set_object (&priv->row, row);
  if (row == NULL)
    return; /* it is about to be bound again, or goes */
  otk_row_watch (row, row_changed_cb, self);
  OTK_CELL_GET_CLASS (self)->row_changed (self);
}

OtkRecord *
otk_cell_record (OtkCell *self)
{
  OtkCellPrivate *priv = PRIVATE (self);

  return priv->row == NULL ? NULL : otk_row_record (priv->row);
}

void
otk_cell_refill (OtkCell *self)
{
  OtkCellPrivate *priv = PRIVATE (self);

  priv->stale = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_queue_draw (GTK_WIDGET (self));
  else if (priv->named)
    {
      /* Out of sight it must not go by the name of what it showed before. */
      gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL);
      g_clear_pointer (&priv->text, g_free);
      priv->named = FALSE;
    }
}

const char *
otk_cell_text (OtkCell *self)
{
  fill_if_stale (self);
  return PRIVATE (self)->text == NULL ? "" : PRIVATE (self)->text;
}

void
otk_cell_set_text (OtkCell *self, const char *text)
{
  OtkCellPrivate *priv = PRIVATE (self);

  if (g_strcmp0 (text, priv->text) == 0)
    return;
  g_free (priv->text);
  priv->text = g_strdup (text);
  if (priv->layout != NULL)
    pango_layout_set_text (priv->layout, text, -1);
  name_cell (self);
  redraw (self);
}

void
otk_cell_set_attributes (OtkCell *self, PangoAttrList *attributes)
{
  OtkCellPrivate *priv = PRIVATE (self);

  if (attributes == priv->attributes)
    return;
  g_clear_pointer (&priv->attributes, pango_attr_list_unref);
  priv->attributes = attributes == NULL ? NULL : pango_attr_list_ref (attributes);
  if (priv->layout != NULL)
    pango_layout_set_attributes (priv->layout, attributes);
  redraw (self);
}

void
otk_cell_set_colour (OtkCell *self, const char *colour, gboolean dim)
{
  OtkCellPrivate *priv = PRIVATE (self);

  if (priv->colour == colour && priv->dim == !!dim)
    return;
  priv->colour = colour;
  priv->dim = !!dim;
  redraw (self);
}

void
otk_cell_set_mark (OtkCell *self, OtkCellMark mark, const char *icon, const char *colour)
{
  OtkCellPrivate *priv = PRIVATE (self);

  if (priv->mark == mark && priv->icon == icon && priv->mark_colour == colour)
    return;
  priv->mark = mark;
  priv->icon = icon;
  priv->mark_colour = colour;
  redraw (self);
}
