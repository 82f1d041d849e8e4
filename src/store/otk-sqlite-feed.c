/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-sync.h"

#include "otk-error.h"

/* The letters of device codes: those that are read over the telephone without being mistaken. */
static const char *const letters[] = { "А", "Б", "В", "Г", "Д", "Е", "Ж", "И", "К", "Л", "М",
                                       "Н", "П", "Р", "С", "Т", "У", "Ф", "Х", "Ц", "Ю", "Я" };

static gboolean
feed_enabled (OtkStore *store)
{
  g_autofree char *epoch = otk_store_meta (store, OTK_SQLITE_EPOCH_KEY, NULL);

  return epoch != NULL;
}

static gboolean
feed_enable (OtkStore *store, OtkTime now, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);

  if (self->feed)
    return TRUE;
  if (!otk_sqlite_transact (store, OTK_TRANSACTION_BEGIN, error))
    return FALSE;
  if (!otk_sqlite_make_tokens (self, error)
      || !otk_sqlite_set_epoch (store, OTK_FEED_EPOCH_NEW, NULL, error))
    {
      otk_sqlite_transact (store, OTK_TRANSACTION_ROLLBACK, NULL);
      return FALSE;
    }
  if (!otk_sqlite_transact (store, OTK_TRANSACTION_COMMIT, error))
    return FALSE;
  self->feed = TRUE;
  return otk_sqlite_set_epoch (store, OTK_FEED_EPOCH_MARK, NULL, error);
}

static void
bind_time (OtkStatement *statement, int at, OtkTime time)
{
  if (time != OTK_TIME_NONE)
    otk_statement_bind_int (statement, at, time);
}

static OtkTime
time_in (OtkStatement *statement, int column)
{
  return otk_statement_is_null (statement, column) ? OTK_TIME_NONE
                                                   : otk_statement_int (statement, column);
}

#define SELECT_DEVICE                                                                              \
  "SELECT id, user, profile, code, name, last_seq, effective, created, seen, revoked FROM device "

static OtkDevice *
device_in (OtkStatement *statement)
{
  OtkDevice *device = g_new0 (OtkDevice, 1);

  device->id = otk_statement_id (statement, 0);
  device->user = otk_statement_id (statement, 1);
  device->profile = (OtkProfile) otk_statement_int (statement, 2);
  device->code = g_strdup (otk_statement_text (statement, 3));
  device->name = g_strdup (otk_statement_text (statement, 4));
  device->last_seq = otk_statement_int (statement, 5);
  device->effective = time_in (statement, 6);
  device->created = otk_statement_int (statement, 7);
  device->seen = otk_statement_int (statement, 8);
  device->revoked = time_in (statement, 9);
  return device;
}

static OtkDevice *
feed_device (OtkStore *store, const OtkId *id, gboolean lock, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  /* One writer at a time: its transaction is the lock. */
  if (!otk_statement_prepare (&statement, OTK_SQLITE (store), SELECT_DEVICE "WHERE id = ?", error))
    return NULL;
  otk_statement_bind_id (&statement, 1, id);
  return otk_statement_step (&statement, error) == 1 ? device_in (&statement) : NULL;
}

static GPtrArray *
feed_devices (OtkStore *store, const OtkId *user, GError **error)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_device_free);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store),
                              SELECT_DEVICE "WHERE ?1 IS NULL OR user = ?1"
                                            " ORDER BY created DESC, id DESC",
                              error))
    return NULL;
  otk_statement_bind_id (&statement, 1, user);
  while ((found = otk_statement_step (&statement, error)) == 1)
    g_ptr_array_add (devices, device_in (&statement));
  return found == 0 ? g_steal_pointer (&devices) : NULL;
}

/* "Ф07", "Ф107": the n-th code. Devices are never deleted, so their count is the next n. */
static char *
device_code (gint64 n)
{
  gint64 round = n / (gint64) G_N_ELEMENTS (letters) + 1;

  return g_strdup_printf ("%s%02" G_GINT64_FORMAT, letters[n % (gint64) G_N_ELEMENTS (letters)],
                          round);
}

static gboolean
insert_device (OtkSqlite *self, const OtkDevice *device, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self,
                              "INSERT INTO device (id, user, profile, code, name, created, seen)"
                              " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
                              error))
    return FALSE;
  otk_statement_bind_id (&statement, 1, &device->id);
  otk_statement_bind_id (&statement, 2, &device->user);
  otk_statement_bind_int (&statement, 3, device->profile);
  otk_statement_bind_text (&statement, 4, device->code);
  otk_statement_bind_text (&statement, 5, device->name);
  otk_statement_bind_int (&statement, 6, device->created);
  return otk_statement_run (&statement, error);
}

static OtkDevice *
feed_add_device (OtkStore *store, const OtkId *id, const OtkId *user, OtkProfile profile,
                 const char *name, OtkTime now, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  GError *failure = NULL;
  g_autoptr (OtkDevice) device = feed_device (store, id, TRUE, &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return NULL;
    }
  if (device != NULL && !otk_id_equal (&device->user, user))
    {
      otk_refuse (error, OTK_ERROR_NOT_ALLOWED, N_ ("This device belongs to another person"), NULL);
      return NULL;
    }
  if (device != NULL)
    return g_steal_pointer (&device);
  device = g_new0 (OtkDevice, 1);
  device->id = *id;
  device->user = *user;
  device->profile = profile;
  device->code = device_code (otk_sqlite_number (self, "SELECT count (*) FROM device", 0));
  device->name = g_strdup (name);
  device->created = device->seen = now;
  device->effective = device->revoked = OTK_TIME_NONE;
  return insert_device (self, device, error) ? g_steal_pointer (&device) : NULL;
}

static gboolean
feed_change_device (OtkStore *store, const OtkId *id, const OtkFeedDevice *change, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store),
                              "UPDATE device SET seen = ifnull (?2, seen),"
                              " revoked = ifnull (?3, revoked), profile = ifnull (?4, profile)"
                              " WHERE id = ?1",
                              error))
    return FALSE;
  otk_statement_bind_id (&statement, 1, id);
  bind_time (&statement, 2, change->seen);
  bind_time (&statement, 3, change->revoked);
  if (change->profile != 0)
    otk_statement_bind_int (&statement, 4, change->profile);
  return otk_statement_run (&statement, error);
}

static gboolean
feed_lock_roots (OtkStore *store, const OtkId *roots, guint n_roots, GError **error)
{
  return TRUE;
}

#define RECEIPT_COLUMNS                                                                            \
  "l.id, l.device, l.user, l.kind, l.root, l.status, l.code, l.detail, l.hash, l.at, l.quality,"   \
  " l.received, l.effective, l.x"

static OtkReceipt *
receipt_in (OtkStatement *statement)
{
  OtkReceipt *receipt = g_new0 (OtkReceipt, 1);

  receipt->command = otk_statement_id (statement, 0);
  receipt->device = otk_statement_id (statement, 1);
  receipt->user = otk_statement_id (statement, 2);
  receipt->kind = (OtkCommandKind) otk_statement_int (statement, 3);
  receipt->root = otk_statement_id (statement, 4);
  receipt->status = (OtkReceiptStatus) otk_statement_int (statement, 5);
  receipt->code = g_strdup (otk_statement_text (statement, 6));
  receipt->detail = g_strdup (otk_statement_text (statement, 7));
  receipt->hash = (guint64) otk_statement_int (statement, 8);
  receipt->at = time_in (statement, 9);
  receipt->quality = (char) otk_statement_int (statement, 10);
  receipt->received = otk_statement_int (statement, 11);
  receipt->effective = time_in (statement, 12);
  receipt->x = otk_statement_int (statement, 13);
  return receipt;
}

static OtkReceipt *
feed_receipt (OtkStore *store, const OtkId *command, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store),
                              "SELECT " RECEIPT_COLUMNS " FROM command_log l WHERE l.id = ?",
                              error))
    return NULL;
  otk_statement_bind_id (&statement, 1, command);
  return otk_statement_step (&statement, error) == 1 ? receipt_in (&statement) : NULL;
}

static gboolean
feed_add_receipt (OtkStore *store, const OtkReceipt *receipt, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (
          &statement, OTK_SQLITE (store),
          "INSERT INTO command_log (id, device, user, kind, root, status, code, detail, hash, at,"
          " quality, received, effective, x) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
          " ?12, ?13, ifnull ((SELECT n FROM command WHERE id = ?1), 0))",
          error))
    return FALSE;
  otk_statement_bind_id (&statement, 1, &receipt->command);
  otk_statement_bind_id (&statement, 2, &receipt->device);
  otk_statement_bind_id (&statement, 3, &receipt->user);
  otk_statement_bind_int (&statement, 4, receipt->kind);
  otk_statement_bind_id (&statement, 5, &receipt->root);
  otk_statement_bind_int (&statement, 6, receipt->status);
  otk_statement_bind_text (&statement, 7, receipt->code);
  otk_statement_bind_text (&statement, 8, receipt->detail);
  otk_statement_bind_int (&statement, 9, (gint64) receipt->hash);
  bind_time (&statement, 10, receipt->at);
  otk_statement_bind_int (&statement, 11, receipt->quality);
  otk_statement_bind_int (&statement, 12, receipt->received);
  bind_time (&statement, 13, receipt->effective);
  return otk_statement_run (&statement, error);
}

static gboolean
feed_add_seq (OtkStore *store, const OtkId *device, gint64 seq, const OtkId *command,
              OtkTime effective, GError **error)
{
  g_auto (OtkStatement) insert = OTK_STATEMENT_INIT, update = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&insert, OTK_SQLITE (store),
                              "INSERT INTO device_seq (device, seq, command) VALUES (?, ?, ?)",
                              error))
    return FALSE;
  otk_statement_bind_id (&insert, 1, device);
  otk_statement_bind_int (&insert, 2, seq);
  otk_statement_bind_id (&insert, 3, command);
  if (!otk_statement_run (&insert, error)
      || !otk_statement_prepare (&update, OTK_SQLITE (store),
                                 "UPDATE device SET last_seq = ?2,"
                                 " effective = ifnull (?3, effective) WHERE id = ?1",
                                 error))
    return FALSE;
  otk_statement_bind_id (&update, 1, device);
  otk_statement_bind_int (&update, 2, seq);
  bind_time (&update, 3, effective);
  return otk_statement_run (&update, error);
}

static gboolean
feed_seq (OtkStore *store, const OtkId *device, gint64 seq, OtkId *command, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store),
                              "SELECT command FROM device_seq WHERE device = ? AND seq = ?", error))
    return FALSE;
  otk_statement_bind_id (&statement, 1, device);
  otk_statement_bind_int (&statement, 2, seq);
  if (otk_statement_step (&statement, error) != 1)
    return FALSE;
  *command = otk_statement_id (&statement, 0);
  return TRUE;
}

static OtkTime
feed_time_of (OtkStore *store, gint64 x, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, OTK_SQLITE (store), "SELECT at FROM command WHERE n = ?",
                              error))
    return OTK_TIME_NONE;
  otk_statement_bind_int (&statement, 1, x);
  return otk_statement_step (&statement, error) == 1 ? otk_statement_int (&statement, 0)
                                                     : OTK_TIME_NONE;
}

gint64
otk_sqlite_last_seq (OtkSqlite *self, const OtkId *device)
{
  g_autoptr (OtkDevice) found = feed_device (&self->parent, device, FALSE, NULL);

  return found != NULL ? found->last_seq : 0;
}

gboolean
otk_sqlite_tell_receipts (OtkSqlite *self, const OtkPull *pull, const OtkFeedSink *sink,
                          gpointer data, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, self,
                              "SELECT " RECEIPT_COLUMNS ", s.seq FROM device_seq s"
                              " JOIN command_log l ON l.id = s.command"
                              " WHERE s.device = ? AND s.seq > ? ORDER BY s.seq",
                              error))
    return FALSE;
  otk_statement_bind_id (&statement, 1, &pull->device);
  otk_statement_bind_int (&statement, 2, pull->acked_seq);
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      g_autoptr (OtkReceipt) receipt = receipt_in (&statement);

      receipt->seq = otk_statement_int (&statement, 14);
      if (!sink->receipt (receipt, data, error))
        return FALSE;
    }
  return found == 0;
}

static gboolean
feed_begin_read (OtkStore *store, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);

  g_clear_error (&self->state_error);
  /* Only what is read takes the snapshot. */
  if (otk_sqlite_exec (self, "BEGIN; SELECT 1 FROM meta LIMIT 1", error))
    return TRUE;
  otk_sqlite_transact (store, OTK_TRANSACTION_ROLLBACK, NULL);
  return FALSE;
}

static void
feed_end_read (OtkStore *store)
{
  otk_sqlite_exec (OTK_SQLITE (store), "ROLLBACK", NULL);
}

static char *
feed_cookie (OtkStore *store, GError **error)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, otk_sqlite_version (OTK_SQLITE (store)));
}

static OtkCookieCheck
feed_check_cookie (OtkStore *store, const char *cookie, GError **error)
{
  g_autofree char *pruned = otk_store_meta (store, OTK_SQLITE_PRUNED_KEY, NULL);
  gint64 version;

  if (!otk_sqlite_read_cookie (cookie, &version))
    return OTK_COOKIE_MALFORMED;
  if (version > otk_sqlite_version (OTK_SQLITE (store)))
    return OTK_COOKIE_FUTURE;
  if (pruned != NULL && version < g_ascii_strtoll (pruned, NULL, 10))
    return OTK_COOKIE_PRUNED;
  return OTK_COOKIE_OK;
}

const OtkFeedClass otk_sqlite_feed_class = {
  .enabled = feed_enabled,
  .enable = feed_enable,
  .epoch = otk_sqlite_epoch,
  .set_epoch = otk_sqlite_set_epoch,
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
  .cookie = feed_cookie,
  .check_cookie = feed_check_cookie,
  .pull = otk_sqlite_pull,
  .checksums = otk_sqlite_checksums,
  .pin = otk_sqlite_pin,
  .prune = otk_sqlite_prune,
};
