/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-exchange-private.h"

#include "otk-error.h"
#include "otk-mutant.h"

/* What shares a transaction, and so a wait for the disk: so many commands, or what is done in so
 * many µs (sync.md §3.6). */
#define BATCH 25
#define BATCH_TIME (50 * 1000)

/* How often a transaction that collided with another one is tried again. */
#define ATTEMPTS 8

/* One push on its way through the store. */
typedef struct
{
  OtkExchange *exchange;
  OtkStore *store;
  const OtkExchangeCaller *caller;
  const OtkSyncPush *push;
  OtkTime now;
  guint at;         /* the next command */
  gint64 last_seq;  /* of what is committed */
  gboolean changed; /* others have something to pull */
  gboolean narrow;  /* one command at a time: the store failed, and it is not known at which */
  OtkExchangeAnswer *refusal;
} Course;

/* One transaction of it. */
typedef struct
{
  OtkDevice *device;
  guint at;
  gboolean changed;
  const OtkId *failed; /* (nullable): the command the store failed at */
  OtkExchangeAnswer *refusal;
} Batch;

static void
batch_clear (Batch *batch)
{
  g_clear_pointer (&batch->device, otk_device_free);
  g_clear_pointer (&batch->refusal, otk_exchange_answer_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Batch, batch_clear)

static OtkExchangeAnswer *
rewound (const char *code, gint64 last_seq)
{
  OtkSyncAnswer *fields = otk_sync_answer_new ();

  fields->error = g_strdup (code);
  fields->last_seq = last_seq;
  return otk_exchange_answer (409, fields);
}

/* A number that was used before has to mean the same command; otherwise the device is a copy of
 * another one, or an older state of itself. FALSE where the store failed. */
static gboolean
check_known (Course *course, Batch *batch, const OtkSyncCommand *command, GError **error)
{
  g_autoptr (GError) failure = NULL;
  OtkId known;

  if (OTK_MUTANT (OTK_MUTANT_NO_FULL))
    return TRUE;
  if (otk_feed_seq (course->store, &batch->device->id, command->seq, &known, &failure)
      && !otk_id_equal (&known, &command->command->id))
    batch->refusal = rewound ("device_rewound", batch->device->last_seq);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
execute (Course *course, Batch *batch, const OtkSyncCommand *command, GError **error)
{
  OtkExchangeRun run = { .exchange = course->exchange,
                         .store = course->store,
                         .device = batch->device,
                         .command = command,
                         .now = course->now,
                         .effective = OTK_TIME_NONE };

  if (!otk_exchange_run (&run, error))
    {
      batch->failed = &command->command->id;
      return FALSE;
    }
  if (run.differs)
    {
      otk_exchange_alarm (course->exchange, "a command came again with other contents",
                          &command->command->id);
      batch->refusal = otk_exchange_refuse (422, "args", NULL);
      return TRUE;
    }
  if (OTK_MUTANT (OTK_MUTANT_NO_IDEMPOTENCY) && command->seq <= batch->device->last_seq)
    return TRUE;
  if (!otk_feed_add_seq (course->store, &batch->device->id, command->seq, &command->command->id,
                         run.effective, error))
    return FALSE;
  batch->device->last_seq = command->seq;
  if (run.effective != OTK_TIME_NONE)
    batch->device->effective = run.effective;
  batch->changed |= run.changed;
  return TRUE;
}

static gboolean
deal_with (Course *course, Batch *batch, GError **error)
{
  const OtkSyncCommand *command = g_ptr_array_index (course->push->commands, batch->at);
  gint64 last = batch->device->last_seq;

  if (command->seq <= last && !OTK_MUTANT (OTK_MUTANT_NO_IDEMPOTENCY))
    return check_known (course, batch, command, error);
  if (command->seq > last + 1 && !OTK_MUTANT (OTK_MUTANT_GAPS))
    {
      batch->refusal = rewound ("gap", last);
      return TRUE;
    }
  return execute (course, batch, command, error);
}

static gint64
ticks (Course *course)
{
  const OtkExchangeHooks *hooks = &course->exchange->hooks;

  return hooks->ticks != NULL ? hooks->ticks (hooks->data) : 0;
}

static gboolean
find_device (Course *course, Batch *batch, GError **error)
{
  g_autoptr (GError) failure = NULL;

  batch->device = otk_feed_lock_device (course->store, &course->push->device, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  batch->refusal = otk_exchange_check_device (batch->device, &course->push->device, course->caller);
  return TRUE;
}

/* Between begin and commit. A refusal keeps what was done before it. */
static gboolean
run_batch (Course *course, Batch *batch, GError **error)
{
  gint64 start = ticks (course);
  guint end = MIN (course->at + (course->narrow ? 1 : BATCH), course->push->commands->len);

  batch->at = course->at;
  if (!find_device (course, batch, error))
    return FALSE;
  while (batch->refusal == NULL && batch->at < end)
    {
      if (!deal_with (course, batch, error))
        return FALSE;
      if (batch->refusal != NULL)
        break;
      batch->at++;
      if (ticks (course) - start > BATCH_TIME)
        break;
    }
  return batch->device == NULL
         || otk_feed_touch_device (course->store, &batch->device->id, course->now, error);
}

static gboolean
try_batch (Course *course, Batch *batch, GError **error)
{
  if (!otk_store_begin (course->store, error))
    return FALSE;
  if (run_batch (course, batch, error) && otk_store_commit (course->store, error))
    {
      course->at = batch->at;
      course->changed |= batch->changed;
      if (batch->device != NULL)
        course->last_seq = batch->device->last_seq;
      course->refusal = g_steal_pointer (&batch->refusal);
      return TRUE;
    }
  otk_store_rollback (course->store);
  return FALSE;
}

/* Counts a failure against the command, which is put aside when the store has failed at it too
 * often (otk-exchange-run.c); TRUE where it can be tried again. A full disk is nobody's fault. */
static gboolean
count_failure (Course *course, const Batch *batch, const GError *error)
{
  GHashTable *failures = course->exchange->failures;
  const OtkId *failed = batch->failed;
  guint count;

  if (g_error_matches (error, OTK_ERROR, OTK_ERROR_LIMIT)
      || g_error_matches (error, OTK_ERROR, OTK_ERROR_BUSY) || batch->device == NULL)
    return FALSE;
  if (failed == NULL && course->narrow && course->at < course->push->commands->len)
    failed = &((const OtkSyncCommand *) course->push->commands->pdata[course->at])->command->id;
  course->narrow = TRUE;
  if (failed == NULL)
    return TRUE;
  count = GPOINTER_TO_UINT (g_hash_table_lookup (failures, failed));
  g_hash_table_replace (failures, g_memdup2 (failed, sizeof (OtkId)), GUINT_TO_POINTER (count + 1));
  otk_exchange_alarm (course->exchange, error->message, failed);
  return TRUE;
}

/* TRUE where the push can go on. */
static gboolean
next_batch (Course *course)
{
  for (guint attempt = 1;; attempt++)
    {
      g_auto (Batch) batch = { 0 };
      g_autoptr (GError) error = NULL;
      gboolean again;

      if (try_batch (course, &batch, &error))
        return course->refusal == NULL;
      /* Collided with another process: the same commands again, which their ids make safe. */
      again = g_error_matches (error, OTK_ERROR, OTK_ERROR_RETRY)
              || count_failure (course, &batch, error);
      if (again && attempt < ATTEMPTS)
        continue;
      course->refusal = otk_exchange_later (course->exchange, error);
      return FALSE;
    }
}

static OtkExchangeAnswer *
finish (Course *course)
{
  OtkSyncAnswer *fields;
  OtkExchangeAnswer *answer = course->refusal;

  if (answer == NULL)
    {
      fields = otk_sync_answer_new ();
      fields->device = course->push->device;
      fields->last_seq = course->last_seq;
      fields->server_time = course->now;
      fields->poke = TRUE;
      answer = otk_exchange_answer (200, fields);
    }
  answer->changed = course->changed;
  return answer;
}

static OtkExchangeAnswer *
check_epoch (OtkExchange *self, OtkStore *store, const OtkSyncPush *push)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *epoch = otk_feed_epoch (store, &error);
  OtkSyncAnswer *fields;

  if (epoch == NULL)
    return otk_exchange_later (self, error);
  if (push->epoch == NULL || g_strcmp0 (epoch, push->epoch) == 0)
    return NULL;
  fields = otk_sync_answer_new ();
  fields->error = g_strdup ("epoch");
  fields->epoch = g_steal_pointer (&epoch);
  return otk_exchange_answer (409, fields);
}

OtkExchangeAnswer *
otk_exchange_push (OtkExchange *self, OtkStore *store, const OtkExchangeCaller *caller,
                   GBytes *body, OtkTime now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkSyncPush) push = otk_sync_push_read (body, &error);
  OtkExchangeAnswer *refusal;
  Course course = { self, store, caller, push, now, .last_seq = -1 };

  if (push == NULL)
    return otk_exchange_refuse (g_error_matches (error, OTK_ERROR, OTK_ERROR_LIMIT) ? 413 : 400,
                                "message", error);
  refusal = otk_exchange_check_schema (push->schema);
  if (refusal == NULL)
    refusal = check_epoch (self, store, push);
  if (refusal != NULL)
    return refusal;
  do
    if (!next_batch (&course))
      break;
  while (course.at < push->commands->len);
  return finish (&course);
}
