/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-schedule-editor.h"

#include "otk-duration.h"
#include "otk-explain.h"
#include "otk-fold-layout.h"
#include "otk-form-field.h"
#include "otk-form-kit.h"
#include "otk-format.h"
#include "otk-schedule-day.h"
#include "otk-schedule-exception.h"
#include "otk-zone-chooser.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#define WORKING_DAY "09:00-12:00 13:00-18:00"

static const struct
{
  const char *key;
  const char *name;
} weekdays[7] = {
  { "mon", N_ ("Monday") },   { "tue", N_ ("Tuesday") }, { "wed", N_ ("Wednesday") },
  { "thu", N_ ("Thursday") }, { "fri", N_ ("Friday") },  { "sat", N_ ("Saturday") },
  { "sun", N_ ("Sunday") },
};

struct _OtkScheduleEditor
{
  GtkBox parent_instance;
  OtkDesk *desk;
  gboolean setting; /* controls change by program */
  /* Transfer none: children are held by the widget tree. */
  GtkWidget *zone, *zone_field;
  GtkWidget *days[7];
  GtkWidget *exceptions;
  GtkWidget *from, *plus;
  GtkWidget *due;
  GtkWidget *why;
};

G_DEFINE_FINAL_TYPE (OtkScheduleEditor, otk_schedule_editor, GTK_TYPE_BOX)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static char *
print_spec (OtkScheduleEditor *self)
{
  GString *spec = g_string_new ("tz ");
  const char *zone = otk_chooser_get_key (OTK_CHOOSER (self->zone));

  g_string_append_printf (spec, "%s\n", zone != NULL ? zone : "");
  for (int i = 0; i < 7; i++)
    {
      g_autofree char *hours = otk_schedule_day_get (OTK_SCHEDULE_DAY (self->days[i]));
      g_string_append_printf (spec, "%s %s\n", weekdays[i].key, hours);
    }
  for (GtkWidget *row = gtk_widget_get_first_child (self->exceptions); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      g_autofree char *line = otk_schedule_exception_get (OTK_SCHEDULE_EXCEPTION (row));
      g_string_append_printf (spec, "%s\n", line);
    }
  return g_string_free (spec, FALSE);
}

/* The tester. */

static void
show_answer (OtkScheduleEditor *self, const char *due, const char *why)
{
  gtk_label_set_label (GTK_LABEL (self->due), due);
  gtk_label_set_label (GTK_LABEL (self->why), why);
  gtk_widget_set_visible (self->why, *why != '\0');
}

static OtkTime
parse_from (OtkScheduleEditor *self, const OtkCalendar *calendar)
{
  g_autofree char *text = otk_entry_text (self->from);
  int year, month, day, hour, minute, length = 0;

  if (sscanf (text, "%4d-%2d-%2d %2d:%2d%n", &year, &month, &day, &hour, &minute, &length) != 5
      || text[length] != '\0' || month < 1 || month > 12 || day < 1 || day > 31)
    return OTK_TIME_NONE;
  return otk_calendar_localize (calendar, year, month, day, hour, minute, 0);
}

static void
explain (OtkScheduleEditor *self, const OtkCalendar *calendar, OtkTime from, gint64 seconds)
{
  OtkExplainInput input = { .calendar = calendar, .start = from, .norm_s = seconds };
  g_autoptr (OtkExplain) found = otk_explain_new (&input);
  g_auto (GStrv) lines = otk_explain_lines (found, &input);
  g_autofree char *why = g_strjoinv ("\n", lines), *due = NULL;
  OtkWall wall;

  if (found->due == OTK_TIME_NONE)
    {
      show_answer (self, _ ("= never"), why);
      return;
    }
  otk_calendar_wall (calendar, found->due, &wall);
  due = g_strdup_printf ("= %04d-%02d-%02d %02d:%02d", wall.year, wall.month, wall.day, wall.hour,
                         wall.minute);
  show_answer (self, due, why);
}

static void
test_hours (OtkScheduleEditor *self)
{
  g_autofree char *spec = print_spec (self), *plus = otk_entry_text (self->plus);
  g_autoptr (OtkCalendar) calendar = otk_calendar_parse (spec, NULL);
  OtkTime from;
  gint64 seconds;

  if (calendar == NULL)
    {
      show_answer (self, "", "");
      return;
    }
  from = parse_from (self, calendar);
  if (from == OTK_TIME_NONE
      || !otk_duration_parse (plus, otk_calendar_nominal_day (calendar), &seconds))
    show_answer (self, "",
                 _ ("Enter a date and time like 2026-06-05 16:30 and a duration like 8 h"));
  else
    explain (self, calendar, from, seconds);
}

static void
changed (OtkScheduleEditor *self)
{
  if (self->setting)
    return;
  test_hours (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Events. */

static void
part_changed_cb (GtkWidget *part, OtkScheduleEditor *self)
{
  changed (self);
}

static void
zone_changed_cb (OtkChooser *zone, OtkScheduleEditor *self)
{
  otk_form_field_set_error (OTK_FORM_FIELD (self->zone_field), NULL);
  changed (self);
}

static void
test_changed_cb (GtkEditable *entry, OtkScheduleEditor *self)
{
  test_hours (self);
}

static void
exception_removed_cb (GtkWidget *row, OtkScheduleEditor *self)
{
  gtk_box_remove (GTK_BOX (self->exceptions), row);
  changed (self);
}

static GtkWidget *
add_exception (OtkScheduleEditor *self, const char *line)
{
  GtkWidget *row = otk_schedule_exception_new (line);

  g_signal_connect_object (row, "changed", G_CALLBACK (part_changed_cb), self, 0);
  g_signal_connect_object (row, "remove", G_CALLBACK (exception_removed_cb), self, 0);
  gtk_box_append (GTK_BOX (self->exceptions), row);
  return row;
}

static void
add_exception_cb (GtkButton *button, OtkScheduleEditor *self)
{
  g_autofree char *zone = otk_zone_local ();
  g_autofree char *line = NULL;
  OtkWall wall;

  otk_zone_wall (otk_zone_find (zone), otk_desk_now (self->desk), &wall);
  line = g_strdup_printf ("%04d-%02d-%02d holiday", wall.year, wall.month, wall.day);
  gtk_widget_child_focus (add_exception (self, line), GTK_DIR_TAB_FORWARD);
  changed (self);
}

static void
copy_clicked_cb (GtkButton *button, OtkScheduleEditor *self)
{
  g_autofree char *monday = otk_schedule_day_get (OTK_SCHEDULE_DAY (self->days[0]));

  for (int i = 1; i < 5; i++)
    otk_schedule_day_set (OTK_SCHEDULE_DAY (self->days[i]), monday);
  changed (self);
}

static void
otk_schedule_editor_dispose (GObject *object)
{
  g_clear_object (&OTK_SCHEDULE_EDITOR (object)->desk);
  G_OBJECT_CLASS (otk_schedule_editor_parent_class)->dispose (object);
}

static void
otk_schedule_editor_class_init (OtkScheduleEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = otk_schedule_editor_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
new_text_button (const char *label)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))),
                           PANGO_ELLIPSIZE_END);
  return button;
}

static void
build_days (OtkScheduleEditor *self)
{
  GtkWidget *copy = new_text_button (_ ("Copy Monday to the other weekdays"));

  gtk_box_append (GTK_BOX (self), otk_heading_new (_ ("Main schedule")));
  for (int i = 0; i < 7; i++)
    {
      self->days[i] = otk_schedule_day_new (_ (weekdays[i].name));
      g_signal_connect_object (self->days[i], "changed", G_CALLBACK (part_changed_cb), self, 0);
      gtk_box_append (GTK_BOX (self), self->days[i]);
      if (i == 0)
        {
          g_signal_connect_object (copy, "clicked", G_CALLBACK (copy_clicked_cb), self, 0);
          gtk_widget_add_css_class (copy, "flat");
          gtk_box_append (GTK_BOX (self), copy);
        }
    }
}

static void
build_exceptions (OtkScheduleEditor *self)
{
  GtkWidget *add = new_text_button (_ ("+ Exception"));

  gtk_box_append (GTK_BOX (self), otk_heading_new (_ ("Exceptions")));
  self->exceptions = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self), self->exceptions);
  otk_widget_set_name (add, _ ("Add an exception"));
  g_signal_connect_object (add, "clicked", G_CALLBACK (add_exception_cb), self, 0);
  gtk_box_append (GTK_BOX (self), add);
}

static GtkWidget *
new_answer (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style);
  gtk_widget_add_css_class (label, "numeric");
  return label;
}

static void
build_tester (OtkScheduleEditor *self)
{
  self->from = gtk_entry_new ();
  self->plus = gtk_entry_new ();
  g_signal_connect_object (self->from, "changed", G_CALLBACK (test_changed_cb), self, 0);
  g_signal_connect_object (self->plus, "changed", G_CALLBACK (test_changed_cb), self, 0);
  gtk_box_append (GTK_BOX (self), otk_heading_new (_ ("Try it: when would it be due?")));
  gtk_box_append (GTK_BOX (self),
                  otk_fold_box_new (420, 12, 0,
                                    otk_form_field_new (C_ ("instant", "From"), self->from, FALSE),
                                    otk_form_field_new (_ ("plus"), self->plus, FALSE)));
  self->due = new_answer ("heading");
  self->why = new_answer ("caption");
  otk_widget_set_name (self->due, _ ("Due"));
  gtk_box_append (GTK_BOX (self), self->due);
  gtk_box_append (GTK_BOX (self), self->why);
}

static void
otk_schedule_editor_init (OtkScheduleEditor *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 9);
  self->setting = TRUE;
  self->zone = otk_zone_chooser_new ();
  self->zone_field = otk_form_field_new (_ ("Time zone"), self->zone, TRUE);
  g_signal_connect_object (self->zone, "changed", G_CALLBACK (zone_changed_cb), self, 0);
  gtk_box_append (GTK_BOX (self), self->zone_field);
  build_days (self);
  build_exceptions (self);
  build_tester (self);
  self->setting = FALSE;
}

GtkWidget *
otk_schedule_editor_new (OtkDesk *desk)
{
  OtkScheduleEditor *self = g_object_new (OTK_TYPE_SCHEDULE_EDITOR, NULL);
  g_autofree char *zone = otk_zone_local (), *from = NULL;
  OtkWall wall;

  self->desk = g_object_ref (desk);
  otk_zone_wall (otk_zone_find (zone), otk_desk_now (desk), &wall);
  from = g_strdup_printf ("%04d-%02d-%02d %02d:%02d", wall.year, wall.month, wall.day, wall.hour,
                          wall.minute);
  gtk_editable_set_text (GTK_EDITABLE (self->from), from);
  otk_schedule_editor_set (self, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->plus), _ ("8 h"));
  return GTK_WIDGET (self);
}

char *
otk_schedule_editor_get (OtkScheduleEditor *self)
{
  g_autofree char *spec = print_spec (self);
  g_autoptr (OtkCalendar) calendar = otk_calendar_parse (spec, NULL);

  return calendar != NULL ? otk_calendar_print (calendar) : g_steal_pointer (&spec);
}

/* One line of a canonical text. */
static void
take_line (OtkScheduleEditor *self, const char *line)
{
  if (g_str_has_prefix (line, "tz "))
    {
      otk_chooser_set_key (OTK_CHOOSER (self->zone), line + 3);
      return;
    }
  for (int i = 0; i < 7; i++)
    if (g_str_has_prefix (line, weekdays[i].key))
      {
        otk_schedule_day_set (OTK_SCHEDULE_DAY (self->days[i]), line + 4);
        return;
      }
  if (g_ascii_isdigit (*line))
    add_exception (self, line);
}

void
otk_schedule_editor_set (OtkScheduleEditor *self, const char *spec)
{
  g_autofree char *zone = otk_zone_local (), *text = NULL;
  g_autoptr (OtkCalendar) calendar = spec != NULL ? otk_calendar_parse (spec, NULL) : NULL;
  g_auto (GStrv) lines = NULL;
  GtkWidget *row;

  self->setting = TRUE;
  while ((row = gtk_widget_get_first_child (self->exceptions)) != NULL)
    gtk_box_remove (GTK_BOX (self->exceptions), row);
  for (int i = 0; i < 7; i++)
    otk_schedule_day_set (OTK_SCHEDULE_DAY (self->days[i]),
                          calendar == NULL && i < 5 ? WORKING_DAY : "off");
  otk_chooser_set_key (OTK_CHOOSER (self->zone), zone);
  text = calendar != NULL ? otk_calendar_print (calendar) : g_strdup ("");
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strlen (lines[i]) > 4 || g_str_has_prefix (lines[i], "tz "))
      take_line (self, lines[i]);
  self->setting = FALSE;
  test_hours (self);
}

gboolean
otk_schedule_editor_validate (OtkScheduleEditor *self)
{
  gboolean good = TRUE;

  if (!otk_chooser_resolve (OTK_CHOOSER (self->zone)))
    {
      otk_form_field_set_error (OTK_FORM_FIELD (self->zone_field),
                                _ ("Choose a time zone, for example Europe/Moscow"));
      good = FALSE;
    }
  for (int i = 0; i < 7; i++)
    good &= otk_schedule_day_validate (OTK_SCHEDULE_DAY (self->days[i]));
  for (GtkWidget *row = gtk_widget_get_first_child (self->exceptions); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    good &= otk_schedule_exception_validate (OTK_SCHEDULE_EXCEPTION (row));
  return good;
}
