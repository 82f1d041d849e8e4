/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-card-history.h"

#include "otk-history-item.h"

#include <string.h>

struct _OtkCardHistory
{
  GtkWidget parent_instance;

  OtkDossier *dossier;
  GListStore *lines;
  GtkCustomFilter *filter;
  GtkFilterListModel *shown;
  char *words; /* casefolded */

  GtkWidget *box;
  GtkSearchEntry *search;
  GtkDropDown *attribute;
  GtkDropDown *action;
  GtkColumnView *view;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (OtkCardHistory, otk_card_history, GTK_TYPE_WIDGET)

static const int widths[OTK_HISTORY_N_COLUMNS] = { 48, 96, 146, 122, 122, 134, 152 };

static void
cell_set_up_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_set_valign (cell, GTK_ALIGN_CENTER);
  if (GPOINTER_TO_INT (data) == OTK_HISTORY_COLUMN_BEFORE)
    gtk_widget_add_css_class (cell, "value-before");
  else if (GPOINTER_TO_INT (data) == OTK_HISTORY_COLUMN_AFTER)
    gtk_widget_add_css_class (cell, "value-after");
  else if (GPOINTER_TO_INT (data) != OTK_HISTORY_COLUMN_ACTION)
    gtk_widget_add_css_class (cell, "numeric");
  gtk_list_item_set_child (item, cell);
}

static void
cell_bound_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *cell = gtk_list_item_get_child (item);
  const char *text = otk_history_item_text (gtk_list_item_get_item (item), GPOINTER_TO_INT (data));

  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
  gtk_widget_set_tooltip_text (cell, *text ? text : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
add_columns (OtkCardHistory *self)
{
  for (int i = 0; i < OTK_HISTORY_N_COLUMNS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      GtkColumnViewColumn *column =
          gtk_column_view_column_new (otk_history_column_title (i), factory);

      g_signal_connect (factory, "setup", G_CALLBACK (cell_set_up_cb), GINT_TO_POINTER (i));
      g_signal_connect (factory, "bind", G_CALLBACK (cell_bound_cb), GINT_TO_POINTER (i));
      gtk_column_view_column_set_resizable (column, TRUE);
      gtk_column_view_column_set_fixed_width (column, widths[i]);
      gtk_column_view_column_set_expand (column, i == OTK_HISTORY_COLUMN_BEFORE
                                                     || i == OTK_HISTORY_COLUMN_AFTER);
      gtk_column_view_append_column (self->view, column);
      g_object_unref (column);
    }
}

/* The first line of a drop-down stands for everything. */
static const char *
chosen (GtkDropDown *drop_down)
{
  GObject *item = gtk_drop_down_get_selected_item (drop_down);

  if (!item || gtk_drop_down_get_selected (drop_down) == 0)
    return NULL;
  return gtk_string_object_get_string (GTK_STRING_OBJECT (item));
}

static gboolean
line_has_words (OtkHistoryItem *line, const char *words)
{
  for (int i = 0; i < OTK_HISTORY_N_COLUMNS; i++)
    {
      g_autofree char *text = g_utf8_casefold (otk_history_item_text (line, i), -1);

      if (strstr (text, words))
        return TRUE;
    }
  return FALSE;
}

static gboolean
line_matches (gpointer item, gpointer data)
{
  OtkCardHistory *self = data;
  const char *attribute = chosen (self->attribute), *action = chosen (self->action);

  if (attribute
      && g_strcmp0 (attribute, otk_history_item_text (item, OTK_HISTORY_COLUMN_ATTRIBUTE)) != 0)
    return FALSE;
  if (action && g_strcmp0 (action, otk_history_item_text (item, OTK_HISTORY_COLUMN_ACTION)) != 0)
    return FALSE;
  return !self->words || !*self->words || line_has_words (item, self->words);
}

static void
show_count (OtkCardHistory *self)
{
  gtk_stack_set_visible_child_name (
      self->stack, g_list_model_get_n_items (G_LIST_MODEL (self->shown)) > 0 ? "list" : "nothing");
}

static void
filter_changed_cb (OtkCardHistory *self)
{
  g_free (self->words);
  self->words = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  show_count (self);
}

/* Offers what occurs in the lines, keeping what is chosen. */
static void
offer (OtkCardHistory *self, GtkDropDown *drop_down, OtkHistoryColumn column, const char *all)
{
  g_autoptr (GtkStringList) texts = gtk_string_list_new (NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *before = g_strdup (chosen (drop_down));
  guint selected = 0;

  gtk_string_list_append (texts, all);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->lines)); i++)
    {
      g_autoptr (OtkHistoryItem) line = g_list_model_get_item (G_LIST_MODEL (self->lines), i);
      const char *text = otk_history_item_text (line, column);

      if (!g_hash_table_add (seen, (gpointer) text))
        continue;
      gtk_string_list_append (texts, text);
      if (g_strcmp0 (text, before) == 0)
        selected = g_list_model_get_n_items (G_LIST_MODEL (texts)) - 1;
    }
  gtk_drop_down_set_model (drop_down, G_LIST_MODEL (texts));
  gtk_drop_down_set_selected (drop_down, selected);
}

static void
refresh (OtkCardHistory *self)
{
  g_autoptr (GPtrArray) lines = otk_history_lines (self->dossier->facts);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < lines->len; i++)
    g_ptr_array_add (items, otk_history_item_new (self->dossier->desk, lines->pdata[i]));
  g_list_store_splice (self->lines, 0, g_list_model_get_n_items (G_LIST_MODEL (self->lines)),
                       items->pdata, items->len);
  offer (self, self->attribute, OTK_HISTORY_COLUMN_ATTRIBUTE, _ ("All attributes"));
  offer (self, self->action, OTK_HISTORY_COLUMN_ACTION, _ ("All actions"));
  show_count (self);
}

static void
refresh_clicked_cb (OtkCardHistory *self)
{
  g_autoptr (OtkDossier) dossier =
      otk_dossier_load (self->dossier->desk, otk_record_id (self->dossier->request));

  if (dossier)
    otk_card_history_set_dossier (self, dossier);
}

static void
otk_card_history_dispose (GObject *object)
{
  OtkCardHistory *self = OTK_CARD_HISTORY (object);

  g_clear_pointer (&self->dossier, otk_dossier_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->shown);
  g_clear_object (&self->lines);

  G_OBJECT_CLASS (otk_card_history_parent_class)->dispose (object);
}

static void
otk_card_history_finalize (GObject *object)
{
  g_free (OTK_CARD_HISTORY (object)->words);

  G_OBJECT_CLASS (otk_card_history_parent_class)->finalize (object);
}

static void
otk_card_history_class_init (OtkCardHistoryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_card_history_dispose;
  G_OBJECT_CLASS (klass)->finalize = otk_card_history_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/otklik/Otklik/otk-card-history.ui");
  gtk_widget_class_bind_template_child (widget_class, OtkCardHistory, box);
  gtk_widget_class_bind_template_child (widget_class, OtkCardHistory, search);
  gtk_widget_class_bind_template_child (widget_class, OtkCardHistory, attribute);
  gtk_widget_class_bind_template_child (widget_class, OtkCardHistory, action);
  gtk_widget_class_bind_template_child (widget_class, OtkCardHistory, view);
  gtk_widget_class_bind_template_child (widget_class, OtkCardHistory, stack);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, refresh_clicked_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
otk_card_history_init (OtkCardHistory *self)
{
  GtkSelectionModel *selection;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->lines = g_list_store_new (OTK_TYPE_HISTORY_ITEM);
  self->filter = gtk_custom_filter_new (line_matches, self, NULL);
  self->shown = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->lines)),
                                           GTK_FILTER (self->filter));
  selection =
      GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->shown))));
  gtk_column_view_set_model (self->view, selection);
  g_object_unref (selection);
  add_columns (self);
}

void
otk_card_history_set_dossier (OtkCardHistory *self, OtkDossier *dossier)
{
  otk_dossier_ref (dossier);
  g_clear_pointer (&self->dossier, otk_dossier_unref);
  self->dossier = dossier;
  refresh (self);
}

GListModel *
otk_card_history_model (OtkCardHistory *self)
{
  return G_LIST_MODEL (self->shown);
}
