/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-customer-box.h"

#include "otk-fold-layout.h"
#include "otk-form-field.h"
#include "otk-form-kit.h"
#include "otk-record-chooser.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define GROUP "customer"

struct _OtkCustomerBox
{
  GtkBox parent_instance;
  OtkDesk *desk;
  gboolean creating;         /* the customer is new */
  gboolean creating_company; /* the company is new */
  gboolean setting;          /* fields change by program */
  /* Transfer none: children are held by the widget tree. */
  GtkWidget *kind;
  GtkWidget *customer, *customer_field;
  GtkWidget *company, *company_field;
  GtkWidget *fresh; /* what only a new customer asks */
  GtkWidget *phone, *phone_field;
  GtkWidget *email, *email_field;
  GtkWidget *contact;
};

G_DEFINE_FINAL_TYPE (OtkCustomerBox, otk_customer_box, GTK_TYPE_BOX)

enum
{
  CHANGED,
  CUSTOMER,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
changed (OtkCustomerBox *self)
{
  if (!self->setting)
    g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
looks_like_mail (const char *text)
{
  const char *at = strchr (text, '@');

  return at != NULL && at != text && strchr (at, '.') != NULL && strpbrk (text, " \t") == NULL;
}

static gboolean
looks_like_phone (const char *text)
{
  guint digits = 0;

  for (; *text != '\0'; text++)
    {
      digits += g_ascii_isdigit (*text);
      if (!g_ascii_isdigit (*text) && strchr ("+-() .", *text) == NULL)
        return FALSE;
    }
  return digits >= 5;
}

static void
show_mode (OtkCustomerBox *self)
{
  gtk_widget_set_visible (self->fresh, self->creating);
  otk_form_field_set_hint (OTK_FORM_FIELD (self->customer_field),
                           self->creating ? _ ("New customer: will be created with the request")
                                          : NULL);
  otk_form_field_set_hint (OTK_FORM_FIELD (self->company_field),
                           self->creating_company
                               ? _ ("New company: will be created with the request")
                               : NULL);
}

/* Known phones and mails. */

static OtkRecord *
find_by (OtkCustomerBox *self, OtkEntityType type, int field, const char *text)
{
  g_auto (OtkValue) value = otk_value_text (text);
  g_autoptr (GPtrArray) found = otk_desk_list (self->desk, type, field, &value);

  return found != NULL && found->len > 0 ? otk_record_ref (g_ptr_array_index (found, 0)) : NULL;
}

static void
set_company (OtkCustomerBox *self, const OtkId *id)
{
  self->creating_company = FALSE;
  otk_record_chooser_set (OTK_RECORD_CHOOSER (self->company), id);
  if (id != NULL)
    otk_choice_drop_down_set (self->kind, OTK_CLIENT_COMPANY);
}

/* A phone or a mail that someone has already gives the company, and tells who that is. */
static void
recognise (OtkCustomerBox *self, GtkWidget *field, const char *text, int customer_field,
           int company_field)
{
  g_autoptr (OtkRecord) customer = NULL, company = NULL;
  g_autofree char *hint = NULL;
  const OtkId *id = NULL;

  if (*text != '\0')
    {
      customer = find_by (self, OTK_ENTITY_CUSTOMER, customer_field, text);
      company = find_by (self, OTK_ENTITY_COMPANY, company_field, text);
    }
  if (customer != NULL)
    {
      hint = g_strdup_printf (_ ("%s has it already"), otk_record_name (customer));
      id = otk_record_ref_id (customer, OTK_CUSTOMER_COMPANY);
    }
  if (id == NULL && company != NULL)
    id = otk_record_id (company);
  if (id != NULL && *otk_chooser_get_text (OTK_CHOOSER (self->company)) == '\0')
    set_company (self, id);
  otk_form_field_set_hint (OTK_FORM_FIELD (field), hint);
}

static void
phone_changed_cb (GtkEditable *entry, OtkCustomerBox *self)
{
  g_autofree char *text = otk_entry_text (self->phone);

  if (self->setting)
    return;
  recognise (self, self->phone_field, text, OTK_CUSTOMER_PHONE, OTK_COMPANY_PHONE);
  otk_form_field_set_error (OTK_FORM_FIELD (self->phone_field), NULL);
  changed (self);
}

static void
email_changed_cb (GtkEditable *entry, OtkCustomerBox *self)
{
  g_autofree char *text = otk_entry_text (self->email);

  if (self->setting)
    return;
  recognise (self, self->email_field, text, OTK_CUSTOMER_EMAIL, OTK_COMPANY_EMAIL);
  otk_form_field_set_error (OTK_FORM_FIELD (self->email_field), NULL);
  changed (self);
}

/* The customer. */

static void
take_customer (OtkCustomerBox *self, const OtkId *id)
{
  g_autoptr (OtkRecord) record = otk_desk_find (self->desk, OTK_ENTITY_CUSTOMER, id);
  const OtkId *company;
  const char *phone, *email;
  g_autofree char *contact = NULL;

  if (record == NULL)
    return;
  company = otk_record_ref_id (record, OTK_CUSTOMER_COMPANY);
  phone = otk_record_text (record, OTK_CUSTOMER_PHONE);
  email = otk_record_text (record, OTK_CUSTOMER_EMAIL);
  contact = g_strconcat (phone != NULL ? phone : "", phone != NULL && email != NULL ? ", " : "",
                         email, NULL);
  set_company (self, company);
  if (company == NULL)
    otk_choice_drop_down_set (self->kind, OTK_CLIENT_PERSON);
  gtk_editable_set_text (GTK_EDITABLE (self->contact), contact);
}

static void
customer_changed_cb (OtkChooser *chooser, OtkCustomerBox *self)
{
  OtkId id;

  if (self->setting)
    return;
  if (otk_record_chooser_get (OTK_RECORD_CHOOSER (chooser), &id))
    {
      self->creating = FALSE;
      take_customer (self, &id);
    }
  show_mode (self);
  g_signal_emit (self, signals[CUSTOMER], 0);
}

static void
customer_edited_cb (OtkChooser *chooser, OtkCustomerBox *self)
{
  otk_form_field_set_error (OTK_FORM_FIELD (self->customer_field), NULL);
  changed (self);
}

static void
customer_create_cb (OtkChooser *chooser, const char *text, OtkCustomerBox *self)
{
  g_autofree char *typed = g_strstrip (g_strdup (text));
  GtkWidget *known = looks_like_mail (typed)    ? self->email
                     : looks_like_phone (typed) ? self->phone
                                                : NULL;

  self->creating = TRUE;
  show_mode (self);
  if (known != NULL)
    {
      otk_chooser_set_text (chooser, "");
      gtk_editable_set_text (GTK_EDITABLE (known), typed);
    }
  else
    {
      otk_chooser_set_text (chooser, typed);
      gtk_widget_grab_focus (self->phone);
    }
  changed (self);
}

/* The company. */

static void
company_edited_cb (OtkChooser *chooser, OtkCustomerBox *self)
{
  if (*otk_chooser_get_text (chooser) == '\0' || otk_chooser_get_key (chooser) != NULL)
    self->creating_company = FALSE;
  otk_form_field_set_error (OTK_FORM_FIELD (self->company_field), NULL);
  show_mode (self);
  changed (self);
}

static void
company_create_cb (OtkChooser *chooser, const char *text, OtkCustomerBox *self)
{
  otk_chooser_set_text (chooser, text);
  self->creating_company = TRUE;
  otk_choice_drop_down_set (self->kind, OTK_CLIENT_COMPANY);
  show_mode (self);
  changed (self);
}

static void
company_changed_cb (OtkChooser *chooser, OtkCustomerBox *self)
{
  g_signal_emit (self, signals[CUSTOMER], 0);
}

static void
anything_changed_cb (GtkWidget *widget, OtkCustomerBox *self)
{
  changed (self);
}

static void
kind_changed_cb (GtkDropDown *kind, GParamSpec *pspec, OtkCustomerBox *self)
{
  changed (self);
}

static gboolean
otk_customer_box_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (OTK_CUSTOMER_BOX (widget)->customer);
}

static void
otk_customer_box_dispose (GObject *object)
{
  g_clear_object (&OTK_CUSTOMER_BOX (object)->desk);
  G_OBJECT_CLASS (otk_customer_box_parent_class)->dispose (object);
}

static void
otk_customer_box_class_init (OtkCustomerBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = otk_customer_box_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = otk_customer_box_grab_focus;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[CUSTOMER] = g_signal_new ("customer", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
otk_customer_box_init (OtkCustomerBox *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
}

static void
build_choosers (OtkCustomerBox *self)
{
  self->customer = otk_record_chooser_new (self->desk, OTK_ENTITY_CUSTOMER);
  otk_chooser_set_creatable (OTK_CHOOSER (self->customer), TRUE);
  self->customer_field = otk_form_field_new (_ ("Requester"), self->customer, TRUE);
  self->company = otk_record_chooser_new (self->desk, OTK_ENTITY_COMPANY);
  otk_chooser_set_creatable (OTK_CHOOSER (self->company), TRUE);
  self->company_field = otk_form_field_new (_ ("Company"), self->company, FALSE);
  g_signal_connect_object (self->customer, "changed", G_CALLBACK (customer_changed_cb), self, 0);
  g_signal_connect_object (self->customer, "edited", G_CALLBACK (customer_edited_cb), self, 0);
  g_signal_connect_object (self->customer, "create", G_CALLBACK (customer_create_cb), self, 0);
  g_signal_connect_object (self->company, "changed", G_CALLBACK (company_changed_cb), self, 0);
  g_signal_connect_object (self->company, "edited", G_CALLBACK (company_edited_cb), self, 0);
  g_signal_connect_object (self->company, "create", G_CALLBACK (company_create_cb), self, 0);
}

static void
build_entries (OtkCustomerBox *self)
{
  self->phone = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (self->phone), 64);
  gtk_entry_set_input_purpose (GTK_ENTRY (self->phone), GTK_INPUT_PURPOSE_PHONE);
  self->phone_field = otk_form_field_new (_ ("Phone"), self->phone, FALSE);
  self->email = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (self->email), 254);
  gtk_entry_set_input_purpose (GTK_ENTRY (self->email), GTK_INPUT_PURPOSE_EMAIL);
  self->email_field = otk_form_field_new (_ ("E-mail"), self->email, FALSE);
  self->contact = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (self->contact), 1000);
  g_signal_connect_object (self->phone, "changed", G_CALLBACK (phone_changed_cb), self, 0);
  g_signal_connect_object (self->email, "changed", G_CALLBACK (email_changed_cb), self, 0);
  g_signal_connect_object (self->contact, "changed", G_CALLBACK (anything_changed_cb), self, 0);
}

GtkWidget *
otk_customer_box_new (OtkDesk *desk)
{
  OtkCustomerBox *self = g_object_new (OTK_TYPE_CUSTOMER_BOX, NULL);

  self->desk = g_object_ref (desk);
  self->kind = otk_choice_drop_down_new (otk_client_kind_choices, NULL);
  g_signal_connect_object (self->kind, "notify::selected", G_CALLBACK (kind_changed_cb), self, 0);
  build_choosers (self);
  build_entries (self);

  gtk_box_append (GTK_BOX (self), self->customer_field);
  self->fresh = otk_fold_box_new (420, 12, 0, self->phone_field, self->email_field);
  gtk_box_append (GTK_BOX (self), self->fresh);
  gtk_box_append (GTK_BOX (self),
                  otk_fold_box_new (420, 12, 0,
                                    otk_form_field_new (_ ("Client kind"), self->kind, FALSE),
                                    self->company_field));
  gtk_box_append (GTK_BOX (self),
                  otk_form_field_new (_ ("Contact information"), self->contact, FALSE));
  show_mode (self);
  return GTK_WIDGET (self);
}

gboolean
otk_customer_box_customer (OtkCustomerBox *self, OtkId *id)
{
  return otk_record_chooser_get (OTK_RECORD_CHOOSER (self->customer), id);
}

gboolean
otk_customer_box_company (OtkCustomerBox *self, OtkId *id)
{
  return otk_record_chooser_get (OTK_RECORD_CHOOSER (self->company), id);
}

static const char *
customer_problem (OtkCustomerBox *self)
{
  const char *text = otk_chooser_get_text (OTK_CHOOSER (self->customer));

  if (*text == '\0')
    return self->creating ? _ ("Enter the name of the new customer")
                          : _ ("Say who asks: find the customer or create a new one");
  if (!self->creating && !otk_chooser_resolve (OTK_CHOOSER (self->customer)))
    return _ ("Nobody has exactly this name: pick from the list or create a new customer");
  return NULL;
}

GtkWidget *
otk_customer_box_validate (OtkCustomerBox *self)
{
  const char *customer = customer_problem (self), *company = NULL, *email = NULL;
  g_autofree char *mail = otk_entry_text (self->email);

  if (!self->creating_company && *otk_chooser_get_text (OTK_CHOOSER (self->company)) != '\0'
      && !otk_chooser_resolve (OTK_CHOOSER (self->company)))
    company = _ ("No company has exactly this name: pick from the list or create a new one");
  if (self->creating && *mail != '\0' && !looks_like_mail (mail))
    email = _ ("This is no e-mail address: name@example.org is expected");
  otk_form_field_set_error (OTK_FORM_FIELD (self->customer_field), customer);
  otk_form_field_set_error (OTK_FORM_FIELD (self->company_field), company);
  otk_form_field_set_error (OTK_FORM_FIELD (self->email_field), email);
  return customer != NULL  ? self->customer_field
         : email != NULL   ? self->email_field
         : company != NULL ? self->company_field
                           : NULL;
}

static void
set_if_any (OtkCommand *command, const char *name, GtkWidget *entry)
{
  g_autofree char *text = otk_entry_text (entry);

  if (*text != '\0')
    otk_command_with_text (command, name, text);
}

void
otk_customer_box_fill (OtkCustomerBox *self, GPtrArray *commands, OtkCommand *request)
{
  g_autofree char *company_name =
      g_strstrip (g_strdup (otk_chooser_get_text (OTK_CHOOSER (self->company))));
  g_autofree char *name =
      g_strstrip (g_strdup (otk_chooser_get_text (OTK_CHOOSER (self->customer))));
  OtkId company = OTK_ID_NONE, customer = OTK_ID_NONE;
  OtkCommand *command;

  if (self->creating_company)
    {
      command = otk_desk_command (self->desk, OTK_COMMAND_SAVE, NULL);
      otk_command_with_text (command, "entity", otk_entity (OTK_ENTITY_COMPANY)->name);
      otk_command_with_text (command, "name", company_name);
      company = command->root;
      g_ptr_array_add (commands, command);
    }
  else
    otk_customer_box_company (self, &company);
  if (self->creating)
    {
      command = otk_desk_command (self->desk, OTK_COMMAND_SAVE, NULL);
      otk_command_with_text (command, "entity", otk_entity (OTK_ENTITY_CUSTOMER)->name);
      otk_command_with_text (command, "name", name);
      set_if_any (command, "phone", self->phone);
      set_if_any (command, "email", self->email);
      if (!otk_id_is_none (&company))
        otk_command_with_id (command, "company", &company);
      customer = command->root;
      g_ptr_array_add (commands, command);
    }
  else
    otk_customer_box_customer (self, &customer);
  otk_command_with_id (request, "customer", &customer);
  if (!otk_id_is_none (&company))
    otk_command_with_id (request, "company", &company);
  otk_command_with_int (request, "client_kind", otk_choice_drop_down_get (self->kind));
  set_if_any (request, "contact", self->contact);
}

void
otk_customer_box_save (OtkCustomerBox *self, GKeyFile *draft)
{
  const char *customer = otk_chooser_get_key (OTK_CHOOSER (self->customer));
  const char *company = otk_chooser_get_key (OTK_CHOOSER (self->company));

  if (customer != NULL)
    g_key_file_set_string (draft, GROUP, "customer", customer);
  if (company != NULL)
    g_key_file_set_string (draft, GROUP, "company", company);
  g_key_file_set_string (draft, GROUP, "customer-text",
                         otk_chooser_get_text (OTK_CHOOSER (self->customer)));
  g_key_file_set_string (draft, GROUP, "company-text",
                         otk_chooser_get_text (OTK_CHOOSER (self->company)));
  g_key_file_set_boolean (draft, GROUP, "new-customer", self->creating);
  g_key_file_set_boolean (draft, GROUP, "new-company", self->creating_company);
  g_key_file_set_integer (draft, GROUP, "kind", otk_choice_drop_down_get (self->kind));
  g_key_file_set_string (draft, GROUP, "phone", gtk_editable_get_text (GTK_EDITABLE (self->phone)));
  g_key_file_set_string (draft, GROUP, "email", gtk_editable_get_text (GTK_EDITABLE (self->email)));
  g_key_file_set_string (draft, GROUP, "contact",
                         gtk_editable_get_text (GTK_EDITABLE (self->contact)));
}

static void
load_entry (GtkWidget *entry, GKeyFile *draft, const char *key)
{
  g_autofree char *text = g_key_file_get_string (draft, GROUP, key, NULL);

  gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
}

static void
load_chooser (GtkWidget *chooser, GKeyFile *draft, const char *key, const char *text_key)
{
  g_autofree char *id = g_key_file_get_string (draft, GROUP, key, NULL);
  g_autofree char *text = g_key_file_get_string (draft, GROUP, text_key, NULL);

  otk_chooser_set_key (OTK_CHOOSER (chooser), id);
  if (otk_chooser_get_key (OTK_CHOOSER (chooser)) == NULL && text != NULL)
    otk_chooser_set_text (OTK_CHOOSER (chooser), text);
}

void
otk_customer_box_load (OtkCustomerBox *self, GKeyFile *draft)
{
  self->setting = TRUE;
  load_chooser (self->customer, draft, "customer", "customer-text");
  load_chooser (self->company, draft, "company", "company-text");
  load_entry (self->phone, draft, "phone");
  load_entry (self->email, draft, "email");
  load_entry (self->contact, draft, "contact");
  otk_choice_drop_down_set (self->kind, g_key_file_get_integer (draft, GROUP, "kind", NULL));
  self->creating = g_key_file_get_boolean (draft, GROUP, "new-customer", NULL);
  self->creating_company = g_key_file_get_boolean (draft, GROUP, "new-company", NULL);
  self->setting = FALSE;
  show_mode (self);
  g_signal_emit (self, signals[CUSTOMER], 0);
}
