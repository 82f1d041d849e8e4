/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-card-tasks.h"

#include "otk-act.h"
#include "otk-dialogs.h"
#include "otk-format.h"
#include "otk-property.h"

struct _OtkCardTasks
{
  GtkWidget parent_instance;

  OtkDossier *dossier;

  GtkBox *box;
  GtkToggleButton *current;
  GtkToggleButton *all;
  GtkBox *list;
  GtkLabel *empty;
  GtkButton *add;
};

G_DEFINE_FINAL_TYPE (OtkCardTasks, otk_card_tasks, GTK_TYPE_WIDGET)

static void
task_toggled_cb (GtkCheckButton *check, OtkCardTasks *self)
{
  const OtkId *id = g_object_get_data (G_OBJECT (check), "otk-id");
  gboolean done = gtk_check_button_get_active (check);

  otk_act (GTK_WIDGET (self),
           otk_desk_command (self->dossier->desk,
                             done ? OTK_COMMAND_TASK_DONE : OTK_COMMAND_TASK_REOPEN, id));
}

/* Black while there is time, yellow within a day, red when overdue (product.md §1.7). */
static const char *
dot_class (const OtkRecord *task, OtkTime now)
{
  OtkTime due = otk_record_time (task, OTK_TASK_DUE);

  if (!otk_record_is_null (task, OTK_TASK_DONE_AT) || due == OTK_TIME_NONE || due - now >= OTK_DAY)
    return "task-calm";
  return due < now ? "priority-high" : "priority-medium";
}

static char *
task_meta (OtkCardTasks *self, const OtkRecord *task, OtkTime now)
{
  const OtkId *executor = otk_record_ref_id (task, OTK_TASK_EXECUTOR);
  OtkTime due = otk_record_time (task, OTK_TASK_DUE);
  const char *name = otk_desk_name (self->dossier->desk, OTK_ENTITY_EMPLOYEE, executor);
  g_autofree char *when = otk_format_time (due, now);

  if (due == OTK_TIME_NONE)
    return g_strdup (name);
  if (due < now && otk_record_is_null (task, OTK_TASK_DONE_AT))
    /* Translators: of a task: executor, then the date it was due. */
    return g_strdup_printf (_ ("%s · overdue, %s"), name, when);
  return g_strdup_printf ("%s · %s", name, when);
}

static GtkWidget *
new_task (OtkCardTasks *self, const OtkRecord *task, OtkTime now)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *check = gtk_check_button_new ();
  GtkWidget *subject = gtk_label_new (otk_record_name (task)), *meta;
  g_autofree char *meta_text = task_meta (self, task, now);

  meta = otk_chip_new (meta_text, NULL, dot_class (task, now));
  gtk_widget_add_css_class (meta, "caption");
  gtk_label_set_xalign (GTK_LABEL (subject), 0);
  gtk_label_set_wrap (GTK_LABEL (subject), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (subject), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), subject);
  gtk_box_append (GTK_BOX (texts), meta);

  gtk_widget_set_valign (check, GTK_ALIGN_START);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                               !otk_record_is_null (task, OTK_TASK_DONE_AT));
  gtk_widget_set_tooltip_text (check, _ ("Done"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  otk_record_name (task), -1);
  g_object_set_data_full (G_OBJECT (check), "otk-id",
                          g_memdup2 (otk_record_id (task), sizeof (OtkId)), g_free);
  g_signal_connect_object (check, "toggled", G_CALLBACK (task_toggled_cb), self, 0);
  gtk_box_append (GTK_BOX (row), check);
  gtk_box_append (GTK_BOX (row), texts);
  return row;
}

static void
refresh (OtkCardTasks *self)
{
  OtkTime now = otk_desk_now (self->dossier->desk);
  gboolean all = gtk_toggle_button_get_active (self->all);
  guint count = 0;

  otk_box_clear (self->list);
  for (guint i = 0; i < self->dossier->tasks->len; i++)
    {
      const OtkRecord *task = self->dossier->tasks->pdata[i];

      if (!all && !otk_record_is_null (task, OTK_TASK_DONE_AT))
        continue;
      gtk_box_append (self->list, new_task (self, task, now));
      count++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->empty), count == 0);
}

static void
filter_toggled_cb (OtkCardTasks *self)
{
  if (self->dossier)
    refresh (self);
}

static void
add_clicked_cb (OtkCardTasks *self)
{
  otk_dialog_task (GTK_WIDGET (self), self->dossier->desk, self->dossier->request);
}

static void
otk_card_tasks_dispose (GObject *object)
{
  OtkCardTasks *self = OTK_CARD_TASKS (object);

  g_clear_pointer (&self->dossier, otk_dossier_unref);
  g_clear_pointer ((GtkWidget **) &self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (otk_card_tasks_parent_class)->dispose (object);
}

static void
otk_card_tasks_class_init (OtkCardTasksClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_card_tasks_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/otklik/Otklik/otk-card-tasks.ui");
  gtk_widget_class_bind_template_child (widget_class, OtkCardTasks, box);
  gtk_widget_class_bind_template_child (widget_class, OtkCardTasks, current);
  gtk_widget_class_bind_template_child (widget_class, OtkCardTasks, all);
  gtk_widget_class_bind_template_child (widget_class, OtkCardTasks, list);
  gtk_widget_class_bind_template_child (widget_class, OtkCardTasks, empty);
  gtk_widget_class_bind_template_child (widget_class, OtkCardTasks, add);
  gtk_widget_class_bind_template_callback (widget_class, filter_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
otk_card_tasks_init (OtkCardTasks *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
otk_card_tasks_set_dossier (OtkCardTasks *self, OtkDossier *dossier)
{
  otk_dossier_ref (dossier);
  g_clear_pointer (&self->dossier, otk_dossier_unref);
  self->dossier = dossier;
  refresh (self);
}
