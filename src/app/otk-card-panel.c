/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-card-panel.h"

#include "otk-act.h"
#include "otk-card-tasks.h"
#include "otk-format.h"
#include "otk-property.h"
#include "otk-sla-timer.h"
#include "otk-status-times.h"

#include <adwaita.h>

struct _OtkCardPanel
{
  GtkWidget parent_instance;

  OtkDossier *dossier;

  GtkWidget *scroller;
  GtkLabel *created;
  AdwBin *status;
  GtkLabel *responsible;
  GtkWidget *change;
  GtkWidget *take;
  OtkSlaTimer *reaction;
  OtkSlaTimer *resolution;
  OtkSlaTimer *answer;
  GtkWidget *pause;
  GtkWidget *resume;
  GtkWidget *waiting;
  GtkLabel *reason;
  GtkLabel *until;
  GtkLabel *level;
  GtkWidget *set_level;
  OtkStatusTimes *times;
  OtkCardTasks *tasks;
};

G_DEFINE_FINAL_TYPE (OtkCardPanel, otk_card_panel, GTK_TYPE_WIDGET)

static gboolean
may (OtkCardPanel *self, OtkCommandKind kind)
{
  return otk_desk_allowed (self->dossier->desk, kind, self->dossier->request, NULL);
}

static void
show_responsible (OtkCardPanel *self)
{
  const OtkId *id = otk_record_ref_id (self->dossier->request, OTK_REQUEST_RESPONSIBLE);
  const OtkRecord *me = otk_desk_me (self->dossier->desk);
  gboolean mine = id && me && otk_id_equal (id, otk_record_id (me));
  const char *name = otk_format_responsible (self->dossier->desk, self->dossier->request);

  gtk_label_set_text (self->responsible, *name ? name : _ ("Nobody"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->responsible), name);
  gtk_widget_set_visible (self->change, may (self, OTK_COMMAND_ASSIGN));
  gtk_widget_set_visible (self->take, me && !mine && may (self, OTK_COMMAND_ASSIGN));
}

static void
show_waiting (OtkCardPanel *self)
{
  const OtkRecord *request = self->dossier->request;
  gboolean waits = otk_dossier_status (self->dossier) == OTK_STATUS_WAITING;
  OtkTime until = otk_record_time (request, OTK_REQUEST_PENDING_UNTIL);
  const char *reason = otk_record_text (request, OTK_REQUEST_PENDING_REASON);
  g_autofree char *when = otk_format_time (until, otk_desk_now (self->dossier->desk));
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->waiting, waits);
  gtk_label_set_text (self->reason, reason ? reason : "");
  text = until == OTK_TIME_NONE
             ? g_strdup (_ ("Until it is resumed by hand"))
             /* Translators: the instant at which waiting ends by itself. */
             : g_strdup_printf (_ ("Until %s, then in work again by itself"), when);
  gtk_label_set_text (self->until, text);
  gtk_widget_set_visible (self->pause, may (self, OTK_COMMAND_PAUSE));
  gtk_widget_set_visible (self->resume, may (self, OTK_COMMAND_RESUME));
}

static void
show_timer (OtkCardPanel *self, OtkSlaTimer *timer, OtkLimit limit)
{
  OtkSlaFigures figures;

  otk_sla_figures (self->dossier, limit, otk_desk_now (self->dossier->desk), &figures);
  otk_sla_timer_set_dossier (timer, self->dossier);
  /* An answer is due only now and then; the other two always say how they stand. */
  gtk_widget_set_visible (GTK_WIDGET (timer),
                          limit != OTK_LIMIT_ANSWER || figures.look != OTK_LOOK_NONE);
}

static void
show_level (OtkCardPanel *self)
{
  const OtkId *level = otk_record_ref_id (self->dossier->request, OTK_REQUEST_LEVEL);

  gtk_label_set_text (self->level,
                      level ? otk_desk_name (self->dossier->desk, OTK_ENTITY_LEVEL, level)
                            : _ ("No level chosen"));
  gtk_widget_set_visible (self->set_level, may (self, OTK_COMMAND_SET_LEVEL));
}

static void
take_clicked_cb (OtkCardPanel *self)
{
  OtkDesk *desk = self->dossier->desk;
  OtkCommand *command =
      otk_desk_command (desk, OTK_COMMAND_ASSIGN, otk_record_id (self->dossier->request));

  otk_command_with_id (command, "responsible", otk_record_id (otk_desk_me (desk)));
  otk_act (GTK_WIDGET (self), command);
}

static void
otk_card_panel_dispose (GObject *object)
{
  OtkCardPanel *self = OTK_CARD_PANEL (object);

  g_clear_pointer (&self->dossier, otk_dossier_unref);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (otk_card_panel_parent_class)->dispose (object);
}

static void
otk_card_panel_class_init (OtkCardPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_card_panel_dispose;

  g_type_ensure (OTK_TYPE_SLA_TIMER);
  g_type_ensure (OTK_TYPE_STATUS_TIMES);
  g_type_ensure (OTK_TYPE_CARD_TASKS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/otklik/Otklik/otk-card-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, OtkCardPanel, scroller);
  gtk_widget_class_bind_template_child (widget_class, OtkCardPanel, created);
  gtk_widget_class_bind_template_child (widget_class, OtkCardPanel, status);
  gtk_widget_class_bind_template_child (widget_class, OtkCardPanel, responsible);
  gtk_widget_class_bind_template_child (widget_class, OtkCardPanel, change);
  gtk_widget_class_bind_template_child (widget_class, OtkCardPanel, take);
  gtk_widget_class_bind_template_child (widget_class, OtkCardPanel, reaction);
  gtk_widget_class_bind_template_child (widget_class, OtkCardPanel, resolution);
  gtk_widget_class_bind_template_child (widget_class, OtkCardPanel, answer);
  gtk_widget_class_bind_template_child (widget_class, OtkCardPanel, pause);
  gtk_widget_class_bind_template_child (widget_class, OtkCardPanel, resume);
  gtk_widget_class_bind_template_child (widget_class, OtkCardPanel, waiting);
  gtk_widget_class_bind_template_child (widget_class, OtkCardPanel, reason);
  gtk_widget_class_bind_template_child (widget_class, OtkCardPanel, until);
  gtk_widget_class_bind_template_child (widget_class, OtkCardPanel, level);
  gtk_widget_class_bind_template_child (widget_class, OtkCardPanel, set_level);
  gtk_widget_class_bind_template_child (widget_class, OtkCardPanel, times);
  gtk_widget_class_bind_template_child (widget_class, OtkCardPanel, tasks);
  gtk_widget_class_bind_template_callback (widget_class, take_clicked_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "cardpanel");
}

static void
otk_card_panel_init (OtkCardPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
otk_card_panel_set_dossier (OtkCardPanel *self, OtkDossier *dossier)
{
  OtkTime created = otk_record_time (dossier->request, OTK_REQUEST_CREATED_AT);
  g_autofree char *when = otk_format_time (created, otk_desk_now (dossier->desk));
  g_autofree char *full = otk_format_time_full (created);

  otk_dossier_ref (dossier);
  g_clear_pointer (&self->dossier, otk_dossier_unref);
  self->dossier = dossier;

  gtk_label_set_text (self->created, when);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->created), full);
  adw_bin_set_child (self->status, otk_chip_new_status (otk_dossier_status (dossier)));
  show_responsible (self);
  show_timer (self, self->reaction, OTK_LIMIT_REACTION);
  show_timer (self, self->resolution, OTK_LIMIT_RESOLUTION);
  show_timer (self, self->answer, OTK_LIMIT_ANSWER);
  show_waiting (self);
  show_level (self);
  otk_status_times_set_dossier (self->times, dossier);
  otk_card_tasks_set_dossier (self->tasks, dossier);
}
