/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-route.h"

#include "otk-record.h"
#include "otk-setting.h"

static void
add_candidate (OtkState *state, GArray *candidates, const OtkId *id, const OtkRecord *request)
{
  OtkCandidate candidate = { .employee = *id };

  for (guint i = 0; i < candidates->len; i++)
    if (otk_id_equal (&g_array_index (candidates, OtkCandidate, i).employee, id))
      return;
  if (!otk_route_works (state, id))
    return;
  candidate.load = otk_state_workload (state, id);
  /* Who has the request already is not busier for it than the others would be. */
  if (request != NULL && candidate.load.in_work > 0)
    {
      const OtkId *holder = otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE);
      gint64 status = otk_record_int (request, OTK_REQUEST_STATUS);

      if (holder != NULL && otk_id_equal (holder, id)
          && (status == OTK_STATUS_ACCEPTED || status == OTK_STATUS_IN_WORK))
        candidate.load.in_work--;
    }
  g_array_append_val (candidates, candidate);
}

/* Fewest requests in work, then the longest without an automatic one (never is longest), then the
 * lowest id. */
static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const OtkCandidate *x = a, *y = b;

  if (x->load.in_work != y->load.in_work)
    return x->load.in_work < y->load.in_work ? -1 : 1;
  if (x->load.last_assigned != y->load.last_assigned)
    return x->load.last_assigned < y->load.last_assigned ? -1 : 1;
  return otk_id_compare (&x->employee, &y->employee);
}

static gboolean
take_default (OtkState *state, const OtkRecord *holder, guint field, OtkId *employee)
{
  const OtkId *id = holder != NULL ? otk_record_ref_id (holder, field) : NULL;

  if (id == NULL || !otk_route_works (state, id))
    return FALSE;
  *employee = *id;
  return TRUE;
}

static gboolean
take_default_of (OtkState *state, const OtkRecord *request, guint link, OtkEntityType type,
                 guint field, OtkId *employee)
{
  g_autoptr (OtkRecord) holder = otk_state_find (state, type, otk_record_ref_id (request, link));

  return take_default (state, holder, field, employee);
}

GArray *
otk_route_candidates (OtkState *state, const char *people, const char *groups,
                      const OtkRecord *request)
{
  GArray *candidates = g_array_new (FALSE, FALSE, sizeof (OtkCandidate));
  g_autoptr (GArray) ids = otk_ids_parse (people);
  g_autoptr (GArray) group_ids = otk_ids_parse (groups);

  for (guint i = 0; i < ids->len; i++)
    add_candidate (state, candidates, &g_array_index (ids, OtkId, i), request);
  for (guint i = 0; i < group_ids->len; i++)
    {
      g_autoptr (OtkRecord) group =
          otk_state_find (state, OTK_ENTITY_GROUP, &g_array_index (group_ids, OtkId, i));
      g_autoptr (GArray) members =
          otk_ids_parse (group != NULL ? otk_record_text (group, OTK_GROUP_MEMBERS) : NULL);

      for (guint j = 0; j < members->len; j++)
        add_candidate (state, candidates, &g_array_index (members, OtkId, j), request);
    }
  g_array_sort (candidates, compare_candidates);
  return candidates;
}

GArray *
otk_route_of_service (OtkState *state, const OtkRecord *request)
{
  g_autoptr (OtkRecord) service =
      otk_state_find (state, OTK_ENTITY_SERVICE, otk_record_ref_id (request, OTK_REQUEST_SERVICE));

  if (service == NULL)
    return otk_route_candidates (state, NULL, NULL, NULL);
  return otk_route_candidates (state, otk_record_text (service, OTK_SERVICE_RESPONSIBLES),
                               otk_record_text (service, OTK_SERVICE_GROUPS), request);
}

GArray *
otk_route_of_level (OtkState *state, const OtkRecord *level, const OtkRecord *request)
{
  return otk_route_candidates (state, otk_record_text (level, OTK_LEVEL_OPERATORS),
                               otk_record_text (level, OTK_LEVEL_GROUPS), request);
}

gboolean
otk_route_choose (OtkState *state, const OtkRecord *request, OtkId *employee)
{
  g_autoptr (GArray) candidates = otk_route_of_service (state, request);
  g_autofree char *fallback = NULL;

  if (candidates->len > 0)
    {
      *employee = g_array_index (candidates, OtkCandidate, 0).employee;
      return TRUE;
    }
  if (take_default_of (state, request, OTK_REQUEST_CATEGORY, OTK_ENTITY_DICTIONARY,
                       OTK_DICTIONARY_RESPONSIBLE, employee)
      || take_default_of (state, request, OTK_REQUEST_SEVERITY, OTK_ENTITY_DICTIONARY,
                          OTK_DICTIONARY_RESPONSIBLE, employee)
      || take_default_of (state, request, OTK_REQUEST_LEVEL, OTK_ENTITY_LEVEL,
                          OTK_LEVEL_RESPONSIBLE, employee))
    return TRUE;
  fallback = otk_setting_text (state, OTK_KEY_RESPONSIBLE_DEFAULT);
  if (otk_id_parse (fallback, employee) && otk_route_works (state, employee))
    return TRUE;
  *employee = OTK_ID_NONE;
  return FALSE;
}

gboolean
otk_route_works (OtkState *state, const OtkId *employee)
{
  g_autoptr (OtkRecord) record = otk_state_find (state, OTK_ENTITY_EMPLOYEE, employee);

  return record != NULL && otk_record_int (record, OTK_EMPLOYEE_ACTIVE)
         && otk_record_int (record, OTK_EMPLOYEE_ROLE) >= OTK_ROLE_OPERATOR;
}
