/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sqlite-sync.h"

#include "otk-error.h"

/* How a replica goes back to what the server said, and takes in what it says now. */

static gboolean
stage_image (OtkSqlite *self, OtkStatement *statement, GError **error)
{
  OtkEntityType entity = otk_sqlite_entity_of (self, otk_statement_int (statement, 0));
  OtkId id = otk_statement_id (statement, 1);
  g_autoptr (OtkRecord) record = NULL;

  if (!otk_statement_is_null (statement, 4))
    {
      g_autoptr (GBytes) content = g_bytes_new (sqlite3_column_blob (statement->stmt, 4),
                                                (gsize) sqlite3_column_bytes (statement->stmt, 4));
      g_autoptr (OtkValues) values = otk_values_decode (content, error);

      if (values == NULL)
        return FALSE;
      record = otk_record_from_values (entity, &id, values);
      otk_record_set_rowid (record, otk_statement_int (statement, 3));
    }
  otk_sqlite_stage (self, entity, &id, record, otk_statement_int (statement, 2));
  return TRUE;
}

static gboolean
stage_images (OtkSqlite *self, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, self, "SELECT entity, id, x, row, content FROM image",
                              error))
    return FALSE;
  while ((found = otk_statement_step (&statement, error)) == 1)
    if (!stage_image (self, &statement, error))
      return FALSE;
  return found == 0;
}

static gboolean
forget_pending (OtkSqlite *self, GError **error)
{
  g_auto (OtkStatement) facts = OTK_STATEMENT_INIT, commands = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&facts, self, "DELETE FROM fact WHERE n >= ?", error)
      || !otk_statement_prepare (&commands, self, "DELETE FROM command WHERE n >= ?", error))
    return FALSE;
  otk_statement_bind_int (&facts, 1, OTK_REPLICA_FIRST_PENDING << OTK_PACK_FACT_BITS);
  otk_statement_bind_int (&commands, 1, OTK_REPLICA_FIRST_PENDING);
  return otk_statement_run (&facts, error) && otk_statement_run (&commands, error);
}

gboolean
otk_replica_rewind (OtkStore *store, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);

  otk_sqlite_open_patch (self);
  return stage_images (self, error) && otk_sqlite_write_staged (self, NULL, error)
         && otk_sqlite_exec (self, "DELETE FROM image", error) && forget_pending (self, error);
}

static gboolean
clear_tables (OtkSqlite *self, GError **error)
{
  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    {
      g_autofree char *sql = g_strconcat ("DELETE FROM ", otk_entity (i)->table, NULL);

      if (!otk_sqlite_exec (self, sql, error))
        return FALSE;
    }
  return otk_sqlite_exec (self,
                          "DELETE FROM fact; DELETE FROM command; DELETE FROM timer;"
                          "DELETE FROM people_stale; DELETE FROM request_people;"
                          "INSERT INTO request_search (request_search) VALUES ('delete-all');"
                          "INSERT INTO customer_search (customer_search) VALUES ('delete-all');"
                          "INSERT INTO company_search (company_search) VALUES ('delete-all');"
                          "INSERT INTO article_search (article_search) VALUES ('delete-all');"
                          "UPDATE replica SET epoch = NULL, cookie = NULL, sum = 0",
                          error);
}

gboolean
otk_replica_reset (OtkStore *store, gboolean archive, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);

  g_return_val_if_fail (self->patch != NULL, FALSE);
  otk_sqlite_forget_staged (self);
  otk_sqlite_forget_all (self);
  /* What the server had dealt with it may have forgotten. */
  return clear_tables (self, error)
         && (!archive
             || otk_sqlite_exec (self, "UPDATE outbox SET state = 0 WHERE state = 1", error));
}

static gboolean
stage_parts (OtkSqlite *self, OtkEntityType part, const OtkId *root, GError **error)
{
  const OtkEntity *entity = otk_entity (part);
  g_autofree char *sql = g_strconcat ("SELECT id FROM ", entity->table, " WHERE ",
                                      entity->fields[entity->root_field].name, " = ?", NULL);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, self, sql, error))
    return FALSE;
  otk_statement_bind_id (&statement, 1, root);
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      OtkId id = otk_statement_id (&statement, 0);
      otk_sqlite_stage (self, part, &id, NULL, 0);
    }
  return found == 0;
}

static gboolean
run_on_id (OtkSqlite *self, const char *sql, const OtkId *id, GError **error)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self, sql, error))
    return FALSE;
  otk_statement_bind_id (&statement, 1, id);
  return otk_statement_run (&statement, error);
}

/* The root's facts, and the commands that made nothing else. */
static gboolean
drop_log (OtkSqlite *self, const OtkId *root, GError **error)
{
  return run_on_id (self,
                    "DELETE FROM command WHERE n IN (SELECT n >> 20 FROM fact WHERE root = ?1)"
                    " AND NOT EXISTS (SELECT 1 FROM fact f WHERE f.n >= command.n << 20"
                    " AND f.n < (command.n + 1) << 20 AND f.root != ?1)",
                    root, error)
         && run_on_id (self, "DELETE FROM fact WHERE root = ?1", root, error);
}

gboolean
otk_replica_gone (OtkStore *store, OtkEntityType entity, const OtkId *root, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);

  g_return_val_if_fail (self->patch != NULL, FALSE);
  otk_sqlite_stage (self, entity, root, NULL, 0);
  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    {
      const OtkEntity *part = otk_entity (i);

      if (part->root_field >= 0 && part->fields[part->root_field].target == entity
          && !stage_parts (self, i, root, error))
        return FALSE;
    }
  return drop_log (self, root, error);
}

gboolean
otk_replica_removed (OtkStore *store, OtkEntityType entity, const OtkId *id, GError **error)
{
  g_return_val_if_fail (OTK_SQLITE (store)->patch != NULL, FALSE);
  otk_sqlite_stage (OTK_SQLITE (store), entity, id, NULL, 0);
  return TRUE;
}

gboolean
otk_replica_row (OtkStore *store, OtkRecord *record, gint64 x, GError **error)
{
  g_return_val_if_fail (OTK_SQLITE (store)->patch != NULL, FALSE);
  if (otk_record_rowid (record) <= 0 || otk_record_rowid (record) >= OTK_REPLICA_FIRST_PENDING
      || x < 0)
    return otk_refuse (error, OTK_ERROR_PROTOCOL,
                       N_ ("The server's answer has a row without its number: %s"),
                       otk_record_entity (record)->name);
  otk_sqlite_stage (OTK_SQLITE (store), otk_record_type (record), otk_record_id (record), record,
                    x);
  return TRUE;
}

static gboolean
knows_place (OtkSqlite *self, gint64 n)
{
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (!otk_statement_prepare (&statement, self, "SELECT 1 FROM command WHERE n = ?", NULL))
    return FALSE;
  otk_statement_bind_int (&statement, 1, n);
  return otk_statement_step (&statement, NULL) == 1;
}

gboolean
otk_replica_log (OtkStore *store, gint64 n, const OtkCommand *command, GPtrArray *facts,
                 GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  guint first = 0;

  if (n <= 0 || n >= OTK_REPLICA_FIRST_PENDING)
    return otk_refuse (error, OTK_ERROR_PROTOCOL,
                       N_ ("The server's answer has a command without its place"), NULL);
  /* It comes once for each root. */
  if (!knows_place (self, n)
      && otk_sqlite_append_command (self, n, command, command->at, NULL, error) < 0)
    return FALSE;
  for (guint i = 1; i <= facts->len; i++)
    {
      const OtkFact *start = facts->pdata[first];
      const OtkFact *next = i < facts->len ? facts->pdata[i] : NULL;

      if (next != NULL && next->n == start->n + (i - first))
        continue;
      if (!otk_sqlite_append_facts (self, facts, first, i - first, start->n, command->at, error))
        return FALSE;
      first = i;
    }
  return TRUE;
}

gboolean
otk_replica_receipt (OtkStore *store, const OtkReceipt *receipt, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  g_auto (OtkStatement) update = OTK_STATEMENT_INIT, acked = OTK_STATEMENT_INIT;
  gboolean refused =
      receipt->status == OTK_RECEIPT_REJECTED || receipt->status == OTK_RECEIPT_QUARANTINED;

  /* What its author has seen to stays so. */
  if (!otk_statement_prepare (&update, self,
                              "UPDATE outbox SET state = iif (state = 3, 3, ?2), status = ?3,"
                              " code = ?4, detail = ?5, received = ?6, effective = ?7, doubt = NULL"
                              " WHERE command = ?1",
                              error))
    return FALSE;
  otk_statement_bind_id (&update, 1, &receipt->command);
  otk_statement_bind_int (&update, 2, refused ? OTK_QUEUE_ATTENTION : OTK_QUEUE_ACKNOWLEDGED);
  otk_statement_bind_int (&update, 3, receipt->status);
  otk_statement_bind_text (&update, 4, receipt->code);
  otk_statement_bind_text (&update, 5, receipt->detail);
  otk_statement_bind_int (&update, 6, receipt->received);
  if (receipt->effective != OTK_TIME_NONE)
    otk_statement_bind_int (&update, 7, receipt->effective);
  if (!otk_statement_run (&update, error)
      || !otk_statement_prepare (&acked, self, "UPDATE replica SET acked_seq = max (acked_seq, ?)",
                                 error))
    return FALSE;
  otk_statement_bind_int (&acked, 1, receipt->seq);
  return otk_statement_run (&acked, error);
}

gboolean
otk_replica_finish (OtkStore *store, const char *epoch, const char *cookie, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  guint64 sum;
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  g_return_val_if_fail (self->patch != NULL, FALSE);
  if (!otk_replica_checksum (store, FALSE, &sum, error)
      || !otk_sqlite_write_staged (self, &sum, error)
      || !otk_statement_prepare (&statement, self,
                                 "UPDATE replica SET epoch = ?, cookie = ?, sum = ?", error))
    return FALSE;
  otk_statement_bind_text (&statement, 1, epoch);
  otk_statement_bind_text (&statement, 2, cookie);
  otk_statement_bind_int (&statement, 3, (gint64) sum);
  return otk_statement_run (&statement, error);
}

static gboolean
sink_gone (OtkEntityType entity, const OtkId *root, gpointer data, GError **error)
{
  return otk_replica_gone (data, entity, root, error);
}

static gboolean
sink_removed (OtkEntityType entity, const OtkId *id, const OtkId *root, gpointer data,
              GError **error)
{
  return otk_replica_removed (data, entity, id, error);
}

static gboolean
sink_row (const OtkRecord *record, gint64 x, gpointer data, GError **error)
{
  g_autoptr (OtkRecord) kept = otk_record_copy (record);

  return otk_replica_row (data, kept, x, error);
}

static gboolean
sink_log (gint64 n, const OtkCommand *command, GPtrArray *facts, gpointer data, GError **error)
{
  return otk_replica_log (data, n, command, facts, error);
}

static gboolean
sink_receipt (const OtkReceipt *receipt, gpointer data, GError **error)
{
  return otk_replica_receipt (data, receipt, error);
}

const OtkFeedSink otk_replica_sink = {
  .gone = sink_gone,
  .removed = sink_removed,
  .row = sink_row,
  .log = sink_log,
  .receipt = sink_receipt,
};

static gboolean
add_table_sum (OtkSqlite *self, OtkEntityType type, guint64 *sum, GHashTable *roots, GError **error)
{
  g_autofree char *sql = g_strconcat ("SELECT id, root, x FROM ", otk_entity (type)->table, NULL);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;
  int found;

  if (!otk_statement_prepare (&statement, self, sql, error))
    return FALSE;
  while ((found = otk_statement_step (&statement, error)) == 1)
    {
      OtkId id = otk_statement_id (&statement, 0), root = otk_statement_id (&statement, 1);
      guint64 hash = otk_feed_row_hash (type, &id, otk_statement_int (&statement, 2)), *of_root;

      *sum ^= hash;
      of_root = roots != NULL ? g_hash_table_lookup (roots, &root) : NULL;
      if (of_root != NULL)
        *of_root ^= hash;
      else if (roots != NULL)
        g_hash_table_insert (roots, g_memdup2 (&root, sizeof root), g_memdup2 (&hash, sizeof hash));
    }
  return found == 0;
}

gboolean
otk_sqlite_table_sum (OtkSqlite *self, guint64 *sum, GHashTable *roots, GError **error)
{
  *sum = 0;
  for (guint i = 0; i < OTK_N_ENTITIES; i++)
    if (!add_table_sum (self, i, sum, roots, error))
      return FALSE;
  return TRUE;
}

gboolean
otk_replica_checksum (OtkStore *store, gboolean recompute, guint64 *sum, GError **error)
{
  OtkSqlite *self = OTK_SQLITE (store);
  g_auto (OtkStatement) statement = OTK_STATEMENT_INIT;

  if (recompute)
    return otk_sqlite_table_sum (self, sum, NULL, error);
  if (!otk_statement_prepare (&statement, self, "SELECT sum FROM replica", error)
      || otk_statement_step (&statement, error) < 0)
    return FALSE;
  *sum = (guint64) otk_statement_int (&statement, 0);
  return TRUE;
}

static int
compare_roots (gconstpointer a, gconstpointer b)
{
  return otk_id_compare (&((const OtkRootSum *) a)->root, &((const OtkRootSum *) b)->root);
}

GArray *
otk_replica_root_checksums (OtkStore *store, GError **error)
{
  g_autoptr (GHashTable) roots = g_hash_table_new_full (otk_id_hash, otk_id_equal, g_free, g_free);
  GArray *sums;
  GHashTableIter iter;
  gpointer root, sum;
  guint64 all;

  if (!otk_sqlite_table_sum (OTK_SQLITE (store), &all, roots, error))
    return NULL;
  sums = g_array_new (FALSE, FALSE, sizeof (OtkRootSum));
  g_hash_table_iter_init (&iter, roots);
  while (g_hash_table_iter_next (&iter, &root, &sum))
    {
      OtkRootSum one = { *(OtkId *) root, *(guint64 *) sum };
      g_array_append_val (sums, one);
    }
  g_array_sort (sums, compare_roots);
  return sums;
}
