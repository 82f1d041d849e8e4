/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-request-columns.h"

#include "otk-brief-cell.h"
#include "otk-column-sorter.h"
#include "otk-countdown-cell.h"
#include "otk-format.h"
#include "otk-match-cell.h"
#include "otk-request-cell.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CHECK_WIDTH 48
/* Under this width a request takes two lines, px. */
#define BRIEF_BELOW 640

typedef enum
{
  CELL_CHECK,
  CELL_BRIEF,
  CELL_NAME,
  CELL_FIELD,
  CELL_REACTION,
  CELL_RESOLUTION,
  CELL_MATCH,
} CellKind;

typedef struct
{
  const char *id;
  const char *title; /* untranslated */
  CellKind kind;
  int field;
  int width;
} Column;

/* product.md §1.1 by their places in screens.md; the check box comes first and is no field. */
static const Column columns[] = {
  { "check", "", CELL_CHECK, -1, CHECK_WIDTH },
  { "brief", NC_ ("request", "Name"), CELL_BRIEF, -1, -1 },
  { "number", N_ ("№"), CELL_FIELD, OTK_REQUEST_NUMBER, 60 },
  { "subject", NC_ ("request", "Name"), CELL_NAME, OTK_REQUEST_SUBJECT, 290 },
  { "match", N_ ("Found in"), CELL_MATCH, -1, 360 },
  { "priority", N_ ("Priority"), CELL_FIELD, OTK_REQUEST_PRIORITY, 92 },
  { "status", N_ ("Status"), CELL_FIELD, OTK_REQUEST_STATUS, 164 },
  { "resolution_due", N_ ("Resolution time"), CELL_RESOLUTION, OTK_REQUEST_RESOLUTION_DUE, 192 },
  { "reaction_due", N_ ("Reaction time"), CELL_REACTION, OTK_REQUEST_REACTION_DUE, 174 },
  { "responsible", N_ ("Responsible"), CELL_FIELD, OTK_REQUEST_RESPONSIBLE, 136 },
  { "created_at", N_ ("Created"), CELL_FIELD, OTK_REQUEST_CREATED_AT, 120 },
  { "customer", N_ ("Requester"), CELL_FIELD, OTK_REQUEST_CUSTOMER, 140 },
  { "company", N_ ("Company"), CELL_FIELD, OTK_REQUEST_COMPANY, 140 },
  { "service", N_ ("Service"), CELL_FIELD, OTK_REQUEST_SERVICE, 122 },
};

/* A recycled check box and what it is about. */
typedef struct
{
  GtkColumnView *view; /* borrowed */
  GtkListItem *item;
  gboolean filling;
} Cell;

/* A column's factory and the cells that it set up. */
typedef struct
{
  const Column *column;
  OtkDesk *desk;
  GtkColumnView *view; /* borrowed: it holds the column */
} Factory;

static Cell *
cell_of (GtkListItem *item)
{
  return g_object_get_data (G_OBJECT (item), "otk-cell");
}

/* Filling. */

/* The row of the table around a cell: GTK 4.8 has no factory for it. */
static GtkWidget *
row_widget (Cell *cell)
{
  GtkWidget *child = gtk_list_item_get_child (cell->item);
  GtkWidget *parent = child == NULL ? NULL : gtk_widget_get_parent (child);

  return parent == NULL ? NULL : gtk_widget_get_parent (parent);
}

static gboolean
is_overdue (const OtkRecord *request)
{
  gint64 status = otk_record_int (request, OTK_REQUEST_STATUS);

  return status < OTK_STATUS_DONE
         && (otk_record_int (request, OTK_REQUEST_OVERDUE_REACTION) != 0
             || otk_record_int (request, OTK_REQUEST_OVERDUE_RESOLUTION) != 0);
}

/* The check box's cell also dresses its row and names it to screen readers. */
static void
fill_check (Cell *cell, const OtkRecord *request)
{
  GtkWidget *row = row_widget (cell);
  GtkWidget *check = gtk_list_item_get_child (cell->item);
  g_autofree char *number = NULL, *name = NULL;
  gboolean overdue = request != NULL && is_overdue (request);

  cell->filling = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), gtk_list_item_get_selected (cell->item));
  cell->filling = FALSE;
  if (row == NULL || request == NULL)
    return;
  if (overdue != gtk_widget_has_css_class (row, "overdue"))
    {
      if (overdue)
        gtk_widget_add_css_class (row, "overdue");
      else
        gtk_widget_remove_css_class (row, "overdue");
    }
  number = otk_format_number (request);
  name = g_strdup_printf ("%s, %s, %s%s%s", number, otk_record_name (request),
                          otk_status_text (otk_record_int (request, OTK_REQUEST_STATUS)),
                          overdue ? ", " : "", overdue ? _ ("overdue") : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
row_changed_cb (OtkRow *row, gpointer data)
{
  fill_check (data, otk_row_record (row));
}

/* A click on the box adds its row to the selection or takes it out, and leaves the others. */
static void
check_toggled_cb (GtkCheckButton *check, GtkListItem *item)
{
  Cell *cell = cell_of (item);
  GtkSelectionModel *selection;
  guint position = gtk_list_item_get_position (item);

  if (cell->filling)
    return;
  selection = gtk_column_view_get_model (cell->view);
  if (gtk_check_button_get_active (check))
    gtk_selection_model_select_item (selection, position, FALSE);
  else
    gtk_selection_model_unselect_item (selection, position);
}

static void
item_selected_cb (GtkListItem *item)
{
  Cell *cell = cell_of (item);

  cell->filling = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (gtk_list_item_get_child (item)),
                               gtk_list_item_get_selected (item));
  cell->filling = FALSE;
}

/* A click on the name opens the card (E0-65); with a modifier it selects as anywhere else. */
static void
name_clicked_cb (GtkGestureClick *gesture, int n_press, double x, double y, GtkListItem *item)
{
  GtkWidget *label = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if ((state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) != 0 || n_press != 1
      || !gtk_widget_contains (label, x, y))
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_activate_action (label, "table.open-position", "u", gtk_list_item_get_position (item));
}

/* Setting up. */

static GtkWidget *
check_new (GtkListItem *item)
{
  GtkWidget *check = gtk_check_button_new ();

  /* Focus in the box would take Return and Space away from the row. */
  gtk_widget_set_focusable (check, FALSE);
  gtk_widget_set_focus_on_click (check, FALSE);
  gtk_widget_set_halign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Select"), -1);
  g_object_set_data (G_OBJECT (check), "otk-item", item);
  g_signal_connect_object (check, "toggled", G_CALLBACK (check_toggled_cb), item, 0);
  g_signal_connect_object (item, "notify::selected", G_CALLBACK (item_selected_cb), item, 0);
  return check;
}

static GtkWidget *
link_new (GtkListItem *item, GtkWidget *name)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_set_cursor_from_name (name, "pointer");
  g_signal_connect_object (click, "released", G_CALLBACK (name_clicked_cb), item, 0);
  gtk_widget_add_controller (name, GTK_EVENT_CONTROLLER (click));
  return name;
}

static GtkWidget *
child_new (Factory *factory, GtkListItem *item)
{
  switch (factory->column->kind)
    {
    case CELL_CHECK:
      return check_new (item);
    case CELL_NAME:
      return link_new (item, otk_request_cell_new (factory->desk, OTK_REQUEST_SUBJECT));
    case CELL_BRIEF:
      return link_new (item, otk_brief_cell_new (factory->desk));
    case CELL_REACTION:
      return otk_countdown_cell_new (factory->desk, OTK_DEADLINE_REACTION);
    case CELL_RESOLUTION:
      return otk_countdown_cell_new (factory->desk, OTK_DEADLINE_RESOLUTION);
    case CELL_MATCH:
      return otk_match_cell_new (factory->desk);
    case CELL_FIELD:
    default:
      return otk_request_cell_new (factory->desk, factory->column->field);
    }
}

static void
item_set_up_cb (GtkSignalListItemFactory *source, GtkListItem *item, Factory *factory)
{
  if (factory->column->kind == CELL_CHECK)
    {
      Cell *cell = g_new0 (Cell, 1);

      cell->view = factory->view;
      cell->item = item;
      g_object_set_data_full (G_OBJECT (item), "otk-cell", cell, g_free);
    }
  gtk_list_item_set_child (item, child_new (factory, item));
}

static void
item_bound_cb (GtkSignalListItemFactory *source, GtkListItem *item, Factory *factory)
{
  GtkWidget *child = gtk_list_item_get_child (item);
  OtkRow *row = gtk_list_item_get_item (item);

  if (factory->column->kind == CELL_CHECK)
    {
      otk_row_watch (row, row_changed_cb, cell_of (item));
      fill_check (cell_of (item), otk_row_record (row));
      return;
    }
  if (factory->column->kind == CELL_MATCH)
    otk_match_cell_set_search (OTK_MATCH_CELL (child),
                               g_object_get_data (G_OBJECT (factory->view), "otk-search"));
  otk_cell_set_row (OTK_CELL (child), row);
}

static void
item_unbound_cb (GtkSignalListItemFactory *source, GtkListItem *item, Factory *factory)
{
  if (factory->column->kind == CELL_CHECK)
    otk_row_unwatch (gtk_list_item_get_item (item), row_changed_cb, cell_of (item));
  else
    otk_cell_set_row (OTK_CELL (gtk_list_item_get_child (item)), NULL);
}

static void
factory_free (gpointer data, GClosure *closure)
{
  Factory *factory = data;

  g_object_unref (factory->desk);
  g_free (factory);
}

static const char *
column_title (const Column *line)
{
  /* What an employee is called and what a request is called are two words in some languages. */
  if (line->kind == CELL_NAME || line->kind == CELL_BRIEF)
    return g_dpgettext2 (GETTEXT_PACKAGE, "request", line->title);
  return *line->title == '\0' ? "" : _ (line->title);
}

static GtkColumnViewColumn *
column_new (GtkColumnView *view, OtkDesk *desk, const Column *line)
{
  Factory *factory = g_new0 (Factory, 1);
  GtkListItemFactory *source = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column;

  factory->column = line;
  factory->desk = g_object_ref (desk);
  factory->view = view;
  g_signal_connect_data (source, "setup", G_CALLBACK (item_set_up_cb), factory, factory_free, 0);
  g_signal_connect (source, "bind", G_CALLBACK (item_bound_cb), factory);
  g_signal_connect (source, "unbind", G_CALLBACK (item_unbound_cb), factory);
  column = gtk_column_view_column_new (column_title (line), source);
  g_object_set_data (G_OBJECT (column), "otk-column", (gpointer) line);
  gtk_column_view_column_set_fixed_width (column, line->width);
  gtk_column_view_column_set_resizable (column, line->kind != CELL_CHECK);
  gtk_column_view_column_set_expand (column, line->kind == CELL_NAME);
  if (line->field >= 0)
    {
      g_autoptr (GtkSorter) sorter = otk_column_sorter_new (line->field);

      gtk_column_view_column_set_sorter (column, sorter);
    }
  return column;
}

static gboolean
is_brief (GtkColumnView *view)
{
  return g_object_get_data (G_OBJECT (view), "otk-brief") != NULL;
}

/* Two lines tell a request where columns have no room. */
static gboolean
is_shown (GtkColumnView *view, GtkColumnViewColumn *column)
{
  const Column *line = g_object_get_data (G_OBJECT (column), "otk-column");
  gboolean brief = is_brief (view);

  switch (line->kind)
    {
    case CELL_CHECK:
      return TRUE;
    case CELL_BRIEF:
      return brief;
    case CELL_MATCH:
      return !brief && g_object_get_data (G_OBJECT (view), "otk-search") != NULL;
    default:
      return !brief && g_object_get_data (G_OBJECT (column), "otk-put-away") == NULL;
    }
}

/* GTK 4.8 keeps room for a hidden column of fixed width, so its width is put by meanwhile. */
static void
show_column (GtkColumnViewColumn *column, gboolean shown)
{
  int width = gtk_column_view_column_get_fixed_width (column);

  if (gtk_column_view_column_get_visible (column) == shown)
    return;
  if (shown)
    width = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (column), "otk-width"));
  else
    g_object_set_data (G_OBJECT (column), "otk-width", GINT_TO_POINTER (width));
  gtk_column_view_column_set_fixed_width (column, shown ? width : -1);
  gtk_column_view_column_set_visible (column, shown);
}

static int
column_width (GtkColumnViewColumn *column)
{
  return gtk_column_view_column_get_visible (column)
             ? gtk_column_view_column_get_fixed_width (column)
             : GPOINTER_TO_INT (g_object_get_data (G_OBJECT (column), "otk-width"));
}

static void
set_column_width (GtkColumnViewColumn *column, int width)
{
  if (gtk_column_view_column_get_visible (column))
    gtk_column_view_column_set_fixed_width (column, width);
  else
    g_object_set_data (G_OBJECT (column), "otk-width", GINT_TO_POINTER (width));
}

static void
show_columns (GtkColumnView *view)
{
  GListModel *list = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (list, i);

      show_column (column, is_shown (view, column));
    }
}

void
otk_request_columns_add (GtkColumnView *view, OtkDesk *desk)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = column_new (view, desk, &columns[i]);

      gtk_column_view_append_column (view, column);
    }
  show_columns (view);
}

static GtkColumnViewColumn *
find_column (GListModel *list, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (list, i);
      const Column *line = g_object_get_data (G_OBJECT (column), "otk-column");

      if (strcmp (line->id, id) == 0)
        return g_steal_pointer (&column);
    }
  return NULL;
}

void
otk_request_columns_set_search (GtkColumnView *view, const char *search)
{
  gboolean searching = search != NULL && *search != '\0';

  g_object_set_data_full (G_OBJECT (view), "otk-search", searching ? g_strdup (search) : NULL,
                          g_free);
  show_columns (view);
}

void
otk_request_columns_fit (GtkColumnView *view, int width)
{
  g_autoptr (GtkColumnViewColumn) column =
      find_column (gtk_column_view_get_columns (view), "brief");
  gboolean brief = width < BRIEF_BELOW;

  if (brief)
    set_column_width (column, width - CHECK_WIDTH);
  if (brief == is_brief (view))
    return;
  g_object_set_data (G_OBJECT (view), "otk-brief", GINT_TO_POINTER (brief));
  /* There is nothing to sort by in a header of one column. */
  gtk_widget_set_visible (gtk_widget_get_first_child (GTK_WIDGET (view)), !brief);
  show_columns (view);
}

GtkWidget *
otk_request_columns_row_at (GtkWidget *list, guint position)
{
  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (otk_request_columns_position_of (row) == position)
      return row;
  return NULL;
}

guint
otk_request_columns_position_of (GtkWidget *row)
{
  for (GtkWidget *cell = gtk_widget_get_first_child (row); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell))
    {
      GtkWidget *child = gtk_widget_get_first_child (cell);
      GtkListItem *item = child == NULL ? NULL : g_object_get_data (G_OBJECT (child), "otk-item");

      if (item != NULL)
        return gtk_list_item_get_position (item);
    }
  return GTK_INVALID_LIST_POSITION;
}

GVariant *
otk_request_columns_save (GtkColumnView *view)
{
  GListModel *list = gtk_column_view_get_columns (view);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sib)"));
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (list, i);
      const Column *line = g_object_get_data (G_OBJECT (column), "otk-column");

      g_variant_builder_add (&builder, "(sib)", line->id, column_width (column),
                             g_object_get_data (G_OBJECT (column), "otk-put-away") == NULL);
    }
  return g_variant_builder_end (&builder);
}

void
otk_request_columns_load (GtkColumnView *view, GVariant *saved)
{
  GVariantIter iter;
  const char *id;
  int width;
  gboolean visible;
  guint place = 0;

  g_variant_iter_init (&iter, saved);
  while (g_variant_iter_next (&iter, "(&sib)", &id, &width, &visible))
    {
      g_autoptr (GtkColumnViewColumn) column = find_column (gtk_column_view_get_columns (view), id);

      if (column == NULL)
        continue;
      if (width >= 40 && width <= 2000)
        set_column_width (column, width);
      g_object_set_data (G_OBJECT (column), "otk-put-away", GINT_TO_POINTER (!visible));
      gtk_column_view_insert_column (view, place++, column);
    }
  show_columns (view);
}
