/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-palette.h"

#include "otk-actions.h"
#include "otk-desk-replica.h"
#include "otk-format.h"
#include "otk-request-menu.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _OtkPalette
{
  AdwWindow parent_instance;

  GtkWidget *card;  /* (nullable): weak */
  GtkWidget *table; /* (nullable): weak */
  GListStore *lines;
  GtkFilterListModel *filtered;
  GtkSingleSelection *selection;

  GtkSearchEntry *search;
  GtkListView *list;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (OtkPalette, otk_palette, ADW_TYPE_WINDOW)

/* A line of the palette: a label with what it does, kept on a GtkStringObject. */
typedef struct
{
  char *action;  /* detailed name */
  gboolean card; /* to be activated on the card or the table, not on the window */
  const char *icon;
  char *keys;
  char *folded; /* the label for comparing */
} Line;

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->action);
  g_free (line->keys);
  g_free (line->folded);
  g_free (line);
}

static Line *
line_of (gpointer item)
{
  return g_object_get_data (item, "otk-line");
}

static char *
fold (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_auto (GStrv) parts = g_strsplit (folded, "ё", -1);

  return g_strjoinv ("е", parts);
}

static void
add_line (OtkPalette *self, const char *label, const char *icon, const char *keys,
          const char *action, gboolean card)
{
  g_autoptr (GtkStringObject) item = gtk_string_object_new (label);
  Line *line = g_new0 (Line, 1);
  guint key;
  GdkModifierType modifiers;

  line->action = g_strdup (action);
  line->card = card;
  line->icon = icon;
  line->folded = fold (label);
  if (keys != NULL && gtk_accelerator_parse (keys, &key, &modifiers))
    line->keys = gtk_accelerator_get_label (key, modifiers);
  g_object_set_data_full (G_OBJECT (item), "otk-line", line, line_free);
  g_list_store_append (self->lines, item);
}

/* What can be done with the request of the card, or with the selected ones. */
static void
add_commands (OtkPalette *self, OtkDesk *desk, const OtkRecord *request)
{
  for (int kind = 1; kind < OTK_N_COMMANDS; kind++)
    {
      const OtkCommandInfo *info = otk_command_info (kind);
      const char *label = g_dgettext (GETTEXT_PACKAGE, info->label);
      g_autofree char *number = NULL, *text = NULL, *action = NULL;
      gboolean offered;

      if ((info->flags & OTK_COMMAND_ON_REQUEST) == 0)
        continue;
      if (request != NULL)
        offered = otk_request_offers (desk, kind, request);
      else
        offered = otk_request_table_offers (OTK_REQUEST_TABLE (self->table), kind);
      if (!offered)
        continue;
      number = request == NULL ? g_strdup (_ ("selected")) : otk_format_number (request);
      text = g_strdup_printf ("%s · %s", label, number);
      action = request == NULL ? g_strdup_printf ("table.command('%s')", info->name)
                               : g_strdup_printf ("request.%s", info->name);
      add_line (self, text, info->icon, request == NULL ? NULL : info->keys, action, TRUE);
    }
}

static void
add_lines (OtkPalette *self, OtkWindow *window, OtkCard *card, OtkRequestTable *table)
{
  OtkDesk *desk = otk_window_desk (window);
  guint n;
  const OtkAction *actions = otk_actions (&n);

  if (card != NULL)
    {
      g_autoptr (OtkRecord) request =
          otk_desk_find (desk, OTK_ENTITY_REQUEST, otk_card_request (card));

      if (request != NULL)
        add_commands (self, desk, request);
    }
  else if (table != NULL && otk_id_selection_count (otk_request_table_selection (table)) > 0)
    add_commands (self, desk, NULL);
  for (guint i = 0; i < n; i++)
    if (strcmp (actions[i].name, "win.palette") != 0
        && (otk_desk_is_replica (desk) || !actions[i].server))
      add_line (self, g_dgettext (GETTEXT_PACKAGE, actions[i].label), actions[i].icon,
                actions[i].keys != NULL ? actions[i].keys : actions[i].shown, actions[i].name,
                FALSE);
}

/* Every word that was typed has to begin or lie in the label. */
static gboolean
line_matches (gpointer item, gpointer data)
{
  OtkPalette *self = data;
  g_autofree char *typed = fold (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  g_auto (GStrv) words = g_strsplit (typed, " ", -1);
  const Line *line = line_of (item);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (line->folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static void
search_changed_cb (OtkPalette *self)
{
  gboolean any;

  gtk_filter_changed (gtk_filter_list_model_get_filter (self->filtered),
                      GTK_FILTER_CHANGE_DIFFERENT);
  any = g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) > 0;
  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "none");
  if (any)
    gtk_single_selection_set_selected (self->selection, 0);
}

static void
do_line (OtkPalette *self, Line *line)
{
  GtkWidget *target = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));
  g_autofree char *name = NULL;
  g_autoptr (GVariant) parameter = NULL;

  if (line->card)
    target = self->card != NULL ? self->card : self->table;
  if (target == NULL || !g_action_parse_detailed_name (line->action, &name, &parameter, NULL))
    return;
  /* The palette goes first, so that what the action opens is above the window. */
  g_object_ref (target);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_widget_activate_action_variant (target, name, parameter);
  g_object_unref (target);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
search_activated_cb (OtkPalette *self)
{
  gpointer item = gtk_single_selection_get_selected_item (self->selection);

  if (item != NULL)
    do_line (self, line_of (item));
}

static void
list_activated_cb (OtkPalette *self, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL)
    do_line (self, line_of (item));
}

/* The arrows walk the list while the entry keeps the focus. */
static gboolean
key_pressed_cb (OtkPalette *self, guint key, guint code, GdkModifierType state)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint at = gtk_single_selection_get_selected (self->selection);

  if (key == GDK_KEY_Escape)
    {
      gtk_window_close (GTK_WINDOW (self));
      return TRUE;
    }
  if ((key != GDK_KEY_Down && key != GDK_KEY_Up) || n == 0)
    return FALSE;
  if (key == GDK_KEY_Down)
    at = at + 1 < n ? at + 1 : 0;
  else
    at = at > 0 ? at - 1 : n - 1;
  gtk_single_selection_set_selected (self->selection, at);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", at);
  return TRUE;
}

static void
item_set_up_cb (OtkPalette *self, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *keys = gtk_label_new (NULL);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (keys, "dim-label");
  gtk_widget_add_css_class (keys, "caption");
  gtk_box_append (GTK_BOX (box), gtk_image_new ());
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), keys);
  gtk_widget_add_css_class (box, "palette-line");
  gtk_list_item_set_child (item, box);
}

static void
item_bound_cb (OtkPalette *self, GtkListItem *item)
{
  GtkWidget *image = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *label = gtk_widget_get_next_sibling (image);
  GtkWidget *row = gtk_widget_get_parent (gtk_list_item_get_child (item));
  gpointer string = gtk_list_item_get_item (item);
  const Line *line = line_of (string);

  gtk_image_set_from_icon_name (GTK_IMAGE (image), line->icon);
  gtk_label_set_label (GTK_LABEL (label), gtk_string_object_get_string (string));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (label)),
                       line->keys == NULL ? "" : line->keys);
  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    gtk_string_object_get_string (string), -1);
}

static void
otk_palette_dispose (GObject *object)
{
  OtkPalette *self = OTK_PALETTE (object);

  g_clear_weak_pointer (&self->card);
  g_clear_weak_pointer (&self->table);
  g_clear_object (&self->selection);
  g_clear_object (&self->filtered);
  g_clear_object (&self->lines);

  G_OBJECT_CLASS (otk_palette_parent_class)->dispose (object);
}

static void
otk_palette_class_init (OtkPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_palette_dispose;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/otklik/Otklik/otk-palette.ui");
  gtk_widget_class_bind_template_child (widget_class, OtkPalette, search);
  gtk_widget_class_bind_template_child (widget_class, OtkPalette, list);
  gtk_widget_class_bind_template_child (widget_class, OtkPalette, stack);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, item_set_up_cb);
  gtk_widget_class_bind_template_callback (widget_class, item_bound_cb);
}

static void
otk_palette_init (OtkPalette *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkFilter *filter;

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);

  self->lines = g_list_store_new (GTK_TYPE_STRING_OBJECT);
  filter = GTK_FILTER (gtk_custom_filter_new (line_matches, self, NULL));
  self->filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->lines)), filter);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->filtered)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}

void
otk_palette_present (OtkWindow *window, OtkCard *card, OtkRequestTable *table)
{
  OtkPalette *self = g_object_new (OTK_TYPE_PALETTE, "transient-for", window, "modal", TRUE, NULL);

  g_set_weak_pointer (&self->card, (GtkWidget *) card);
  g_set_weak_pointer (&self->table, (GtkWidget *) table);
  add_lines (self, window, card, table);
  gtk_single_selection_set_selected (self->selection, 0);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
