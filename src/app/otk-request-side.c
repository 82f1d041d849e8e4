/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-request-side.h"

#include "otk-act.h"
#include "otk-format.h"
#include "otk-route.h"
#include "otk-sla.h"

#include <glib/gi18n-lib.h>

#define SHOWN 6

struct _OtkRequestSide
{
  GtkBox parent_instance;
  OtkDesk *desk;
  OtkId customer; /* whose requests are listed */
  GCancellable *search;
  /* Transfer none: children are held by the widget tree. */
  GtkWidget *sla;
  GtkWidget *others_title;
  GtkWidget *others;
};

G_DEFINE_FINAL_TYPE (OtkRequestSide, otk_request_side, GTK_TYPE_BOX)

static GtkWidget *
new_line (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static void
clear_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

/* The SLA. */

/* A norm with its deadline were the request accepted now. */
static void
append_norm (OtkRequestSide *self, const char *label, gint64 norm, const OtkCalendar *calendar)
{
  g_autofree char *length = NULL, *due_text = NULL, *text = NULL;
  OtkTime now = otk_desk_now (self->desk), due;
  GtkWidget *line;

  if (norm < 0)
    return;
  due = otk_calendar_due (calendar, now, norm * OTK_SECOND, NULL, 0);
  length = otk_format_duration (norm);
  due_text = due != OTK_TIME_NONE ? otk_format_time (due, now) : g_strdup (_ ("never"));
  gtk_box_append (GTK_BOX (self->sla), new_line (label, "caption-heading"));
  /* Translators: a norm and the instant it would be due, "1 h, until today 14:05". */
  text = g_strdup_printf (_ ("%s, until %s"), length, due_text);
  line = new_line (text, "numeric");
  gtk_box_append (GTK_BOX (self->sla), line);
}

static OtkCalendar *
calendar_of (OtkRequestSide *self, const OtkSlaChoice *choice)
{
  if (choice->schedule != NULL)
    return otk_calendar_parse (otk_record_text (choice->schedule, OTK_SCHEDULE_SPEC), NULL);
  return otk_calendar_round_the_clock ("UTC");
}

static void
append_schedule (OtkRequestSide *self, const OtkSlaChoice *choice, const OtkCalendar *calendar)
{
  const char *name =
      choice->schedule != NULL ? otk_record_name (choice->schedule) : _ ("Round the clock");
  OtkTime now = otk_desk_now (self->desk), open;
  g_autofree char *when = NULL, *text = NULL;

  gtk_box_append (GTK_BOX (self->sla), new_line (_ ("Service schedule"), "caption-heading"));
  gtk_box_append (GTK_BOX (self->sla), new_line (name, NULL));
  if (otk_calendar_open_at (calendar, now, NULL, 0))
    return;
  open = otk_calendar_next_open (calendar, now, NULL, 0);
  if (open == OTK_TIME_NONE)
    return;
  when = otk_format_time (open, now);
  text = g_strdup_printf (_ ("Outside service hours: the clock starts %s"), when);
  gtk_box_append (GTK_BOX (self->sla), new_line (text, "caption"));
}

static void
show_sla (OtkRequestSide *self, const OtkRecord *request)
{
  g_auto (OtkSlaChoice) choice = { 0 };
  g_autoptr (OtkCalendar) calendar = NULL;
  g_autofree char *title = NULL;

  clear_box (self->sla);
  if (otk_record_is_null (request, OTK_REQUEST_SERVICE))
    {
      gtk_box_append (GTK_BOX (self->sla),
                      new_line (_ ("Choose a service to see which norms will apply"), "dim-label"));
      return;
    }
  otk_sla_choose (otk_desk_state (self->desk), request, &choice);
  calendar = calendar_of (self, &choice);
  if (choice.sla == NULL || calendar == NULL)
    {
      gtk_box_append (GTK_BOX (self->sla),
                      new_line (choice.sla == NULL
                                    ? _ ("This service has no SLA: no deadline will be set")
                                    : _ ("The schedule of the SLA is missing: no deadline will be "
                                         "set"),
                                "dim-label"));
      return;
    }
  title =
      choice.norm != NULL && *otk_record_name (choice.norm) != '\0'
          ? g_strdup_printf ("%s · %s", otk_record_name (choice.sla), otk_record_name (choice.norm))
          : g_strdup (otk_record_name (choice.sla));
  gtk_box_append (GTK_BOX (self->sla), new_line (title, NULL));
  append_norm (self, _ ("Reaction time"), choice.reaction, calendar);
  append_norm (self, _ ("Resolution time"), choice.resolution, calendar);
  append_schedule (self, &choice, calendar);
}

/* The customer's other requests. */

static void
other_clicked_cb (GtkButton *button, OtkRequestSide *self)
{
  otk_open_request (GTK_WIDGET (self), g_object_get_data (G_OBJECT (button), "otk-id"));
}

static void
append_other (OtkRequestSide *self, const OtkRecord *request)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *number = otk_format_number (request);
  g_autofree char *when = otk_format_time (otk_record_time (request, OTK_REQUEST_CREATED_AT),
                                           otk_desk_now (self->desk));
  const char *subject = otk_record_text (request, OTK_REQUEST_SUBJECT);
  g_autofree char *head = g_strdup_printf ("%s %s", number, subject != NULL ? subject : "");
  g_autofree char *meta =
      g_strdup_printf ("%s · %s", otk_status_text (otk_record_int (request, OTK_REQUEST_STATUS)),
                       when);
  GtkWidget *title = new_line (head, NULL), *second = new_line (meta, "caption");

  gtk_label_set_lines (GTK_LABEL (title), 2);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (second, "dim-label");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), second);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Open this request"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, head, -1);
  g_object_set_data_full (G_OBJECT (button), "otk-id",
                          g_memdup2 (otk_record_id (request), sizeof (OtkId)), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (other_clicked_cb), self, 0);
  gtk_box_append (GTK_BOX (self->others), button);
}

static void
others_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OtkRequestSide) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = otk_desk_ids_finish (OTK_DESK (source), result, &error);
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *title = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->desk == NULL)
    return;
  clear_box (self->others);
  gtk_widget_set_visible (self->others_title, ids != NULL && ids->len > 0);
  if (ids == NULL || ids->len == 0)
    return;
  title = g_strdup_printf (ngettext ("%u open request of this customer",
                                     "%u open requests of this customer", ids->len),
                           ids->len);
  gtk_label_set_label (GTK_LABEL (self->others_title), title);
  rows = otk_desk_rows (self->desk, OTK_ENTITY_REQUEST, (const gint64 *) ids->data,
                        MIN (ids->len, SHOWN));
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (g_ptr_array_index (rows, i) != NULL)
      append_other (self, g_ptr_array_index (rows, i));
}

static void
show_others (OtkRequestSide *self, const OtkId *customer)
{
  static const gint64 open[] = { OTK_STATUS_NEW, OTK_STATUS_CLASSIFICATION, OTK_STATUS_ACCEPTED,
                                 OTK_STATUS_IN_WORK, OTK_STATUS_WAITING };
  g_autoptr (OtkView) view = NULL;

  if (otk_id_equal (customer, &self->customer))
    return;
  self->customer = *customer;
  g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  if (otk_id_is_none (customer))
    {
      clear_box (self->others);
      gtk_widget_set_visible (self->others_title, FALSE);
      return;
    }
  view = otk_view_new (OTK_ENTITY_REQUEST);
  otk_view_add_id (view, OTK_REQUEST_CUSTOMER, OTK_OP_EQ, customer);
  otk_view_add_ints (view, OTK_REQUEST_STATUS, G_N_ELEMENTS (open), open);
  self->search = g_cancellable_new ();
  otk_desk_ids_async (self->desk, view, self->search, others_found_cb, g_object_ref (self));
}

static void
otk_request_side_dispose (GObject *object)
{
  OtkRequestSide *self = OTK_REQUEST_SIDE (object);

  g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (otk_request_side_parent_class)->dispose (object);
}

static void
otk_request_side_class_init (OtkRequestSideClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = otk_request_side_dispose;
}

static void
otk_request_side_init (OtkRequestSide *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "otk-side");
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self), new_line (_ ("SLA that will apply"), "heading"));
  self->sla = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_box_append (GTK_BOX (self), self->sla);
  self->others_title = new_line (NULL, "heading");
  gtk_widget_set_margin_top (self->others_title, 12);
  gtk_widget_set_visible (self->others_title, FALSE);
  gtk_box_append (GTK_BOX (self), self->others_title);
  self->others = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_box_append (GTK_BOX (self), self->others);
}

GtkWidget *
otk_request_side_new (OtkDesk *desk)
{
  OtkRequestSide *self = g_object_new (OTK_TYPE_REQUEST_SIDE, NULL);

  self->desk = g_object_ref (desk);
  return GTK_WIDGET (self);
}

void
otk_request_side_update (OtkRequestSide *self, const OtkRecord *request)
{
  const OtkId *customer = otk_record_ref_id (request, OTK_REQUEST_CUSTOMER);

  show_sla (self, request);
  show_others (self, customer != NULL ? customer : &OTK_ID_NONE);
}

char *
otk_request_side_responsible (OtkRequestSide *self, const OtkRecord *request)
{
  OtkState *state = otk_desk_state (self->desk);
  OtkId chosen = OTK_ID_NONE;
  const OtkId *given = otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE);
  const char *name;
  int load;

  if (given != NULL)
    chosen = *given;
  else if (otk_record_is_null (request, OTK_REQUEST_SERVICE))
    return NULL;
  else if (!otk_route_choose (state, request, &chosen))
    return g_strdup (_ ("Nobody answers for this service: it will wait unassigned"));
  load = (int) otk_state_workload (state, &chosen).in_work;
  name = otk_desk_name (self->desk, OTK_ENTITY_EMPLOYEE, &chosen);
  if (given != NULL)
    return g_strdup_printf (ngettext ("%d request in work", "%d requests in work", load), load);
  return g_strdup_printf (ngettext ("By the service: %s, %d request in work",
                                    "By the service: %s, %d requests in work", load),
                          name, load);
}
