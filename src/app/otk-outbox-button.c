/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-outbox-button.h"

#include "otk-act.h"
#include "otk-error.h"
#include "otk-queued-text.h"

#include <glib/gi18n-lib.h>

/* Of what waits the popover shows so much. */
#define SHOWN 50

struct _OtkOutboxButton
{
  AdwBin parent_instance;

  OtkDesk *desk;

  GtkMenuButton *button;
  GtkImage *icon;
  GtkLabel *count;
  GtkLabel *state;
  GtkLabel *problem;
  GtkProgressBar *progress;
  GtkWidget *sign_in;
  GtkWidget *retry;
  GtkButton *attention;
  GtkLabel *waiting;
  GtkWidget *scroller;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (OtkOutboxButton, otk_outbox_button, ADW_TYPE_BIN)

static char *
unsent_text (guint n)
{
  if (n == 0)
    return g_strdup (_ ("Everything is sent"));
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u not sent yet", "%u not sent yet", n),
                          n);
}

static char *
attention_text (guint n)
{
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u needs attention", "%u need attention", n), n);
}

static void
show_problem (OtkOutboxButton *self, const char *problem)
{
  g_autoptr (GError) error =
      problem != NULL ? g_error_new_literal (OTK_ERROR, OTK_ERROR_OFFLINE, problem) : NULL;
  g_autofree char *text = error != NULL ? otk_error_text (error) : NULL;

  gtk_label_set_label (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL && *text != '\0');
}

static void
show_state (OtkOutboxButton *self)
{
  const OtkDeskSync *sync = otk_desk_sync (self->desk);
  guint unsent = otk_desk_n_unsent (self->desk), refused = otk_desk_n_attention (self->desk);
  g_autofree char *state = otk_link_text (self->desk), *waiting = unsent_text (unsent);
  g_autofree char *attention = attention_text (refused);
  g_autofree char *count = g_strdup_printf (unsent + refused > 99 ? "99+" : "%u", unsent + refused);
  g_autofree char *label = g_strjoin (". ", state, waiting, refused > 0 ? attention : NULL, NULL);

  gtk_image_set_from_icon_name (self->icon, otk_link_icon (self->desk));
  gtk_label_set_label (self->count, count);
  gtk_widget_set_visible (GTK_WIDGET (self->count), unsent + refused > 0);
  gtk_label_set_label (self->state, state);
  show_problem (self, sync->link == OTK_LINK_ONLINE ? NULL : sync->problem);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), sync->link == OTK_LINK_DOWNLOADING);
  gtk_progress_bar_set_fraction (self->progress,
                                 sync->total > 0 ? (double) sync->done / (double) sync->total : 0);
  gtk_widget_set_visible (self->sign_in, sync->link == OTK_LINK_SIGNED_OUT);
  gtk_widget_set_visible (self->retry,
                          sync->link == OTK_LINK_OFFLINE || sync->link == OTK_LINK_STOPPED);
  gtk_button_set_label (self->attention, attention);
  gtk_widget_set_visible (GTK_WIDGET (self->attention), refused > 0);
  gtk_label_set_label (self->waiting, waiting);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

static GtkWidget *
row_new (OtkOutboxButton *self, const OtkQueued *queued)
{
  g_autofree char *title = otk_queued_title (self->desk, queued);
  g_autofree char *title_markup = g_markup_escape_text (title, -1);
  g_autofree char *doubt = queued->doubt != NULL ? otk_queued_reason (queued) : NULL;
  g_autofree char *text = NULL, *markup = NULL, *label = NULL;
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_markup);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  if (doubt != NULL)
    {
      text = g_strdup_printf (_ ("Will probably be refused: %s"), doubt);
      markup = g_markup_escape_text (text, -1);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), markup);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
    }
  label = g_strjoin (". ", title, text, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (row), "otk-root",
                          g_memdup2 (&queued->command->root, sizeof (OtkId)), g_free);
  return row;
}

/* Only while somebody looks: there may be hundreds. */
static void
show_outbox (OtkOutboxButton *self)
{
  g_autoptr (GPtrArray) waiting = otk_desk_outbox (self->desk, SHOWN);
  GtkListBoxRow *row;

  show_state (self);
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < waiting->len; i++)
    gtk_list_box_append (self->list, row_new (self, waiting->pdata[i]));
  gtk_widget_set_visible (self->scroller, waiting->len > 0);
}

static void
changed_cb (OtkOutboxButton *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (gtk_menu_button_get_popover (self->button))))
    show_outbox (self);
  else
    show_state (self);
}

static void
popdown (OtkOutboxButton *self)
{
  gtk_menu_button_popdown (self->button);
}

static void
row_activated_cb (OtkOutboxButton *self, GtkListBoxRow *row)
{
  OtkId root = *(const OtkId *) g_object_get_data (G_OBJECT (row), "otk-root");
  g_autoptr (OtkRecord) request = otk_desk_find (self->desk, OTK_ENTITY_REQUEST, &root);

  popdown (self);
  if (request != NULL)
    otk_open_request (GTK_WIDGET (self), &root);
}

static void
otk_outbox_button_dispose (GObject *object)
{
  g_clear_object (&OTK_OUTBOX_BUTTON (object)->desk);

  G_OBJECT_CLASS (otk_outbox_button_parent_class)->dispose (object);
}

static void
otk_outbox_button_class_init (OtkOutboxButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_outbox_button_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/otklik/Otklik/otk-outbox-button.ui");
  gtk_widget_class_bind_template_child (widget_class, OtkOutboxButton, button);
  gtk_widget_class_bind_template_child (widget_class, OtkOutboxButton, icon);
  gtk_widget_class_bind_template_child (widget_class, OtkOutboxButton, count);
  gtk_widget_class_bind_template_child (widget_class, OtkOutboxButton, state);
  gtk_widget_class_bind_template_child (widget_class, OtkOutboxButton, problem);
  gtk_widget_class_bind_template_child (widget_class, OtkOutboxButton, progress);
  gtk_widget_class_bind_template_child (widget_class, OtkOutboxButton, sign_in);
  gtk_widget_class_bind_template_child (widget_class, OtkOutboxButton, retry);
  gtk_widget_class_bind_template_child (widget_class, OtkOutboxButton, attention);
  gtk_widget_class_bind_template_child (widget_class, OtkOutboxButton, waiting);
  gtk_widget_class_bind_template_child (widget_class, OtkOutboxButton, scroller);
  gtk_widget_class_bind_template_child (widget_class, OtkOutboxButton, list);
  gtk_widget_class_bind_template_callback (widget_class, show_outbox);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, popdown);
}

static void
otk_outbox_button_init (OtkOutboxButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
otk_outbox_button_new (OtkDesk *desk)
{
  OtkOutboxButton *self = g_object_new (OTK_TYPE_OUTBOX_BUTTON, NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "outbox", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "sync", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  show_state (self);
  return GTK_WIDGET (self);
}

void
otk_outbox_button_popup (OtkOutboxButton *self)
{
  gtk_menu_button_popup (self->button);
}
