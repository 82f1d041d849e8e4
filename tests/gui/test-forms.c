/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-app-resources.h"
#include "otk-duration.h"
#include "otk-find.h"
#include "otk-record-form.h"
#include "otk-request-form.h"
#include "otk-settings-page.h"
#include "otk-start-page.h"
#include "otk-window.h"

#include <glib/gstdio.h>

/* The forms in this process, over a real desk in a folder of its own. */

#define HOURS "tz Europe/Moscow\nmon 09:00-18:00\n"

typedef struct
{
  char *folder;
  OtkClock *clock;
  OtkDesk *desk;
  GtkWidget *window; /* what actions and toasts belong to */
  GtkWidget *settings;
} Fixture;

static void
open_desk (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "otklik.db", NULL);
  g_autoptr (GError) error = NULL;

  fixture->desk = otk_desk_open (path, fixture->clock, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("otklik-forms-XXXXXX", NULL);
  /* Monday 8 June 2026, 10:00 in Moscow. */
  fixture->clock = otk_clock_new_at (G_GINT64_CONSTANT (1780902000000));
  open_desk (fixture);
  if (data == NULL)
    {
      g_assert_true (otk_desk_start_empty (fixture->desk, "Ирина", &error));
      g_assert_no_error (error);
      fixture->window = g_object_ref (GTK_WIDGET (otk_window_new (NULL, fixture->desk)));
      gtk_window_present (GTK_WINDOW (fixture->window));
    }
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->settings != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->settings));
  if (fixture->window != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_clear_object (&fixture->window);
  otk_settle ();
  otk_desk_close (fixture->desk);
  g_clear_object (&fixture->desk);
  g_clear_object (&fixture->clock);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
}

/* Records by command, for what a test does not look at. */

static OtkCommand *
saving (Fixture *fixture, OtkEntityType type, const char *name)
{
  OtkCommand *command = otk_desk_command (fixture->desk, OTK_COMMAND_SAVE, NULL);

  otk_command_with_text (command, "entity", otk_entity (type)->name);
  return otk_command_with_text (command,
                                otk_entity (type)->fields[otk_entity (type)->name_field].name,
                                name);
}

static OtkId
submit (Fixture *fixture, OtkCommand *command)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkOutcome) outcome = otk_desk_submit (fixture->desk, command, &error);
  OtkId id = command->root;

  g_assert_no_error (error);
  otk_command_unref (command);
  return id;
}

static OtkId
make (Fixture *fixture, OtkEntityType type, const char *name)
{
  return submit (fixture, saving (fixture, type, name));
}

/* A service «Доступ» with an SLA of one and eight hours, answered for by Анна. */
static void
make_service (Fixture *fixture)
{
  OtkId anna = make (fixture, OTK_ENTITY_EMPLOYEE, "Анна"), sla, schedule;
  g_autofree char *people = otk_id_to_string (&anna);

  schedule =
      submit (fixture, otk_command_with_text (saving (fixture, OTK_ENTITY_SCHEDULE, "Рабочие дни"),
                                              "spec", HOURS));
  sla = submit (fixture, otk_command_with_id (
                             otk_command_with_int (
                                 otk_command_with_int (saving (fixture, OTK_ENTITY_SLA, "Основной"),
                                                       "reaction", 3600),
                                 "resolution", 28800),
                             "schedule", &schedule));
  submit (fixture, otk_command_with_id (otk_command_with_text (saving (fixture, OTK_ENTITY_SERVICE,
                                                                       "Доступ"),
                                                               "responsibles", people),
                                        "sla", &sla));
}

static OtkRecord *
only (Fixture *fixture, OtkEntityType type, int field, const char *text)
{
  g_auto (OtkValue) value = otk_value_text (text);
  g_autoptr (GPtrArray) found = otk_desk_list (fixture->desk, type, field, &value);

  return found != NULL && found->len == 1 ? otk_record_ref (g_ptr_array_index (found, 0)) : NULL;
}

typedef struct
{
  Fixture *fixture;
  OtkEntityType type;
  int field;
  const char *text;
  OtkRecord *record;
} Awaited;

static gboolean
is_there (gpointer data)
{
  Awaited *awaited = data;

  awaited->record = only (awaited->fixture, awaited->type, awaited->field, awaited->text);
  return awaited->record != NULL;
}

static OtkRecord *
await_record (Fixture *fixture, OtkEntityType type, int field, const char *text)
{
  Awaited awaited = { fixture, type, field, text, NULL };

  otk_wait (is_there, &awaited);
  return awaited.record;
}

static GtkWidget *
open_settings (Fixture *fixture, OtkEntityType type)
{
  GtkWidget *page = otk_settings_page_new (fixture->desk);

  fixture->settings = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->settings), 1000, 800);
  gtk_window_set_transient_for (GTK_WINDOW (fixture->settings), GTK_WINDOW (fixture->window));
  gtk_window_set_child (GTK_WINDOW (fixture->settings), page);
  gtk_window_present (GTK_WINDOW (fixture->settings));
  otk_settings_page_open (OTK_SETTINGS_PAGE (page), type);
  otk_settle ();
  return fixture->settings;
}

/* The tests. */

static void
test_durations (void)
{
  static const struct
  {
    const char *text;
    gint64 seconds;
  } good[] = { { "1 ч 30 мин", 5400 }, { "90", 5400 },     { "2 д", 57600 },  { "1,5 ч", 5400 },
               { "1:30", 5400 },       { "30 s", 30 },     { "1h30m", 5400 }, { " 0 ", 0 },
               { "2 дня", 57600 },     { "4 часа", 14400 } };
  static const char *const bad[] = { "", "ч", "-1 ч", "1 год", "1:75", "inf", "1 ч abc" };
  gint64 seconds;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_test_message ("%s", good[i].text);
      g_assert_true (otk_duration_parse (good[i].text, 28800, &seconds));
      g_assert_cmpint (seconds, ==, good[i].seconds);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_false (otk_duration_parse (bad[i], 28800, &seconds));
    }
}

static void
ready_cb (OtkStartPage *page, gboolean *ready)
{
  *ready = TRUE;
}

static void
test_start (Fixture *fixture, gconstpointer data)
{
  gboolean ready = FALSE;
  GtkWidget *page = otk_start_page_new (fixture->desk), *window = gtk_window_new ();

  g_signal_connect (page, "ready", G_CALLBACK (ready_cb), &ready);
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  otk_enter (window, "Your name", "  ");
  otk_press (window, "Start empty on this computer");
  otk_need_text (window, "Enter your name");
  g_assert_true (otk_desk_is_empty (fixture->desk));
  otk_enter (window, "Your name", "Ирина");
  otk_press (window, "Start empty on this computer");
  g_assert_true (ready);
  g_assert_cmpstr (otk_record_name (otk_desk_me (fixture->desk)), ==, "Ирина");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The desk behind it, which has not folded yet, must not make it wider. */
static void
test_start_narrow (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (otk_window_new (NULL, fixture->desk));
  int least;

  gtk_window_present (GTK_WINDOW (window));
  otk_need_text (window, "Welcome to Otklik");
  gtk_widget_measure (window, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, <=, 360);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_create (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OtkRecord) request = NULL, customer = NULL, company = NULL;
  GtkWidget *form;

  make_service (fixture);
  make (fixture, OTK_ENTITY_PRODUCT, "Ноутбук");
  form = otk_request_form_present (fixture->window, fixture->desk);
  otk_pick (form, "Request type", "инц");
  otk_pick (form, "Request type", "Incident");
  otk_pick (form, "Service", "дос");
  otk_need_text (form, "Анна");
  otk_need_text (form, "1 h, until");
  otk_pick (form, "Subject item", "ноут");
  otk_enter (form, "Subject", "Не открывается портал");
  otk_enter (form, "Request text", "С утра");
  otk_pick (form, "Requester", "Пётр Иванов");
  otk_enter (form, "Phone", "+7 912 555-12-34");
  otk_pick (form, "Company", "ООО «Ромашка»");
  otk_press (form, "Save");
  request =
      await_record (fixture, OTK_ENTITY_REQUEST, OTK_REQUEST_SUBJECT, "Не открывается портал");
  customer = await_record (fixture, OTK_ENTITY_CUSTOMER, OTK_CUSTOMER_PHONE, "+7 912 555-12-34");
  company = await_record (fixture, OTK_ENTITY_COMPANY, OTK_COMPANY_NAME, "ООО «Ромашка»");
  g_assert_cmpint (otk_record_int (request, OTK_REQUEST_PRIORITY), ==, OTK_PRIORITY_HIGH);
  g_assert_cmpint (otk_record_int (request, OTK_REQUEST_STATUS), ==, OTK_STATUS_ACCEPTED);
  g_assert_true (
      otk_id_equal (otk_record_ref_id (request, OTK_REQUEST_CUSTOMER), otk_record_id (customer)));
  g_assert_true (
      otk_id_equal (otk_record_ref_id (request, OTK_REQUEST_COMPANY), otk_record_id (company)));
  g_assert_true (
      otk_id_equal (otk_record_ref_id (customer, OTK_CUSTOMER_COMPANY), otk_record_id (company)));
  g_assert_nonnull (otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE));
  g_assert_nonnull (otk_record_ref_id (request, OTK_REQUEST_PRODUCT));
  g_assert_nonnull (otk_record_ref_id (request, OTK_REQUEST_SERVICE));
  g_assert_cmpstr (otk_record_text (request, OTK_REQUEST_TEXT), ==, "С утра");
  g_assert_cmpint (otk_record_int (request, OTK_REQUEST_CHANNEL), ==, OTK_CHANNEL_PHONE);
  g_assert_false (otk_record_is_null (request, OTK_REQUEST_REACTION_DUE));
  g_assert_false (otk_record_is_null (request, OTK_REQUEST_RESOLUTION_DUE));
}

/* Without an SLA nothing has to be done by any time. */
static void
test_no_sla (Fixture *fixture, gconstpointer data)
{
  OtkId anna = make (fixture, OTK_ENTITY_EMPLOYEE, "Анна");
  g_autofree char *people = otk_id_to_string (&anna);
  g_autoptr (OtkRecord) request = NULL;
  GtkWidget *form;

  submit (fixture, otk_command_with_text (saving (fixture, OTK_ENTITY_SERVICE, "Без срока"),
                                          "responsibles", people));
  form = otk_request_form_present (fixture->window, fixture->desk);
  otk_pick (form, "Request type", "Incident");
  otk_pick (form, "Service", "Без срока");
  otk_enter (form, "Subject", "Когда-нибудь");
  otk_pick (form, "Requester", "Пётр Иванов");
  otk_press (form, "Save");
  request = await_record (fixture, OTK_ENTITY_REQUEST, OTK_REQUEST_SUBJECT, "Когда-нибудь");
  g_assert_true (otk_record_is_null (request, OTK_REQUEST_REACTION_DUE));
  g_assert_true (otk_record_is_null (request, OTK_REQUEST_RESOLUTION_DUE));
}

static void
test_validation (Fixture *fixture, gconstpointer data)
{
  GtkWidget *form = otk_request_form_present (fixture->window, fixture->desk);

  otk_enter (form, "Requester", "Никто");
  otk_press (form, "Save");
  otk_need_text (form, "Choose the type");
  otk_need_text (form, "Choose the service");
  otk_need_text (form, "Say in a few words what it is about");
  otk_need_text (form, "Nobody has exactly this name");
  otk_enter (form, "Subject", "Портал");
  g_assert_null (otk_find_text (form, "Say in a few words"));
  gtk_window_destroy (GTK_WINDOW (form));
}

static void
test_draft (Fixture *fixture, gconstpointer data)
{
  GtkWidget *form, *entry;

  make_service (fixture);
  form = otk_request_form_present (fixture->window, fixture->desk);
  otk_pick (form, "Service", "Доступ");
  otk_enter (form, "Subject", "Начатое");
  otk_pick (form, "Requester", "Новый Клиент");
  otk_enter (form, "E-mail", "new@example.org");
  otk_need_text (form, "Draft saved");
  gtk_window_close (GTK_WINDOW (form));
  otk_settle ();

  form = otk_request_form_present (fixture->window, fixture->desk);
  otk_need_text (form, "Draft restored");
  entry = otk_need (form, GTK_ACCESSIBLE_ROLE_TEXT_BOX, "Subject");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Начатое");
  entry = otk_need (form, GTK_ACCESSIBLE_ROLE_TEXT_BOX, "Service");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Доступ");
  entry = otk_need (form, GTK_ACCESSIBLE_ROLE_TEXT_BOX, "E-mail");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "new@example.org");
  otk_press (form, "Clear the form");
  entry = otk_need (form, GTK_ACCESSIBLE_ROLE_TEXT_BOX, "Subject");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  gtk_window_destroy (GTK_WINDOW (form));
}

static void
test_known_phone (Fixture *fixture, gconstpointer data)
{
  OtkId company = make (fixture, OTK_ENTITY_COMPANY, "Василёк");
  GtkWidget *form, *entry;

  submit (fixture, otk_command_with_id (otk_command_with_text (saving (fixture, OTK_ENTITY_CUSTOMER,
                                                                       "Мария"),
                                                               "phone", "+7 900 000-00-01"),
                                        "company", &company));
  form = otk_request_form_present (fixture->window, fixture->desk);
  otk_pick (form, "Requester", "+7 900 000-00-01");
  entry = otk_need (form, GTK_ACCESSIBLE_ROLE_TEXT_BOX, "Requester");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Мария");
  entry = otk_need (form, GTK_ACCESSIBLE_ROLE_TEXT_BOX, "Company");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Василёк");
  gtk_window_destroy (GTK_WINDOW (form));
}

static void
test_service (Fixture *fixture, gconstpointer data)
{
  GtkWidget *settings;
  g_autoptr (OtkRecord) service = NULL;
  g_autoptr (GArray) people = NULL;

  make (fixture, OTK_ENTITY_EMPLOYEE, "Анна");
  make (fixture, OTK_ENTITY_EMPLOYEE, "Борис");
  settings = open_settings (fixture, OTK_ENTITY_SERVICE);
  otk_press (settings, "Add a service");
  otk_press (settings, "Save");
  otk_need_text (settings, "Fill this in");
  otk_enter (settings, "Name", "Доступ");
  otk_pick (settings, "Responsibles", "Анна");
  otk_pick (settings, "Responsibles", "Борис");
  otk_press (settings, "Save");
  service = await_record (fixture, OTK_ENTITY_SERVICE, OTK_SERVICE_NAME, "Доступ");
  people = otk_ids_parse (otk_record_text (service, OTK_SERVICE_RESPONSIBLES));
  g_assert_cmpuint (people->len, ==, 2);
  otk_need_text (settings, "Доступ");
}

static void
test_sla (Fixture *fixture, gconstpointer data)
{
  GtkWidget *settings;
  g_autoptr (OtkRecord) sla = NULL;

  submit (fixture, otk_command_with_text (saving (fixture, OTK_ENTITY_SCHEDULE, "Рабочие дни"),
                                          "spec", "tz UTC\nmon 09:00-17:00\n"));
  settings = open_settings (fixture, OTK_ENTITY_SLA);
  otk_press (settings, "Add an SLA");
  otk_enter (settings, "Name", "Основной");
  otk_pick (settings, "Service schedule", "Рабочие");
  otk_enter (settings, "Reaction norm", "скоро");
  otk_press (settings, "Save");
  otk_need_text (settings, "Enter a duration, for example");
  otk_enter (settings, "Reaction norm", "1 ч 30 мин");
  /* A day is the schedule's own. */
  otk_enter (settings, "Resolution norm", "2 д");
  otk_press (settings, "Save");
  sla = await_record (fixture, OTK_ENTITY_SLA, OTK_SLA_NAME, "Основной");
  g_assert_cmpint (otk_record_int (sla, OTK_SLA_REACTION), ==, 5400);
  g_assert_cmpint (otk_record_int (sla, OTK_SLA_RESOLUTION), ==, 57600);
}

static void
test_schedule (Fixture *fixture, gconstpointer data)
{
  GtkWidget *settings = open_settings (fixture, OTK_ENTITY_SCHEDULE);
  g_autoptr (OtkRecord) schedule = NULL;
  const char *spec;

  otk_press (settings, "Add a schedule");
  otk_enter (settings, "Name", "Рабочие дни");
  otk_pick (settings, "Time zone", "moscow");
  otk_enter (settings, "Monday: Start", "99:00");
  otk_press (settings, "Save");
  g_assert_null (only (fixture, OTK_ENTITY_SCHEDULE, OTK_SCHEDULE_NAME, "Рабочие дни"));
  otk_enter (settings, "Monday: Start", "08:00");
  otk_press (settings, "Add an exception");
  otk_enter (settings, "Date of the exception", "2026-06-12");
  otk_enter (settings, "Name of the exception", "День России");
  otk_enter (settings, "From", "2026-06-11 17:00");
  otk_enter (settings, "plus", "2 h");
  otk_need_text (settings, "= 2026-06-15 09:00");
  otk_press (settings, "Save");
  schedule = await_record (fixture, OTK_ENTITY_SCHEDULE, OTK_SCHEDULE_NAME, "Рабочие дни");
  spec = otk_record_text (schedule, OTK_SCHEDULE_SPEC);
  g_assert_nonnull (strstr (spec, "tz Europe/Moscow"));
  g_assert_nonnull (strstr (spec, "mon 08:00-12:00 13:00-18:00"));
  g_assert_nonnull (strstr (spec, "2026-06-12 holiday # День России"));
}

/* What a field of each type is filled with. */
static OtkValue
sample (Fixture *fixture, const OtkEntity *entity, const OtkField *field, const OtkId *target)
{
  g_autofree char *id = otk_id_to_string (target);

  if (entity->type == OTK_ENTITY_SCHEDULE && field->type == OTK_TYPE_LONGTEXT)
    return otk_value_text ("tz UTC\nmon 09:00-12:00 13:00-18:00 19:00-20:00\n2026-01-01 holiday\n");
  switch (field->type)
    {
    case OTK_TYPE_ENUM:
      return otk_value_int (field->choices[1].value);
    case OTK_TYPE_BOOL:
      return otk_value_int (1);
    case OTK_TYPE_INT:
      return otk_value_int (7);
    case OTK_TYPE_SECONDS:
      return otk_value_int (5400);
    case OTK_TYPE_REF:
      return otk_value_id (target);
    case OTK_TYPE_REFS:
      return otk_value_text (id);
    default:
      return otk_value_text ("Слово");
    }
}

/* A record that a form shows comes back from it unchanged, and a copy gets the same content. */
static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  OtkId targets[OTK_N_ENTITIES];

  for (int type = OTK_ENTITY_EMPLOYEE; type <= OTK_ENTITY_FOLDER; type++)
    if (type != OTK_ENTITY_NORM && type != OTK_ENTITY_SCHEDULE && type != OTK_ENTITY_CALENDAR
        && type != OTK_ENTITY_DICTIONARY)
      targets[type] = make (fixture, type, "Цель");
  targets[OTK_ENTITY_SCHEDULE] =
      submit (fixture,
              otk_command_with_text (saving (fixture, OTK_ENTITY_SCHEDULE, "Цель"), "spec", HOURS));
  for (int type = OTK_ENTITY_EMPLOYEE; type <= OTK_ENTITY_FOLDER; type++)
    {
      const OtkEntity *entity = otk_entity (type);
      OtkId id = otk_id_new (otk_desk_now (fixture->desk));
      g_autoptr (OtkRecord) record = otk_record_new (type, &id);
      g_autoptr (GtkWidget) form = NULL;
      if (type == OTK_ENTITY_CALENDAR)
        continue;
      g_test_message ("%s", entity->name);
      for (guint i = 0; i < entity->n_fields; i++)
        if (entity->fields[i].flags & OTK_FIELD_EDIT)
          otk_record_take (record, i,
                           sample (fixture, entity, &entity->fields[i],
                                   &targets[entity->fields[i].target]));
      form = g_object_ref_sink (otk_record_form_new (fixture->desk, type));
      otk_record_form_load (OTK_RECORD_FORM (form), record);
      if (type != OTK_ENTITY_SCHEDULE)
        g_assert_false (otk_record_form_is_changed (OTK_RECORD_FORM (form)));
      g_assert_true (otk_record_form_validate (OTK_RECORD_FORM (form)));
      otk_record_form_load (OTK_RECORD_FORM (form), NULL);
      g_assert_true (otk_record_form_is_new (OTK_RECORD_FORM (form)));
    }
}

int
main (int argc, char **argv)
{
#define ADD(path, empty, test) g_test_add ("/forms/" path, Fixture, empty, set_up, test, tear_down)

  g_test_init (&argc, &argv, NULL);
  g_setenv ("LANGUAGE", "en", TRUE);
  adw_init ();
  g_resources_register (otk_app_get_resource ());
  g_test_add_func ("/forms/durations", test_durations);
  ADD ("start", GINT_TO_POINTER (1), test_start);
  ADD ("start-narrow", GINT_TO_POINTER (1), test_start_narrow);
  ADD ("create", NULL, test_create);
  ADD ("no-sla", NULL, test_no_sla);
  ADD ("validation", NULL, test_validation);
  ADD ("draft", NULL, test_draft);
  ADD ("known-phone", NULL, test_known_phone);
  ADD ("service", NULL, test_service);
  ADD ("sla", NULL, test_sla);
  ADD ("schedule", NULL, test_schedule);
  ADD ("round-trip", NULL, test_round_trip);
  return g_test_run ();
}
