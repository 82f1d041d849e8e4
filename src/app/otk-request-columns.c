/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-request-columns.h"

#include "otk-column-sorter.h"
#include "otk-countdown-cell.h"
#include "otk-format.h"
#include "otk-match-cell.h"
#include "otk-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum
{
  CELL_CHECK,
  CELL_NUMBER,
  CELL_NAME,
  CELL_PRIORITY,
  CELL_STATUS,
  CELL_TIME,
  CELL_REF,
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
  { "check", "", CELL_CHECK, -1, 48 },
  { "number", N_ ("№"), CELL_NUMBER, OTK_REQUEST_NUMBER, 72 },
  { "subject", NC_ ("request", "Name"), CELL_NAME, OTK_REQUEST_SUBJECT, 280 },
  { "match", N_ ("Found in"), CELL_MATCH, -1, 360 },
  { "priority", N_ ("Priority"), CELL_PRIORITY, OTK_REQUEST_PRIORITY, 100 },
  { "status", N_ ("Status"), CELL_STATUS, OTK_REQUEST_STATUS, 140 },
  { "resolution_due", N_ ("Resolution time"), CELL_RESOLUTION, OTK_REQUEST_RESOLUTION_DUE, 184 },
  { "reaction_due", N_ ("Reaction time"), CELL_REACTION, OTK_REQUEST_REACTION_DUE, 184 },
  { "created_at", N_ ("Created"), CELL_TIME, OTK_REQUEST_CREATED_AT, 130 },
  { "responsible", N_ ("Responsible"), CELL_REF, OTK_REQUEST_RESPONSIBLE, 160 },
  { "customer", N_ ("Requester"), CELL_REF, OTK_REQUEST_CUSTOMER, 160 },
  { "company", N_ ("Company"), CELL_REF, OTK_REQUEST_COMPANY, 160 },
  { "service", N_ ("Service"), CELL_REF, OTK_REQUEST_SERVICE, 160 },
};

/* One recycled cell: what it shows and which column it belongs to. */
typedef struct
{
  const Column *column;
  OtkDesk *desk;       /* borrowed: the factory holds it */
  GtkColumnView *view; /* borrowed */
  GtkListItem *item;
  GtkWidget *label; /* the inscription that carries the text */
  GtkWidget *icon;  /* status */
  const char *style;
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

static GtkWidget *
inscription_new (void)
{
  GtkWidget *label = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (label),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  return label;
}

/* Filling. */

static void
set_style (Cell *cell, GtkWidget *widget, const char *style)
{
  if (cell->style == style)
    return;
  if (cell->style != NULL)
    gtk_widget_remove_css_class (widget, cell->style);
  if (style != NULL)
    gtk_widget_add_css_class (widget, style);
  cell->style = style;
}

static void
set_text (Cell *cell, const char *text)
{
  gtk_inscription_set_text (GTK_INSCRIPTION (cell->label), text);
}

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
fill_status (Cell *cell, const OtkRecord *request)
{
  gint64 status = otk_record_int (request, OTK_REQUEST_STATUS);

  set_text (cell, otk_status_text (status));
  set_style (cell, cell->icon, otk_status_class (status));
  gtk_image_set_from_icon_name (GTK_IMAGE (cell->icon), otk_status_icon (status));
  if (otk_status_icon (status) == NULL)
    gtk_widget_add_css_class (cell->icon, "dot");
  else
    gtk_widget_remove_css_class (cell->icon, "dot");
}

static void
fill_time (Cell *cell, const OtkRecord *request)
{
  OtkTime at = otk_record_time (request, cell->column->field);
  g_autofree char *text = otk_format_time (at, otk_desk_now (cell->desk));

  set_text (cell, text);
}

static void
fill_ref (Cell *cell, const OtkRecord *request)
{
  const OtkId *id = otk_record_ref_id (request, cell->column->field);
  OtkEntityType target = otk_entity (OTK_ENTITY_REQUEST)->fields[cell->column->field].target;

  set_text (cell, id == NULL ? "" : otk_desk_name (cell->desk, target, id));
}

static void
fill (Cell *cell)
{
  OtkRow *row = gtk_list_item_get_item (cell->item);
  OtkRecord *request = row == NULL ? NULL : otk_row_record (row);
  GtkWidget *child = gtk_list_item_get_child (cell->item);
  g_autofree char *number = NULL;
  gint64 priority;

  if (request == NULL && cell->label != NULL)
    set_text (cell, "");
  if (request == NULL)
    return;
  switch (cell->column->kind)
    {
    case CELL_CHECK:
      fill_check (cell, request);
      break;
    case CELL_NUMBER:
      number = otk_format_number (request);
      set_text (cell, number);
      break;
    case CELL_NAME:
      set_text (cell, otk_record_name (request));
      break;
    case CELL_PRIORITY:
      priority = otk_record_int (request, OTK_REQUEST_PRIORITY);
      set_text (cell, otk_priority_label (priority));
      set_style (cell, cell->label, otk_priority_class (priority));
      break;
    case CELL_STATUS:
      fill_status (cell, request);
      break;
    case CELL_TIME:
      fill_time (cell, request);
      break;
    case CELL_REF:
      fill_ref (cell, request);
      break;
    case CELL_REACTION:
    case CELL_RESOLUTION:
      otk_countdown_cell_set_request (OTK_COUNTDOWN_CELL (child), request);
      break;
    case CELL_MATCH:
      otk_match_cell_set (OTK_MATCH_CELL (child), otk_record_id (request),
                          g_object_get_data (G_OBJECT (cell->view), "otk-search"));
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
row_changed_cb (OtkRow *row, gpointer data)
{
  fill (data);
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

static gboolean
text_tooltip_asked_cb (GtkWidget *label, int x, int y, gboolean keyboard, GtkTooltip *tooltip,
                       GtkListItem *item)
{
  Cell *cell = cell_of (item);
  OtkRow *row = gtk_list_item_get_item (item);
  g_autofree char *full = NULL;

  if (row == NULL || otk_row_record (row) == NULL)
    return FALSE;
  if (cell->column->kind == CELL_TIME)
    full = otk_format_time_full (otk_record_time (otk_row_record (row), cell->column->field));
  else
    full = g_strdup (gtk_inscription_get_text (GTK_INSCRIPTION (label)));
  if (full == NULL || *full == '\0')
    return FALSE;
  gtk_tooltip_set_text (tooltip, full);
  return TRUE;
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
status_new (Cell *cell)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_add_css_class (box, "status");
  cell->icon = gtk_image_new ();
  gtk_widget_set_valign (cell->icon, GTK_ALIGN_CENTER);
  cell->label = inscription_new ();
  gtk_widget_set_hexpand (cell->label, TRUE);
  gtk_box_append (GTK_BOX (box), cell->icon);
  gtk_box_append (GTK_BOX (box), cell->label);
  return box;
}

static GtkWidget *
text_new (Cell *cell)
{
  cell->label = inscription_new ();
  gtk_widget_set_has_tooltip (cell->label, TRUE);
  g_signal_connect_object (cell->label, "query-tooltip", G_CALLBACK (text_tooltip_asked_cb),
                           cell->item, 0);
  if (cell->column->kind == CELL_NAME)
    {
      GtkGesture *click = gtk_gesture_click_new ();

      gtk_widget_add_css_class (cell->label, "name");
      gtk_widget_set_cursor_from_name (cell->label, "pointer");
      g_signal_connect_object (click, "released", G_CALLBACK (name_clicked_cb), cell->item, 0);
      gtk_widget_add_controller (cell->label, GTK_EVENT_CONTROLLER (click));
    }
  else if (cell->column->kind == CELL_NUMBER || cell->column->kind == CELL_TIME)
    gtk_widget_add_css_class (cell->label, "numeric");
  else if (cell->column->kind == CELL_PRIORITY)
    gtk_widget_add_css_class (cell->label, "priority");
  return cell->label;
}

static void
item_set_up_cb (GtkSignalListItemFactory *source, GtkListItem *item, Factory *factory)
{
  Cell *cell = g_new0 (Cell, 1);
  GtkWidget *child;

  cell->column = factory->column;
  cell->desk = factory->desk;
  cell->view = factory->view;
  cell->item = item;
  g_object_set_data_full (G_OBJECT (item), "otk-cell", cell, g_free);
  switch (factory->column->kind)
    {
    case CELL_CHECK:
      child = check_new (item);
      break;
    case CELL_STATUS:
      child = status_new (cell);
      break;
    case CELL_REACTION:
      child = otk_countdown_cell_new (factory->desk, OTK_DEADLINE_REACTION);
      break;
    case CELL_RESOLUTION:
      child = otk_countdown_cell_new (factory->desk, OTK_DEADLINE_RESOLUTION);
      break;
    case CELL_MATCH:
      child = otk_match_cell_new (factory->desk);
      break;
    case CELL_NUMBER:
    case CELL_NAME:
    case CELL_PRIORITY:
    case CELL_TIME:
    case CELL_REF:
    default:
      child = text_new (cell);
    }
  gtk_list_item_set_child (item, child);
}

static void
item_bound_cb (GtkSignalListItemFactory *source, GtkListItem *item, Factory *factory)
{
  Cell *cell = cell_of (item);

  otk_row_watch (gtk_list_item_get_item (item), row_changed_cb, cell);
  fill (cell);
}

static void
item_unbound_cb (GtkSignalListItemFactory *source, GtkListItem *item, Factory *factory)
{
  otk_row_unwatch (gtk_list_item_get_item (item), row_changed_cb, cell_of (item));
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
  if (line->kind == CELL_NAME)
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
  gtk_column_view_column_set_visible (column, line->kind != CELL_MATCH);
  if (line->field >= 0)
    {
      g_autoptr (GtkSorter) sorter = otk_column_sorter_new (line->field);

      gtk_column_view_column_set_sorter (column, sorter);
    }
  return column;
}

void
otk_request_columns_add (GtkColumnView *view, OtkDesk *desk)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = column_new (view, desk, &columns[i]);

      gtk_column_view_append_column (view, column);
    }
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
  g_autoptr (GtkColumnViewColumn) column =
      find_column (gtk_column_view_get_columns (view), "match");
  gboolean searching = search != NULL && *search != '\0';

  g_object_set_data_full (G_OBJECT (view), "otk-search", g_strdup (search), g_free);
  gtk_column_view_column_set_visible (column, searching);
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

      g_variant_builder_add (&builder, "(sib)", line->id,
                             gtk_column_view_column_get_fixed_width (column),
                             gtk_column_view_column_get_visible (column));
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
      const Column *line;

      if (column == NULL)
        continue;
      line = g_object_get_data (G_OBJECT (column), "otk-column");
      if (width >= 40 && width <= 2000)
        gtk_column_view_column_set_fixed_width (column, width);
      /* Whether a search is shown is not remembered. */
      if (line->kind != CELL_MATCH && line->kind != CELL_CHECK)
        gtk_column_view_column_set_visible (column, visible);
      gtk_column_view_insert_column (view, place++, column);
    }
}
