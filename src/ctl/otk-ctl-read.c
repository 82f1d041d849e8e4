/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-ctl-show.h"
#include "otk-ctl-value.h"

#include "otk-access.h"
#include "otk-error.h"
#include "otk-explain.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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

/* "Доступ, Поддержка" → their ids; ids and @me stay as they are. */
static gboolean
add_ids (OtkCtl *ctl, GString *view, const OtkField *field, const char *names, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (names, ",", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      char printed[OTK_ID_STRING_LENGTH + 1];
      const char *name = g_strstrip (parts[i]);
      OtkId id;
      if (*name == '\0' || *name == '@')
        g_string_append (view, name);
      else if (otk_ctl_find_ref (ctl, field->target, name, &id, error))
        g_string_append (view, otk_id_print (&id, printed));
      else
        return FALSE;
      if (parts[i + 1] != NULL)
        g_string_append_c (view, ',');
    }
  return TRUE;
}

/* Where the values of a condition begin that compares a reference; NULL where it does not. */
static const char *
find_names (const char *condition, const OtkField **field)
{
  static const char *const signs[] = { "!=", "=", " in " };
  const OtkEntity *entity = otk_entity (OTK_ENTITY_REQUEST);
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      const char *sign = strstr (condition, signs[i]);
      if (sign == NULL)
        continue;
      g_autofree char *name = g_strndup (condition, (gsize) (sign - condition));
      int index = otk_entity_field (entity, g_strstrip (name));
      if (index < 0 || entity->fields[index].type != OTK_TYPE_REF)
        return NULL;
      *field = &entity->fields[index];
      return sign + strlen (signs[i]);
    }
  return NULL;
}

/* People write names where folders keep ids. */
static char *
resolve_names (OtkCtl *ctl, const char *text, GError **error)
{
  g_auto (GStrv) conditions = g_strsplit (text, ";", -1);
  g_autoptr (GString) view = g_string_new (NULL);
  for (guint i = 0; conditions[i] != NULL; i++)
    {
      const OtkField *field;
      const char *names = find_names (conditions[i], &field);
      if (i > 0)
        g_string_append_c (view, ';');
      if (names == NULL)
        {
          g_string_append (view, conditions[i]);
          continue;
        }
      g_string_append_len (view, conditions[i], names - conditions[i]);
      if (!add_ids (ctl, view, field, names, error))
        return NULL;
    }
  return g_string_free (g_steal_pointer (&view), FALSE);
}

static OtkView *
read_view (OtkCtl *ctl, GError **error)
{
  const char *given = otk_ctl_option (ctl, "view");
  const char *sort = otk_ctl_option (ctl, "sort");
  g_autofree char *text = given != NULL ? resolve_names (ctl, given, error) : NULL;
  if (given != NULL && text == NULL)
    return NULL;
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
  if (view == NULL)
    return FALSE;
  otk_access_limit_view (otk_store_state (ctl->store), view, ctl->actor);
  g_autoptr (GArray) ids =
      otk_store_ids (ctl->store, view, &me, otk_access_is_staff (ctl->actor), NULL, error);
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
      if (otk_access_is_staff (ctl->actor))
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
    "request list --view \"service=Доступ; status in accepted,in_work\"\n"
    "request list --search \"пароль\" --json",
    list_options, 0, 0, run_list },
  { "explain", "NUMBER", N_ ("tell why a request is due when it is"), "explain 12", NULL, 1, 1,
    run_explain },
  { NULL },
};
