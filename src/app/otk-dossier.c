/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-dossier.h"

static void
add_visit (GArray *visits, gint64 status, OtkTime at, const OtkId *by)
{
  OtkVisit visit = { .status = status, .from = at, .to = OTK_TIME_NONE, .by = *by };

  if (visits->len > 0)
    g_array_index (visits, OtkVisit, visits->len - 1).to = at;
  g_array_append_val (visits, visit);
}

static GArray *
read_visits (GPtrArray *facts)
{
  GArray *visits = g_array_new (FALSE, FALSE, sizeof (OtkVisit));

  for (guint i = 0; i < facts->len; i++)
    {
      const OtkFact *fact = g_ptr_array_index (facts, i);

      if (fact->entity != OTK_ENTITY_REQUEST)
        continue;
      if (fact->kind == OTK_FACT_CREATE)
        add_visit (visits, otk_values_get_int (fact->content, "status", OTK_STATUS_NEW), fact->at,
                   &fact->actor);
      else if (fact->kind == OTK_FACT_CHANGE && fact->field == OTK_REQUEST_STATUS
               && fact->after.type == OTK_VALUE_INT)
        add_visit (visits, fact->after.number, fact->at, &fact->actor);
    }
  return visits;
}

static int
compare_messages (gconstpointer a, gconstpointer b)
{
  const OtkRecord *first = *(OtkRecord *const *) a, *second = *(OtkRecord *const *) b;
  OtkTime at = otk_record_time (first, OTK_MESSAGE_AT),
          bt = otk_record_time (second, OTK_MESSAGE_AT);

  if (at != bt)
    return at < bt ? -1 : 1;
  return otk_id_compare (otk_record_id (first), otk_record_id (second));
}

static GPtrArray *
list_of (OtkDesk *desk, OtkEntityType type, guint field, const OtkId *request)
{
  g_auto (OtkValue) value = otk_value_id (request);
  GPtrArray *records = otk_desk_list (desk, type, field, &value);

  return records ? records : g_ptr_array_new ();
}

static OtkCalendar *
read_calendar (OtkDesk *desk, const OtkRecord *request)
{
  const OtkId *id = otk_record_ref_id (request, OTK_REQUEST_CALENDAR);
  g_autoptr (OtkRecord) calendar = id ? otk_desk_find (desk, OTK_ENTITY_CALENDAR, id) : NULL;
  const char *spec = calendar ? otk_record_text (calendar, OTK_CALENDAR_SPEC) : NULL;

  return spec ? otk_calendar_parse (spec, NULL) : NULL;
}

static GArray *
read_pauses (OtkDesk *desk, const OtkId *request)
{
  g_autoptr (GPtrArray) records = list_of (desk, OTK_ENTITY_PAUSE, OTK_PAUSE_REQUEST, request);
  GArray *pauses = g_array_new (FALSE, FALSE, sizeof (OtkPause));

  for (guint i = 0; i < records->len; i++)
    {
      OtkPause pause = { .from = otk_record_time (records->pdata[i], OTK_PAUSE_FROM),
                         .to = otk_record_time (records->pdata[i], OTK_PAUSE_TO) };

      g_array_append_val (pauses, pause);
    }
  return pauses;
}

static void
dossier_clear (gpointer data)
{
  OtkDossier *self = data;

  g_clear_object (&self->desk);
  g_clear_pointer (&self->request, otk_record_unref);
  g_clear_pointer (&self->facts, g_ptr_array_unref);
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
  g_clear_pointer (&self->tasks, g_ptr_array_unref);
  g_clear_pointer (&self->visits, g_array_unref);
  g_clear_pointer (&self->calendar, otk_calendar_unref);
  g_clear_pointer (&self->pauses, g_array_unref);
}

OtkDossier *
otk_dossier_load (OtkDesk *desk, const OtkId *request)
{
  g_autoptr (OtkRecord) record = otk_desk_find (desk, OTK_ENTITY_REQUEST, request);
  OtkDossier *self;

  if (!record)
    return NULL;

  self = g_atomic_rc_box_new0 (OtkDossier);
  self->desk = g_object_ref (desk);
  self->request = g_steal_pointer (&record);
  self->facts = otk_desk_facts (desk, request);
  if (!self->facts)
    self->facts = g_ptr_array_new ();
  self->messages = list_of (desk, OTK_ENTITY_MESSAGE, OTK_MESSAGE_REQUEST, request);
  g_ptr_array_sort (self->messages, compare_messages);
  self->attachments = list_of (desk, OTK_ENTITY_ATTACHMENT, OTK_ATTACHMENT_REQUEST, request);
  self->tasks = list_of (desk, OTK_ENTITY_TASK, OTK_TASK_REQUEST, request);
  self->visits = read_visits (self->facts);
  self->calendar = read_calendar (desk, self->request);
  self->pauses = read_pauses (desk, request);
  return self;
}

OtkDossier *
otk_dossier_ref (OtkDossier *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
otk_dossier_unref (OtkDossier *self)
{
  g_atomic_rc_box_release_full (self, dossier_clear);
}

OtkStatus
otk_dossier_status (OtkDossier *self)
{
  return otk_record_int (self->request, OTK_REQUEST_STATUS);
}

gboolean
otk_dossier_is_linked (OtkDossier *self)
{
  return otk_record_int (self->request, OTK_REQUEST_IS_MASTER)
         || otk_record_ref_id (self->request, OTK_REQUEST_MASTER);
}

gint64
otk_dossier_time_in (OtkDossier *self, OtkStatus status, OtkTime now)
{
  gint64 sum = 0;

  for (guint i = 0; i < self->visits->len; i++)
    {
      const OtkVisit *visit = &g_array_index (self->visits, OtkVisit, i);
      OtkTime to = visit->to == OTK_TIME_NONE ? now : visit->to;

      if (visit->status == status)
        sum += MAX (to - visit->from, 0);
    }
  return sum;
}

const OtkVisit *
otk_dossier_last_visit (OtkDossier *self, OtkStatus status)
{
  for (guint i = self->visits->len; i > 0; i--)
    {
      const OtkVisit *visit = &g_array_index (self->visits, OtkVisit, i - 1);

      if (visit->status == status)
        return visit;
    }
  return NULL;
}
