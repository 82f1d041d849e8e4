/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-status-times.h"

#include "otk-format.h"
#include "otk-ticker.h"

struct _OtkStatusTimes
{
  GtkWidget parent_instance;

  OtkDossier *dossier;
  gboolean follows;

  GtkWidget *grid;
  GtkLabel *names[OTK_STATUS_CLOSED + 1];
  GtkLabel *times[OTK_STATUS_CLOSED + 1];
};

G_DEFINE_FINAL_TYPE (OtkStatusTimes, otk_status_times, GTK_TYPE_WIDGET)

static void
show_time (OtkStatusTimes *self, OtkStatus status, OtkTime now)
{
  g_autofree char *text = otk_status_time_text (otk_dossier_time_in (self->dossier, status, now));
  g_autofree char *name = NULL;

  if (g_str_equal (text, gtk_label_get_text (self->times[status])))
    return;
  gtk_label_set_text (self->times[status], text);
  name = g_strdup_printf ("%s: %s", otk_status_text (status), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->times[status]),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* Only the current status goes on; a closed request's time does not interest any more. */
static OtkTime
times_tick (GtkWidget *widget, OtkTime now)
{
  OtkStatusTimes *self = OTK_STATUS_TIMES (widget);
  OtkStatus status = self->dossier ? otk_dossier_status (self->dossier) : OTK_STATUS_CLOSED;

  if (!self->dossier)
    return OTK_TIME_NONE;
  show_time (self, status, now);
  if (status == OTK_STATUS_CLOSED)
    return OTK_TIME_NONE;
  return now + (OTK_SECOND - otk_dossier_time_in (self->dossier, status, now) % OTK_SECOND);
}

static void
otk_status_times_dispose (GObject *object)
{
  OtkStatusTimes *self = OTK_STATUS_TIMES (object);

  g_clear_pointer (&self->dossier, otk_dossier_unref);
  g_clear_pointer (&self->grid, gtk_widget_unparent);

  G_OBJECT_CLASS (otk_status_times_parent_class)->dispose (object);
}

static void
otk_status_times_class_init (OtkStatusTimesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = otk_status_times_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
otk_status_times_init (OtkStatusTimes *self)
{
  self->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 12);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
  for (OtkStatus status = OTK_STATUS_NEW; status <= OTK_STATUS_CLOSED; status++)
    {
      GtkWidget *name = gtk_label_new (otk_status_text (status)), *time = gtk_label_new ("");

      gtk_label_set_xalign (GTK_LABEL (name), 0);
      gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
      gtk_widget_set_hexpand (name, TRUE);
      gtk_label_set_xalign (GTK_LABEL (time), 1);
      gtk_widget_add_css_class (time, "numeric");
      gtk_grid_attach (GTK_GRID (self->grid), name, 0, status, 1, 1);
      gtk_grid_attach (GTK_GRID (self->grid), time, 1, status, 1, 1);
      self->names[status] = GTK_LABEL (name);
      self->times[status] = GTK_LABEL (time);
    }
}

void
otk_status_times_set_dossier (OtkStatusTimes *self, OtkDossier *dossier)
{
  OtkTime now = otk_desk_now (dossier->desk);
  OtkTicker *ticker = otk_ticker_of (dossier->desk);

  otk_dossier_ref (dossier);
  g_clear_pointer (&self->dossier, otk_dossier_unref);
  self->dossier = dossier;
  for (OtkStatus status = OTK_STATUS_NEW; status <= OTK_STATUS_CLOSED; status++)
    {
      gboolean visited = otk_dossier_last_visit (dossier, status) != NULL;
      GtkWidget *widgets[] = { GTK_WIDGET (self->names[status]), GTK_WIDGET (self->times[status]) };

      show_time (self, status, now);
      for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
        if (visited)
          gtk_widget_remove_css_class (widgets[i], "dim-label");
        else
          gtk_widget_add_css_class (widgets[i], "dim-label");
    }
  if (!self->follows)
    otk_ticker_follow (ticker, GTK_WIDGET (self), times_tick);
  else
    otk_ticker_nudge (ticker, GTK_WIDGET (self));
  self->follows = TRUE;
}

char *
otk_status_time_text (gint64 milliseconds)
{
  gint64 seconds = MAX (milliseconds, 0) / OTK_SECOND;

  return g_strdup_printf ("%02" G_GINT64_FORMAT ":%02d:%02d", seconds / 3600,
                          (int) (seconds / 60 % 60), (int) (seconds % 60));
}
