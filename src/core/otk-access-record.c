/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-access.h"

/*
 * What a person sees of records other than requests (product.md §1.16). The staff sees the whole
 * directory; a customer sees of it what a form on the portal asks him about, and nobody but
 * himself.
 */

/* Fields that customers see of the records they see; all that are not the staff's where none is
 * named. */
static const struct
{
  OtkEntityType type;
  int fields[6]; /* end with -1 */
} for_customers[] = {
  { OTK_ENTITY_REQUEST, { -1 } },
  { OTK_ENTITY_MESSAGE, { -1 } },
  { OTK_ENTITY_ATTACHMENT, { -1 } },
  { OTK_ENTITY_CUSTOMER, { -1 } },
  { OTK_ENTITY_EMPLOYEE, { OTK_EMPLOYEE_NAME, OTK_EMPLOYEE_LOGIN, OTK_EMPLOYEE_ROLE, -1 } },
  { OTK_ENTITY_COMPANY, { OTK_COMPANY_NAME, -1 } },
  { OTK_ENTITY_REQUEST_TYPE, { OTK_REQUEST_TYPE_NAME, OTK_REQUEST_TYPE_SORT, -1 } },
  { OTK_ENTITY_SERVICE,
    { OTK_SERVICE_NAME, OTK_SERVICE_TEXT, OTK_SERVICE_PARENT, OTK_SERVICE_SORT, -1 } },
  { OTK_ENTITY_PRODUCT, { -1 } },
  { OTK_ENTITY_ARTICLE,
    { OTK_ARTICLE_TITLE, OTK_ARTICLE_BODY, OTK_ARTICLE_SERVICE, OTK_ARTICLE_PRODUCT,
      OTK_ARTICLE_CHANGED_AT, -1 } },
  { OTK_ENTITY_DICTIONARY, { OTK_DICTIONARY_KIND, OTK_DICTIONARY_NAME, OTK_DICTIONARY_SORT, -1 } },
};

static const int *
fields_for_customers (OtkEntityType type)
{
  for (guint i = 0; i < G_N_ELEMENTS (for_customers); i++)
    if (for_customers[i].type == type)
      return for_customers[i].fields;
  return NULL;
}

static gboolean
is_customer (const OtkRecord *actor)
{
  return actor != NULL && otk_record_int (actor, OTK_EMPLOYEE_ACTIVE)
         && otk_record_int (actor, OTK_EMPLOYEE_ROLE) == OTK_ROLE_CUSTOMER;
}

static gboolean
is_self (const OtkRecord *record, const OtkRecord *actor)
{
  return otk_id_equal (otk_record_id (record), otk_record_id (actor));
}

/* A customer's account has the id of the customer it belongs to. */
static gboolean
is_own_company (OtkState *state, const OtkRecord *company, const OtkRecord *actor)
{
  g_autoptr (OtkRecord) customer =
      otk_state_find (state, OTK_ENTITY_CUSTOMER, otk_record_id (actor));
  const OtkId *his = customer != NULL ? otk_record_ref_id (customer, OTK_CUSTOMER_COMPANY) : NULL;

  return his != NULL && otk_id_equal (his, otk_record_id (company));
}

static gboolean
is_open_dictionary (const OtkRecord *entry)
{
  switch (otk_record_int (entry, OTK_DICTIONARY_KIND))
    {
    case OTK_DICTIONARY_STATUS_KIND:
    case OTK_DICTIONARY_SEVERITY:
    case OTK_DICTIONARY_CATEGORY:
    case OTK_DICTIONARY_MARK:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Of a record that belongs to a request which the customer sees. */
static gboolean
is_public_part (OtkState *state, const OtkRecord *part, const OtkRecord *actor)
{
  g_autoptr (OtkRecord) message = NULL;
  const OtkId *of;

  if (otk_record_type (part) == OTK_ENTITY_MESSAGE)
    return otk_access_sees_message (part, actor);
  if (otk_record_type (part) != OTK_ENTITY_ATTACHMENT
      || otk_record_int (part, OTK_ATTACHMENT_HIDDEN))
    return FALSE;
  of = otk_record_ref_id (part, OTK_ATTACHMENT_MESSAGE);
  message = of != NULL ? otk_state_find (state, OTK_ENTITY_MESSAGE, of) : NULL;
  return message == NULL || otk_access_sees_message (message, actor);
}

static gboolean
customer_sees (OtkState *state, const OtkRecord *record, const OtkRecord *actor)
{
  switch (otk_record_type (record))
    {
    case OTK_ENTITY_CUSTOMER:
    case OTK_ENTITY_EMPLOYEE:
      return is_self (record, actor);
    case OTK_ENTITY_COMPANY:
      return is_own_company (state, record, actor);
    case OTK_ENTITY_REQUEST_TYPE:
    case OTK_ENTITY_SERVICE:
    case OTK_ENTITY_PRODUCT:
      return TRUE;
    case OTK_ENTITY_ARTICLE:
      return otk_record_int (record, OTK_ARTICLE_PUBLIC) != 0;
    case OTK_ENTITY_DICTIONARY:
      return is_open_dictionary (record);
    default:
      return FALSE;
    }
}

/* Where a record belongs to a request: whether the actor sees that one. */
static gboolean
sees_its_request (OtkState *state, const OtkRecord *record, const OtkRecord *actor)
{
  g_autoptr (OtkRecord) request =
      otk_state_find (state, OTK_ENTITY_REQUEST, otk_record_root (record));

  return request != NULL && otk_access_sees_request (state, request, actor);
}

/* A task is seen by whom it is for, and else with its request. */
static gboolean
sees_task (OtkState *state, const OtkRecord *task, const OtkRecord *actor)
{
  const OtkId *request = otk_record_ref_id (task, OTK_TASK_REQUEST);
  const OtkId *executor = otk_record_ref_id (task, OTK_TASK_EXECUTOR);
  const OtkId *author = otk_record_ref_id (task, OTK_TASK_AUTHOR);
  g_autoptr (OtkRecord) of = NULL;

  if (actor == NULL || (executor != NULL && otk_id_equal (executor, otk_record_id (actor)))
      || (author != NULL && otk_id_equal (author, otk_record_id (actor)))
      || otk_ids_has (otk_record_text (task, OTK_TASK_PARTICIPANTS), otk_record_id (actor)))
    return TRUE;
  of = request != NULL ? otk_state_find (state, OTK_ENTITY_REQUEST, request) : NULL;
  return of == NULL || otk_access_sees_request (state, of, actor);
}

static gboolean
staff_sees (OtkState *state, const OtkRecord *record, const OtkRecord *actor)
{
  const OtkId *whose;

  switch (otk_record_type (record))
    {
    case OTK_ENTITY_MESSAGE:
    case OTK_ENTITY_PAUSE:
    case OTK_ENTITY_ATTACHMENT:
      return sees_its_request (state, record, actor);
    case OTK_ENTITY_TASK:
      return sees_task (state, record, actor);
    case OTK_ENTITY_NOTICE:
      whose = otk_record_ref_id (record, OTK_NOTICE_RECIPIENT);
      return actor == NULL || (whose != NULL && otk_id_equal (whose, otk_record_id (actor)));
    case OTK_ENTITY_FOLDER:
      whose = otk_record_ref_id (record, OTK_FOLDER_OWNER);
      return whose == NULL || actor == NULL || otk_id_equal (whose, otk_record_id (actor));
    default:
      return TRUE;
    }
}

gboolean
otk_access_sees_kind (OtkEntityType type, const OtkRecord *actor)
{
  return otk_access_is_staff (actor)
         || (is_customer (actor) && fields_for_customers (type) != NULL);
}

gboolean
otk_access_sees_record (OtkState *state, const OtkRecord *record, const OtkRecord *actor)
{
  OtkEntityType type = otk_record_type (record);

  if (!otk_access_sees_kind (type, actor))
    return FALSE;
  if (type == OTK_ENTITY_REQUEST)
    return otk_access_sees_request (state, record, actor);
  if (otk_access_is_staff (actor))
    return staff_sees (state, record, actor);
  if (type == OTK_ENTITY_MESSAGE || type == OTK_ENTITY_ATTACHMENT)
    return is_public_part (state, record, actor) && sees_its_request (state, record, actor);
  return customer_sees (state, record, actor);
}

gboolean
otk_access_shows_field (OtkEntityType type, guint field, const OtkRecord *actor)
{
  const int *fields;

  if (otk_access_is_staff (actor))
    return TRUE;
  fields = is_customer (actor) ? fields_for_customers (type) : NULL;
  if (fields == NULL || !otk_access_sees_field (type, field, actor))
    return FALSE;
  if (fields[0] < 0)
    return TRUE;
  for (guint i = 0; fields[i] >= 0; i++)
    if (fields[i] == (int) field)
      return TRUE;
  return FALSE;
}
