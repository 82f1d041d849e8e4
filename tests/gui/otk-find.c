/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-find.h"

#include <string.h>

#define LIMIT_S 10

typedef struct
{
  GtkWidget *root;
  GtkAccessibleRole role;
  const char *name;
  GtkWidget *found;
} Search;

static gboolean
is_called (GtkWidget *widget, GtkAccessibleRole role, const char *name)
{
  g_autofree char *other = NULL;

  if (role != GTK_ACCESSIBLE_ROLE_NONE
      && gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)) != role)
    return FALSE;
  if (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return FALSE;
  other = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                              GTK_ACCESSIBLE_PROPERTY_LABEL, name);
  return other == NULL;
}

GtkWidget *
otk_find (GtkWidget *root, GtkAccessibleRole role, const char *name)
{
  if (!gtk_widget_get_visible (root))
    return NULL;
  if (is_called (root, role, name))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = gtk_widget_get_child_visible (child) || GTK_IS_NATIVE (child)
                             ? otk_find (child, role, name)
                             : NULL;
      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
otk_find_text (GtkWidget *root, const char *part)
{
  if (!gtk_widget_get_visible (root))
    return NULL;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), part) != NULL)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = otk_find_text (child, part);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_found (gpointer data)
{
  Search *search = data;

  search->found = otk_find (search->root, search->role, search->name);
  return search->found != NULL;
}

static gboolean
is_text_found (gpointer data)
{
  Search *search = data;

  return otk_find_text (search->root, search->name) != NULL;
}

static gboolean
too_late_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

void
otk_wait (gboolean (*done) (gpointer data), gpointer data)
{
  gboolean late = FALSE;
  guint limit = g_timeout_add_seconds (LIMIT_S, too_late_cb, &late);

  while (!done (data) && !late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (late);
  g_source_remove (limit);
}

void
otk_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

GtkWidget *
otk_need (GtkWidget *root, GtkAccessibleRole role, const char *name)
{
  Search search = { root, role, name, NULL };

  g_test_message ("looking for “%s”", name);
  otk_wait (is_found, &search);
  return search.found;
}

void
otk_need_text (GtkWidget *root, const char *part)
{
  Search search = { root, GTK_ACCESSIBLE_ROLE_NONE, part, NULL };

  g_test_message ("looking for the text “%s”", part);
  otk_wait (is_text_found, &search);
}

void
otk_enter (GtkWidget *root, const char *name, const char *text)
{
  GtkWidget *widget = otk_need (root, GTK_ACCESSIBLE_ROLE_TEXT_BOX, name);

  gtk_widget_grab_focus (widget);
  if (GTK_IS_TEXT_VIEW (widget))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget)), text, -1);
  else
    gtk_editable_set_text (GTK_EDITABLE (widget), text);
  otk_settle ();
}

void
otk_press (GtkWidget *root, const char *name)
{
  g_signal_emit_by_name (otk_need (root, GTK_ACCESSIBLE_ROLE_BUTTON, name), "clicked");
  otk_settle ();
}

static GtkWidget *
find_list (GtkWidget *widget)
{
  GtkWidget *list = NULL;

  if (GTK_IS_LIST_BOX (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && list == NULL;
       child = gtk_widget_get_next_sibling (child))
    list = find_list (child);
  return list;
}

void
otk_pick (GtkWidget *root, const char *name, const char *text)
{
  GtkWidget *entry = otk_need (root, GTK_ACCESSIBLE_ROLE_TEXT_BOX, name), *list;

  otk_enter (root, name, text);
  list = find_list (gtk_widget_get_parent (entry));
  g_assert_nonnull (list);
  g_signal_emit_by_name (list, "row-activated",
                         gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0));
  otk_settle ();
}
