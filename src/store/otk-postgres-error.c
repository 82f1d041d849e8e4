/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-private.h"

#include "otk-error.h"

#include <string.h>

/* The first line of what the server says: what follows it may quote a row's content. */
static char *
message_of (OtkPostgres *self, const PGresult *result)
{
  const char *primary =
      result != NULL ? PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY) : NULL;

  return g_strstrip (g_strdup (primary != NULL ? primary : PQerrorMessage (self->conn)));
}

/* Classes of SQLSTATE, by their first characters; the first that fits counts. */
static const struct
{
  const char *state;
  OtkErrorCode code;
  const char *reason;
} refusals[] = {
  { "40001", OTK_ERROR_RETRY, N_ ("Somebody else changed the same at that moment: try again") },
  { "40P01", OTK_ERROR_RETRY, N_ ("Somebody else changed the same at that moment: try again") },
  { "55P03", OTK_ERROR_RETRY, N_ ("Somebody else changed the same at that moment: try again") },
  { "25P02", OTK_ERROR_RETRY, N_ ("Somebody else changed the same at that moment: try again") },
  { "53100", OTK_ERROR_LIMIT, N_ ("The disk is full: make room on it and try again") },
  { "53", OTK_ERROR_LIMIT, N_ ("The database server has no room for more: %s") },
  { "54", OTK_ERROR_LIMIT, N_ ("The content is too large") },
  { "23", OTK_ERROR_INVALID, N_ ("The database refuses the change: %s") },
  { "22", OTK_ERROR_INVALID, N_ ("The database refuses the change: %s") },
  { "25006", OTK_ERROR_NOT_ALLOWED, N_ ("The database can only be read: %s") },
  { "42501", OTK_ERROR_NOT_ALLOWED, N_ ("The database refuses the right to it: %s") },
  { "28", OTK_ERROR_NOT_ALLOWED, N_ ("The database refuses the right to it: %s") },
  { "57", OTK_ERROR_OFFLINE, N_ ("The database server does not answer: %s") },
  { "08", OTK_ERROR_OFFLINE, N_ ("The database server does not answer: %s") },
  { "", OTK_ERROR_CORRUPT, N_ ("The database does not work: %s") },
};

gboolean
otk_postgres_fail (OtkPostgres *self, const PGresult *result, GError **error)
{
  const char *state = result != NULL ? PQresultErrorField (result, PG_DIAG_SQLSTATE) : NULL;
  g_autofree char *message = message_of (self, result);

  if (g_strcmp0 (state, "57014") == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
      return FALSE;
    }
  /* A server that stops says so before it hangs up. */
  if (PQstatus (self->conn) == CONNECTION_BAD || (state != NULL && g_str_has_prefix (state, "57P")))
    {
      self->lost = TRUE;
      state = "08";
    }
  for (guint i = 0;; i++)
    if (g_str_has_prefix (state != NULL ? state : "", refusals[i].state))
      {
        if (refusals[i].code == OTK_ERROR_RETRY)
          self->crossed = OTK_POSTGRES_QUEUE_FOR;
        return otk_refuse (error, refusals[i].code, refusals[i].reason, message);
      }
}
