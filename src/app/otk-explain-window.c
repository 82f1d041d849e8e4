/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-explain-window.h"

#include "otk-explain.h"
#include "otk-sla.h"

#include <adwaita.h>

static guint
norm_field (OtkLimit limit)
{
  switch (limit)
    {
    case OTK_LIMIT_REACTION:
      return OTK_REQUEST_REACTION_NORM;
    case OTK_LIMIT_RESOLUTION:
      return OTK_REQUEST_RESOLUTION_NORM;
    default:
      return OTK_REQUEST_ANSWER_NORM;
    }
}

static guint
start_field (OtkLimit limit)
{
  switch (limit)
    {
    case OTK_LIMIT_REACTION:
      return OTK_REQUEST_ACCEPTED_AT;
    case OTK_LIMIT_RESOLUTION:
      return OTK_REQUEST_RESOLUTION_FROM;
    default:
      return OTK_REQUEST_ANSWER_FROM;
    }
}

/* Which criteria of the norm the request met (product.md §2.2). */
static char *
why_norm (OtkDossier *dossier)
{
  static const struct
  {
    guint match;
    const char *label;
  } criteria[] = {
    { OTK_NORM_BY_COMPANY, N_ ("company") },
    { OTK_NORM_BY_CATEGORY, N_ ("client category") },
    { OTK_NORM_BY_TYPE, N_ ("request type") },
    { OTK_NORM_BY_PRIORITY, N_ ("priority") },
  };
  g_auto (OtkSlaChoice) choice = { 0 };
  const OtkId *frozen = otk_record_ref_id (dossier->request, OTK_REQUEST_NORM);
  g_autoptr (GString) list = g_string_new (NULL);

  if (!frozen)
    return g_strdup (_ ("The SLA's own norm applies: none of its additional norms fits better."));
  otk_sla_choose (otk_desk_state (dossier->desk), dossier->request, &choice);
  if (!choice.norm || !otk_id_equal (otk_record_id (choice.norm), frozen))
    return g_strdup (_ ("The norm was chosen when the request was accepted."));
  for (guint i = 0; i < G_N_ELEMENTS (criteria); i++)
    if (choice.match & criteria[i].match)
      g_string_append_printf (list, "%s%s", list->len ? ", " : "", _ (criteria[i].label));
  /* Translators: a list of criteria: "client category, priority". */
  return g_strdup_printf (_ ("The norm was chosen by: %s."), list->str);
}

static GPtrArray *
pause_records (OtkDossier *dossier, OtkLimit limit)
{
  g_auto (OtkValue) value = otk_value_id (otk_record_id (dossier->request));

  if (limit != OTK_LIMIT_RESOLUTION)
    return NULL;
  return otk_desk_list (dossier->desk, OTK_ENTITY_PAUSE, OTK_PAUSE_REQUEST, &value);
}

char *
otk_explain_text (OtkDossier *dossier, OtkLimit limit)
{
  const OtkRecord *request = dossier->request;
  OtkDesk *desk = dossier->desk;
  g_autoptr (GPtrArray) records = pause_records (dossier, limit);
  guint n_pauses = records ? records->len : 0;
  g_autofree OtkExplainPause *pauses = g_new0 (OtkExplainPause, MAX (n_pauses, 1));
  g_autofree char *why = why_norm (dossier);
  const OtkId *norm = otk_record_ref_id (request, OTK_REQUEST_NORM);
  OtkExplainInput input = {
    .calendar = dossier->calendar,
    .schedule = otk_desk_name (desk, OTK_ENTITY_SCHEDULE,
                               otk_record_ref_id (request, OTK_REQUEST_SCHEDULE)),
    .sla = otk_desk_name (desk, OTK_ENTITY_SLA, otk_record_ref_id (request, OTK_REQUEST_SLA)),
    .norm = norm ? otk_desk_name (desk, OTK_ENTITY_NORM, norm) : NULL,
    .why = why,
    .start = otk_record_time (request, start_field (limit)),
    .norm_s = otk_record_is_null (request, norm_field (limit))
                  ? -1
                  : otk_record_int (request, norm_field (limit)),
    .pauses = pauses,
    .n_pauses = n_pauses,
  };
  g_autoptr (OtkExplain) explain = NULL;
  g_auto (GStrv) lines = NULL;

  for (guint i = 0; i < n_pauses; i++)
    {
      pauses[i].span.from = otk_record_time (records->pdata[i], OTK_PAUSE_FROM);
      pauses[i].span.to = otk_record_time (records->pdata[i], OTK_PAUSE_TO);
      pauses[i].reason = otk_record_text (records->pdata[i], OTK_PAUSE_REASON);
    }
  explain = otk_explain_new (&input);
  lines = otk_explain_lines (explain, &input);
  return g_strjoinv ("\n", lines);
}

void
otk_explain_window_present (GtkWidget *from, OtkDossier *dossier, OtkLimit limit)
{
  GtkRoot *root = gtk_widget_get_root (from);
  g_autofree char *text = otk_explain_text (dossier, limit);
  GtkWidget *label = gtk_label_new (text), *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *bar = adw_header_bar_new ();
  GtkWidget *window =
      g_object_new (ADW_TYPE_WINDOW, "modal", TRUE, "transient-for",
                    GTK_IS_WINDOW (root) ? root : NULL, "title", otk_sla_label (limit),
                    "default-width", 480, "default-height", 520, NULL);
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "explanation");
  gtk_widget_add_css_class (label, "numeric");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), label);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (
                                                              "Escape"),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
  gtk_window_present (GTK_WINDOW (window));
}
