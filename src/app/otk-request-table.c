/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-request-table.h"

#include "otk-act.h"
#include "otk-column-sorter.h"
#include "otk-dialogs.h"
#include "otk-form-kit.h"
#include "otk-request-columns.h"
#include "otk-request-menu.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Loading is shown only when it lasts, ms. */
#define PATIENCE 300
/* An action is offered by the first so many selected requests. */
#define ASKED 20
/* So many requests can be joined at once: they are all shown. */
#define MERGED 50

struct _OtkRequestTable
{
  GtkWidget parent_instance;

  OtkDesk *desk;
  OtkListModel *model;
  OtkIdSelection *selection;
  OtkView *shown;  /* (nullable): conditions, search and sort */
  GtkWidget *list; /* the list inside the column view */
  GtkWidget *menu; /* (nullable) */
  guint patience;
  guint fitting;
  int width;       /* that the columns fit */
  gint64 anchor;   /* the row at the top before an edit, 0 for none */
  gboolean to_top; /* another view was asked for */

  GtkWidget *stack;
  GtkWidget *scroller;
  GtkColumnView *view;
  GtkWidget *spinner;
  AdwStatusPage *not_found;
  AdwStatusPage *error_page;
};

G_DEFINE_FINAL_TYPE (OtkRequestTable, otk_request_table, GTK_TYPE_WIDGET)

enum
{
  SELECTION_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static guint
n_rows (OtkRequestTable *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->model));
}

/* Where things are. */

/* The row that has the focus, or the first selected one. */
static guint
current_position (OtkRequestTable *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root == NULL ? NULL : gtk_root_get_focus (root);

  while (focus != NULL && gtk_widget_get_parent (focus) != self->list)
    focus = gtk_widget_get_parent (focus);
  if (focus != NULL)
    return otk_request_columns_position_of (focus);
  return otk_id_selection_nth (self->selection, 0);
}

static double
row_height (OtkRequestTable *self, GtkAdjustment *adjustment)
{
  guint n = n_rows (self);

  return n == 0 ? 0 : gtk_adjustment_get_upper (adjustment) / n;
}

static guint
top_position (OtkRequestTable *self, guint *visible)
{
  GtkAdjustment *adjustment =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  double height = row_height (self, adjustment);

  *visible = height < 1 ? 0 : gtk_adjustment_get_page_size (adjustment) / height;
  return height < 1 ? 0 : gtk_adjustment_get_value (adjustment) / height;
}

static OtkRecord *
record_at (OtkRequestTable *self, guint position)
{
  g_autoptr (OtkRow) row = g_list_model_get_item (G_LIST_MODEL (self->model), position);
  OtkRecord *record = row == NULL ? NULL : otk_row_record (row);

  return record == NULL ? NULL : otk_record_ref (record);
}

/* Pages. */

static gboolean
patience_ended_cb (gpointer data)
{
  OtkRequestTable *self = data;

  self->patience = 0;
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "loading");
  return G_SOURCE_REMOVE;
}

static const char *
page_now (OtkRequestTable *self)
{
  const char *error = otk_list_model_error (self->model);

  if (error != NULL)
    {
      g_autofree char *markup = g_markup_escape_text (error, -1);

      adw_status_page_set_description (self->error_page, markup);
      return "error";
    }
  if (n_rows (self) > 0)
    return "list";
  if (otk_list_model_loading (self->model))
    return NULL;
  return self->shown != NULL && self->shown->search != NULL ? "not-found" : "empty";
}

static void
update_page (OtkRequestTable *self)
{
  const char *page = page_now (self);

  if (page == NULL)
    {
      if (self->patience == 0)
        self->patience = g_timeout_add (PATIENCE, patience_ended_cb, self);
      return;
    }
  g_clear_handle_id (&self->patience, g_source_remove);
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), page);
}

/* Following the model. */

static void
edit_begun_cb (OtkRequestTable *self)
{
  guint visible, top = top_position (self, &visible);

  self->anchor = 0;
  if (self->to_top)
    {
      /* Before the change, so that the rows bound there are the ones that are used again. */
      if (top > 0)
        gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", 0);
      self->to_top = FALSE;
      return;
    }
  self->anchor = top == 0 ? 0 : otk_list_model_rowid (self->model, top);
}

static void
edit_ended_cb (OtkRequestTable *self)
{
  guint visible, top = top_position (self, &visible), position;

  if (self->anchor == 0 || otk_list_model_rowid (self->model, top) == self->anchor)
    return;
  position = otk_list_model_find (self->model, self->anchor);
  if (position == GTK_INVALID_LIST_POSITION)
    return;
  /* The list brings a row in at the nearest edge: name the one that shall stand at the lower. */
  if (position > top)
    position = MIN (position + (visible > 0 ? visible - 1 : 0), n_rows (self) - 1);
  gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", position);
}

static void
refreshed_cb (OtkRequestTable *self)
{
  self->to_top = FALSE;
  update_page (self);
}

static void
selection_changed_cb (OtkRequestTable *self)
{
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static void
apply_view (OtkRequestTable *self)
{
  self->to_top = TRUE;
  otk_list_model_set_view (self->model, self->shown);
  update_page (self);
}

static void
sorter_changed_cb (OtkRequestTable *self, GtkSorterChange change, GtkSorter *sorter)
{
  gboolean descending;
  int field = otk_column_sorter_read (sorter, &descending);

  if (self->shown == NULL || (self->shown->sort == field && self->shown->descending == descending))
    return;
  self->shown->sort = field;
  self->shown->descending = descending;
  apply_view (self);
}

/* Acting. */

static void
open_position (OtkRequestTable *self, guint position)
{
  g_autoptr (OtkRecord) request = record_at (self, position);

  if (request != NULL)
    otk_open_request (GTK_WIDGET (self), otk_record_id (request));
}

static void
row_activated_cb (OtkRequestTable *self, guint position)
{
  open_position (self, position);
}

static void
open_position_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_position (OTK_REQUEST_TABLE (widget), g_variant_get_uint32 (parameter));
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkRequestTable *self = OTK_REQUEST_TABLE (widget);

  open_position (self, current_position (self));
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  otk_list_model_refresh (OTK_REQUEST_TABLE (widget)->model);
}

static void
command_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const OtkCommandInfo *info = otk_command_info_by_name (g_variant_get_string (parameter, NULL));

  if (info != NULL)
    otk_request_table_give (OTK_REQUEST_TABLE (widget), info->kind);
}

static void
move (OtkRequestTable *self, int step)
{
  guint position = current_position (self), n = n_rows (self);

  if (n == 0)
    return;
  if (position == GTK_INVALID_LIST_POSITION)
    position = 0;
  else if (step < 0)
    position = position == 0 ? 0 : position - 1;
  else
    position = MIN (position + 1, n - 1);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  otk_request_table_scroll_to (self, position);
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move (OTK_REQUEST_TABLE (widget), 1);
}

static void
previous_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move (OTK_REQUEST_TABLE (widget), -1);
}

static void
toggle_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkRequestTable *self = OTK_REQUEST_TABLE (widget);
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (self->selection);
  guint position = current_position (self);

  if (position == GTK_INVALID_LIST_POSITION)
    return;
  if (gtk_selection_model_is_selected (selection, position))
    gtk_selection_model_unselect_item (selection, position);
  else
    gtk_selection_model_select_item (selection, position, FALSE);
}

/* The menu. */

static void
show_menu (OtkRequestTable *self, double x, double y)
{
  g_autoptr (GMenuModel) model = otk_request_menu_new (self);
  GdkRectangle at = { x, y, 1, 1 };

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = gtk_popover_menu_new_from_model (model);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &at);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
select_for_menu (OtkRequestTable *self, guint position)
{
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (self->selection);

  if (!gtk_selection_model_is_selected (selection, position))
    gtk_selection_model_select_item (selection, position, TRUE);
}

static void
secondary_pressed_cb (OtkRequestTable *self, int n_press, double x, double y,
                      GtkGestureClick *gesture)
{
  GtkWidget *under = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  guint position;

  while (under != NULL && gtk_widget_get_parent (under) != self->list)
    under = gtk_widget_get_parent (under);
  position = under == NULL ? GTK_INVALID_LIST_POSITION : otk_request_columns_position_of (under);
  if (position == GTK_INVALID_LIST_POSITION)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  select_for_menu (self, position);
  show_menu (self, x, y);
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkRequestTable *self = OTK_REQUEST_TABLE (widget);
  guint position = current_position (self);
  GtkWidget *row;
  double x = 0, y = 0;

  if (position == GTK_INVALID_LIST_POSITION)
    return;
  select_for_menu (self, position);
  row = otk_request_columns_row_at (self->list, position);
  if (row != NULL)
    gtk_widget_translate_coordinates (row, widget, 60, gtk_widget_get_height (row) / 2, &x, &y);
  show_menu (self, x, y);
}

static gboolean
width_changed_cb (gpointer data)
{
  OtkRequestTable *self = data;

  self->fitting = 0;
  otk_request_columns_fit (self->view, gtk_widget_get_width (GTK_WIDGET (self)));
  return G_SOURCE_REMOVE;
}

static void
otk_request_table_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  OtkRequestTable *self = OTK_REQUEST_TABLE (widget);

  gtk_widget_allocate (self->stack, width, height, baseline, NULL);
  /* Columns come and go before the frame is drawn, not while it is laid out. */
  if (width != self->width && self->fitting == 0)
    self->fitting = g_idle_add_full (GDK_PRIORITY_REDRAW - 1, width_changed_cb, self, NULL);
  self->width = width;
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
otk_request_table_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                           int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (OTK_REQUEST_TABLE (widget)->stack, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static gboolean
otk_request_table_grab_focus (GtkWidget *widget)
{
  OtkRequestTable *self = OTK_REQUEST_TABLE (widget);
  GtkWidget *row = otk_request_columns_row_at (self->list, current_position (self));

  return gtk_widget_grab_focus (row == NULL ? self->list : row);
}

static void
otk_request_table_dispose (GObject *object)
{
  OtkRequestTable *self = OTK_REQUEST_TABLE (object);

  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_handle_id (&self->fitting, g_source_remove);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_pointer (&self->shown, otk_view_free);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (otk_request_table_parent_class)->dispose (object);
}

static void
otk_request_table_class_init (OtkRequestTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_request_table_dispose;
  widget_class->size_allocate = otk_request_table_size_allocate;
  widget_class->measure = otk_request_table_measure;
  widget_class->grab_focus = otk_request_table_grab_focus;

  signals[SELECTION_CHANGED] =
      g_signal_new ("selection-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/otklik/Otklik/otk-request-table.ui");
  gtk_widget_class_bind_template_child (widget_class, OtkRequestTable, stack);
  gtk_widget_class_bind_template_child (widget_class, OtkRequestTable, scroller);
  gtk_widget_class_bind_template_child (widget_class, OtkRequestTable, view);
  gtk_widget_class_bind_template_child (widget_class, OtkRequestTable, spinner);
  gtk_widget_class_bind_template_child (widget_class, OtkRequestTable, not_found);
  gtk_widget_class_bind_template_child (widget_class, OtkRequestTable, error_page);

  gtk_widget_class_install_action (widget_class, "table.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "table.open-position", "u", open_position_action);
  gtk_widget_class_install_action (widget_class, "table.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "table.command", "s", command_action);
  gtk_widget_class_install_action (widget_class, "table.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "table.previous", NULL, previous_action);
  gtk_widget_class_install_action (widget_class, "table.toggle", NULL, toggle_action);
  gtk_widget_class_install_action (widget_class, "table.menu", NULL, menu_action);
}

/* Keys of the list. They are taken before the rows see them, for a row has its own idea of Space.
 */
static void
add_keys (OtkRequestTable *self)
{
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    const char *action;
    const char *command;
  } keys[] = {
    { GDK_KEY_j, 0, "table.next", NULL },
    { GDK_KEY_k, 0, "table.previous", NULL },
    { GDK_KEY_Cyrillic_o, 0, "table.next", NULL }, /* the same keys on a Russian keyboard */
    { GDK_KEY_Cyrillic_el, 0, "table.previous", NULL },
    { GDK_KEY_space, 0, "table.toggle", NULL },
    { GDK_KEY_slash, 0, "win.search", NULL },
    { GDK_KEY_Menu, 0, "table.menu", NULL },
    { GDK_KEY_F10, GDK_SHIFT_MASK, "table.menu", NULL },
    { GDK_KEY_Delete, 0, "table.command", "delete" },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      GtkShortcut *shortcut =
          gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].key, keys[i].modifiers),
                            gtk_named_action_new (keys[i].action));

      if (keys[i].command != NULL)
        gtk_shortcut_set_arguments (shortcut, g_variant_new_string (keys[i].command));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
    }
  gtk_widget_add_controller (GTK_WIDGET (self->view), controller);
}

static void
otk_request_table_init (OtkRequestTable *self)
{
  GtkGesture *secondary = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LIST_VIEW (child))
      self->list = child;
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (secondary, "pressed", G_CALLBACK (secondary_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (secondary));
  add_keys (self);
}

GtkWidget *
otk_request_table_new (OtkDesk *desk)
{
  OtkRequestTable *self = g_object_new (OTK_TYPE_REQUEST_TABLE, NULL);

  self->desk = g_object_ref (desk);
  self->model = otk_list_model_new (desk);
  g_signal_connect_object (self->model, "edit-begin", G_CALLBACK (edit_begun_cb), self,
                           G_CONNECT_SWAPPED);
  self->selection = otk_id_selection_new (self->model);
  g_signal_connect_object (self->model, "edit-end", G_CALLBACK (edit_ended_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "refreshed", G_CALLBACK (refreshed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED);
  otk_request_columns_add (self->view, desk);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->view, "activate", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed",
                           G_CALLBACK (sorter_changed_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
otk_request_table_set_view (OtkRequestTable *self, const OtkView *view, const char *search)
{
  g_autoptr (OtkView) shown = otk_view_copy (view);
  gboolean searching = search != NULL && *search != '\0';

  if (self->shown != NULL)
    {
      shown->sort = self->shown->sort;
      shown->descending = self->shown->descending;
    }
  g_free (shown->search);
  shown->search = searching ? g_strdup (search) : NULL;
  g_clear_pointer (&self->shown, otk_view_free);
  self->shown = g_steal_pointer (&shown);

  otk_id_selection_forget (self->selection);
  otk_request_columns_set_search (self->view, search);
  if (searching)
    {
      g_autofree char *text =
          g_strdup_printf (_ ("No request in this folder contains “%s”."), search);
      g_autofree char *markup = g_markup_escape_text (text, -1);

      adw_status_page_set_description (self->not_found, markup);
    }
  apply_view (self);
}

OtkListModel *
otk_request_table_model (OtkRequestTable *self)
{
  return self->model;
}

OtkIdSelection *
otk_request_table_selection (OtkRequestTable *self)
{
  return self->selection;
}

GtkColumnView *
otk_request_table_column_view (OtkRequestTable *self)
{
  return self->view;
}

GPtrArray *
otk_request_table_selected (OtkRequestTable *self, guint limit)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_record_unref);
  g_autoptr (GtkBitset) selected =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GtkBitsetIter iter;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position);
       more && records->len < limit; more = gtk_bitset_iter_next (&iter, &position))
    {
      OtkRecord *record = record_at (self, position);

      if (record != NULL)
        g_ptr_array_add (records, record);
    }
  return records;
}

gboolean
otk_request_table_offers (OtkRequestTable *self, OtkCommandKind kind)
{
  const OtkCommandInfo *info = otk_command_info (kind);
  g_autoptr (GPtrArray) selected = otk_request_table_selected (self, ASKED);

  if (kind == OTK_COMMAND_MERGE && otk_id_selection_count (self->selection) > MERGED)
    return FALSE;
  if (kind != OTK_COMMAND_MERGE && otk_id_selection_count (self->selection) > 1
      && ((info->flags & OTK_COMMAND_BULK) == 0 || (info->flags & OTK_COMMAND_NEEDS_INPUT) != 0))
    return FALSE;
  for (guint i = 0; i < selected->len; i++)
    if (otk_request_offers (self->desk, kind, selected->pdata[i]))
      return TRUE;
  return FALSE;
}

static void
give_all (OtkRequestTable *self, OtkCommandKind kind, GPtrArray *requests)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_command_unref);

  for (guint i = 0; i < requests->len; i++)
    g_ptr_array_add (commands,
                     otk_desk_command (self->desk, kind, otk_record_id (requests->pdata[i])));
  otk_act_all (GTK_WIDGET (self), commands);
}

void
otk_request_table_give (OtkRequestTable *self, OtkCommandKind kind)
{
  g_autoptr (GPtrArray) selected = otk_request_table_selected (self, G_MAXUINT);

  if (selected->len == 0)
    return;
  if (kind == OTK_COMMAND_PURGE)
    {
      otk_dialog_purge (GTK_WIDGET (self), self->desk, selected);
      return;
    }
  if (selected->len == 1)
    {
      otk_request_act (GTK_WIDGET (self), self->desk, kind, selected->pdata[0]);
      return;
    }
  if (kind == OTK_COMMAND_MERGE)
    otk_dialog_merge (GTK_WIDGET (self), self->desk, selected);
  else
    give_all (self, kind, selected);
}

void
otk_request_table_scroll_to (OtkRequestTable *self, guint position)
{
  GtkWidget *row;

  gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", position);
  row = otk_request_columns_row_at (self->list, position);
  if (row != NULL)
    gtk_widget_grab_focus (row);
}
