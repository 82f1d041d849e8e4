/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-brief-cell.h"

#include "otk-countdown-cell.h"
#include "otk-desk-replica.h"
#include "otk-format.h"
#include "otk-request-cell.h"
#include "otk-sla.h"
#include "otk-ticker.h"

#include <glib/gi18n-lib.h>

/* Sizes of the marks and the gap to the text, px. */
#define ICON 16
#define DOT 10
#define BAR_WIDTH 3
#define GAP 6
/* Between the lines and around them, px. */
#define LEADING 4
#define PADDING 7
/* The last thing in a row stands so far from the window's edge. */
#define EDGE 12

struct _OtkBriefCell
{
  OtkCell parent_instance;

  OtkDesk *desk;
  OtkTicker *ticker;
};

G_DEFINE_FINAL_TYPE (OtkBriefCell, otk_brief_cell, OTK_TYPE_CELL)

/* What the countdown is about: the reaction until it came, then the resolution. */
static OtkDeadline
read_deadline (OtkBriefCell *self, const OtkRecord *request, OtkTime now)
{
  g_autoptr (OtkCalendar) calendar = otk_sla_calendar (otk_desk_state (self->desk), request);
  OtkDeadline reaction = otk_deadline_of (request, OTK_DEADLINE_REACTION, calendar, now);

  if (reaction.kind == OTK_DEADLINE_RUNNING || reaction.kind == OTK_DEADLINE_LOW
      || reaction.kind == OTK_DEADLINE_OVER)
    return reaction;
  return otk_deadline_of (request, OTK_DEADLINE_RESOLUTION, calendar, now);
}

static char *
status_line (OtkBriefCell *self, const OtkRecord *request)
{
  g_autofree char *number = otk_format_number (request);
  const char *name = otk_format_responsible (self->desk, request);

  return g_strjoin (" · ", otk_status_text (otk_record_int (request, OTK_REQUEST_STATUS)), number,
                    *name == '\0' ? NULL : name, NULL);
}

static void
fill_at (OtkBriefCell *self, const OtkRecord *request, const OtkDeadline *deadline)
{
  g_autofree char *status = status_line (self, request);
  g_autofree char *left = otk_deadline_describe (deadline);
  const char *unsent =
      otk_desk_is_unsent (self->desk, otk_record_id (request)) ? _ ("Not sent yet") : NULL;
  g_autofree char *text = g_strjoin (", ", otk_record_name (request), status, left, unsent, NULL);

  otk_cell_set_text (OTK_CELL (self), text);
}

static void
otk_brief_cell_fill (OtkCell *cell, OtkRecord *request)
{
  OtkBriefCell *self = OTK_BRIEF_CELL (cell);
  OtkDeadline deadline = read_deadline (self, request, otk_desk_now (self->desk));

  fill_at (self, request, &deadline);
}

/* Its name tells the countdown too, so a changed name is what draws it again. */
static OtkTime
cell_ticked_cb (GtkWidget *widget, OtkTime now)
{
  OtkBriefCell *self = OTK_BRIEF_CELL (widget);
  OtkRecord *request = otk_cell_record (OTK_CELL (self));
  OtkDeadline deadline;

  if (request == NULL)
    return OTK_TIME_NONE;
  deadline = read_deadline (self, request, now);
  fill_at (self, request, &deadline);
  return deadline.due == OTK_TIME_NONE ? OTK_TIME_NONE
                                       : now + otk_format_left_next (deadline.amount);
}

static void
otk_brief_cell_row_changed (OtkCell *cell)
{
  OTK_CELL_CLASS (otk_brief_cell_parent_class)->row_changed (cell);

  otk_ticker_nudge (OTK_BRIEF_CELL (cell)->ticker, GTK_WIDGET (cell));
}

/* Drawing. */

/* Writes one line from @x on, at most @width wide; returns the width it took. */
static int
draw_text (OtkBriefCell *self, GtkSnapshot *snapshot, const char *text, int x, int y, int width,
           const GdkRGBA *colour)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int taken;

  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, MAX (width, 0) * PANGO_SCALE);
  pango_layout_get_pixel_size (layout, &taken, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
  return taken;
}

static int
text_width (OtkBriefCell *self, const char *text)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

static void
draw_status_mark (OtkBriefCell *self, GtkSnapshot *snapshot, gint64 status, int y, int line)
{
  const char *icon = otk_status_icon (status);
  GdkRGBA colour = otk_cell_find_colour (OTK_CELL (self), otk_status_colour (status), FALSE);
  GskRoundedRect round;

  if (icon != NULL)
    {
      otk_cell_draw_icon (OTK_CELL (self), snapshot, icon, 0, y + (line - ICON) / 2, &colour);
      return;
    }
  gsk_rounded_rect_init_from_rect (
      &round, &GRAPHENE_RECT_INIT ((ICON - DOT) / 2, y + (line - DOT) / 2, DOT, DOT), DOT / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  gtk_snapshot_append_color (snapshot, &colour, &round.bounds);
  gtk_snapshot_pop (snapshot);
}

/* The countdown stands at the end of the second line; returns what is left for the status. */
static int
draw_countdown (OtkBriefCell *self, GtkSnapshot *snapshot, const OtkRecord *request, int y,
                int line)
{
  OtkDeadline deadline = read_deadline (self, request, otk_desk_now (self->desk));
  g_autofree char *text = otk_deadline_text (&deadline);
  const char *icon = otk_deadline_icon (&deadline);
  const char *name = otk_deadline_colour (&deadline);
  GdkRGBA colour = otk_cell_find_colour (OTK_CELL (self), name, name == NULL);
  int width = text_width (self, text), x = gtk_widget_get_width (GTK_WIDGET (self)) - EDGE - width;

  draw_text (self, snapshot, text, x, y, width, &colour);
  if (icon == NULL)
    return x;
  x -= ICON + GAP;
  otk_cell_draw_icon (OTK_CELL (self), snapshot, icon, x, y + (line - ICON) / 2, &colour);
  return x;
}

static void
draw_name (OtkBriefCell *self, GtkSnapshot *snapshot, const OtkRecord *request, int y, int line)
{
  const char *priority = otk_priority_colour (otk_record_int (request, OTK_REQUEST_PRIORITY));
  GdkRGBA colour = otk_cell_find_colour (OTK_CELL (self), NULL, FALSE);
  int x = 0, end = gtk_widget_get_width (GTK_WIDGET (self)) - EDGE;

  if (priority != NULL)
    {
      GdkRGBA bar = otk_cell_find_colour (OTK_CELL (self), priority, FALSE);

      gtk_snapshot_append_color (snapshot, &bar,
                                 &GRAPHENE_RECT_INIT (0, y + (line - ICON) / 2, BAR_WIDTH, ICON));
      x = BAR_WIDTH + GAP;
    }
  if (otk_desk_is_unsent (self->desk, otk_record_id (request)))
    {
      end -= ICON;
      otk_cell_draw_icon (OTK_CELL (self), snapshot, OTK_UNSENT_ICON, end, y + (line - ICON) / 2,
                          &colour);
      end -= GAP;
    }
  draw_text (self, snapshot, otk_record_name (request), x, y, end - x, &colour);
}

static int
line_height (OtkBriefCell *self)
{
  PangoFontMetrics *metrics =
      pango_context_get_metrics (gtk_widget_get_pango_context (GTK_WIDGET (self)), NULL, NULL);
  int height = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));

  pango_font_metrics_unref (metrics);
  return MAX (height, ICON);
}

static void
otk_brief_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OtkBriefCell *self = OTK_BRIEF_CELL (widget);
  OtkRecord *request = otk_cell_record (OTK_CELL (self));
  int line = line_height (self), second = PADDING + line + LEADING, end;
  g_autofree char *status = NULL;
  GdkRGBA dim;

  if (request == NULL)
    return;
  otk_cell_text (OTK_CELL (self)); /* names it */
  draw_name (self, snapshot, request, PADDING, line);
  end = draw_countdown (self, snapshot, request, second, line);
  draw_status_mark (self, snapshot, otk_record_int (request, OTK_REQUEST_STATUS), second, line);
  status = status_line (self, request);
  dim = otk_cell_find_colour (OTK_CELL (self), NULL, TRUE);
  draw_text (self, snapshot, status, ICON + GAP, second, end - ICON - 3 * GAP, &dim);
}

static void
otk_brief_cell_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL
                 ? ICON
                 : 2 * (line_height (OTK_BRIEF_CELL (widget)) + PADDING) + LEADING;
  *natural = *minimum;
}

static gboolean
otk_brief_cell_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                              GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, otk_cell_text (OTK_CELL (widget)));
  return TRUE;
}

static void
otk_brief_cell_dispose (GObject *object)
{
  OtkBriefCell *self = OTK_BRIEF_CELL (object);

  g_clear_object (&self->ticker);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (otk_brief_cell_parent_class)->dispose (object);
}

static void
otk_brief_cell_class_init (OtkBriefCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_brief_cell_dispose;
  OTK_CELL_CLASS (klass)->fill = otk_brief_cell_fill;
  OTK_CELL_CLASS (klass)->row_changed = otk_brief_cell_row_changed;
  widget_class->snapshot = otk_brief_cell_snapshot;
  widget_class->measure = otk_brief_cell_measure;
  widget_class->query_tooltip = otk_brief_cell_query_tooltip;
}

static void
otk_brief_cell_init (OtkBriefCell *self)
{
}

GtkWidget *
otk_brief_cell_new (OtkDesk *desk)
{
  OtkBriefCell *self = g_object_new (OTK_TYPE_BRIEF_CELL, "has-tooltip", TRUE, NULL);

  self->desk = g_object_ref (desk);
  self->ticker = g_object_ref (otk_ticker_of (desk));
  otk_ticker_follow (self->ticker, GTK_WIDGET (self), cell_ticked_cb);
  return GTK_WIDGET (self);
}
