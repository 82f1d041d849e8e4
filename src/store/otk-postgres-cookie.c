/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-sync.h"

#include <string.h>

/*
 * A cookie is a snapshot, "xmin:xmax:xip,xip…", capped at the highest version that is committed:
 * what had not committed may come back after a crash under the same number (sync.md §5).
 */
typedef struct
{
  guint64 xmin, xmax;
  GArray *running; /* (element-type guint64), ascending */
} Snapshot;

static void
snapshot_clear (Snapshot *self)
{
  g_clear_pointer (&self->running, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Snapshot, snapshot_clear)

/* A number up to @end; FALSE for anything else. */
static gboolean
take_number (const char **text, char end, guint64 *number)
{
  char *after;

  if (!g_ascii_isdigit (**text) || strspn (*text, "0123456789") > 19)
    return FALSE;
  *number = g_ascii_strtoull (*text, &after, 10);
  if (*after != end && !(end == ',' && *after == '\0'))
    return FALSE;
  *text = *after != '\0' ? after + 1 : after;
  return TRUE;
}

static gboolean
snapshot_read (const char *text, Snapshot *self)
{
  guint64 last = 0, number;

  self->running = g_array_new (FALSE, FALSE, sizeof (guint64));
  if (!take_number (&text, ':', &self->xmin) || !take_number (&text, ':', &self->xmax)
      || self->xmin == 0 || self->xmin > self->xmax)
    return FALSE;
  while (*text != '\0')
    {
      if (!take_number (&text, ',', &number) || number <= last || number < self->xmin
          || number >= self->xmax)
        return FALSE;
      g_array_append_val (self->running, number);
      last = number;
    }
  return TRUE;
}

static char *
snapshot_print (const Snapshot *self)
{
  GString *text = g_string_new (NULL);

  g_string_printf (text, "%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT ":", self->xmin, self->xmax);
  for (guint i = 0; i < self->running->len; i++)
    g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, i > 0 ? "," : "",
                            g_array_index (self->running, guint64, i));
  return g_string_free (text, FALSE);
}

static void
snapshot_cap (Snapshot *self, guint64 highest)
{
  self->xmax = MIN (self->xmax, highest + 1);
  while (self->running->len > 0
         && g_array_index (self->running, guint64, self->running->len - 1) >= self->xmax)
    g_array_set_size (self->running, self->running->len - 1);
  self->xmin = self->running->len > 0 ? g_array_index (self->running, guint64, 0) : self->xmax;
}

/* The highest version there is: of a command, of a pin, of what everything was stamped with. */
#define HIGHEST "greatest ((SELECT max (x) FROM command), (SELECT max (x) FROM moment), '2'::xid8)"

char *
otk_postgres_cookie (OtkStore *store, GError **error)
{
  g_autoptr (PGresult) found =
      otk_postgres_query (OTK_POSTGRES (store), "SELECT pg_current_snapshot ()::text, " HIGHEST,
                          NULL, error);
  g_auto (Snapshot) snapshot = { 0 };

  if (found == NULL || !snapshot_read (otk_row_text (found, 0, 0), &snapshot))
    return NULL;
  snapshot_cap (&snapshot, (guint64) otk_row_int (found, 0, 1));
  return snapshot_print (&snapshot);
}

OtkCookieCheck
otk_postgres_check_cookie (OtkStore *store, const char *cookie, GError **error)
{
  g_auto (Snapshot) snapshot = { 0 };
  g_autoptr (PGresult) found = NULL;

  if (!snapshot_read (cookie, &snapshot))
    return OTK_COOKIE_MALFORMED;
  found = otk_postgres_query (OTK_POSTGRES (store),
                              "SELECT " HIGHEST ", (SELECT value::bigint FROM meta"
                              " WHERE key = '" OTK_POSTGRES_PRUNED_KEY "')",
                              NULL, error);
  if (found == NULL)
    return OTK_COOKIE_FAILED;
  if (snapshot.xmax > (guint64) otk_row_int (found, 0, 0) + 1)
    return OTK_COOKIE_FUTURE;
  if (!otk_row_is_null (found, 0, 1) && snapshot.xmin <= (guint64) otk_row_int (found, 0, 1))
    return OTK_COOKIE_PRUNED;
  return OTK_COOKIE_OK;
}
