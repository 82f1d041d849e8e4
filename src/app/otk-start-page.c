/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-start-page.h"

#include "otk-error.h"
#include "otk-form-field.h"

#include <glib/gi18n-lib.h>

struct _OtkStartPage
{
  AdwBin parent_instance;
  OtkDesk *desk;
  OtkSampleFunc sample;
  GCancellable *cancellable;
  /* Transfer none: children are held by the widget tree. */
  GtkWidget *name;
  GtkWidget *name_field;
  GtkWidget *choices;
  GtkWidget *sample_button;
  GtkWidget *progress;
  GtkWidget *problem;
};

G_DEFINE_FINAL_TYPE (OtkStartPage, otk_start_page, ADW_TYPE_BIN)

enum
{
  READY,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
show_problem (OtkStartPage *self, const GError *error)
{
  g_autofree char *text = error != NULL ? otk_error_text (error) : NULL;

  gtk_label_set_label (GTK_LABEL (self->problem), text != NULL ? text : "");
  gtk_widget_set_visible (self->problem, text != NULL);
}

static void
set_busy (OtkStartPage *self, gboolean busy)
{
  gtk_widget_set_sensitive (self->choices, !busy);
  gtk_widget_set_sensitive (self->name_field, !busy);
  gtk_widget_set_visible (self->progress, busy);
}

/* Returns: (transfer full) (nullable): NULL where the page has to stay until there is a name. */
static char *
take_name (OtkStartPage *self)
{
  g_autofree char *name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name)));

  show_problem (self, NULL);
  if (*g_strstrip (name) != '\0')
    {
      otk_form_field_set_error (OTK_FORM_FIELD (self->name_field), NULL);
      return g_steal_pointer (&name);
    }
  otk_form_field_set_error (OTK_FORM_FIELD (self->name_field),
                            _ ("Enter your name: requests and history will show it"));
  gtk_widget_grab_focus (self->name);
  return NULL;
}

/* The sample's administrator becomes the person who sits here. */
static gboolean
take_seat (OtkStartPage *self, GError **error)
{
  g_autofree char *name = take_name (self);
  g_auto (OtkValue) role = otk_value_int (OTK_ROLE_ADMINISTRATOR);
  g_autoptr (GPtrArray) found =
      otk_desk_list (self->desk, OTK_ENTITY_EMPLOYEE, OTK_EMPLOYEE_ROLE, &role);
  g_autoptr (OtkCommand) rename = NULL;
  g_autoptr (OtkOutcome) outcome = NULL;
  const OtkId *person;

  if (found->len == 0)
    return otk_refuse (error, OTK_ERROR_NOT_FOUND,
                       N_ ("The sample has no administrator: start empty instead"), NULL);
  person = otk_record_id (g_ptr_array_index (found, 0));
  if (!otk_desk_set_me (self->desk, person, error))
    return FALSE;
  rename = otk_desk_command (self->desk, OTK_COMMAND_SAVE, person);
  otk_command_with_text (rename, "entity", otk_entity (OTK_ENTITY_EMPLOYEE)->name);
  otk_command_with_text (rename, "name", name);
  outcome = otk_desk_submit (self->desk, rename, error);
  return outcome != NULL;
}

static void
empty_clicked_cb (GtkButton *button, OtkStartPage *self)
{
  g_autofree char *name = take_name (self);
  g_autoptr (GError) error = NULL;

  if (name == NULL)
    return;
  if (otk_desk_start_empty (self->desk, name, &error))
    g_signal_emit (self, signals[READY], 0);
  else
    show_problem (self, error);
}

static void
sample_progress_cb (guint done, guint total, gpointer data)
{
  OtkStartPage *self = data;
  g_autofree char *text = g_strdup_printf (_ ("Making sample data: %u of %u"), done, total);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress),
                                 total > 0 ? (double) done / total : 1);
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (self->progress), text);
}

static void
sample_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OtkStartPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) outcomes = otk_desk_submit_all_finish (OTK_DESK (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  set_busy (self, FALSE);
  for (guint i = 0; outcomes != NULL && error == NULL && i < outcomes->len; i++)
    {
      const OtkOutcome *outcome = g_ptr_array_index (outcomes, i);
      if (outcome->error != NULL)
        error = g_error_copy (outcome->error);
    }
  if (error == NULL && take_seat (self, &error))
    g_signal_emit (self, signals[READY], 0);
  else
    show_problem (self, error);
}

static void
sample_clicked_cb (GtkButton *button, OtkStartPage *self)
{
  g_autofree char *name = take_name (self);
  g_autoptr (GPtrArray) commands = NULL;
  g_autoptr (GError) error = NULL;

  if (name == NULL)
    return;
  commands = self->sample (self->desk, &error);
  if (commands == NULL)
    {
      show_problem (self, error);
      return;
    }
  set_busy (self, TRUE);
  sample_progress_cb (0, commands->len, self);
  otk_desk_submit_all_async (self->desk, commands, self->cancellable, sample_progress_cb, self,
                             sample_done_cb, g_object_ref (self));
}

static void
otk_start_page_dispose (GObject *object)
{
  OtkStartPage *self = OTK_START_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (otk_start_page_parent_class)->dispose (object);
}

static void
otk_start_page_finalize (GObject *object)
{
  g_object_unref (OTK_START_PAGE (object)->cancellable);
  G_OBJECT_CLASS (otk_start_page_parent_class)->finalize (object);
}

static void
otk_start_page_class_init (OtkStartPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = otk_start_page_dispose;
  object_class->finalize = otk_start_page_finalize;
  signals[READY] = g_signal_new ("ready", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

/* A choice: a title and a line on what it means, the whole of it one button. */
static GtkWidget *
new_choice (const char *title, const char *text, const char *icon)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);
  GtkWidget *head = gtk_label_new (title), *body = gtk_label_new (text);

  gtk_widget_add_css_class (head, "heading");
  gtk_widget_add_css_class (body, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (head), 0);
  gtk_label_set_xalign (GTK_LABEL (body), 0);
  gtk_label_set_wrap (GTK_LABEL (head), TRUE);
  gtk_label_set_wrap (GTK_LABEL (body), TRUE);
  gtk_box_append (GTK_BOX (lines), head);
  gtk_box_append (GTK_BOX (lines), body);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_image_set_pixel_size (GTK_IMAGE (image), 24);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), lines);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "otk-choice");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  return button;
}

static void
build_name (OtkStartPage *self, GtkWidget *box)
{
  const char *name = g_get_real_name ();

  self->name = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (self->name), 200);
  /* GLib answers "Unknown" where the system knows no name. */
  if (g_strcmp0 (name, "Unknown") != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  self->name_field = otk_form_field_new (_ ("Your name"), self->name, TRUE);
  gtk_box_append (GTK_BOX (box), self->name_field);
}

static void
build_choices (OtkStartPage *self, GtkWidget *box)
{
  GtkWidget *empty, *server;

  self->choices = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  empty = new_choice (_ ("Start empty on this computer"),
                      _ ("Request types, folders and a schedule are ready; everything else is "
                         "yours to fill in"),
                      "document-new-symbolic");
  g_signal_connect_object (empty, "clicked", G_CALLBACK (empty_clicked_cb), self, 0);
  self->sample_button = new_choice (_ ("Start with sample data"),
                                    _ ("A small company with its requests, to look around in"),
                                    "view-paged-symbolic");
  g_signal_connect_object (self->sample_button, "clicked", G_CALLBACK (sample_clicked_cb), self, 0);
  gtk_widget_set_visible (self->sample_button, FALSE);
  gtk_box_append (GTK_BOX (self->choices), empty);
  gtk_box_append (GTK_BOX (self->choices), self->sample_button);
  server = new_choice (_ ("Connect to a server"),
                       _ ("Work together with others, also while there is no connection"),
                       "network-server-symbolic");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (server), "app.connect");
  gtk_box_append (GTK_BOX (self->choices), server);
  gtk_box_append (GTK_BOX (box), self->choices);
}

static void
otk_start_page_init (OtkStartPage *self)
{
  GtkWidget *page = adw_status_page_new (), *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->cancellable = g_cancellable_new ();
  build_name (self, box);
  build_choices (self, box);
  self->progress = gtk_progress_bar_new ();
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (self->progress), TRUE);
  gtk_widget_set_visible (self->progress, FALSE);
  gtk_box_append (GTK_BOX (box), self->progress);
  self->problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_add_css_class (self->problem, "error");
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_box_append (GTK_BOX (box), self->problem);

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 480);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "org.otklik.Otklik");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Welcome to Otklik"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page),
                                   _ ("Requests, their deadlines and the answers to them, on this "
                                      "computer and without a network"));
  adw_status_page_set_child (ADW_STATUS_PAGE (page), clamp);
  adw_bin_set_child (ADW_BIN (self), page);
}

GtkWidget *
otk_start_page_new (OtkDesk *desk)
{
  OtkStartPage *self = g_object_new (OTK_TYPE_START_PAGE, NULL);

  self->desk = g_object_ref (desk);
  return GTK_WIDGET (self);
}

void
otk_start_page_set_sample (OtkStartPage *self, OtkSampleFunc sample)
{
  self->sample = sample;
  gtk_widget_set_visible (self->sample_button, sample != NULL);
}
