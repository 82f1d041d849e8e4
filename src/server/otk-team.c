/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-team.h"

#include <string.h>

/* How long somebody counts as there after his last call, and what he said as true. */
#define HERE (2 * OTK_MINUTE)

struct _OtkTeam
{
  GHashTable *people; /* OtkId* (inside) → OtkActivity */
};

static const char *const names[] = { "nothing", "looking", "replying", "editing" };

OtkTeam *
otk_team_new (void)
{
  OtkTeam *self = g_new0 (OtkTeam, 1);

  self->people = g_hash_table_new_full (otk_id_hash, otk_id_equal, NULL, g_free);
  return self;
}

void
otk_team_free (OtkTeam *self)
{
  g_hash_table_unref (self->people);
  g_free (self);
}

static OtkActivity *
person (OtkTeam *self, const OtkId *employee)
{
  OtkActivity *activity = g_hash_table_lookup (self->people, employee);

  if (activity == NULL)
    {
      activity = g_new0 (OtkActivity, 1);
      activity->employee = *employee;
      g_hash_table_insert (self->people, &activity->employee, activity);
    }
  return activity;
}

void
otk_team_seen (OtkTeam *self, const OtkId *employee, OtkTime now)
{
  person (self, employee)->seen = now;
}

void
otk_team_live (OtkTeam *self, const OtkId *employee, gboolean open, OtkTime now)
{
  OtkActivity *activity = person (self, employee);

  if (open)
    activity->live++;
  else if (activity->live > 0)
    activity->live--;
  activity->seen = now;
  if (activity->live == 0)
    {
      activity->doing = OTK_DOING_NOTHING;
      activity->request = OTK_ID_NONE;
    }
}

gboolean
otk_team_set (OtkTeam *self, const OtkId *employee, OtkDoing doing, const OtkId *request,
              OtkTime now)
{
  OtkActivity *activity = person (self, employee);
  OtkId about = request != NULL ? *request : OTK_ID_NONE;

  activity->seen = now;
  if (activity->doing == doing && otk_id_equal (&activity->request, &about))
    return FALSE;
  activity->doing = doing;
  activity->request = about;
  activity->since = now;
  return TRUE;
}

gboolean
otk_team_is_here (const OtkActivity *activity, OtkTime now)
{
  return activity->live > 0 || activity->seen + HERE >= now;
}

const OtkActivity *
otk_team_get (OtkTeam *self, const OtkId *employee, OtkTime now)
{
  return g_hash_table_lookup (self->people, employee);
}

const char *
otk_doing_name (OtkDoing doing)
{
  return names[doing];
}

gboolean
otk_doing_by_name (const char *name, OtkDoing *doing)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      {
        *doing = (OtkDoing) i;
        return TRUE;
      }
  return FALSE;
}
