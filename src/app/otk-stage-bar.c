/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-stage-bar.h"

#include "otk-format.h"

#include <adwaita.h>

/* Below this the segments' words would be cut: visual.md, Stage bar. */
#define WIDE_WIDTH 700

struct _OtkStageBar
{
  GtkWidget parent_instance;

  AdwSqueezer *squeezer;
  GtkBox *segments;
  GtkLabel *folded_label;
  GtkMenuButton *folded_button;
  GtkProgressBar *progress;
  GtkBox *list;
};

G_DEFINE_FINAL_TYPE (OtkStageBar, otk_stage_bar, GTK_TYPE_WIDGET)

typedef enum
{
  STAGE_PASSED,
  STAGE_SKIPPED,
  STAGE_CURRENT,
  STAGE_FUTURE,
} Stage;

static const char *const stage_classes[] = { "passed", "skipped", "current", "future" };

static Stage
stage_of (OtkDossier *dossier, OtkStatus status)
{
  OtkStatus current = otk_dossier_status (dossier);

  if (status == current)
    return STAGE_CURRENT;
  if (status > current)
    return STAGE_FUTURE;
  return otk_dossier_last_visit (dossier, status) ? STAGE_PASSED : STAGE_SKIPPED;
}

static const char *
stage_word (Stage stage)
{
  switch (stage)
    {
    case STAGE_PASSED:
      return _ ("passed");
    case STAGE_SKIPPED:
      return _ ("left out");
    case STAGE_CURRENT:
      return _ ("current");
    default:
      return _ ("ahead");
    }
}

/* When the request came into the status, how long it was there and who brought it. */
static char *
describe (OtkDossier *dossier, OtkStatus status, OtkTime now)
{
  const OtkVisit *visit = otk_dossier_last_visit (dossier, status);
  g_autofree char *when = NULL, *spent = NULL;
  const char *who;

  if (!visit)
    return NULL;
  when = otk_format_time_full (visit->from);
  spent = otk_format_duration (otk_dossier_time_in (dossier, status, now) / OTK_SECOND);
  who = otk_id_is_none (&visit->by)
            ? _ ("The program")
            : otk_desk_name (dossier->desk, OTK_ENTITY_EMPLOYEE, &visit->by);
  /* Translators: of a status: since when, by whom, how long in all. */
  return g_strdup_printf (_ ("From %s\n%s\nIn all: %s"), when, who, spent);
}

static GtkWidget *
new_stage (OtkDossier *dossier, OtkStatus status, Stage stage, const char *details)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM,
                                 "spacing", 4, NULL);
  GtkWidget *label = gtk_label_new (otk_status_text (status));
  g_autofree char *name = NULL;

  gtk_widget_add_css_class (box, "stage");
  gtk_widget_add_css_class (box, stage_classes[stage]);
  if (stage == STAGE_PASSED || (stage == STAGE_CURRENT && status >= OTK_STATUS_DONE))
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("object-select-symbolic"));
  else if (stage == STAGE_CURRENT && status == OTK_STATUS_WAITING)
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("media-playback-pause-symbolic"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_tooltip_text (box, details);

  name = g_strdup_printf ("%s: %s", otk_status_text (status), stage_word (stage));
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, details ? details : "", -1);
  return box;
}

static GtkWidget *
new_row (OtkStatus status, Stage stage, const char *details)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (otk_status_text (status));
  GtkWidget *icon = gtk_image_new_from_icon_name (stage == STAGE_PASSED ? "object-select-symbolic"
                                                  : stage == STAGE_CURRENT ? "media-record-symbolic"
                                                                           : "");

  gtk_widget_add_css_class (box, "stage-row");
  gtk_widget_add_css_class (box, stage_classes[stage]);
  gtk_image_set_pixel_size (GTK_IMAGE (icon), 16);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_box_append (GTK_BOX (texts), title);
  if (details)
    {
      GtkWidget *label = gtk_label_new (details);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, "dim-label");
      gtk_box_append (GTK_BOX (texts), label);
    }
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), texts);
  return box;
}

static void
empty_box (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))))
    gtk_box_remove (box, child);
}

static void
otk_stage_bar_dispose (GObject *object)
{
  OtkStageBar *self = OTK_STAGE_BAR (object);

  g_clear_pointer ((GtkWidget **) &self->squeezer, gtk_widget_unparent);

  G_OBJECT_CLASS (otk_stage_bar_parent_class)->dispose (object);
}

static void
otk_stage_bar_class_init (OtkStageBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_stage_bar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/otklik/Otklik/otk-stage-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, OtkStageBar, squeezer);
  gtk_widget_class_bind_template_child (widget_class, OtkStageBar, segments);
  gtk_widget_class_bind_template_child (widget_class, OtkStageBar, folded_label);
  gtk_widget_class_bind_template_child (widget_class, OtkStageBar, folded_button);
  gtk_widget_class_bind_template_child (widget_class, OtkStageBar, progress);
  gtk_widget_class_bind_template_child (widget_class, OtkStageBar, list);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "stagebar");
}

static void
otk_stage_bar_init (OtkStageBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_size_request (GTK_WIDGET (self->segments), WIDE_WIDTH, -1);
}

void
otk_stage_bar_set_dossier (OtkStageBar *self, OtkDossier *dossier, OtkTime now)
{
  OtkStatus current = otk_dossier_status (dossier);
  const int total = OTK_STATUS_CLOSED;
  g_autofree char *folded = NULL;

  empty_box (self->segments);
  empty_box (self->list);
  for (OtkStatus status = OTK_STATUS_NEW; status <= OTK_STATUS_CLOSED; status++)
    {
      Stage stage = stage_of (dossier, status);
      g_autofree char *details = describe (dossier, status, now);

      gtk_box_append (self->segments, new_stage (dossier, status, stage, details));
      gtk_box_append (self->list, new_row (status, stage, details));
    }

  /* Translators: which stage of how many, and its name. */
  folded =
      g_strdup_printf (_ ("Stage %d of %d · %s"), (int) current, total, otk_status_text (current));
  gtk_label_set_text (self->folded_label, folded);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->folded_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, folded, -1);
  gtk_progress_bar_set_fraction (self->progress, (double) current / total);
}
