/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-window.h"

struct _OtkWindow
{
  AdwApplicationWindow parent_instance;

  OtkDesk *desk;

  AdwToastOverlay *toasts;
};

G_DEFINE_FINAL_TYPE (OtkWindow, otk_window, ADW_TYPE_APPLICATION_WINDOW)

static void
otk_window_dispose (GObject *object)
{
  OtkWindow *self = OTK_WINDOW (object);

  g_clear_object (&self->desk);

  G_OBJECT_CLASS (otk_window_parent_class)->dispose (object);
}

static void
otk_window_class_init (OtkWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/otklik/Otklik/otk-window.ui");
  gtk_widget_class_bind_template_child (widget_class, OtkWindow, toasts);
}

static void
otk_window_init (OtkWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

OtkWindow *
otk_window_new (GtkApplication *application, OtkDesk *desk)
{
  OtkWindow *self = g_object_new (OTK_TYPE_WINDOW, "application", application, NULL);

  self->desk = g_object_ref (desk);
  return self;
}

OtkDesk *
otk_window_desk (OtkWindow *self)
{
  return self->desk;
}

OtkWindow *
otk_window_of (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  while (root != NULL && !OTK_IS_WINDOW (root))
    root =
        GTK_IS_WINDOW (root) ? GTK_ROOT (gtk_window_get_transient_for (GTK_WINDOW (root))) : NULL;
  return root == NULL ? NULL : OTK_WINDOW (root);
}

void
otk_window_add_toast (OtkWindow *self, AdwToast *toast)
{
  adw_toast_overlay_add_toast (self->toasts, toast);
}
