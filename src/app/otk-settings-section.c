/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-settings-section.h"

#include "otk-act.h"
#include "otk-chooser.h"
#include "otk-error.h"
#include "otk-form-field.h"
#include "otk-form-kit.h"
#include "otk-format.h"
#include "otk-norm-list.h"
#include "otk-record-form.h"

#include <glib/gi18n-lib.h>

#define SHOWN 300

struct _OtkSettingsSection
{
  AdwBin parent_instance;
  OtkDesk *desk;
  OtkEntityType type;
  char *title;
  OtkId open; /* the record in the form; none for a new one */
  gboolean form_shown;
  /* Transfer none: children are held by the widget tree. */
  GtkWidget *stack;
  GtkWidget *search;
  GtkWidget *list, *list_stack, *empty;
  GtkWidget *more;
  GtkWidget *form_title;
  GtkWidget *form;
  GtkWidget *norms; /* (nullable): only for SLAs */
  GtkWidget *remove;
};

G_DEFINE_FINAL_TYPE (OtkSettingsSection, otk_settings_section, ADW_TYPE_BIN)

enum
{
  FORM_SHOWN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The list. */

static gboolean
has_search (OtkEntityType type)
{
  return type == OTK_ENTITY_CUSTOMER || type == OTK_ENTITY_COMPANY || type == OTK_ENTITY_ARTICLE;
}

/* The second line: the fields that tell records apart. */
static char *
describe (OtkSettingsSection *self, const OtkRecord *record)
{
  static const struct
  {
    OtkEntityType type;
    int fields[4];
  } shown[] = {
    { OTK_ENTITY_EMPLOYEE, { OTK_EMPLOYEE_ROLE, OTK_EMPLOYEE_EMAIL, OTK_EMPLOYEE_PHONE, -1 } },
    { OTK_ENTITY_GROUP, { OTK_GROUP_MEMBERS, -1 } },
    { OTK_ENTITY_SERVICE, { OTK_SERVICE_SLA, OTK_SERVICE_RESPONSIBLES, OTK_SERVICE_GROUPS, -1 } },
    { OTK_ENTITY_REQUEST_TYPE, { OTK_REQUEST_TYPE_PRIORITY, -1 } },
    { OTK_ENTITY_LEVEL, { OTK_LEVEL_OPERATORS, OTK_LEVEL_GROUPS, -1 } },
    { OTK_ENTITY_COMPANY, { OTK_COMPANY_CATEGORY, OTK_COMPANY_PHONE, OTK_COMPANY_EMAIL, -1 } },
    { OTK_ENTITY_CUSTOMER, { OTK_CUSTOMER_COMPANY, OTK_CUSTOMER_PHONE, OTK_CUSTOMER_EMAIL, -1 } },
    { OTK_ENTITY_SLA, { OTK_SLA_SCHEDULE, OTK_SLA_REACTION, OTK_SLA_RESOLUTION, -1 } },
    { OTK_ENTITY_SCHEDULE, { OTK_SCHEDULE_COMPANY, OTK_SCHEDULE_CATEGORY, -1 } },
    { OTK_ENTITY_ARTICLE, { OTK_ARTICLE_SERVICE, OTK_ARTICLE_PRODUCT, OTK_ARTICLE_FOLDER, -1 } },
    { OTK_ENTITY_DICTIONARY, { OTK_DICTIONARY_KIND, OTK_DICTIONARY_RESPONSIBLE, -1 } },
    { OTK_ENTITY_FOLDER, { OTK_FOLDER_OWNER, -1 } },
  };
  GString *line = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    for (guint j = 0; shown[i].type == self->type && shown[i].fields[j] >= 0; j++)
      {
        guint field = (guint) shown[i].fields[j];
        g_autofree char *text =
            otk_format_value (self->desk, self->type, field, otk_record_get (record, field));
        if (*text != '\0')
          g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", text);
      }
  if (self->type == OTK_ENTITY_EMPLOYEE && otk_record_int (record, OTK_EMPLOYEE_ACTIVE) == 0)
    g_string_append_printf (line, " · %s", _ ("does not work any more"));
  return g_string_free (line, FALSE);
}

static void
append_row (OtkSettingsSection *self, const OtkRecord *record)
{
  GtkWidget *row = adw_action_row_new ();
  const char *name = otk_record_name (record);
  g_autofree char *subtitle = describe (self, record);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "otk-id",
                          g_memdup2 (otk_record_id (record), sizeof (OtkId)), g_free);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static GPtrArray *
find_records (OtkSettingsSection *self, const char *text)
{
  g_autoptr (GPtrArray) all = NULL;
  GPtrArray *found;

  if (*text != '\0' && has_search (self->type))
    return otk_desk_search (self->desk, self->type, text, SHOWN + 1);
  all = otk_desk_all (self->desk, self->type);
  found = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_record_unref);
  for (guint i = 0; all != NULL && i < all->len; i++)
    if (otk_chooser_matches (otk_record_name (g_ptr_array_index (all, i)), text))
      g_ptr_array_add (found, otk_record_ref (g_ptr_array_index (all, i)));
  return found;
}

static void
show_list (OtkSettingsSection *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autoptr (GPtrArray) records = find_records (self, text);
  guint n = records != NULL ? records->len : 0;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < MIN (n, SHOWN); i++)
    append_row (self, g_ptr_array_index (records, i));
  gtk_widget_set_visible (self->more, n > SHOWN);
  gtk_stack_set_visible_child_name (GTK_STACK (self->list_stack), n > 0           ? "list"
                                                                  : *text != '\0' ? "nothing"
                                                                                  : "empty");
}

/* The form. */

static char *
draft_key (OtkSettingsSection *self)
{
  char id[OTK_ID_STRING_LENGTH + 1];

  return g_strdup_printf ("settings:%s:%s", otk_entity (self->type)->name,
                          otk_id_is_none (&self->open) ? "new" : otk_id_print (&self->open, id));
}

static void
forget_draft (OtkSettingsSection *self)
{
  g_autofree char *key = draft_key (self);

  otk_desk_save_draft (self->desk, key, NULL);
}

/* The form is used again and again: the last one may have been left at its end. */
static void
go_to_top (OtkSettingsSection *self)
{
  GtkWidget *scroll = gtk_widget_get_ancestor (self->form, GTK_TYPE_SCROLLED_WINDOW);

  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroll)), 0);
  gtk_widget_set_focus_child (self->form, NULL);
  gtk_widget_child_focus (self->form, GTK_DIR_TAB_FORWARD);
}

static void
open_form (OtkSettingsSection *self, OtkRecord *record)
{
  g_autofree char *key = NULL, *draft = NULL;

  self->open = record != NULL ? *otk_record_id (record) : OTK_ID_NONE;
  otk_record_form_load (OTK_RECORD_FORM (self->form), record);
  key = draft_key (self);
  draft = otk_desk_draft (self->desk, key);
  if (draft != NULL && *draft != '\0')
    otk_record_form_load_draft (OTK_RECORD_FORM (self->form), draft);
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->form_title),
                              record != NULL ? otk_record_name (record) : self->title);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->form_title),
                                 draft != NULL && *draft != '\0' ? _ ("Draft restored") : "");
  gtk_widget_set_visible (self->remove, record != NULL);
  if (self->norms != NULL)
    otk_norm_list_set_sla (OTK_NORM_LIST (self->norms), record != NULL ? &self->open : NULL);
  self->form_shown = TRUE;
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "form");
  g_signal_emit (self, signals[FORM_SHOWN], 0);
  go_to_top (self);
}

static void
form_changed_cb (GtkWidget *form, OtkSettingsSection *self)
{
  g_autofree char *key = NULL, *draft = NULL;

  if (self->desk == NULL || !self->form_shown)
    return;
  key = draft_key (self);
  draft = otk_record_form_draft (OTK_RECORD_FORM (form));
  otk_desk_save_draft (self->desk, key, draft);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->form_title), _ ("Draft saved"));
}

static void
done (const OtkOutcome *outcome, const GError *error, gpointer data)
{
  g_autoptr (OtkSettingsSection) self = data;

  if (self->desk == NULL)
    return;
  if (error != NULL)
    {
      g_autofree char *text = otk_error_text (error);
      otk_record_form_set_error (OTK_RECORD_FORM (self->form), text);
      return;
    }
  forget_draft (self);
  otk_settings_section_back (self);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkSettingsSection *self = OTK_SETTINGS_SECTION (widget);

  if (!self->form_shown || !otk_record_form_validate (OTK_RECORD_FORM (self->form)))
    return;
  otk_act_full (widget, otk_record_form_command (OTK_RECORD_FORM (self->form)), done,
                g_object_ref (self));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  OtkSettingsSection *self = OTK_SETTINGS_SECTION (widget);
  OtkCommand *command = otk_desk_command (self->desk, OTK_COMMAND_REMOVE, &self->open);

  otk_command_with_text (command, "entity", otk_entity (self->type)->name);
  otk_act_full (widget, command, done, g_object_ref (self));
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_form (OTK_SETTINGS_SECTION (widget), NULL);
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  otk_settings_section_back (OTK_SETTINGS_SECTION (widget));
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, OtkSettingsSection *self)
{
  g_autoptr (OtkRecord) record =
      otk_desk_find (self->desk, self->type, g_object_get_data (G_OBJECT (row), "otk-id"));

  if (record != NULL)
    open_form (self, record);
}

static void
search_changed_cb (GtkSearchEntry *entry, OtkSettingsSection *self)
{
  show_list (self);
}

/* Somebody else, or an undo, changed what is shown. */
static void
desk_changed_cb (OtkDesk *desk, GArray *changes, OtkSettingsSection *self)
{
  for (guint i = 0; i < changes->len; i++)
    {
      const OtkChange *change = &g_array_index (changes, OtkChange, i);
      if (change->entity != self->type)
        continue;
      show_list (self);
      if (self->form_shown && otk_id_equal (&change->id, &self->open)
          && !otk_record_form_is_changed (OTK_RECORD_FORM (self->form)))
        {
          g_autoptr (OtkRecord) record = otk_desk_find (desk, self->type, &self->open);
          if (record != NULL)
            otk_record_form_load (OTK_RECORD_FORM (self->form), record);
          else
            otk_settings_section_back (self);
        }
      return;
    }
}

static void
otk_settings_section_dispose (GObject *object)
{
  g_clear_object (&OTK_SETTINGS_SECTION (object)->desk);
  G_OBJECT_CLASS (otk_settings_section_parent_class)->dispose (object);
}

static void
otk_settings_section_finalize (GObject *object)
{
  g_free (OTK_SETTINGS_SECTION (object)->title);
  G_OBJECT_CLASS (otk_settings_section_parent_class)->finalize (object);
}

static void
otk_settings_section_class_init (OtkSettingsSectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_settings_section_dispose;
  G_OBJECT_CLASS (klass)->finalize = otk_settings_section_finalize;
  signals[FORM_SHOWN] = g_signal_new ("form-shown", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "section.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "section.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "section.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "section.back", NULL, back_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "section.save",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "section.back", NULL);
}

static void
otk_settings_section_init (OtkSettingsSection *self)
{
  otk_widget_add_keys (GTK_WIDGET (self), "<Control>Return|<Control>KP_Enter", "section.save");
}

/* Building. */

static GtkWidget *
new_button (const char *icon, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, label);
  otk_widget_set_name (button, label);
  return button;
}

static GtkWidget *
new_page (GtkWidget *child)
{
  GtkWidget *scroll = gtk_scrolled_window_new (), *clamp = adw_clamp_new ();

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 720);
  adw_clamp_set_child (ADW_CLAMP (clamp), child);
  gtk_widget_add_css_class (clamp, "otk-form");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), clamp);
  gtk_widget_set_vexpand (scroll, TRUE);
  return scroll;
}

static GtkWidget *
new_status (const char *icon, const char *title, const char *text, const char *add)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), text);
  if (add != NULL)
    {
      GtkWidget *button = gtk_button_new_with_label (add);
      gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (button, "pill");
      gtk_widget_add_css_class (button, "suggested-action");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "section.add");
      adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
    }
  return page;
}

static GtkWidget *
build_list (OtkSettingsSection *self, const char *purpose, const char *add)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  g_autofree char *name = g_strdup_printf (_ ("Search: %s"), self->title);

  self->search = gtk_search_entry_new ();
  gtk_widget_set_hexpand (self->search, TRUE);
  g_object_set (self->search, "placeholder-text", name, NULL);
  otk_widget_set_name (self->search, name);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_changed_cb), self, 0);
  gtk_widget_add_css_class (bar, "toolbar");
  gtk_box_append (GTK_BOX (bar), self->search);
  gtk_box_append (GTK_BOX (bar), new_button ("list-add-symbolic", add, "section.add"));
  gtk_box_append (GTK_BOX (page), bar);

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  otk_widget_set_name (self->list, self->title);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, 0);
  self->more = gtk_label_new (_ ("There are more: search by name"));
  gtk_widget_add_css_class (self->more, "dim-label");
  gtk_box_append (GTK_BOX (box), self->list);
  gtk_box_append (GTK_BOX (box), self->more);
  self->list_stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->list_stack), new_page (box), "list");
  gtk_stack_add_named (GTK_STACK (self->list_stack),
                       new_status ("view-list-symbolic", self->title, purpose, add), "empty");
  gtk_stack_add_named (GTK_STACK (self->list_stack),
                       new_status ("edit-find-symbolic", _ ("Nothing found"),
                                   _ ("Try another word"), NULL),
                       "nothing");
  gtk_box_append (GTK_BOX (page), self->list_stack);
  return page;
}

static GtkWidget *
build_form (OtkSettingsSection *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = gtk_center_box_new (), *end = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *save = gtk_button_new_with_mnemonic (_ ("_Save"));

  self->form_title = adw_window_title_new (self->title, NULL);
  self->remove = new_button ("user-trash-symbolic", C_ ("entry", "Remove"), "section.remove");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (save), "section.save");
  gtk_widget_set_tooltip_text (save, _ ("Save (Ctrl+Enter)"));
  gtk_widget_add_css_class (save, "suggested-action");
  otk_widget_set_name (save, _ ("Save"));
  gtk_box_append (GTK_BOX (end), self->remove);
  gtk_box_append (GTK_BOX (end), save);
  gtk_widget_add_css_class (bar, "toolbar");
  gtk_center_box_set_start_widget (GTK_CENTER_BOX (bar),
                                   new_button ("go-previous-symbolic", _ ("Back to the list (Esc)"),
                                               "section.back"));
  gtk_center_box_set_center_widget (GTK_CENTER_BOX (bar), self->form_title);
  gtk_center_box_set_end_widget (GTK_CENTER_BOX (bar), end);
  gtk_box_append (GTK_BOX (page), bar);

  self->form = otk_record_form_new (self->desk, self->type);
  g_signal_connect_object (self->form, "changed", G_CALLBACK (form_changed_cb), self, 0);
  gtk_box_append (GTK_BOX (box), self->form);
  if (self->type == OTK_ENTITY_SLA)
    {
      self->norms = otk_norm_list_new (self->desk);
      gtk_box_append (GTK_BOX (box), self->norms);
    }
  gtk_box_append (GTK_BOX (page), new_page (box));
  return page;
}

GtkWidget *
otk_settings_section_new (OtkDesk *desk, OtkEntityType type, const char *title, const char *purpose,
                          const char *add)
{
  OtkSettingsSection *self = g_object_new (OTK_TYPE_SETTINGS_SECTION, NULL);

  self->desk = g_object_ref (desk);
  self->type = type;
  self->title = g_strdup (title);
  self->stack = gtk_stack_new ();
  gtk_stack_set_transition_type (GTK_STACK (self->stack), GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  gtk_stack_add_named (GTK_STACK (self->stack), build_list (self, purpose, add), "list");
  gtk_stack_add_named (GTK_STACK (self->stack), build_form (self), "form");
  adw_bin_set_child (ADW_BIN (self), self->stack);
  g_signal_connect_object (desk, "changed", G_CALLBACK (desk_changed_cb), self, 0);
  show_list (self);
  return GTK_WIDGET (self);
}

gboolean
otk_settings_section_back (OtkSettingsSection *self)
{
  if (!self->form_shown)
    return FALSE;
  self->form_shown = FALSE;
  show_list (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "list");
  gtk_widget_grab_focus (self->search);
  g_signal_emit (self, signals[FORM_SHOWN], 0);
  return TRUE;
}

gboolean
otk_settings_section_form_shown (OtkSettingsSection *self)
{
  return self->form_shown;
}
