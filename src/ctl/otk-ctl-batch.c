/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-ctl.h"

static gboolean
start (OtkCtlBatch *batch, GError **error)
{
  if (batch->open > 0)
    return TRUE;
  if (!otk_store_begin (batch->store, error))
    return FALSE;
  batch->open = 1;
  return TRUE;
}

gboolean
otk_ctl_batch_run (OtkCtlBatch *batch, OtkCommand *command, GError **refusal, GError **error)
{
  if (!start (batch, error))
    return FALSE;
  g_autoptr (OtkDecision) decision = otk_decide (otk_store_state (batch->store), command, refusal);
  if (decision == NULL)
    {
      batch->refused++;
      return TRUE;
    }
  if (!otk_store_append (batch->store, command, decision, error))
    return FALSE;
  batch->done++;
  batch->open++;
  if (batch->largest > 0 && batch->open > batch->largest)
    return otk_ctl_batch_end (batch, error);
  return TRUE;
}

gboolean
otk_ctl_batch_end (OtkCtlBatch *batch, GError **error)
{
  if (batch->open == 0)
    return TRUE;
  batch->open = 0;
  if (!otk_store_commit (batch->store, error))
    return FALSE;
  otk_store_idle (batch->store); /* or the log would grow without an end */
  return TRUE;
}

static gboolean
earliest (OtkStore *store, const OtkId *request, OtkTime until, OtkTimer *first)
{
  OtkTimer timers[OTK_MAX_TIMERS];
  g_autoptr (OtkRecord) record =
      otk_state_find (otk_store_state (store), OTK_ENTITY_REQUEST, request);
  guint n = record != NULL ? otk_timers_of (record, timers) : 0;
  gboolean found = FALSE;
  for (guint i = 0; i < n; i++)
    {
      if (timers[i].due > until || (found && timers[i].due >= first->due))
        continue;
      *first = timers[i];
      found = TRUE;
    }
  return found;
}

gboolean
otk_ctl_batch_fire (OtkCtlBatch *batch, const OtkId *request, OtkTime until, GError **error)
{
  OtkTimer timer = { 0 };
  OtkId last = OTK_ID_NONE;
  if (!start (batch, error))
    return FALSE;
  while (earliest (batch->store, request, until, &timer))
    {
      g_autoptr (OtkCommand) command = otk_timer_command (request, &timer);
      g_autoptr (GError) refusal = NULL;
      if (otk_id_equal (&command->id, &last))
        break; /* it changed nothing: it would fall due again and again */
      last = command->id;
      if (!otk_ctl_batch_run (batch, command, &refusal, error))
        return FALSE;
    }
  return TRUE;
}
