/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sidebar.h"

#include "otk-desk-replica.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Counting scans; while commits keep coming it is done once in this time, ms. */
#define CALM 500

/* The section of what the server refused. */
#define ATTENTION "attention"

struct _OtkSidebar
{
  AdwBin parent_instance;

  OtkDesk *desk;
  GCancellable *counting;
  guint calm;
  gboolean rebuilding;

  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (OtkSidebar, otk_sidebar, ADW_TYPE_BIN)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* A row of the list and what it stands for. */
typedef struct
{
  char *key;
  char *title;
  OtkView *view; /* nullable */
  GtkLabel *count;
  GtkLabel *overdue;
} Section;

static void
section_free (gpointer data)
{
  Section *section = data;

  g_free (section->key);
  g_free (section->title);
  g_clear_pointer (&section->view, otk_view_free);
  g_free (section);
}

static Section *
section_of (GtkListBoxRow *row)
{
  return row == NULL ? NULL : g_object_get_data (G_OBJECT (row), "otk-section");
}

static Section *
chosen_section (OtkSidebar *self)
{
  return section_of (gtk_list_box_get_selected_row (self->list));
}

/* Counts. */

static void
set_count (GtkLabel *label, gint64 count)
{
  g_autofree char *text = count > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, count) : NULL;

  gtk_label_set_label (label, text == NULL ? "" : text);
  gtk_widget_set_visible (GTK_WIDGET (label), count > 0);
}

static void
counts_answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkListBoxRow) row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) counts = otk_desk_counts_finish (OTK_DESK (source), result, &error);
  Section *section = section_of (row);
  g_autofree char *label = NULL;
  gint64 count, overdue;

  if (counts == NULL || counts->len < 3 || section == NULL)
    return;
  count = g_array_index (counts, gint64, 0);
  overdue = g_array_index (counts, gint64, 1) + g_array_index (counts, gint64, 2);
  set_count (section->count, count);
  set_count (section->overdue, overdue);
  if (overdue > 0)
    label = g_strdup_printf (_ ("%s, requests: %d, overdue: %d"), section->title, (int) count,
                             (int) overdue);
  else
    label = g_strdup_printf (_ ("%s, requests: %d"), section->title, (int) count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* The open ones of a view that are overdue: by resolution, and by reaction alone. */
static OtkView *
overdue_view (const OtkView *view, gboolean resolution)
{
  static const gint64 open[] = { OTK_STATUS_NEW, OTK_STATUS_CLASSIFICATION, OTK_STATUS_ACCEPTED,
                                 OTK_STATUS_IN_WORK, OTK_STATUS_WAITING };
  OtkView *overdue = otk_view_copy (view);

  otk_view_add_ints (overdue, OTK_REQUEST_STATUS, G_N_ELEMENTS (open), open);
  otk_view_add_int (overdue, OTK_REQUEST_OVERDUE_RESOLUTION, resolution ? OTK_OP_EQ : OTK_OP_NE, 1);
  if (!resolution)
    otk_view_add_int (overdue, OTK_REQUEST_OVERDUE_REACTION, OTK_OP_EQ, 1);
  return overdue;
}

static void
count (OtkSidebar *self)
{
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  self->counting = g_cancellable_new ();

  /* A question for each folder, so that the list's own never waits for all of them. */
  for (int i = 0; gtk_list_box_get_row_at_index (self->list, i) != NULL; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, i);
      Section *section = section_of (row);
      g_autoptr (GPtrArray) views = NULL;

      if (section == NULL || section->view == NULL || strcmp (section->key, "deleted") == 0)
        continue;
      views = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_view_free);
      g_ptr_array_add (views, otk_view_copy (section->view));
      g_ptr_array_add (views, overdue_view (section->view, TRUE));
      g_ptr_array_add (views, overdue_view (section->view, FALSE));
      otk_desk_counts_async (self->desk, views, self->counting, counts_answered_cb,
                             g_object_ref (row));
    }
}

static gboolean
calm_cb (gpointer data)
{
  OtkSidebar *self = data;

  self->calm = 0;
  count (self);
  return G_SOURCE_REMOVE;
}

/* Rows. */

static GtkLabel *
counter_new (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, style);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (label, FALSE);
  return GTK_LABEL (label);
}

static void
add_section (OtkSidebar *self, const char *key, const char *title, const char *icon, int depth,
             OtkView *view)
{
  Section *section = g_new0 (Section, 1);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (title);

  section->key = g_strdup (key);
  section->title = g_strdup (title);
  section->view = view;
  section->overdue = counter_new ("overdue-count");
  section->count = counter_new ("dim-label");
  gtk_widget_set_margin_start (box, 12 * depth);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (row, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (section->overdue), _ ("Overdue"));
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (section->overdue));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (section->count));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data_full (G_OBJECT (row), "otk-section", section, section_free);
  gtk_list_box_append (self->list, row);
}

static void
add_heading (OtkSidebar *self, const char *title)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_can_focus (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_list_box_append (self->list, row);
}

static gboolean
is_mine (OtkSidebar *self, const OtkRecord *folder)
{
  const OtkId *owner = otk_record_ref_id (folder, OTK_FOLDER_OWNER);
  const OtkRecord *me = otk_desk_me (self->desk);

  return owner == NULL || (me != NULL && otk_id_equal (owner, otk_record_id (me)));
}

static void
add_folders (OtkSidebar *self, GPtrArray *folders, const OtkId *parent, int depth)
{
  for (guint i = 0; i < folders->len; i++)
    {
      const OtkRecord *folder = folders->pdata[i];
      const OtkId *above = otk_record_ref_id (folder, OTK_FOLDER_PARENT);
      const char *filter = otk_record_text (folder, OTK_FOLDER_FILTER);
      char key[OTK_ID_STRING_LENGTH + 1];
      g_autoptr (GError) error = NULL;
      OtkView *view;

      if ((above == NULL) != (parent == NULL) || (above != NULL && !otk_id_equal (above, parent))
          || !is_mine (self, folder))
        continue;
      view = otk_view_parse (OTK_ENTITY_REQUEST, filter == NULL ? "" : filter, &error);
      if (view == NULL)
        g_warning ("Folder “%s”: %s", otk_record_name (folder), error->message);
      else
        add_section (self, otk_id_print (otk_record_id (folder), key), otk_record_name (folder),
                     "folder-symbolic", depth, view);
      if (depth < 5)
        add_folders (self, folders, otk_record_id (folder), depth + 1);
    }
}

static GtkListBoxRow *
find_row (OtkSidebar *self, const char *key)
{
  for (int i = 0; gtk_list_box_get_row_at_index (self->list, i) != NULL; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, i);
      Section *section = section_of (row);

      if (section != NULL && strcmp (section->key, key) == 0)
        return row;
    }
  return NULL;
}

/* What the server refused. */
static void
show_attention (OtkSidebar *self)
{
  GtkListBoxRow *row = find_row (self, ATTENTION);
  guint n = otk_desk_n_attention (self->desk);
  g_autofree char *label = NULL;
  Section *section = section_of (row);

  if (section == NULL)
    return;
  set_count (section->overdue, n);
  gtk_widget_set_tooltip_text (GTK_WIDGET (section->overdue), NULL);
  label = n > 0 ? g_strdup_printf ("%s: %u", section->title, n) : g_strdup (section->title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
build (OtkSidebar *self)
{
  g_autoptr (GPtrArray) folders = otk_desk_all (self->desk, OTK_ENTITY_FOLDER);
  Section *section = chosen_section (self);
  g_autofree char *chosen = section == NULL ? NULL : g_strdup (section->key);
  GtkListBoxRow *row;

  self->rebuilding = TRUE;
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  add_heading (self, _ ("Requests"));
  add_section (self, "all", _ ("All records"), "view-list-symbolic", 0,
               otk_view_new (OTK_ENTITY_REQUEST));
  if (folders != NULL)
    add_folders (self, folders, NULL, 0);
  add_section (self, "deleted", _ ("Deleted requests"), "user-trash-symbolic", 0,
               otk_view_add (otk_view_new (OTK_ENTITY_REQUEST), OTK_REQUEST_DELETED_AT,
                             OTK_OP_FILLED, NULL));
  if (otk_desk_is_replica (self->desk))
    {
      add_section (self, ATTENTION, _ ("Needs attention"), "dialog-warning-symbolic", 0, NULL);
      show_attention (self);
    }
  add_heading (self, _ ("Program"));
  add_section (self, "settings", _ ("Settings"), "emblem-system-symbolic", 0, NULL);
  row = chosen == NULL ? NULL : find_row (self, chosen);
  if (row != NULL)
    gtk_list_box_select_row (self->list, row);
  self->rebuilding = FALSE;
  if (chosen != NULL && row == NULL)
    otk_sidebar_choose (self, "all");
}

static void
desk_changed_cb (OtkSidebar *self, GArray *changes)
{
  gboolean folders = FALSE, requests = FALSE;

  for (guint i = 0; i < changes->len; i++)
    {
      const OtkChange *change = &g_array_index (changes, OtkChange, i);

      folders = folders || change->entity == OTK_ENTITY_FOLDER;
      requests = requests || change->entity == OTK_ENTITY_REQUEST;
    }
  if (folders)
    build (self);
  if ((folders || requests) && self->calm == 0)
    self->calm = g_timeout_add (CALM, calm_cb, self);
}

static void
row_selected_cb (OtkSidebar *self, GtkListBoxRow *row)
{
  Section *section = section_of (row);

  if (section != NULL && !self->rebuilding)
    g_signal_emit (self, signals[CHOSEN], 0, section->key);
}

/* Also where it was chosen already: a narrow window goes to its page. */
static void
row_activated_cb (OtkSidebar *self, GtkListBoxRow *row)
{
  row_selected_cb (self, row);
}

static void
otk_sidebar_dispose (GObject *object)
{
  OtkSidebar *self = OTK_SIDEBAR (object);

  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  g_clear_handle_id (&self->calm, g_source_remove);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (otk_sidebar_parent_class)->dispose (object);
}

static void
otk_sidebar_class_init (OtkSidebarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = otk_sidebar_dispose;

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
otk_sidebar_init (OtkSidebar *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Sections"), -1);
  g_signal_connect_object (self->list, "row-selected", G_CALLBACK (row_selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (scroller, TRUE);
  adw_bin_set_child (ADW_BIN (self), scroller);
}

GtkWidget *
otk_sidebar_new (OtkDesk *desk)
{
  OtkSidebar *self = g_object_new (OTK_TYPE_SIDEBAR, NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "changed", G_CALLBACK (desk_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "outbox", G_CALLBACK (show_attention), self, G_CONNECT_SWAPPED);
  build (self);
  self->calm = g_timeout_add (CALM, calm_cb, self);
  return GTK_WIDGET (self);
}

gboolean
otk_sidebar_choose (OtkSidebar *self, const char *key)
{
  GtkListBoxRow *row = find_row (self, key);

  if (row != NULL)
    gtk_list_box_select_row (self->list, row);
  return row != NULL;
}

void
otk_sidebar_choose_nth (OtkSidebar *self, guint nth)
{
  for (int i = 0; gtk_list_box_get_row_at_index (self->list, i) != NULL; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, i);

      if (section_of (row) == NULL)
        continue;
      if (nth-- == 0)
        {
          gtk_list_box_select_row (self->list, row);
          return;
        }
    }
}

const char *
otk_sidebar_chosen (OtkSidebar *self)
{
  Section *section = chosen_section (self);

  return section == NULL ? NULL : section->key;
}

const char *
otk_sidebar_title (OtkSidebar *self)
{
  Section *section = chosen_section (self);

  return section == NULL ? "" : section->title;
}

const OtkView *
otk_sidebar_view (OtkSidebar *self)
{
  Section *section = chosen_section (self);

  return section == NULL ? NULL : section->view;
}
