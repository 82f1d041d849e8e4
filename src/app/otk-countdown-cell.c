/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-countdown-cell.h"

#include "otk-format.h"
#include "otk-ticker.h"

#include <glib/gi18n-lib.h>

struct _OtkCountdownCell
{
  GtkWidget parent_instance;

  OtkDesk *desk;
  OtkTicker *ticker;
  OtkRecord *request;
  OtkDeadlineOf norm;
  OtkDeadlineKind shown;

  GtkWidget *icon;
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (OtkCountdownCell, otk_countdown_cell, GTK_TYPE_WIDGET)

/* How each kind looks: a style class and a glyph, so that colour is never alone. */
static const struct
{
  const char *style;
  const char *icon;
} looks[] = {
  [OTK_DEADLINE_NONE] = { NULL, NULL },
  [OTK_DEADLINE_RUNNING] = { NULL, NULL },
  [OTK_DEADLINE_LOW] = { "deadline-low", NULL },
  [OTK_DEADLINE_OVER] = { "deadline-over", "alarm-symbolic" },
  [OTK_DEADLINE_PAUSED] = { "dim-label", "media-playback-pause-symbolic" },
  [OTK_DEADLINE_MET] = { "dim-label", "object-select-symbolic" },
  [OTK_DEADLINE_MISSED] = { "deadline-over", "alarm-symbolic" },
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

static OtkDeadline
running (OtkTime due, gint64 norm, OtkTime now)
{
  OtkDeadline deadline = { OTK_DEADLINE_RUNNING, due, due - now };

  if (deadline.amount < 0)
    deadline.kind = OTK_DEADLINE_OVER;
  else if (norm > 0 && deadline.amount < norm * OTK_SECOND / 4)
    deadline.kind = OTK_DEADLINE_LOW;
  return deadline;
}

OtkDeadline
otk_deadline_of (const OtkRecord *request, OtkDeadlineOf norm, OtkTime now)
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
  return running (otk_record_time (request, due), otk_record_int (request, length), now);
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

static void
set_look (OtkCountdownCell *self, OtkDeadlineKind kind)
{
  if (kind == self->shown)
    return;
  if (looks[self->shown].style != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self), looks[self->shown].style);
  if (looks[kind].style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), looks[kind].style);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), looks[kind].icon);
  self->shown = kind;
}

static OtkTime
cell_ticked_cb (GtkWidget *widget, OtkTime now)
{
  OtkCountdownCell *self = OTK_COUNTDOWN_CELL (widget);
  OtkDeadline deadline = { OTK_DEADLINE_NONE, OTK_TIME_NONE, 0 };
  g_autofree char *text = NULL;

  if (self->request != NULL)
    deadline = otk_deadline_of (self->request, self->norm, now);
  text = otk_deadline_text (&deadline);
  set_look (self, deadline.kind);
  if (g_strcmp0 (text, gtk_inscription_get_text (GTK_INSCRIPTION (self->label))) != 0)
    gtk_inscription_set_text (GTK_INSCRIPTION (self->label), text);
  if (deadline.due == OTK_TIME_NONE)
    return OTK_TIME_NONE;
  return now + otk_format_left_next (deadline.amount);
}

static gboolean
tooltip_asked_cb (OtkCountdownCell *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip,
                  OtkDesk *desk)
{
  OtkDeadline deadline;
  g_autofree char *text = NULL;

  if (self->request == NULL)
    return FALSE;
  deadline = otk_deadline_of (self->request, self->norm, otk_desk_now (desk));
  text = otk_deadline_describe (&deadline);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
otk_countdown_cell_dispose (GObject *object)
{
  OtkCountdownCell *self = OTK_COUNTDOWN_CELL (object);

  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_pointer (&self->request, otk_record_unref);
  g_clear_object (&self->ticker);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (otk_countdown_cell_parent_class)->dispose (object);
}

static void
otk_countdown_cell_class_init (OtkCountdownCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_countdown_cell_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "countdown");
}

static void
otk_countdown_cell_init (OtkCountdownCell *self)
{
  self->icon = gtk_image_new ();
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  self->label = gtk_inscription_new (NULL);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (self->label),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_set_valign (self->label, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

GtkWidget *
otk_countdown_cell_new (OtkDesk *desk, OtkDeadlineOf norm)
{
  OtkCountdownCell *self = g_object_new (OTK_TYPE_COUNTDOWN_CELL, "has-tooltip", TRUE, NULL);

  self->norm = norm;
  self->desk = g_object_ref (desk);
  self->ticker = g_object_ref (otk_ticker_of (desk));
  otk_ticker_follow (self->ticker, GTK_WIDGET (self), cell_ticked_cb);
  g_signal_connect_object (self, "query-tooltip", G_CALLBACK (tooltip_asked_cb), desk, 0);
  return GTK_WIDGET (self);
}

void
otk_countdown_cell_set_request (OtkCountdownCell *self, OtkRecord *request)
{
  if (request != NULL)
    otk_record_ref (request);
  g_clear_pointer (&self->request, otk_record_unref);
  self->request = request;
  /* A cell out of sight is filled as well: another glyph asks for another size, which must not
   * happen when the row is mapped, in the middle of being placed. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    otk_ticker_nudge (self->ticker, GTK_WIDGET (self));
  else
    cell_ticked_cb (GTK_WIDGET (self), otk_desk_now (self->desk));
}
