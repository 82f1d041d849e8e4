/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-feed-driver.h"

#include <string.h>

OtkDevice *
otk_device_copy (const OtkDevice *self)
{
  OtkDevice *copy = g_memdup2 (self, sizeof *self);

  copy->code = g_strdup (self->code);
  copy->name = g_strdup (self->name);
  return copy;
}

void
otk_device_free (OtkDevice *self)
{
  if (self == NULL)
    return;
  g_free (self->code);
  g_free (self->name);
  g_free (self);
}

OtkReceipt *
otk_receipt_copy (const OtkReceipt *self)
{
  OtkReceipt *copy = g_memdup2 (self, sizeof *self);

  copy->code = g_strdup (self->code);
  copy->detail = g_strdup (self->detail);
  return copy;
}

void
otk_receipt_free (OtkReceipt *self)
{
  if (self == NULL)
    return;
  g_free (self->code);
  g_free (self->detail);
  g_free (self);
}

void
otk_pull_end_clear (OtkPullEnd *self)
{
  g_clear_pointer (&self->cookie, g_free);
}

gboolean
otk_feed_enabled (OtkStore *self)
{
  return self->klass->feed != NULL && self->klass->feed->enabled (self);
}

gboolean
otk_feed_enable (OtkStore *self, OtkTime now, GError **error)
{
  return self->klass->feed->enable (self, now, error);
}

char *
otk_feed_epoch (OtkStore *self, GError **error)
{
  return self->klass->feed->epoch (self, error);
}

gboolean
otk_feed_new_epoch (OtkStore *self, GError **error)
{
  return self->klass->feed->set_epoch (self, OTK_FEED_EPOCH_NEW, NULL, error);
}

gboolean
otk_feed_check_epoch (OtkStore *self, gboolean *renewed, GError **error)
{
  gboolean other = FALSE;
  gboolean done = self->klass->feed->set_epoch (self, OTK_FEED_EPOCH_CHECK, &other, error);

  if (renewed != NULL)
    *renewed = other;
  return done;
}

gboolean
otk_feed_mark_epoch (OtkStore *self, GError **error)
{
  return self->klass->feed->set_epoch (self, OTK_FEED_EPOCH_MARK, NULL, error);
}

OtkDevice *
otk_feed_add_device (OtkStore *self, const OtkId *id, const OtkId *user, OtkProfile profile,
                     const char *name, OtkTime now, GError **error)
{
  return self->klass->feed->add_device (self, id, user, profile, name, now, error);
}

OtkDevice *
otk_feed_device (OtkStore *self, const OtkId *id, GError **error)
{
  return self->klass->feed->device (self, id, FALSE, error);
}

OtkDevice *
otk_feed_lock_device (OtkStore *self, const OtkId *id, GError **error)
{
  return self->klass->feed->device (self, id, TRUE, error);
}

GPtrArray *
otk_feed_devices (OtkStore *self, const OtkId *user, GError **error)
{
  return self->klass->feed->devices (self, user, error);
}

gboolean
otk_feed_touch_device (OtkStore *self, const OtkId *id, OtkTime now, GError **error)
{
  OtkFeedDevice change = { .seen = now, .revoked = OTK_TIME_NONE };

  return self->klass->feed->change_device (self, id, &change, error);
}

gboolean
otk_feed_revoke_device (OtkStore *self, const OtkId *id, OtkTime now, GError **error)
{
  OtkFeedDevice change = { .seen = OTK_TIME_NONE, .revoked = now };

  return self->klass->feed->change_device (self, id, &change, error);
}

gboolean
otk_feed_set_profile (OtkStore *self, const OtkId *id, OtkProfile profile, GError **error)
{
  OtkFeedDevice change = { OTK_TIME_NONE, OTK_TIME_NONE, profile };

  return self->klass->feed->change_device (self, id, &change, error);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return otk_id_compare (a, b);
}

gboolean
otk_feed_lock_roots (OtkStore *self, const OtkId *roots, guint n_roots, GError **error)
{
  g_autofree OtkId *sorted = g_memdup2 (roots, n_roots * sizeof *roots);
  guint n = 0;

  if (n_roots == 0)
    return TRUE;
  qsort (sorted, n_roots, sizeof *sorted, compare_ids);
  for (guint i = 0; i < n_roots; i++)
    if (n == 0 || !otk_id_equal (&sorted[n - 1], &sorted[i]))
      sorted[n++] = sorted[i];
  return self->klass->feed->lock_roots (self, sorted, n, error);
}

OtkReceipt *
otk_feed_receipt (OtkStore *self, const OtkId *command, GError **error)
{
  return self->klass->feed->receipt (self, command, error);
}

gboolean
otk_feed_add_receipt (OtkStore *self, const OtkReceipt *receipt, GError **error)
{
  return self->klass->feed->add_receipt (self, receipt, error);
}

gboolean
otk_feed_add_seq (OtkStore *self, const OtkId *device, gint64 seq, const OtkId *command,
                  OtkTime effective, GError **error)
{
  return self->klass->feed->add_seq (self, device, seq, command, effective, error);
}

gboolean
otk_feed_seq (OtkStore *self, const OtkId *device, gint64 seq, OtkId *command, GError **error)
{
  return self->klass->feed->seq (self, device, seq, command, error);
}

OtkTime
otk_feed_time_of (OtkStore *self, gint64 x, GError **error)
{
  return self->klass->feed->time_of (self, x, error);
}

gboolean
otk_feed_begin_read (OtkStore *self, GError **error)
{
  return self->klass->feed->begin_read (self, error);
}

void
otk_feed_end_read (OtkStore *self)
{
  self->klass->feed->end_read (self);
}

char *
otk_feed_cookie (OtkStore *self, GError **error)
{
  return self->klass->feed->cookie (self, error);
}

OtkCookieCheck
otk_feed_check_cookie (OtkStore *self, const char *cookie, GError **error)
{
  g_auto (OtkFeedPlace) place = { NULL };

  if (otk_feed_place_parse (cookie, &place))
    cookie = place.base;
  return self->klass->feed->check_cookie (self, cookie, error);
}

gboolean
otk_feed_pull (OtkStore *self, const OtkPull *pull, const OtkFeedSink *sink, gpointer data,
               OtkPullEnd *end, GError **error)
{
  memset (end, 0, sizeof *end);
  return self->klass->feed->pull (self, pull, sink, data, end, error);
}

gboolean
otk_feed_is_page (const char *cookie)
{
  g_auto (OtkFeedPlace) place = { NULL };

  return cookie == NULL || otk_feed_place_parse (cookie, &place);
}

/* The finalizer of SplitMix64: every bit of the input reaches every bit of the result. */
static guint64
mix (guint64 z)
{
  z += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

guint64
otk_feed_row_hash (OtkEntityType entity, const OtkId *id, gint64 x)
{
  guint64 halves[2], name = 0;

  memcpy (halves, id->bytes, sizeof halves);
  /* By its name: an entity's place in the program's list may change. */
  for (const char *c = otk_entity (entity)->name; *c != '\0'; c++)
    name = mix (name ^ (guint8) *c);
  return mix (mix (mix (name ^ GUINT64_FROM_LE (halves[0])) ^ GUINT64_FROM_LE (halves[1]))
              ^ (guint64) x);
}

typedef struct
{
  guint64 sum;
  guint rows;
  GArray *roots; /* nullable */
} Sums;

static void
add_sum (const OtkId *root, guint64 sum, guint rows, gpointer data)
{
  Sums *sums = data;
  OtkRootSum one = { *root, sum };

  sums->sum ^= sum;
  sums->rows += rows;
  if (sums->roots != NULL)
    g_array_append_val (sums->roots, one);
}

gboolean
otk_feed_checksum (OtkStore *self, const OtkPull *pull, guint64 *sum, guint *rows, GError **error)
{
  Sums sums = { 0 };

  if (!self->klass->feed->checksums (self, pull, add_sum, &sums, error))
    return FALSE;
  *sum = sums.sum;
  if (rows != NULL)
    *rows = sums.rows;
  return TRUE;
}

GArray *
otk_feed_root_checksums (OtkStore *self, const OtkPull *pull, GError **error)
{
  Sums sums = { 0 };

  sums.roots = g_array_new (FALSE, FALSE, sizeof (OtkRootSum));
  if (!self->klass->feed->checksums (self, pull, add_sum, &sums, error))
    {
      g_array_unref (sums.roots);
      return NULL;
    }
  g_array_sort (sums.roots, compare_ids);
  return sums.roots;
}

gboolean
otk_feed_pin (OtkStore *self, const OtkId *device, OtkEntityType entity, const OtkId *root,
              gboolean pinned, GError **error)
{
  return self->klass->feed->pin (self, device, entity, root, pinned, error);
}

gboolean
otk_feed_prune (OtkStore *self, OtkTime receipts_before, OtkTime past_before, GError **error)
{
  return self->klass->feed->prune (self, receipts_before, past_before, error);
}

void
otk_feed_place_clear (OtkFeedPlace *self)
{
  g_clear_pointer (&self->base, g_free);
}

char *
otk_feed_place_print (const OtkFeedPlace *self)
{
  return g_strdup_printf ("%s;%d.%d.%" G_GINT64_FORMAT ".%u.%u", self->base, (int) self->phase,
                          self->entity, self->rowid, self->done, self->total);
}

/* A number of the place, up to @end; FALSE for anything else. */
static gboolean
take_number (const char **text, char end, gint64 max, gint64 *number)
{
  char *after;

  if (!g_ascii_isdigit (**text))
    return FALSE;
  *number = g_ascii_strtoll (*text, &after, 10);
  if (*after != end || *number > max)
    return FALSE;
  *text = after + (end != '\0');
  return TRUE;
}

gboolean
otk_feed_place_parse (const char *cookie, OtkFeedPlace *self)
{
  const char *at = strrchr (cookie, ';');
  gint64 phase, entity, rowid, done, total;

  if (at == NULL || at == cookie)
    return FALSE;
  self->base = g_strndup (cookie, (gsize) (at - cookie));
  at++;
  if (take_number (&at, '.', OTK_FEED_DONE, &phase)
      && take_number (&at, '.', OTK_N_ENTITIES, &entity)
      && take_number (&at, '.', G_MAXINT64 - 1, &rowid) && take_number (&at, '.', G_MAXINT, &done)
      && take_number (&at, '\0', G_MAXINT, &total))
    {
      self->phase = (OtkFeedPhase) phase;
      self->entity = (int) entity;
      self->rowid = rowid;
      self->done = (guint) done;
      self->total = (guint) total;
      return TRUE;
    }
  otk_feed_place_clear (self);
  return FALSE;
}
