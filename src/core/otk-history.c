/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-history.h"

const OtkChoice otk_history_action_choices[] = {
  { OTK_HISTORY_CREATION, "creation", N_ ("Creation") },
  { OTK_HISTORY_CHANGE, "change", N_ ("Change") },
  { OTK_HISTORY_REMOVAL, "removal", N_ ("Removal") },
  { 0 },
};

static void
free_line (gpointer data)
{
  OtkHistoryLine *line = data;

  otk_value_clear (&line->before);
  otk_value_clear (&line->after);
  g_free (line);
}

/* The request itself, its tasks and its files have a history; pauses, messages and notices show
 * elsewhere. */
static gboolean
is_told (const OtkFact *fact)
{
  const OtkEntity *entity = otk_entity (fact->entity);

  if (fact->kind == OTK_FACT_CHANGE)
    return (entity->fields[fact->field].flags & OTK_FIELD_HISTORY) != 0;
  return fact->entity != OTK_ENTITY_PAUSE && fact->entity != OTK_ENTITY_MESSAGE
         && fact->entity != OTK_ENTITY_NOTICE && fact->entity != OTK_ENTITY_CALENDAR;
}

static OtkHistoryLine *
line_new (const OtkFact *fact, guint number)
{
  OtkHistoryLine *line = g_new0 (OtkHistoryLine, 1);

  line->number = number;
  line->action = fact->kind == OTK_FACT_CREATE   ? OTK_HISTORY_CREATION
                 : fact->kind == OTK_FACT_DELETE ? OTK_HISTORY_REMOVAL
                                                 : OTK_HISTORY_CHANGE;
  line->entity = fact->entity;
  line->row = fact->row;
  line->field = fact->kind == OTK_FACT_CHANGE ? (int) fact->field : -1;
  line->before = otk_value_copy (&fact->before);
  line->after = otk_value_copy (&fact->after);
  line->actor = fact->actor;
  line->at = fact->at;
  line->command = fact->command;
  return line;
}

/* The status @fact brings; 0 where it brings none. */
static gint64
status_after (const OtkFact *fact)
{
  if (fact->entity != OTK_ENTITY_REQUEST)
    return 0;
  if (fact->kind == OTK_FACT_CREATE)
    return otk_values_get_int (fact->content, "status", 0);
  if (fact->kind == OTK_FACT_CHANGE && fact->field == OTK_REQUEST_STATUS
      && fact->after.type == OTK_VALUE_INT)
    return fact->after.number;
  return 0;
}

static void
add_time (gint64 milliseconds[OTK_STATUS_CLOSED + 1], gint64 status, OtkTime from, OtkTime to)
{
  if (status >= OTK_STATUS_NEW && status <= OTK_STATUS_CLOSED && to > from)
    milliseconds[status] += to - from;
}

GPtrArray *
otk_history_lines (GPtrArray *facts)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (free_line);
  guint number = 0;

  for (guint i = 0; i < facts->len; i++)
    number += is_told (g_ptr_array_index (facts, i));
  for (guint i = facts->len; i > 0; i--)
    {
      const OtkFact *fact = g_ptr_array_index (facts, i - 1);

      if (is_told (fact))
        g_ptr_array_add (lines, line_new (fact, number--));
    }
  return lines;
}

const char *
otk_history_attribute (const OtkHistoryLine *line)
{
  const OtkEntity *entity = otk_entity (line->entity);

  if (line->field < 0)
    return entity->label;
  if (line->entity == OTK_ENTITY_REQUEST && line->field == OTK_REQUEST_STATUS)
    return N_ ("Change of status");
  return entity->fields[line->field].label;
}

void
otk_history_time_in_status (GPtrArray *facts, OtkTime now, gint64 seconds[OTK_STATUS_CLOSED + 1])
{
  gint64 milliseconds[OTK_STATUS_CLOSED + 1] = { 0 };
  gint64 status = 0;
  OtkTime since = 0;

  for (guint i = 0; i < facts->len; i++)
    {
      const OtkFact *fact = g_ptr_array_index (facts, i);
      gint64 after = status_after (fact);

      if (after == 0)
        continue;
      add_time (milliseconds, status, since, fact->at);
      status = after;
      since = fact->at;
    }
  add_time (milliseconds, status, since, now);
  for (int i = 0; i <= OTK_STATUS_CLOSED; i++)
    seconds[i] = milliseconds[i] / OTK_SECOND;
}
