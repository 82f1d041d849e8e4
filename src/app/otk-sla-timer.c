/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sla-timer.h"

#include "otk-format.h"
#include "otk-ticker.h"

struct _OtkSlaTimer
{
  GtkWidget parent_instance;

  OtkDossier *dossier;
  OtkLimit kind;
  gboolean compact;
  gboolean follows;
  OtkSlaFigures figures;

  GtkBox *box;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *value;
  GtkDrawingArea *bar;
  GtkBox *scale;
  GtkLabel *norm;
};

G_DEFINE_FINAL_TYPE (OtkSlaTimer, otk_sla_timer, GTK_TYPE_WIDGET)

enum
{
  PROP_KIND = 1,
  PROP_COMPACT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static const char *
look_icon (OtkLook look)
{
  switch (look)
    {
    case OTK_LOOK_OVER:
    case OTK_LOOK_MISSED:
      return "alarm-symbolic";
    case OTK_LOOK_PAUSED:
      return "media-playback-pause-symbolic";
    case OTK_LOOK_CLOSED:
      return "weather-clear-night-symbolic";
    case OTK_LOOK_MET:
      return "object-select-symbolic";
    default:
      return "preferences-system-time-symbolic";
    }
}

static void
set_look (OtkSlaTimer *self, OtkLook look)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), otk_sla_class (self->figures.look));
  gtk_widget_add_css_class (GTK_WIDGET (self), otk_sla_class (look));
  gtk_image_set_from_icon_name (self->icon, look_icon (look));
}

/* Where room is short the glyph alone says that the clock is paused. */
static char *
visible_text (OtkSlaTimer *self, const OtkSlaFigures *figures, const char *text)
{
  g_autofree char *left = NULL;

  if (!self->compact || figures->look != OTK_LOOK_PAUSED || figures->left < 0)
    return g_strdup (text);
  left = otk_format_duration (figures->left / OTK_SECOND);
  return g_strdup_printf (_ ("%s left"), left);
}

static OtkTime
timer_tick (GtkWidget *widget, OtkTime now)
{
  OtkSlaTimer *self = OTK_SLA_TIMER (widget);
  OtkSlaFigures figures;
  OtkTime next;
  g_autofree char *text = NULL, *shown = NULL, *name = NULL;

  if (!self->dossier)
    return OTK_TIME_NONE;
  otk_sla_figures (self->dossier, self->kind, now, &figures);
  text = otk_sla_text (&figures, now, &next);
  shown = visible_text (self, &figures, text);
  set_look (self, figures.look);
  self->figures = figures;
  if (!g_str_equal (shown, gtk_label_get_text (self->value)))
    {
      gtk_label_set_text (self->value, shown);
      name = g_strdup_printf ("%s: %s", otk_sla_label (self->kind), text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      -1);
      gtk_widget_queue_draw (GTK_WIDGET (self->bar));
    }
  return next;
}

static void
fill_rounded (cairo_t *cr, double x, double y, double width, double height)
{
  double radius = height / 2;

  if (width < height)
    width = height;
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI_2, G_PI_2);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI_2, 3 * G_PI_2);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
bar_drawn_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  OtkSlaTimer *self = data;
  const OtkSlaFigures *figures = &self->figures;
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (area)) == GTK_TEXT_DIR_RTL;
  double thickness = 6, top = (height - thickness) / 2.0, part;
  GdkRGBA colour;

  /* The bar's colour is the style sheet's; the rest of the way is a shade of it. */
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &colour);
  if (mirrored)
    {
      cairo_translate (cr, width, 0);
      cairo_scale (cr, -1, 1);
    }
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, colour.alpha * 0.2);
  fill_rounded (cr, 0, top, width, thickness);
  if (figures->norm <= 0)
    return;

  gdk_cairo_set_source_rgba (cr, &colour);
  part = CLAMP ((double) figures->spent / figures->norm, 0, 1);
  if (part > 0)
    fill_rounded (cr, 0, top, width * part, thickness);
  if (figures->reminder > 0 && figures->reminder < figures->norm)
    {
      double x = width * (double) figures->reminder / figures->norm;

      cairo_rectangle (cr, x - 1, 0, 2, height);
      cairo_fill (cr);
    }
}

static void
otk_sla_timer_set_property (GObject *object, guint property, const GValue *value, GParamSpec *pspec)
{
  OtkSlaTimer *self = OTK_SLA_TIMER (object);

  switch (property)
    {
    case PROP_KIND:
      self->kind = g_value_get_int (value);
      gtk_label_set_text (self->title, otk_sla_label (self->kind));
      break;
    case PROP_COMPACT:
      self->compact = g_value_get_boolean (value);
      gtk_widget_set_visible (GTK_WIDGET (self->title), !self->compact);
      gtk_widget_set_visible (GTK_WIDGET (self->scale), !self->compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

static void
otk_sla_timer_dispose (GObject *object)
{
  OtkSlaTimer *self = OTK_SLA_TIMER (object);

  g_clear_pointer (&self->dossier, otk_dossier_unref);
  g_clear_pointer ((GtkWidget **) &self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (otk_sla_timer_parent_class)->dispose (object);
}

static void
otk_sla_timer_class_init (OtkSlaTimerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = otk_sla_timer_set_property;
  object_class->dispose = otk_sla_timer_dispose;

  properties[PROP_KIND] =
      g_param_spec_int ("kind", NULL, NULL, OTK_LIMIT_REACTION, OTK_LIMIT_ANSWER,
                        OTK_LIMIT_RESOLUTION,
                        G_PARAM_WRITABLE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  properties[PROP_COMPACT] =
      g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                            G_PARAM_WRITABLE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/otklik/Otklik/otk-sla-timer.ui");
  gtk_widget_class_bind_template_child (widget_class, OtkSlaTimer, box);
  gtk_widget_class_bind_template_child (widget_class, OtkSlaTimer, icon);
  gtk_widget_class_bind_template_child (widget_class, OtkSlaTimer, title);
  gtk_widget_class_bind_template_child (widget_class, OtkSlaTimer, value);
  gtk_widget_class_bind_template_child (widget_class, OtkSlaTimer, bar);
  gtk_widget_class_bind_template_child (widget_class, OtkSlaTimer, scale);
  gtk_widget_class_bind_template_child (widget_class, OtkSlaTimer, norm);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "slatimer");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
otk_sla_timer_init (OtkSlaTimer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drawing_area_set_draw_func (self->bar, bar_drawn_cb, self, NULL);
}

GtkWidget *
otk_sla_timer_new (OtkLimit kind)
{
  return g_object_new (OTK_TYPE_SLA_TIMER, "kind", kind, NULL);
}

void
otk_sla_timer_set_dossier (OtkSlaTimer *self, OtkDossier *dossier)
{
  OtkTicker *ticker = otk_ticker_of (dossier->desk);
  g_autofree char *norm = NULL, *due = NULL;

  otk_dossier_ref (dossier);
  g_clear_pointer (&self->dossier, otk_dossier_unref);
  self->dossier = dossier;

  timer_tick (GTK_WIDGET (self), otk_desk_now (dossier->desk));
  norm = otk_format_duration (self->figures.norm / OTK_SECOND);
  gtk_label_set_text (self->norm, norm);
  gtk_widget_set_visible (GTK_WIDGET (self->scale), !self->compact && self->figures.norm > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), self->figures.norm > 0);
  due = otk_format_time_full (self->figures.due);
  if (*due)
    {
      /* Translators: a deadline. */
      g_autofree char *tooltip = g_strdup_printf (_ ("Due %s"), due);

      gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
    }
  else
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), NULL);

  if (!self->follows)
    otk_ticker_follow (ticker, GTK_WIDGET (self), timer_tick);
  else
    otk_ticker_nudge (ticker, GTK_WIDGET (self));
  self->follows = TRUE;
}

const char *
otk_sla_timer_text (OtkSlaTimer *self)
{
  return gtk_label_get_text (self->value);
}
