/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-schedule-day.h"

#include "otk-fold-layout.h"
#include "otk-form-field.h"
#include "otk-form-kit.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#define ROUND_THE_CLOCK "00:00-24:00"

struct _OtkScheduleDay
{
  GtkBox parent_instance;
  char *name;
  gboolean setting; /* controls change by program */
  /* Transfer none: children are held by the widget tree. */
  GtkWidget *working, *round;
  GtkWidget *hours; /* what a working day that is not round the clock asks */
  GtkWidget *start, *end;
  GtkWidget *lunch, *lunch_box, *lunch_start, *lunch_end;
  GtkWidget *more; /* further intervals, a box of two entries each */
};

G_DEFINE_FINAL_TYPE (OtkScheduleDay, otk_schedule_day, GTK_TYPE_BOX)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

gboolean
otk_time_of_day_check (const char *text)
{
  int hour, minute, length = 0;

  return sscanf (text, "%2d:%2d%n", &hour, &minute, &length) == 2 && text[length] == '\0'
         && length == 5 && hour >= 0 && minute >= 0 && minute < 60
         && (hour < 24 || (hour == 24 && minute == 0));
}

static void
changed (OtkScheduleDay *self)
{
  if (!self->setting)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
show_parts (OtkScheduleDay *self)
{
  gboolean working = gtk_switch_get_active (GTK_SWITCH (self->working));
  gboolean hours = working && !gtk_check_button_get_active (GTK_CHECK_BUTTON (self->round));

  gtk_widget_set_visible (self->round, working);
  gtk_widget_set_visible (self->hours, hours);
  gtk_widget_set_visible (self->more, hours);
  gtk_widget_set_sensitive (self->lunch_box,
                            gtk_check_button_get_active (GTK_CHECK_BUTTON (self->lunch)));
}

static void
time_changed_cb (GtkEditable *entry, OtkScheduleDay *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  changed (self);
}

static void
working_changed_cb (GtkSwitch *widget, GParamSpec *pspec, OtkScheduleDay *self)
{
  show_parts (self);
  changed (self);
}

static void
toggled_cb (GtkCheckButton *widget, OtkScheduleDay *self)
{
  show_parts (self);
  changed (self);
}

static GtkWidget *
new_time (OtkScheduleDay *self, const char *value, const char *label)
{
  GtkWidget *entry = gtk_entry_new ();
  g_autofree char *name = g_strdup_printf ("%s: %s", self->name, label);

  gtk_entry_set_max_length (GTK_ENTRY (entry), 5);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 5);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 5);
  gtk_editable_set_text (GTK_EDITABLE (entry), value);
  gtk_widget_add_css_class (entry, "numeric");
  gtk_widget_set_tooltip_text (entry, label);
  otk_widget_set_name (entry, name);
  g_signal_connect_object (entry, "changed", G_CALLBACK (time_changed_cb), self, 0);
  return entry;
}

static void
remove_clicked_cb (GtkButton *button, OtkScheduleDay *self)
{
  gtk_box_remove (GTK_BOX (self->more), gtk_widget_get_parent (GTK_WIDGET (button)));
  changed (self);
}

static void
add_interval (OtkScheduleDay *self, const char *start, const char *end)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *remove = gtk_button_new_from_icon_name ("list-remove-symbolic");

  gtk_box_append (GTK_BOX (box), new_time (self, start, _ ("Start")));
  gtk_box_append (GTK_BOX (box), gtk_label_new ("–"));
  gtk_box_append (GTK_BOX (box), new_time (self, end, _ ("End")));
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_tooltip_text (remove, _ ("Remove this interval"));
  otk_widget_set_name (remove, _ ("Remove this interval"));
  g_signal_connect_object (remove, "clicked", G_CALLBACK (remove_clicked_cb), self, 0);
  gtk_box_append (GTK_BOX (box), remove);
  gtk_box_append (GTK_BOX (self->more), box);
}

static void
add_clicked_cb (GtkButton *button, OtkScheduleDay *self)
{
  add_interval (self, "19:00", "21:00");
  gtk_widget_grab_focus (gtk_widget_get_first_child (gtk_widget_get_last_child (self->more)));
  changed (self);
}

static void
otk_schedule_day_finalize (GObject *object)
{
  g_free (OTK_SCHEDULE_DAY (object)->name);
  G_OBJECT_CLASS (otk_schedule_day_parent_class)->finalize (object);
}

static void
otk_schedule_day_class_init (OtkScheduleDayClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = otk_schedule_day_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
otk_schedule_day_init (OtkScheduleDay *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "otk-day");
}

static GtkWidget *
build_head (OtkScheduleDay *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (self->name);
  g_autofree char *working = g_strdup_printf (_ ("%s: working day"), self->name);
  g_autofree char *round = g_strdup_printf (_ ("%s: round the clock"), self->name);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  self->working = gtk_switch_new ();
  gtk_widget_set_valign (self->working, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->working, _ ("Working day"));
  otk_widget_set_name (self->working, working);
  self->round = gtk_check_button_new_with_label (_ ("Round the clock"));
  otk_widget_set_name (self->round, round);
  g_signal_connect_object (self->working, "notify::active", G_CALLBACK (working_changed_cb), self,
                           0);
  g_signal_connect_object (self->round, "toggled", G_CALLBACK (toggled_cb), self, 0);
  gtk_box_append (GTK_BOX (head), label);
  gtk_box_append (GTK_BOX (head), self->working);
  gtk_box_append (GTK_BOX (head), self->round);
  return head;
}

static GtkWidget *
build_hours (OtkScheduleDay *self)
{
  GtkWidget *times = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *lunch = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *add = gtk_button_new_from_icon_name ("list-add-symbolic");
  g_autofree char *name = g_strdup_printf (_ ("%s: lunch break"), self->name);
  g_autofree char *more = g_strdup_printf (_ ("%s: add an interval"), self->name);

  self->start = new_time (self, "09:00", _ ("Start"));
  self->end = new_time (self, "18:00", _ ("End"));
  gtk_box_append (GTK_BOX (times), self->start);
  gtk_box_append (GTK_BOX (times), gtk_label_new ("–"));
  gtk_box_append (GTK_BOX (times), self->end);
  gtk_widget_add_css_class (add, "flat");
  gtk_widget_set_tooltip_text (add, _ ("Add an interval"));
  otk_widget_set_name (add, more);
  g_signal_connect_object (add, "clicked", G_CALLBACK (add_clicked_cb), self, 0);
  gtk_box_append (GTK_BOX (times), add);

  self->lunch = gtk_check_button_new_with_label (_ ("Lunch break"));
  otk_widget_set_name (self->lunch, name);
  g_signal_connect_object (self->lunch, "toggled", G_CALLBACK (toggled_cb), self, 0);
  self->lunch_start = new_time (self, "12:00", _ ("Lunch start"));
  self->lunch_end = new_time (self, "13:00", _ ("Lunch end"));
  self->lunch_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (self->lunch_box), self->lunch_start);
  gtk_box_append (GTK_BOX (self->lunch_box), gtk_label_new ("–"));
  gtk_box_append (GTK_BOX (self->lunch_box), self->lunch_end);
  gtk_box_append (GTK_BOX (lunch), self->lunch);
  gtk_box_append (GTK_BOX (lunch), self->lunch_box);
  return otk_fold_box_new (480, 12, 0, times, lunch);
}

GtkWidget *
otk_schedule_day_new (const char *name)
{
  OtkScheduleDay *self = g_object_new (OTK_TYPE_SCHEDULE_DAY, NULL);

  self->name = g_strdup (name);
  self->more = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self), build_head (self));
  self->hours = build_hours (self);
  gtk_box_append (GTK_BOX (self), self->hours);
  gtk_box_append (GTK_BOX (self), self->more);
  show_parts (self);
  return GTK_WIDGET (self);
}

static void
append_interval (GString *text, GtkWidget *start, GtkWidget *end)
{
  g_autofree char *from = otk_entry_text (start), *to = otk_entry_text (end);

  g_string_append_printf (text, "%s%s-%s", text->len > 0 ? " " : "", from, to);
}

char *
otk_schedule_day_get (OtkScheduleDay *self)
{
  GString *text = g_string_new (NULL);

  if (!gtk_switch_get_active (GTK_SWITCH (self->working)))
    g_string_append (text, "off");
  else if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->round)))
    g_string_append (text, ROUND_THE_CLOCK);
  else
    {
      if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->lunch)))
        {
          append_interval (text, self->start, self->lunch_start);
          append_interval (text, self->lunch_end, self->end);
        }
      else
        append_interval (text, self->start, self->end);
      for (GtkWidget *box = gtk_widget_get_first_child (self->more); box != NULL;
           box = gtk_widget_get_next_sibling (box))
        {
          GtkWidget *start = gtk_widget_get_first_child (box);
          GtkWidget *dash = gtk_widget_get_next_sibling (start);
          append_interval (text, start, gtk_widget_get_next_sibling (dash));
        }
    }
  return g_string_free (text, FALSE);
}

static void
set_entry (GtkWidget *entry, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

void
otk_schedule_day_set (OtkScheduleDay *self, const char *hours)
{
  g_auto (GStrv) spans = g_strsplit (hours, " ", -1);
  guint n = g_strv_length (spans), first = 1;
  gboolean off = n == 0 || strcmp (spans[0], "off") == 0 || *spans[0] == '\0';
  GtkWidget *child;

  self->setting = TRUE;
  while ((child = gtk_widget_get_first_child (self->more)) != NULL)
    gtk_box_remove (GTK_BOX (self->more), child);
  gtk_switch_set_active (GTK_SWITCH (self->working), !off);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->round),
                               n == 1 && strcmp (spans[0], ROUND_THE_CLOCK) == 0);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->lunch), n >= 2);
  if (!off)
    {
      g_auto (GStrv) one = g_strsplit (spans[0], "-", 2);
      g_auto (GStrv) two = g_strsplit (n >= 2 ? spans[1] : spans[0], "-", 2);
      set_entry (self->start, one[0]);
      set_entry (self->end, two[0] != NULL && two[1] != NULL ? two[1] : "");
      if (n >= 2)
        {
          set_entry (self->lunch_start, one[1] != NULL ? one[1] : "");
          set_entry (self->lunch_end, two[0]);
          first = 2;
        }
      for (guint i = first; i < n; i++)
        {
          g_auto (GStrv) ends = g_strsplit (spans[i], "-", 2);
          if (ends[0] != NULL && ends[1] != NULL)
            add_interval (self, ends[0], ends[1]);
        }
    }
  show_parts (self);
  self->setting = FALSE;
}

static gboolean
check_entry (GtkWidget *entry)
{
  g_autofree char *text = otk_entry_text (entry);

  if (otk_time_of_day_check (text))
    return TRUE;
  gtk_widget_add_css_class (entry, "error");
  return FALSE;
}

gboolean
otk_schedule_day_validate (OtkScheduleDay *self)
{
  gboolean good = TRUE;

  if (!gtk_widget_get_visible (self->hours))
    return TRUE;
  good &= check_entry (self->start);
  good &= check_entry (self->end);
  if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->lunch)))
    {
      good &= check_entry (self->lunch_start);
      good &= check_entry (self->lunch_end);
    }
  for (GtkWidget *box = gtk_widget_get_first_child (self->more); box != NULL;
       box = gtk_widget_get_next_sibling (box))
    for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      if (GTK_IS_ENTRY (child))
        good &= check_entry (child);
  return good;
}
