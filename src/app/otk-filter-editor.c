/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-filter-editor.h"

#include "otk-error.h"
#include "otk-form-field.h"
#include "otk-form-kit.h"

#include <glib/gi18n-lib.h>

/* Counted once the typing rests, ms. */
#define REST 250

struct _OtkFilterEditor
{
  GtkBox parent_instance;

  OtkDesk *desk;
  OtkView *view; /* (nullable): what the text says; NULL where it cannot be read */
  GtkWidget *rows;
  GtkWidget *text;
  GtkWidget *count;
  guint count_source;
  GCancellable *counting; /* (nullable) */
  gboolean setting;       /* rows and text change by program */
};

G_DEFINE_FINAL_TYPE (OtkFilterEditor, otk_filter_editor, GTK_TYPE_BOX)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* How many match. */

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OtkFilterEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) counts = otk_desk_counts_finish (OTK_DESK (source), result, &error);
  g_autofree char *text = NULL;
  guint n;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->desk == NULL)
    return;
  g_clear_object (&self->counting);
  n = counts != NULL ? (guint) g_array_index (counts, gint64, 0) : 0;
  text = counts != NULL ? g_strdup_printf (
             g_dngettext (GETTEXT_PACKAGE, "%u request matches", "%u requests match", n), n)
                        : otk_error_text (error);
  gtk_label_set_text (GTK_LABEL (self->count), text);
}

static void
stop_counting (OtkFilterEditor *self)
{
  g_clear_handle_id (&self->count_source, g_source_remove);
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
}

static gboolean
count_due_cb (gpointer data)
{
  OtkFilterEditor *self = data;
  g_autoptr (GPtrArray) views = g_ptr_array_new ();

  self->count_source = 0;
  g_ptr_array_add (views, self->view);
  self->counting = g_cancellable_new ();
  otk_desk_counts_async (self->desk, views, self->counting, counted_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
count (OtkFilterEditor *self)
{
  stop_counting (self);
  if (self->view != NULL)
    self->count_source = g_timeout_add (REST, count_due_cb, self);
}

/* The rows and the text follow each other. */

static void
row_changed_cb (OtkFilterEditor *self)
{
  OtkView *view = otk_view_new (OTK_ENTITY_REQUEST);
  g_autofree char *text = NULL;

  if (self->setting)
    {
      otk_view_free (view);
      return;
    }
  /* The order and the words to search for are the text's alone. */
  if (self->view != NULL)
    {
      otk_view_free (view);
      view = otk_view_copy (self->view);
      g_ptr_array_set_size (view->conditions, 0);
    }
  for (GtkWidget *row = gtk_widget_get_first_child (self->rows); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    otk_filter_row_add (OTK_FILTER_ROW (row), view);
  g_clear_pointer (&self->view, otk_view_free);
  self->view = view;
  text = otk_view_print (view);
  self->setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->text), text);
  gtk_widget_remove_css_class (self->text, "error");
  self->setting = FALSE;
  count (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
row_removed_cb (OtkFilterRow *row, OtkFilterEditor *self)
{
  GtkWidget *next = gtk_widget_get_next_sibling (self->rows);

  gtk_widget_child_focus (next, GTK_DIR_TAB_FORWARD);
  gtk_box_remove (GTK_BOX (self->rows), GTK_WIDGET (row));
  row_changed_cb (self);
}

static GtkWidget *
append_row (OtkFilterEditor *self, const OtkView *view, guint index)
{
  GtkWidget *row = otk_filter_row_new (self->desk, view, index);

  g_signal_connect_object (row, "changed", G_CALLBACK (row_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "removed", G_CALLBACK (row_removed_cb), self, 0);
  gtk_box_append (GTK_BOX (self->rows), row);
  return row;
}

static void
read_text (OtkFilterEditor *self)
{
  g_autofree char *text = otk_entry_text (self->text);
  g_autoptr (GError) error = NULL;
  GtkWidget *row;

  g_clear_pointer (&self->view, otk_view_free);
  self->view = otk_view_parse (OTK_ENTITY_REQUEST, text, &error);
  stop_counting (self);
  if (self->view == NULL)
    {
      g_autofree char *problem = otk_error_text (error);

      gtk_label_set_text (GTK_LABEL (self->count), problem);
      gtk_widget_add_css_class (self->text, "error");
      return;
    }
  gtk_widget_remove_css_class (self->text, "error");
  while ((row = gtk_widget_get_first_child (self->rows)) != NULL)
    gtk_box_remove (GTK_BOX (self->rows), row);
  for (guint i = 0; i < self->view->conditions->len; i++)
    append_row (self, self->view, i);
  count (self);
}

static void
text_changed_cb (OtkFilterEditor *self)
{
  if (self->setting)
    return;
  self->setting = TRUE;
  read_text (self);
  self->setting = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
add_clicked_cb (OtkFilterEditor *self)
{
  GtkWidget *row = append_row (self, NULL, 0);

  gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
  row_changed_cb (self);
}

static void
otk_filter_editor_dispose (GObject *object)
{
  OtkFilterEditor *self = OTK_FILTER_EDITOR (object);

  stop_counting (self);
  g_clear_pointer (&self->view, otk_view_free);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (otk_filter_editor_parent_class)->dispose (object);
}

static void
otk_filter_editor_class_init (OtkFilterEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = otk_filter_editor_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
otk_filter_editor_init (OtkFilterEditor *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *add = gtk_button_new_with_label (_ ("Add a condition"));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->count = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->count), TRUE);
  gtk_widget_add_css_class (self->count, "dim-label");
  gtk_box_append (GTK_BOX (bar), add);
  gtk_box_append (GTK_BOX (bar), self->count);
  self->text = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->text), _ ("The same as a text"));
  gtk_box_append (GTK_BOX (self), self->rows);
  gtk_box_append (GTK_BOX (self), bar);
  gtk_box_append (GTK_BOX (self), self->text);
  otk_widget_set_name (self->text, _ ("Filter as a text"));
  g_signal_connect_object (add, "clicked", G_CALLBACK (add_clicked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->text, "changed", G_CALLBACK (text_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
otk_filter_editor_new (OtkDesk *desk)
{
  OtkFilterEditor *self = g_object_new (OTK_TYPE_FILTER_EDITOR, NULL);

  self->desk = g_object_ref (desk);
  otk_filter_editor_set (self, NULL);
  return GTK_WIDGET (self);
}

char *
otk_filter_editor_get (OtkFilterEditor *self)
{
  return otk_entry_text (self->text);
}

void
otk_filter_editor_set (OtkFilterEditor *self, const char *text)
{
  self->setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->text), text != NULL ? text : "");
  read_text (self);
  self->setting = FALSE;
}
