/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-api.h"

#include "otk-access.h"
#include "otk-server-private.h"

#include <glib/gi18n-lib.h>

/* What he is at is told as far as the one who asks may see it himself. */
static void
write_doing (OtkCall *call, OtkJsonWriter *writer, const OtkActivity *activity)
{
  g_autoptr (OtkRecord) request =
      otk_desk_find (otk_call_desk (call), OTK_ENTITY_REQUEST, &activity->request);

  if (activity->doing == OTK_DOING_NOTHING)
    return;
  if (request != NULL && !otk_access_sees_request (otk_call_state (call), request, call->actor))
    return;
  otk_json_writer_string (writer, "doing", otk_doing_name (activity->doing));
  otk_json_write_instant (writer, "since", activity->since);
  if (request != NULL)
    {
      otk_json_write_id (writer, "request", &activity->request);
      otk_json_writer_int (writer, "number", otk_record_int (request, OTK_REQUEST_NUMBER));
    }
}

static void
write_person (OtkCall *call, OtkJsonWriter *writer, const OtkRecord *employee)
{
  const OtkActivity *activity =
      otk_team_get (call->server->team, otk_record_id (employee), call->at);
  gboolean here = activity != NULL && otk_team_is_here (activity, call->at);
  OtkWorkload load = otk_state_workload (otk_call_state (call), otk_record_id (employee));

  otk_json_writer_begin_object (writer, NULL);
  otk_json_write_id (writer, "employee", otk_record_id (employee));
  otk_json_writer_string (writer, "name", otk_record_name (employee));
  otk_json_writer_bool (writer, "here", here);
  if (activity != NULL)
    otk_json_write_instant (writer, "seen_at", activity->seen);
  otk_json_writer_int (writer, "in_work", load.in_work);
  if (here)
    write_doing (call, writer, activity);
  otk_json_writer_end (writer);
}

void
otk_api_team (OtkCall *call)
{
  g_autoptr (GPtrArray) employees = otk_desk_all (otk_call_desk (call), OTK_ENTITY_EMPLOYEE);
  g_autoptr (OtkJsonWriter) writer = otk_json_writer_new (FALSE);

  otk_json_writer_begin_object (writer, NULL);
  otk_json_writer_begin_array (writer, "team");
  for (guint i = 0; i < employees->len; i++)
    if (otk_access_is_staff (employees->pdata[i]))
      write_person (call, writer, employees->pdata[i]);
  otk_json_writer_end (writer);
  otk_json_writer_end (writer);
  otk_call_answer_json (call, SOUP_STATUS_OK, writer);
}

void
otk_api_put_presence (OtkCall *call)
{
  const char *doing, *about;
  OtkDoing what;
  OtkId request = OTK_ID_NONE;

  if (!otk_call_text (call, "doing", 20, TRUE, &doing)
      || !otk_call_text (call, "request", OTK_ID_STRING_LENGTH, FALSE, &about))
    return;
  if (!otk_doing_by_name (doing, &what) || (about != NULL && !otk_id_parse (about, &request)))
    {
      otk_call_refuse_with (call, SOUP_STATUS_BAD_REQUEST, "invalid",
                            N_ ("This is nothing that somebody can be at"));
      return;
    }
  otk_team_set (call->server->team, otk_record_id (call->actor), what, &request, call->at);
  otk_call_answer_empty (call, SOUP_STATUS_NO_CONTENT);
}
