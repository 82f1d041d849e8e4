/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-schedule-exception.h"

#include "otk-fold-layout.h"
#include "otk-form-field.h"
#include "otk-form-kit.h"
#include "otk-schedule-day.h"

#include <glib/gi18n-lib.h>

enum
{
  HOLIDAY,
  DAY_OFF,
  OWN_HOURS,
};

struct _OtkScheduleException
{
  GtkBox parent_instance;
  /* Transfer none: children are held by the widget tree. */
  GtkWidget *date, *calendar;
  GtkWidget *kind;
  GtkWidget *hours;
  GtkWidget *name;
};

G_DEFINE_FINAL_TYPE (OtkScheduleException, otk_schedule_exception, GTK_TYPE_BOX)

enum
{
  CHANGED,
  REMOVE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static gboolean
is_date (const char *text)
{
  g_autofree char *instant = g_strdup_printf ("%sT00:00:00Z", text);
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (instant, NULL);

  return strlen (text) == 10 && date != NULL;
}

static void
show_kind (OtkScheduleException *self)
{
  gtk_widget_set_visible (self->hours,
                          gtk_drop_down_get_selected (GTK_DROP_DOWN (self->kind)) == OWN_HOURS);
}

static void
kind_changed_cb (GtkDropDown *kind, GParamSpec *pspec, OtkScheduleException *self)
{
  show_kind (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
entry_changed_cb (GtkEditable *entry, OtkScheduleException *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
day_selected_cb (GtkCalendar *calendar, OtkScheduleException *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (calendar);
  g_autofree char *text = g_date_time_format (date, "%Y-%m-%d");
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (calendar), GTK_TYPE_POPOVER);

  gtk_editable_set_text (GTK_EDITABLE (self->date), text);
  gtk_popover_popdown (GTK_POPOVER (popover));
}

static void
remove_clicked_cb (GtkButton *button, OtkScheduleException *self)
{
  g_signal_emit (self, signals[REMOVE], 0);
}

static void
otk_schedule_exception_class_init (OtkScheduleExceptionClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVE] =
      g_signal_new ("remove", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
new_entry (OtkScheduleException *self, const char *label, const char *placeholder, int width)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), placeholder);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), width);
  gtk_widget_set_tooltip_text (entry, label);
  otk_widget_set_name (entry, label);
  g_signal_connect_object (entry, "changed", G_CALLBACK (entry_changed_cb), self, 0);
  return entry;
}

static GtkWidget *
build_calendar (OtkScheduleException *self)
{
  GtkWidget *button = gtk_menu_button_new (), *popover = gtk_popover_new ();

  self->calendar = gtk_calendar_new ();
  g_signal_connect_object (self->calendar, "day-selected", G_CALLBACK (day_selected_cb), self, 0);
  gtk_popover_set_child (GTK_POPOVER (popover), self->calendar);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_tooltip_text (button, _ ("Pick the date"));
  otk_widget_set_name (button, _ ("Pick the date"));
  return button;
}

static void
otk_schedule_exception_init (OtkScheduleException *self)
{
  const char *kinds[] = { _ ("Holiday"), _ ("Day off"), _ ("Own hours"), NULL };
  GtkWidget *when = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *what = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic"), *both;

  self->date = new_entry (self, _ ("Date of the exception"), _ ("YYYY-MM-DD"), 10);
  gtk_entry_set_max_length (GTK_ENTRY (self->date), 10);
  self->kind = gtk_drop_down_new_from_strings (kinds);
  otk_widget_set_name (self->kind, _ ("Kind of exception"));
  g_signal_connect_object (self->kind, "notify::selected", G_CALLBACK (kind_changed_cb), self, 0);
  self->hours = new_entry (self, _ ("Hours of the exception"), "09:00-13:00 14:00-17:00", 14);
  self->name = new_entry (self, _ ("Name of the exception"), _ ("Name"), 8);
  gtk_widget_set_hexpand (self->name, TRUE);
  gtk_widget_set_hexpand (self->hours, TRUE);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_tooltip_text (remove, _ ("Remove this exception"));
  otk_widget_set_name (remove, _ ("Remove this exception"));
  g_signal_connect_object (remove, "clicked", G_CALLBACK (remove_clicked_cb), self, 0);

  gtk_box_append (GTK_BOX (when), self->date);
  gtk_box_append (GTK_BOX (when), build_calendar (self));
  gtk_box_append (GTK_BOX (when), self->kind);
  gtk_box_append (GTK_BOX (what), self->hours);
  gtk_box_append (GTK_BOX (what), self->name);
  gtk_box_append (GTK_BOX (what), remove);
  both = otk_fold_box_new (600, 6, 0, when, what);
  gtk_widget_set_hexpand (both, TRUE);
  gtk_box_append (GTK_BOX (self), both);
  show_kind (self);
}

GtkWidget *
otk_schedule_exception_new (const char *line)
{
  OtkScheduleException *self = g_object_new (OTK_TYPE_SCHEDULE_EXCEPTION, NULL);
  g_auto (GStrv) named = g_strsplit (line, "#", 2);
  g_auto (GStrv) words = g_strsplit (g_strstrip (named[0]), " ", 2);
  const char *what = words[0] != NULL && words[1] != NULL ? words[1] : "holiday";

  gtk_editable_set_text (GTK_EDITABLE (self->date), words[0] != NULL ? words[0] : "");
  if (strcmp (what, "holiday") == 0)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->kind), HOLIDAY);
  else if (strcmp (what, "off") == 0)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->kind), DAY_OFF);
  else
    {
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->kind), OWN_HOURS);
      gtk_editable_set_text (GTK_EDITABLE (self->hours), what);
    }
  if (named[1] != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->name), g_strstrip (named[1]));
  return GTK_WIDGET (self);
}

char *
otk_schedule_exception_get (OtkScheduleException *self)
{
  g_autofree char *date = otk_entry_text (self->date), *hours = otk_entry_text (self->hours);
  g_autofree char *name = otk_entry_text (self->name);
  guint kind = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->kind));

  g_strdelimit (name, "\n#", ' ');
  return g_strdup_printf ("%s %s%s%s", date,
                          kind == HOLIDAY   ? "holiday"
                          : kind == DAY_OFF ? "off"
                                            : hours,
                          *name != '\0' ? " # " : "", name);
}

static gboolean
check_hours (const char *text)
{
  g_auto (GStrv) spans = g_strsplit (text, " ", -1);

  for (guint i = 0; spans[i] != NULL; i++)
    {
      g_auto (GStrv) ends = g_strsplit (spans[i], "-", 2);
      if (*spans[i] != '\0'
          && (g_strv_length (ends) != 2 || !otk_time_of_day_check (ends[0])
              || !otk_time_of_day_check (ends[1])))
        return FALSE;
    }
  return *text != '\0';
}

gboolean
otk_schedule_exception_validate (OtkScheduleException *self)
{
  g_autofree char *date = otk_entry_text (self->date), *hours = otk_entry_text (self->hours);
  gboolean good = TRUE;

  if (!is_date (date))
    {
      gtk_widget_add_css_class (self->date, "error");
      good = FALSE;
    }
  if (gtk_widget_get_visible (self->hours) && !check_hours (hours))
    {
      gtk_widget_add_css_class (self->hours, "error");
      good = FALSE;
    }
  return good;
}
