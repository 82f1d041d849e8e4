/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-chooser.h"

#include <glib/gi18n-lib.h>

#define LIMIT 50

typedef struct
{
  GtkWidget *entry;   /* transfer none: children are held by the widget tree */
  GtkWidget *popover; /* transfer none */
  GtkWidget *list;    /* transfer none */
  char *key;
  gboolean creatable;
  gboolean setting; /* the text changes by program, not by typing */
} OtkChooserPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (OtkChooser, otk_chooser, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  EDITED,
  CREATE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

#define PRIVATE(self) ((OtkChooserPrivate *) otk_chooser_get_instance_private (self))

OtkChooserItem *
otk_chooser_item_new (const char *key, const char *title, const char *subtitle)
{
  OtkChooserItem *self = g_new0 (OtkChooserItem, 1);

  self->key = g_strdup (key);
  self->title = g_strdup (title);
  self->subtitle = g_strdup (subtitle);
  return self;
}

void
otk_chooser_item_free (OtkChooserItem *self)
{
  g_free (self->key);
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self);
}

static void
write_text (OtkChooser *self, const char *text)
{
  OtkChooserPrivate *priv = PRIVATE (self);

  priv->setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (priv->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (priv->entry), -1);
  priv->setting = FALSE;
}

static void
take_key (OtkChooser *self, const char *key, const char *title)
{
  OtkChooserPrivate *priv = PRIVATE (self);
  gboolean other = g_strcmp0 (priv->key, key) != 0;
  g_autofree char *old = g_steal_pointer (&priv->key);

  priv->key = g_strdup (key);
  if (title != NULL)
    write_text (self, title);
  gtk_widget_remove_css_class (GTK_WIDGET (self), "unknown");
  if (other)
    {
      g_signal_emit (self, signals[EDITED], 0);
      g_signal_emit (self, signals[CHANGED], 0);
    }
}

/* The list. */

static GtkWidget *
new_line (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (label, text);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static void
append_item (OtkChooser *self, OtkChooserItem *item, const char *signal_text)
{
  OtkChooserPrivate *priv = PRIVATE (self);
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), new_line (item->title, NULL));
  if (item->subtitle != NULL && *item->subtitle != '\0')
    {
      GtkWidget *second = new_line (item->subtitle, "caption");
      gtk_widget_add_css_class (second, "dim-label");
      gtk_box_append (GTK_BOX (box), second);
    }
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row),
                                    item->key != NULL || signal_text != NULL);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row),
                                   item->key != NULL || signal_text != NULL);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, item->title,
                                  -1);
  g_object_set_data_full (G_OBJECT (row), "otk-key", g_strdup (item->key), g_free);
  g_object_set_data_full (G_OBJECT (row), "otk-title", g_strdup (item->title), g_free);
  g_object_set_data_full (G_OBJECT (row), "otk-create", g_strdup (signal_text), g_free);
  gtk_list_box_append (GTK_LIST_BOX (priv->list), row);
}

static void
append_create (OtkChooser *self, const char *text)
{
  g_autofree char *title = g_strdup_printf (_ ("Create “%s”"), text);
  g_autoptr (OtkChooserItem) item = otk_chooser_item_new (NULL, title, NULL);

  append_item (self, item, text);
}

static gboolean
same_text (const char *a, const char *b)
{
  g_autofree char *one = g_utf8_casefold (a, -1), *other = g_utf8_casefold (b, -1);

  return strcmp (g_strstrip (one), g_strstrip (other)) == 0;
}

/* Fills the list; Returns: how many lines it has. */
static guint
fill_list (OtkChooser *self, const char *text)
{
  OtkChooserPrivate *priv = PRIVATE (self);
  g_autoptr (GPtrArray) items = OTK_CHOOSER_GET_CLASS (self)->find (self, text, LIMIT);
  GtkWidget *row;
  guint n = items->len;

  while ((row = gtk_widget_get_first_child (priv->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (priv->list), row);
  for (guint i = 0; i < items->len; i++)
    append_item (self, g_ptr_array_index (items, i), NULL);
  if (priv->creatable && *text != '\0')
    {
      append_create (self, text);
      n++;
    }
  if (n == 0 && *text != '\0')
    {
      g_autoptr (OtkChooserItem) none = otk_chooser_item_new (NULL, _ ("Nothing found"), NULL);
      append_item (self, none, NULL);
      n++;
    }
  return n;
}

static void
show_list (OtkChooser *self, const char *text)
{
  OtkChooserPrivate *priv = PRIVATE (self);
  GtkListBoxRow *first;

  if (fill_list (self, text) == 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      gtk_popover_popdown (GTK_POPOVER (priv->popover));
      return;
    }
  first = gtk_list_box_get_row_at_index (GTK_LIST_BOX (priv->list), 0);
  /* Enter on typed text takes the first match, or makes the record where there is none. */
  if (*text != '\0' && gtk_list_box_row_get_selectable (first))
    gtk_list_box_select_row (GTK_LIST_BOX (priv->list), first);
  gtk_widget_set_size_request (priv->popover, MAX (200, gtk_widget_get_width (GTK_WIDGET (self))),
                               -1);
  gtk_popover_popup (GTK_POPOVER (priv->popover));
  gtk_accessible_update_state (GTK_ACCESSIBLE (priv->entry), GTK_ACCESSIBLE_STATE_EXPANDED, TRUE,
                               -1);
}

static void
hide_list (OtkChooser *self)
{
  OtkChooserPrivate *priv = PRIVATE (self);

  gtk_popover_popdown (GTK_POPOVER (priv->popover));
  gtk_accessible_update_state (GTK_ACCESSIBLE (priv->entry), GTK_ACCESSIBLE_STATE_EXPANDED, FALSE,
                               -1);
}

static gboolean
list_is_shown (OtkChooser *self)
{
  return gtk_widget_get_visible (PRIVATE (self)->popover);
}

static void
move_selection (OtkChooser *self, int step)
{
  OtkChooserPrivate *priv = PRIVATE (self);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (priv->list));
  int index = row != NULL ? gtk_list_box_row_get_index (row) + step : (step > 0 ? 0 : -1);
  GtkListBoxRow *next = gtk_list_box_get_row_at_index (GTK_LIST_BOX (priv->list), index);
  GtkWidget *window = gtk_widget_get_ancestor (priv->list, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *scroll = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (window));
  graphene_rect_t place;

  if (next == NULL || !gtk_list_box_row_get_selectable (next))
    return;
  gtk_list_box_select_row (GTK_LIST_BOX (priv->list), next);
  if (gtk_widget_compute_bounds (GTK_WIDGET (next), priv->list, &place))
    gtk_adjustment_clamp_page (scroll, place.origin.y, place.origin.y + place.size.height);
}

static void
pick_row (OtkChooser *self, GtkListBoxRow *row)
{
  g_autofree char *key = g_strdup (g_object_get_data (G_OBJECT (row), "otk-key"));
  g_autofree char *title = g_strdup (g_object_get_data (G_OBJECT (row), "otk-title"));
  g_autofree char *create = g_strdup (g_object_get_data (G_OBJECT (row), "otk-create"));

  hide_list (self);
  gtk_widget_grab_focus (PRIVATE (self)->entry);
  if (create != NULL)
    g_signal_emit (self, signals[CREATE], 0, create);
  else if (key != NULL)
    take_key (self, key, title);
}

/* Events. */

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, OtkChooser *self)
{
  pick_row (self, row);
}

static void
text_changed_cb (GtkEditable *entry, OtkChooser *self)
{
  OtkChooserPrivate *priv = PRIVATE (self);

  if (priv->setting)
    return;
  show_list (self, gtk_editable_get_text (entry));
  if (priv->key != NULL)
    take_key (self, NULL, NULL);
  else
    g_signal_emit (self, signals[EDITED], 0);
}

static void
icon_pressed_cb (GtkEntry *entry, GtkEntryIconPosition position, OtkChooser *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (entry));
  if (list_is_shown (self))
    hide_list (self);
  else
    show_list (self, PRIVATE (self)->key != NULL ? "" : otk_chooser_get_text (self));
}

/* A click into the field shows what there is to choose, as one on its arrow does. */
static void
entry_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, OtkChooser *self)
{
  OtkChooserPrivate *priv = PRIVATE (self);
  GdkRectangle icon;

  gtk_entry_get_icon_area (GTK_ENTRY (priv->entry), GTK_ENTRY_ICON_SECONDARY, &icon);
  if (n_press == 1 && !list_is_shown (self) && x < icon.x
      && (priv->key != NULL || *otk_chooser_get_text (self) == '\0'))
    show_list (self, "");
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
                OtkChooser *self)
{
  OtkChooserPrivate *priv = PRIVATE (self);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (priv->list));

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return FALSE;
  if (!list_is_shown (self))
    {
      if (key != GDK_KEY_Down && key != GDK_KEY_KP_Down)
        return FALSE;
      show_list (self, priv->key != NULL ? "" : otk_chooser_get_text (self));
      return TRUE;
    }
  switch (key)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      move_selection (self, 1);
      return TRUE;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      move_selection (self, -1);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (row == NULL)
        return FALSE;
      pick_row (self, row);
      return TRUE;
    case GDK_KEY_Escape:
      hide_list (self);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
focus_left_cb (GtkEventControllerFocus *controller, OtkChooser *self)
{
  hide_list (self);
  /* The focus also leaves a window that is being taken down. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && !gtk_widget_in_destruction (GTK_WIDGET (self)))
    otk_chooser_resolve (self);
}

/* The object. */

static gboolean
otk_chooser_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (PRIVATE (OTK_CHOOSER (widget))->entry);
}

static void
otk_chooser_dispose (GObject *object)
{
  OtkChooserPrivate *priv = PRIVATE (OTK_CHOOSER (object));

  g_clear_pointer (&priv->popover, gtk_widget_unparent);
  g_clear_pointer (&priv->entry, gtk_widget_unparent);
  g_clear_pointer (&priv->key, g_free);
  G_OBJECT_CLASS (otk_chooser_parent_class)->dispose (object);
}

static void
otk_chooser_class_init (OtkChooserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = otk_chooser_dispose;
  widget_class->grab_focus = otk_chooser_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "otkchooser");
  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EDITED] =
      g_signal_new ("edited", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CREATE] = g_signal_new ("create", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
build_list (OtkChooser *self)
{
  OtkChooserPrivate *priv = PRIVATE (self);
  GtkWidget *scroll = gtk_scrolled_window_new ();

  priv->list = gtk_list_box_new ();
  gtk_widget_set_focusable (priv->list, FALSE);
  gtk_widget_add_css_class (priv->list, "navigation-sidebar");
  g_signal_connect_object (priv->list, "row-activated", G_CALLBACK (row_activated_cb), self, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroll), 280);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), priv->list);
  priv->popover = gtk_popover_new ();
  gtk_popover_set_autohide (GTK_POPOVER (priv->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (priv->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (priv->popover), GTK_POS_BOTTOM);
  gtk_popover_set_child (GTK_POPOVER (priv->popover), scroll);
  gtk_widget_add_css_class (priv->popover, "menu");
  gtk_widget_set_parent (priv->popover, GTK_WIDGET (self));
}

static void
otk_chooser_init (OtkChooser *self)
{
  OtkChooserPrivate *priv = PRIVATE (self);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  priv->entry = gtk_entry_new ();
  gtk_widget_set_hexpand (priv->entry, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (priv->entry), 8);
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (priv->entry), GTK_ENTRY_ICON_SECONDARY,
                                     "pan-down-symbolic");
  gtk_entry_set_icon_tooltip_text (GTK_ENTRY (priv->entry), GTK_ENTRY_ICON_SECONDARY,
                                   _ ("Show the list"));
  gtk_widget_set_parent (priv->entry, GTK_WIDGET (self));
  build_list (self);
  g_signal_connect_object (priv->entry, "changed", G_CALLBACK (text_changed_cb), self, 0);
  g_signal_connect_object (priv->entry, "icon-press", G_CALLBACK (icon_pressed_cb), self, 0);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (entry_pressed_cb), self, 0);
  gtk_widget_add_controller (priv->entry, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (focus, "leave", G_CALLBACK (focus_left_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

const char *
otk_chooser_get_key (OtkChooser *self)
{
  g_return_val_if_fail (OTK_IS_CHOOSER (self), NULL);
  return PRIVATE (self)->key;
}

void
otk_chooser_set_key (OtkChooser *self, const char *key)
{
  g_autofree char *title = NULL;

  g_return_if_fail (OTK_IS_CHOOSER (self));
  if (key != NULL && *key != '\0')
    title = OTK_CHOOSER_GET_CLASS (self)->title (self, key);
  take_key (self, title != NULL ? key : NULL, title != NULL ? title : "");
}

const char *
otk_chooser_get_text (OtkChooser *self)
{
  g_return_val_if_fail (OTK_IS_CHOOSER (self), "");
  return gtk_editable_get_text (GTK_EDITABLE (PRIVATE (self)->entry));
}

void
otk_chooser_set_text (OtkChooser *self, const char *text)
{
  g_return_if_fail (OTK_IS_CHOOSER (self));
  take_key (self, NULL, text);
  g_signal_emit (self, signals[EDITED], 0);
}

void
otk_chooser_set_label (OtkChooser *self, const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (PRIVATE (self)->entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

void
otk_chooser_set_placeholder (OtkChooser *self, const char *text)
{
  gtk_entry_set_placeholder_text (GTK_ENTRY (PRIVATE (self)->entry), text);
}

void
otk_chooser_set_creatable (OtkChooser *self, gboolean creatable)
{
  PRIVATE (self)->creatable = creatable;
}

gboolean
otk_chooser_resolve (OtkChooser *self)
{
  OtkChooserPrivate *priv = PRIVATE (self);
  const char *text = otk_chooser_get_text (self);
  g_autoptr (GPtrArray) items = NULL;
  OtkChooserItem *same = NULL;
  guint n = 0;

  if (priv->key != NULL)
    return TRUE;
  if (*text == '\0')
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self), "unknown");
      return FALSE;
    }
  items = OTK_CHOOSER_GET_CLASS (self)->find (self, text, LIMIT);
  for (guint i = 0; i < items->len; i++)
    {
      OtkChooserItem *item = g_ptr_array_index (items, i);
      if (item->key != NULL && same_text (item->title, text))
        {
          same = item;
          n++;
        }
    }
  if (n == 1)
    take_key (self, same->key, same->title);
  else if (!priv->creatable)
    gtk_widget_add_css_class (GTK_WIDGET (self), "unknown");
  return n == 1;
}

gboolean
otk_chooser_matches (const char *title, const char *text)
{
  g_autofree char *haystack = g_utf8_casefold (title, -1), *needle = g_utf8_casefold (text, -1);
  g_auto (GStrv) words = g_strsplit_set (needle, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (haystack, words[i]) == NULL)
      return FALSE;
  return TRUE;
}
