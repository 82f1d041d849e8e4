/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-test-postgres.h"

#include <libpq-fe.h>
#include <string.h>
#include <unistd.h>

static const char *
server (void)
{
  return g_getenv ("OTK_TEST_POSTGRES");
}

gboolean
otk_test_postgres_runs (void)
{
  return server () != NULL;
}

static char *
uri_of (const char *database)
{
  g_auto (GStrv) halves = g_strsplit (server (), "%s", 2);

  return g_strconcat (halves[0], database, halves[1], NULL);
}

static PGresult *
run (const char *uri, const char *sql)
{
  PGconn *conn = PQconnectdb (uri);
  PGresult *result = PQexec (conn, sql);

  if (PQresultStatus (result) != PGRES_COMMAND_OK && PQresultStatus (result) != PGRES_TUPLES_OK)
    g_error ("%s: %s", sql, PQerrorMessage (conn));
  PQfinish (conn);
  return result;
}

void
otk_test_postgres_exec (const char *uri, const char *sql)
{
  PQclear (run (uri, sql));
}

char *
otk_test_postgres_ask (const char *uri, const char *sql)
{
  PGresult *result = run (uri, sql);
  char *answer = g_strdup (PQntuples (result) > 0 ? PQgetvalue (result, 0, 0) : "");

  PQclear (result);
  return answer;
}

static void
exec_at_server (const char *form, const char *database)
{
  g_autofree char *uri = uri_of ("postgres"), *sql = g_strdup_printf (form, database);

  otk_test_postgres_exec (uri, sql);
}

char *
otk_test_postgres_create (void)
{
  static int made;
  g_autofree char *name = g_strdup_printf ("t%d_%d", (int) getpid (), g_atomic_int_add (&made, 1));

  exec_at_server ("CREATE DATABASE %s TEMPLATE template0", name);
  return uri_of (name);
}

void
otk_test_postgres_drop (const char *uri)
{
  g_auto (GStrv) parts = g_strsplit_set (uri, "/?", -1);

  /* "postgresql:" "" "user@" "name" … */
  exec_at_server ("DROP DATABASE %s WITH (FORCE)", parts[3]);
}
