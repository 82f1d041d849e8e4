/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-attention-page.h"

#include "otk-act.h"
#include "otk-queued-text.h"

#include <glib/gi18n-lib.h>

struct _OtkAttentionPage
{
  AdwBin parent_instance;

  OtkDesk *desk;
  gboolean stale; /* something changed while nobody looked */

  GtkStack *stack;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (OtkAttentionPage, otk_attention_page, ADW_TYPE_BIN)

static void
attend_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkAttentionPage *self = OTK_ATTENTION_PAGE (widget);
  const char *text;
  gint32 how;
  OtkId command;
  g_autoptr (GError) error = NULL;

  g_variant_get (parameter, "(&si)", &text, &how);
  if (!otk_id_parse (text, &command))
    return;
  if (!otk_desk_attend (self->desk, &command, (OtkAttend) how, &error))
    otk_act_refused (widget, error);
  else if (how == OTK_ATTEND_NOTE)
    otk_toast (widget, _ ("Kept as a hidden note"));
  else
    otk_toast (widget, how == OTK_ATTEND_AGAIN ? _ ("Applied again") : _ ("Discarded"));
}

static GtkWidget *
part_new (const char *heading, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *head = gtk_label_new (heading), *body = gtk_label_new (text);

  gtk_widget_add_css_class (head, "caption-heading");
  gtk_widget_add_css_class (head, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (head), 0);
  gtk_label_set_xalign (GTK_LABEL (body), 0);
  gtk_label_set_yalign (GTK_LABEL (body), 0);
  gtk_label_set_wrap (GTK_LABEL (body), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (body), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (body), TRUE);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), body);
  return box;
}

static GtkWidget *
button_new (const char *label, const OtkQueued *queued, OtkAttend how)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);
  char id[OTK_ID_STRING_LENGTH + 1];

  otk_id_print (&queued->command->id, id);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(si)", id, (gint32) how);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "attention.attend");
  return button;
}

static GtkWidget *
buttons_new (const OtkQueued *queued)
{
  GtkWidget *box = gtk_flow_box_new ();
  g_autofree char *text = otk_desk_attention_text (queued);
  GtkWidget *again = button_new (_ ("_Apply again"), queued, OTK_ATTEND_AGAIN);

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (box), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (box), 3);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (box), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (box), 6);
  gtk_widget_add_css_class (box, "plain-flow");
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  gtk_widget_add_css_class (again, "suggested-action");
  gtk_flow_box_append (GTK_FLOW_BOX (box), again);
  if (text != NULL)
    gtk_flow_box_append (GTK_FLOW_BOX (box),
                         button_new (_ ("Turn into a hidden _note"), queued, OTK_ATTEND_NOTE));
  gtk_flow_box_append (GTK_FLOW_BOX (box), button_new (_ ("_Discard"), queued, OTK_ATTEND_DISCARD));
  /* The buttons are stops of the keyboard, their places are not. */
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_focusable (child, FALSE);
  return box;
}

static GtkWidget *
row_new (OtkAttentionPage *self, const OtkQueued *queued)
{
  g_autofree char *title = otk_queued_title (self->desk, queued);
  g_autofree char *mine = otk_queued_mine (self->desk, queued);
  g_autofree char *theirs = otk_queued_theirs (self->desk, queued);
  g_autofree char *reason = otk_queued_reason (queued);
  g_autofree char *label = g_strjoin (". ", title, reason, NULL);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *head = gtk_label_new (title);

  gtk_widget_add_css_class (head, "heading");
  gtk_label_set_xalign (GTK_LABEL (head), 0);
  gtk_label_set_wrap (GTK_LABEL (head), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (head), PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), part_new (_ ("Reason"), reason != NULL ? reason : ""));
  if (*mine != '\0')
    gtk_box_append (GTK_BOX (box), part_new (_ ("Mine"), mine));
  gtk_box_append (GTK_BOX (box), part_new (_ ("Theirs"), theirs));
  gtk_box_append (GTK_BOX (box), buttons_new (queued));
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (row), "otk-root",
                          g_memdup2 (&queued->command->root, sizeof (OtkId)), g_free);
  return row;
}

static void
fill (OtkAttentionPage *self)
{
  g_autoptr (GPtrArray) refused = otk_desk_attention (self->desk);
  GtkListBoxRow *row;

  self->stale = FALSE;
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < refused->len; i++)
    gtk_list_box_append (self->list, row_new (self, refused->pdata[i]));
  gtk_stack_set_visible_child_name (self->stack, refused->len > 0 ? "list" : "empty");
}

static void
outbox_cb (OtkAttentionPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    fill (self);
  else
    self->stale = TRUE;
}

static void
row_activated_cb (OtkAttentionPage *self, GtkListBoxRow *row)
{
  OtkId root = *(const OtkId *) g_object_get_data (G_OBJECT (row), "otk-root");
  g_autoptr (OtkRecord) request = otk_desk_find (self->desk, OTK_ENTITY_REQUEST, &root);

  if (request != NULL)
    otk_open_request (GTK_WIDGET (self), &root);
}

static void
otk_attention_page_map (GtkWidget *widget)
{
  if (OTK_ATTENTION_PAGE (widget)->stale)
    fill (OTK_ATTENTION_PAGE (widget));

  GTK_WIDGET_CLASS (otk_attention_page_parent_class)->map (widget);
}

static void
otk_attention_page_dispose (GObject *object)
{
  g_clear_object (&OTK_ATTENTION_PAGE (object)->desk);

  G_OBJECT_CLASS (otk_attention_page_parent_class)->dispose (object);
}

static void
otk_attention_page_class_init (OtkAttentionPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_attention_page_dispose;
  widget_class->map = otk_attention_page_map;

  gtk_widget_class_install_action (widget_class, "attention.attend", "(si)", attend_action);
}

static void
otk_attention_page_init (OtkAttentionPage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new (), *clamp = adw_clamp_new ();
  GtkWidget *empty = adw_status_page_new ();

  self->stale = TRUE;
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  gtk_widget_set_margin_top (GTK_WIDGET (self->list), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->list), 12);
  gtk_widget_set_margin_start (GTK_WIDGET (self->list), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self->list), 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Needs attention"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 720);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (self->list));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "emblem-ok-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _ ("Nothing needs attention"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (empty),
      _ ("What the server refuses appears here with its reason and what you typed"));
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, empty, "empty");
  gtk_stack_add_named (self->stack, scroller, "list");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}

GtkWidget *
otk_attention_page_new (OtkDesk *desk)
{
  OtkAttentionPage *self = g_object_new (OTK_TYPE_ATTENTION_PAGE, NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "outbox", G_CALLBACK (outbox_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
