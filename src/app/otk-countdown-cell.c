/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-countdown-cell.h"

#include "otk-format.h"
#include "otk-sla.h"
#include "otk-ticker.h"

#include <glib/gi18n-lib.h>

/* How far a glyph may stand out of the cell, px. */
#define OVERHANG 2

struct _OtkCountdownCell
{
  OtkCell parent_instance;

  OtkDesk *desk;
  OtkTicker *ticker;
  OtkDeadlineOf norm;
  gboolean odd; /* flips with what is drawn */
};

G_DEFINE_FINAL_TYPE (OtkCountdownCell, otk_countdown_cell, OTK_TYPE_CELL)

/* How each kind looks: a named colour and a glyph, so that colour is never alone. */
static const struct
{
  const char *colour;
  const char *icon;
  gboolean dim;
} looks[] = {
  [OTK_DEADLINE_NONE] = { NULL, NULL, FALSE },
  [OTK_DEADLINE_RUNNING] = { NULL, NULL, FALSE },
  [OTK_DEADLINE_LOW] = { "warning_color", NULL, FALSE },
  [OTK_DEADLINE_OVER] = { "error_color", "alarm-symbolic", FALSE },
  [OTK_DEADLINE_PAUSED] = { NULL, "media-playback-pause-symbolic", TRUE },
  [OTK_DEADLINE_MET] = { NULL, "object-select-symbolic", TRUE },
  [OTK_DEADLINE_MISSED] = { "error_color", "alarm-symbolic", FALSE },
};

static OtkDeadline
met_or_missed (const OtkRecord *request, guint spent, guint overdue)
{
  OtkDeadline deadline = { OTK_DEADLINE_MET, OTK_TIME_NONE,
                           otk_record_int (request, spent) * OTK_SECOND };

  if (otk_record_int (request, overdue) != 0)
    deadline.kind = OTK_DEADLINE_MISSED;
  return deadline;
}

/* Counted from @now to @due, negative where @due is past; without hours every minute counts. */
static gint64
time_between (const OtkCalendar *calendar, OtkTime now, OtkTime due)
{
  if (calendar == NULL)
    return due - now;
  if (now <= due)
    return otk_calendar_elapsed (calendar, now, due, NULL, 0);
  /* Late is late, also before the next hour counts. */
  return MIN (-otk_calendar_elapsed (calendar, due, now, NULL, 0), -1);
}

static OtkDeadline
running (OtkTime due, gint64 norm, const OtkCalendar *calendar, OtkTime now)
{
  OtkDeadline deadline = { OTK_DEADLINE_RUNNING, due, time_between (calendar, now, due) };

  if (deadline.amount < 0)
    deadline.kind = OTK_DEADLINE_OVER;
  else if (norm > 0 && deadline.amount < norm * OTK_SECOND / 4)
    deadline.kind = OTK_DEADLINE_LOW;
  return deadline;
}

OtkDeadline
otk_deadline_of (const OtkRecord *request, OtkDeadlineOf norm, const OtkCalendar *calendar,
                 OtkTime now)
{
  const OtkDeadline none = { OTK_DEADLINE_NONE, OTK_TIME_NONE, 0 };
  gboolean reaction = norm == OTK_DEADLINE_REACTION;
  guint spent = reaction ? OTK_REQUEST_REACTION_SPENT : OTK_REQUEST_RESOLUTION_SPENT;
  guint overdue = reaction ? OTK_REQUEST_OVERDUE_REACTION : OTK_REQUEST_OVERDUE_RESOLUTION;
  guint due = reaction ? OTK_REQUEST_REACTION_DUE : OTK_REQUEST_RESOLUTION_DUE;
  guint length = reaction ? OTK_REQUEST_REACTION_NORM : OTK_REQUEST_RESOLUTION_NORM;

  if (otk_record_is_null (request, length))
    return none;
  if (!otk_record_is_null (request, spent))
    return met_or_missed (request, spent, overdue);
  if (!reaction && !otk_record_is_null (request, OTK_REQUEST_PENDING_SINCE))
    {
      if (otk_record_is_null (request, OTK_REQUEST_RESOLUTION_LEFT))
        return none;
      return (OtkDeadline){ OTK_DEADLINE_PAUSED, OTK_TIME_NONE,
                            otk_record_int (request, OTK_REQUEST_RESOLUTION_LEFT) * OTK_SECOND };
    }
  if (otk_record_is_null (request, due))
    return none;
  return running (otk_record_time (request, due), otk_record_int (request, length), calendar, now);
}

char *
otk_deadline_text (const OtkDeadline *deadline)
{
  switch (deadline->kind)
    {
    case OTK_DEADLINE_RUNNING:
    case OTK_DEADLINE_LOW:
    case OTK_DEADLINE_OVER:
      return otk_format_left (deadline->amount);
    case OTK_DEADLINE_PAUSED:
    case OTK_DEADLINE_MET:
    case OTK_DEADLINE_MISSED:
      return otk_format_duration (deadline->amount / OTK_SECOND);
    case OTK_DEADLINE_NONE:
    default:
      return g_strdup ("");
    }
}

const char *
otk_deadline_colour (const OtkDeadline *deadline)
{
  return looks[deadline->kind].colour;
}

const char *
otk_deadline_icon (const OtkDeadline *deadline)
{
  return looks[deadline->kind].icon;
}

char *
otk_deadline_describe (const OtkDeadline *deadline)
{
  g_autofree char *text = otk_deadline_text (deadline);
  g_autofree char *due = otk_format_time_full (deadline->due);

  switch (deadline->kind)
    {
    case OTK_DEADLINE_RUNNING:
    case OTK_DEADLINE_LOW:
      return g_strdup_printf (_ ("%s left, until %s"), text, due);
    case OTK_DEADLINE_OVER:
      return g_strdup_printf (_ ("%s, since %s"), text, due);
    case OTK_DEADLINE_PAUSED:
      return g_strdup_printf (_ ("paused, %s left"), text);
    case OTK_DEADLINE_MET:
      return g_strdup_printf (_ ("in time: %s"), text);
    case OTK_DEADLINE_MISSED:
      return g_strdup_printf (_ ("too late: %s"), text);
    case OTK_DEADLINE_NONE:
    default:
      return g_strdup (_ ("no norm"));
    }
}

static OtkDeadline
read_deadline (OtkCountdownCell *self, const OtkRecord *request, OtkTime now)
{
  g_autoptr (OtkCalendar) calendar = otk_sla_calendar (otk_desk_state (self->desk), request);

  return otk_deadline_of (request, self->norm, calendar, now);
}

static OtkDeadline
show (OtkCountdownCell *self, const OtkRecord *request, OtkTime now)
{
  OtkDeadline deadline = read_deadline (self, request, now);
  g_autofree char *text = otk_deadline_text (&deadline);
  const char *icon = looks[deadline.kind].icon;

  otk_cell_set_colour (OTK_CELL (self), looks[deadline.kind].colour, looks[deadline.kind].dim);
  otk_cell_set_mark (OTK_CELL (self), icon == NULL ? OTK_CELL_BARE : OTK_CELL_ICON, icon, NULL);
  otk_cell_set_text (OTK_CELL (self), text);
  return deadline;
}

static OtkTime
cell_ticked_cb (GtkWidget *widget, OtkTime now)
{
  OtkCountdownCell *self = OTK_COUNTDOWN_CELL (widget);
  OtkRecord *request = otk_cell_record (OTK_CELL (self));
  OtkDeadline deadline = { OTK_DEADLINE_NONE, OTK_TIME_NONE, 0 };

  if (request != NULL)
    deadline = show (self, request, now);
  if (deadline.due == OTK_TIME_NONE)
    return OTK_TIME_NONE;
  return now + otk_format_left_next (deadline.amount);
}

static void
otk_countdown_cell_fill (OtkCell *cell, OtkRecord *request)
{
  OtkCountdownCell *self = OTK_COUNTDOWN_CELL (cell);

  show (self, request, otk_desk_now (self->desk));
}

static void
otk_countdown_cell_row_changed (OtkCell *cell)
{
  OTK_CELL_CLASS (otk_countdown_cell_parent_class)->row_changed (cell);

  /* Another moment to be woken at. One out of sight says so when it is mapped. */
  otk_ticker_nudge (OTK_COUNTDOWN_CELL (cell)->ticker, GTK_WIDGET (cell));
}

/*
 * GTK redraws the smallest rectangles that differ, but gives up at thirty of them and redraws the
 * whole list, four times as much work. Under each text lies a clear rectangle, as high as the row
 * and never twice the same: those of neighbouring rows differ together, as one.
 */
static void
draw_ground (OtkCountdownCell *self, GtkSnapshot *snapshot)
{
  static const GdkRGBA clear[] = { { 0, 0, 0, 0 }, { 1, 1, 1, 0 } };
  GtkWidget *widget = GTK_WIDGET (self);
  GtkWidget *row = gtk_widget_get_parent (gtk_widget_get_parent (widget));
  graphene_rect_t bounds;

  if (row == NULL || !gtk_widget_compute_bounds (row, widget, &bounds))
    return;
  /* Glyphs stand out a little. */
  bounds.origin.x = -OVERHANG;
  bounds.size.width = (float) gtk_widget_get_width (widget) + 2 * OVERHANG;
  self->odd = !self->odd;
  gtk_snapshot_append_color (snapshot, &clear[self->odd], &bounds);
}

static void
otk_countdown_cell_root (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  GTK_WIDGET_CLASS (otk_countdown_cell_parent_class)->root (widget);

  /* The ground reaches over the line between two rows. */
  gtk_widget_set_overflow (parent, GTK_OVERFLOW_VISIBLE);
}

static void
otk_countdown_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  draw_ground (OTK_COUNTDOWN_CELL (widget), snapshot);

  GTK_WIDGET_CLASS (otk_countdown_cell_parent_class)->snapshot (widget, snapshot);
}

static gboolean
otk_countdown_cell_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                                  GtkTooltip *tooltip)
{
  OtkCountdownCell *self = OTK_COUNTDOWN_CELL (widget);
  OtkRecord *request = otk_cell_record (OTK_CELL (self));
  OtkDeadline deadline;
  g_autofree char *text = NULL;

  if (request == NULL)
    return FALSE;
  deadline = read_deadline (self, request, otk_desk_now (self->desk));
  text = otk_deadline_describe (&deadline);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
otk_countdown_cell_dispose (GObject *object)
{
  OtkCountdownCell *self = OTK_COUNTDOWN_CELL (object);

  g_clear_object (&self->ticker);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (otk_countdown_cell_parent_class)->dispose (object);
}

static void
otk_countdown_cell_class_init (OtkCountdownCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_countdown_cell_dispose;
  OTK_CELL_CLASS (klass)->fill = otk_countdown_cell_fill;
  OTK_CELL_CLASS (klass)->row_changed = otk_countdown_cell_row_changed;
  widget_class->root = otk_countdown_cell_root;
  widget_class->snapshot = otk_countdown_cell_snapshot;
  widget_class->query_tooltip = otk_countdown_cell_query_tooltip;

  gtk_widget_class_set_css_name (widget_class, "countdown");
}

static void
otk_countdown_cell_init (OtkCountdownCell *self)
{
  g_autoptr (PangoAttrList) even_digits = pango_attr_list_new ();

  pango_attr_list_insert (even_digits, pango_attr_font_features_new ("tnum=1"));
  otk_cell_set_attributes (OTK_CELL (self), even_digits);
}

GtkWidget *
otk_countdown_cell_new (OtkDesk *desk, OtkDeadlineOf norm)
{
  OtkCountdownCell *self = g_object_new (OTK_TYPE_COUNTDOWN_CELL, "has-tooltip", TRUE, NULL);

  self->norm = norm;
  self->desk = g_object_ref (desk);
  self->ticker = g_object_ref (otk_ticker_of (desk));
  otk_ticker_follow (self->ticker, GTK_WIDGET (self), cell_ticked_cb);
  return GTK_WIDGET (self);
}
