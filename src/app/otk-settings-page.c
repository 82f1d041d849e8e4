/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-settings-page.h"

#include "otk-chooser.h"
#include "otk-form-field.h"
#include "otk-setting-form.h"
#include "otk-settings-section.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  OtkEntityType type;
  const char *title;
  const char *icon;
  const char *purpose;
  const char *add;
} Section;

static const Section sections[] = {
  { OTK_ENTITY_EMPLOYEE, N_ ("Employees"), "avatar-default-symbolic",
    N_ ("People who handle requests"), N_ ("Add an employee") },
  { OTK_ENTITY_GROUP, N_ ("Groups"), "system-users-symbolic",
    N_ ("Employees who answer for something together"), N_ ("Add a group") },
  { OTK_ENTITY_SERVICE, N_ ("Services"), "emblem-system-symbolic",
    N_ ("What customers ask for, who answers for it and by which SLA"), N_ ("Add a service") },
  { OTK_ENTITY_REQUEST_TYPE, N_ ("Request types"), "mail-unread-symbolic",
    N_ ("Kinds of requests; each gives its priority"), N_ ("Add a type") },
  { OTK_ENTITY_LEVEL, N_ ("Support levels"), "view-sort-descending-symbolic",
    N_ ("Lines of support and their operators"), N_ ("Add a level") },
  { OTK_ENTITY_PRODUCT, N_ ("Products"), "package-x-generic-symbolic",
    N_ ("What requests are about"), N_ ("Add a product") },
  { OTK_ENTITY_COMPANY, N_ ("Companies"), "go-home-symbolic",
    N_ ("Organisations whose people write to you"), N_ ("Add a company") },
  { OTK_ENTITY_CUSTOMER, N_ ("Customers"), "contact-new-symbolic", N_ ("People who write to you"),
    N_ ("Add a customer") },
  { OTK_ENTITY_CLIENT_CATEGORY, N_ ("Client categories"), "starred-symbolic",
    N_ ("Classes of companies with norms and schedules of their own"), N_ ("Add a category") },
  { OTK_ENTITY_SLA, N_ ("SLA"), "alarm-symbolic",
    N_ ("How soon requests are reacted to and resolved"), N_ ("Add an SLA") },
  { OTK_ENTITY_SCHEDULE, N_ ("Service schedules"), "x-office-calendar-symbolic",
    N_ ("Hours in which the clock of a request runs"), N_ ("Add a schedule") },
  { OTK_ENTITY_ARTICLE, N_ ("Articles"), "accessories-dictionary-symbolic",
    N_ ("Answers worth keeping"), N_ ("Add an article") },
  { OTK_ENTITY_FOLDER, N_ ("Folders"), "folder-symbolic",
    N_ ("Saved selections of requests in the sidebar"), N_ ("Add a folder") },
  { OTK_ENTITY_DICTIONARY, N_ ("Dictionaries"), "view-list-symbolic",
    N_ ("Values to choose from: severity, difficulty, category, mark, source"),
    N_ ("Add a value") },
  { OTK_ENTITY_SETTING, N_ ("Parameters"), "preferences-system-symbolic",
    N_ ("How the whole workspace behaves"), NULL },
};

struct _OtkSettingsPage
{
  AdwBin parent_instance;
  OtkDesk *desk;
  GtkWidget *pages[G_N_ELEMENTS (sections)]; /* made when first shown */
  /* Transfer none: children are held by the widget tree. */
  GtkWidget *leaflet;
  GtkWidget *search;
  GtkWidget *list;
  GtkWidget *stack;
  GtkWidget *back;
  GtkWidget *title;
};

G_DEFINE_FINAL_TYPE (OtkSettingsPage, otk_settings_page, ADW_TYPE_BIN)

/* One way back at a time: an open record has its own. */
static void
update_back (OtkSettingsPage *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (GTK_STACK (self->stack));
  gboolean form = OTK_IS_SETTINGS_SECTION (page)
                  && otk_settings_section_form_shown (OTK_SETTINGS_SECTION (page));

  gtk_widget_set_visible (self->back,
                          adw_leaflet_get_folded (ADW_LEAFLET (self->leaflet)) && !form);
}

static void
show_section (OtkSettingsPage *self, guint index)
{
  const Section *section = &sections[index];

  if (self->pages[index] == NULL)
    {
      self->pages[index] =
          section->type == OTK_ENTITY_SETTING
              ? otk_setting_form_new (self->desk)
              : otk_settings_section_new (self->desk, section->type, _ (section->title),
                                          _ (section->purpose), _ (section->add));
      gtk_stack_add_child (GTK_STACK (self->stack), self->pages[index]);
      if (OTK_IS_SETTINGS_SECTION (self->pages[index]))
        g_signal_connect_object (self->pages[index], "form-shown", G_CALLBACK (update_back), self,
                                 G_CONNECT_SWAPPED);
    }
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->pages[index]);
  gtk_label_set_label (GTK_LABEL (self->title), _ (section->title));
  update_back (self);
}

static void
row_selected_cb (GtkListBox *list, GtkListBoxRow *row, OtkSettingsPage *self)
{
  if (row != NULL)
    show_section (self, (guint) gtk_list_box_row_get_index (row));
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, OtkSettingsPage *self)
{
  show_section (self, (guint) gtk_list_box_row_get_index (row));
  adw_leaflet_navigate (ADW_LEAFLET (self->leaflet), ADW_NAVIGATION_DIRECTION_FORWARD);
}

static void
back_clicked_cb (GtkButton *button, OtkSettingsPage *self)
{
  adw_leaflet_navigate (ADW_LEAFLET (self->leaflet), ADW_NAVIGATION_DIRECTION_BACK);
}

/* A section is found by its title, its purpose and the labels of its fields. */
static gboolean
matches (const Section *section, const char *text)
{
  const OtkEntity *entity = otk_entity (section->type);
  GString *words = g_string_new (_ (section->title));
  gboolean found;

  g_string_append_printf (words, " %s", _ (section->purpose));
  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i].flags & OTK_FIELD_EDIT)
      g_string_append_printf (words, " %s", _ (entity->fields[i].label));
  found = otk_chooser_matches (words->str, text);
  g_string_free (words, TRUE);
  return found;
}

static gboolean
filter_row (GtkListBoxRow *row, gpointer data)
{
  OtkSettingsPage *self = data;

  return matches (&sections[gtk_list_box_row_get_index (row)],
                  gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static void
search_changed_cb (GtkSearchEntry *entry, OtkSettingsPage *self)
{
  gtk_list_box_invalidate_filter (GTK_LIST_BOX (self->list));
}

/* Enter in the search goes to the first section found. */
static void
search_activated_cb (GtkSearchEntry *entry, OtkSettingsPage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    if (matches (&sections[i], gtk_editable_get_text (GTK_EDITABLE (entry))))
      {
        otk_settings_page_open (self, sections[i].type);
        return;
      }
}

static void
otk_settings_page_dispose (GObject *object)
{
  g_clear_object (&OTK_SETTINGS_PAGE (object)->desk);
  G_OBJECT_CLASS (otk_settings_page_parent_class)->dispose (object);
}

static void
otk_settings_page_class_init (OtkSettingsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = otk_settings_page_dispose;
}

static void
append_row (OtkSettingsPage *self, const Section *section)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (_ (section->title));

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (section->icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (section->title), -1);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static GtkWidget *
build_sections (OtkSettingsPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *scroll = gtk_scrolled_window_new ();

  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _ ("Search the settings"), NULL);
  otk_widget_set_name (self->search, _ ("Search the settings"));
  gtk_widget_set_margin_start (self->search, 6);
  gtk_widget_set_margin_end (self->search, 6);
  gtk_widget_set_margin_top (self->search, 6);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_changed_cb), self, 0);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (search_activated_cb), self, 0);
  self->list = gtk_list_box_new ();
  gtk_widget_add_css_class (self->list, "navigation-sidebar");
  otk_widget_set_name (self->list, _ ("Sections of the settings"));
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    append_row (self, &sections[i]);
  gtk_list_box_set_filter_func (GTK_LIST_BOX (self->list), filter_row, self, NULL);
  g_signal_connect_object (self->list, "row-selected", G_CALLBACK (row_selected_cb), self, 0);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), self->list);
  gtk_widget_set_vexpand (scroll, TRUE);
  gtk_box_append (GTK_BOX (box), self->search);
  gtk_box_append (GTK_BOX (box), scroll);
  gtk_widget_set_size_request (box, 220, -1);
  return box;
}

/* The line that leads back to the sections where only one pane fits. */
static GtkWidget *
build_back (OtkSettingsPage *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("go-previous-symbolic");

  self->back = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->title = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->title, "heading");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("All sections"));
  otk_widget_set_name (button, _ ("All sections"));
  g_signal_connect_object (button, "clicked", G_CALLBACK (back_clicked_cb), self, 0);
  gtk_widget_add_css_class (self->back, "toolbar");
  gtk_box_append (GTK_BOX (self->back), button);
  gtk_box_append (GTK_BOX (self->back), self->title);
  g_signal_connect_object (self->leaflet, "notify::folded", G_CALLBACK (update_back), self,
                           G_CONNECT_SWAPPED);
  return self->back;
}

static void
otk_settings_page_init (OtkSettingsPage *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  AdwLeafletPage *line;

  self->leaflet = adw_leaflet_new ();
  self->stack = gtk_stack_new ();
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_widget_set_hexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (content), build_back (self));
  gtk_box_append (GTK_BOX (content), self->stack);
  gtk_widget_set_size_request (content, 340, -1);
  gtk_widget_set_hexpand (content, TRUE);
  adw_leaflet_append (ADW_LEAFLET (self->leaflet), build_sections (self));
  line = adw_leaflet_append (ADW_LEAFLET (self->leaflet),
                             gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_leaflet_page_set_navigatable (line, FALSE);
  adw_leaflet_append (ADW_LEAFLET (self->leaflet), content);
  adw_bin_set_child (ADW_BIN (self), self->leaflet);
}

GtkWidget *
otk_settings_page_new (OtkDesk *desk)
{
  OtkSettingsPage *self = g_object_new (OTK_TYPE_SETTINGS_PAGE, NULL);

  self->desk = g_object_ref (desk);
  gtk_list_box_select_row (GTK_LIST_BOX (self->list),
                           gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0));
  return GTK_WIDGET (self);
}

void
otk_settings_page_open (OtkSettingsPage *self, OtkEntityType type)
{
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    if (sections[i].type == type)
      {
        gtk_list_box_select_row (GTK_LIST_BOX (self->list),
                                 gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list),
                                                                (int) i));
        adw_leaflet_navigate (ADW_LEAFLET (self->leaflet), ADW_NAVIGATION_DIRECTION_FORWARD);
      }
}
