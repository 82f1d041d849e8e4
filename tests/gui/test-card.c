/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-app-resources.h"
#include "otk-card.h"
#include "otk-card-history.h"
#include "otk-composer.h"
#include "otk-dialogs.h"
#include "otk-markdown.h"
#include "otk-sla-figures.h"
#include "otk-sla-timer.h"
#include "otk-status-times.h"
#include "otk-test-desk.h"
#include "otk-window.h"

#include <gtksourceview/gtksource.h>
#include <string.h>

/* The card in a window, over a real desk: buttons are found by their action, texts by what is
 * shown. */
typedef struct
{
  OtkTestDesk *test;
  OtkId me;
  OtkId service;
  OtkId request;
  GtkWindow *host;
  GtkWindow *window;
  GtkWidget *card;
} Fixture;

typedef gboolean (*Matches) (GtkWidget *widget, gconstpointer data);

static GtkWidget *
find (GtkWidget *root, Matches matches, gconstpointer data)
{
  if (!gtk_widget_get_visible (root))
    return NULL;
  if (matches (root, data))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, matches, data);

      if (found)
        return found;
    }
  return NULL;
}

static gboolean
has_action (GtkWidget *widget, gconstpointer action)
{
  return GTK_IS_ACTIONABLE (widget)
         && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0;
}

static gboolean
has_text (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text);
}

static gboolean
has_class (GtkWidget *widget, gconstpointer name)
{
  return gtk_widget_has_css_class (widget, name);
}

static gboolean
is_type (GtkWidget *widget, gconstpointer type)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (widget, (GType) GPOINTER_TO_SIZE (type));
}

static GtkWidget *
button (Fixture *f, const char *action)
{
  return find (f->card, has_action, action);
}

static GtkWidget *
part (Fixture *f, GType type)
{
  return find (f->card, is_type, GSIZE_TO_POINTER (type));
}

/* Lets queued writes, the feed and idle work through until @done; a deadline ends a broken test. */
static void
wait_until (gboolean (*done) (Fixture *f), Fixture *f)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  gboolean is_done;

  /* Asked once: what was done may be undone by the next event. */
  while (!(is_done = done (f)) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (is_done);
}

static gboolean
nothing_is_due (Fixture *f)
{
  return !g_main_context_pending (NULL);
}

static void
settle (Fixture *f)
{
  otk_desk_flush (f->test->desk);
  wait_until (nothing_is_due, f);
}

static void
show_card (Fixture *f)
{
  f->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_transient_for (f->window, f->host);
  gtk_window_set_default_size (f->window, 1200, 800);
  f->card = otk_card_new (f->test->desk, &f->request);
  adw_window_set_content (ADW_WINDOW (f->window), f->card);
  gtk_window_present (f->window);
  settle (f);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->test = otk_test_desk_new (OTK_TEST_MONDAY);
  f->me = *otk_record_id (otk_desk_me (f->test->desk));
  f->service = otk_test_service (f->test, &f->me, 3600, 4 * 3600);
  f->request = otk_test_request (f->test, &f->service, "Не печатает принтер");
  f->host = GTK_WINDOW (otk_window_new (NULL, f->test->desk));
  show_card (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  gtk_window_destroy (f->host);
  wait_until (nothing_is_due, f);
  otk_test_desk_free (f->test);
}

static void
later (Fixture *f, gint64 milliseconds)
{
  otk_clock_set (f->test->clock, otk_clock_now (f->test->clock) + milliseconds);
  otk_desk_tick (f->test->desk, NULL);
  settle (f);
}

static void
press (Fixture *f, const char *action)
{
  GtkWidget *widget = button (f, action);

  g_assert_nonnull (widget);
  g_assert_true (gtk_widget_get_sensitive (widget));
  g_signal_emit_by_name (widget, "clicked");
  settle (f);
}

static OtkDialog *
open_dialog (void)
{
  g_autoptr (GListModel) windows = gtk_window_get_toplevels ();

  g_object_ref (windows);
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (OTK_IS_DIALOG (window) && gtk_widget_get_visible (window))
        return OTK_DIALOG (window);
    }
  return NULL;
}

static void
answer (Fixture *f, const char *response)
{
  OtkDialog *dialog = open_dialog ();

  g_assert_nonnull (dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_close (GTK_WINDOW (dialog));
  settle (f);
}

static gboolean
is_in_work (Fixture *f)
{
  return otk_test_status (f->test, &f->request) == OTK_STATUS_IN_WORK;
}

static gboolean
is_waiting (Fixture *f)
{
  return otk_test_status (f->test, &f->request) == OTK_STATUS_WAITING;
}

static gboolean
is_done (Fixture *f)
{
  return otk_test_status (f->test, &f->request) == OTK_STATUS_DONE;
}

static gboolean
resume_is_offered (Fixture *f)
{
  return button (f, "request.resume") != NULL;
}

static gboolean
complete_is_offered (Fixture *f)
{
  return button (f, "request.complete") != NULL;
}

static void
test_buttons (Fixture *f, gconstpointer data)
{
  g_assert_cmpstr (otk_card_title (OTK_CARD (f->card)), !=, "");
  g_assert_null (button (f, "request.classify"));
  g_assert_null (button (f, "request.complete"));
  g_assert_null (button (f, "request.pause"));
  g_assert_nonnull (button (f, "request.edit"));
  g_assert_nonnull (button (f, "request.delete"));
  g_assert_true (gtk_widget_has_css_class (button (f, "request.start"), "suggested-action"));

  press (f, "request.start");
  wait_until (is_in_work, f);
  wait_until (complete_is_offered, f);
  g_assert_null (button (f, "request.start"));
  g_assert_nonnull (button (f, "request.pause"));

  press (f, "request.complete");
  answer (f, "accept");
  wait_until (is_done, f);
}

static void
fill_pause_dialog (Fixture *f, const char *reason, const char *hours)
{
  OtkDialog *dialog = open_dialog ();
  GtkWidget *view, *entry;

  g_assert_nonnull (dialog);
  view = find (otk_dialog_form (dialog), is_type, GSIZE_TO_POINTER (GTK_TYPE_TEXT_VIEW));
  entry = find (otk_dialog_form (dialog), is_type, GSIZE_TO_POINTER (GTK_TYPE_ENTRY));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), reason, -1);
  gtk_editable_set_text (GTK_EDITABLE (entry), hours);
}

static void
test_pause (Fixture *f, gconstpointer data)
{
  AdwMessageDialog *dialog;
  g_autoptr (OtkRecord) request = NULL;

  press (f, "request.start");
  wait_until (complete_is_offered, f);
  press (f, "request.pause");
  dialog = ADW_MESSAGE_DIALOG (open_dialog ());
  g_assert_nonnull (dialog);
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "accept"));
  /* By phone there is nobody to send a message to. */
  g_assert_null (find (otk_dialog_form (OTK_DIALOG (dialog)), is_type,
                       GSIZE_TO_POINTER (GTK_TYPE_CHECK_BUTTON)));
  fill_pause_dialog (f, "Ждём ответа", "x");
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "accept"));
  fill_pause_dialog (f, "Ждём ответа", "1,5");
  g_assert_true (adw_message_dialog_get_response_enabled (dialog, "accept"));
  answer (f, "accept");
  wait_until (is_waiting, f);
  wait_until (resume_is_offered, f);

  request = otk_desk_find (f->test->desk, OTK_ENTITY_REQUEST, &f->request);
  g_assert_cmpint (otk_record_int (request, OTK_REQUEST_PENDING_PLANNED), ==, 5400);
  g_assert_nonnull (find (f->card, has_text, "Ждём ответа"));
  g_assert_nonnull (find (f->card, has_class, "paused"));

  press (f, "request.resume");
  wait_until (is_in_work, f);
}

static void
test_resumes_by_itself (Fixture *f, gconstpointer data)
{
  press (f, "request.start");
  wait_until (complete_is_offered, f);
  press (f, "request.pause");
  fill_pause_dialog (f, "Обед", "0.5");
  answer (f, "accept");
  wait_until (resume_is_offered, f);
  later (f, 31 * OTK_MINUTE);
  wait_until (is_in_work, f);
  wait_until (complete_is_offered, f);
  g_assert_null (find (f->card, has_class, "paused"));
}

static void
test_draft (Fixture *f, gconstpointer data)
{
  OtkComposer *composer = OTK_COMPOSER (part (f, OTK_TYPE_COMPOSER));
  g_autofree char *text = NULL;

  otk_composer_set_text (composer, "Проверьте кабель");
  gtk_widget_activate_action (GTK_WIDGET (composer), "composer.hidden", NULL);
  gtk_window_destroy (f->window);
  settle (f);
  otk_desk_flush (f->test->desk);

  show_card (f);
  composer = OTK_COMPOSER (part (f, OTK_TYPE_COMPOSER));
  text = otk_composer_text (composer);
  g_assert_cmpstr (text, ==, "Проверьте кабель");
  g_assert_nonnull (find (GTK_WIDGET (composer), has_class, "hidden-message"));
}

static gboolean
bubble_is_shown (Fixture *f)
{
  return find (f->card, has_class, "bubble") != NULL;
}

static void
test_hidden_message (Fixture *f, gconstpointer data)
{
  OtkComposer *composer = OTK_COMPOSER (part (f, OTK_TYPE_COMPOSER));
  GtkWidget *bubble;
  g_autofree char *text = NULL;

  otk_composer_set_text (composer, "Это **только** для нас");
  gtk_widget_activate_action (GTK_WIDGET (composer), "composer.hidden", NULL);
  gtk_widget_activate_action (GTK_WIDGET (composer), "composer.send", NULL);
  wait_until (bubble_is_shown, f);
  bubble = find (f->card, has_class, "bubble");
  g_assert_true (gtk_widget_has_css_class (bubble, "hidden-message"));
  g_assert_nonnull (find (bubble, has_text, "Это только для нас"));
  g_assert_nonnull (find (bubble, has_text, "staff only"));
  text = otk_composer_text (composer);
  g_assert_cmpstr (text, ==, "");
}

static void
test_stages (Fixture *f, gconstpointer data)
{
  const char *const classes[] = { "passed", "skipped", "passed", "current",
                                  "future", "future",  "future" };
  GtkWidget *stage;

  press (f, "request.start");
  wait_until (complete_is_offered, f);
  stage = find (f->card, has_class, "stage");
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      g_assert_nonnull (stage);
      g_assert_true (gtk_widget_has_css_class (stage, classes[i]));
      stage = gtk_widget_get_next_sibling (stage);
    }
  g_assert_null (stage);
}

static void
test_times (Fixture *f, gconstpointer data)
{
  GtkWidget *times = part (f, OTK_TYPE_STATUS_TIMES);

  later (f, 12 * OTK_MINUTE);
  press (f, "request.start");
  wait_until (complete_is_offered, f);
  later (f, 3 * OTK_MINUTE + 5 * OTK_SECOND);
  g_assert_nonnull (find (times, has_text, "00:12:00"));
  g_assert_nonnull (find (times, has_text, "00:03:05"));
}

static gboolean
is_resolution_timer (GtkWidget *widget, gconstpointer data)
{
  return OTK_IS_SLA_TIMER (widget) && find (widget, has_text, "Resolution time");
}

static void
assert_timer (Fixture *f, const char *look, const char *text)
{
  GtkWidget *timer = find (f->card, is_resolution_timer, NULL);

  g_assert_nonnull (timer);
  g_assert_cmpstr (otk_sla_timer_text (OTK_SLA_TIMER (timer)), ==, text);
  g_assert_true (gtk_widget_has_css_class (timer, look));
}

/* Four hours from ten on Monday, with lunch from twelve to one: due at three. */
static void
test_timer (Fixture *f, gconstpointer data)
{
  assert_timer (f, "calm", "4 h");
  later (f, 2 * OTK_HOUR + 30 * OTK_MINUTE);
  assert_timer (f, "off", "the clock runs from 10:00");
  later (f, 105 * OTK_MINUTE);
  assert_timer (f, "warning", "45 min");
  later (f, 25 * OTK_MINUTE);
  assert_timer (f, "danger", "20 min");
  later (f, 32 * OTK_MINUTE);
  assert_timer (f, "over", "overdue by 12 min");
}

static void
test_history (Fixture *f, gconstpointer data)
{
  GListModel *lines;

  press (f, "request.start");
  wait_until (complete_is_offered, f);
  gtk_widget_activate_action (f->card, "card.tab", "s", "history");
  settle (f);
  lines = otk_card_history_model (OTK_CARD_HISTORY (part (f, OTK_TYPE_CARD_HISTORY)));
  g_assert_cmpuint (g_list_model_get_n_items (lines), >, 1);
}

static gboolean
is_button_named (GtkWidget *widget, gconstpointer label)
{
  return GTK_IS_BUTTON (widget)
         && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0;
}

/* What the sources say stands on the card (E2, E3). */
static void
test_parts (Fixture *f, gconstpointer data)
{
  const char *const texts[] = { "Main",
                                "Additional",
                                "History",
                                "Priority",
                                "Requester",
                                "Пётр Иванов",
                                "Type",
                                "Subject",
                                "Description",
                                "Не печатает принтер",
                                "Created",
                                "Status",
                                "Accepted",
                                "Responsible",
                                "Анна",
                                "Support level",
                                "Time in statuses",
                                "Conversation with the requester" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (!find (f->card, has_text, texts[i]))
      g_error ("“%s” is not on the card", texts[i]);
  g_assert_nonnull (find (f->card, is_button_named, "+ Task"));
  g_assert_nonnull (find (f->card, is_button_named, "Current"));
  g_assert_nonnull (find (f->card, is_button_named, "All"));
  g_assert_nonnull (button (f, "request.level"));
  g_assert_nonnull (button (f, "request.status"));
  g_assert_null (find (f->card, has_text, "Links"));
}

static gboolean
restore_is_offered (Fixture *f)
{
  return button (f, "request.restore") != NULL;
}

static gboolean
restore_is_gone (Fixture *f)
{
  return button (f, "request.restore") == NULL;
}

static void
test_delete (Fixture *f, gconstpointer data)
{
  g_assert_null (button (f, "request.restore"));
  press (f, "request.delete");
  wait_until (restore_is_offered, f);
  g_assert_null (button (f, "request.delete"));
  press (f, "request.restore");
  wait_until (restore_is_gone, f);
  g_assert_nonnull (button (f, "request.delete"));
}

static void
test_more (Fixture *f, gconstpointer data)
{
  const char *const texts[] = { "Norm",
                                "Spent",
                                "Left",
                                "Feed",
                                "The request was registered",
                                "Earlier requests of this requester",
                                "why this deadline" };

  gtk_widget_activate_action (f->card, "card.tab", "s", "more");
  settle (f);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (!find (f->card, has_text, texts[i]))
      g_error ("“%s” is not on the tab", texts[i]);
}

static void
assert_markup (const char *text, const char *markup)
{
  g_autofree char *made = otk_markdown_to_markup (text);

  g_autoptr (GtkWidget) label = g_object_ref_sink (gtk_label_new (NULL));

  g_assert_cmpstr (made, ==, markup);
  gtk_label_set_markup (GTK_LABEL (label), made); /* warns of what is no markup */
}

static void
test_markdown (void)
{
  assert_markup (NULL, "");
  assert_markup ("one\ntwo\n\nthree", "one\ntwo\n\nthree");
  assert_markup ("**a** & <b>", "<b>a</b> &amp; &lt;b&gt;");
  assert_markup ("[x](javascript:alert)", "x");
  assert_markup ("[x](https://e.org/?a=1&b=2)", "<a href=\"https://e.org/?a=1&amp;b=2\">x</a>");
  assert_markup ("1. a\n2. b", "1. a\n2. b");
}

static void
test_hours (void)
{
  gint64 seconds = 0;

  g_assert_true (otk_hours_parse ("1,5", &seconds));
  g_assert_cmpint (seconds, ==, 5400);
  g_assert_true (otk_hours_parse (" 0.25 ", &seconds));
  g_assert_cmpint (seconds, ==, 900);
  g_assert_false (otk_hours_parse ("", &seconds));
  g_assert_false (otk_hours_parse ("-1", &seconds));
  g_assert_false (otk_hours_parse ("nan", &seconds));
  g_assert_false (otk_hours_parse ("1 h", &seconds));
  g_assert_false (otk_hours_parse ("99999", &seconds));
}

#define ADD(NAME, FUNC) g_test_add ("/card/" NAME, Fixture, NULL, set_up, FUNC, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  gtk_source_init ();
  g_resources_register (otk_app_get_resource ());
  g_test_add_func ("/card/markdown", test_markdown);
  g_test_add_func ("/card/hours", test_hours);
  ADD ("buttons", test_buttons);
  ADD ("pause", test_pause);
  ADD ("resumes-by-itself", test_resumes_by_itself);
  ADD ("draft", test_draft);
  ADD ("hidden-message", test_hidden_message);
  ADD ("stages", test_stages);
  ADD ("time-in-statuses", test_times);
  ADD ("timer", test_timer);
  ADD ("history", test_history);
  ADD ("parts", test_parts);
  ADD ("more", test_more);
  ADD ("delete", test_delete);
  return g_test_run ();
}
