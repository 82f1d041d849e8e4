/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-access.h"

#include "otk-record.h"
#include "otk-setting.h"

static OtkRole
role_of (const OtkRecord *actor)
{
  if (actor == NULL)
    return OTK_ROLE_ADMINISTRATOR;
  if (!otk_record_int (actor, OTK_EMPLOYEE_ACTIVE))
    return OTK_ROLE_DENIED;
  return (OtkRole) otk_record_int (actor, OTK_EMPLOYEE_ROLE);
}

static gboolean
holds (GArray *ids, const OtkId *id)
{
  for (guint i = 0; i < ids->len; i++)
    if (otk_id_equal (&g_array_index (ids, OtkId, i), id))
      return TRUE;
  return FALSE;
}

/* Nobody learns a hidden value by asking for it, or by the order it gives. */
static void
drop_staff_fields (OtkView *view, const OtkRecord *actor)
{
  for (guint field = 0; field < otk_entity (view->entity)->n_fields; field++)
    if (!otk_access_sees_field (view->entity, field, actor))
      {
        otk_view_drop (view, field);
        if (view->sort == (int) field)
          view->sort = -1;
        if (view->sort2 == (int) field)
          view->sort2 = -1;
      }
}

gboolean
otk_access_is_staff (const OtkRecord *actor)
{
  return role_of (actor) >= OTK_ROLE_DEMO;
}

gboolean
otk_access_is_operator (const OtkRecord *actor)
{
  return role_of (actor) >= OTK_ROLE_OPERATOR;
}

gboolean
otk_access_is_administrator (const OtkRecord *actor)
{
  return role_of (actor) == OTK_ROLE_ADMINISTRATOR;
}

gboolean
otk_access_owns (const OtkRecord *request, const OtkRecord *actor)
{
  const OtkId *customer = otk_record_ref_id (request, OTK_REQUEST_CUSTOMER);
  const OtkId *creator = otk_record_ref_id (request, OTK_REQUEST_CREATED_BY);

  /* A customer's account has the id of the customer it belongs to. */
  return (customer != NULL && otk_id_equal (customer, otk_record_id (actor)))
         || (creator != NULL && otk_id_equal (creator, otk_record_id (actor)));
}

gboolean
otk_access_sees_request (OtkState *state, const OtkRecord *request, const OtkRecord *actor)
{
  const OtkId *responsible = otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE);
  g_autoptr (GArray) colleagues = NULL;

  if (role_of (actor) < OTK_ROLE_CUSTOMER)
    return FALSE;
  if (role_of (actor) == OTK_ROLE_CUSTOMER)
    return otk_access_owns (request, actor) && otk_record_is_null (request, OTK_REQUEST_DELETED_AT);
  colleagues = otk_access_colleagues (state, actor);
  return colleagues == NULL || (responsible != NULL && holds (colleagues, responsible));
}

gboolean
otk_access_sees_field (OtkEntityType type, guint field, const OtkRecord *actor)
{
  return otk_access_is_staff (actor)
         || (otk_entity (type)->fields[field].flags & OTK_FIELD_STAFF) == 0;
}

gboolean
otk_access_sees_message (const OtkRecord *message, const OtkRecord *actor)
{
  return otk_access_is_staff (actor)
         || otk_record_int (message, OTK_MESSAGE_KIND) == OTK_MESSAGE_PUBLIC;
}

void
otk_access_limit_view (OtkState *state, OtkView *view, const OtkRecord *actor)
{
  g_autoptr (GArray) colleagues = NULL;

  if (view->entity != OTK_ENTITY_REQUEST || actor == NULL)
    return;
  if (!otk_access_is_staff (actor))
    {
      drop_staff_fields (view, actor);
      otk_view_drop (view, OTK_REQUEST_DELETED_AT);
      otk_view_add_id (view, OTK_REQUEST_CUSTOMER, OTK_OP_EQ,
                       role_of (actor) == OTK_ROLE_CUSTOMER ? otk_record_id (actor) : &OTK_ID_NONE);
      return;
    }
  colleagues = otk_access_colleagues (state, actor);
  if (colleagues != NULL)
    otk_view_add_ids (view, OTK_REQUEST_RESPONSIBLE, colleagues);
}

GArray *
otk_access_colleagues (OtkState *state, const OtkRecord *actor)
{
  g_autoptr (GPtrArray) groups = NULL;
  GArray *ids;

  if (role_of (actor) != OTK_ROLE_OPERATOR || !otk_setting_is (state, OTK_KEY_VISIBILITY, "own"))
    return NULL;
  ids = g_array_new (FALSE, FALSE, sizeof (OtkId));
  g_array_append_vals (ids, otk_record_id (actor), 1);
  groups = otk_state_list (state, OTK_ENTITY_GROUP, -1, NULL);
  for (guint i = 0; i < groups->len; i++)
    {
      const char *members = otk_record_text (g_ptr_array_index (groups, i), OTK_GROUP_MEMBERS);
      g_autoptr (GArray) people = otk_ids_parse (members);

      if (!holds (people, otk_record_id (actor)))
        continue;
      for (guint j = 0; j < people->len; j++)
        if (!holds (ids, &g_array_index (people, OtkId, j)))
          g_array_append_vals (ids, &g_array_index (people, OtkId, j), 1);
    }
  return ids;
}
