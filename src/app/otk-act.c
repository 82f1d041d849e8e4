/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-act.h"
#include "otk-error.h"
#include "otk-window.h"

#include <glib/gi18n-lib.h>

/* From so many commands on, an action shows how far it is and can be stopped. */
#define LONG_ACTION 400

/* A question that is under way: who asked, and what to tell him. */
typedef struct
{
  GWeakRef window;
  GPtrArray *commands; /* (element-type OtkCommand) (nullable) */
  const char *told;    /* (nullable): what is said when all went well */
  OtkActDone done;
  gpointer data;
  GCancellable *cancellable; /* (nullable) */
  AdwToast *progress;        /* (nullable): of a long action */
} Act;

static Act *
act_new (GtkWidget *from, GPtrArray *commands)
{
  Act *act = g_new0 (Act, 1);

  g_weak_ref_init (&act->window, otk_window_of (from));
  act->commands = commands;
  return act;
}

static void
act_free (Act *act)
{
  g_weak_ref_clear (&act->window);
  g_clear_pointer (&act->commands, g_ptr_array_unref);
  g_clear_object (&act->cancellable);
  g_clear_object (&act->progress);
  g_free (act);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Act, act_free)

/* Toasts take markup in libadwaita 1.2; what people type is none. */
static AdwToast *
toast_new (const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  return adw_toast_new (markup);
}

static void
add_toast (OtkWindow *window, const char *text, const OtkId *batch)
{
  AdwToast *toast;

  if (window == NULL)
    return;
  toast = toast_new (text);
  if (batch != NULL)
    {
      char id[OTK_ID_STRING_LENGTH + 1];

      adw_toast_set_button_label (toast, _ ("_Undo"));
      adw_toast_set_action_name (toast, "win.undo-batch");
      adw_toast_set_action_target (toast, "s", otk_id_print (batch, id));
    }
  otk_window_add_toast (window, toast);
}

static void
add_refusal (OtkWindow *window, const GError *error)
{
  g_autofree char *text = NULL;
  AdwToast *toast;

  if (window == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = otk_error_text (error);
  toast = toast_new (text);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  otk_window_add_toast (window, toast);
}

/* What people call the thing that @outcome is about: a request's number, else its name. */
static char *
subject_text (OtkDesk *desk, const OtkCommand *command, const OtkOutcome *outcome)
{
  const OtkId *request = otk_id_is_none (&command->root) ? &outcome->subject : &command->root;
  g_autoptr (OtkRecord) record = otk_desk_find (desk, OTK_ENTITY_REQUEST, request);
  const char *entity_name = otk_values_get_text (command->args, "entity");
  const OtkEntity *entity = entity_name == NULL ? NULL : otk_entity_by_name (entity_name);
  const char *name;

  if (record != NULL && !otk_record_is_null (record, OTK_REQUEST_NUMBER))
    return g_strdup_printf ("%" G_GINT64_FORMAT, otk_record_int (record, OTK_REQUEST_NUMBER));
  if (record != NULL)
    name = otk_record_text (record, OTK_REQUEST_ALIAS);
  else if (entity != NULL)
    name = otk_desk_name (desk, entity->type, &outcome->subject);
  else
    name = otk_desk_name (desk, OTK_ENTITY_TASK, &command->root);
  return g_strdup (name == NULL ? "" : name);
}

/* Puts @detail where the translated @sentence has its one "%s". */
static char *
fill (const char *sentence, const char *detail)
{
  const char *hole = strstr (sentence, "%s");

  if (hole == NULL)
    return g_strdup (sentence);
  return g_strdup_printf ("%.*s%s%s", (int) (hole - sentence), sentence, detail, hole + 2);
}

static void
tell_done (OtkWindow *window, const OtkCommand *command, const OtkOutcome *outcome)
{
  const OtkCommandInfo *info = otk_command_info (command->kind);
  gboolean undoable = outcome->changed && (info->flags & OTK_COMMAND_NO_UNDO) == 0;
  g_autofree char *detail = NULL, *text = NULL, *whole = NULL;

  if (window == NULL || (info->done == NULL && outcome->note == NULL))
    return;
  if (info->done != NULL && outcome->changed)
    {
      detail = subject_text (otk_window_desk (window), command, outcome);
      text = fill (g_dgettext (GETTEXT_PACKAGE, info->done), detail);
    }
  if (outcome->note != NULL)
    {
      const char *note = g_dgettext (GETTEXT_PACKAGE, outcome->note);

      whole = text == NULL ? g_strdup (note) : g_strdup_printf ("%s. %s", text, note);
    }
  if (text != NULL || whole != NULL)
    add_toast (window, whole == NULL ? text : whole, undoable ? &command->batch : NULL);
}

static void
command_answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Act) act = data;
  g_autoptr (OtkWindow) window = g_weak_ref_get (&act->window);
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkOutcome) outcome = otk_desk_submit_finish (OTK_DESK (source), result, &error);

  if (outcome == NULL)
    add_refusal (window, error);
  else
    tell_done (window, act->commands->pdata[0], outcome);
  if (act->done != NULL)
    act->done (outcome, error, act->data);
}

static void
undo_answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Act) act = data;
  g_autoptr (OtkWindow) window = g_weak_ref_get (&act->window);
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkOutcome) outcome = otk_desk_submit_finish (OTK_DESK (source), result, &error);

  if (outcome == NULL)
    add_refusal (window, error);
  else
    add_toast (window, act->told, NULL);
}

static void
stop_clicked_cb (AdwToast *toast, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
show_progress (Act *act, OtkWindow *window)
{
  act->cancellable = g_cancellable_new ();
  act->progress = g_object_ref (toast_new (_ ("Working…")));
  adw_toast_set_timeout (act->progress, 0);
  adw_toast_set_priority (act->progress, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_button_label (act->progress, _ ("_Stop"));
  g_signal_connect_data (act->progress, "button-clicked", G_CALLBACK (stop_clicked_cb),
                         g_object_ref (act->cancellable), (GClosureNotify) g_object_unref, 0);
  otk_window_add_toast (window, g_object_ref (act->progress));
}

static void
progress_cb (guint done, guint total, gpointer data)
{
  Act *act = data;
  g_autofree char *text = NULL;

  if (act->progress == NULL)
    return;
  text = g_strdup_printf (_ ("%u of %u done"), done, total);
  adw_toast_set_title (act->progress, text);
}

/* Says of each command of a bulk action that was refused which it was and why. */
static void
show_refusals (OtkWindow *window, GPtrArray *commands, GPtrArray *outcomes)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  AdwMessageDialog *dialog;
  guint refused = 0;

  for (guint i = 0; i < outcomes->len; i++)
    {
      const OtkOutcome *outcome = outcomes->pdata[i];
      g_autofree char *reason = NULL, *subject = NULL;

      if (outcome->error == NULL || outcome->skipped || ++refused > 20)
        continue;
      reason = otk_error_text (outcome->error);
      subject = subject_text (otk_window_desk (window), commands->pdata[i], outcome);
      g_string_append_printf (lines, "%s№%s: %s", lines->len == 0 ? "" : "\n", subject, reason);
    }
  if (refused > 20)
    g_string_append (lines, "\n…");
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (window), NULL, lines->str));
  adw_message_dialog_format_heading (dialog,
                                     g_dngettext (GETTEXT_PACKAGE, "%d request was left as it was",
                                                  "%d requests were left as they were", refused),
                                     refused);
  adw_message_dialog_add_response (dialog, "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* "Take: 3 requests"; of an action that stopped on its way "Take: 3 of 9 done". */
static char *
summary (const OtkCommand *command, guint done, guint total, const GError *stopped)
{
  const char *label = g_dgettext (GETTEXT_PACKAGE, otk_command_info (command->kind)->label);
  g_autofree char *text = NULL, *reason = NULL;

  if (stopped == NULL)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%s: %u request", "%s: %u requests", done), label, done);
  /* Translators: the action's name, how many were done, of how many. */
  text = g_strdup_printf (_ ("%s: %u of %u done"), label, done, total);
  if (g_error_matches (stopped, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&text);
  reason = otk_error_text (stopped);
  return g_strdup_printf ("%s. %s", text, reason);
}

static void
tell_all_done (OtkWindow *window, GPtrArray *commands, GPtrArray *outcomes)
{
  const OtkCommand *first = commands->pdata[0];
  gboolean undoable = (otk_command_info (first->kind)->flags & OTK_COMMAND_NO_UNDO) == 0;
  const GError *stopped = NULL;
  guint done = 0, refused = 0;

  for (guint i = 0; i < outcomes->len; i++)
    {
      const OtkOutcome *outcome = outcomes->pdata[i];

      done += outcome->error == NULL && outcome->changed;
      refused += outcome->error != NULL && !outcome->skipped;
      if (outcome->skipped)
        stopped = outcome->error;
    }
  if (done > 0 || stopped != NULL)
    {
      g_autofree char *text = summary (first, done, outcomes->len, stopped);

      add_toast (window, text, done > 0 && undoable ? &first->batch : NULL);
    }
  if (refused > 0)
    show_refusals (window, commands, outcomes);
}

static void
commands_answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Act) act = data;
  g_autoptr (OtkWindow) window = g_weak_ref_get (&act->window);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) outcomes = otk_desk_submit_all_finish (OTK_DESK (source), result, &error);

  if (act->progress != NULL)
    adw_toast_dismiss (act->progress);
  if (window == NULL)
    return;
  if (outcomes == NULL)
    add_refusal (window, error);
  else
    tell_all_done (window, act->commands, outcomes);
}

void
otk_act_full (GtkWidget *from, OtkCommand *command, OtkActDone done, gpointer data)
{
  OtkWindow *window = otk_window_of (from);
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_command_unref);
  Act *act;

  g_ptr_array_add (commands, command);
  act = act_new (from, commands);
  act->done = done;
  act->data = data;
  g_return_if_fail (window != NULL);
  otk_desk_submit_async (otk_window_desk (window), command, NULL, command_answered_cb, act);
}

void
otk_act (GtkWidget *from, OtkCommand *command)
{
  otk_act_full (from, command, NULL, NULL);
}

void
otk_act_all (GtkWidget *from, GPtrArray *commands)
{
  OtkWindow *window = otk_window_of (from);
  Act *act;

  g_return_if_fail (window != NULL);
  if (commands->len == 0)
    {
      g_ptr_array_unref (commands);
      return;
    }
  act = act_new (from, commands);
  if (commands->len >= LONG_ACTION)
    show_progress (act, window);
  otk_desk_submit_all_async (otk_window_desk (window), commands, act->cancellable, progress_cb, act,
                             commands_answered_cb, act);
}

static void
take_back (GtkWidget *from, const OtkId *target, const char *told)
{
  OtkWindow *window = otk_window_of (from);
  Act *act = act_new (from, NULL);

  act->told = told;
  otk_desk_undo_async (otk_window_desk (window), target, NULL, undo_answered_cb, act);
}

void
otk_act_undo (GtkWidget *from, const OtkId *target)
{
  take_back (from, target, _ ("Undone"));
}

void
otk_act_redo (GtkWidget *from, const OtkId *target)
{
  take_back (from, target, _ ("Done again"));
}

void
otk_act_refused (GtkWidget *from, const GError *error)
{
  add_refusal (otk_window_of (from), error);
}

void
otk_toast (GtkWidget *from, const char *text)
{
  add_toast (otk_window_of (from), text, NULL);
}

void
otk_toast_undo (GtkWidget *from, const char *text, const OtkId *batch)
{
  add_toast (otk_window_of (from), text, batch);
}

void
otk_open_request (GtkWidget *from, const OtkId *request)
{
  OtkWindow *window = otk_window_of (from);
  char id[OTK_ID_STRING_LENGTH + 1];

  g_return_if_fail (window != NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-request", "s",
                              otk_id_print (request, id));
}
