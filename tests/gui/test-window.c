/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-act.h"
#include "otk-app-resources.h"
#include "otk-countdown-cell.h"
#include "otk-find.h"
#include "otk-palette.h"
#include "otk-requests-page.h"
#include "otk-test-desk.h"
#include "otk-ticker.h"
#include "otk-window.h"

/* One for all tests: a program registers once. */
static AdwApplication *application;

/* The window of a desk with two requests, started for each test. */
typedef struct
{
  OtkTestDesk *desk;
  OtkWindow *window;
  OtkId request;
} Fixture;

static GtkWidget *
find (GtkWidget *from, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (from), type))
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static OtkRequestTable *
table_of (Fixture *fixture)
{
  return OTK_REQUEST_TABLE (find (GTK_WIDGET (fixture->window), OTK_TYPE_REQUEST_TABLE));
}

static guint
n_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (otk_request_table_model (table_of (fixture))));
}

static void
set_up (Fixture *fixture, gconstpointer width)
{
  g_autoptr (GSettings) settings = NULL;
  OtkId service;

  fixture->desk = otk_test_desk_new (OTK_TEST_MONDAY);
  service = otk_test_service (fixture->desk, otk_record_id (otk_desk_me (fixture->desk->desk)),
                              3600, 7200);
  fixture->request = otk_test_request (fixture->desk, &service, "VPN");
  otk_test_request (fixture->desk, &service, "Wi-Fi");
  settings = g_settings_new ("org.otklik.Otklik");
  g_settings_set_int (settings, "window-width", GPOINTER_TO_INT (width));
  g_settings_set_strv (settings, "open-tabs", NULL);
  fixture->window = otk_window_new (GTK_APPLICATION (application), fixture->desk->desk);
  gtk_window_present (GTK_WINDOW (fixture->window));
  while (n_rows (fixture) != 2 || !gtk_widget_get_mapped (GTK_WIDGET (table_of (fixture))))
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  otk_test_desk_free (fixture->desk);
}

static void
test_fits_a_phone (Fixture *fixture, gconstpointer data)
{
  AdwLeaflet *leaflet = ADW_LEAFLET (find (GTK_WIDGET (fixture->window), ADW_TYPE_LEAFLET));
  int minimum;

  while (!adw_leaflet_get_folded (leaflet))
    g_main_context_iteration (NULL, TRUE);
  /* The window itself has a frame around it where nobody composes. */
  gtk_widget_measure (GTK_WIDGET (leaflet), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                      NULL);
  g_assert_cmpint (minimum, <=, 360);
}

static void
test_cards_open_once (Fixture *fixture, gconstpointer data)
{
  AdwTabView *tabs = ADW_TAB_VIEW (find (GTK_WIDGET (fixture->window), ADW_TYPE_TAB_VIEW));
  char id[OTK_ID_STRING_LENGTH + 1];

  otk_id_print (&fixture->request, id);
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.open-request", "s", id);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.open-request", "s", id);
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 2);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.close-tab", NULL);
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 1);
  /* The section stays. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.close-tab", NULL);
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.reopen-tab", NULL);
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 2);
}

static void
test_delete_and_undo (Fixture *fixture, gconstpointer data)
{
  OtkRequestTable *table = table_of (fixture);

  gtk_selection_model_select_all (GTK_SELECTION_MODEL (otk_request_table_selection (table)));
  g_assert_true (otk_request_table_offers (table, OTK_COMMAND_DELETE));
  otk_request_table_give (table, OTK_COMMAND_DELETE);
  while (n_rows (fixture) != 0)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  while (n_rows (fixture) != 2)
    g_main_context_iteration (NULL, TRUE);
}

/* A toast's button has no name of its own: it is found by its text. */
static GtkWidget *
need_button (Fixture *fixture, const char *text)
{
  otk_need_text (GTK_WIDGET (fixture->window), text);
  return gtk_widget_get_ancestor (otk_find_text (GTK_WIDGET (fixture->window), text),
                                  GTK_TYPE_BUTTON);
}

/* What was done before somebody pressed Stop is told, and can be taken back. */
static void
test_long_action_can_be_stopped (Fixture *fixture, gconstpointer data)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_command_unref);
  g_autoptr (GPtrArray) written = NULL;
  g_auto (OtkValue) of = otk_value_id (&fixture->request);

  for (guint i = 0; i < 5000; i++)
    {
      OtkCommand *command =
          otk_desk_command (fixture->desk->desk, OTK_COMMAND_MESSAGE, &fixture->request);

      otk_command_with_text (command, "body", "Text");
      otk_command_with_int (command, "support", TRUE);
      g_ptr_array_add (commands, command);
    }
  otk_act_all (GTK_WIDGET (table_of (fixture)), commands);
  g_signal_emit_by_name (need_button (fixture, "Stop"), "clicked");
  g_assert_nonnull (need_button (fixture, "Undo"));
  otk_need_text (GTK_WIDGET (fixture->window), "of 5000 done");
  written = otk_desk_list (fixture->desk->desk, OTK_ENTITY_MESSAGE, OTK_MESSAGE_REQUEST, &of);
  g_assert_cmpuint (written->len, <, 5000);
}

static void
test_countdown_follows_the_clock (Fixture *fixture, gconstpointer data)
{
  OtkTicker *ticker = otk_ticker_of (fixture->desk->desk);
  OtkCell *cell = OTK_CELL (find (GTK_WIDGET (fixture->window), OTK_TYPE_COUNTDOWN_CELL));
  g_autofree char *before = NULL;

  while (otk_ticker_members (ticker) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (otk_ticker_sleeps (ticker));
  before = g_strdup (otk_cell_text (cell));
  g_assert_cmpstr (before, !=, "");
  otk_clock_set (fixture->desk->clock, OTK_TEST_MONDAY + 30 * OTK_MINUTE);
  while (g_strcmp0 (otk_cell_text (cell), before) == 0)
    g_main_context_iteration (NULL, TRUE);

  /* Nobody looks: nobody is woken. */
  gtk_widget_set_visible (GTK_WIDGET (fixture->window), FALSE);
  g_assert_cmpuint (otk_ticker_members (ticker), ==, 0);
  g_assert_true (otk_ticker_sleeps (ticker));
}

static OtkTime told[2];

static OtkTime
first_ticked_cb (GtkWidget *widget, OtkTime now)
{
  told[0] = now;
  return now + 300;
}

static OtkTime
second_ticked_cb (GtkWidget *widget, OtkTime now)
{
  told[1] = now;
  return now + 700;
}

/* Countdowns that end at moments of their own are told together: each frame redraws the window. */
static void
test_countdowns_share_their_frames (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OtkClock) clock = otk_clock_new_system ();
  g_autoptr (OtkTicker) ticker = otk_ticker_new (clock);
  GtkWidget *window = gtk_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *first = gtk_label_new ("1"), *second = gtk_label_new ("2");
  OtkTime shown;

  otk_ticker_follow (ticker, first, first_ticked_cb);
  otk_ticker_follow (ticker, second, second_ticked_cb);
  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), second);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  while (otk_ticker_members (ticker) < 2)
    g_main_context_iteration (NULL, TRUE);
  shown = MAX (told[0], told[1]);
  while (told[0] <= shown && told[1] <= shown)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (told[0], ==, told[1]);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_palette_knows_the_card (Fixture *fixture, gconstpointer data)
{
  char id[OTK_ID_STRING_LENGTH + 1];
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWidget *palette = NULL, *entry;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.open-request", "s",
                              otk_id_print (&fixture->request, id));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.palette", NULL);
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (OTK_IS_PALETTE (window))
        palette = window;
    }
  g_assert_nonnull (palette);
  entry = find (palette, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "start work");
  g_signal_emit_by_name (entry, "activate");
  while (otk_test_status (fixture->desk, &fixture->request) != OTK_STATUS_IN_WORK)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
is_settled (gpointer fixture)
{
  OtkListModel *model = otk_request_table_model (table_of (fixture));

  return !otk_list_model_loading (model) && otk_list_model_complete (model);
}

static void
search_for (Fixture *fixture, const char *text)
{
  GtkWidget *page = find (GTK_WIDGET (fixture->window), OTK_TYPE_REQUESTS_PAGE);

  otk_requests_page_set_search (OTK_REQUESTS_PAGE (page), text);
  otk_wait (is_settled, fixture);
}

/* A search that stopped at its limit does not pass for a complete one. */
static void
test_cut_search_says_so (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  g_autoptr (OtkRecord) request =
      otk_desk_find (fixture->desk->desk, OTK_ENTITY_REQUEST, &fixture->request);
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) otk_command_unref);
  g_autoptr (GPtrArray) outcomes = NULL;
  g_autofree char *line = g_strdup_printf ("Showing the newest %u that match", OTK_STORE_MAX_HITS);

  for (guint i = 0; i < OTK_STORE_MAX_HITS; i++)
    {
      OtkCommand *command = otk_desk_command (fixture->desk->desk, OTK_COMMAND_CREATE, NULL);

      otk_command_with_id (command, "type", otk_record_ref_id (request, OTK_REQUEST_TYPE));
      otk_command_with_id (command, "service", otk_record_ref_id (request, OTK_REQUEST_SERVICE));
      otk_command_with_id (command, "customer", otk_record_ref_id (request, OTK_REQUEST_CUSTOMER));
      otk_command_with_text (command, "subject", "VPN");
      g_ptr_array_add (commands, command);
    }
  outcomes = otk_desk_submit_all (fixture->desk->desk, commands, NULL);
  g_assert_cmpuint (outcomes->len, ==, OTK_STORE_MAX_HITS);
  search_for (fixture, "VPN");
  otk_need_text (window, line);
  search_for (fixture, "Fi");
  g_assert_null (otk_find_text (window, line));
  /* All of them are shown where nothing is searched for. */
  search_for (fixture, NULL);
  g_assert_null (otk_find_text (window, line));
}

int
main (int argc, char **argv)
{
  g_setenv ("LANGUAGE", "en", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_resources_register (otk_app_get_resource ());
  application = adw_application_new ("org.otklik.Test", G_APPLICATION_NON_UNIQUE);
  g_object_set (application, "resource-base-path", "/org/otklik/Otklik", NULL);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
#define TEST(NAME, WIDTH)                                                                          \
  g_test_add ("/window/" #NAME, Fixture, GINT_TO_POINTER (WIDTH), set_up, test_##NAME, tear_down)
  TEST (fits_a_phone, 360);
  TEST (cards_open_once, 1280);
  TEST (delete_and_undo, 1280);
  TEST (long_action_can_be_stopped, 1280);
  TEST (countdown_follows_the_clock, 1280);
  TEST (countdowns_share_their_frames, 1280);
  TEST (palette_knows_the_card, 1280);
  TEST (cut_search_says_so, 1280);
#undef TEST
  return g_test_run ();
}
