/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-record-chooser.h"

#include "otk-format.h"

#include <glib/gi18n-lib.h>

struct _OtkRecordChooser
{
  OtkChooser parent_instance;
  OtkDesk *desk;
  OtkEntityType type;
  gboolean (*accepts) (const OtkRecord *record, gpointer data);
  gpointer accepts_data;
};

G_DEFINE_FINAL_TYPE (OtkRecordChooser, otk_record_chooser, OTK_TYPE_CHOOSER)

/* Kinds with too many records to list them all: they are found by the store's search. */
static gboolean
is_searched (OtkEntityType type)
{
  return type == OTK_ENTITY_CUSTOMER || type == OTK_ENTITY_COMPANY || type == OTK_ENTITY_ARTICLE
         || type == OTK_ENTITY_REQUEST;
}

static gboolean
is_offered (OtkRecordChooser *self, const OtkRecord *record)
{
  if (self->type == OTK_ENTITY_EMPLOYEE && otk_record_int (record, OTK_EMPLOYEE_ACTIVE) == 0)
    return FALSE;
  return self->accepts == NULL || self->accepts (record, self->accepts_data);
}

static void
add_part (GString *line, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (line->len > 0)
    g_string_append (line, " · ");
  g_string_append (line, part);
}

/* What tells two records of one name apart. */
static char *
describe (OtkRecordChooser *self, const OtkRecord *record)
{
  GString *line = g_string_new (NULL);

  if (self->type == OTK_ENTITY_CUSTOMER)
    {
      const OtkId *company = otk_record_ref_id (record, OTK_CUSTOMER_COMPANY);
      if (company != NULL)
        add_part (line, otk_desk_name (self->desk, OTK_ENTITY_COMPANY, company));
      add_part (line, otk_record_text (record, OTK_CUSTOMER_PHONE));
      add_part (line, otk_record_text (record, OTK_CUSTOMER_EMAIL));
    }
  else if (self->type == OTK_ENTITY_COMPANY)
    {
      add_part (line, otk_record_text (record, OTK_COMPANY_INN));
      add_part (line, otk_record_text (record, OTK_COMPANY_PHONE));
    }
  else if (self->type == OTK_ENTITY_REQUEST)
    {
      const OtkId *customer = otk_record_ref_id (record, OTK_REQUEST_CUSTOMER);
      g_autofree char *number = otk_format_number (record);

      add_part (line, number);
      add_part (line, otk_status_text (otk_record_int (record, OTK_REQUEST_STATUS)));
      if (customer != NULL)
        add_part (line, otk_desk_name (self->desk, OTK_ENTITY_CUSTOMER, customer));
    }
  else if (self->type == OTK_ENTITY_SERVICE)
    {
      const OtkId *parent = otk_record_ref_id (record, OTK_SERVICE_PARENT);
      if (parent != NULL)
        add_part (line, otk_desk_name (self->desk, OTK_ENTITY_SERVICE, parent));
    }
  return g_string_free (line, FALSE);
}

static void
add_record (OtkRecordChooser *self, GPtrArray *items, const OtkRecord *record)
{
  char key[OTK_ID_STRING_LENGTH + 1];
  g_autofree char *subtitle = NULL;

  if (!is_offered (self, record))
    return;
  otk_id_print (otk_record_id (record), key);
  for (guint i = 0; i < items->len; i++)
    if (strcmp (((OtkChooserItem *) g_ptr_array_index (items, i))->key, key) == 0)
      return;
  subtitle = describe (self, record);
  g_ptr_array_add (items, otk_chooser_item_new (key, otk_record_name (record), subtitle));
}

/* Those whose phone or mail is exactly @text. */
static void
add_by_contact (OtkRecordChooser *self, GPtrArray *items, const char *text)
{
  static const int fields[][2] = { { OTK_CUSTOMER_PHONE, OTK_CUSTOMER_EMAIL },
                                   { OTK_COMPANY_PHONE, OTK_COMPANY_EMAIL } };
  const int *pair = fields[self->type == OTK_ENTITY_COMPANY];
  g_auto (OtkValue) value = otk_value_text (text);

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) found = otk_desk_list (self->desk, self->type, pair[i], &value);
      for (guint j = 0; found != NULL && j < found->len; j++)
        add_record (self, items, g_ptr_array_index (found, j));
    }
}

/* "439", "#439" and "№439" all mean the request of that number. */
static void
add_by_number (OtkRecordChooser *self, GPtrArray *items, const char *text)
{
  const char *number = g_str_has_prefix (text, "№") ? text + strlen ("№") : text;
  g_autoptr (OtkRecord) record =
      otk_desk_by_number (self->desk, *number == '#' ? number + 1 : number);

  if (record != NULL)
    add_record (self, items, record);
}

static GPtrArray *
otk_record_chooser_find (OtkChooser *chooser, const char *text, guint limit)
{
  OtkRecordChooser *self = OTK_RECORD_CHOOSER (chooser);
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_chooser_item_free);
  g_autofree char *typed = g_strstrip (g_strdup (text));
  g_autoptr (GPtrArray) records = NULL;

  if (is_searched (self->type) && *typed != '\0')
    {
      if (self->type == OTK_ENTITY_CUSTOMER || self->type == OTK_ENTITY_COMPANY)
        add_by_contact (self, items, typed);
      else if (self->type == OTK_ENTITY_REQUEST)
        add_by_number (self, items, typed);
      records = otk_desk_search (self->desk, self->type, typed, limit);
      for (guint i = 0; records != NULL && i < records->len && items->len < limit; i++)
        add_record (self, items, g_ptr_array_index (records, i));
      return items;
    }
  if (is_searched (self->type))
    return items;
  records = otk_desk_all (self->desk, self->type);
  for (guint i = 0; records != NULL && i < records->len && items->len < limit; i++)
    {
      OtkRecord *record = g_ptr_array_index (records, i);
      if (otk_chooser_matches (otk_record_name (record), typed))
        add_record (self, items, record);
    }
  return items;
}

static char *
otk_record_chooser_title (OtkChooser *chooser, const char *key)
{
  OtkRecordChooser *self = OTK_RECORD_CHOOSER (chooser);
  g_autoptr (OtkRecord) record = NULL;
  OtkId id;

  if (!otk_id_parse (key, &id))
    return NULL;
  record = otk_desk_find (self->desk, self->type, &id);
  return record != NULL ? g_strdup (otk_record_name (record)) : NULL;
}

static void
otk_record_chooser_dispose (GObject *object)
{
  g_clear_object (&OTK_RECORD_CHOOSER (object)->desk);
  G_OBJECT_CLASS (otk_record_chooser_parent_class)->dispose (object);
}

static void
otk_record_chooser_class_init (OtkRecordChooserClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = otk_record_chooser_dispose;
  OTK_CHOOSER_CLASS (klass)->find = otk_record_chooser_find;
  OTK_CHOOSER_CLASS (klass)->title = otk_record_chooser_title;
}

static void
otk_record_chooser_init (OtkRecordChooser *self)
{
}

GtkWidget *
otk_record_chooser_new (OtkDesk *desk, OtkEntityType type)
{
  OtkRecordChooser *self = g_object_new (OTK_TYPE_RECORD_CHOOSER, NULL);

  self->desk = g_object_ref (desk);
  self->type = type;
  otk_chooser_set_label (OTK_CHOOSER (self), _ (otk_entity (type)->label));
  if (type == OTK_ENTITY_CUSTOMER)
    otk_chooser_set_placeholder (OTK_CHOOSER (self), _ ("Name, phone or e-mail"));
  else if (type == OTK_ENTITY_REQUEST)
    otk_chooser_set_placeholder (OTK_CHOOSER (self), _ ("Number or words of the request"));
  return GTK_WIDGET (self);
}

gboolean
otk_record_chooser_get (OtkRecordChooser *self, OtkId *id)
{
  const char *key = otk_chooser_get_key (OTK_CHOOSER (self));
  OtkId parsed;

  return key != NULL && otk_id_parse (key, id != NULL ? id : &parsed);
}

void
otk_record_chooser_set (OtkRecordChooser *self, const OtkId *id)
{
  char key[OTK_ID_STRING_LENGTH + 1];

  otk_chooser_set_key (OTK_CHOOSER (self),
                       id != NULL && !otk_id_is_none (id) ? otk_id_print (id, key) : NULL);
}

void
otk_record_chooser_set_accepts (OtkRecordChooser *self,
                                gboolean (*accepts) (const OtkRecord *record, gpointer data),
                                gpointer data)
{
  self->accepts = accepts;
  self->accepts_data = data;
}
