/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-private.h"

#include "otk-error.h"

#include <string.h>

#define MAX_STATEMENTS 300
#define NUMBER_LENGTH 24

/* Types of columns, as PostgreSQL numbers them. */
enum
{
  TYPE_INT8 = 20,
  TYPE_UUID = 2950,
};

typedef struct
{
  const char *value; /* NULL: null, unless it is a number */
  int length;
  gboolean binary;
  gboolean is_number;
  char number[NUMBER_LENGTH];
} Param;

typedef struct
{
  char name[NUMBER_LENGTH];
} OtkPrepared;

/* Whose answer is still to come. */
typedef struct
{
  char *prepares; /* (nullable): the SQL, where this is the preparing of it */
  OtkReceiver receive;
  gpointer data;
} OtkSent;

static Param *
add_param (OtkParams *self)
{
  Param param = { 0 };

  if (self->all == NULL)
    self->all = g_array_new (FALSE, FALSE, sizeof (Param));
  g_array_append_val (self->all, param);
  return &g_array_index (self->all, Param, self->all->len - 1);
}

void
otk_params_clear (OtkParams *self)
{
  g_clear_pointer (&self->all, g_array_unref);
}

void
otk_params_add_int (OtkParams *self, gint64 number)
{
  Param *param = add_param (self);

  param->is_number = TRUE;
  g_snprintf (param->number, NUMBER_LENGTH, "%" G_GINT64_FORMAT, number);
}

static void
add_binary (OtkParams *self, const void *bytes, gsize length)
{
  Param *param = add_param (self);

  param->value = bytes != NULL ? bytes : "";
  param->length = (int) length;
  param->binary = TRUE;
}

void
otk_params_add_id (OtkParams *self, const OtkId *id)
{
  if (id == NULL || otk_id_is_none (id))
    add_param (self);
  else
    add_binary (self, id->bytes, sizeof id->bytes);
}

void
otk_params_add_text (OtkParams *self, const char *text)
{
  add_param (self)->value = text;
}

void
otk_params_add_bytes (OtkParams *self, GBytes *bytes)
{
  if (bytes == NULL)
    add_param (self);
  else
    add_binary (self, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

void
otk_params_add (OtkParams *self, const OtkValue *value)
{
  switch (value->type)
    {
    case OTK_VALUE_INT:
      otk_params_add_int (self, value->number);
      break;
    case OTK_VALUE_TEXT:
      otk_params_add_text (self, value->text);
      break;
    case OTK_VALUE_ID:
      otk_params_add_id (self, &value->id);
      break;
    case OTK_VALUE_NULL:
    default:
      add_param (self);
      break;
    }
}

static void
sent_free (OtkSent *sent)
{
  g_free (sent->prepares);
  g_free (sent);
}

static void
note_sent (OtkPostgres *self, const char *prepares, OtkReceiver receive, gpointer data)
{
  OtkSent *sent = g_new0 (OtkSent, 1);

  sent->prepares = g_strdup (prepares);
  sent->receive = receive;
  sent->data = data;
  g_queue_push_tail (&self->sent, sent);
}

/* The statement's name, preparing it where that was not done; NULL where it is not worth one. */
static const char *
name_of (OtkPostgres *self, const char *sql)
{
  OtkPrepared *prepared = g_hash_table_lookup (self->statements, sql);

  if (prepared != NULL)
    return prepared->name;
  if (g_hash_table_size (self->statements) >= MAX_STATEMENTS)
    return NULL;
  prepared = g_new0 (OtkPrepared, 1);
  g_snprintf (prepared->name, NUMBER_LENGTH, "s%u", self->n_statements++);
  if (!PQsendPrepare (self->conn, prepared->name, sql, 0, NULL))
    {
      g_free (prepared);
      return NULL;
    }
  g_hash_table_insert (self->statements, g_strdup (sql), prepared);
  note_sent (self, sql, NULL, NULL);
  return prepared->name;
}

static gboolean
send_statement (OtkPostgres *self, const char *sql, const OtkParams *params, gboolean keep)
{
  guint n = params != NULL && params->all != NULL ? params->all->len : 0;
  g_autofree const char **values = g_new0 (const char *, n + 1);
  g_autofree int *lengths = g_new0 (int, n + 1), *formats = g_new0 (int, n + 1);
  const char *name = keep ? name_of (self, sql) : NULL;

  for (guint i = 0; i < n; i++)
    {
      const Param *param = &g_array_index (params->all, Param, i);

      values[i] = param->is_number ? param->number : param->value;
      lengths[i] = param->length;
      formats[i] = param->binary;
    }
  if (name != NULL)
    return PQsendQueryPrepared (self->conn, name, (int) n, values, lengths, formats, 1);
  return PQsendQueryParams (self->conn, sql, (int) n, NULL, values, lengths, formats, 1);
}

/* Outside a transaction a connection that went away is made anew. */
static gboolean
be_connected (OtkPostgres *self, GError **error)
{
  if (!self->lost)
    return TRUE;
  if (self->open)
    return otk_postgres_fail (self, NULL, error);
  return otk_postgres_connect (self, error);
}

static gboolean
send_any (OtkPostgres *self, const char *sql, const OtkParams *params, gboolean keep,
          OtkReceiver receive, gpointer data, GError **error)
{
  if (!be_connected (self, error))
    return FALSE;
  if (!send_statement (self, sql, params, keep))
    return otk_postgres_fail (self, NULL, error);
  note_sent (self, NULL, receive, data);
  return TRUE;
}

gboolean
otk_postgres_send_for (OtkPostgres *self, const char *sql, const OtkParams *params,
                       OtkReceiver receive, gpointer data, GError **error)
{
  return send_any (self, sql, params, TRUE, receive, data, error);
}

gboolean
otk_postgres_send (OtkPostgres *self, const char *sql, const OtkParams *params, GError **error)
{
  return send_any (self, sql, params, TRUE, NULL, NULL, error);
}

static void
stop_what_runs (OtkPostgres *self)
{
  PGcancel *cancel = PQgetCancel (self->conn);
  char message[256];

  if (cancel != NULL && !PQcancel (cancel, message, sizeof message))
    g_debug ("Cancelling: %s", message);
  PQfreeCancel (cancel);
}

/* Until the next answer is there; a cancellable stops the statement once, and its answer says so.
 */
static void
wait_for_answer (OtkPostgres *self, GCancellable *cancellable, gboolean *stopped)
{
  GPollFD polls[2] = { { PQsocket (self->conn), G_IO_IN, 0 } };
  gboolean watched = !*stopped && g_cancellable_make_pollfd (cancellable, &polls[1]);

  while (PQisBusy (self->conn))
    {
      g_poll (polls, watched ? 2 : 1, -1);
      if (watched && g_cancellable_is_cancelled (cancellable))
        {
          stop_what_runs (self);
          g_cancellable_release_fd (cancellable);
          watched = FALSE;
          *stopped = TRUE;
        }
      if (polls[0].revents != 0 && !PQconsumeInput (self->conn))
        break;
    }
  if (watched)
    g_cancellable_release_fd (cancellable);
}

static gboolean
is_good (const PGresult *result)
{
  ExecStatusType status = PQresultStatus (result);

  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY;
}

/* What follows a failure in the same round trip is not carried out, and comes back as aborted.
 * Takes @result. */
static gboolean
take_answer (OtkPostgres *self, OtkSent *sent, PGresult *result, gboolean sound, GError **error)
{
  gboolean good = is_good (result), kept = FALSE;

  if (good && sent->receive != NULL)
    kept = sent->receive (result, sent->data);
  if (!good && sent->prepares != NULL)
    g_hash_table_remove (self->statements, sent->prepares);
  if (!good && sound)
    otk_postgres_fail (self, result, error);
  if (!kept)
    PQclear (result);
  return good && sound;
}

static void
drop_all_sent (OtkPostgres *self)
{
  OtkSent *sent;

  while ((sent = g_queue_pop_head (&self->sent)) != NULL)
    sent_free (sent);
}

/* The end mark of the round trip. */
static gboolean
take_end (OtkPostgres *self)
{
  g_autoptr (PGresult) result = PQgetResult (self->conn);

  return result != NULL && PQresultStatus (result) == PGRES_PIPELINE_SYNC;
}

static gboolean
take_next (OtkPostgres *self, gboolean sound, GError **error)
{
  OtkSent *sent = g_queue_pop_head (&self->sent);
  PGresult *result = PQgetResult (self->conn);

  if (result == NULL || PQstatus (self->conn) == CONNECTION_BAD)
    {
      otk_postgres_fail (self, result, sound ? error : NULL);
      PQclear (result);
      sent_free (sent);
      drop_all_sent (self);
      return FALSE;
    }
  sound = take_answer (self, sent, result, sound, error);
  sent_free (sent);
  PQclear (PQgetResult (self->conn)); /* nothing: the end of this answer */
  return sound;
}

gboolean
otk_postgres_sync (OtkPostgres *self, GCancellable *cancellable, GError **error)
{
  gboolean sound = TRUE, stopped = FALSE;

  if (g_queue_is_empty (&self->sent))
    return TRUE;
  if (!PQpipelineSync (self->conn))
    {
      drop_all_sent (self);
      return otk_postgres_fail (self, NULL, error);
    }
  while (!g_queue_is_empty (&self->sent))
    {
      if (cancellable != NULL)
        wait_for_answer (self, cancellable, &stopped);
      sound = take_next (self, sound, error);
    }
  if (self->lost || take_end (self))
    return sound;
  return sound ? otk_postgres_fail (self, NULL, error) : FALSE;
}

static gboolean
keep_result (PGresult *result, gpointer data)
{
  *(PGresult **) data = result;
  return TRUE;
}

static PGresult *
query (OtkPostgres *self, const char *sql, const OtkParams *params, gboolean keep,
       GCancellable *cancellable, GError **error)
{
  g_autoptr (PGresult) result = NULL;

  if (!send_any (self, sql, params, keep, keep_result, &result, error)
      || !otk_postgres_sync (self, cancellable, error))
    return NULL;
  return g_steal_pointer (&result);
}

PGresult *
otk_postgres_query (OtkPostgres *self, const char *sql, const OtkParams *params, GError **error)
{
  return query (self, sql, params, TRUE, NULL, error);
}

PGresult *
otk_postgres_query_once (OtkPostgres *self, const char *sql, const OtkParams *params,
                         GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return query (self, sql, params, FALSE, cancellable, error);
}

gboolean
otk_postgres_run (OtkPostgres *self, const char *sql, const OtkParams *params, GError **error)
{
  return otk_postgres_send (self, sql, params, error) && otk_postgres_sync (self, NULL, error);
}

gint64
otk_postgres_number (OtkPostgres *self, const char *sql, gint64 fallback)
{
  g_autoptr (PGresult) result = query (self, sql, NULL, FALSE, NULL, NULL);

  if (result == NULL || PQntuples (result) == 0 || PQgetisnull (result, 0, 0))
    return fallback;
  return otk_row_int (result, 0, 0);
}

gboolean
otk_postgres_script (OtkPostgres *self, const char *sql, GError **error)
{
  g_autoptr (PGresult) result = NULL;

  /* Only outside the pipeline may one text hold several statements. */
  if (!otk_postgres_sync (self, NULL, error) || !PQexitPipelineMode (self->conn))
    return otk_postgres_fail (self, NULL, error);
  result = PQexec (self->conn, sql);
  PQenterPipelineMode (self->conn);
  return (result != NULL && is_good (result)) || otk_postgres_fail (self, result, error);
}

gboolean
otk_row_is_null (const PGresult *result, int row, int column)
{
  return PQgetisnull (result, row, column);
}

gint64
otk_row_int (const PGresult *result, int row, int column)
{
  const char *bytes = PQgetvalue (result, row, column);
  gint32 narrow;
  gint64 wide;

  switch (PQgetlength (result, row, column))
    {
    case 1:
      return *bytes;
    case sizeof narrow:
      memcpy (&narrow, bytes, sizeof narrow);
      return (gint32) GINT32_FROM_BE (narrow);
    case sizeof wide:
      memcpy (&wide, bytes, sizeof wide);
      return GINT64_FROM_BE (wide);
    default:
      return 0;
    }
}

OtkId
otk_row_id (const PGresult *result, int row, int column)
{
  OtkId id = OTK_ID_NONE;

  if (PQgetlength (result, row, column) == sizeof id.bytes)
    memcpy (id.bytes, PQgetvalue (result, row, column), sizeof id.bytes);
  return id;
}

const char *
otk_row_text (const PGresult *result, int row, int column)
{
  return PQgetvalue (result, row, column);
}

OtkValue
otk_row_value (const PGresult *result, int row, int column)
{
  OtkId id;

  if (PQgetisnull (result, row, column))
    return otk_value_null ();
  switch (PQftype (result, column))
    {
    case TYPE_INT8:
      return otk_value_int (otk_row_int (result, row, column));
    case TYPE_UUID:
      id = otk_row_id (result, row, column);
      return otk_value_id (&id);
    default:
      return otk_value_text (otk_row_text (result, row, column));
    }
}
