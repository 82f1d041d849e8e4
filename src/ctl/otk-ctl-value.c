/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-ctl-value.h"

#include "otk-status.h"

#include <glib/gi18n-lib.h>

static char *
refs_text (OtkCtl *ctl, OtkEntityType type, const char *ids)
{
  g_autoptr (GArray) list = otk_ids_parse (ids);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < list->len; i++)
    {
      g_autofree char *name = otk_ctl_name (ctl, type, &g_array_index (list, OtkId, i));
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
number_text (OtkCtl *ctl, const OtkField *field, gint64 number)
{
  const OtkChoice *choice;
  switch (field->type)
    {
    case OTK_TYPE_BOOL:
      return g_strdup (number != 0 ? _ ("yes") : _ ("no"));
    case OTK_TYPE_TIME:
      return otk_ctl_time (number);
    case OTK_TYPE_SECONDS:
      return otk_ctl_span (number);
    case OTK_TYPE_ENUM:
      if (field->choices == otk_status_choices)
        return g_strdup (_ (otk_status_set_label ((OtkStatus) number,
                                                  otk_status_set (otk_store_state (ctl->store)))));
      choice = otk_choice_by_value (field->choices, number);
      return g_strdup (choice != NULL ? _ (choice->label) : "");
    case OTK_TYPE_TEXT:
    case OTK_TYPE_LONGTEXT:
    case OTK_TYPE_INT:
    case OTK_TYPE_REF:
    case OTK_TYPE_REFS:
    default:
      return g_strdup_printf ("%" G_GINT64_FORMAT, number);
    }
}

static void
write_number (OtkJsonWriter *json, const char *key, const OtkField *field, gint64 number)
{
  const OtkChoice *choice =
      field->type == OTK_TYPE_ENUM ? otk_choice_by_value (field->choices, number) : NULL;
  if (field->type == OTK_TYPE_BOOL)
    otk_json_writer_bool (json, key, number != 0);
  else if (field->type == OTK_TYPE_TIME)
    otk_json_writer_time (json, key, number);
  else if (choice != NULL)
    otk_json_writer_string (json, key, choice->name);
  else
    otk_json_writer_int (json, key, number);
}

/* The pauses of a request, and why each was made. */
static gboolean
read_pauses (OtkCtl *ctl, const OtkRecord *request, OtkCtlClocks *clocks, GError **error)
{
  g_auto (OtkValue) id = otk_value_id (otk_record_id (request));
  g_autoptr (GPtrArray) records =
      otk_store_list (ctl->store, OTK_ENTITY_PAUSE, OTK_PAUSE_REQUEST, &id, error);
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const OtkRecord *record = g_ptr_array_index (records, i);
      OtkPause pause = { otk_record_time (record, OTK_PAUSE_FROM),
                         otk_record_time (record, OTK_PAUSE_TO) };
      g_array_append_val (clocks->pauses, pause);
      g_ptr_array_add (clocks->reasons, g_strdup (otk_record_text (record, OTK_PAUSE_REASON)));
    }
  return records != NULL;
}

static OtkTime
first_of (const OtkRecord *request, guint one, guint two)
{
  OtkTime at = otk_record_time (request, one);
  return at != OTK_TIME_NONE ? at : otk_record_time (request, two);
}

static void
set_clock (OtkSlaClock *clock, const OtkCtlClocks *clocks, const OtkRecord *request, guint norm,
           OtkTime start, OtkTime stop)
{
  clock->calendar = clocks->calendar;
  clock->start = start;
  clock->stop = stop;
  clock->norm_s = otk_record_is_null (request, norm) ? -1 : otk_record_int (request, norm);
}

char *
otk_ctl_text (OtkCtl *ctl, const OtkField *field, const OtkValue *value)
{
  switch (value->type)
    {
    case OTK_VALUE_INT:
      return number_text (ctl, field, value->number);
    case OTK_VALUE_ID:
      return otk_ctl_name (ctl, field->target, &value->id);
    case OTK_VALUE_TEXT:
      if (field->type == OTK_TYPE_REFS)
        return refs_text (ctl, field->target, value->text);
      return g_strdup (value->text);
    case OTK_VALUE_NULL:
    default:
      return g_strdup ("");
    }
}

void
otk_ctl_write_value (OtkCtl *ctl, OtkJsonWriter *json, const char *key, const OtkField *field,
                     const OtkValue *value)
{
  if (value->type == OTK_VALUE_NULL)
    otk_json_writer_null (json, key);
  else if (value->type == OTK_VALUE_INT)
    write_number (json, key, field, value->number);
  else
    {
      g_autofree char *text = otk_ctl_text (ctl, field, value);
      otk_json_writer_string (json, key, text);
    }
}

char *
otk_ctl_time (OtkTime at)
{
  if (at == OTK_TIME_NONE)
    return g_strdup ("");
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (at / OTK_SECOND);
  return local != NULL ? g_date_time_format (local, "%d.%m.%Y %H:%M:%S") : g_strdup ("");
}

char *
otk_ctl_span (gint64 seconds)
{
  gint64 size = ABS (seconds);
  return g_strdup_printf ("%s%02d:%02d:%02d", seconds < 0 ? "-" : "", (int) (size / 3600),
                          (int) (size / 60 % 60), (int) (size % 60));
}

gboolean
otk_ctl_read_clocks (OtkCtl *ctl, const OtkRecord *request, OtkCtlClocks *clocks, GError **error)
{
  const OtkId *version = otk_record_ref_id (request, OTK_REQUEST_CALENDAR);
  g_autoptr (OtkRecord) calendar =
      version != NULL ? otk_store_find (ctl->store, OTK_ENTITY_CALENDAR, version, NULL) : NULL;
  OtkTime done = first_of (request, OTK_REQUEST_DONE_AT, OTK_REQUEST_CLOSED_AT);
  OtkTime started = otk_record_time (request, OTK_REQUEST_STARTED_AT);
  *clocks = (OtkCtlClocks){ 0 };
  clocks->pauses = g_array_new (FALSE, FALSE, sizeof (OtkPause));
  clocks->reasons = g_ptr_array_new_with_free_func (g_free);
  if (!read_pauses (ctl, request, clocks, error))
    return FALSE;
  if (calendar != NULL)
    clocks->calendar = otk_calendar_parse (otk_record_text (calendar, OTK_CALENDAR_SPEC), NULL);
  set_clock (&clocks->reaction, clocks, request, OTK_REQUEST_REACTION_NORM,
             otk_record_time (request, OTK_REQUEST_ACCEPTED_AT),
             started != OTK_TIME_NONE ? started : done);
  set_clock (&clocks->resolution, clocks, request, OTK_REQUEST_RESOLUTION_NORM,
             first_of (request, OTK_REQUEST_RESOLUTION_FROM, OTK_REQUEST_ACCEPTED_AT), done);
  clocks->resolution.pauses = (const OtkPause *) clocks->pauses->data;
  clocks->resolution.n_pauses = clocks->pauses->len;
  otk_sla_read (&clocks->reaction, otk_ctl_now (ctl), &clocks->reaction_now);
  otk_sla_read (&clocks->resolution, otk_ctl_now (ctl), &clocks->resolution_now);
  return TRUE;
}

void
otk_ctl_clocks_clear (OtkCtlClocks *clocks)
{
  g_clear_pointer (&clocks->calendar, otk_calendar_unref);
  g_clear_pointer (&clocks->pauses, g_array_unref);
  g_clear_pointer (&clocks->reasons, g_ptr_array_unref);
}
