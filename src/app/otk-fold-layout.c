/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-fold-layout.h"

struct _OtkFoldLayout
{
  GtkLayoutManager parent_instance;
  int threshold;
  int spacing;
  int side;
};

G_DEFINE_FINAL_TYPE (OtkFoldLayout, otk_fold_layout, GTK_TYPE_LAYOUT_MANAGER)

static int
count_children (GtkWidget *widget)
{
  int n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += gtk_widget_should_layout (child);
  return n;
}

/* The width of the child at @index of @n while they stand side by side. */
static int
share (OtkFoldLayout *self, int width, int index, int n)
{
  int room = width - self->spacing * (n - 1);

  if (self->side == 0 || n < 2)
    return MAX (0, room / n);
  return index == n - 1 ? self->side : MAX (0, (room - self->side) / (n - 1));
}

static GtkSizeRequestMode
otk_fold_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (OtkFoldLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  int n = 0, widest = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least, wish;
      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wish, NULL, NULL);
      *minimum = MAX (*minimum, least);
      widest = MAX (widest, wish);
      n++;
    }
  *natural = MAX (*minimum, n > 1 ? MAX (self->threshold, widest) : widest);
}

static void
measure_height (OtkFoldLayout *self, GtkWidget *widget, int width, int *minimum, int *natural)
{
  gboolean beside = width >= self->threshold;
  int n = count_children (widget), index = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least, wish, room = width;
      if (!gtk_widget_should_layout (child))
        continue;
      if (beside)
        room = share (self, width, index, n);
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, room, &least, &wish, NULL, NULL);
      *minimum = beside ? MAX (*minimum, least) : *minimum + least + (index > 0) * self->spacing;
      *natural = beside ? MAX (*natural, wish) : *natural + wish + (index > 0) * self->spacing;
      index++;
    }
}

static void
otk_fold_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation,
                         int for_size, int *minimum, int *natural, int *minimum_baseline,
                         int *natural_baseline)
{
  OtkFoldLayout *self = OTK_FOLD_LAYOUT (manager);

  *minimum = *natural = 0;
  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, widget, minimum, natural);
  else
    measure_height (self, widget, for_size, minimum, natural);
}

static void
otk_fold_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height,
                          int baseline)
{
  OtkFoldLayout *self = OTK_FOLD_LAYOUT (manager);
  gboolean beside = width >= self->threshold;
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int n = count_children (widget), index = 0, offset = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation box = { 0, offset, width, height };
      if (!gtk_widget_should_layout (child))
        continue;
      if (beside)
        {
          box.width = share (self, width, index, n);
          box.x = mirrored ? width - offset - box.width : offset;
          box.y = 0;
          offset += box.width + self->spacing;
        }
      else
        {
          gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &box.height, NULL,
                              NULL);
          /* The last one takes what is left, so that a list below may grow. */
          if (index == n - 1)
            box.height = MAX (box.height, height - offset);
          offset += box.height + self->spacing;
        }
      gtk_widget_size_allocate (child, &box, -1);
      index++;
    }
}

static void
otk_fold_layout_class_init (OtkFoldLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->get_request_mode = otk_fold_layout_get_request_mode;
  manager_class->measure = otk_fold_layout_measure;
  manager_class->allocate = otk_fold_layout_allocate;
}

static void
otk_fold_layout_init (OtkFoldLayout *self)
{
}

GtkLayoutManager *
otk_fold_layout_new (int threshold, int spacing, int side)
{
  OtkFoldLayout *self = g_object_new (OTK_TYPE_FOLD_LAYOUT, NULL);

  self->threshold = threshold;
  self->spacing = spacing;
  self->side = side;
  return GTK_LAYOUT_MANAGER (self);
}

GtkWidget *
otk_fold_box_new (int threshold, int spacing, int side, GtkWidget *first, GtkWidget *second)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (box, otk_fold_layout_new (threshold, spacing, side));
  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), second);
  return box;
}
