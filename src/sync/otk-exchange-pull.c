/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-exchange-private.h"

#include "otk-error.h"
#include "otk-json-writer.h"
#include "otk-mutant.h"
#include "otk-sync-lines.h"

/* Every so many pulls carry a checksum, asked for or not: reading the whole view is dear. */
#define SAMPLE 16

/* One pull on its way. */
typedef struct
{
  OtkExchange *exchange;
  OtkStore *store;
  const OtkExchangeCaller *caller;
  OtkSyncPull *question;
  OtkDevice *device;
  OtkPull pull;
  char *epoch;
  gboolean reset;
  OtkSyncWriter *writer;
  gint64 rows;
} Course;

static void
course_clear (Course *course)
{
  g_clear_pointer (&course->question, otk_sync_pull_free);
  g_clear_pointer (&course->device, otk_device_free);
  g_clear_pointer (&course->epoch, g_free);
  g_clear_pointer (&course->writer, otk_sync_writer_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Course, course_clear)

static gboolean
tell_gone (OtkEntityType entity, const OtkId *root, gpointer data, GError **error)
{
  Course *course = data;

  otk_sync_writer_left (course->writer, entity, root);
  return TRUE;
}

static gboolean
tell_removed (OtkEntityType entity, const OtkId *id, const OtkId *root, gpointer data,
              GError **error)
{
  Course *course = data;

  otk_sync_writer_deleted (course->writer, entity, id, root);
  return TRUE;
}

static gboolean
tell_row (const OtkRecord *record, gint64 x, gpointer data, GError **error)
{
  Course *course = data;

  otk_sync_writer_row (course->writer, record, x);
  course->rows++;
  return TRUE;
}

static gboolean
tell_log (gint64 n, const OtkCommand *command, GPtrArray *facts, gpointer data, GError **error)
{
  Course *course = data;
  OtkSyncLog log = { n, (OtkCommand *) command, facts };

  otk_sync_writer_log (course->writer, &log);
  return TRUE;
}

static const char *
status_name (OtkReceiptStatus status)
{
  static const char *const names[] = { "", "applied", "noop", "merged", "rejected", "quarantined" };

  return status < G_N_ELEMENTS (names) ? names[status] : "";
}

static gboolean
tell_receipt (const OtkReceipt *receipt, gpointer data, GError **error)
{
  Course *course = data;
  OtkSyncReceipt line = { .command = receipt->command,
                          .seq = receipt->seq,
                          .status = (char *) status_name (receipt->status),
                          .code = receipt->code,
                          .detail = receipt->detail,
                          .x = receipt->x,
                          .effective = receipt->effective };

  otk_sync_writer_receipt (course->writer, &line);
  return TRUE;
}

static const OtkFeedSink sink = { tell_gone, tell_removed, tell_row, tell_log, tell_receipt };

static gboolean
skip_name (OtkEntityType entity, const OtkId *root, gpointer data, GError **error)
{
  return TRUE;
}

static gboolean
skip_removed (OtkEntityType entity, const OtkId *id, const OtkId *root, gpointer data,
              GError **error)
{
  return TRUE;
}

static gboolean
skip_row (const OtkRecord *record, gint64 x, gpointer data, GError **error)
{
  return TRUE;
}

static gboolean
skip_log (gint64 n, const OtkCommand *command, GPtrArray *facts, gpointer data, GError **error)
{
  return TRUE;
}

static gboolean
skip_receipt (const OtkReceipt *receipt, gpointer data, GError **error)
{
  return TRUE;
}

static gboolean
read_receipts_later (Course *course, GError **error)
{
  static const OtkFeedSink receipts = { skip_name, skip_removed, skip_row, skip_log, tell_receipt };
  const OtkExchangeHooks *hooks = &course->exchange->hooks;
  g_auto (OtkPullEnd) end = { 0 };

  otk_feed_end_read (course->store);
  if (hooks->pause != NULL)
    hooks->pause (hooks->data);
  return otk_feed_begin_read (course->store, error)
         && otk_feed_pull (course->store, &course->pull, &receipts, course, &end, error);
}

static gboolean
read_feed (Course *course, OtkPullEnd *end, GError **error)
{
  OtkFeedSink rows = sink;

  rows.receipt = skip_receipt;
  if (!OTK_MUTANT (OTK_MUTANT_TWO_SNAPSHOTS))
    return otk_feed_pull (course->store, &course->pull, &sink, course, end, error);
  return otk_feed_pull (course->store, &course->pull, &rows, course, end, error)
         && read_receipts_later (course, error);
}

static void
write_head (Course *course, OtkTime now)
{
  OtkSyncHead head = { course->epoch, course->question->cookie, now, OTK_SYNC_SCHEMA,
                       course->reset };

  otk_sync_writer_head (course->writer, &head);
}

static gboolean
wants_checksum (Course *course, const OtkPullEnd *end)
{
  gboolean sampled = ++course->exchange->pulls % SAMPLE == 0;

  return (sampled || course->question->want_checksum) && !otk_feed_is_page (end->cookie);
}

static gboolean
write_end (Course *course, const OtkPullEnd *end, GError **error)
{
  OtkSyncEnd line = { .cookie = end->cookie,
                      .last_seq = end->last_seq,
                      .rows = course->rows,
                      .done = end->done,
                      .total = end->total,
                      .more = end->more || otk_feed_is_page (end->cookie) };
  g_autofree char *text = NULL;
  guint64 sum;

  if (wants_checksum (course, end))
    {
      if (!otk_feed_checksum (course->store, &course->pull, &sum, NULL, error))
        return FALSE;
      text = g_strdup_printf ("%016" G_GINT64_MODIFIER "x", sum);
      line.sum = text;
    }
  otk_sync_writer_end (course->writer, &line);
  return TRUE;
}

/* Whether what the device has can be gone on from, or everything has to be told anew. */
static gboolean
check_cookie (Course *course, GError **error)
{
  const OtkSyncPull *question = course->question;
  OtkCookieCheck check = OTK_COOKIE_OK;

  course->epoch = otk_feed_epoch (course->store, error);
  if (course->epoch == NULL)
    return FALSE;
  if (question->cookie != NULL)
    check = otk_feed_check_cookie (course->store, question->cookie, error);
  course->reset = question->cookie == NULL || check != OTK_COOKIE_OK
                  || g_strcmp0 (question->epoch, course->epoch) != 0
                  || question->profile != (gint64) course->device->profile;
  return check != OTK_COOKIE_FAILED;
}

static gboolean
read_device (Course *course, OtkExchangeAnswer **refusal, GError **error)
{
  g_autoptr (GError) failure = NULL;

  course->device = otk_feed_device (course->store, &course->question->device, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  *refusal = otk_exchange_check_device (course->device, &course->question->device, course->caller);
  if (*refusal != NULL)
    return TRUE;
  course->pull = (OtkPull){ .device = course->device->id,
                            .user = course->device->user,
                            .profile = course->device->profile,
                            .acked_seq = course->question->acked_seq,
                            .max_bytes = (gsize) course->question->max_bytes };
  return TRUE;
}

static gboolean
write_answer (Course *course, OtkTime now, OtkExchangeAnswer **refusal, GError **error)
{
  g_auto (OtkPullEnd) end = { 0 };

  if (!read_device (course, refusal, error) || *refusal != NULL)
    return *refusal != NULL;
  if (!check_cookie (course, error))
    return FALSE;
  if (!course->reset)
    course->pull.cookie = course->question->cookie;
  write_head (course, now);
  return read_feed (course, &end, error) && write_end (course, &end, error);
}

static gboolean
write_sums (Course *course, OtkExchangeAnswer **refusal, OtkJsonWriter *json, GError **error)
{
  g_autoptr (GArray) sums = NULL;

  if (!read_device (course, refusal, error) || *refusal != NULL)
    return *refusal != NULL;
  sums = otk_feed_root_checksums (course->store, &course->pull, error);
  if (sums == NULL)
    return FALSE;
  otk_json_writer_begin_object (json, NULL);
  otk_json_writer_begin_array (json, "roots");
  for (guint i = 0; i < sums->len; i++)
    {
      const OtkRootSum *root = &g_array_index (sums, OtkRootSum, i);
      char id[OTK_ID_STRING_LENGTH + 1], sum[17];

      g_snprintf (sum, sizeof sum, "%016" G_GINT64_MODIFIER "x", root->sum);
      otk_json_writer_begin_array (json, NULL);
      otk_json_writer_string (json, NULL, otk_id_print (&root->root, id));
      otk_json_writer_string (json, NULL, sum);
      otk_json_writer_end (json);
    }
  otk_json_writer_end (json);
  otk_json_writer_end (json);
  return TRUE;
}

/* Returns: (nullable): the refusal */
static OtkExchangeAnswer *
read_question (Course *course, GBytes *body)
{
  g_autoptr (GError) error = NULL;

  course->question = otk_sync_pull_read (body, &error);
  if (course->question == NULL)
    return otk_exchange_refuse (400, "message", error);
  return otk_exchange_check_schema (course->question->schema);
}

static OtkExchangeAnswer *
answer_with (GBytes *body, const char *type)
{
  OtkExchangeAnswer *answer = g_new0 (OtkExchangeAnswer, 1);

  answer->status = 200;
  answer->body = body;
  answer->type = type;
  return answer;
}

OtkExchangeAnswer *
otk_exchange_pull (OtkExchange *self, OtkStore *store, const OtkExchangeCaller *caller,
                   GBytes *body, OtkTime now)
{
  g_auto (Course) course = { .exchange = self, .store = store, .caller = caller };
  g_autoptr (GError) error = NULL;
  OtkExchangeAnswer *refusal = read_question (&course, body);
  gboolean done;

  if (refusal != NULL)
    return refusal;
  if (!otk_feed_begin_read (store, &error))
    return otk_exchange_later (self, error);
  course.writer = otk_sync_writer_new ();
  done = write_answer (&course, now, &refusal, &error);
  otk_feed_end_read (store);
  if (refusal != NULL)
    return refusal;
  if (!done)
    return otk_exchange_later (self, error);
  return answer_with (otk_sync_writer_take (course.writer), "application/x-ndjson");
}

OtkExchangeAnswer *
otk_exchange_check (OtkExchange *self, OtkStore *store, const OtkExchangeCaller *caller,
                    GBytes *body, OtkTime now)
{
  g_auto (Course) course = { .exchange = self, .store = store, .caller = caller };
  g_autoptr (OtkJsonWriter) json = otk_json_writer_new (FALSE);
  g_autoptr (GError) error = NULL;
  OtkExchangeAnswer *refusal = read_question (&course, body);
  gboolean done;

  if (refusal != NULL)
    return refusal;
  if (!otk_feed_begin_read (store, &error))
    return otk_exchange_later (self, error);
  done = write_sums (&course, &refusal, json, &error);
  otk_feed_end_read (store);
  if (refusal != NULL)
    return refusal;
  return done ? answer_with (otk_json_writer_take (json), "application/json")
              : otk_exchange_later (self, error);
}
