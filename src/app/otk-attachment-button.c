/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-attachment-button.h"

#include "otk-act.h"
#include "otk-format.h"

#include <glib/gstdio.h>

/* Content lies under its checksum; programs go by the name, so they get a copy that bears it. */
static GFile *
named_copy (OtkDesk *desk, const OtkRecord *attachment, GError **error)
{
  const char *sha256 = otk_record_text (attachment, OTK_ATTACHMENT_SHA256);
  const char *name = otk_record_text (attachment, OTK_ATTACHMENT_NAME);
  g_autoptr (GFile) content = otk_desk_file (desk, sha256);
  g_autofree char *folder =
      g_build_filename (g_get_user_cache_dir (), "otklik", "files", sha256, NULL);
  g_autofree char *base = g_path_get_basename (name ? name : sha256);
  g_autofree char *path = g_build_filename (folder, base, NULL);
  g_autoptr (GFile) copy = g_file_new_for_path (path);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
      return NULL;
    }
  if (!g_file_copy (content, copy, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error))
    return NULL;
  return g_steal_pointer (&copy);
}

static void
attachment_clicked_cb (GtkWidget *button, gpointer data)
{
  OtkDesk *desk = g_object_get_data (G_OBJECT (button), "otk-desk");
  const OtkRecord *attachment = g_object_get_data (G_OBJECT (button), "otk-attachment");
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = named_copy (desk, attachment, &error);
  GtkRoot *root = gtk_widget_get_root (button);
  g_autofree char *uri = NULL;

  if (!file)
    {
      otk_act_refused (button, error);
      return;
    }
  uri = g_file_get_uri (file);
  gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, uri, GDK_CURRENT_TIME);
}

GtkWidget *
otk_attachment_button_new (OtkDesk *desk, const OtkRecord *attachment)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = gtk_label_new (otk_record_text (attachment, OTK_ATTACHMENT_NAME)), *size;
  const char *media_type = otk_record_text (attachment, OTK_ATTACHMENT_MEDIA_TYPE);
  g_autoptr (GIcon) icon =
      g_content_type_get_symbolic_icon (media_type ? media_type : "application/octet-stream");
  g_autofree char *length = otk_format_size (otk_record_int (attachment, OTK_ATTACHMENT_SIZE));
  g_autofree char *label =
      g_strdup_printf (_ ("Open file %s"), otk_record_text (attachment, OTK_ATTACHMENT_NAME));

  size = gtk_label_new (length);
  gtk_widget_add_css_class (size, "dim-label");
  gtk_widget_add_css_class (size, "caption");
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 32);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_gicon (icon));
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), size);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, otk_record_text (attachment, OTK_ATTACHMENT_NAME));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "otk-desk", g_object_ref (desk), g_object_unref);
  g_object_set_data_full (G_OBJECT (button), "otk-attachment",
                          otk_record_ref ((OtkRecord *) attachment),
                          (GDestroyNotify) otk_record_unref);
  g_signal_connect (button, "clicked", G_CALLBACK (attachment_clicked_cb), NULL);
  return button;
}
