/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-master.h"

#include "otk-access.h"
#include "otk-conflict.h"
#include "otk-decide-private.h"
#include "otk-status.h"

static void
copy_if_empty (const OtkRecord *from, OtkRecord *to, guint field)
{
  if (otk_record_is_null (to, field))
    otk_record_take (to, field, otk_value_copy (otk_record_get (from, field)));
}

/* A request nobody has classified yet is of the parent's kind (R-M2). */
static void
inherit (const OtkRecord *parent, OtkRecord *child)
{
  static const guint fields[] = { OTK_REQUEST_TYPE, OTK_REQUEST_SERVICE, OTK_REQUEST_PRIORITY };

  if (otk_record_int (child, OTK_REQUEST_STATUS) > OTK_STATUS_CLASSIFICATION)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    otk_record_take (child, fields[i], otk_value_copy (otk_record_get (parent, fields[i])));
}

static void
join (OtkPlan *plan, OtkRecord *parent, OtkRecord *child)
{
  g_autofree char *number =
      g_strdup_printf ("%" G_GINT64_FORMAT, otk_record_int (parent, OTK_REQUEST_NUMBER));

  if (otk_record_refers (child, OTK_REQUEST_MASTER, otk_record_id (parent)))
    return;
  otk_master_leave (plan, child);
  otk_record_set_flag (child, OTK_REQUEST_IS_MASTER, FALSE);
  otk_record_set_id (child, OTK_REQUEST_MASTER, otk_record_id (parent));
  otk_record_set_flag (parent, OTK_REQUEST_IS_MASTER, TRUE);
  inherit (parent, child);
  otk_plan_notice (plan, otk_record_ref_id (child, OTK_REQUEST_RESPONSIBLE), OTK_NOTICE_MERGED,
                   child, number);
}

/* Two families become one under the new parent (R-M6): the child's children come along. */
static void
join_family (OtkPlan *plan, OtkRecord *parent, OtkRecord *child)
{
  g_autoptr (GPtrArray) theirs = otk_master_children (otk_plan_state (plan), otk_record_id (child));

  for (guint i = 0; i < theirs->len; i++)
    {
      const OtkId *id = otk_record_id (g_ptr_array_index (theirs, i));

      if (!otk_id_equal (id, otk_record_id (parent)))
        join (plan, parent, otk_plan_edit (plan, OTK_ENTITY_REQUEST, id));
    }
  join (plan, parent, child);
}

static gboolean
check_children (OtkPlan *plan, const OtkRecord *parent, GArray *ids, GError **error)
{
  guint others = 0;

  for (guint i = 0; i < ids->len; i++)
    {
      const OtkId *id = &g_array_index (ids, OtkId, i);
      g_autoptr (OtkRecord) child = otk_state_find (otk_plan_state (plan), OTK_ENTITY_REQUEST, id);

      if (otk_id_equal (id, otk_record_id (parent)))
        continue;
      if (child == NULL || !otk_record_is_null (child, OTK_REQUEST_DELETED_AT)
          || !otk_access_sees_request (otk_plan_state (plan), child, plan->actor))
        return otk_refuse (error, OTK_ERROR_NOT_FOUND,
                           N_ ("One of the requests is deleted: choose again"), NULL);
      others++;
    }
  if (others == 0)
    return otk_refuse (error, OTK_ERROR_INVALID, N_ ("Choose at least two requests to join them"),
                       NULL);
  return TRUE;
}

GPtrArray *
otk_master_children (OtkState *state, const OtkId *parent)
{
  OtkValue id = otk_value_id (parent);

  return otk_state_list (state, OTK_ENTITY_REQUEST, OTK_REQUEST_MASTER, &id);
}

void
otk_master_finish_children (OtkPlan *plan, const OtkRecord *parent, OtkStatus status)
{
  g_autoptr (GPtrArray) children = NULL;

  if (!otk_record_int (parent, OTK_REQUEST_IS_MASTER))
    return;
  children = otk_master_children (otk_plan_state (plan), otk_record_id (parent));
  for (guint i = 0; i < children->len; i++)
    {
      const OtkId *id = otk_record_id (g_ptr_array_index (children, i));
      OtkRecord *child = otk_plan_edit (plan, OTK_ENTITY_REQUEST, id);

      if (otk_status_is_finished (otk_record_int (child, OTK_REQUEST_STATUS))
          || !otk_record_is_null (child, OTK_REQUEST_DELETED_AT))
        continue;
      copy_if_empty (parent, child, OTK_REQUEST_SOLUTION);
      copy_if_empty (parent, child, OTK_REQUEST_ARTICLE);
      otk_status_enter (plan, child, status);
    }
}

gboolean
otk_master_dissolve (OtkPlan *plan, OtkRecord *parent)
{
  g_autoptr (GPtrArray) children =
      otk_master_children (otk_plan_state (plan), otk_record_id (parent));

  for (guint i = 0; i < children->len; i++)
    otk_record_clear (otk_plan_edit (plan, OTK_ENTITY_REQUEST,
                                     otk_record_id (g_ptr_array_index (children, i))),
                      OTK_REQUEST_MASTER);
  otk_record_set_flag (parent, OTK_REQUEST_IS_MASTER, FALSE);
  return children->len > 0;
}

void
otk_master_leave (OtkPlan *plan, OtkRecord *child)
{
  const OtkId *held = otk_record_ref_id (child, OTK_REQUEST_MASTER);
  g_autoptr (GPtrArray) siblings = NULL;
  OtkRecord *parent;

  if (held == NULL)
    return;
  parent = otk_plan_edit (plan, OTK_ENTITY_REQUEST, held);
  otk_record_clear (child, OTK_REQUEST_MASTER);
  if (parent == NULL)
    return;
  siblings = otk_master_children (otk_plan_state (plan), otk_record_id (parent));
  if (siblings->len == 0)
    otk_record_set_flag (parent, OTK_REQUEST_IS_MASTER, FALSE);
}

/* The parent became somebody's child before the wish arrived: what was to be joined to it is joined
 * to its parent (sync.md §4.3). */
static OtkRecord *
find_parent (OtkPlan *plan, OtkRecord *request)
{
  const OtkValue *seen =
      otk_conflict_seen (plan, &otk_entity (OTK_ENTITY_REQUEST)->fields[OTK_REQUEST_MASTER]);
  OtkRecord *above = NULL;

  if (seen != NULL && otk_value_is_null (seen))
    above =
        otk_plan_edit (plan, OTK_ENTITY_REQUEST, otk_record_ref_id (request, OTK_REQUEST_MASTER));
  if (above == NULL)
    return request;
  otk_conflict_merged (
      plan, "repointed",
      N_ ("The parent request was joined to another one meanwhile: so were these"));
  return above;
}

gboolean
otk_decide_merge (OtkPlan *plan, OtkRecord *request, GError **error)
{
  g_autoptr (GArray) ids = otk_ids_parse (otk_values_get_text (plan->command->args, "children"));

  request = find_parent (plan, request);
  if (!check_children (plan, request, ids, error))
    return FALSE;
  if (otk_record_int (request, OTK_REQUEST_STATUS) == OTK_STATUS_WAITING)
    plan->note = N_ ("The parent request is waiting: the joined ones wait with it");
  otk_master_leave (plan, request);
  for (guint i = 0; i < ids->len; i++)
    {
      const OtkId *id = &g_array_index (ids, OtkId, i);

      if (!otk_id_equal (id, otk_record_id (request)))
        join_family (plan, request, otk_plan_edit (plan, OTK_ENTITY_REQUEST, id));
    }
  return TRUE;
}

gboolean
otk_decide_unlink (OtkPlan *plan, OtkRecord *request, GError **error)
{
  if (otk_record_int (request, OTK_REQUEST_IS_MASTER))
    otk_master_dissolve (plan, request);
  else
    otk_master_leave (plan, request);
  return TRUE;
}
