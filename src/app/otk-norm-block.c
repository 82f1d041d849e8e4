/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-norm-block.h"

#include "otk-explain-window.h"
#include "otk-format.h"
#include "otk-sla-timer.h"
#include "otk-ticker.h"

enum
{
  LINE_LIMIT,
  LINE_DUE,
  LINE_SPENT,
  LINE_LEFT,
  N_LINES
};

struct _OtkNormBlock
{
  GtkWidget parent_instance;

  OtkDossier *dossier;
  OtkLimit limit;
  gboolean follows;

  GtkWidget *box;
  GtkWidget *timer;
  GtkWidget *grid;
  GtkLabel *names[N_LINES];
  GtkLabel *values[N_LINES];
  GtkWidget *why;
};

G_DEFINE_FINAL_TYPE (OtkNormBlock, otk_norm_block, GTK_TYPE_WIDGET)

static void
set_line (OtkNormBlock *self, guint line, const char *text)
{
  if (!g_str_equal (text, gtk_label_get_text (self->values[line])))
    gtk_label_set_text (self->values[line], text);
}

static OtkTime
block_tick (GtkWidget *widget, OtkTime now)
{
  OtkNormBlock *self = OTK_NORM_BLOCK (widget);
  OtkSlaFigures figures;
  g_autofree char *limit = NULL, *due = NULL, *spent = NULL, *left = NULL;

  if (!self->dossier)
    return OTK_TIME_NONE;
  otk_sla_figures (self->dossier, self->limit, now, &figures);
  limit = otk_format_duration (figures.norm / OTK_SECOND);
  due = otk_format_time_full (figures.due);
  spent = otk_format_duration (figures.spent / OTK_SECOND);
  left = otk_format_duration (ABS (figures.left) / OTK_SECOND);
  set_line (self, LINE_LIMIT, figures.norm > 0 ? limit : "—");
  set_line (self, LINE_DUE, *due ? due : "—");
  set_line (self, LINE_SPENT, figures.look == OTK_LOOK_NONE && figures.spent == 0 ? "—" : spent);
  set_line (self, LINE_LEFT, figures.look == OTK_LOOK_NONE ? "—" : left);
  gtk_label_set_text (self->names[LINE_LEFT], figures.left < 0 ? _ ("Over the norm") : _ ("Left"));
  gtk_widget_set_visible (self->why, figures.norm > 0);

  switch (figures.look)
    {
    case OTK_LOOK_CALM:
    case OTK_LOOK_WARNING:
    case OTK_LOOK_DANGER:
    case OTK_LOOK_OVER:
      return now + otk_format_left_next (figures.left);
    default:
      return figures.opens;
    }
}

static void
why_clicked_cb (OtkNormBlock *self)
{
  otk_explain_window_present (GTK_WIDGET (self), self->dossier, self->limit);
}

static void
otk_norm_block_dispose (GObject *object)
{
  OtkNormBlock *self = OTK_NORM_BLOCK (object);

  g_clear_pointer (&self->dossier, otk_dossier_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (otk_norm_block_parent_class)->dispose (object);
}

static void
otk_norm_block_class_init (OtkNormBlockClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = otk_norm_block_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
add_lines (OtkNormBlock *self)
{
  static const char *const labels[N_LINES] = { N_ ("Norm"), N_ ("Due"), N_ ("Spent"), N_ ("Left") };

  self->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 12);
  for (guint i = 0; i < N_LINES; i++)
    {
      GtkWidget *name = gtk_label_new (_ (labels[i])), *value = gtk_label_new ("");

      gtk_label_set_xalign (GTK_LABEL (name), 0);
      gtk_widget_add_css_class (name, "dim-label");
      gtk_label_set_xalign (GTK_LABEL (value), 1);
      gtk_label_set_wrap (GTK_LABEL (value), TRUE);
      gtk_widget_set_hexpand (value, TRUE);
      gtk_widget_add_css_class (value, "numeric");
      gtk_grid_attach (GTK_GRID (self->grid), name, 0, i, 1, 1);
      gtk_grid_attach (GTK_GRID (self->grid), value, 1, i, 1, 1);
      self->names[i] = GTK_LABEL (name);
      self->values[i] = GTK_LABEL (value);
    }
}

static void
otk_norm_block_init (OtkNormBlock *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_add_css_class (self->box, "card");
  gtk_widget_add_css_class (self->box, "text-card");
  gtk_widget_set_size_request (self->box, 220, -1);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  add_lines (self);
  self->why = gtk_button_new_with_label (_ ("why this deadline"));
  gtk_widget_add_css_class (self->why, "link");
  gtk_widget_add_css_class (self->why, "inline-link");
  gtk_widget_set_halign (self->why, GTK_ALIGN_START);
  g_signal_connect_object (self->why, "clicked", G_CALLBACK (why_clicked_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
otk_norm_block_new (OtkLimit limit)
{
  OtkNormBlock *self = g_object_new (OTK_TYPE_NORM_BLOCK, NULL);

  self->limit = limit;
  self->timer = otk_sla_timer_new (limit);
  gtk_box_append (GTK_BOX (self->box), self->timer);
  gtk_box_append (GTK_BOX (self->box), self->grid);
  gtk_box_append (GTK_BOX (self->box), self->why);
  return GTK_WIDGET (self);
}

void
otk_norm_block_set_dossier (OtkNormBlock *self, OtkDossier *dossier)
{
  OtkTicker *ticker = otk_ticker_of (dossier->desk);

  otk_dossier_ref (dossier);
  g_clear_pointer (&self->dossier, otk_dossier_unref);
  self->dossier = dossier;
  otk_sla_timer_set_dossier (OTK_SLA_TIMER (self->timer), dossier);
  block_tick (GTK_WIDGET (self), otk_desk_now (dossier->desk));
  if (!self->follows)
    otk_ticker_follow (ticker, GTK_WIDGET (self), block_tick);
  else
    otk_ticker_nudge (ticker, GTK_WIDGET (self));
  self->follows = TRUE;
}
