/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-request-cell.h"

#include "otk-desk-replica.h"
#include "otk-format.h"
#include "otk-ticker.h"

#include <glib/gi18n-lib.h>

struct _OtkRequestCell
{
  OtkCell parent_instance;

  OtkDesk *desk;
  OtkTicker *ticker; /* (nullable): of a time */
  guint field;
};

G_DEFINE_FINAL_TYPE (OtkRequestCell, otk_request_cell, OTK_TYPE_CELL)

/* Named colours of the style sheet. */

const char *
otk_status_colour (gint64 status)
{
  static const char *const colours[] = {
    [OTK_STATUS_NEW] = "otk_status_new",
    [OTK_STATUS_CLASSIFICATION] = "otk_status_classification",
    [OTK_STATUS_ACCEPTED] = "otk_status_accepted",
    [OTK_STATUS_IN_WORK] = "otk_status_in_work",
    [OTK_STATUS_WAITING] = "otk_status_waiting",
    [OTK_STATUS_DONE] = "otk_status_done",
    [OTK_STATUS_CLOSED] = "otk_status_closed",
  };

  return status > 0 && status < (gint64) G_N_ELEMENTS (colours) ? colours[status] : NULL;
}

const char *
otk_priority_colour (gint64 priority)
{
  switch (priority)
    {
    case OTK_PRIORITY_HIGH:
      return "otk_priority_high";
    case OTK_PRIORITY_MEDIUM:
      return "otk_priority_medium";
    case OTK_PRIORITY_LOW:
      return "otk_priority_low";
    default:
      return NULL;
    }
}

/* Attributes that all cells share. */

static PangoAttrList *
even_digits (void)
{
  static PangoAttrList *list;

  if (list == NULL)
    {
      list = pango_attr_list_new ();
      pango_attr_list_insert (list, pango_attr_font_features_new ("tnum=1"));
    }
  return list;
}

static PangoAttrList *
underline (void)
{
  static PangoAttrList *list;

  if (list == NULL)
    {
      list = pango_attr_list_new ();
      pango_attr_list_insert (list, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE));
    }
  return list;
}

/* Filling. */

static void
fill_status (OtkCell *cell, gint64 status)
{
  const char *icon = otk_status_icon (status);

  otk_cell_set_mark (cell, icon == NULL ? OTK_CELL_DOT : OTK_CELL_ICON, icon,
                     otk_status_colour (status));
  otk_cell_set_text (cell, otk_status_text (status));
}

static void
fill_priority (OtkCell *cell, gint64 priority)
{
  const char *colour = otk_priority_colour (priority);

  otk_cell_set_mark (cell, colour == NULL ? OTK_CELL_BARE : OTK_CELL_BAR, NULL, colour);
  otk_cell_set_text (cell, otk_priority_label (priority));
}

static void
fill_field (OtkRequestCell *self, OtkRecord *request)
{
  const OtkField *field = &otk_entity (OTK_ENTITY_REQUEST)->fields[self->field];
  g_autofree char *time = NULL;
  const OtkId *id;

  switch (field->type)
    {
    case OTK_TYPE_TIME:
      time = otk_format_time (otk_record_time (request, self->field), otk_desk_now (self->desk));
      otk_cell_set_text (OTK_CELL (self), time);
      break;
    case OTK_TYPE_REF:
      id = otk_record_ref_id (request, self->field);
      otk_cell_set_text (OTK_CELL (self),
                         id == NULL ? "" : otk_desk_name (self->desk, field->target, id));
      break;
    default:
      otk_cell_set_text (OTK_CELL (self), otk_record_text (request, self->field));
    }
}

static gboolean
is_unsent (OtkRequestCell *self, const OtkRecord *request)
{
  return otk_desk_is_unsent (self->desk, otk_record_id (request));
}

static void
otk_request_cell_fill (OtkCell *cell, OtkRecord *request)
{
  OtkRequestCell *self = OTK_REQUEST_CELL (cell);
  g_autofree char *number = NULL;

  switch (self->field)
    {
    case OTK_REQUEST_NUMBER:
      number = otk_format_number_short (request);
      otk_cell_set_mark (cell, is_unsent (self, request) ? OTK_CELL_ICON : OTK_CELL_BARE,
                         OTK_UNSENT_ICON, NULL);
      otk_cell_set_text (cell, number);
      break;
    case OTK_REQUEST_RESPONSIBLE:
      otk_cell_set_text (cell, otk_format_responsible (self->desk, request));
      break;
    case OTK_REQUEST_PRIORITY:
      fill_priority (cell, otk_record_int (request, OTK_REQUEST_PRIORITY));
      break;
    case OTK_REQUEST_STATUS:
      fill_status (cell, otk_record_int (request, OTK_REQUEST_STATUS));
      break;
    default:
      fill_field (self, request);
    }
}

static gboolean
otk_request_cell_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                                GtkTooltip *tooltip)
{
  OtkRequestCell *self = OTK_REQUEST_CELL (widget);
  OtkRecord *request = otk_cell_record (OTK_CELL (self));
  g_autofree char *full = NULL;

  if (request == NULL)
    return FALSE;
  if (otk_entity (OTK_ENTITY_REQUEST)->fields[self->field].type == OTK_TYPE_TIME)
    full = otk_format_time_full (otk_record_time (request, self->field));
  else if (self->field == OTK_REQUEST_NUMBER)
    {
      g_autofree char *number = otk_format_number (request);

      full = is_unsent (self, request) ? g_strdup_printf ("%s\n%s", number, _ ("Not sent yet"))
                                       : g_steal_pointer (&number);
    }
  else
    full = g_strdup (otk_cell_text (OTK_CELL (self)));
  if (full == NULL || *full == '\0')
    return FALSE;
  gtk_tooltip_set_text (tooltip, full);
  return TRUE;
}

/* A relative time ages. */
static OtkTime
cell_ticked_cb (GtkWidget *widget, OtkTime now)
{
  OtkRequestCell *self = OTK_REQUEST_CELL (widget);
  OtkRecord *request = otk_cell_record (OTK_CELL (self));

  if (request == NULL)
    return OTK_TIME_NONE;
  fill_field (self, request);
  return otk_format_time_next (otk_record_time (request, self->field), now);
}

static void
otk_request_cell_row_changed (OtkCell *cell)
{
  OtkRequestCell *self = OTK_REQUEST_CELL (cell);

  OTK_CELL_CLASS (otk_request_cell_parent_class)->row_changed (cell);

  if (self->ticker != NULL)
    otk_ticker_nudge (self->ticker, GTK_WIDGET (self));
}

/* The name is a link to the card. */
static void
otk_request_cell_state_flags_changed (GtkWidget *widget, GtkStateFlags before)
{
  OtkRequestCell *self = OTK_REQUEST_CELL (widget);
  gboolean hovered = (gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_PRELIGHT) != 0;

  if (self->field == OTK_REQUEST_SUBJECT)
    otk_cell_set_attributes (OTK_CELL (self), hovered ? underline () : NULL);

  GTK_WIDGET_CLASS (otk_request_cell_parent_class)->state_flags_changed (widget, before);
}

static void
otk_request_cell_finalize (GObject *object)
{
  OtkRequestCell *self = OTK_REQUEST_CELL (object);

  g_clear_object (&self->ticker);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (otk_request_cell_parent_class)->finalize (object);
}

static void
otk_request_cell_class_init (OtkRequestCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = otk_request_cell_finalize;
  OTK_CELL_CLASS (klass)->fill = otk_request_cell_fill;
  OTK_CELL_CLASS (klass)->row_changed = otk_request_cell_row_changed;
  widget_class->query_tooltip = otk_request_cell_query_tooltip;
  widget_class->state_flags_changed = otk_request_cell_state_flags_changed;

  gtk_widget_class_set_css_name (widget_class, "requestcell");
}

static void
otk_request_cell_init (OtkRequestCell *self)
{
}

GtkWidget *
otk_request_cell_new (OtkDesk *desk, guint field)
{
  OtkRequestCell *self = g_object_new (OTK_TYPE_REQUEST_CELL, "has-tooltip", TRUE, NULL);

  gboolean time = otk_entity (OTK_ENTITY_REQUEST)->fields[field].type == OTK_TYPE_TIME;

  self->desk = g_object_ref (desk);
  self->field = field;
  if (field == OTK_REQUEST_NUMBER || time)
    otk_cell_set_attributes (OTK_CELL (self), even_digits ());
  if (time)
    {
      self->ticker = g_object_ref (otk_ticker_of (desk));
      otk_ticker_follow (self->ticker, GTK_WIDGET (self), cell_ticked_cb);
    }
  return GTK_WIDGET (self);
}
