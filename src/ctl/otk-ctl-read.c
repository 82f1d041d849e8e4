/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-ctl-show.h"
#include "otk-ctl-value.h"

#include "otk-error.h"
#include "otk-explain.h"

#include <glib/gi18n-lib.h>

#define PAGE 500

static const guint columns[] = {
  OTK_REQUEST_NUMBER,  OTK_REQUEST_STATUS,     OTK_REQUEST_PRIORITY,     OTK_REQUEST_RESPONSIBLE,
  OTK_REQUEST_SERVICE, OTK_REQUEST_TYPE,       OTK_REQUEST_SUBJECT,      OTK_REQUEST_CUSTOMER,
  OTK_REQUEST_COMPANY, OTK_REQUEST_CREATED_AT, OTK_REQUEST_REACTION_DUE, OTK_REQUEST_RESOLUTION_DUE,
};

static const OtkCtlOption list_options[] = {
  { "view", N_ ("CONDITIONS"), N_ ("as folders keep them: \"priority=high; responsible=@me\"") },
  { "search", N_ ("WORDS"), N_ ("words to be found in the request") },
  { "sort", N_ ("FIELD"), N_ ("the field to sort by; otherwise the newest first") },
  { "descending", NULL, N_ ("sort downwards") },
  { "limit", N_ ("NUMBER"), N_ ("how many at most, 100 unless told") },
  { NULL },
};

static OtkView *
read_view (OtkCtl *ctl, GError **error)
{
  const char *text = otk_ctl_option (ctl, "view");
  const char *sort = otk_ctl_option (ctl, "sort");
  g_autoptr (OtkView) view = text != NULL ? otk_view_parse (OTK_ENTITY_REQUEST, text, error)
                                          : otk_view_new (OTK_ENTITY_REQUEST);
  if (view == NULL)
    return NULL;
  g_free (view->search);
  view->search = g_strdup (otk_ctl_option (ctl, "search"));
  view->descending = otk_ctl_option (ctl, "descending") != NULL;
  if (sort == NULL)
    return g_steal_pointer (&view);
  view->sort = otk_entity_field (otk_entity (OTK_ENTITY_REQUEST), sort);
  if (view->sort >= 0
      && (otk_entity (OTK_ENTITY_REQUEST)->fields[view->sort].flags & OTK_FIELD_LIST))
    return g_steal_pointer (&view);
  g_set_error (error, OTK_CTL_USAGE, 0, _ ("There is no field %s to sort by"), sort);
  return NULL;
}

static void
write_row (OtkCtl *ctl, OtkJsonWriter *json, const OtkRecord *request)
{
  const OtkEntity *entity = otk_record_entity (request);
  otk_json_writer_begin_object (json, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    otk_ctl_write_value (ctl, json, entity->fields[columns[i]].name, &entity->fields[columns[i]],
                         otk_record_get (request, columns[i]));
  otk_json_writer_bool (json, "overdue_reaction",
                        otk_record_int (request, OTK_REQUEST_OVERDUE_REACTION) != 0);
  otk_json_writer_bool (json, "overdue_resolution",
                        otk_record_int (request, OTK_REQUEST_OVERDUE_RESOLUTION) != 0);
  otk_json_writer_end (json);
}

static void
print_row (OtkCtl *ctl, const OtkRecord *request)
{
  static const guint shown[] = { OTK_REQUEST_STATUS, OTK_REQUEST_PRIORITY, OTK_REQUEST_RESPONSIBLE,
                                 OTK_REQUEST_RESOLUTION_DUE, OTK_REQUEST_SUBJECT };
  const OtkEntity *entity = otk_record_entity (request);
  gboolean late = otk_record_int (request, OTK_REQUEST_OVERDUE_REACTION)
                  || otk_record_int (request, OTK_REQUEST_OVERDUE_RESOLUTION);
  g_print ("№%" G_GINT64_FORMAT "%s", otk_record_int (request, OTK_REQUEST_NUMBER),
           late ? "!" : "");
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      g_autofree char *text =
          otk_ctl_text (ctl, &entity->fields[shown[i]], otk_record_get (request, shown[i]));
      g_print ("\t%s", text);
    }
  g_print ("\n");
}

static gboolean
print_rows (OtkCtl *ctl, GArray *ids, guint n, OtkJsonWriter *json, GError **error)
{
  for (guint from = 0; from < n; from += PAGE)
    {
      g_autoptr (GPtrArray) rows =
          otk_store_rows (ctl->store, OTK_ENTITY_REQUEST, &g_array_index (ids, gint64, from),
                          MIN (PAGE, n - from), error);
      if (rows == NULL)
        return FALSE;
      for (guint i = 0; i < rows->len; i++)
        {
          const OtkRecord *request = g_ptr_array_index (rows, i);
          if (request != NULL && json != NULL)
            write_row (ctl, json, request);
          else if (request != NULL)
            print_row (ctl, request);
        }
    }
  return TRUE;
}

static gboolean
run_list (OtkCtl *ctl, GError **error)
{
  OtkId me;
  gint64 limit;
  g_autoptr (OtkJsonWriter) json = ctl->json ? otk_json_writer_new (TRUE) : NULL;
  if (!otk_ctl_option_int (ctl, "limit", 0, G_MAXINT32, 100, &limit, error)
      || !otk_ctl_open_store (ctl, error) || !otk_ctl_actor (ctl, &me, error))
    return FALSE;
  g_autoptr (OtkView) view = read_view (ctl, error);
  g_autoptr (GArray) ids =
      view != NULL ? otk_store_ids (ctl->store, view, &me, TRUE, NULL, error) : NULL;
  if (ids == NULL)
    return FALSE;
  guint n = (guint) MIN ((gint64) ids->len, limit);
  if (json == NULL)
    return print_rows (ctl, ids, n, NULL, error);

  otk_json_writer_begin_object (json, NULL);
  otk_json_writer_int (json, "count", ids->len);
  otk_json_writer_begin_array (json, "requests");
  if (!print_rows (ctl, ids, n, json, error))
    return FALSE;
  otk_json_writer_end (json);
  otk_json_writer_end (json);
  g_print ("%s", otk_json_writer_text (json));
  return TRUE;
}

static void
explain (OtkCtl *ctl, const OtkRecord *request, const OtkCtlClocks *clocks, gboolean resolution)
{
  const OtkSlaClock *clock = resolution ? &clocks->resolution : &clocks->reaction;
  g_autofree char *schedule =
      otk_ctl_name (ctl, OTK_ENTITY_SCHEDULE, otk_record_ref_id (request, OTK_REQUEST_SCHEDULE));
  g_autofree char *sla =
      otk_ctl_name (ctl, OTK_ENTITY_SLA, otk_record_ref_id (request, OTK_REQUEST_SLA));
  g_autofree char *norm =
      otk_ctl_name (ctl, OTK_ENTITY_NORM, otk_record_ref_id (request, OTK_REQUEST_NORM));
  g_autofree OtkExplainPause *pauses = g_new0 (OtkExplainPause, clock->n_pauses + 1);
  for (gsize i = 0; i < clock->n_pauses; i++)
    {
      pauses[i].span = clock->pauses[i];
      pauses[i].reason = g_ptr_array_index (clocks->reasons, i);
    }
  OtkExplainInput input = {
    .calendar = clocks->calendar,
    .schedule = *schedule != '\0' ? schedule : NULL,
    .sla = *sla != '\0' ? sla : NULL,
    .norm = *norm != '\0' ? norm : NULL,
    .start = clock->start,
    .norm_s = clock->norm_s,
    .pauses = pauses,
    .n_pauses = clock->n_pauses,
  };
  g_autoptr (OtkExplain) why = otk_explain_new (&input);
  g_auto (GStrv) lines = otk_explain_lines (why, &input);
  g_print ("%s\n", resolution ? _ ("Resolution time") : _ ("Reaction time"));
  for (guint i = 0; lines[i] != NULL; i++)
    g_print ("  %s\n", lines[i]);
}

static gboolean
run_explain (OtkCtl *ctl, GError **error)
{
  g_auto (OtkCtlClocks) clocks = { 0 };
  if (!otk_ctl_open_store (ctl, error))
    return FALSE;
  g_autoptr (OtkRecord) request = otk_ctl_request (ctl, g_ptr_array_index (ctl->words, 0), error);
  if (request == NULL || !otk_ctl_read_clocks (ctl, request, &clocks, error))
    return FALSE;
  explain (ctl, request, &clocks, FALSE);
  explain (ctl, request, &clocks, TRUE);
  return TRUE;
}

const OtkCtlCommand otk_ctl_read_commands[] = {
  { "request show", "NUMBER", N_ ("show all that is known of a request"),
    "request show 12\nrequest show 12 --json --now 2026-06-08T13:05:00+03:00", NULL, 1, 1,
    otk_ctl_run_show },
  { "request list", NULL, N_ ("list requests"),
    "request list --view \"priority=high; responsible=@me\" --as boris\n"
    "request list --search \"пароль\" --json",
    list_options, 0, 0, run_list },
  { "explain", "NUMBER", N_ ("tell why a request is due when it is"), "explain 12", NULL, 1, 1,
    run_explain },
  { NULL },
};
