/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-server-time.h"

#include <string.h>

#define NOISE 20

void
otk_server_time_init (OtkServerTime *self)
{
  memset (self, 0, sizeof *self);
  self->base = OTK_TIME_NONE;
}

static gboolean
is_same_start (const OtkServerTime *self, const OtkInstant *now)
{
  return self->base != OTK_TIME_NONE && now->boot != NULL && *self->boot != '\0'
         && strcmp (self->boot, now->boot) == 0 && now->mono >= self->mono;
}

/* The latest samples are kept; those of another start tell nothing about this one's counter. */
static void
keep (OtkServerTime *self, const OtkTimeSample *sample)
{
  if (self->n_samples == OTK_SERVER_TIME_SAMPLES)
    {
      memmove (self->samples, self->samples + 1,
               sizeof *self->samples * (OTK_SERVER_TIME_SAMPLES - 1));
      self->n_samples--;
    }
  self->samples[self->n_samples++] = *sample;
}

static const OtkTimeSample *
best_sample (const OtkServerTime *self)
{
  const OtkTimeSample *best = &self->samples[0];

  for (guint i = 1; i < self->n_samples; i++)
    if (self->samples[i].round_trip <= best->round_trip)
      best = &self->samples[i];
  return best;
}

gboolean
otk_server_time_learn (OtkServerTime *self, OtkTime server_time, const OtkInstant *sent,
                       const OtkInstant *received)
{
  OtkTimeSample sample = { 0 };
  OtkTime expected;
  gboolean same = is_same_start (self, received);
  const OtkTimeSample *best;

  if (server_time == OTK_TIME_NONE || g_strcmp0 (sent->boot, received->boot) != 0
      || received->mono < sent->mono)
    return FALSE;
  if (!same)
    self->n_samples = 0;
  sample.round_trip = received->mono - sent->mono;
  sample.base = server_time + sample.round_trip / 2;
  sample.mono = received->mono;
  keep (self, &sample);

  best = best_sample (self);
  expected = self->base + (best->mono - self->mono);
  if (same && ABS (expected - best->base) <= NOISE)
    return FALSE;
  self->base = best->base;
  self->mono = best->mono;
  g_strlcpy (self->boot, received->boot != NULL ? received->boot : "", sizeof self->boot);
  self->offset = best->base + (received->mono - best->mono) - received->wall;
  return TRUE;
}

OtkTime
otk_server_time_estimate (const OtkServerTime *self, const OtkInstant *now, char *quality)
{
  if (is_same_start (self, now))
    {
      *quality = 'A';
      return self->base + (now->mono - self->mono);
    }
  *quality = self->base != OTK_TIME_NONE ? 'B' : 'C';
  return now->wall + (self->base != OTK_TIME_NONE ? self->offset : 0);
}
