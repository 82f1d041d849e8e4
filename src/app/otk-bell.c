/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-bell.h"

#include "otk-act.h"
#include "otk-format.h"

#include <glib/gi18n-lib.h>

/* The feed shows so many of the latest. */
#define SHOWN 50
/* The window comes first; and while notices keep coming they are counted once in this time, ms. */
#define CALM 200

struct _OtkBell
{
  AdwBin parent_instance;

  OtkDesk *desk;
  GCancellable *asking;
  guint calm;
  guint unread;

  GtkMenuButton *button;
  GtkLabel *count;
  GtkListBox *list;
  GtkWidget *read_all;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (OtkBell, otk_bell, ADW_TYPE_BIN)

char *
otk_notice_text (const OtkRecord *notice)
{
  const OtkChoice *choice =
      otk_choice_by_value (otk_notice_kind_choices, otk_record_int (notice, OTK_NOTICE_KIND));
  const char *what = choice == NULL ? "" : g_dgettext (GETTEXT_PACKAGE, choice->label);
  const char *detail = otk_record_text (notice, OTK_NOTICE_DETAIL);

  if (detail == NULL || *detail == '\0')
    return g_strdup (what);
  if (otk_record_int (notice, OTK_NOTICE_KIND) == OTK_NOTICE_MERGED)
    return g_strdup_printf ("%s: №%s", what, detail);
  return g_strdup_printf ("%s: %s", what, detail);
}

char *
otk_notice_title (OtkDesk *desk, const OtkRecord *notice)
{
  const OtkId *id = otk_record_ref_id (notice, OTK_NOTICE_REQUEST);
  g_autoptr (OtkRecord) request = id == NULL ? NULL : otk_desk_find (desk, OTK_ENTITY_REQUEST, id);
  g_autofree char *number = NULL;

  if (request == NULL)
    return g_strdup (_ ("Otklik"));
  number = otk_format_number (request);
  return g_strdup_printf ("%s · %s", number, otk_record_name (request));
}

static GtkWidget *
row_new (OtkBell *self, OtkRecord *notice)
{
  g_autofree char *title = otk_notice_title (self->desk, notice);
  g_autofree char *text = otk_notice_text (notice);
  g_autofree char *title_markup = g_markup_escape_text (title, -1);
  OtkTime at = otk_record_time (notice, OTK_NOTICE_AT);
  g_autofree char *when = otk_format_time (at, otk_desk_now (self->desk));
  g_autofree char *full = otk_format_time_full (at);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", text, when);
  g_autofree char *subtitle_markup = g_markup_escape_text (subtitle, -1);
  g_autofree char *label = g_strdup_printf ("%s. %s", title, subtitle);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_markup);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle_markup);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_tooltip_text (row, full);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  if (otk_record_is_null (notice, OTK_NOTICE_READ_AT))
    {
      GtkWidget *dot = gtk_image_new_from_icon_name ("media-record-symbolic");

      gtk_widget_add_css_class (row, "unread");
      gtk_widget_add_css_class (dot, "accent");
      gtk_image_set_pixel_size (GTK_IMAGE (dot), 10);
      gtk_widget_set_tooltip_text (dot, _ ("Not read yet"));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), dot);
    }
  g_object_set_data_full (G_OBJECT (row), "otk-notice", otk_record_ref (notice),
                          (GDestroyNotify) otk_record_unref);
  return row;
}

static void
show_count (OtkBell *self)
{
  g_autofree char *text = g_strdup_printf (self->unread > 99 ? "99+" : "%u", self->unread);
  g_autofree char *label =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Notifications, %u unread",
                                    "Notifications, %u unread", self->unread),
                       self->unread);

  gtk_label_set_label (self->count, text);
  gtk_widget_set_visible (GTK_WIDGET (self->count), self->unread > 0);
  gtk_widget_set_sensitive (self->read_all, self->unread > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

/* Mine, the latest first. NULL where nobody sits here. */
static OtkView *
view_new (OtkBell *self, gboolean unread)
{
  const OtkRecord *me = otk_desk_me (self->desk);
  OtkView *view;

  if (me == NULL)
    return NULL;
  view = otk_view_new (OTK_ENTITY_NOTICE);
  otk_view_add_id (view, OTK_NOTICE_RECIPIENT, OTK_OP_EQ, otk_record_id (me));
  if (unread)
    otk_view_add (view, OTK_NOTICE_READ_AT, OTK_OP_EMPTY, NULL);
  view->sort = OTK_NOTICE_AT;
  view->descending = TRUE;
  return view;
}

static void
feed_answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OtkBell) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = otk_desk_ids_finish (OTK_DESK (source), result, &error);
  g_autoptr (GPtrArray) notices = NULL;
  GtkListBoxRow *row;

  if (ids == NULL || self->desk == NULL)
    return;
  notices = otk_desk_rows (self->desk, OTK_ENTITY_NOTICE, (const gint64 *) (gpointer) ids->data,
                           MIN (ids->len, SHOWN));
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; notices != NULL && i < notices->len; i++)
    if (notices->pdata[i] != NULL)
      gtk_list_box_append (self->list, row_new (self, notices->pdata[i]));
  gtk_stack_set_visible_child_name (self->stack, ids->len > 0 ? "feed" : "empty");
}

/* There may be tens of thousands: only those that are looked at are read. */
static void
show_feed (OtkBell *self)
{
  g_autoptr (OtkView) view = view_new (self, FALSE);

  if (view != NULL)
    otk_desk_ids_async (self->desk, view, NULL, feed_answered_cb, g_object_ref (self));
}

static void
count_answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OtkBell) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) counts = otk_desk_counts_finish (OTK_DESK (source), result, &error);

  if (counts == NULL || counts->len == 0)
    return;
  self->unread = g_array_index (counts, gint64, 0);
  show_count (self);
}

static gboolean
calm_cb (gpointer data)
{
  OtkBell *self = data;
  OtkView *view = view_new (self, TRUE);

  self->calm = 0;
  if (view != NULL)
    {
      g_autoptr (GPtrArray) views = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_view_free);

      g_ptr_array_add (views, view);
      if (self->asking != NULL)
        g_cancellable_cancel (self->asking);
      g_clear_object (&self->asking);
      self->asking = g_cancellable_new ();
      otk_desk_counts_async (self->desk, views, self->asking, count_answered_cb,
                             g_object_ref (self));
    }
  if (gtk_widget_get_visible (GTK_WIDGET (gtk_menu_button_get_popover (self->button))))
    show_feed (self);
  return G_SOURCE_REMOVE;
}

static void
desk_changed_cb (OtkBell *self, GArray *changes)
{
  for (guint i = 0; i < changes->len && self->calm == 0; i++)
    if (g_array_index (changes, OtkChange, i).entity == OTK_ENTITY_NOTICE)
      self->calm = g_timeout_add (CALM, calm_cb, self);
}

static void
mark_read (OtkBell *self, const OtkRecord *notice)
{
  const OtkId *request = otk_record_ref_id (notice, OTK_NOTICE_REQUEST);
  OtkCommand *command;

  if (request == NULL || !otk_record_is_null (notice, OTK_NOTICE_READ_AT))
    return;
  command = otk_desk_command (self->desk, OTK_COMMAND_NOTICE_READ, request);
  otk_command_with_id (command, "notice", otk_record_id (notice));
  otk_act (GTK_WIDGET (self), command);
}

static void
row_activated_cb (OtkBell *self, GtkListBoxRow *row)
{
  g_autoptr (OtkRecord) notice = otk_record_ref (g_object_get_data (G_OBJECT (row), "otk-notice"));
  const OtkId *request = otk_record_ref_id (notice, OTK_NOTICE_REQUEST);

  gtk_menu_button_popdown (self->button);
  mark_read (self, notice);
  if (request != NULL)
    otk_open_request (GTK_WIDGET (self), request);
}

static void
unread_answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OtkBell) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = otk_desk_ids_finish (OTK_DESK (source), result, &error);
  g_autoptr (GPtrArray) notices = NULL;

  if (ids == NULL || self->desk == NULL)
    return;
  notices = otk_desk_rows (self->desk, OTK_ENTITY_NOTICE, (const gint64 *) (gpointer) ids->data,
                           ids->len);
  for (guint i = 0; notices != NULL && i < notices->len; i++)
    if (notices->pdata[i] != NULL)
      mark_read (self, notices->pdata[i]);
}

static void
read_all_clicked_cb (OtkBell *self)
{
  g_autoptr (OtkView) view = view_new (self, TRUE);

  if (view != NULL)
    otk_desk_ids_async (self->desk, view, NULL, unread_answered_cb, g_object_ref (self));
}

static void
otk_bell_dispose (GObject *object)
{
  OtkBell *self = OTK_BELL (object);

  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_handle_id (&self->calm, g_source_remove);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (otk_bell_parent_class)->dispose (object);
}

static void
otk_bell_class_init (OtkBellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_bell_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/otklik/Otklik/otk-bell.ui");
  gtk_widget_class_bind_template_child (widget_class, OtkBell, button);
  gtk_widget_class_bind_template_child (widget_class, OtkBell, count);
  gtk_widget_class_bind_template_child (widget_class, OtkBell, list);
  gtk_widget_class_bind_template_child (widget_class, OtkBell, read_all);
  gtk_widget_class_bind_template_child (widget_class, OtkBell, stack);
  gtk_widget_class_bind_template_callback (widget_class, show_feed);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, read_all_clicked_cb);
}

static void
otk_bell_init (OtkBell *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
otk_bell_new (OtkDesk *desk)
{
  OtkBell *self = g_object_new (OTK_TYPE_BELL, NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "changed", G_CALLBACK (desk_changed_cb), self, G_CONNECT_SWAPPED);
  show_count (self);
  self->calm = g_timeout_add (CALM, calm_cb, self);
  return GTK_WIDGET (self);
}

void
otk_bell_popup (OtkBell *self)
{
  gtk_menu_button_popup (self->button);
}

guint
otk_bell_unread (OtkBell *self)
{
  return self->unread;
}
