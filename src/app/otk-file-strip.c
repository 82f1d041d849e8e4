/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-file-strip.h"

#include "otk-error.h"
#include "otk-format.h"

#include <glib/gi18n-lib.h>

/* One file, copied in or on its way. */
typedef struct
{
  OtkFileStrip *strip; /* transfer none; NULL once the row was removed */
  GtkWidget *row;      /* transfer none */
  GtkWidget *note;     /* transfer none */
  char *name;
  char *sha256; /* NULL until copied */
  char *media_type;
  goffset size;
  GCancellable *cancellable;
} Item;

struct _OtkFileStrip
{
  GtkBox parent_instance;
  OtkDesk *desk;
  GPtrArray *items; /* of Item */
  GtkWidget *rows;  /* transfer none: children are held by the widget tree */
  GtkFileChooserNative *dialog;
};

G_DEFINE_FINAL_TYPE (OtkFileStrip, otk_file_strip, GTK_TYPE_BOX)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
item_clear (gpointer data)
{
  Item *item = data;

  g_free (item->name);
  g_free (item->sha256);
  g_free (item->media_type);
  g_object_unref (item->cancellable);
}

static void
item_release (gpointer data)
{
  g_rc_box_release_full (data, item_clear);
}

static void
item_drop (gpointer data)
{
  Item *item = data;

  g_cancellable_cancel (item->cancellable);
  item->strip = NULL;
  item_release (item);
}

static void
remove_clicked_cb (GtkButton *button, Item *item)
{
  OtkFileStrip *self = item->strip;
  GtkWidget *row = item->row;

  gtk_box_remove (GTK_BOX (self->rows), row);
  g_ptr_array_remove (self->items, item);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
show_size (Item *item)
{
  g_autofree char *size = otk_format_size (item->size);

  gtk_label_set_label (GTK_LABEL (item->note), size);
}

static Item *
add_item (OtkFileStrip *self, const char *name)
{
  Item *item = g_rc_box_new0 (Item);
  GtkWidget *icon = gtk_image_new_from_icon_name ("mail-attachment-symbolic");
  GtkWidget *title = gtk_label_new (name);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *text = g_strdup_printf (_ ("Remove %s"), name);

  item->strip = self;
  item->name = g_strdup (name);
  item->cancellable = g_cancellable_new ();
  item->row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  item->note = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_tooltip_text (title, name);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (item->note), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (item->note, "dim-label");
  gtk_widget_add_css_class (item->note, "numeric");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (remove_clicked_cb), item);
  gtk_box_append (GTK_BOX (item->row), icon);
  gtk_box_append (GTK_BOX (item->row), title);
  gtk_box_append (GTK_BOX (item->row), item->note);
  gtk_box_append (GTK_BOX (item->row), button);
  gtk_box_append (GTK_BOX (self->rows), item->row);
  g_ptr_array_add (self->items, item);
  return item;
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Item *item = data;
  g_autofree char *media_type = NULL;
  g_autoptr (GError) error = NULL;
  goffset size = 0;
  g_autofree char *sha256 =
      otk_desk_add_file_finish (OTK_DESK (source), result, &size, &media_type, &error);

  if (item->strip != NULL && sha256 == NULL)
    {
      g_autofree char *text = otk_error_text (error);
      gtk_label_set_label (GTK_LABEL (item->note), text);
      gtk_widget_set_tooltip_text (item->note, text);
      gtk_widget_add_css_class (item->note, "error");
    }
  else if (item->strip != NULL)
    {
      item->sha256 = g_steal_pointer (&sha256);
      item->media_type = g_steal_pointer (&media_type);
      item->size = size;
      show_size (item);
      g_signal_emit (item->strip, signals[CHANGED], 0);
    }
  item_release (item);
}

static void
dialog_answered_cb (GtkNativeDialog *dialog, int response, OtkFileStrip *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr (GFile) file = g_list_model_get_item (files, i);
          otk_file_strip_add (self, file);
        }
    }
  g_clear_object (&self->dialog);
}

static void
add_clicked_cb (GtkButton *button, OtkFileStrip *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->dialog != NULL)
    return;
  self->dialog =
      gtk_file_chooser_native_new (_ ("Attach Files"), GTK_WINDOW (root),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Attach"), _ ("_Cancel"));
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->dialog), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->dialog), TRUE);
  g_signal_connect_object (self->dialog, "response", G_CALLBACK (dialog_answered_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->dialog));
}

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, OtkFileStrip *self)
{
  GdkFileList *list = g_value_get_boxed (value);
  g_autoptr (GSList) files = gdk_file_list_get_files (list);

  for (GSList *at = files; at != NULL; at = at->next)
    otk_file_strip_add (self, at->data);
  return files != NULL;
}

static void
otk_file_strip_dispose (GObject *object)
{
  OtkFileStrip *self = OTK_FILE_STRIP (object);

  g_ptr_array_set_size (self->items, 0);
  g_clear_object (&self->dialog);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (otk_file_strip_parent_class)->dispose (object);
}

static void
otk_file_strip_finalize (GObject *object)
{
  g_ptr_array_unref (OTK_FILE_STRIP (object)->items);
  G_OBJECT_CLASS (otk_file_strip_parent_class)->finalize (object);
}

static void
otk_file_strip_class_init (OtkFileStripClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = otk_file_strip_dispose;
  G_OBJECT_CLASS (klass)->finalize = otk_file_strip_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
otk_file_strip_init (OtkFileStrip *self)
{
  GtkWidget *button = gtk_button_new (), *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->items = g_ptr_array_new_with_free_func (item_drop);
  self->rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (content), gtk_image_new_from_icon_name ("list-add-symbolic"));
  gtk_box_append (GTK_BOX (content), gtk_label_new (_ ("File")));
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, _ ("Attach files; they can also be dropped on the window"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Attach files"), -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (add_clicked_cb), self, 0);
  gtk_box_append (GTK_BOX (self), self->rows);
  gtk_box_append (GTK_BOX (self), button);
}

GtkWidget *
otk_file_strip_new (OtkDesk *desk)
{
  OtkFileStrip *self = g_object_new (OTK_TYPE_FILE_STRIP, NULL);

  self->desk = g_object_ref (desk);
  return GTK_WIDGET (self);
}

void
otk_file_strip_add (OtkFileStrip *self, GFile *file)
{
  g_autofree char *raw = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (raw);
  Item *item = add_item (self, name);

  gtk_label_set_label (GTK_LABEL (item->note), _ ("Copying…"));
  otk_desk_add_file_async (self->desk, file, item->cancellable, copied_cb, g_rc_box_acquire (item));
}

void
otk_file_strip_accept_drops (OtkFileStrip *self, GtkWidget *widget)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), self, 0);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
}

guint
otk_file_strip_count (OtkFileStrip *self)
{
  return self->items->len;
}

gboolean
otk_file_strip_is_busy (OtkFileStrip *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);
      if (item->sha256 == NULL && !gtk_widget_has_css_class (item->note, "error"))
        return TRUE;
    }
  return FALSE;
}

void
otk_file_strip_clear (OtkFileStrip *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->rows)) != NULL)
    gtk_box_remove (GTK_BOX (self->rows), row);
  g_ptr_array_set_size (self->items, 0);
}

void
otk_file_strip_fill (OtkFileStrip *self, GPtrArray *commands, const OtkId *request)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);
      OtkCommand *command;
      if (item->sha256 == NULL)
        continue;
      command = otk_desk_command (self->desk, OTK_COMMAND_ATTACH, request);
      otk_command_with_text (command, "name", item->name);
      otk_command_with_text (command, "sha256", item->sha256);
      otk_command_with_int (command, "size", item->size);
      if (item->media_type != NULL)
        otk_command_with_text (command, "media_type", item->media_type);
      g_ptr_array_add (commands, command);
    }
}

void
otk_file_strip_save (OtkFileStrip *self, GKeyFile *draft, const char *group)
{
  int n = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);
      g_autofree char *key = g_strdup_printf ("file%d", n);
      g_autofree char *size = g_strdup_printf ("%" G_GOFFSET_FORMAT, item->size);
      const char *parts[] = { item->name, item->sha256, size,
                              item->media_type != NULL ? item->media_type : "" };
      if (item->sha256 == NULL)
        continue;
      g_key_file_set_string_list (draft, group, key, parts, G_N_ELEMENTS (parts));
      n++;
    }
}

void
otk_file_strip_load (OtkFileStrip *self, GKeyFile *draft, const char *group)
{
  otk_file_strip_clear (self);
  for (int n = 0;; n++)
    {
      g_autofree char *key = g_strdup_printf ("file%d", n);
      g_auto (GStrv) parts = g_key_file_get_string_list (draft, group, key, NULL, NULL);
      Item *item;
      if (parts == NULL || g_strv_length (parts) != 4)
        return;
      item = add_item (self, parts[0]);
      item->sha256 = g_strdup (parts[1]);
      item->size = g_ascii_strtoll (parts[2], NULL, 10);
      item->media_type = *parts[3] != '\0' ? g_strdup (parts[3]) : NULL;
      show_size (item);
    }
}
