/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-card.h"

#include "otk-card-buttons.h"
#include "otk-card-history.h"
#include "otk-card-links.h"
#include "otk-card-main.h"
#include "otk-card-more.h"
#include "otk-card-panel.h"
#include "otk-desk-replica.h"
#include "otk-dialogs.h"
#include "otk-format.h"
#include "otk-sla-timer.h"
#include "otk-stage-bar.h"

#include <adwaita.h>

/* From this width on the side panel stands beside the tabs, px. */
#define PANEL_FROM 820

struct _OtkCard
{
  GtkWidget parent_instance;

  OtkDesk *desk;
  OtkId request;
  OtkDossier *dossier;
  char *title;
  GSimpleActionGroup *actions;
  guint reload_source;
  guint timer_source;
  GHashTable *shown; /* name of a tab (static) that shows the current dossier */

  GtkStack *outer;
  GtkLabel *title_label;
  GtkLabel *subject_label;
  OtkSlaTimer *timer;
  GtkWidget *deleted_note;
  GtkWidget *unsent;
  OtkStageBar *stages;
  AdwFlap *flap;
  AdwViewStack *stack;
  AdwViewStackPage *links_page;
  OtkCardPanel *panel;
  OtkCardButtons *buttons;
};

G_DEFINE_FINAL_TYPE (OtkCard, otk_card, GTK_TYPE_WIDGET)

enum
{
  PROP_TITLE = 1,
  PROP_SUBJECT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

/* The tabs, in order: made when first looked at, fed with the dossier. */
static const struct
{
  const char *name;
  GType (*type) (void);
  void (*set_dossier) (gpointer tab, OtkDossier *dossier);
} tabs[] = {
  { "main", otk_card_main_get_type, (gpointer) otk_card_main_set_dossier },
  { "more", otk_card_more_get_type, (gpointer) otk_card_more_set_dossier },
  { "history", otk_card_history_get_type, (gpointer) otk_card_history_set_dossier },
  { "links", otk_card_links_get_type, (gpointer) otk_card_links_set_dossier },
};

static void
show_tab (OtkCard *self)
{
  const char *name = adw_view_stack_get_visible_child_name (self->stack);

  if (!self->dossier || !name || g_hash_table_contains (self->shown, name))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (tabs); i++)
    {
      AdwBin *bin;

      if (!g_str_equal (tabs[i].name, name))
        continue;
      bin = ADW_BIN (adw_view_stack_get_child_by_name (self->stack, name));
      if (!adw_bin_get_child (bin))
        adw_bin_set_child (bin, g_object_new (tabs[i].type (), NULL));
      tabs[i].set_dossier (adw_bin_get_child (bin), self->dossier);
      g_hash_table_add (self->shown, (gpointer) tabs[i].name);
    }
}

/* The one place where what may be done now becomes enabled actions. */
static void
enable_actions (OtkCard *self)
{
  for (OtkCommandKind kind = 1; kind < OTK_N_COMMANDS; kind++)
    {
      const OtkCommandInfo *info = otk_command_info (kind);
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), info->name);

      if (action)
        g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                                     otk_desk_allowed (self->desk, kind, self->dossier->request,
                                                       NULL));
    }
}

static void
set_title (OtkCard *self)
{
  const char *subject = otk_record_text (self->dossier->request, OTK_REQUEST_SUBJECT);
  g_autofree char *title = otk_format_title (self->desk, self->dossier->request);

  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->subject_label, subject ? subject : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->subject_label), subject);
  if (g_strcmp0 (title, self->title) != 0)
    {
      g_free (self->title);
      self->title = g_steal_pointer (&title);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUBJECT]);
}

static void
show_unsent (OtkCard *self)
{
  gtk_widget_set_visible (self->unsent, otk_desk_is_unsent (self->desk, &self->request));
}

static void
show_dossier (OtkCard *self)
{
  OtkTime now = otk_desk_now (self->desk);

  set_title (self);
  show_unsent (self);
  otk_stage_bar_set_dossier (self->stages, self->dossier, now);
  otk_sla_timer_set_dossier (self->timer, self->dossier);
  otk_card_panel_set_dossier (self->panel, self->dossier);
  otk_card_buttons_set_dossier (self->buttons, self->dossier);
  gtk_widget_set_visible (self->deleted_note,
                          !otk_record_is_null (self->dossier->request, OTK_REQUEST_DELETED_AT));
  adw_view_stack_page_set_visible (self->links_page, otk_dossier_is_linked (self->dossier));
  enable_actions (self);
  g_hash_table_remove_all (self->shown);
  show_tab (self);
}

static void
reload (OtkCard *self)
{
  OtkDossier *dossier = otk_dossier_load (self->desk, &self->request);

  gtk_stack_set_visible_child_name (self->outer, dossier ? "card" : "gone");
  if (!dossier)
    return;
  g_clear_pointer (&self->dossier, otk_dossier_unref);
  self->dossier = dossier;
  show_dossier (self);
}

static gboolean
reload_due_cb (gpointer data)
{
  OtkCard *self = data;

  self->reload_source = 0;
  reload (self);
  return G_SOURCE_REMOVE;
}

/* A change of what the card names (a person, a level) or of a linked request shows as well. */
static gboolean
concerns (OtkCard *self, const OtkChange *change)
{
  if (otk_id_equal (&change->root, &self->request) || change->entity == OTK_ENTITY_TASK)
    return TRUE;
  if (change->entity != OTK_ENTITY_REQUEST)
    return change->entity >= OTK_ENTITY_EMPLOYEE && change->entity != OTK_ENTITY_FOLDER;
  /* Another may have joined the family, or left it. */
  return self->dossier
         && (!otk_record_is_null (self->dossier->request, OTK_REQUEST_MASTER)
             || otk_record_int (self->dossier->request, OTK_REQUEST_IS_MASTER));
}

static void
desk_changed_cb (OtkCard *self, GArray *changes)
{
  for (guint i = 0; i < changes->len && self->reload_source == 0; i++)
    if (concerns (self, &g_array_index (changes, OtkChange, i)))
      self->reload_source = g_idle_add (reload_due_cb, self);
}

static void
request_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  OtkCard *self = data;
  const OtkCommandInfo *info = otk_command_info_by_name (g_action_get_name (G_ACTION (action)));

  otk_request_act (GTK_WIDGET (self), self->desk, info->kind, self->dossier->request);
}

static void
tab_activated_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkCard *self = OTK_CARD (widget);
  const char *tab = g_variant_get_string (parameter, NULL);
  GtkWidget *child = adw_view_stack_get_child_by_name (self->stack, tab);

  if (child && adw_view_stack_page_get_visible (adw_view_stack_get_page (self->stack, child)))
    {
      adw_view_stack_set_visible_child (self->stack, child);
      /* The focus of the tab that goes would fall upon a button that acts on the request. */
      gtk_widget_child_focus (child, GTK_DIR_TAB_FORWARD);
    }
}

static void
panel_activated_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkCard *self = OTK_CARD (widget);

  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
}

static void
reply_activated_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkCard *self = OTK_CARD (widget);
  GtkWidget *tab;

  adw_view_stack_set_visible_child_name (self->stack, "main");
  tab = adw_bin_get_child (ADW_BIN (adw_view_stack_get_child_by_name (self->stack, "main")));
  if (tab)
    otk_card_main_reply (OTK_CARD_MAIN (tab));
}

static gboolean
timer_due_cb (gpointer data)
{
  OtkCard *self = data;

  self->timer_source = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->timer), !adw_flap_get_reveal_flap (self->flap));
  return G_SOURCE_REMOVE;
}

/* Without the panel the head shows the countdown. The flap folds while it is being allocated, when
 * nothing may appear yet. */
static void
panel_revealed_cb (OtkCard *self)
{
  if (self->timer_source == 0)
    self->timer_source = g_idle_add (timer_due_cb, self);
}

static void
add_actions (OtkCard *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_LOCAL);
  for (OtkCommandKind kind = 1; kind < OTK_N_COMMANDS; kind++)
    {
      const OtkCommandInfo *info = otk_command_info (kind);
      g_autoptr (GSimpleAction) action = NULL;
      g_autofree char *name = NULL;

      if (!(info->flags & OTK_COMMAND_ON_REQUEST))
        continue;
      action = g_simple_action_new (info->name, NULL);
      g_signal_connect_object (action, "activate", G_CALLBACK (request_activated_cb), self, 0);
      g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
      name = g_strconcat ("request.", info->name, NULL);
      if (info->keys)
        gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                              gtk_shortcut_new (gtk_shortcut_trigger_parse_string (
                                                                    info->keys),
                                                                gtk_named_action_new (name)));
    }
  gtk_widget_insert_action_group (GTK_WIDGET (self), "request", G_ACTION_GROUP (self->actions));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
otk_card_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                  int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (OTK_CARD (widget)->outer), orientation, for_size, minimum,
                      natural, minimum_baseline, natural_baseline);
}

/* Whether the panel stands beside the tabs is the card's width to say, not that of the tab shown.
 */
static void
otk_card_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  OtkCard *self = OTK_CARD (widget);
  AdwFlapFoldPolicy policy =
      width < PANEL_FROM ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER;

  if (adw_flap_get_fold_policy (self->flap) != policy)
    adw_flap_set_fold_policy (self->flap, policy);
  gtk_widget_allocate (GTK_WIDGET (self->outer), width, height, baseline, NULL);
}

/* Where an answer is written, so that Enter begins one; else the first thing there is. */
static gboolean
otk_card_grab_focus (GtkWidget *widget)
{
  OtkCard *self = OTK_CARD (widget);
  GtkWidget *tab = adw_bin_get_child (ADW_BIN (adw_view_stack_get_visible_child (self->stack)));

  if (OTK_IS_CARD_MAIN (tab) && otk_composer_focus (otk_card_main_composer (OTK_CARD_MAIN (tab))))
    return TRUE;
  /* Of the tab, not of the card: where nothing takes the focus that would ask the card again. */
  return tab && gtk_widget_child_focus (tab, GTK_DIR_TAB_FORWARD);
}

static void
otk_card_get_property (GObject *object, guint property, GValue *value, GParamSpec *pspec)
{
  OtkCard *self = OTK_CARD (object);

  switch (property)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_SUBJECT:
      g_value_set_string (value, self->dossier
                                     ? otk_record_text (self->dossier->request, OTK_REQUEST_SUBJECT)
                                     : NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

static void
otk_card_dispose (GObject *object)
{
  OtkCard *self = OTK_CARD (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_handle_id (&self->timer_source, g_source_remove);
  g_clear_pointer (&self->dossier, otk_dossier_unref);
  g_clear_pointer ((GtkWidget **) &self->outer, gtk_widget_unparent);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (otk_card_parent_class)->dispose (object);
}

static void
otk_card_finalize (GObject *object)
{
  OtkCard *self = OTK_CARD (object);

  g_clear_object (&self->actions);
  g_clear_pointer (&self->shown, g_hash_table_unref);
  g_free (self->title);

  G_OBJECT_CLASS (otk_card_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/org/otklik/Otklik/otk-card.ui");
  gtk_widget_class_bind_template_child (widget_class, OtkCard, outer);
  gtk_widget_class_bind_template_child (widget_class, OtkCard, title_label);
  gtk_widget_class_bind_template_child (widget_class, OtkCard, subject_label);
  gtk_widget_class_bind_template_child (widget_class, OtkCard, timer);
  gtk_widget_class_bind_template_child (widget_class, OtkCard, deleted_note);
  gtk_widget_class_bind_template_child (widget_class, OtkCard, unsent);
  gtk_widget_class_bind_template_child (widget_class, OtkCard, stages);
  gtk_widget_class_bind_template_child (widget_class, OtkCard, flap);
  gtk_widget_class_bind_template_child (widget_class, OtkCard, stack);
  gtk_widget_class_bind_template_child (widget_class, OtkCard, links_page);
  gtk_widget_class_bind_template_child (widget_class, OtkCard, panel);
  gtk_widget_class_bind_template_child (widget_class, OtkCard, buttons);
  gtk_widget_class_bind_template_callback (widget_class, show_tab);
  gtk_widget_class_bind_template_callback (widget_class, panel_revealed_cb);
}

static void
otk_card_class_init (OtkCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = otk_card_get_property;
  object_class->dispose = otk_card_dispose;
  object_class->finalize = otk_card_finalize;
  widget_class->measure = otk_card_measure;
  widget_class->size_allocate = otk_card_size_allocate;
  widget_class->grab_focus = otk_card_grab_focus;

  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SUBJECT] =
      g_param_spec_string ("subject", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  g_type_ensure (OTK_TYPE_STAGE_BAR);
  g_type_ensure (OTK_TYPE_SLA_TIMER);
  g_type_ensure (OTK_TYPE_CARD_PANEL);
  g_type_ensure (OTK_TYPE_CARD_BUTTONS);
  bind_template (widget_class);
  gtk_widget_class_set_css_name (widget_class, "requestcard");

  gtk_widget_class_install_action (widget_class, "card.tab", "s", tab_activated_cb);
  gtk_widget_class_install_action (widget_class, "card.panel", NULL, panel_activated_cb);
  gtk_widget_class_install_action (widget_class, "card.reply", NULL, reply_activated_cb);
  for (guint i = 0; i < G_N_ELEMENTS (tabs); i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, GDK_ALT_MASK, "card.tab", "s",
                                         tabs[i].name);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F8, 0, "card.panel", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, GDK_CONTROL_MASK, "card.reply",
                                       NULL);
}

static void
otk_card_init (OtkCard *self)
{
  self->actions = g_simple_action_group_new ();
  self->shown = g_hash_table_new (g_str_hash, g_str_equal);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_actions (self);
}

GtkWidget *
otk_card_new (OtkDesk *desk, const OtkId *request)
{
  OtkCard *self = g_object_new (OTK_TYPE_CARD, NULL);

  self->desk = g_object_ref (desk);
  self->request = *request;
  g_signal_connect_object (desk, "changed", G_CALLBACK (desk_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "outbox", G_CALLBACK (show_unsent), self, G_CONNECT_SWAPPED);
  reload (self);
  return GTK_WIDGET (self);
}

const OtkId *
otk_card_request (OtkCard *self)
{
  return &self->request;
}

const char *
otk_card_title (OtkCard *self)
{
  return self->title ? self->title : "";
}
