/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-memory-state.h"

#include "otk-timer.h"

struct _OtkMemoryState
{
  OtkState parent;
  GHashTable *rows[OTK_N_ENTITIES]; /* OtkId → OtkRecord; the key lives in the record */
  GPtrArray *facts;
  GHashTable *known; /* ids of executed commands */
  gint64 next_number;
};

static OtkMemoryState *
from_state (OtkState *state)
{
  return (OtkMemoryState *) state;
}

static OtkRecord *
memory_find (OtkState *state, OtkEntityType type, const OtkId *id)
{
  OtkRecord *record = g_hash_table_lookup (from_state (state)->rows[type], id);

  return record != NULL ? otk_record_ref (record) : NULL;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return otk_id_compare (otk_record_id (*(OtkRecord *const *) a),
                         otk_record_id (*(OtkRecord *const *) b));
}

static GPtrArray *
memory_list (OtkState *state, OtkEntityType type, int field, const OtkValue *value)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_record_unref);
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, from_state (state)->rows[type]);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    if (field < 0 || otk_value_equal (otk_record_get (row, (guint) field), value))
      g_ptr_array_add (list, otk_record_ref (row));
  g_ptr_array_sort (list, compare_ids);
  return list;
}

static OtkWorkload
memory_workload (OtkState *state, const OtkId *employee)
{
  OtkValue id = otk_value_id (employee);
  g_autoptr (GPtrArray) requests =
      memory_list (state, OTK_ENTITY_REQUEST, OTK_REQUEST_RESPONSIBLE, &id);
  OtkWorkload load = { 0, OTK_TIME_NONE };

  for (guint i = 0; i < requests->len; i++)
    {
      const OtkRecord *request = g_ptr_array_index (requests, i);
      gint64 status = otk_record_int (request, OTK_REQUEST_STATUS);

      if (otk_record_is_null (request, OTK_REQUEST_DELETED_AT)
          && (status == OTK_STATUS_ACCEPTED || status == OTK_STATUS_IN_WORK))
        load.in_work++;
      load.last_assigned =
          MAX (load.last_assigned, otk_record_time (request, OTK_REQUEST_ASSIGNED_AT));
    }
  return load;
}

static OtkCompleted
memory_completed (OtkState *state, const OtkId *sla, OtkTime from, OtkTime to)
{
  OtkValue id = otk_value_id (sla);
  g_autoptr (GPtrArray) requests = memory_list (state, OTK_ENTITY_REQUEST, OTK_REQUEST_SLA, &id);
  OtkCompleted completed = { 0, 0 };

  for (guint i = 0; i < requests->len; i++)
    {
      const OtkRecord *request = g_ptr_array_index (requests, i);
      OtkTime done = otk_record_time (request, OTK_REQUEST_DONE_AT);

      if (done == OTK_TIME_NONE || done < from || done >= to
          || !otk_record_is_null (request, OTK_REQUEST_DELETED_AT))
        continue;
      completed.all++;
      completed.in_time += !otk_record_int (request, OTK_REQUEST_OVERDUE_REACTION)
                           && !otk_record_int (request, OTK_REQUEST_OVERDUE_RESOLUTION);
    }
  return completed;
}

static gint64
memory_next_number (OtkState *state)
{
  return from_state (state)->next_number + 1;
}

static GPtrArray *
memory_facts_of (OtkState *state, const OtkId *command_or_batch)
{
  GPtrArray *all = from_state (state)->facts;
  GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);

  for (guint i = 0; i < all->len; i++)
    {
      OtkFact *fact = g_ptr_array_index (all, i);

      if (otk_id_equal (&fact->command, command_or_batch)
          || otk_id_equal (&fact->batch, command_or_batch))
        g_ptr_array_add (facts, otk_fact_ref (fact));
    }
  return facts;
}

static const OtkStateClass memory_class = {
  .find = memory_find,
  .list = memory_list,
  .workload = memory_workload,
  .completed = memory_completed,
  .next_number = memory_next_number,
  .facts_of = memory_facts_of,
};

/* Rows that somebody holds stay as they were: a new row takes the place. */
static void
fold (OtkMemoryState *self, const OtkFact *fact)
{
  GHashTable *rows = self->rows[fact->entity];
  OtkRecord *before = g_hash_table_lookup (rows, &fact->row);
  OtkRecord *after = otk_fact_fold (before != NULL ? otk_record_copy (before) : NULL, fact);

  g_hash_table_remove (rows, &fact->row);
  if (after != NULL)
    g_hash_table_insert (rows, (gpointer) otk_record_id (after), after);
  if (after != NULL && fact->entity == OTK_ENTITY_REQUEST)
    self->next_number = MAX (self->next_number, otk_record_int (after, OTK_REQUEST_NUMBER));
}

static void
append (OtkMemoryState *self, const OtkCommand *command, const OtkDecision *decision)
{
  for (guint i = 0; i < decision->facts->len; i++)
    {
      OtkFact *fact = g_ptr_array_index (decision->facts, i);

      fact->n = self->facts->len + 1;
      fact->command = command->id;
      fact->batch = command->batch;
      fact->actor = command->actor;
      fact->at = command->at;
      g_ptr_array_add (self->facts, otk_fact_ref (fact));
      fold (self, fact);
    }
  g_hash_table_add (self->known, g_memdup2 (&command->id, sizeof command->id));
}

static gboolean
find_due_of (OtkMemoryState *self, OtkEntityType type, OtkTime now, OtkId *root, OtkTimer *timer)
{
  g_autoptr (GPtrArray) records = memory_list (&self->parent, type, -1, NULL);
  gboolean found = FALSE;

  for (guint i = 0; i < records->len; i++)
    {
      OtkTimer timers[OTK_MAX_TIMERS];
      guint n = otk_timers_of (g_ptr_array_index (records, i), timers);

      for (guint j = 0; j < n; j++)
        if (timers[j].due <= now && (timer->kind == 0 || timers[j].due < timer->due))
          {
            *timer = timers[j];
            *root = *otk_record_id (g_ptr_array_index (records, i));
            found = TRUE;
          }
    }
  return found;
}

/* The earliest timer of all that is due by @now; FALSE where none is. */
static gboolean
find_due (OtkMemoryState *self, OtkTime now, OtkId *root, OtkTimer *timer)
{
  gboolean found;

  *timer = (OtkTimer){ 0 };
  found = find_due_of (self, OTK_ENTITY_REQUEST, now, root, timer);
  return find_due_of (self, OTK_ENTITY_SLA, now, root, timer) || found;
}

static const OtkMemoryWatch *watch;
static gpointer watch_data;

void
otk_memory_state_watch (const OtkMemoryWatch *watching, gpointer data)
{
  watch = watching;
  watch_data = data;
}

OtkMemoryState *
otk_memory_state_new (void)
{
  OtkMemoryState *self = g_new0 (OtkMemoryState, 1);

  if (watch != NULL)
    watch->began (watch_data);

  self->parent.klass = &memory_class;
  for (int i = 0; i < OTK_N_ENTITIES; i++)
    self->rows[i] =
        g_hash_table_new_full (otk_id_hash, otk_id_equal, NULL, (GDestroyNotify) otk_record_unref);
  self->facts = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);
  self->known = g_hash_table_new_full (otk_id_hash, otk_id_equal, g_free, NULL);
  return self;
}

void
otk_memory_state_free (OtkMemoryState *self)
{
  if (watch != NULL)
    watch->ended (watch_data);
  if (self == NULL)
    return;
  for (int i = 0; i < OTK_N_ENTITIES; i++)
    g_hash_table_unref (self->rows[i]);
  g_ptr_array_unref (self->facts);
  g_hash_table_unref (self->known);
  g_free (self);
}

OtkState *
otk_memory_state (OtkMemoryState *self)
{
  return &self->parent;
}

OtkDecision *
otk_memory_state_submit (OtkMemoryState *self, const OtkCommand *command, GError **error)
{
  OtkDecision *decision;

  if (watch != NULL)
    watch->given (command, watch_data);
  if (g_hash_table_contains (self->known, &command->id))
    {
      decision = g_new0 (OtkDecision, 1);
      decision->facts = g_ptr_array_new ();
      decision->subject = command->root;
      return decision;
    }
  decision = otk_decide (&self->parent, command, error);
  if (decision != NULL)
    append (self, command, decision);
  return decision;
}

guint
otk_memory_state_tick (OtkMemoryState *self, OtkTime now)
{
  guint fired = 0;
  OtkId request;
  OtkTimer timer;

  while (find_due (self, now, &request, &timer))
    {
      g_autoptr (OtkCommand) command = otk_timer_command (&request, &timer);
      g_autoptr (OtkDecision) decision = NULL;
      g_autoptr (GError) error = NULL;

      decision = otk_memory_state_submit (self, command, &error);
      g_assert_no_error (error);
      /* A timer that changes nothing would come due for ever. */
      g_assert_cmpuint (decision->facts->len, >, 0);
      fired++;
    }
  return fired;
}

GPtrArray *
otk_memory_state_facts (OtkMemoryState *self)
{
  return self->facts;
}
