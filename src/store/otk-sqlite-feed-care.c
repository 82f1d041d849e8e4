/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-sync.h"

#include "otk-error.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* How far the side file may lag behind: a restored file that is older by less is not recognised by
 * itself, so restoring begins another epoch deliberately. */
#define MARK_EVERY 1000

/*
 * Beside the database lies a file with its epoch and how far it had come: one that is restored from
 * a backup is older than that, and must not go on as if nothing had happened (sync.md §5).
 */
static char *
side_path (OtkSqlite *self)
{
  return g_strconcat (self->path, ".epoch", NULL);
}

static gboolean
read_side (OtkSqlite *self, char **epoch, gint64 *version)
{
  g_autofree char *path = side_path (self), *text = NULL;
  char *space;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  space = strchr (text, ' ');
  if (space == NULL)
    return FALSE;
  *epoch = g_strndup (text, (gsize) (space - text));
  *version = g_ascii_strtoll (space + 1, NULL, 10);
  return TRUE;
}

static gboolean
write_side (OtkSqlite *self, GError **error)
{
  g_autofree char *path = side_path (self), *epoch = otk_sqlite_epoch (&self->parent, error);
  g_autofree char *text = NULL;

  if (epoch == NULL)
    return FALSE;
  self->marked = otk_sqlite_version (self);
  /* On a file system of a test there is no place for it. */
  if (self->vfs != NULL)
    return TRUE;
  text = g_strdup_printf ("%s %" G_GINT64_FORMAT "\n", epoch, self->marked);
  if (!g_file_set_contents_full (
          path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, NULL))
    return otk_refuse (error, OTK_ERROR_NOT_ALLOWED, N_ ("The file %s cannot be written"), path);
  return TRUE;
}

void
otk_sqlite_look_at_sync (OtkSqlite *self)
{
  gint64 epochs =
      otk_sqlite_number (self, "SELECT count (*) FROM meta WHERE key = '" OTK_SQLITE_EPOCH_KEY "'",
                         -1);
  gint64 replicas = otk_sqlite_number (self, "SELECT count (*) FROM replica", -1);

  /* Where the disk fails it stays what it was: a replica must not take itself for the authority. */
  if (epochs >= 0)
    self->feed = self->writer && epochs > 0;
  if (replicas >= 0)
    self->replica = replicas > 0;
  self->state.provisional = self->replica;
}

void
otk_sqlite_mark_feed (OtkSqlite *self)
{
  if (self->feed && otk_sqlite_version (self) >= self->marked + MARK_EVERY)
    write_side (self, NULL);
}

char *
otk_sqlite_epoch (OtkStore *store, GError **error)
{
  return otk_store_meta (store, OTK_SQLITE_EPOCH_KEY, error);
}

static gboolean
new_epoch (OtkStore *store, GError **error)
{
  g_autofree char *epoch = g_uuid_string_random ();

  return otk_store_put_meta (store, OTK_SQLITE_EPOCH_KEY, epoch, error);
}

static gboolean
check_epoch (OtkSqlite *self, gboolean *renewed, GError **error)
{
  g_autofree char *epoch = otk_sqlite_epoch (&self->parent, error), *seen = NULL;
  gint64 version = 0;

  if (epoch == NULL || self->vfs != NULL)
    return epoch != NULL;
  if (read_side (self, &seen, &version)
      && (strcmp (seen, epoch) != 0 || version > otk_sqlite_version (self)))
    {
      if (!new_epoch (&self->parent, error))
        return FALSE;
      *renewed = TRUE;
    }
  return write_side (self, error);
}

gboolean
otk_sqlite_set_epoch (OtkStore *store, OtkFeedEpoch what, gboolean *renewed, GError **error)
{
  switch (what)
    {
    case OTK_FEED_EPOCH_NEW:
      return new_epoch (store, error);
    case OTK_FEED_EPOCH_CHECK:
      return check_epoch (OTK_SQLITE (store), renewed, error);
    case OTK_FEED_EPOCH_MARK:
    default:
      return write_side (OTK_SQLITE (store), error);
    }
}

/* Whether the device's user may see the root, on whatever device. */
static gboolean
may_see (OtkSqlite *self, const OtkId *user, const OtkId *root)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self,
                              "SELECT 1 FROM acl a JOIN utoken u ON u.token = a.token"
                              " WHERE a.root = ?1 AND a.rx IS NULL AND u.owner = ?2"
                              " AND u.profile = 1 AND u.rx IS NULL",
                              NULL))
    return FALSE;
  otk_statement_bind_id (&statement, 1, root);
  otk_statement_bind_id (&statement, 2, user);
  return otk_statement_step (&statement, NULL) == 1;
}

/* A version of its own: the pin has to come after every cookie that is out. */
static gint64
take_version (OtkSqlite *self, GError **error)
{
  if (!otk_sqlite_exec (self, "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'command'",
                        error))
    return -1;
  return otk_sqlite_version (self);
}

static gboolean
hold_pins (OtkSqlite *self, const OtkId *device, gint64 token, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self,
                              "INSERT INTO utoken (owner, profile, token, ax) VALUES (?, 0, ?, 0)"
                              " ON CONFLICT DO NOTHING",
                              error))
    return FALSE;
  otk_statement_bind_id (&statement, 1, device);
  otk_statement_bind_int (&statement, 2, token);
  return otk_statement_run (&statement, error);
}

static gboolean
put_pin (OtkSqlite *self, OtkEntityType entity, const OtkId *root, gint64 token, gboolean pinned,
         GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  gint64 x = take_version (self, error);

  if (x < 0
      || !otk_statement_prepare (
          &statement, self,
          pinned ? "INSERT INTO acl (root, token, ax, entity) SELECT ?1, ?2, ?3, ?4"
                   " WHERE NOT EXISTS (SELECT 1 FROM acl WHERE root = ?1 AND token = ?2"
                   " AND rx IS NULL)"
                 : "UPDATE acl SET rx = ?3 WHERE root = ?1 AND token = ?2 AND entity = ?4"
                   " AND rx IS NULL",
          error))
    return FALSE;
  otk_statement_bind_id (&statement, 1, root);
  otk_statement_bind_int (&statement, 2, token);
  otk_statement_bind_int (&statement, 3, x);
  otk_statement_bind_int (&statement, 4, self->terms.entities[entity]);
  return otk_statement_run (&statement, error);
}

gboolean
otk_sqlite_pin (OtkStore *store, const OtkId *device_id, OtkEntityType entity, const OtkId *root,
                gboolean pinned, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  g_autoptr (OtkDevice) device = otk_feed_device (store, device_id, error);
  g_autoptr (OtkRecord) record = NULL;
  gint64 token;

  if (device == NULL)
    return error != NULL && *error != NULL
               ? FALSE
               : otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("There is no such device"), NULL);
  record = otk_sqlite_read (self, entity, root, NULL);
  if (pinned && record == NULL)
    return otk_refuse (error, OTK_ERROR_NOT_FOUND, N_ ("The record is gone"), NULL);
  if (pinned && !may_see (self, &device->user, root))
    return otk_refuse (error, OTK_ERROR_NOT_ALLOWED, N_ ("You may not see this request"), NULL);
  token = otk_sqlite_pin_token (self, device_id, error);
  return token > 0 && hold_pins (self, device_id, token, error)
         && put_pin (self, entity, root, token, pinned, error);
}

static gboolean
run_before (OtkSqlite *self, const char *sql, gint64 before, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self, sql, error))
    return FALSE;
  otk_statement_bind_int (&statement, 1, before);
  return otk_statement_run (&statement, error);
}

static gint64
version_before (OtkSqlite *self, OtkTime before)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self,
                              "SELECT n FROM command WHERE at < ? ORDER BY n DESC LIMIT 1", NULL))
    return 0;
  otk_statement_bind_int (&statement, 1, before);
  return otk_statement_step (&statement, NULL) == 1 ? otk_statement_int (&statement, 0) : 0;
}

static gboolean
forget_past (OtkSqlite *self, gint64 version, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, version);
  int before = sqlite3_total_changes (self->db);

  if (!run_before (self, "DELETE FROM acl WHERE rx <= ?", version, error)
      || !run_before (self, "DELETE FROM utoken WHERE rx <= ?", version, error))
    return FALSE;
  /* Nothing was forgotten: older cookies are as good as before. */
  return sqlite3_total_changes (self->db) == before
         || otk_store_put_meta (&self->parent, OTK_SQLITE_PRUNED_KEY, text, error);
}

gboolean
otk_sqlite_prune (OtkStore *store, OtkTime receipts_before, OtkTime past_before, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);

  return run_before (self,
                     "DELETE FROM device_seq WHERE command IN"
                     " (SELECT id FROM command_log WHERE received < ?)",
                     receipts_before, error)
         && run_before (self, "DELETE FROM command_log WHERE received < ?", receipts_before, error)
         && forget_past (self, version_before (self, past_before), error);
}
