/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-card-more.h"

#include "otk-bell.h"
#include "otk-event.h"
#include "otk-form-kit.h"
#include "otk-format.h"
#include "otk-norm-block.h"
#include "otk-property.h"
#include "otk-status-times.h"

#include <adwaita.h>

/* The feed is for a glance; all of it stands in the history. */
#define FEED_LINES 50
#define EARLIER_LINES 20

struct _OtkCardMore
{
  GtkWidget parent_instance;

  OtkDossier *dossier;
  GCancellable *cancellable;

  GtkWidget *scroller;
  GtkFlowBox *norms;
  GtkBox *sla;
  OtkNormBlock *blocks[OTK_LIMIT_ANSWER + 1];
  OtkStatusTimes *times;
  GtkBox *feed;
  GtkBox *earlier;
  GtkLabel *no_earlier;
};

G_DEFINE_FINAL_TYPE (OtkCardMore, otk_card_more, GTK_TYPE_WIDGET)

/* A line of the feed: something that became true, or a message of the program to somebody. */
typedef struct
{
  OtkTime at;
  char *text;
  const char *author;
} FeedLine;

static void
feed_line_free (gpointer data)
{
  FeedLine *line = data;

  g_free (line->text);
  g_free (line);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const FeedLine *first = *(FeedLine *const *) a, *second = *(FeedLine *const *) b;

  return first->at == second->at ? 0 : first->at > second->at ? -1 : 1;
}

static void
add_line (GPtrArray *lines, OtkTime at, char *text, const char *author)
{
  FeedLine *line = g_new0 (FeedLine, 1);

  line->at = at;
  line->text = text;
  line->author = author;
  g_ptr_array_add (lines, line);
}

static GPtrArray *
read_feed (OtkDossier *dossier)
{
  g_auto (OtkValue) value = otk_value_id (otk_record_id (dossier->request));
  g_autoptr (GPtrArray) notices =
      otk_desk_list (dossier->desk, OTK_ENTITY_NOTICE, OTK_NOTICE_REQUEST, &value);
  GPtrArray *lines = g_ptr_array_new_with_free_func (feed_line_free);

  for (guint i = dossier->facts->len; i > 0; i--)
    {
      const OtkFact *fact = dossier->facts->pdata[i - 1];

      if (otk_event_is_shown (fact))
        add_line (lines, fact->at, otk_event_text (dossier->desk, fact),
                  otk_event_author (dossier->desk, fact));
    }
  for (guint i = 0; notices && i < notices->len; i++)
    {
      const OtkRecord *notice = notices->pdata[i];
      const OtkId *to = otk_record_ref_id (notice, OTK_NOTICE_RECIPIENT);

      add_line (lines, otk_record_time (notice, OTK_NOTICE_AT), otk_notice_text (notice),
                to ? otk_desk_name (dossier->desk, OTK_ENTITY_EMPLOYEE, to) : "");
    }
  g_ptr_array_sort (lines, compare_lines);
  return lines;
}

static GtkWidget *
new_feed_row (const FeedLine *line, OtkTime now)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *text = gtk_label_new (line->text);
  g_autofree char *when = otk_format_time (line->at, now);
  g_autofree char *full = otk_format_time_full (line->at);
  g_autofree char *meta =
      *line->author ? g_strdup_printf ("%s · %s", when, line->author) : g_strdup (when);
  GtkWidget *caption = gtk_label_new (meta);

  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_widget_add_css_class (caption, "caption");
  gtk_widget_add_css_class (caption, "dim-label");
  gtk_widget_set_tooltip_text (caption, full);
  gtk_box_append (GTK_BOX (row), text);
  gtk_box_append (GTK_BOX (row), caption);
  return row;
}

static void
show_feed (OtkCardMore *self)
{
  g_autoptr (GPtrArray) lines = read_feed (self->dossier);
  OtkTime now = otk_desk_now (self->dossier->desk);

  otk_box_clear (self->feed);
  for (guint i = 0; i < MIN (lines->len, FEED_LINES); i++)
    gtk_box_append (self->feed, new_feed_row (lines->pdata[i], now));
}

static GtkWidget *
new_earlier_row (OtkCardMore *self, const OtkRecord *request)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *link, *date;
  g_autofree char *title = otk_format_title (self->dossier->desk, request);
  g_autofree char *text = g_strdup_printf ("%s · %s", title, otk_record_name (request));
  g_autofree char *when = otk_format_date (otk_record_time (request, OTK_REQUEST_CREATED_AT));

  link = otk_link_button_new (text, otk_record_id (request));
  gtk_widget_set_hexpand (link, TRUE);
  date = gtk_label_new (when);
  gtk_widget_add_css_class (date, "caption");
  gtk_widget_add_css_class (date, "dim-label");
  gtk_box_append (GTK_BOX (row), link);
  gtk_box_append (GTK_BOX (row),
                  otk_chip_new_status (otk_record_int (request, OTK_REQUEST_STATUS)));
  gtk_box_append (GTK_BOX (row), date);
  return row;
}

static void
earlier_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OtkCardMore) self = data;
  g_autoptr (GArray) ids = otk_desk_ids_finish (OTK_DESK (source), result, NULL);
  g_autoptr (GPtrArray) requests = NULL;
  guint shown = 0;

  if (!ids || !self->dossier)
    return;
  requests = otk_desk_rows (self->dossier->desk, OTK_ENTITY_REQUEST, (const gint64 *) ids->data,
                            MIN (ids->len, EARLIER_LINES + 1));
  otk_box_clear (self->earlier);
  for (guint i = 0; requests && i < requests->len && shown < EARLIER_LINES; i++)
    {
      const OtkRecord *request = requests->pdata[i];

      if (!request
          || otk_id_equal (otk_record_id (request), otk_record_id (self->dossier->request)))
        continue;
      gtk_box_append (self->earlier, new_earlier_row (self, request));
      shown++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->no_earlier), shown == 0);
}

static void
find_earlier (OtkCardMore *self)
{
  const OtkId *customer = otk_record_ref_id (self->dossier->request, OTK_REQUEST_CUSTOMER);
  g_autoptr (OtkView) view = otk_view_new (OTK_ENTITY_REQUEST);

  if (!customer)
    return;
  otk_view_add_id (view, OTK_REQUEST_CUSTOMER, OTK_OP_EQ, customer);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  otk_desk_ids_async (self->dossier->desk, view, self->cancellable, earlier_found_cb,
                      g_object_ref (self));
}

static void
show_norms (OtkCardMore *self)
{
  static const guint fields[] = { OTK_REQUEST_SLA, OTK_REQUEST_NORM, OTK_REQUEST_SCHEDULE };

  for (OtkLimit limit = OTK_LIMIT_REACTION; limit <= OTK_LIMIT_ANSWER; limit++)
    otk_norm_block_set_dossier (self->blocks[limit], self->dossier);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->blocks[OTK_LIMIT_ANSWER])),
                          !otk_record_is_null (self->dossier->request, OTK_REQUEST_ANSWER_NORM));
  otk_box_clear (self->sla);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    gtk_box_append (self->sla, otk_property_new_field (self->dossier, fields[i]));
}

static void
otk_card_more_dispose (GObject *object)
{
  OtkCardMore *self = OTK_CARD_MORE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->dossier, otk_dossier_unref);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (otk_card_more_parent_class)->dispose (object);
}

static void
otk_card_more_class_init (OtkCardMoreClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_card_more_dispose;

  g_type_ensure (OTK_TYPE_STATUS_TIMES);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/otklik/Otklik/otk-card-more.ui");
  gtk_widget_class_bind_template_child (widget_class, OtkCardMore, scroller);
  gtk_widget_class_bind_template_child (widget_class, OtkCardMore, norms);
  gtk_widget_class_bind_template_child (widget_class, OtkCardMore, sla);
  gtk_widget_class_bind_template_child (widget_class, OtkCardMore, times);
  gtk_widget_class_bind_template_child (widget_class, OtkCardMore, feed);
  gtk_widget_class_bind_template_child (widget_class, OtkCardMore, earlier);
  gtk_widget_class_bind_template_child (widget_class, OtkCardMore, no_earlier);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
otk_card_more_init (OtkCardMore *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (OtkLimit limit = OTK_LIMIT_REACTION; limit <= OTK_LIMIT_ANSWER; limit++)
    {
      self->blocks[limit] = OTK_NORM_BLOCK (otk_norm_block_new (limit));
      gtk_flow_box_append (self->norms, GTK_WIDGET (self->blocks[limit]));
      gtk_widget_set_focusable (gtk_widget_get_parent (GTK_WIDGET (self->blocks[limit])), FALSE);
    }
}

void
otk_card_more_set_dossier (OtkCardMore *self, OtkDossier *dossier)
{
  otk_dossier_ref (dossier);
  g_clear_pointer (&self->dossier, otk_dossier_unref);
  self->dossier = dossier;
  show_norms (self);
  otk_status_times_set_dossier (self->times, dossier);
  show_feed (self);
  find_earlier (self);
}
