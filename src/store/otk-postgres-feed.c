/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-sync.h"

#include "otk-error.h"

/* The letters of device codes: those that are read over the telephone without being mistaken. */
static const char *const letters[] = { "А", "Б", "В", "Г", "Д", "Е", "Ж", "И", "К", "Л", "М",
                                       "Н", "П", "Р", "С", "Т", "У", "Ф", "Х", "Ц", "Ю", "Я" };

static gboolean
feed_enabled (OtkStore *store)
{
  g_autofree char *epoch = otk_postgres_epoch (store, NULL);

  return epoch != NULL;
}

/* Several servers may start at once: the first one computes, the others find it done. */
static gboolean
enable_once (OtkStore *store, GError **error)
{
  return otk_postgres_run (OTK_POSTGRES (store), "LOCK TABLE acl IN EXCLUSIVE MODE", NULL, error)
         && (feed_enabled (store)
             || (otk_postgres_make_tokens (OTK_POSTGRES (store), error)
                 && otk_postgres_set_epoch (store, OTK_FEED_EPOCH_NEW, NULL, error)));
}

static gboolean
feed_enable (OtkStore *store, OtkTime now, GError **error)
{
  OtkPostgres *self = OTK_POSTGRES (store);

  if (self->feed)
    return TRUE;
  if (!otk_postgres_transact (store, OTK_TRANSACTION_BEGIN, error))
    return FALSE;
  if (!enable_once (store, error))
    {
      otk_postgres_transact (store, OTK_TRANSACTION_ROLLBACK, NULL);
      return FALSE;
    }
  self->feed = otk_postgres_transact (store, OTK_TRANSACTION_COMMIT, error);
  return self->feed;
}

static void
add_time (OtkParams *params, OtkTime at)
{
  g_auto (OtkValue) value = otk_value_time (at);

  otk_params_add (params, &value);
}

static OtkTime
time_in (const PGresult *result, int row, int column)
{
  return otk_row_is_null (result, row, column) ? OTK_TIME_NONE : otk_row_int (result, row, column);
}

static char *
text_in (const PGresult *result, int row, int column)
{
  return otk_row_is_null (result, row, column) ? NULL
                                               : g_strdup (otk_row_text (result, row, column));
}

#define DEVICE_COLUMNS                                                                             \
  "id, \"user\", profile, code, name, last_seq, effective, created, seen, revoked"

static OtkDevice *
device_in (const PGresult *result, int row)
{
  OtkDevice *device = g_new0 (OtkDevice, 1);

  device->id = otk_row_id (result, row, 0);
  device->user = otk_row_id (result, row, 1);
  device->profile = (OtkProfile) otk_row_int (result, row, 2);
  device->code = text_in (result, row, 3);
  device->name = text_in (result, row, 4);
  device->last_seq = otk_row_int (result, row, 5);
  device->effective = time_in (result, row, 6);
  device->created = otk_row_int (result, row, 7);
  device->seen = otk_row_int (result, row, 8);
  device->revoked = time_in (result, row, 9);
  return device;
}

static OtkDevice *
feed_device (OtkStore *store, const OtkId *id, gboolean lock, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;

  otk_params_add_id (&params, id);
  found =
      otk_postgres_query (OTK_POSTGRES (store),
                          lock ? "SELECT " DEVICE_COLUMNS " FROM device WHERE id = $1 FOR UPDATE"
                               : "SELECT " DEVICE_COLUMNS " FROM device WHERE id = $1",
                          &params, error);
  return found != NULL && PQntuples (found) == 1 ? device_in (found, 0) : NULL;
}

static GPtrArray *
feed_devices (OtkStore *store, const OtkId *user, GError **error)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_device_free);
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;

  otk_params_add_id (&params, user);
  found = otk_postgres_query (OTK_POSTGRES (store),
                              "SELECT " DEVICE_COLUMNS " FROM device"
                              " WHERE $1::uuid IS NULL OR \"user\" = $1"
                              " ORDER BY created DESC, id DESC",
                              &params, error);
  for (int i = 0; found != NULL && i < PQntuples (found); i++)
    g_ptr_array_add (devices, device_in (found, i));
  return found != NULL ? g_steal_pointer (&devices) : NULL;
}

/* "Ф07", "Ф107": the n-th code. Devices are never deleted, so their count is the next n. */
static char *
device_code (gint64 n)
{
  gint64 round = n / (gint64) G_N_ELEMENTS (letters) + 1;

  return g_strdup_printf ("%s%02" G_GINT64_FORMAT, letters[n % (gint64) G_N_ELEMENTS (letters)],
                          round);
}

static OtkDevice *
insert_device (OtkPostgres *self, const OtkId *id, const OtkId *user, OtkProfile profile,
               const char *name, OtkTime now, GError **error)
{
  g_autofree char *code =
      device_code (otk_postgres_number (self, "SELECT count (*) FROM device", 0));
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) made = NULL;

  otk_params_add_id (&params, id);
  otk_params_add_id (&params, user);
  otk_params_add_int (&params, profile);
  otk_params_add_text (&params, code);
  otk_params_add_text (&params, name);
  otk_params_add_int (&params, now);
  made = otk_postgres_query (self,
                             "INSERT INTO device (id, \"user\", profile, code, name, created, seen)"
                             " VALUES ($1, $2, $3, $4, $5, $6, $6)"
                             " ON CONFLICT DO NOTHING RETURNING " DEVICE_COLUMNS,
                             &params, error);
  if (made == NULL)
    return NULL;
  if (PQntuples (made) == 1)
    return device_in (made, 0);
  otk_refuse (error, OTK_ERROR_RETRY,
              N_ ("Somebody else changed the same at that moment: try again"), NULL);
  return NULL;
}

static OtkDevice *
feed_add_device (OtkStore *store, const OtkId *id, const OtkId *user, OtkProfile profile,
                 const char *name, OtkTime now, GError **error)
{
  GError *failure = NULL;
  g_autoptr (OtkDevice) device = feed_device (store, id, TRUE, &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return NULL;
    }
  if (device == NULL)
    return insert_device (OTK_POSTGRES (store), id, user, profile, name, now, error);
  if (otk_id_equal (&device->user, user))
    return g_steal_pointer (&device);
  otk_refuse (error, OTK_ERROR_NOT_ALLOWED, N_ ("This device belongs to another person"), NULL);
  return NULL;
}

static gboolean
feed_change_device (OtkStore *store, const OtkId *id, const OtkFeedDevice *change, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  otk_params_add_id (&params, id);
  add_time (&params, change->seen);
  add_time (&params, change->revoked);
  add_time (&params, change->profile != 0 ? (OtkTime) change->profile : OTK_TIME_NONE);
  return otk_postgres_run (OTK_POSTGRES (store),
                           "UPDATE device SET seen = coalesce ($2, seen),"
                           " revoked = coalesce ($3, revoked), profile = coalesce ($4, profile)"
                           " WHERE id = $1",
                           &params, error);
}

char *
otk_postgres_id_array (GArray *ids)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; i < ids->len; i++)
    {
      char id[OTK_ID_STRING_LENGTH + 1];

      g_string_append (text, i > 0 ? "," : "");
      g_string_append (text, otk_id_print (&g_array_index (ids, OtkId, i), id));
    }
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

/* In the order of ids, so that two that want the same ones do not wait for each other. */
static gboolean
feed_lock_roots (OtkStore *store, const OtkId *roots, guint n_roots, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (OtkId));
  g_autofree char *array = NULL;
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  g_array_append_vals (ids, roots, n_roots);
  array = otk_postgres_id_array (ids);
  otk_params_add_text (&params, array);
  return otk_postgres_run (OTK_POSTGRES (store),
                           "SELECT FROM request WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE",
                           &params, error);
}

#define RECEIPT_COLUMNS                                                                            \
  "l.id, l.device, l.\"user\", l.kind, l.root, l.status, l.code, l.detail, l.hash, l.at,"          \
  " l.quality, l.received, l.effective, l.x"

static OtkReceipt *
receipt_in (const PGresult *result, int row)
{
  OtkReceipt *receipt = g_new0 (OtkReceipt, 1);

  receipt->command = otk_row_id (result, row, 0);
  receipt->device = otk_row_id (result, row, 1);
  receipt->user = otk_row_id (result, row, 2);
  receipt->kind = (OtkCommandKind) otk_row_int (result, row, 3);
  receipt->root = otk_row_id (result, row, 4);
  receipt->status = (OtkReceiptStatus) otk_row_int (result, row, 5);
  receipt->code = text_in (result, row, 6);
  receipt->detail = text_in (result, row, 7);
  receipt->hash = (guint64) otk_row_int (result, row, 8);
  receipt->at = time_in (result, row, 9);
  receipt->quality = (char) otk_row_int (result, row, 10);
  receipt->received = otk_row_int (result, row, 11);
  receipt->effective = time_in (result, row, 12);
  receipt->x = otk_row_int (result, row, 13);
  return receipt;
}

static OtkReceipt *
feed_receipt (OtkStore *store, const OtkId *command, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;

  otk_params_add_id (&params, command);
  found = otk_postgres_query (OTK_POSTGRES (store),
                              "SELECT " RECEIPT_COLUMNS " FROM command_log l WHERE l.id = $1",
                              &params, error);
  return found != NULL && PQntuples (found) == 1 ? receipt_in (found, 0) : NULL;
}

static gboolean
feed_add_receipt (OtkStore *store, const OtkReceipt *receipt, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  otk_params_add_id (&params, &receipt->command);
  otk_params_add_id (&params, &receipt->device);
  otk_params_add_id (&params, &receipt->user);
  otk_params_add_int (&params, receipt->kind);
  otk_params_add_id (&params, &receipt->root);
  otk_params_add_int (&params, receipt->status);
  otk_params_add_text (&params, receipt->code);
  otk_params_add_text (&params, receipt->detail);
  otk_params_add_int (&params, (gint64) receipt->hash);
  add_time (&params, receipt->at);
  otk_params_add_int (&params, receipt->quality);
  otk_params_add_int (&params, receipt->received);
  add_time (&params, receipt->effective);
  return otk_postgres_run (
      OTK_POSTGRES (store),
      "INSERT INTO command_log (id, device, \"user\", kind, root, status, code, detail, hash, at,"
      " quality, received, effective, x) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
      " $13, coalesce ((SELECT x FROM command WHERE id = $1), '0'::xid8))",
      &params, error);
}

static gboolean
feed_add_seq (OtkStore *store, const OtkId *device, gint64 seq, const OtkId *command,
              OtkTime effective, GError **error)
{
  OtkPostgres *self = OTK_POSTGRES (store);
  g_auto (OtkParams) insert = OTK_PARAMS_INIT, update = OTK_PARAMS_INIT;

  otk_params_add_id (&insert, device);
  otk_params_add_int (&insert, seq);
  otk_params_add_id (&insert, command);
  otk_params_add_id (&update, device);
  otk_params_add_int (&update, seq);
  add_time (&update, effective);
  return otk_postgres_send (self,
                            "INSERT INTO device_seq (device, seq, command) VALUES ($1, $2, $3)",
                            &insert, error)
         && otk_postgres_run (self,
                              "UPDATE device SET last_seq = $2,"
                              " effective = coalesce ($3, effective) WHERE id = $1",
                              &update, error);
}

static gboolean
feed_seq (OtkStore *store, const OtkId *device, gint64 seq, OtkId *command, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;

  otk_params_add_id (&params, device);
  otk_params_add_int (&params, seq);
  found = otk_postgres_query (OTK_POSTGRES (store),
                              "SELECT command FROM device_seq WHERE device = $1 AND seq = $2",
                              &params, error);
  if (found == NULL || PQntuples (found) == 0)
    return FALSE;
  *command = otk_row_id (found, 0, 0);
  return TRUE;
}

static OtkTime
feed_time_of (OtkStore *store, gint64 x, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;

  otk_params_add_int (&params, x);
  found = otk_postgres_query (OTK_POSTGRES (store), "SELECT max (at) FROM command WHERE x = $1",
                              &params, error);
  return found != NULL ? time_in (found, 0, 0) : OTK_TIME_NONE;
}

gboolean
otk_postgres_tell_receipts (OtkPostgres *self, const OtkPull *pull, const OtkFeedSink *sink,
                            gpointer data, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;
  g_autoptr (PGresult) found = NULL;

  otk_params_add_id (&params, &pull->device);
  otk_params_add_int (&params, pull->acked_seq);
  found = otk_postgres_query (self,
                              "SELECT " RECEIPT_COLUMNS ", s.seq FROM device_seq s"
                              " JOIN command_log l ON l.id = s.command"
                              " WHERE s.device = $1 AND s.seq > $2 ORDER BY s.seq",
                              &params, error);
  for (int i = 0; found != NULL && i < PQntuples (found); i++)
    {
      g_autoptr (OtkReceipt) receipt = receipt_in (found, i);

      receipt->seq = otk_row_int (found, i, 14);
      if (!sink->receipt (receipt, data, error))
        return FALSE;
    }
  return found != NULL;
}

/* Of the primary only: a standby's snapshot would look complete too early. */
static gboolean
feed_begin_read (OtkStore *store, GError **error)
{
  OtkPostgres *self = OTK_POSTGRES (store);

  g_clear_error (&self->state_error);
  otk_postgres_forget_all (self);
  if (!otk_postgres_send (self, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", NULL, error))
    return FALSE;
  self->open = TRUE;
  if (otk_postgres_number (self, "SELECT pg_is_in_recovery ()", 1) == 0)
    return TRUE;
  otk_postgres_transact (store, OTK_TRANSACTION_ROLLBACK, NULL);
  return otk_refuse (error, OTK_ERROR_OFFLINE, N_ ("The database server does not answer: %s"),
                     self->shown);
}

static void
feed_end_read (OtkStore *store)
{
  otk_postgres_transact (store, OTK_TRANSACTION_ROLLBACK, NULL);
}

const OtkFeedClass otk_postgres_feed_class = {
  .enabled = feed_enabled,
  .enable = feed_enable,
  .epoch = otk_postgres_epoch,
  .set_epoch = otk_postgres_set_epoch,
  .add_device = feed_add_device,
  .device = feed_device,
  .devices = feed_devices,
  .change_device = feed_change_device,
  .lock_roots = feed_lock_roots,
  .receipt = feed_receipt,
  .add_receipt = feed_add_receipt,
  .add_seq = feed_add_seq,
  .seq = feed_seq,
  .time_of = feed_time_of,
  .begin_read = feed_begin_read,
  .end_read = feed_end_read,
  .cookie = otk_postgres_cookie,
  .check_cookie = otk_postgres_check_cookie,
  .pull = otk_postgres_pull,
  .checksums = otk_postgres_checksums,
  .pin = otk_postgres_pin,
  .prune = otk_postgres_prune,
};
