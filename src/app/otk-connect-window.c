/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-connect-window.h"

#include "otk-error.h"
#include "otk-form-field.h"

#include <glib/gi18n-lib.h>

struct _OtkConnectWindow
{
  AdwWindow parent_instance;

  char *base;
  OtkMembership *membership; /* (nullable): what is being signed in to */
  gboolean again;
  SoupSession *soup;
  GCancellable *cancellable;
  OtkGrant *grant;

  /* Transfer none: children are held by the widget tree. */
  GtkWidget *form;
  GtkWidget *address;
  GtkWidget *login;
  GtkWidget *password;
  GtkWidget *code;
  GtkWidget *address_field;
  GtkWidget *login_field;
  GtkWidget *password_field;
  GtkWidget *code_field;
  GtkWidget *problem;
  GtkWidget *spinner;
  GtkWidget *accept;
};

G_DEFINE_FINAL_TYPE (OtkConnectWindow, otk_connect_window, ADW_TYPE_WINDOW)

enum
{
  CONNECTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
set_busy (OtkConnectWindow *self, gboolean busy)
{
  gtk_widget_set_sensitive (self->form, !busy);
  gtk_widget_set_sensitive (self->accept, !busy);
  gtk_widget_set_visible (self->spinner, busy);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), busy);
}

static void
show_problem (OtkConnectWindow *self, const GError *error)
{
  g_autofree char *text = error != NULL ? otk_error_text (error) : NULL;

  gtk_label_set_label (GTK_LABEL (self->problem), text != NULL ? text : "");
  gtk_widget_set_visible (self->problem, text != NULL);
}

static void
prepare_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (otk_membership_prepare (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  OtkConnectWindow *self = OTK_CONNECT_WINDOW (source);
  g_autoptr (GError) error = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  set_busy (self, FALSE);
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      show_problem (self, error);
      return;
    }
  g_signal_emit (self, signals[CONNECTED], 0, self->membership, self->grant);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* Another person needs another file, whatever login brought him here. */
static gboolean
same_person (OtkConnectWindow *self, GError **error)
{
  if (otk_id_is_none (&self->membership->employee)
      || otk_id_equal (&self->membership->employee, &self->grant->employee))
    return TRUE;
  return otk_refuse (error, OTK_ERROR_NOT_ALLOWED,
                     N_ ("This login belongs to somebody else now: connect to the server anew"),
                     NULL);
}

static void
prepare (OtkConnectWindow *self)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  if (!same_person (self, &error))
    {
      set_busy (self, FALSE);
      show_problem (self, error);
      return;
    }
  self->membership->employee = self->grant->employee;
  task = g_task_new (self, self->cancellable, prepared_cb, NULL);
  g_task_set_source_tag (task, prepare);
  g_task_set_task_data (task, otk_membership_copy (self->membership),
                        (GDestroyNotify) otk_membership_free);
  g_task_run_in_thread (task, prepare_thread);
}

static void
signed_on_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OtkConnectWindow) self = data;
  g_autoptr (GError) error = NULL;
  OtkGrant *grant = otk_sign_on_finish (result, &error);

  g_clear_pointer (&self->grant, otk_grant_free);
  self->grant = grant;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (grant != NULL && !grant->code_needed)
    {
      prepare (self);
      return;
    }
  set_busy (self, FALSE);
  show_problem (self, error);
  if (grant != NULL)
    {
      gtk_widget_set_visible (self->code_field, TRUE);
      gtk_widget_grab_focus (self->code);
    }
  else
    gtk_widget_grab_focus (self->password);
}

/* Whether the entry holds something; says so in its field where it does not. */
static gboolean
filled (GtkWidget *entry, GtkWidget *field, const char *missing)
{
  gboolean there = *gtk_editable_get_text (GTK_EDITABLE (entry)) != '\0';

  otk_form_field_set_error (OTK_FORM_FIELD (field), there ? NULL : missing);
  if (!there)
    gtk_widget_grab_focus (entry);
  return there;
}

/* Returns: (transfer full) (nullable): NULL where the address is none, which has been said then. */
static char *
take_address (OtkConnectWindow *self)
{
  g_autoptr (GError) error = NULL;
  char *address = otk_server_address (gtk_editable_get_text (GTK_EDITABLE (self->address)), &error);
  g_autofree char *text = error != NULL ? otk_error_text (error) : NULL;

  otk_form_field_set_error (OTK_FORM_FIELD (self->address_field), text);
  if (address == NULL)
    gtk_widget_grab_focus (self->address);
  return address;
}

static void
choose_membership (OtkConnectWindow *self, const char *address, const char *login)
{
  if (self->again)
    return;
  if (self->membership != NULL && g_str_equal (self->membership->address, address)
      && g_str_equal (self->membership->login, login))
    return;
  otk_membership_free (self->membership);
  self->membership = otk_membership_known (self->base, address, login);
  if (self->membership == NULL)
    self->membership = otk_membership_new (self->base, address, login);
}

static void
accept_clicked_cb (OtkConnectWindow *self)
{
  g_autofree char *address = NULL, *login = NULL;
  const char *code;

  show_problem (self, NULL);
  if (!gtk_widget_get_sensitive (self->accept) || (address = take_address (self)) == NULL
      || !filled (self->login, self->login_field, _ ("Enter your login"))
      || !filled (self->password, self->password_field, _ ("Enter your password")))
    return;
  login = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->login))));
  choose_membership (self, address, login);
  code = gtk_widget_get_visible (self->code_field)
             ? gtk_editable_get_text (GTK_EDITABLE (self->code))
             : NULL;
  set_busy (self, TRUE);
  otk_sign_on_async (self->soup, self->membership->address, login,
                     gtk_editable_get_text (GTK_EDITABLE (self->password)), code,
                     &self->membership->device, NULL, self->cancellable, signed_on_cb,
                     g_object_ref (self));
}

static void
otk_connect_window_dispose (GObject *object)
{
  OtkConnectWindow *self = OTK_CONNECT_WINDOW (object);

  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (otk_connect_window_parent_class)->dispose (object);
}

static void
otk_connect_window_finalize (GObject *object)
{
  OtkConnectWindow *self = OTK_CONNECT_WINDOW (object);

  g_free (self->base);
  otk_membership_free (self->membership);
  otk_grant_free (self->grant);
  g_object_unref (self->soup);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (otk_connect_window_parent_class)->finalize (object);
}

static void
otk_connect_window_class_init (OtkConnectWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_connect_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = otk_connect_window_finalize;

  signals[CONNECTED] =
      g_signal_new ("connected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

/* Enter in any field goes on. */
static GtkWidget *
add_field (OtkConnectWindow *self, const char *label, GtkWidget *entry)
{
  GtkWidget *field = otk_form_field_new (label, entry, TRUE);

  g_signal_connect_object (entry, "activate", G_CALLBACK (accept_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->form), field);
  return field;
}

static void
build_form (OtkConnectWindow *self)
{
  self->form = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->address = gtk_entry_new ();
  gtk_entry_set_input_purpose (GTK_ENTRY (self->address), GTK_INPUT_PURPOSE_URL);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->address), "desk.example.org");
  self->address_field = add_field (self, _ ("Server address"), self->address);
  self->login = gtk_entry_new ();
  self->login_field = add_field (self, _ ("Login"), self->login);
  self->password = gtk_password_entry_new ();
  gtk_password_entry_set_show_peek_icon (GTK_PASSWORD_ENTRY (self->password), TRUE);
  self->password_field = add_field (self, _ ("Password"), self->password);
  self->code = gtk_entry_new ();
  gtk_entry_set_input_purpose (GTK_ENTRY (self->code), GTK_INPUT_PURPOSE_DIGITS);
  gtk_entry_set_max_length (GTK_ENTRY (self->code), 16);
  self->code_field = add_field (self, _ ("Code of the second factor"), self->code);
  otk_form_field_set_hint (OTK_FORM_FIELD (self->code_field),
                           _ ("From the application on your phone"));
  gtk_widget_set_visible (self->code_field, FALSE);
}

static GtkWidget *
build_buttons (OtkConnectWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->spinner = gtk_spinner_new ();
  gtk_widget_set_visible (self->spinner, FALSE);
  self->accept = gtk_button_new_with_mnemonic (_ ("_Connect"));
  gtk_widget_add_css_class (self->accept, "suggested-action");
  gtk_widget_add_css_class (self->accept, "pill");
  g_signal_connect_object (self->accept, "clicked", G_CALLBACK (accept_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), self->spinner);
  gtk_box_append (GTK_BOX (box), self->accept);
  return box;
}

static void
otk_connect_window_init (OtkConnectWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->soup = otk_sign_on_session_new ();
  self->cancellable = g_cancellable_new ();
  build_form (self);
  self->problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_widget_add_css_class (self->problem, "error");
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_box_append (GTK_BOX (content), self->form);
  gtk_box_append (GTK_BOX (content), self->problem);
  gtk_box_append (GTK_BOX (content), build_buttons (self));
  gtk_widget_set_margin_top (content, 18);
  gtk_widget_set_margin_bottom (content, 18);
  gtk_widget_set_margin_start (content, 18);
  gtk_widget_set_margin_end (content, 18);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), content);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 400, -1);
  gtk_widget_set_size_request (GTK_WIDGET (self), 340, -1);
}

static void
fix_account (OtkConnectWindow *self, const OtkMembership *membership)
{
  self->again = TRUE;
  self->membership = otk_membership_copy (membership);
  gtk_editable_set_text (GTK_EDITABLE (self->address), membership->address);
  gtk_editable_set_text (GTK_EDITABLE (self->login), membership->login);
  gtk_widget_set_sensitive (self->address_field, FALSE);
  gtk_widget_set_sensitive (self->login_field, FALSE);
  gtk_button_set_label (GTK_BUTTON (self->accept), _ ("_Sign in"));
}

GtkWindow *
otk_connect_window_new (GtkWindow *parent, const char *base, const OtkMembership *again)
{
  OtkConnectWindow *self = g_object_new (OTK_TYPE_CONNECT_WINDOW, "transient-for", parent, NULL);

  self->base = g_strdup (base);
  if (again != NULL)
    fix_account (self, again);
  gtk_window_set_title (GTK_WINDOW (self),
                        again != NULL ? _ ("Sign in again") : _ ("Connect to a server"));
  gtk_window_set_focus (GTK_WINDOW (self), again != NULL ? self->password : self->address);
  return GTK_WINDOW (self);
}
