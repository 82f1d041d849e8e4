/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-card-buttons.h"

#include "otk-property.h"
#include "otk-request-menu.h"
#include "otk-setting.h"

#include <adwaita.h>

struct _OtkCardButtons
{
  GtkWidget parent_instance;

  GtkWidget *bar;
  GtkBox *wide;
  GtkBox *narrow;
  GPtrArray *offered; /* OtkCommandInfo (static) that the buttons stand for */
};

G_DEFINE_FINAL_TYPE (OtkCardButtons, otk_card_buttons, GTK_TYPE_WIDGET)

static gboolean
is_offered (OtkDossier *dossier, const char *chosen, const OtkCommandInfo *info)
{
  return otk_card_button_is_chosen (chosen, info)
         && otk_request_offers (dossier->desk, info->kind, dossier->request);
}

/* What stands at the end of the bar: commands that do not move the request along. */
static gboolean
stands_apart (const OtkCommandInfo *info)
{
  return info->kind == OTK_COMMAND_EDIT || info->kind == OTK_COMMAND_SET_STATUS
         || (info->flags & OTK_COMMAND_DESTRUCTIVE);
}

static GtkWidget *
new_button (const OtkCommandInfo *info, gboolean suggested)
{
  GtkWidget *button = gtk_button_new ();
  g_autofree char *action = g_strconcat ("request.", info->name, NULL);

  if (info->icon)
    gtk_button_set_child (GTK_BUTTON (button),
                          g_object_new (ADW_TYPE_BUTTON_CONTENT, "icon-name", info->icon, "label",
                                        _ (info->label), NULL));
  else
    gtk_button_set_label (GTK_BUTTON (button), _ (info->label));
  if (info->keys)
    {
      guint key;
      GdkModifierType modifiers;

      if (gtk_accelerator_parse (info->keys, &key, &modifiers))
        {
          g_autofree char *keys = gtk_accelerator_get_label (key, modifiers);
          g_autofree char *tooltip = g_strdup_printf ("%s (%s)", _ (info->label), keys);

          gtk_widget_set_tooltip_text (button, tooltip);
        }
    }
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, suggested ? "suggested-action" : "flat");
  return button;
}

/* The suggested command first, then in the order of the table. */
static GPtrArray *
offered (OtkDossier *dossier)
{
  g_autofree char *chosen = otk_setting_text (otk_desk_state (dossier->desk), OTK_KEY_CARD_BUTTONS);
  GPtrArray *infos = g_ptr_array_new ();
  gboolean found = FALSE;

  for (OtkCommandKind kind = 1; kind < OTK_N_COMMANDS; kind++)
    {
      const OtkCommandInfo *info = otk_command_info (kind);

      if (!is_offered (dossier, chosen, info))
        continue;
      if (!found && (info->flags & OTK_COMMAND_SUGGESTED))
        {
          g_ptr_array_insert (infos, 0, (gpointer) info);
          found = TRUE;
        }
      else
        g_ptr_array_add (infos, (gpointer) info);
    }
  return infos;
}

static void
fill_wide (OtkCardButtons *self, GPtrArray *infos)
{
  GtkWidget *gap = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  for (guint i = 0; i < infos->len; i++)
    if (!stands_apart (infos->pdata[i]))
      gtk_box_append (self->wide, new_button (infos->pdata[i],
                                              i == 0
                                                  && (((OtkCommandInfo *) infos->pdata[i])->flags
                                                      & OTK_COMMAND_SUGGESTED)));
  gtk_widget_set_hexpand (gap, TRUE);
  gtk_box_append (self->wide, gap);
  for (guint i = 0; i < infos->len; i++)
    if (stands_apart (infos->pdata[i]))
      gtk_box_append (self->wide, new_button (infos->pdata[i], FALSE));
}

static void
fill_narrow (OtkCardButtons *self, GPtrArray *infos)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new (), *gap = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  for (guint i = 0; i < infos->len; i++)
    {
      const OtkCommandInfo *info = infos->pdata[i];
      g_autofree char *action = g_strconcat ("request.", info->name, NULL);

      if (!gtk_widget_get_first_child (GTK_WIDGET (self->narrow)) && !stands_apart (info))
        gtk_box_append (self->narrow,
                        new_button (info, i == 0 && (info->flags & OTK_COMMAND_SUGGESTED)));
      else
        g_menu_append (menu, _ (info->label), action);
    }
  gtk_widget_set_hexpand (gap, TRUE);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (button), GTK_ARROW_UP);
  gtk_widget_set_tooltip_text (button, _ ("More actions"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("More actions"), -1);
  gtk_box_append (self->narrow, gap);
  gtk_box_append (self->narrow, button);
}

static gboolean
same_commands (GPtrArray *first, GPtrArray *second)
{
  return first->len == second->len
         && memcmp (first->pdata, second->pdata, first->len * sizeof (gpointer)) == 0;
}

/* The focus of a button that goes would be given to whatever comes next in the window: to a tab of
 * another page, which would then come to the front. */
static gboolean
let_go_of_focus (OtkCardButtons *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  if (!focus || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return FALSE;
  gtk_root_set_focus (root, NULL);
  return TRUE;
}

static void
otk_card_buttons_dispose (GObject *object)
{
  OtkCardButtons *self = OTK_CARD_BUTTONS (object);

  g_clear_pointer (&self->bar, gtk_widget_unparent);
  g_clear_pointer (&self->offered, g_ptr_array_unref);

  G_OBJECT_CLASS (otk_card_buttons_parent_class)->dispose (object);
}

static void
otk_card_buttons_class_init (OtkCardButtonsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_card_buttons_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/otklik/Otklik/otk-card-buttons.ui");
  gtk_widget_class_bind_template_child (widget_class, OtkCardButtons, bar);
  gtk_widget_class_bind_template_child (widget_class, OtkCardButtons, wide);
  gtk_widget_class_bind_template_child (widget_class, OtkCardButtons, narrow);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
otk_card_buttons_init (OtkCardButtons *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

gboolean
otk_card_button_is_possible (const OtkCommandInfo *info)
{
  switch (info->kind)
    {
    case OTK_COMMAND_UNLINK:
    case OTK_COMMAND_RESTORE:
    case OTK_COMMAND_PURGE:
    case OTK_COMMAND_RATE:
    case OTK_COMMAND_MESSAGE:
    case OTK_COMMAND_ATTACH:
    case OTK_COMMAND_DETACH:
      /* About a joined request, a deleted one, or something inside the card. */
      return FALSE;
    default:
      return (info->flags & OTK_COMMAND_ON_REQUEST) != 0
             && (info->flags & OTK_COMMAND_AUTHORITY) == 0;
    }
}

gboolean
otk_card_button_is_chosen (const char *chosen, const OtkCommandInfo *info)
{
  g_auto (GStrv) names = NULL;

  if (!otk_card_button_is_possible (info))
    return FALSE;
  if (*chosen == '\0')
    return (info->flags & OTK_COMMAND_IN_CARD) != 0;
  names = g_strsplit (chosen, " ", -1);
  return g_strv_contains ((const char *const *) names, info->name);
}

void
otk_card_buttons_set_dossier (OtkCardButtons *self, OtkDossier *dossier)
{
  g_autoptr (GPtrArray) infos = offered (dossier);
  gboolean had_focus;

  if (self->offered && same_commands (self->offered, infos))
    return;
  had_focus = let_go_of_focus (self);
  otk_box_clear (self->wide);
  otk_box_clear (self->narrow);
  gtk_widget_set_visible (GTK_WIDGET (self), infos->len > 0);
  fill_wide (self, infos);
  fill_narrow (self, infos);
  g_clear_pointer (&self->offered, g_ptr_array_unref);
  self->offered = g_steal_pointer (&infos);
  if (had_focus)
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}
